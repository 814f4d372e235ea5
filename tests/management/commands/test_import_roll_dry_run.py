"""What a dry run says of a roll is what the import would do with it."""

from pathlib import Path

import pytest

from records.models import Commendation
from records.publishing.rolls import strike
from tests.factories import make_category, make_commendation, make_recipient, make_record

from .test_import_roll import Run, imported, written

pytestmark = pytest.mark.django_db

ALIKE = "姓名,单位,类型\n王五,样例医院,个人\n张三,样例厂,个人\n张三,样例厂,个人\n"


@pytest.fixture
def commendation() -> Commendation:
    return make_commendation(category=make_category("样例劳动模范"), year=2024)


def tried(folder: Path, text: str, *arguments: str) -> Run:
    """Returns the dry run, after which the import was refused too."""
    path = written(folder, text)
    run = imported(path, "--json", "--dry-run", *arguments)
    assert imported(path, *arguments).status == 1
    return run


def test_two_lines_alike_are_errors_of_both_rows(commendation: Commendation, tmp_path: Path) -> None:
    run = tried(tmp_path, ALIKE)
    assert run.status == 1
    assert [row["ok"] for row in run.rows] == [True, False, False]
    for row in run.rows[1:]:
        assert "名单.csv 第 3 行（名单第 2 名）和名单.csv 第 4 行（第 3 名）" in row["messages"][-1]["text"]


def test_so_they_are_of_a_commendation_that_is_yet_to_be_made(tmp_path: Path) -> None:
    assert tried(tmp_path, ALIKE, "--create").status == 1


def test_a_year_that_differs_is_an_error(tmp_path: Path) -> None:
    run = tried(tmp_path, "姓名,单位,类型,年份\n王五,样例医院,个人,2023\n", "--create")
    assert "写的是 2023 年" in run.rows[0]["messages"][0]["text"]


def test_a_name_that_was_struck_is_an_error_beside_new_ones(
    commendation: Commendation, tmp_path: Path
) -> None:
    imported(written(tmp_path, "姓名,单位,类型\n张三,样例厂,个人\n"))
    strike(commendation.entries.get(), "本人放弃", by=None)
    run = tried(tmp_path, "姓名,单位,类型\n张三,样例厂,个人\n王五,样例医院,个人\n")
    assert [row["ok"] for row in run.rows] == [False, True]


def test_a_name_of_several_records_is_an_error(commendation: Commendation, tmp_path: Path) -> None:
    for region in ("山东省", "云南省"):
        make_record(recipient=make_recipient("张三", "person", region=region), commendation=commendation)
    run = tried(tmp_path, "姓名,单位,类型\n张三,样例厂,个人\n")
    assert "分不出是哪一条" in run.rows[0]["messages"][0]["text"]


def test_a_recipient_who_is_not_there_is_an_error(tmp_path: Path) -> None:
    run = tried(tmp_path, "姓名,单位,类型\n张三,样例厂,个人\n", "--create", "--same", "1=77")
    assert "已经不在站上" in run.rows[0]["messages"][0]["text"]


def test_a_refused_roll_tells_of_no_new_commendation(tmp_path: Path) -> None:
    run = imported(written(tmp_path, ALIKE), "--create")
    assert run.status == 1
    assert "新建了届次" not in run.err


def test_a_name_that_stands_on_the_roll_is_an_error(commendation: Commendation, tmp_path: Path) -> None:
    imported(written(tmp_path, "姓名,单位,类型\n张三,样例厂,个人\n"))
    run = tried(tmp_path, "姓名,单位,类型\n张三,样例校,个人\n")
    assert (run.status, run.rows[0]["ok"]) == (1, False)
