"""A record as plain text, for people and for programs that read no more."""

import pytest
from django.test import Client

from tests.factories import make_category, make_commendation, make_recipient, make_record

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
