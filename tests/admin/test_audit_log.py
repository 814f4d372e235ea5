"""The audit log is read, searched and taken away by those who may, and changed by nobody."""

import csv
import json

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from records.audit import Act, record_act
from records.models import AuditEntry
from tests.audit.telling import last_number, told_since
from tests.factories import make_record

from .conftest import Staff

pytestmark = pytest.mark.django_db
LIST = "/admin/records/auditentry/"


@pytest.fixture
def auditor(staff: Staff) -> Client:
    return staff("view_auditentry", name="审计员")


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def content(response: object) -> str:
    return b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]


def test_the_group_of_auditors_may_see_it_and_change_nothing() -> None:
    permissions = set(Group.objects.get(name="审计").permissions.values_list("codename", flat=True))
    assert "view_auditentry" in permissions
    assert {name for name in permissions if not name.startswith("view_")} == set()


@pytest.mark.parametrize("address", [LIST, f"{LIST}export/", f"{LIST}1/change/"])
def test_others_see_nothing_of_it(editor: Client, address: str) -> None:
    assert editor.get(address).status_code == 403


def test_a_line_is_shown_with_what_was_changed(auditor: Client) -> None:
    record = make_record()
    changes = {"引言": ("一样的开头，旧的，一样的结尾", "一样的开头，新的，一样的结尾")}
    entry = record_act(Act.CHANGED, on=record, changes=changes)
    page = text(auditor, f"{LIST}{entry.pk}/change/")
    assert "一样的开头，<del>旧</del>的，一样的结尾" in page
    assert "一样的开头，<ins>新</ins>的，一样的结尾" in page
    assert f"/admin/records/record/{record.pk}/change/" in page


def test_what_was_typed_is_shown_as_text(auditor: Client) -> None:
    entry = record_act(Act.CHANGED, changes={"引言": ("", "<script>alert(1)</script>")}, who="<b>x</b>")
    page = text(auditor, f"{LIST}{entry.pk}/change/")
    assert "<script>alert" not in page
    assert "<b>x</b>" not in page


def test_the_name_of_a_refused_sign_in_is_shown_to_auditors(auditor: Client) -> None:
    record_act(Act.SIGN_IN_FAILED, who="typed-name")
    assert "typed-name" in text(auditor, LIST)


def test_the_list_is_searched_and_filtered(auditor: Client) -> None:
    record_act(Act.CHANGED, on=make_record(title="甲记录"), changes={"引言": ("旧说法", "新说法")})
    record_act(Act.PUBLISHED, on=make_record(title="乙记录"))
    assert "乙记录" not in text(auditor, f"{LIST}?q=旧说法")
    assert "甲记录" in text(auditor, f"{LIST}?q=旧说法")
    assert "甲记录" not in text(auditor, f"{LIST}?act=published")
    assert "乙记录" in text(auditor, f"{LIST}?act=published&object_type=records.record")


def test_not_even_a_superuser_changes_a_line(admin_client: Client) -> None:
    entry = record_act(Act.CHANGED, detail="说明")
    data = {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"}
    admin_client.post(LIST, data)
    assert admin_client.post(f"{LIST}{entry.pk}/change/", {"detail": "别的"}).status_code == 403
    assert admin_client.post(f"{LIST}{entry.pk}/delete/", {"post": "yes"}).status_code == 403
    assert admin_client.get(f"{LIST}add/").status_code == 403
    assert AuditEntry.objects.get(pk=entry.pk).detail == "说明"


def test_an_export_for_programs_holds_each_line_with_its_hash(auditor: Client) -> None:
    entry = record_act(Act.CHANGED, changes={"引言": ("旧", "新")})
    span = {"first": f"{entry.at:%Y}-01-01", "last": f"{entry.at:%Y}-12-31", "format": "jsonl"}
    lines = [json.loads(line) for line in content(auditor.post(f"{LIST}export/", span)).splitlines()]
    assert (lines[-2]["hash"], lines[-2]["changes"]) == (entry.hash, {"引言": ["旧", "新"]})
    assert lines[-1]["act"] == "exported"


def test_a_line_of_an_export_for_programs_is_one_line(auditor: Client) -> None:
    entry = record_act(Act.CHANGED, detail="甲\u2028乙\u202e丙")
    span = {"first": f"{entry.at:%Y}-01-01", "last": f"{entry.at:%Y}-12-31", "format": "jsonl"}
    lines = content(auditor.post(f"{LIST}export/", span)).splitlines()
    assert json.loads(lines[-2])["detail"] == "甲\u2028乙\u202e丙"


def test_an_export_for_a_spreadsheet_holds_no_formula(auditor: Client) -> None:
    entry = record_act(Act.SIGN_IN_FAILED, who="=cmd()")
    span = {"first": f"{entry.at:%Y}-01-01", "last": f"{entry.at:%Y}-12-31", "format": "csv"}
    rows = content(auditor.post(f"{LIST}export/", span)).splitlines()
    assert rows[0].startswith("序号,时间,操作,谁")
    assert ",'=cmd()," in rows[-2]


def test_an_export_is_itself_told(auditor: Client) -> None:
    before = last_number()
    auditor.post(f"{LIST}export/", {"first": "2026-01-01", "last": "2026-01-31", "format": "csv"})
    (entry,) = told_since(before)
    assert (entry.act, entry.who) == ("exported", "审计员")
    assert "审计日志-20260101-20260131.csv" in entry.detail


def test_days_the_wrong_way_round_are_refused_in_plain_words(auditor: Client) -> None:
    response = auditor.post(f"{LIST}export/", {"first": "2026-02-01", "last": "2026-01-01", "format": "csv"})
    assert "请对调这两个日期" in response.content.decode()


@pytest.mark.parametrize(
    ("first", "last"), [("2026-01-01", "9999-12-31"), ("0001-01-01", "2026-01-01"), ("2300-01-01",) * 2]
)
def test_days_that_no_log_reaches_are_refused_in_plain_words(auditor: Client, first: str, last: str) -> None:
    response = auditor.post(f"{LIST}export/", {"first": first, "last": last, "format": "csv"})
    assert "请填 1900 年至 2200 年之间的日期" in response.content.decode()


def test_an_export_tells_accounts_of_one_name_apart(auditor: Client) -> None:
    account = User.objects.create_user("wang")
    entry = record_act(Act.SIGNED_IN, by=account)
    span = {"first": f"{entry.at:%Y}-01-01", "last": f"{entry.at:%Y}-12-31", "format": "csv"}
    head, *rows = csv.reader(content(auditor.post(f"{LIST}export/", span)).splitlines())
    assert dict(zip(head, rows[-2], strict=True))["账号编号"] == str(account.pk)
