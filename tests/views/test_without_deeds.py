"""A record without deeds: a name on a roll, of which nothing more is known yet. Nothing of it is empty or broken."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from records.deeds import read_deeds
from records.exporting.from_records import deeds_of
from records.models import Record
from records.presentation.site_owner import Operator
from records.search.reindexing import reindex
from tests.factories import (
    make_category,
    make_commendation,
    make_distinction,
    make_recipient,
    make_record,
    make_roll_entry,
    make_roll_group,
)
from tests.made_rolls import conferred

pytestmark = pytest.mark.django_db


@pytest.fixture
def record() -> Record:
    commendation = make_commendation(make_category("样例省劳动模范"), 2021, **conferred())
    recipient = make_recipient("张三", "person", region="样例省/样例市")
    made = make_record(recipient=recipient, commendation=commendation, title="张三", post="样例厂技师")
    make_roll_entry("张三", made, group=make_roll_group("先进个人/样例市", commendation))
    reindex([made.pk])
    return made


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_its_page_says_that_deeds_are_not_there_yet_and_nothing_stands_empty(
    client: Client, record: Record
) -> None:
    shown = page(client, record.get_absolute_url())
    assert "事迹材料尚未收录。" in shown
    for part in ("主要事迹", "目录", "关键数据", "朗读全文", "其他荣誉", "材料来源"):
        assert part not in shown, part
    assert re.findall(r"<(?:ul|ol|dl|section|nav|dd|p)\b[^>]*>\s*</", shown) == [
        '<p class="tribute-status" role="status"></'
    ]
    assert 'content=""' not in shown
    assert f'action="/records/{record.pk}/tribute/"' in shown


def test_its_page_leads_to_the_decision_and_to_its_heading_on_the_roll(
    client: Client, record: Record
) -> None:
    shown = page(client, record.get_absolute_url())
    there = record.commendation.get_absolute_url()
    assert f'<a href="{there}">关于表彰样例先进个人和先进集体的决定</a>' in shown
    (heading,) = re.findall(rf'href="({there}\?in=[^"]*)">先进个人 › 样例市</a>', shown)
    assert "张三" in page(client, heading)


def test_who_has_deeds_is_told_whom_to_write_to(client: Client, record: Record, settings: Any) -> None:
    settings.OPERATOR = Operator(operator_contact="样例市表彰办，010-12345678")
    assert "如可提供，请联系：样例市表彰办" in page(client, record.get_absolute_url())


def test_its_page_has_the_other_honors_of_who_was_honored(client: Client, record: Record) -> None:
    other = make_record(recipient=record.recipient, commendation=make_commendation(year=2010))
    make_distinction(record.recipient, "样例市技术能手", year=2009)
    shown = page(client, record.get_absolute_url())
    assert shown.index(f'<a href="{other.get_absolute_url()}">') < shown.index("样例市技术能手")


def test_its_page_takes_eight_queries(
    client: Client, record: Record, django_assert_max_num_queries: Any
) -> None:
    make_record(recipient=record.recipient)
    client.get(record.get_absolute_url())
    with django_assert_max_num_queries(8):
        client.get(record.get_absolute_url())


@pytest.mark.parametrize("name", ["json", "md"])
def test_its_files_read_back_as_the_record(client: Client, record: Record, name: str) -> None:
    written = client.get(f"/records/{record.pk}.{name}").content
    assert read_deeds(written, f"record.{name}").deeds == deeds_of(record)


def test_its_files_say_who_was_honored_with_what(client: Client, record: Record) -> None:
    for name in ("txt", "jsonld", "ris", "csl.json"):
        written = client.get(f"/records/{record.pk}.{name}").content.decode()
        assert "张三" in written, name
        assert "样例省劳动模范（2021年）" in written, name
    data = json.loads(client.get(f"/records/{record.pk}.jsonld").content)
    assert data["description"] == "张三（样例厂技师），样例省劳动模范（2021年）。"
    assert "articleSection" not in data


def test_it_is_found_by_name_post_and_award(client: Client, record: Record) -> None:
    for typed in ("张三", "样例厂技师", "样例省劳动模范 张三"):
        assert f'href="{record.get_absolute_url()}"' in page(client, f"/search/?q={typed}"), typed


def test_honors_of_a_recipient_stand_in_order_of_time(client: Client, record: Record) -> None:
    make_record(recipient=record.recipient, commendation=make_commendation(make_category("早的表彰"), 2001))
    make_distinction(record.recipient, "中间的荣誉", year=2010)
    make_distinction(record.recipient, "不知年份的荣誉")
    shown = page(client, record.recipient.get_absolute_url())
    places = [shown.index(name) for name in ("（2021年）", "中间的荣誉", "早的表彰", "不知年份的荣誉")]
    assert places == sorted(places)
