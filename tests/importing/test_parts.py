"""`import_records` with files of several records."""

from pathlib import Path

import pytest

from records.models import ImportedDocument, Record
from tests.importing.running import DEEDS, Run

pytestmark = pytest.mark.django_db

PEOPLE = ["王样本", "李示例", "赵范文"]
LONG = "她每天清早走进社区，帮助老人买菜、取药，把各家的难处记在本子上，一件一件办好。"


def collection(people: list[str] = PEOPLE, award: str = "2019年全国示例先进工作者") -> str:
    return "\n".join(
        [
            "样本省先进个人事迹",
            *(f"样本社区书记－{name}－{award}\n{name}，女，1970年出生。{LONG}" for name in people),
        ]
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "汇编.txt"
    path.write_text(collection(), encoding="utf-8")
    return path


def test_each_part_has_a_line_of_its_own_in_json(file: Path) -> None:
    rows = Run(file, "--dry-run", "--json").rows
    assert [(row["source"], row["part"], row["parts"]) for row in rows] == [
        (str(file), n, 3) for n in (1, 2, 3)
    ]
    assert [row["record"]["recipient"]["name"] for row in rows] == PEOPLE
    assert [row["record"]["left_out"] for row in rows] == [["样本省先进个人事迹"], [], []]


def test_a_file_of_one_record_has_no_part(tmp_path: Path) -> None:
    (tmp_path / "一.txt").write_text(DEEDS, encoding="utf-8")
    (row,) = Run(tmp_path, "--dry-run", "--json").rows
    assert not {"part", "parts"} & row.keys()


def test_each_part_becomes_a_record(file: Path) -> None:
    run = Run(file)
    assert run.status == 0
    assert sorted(str(record.recipient) for record in Record.objects.all()) == sorted(PEOPLE)
    assert f"{file}（3/3）" in run.out


def test_a_part_that_cannot_be_saved_costs_the_others_nothing(file: Path) -> None:
    too_long = "样本协会会员、" * 32
    file.write_text(collection().replace("书记－李示例", f"书记、{too_long}－李示例"), encoding="utf-8")
    run = Run(file, "--json")
    assert run.status == 1
    assert [row["ok"] for row in run.rows] == [True, False, True]
    assert Record.objects.count() == 2


def test_the_batch_knows_the_place_of_each_part(file: Path) -> None:
    (file.parent / "一.txt").write_text(DEEDS, encoding="utf-8")
    Run(file.parent)
    places = ImportedDocument.objects.values_list("file", "part", "parts")
    assert list(places) == [(1, 1, 1), (2, 1, 3), (2, 2, 3), (2, 3, 3)]
    assert str(ImportedDocument.objects.last()) == f"{file}（3/3）"


def test_the_report_names_each_part(file: Path) -> None:
    report = file.with_suffix(".html")
    Run(file, "--dry-run", "--report", report)
    assert "汇编.txt（2/3）" in report.read_text(encoding="utf-8")


def test_a_second_run_changes_nothing(file: Path) -> None:
    Run(file)
    run = Run(file, "--json")
    assert [row["messages"][-1]["code"] for row in run.rows] == ["unchanged"] * 3


def test_a_file_that_is_not_cut_surely_makes_no_record_of_one_of_them(tmp_path: Path) -> None:
    lines = "\n".join(f"样本社区书记－{name}－全国示例先进工作者" for name in PEOPLE)
    (tmp_path / "名单.txt").write_text(f"名单\n{lines}\n{LONG}", encoding="utf-8")
    (row,) = Run(tmp_path, "--json").rows
    assert row["record"]["recipient"]["name"] is None
    assert row["record"]["awards"] == []
    assert "several-people" in {message["code"] for message in row["messages"]}
    assert not Record.objects.exists()
