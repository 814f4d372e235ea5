"""Entries of feeds keep their ids: a reader's program takes an entry with another one for new."""

from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from records.models import Record
from records.publishing import publish, withdraw
from tests.factories import make_record

pytestmark = pytest.mark.django_db

ATOM = {"a": "http://www.w3.org/2005/Atom"}
TAG = r"tag:[a-z0-9.-]+,\d{4}-\d\d-\d\d:/records/\d+/"


def ids(client: Client) -> list[str]:
    feed = ElementTree.fromstring(client.get("/feed/").content)
    return [entry.text or "" for entry in feed.findall("a:entry/a:id", ATOM)]


@pytest.fixture
def record() -> Record:
    made = make_record("draft", introduction="走访居民1200户。")
    publish(made, by=None)
    return made


def test_entry_has_a_tag_of_the_day_it_was_first_published(client: Client, record: Record) -> None:
    Record.objects.update(feed_id="", published_at=datetime(2026, 3, 1, 17, tzinfo=UTC))
    assert ids(client) == [f"tag:127.0.0.1,2026-03-02:/records/{record.pk}/"]


def test_id_is_the_same_at_another_address(client: Client, record: Record, settings: Any) -> None:
    before = ids(client)
    settings.SITE_URL, settings.SITE_PATH = "https://county.example/honors", "/honors"
    assert ids(client) == before == [record.feed_id]


def test_id_is_the_same_when_a_record_is_published_again(client: Client, record: Record) -> None:
    before = ids(client)
    withdraw(record, by=None, reason="核对")
    Record.objects.update(published_at=datetime(2026, 3, 1, tzinfo=UTC))
    publish(record, by=None)
    assert ids(client) == before


def test_draft_has_no_id_yet() -> None:
    assert make_record("draft").feed_id == ""


def test_entry_leads_to_the_page_all_the_same(client: Client, record: Record) -> None:
    """The address was the id before: it answers, as whoever kept it expects."""
    feed = ElementTree.fromstring(client.get("/feed/").content)
    link = feed.find("a:entry/a:link", ATOM)
    assert link is not None
    assert client.get(link.attrib["href"]).status_code == 200
