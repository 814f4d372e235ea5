"""A record as files, and how a program is sent to them."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from prov.model import ProvActivity, ProvDocument, ProvEntity, ProvGeneration

from records.deeds import read_deeds
from records.exporting.from_records import deeds_of
from records.models import Record, Version
from records.presentation.site_owner import Operator
from records.publishing import withdraw
from records.search.reindexing import reindex
from tests.factories import (
    make_category,
    make_commendation,
    make_measure,
    make_recipient,
    make_section,
    make_whole_record,
    rewrite,
)

pytestmark = pytest.mark.django_db

FORMS = {
    "application/json": "json",
    "text/markdown": "md",
    "text/plain": "txt",
    "application/ld+json": "jsonld",
}
REFERENCES = {
    "application/x-research-info-systems": "ris",
    "application/vnd.citationstyles.csl+json": "csl.json",
}
CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.fixture
def record() -> Record:
    return make_whole_record()


def file(client: Client, record: Record, name: str) -> str:
    response = client.get(f"/records/{record.pk}.{name}")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("name", ["json", "md"])
def test_file_reads_back_as_the_record(client: Client, record: Record, name: str) -> None:
    read = read_deeds(file(client, record, name).encode(), f"record.{name}")
    assert read.deeds == deeds_of(record)


@pytest.mark.parametrize("name", ["json", "md"])
def test_control_character_of_an_old_row_is_in_no_file(client: Client, record: Record, name: str) -> None:
    Version.objects.filter(record=record).update(title="甲\x01乙\x1b丙", introduction="一\x7f二\x9f三")
    found = file(client, record, name)
    assert "甲乙丙" in found
    assert "一二三" in found


def test_plain_text_has_every_text_of_the_record_in_its_order(client: Client, record: Record) -> None:
    text, at = file(client, record, "txt"), 0
    parts = [record.title, record.recipient.name]
    for section in record.sections.all():
        parts += [section.title, *(measure.marker for measure in section.measures.all())]
    for part in filter(None, parts):
        at = text.index(part, at)


def test_linked_data_tells_award_source_and_changes(client: Client, record: Record) -> None:
    Version.objects.filter(record=record).update(source="组织部材料")
    said = json.loads(file(client, record, "jsonld"))
    assert said["about"]["@type"] == "Organization"
    assert str(record.commendation) in said["about"]["award"]
    assert said["prov:hadPrimarySource"]["name"] == "组织部材料"
    assert said["publisher"]["name"] == "荣誉录"


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib", "ignore::DeprecationWarning:prov")
@pytest.mark.filterwarnings(
    "ignore:The following attributes were not converted"
)  # schema.org's are not PROV's
def test_tools_of_w3c_prov_read_what_made_each_state_of_a_record(client: Client, record: Record) -> None:
    """Read by another's library, which has no network here: what is asked of schema.org would not come."""
    hours = [timezone.now().replace(microsecond=0) - timedelta(hours=back) for back in (3, 2, 1)]
    dated(record, *hours)
    written = file(client, record, "jsonld")
    read = ProvDocument.deserialize(content=written, format="rdf", rdf_format="json-ld")
    address = f"http://127.0.0.1:8000{record.get_absolute_url()}"
    ended = {
        str(activity.identifier).partition("#")[2]: activity.get_attribute("prov:endTime").pop()
        for activity in read.get_records(ProvActivity)
    }
    assert ended == dict(zip(("entered", "published", "modified"), hours, strict=True))
    made = [
        [value.uri for _, value in relation.formal_attributes[:2]]
        for relation in read.get_records(ProvGeneration)
    ]
    assert sorted(made) == [
        [address, f"{address}#modified"],
        [f"{address}#as-entered", f"{address}#entered"],
        [f"{address}#as-published", f"{address}#published"],
    ]


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib", "ignore::DeprecationWarning:prov")
@pytest.mark.filterwarnings("ignore:The following attributes were not converted")
@pytest.mark.parametrize("link", ["", "https://example.org/source"])
def test_tools_of_w3c_prov_read_where_a_record_came_from(client: Client, record: Record, link: str) -> None:
    Version.objects.filter(record=record).update(source="组织部材料", source_link=link)
    read = ProvDocument.deserialize(
        content=file(client, record, "jsonld"), format="rdf", rdf_format="json-ld"
    )
    sources = {entity.identifier.uri for entity in read.get_records(ProvEntity) if entity.identifier}
    assert (link or f"http://127.0.0.1:8000{record.get_absolute_url()}#source") in sources


def dated(record: Record, created: datetime, published: datetime, updated: datetime) -> None:
    Record.objects.filter(pk=record.pk).update(created_at=created, published_at=published, updated_at=updated)


def test_record_that_nobody_changed_since_was_made_by_its_publication(client: Client, record: Record) -> None:
    hours = [timezone.now() - timedelta(hours=back) for back in (3, 1, 2)]
    dated(record, *hours)
    said = json.loads(file(client, record, "jsonld"))
    assert said["prov:wasGeneratedBy"]["name"] == "发布"
    assert said["prov:wasRevisionOf"]["prov:wasGeneratedBy"]["name"] == "录入"


