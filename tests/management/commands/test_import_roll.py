"""Files of names put on the site by the command, and written back."""

import errno
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from records.models import Category, Commendation, Recipient, Record, RollEntry
from records.publishing.rolls import strike
from records.publishing.status import revoke_honor
from tests.factories import make_category, make_commendation, make_recipient, make_record

pytestmark = pytest.mark.django_db

ROLL = """姓名,单位,类型,所在地,分组
张三,样例厂,个人,山东省/滨州市,先进个人
李四,样例校,个人,山东省/滨州市,先进个人
样例街道办事处,,集体,山东省/滨州市,先进集体
"""


class Run:
    """One run of a command: its status, its lines, and what it said beside them."""

    def __init__(self, name: str, *arguments: Any) -> None:
        out, err = io.StringIO(), io.StringIO()
        self.status = 0
        try:
            call_command(name, *map(str, arguments), stdout=out, stderr=err)
        except SystemExit as stop:
            self.status = int(stop.code or 0)
        except CommandError as error:
            self.status = 1
            err.write(str(error))
        self.out, self.err = out.getvalue(), err.getvalue()

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def commendation() -> Commendation:
    return make_commendation(category=make_category("样例劳动模范"), year=2024)


@pytest.fixture
def roll(tmp_path: Path) -> Path:
    return written(tmp_path, ROLL)


