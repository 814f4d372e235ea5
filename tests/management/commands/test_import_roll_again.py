"""A roll that comes a second time, corrected or grouped anew: nobody is put on it twice in silence."""

from pathlib import Path

import pytest

from records.models import Commendation, Recipient, RollEntry
from records.publishing.rolls import strike
from tests.factories import make_category, make_commendation

from .test_import_roll import Run, imported, written

pytestmark = pytest.mark.django_db

HEADER = "姓名,单位,职务,省份\n"
ROLL = f"{HEADER}王明,甲厂,工人,山东省\n李强,乙厂,工人,山东省\n"


@pytest.fixture
def commendation(tmp_path: Path) -> Commendation:
    commendation = make_commendation(category=make_category("样例劳动模范"), year=2024)
    assert imported(written(tmp_path, ROLL)).status == 0
    return commendation


def again(folder: Path, text: str, *arguments: str) -> Run:
    return imported(written(folder, text), "--json", *arguments)


def codes(run: Run) -> list[list[str]]:
    return [[message["code"] for message in row["messages"]] for row in run.rows]


def names() -> list[str]:
    return list(RollEntry.objects.order_by("position").values_list("name", flat=True))


def test_a_roll_that_is_grouped_now_doubles_nobody(commendation: Commendation, tmp_path: Path) -> None:
    run = again(tmp_path, ROLL.replace(HEADER, f"{HEADER}先进个人（2名）,,,\n"))
    assert run.status == 0
    assert codes(run) == [["other-group"], ["other-group"]]
    assert "2 名只是分组不同" in run.err
    assert names() == ["王明", "李强"]


def test_a_corrected_post_is_refused_with_the_line_that_it_may_be(
    commendation: Commendation, tmp_path: Path
) -> None:
    run = again(tmp_path, f"{HEADER}王明,甲厂,厂长,山东省\n", "--publish")
    assert (run.status, run.rows[0]["ok"]) == (1, False)
    text = run.rows[0]["messages"][0]["text"]
    assert "名单上已有同名的第 1 名（甲厂工人，山东省）：职务、单位不同" in text
    assert "1 行有错" in run.err
    assert names() == ["王明", "李强"]


def test_an_organization_without_its_place_may_be_the_one_with_it(
    commendation: Commendation, tmp_path: Path
) -> None:
    assert again(tmp_path, "名称,类型,省份\n样例社区,集体,山东省\n").status == 0
    run = again(tmp_path, "名称,类型,省份\n样例社区,集体,\n")
    assert (run.status, codes(run)) == (1, [["name-on-roll"]])
    assert names() == ["王明", "李强", "样例社区"]


def test_a_name_in_another_width_is_the_same_name(commendation: Commendation, tmp_path: Path) -> None:
    again(tmp_path, f"{HEADER}Ａ·王,甲厂,工人,山东省\n")
    assert codes(again(tmp_path, f"{HEADER}A·王,乙厂,工人,山东省\n")) == [["name-on-roll"]]


def test_somebody_of_the_name_elsewhere_is_another_and_it_is_said(
    commendation: Commendation, tmp_path: Path
) -> None:
    run = again(tmp_path, f"{HEADER}王明,丙厂,工人,云南省\n")
    assert (run.status, codes(run)) == (0, [["name-on-roll-elsewhere"]])
    assert "1 处请核对" in run.err
    assert names() == ["王明", "李强", "王明"]


def test_a_file_that_names_both_says_itself_that_they_are_two(
    commendation: Commendation, tmp_path: Path
) -> None:
    run = again(tmp_path, f"{ROLL}王明,甲厂,厂长,山东省\n")
    assert run.status == 0
    assert names() == ["王明", "李强", "王明"]


def test_two_of_a_name_in_one_file_are_two_people(commendation: Commendation, tmp_path: Path) -> None:
    assert again(tmp_path, f"{HEADER}赵刚,甲厂,工人,山东省\n赵刚,丙厂,工人,山东省\n").status == 0
    assert names() == ["王明", "李强", "赵刚", "赵刚"]


def test_whoever_names_another_recipient_has_chosen(commendation: Commendation, tmp_path: Path) -> None:
    other = Recipient.objects.create(kind="person", name="王明")
    run = again(tmp_path, f"{HEADER}王明,甲厂,厂长,山东省\n", "--same", f"1={other.pk}")
    assert run.status == 0
    assert names() == ["王明", "李强", "王明"]


def test_a_name_that_was_struck_does_not_count_as_standing(
    commendation: Commendation, tmp_path: Path
) -> None:
    strike(RollEntry.objects.get(name="王明"), "本人放弃", by=None)
    assert again(tmp_path, f"{HEADER}王明,丙校,教师,山东省\n").status == 0