def test_citation_names_the_version_of_a_text_that_was_changed(client: Client, record: Record) -> None:
    assert "版. （" not in client.get(record.get_absolute_url()).content.decode()
    rewrite(record, number=3)
    assert "[EB/OL]. 3版. （" in client.get(record.get_absolute_url()).content.decode()
    assert "ET  - 3\r\n" in file(client, record, "ris")
    assert json.loads(file(client, record, "csl.json"))[0]["version"] == "3"


def test_programs_for_references_are_told_what_the_citation_on_the_page_says(
    client: Client, record: Record, settings: Any
) -> None:
    settings.OPERATOR = Operator(operator_name="某市委组织部")
    rewrite(record, introduction="第一行。\n\n第二行。")
    Record.objects.filter(pk=record.pk).update(updated_at=datetime(2026, 11, 27, 17, tzinfo=UTC))
    address = f"http://127.0.0.1:8000{record.get_absolute_url()}"
    page = " ".join(client.get(record.get_absolute_url()).content.decode().split())
    assert re.search(r"<p data-citation>某市委组织部\. .*\[EB/OL\]\. （2026-11-28）\[", page)
    assert '<meta name="citation_author" content="某市委组织部">' in page
    assert '<meta name="citation_online_date" content="2026/11/28">' in page
    ris = dict(line.split("  - ", 1) for line in file(client, record, "ris").splitlines())
    assert (ris["TY"], ris["TI"], ris["AU"]) == ("ELEC", record.title, "某市委组织部")
    assert (ris["DA"], ris["UR"], ris["AB"]) == ("2026/11/28/", address, "第一行。 第二行。")
    assert list(ris)[-1] == "ER"
    (item,) = json.loads(file(client, record, "csl.json"))
    assert (item["type"], item["title"], item["URL"]) == ("webpage", record.title, address)
    assert item["author"] == [{"literal": "某市委组织部"}]
    assert item["issued"] == {"date-parts": [[2026, 11, 28]]}


def test_page_announces_its_files(client: Client, record: Record) -> None:
    page = " ".join(client.get(record.get_absolute_url()).content.decode().split())
    for media_type, name in FORMS.items():
        link = f'<link rel="alternate" type="{media_type}" href="/records/{record.pk}.{name}">'
        assert link in page
        response = client.get(f"/records/{record.pk}.{name}")
        assert response.headers["Content-Type"] == f"{media_type}; charset=utf-8"
        assert f"{record.get_absolute_url()}>" in response.headers["Link"]
        assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(("accepted", "name"), [*FORMS.items(), *REFERENCES.items()])
def test_program_is_sent_to_the_form_it_prefers(
    client: Client, record: Record, accepted: str, name: str
) -> None:
    response = client.get(record.get_absolute_url(), headers={"Accept": f"{accepted}, text/html;q=0.5"})
    assert (response.status_code, response.headers["Vary"]) == (303, "Accept")
    assert response.headers["Location"] == f"/records/{record.pk}.{name}"
    assert (
        response.headers["Access-Control-Allow-Origin"] == "*"
    )  # or a script of another site does not follow


@pytest.mark.parametrize("accepted", [CHROME, "*/*", "", "text/html, application/json;q=0.9", "image/png"])
def test_all_others_get_the_page(client: Client, record: Record, accepted: str) -> None:
    response = client.get(record.get_absolute_url(), headers={"Accept": accepted})
    assert (response.status_code, response.headers["Vary"]) == (200, "Accept, Accept-Encoding")


def test_withdrawn_record_has_no_files(client: Client, record: Record) -> None:
    withdraw(record, by=None, reason="名称有误。")
    for name in [*FORMS.values(), *REFERENCES.values()]:
        assert client.get(f"/records/{record.pk}.{name}").status_code == 410
        assert client.get(f"/records/999.{name}").status_code == 404


@pytest.mark.parametrize("name", ["json", "jsonld", "csl.json"])
def test_program_is_told_in_json_why_a_file_is_not_there(client: Client, record: Record, name: str) -> None:
    withdraw(record, by=None, reason="名称有误。")
    for number, told in ((record.pk, "名称有误。"), (999, "没有公开")):
        response = client.get(f"/records/{number}.{name}")
        assert response.headers["Content-Type"] == "application/problem+json"
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert told in response.json()["detail"]


@pytest.mark.django_db(transaction=True)  # within a test's transaction nothing is remembered of a state
def test_award_page_takes_eight_queries_however_much_is_on_it(
    client: Client, django_assert_num_queries: Any
) -> None:
    category = make_category(parent=make_category(parent=make_category()))
    commendation = make_commendation(category)
    records = [
        make_whole_record(
            sections, commendation=commendation, recipient=make_recipient(region="甲省/乙市/丙区")
        )
        for sections in range(2, 7)
    ]
    for record in records:
        make_measure(make_section(record, 9), text="建立居民议事会制度。每月一次。")
    reindex([record.pk for record in records])
    client.get(records[0].get_absolute_url())
    with django_assert_num_queries(8):
        page = client.get(records[3].get_absolute_url())
    assert [one.reason[:4] for one in page.context["related"]] == ["同一表彰", "同在丙区", "也写到“"]