def written(folder: Path, text: str, name: str = "名单.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def imported(*arguments: Any, to: Any = "样例劳动模范 2024") -> Run:
    return Run("import_roll", *arguments, "--commendation", to)


@pytest.mark.parametrize(
    "form", ["样例劳动模范 2024", "样例劳动模范（2024年）", "样例劳动模范2024年度", "样例劳动模范"]
)
def test_a_roll_is_imported_into_the_commendation_that_is_named(
    commendation: Commendation, roll: Path, form: str
) -> None:
    run = imported(roll, to=form)
    assert run.status == 0
    assert "已录入名单 3 名，新建记录 3 条" in run.err
    assert [line.name for line in commendation.entries.all()] == ["张三", "李四", "样例街道办事处"]


def test_the_commendation_may_be_named_by_its_id(commendation: Commendation, roll: Path) -> None:
    assert imported(roll, to=commendation.pk).status == 0
    assert commendation.entries.count() == 3


def test_names_are_public_at_once_where_it_is_asked_for(commendation: Commendation, roll: Path) -> None:
    assert "公开 3 名" in imported(roll, "--publish").err
    assert Record.objects.published().count() == 3


def test_a_dry_run_writes_nothing(commendation: Commendation, roll: Path) -> None:
    assert "没有写入：共 3 名" in imported(roll, "--dry-run").err
    assert not RollEntry.objects.exists()


def test_each_row_is_an_object_of_the_agreed_form(commendation: Commendation, roll: Path) -> None:
    row = imported(roll, "--json").rows[0]
    assert row == {
        "source": "名单.csv",
        "row": 2,
        "ok": True,
        "entry": {
            "name": "张三",
            "kind": "person",
            "post": "样例厂",
            "region": "山东省/滨州市",
            "award": "",
            "year": None,
            "group": "先进个人",
            "order": 1,
            "notes": {},
        },
        "messages": [],
    }


def test_a_row_that_is_wrong_is_named_and_nothing_is_imported(
    commendation: Commendation, tmp_path: Path
) -> None:
    run = imported(written(tmp_path, "序号,姓名,单位,类型\n1,张三,样例厂,个人\n2,,样例校,个人\n"))
    assert run.status == 1
    assert "✗ 名单.csv 第 3 行" in run.out
    assert "一名也没有录入" in run.err
    assert not RollEntry.objects.exists()


def test_what_is_refused_is_named_by_file_and_row(commendation: Commendation, tmp_path: Path) -> None:
    path = written(tmp_path, "姓名,单位,类型\n张三,样例厂,个人\n张三,样例厂,个人\n")
    run = imported(path)
    assert run.status == 1
    assert "名单.csv 第 2 行（名单第 1 名）" in run.err
    assert not RollEntry.objects.exists()


def test_a_file_that_is_not_there_is_told(commendation: Commendation, tmp_path: Path, roll: Path) -> None:
    run = imported(roll, tmp_path / "没有.xlsx")
    assert run.status == 1
    assert "没有.xlsx：读不了" in run.err
    assert not RollEntry.objects.exists()


@pytest.mark.parametrize(
    ("name", "why"),
    [("没有.xlsx", "找不到文件"), ("文件夹", "这是文件夹"), ("名单.csv/里面.csv", "有一段是文件")],
)
def test_why_a_file_cannot_be_read_is_told_in_plain_words(
    commendation: Commendation, tmp_path: Path, roll: Path, name: str, why: str
) -> None:
    (tmp_path / "文件夹").mkdir()
    run = imported(tmp_path / name)
    assert run.status == 1
    assert why in run.err
    assert "Errno" not in run.err


def test_a_file_that_may_not_be_read_is_told_in_plain_words(
    commendation: Commendation, roll: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refused)
    assert "没有权限读取" in imported(roll).err


def test_several_files_are_one_roll(commendation: Commendation, tmp_path: Path, roll: Path) -> None:
    assert imported(roll, written(tmp_path, "姓名,类型\n王五,个人\n", "续.csv")).status == 0
    assert list(RollEntry.objects.values_list("name", "position"))[-1] == ("王五", 4)


def test_a_kind_that_no_file_says_is_asked_for(commendation: Commendation, tmp_path: Path) -> None:
    path = written(tmp_path, "名称,所在地\n和谐号动车组列车乘务,山东省/滨州市\n")
    assert "看不出是个人还是集体" in imported(path).out
    assert not RollEntry.objects.exists()
    assert imported(path, "--kind", "集体").status == 0
    assert RollEntry.objects.get().kind == "organization"


# --- The commendation ---------------------------------------------------------------------------------


def test_a_commendation_that_is_not_there_is_made_only_when_asked_for(roll: Path) -> None:
    run = imported(roll)
    assert run.status == 1
    assert "加 --create 新建" in run.err
    assert not Commendation.objects.exists()


def test_a_new_commendation_is_told(roll: Path) -> None:
    assert "新建了届次“样例劳动模范（2024年）”" in imported(roll, "--create").err
    assert Commendation.objects.get().entries.count() == 3
    assert not Category.objects.get().filed


def test_a_refused_roll_leaves_no_new_commendation(tmp_path: Path) -> None:
    path = written(tmp_path, "姓名,单位,类型\n张三,样例厂,个人\n张三,样例厂,个人\n")
    assert imported(path, "--create").status == 1
    assert not Category.objects.exists()


@pytest.mark.parametrize(
    ("form", "why"),
    [("77", "没有编号 77"), ("别的表彰", "没有找到“别的表彰”"), ("样例劳动模范", "有几个届次（2024、2023）")],
)
def test_a_commendation_named_badly_is_told(
    commendation: Commendation, roll: Path, form: str, why: str
) -> None:
    make_commendation(category=commendation.category, year=2023)
    run = imported(roll, to=form)
    assert run.status == 1
    assert why in run.err


# --- What the site knows ------------------------------------------------------------------------------


def test_a_row_says_that_its_record_is_on_the_site(commendation: Commendation, roll: Path) -> None:
    make_record(recipient=make_recipient("张三", "person"), commendation=commendation)
    codes = [
        [message["code"] for message in row["messages"]] for row in imported(roll, "--json", "--dry-run").rows
    ]
    assert codes == [["joins-record"], [], []]


def test_one_of_the_same_name_is_proposed_and_taken_by_his_number(
    commendation: Commendation, roll: Path
) -> None:
    known = make_recipient("李四", "person")
    make_record(recipient=known)
    assert f"--same 2={known.pk}" in imported(roll, "--dry-run").out
    assert imported(roll, "--same", f"2={known.pk}").status == 0
    assert known.records.filter(commendation=commendation).exists()


def test_the_same_file_again_adds_nothing(commendation: Commendation, roll: Path) -> None:
    imported(roll)
    run = imported(roll, "--publish")
    assert run.status == 0
    assert "3 名都已在" in run.err
    assert Record.objects.published().count() == 3
    assert Recipient.objects.count() == 3


def test_the_numbers_of_the_decision_are_held_against_the_roll(
    commendation: Commendation, roll: Path
) -> None:
    Commendation.objects.update(quota=4)
    assert "决定写明 4 名（个），名单里有 3 名（个），少 1" in imported(roll).err


# --- Out, and in again --------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".json"])
def test_what_is_exported_reads_back_the_same(
    commendation: Commendation, roll: Path, tmp_path: Path, suffix: str
) -> None:
    imported(roll)
    file = tmp_path / f"导出{suffix}"
    assert Run("export_roll", file, "--commendation", commendation.pk).status == 0
    other = make_commendation(category=commendation.category, year=None)
    assert imported(file, to=other.pk).status == 0
    fields = ("name", "kind", "post", "region", "group__path", "position")
    assert list(other.entries.values_list(*fields)) == list(commendation.entries.values_list(*fields))


def test_an_honor_that_was_taken_away_is_exported_so_and_does_not_come_back(
    commendation: Commendation, roll: Path, tmp_path: Path
) -> None:
    imported(roll, "--publish")
    record = Record.objects.get(recipient__name="张三")
    revoke_honor(record, by=None, on=date(2025, 3, 18), reason="查有违纪")
    file = tmp_path / "导出.csv"
    assert Run("export_roll", file, "--commendation", commendation.pk).status == 0
    assert "称号撤销" in file.read_text("utf-8-sig")
    other = make_commendation(category=commendation.category, year=None)
    run = imported(file, "--publish", to=other.pk)
    assert (run.status, "称号已撤销（2025-03-18）" in run.out) == (1, True), run.out + run.err
    assert not other.entries.exists()


def test_without_a_file_json_is_written(commendation: Commendation, roll: Path) -> None:
    imported(roll)
    written = json.loads(Run("export_roll", "--commendation", commendation.pk).out)
    assert [entry["name"] for entry in written] == ["张三", "李四", "样例街道办事处"]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--commendation", "样例劳动模范 2024"], "还没有名单"),
        (["--commendation", "别的 2024"], "没有“别的 2024”"),
    ],
)
def test_what_cannot_be_exported_is_told(commendation: Commendation, arguments: list[str], why: str) -> None:
    run = Run("export_roll", *arguments)
    assert run.status == 1
    assert why in run.err


