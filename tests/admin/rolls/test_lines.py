"""The lines of a roll in the admin: found, read with their remarks, edited, struck and put back."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from records.models import AuditEntry, Record, RollEntry
from tests.factories import make_commendation, make_record, make_roll_entry, make_roll_group

pytestmark = pytest.mark.django_db
LIST = "/admin/records/rollentry/"


def address(entry: RollEntry, page: str = "change") -> str:
    return f"{LIST}{entry.pk}/{page}/"


def posted(entry: RollEntry, **fields: Any) -> dict[str, Any]:
    names = ("printed", "post", "region", "award", "position")
    return {name: getattr(entry, name) for name in names} | {"group": entry.group_id or ""} | fields


def test_a_roll_is_listed_in_its_order_with_remarks_and_records(admin_client: Client) -> None:
    row = make_commendation()
    make_roll_entry("李四", commendation=row, position=2)
    record = make_record("draft", commendation=row)
    make_roll_entry("张三", record=record, position=1, notes={"性别": "男"})
    make_roll_entry("王五")
    page = admin_client.get(LIST, {"commendation": str(row.pk)}).content.decode()
    assert page.index("张三") < page.index("李四")
    assert "性别：男" in page
    assert f"/admin/records/record/{record.pk}/change/" in page
    assert "王五" not in page


def test_a_roll_is_searched_and_narrowed_to_a_group(admin_client: Client) -> None:
    row = make_commendation()
    group = make_roll_group("先进个人", row)
    make_roll_entry("张三", commendation=row, group=group, post="样例厂工人")
    make_roll_entry("李四", commendation=row, post="样例厂厂长")
    found = admin_client.get(LIST, {"commendation": str(row.pk), "q": "样例厂", "group": str(group.pk)})
    assert [entry.name for entry in found.context["cl"].result_list] == ["张三"]


def test_the_record_says_what_the_roll_remarks_of_it(admin_client: Client) -> None:
    record = make_record("draft")
    make_roll_entry(record=record, position=7, notes={"民族": "汉族"})
    page = admin_client.get(f"/admin/records/record/{record.pk}/change/").content.decode()
    assert "名单第 7 名" in page
    assert "名单上的备注：民族：汉族" in page


def test_a_line_is_edited_and_the_log_says_how(admin_client: Client) -> None:
    entry = make_roll_entry("张三", post="样例厂工人")
    group = make_roll_group("先进个人", entry.commendation)
    changed = posted(entry, printed="张　三", post="样例厂厂长", group=group.pk)
    admin_client.post(address(entry), changed)
    entry.refresh_from_db()
    assert (entry.shown_name, entry.post, entry.group) == ("张　三", "样例厂厂长", group)
    assert "样例厂厂长" in AuditEntry.objects.get(act="changed").changes


def test_a_group_of_another_roll_is_no_choice(admin_client: Client) -> None:
    entry = make_roll_entry("张三")
    admin_client.post(address(entry), posted(entry, group=make_roll_group("别处").pk))
    assert RollEntry.objects.get().group is None


def test_a_line_in_public_is_for_who_publishes(editor: Client) -> None:
    entry = make_roll_entry(record=make_record("published"))
    assert editor.post(address(entry), posted(entry, post="改")).status_code == 403
    assert editor.get(address(entry, "strike")).status_code == 403


def test_who_reads_no_drafts_reads_no_roll(staff: Any) -> None:
    client = staff("view_commendation")
    assert client.get(LIST).status_code == 403


def test_a_line_is_struck_with_its_reason_and_put_back(admin_client: Client) -> None:
    entry = make_roll_entry(record=make_record("draft"))
    assert "请写明除名的原因" in admin_client.post(address(entry, "strike"), {}).content.decode()
    admin_client.post(address(entry, "strike"), {"reason": "重复"})
    entry.refresh_from_db()
    assert (entry.struck_reason, entry.record) == ("重复", None)
    admin_client.post(address(entry, "strike"), {})
    entry.refresh_from_db()
    assert entry.struck_at is None
    assert Record.objects.get() == entry.record


def test_struck_lines_are_a_list_of_their_own(admin_client: Client) -> None:
    row = make_commendation()
    make_roll_entry("张三", commendation=row)
    make_roll_entry("李四", commendation=row, struck_at=timezone.now(), struck_reason="查有违纪")
    page = admin_client.get(LIST, {"commendation": str(row.pk), "struck": "yes"}).content.decode()
    assert "已除名：查有违纪" in page
    assert "张三" not in page
