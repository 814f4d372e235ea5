"""An editor is asked where deeds under review contradict the roll of their award, or where it lacks their name."""

import json
from typing import Any

import pytest
from django.test import Client

from records.models import Commendation, ImportBatch, ImportedDocument, Record
from tests.factories import make_category, make_commendation
from tests.publishing.rolls.lines import person, saved

from .import_pages import ReviewPage, hand_in, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def roll() -> Commendation:
    commendation = make_commendation(category=make_category("样例劳动模范"), year=2024)
    saved(commendation, person("李四", "戊厂工人", region="西藏自治区"))
    return commendation


def reviewed(client: Client, name: str = "李四", **about: Any) -> ReviewPage:
    given = {
        "title": f"{name}同志事迹",
        "recipient": {"name": name, "kind": "person"} | about,
        "awards": [{"name": "样例劳动模范", "year": 2024}],
        "introduction": "走访居民。",
    }
    hand_in(client, ("材料.json", json.dumps(given).encode()))
    document: ImportedDocument = ImportBatch.objects.latest("pk").documents.get()
    return opened(client, document)


def test_the_review_says_what_contradicts(editor: Client, roll: Commendation) -> None:
    page = reviewed(editor, post="云南省昆明市某厂厂长").content
    assert "名单上的“李四”是：戊厂工人，西藏自治区" in page


def test_the_editor_fills_in_the_record_all_the_same(editor: Client, roll: Commendation) -> None:
    page = reviewed(editor, post="云南省昆明市某厂厂长")
    record = Record.objects.get()
    page.data["duplicate"] = f"replace-{record.pk}"
    page.send(editor)
    record.refresh_from_db()
    assert record.introduction == "走访居民。"


def test_the_editor_makes_a_record_of_somebody_of_another_place(editor: Client, roll: Commendation) -> None:
    page = reviewed(editor, region="云南省")
    page.send(editor)
    assert Record.objects.count() == 1
    page.data["duplicate"] = "new"
    page.send(editor)
    assert Record.objects.count() == 2


def test_the_review_says_that_the_roll_lacks_the_name(editor: Client, roll: Commendation) -> None:
    assert "名单上没有“王五”" in reviewed(editor, "王五").content
