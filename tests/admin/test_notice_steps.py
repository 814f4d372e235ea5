"""A commendation goes from 公示 to the decision, step by step, each with what it asks."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from records.models import Commendation, Recipient, Record, RollEntry
from tests.factories import make_commendation, make_recipient, make_record, make_roll_entry

pytestmark = pytest.mark.django_db
CONTACT = "样例县表彰办，0543-1234567"


def address(row: Commendation, step: str) -> str:
    return f"/admin/records/commendation/{row.pk}/{step}/"


def take(client: Client, row: Commendation, step: str, **fields: Any) -> str:
    return client.post(address(row, step), fields, follow=True).content.decode()


def in_notice(**facts: Any) -> Commendation:
    today = timezone.localdate()
    given: dict[str, Any] = {
        "state": "notice",
        "notice_from": today - timedelta(days=3),
        "notice_until": today + timedelta(days=3),
        "objections": CONTACT,
    }
    return make_commendation(**given | facts)


def over() -> Commendation:
    """Gives one whose time for objections has passed."""
    return in_notice(notice_until=timezone.localdate() - timedelta(days=1))


def proposed(name: str, row: Commendation, **fields: Any) -> RollEntry:
    return make_roll_entry(name, commendation=row, was_proposed=True, **fields)


DECISION = {"name": "样例县关于表彰的决定", "issuer": "中共样例县委", "decided_on": "2026-11-20"}


# --- Before the decision ----------------------------------------------------------------------------


def test_a_notice_begins_with_its_dates_and_contact(admin_client: Client) -> None:
    row, today = make_commendation(), timezone.localdate()
    page = take(admin_client, row, "begin_notice", start=today, until=today, objections=CONTACT)
    assert "公示从" in page
    assert Commendation.objects.get().objections == CONTACT


def test_a_notice_asks_for_what_lacks_and_keeps_what_was_typed(admin_client: Client) -> None:
    page = take(admin_client, make_commendation(), "begin_notice", objections=CONTACT)
    assert "请填工作日数，或者截止日期" in page
    assert CONTACT in page


def test_working_days_of_an_unknown_year_are_refused_in_words(admin_client: Client) -> None:
    row = make_commendation()
    page = take(admin_client, row, "begin_notice", start="2190-01-04", working_days="5", objections=CONTACT)
    assert "2190 年的放假和调休安排" in page
    assert not Commendation.objects.get().is_notice


def test_a_notice_becomes_longer_with_a_reason(admin_client: Client) -> None:
    row = in_notice()
    until = timezone.localdate() + timedelta(days=9)
    take(admin_client, row, "extend_notice", until=until, note="收到异议，正在核实")
    assert Commendation.objects.get().notice_until == until
    assert list(row.versions.values_list("note", flat=True))[-1] == "收到异议，正在核实"


def test_a_notice_to_come_is_called_off(admin_client: Client) -> None:
    row = in_notice(notice_from=timezone.localdate() + timedelta(days=1))
    assert "公示取消了" in take(admin_client, row, "cancel_notice")
    assert not Commendation.objects.get().is_notice


def test_each_stage_offers_its_own_steps(admin_client: Client) -> None:
    def offered(row: Commendation) -> list[str]:
        steps = admin_client.get(address(row, "change")).context["steps"]
        return [label for _, label in steps]

    assert offered(make_commendation()) == ["开始公示…"]
    assert offered(in_notice()) == ["结束公示，作出决定…", "延长公示…"]
    later = in_notice(notice_from=timezone.localdate() + timedelta(days=1))
    assert offered(later) == ["改公示日期…", "取消公示…"]
    assert offered(make_record("draft").commendation) == ["公布名单…"]


# --- The decision -----------------------------------------------------------------------------------


def test_a_decision_is_shown_whole_before_it_is_made(admin_client: Client) -> None:
    row = over()
    struck = proposed("李四", row)
    proposed("张三", row)
    chosen = {"strike": struck.pk, f"reason-{struck.pk}": "查有违纪", "publish_now": "on"}
    page = take(admin_client, row, "confer", **DECISION, **chosen, _next="1")
    assert "表彰" in page
    assert "查有违纪" in page
    assert Commendation.objects.get().is_notice
    page = take(admin_client, row, "confer", **DECISION, **chosen, _confer="1")
    assert "表彰 1 名，1 名不予表彰，已经公布" in page
    assert Record.objects.published().get().recipient.name == "张三"


def test_a_struck_name_and_its_reason_are_shown_to_staff(admin_client: Client) -> None:
    row = over()
    proposed("张三", row)
    struck = proposed("李四", row)
    reasons = {"strike": struck.pk, f"reason-{struck.pk}": "查有违纪"}
    take(admin_client, row, "confer", **DECISION, **reasons, _confer="1")
    listed = admin_client.get(f"/admin/records/rollentry/?commendation={row.pk}&struck=yes")
    assert "已除名：查有违纪" in listed.content.decode()


def test_nobody_is_struck_without_a_reason(admin_client: Client) -> None:
    row = over()
    page = take(admin_client, row, "confer", **DECISION, strike=proposed("李四", row).pk, _next="1")
    assert "请写明不予表彰的原因" in page
    assert "请再看一遍" not in page


def test_a_long_roll_is_searched_and_what_was_chosen_stays(admin_client: Client) -> None:
    row = over()
    chosen = proposed("张三", row)
    proposed("李四", row, post="样例厂工人")
    typed = {"strike": chosen.pk, f"reason-{chosen.pk}": "查有违纪", "issuer": "中共样例县委"}
    page = take(admin_client, row, "confer", **typed, q="样例厂", _find="1")
    assert "李四" in page
    assert "查有违纪" in page
    assert 'value="中共样例县委"' in page
    assert "请填写决定日期" not in page


def test_a_decision_needs_its_date(admin_client: Client) -> None:
    row = over()
    proposed("张三", row)
    assert "请填写决定日期" in take(admin_client, row, "confer", name="决定", _confer="1")
    assert Commendation.objects.get().is_notice


# --- Names that are on the site ---------------------------------------------------------------------


def test_nobody_is_honored_before_it_is_said_whether_he_is_the_one_on_the_site(admin_client: Client) -> None:
    row = over()
    proposed("张三", row)
    make_recipient("张三", "person")
    page = take(admin_client, row, "confer", **DECISION, _confer="1")
    assert "有 1 名与站上的对象同名（张三），请选是同一人还是另一人" in page
    assert Commendation.objects.get().is_notice


def test_who_is_the_same_is_honored_under_his_own_name(admin_client: Client) -> None:
    row = over()
    chosen = proposed("张三", row)
    known = make_recipient("张三", "person")
    same = {f"same-{chosen.pk}": known.pk}
    assert f"（编号 {known.pk}）" in take(admin_client, row, "confer", **DECISION, **same, _next="1")
    take(admin_client, row, "confer", **DECISION, **same, _confer="1")
    assert Record.objects.get().recipient == known


@pytest.mark.parametrize(("rest", "recipients"), [("new", 2), ("only", 1)])
def test_all_of_whom_nothing_else_is_said_are_chosen_at_once(
    admin_client: Client, rest: str, recipients: int
) -> None:
    row = over()
    proposed("张三", row)
    make_recipient("张三", "person")
    take(admin_client, row, "confer", **DECISION, **{"rest-same": rest}, _confer="1")
    assert Record.objects.count() == 1
    assert Recipient.objects.count() == recipients


def test_who_is_struck_is_not_asked_for(admin_client: Client) -> None:
    row = over()
    struck = proposed("张三", row)
    proposed("李四", row)
    make_recipient("张三", "person")
    reasons = {"strike": struck.pk, f"reason-{struck.pk}": "查有违纪"}
    take(admin_client, row, "confer", **DECISION, **reasons, _confer="1")
    assert Record.objects.get().recipient.name == "李四"


def test_a_choice_that_was_not_offered_is_none(admin_client: Client) -> None:
    row = over()
    chosen = proposed("张三", row)
    make_recipient("张三", "person")
    other = make_recipient("王五", "person")
    page = take(admin_client, row, "confer", **DECISION, **{f"same-{chosen.pk}": other.pk}, _confer="1")
    assert "请选是同一人还是另一人" in page


# --- Before the notice is over ----------------------------------------------------------------------


def test_a_decision_before_the_end_of_the_notice_is_confirmed(admin_client: Client) -> None:
    row = in_notice()
    proposed("张三", row)
    warned = take(admin_client, row, "confer", **DECISION, _next="1")
    assert "公示还没有结束" in warned
    refused = take(admin_client, row, "confer", **DECISION, _confer="1")
    assert "请勾选“仍要作出决定”" in refused
    assert "请再看一遍" in refused
    assert Commendation.objects.get().is_notice
    take(admin_client, row, "confer", **DECISION, before_end="on", _confer="1")
    assert not Commendation.objects.get().is_notice


def test_a_notice_that_is_over_asks_for_no_confirmation(admin_client: Client) -> None:
    row = over()
    proposed("张三", row)
    assert "公示还没有结束" not in take(admin_client, row, "confer", **DECISION, _next="1")
