"""The site to look at: forty records, each named as invented, and nothing that shows a page the same way twice."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import Count
from django.test import Client, override_settings

from records.demo import load
from records.demo.composing import compose
from records.demo.content import NOTICE, examples
from records.demo.rolls import rolls
from records.models import Commendation, Picture, Recipient, Record, RollEntry, SiteSettings
from records.presentation.passages import passages
from records.publishing.rolls import quota_differences


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[None]:
    """Loads it once: drawing takes seconds."""
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(MEDIA_ROOT=media):
            load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def records(demo: None, db: None) -> list[Record]:
    """Lists the forty; those who are on a roll are looked at below."""
    return list(Record.objects.published().filter(roll_entry=None).whole())


def test_forty_records_are_public(records: list[Record]) -> None:
    assert len(records) == 40


def test_each_page_says_that_all_of_it_is_invented(records: list[Record], client: Client) -> None:
    pages = [client.get(record.get_absolute_url()).content.decode() for record in records]
    assert [page for page in pages if NOTICE not in page] == []


def test_home_page_says_so_too_and_recommends_a_record_with_a_wide_picture(
    records: list[Record], client: Client
) -> None:
    page = client.get("/").content.decode()
    assert "荣誉录（示例）" in page
    assert "人物、单位和事迹都是虚构的" in page
    featured = SiteSettings.current().featured_record()
    assert featured is not None
    assert featured.summary
    assert featured.cover is not None
    assert featured.cover.width > featured.cover.height
    assert featured.cover.address in page


def test_every_status_is_there_to_be_seen_in_the_admin(records: list[Record]) -> None:
    assert set(Record.objects.values_list("status", flat=True)) == {
        "draft",
        "review",
        "published",
        "withdrawn",
    }
    assert Record.objects.scheduled().count() == 1


def test_no_decision_has_a_number_or_a_link_that_would_lead_somewhere(records: list[Record]) -> None:
    assert set(Commendation.objects.values_list("document_number", "link")) == {("", "")}


def test_each_picture_says_that_it_is_drawn(records: list[Record]) -> None:
    assert Picture.objects.count() > 40
    assert not Picture.objects.exclude(alt__endswith="（示例绘图）").exists()


def test_the_longest_record_has_ten_thousand_characters_and_the_shortest_none(records: list[Record]) -> None:
    lengths = [sum(len(passage.text) for passage in passages(record)) for record in records]
    assert max(lengths) > 10_000
    assert min(lengths) < 100


def test_parts_of_a_record_come_in_every_number(records: list[Record]) -> None:
    sections = {record.sections.count() for record in records}
    measures = {section.measures.count() for record in records for section in record.sections.all()}
    figures = {record.figures.filter(measure=None, series="").count() for record in records}
    assert sections >= {0, 1, 2, 3, 8}
    assert measures >= {1, 2, 3, 4, 5, 12}
    assert figures >= set(range(9)) - {7}


def test_a_decision_is_made_for_one_or_for_twelve(records: list[Record]) -> None:
    public = Commendation.objects.filter(records__in=records).annotate(number=Count("records"))
    assert {commendation.number for commendation in public} >= {1, 2, 12}


def test_some_are_honored_more_than_once(records: list[Record]) -> None:
    numbers = Recipient.objects.filter(records__in=records).annotate(number=Count("records"))
    assert {recipient.number for recipient in numbers} == {1, 2, 3}


def test_three_commendations_have_whole_rolls_one_of_them_in_notice(demo: None, db: None) -> None:
    named = Commendation.objects.annotate(names=Count("entries")).filter(names__gt=0)
    assert set(named.values_list("names", "state")) == {
        (12, "notice"),
        (300, "decided"),
        (3_000, "decided"),
    }
    assert [difference for one in named for difference in quota_differences(one)] == []


def test_a_tenth_of_a_roll_has_deeds(demo: None, db: None) -> None:
    on_rolls = Record.objects.published().exclude(roll_entry=None)
    assert on_rolls.count() == 3_300
    assert on_rolls.exclude(live__introduction="").count() == 330


def test_one_honor_on_a_roll_is_revoked(demo: None, db: None) -> None:
    assert RollEntry.objects.exclude(record__revoked_on=None).count() == 1


def test_each_name_on_a_roll_says_that_it_is_invented(demo: None, db: None) -> None:
    on_rolls = Record.objects.exclude(roll_entry=None)
    assert not on_rolls.exclude(live__source=NOTICE).exists()


def test_the_same_rolls_come_out_each_time() -> None:
    assert list(rolls()) == list(rolls())


def test_the_same_example_says_the_same_each_time() -> None:
    again = [(compose(one, 0), compose(one, 0)) for one in examples()]
    assert [first.title for first, second in again if first != second] == []


def test_loading_it_again_changes_nothing(records: list[Record], capsys: pytest.CaptureFixture[str]) -> None:
    before = list(Record.objects.values())
    call_command("load_demo")
    assert "已经装好" in capsys.readouterr().out
    assert list(Record.objects.values()) == before
