"""The names of a file as the roll of a commendation."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from records.models import (
    AuditEntry,
    Commendation,
    FormerName,
    Handling,
    Recipient,
    Record,
    RollEntry,
    RollGroup,
    RollImport,
    Signature,
)
from records.publishing import PublishingRefused, correct, publish
from records.publishing.rolls import AlreadyOnRoll, likely, publish_roll, strike
from records.publishing.versions import begin_version
from tests.factories import (
    make_commendation,
    make_recipient,
    make_record,
    make_roll_entry,
    rewrite,
    seal,
)
from tests.search.indexed import ids_of

from .lines import account, names, organization, person, saved

pytestmark = pytest.mark.django_db


@pytest.fixture
def commendation() -> Commendation:
    return make_commendation(year=2024)


@pytest.fixture
def notice() -> Commendation:
    return make_commendation(
        year=2024, state="notice", notice_from="2024-03-01", notice_until="2024-03-08", objections="样例电话"
    )


# --- Names become records -----------------------------------------------------------------------------


def test_each_name_is_a_record_whose_texts_are_blank(commendation: Commendation) -> None:
    saved(commendation, person("张三", "样例厂工人"), organization("样例街道", 2, region="样例省/样例市"))
    one, two = Record.objects.order_by("pk")
    assert (one.status, one.title, one.post, one.introduction) == ("draft", "张三", "样例厂工人", "")
    assert (two.recipient.name, two.recipient.kind, two.recipient.region) == (
        "样例街道",
        "organization",
        "样例省/样例市",
    )
    assert one.recipient.initial == "Z"


def test_lines_keep_what_the_decision_prints(commendation: Commendation) -> None:
    entry = person(
        "张三",
        "样例厂工人",
        printed="张　三",
        group="先进个人/样例市",
        award="劳动模范",
        notes={"民族": "汉族"},
    )
    saved(commendation, entry)
    line = RollEntry.objects.get()
    assert (line.printed, line.post, line.award, line.notes) == (
        "张　三",
        "样例厂工人",
        "劳动模范",
        {"民族": "汉族"},
    )
    assert line.group
    assert line.group.path == "先进个人/样例市"
    assert line.record == Record.objects.get()


def test_a_name_spelled_plainly_is_not_kept_twice(commendation: Commendation) -> None:
    saved(commendation, person("张三"))
    assert RollEntry.objects.get().printed == ""


def test_groups_have_the_order_and_numbers_of_the_file_and_the_whole_that_of_the_decision(
    commendation: Commendation,
) -> None:
    entries = [person("张三", order=1, group="个人/乙市"), person("李四", order=2, group="个人/甲市")]
    saved(commendation, *entries, quotas={"个人": 2, "个人/甲市": 1, "": 2})
    groups = RollGroup.objects.values_list("path", "quota")
    assert list(groups) == [("个人", 2), ("个人/乙市", None), ("个人/甲市", 1)]
    commendation.refresh_from_db()
    assert commendation.quota is None


def test_a_number_that_contradicts_the_decision_is_told_and_changes_nothing(
    commendation: Commendation,
) -> None:
    Commendation.objects.update(quota=5)
    assert "文件写明共 2 名" in saved(commendation, person("张三"), quotas={"": 2}).message
    commendation.refresh_from_db()
    assert commendation.quota == 5


def test_whoever_imports_is_the_writer_of_each_version(commendation: Commendation) -> None:
    by = account()
    saved(commendation, person("张三"), person("李四", order=2), by=by)
    assert list(Signature.objects.values_list("name", "step")) == [("张三", 0), ("张三", 0)]
    assert Handling.objects.filter(by=by).count() == 2


def test_an_import_is_one_line_in_the_audit_log_and_in_the_history(commendation: Commendation) -> None:
    by = account()
    before = AuditEntry.objects.count()
    saved(commendation, *(person(f"张{at}", order=at) for at in range(1, 6)), by=by)
    assert AuditEntry.objects.count() == before + 1
    assert AuditEntry.objects.first().act == "roll_imported"  # type: ignore[union-attr]
    assert LogEntry.objects.get().object_id == str(commendation.pk)


def test_a_large_roll_takes_no_more_queries_for_each_name(commendation: Commendation) -> None:
    with CaptureQueriesContext(connection) as few:
        saved(commendation, *(person(f"张{at}", order=at) for at in range(1, 11)), publish_now=True)
    other = make_commendation(year=2025)
    with CaptureQueriesContext(connection) as many:
        saved(other, *(person(f"王{at}", order=at) for at in range(1, 41)), publish_now=True)
    assert len(many) <= len(few)


def test_a_second_file_goes_on_behind_the_first(commendation: Commendation) -> None:
    saved(commendation, person("张三"), person("李四", order=2))
    saved(commendation, person("王五"))
    assert list(RollEntry.objects.values_list("name", "position")) == [("张三", 1), ("李四", 2), ("王五", 3)]


# --- What is refused ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (person("王五", order=7, kind=None), "名单第 7 名“王五”没有写明是个人还是集体"),
        (person("王五", order=7, year=2023), "名单第 7 名“王五”写的是 2023 年，这项表彰是 2024 年"),
        (person("王五", "工人" * 200, order=7), "名单第 7 名“王五”的职务、单位超过 200 字"),
        (person(" ", order=7), "名单第 7 名没有姓名"),
        (person("王五", order=1), "名次 1 重复"),
    ],
)
def test_a_line_that_is_wrong_is_named_and_nothing_is_saved(
    commendation: Commendation, entry: object, why: str
) -> None:
    with pytest.raises(PublishingRefused, match=why):
        saved(commendation, person("张三"), entry)  # type: ignore[arg-type]
    assert not RollImport.objects.exists()
    assert not Recipient.objects.exists()


def test_a_file_without_names_is_refused(commendation: Commendation) -> None:
    with pytest.raises(PublishingRefused, match="没有可以录入的名字"):
        saved(commendation)


def test_the_same_name_and_post_twice_is_refused_with_both_lines(commendation: Commendation) -> None:
    with pytest.raises(PublishingRefused, match="名单第 1 名和第 2 名都是“张三”"):
        saved(commendation, person("张三", "样例厂 工人"), person("张三", "样例厂工人", 2))


@pytest.mark.parametrize(
    "other", [{"post": "乙厂"}, {"group": "乙市"}, {"region": "乙省"}, {"notes": {"性别": "女"}}]
)
def test_two_of_one_name_are_two_people(commendation: Commendation, other: dict[str, str]) -> None:
    saved(commendation, person("张三"), person("张三", order=2, **other))
    assert Recipient.objects.filter(name="张三").count() == 2


def test_one_organization_of_a_place_is_not_honored_twice(commendation: Commendation) -> None:
    with pytest.raises(PublishingRefused, match="名单第 1 名和第 2 名是同一地方的同名集体"):
        saved(commendation, organization("办公室"), organization("办公室", 2, group="乙市"))


def test_who_may_not_publish_makes_nothing_public(commendation: Commendation) -> None:
    with pytest.raises(PublishingRefused, match="有发布权限"):
        saved(commendation, person("张三"), by=account(), publish_now=True)
    assert not Record.objects.exists()


def test_who_may_not_publish_does_not_change_a_public_roll(commendation: Commendation) -> None:
    seal(make_record(recipient=make_recipient("张三", "person"), commendation=commendation))
    with pytest.raises(PublishingRefused, match="改变公开的名单"):
        saved(commendation, person("张三"), by=account())


def test_who_may_not_publish_adds_nothing_to_a_public_notice(notice: Commendation) -> None:
    with pytest.raises(PublishingRefused, match="公示是公开的"):
        saved(notice, person("张三"), by=account())


def test_names_that_stand_on_the_roll_are_not_entered_again(commendation: Commendation) -> None:
    saved(commendation, person("张三"))
    told = saved(commendation, person("张三"), person("李四", order=2)).message
    assert "另有 1 名已在名单上" in told
    assert names(commendation) == ["张三", "李四"]


def test_a_file_of_which_all_stands_there_says_so(commendation: Commendation) -> None:
    saved(commendation, person("张三"))
    with pytest.raises(AlreadyOnRoll, match="1 名都已在"):
        saved(commendation, person("张三"))
    assert RollImport.objects.count() == 1


# --- In public ----------------------------------------------------------------------------------------


def test_names_are_public_at_once(client: Client, commendation: Commendation) -> None:
    saved(commendation, person("张三", "样例厂工人"), publish_now=True)
    record = Record.objects.published().get()
    assert record.live
    assert record.live.was_public
    assert not record.working
    assert record.feed_id.endswith(f"/records/{record.pk}/")
    assert client.get(record.get_absolute_url()).status_code == 200
    assert ids_of("张三") == [record.pk]


def test_a_public_name_is_as_publishing_it_alone_would_have_made_it(commendation: Commendation) -> None:
    saved(commendation, person("张三"), publish_now=True)
    saved(commendation, person("李四"))
    alone = Record.objects.get(recipient__name="李四")
    publish(alone, by=None)
    fields = (
        "status",
        "revision",
        "working",
        "live__number",
        "live__steps",
        "live__note",
        "live__submitted_at",
    )
    together, alone_too = Record.objects.order_by("pk").values_list(*fields)
    assert together == alone_too


def test_personal_data_in_a_post_keeps_that_name_a_draft(commendation: Commendation) -> None:
    told = saved(
        commendation, person("张三"), person("李四", "样例厂，手机13812345678", 2), publish_now=True
    ).message
    assert [record.recipient.name for record in Record.objects.published()] == ["张三"]
    assert "1 名没有公开：“李四”" in told


def test_what_must_be_reviewed_stays_a_draft_and_it_is_said(
    commendation: Commendation, settings: object
) -> None:
    settings.REVIEW_STEPS = 3  # type: ignore[attr-defined]
    told = saved(commendation, person("张三"), publish_now=True).message
    assert not Record.objects.published().exists()
    assert "还没有审核完（初审、复审、终审）" in told


def test_all_drafts_of_a_roll_are_made_public_together(commendation: Commendation) -> None:
    saved(commendation, person("张三"), person("李四", order=2))
    assert publish_roll(commendation, by=None) == 2
    assert Record.objects.published().count() == 2
    with pytest.raises(PublishingRefused, match="没有待公布的草稿"):
        publish_roll(commendation, by=None)


def test_who_may_not_publish_publishes_no_roll(commendation: Commendation) -> None:
    saved(commendation, person("张三"))
    with pytest.raises(PublishingRefused, match="有发布权限"):
        publish_roll(commendation, by=account())


def test_deeds_that_are_being_written_stay_a_draft_behind_the_public_name(commendation: Commendation) -> None:
    draft = make_record(
        "draft",
        recipient=make_recipient("张三", "person"),
        commendation=commendation,
        introduction="还在写。",
    )
    saved(commendation, person("张三", "样例厂工人"), publish_now=True)
    draft.refresh_from_db()
    assert (draft.status, draft.title, draft.post, draft.introduction) == (
        "published",
        "张三",
        "样例厂工人",
        "",
    )
    assert draft.working
    assert (draft.working.number, draft.working.introduction) == (2, "还在写。")
    correct(draft, by=None)
    assert draft.introduction == "还在写。"


# --- One honor, one record ----------------------------------------------------------------------------


def test_a_name_whose_deeds_came_first_joins_their_record(commendation: Commendation) -> None:
    record = seal(
        make_record(
            recipient=make_recipient("张三", "person", region="样例省/样例市"),
            commendation=commendation,
            introduction="走访居民。",
        )
    )
    told = saved(commendation, person("张三", "样例厂工人", region="样例省")).message
    assert RollEntry.objects.get().record == record
    assert "归入站上已有的记录 1 条" in told
    record.refresh_from_db()
    assert (record.introduction, record.status) == ("走访居民。", "published")


def test_a_name_of_another_place_does_not_join(commendation: Commendation) -> None:
    make_record(recipient=make_recipient("张三", "person", region="甲省"), commendation=commendation)
    saved(commendation, person("张三", region="乙省"))
    assert Record.objects.count() == 2


def test_a_former_name_joins(commendation: Commendation) -> None:
    record = make_record(recipient=make_recipient("样例新厂"), commendation=commendation)
    FormerName.objects.create(recipient=record.recipient, name="样例旧厂")
    saved(commendation, organization("样例旧厂"))
    assert RollEntry.objects.get().record == record


def test_posts_tell_two_of_one_name_apart(commendation: Commendation) -> None:
    one, two = (
        make_record(recipient=make_recipient("张三", "person"), commendation=commendation, post=post)
        for post in ("甲厂工人", "乙校教师")
    )
    saved(commendation, person("张三", "样例市乙校教师"), person("张三", "甲厂工人", 2))
    assert list(RollEntry.objects.values_list("record", flat=True)) == [two.pk, one.pk]


def test_where_nothing_tells_them_apart_it_is_asked_for(commendation: Commendation) -> None:
    for post in ("甲厂工人", "乙校教师"):
        make_record(recipient=make_recipient("张三", "person"), commendation=commendation, post=post)
    with pytest.raises(PublishingRefused, match=r"名单第 1 名“张三”：.*甲厂工人；乙校教师.*分不出"):
        saved(commendation, person("张三"))


def test_an_editor_decides_who_it_is(commendation: Commendation) -> None:
    one, two = (
        make_record(recipient=make_recipient("张三", "person"), commendation=commendation) for _ in range(2)
    )
    saved(commendation, person("张三"), person("张三", "乙厂", 2), same={1: two.recipient_id, 2: None})
    assert RollEntry.objects.get(position=1).record == two
    assert RollEntry.objects.get(position=2).record not in {one, two}


def test_a_person_of_the_same_name_elsewhere_is_another_until_somebody_says_so(
    commendation: Commendation,
) -> None:
    other = make_record(recipient=make_recipient("张三", "person"), post="样例厂工人")
    assert likely(commendation, [person("张三", "样例厂工人")]) == {1: [other.recipient]}
    saved(commendation, person("张三", "样例厂工人"))
    assert Recipient.objects.filter(name="张三").count() == 2


def test_who_is_said_to_be_the_same_gets_another_record(commendation: Commendation) -> None:
    known = make_recipient("张三", "person")
    make_record(recipient=known)
    saved(commendation, person("张三"), same={1: known.pk})
    assert known.records.count() == 2


def test_those_of_a_like_post_are_proposed_first(commendation: Commendation) -> None:
    first, second, far = (
        make_recipient("张三", "person", region=region) for region in ("", "样例省", "别的省")
    )
    make_record(recipient=first, post="甲校教师")
    make_record(recipient=second, post="样例厂工人")
    make_record(recipient=far, post="样例厂工人")
    assert likely(commendation, [person("张三", "样例厂工人", region="样例省")]) == {1: [second, first]}


def test_nobody_is_proposed_who_is_found_anyway(commendation: Commendation) -> None:
    make_record(recipient=make_recipient("张三", "person"), commendation=commendation)
    assert likely(commendation, [person("张三")]) == {}


def test_an_organization_of_that_name_and_place_is_the_same_row(commendation: Commendation) -> None:
    known = make_recipient("样例街道", region="样例省/样例市")
    saved(commendation, organization("样例街道", region="样例省/样例市"))
    assert Record.objects.get().recipient == known


def test_a_choice_of_one_who_is_on_the_roll_is_refused(commendation: Commendation) -> None:
    saved(commendation, person("张三", "甲厂"))
    known = Recipient.objects.get()
    with pytest.raises(PublishingRefused, match="已是名单第 1 名"):
        saved(commendation, person("张三", "乙厂"), same={1: known.pk})


def test_a_choice_of_another_kind_is_refused(commendation: Commendation) -> None:
    with pytest.raises(PublishingRefused, match="类别"):
        saved(commendation, person("张三"), same={1: make_recipient().pk})


def test_two_lines_for_one_who_is_honored_are_refused(commendation: Commendation) -> None:
    known = make_recipient("张三", "person")
    with pytest.raises(PublishingRefused, match="名单第 1 名“张三”和第 2 名“张三”归到了站上同一个"):
        saved(commendation, person("张三"), person("张三", "乙厂", 2), same={1: known.pk, 2: known.pk})


# --- In 公示 ------------------------------------------------------------------------------------------


def test_what_is_proposed_has_lines_and_no_records(notice: Commendation) -> None:
    told = saved(notice, person("张三")).message
    assert not Record.objects.exists()
    assert not Recipient.objects.exists()
    assert RollEntry.objects.get().was_proposed
    assert "正在公示" in told


def test_a_roll_in_notice_has_nothing_to_publish(notice: Commendation) -> None:
    saved(notice, person("张三"))
    with pytest.raises(PublishingRefused, match="还在公示"):
        publish_roll(notice, by=None)


# --- Beside it ----------------------------------------------------------------------------------------


def test_a_form_that_is_open_learns_that_its_record_joined_a_roll(commendation: Commendation) -> None:
    record = make_record("draft", recipient=make_recipient("张三", "person"), commendation=commendation)
    saved(commendation, person("张三"))
    assert Record.objects.get().revision == record.revision + 1


def test_a_public_record_with_a_correction_keeps_it(commendation: Commendation) -> None:
    record = seal(make_record(recipient=make_recipient("张三", "person"), commendation=commendation))
    begin_version(record)
    rewrite(record, introduction="更正。")
    saved(commendation, person("张三"), publish_now=True)
    record.refresh_from_db()
    assert record.working
    assert record.working.introduction == "更正。"


def test_a_line_entered_by_hand_counts_as_standing_there(commendation: Commendation) -> None:
    make_roll_entry("张三", commendation=commendation)
    with pytest.raises(AlreadyOnRoll):
        saved(commendation, person("张三"))


# --- Struck -------------------------------------------------------------------------------------------


def test_a_name_that_was_struck_comes_back_by_no_import(notice: Commendation) -> None:
    saved(notice, person("张三", "样例厂工人"))
    strike(RollEntry.objects.get(), "本人放弃", by=None)
    with pytest.raises(PublishingRefused, match="“张三”已除名：本人放弃"):
        saved(notice, person("张三", "样例市样例厂工人"), person("李四", order=2))
    assert names(notice) == ["张三"]


def test_somebody_of_the_name_with_another_post_was_not_struck(notice: Commendation) -> None:
    saved(notice, person("张三", "样例厂工人"))
    strike(RollEntry.objects.get(), "本人放弃", by=None)
    saved(notice, person("张三", "样例小学教师"))
    assert names(notice) == ["张三", "张三"]


def test_it_is_said_who_of_a_file_without_new_names_was_struck(notice: Commendation) -> None:
    entries = [person("张三"), person("李四", order=2)]
    saved(notice, *entries)
    strike(RollEntry.objects.get(name="李四"), "本人放弃", by=None)
    with pytest.raises(AlreadyOnRoll, match="1 名已除名，没有录入：李四（本人放弃）"):
        saved(notice, *entries)
