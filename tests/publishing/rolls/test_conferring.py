"""From 公示 to the decision, and names that are struck."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from records.models import AuditEntry, Commendation, Recipient, Record, RollEntry, RollImport
from records.publishing import PublishingRefused, withdraw
from records.publishing.rolls import confer, quota_differences, strike, undo_roll, unstrike
from tests.factories import make_commendation, make_recipient, make_record, make_roll_group, rewrite, seal

from .lines import account, names, person, saved

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice() -> Commendation:
    return make_commendation(
        year=2024, state="notice", notice_from="2024-03-01", notice_until="2024-03-08", objections="样例电话"
    )


@pytest.fixture
def decision() -> Commendation:
    return make_commendation(year=2024)


def line(name: str) -> RollEntry:
    return RollEntry.objects.get(name=name)


# --- The decision -------------------------------------------------------------------------------------


def test_what_was_proposed_is_honored_by_the_decision(client: Client, notice: Commendation) -> None:
    saved(notice, person("张三", "样例厂工人"), person("李四", order=2))
    assert confer(notice, by=None, struck={}, publish_now=True, name="关于表彰的决定") == 2
    notice.refresh_from_db()
    assert (notice.state, notice.name) == ("decided", "关于表彰的决定")
    record = line("张三").record
    assert record
    assert (record.title, record.post, record.is_public) == ("张三", "样例厂工人", True)
    assert client.get(record.get_absolute_url()).status_code == 200


def test_a_name_that_was_struck_keeps_its_line_with_the_reason(notice: Commendation) -> None:
    saved(notice, person("张三"), person("李四", order=2))
    assert confer(notice, by=None, struck={line("李四").pk: "查实有违纪问题"}) == 1
    struck = line("李四")
    assert (struck.record, struck.struck_reason, struck.was_proposed) == (None, "查实有违纪问题", True)
    assert not Recipient.objects.filter(name="李四").exists()


def test_a_decision_joins_deeds_that_are_on_the_site(notice: Commendation) -> None:
    saved(notice, person("张三"))
    record = make_record("draft", recipient=make_recipient("张三", "person"), commendation=notice)
    confer(notice, by=None, struck={})
    assert line("张三").record == record


def test_an_editor_says_who_of_the_site_is_honored(notice: Commendation) -> None:
    saved(notice, person("张三"))
    known = make_recipient("张三", "person")
    confer(notice, by=None, struck={}, same={line("张三").pk: known.pk})
    assert Record.objects.get().recipient == known


@pytest.mark.parametrize(
    ("pk", "reason", "why"), [(0, "有误", "没有编号 0 的一名"), (None, " ", "除名的原因")]
)
def test_a_decision_is_made_whole_or_not_at_all(
    notice: Commendation, pk: int | None, reason: str, why: str
) -> None:
    saved(notice, person("张三"), person("李四", order=2))
    with pytest.raises(PublishingRefused, match=why):
        confer(notice, by=None, struck={line("张三").pk if pk is None else pk: reason})
    notice.refresh_from_db()
    assert notice.is_notice
    assert not Record.objects.exists()


def test_a_decision_honors_somebody(notice: Commendation) -> None:
    saved(notice, person("张三"))
    with pytest.raises(PublishingRefused, match="没有留下一个名字"):
        confer(notice, by=None, struck={line("张三").pk: "有误"})


def test_a_decision_is_made_once(notice: Commendation) -> None:
    saved(notice, person("张三"))
    confer(notice, by=None, struck={})
    with pytest.raises(PublishingRefused, match="不在公示中"):
        confer(notice, by=None, struck={})


def test_a_decision_is_made_by_who_may_publish(notice: Commendation) -> None:
    saved(notice, person("张三"))
    with pytest.raises(PublishingRefused, match="有发布权限"):
        confer(notice, by=account(), struck={})


def test_a_roll_that_was_in_notice_is_not_taken_back(client: Client, notice: Commendation) -> None:
    saved(notice, person("张三"), person("李四", order=2), person("王五", order=3))
    strike(line("王五"), "本人放弃", by=None)
    confer(notice, by=None, struck={line("李四").pk: "查实有违纪问题"}, publish_now=True)
    with pytest.raises(PublishingRefused, match="逐个除名"):
        undo_roll(RollImport.objects.get(), by=None)
    assert line("李四").struck_reason == "查实有违纪问题"
    assert names(notice) == ["张三", "李四", "王五"]
    assert client.get(f"/commendations/{notice.pk}/notice/").status_code == 200


def test_a_roll_of_a_notice_to_come_is_taken_back() -> None:
    day = timezone.localdate() + timedelta(days=2)
    coming = make_commendation(state="notice", notice_from=day, notice_until=day, objections="样例电话")
    saved(coming, person("张三"))
    undo_roll(RollImport.objects.get(), by=None)
    assert names(coming) == []


# --- Striking a name ----------------------------------------------------------------------------------


def test_a_name_is_struck_while_it_is_proposed_and_put_back(notice: Commendation) -> None:
    saved(notice, person("张三"))
    strike(line("张三"), "查实有违纪问题", by=None)
    assert line("张三").struck_at is not None
    unstrike(line("张三"), by=None)
    assert (line("张三").struck_at, line("张三").struck_reason) == (None, "")
    assert [entry.act for entry in AuditEntry.objects.all()[:2]] == ["struck_taken_back", "struck"]


def test_a_draft_without_deeds_goes_with_the_name(decision: Commendation) -> None:
    saved(decision, person("张三"))
    strike(line("张三"), "不在决定中", by=None)
    assert not Record.objects.exists()
    assert not Recipient.objects.exists()
    assert names(decision) == ["张三"]


def test_deeds_stay_when_the_name_is_struck(decision: Commendation) -> None:
    record = make_record("draft", recipient=make_recipient("张三", "person"), commendation=decision)
    rewrite(record, introduction="走访居民。")
    saved(decision, person("张三"))
    strike(line("张三"), "不在决定中", by=None)
    assert Record.objects.get() == record


def test_the_page_of_a_struck_name_says_so_and_the_reason_is_of_the_staff(
    client: Client, decision: Commendation
) -> None:
    saved(decision, person("张三"), publish_now=True)
    record = Record.objects.get()
    strike(line("张三"), "查实有违纪问题", by=None)
    for address in (record.get_absolute_url(), f"/api/v1/records/{record.pk}/"):
        answer = client.get(address)
        assert answer.status_code == 410
        assert "已从名单中除名" in answer.content.decode()
        assert "违纪" not in answer.content.decode()


def test_a_name_put_back_is_public_again_under_its_address(client: Client, decision: Commendation) -> None:
    saved(decision, person("张三"), publish_now=True)
    record = Record.objects.get()
    strike(line("张三"), "不在决定中", by=None)
    assert "重新公开了" in unstrike(line("张三"), by=None)
    assert line("张三").record == record
    assert client.get(record.get_absolute_url()).status_code == 200


def test_a_name_put_back_that_nobody_saw_is_a_draft(decision: Commendation) -> None:
    saved(decision, person("张三"))
    strike(line("张三"), "不在决定中", by=None)
    assert "草稿，要再公布" in unstrike(line("张三"), by=None)
    assert Record.objects.get().status == "draft"


def test_who_may_not_publish_is_told_who_makes_it_public_again(decision: Commendation) -> None:
    saved(decision, person("张三"), publish_now=True)
    strike(line("张三"), "不在决定中", by=None)
    assert "请有发布权限的人" in unstrike(line("张三"), by=account())
    assert Record.objects.get().status == "withdrawn"


def test_what_was_withdrawn_for_another_reason_stays_so(decision: Commendation) -> None:
    saved(decision, person("张三"), publish_now=True)
    withdraw(Record.objects.get(), by=None, reason="材料有误")
    strike(line("张三"), "不在决定中", by=None)
    assert "原已撤回（材料有误）" in unstrike(line("张三"), by=None)
    assert Record.objects.get().status == "withdrawn"


def test_no_name_is_struck_twice(notice: Commendation) -> None:
    saved(notice, person("张三"))
    strike(line("张三"), "有误", by=None)
    with pytest.raises(PublishingRefused, match="已经除名"):
        strike(line("张三"), "有误", by=None)


def test_no_name_is_put_back_that_was_not_struck(notice: Commendation) -> None:
    saved(notice, person("张三"))
    with pytest.raises(PublishingRefused, match="没有除名"):
        unstrike(line("张三"), by=None)


def test_a_public_roll_is_changed_by_who_may_publish(decision: Commendation) -> None:
    seal(make_record(commendation=decision))
    saved(decision, person("张三"))
    with pytest.raises(PublishingRefused, match="有发布权限"):
        strike(line("张三"), "有误", by=account())


# --- Numbers ------------------------------------------------------------------------------------------


def test_a_roll_is_held_against_the_numbers_of_its_decision(decision: Commendation) -> None:
    Commendation.objects.update(quota=2)
    decision.refresh_from_db()
    entries = [person(f"张{at}", order=at, group=f"个人/{'甲' if at < 3 else '乙'}市") for at in range(1, 4)]
    saved(decision, *entries, quotas={"个人": 3, "个人/甲市": 3})
    assert quota_differences(decision) == [
        "全部名单：决定写明 2 名（个），名单里有 3 名（个），多 1。",
        "“个人/甲市”：决定写明 3 名（个），名单里有 2 名（个），少 1。",
    ]


def test_a_struck_name_does_not_count(decision: Commendation) -> None:
    saved(decision, person("张三", group="个人"), quotas={"个人": 1})
    strike(line("张三"), "有误", by=None)
    assert len(quota_differences(decision)) == 1


def test_the_numbers_of_what_was_proposed_are_not_those_of_the_decision(notice: Commendation) -> None:
    entries = [person("张三", group="个人"), person("李四", order=2, group="个人")]
    saved(notice, *entries, quotas={"": 2, "个人": 2})
    Commendation.objects.update(quota=2)
    confer(notice, by=None, struck={line("李四").pk: "有误"})
    notice.refresh_from_db()
    assert (notice.quota, quota_differences(notice)) == (None, [])


def test_a_decision_says_itself_how_many_it_names(notice: Commendation) -> None:
    saved(notice, person("张三"))
    confer(notice, by=None, struck={}, quota=1)
    notice.refresh_from_db()
    assert notice.quota == 1


def test_a_group_of_which_the_decision_says_nothing_is_not_held_against_it(decision: Commendation) -> None:
    make_roll_group("个人", decision)
    assert quota_differences(decision) == []
