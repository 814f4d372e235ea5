"""The list's action: ticked records come as one zip, for those who may see them."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from records.admin import exports
from records.deeds import read_deeds
from records.deeds.readers import encodings
from records.exporting.from_records import deeds_of
from tests.factories import make_record, make_whole_record

pytestmark = pytest.mark.django_db
LIST = "/admin/records/record/"


def ticked(client, *records):
    chosen = {"action": "export_chosen", "_selected_action": [record.pk for record in records]}
    return client.post(LIST, chosen)


def unpacked(response):
    with ZipFile(BytesIO(b"".join(response.streaming_content))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_chosen_records_come_as_one_zip(staff):
    records = [make_whole_record(), make_record("draft")]
    make_record()
    response = ticked(staff("view_record"), *records)
    assert response["Content-Type"] == "application/zip"
    assert "attachment" in response["Content-Disposition"]
    files = unpacked(response)
    assert sorted(files) == sorted(
        f"{record.pk}.{form}" for record in records for form in ("md", "json", "docx")
    )
    for record in records:
        for form in ("md", "json"):
            assert read_deeds(files[f"{record.pk}.{form}"], f"a.{form}").deeds == deeds_of(record)


def test_what_could_not_be_exported_is_said_in_the_zip(staff, monkeypatch):
    monkeypatch.setattr(encodings, "MAX_BYTES", 10_000)
    record = make_record(introduction="甲" * 10_000)
    told = unpacked(ticked(staff("view_record"), record))["未能导出.txt"].decode()
    assert f"记录 {record.pk}" in told


def test_too_many_at_once_are_refused_with_what_to_do(staff, monkeypatch):
    monkeypatch.setattr(exports, "MAX_RECORDS", 1)
    response = staff("view_record").post(
        LIST,
        {"action": "export_chosen", "_selected_action": [make_record().pk, make_record().pk]},
        follow=True,
    )
    assert any("export_records" in str(message) for message in response.context["messages"])


def test_who_may_not_see_records_gets_none(staff):
    assert ticked(staff("add_category"), make_record()).status_code == 403
