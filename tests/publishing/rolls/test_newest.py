"""What is new on the site: deeds, not thousands of names that a decision brings at once."""

import pytest
from django.test import Client

from records.models import Record
from records.publishing import correct
from records.publishing.versions import begin_version
from tests.factories import make_commendation, make_record, rewrite

from .lines import person, saved

pytestmark = pytest.mark.django_db


def test_names_of_a_roll_leave_deeds_among_the_newest(client: Client) -> None:
    older = make_record(title="样例街道先进事迹", introduction="走访居民1200户。")
    people = [person(f"张{given}", order=order) for order, given in enumerate("甲乙丙丁戊己", 1)]
    saved(make_commendation(year=2024), *people, publish_now=True)
    assert older.recipient.name in client.get("/").content.decode()
    assert client.get("/feed/").content.decode().count("<entry>") == 1


def test_name_whose_deeds_came_is_among_the_newest(client: Client) -> None:
    saved(make_commendation(year=2024), person("张三"), person("李四", order=2), publish_now=True)
    record = Record.objects.order_by("pk").first()
    assert record is not None
    begin_version(record)
    rewrite(record, introduction="走访居民1200户。")
    correct(record, by=None)
    record.refresh_from_db()
    assert record.has_deeds
    assert client.get("/feed/").content.decode().count("<entry>") == 1


def test_record_whose_deeds_were_taken_out_is_a_name_again() -> None:
    record = make_record(introduction="走访居民1200户。")
    begin_version(record)
    rewrite(record, introduction="")
    correct(record, by=None, note_to_public="事迹撤下")
    record.refresh_from_db()
    assert not record.has_deeds
