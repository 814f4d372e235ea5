"""Where the site has review, what a decision says in public, and its roll, is approved by other people first."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from records.models import AuditEntry, Commendation, DecisionChange, Record, RollEntry, RollImport, Signature
from records.publishing.rolls import save_roll
from records.rolls import Entry
from tests.factories import make_category, make_commendation, make_record, make_roll_entry, make_roll_group

from .test_commendations import PDF, pdf, posted, posted_new
from .test_notice_steps import CONTACT, DECISION, in_notice, over, proposed, take

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def review(settings: Any) -> None:
    settings.REVIEW_STEPS = 1


@pytest.fixture
def writer(staff: Any) -> Client:
    return staff("view_commendation", "change_commendation", "add_commendation", "view_record", name="编写")


@pytest.fixture
def desk(staff: Any) -> Client:
    """Publishes, and may approve what others handed in."""
    return staff(*EVERYTHING, name="发布")


@pytest.fixture
def reviewer(staff: Any) -> Client:
    return staff("view_commendation", "view_record", "approve_version", name="审核")


EVERYTHING = (
    *("view_commendation", "change_commendation", "view_record", "change_record", "add_record"),
    *("publish_record", "approve_version"),
)


@pytest.fixture
def row() -> Commendation:
    return make_record("published", commendation=make_commendation(issuer="样例县")).commendation


def review_page(row: Commendation) -> str:
    return f"/admin/records/commendation/{row.pk}/review/"


def answer(client: Client, row: Commendation, button: str, **fields: Any) -> str:
    page = client.get(review_page(row))
    seen = page.context["seen"] if page.status_code == 200 else ""
    told = {button: "1", "seen": seen} | fields
    return client.post(review_page(row), told, follow=True).content.decode()


def write(client: Client, row: Commendation, **fields: Any) -> str:
    fields = {"note": "授予机关写得不全"} | fields
    address = f"/admin/records/commendation/{row.pk}/change/"
    return client.post(address, posted(row, **fields), follow=True).content.decode()


def issuer() -> str:
    return Commendation.objects.get().issuer


# --- What the decision says -------------------------------------------------------------------------


def test_what_the_public_reads_stays_until_somebody_else_approves(
    writer: Client, reviewer: Client, row: Commendation
) -> None:
    assert "已送审" in write(writer, row, issuer="中共样例县委")
    assert issuer() == "样例县"
    shown = reviewer.get(review_page(row)).content.decode()
    assert "<ins>中共</ins>" in shown
    assert "授予机关写得不全" in shown
    answer(reviewer, row, "_approve")
    assert issuer() == "中共样例县委"
    assert [one.note for one in row.versions.all()] == ["", "授予机关写得不全"]
    assert not DecisionChange.objects.exists()


def test_who_wrote_a_change_does_not_approve_it(desk: Client, row: Commendation) -> None:
    write(desk, row, issuer="中共样例县委")
    assert "不能由您审核" in answer(desk, row, "_approve")
    assert issuer() == "样例县"


def test_each_step_is_approved_by_another_person(
    writer: Client, reviewer: Client, desk: Client, row: Commendation, settings: Any
) -> None:
    settings.REVIEW_STEPS = 2
    write(writer, row, issuer="中共样例县委")
    assert "还要：终审" in answer(reviewer, row, "_approve")
    assert "您已经审核过一级" in answer(reviewer, row, "_approve")
    assert issuer() == "样例县"
    answer(desk, row, "_approve")
    assert issuer() == "中共样例县委"


def test_what_is_written_after_an_approval_is_approved_anew(
    writer: Client, reviewer: Client, desk: Client, row: Commendation, settings: Any
) -> None:
    settings.REVIEW_STEPS = 2
    write(writer, row, issuer="中共样例县委")
    answer(reviewer, row, "_approve")
    write(writer, row, issuer="中共样例市委")
    assert "还要：终审" in answer(desk, row, "_approve")
    assert issuer() == "样例县"


def test_nothing_is_approved_that_was_not_looked_at(
    writer: Client, reviewer: Client, row: Commendation
) -> None:
    write(writer, row, issuer="中共样例县委")
    seen = reviewer.get(review_page(row)).context["seen"]
    write(writer, row, issuer="另一个机关")
    page = reviewer.post(review_page(row), {"_approve": "1", "seen": seen}).content.decode()
    assert "请再看一遍" in page
    assert issuer() == "样例县"


def test_a_change_that_comes_back_says_why_and_is_handed_in_again(
    writer: Client, reviewer: Client, row: Commendation
) -> None:
    write(writer, row, issuer="中共样例县委")
    assert "请写明退回原因" in answer(reviewer, row, "_return")
    answer(reviewer, row, "_return", reason="依据呢？")
    assert "依据呢？" in writer.get("/admin/").content.decode()
    page = writer.get(f"/admin/records/commendation/{row.pk}/change/").content.decode()
    assert "依据呢？" in page
    assert 'value="中共样例县委"' in page
    write(writer, row, issuer="中共样例县委员会")
    answer(reviewer, row, "_approve")
    assert issuer() == "中共样例县委员会"


def test_the_writer_takes_a_change_back(writer: Client, row: Commendation) -> None:
    write(writer, row, issuer="中共样例县委", new_original=pdf())
    answer(writer, row, "_take_back")
    assert not DecisionChange.objects.exists()
    assert issuer() == "样例县"


def test_a_change_back_to_what_is_public_waits_for_nobody(writer: Client, row: Commendation) -> None:
    write(writer, row, issuer="中共样例县委")
    write(writer, row, issuer="样例县")
    assert not DecisionChange.objects.exists()


def test_an_original_waits_with_the_change_and_is_read_before_it_is_approved(
    writer: Client, reviewer: Client, row: Commendation
) -> None:
    write(writer, row, new_original=pdf())
    write(writer, row, issuer="中共样例县委")
    original = f"/admin/records/commendation/{row.pk}/original/"
    assert reviewer.get(f"{original}?waiting=1").getvalue() == PDF
    assert reviewer.get(original).status_code == 404
    answer(reviewer, row, "_approve")
    assert Commendation.objects.get().attachment is not None


def test_another_year_waits_too(writer: Client, reviewer: Client, row: Commendation) -> None:
    write(writer, row, year=2012)
    assert Commendation.objects.get().year == 2011
    answer(reviewer, row, "_approve")
    assert Commendation.objects.get().year == 2012
    assert [one.title[-7:] for one in row.versions.all()] == ["（2011年）", "（2012年）"]


def test_a_new_decision_waits_before_it_is_public(writer: Client, reviewer: Client) -> None:
    new = Commendation(category=make_category(), year=2026, name="样例县关于表彰的决定")
    writer.post("/admin/records/commendation/add/", posted_new(new))
    made = Commendation.objects.get()
    assert made.name == ""
    answer(reviewer, made, "_approve")
    assert Commendation.objects.get().name == "样例县关于表彰的决定"


def test_numbers_of_groups_wait_with_the_decision(
    writer: Client, reviewer: Client, row: Commendation
) -> None:
    group = make_roll_group("先进个人/北京市", commendation=row, quota=30)
    write(writer, row, numbers="先进个人/北京市：40 名", **{"groups-0-quota": 50})
    group.refresh_from_db()
    assert group.quota == 30
    assert "<ins>4" in reviewer.get(review_page(row)).content.decode()
    answer(reviewer, row, "_approve")
    group.refresh_from_db()
    assert group.quota == 40
    assert [one.numbers[-2:] for one in row.versions.all()] == ["30", "40"]


@pytest.mark.parametrize(("typed", "said"), [("先进个人", "看不出是哪一组"), ("别的：3", "没有“别的”这一组")])
def test_numbers_that_are_none_are_refused_in_words(
    writer: Client, row: Commendation, typed: str, said: str
) -> None:
    make_roll_group("先进个人", commendation=row, quota=30)
    assert said in write(writer, row, numbers=typed)
    assert not DecisionChange.objects.exists()


def test_a_decision_is_not_written_while_another_step_waits(desk: Client) -> None:
    row = over()
    proposed("张三", row)
    take(desk, row, "confer", **DECISION, _confer="1")
    assert "“作出表彰决定”等着审核" in write(desk, row, issuer="改")


def test_a_line_of_a_public_roll_is_changed_by_nobody_alone(desk: Client) -> None:
    line = proposed("张三", in_notice())
    assert desk.post(f"/admin/records/rollentry/{line.pk}/change/", {"post": "改"}).status_code == 403


def test_what_waits_is_on_the_desk_and_in_the_list(
    writer: Client, reviewer: Client, row: Commendation
) -> None:
    write(writer, row, issuer="中共样例县委")
    assert "待我审核的表彰</span> <strong>1" in reviewer.get("/admin/").content.decode()
    assert "我送审的表彰</span> <strong>1" in writer.get("/admin/").content.decode()
    listed = reviewer.get("/admin/records/commendation/?waits=review").content.decode()
    assert "修改决定待审核" in listed


def test_each_part_in_it_is_a_line_of_the_log(writer: Client, reviewer: Client, row: Commendation) -> None:
    write(writer, row, issuer="中共样例县委")
    answer(reviewer, row, "_return", reason="依据呢？")
    write(writer, row, issuer="中共样例县委员会")
    answer(reviewer, row, "_approve")
    acts = AuditEntry.objects.filter(object_type="records.commendation").order_by("number")
    assert list(acts.values_list("act", flat=True)) == [
        *("submitted", "returned", "submitted", "approved", "changed"),
    ]


def test_who_neither_reviews_nor_wrote_answers_nothing(writer: Client, staff: Any, row: Commendation) -> None:
    write(writer, row, issuer="中共样例县委")
    other = staff("view_commendation", "change_commendation", "view_record", name="别人")
    assert other.post(review_page(row), {"_take_back": "1"}).status_code == 403
    assert other.post(review_page(row), {"_approve": "1"}).status_code == 403


def test_fewer_steps_than_before_leave_it_to_who_publishes(
    writer: Client, desk: Client, row: Commendation, settings: Any
) -> None:
    write(writer, row, issuer="中共样例县委")
    settings.REVIEW_STEPS = 0
    answer(desk, row, "_approve")
    assert issuer() == "中共样例县委"


# --- 公示 -------------------------------------------------------------------------------------------


def person(name: str, order: int = 1) -> Entry:
    return Entry(name, name, "person", "", "", "", None, "", order, {})


def test_a_notice_begins_once_it_is_approved(desk: Client, reviewer: Client) -> None:
    row, today = make_commendation(), timezone.localdate()
    assert "已送审" in take(desk, row, "begin_notice", start=today, until=today, objections=CONTACT)
    assert not Commendation.objects.get().is_notice
    answer(reviewer, row, "_approve")
    assert Commendation.objects.get().is_public


def test_a_notice_whose_day_has_passed_does_not_begin(desk: Client, reviewer: Client) -> None:
    row, today = make_commendation(), timezone.localdate()
    take(desk, row, "begin_notice", start=today, until=today, objections=CONTACT)
    change = DecisionChange.objects.get()
    change.given["notice_from"] = str(today - timedelta(days=1))
    change.save()
    assert "起始日期已经过去" in answer(reviewer, row, "_approve")
    assert not Commendation.objects.get().is_notice


def test_names_wait_for_the_notice_that_waits(desk: Client) -> None:
    row, today = make_commendation(), timezone.localdate()
    take(desk, row, "begin_notice", start=today, until=today, objections=CONTACT)
    with pytest.raises(Exception, match="公示正等着审核"):
        save_roll(row, [person("张三")], by=None, name="名单.csv")


def test_names_of_a_notice_are_public_once_they_are_approved(
    client: Client, desk: Client, reviewer: Client
) -> None:
    row = in_notice()
    save_roll(row, [person("张三")], by=None, name="名单.csv")
    assert "张三" not in client.get(f"/commendations/{row.pk}/").content.decode()
    take(desk, row, "publish_roll")
    assert "张三" in reviewer.get(review_page(row)).content.decode()
    answer(reviewer, row, "_approve")
    assert RollEntry.objects.get().was_proposed
    assert "张三" in client.get(f"/commendations/{row.pk}/").content.decode()


def test_names_that_came_later_are_looked_at_too(desk: Client, reviewer: Client) -> None:
    row = in_notice()
    save_roll(row, [person("张三")], by=None, name="名单.csv")
    take(desk, row, "publish_roll")
    seen = reviewer.get(review_page(row)).context["seen"]
    save_roll(row, [person("李四")], by=None, name="名单2.csv")
    assert "请再看一遍" in reviewer.post(review_page(row), {"_approve": "1", "seen": seen}).content.decode()


def test_who_brought_the_names_does_not_approve_them(desk: Client, reviewer: Client) -> None:
    row = in_notice()
    batch = RollImport.objects.create(commendation=row, by=User.objects.get(username="审核"), name="名单.csv")
    make_roll_entry("张三", commendation=row, was_proposed=False, came_with=batch)
    take(desk, row, "publish_roll")
    assert "有您录入的名字" in answer(reviewer, row, "_approve")


def test_a_notice_to_come_is_called_off_at_once(desk: Client) -> None:
    row = in_notice(notice_from=timezone.localdate() + timedelta(days=1))
    assert "公示取消了" in take(desk, row, "cancel_notice")
    assert not Commendation.objects.get().is_notice


# --- The decision, and its roll ---------------------------------------------------------------------


def test_a_decision_is_made_once_it_is_approved(client: Client, desk: Client, reviewer: Client) -> None:
    row = over()
    proposed("张三", row)
    struck = proposed("李四", row)
    chosen = {"strike": struck.pk, f"reason-{struck.pk}": "查有违纪", "publish_now": "on"}
    assert "已送审" in take(desk, row, "confer", **DECISION, **chosen, _confer="1")
    assert Commendation.objects.get().is_notice
    assert not Record.objects.exists()
    page = reviewer.get(review_page(row)).content.decode()
    assert all(said in page for said in ("张三", "李四", "查有违纪", "样例县关于表彰的决定"))
    answer(reviewer, row, "_approve")
    record = Record.objects.published().get()
    assert record.recipient.name == "张三"
    assert list(Signature.objects.values_list("name", "step")) == [("发布", 0), ("审核", 1)]
    assert client.get(f"/commendations/{row.pk}/").status_code == 200


def test_a_decision_that_cannot_be_made_is_not_handed_in(desk: Client) -> None:
    row = over()
    only = proposed("张三", row)
    chosen = {"strike": only.pk, f"reason-{only.pk}": "查有违纪"}
    assert "没有留下一个名字" in take(desk, row, "confer", **DECISION, **chosen, _confer="1")
    assert not DecisionChange.objects.exists()


def test_nothing_else_is_handed_in_while_a_decision_waits(desk: Client) -> None:
    row = over()
    proposed("张三", row)
    take(desk, row, "confer", **DECISION, _confer="1")
    until = timezone.localdate() + timedelta(days=9)
    page = take(desk, row, "extend_notice", until=until, note="收到异议")
    assert "“作出表彰决定”等着审核" in page


def test_a_roll_is_made_public_by_one_approval_of_all_its_names(desk: Client, reviewer: Client) -> None:
    row = make_commendation()
    save_roll(row, [person("张三"), person("李四", 2)], by=None, name="名单.csv")
    take(desk, row, "publish_roll")
    assert not Record.objects.published().exists()
    answer(reviewer, row, "_approve")
    assert Record.objects.published().count() == 2


def test_deeds_beside_the_names_stay_drafts(desk: Client, reviewer: Client) -> None:
    row = make_commendation()
    record = make_record("draft", commendation=row, introduction="还在写。")
    make_roll_entry(record=record)
    take(desk, row, "publish_roll")
    answer(reviewer, row, "_approve")
    record.refresh_from_db()
    assert record.is_public
    assert record.live is not None
    assert record.live.introduction == ""
