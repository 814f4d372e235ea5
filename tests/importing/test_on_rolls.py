"""Documents of people who are, or are not, on the roll of their award: the import and its dry run say the same."""

import json
from pathlib import Path
from typing import Any

import pytest

from records.models import Commendation, Record
from tests.factories import make_category, make_commendation
from tests.publishing.rolls.lines import person, saved

from .running import Run

pytestmark = pytest.mark.django_db


@pytest.fixture
def roll() -> Commendation:
    commendation = make_commendation(category=make_category("样例劳动模范"), year=2024)
    saved(
        commendation,
        person("李四", "戊厂工人", region="西藏自治区"),
        person("张三", "甲厂工人", 2),
        person("张三", "乙校教师", 3),
    )
    return commendation


def document(folder: Path, name: str, **about: Any) -> Path:
    path = folder / f"{name}.json"
    given = {
        "title": f"{name}同志事迹",
        "recipient": {"name": name, "kind": "person"} | about,
        "awards": [{"name": "样例劳动模范", "year": 2024}],
        "introduction": "走访居民。",
    }
    path.write_text(json.dumps(given), encoding="utf-8")
    return path


def said(run: Run) -> str:
    [row] = run.rows
    return " ".join(message["text"] for message in row["messages"])


@pytest.mark.parametrize("how", [["--dry-run"], ["--publish"]])
def test_deeds_that_contradict_the_roll_are_refused(
    roll: Commendation, tmp_path: Path, how: list[str]
) -> None:
    run = Run(document(tmp_path, "李四", post="云南省昆明市某厂厂长"), "--json", *how)
    assert run.status == 1
    assert "名单上的“李四”是：戊厂工人，西藏自治区；材料写的是：云南省昆明市某厂厂长" in said(run)
    assert not any(record.edited.has_deeds for record in Record.objects.all())


@pytest.mark.parametrize("how", [["--dry-run"], ["--publish"]])
def test_a_name_that_stands_twice_is_refused(roll: Commendation, tmp_path: Path, how: list[str]) -> None:
    run = Run(document(tmp_path, "张三"), "--json", *how)
    assert (run.status, run.rows[0]["ok"]) == (1, False)
    assert "名单上有 2 个“张三”" in said(run)


@pytest.mark.parametrize("how", [["--dry-run"], ["--publish"]])
def test_of_one_who_is_not_on_the_roll_it_is_said(roll: Commendation, tmp_path: Path, how: list[str]) -> None:
    run = Run(document(tmp_path, "王五"), "--json", *how)
    assert run.status == 0
    assert "“样例劳动模范（2024年）”的名单上没有“王五”" in said(run)


def test_what_agrees_is_filled_in(roll: Commendation, tmp_path: Path) -> None:
    run = Run(document(tmp_path, "李四", post="西藏自治区戊厂班长"), "--publish")
    assert run.status == 0
    assert Record.objects.get(recipient__name="李四").introduction == "走访居民。"
