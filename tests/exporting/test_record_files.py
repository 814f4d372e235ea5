"""A record as plain text, for people and for programs that read no more."""

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from docx import Document

from records.deeds import read_deeds
from records.exporting import FORMATS, Format, export
from records.exporting.from_records import deeds_of
from records.models import Record
from records.publishing import revoke_honor
from tests.factories import (
    make_category,
    make_commendation,
    make_recipient,
    make_record,
    make_whole_record,
)

pytestmark = pytest.mark.django_db


def test_text_begins_with_who_what_and_the_sentence_about_it(client: Client) -> None:
    record = make_record(
        recipient=make_recipient("张三", "person"),
        commendation=make_commendation(make_category("样例荣誉"), 2011),
        title="样例事迹",
        post="样例厂工人",
        summary="一句话说清。",
        introduction="第一段。",
    )
    written = client.get(f"/records/{record.pk}.txt").content.decode()
    assert written.startswith(
        f"样例事迹\n\n张三\n样例厂工人\n{record.commendation}\n\n一句话说清。\n\n第一段。"
    )


@pytest.fixture
def revoked() -> Record:
    record = make_whole_record(title="样例事迹")
    revoke_honor(record, by=None, on=date(2024, 5, 6), decision="关于撤销称号的决定", reason="材料不实")
    return record


@pytest.mark.parametrize("format", FORMATS)
def test_file_of_a_revoked_honor_says_so_and_reads_back_as_it_is(revoked: Record, format: Format) -> None:
    data = export(deeds_of(revoked), format, revoked.revocation)
    assert "称号已于2024年5月6日撤销" in text_of(data, format)
    titles = [section.title for section in read_deeds(data, f"record.{format}").deeds.sections]
    assert titles == [section.title for section in revoked.sections.all()]


@pytest.mark.parametrize("format", ["md", "json"])
def test_who_reads_such_a_file_is_told(revoked: Record, format: Format) -> None:
    data = export(deeds_of(revoked), format, revoked.revocation)
    (told,) = [one for one in read_deeds(data, f"record.{format}").messages if one.code == "notice"]
    assert revoked.revocation in told.text


def text_of(data: bytes, format: Format) -> str:
    if format != "docx":
        return data.decode()
    section = Document(BytesIO(data)).sections[0]
    return section.header.paragraphs[0].text


@pytest.mark.parametrize("name", ["md", "json"])
def test_public_file_of_a_revoked_honor_says_so(client: Client, revoked: Record, name: str) -> None:
    assert revoked.revocation in client.get(f"/records/{revoked.pk}.{name}").content.decode()