def test_no_file_is_written_of_another_kind(commendation: Commendation, roll: Path, tmp_path: Path) -> None:
    imported(roll)
    run = Run("export_roll", tmp_path / "名单.pdf", "--commendation", commendation.pk)
    assert run.status == 1
    assert "结尾" in run.err


# --- Nobody is doubled or honored without a word ------------------------------------------------------


@pytest.mark.parametrize("option", ["--dry-run", "--publish"])
def test_people_on_the_site_are_proposed_for_a_commendation_that_is_yet_to_be_made(
    roll: Path, option: str
) -> None:
    known = make_recipient("张三", "person")
    run = imported(roll, "--create", option, to="新届次 2037")
    assert f"加 --same 1={known.pk}" in run.out


def test_an_organization_of_the_very_place_is_no_doubt_of_a_new_commendation(roll: Path) -> None:
    make_recipient("样例街道办事处", "organization", region="山东省/滨州市")
    run = imported(roll, "--create", "--publish", to="新届次 2037")
    assert "同名" not in run.out
    assert Recipient.objects.filter(name="样例街道办事处").count() == 1


def test_a_roll_of_which_nothing_is_to_be_done_says_so_and_who_was_struck(
    commendation: Commendation, roll: Path
) -> None:
    imported(roll, "--publish")
    strike(RollEntry.objects.get(name="李四"), "查实有违纪问题", by=None)
    run = imported(roll, "--publish")
    assert run.status == 0
    assert "1 名已除名，没有录入：李四（查实有违纪问题）" in run.err
    assert "没有要做的" in run.err
    assert "已除名：查实有违纪问题" in run.out


def test_a_struck_name_among_new_ones_is_refused_by_its_row(
    commendation: Commendation, roll: Path, tmp_path: Path
) -> None:
    imported(roll)
    strike(RollEntry.objects.get(name="李四"), "查实有违纪问题", by=None)
    run = imported(written(tmp_path, f"{ROLL}王五,样例校,个人,,先进个人\n", "新.csv"), "--publish")
    assert run.status == 1
    assert "新.csv 第 3 行（名单第 2 名）“李四”已除名" in run.err
    assert not RollEntry.objects.filter(name="王五").exists()


@pytest.mark.usefixtures("commendation")
def test_where_there_is_review_a_command_leaves_the_names_to_other_people(roll: Path, settings: Any) -> None:
    settings.REVIEW_STEPS = 1
    assert "还没有审核完（审核）" in imported(roll, "--publish").err
    assert "请在后台“公布名单”送审" in imported(roll, "--publish").err
    assert not Record.objects.published().exists()


def test_line_of_running_text_that_is_not_read_keeps_the_roll_from_being_saved(
    commendation: Commendation, tmp_path: Path
) -> None:
    run = imported(written(tmp_path, "先进个人\n张三、李四光\n请各单位认真组织学习\n", "名单.txt"), "--json")
    assert run.status == 1
    unread = run.rows[2]
    assert (unread["row"], unread["ok"], unread["entry"]) == (3, False, None)
    assert "1 行有错" in run.err
    assert not RollEntry.objects.exists()
