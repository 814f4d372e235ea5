"""The decision of a commendation in the admin: what is edited, what the public is told of it, and who may."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from records.catalog.attachments import open_attachment
from records.models import AuditEntry, Commendation, CommendationVersion, RollGroup
from tests.factories import (
    make_attachment,
    make_category,
    make_commendation,
    make_commendation_version,
    make_record,
    make_roll_entry,
    make_roll_group,
)

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 the signed decision"


def address(row: Commendation, page: str = "change") -> str:
    return f"/admin/records/commendation/{row.pk}/{page}/"


def posted(row: Commendation, **fields: Any) -> dict[str, Any]:
    names = ("category_id", "year", "name", "issuer", "document_number", "link", "text", "quota")
    values = {name.removesuffix("_id"): getattr(row, name) for name in names}
    groups = list(row.groups.all())
    told = {
        "groups-TOTAL_FORMS": len(groups),
        "groups-INITIAL_FORMS": len(groups),
        "decided_on": row.decided_on or "",
        **{name: "" if value is None else value for name, value in values.items()},
    }
    for at, group in enumerate(groups):
        told |= {f"groups-{at}-id": group.pk, f"groups-{at}-commendation": row.pk}
        told |= {f"groups-{at}-path": group.path, f"groups-{at}-position": group.position}
        told[f"groups-{at}-quota"] = "" if group.quota is None else group.quota
    return told | fields


def save(client: Client, row: Commendation, **fields: Any) -> str:
    return client.post(address(row), posted(row, **fields), follow=True).content.decode()


def in_public(**facts: Any) -> Commendation:
    return make_record("published", commendation=make_commendation(**facts)).commendation


def pdf(data: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile("决定.pdf", data)


# --- The decision -----------------------------------------------------------------------------------


def test_a_new_commendation_takes_its_decision_and_the_signed_original(admin_client: Client) -> None:
    new = Commendation(category=make_category(), year=2026, name="样例县关于表彰的决定")
    admin_client.post("/admin/records/commendation/add/", posted_new(new) | {"new_original": pdf()})
    made = Commendation.objects.get()
    assert made.attachment is not None
    with open_attachment(made.attachment) as file:
        assert (made.name, file.read()) == ("样例县关于表彰的决定", PDF)


def posted_new(row: Commendation) -> dict[str, Any]:
    return {"category": row.category_id, "year": row.year, "name": row.name, "new_original": ""}


def test_a_public_decision_is_not_changed_without_a_note(admin_client: Client) -> None:
    row = in_public(issuer="样例县")
    assert "写一句更正说明" in save(admin_client, row, issuer="中共样例县委")
    assert Commendation.objects.get().issuer == "样例县"


def test_a_public_decision_is_changed_with_a_note_and_leaves_both_versions(admin_client: Client) -> None:
    row = in_public(issuer="样例县")
    save(admin_client, row, issuer="中共样例县委", note="授予机关写得不全")
    assert list(CommendationVersion.objects.values_list("issuer", "note")) == [
        ("样例县", ""),
        ("中共样例县委", "授予机关写得不全"),
    ]


def test_a_decision_that_nobody_sees_asks_for_no_note(admin_client: Client) -> None:
    row = make_commendation()
    assert "更正说明" not in admin_client.get(address(row)).content.decode()
    save(admin_client, row, issuer="样例县")
    assert Commendation.objects.get().issuer == "样例县"


def test_a_change_is_one_line_in_the_log(admin_client: Client) -> None:
    save(admin_client, make_commendation(), issuer="样例县")
    assert AuditEntry.objects.filter(act="changed").count() == 1


def test_another_year_is_told_in_the_log_too(admin_client: Client) -> None:
    save(admin_client, make_commendation(year=2011), year=2012)
    assert "年份" in AuditEntry.objects.get(act="changed").changes


def test_numbers_of_groups_are_told_in_the_log(admin_client: Client) -> None:
    row = make_roll_group("先进个人", quota=30).commendation
    save(admin_client, row, **{"groups-0-quota": 40})
    assert RollGroup.objects.get().quota == 40
    assert "名额 40" in AuditEntry.objects.get(act="changed").changes


def test_another_year_or_number_in_public_leaves_versions(admin_client: Client) -> None:
    row = in_public(year=2011)
    make_roll_group("先进个人", commendation=row, quota=30)
    save(admin_client, row, year=2012, note="年份写错了")
    row.refresh_from_db()
    save(admin_client, row, note="数错了", **{"groups-0-quota": 40})
    kept = CommendationVersion.objects.values_list("title", "numbers", "note")
    assert [(title[-6:-1], numbers[-2:], note) for title, numbers, note in kept] == [
        ("2011年", "30", ""),
        ("2012年", "30", "年份写错了"),
        ("2012年", "40", "数错了"),
    ]


def test_a_group_with_names_is_not_deleted_and_the_page_says_why(admin_client: Client) -> None:
    group = make_roll_group("先进个人")
    make_roll_entry(commendation=group.commendation, group=group)
    page = save(admin_client, group.commendation, **{"groups-0-DELETE": "on"})
    assert RollGroup.objects.exists()
    assert "先进个人" in page


# --- Who may ----------------------------------------------------------------------------------------


def test_who_does_not_publish_edits_what_nobody_sees_and_reads_the_rest(staff: Any) -> None:
    client = staff("change_commendation", "view_commendation")
    unseen, seen = make_commendation(), in_public()
    assert 'name="issuer"' in client.get(address(unseen)).content.decode()
    page = client.get(address(seen)).content.decode()
    assert 'name="issuer"' not in page
    assert client.post(address(seen), posted(seen, issuer="改")).status_code == 403


def test_who_does_not_publish_is_offered_no_step(staff: Any) -> None:
    client = staff("change_commendation", "view_commendation")
    row = make_commendation()
    assert "开始公示" not in client.get(address(row)).content.decode()
    assert client.get(address(row, "begin_notice")).status_code == 403


# --- The signed original ----------------------------------------------------------------------------


def test_an_original_is_shown_with_its_name_size_and_hash(admin_client: Client) -> None:
    row = make_commendation()
    save(admin_client, row, new_original=pdf())
    kept = Commendation.objects.get().attachment
    assert kept is not None
    page = admin_client.get(address(row)).content.decode()
    assert all(said in page for said in ("决定.pdf", "28", kept.sha256))


def test_staff_open_an_original_that_is_not_public_yet(admin_client: Client) -> None:
    row = make_commendation()
    save(admin_client, row, new_original=pdf())
    answer = admin_client.get(address(row, "original"))
    assert (answer.getvalue(), answer["Content-Type"]) == (PDF, "application/pdf")


def test_an_original_whose_file_is_lost_is_told_in_words(admin_client: Client) -> None:
    row = make_commendation(attachment=make_attachment())
    assert "从备份恢复" in admin_client.get(address(row, "original"), follow=True).content.decode()


def test_an_original_that_is_no_pdf_is_refused_and_what_was_typed_stays(admin_client: Client) -> None:
    row = make_commendation()
    page = save(admin_client, row, issuer="样例县", new_original=pdf(b"PK a Word file"))
    assert "不是 PDF 文件" in page
    assert 'value="样例县"' in page


def test_an_original_is_taken_away(admin_client: Client) -> None:
    row = make_commendation()
    save(admin_client, row, new_original=pdf())
    save(admin_client, row, no_original="on")
    assert Commendation.objects.get().attachment is None


def test_a_large_original_is_refused_in_words(admin_client: Client) -> None:
    page = save(admin_client, make_commendation(), new_original=pdf(PDF + b" " * 31 * 2**20))
    assert "最多 30 MB" in page


# --- How things stand -------------------------------------------------------------------------------


def test_the_head_says_what_the_roll_lacks(admin_client: Client) -> None:
    row = make_commendation(quota=3)
    record = make_record("draft", commendation=row)
    make_roll_entry(record=record)
    make_roll_entry(commendation=row, struck_at=record.created_at, struck_reason="查实")
    page = admin_client.get(address(row)).content.decode()
    assert "1 名还是草稿" in page
    assert "决定写明 3 名（个），名单里有 1 名（个），少 2" in page
    assert "公示后不予表彰" in page


def test_staff_take_the_roll_along_as_a_file(admin_client: Client) -> None:
    row = make_commendation()
    make_roll_entry("张三", commendation=row, post="样例厂工人", notes={"性别": "男"})
    written = admin_client.get(f"/admin/records/commendation/{row.pk}/roll.csv").content.decode("utf-8-sig")
    assert "张三,个人,样例厂工人" in written
    assert written.endswith("男\r\n")


def test_what_was_public_is_not_deleted_and_the_page_says_why(admin_client: Client) -> None:
    row = make_commendation()
    make_commendation_version(row, public_from=timezone.now())
    page = admin_client.post(address(row, "delete"), {"post": "yes"})
    assert "公开过的版本不能删除" in page.content.decode()
    assert Commendation.objects.exists()


def test_a_commendation_with_a_roll_is_not_deleted_and_the_page_says_how_long_it_is(
    admin_client: Client,
) -> None:
    row = make_commendation()
    make_roll_entry(commendation=row, group=make_roll_group(commendation=row))
    page = admin_client.post(address(row, "delete"), {"post": "yes"})
    assert "名单还有 1 名" in page.content.decode()
    assert Commendation.objects.exists()


def test_a_commendation_without_names_goes_with_its_groups(admin_client: Client) -> None:
    row = make_roll_group().commendation
    admin_client.post(address(row, "delete"), {"post": "yes"})
    assert not Commendation.objects.exists()
