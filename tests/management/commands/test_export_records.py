"""`export_records` as an operator uses it: what is written where, that it reads back, and what is refused."""

import errno
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records.deeds import read_deeds
from records.deeds.readers import encodings
from records.exporting.from_records import deeds_of
from records.models import Category, Distinction, Figure, Measure, Recipient, Record
from records.publishing import save_deeds, withdraw
from tests.deeds import strategies
from tests.factories import (
    make_category,
    make_commendation,
    make_distinction,
    make_figure,
    make_measure,
    make_recipient,
    make_record,
    make_section,
)

pytestmark = pytest.mark.django_db
OWN_FORMS = ["md", "json"]


class Run:
    """One run of the command: its status, its lines, and what it said beside them."""

    def __init__(self, *arguments: Any) -> None:
        out, err = io.StringIO(), io.StringIO()
        try:
            call_command("export_records", *map(str, arguments), stdout=out, stderr=err)
            self.status = 0
        except SystemExit as stop:
            self.status = int(stop.code or 0)
        self.out, self.err = out.getvalue(), err.getvalue()


def make_full_record(status: str = "published") -> Record:
    """With all that a record can say, and texts that look like the marks of its Markdown file."""
    recipient = make_recipient("样例单位", short_name="样例", region="甲省/乙市")
    commendation = make_commendation(make_category("样例奖"), 2011, issuer="样例机关")
    texts = {"introduction": "## 引言\n\n---\n\\## 甲", "closing": "---\n*结*语", "source": "样例报"}
    record = make_record(status, recipient=recipient, commendation=commendation, **texts)
    section = make_section(record, 1, lead="### 导语\n\n- 一\n- 二")
    measure = make_measure(section, 1, text="**办法**：\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |")
    make_measure(section, 2, marker="", text="title: 甲")
    make_section(record, 2, title="")
    whole = {
        "approximate": True,
        "as_of": 2010,
        "series": "一组",
        "rank": 2,
        "rank_of": 92,
        "chart": "bars",
        "sentence": "居第二。",
    }
    make_figure(record, 1, value=Decimal("1.83"), unit="亿元", measure=measure, **whole)
    make_figure(record, 2, value=Decimal("-12345678901.2345"), label="“差”")
    make_distinction(recipient, "样例称号", year=2009, holder="样例街道", issuer="市委、市政府", position=1)
    make_distinction(recipient, "yes", position=2)
    return record


def exported(record: Record, folder: Path, form: str) -> bytes:
    Run(folder, record.pk, "--format", form)
    return (folder / f"{record.pk}.{form}").read_bytes()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_each_record_is_written_in_every_format_under_its_id(tmp_path: Path) -> None:
    one, two = make_full_record(), make_record("draft")
    run = Run(tmp_path / "甲" / "乙")
    expected = [f"{record.pk}.{form}" for record in (one, two) for form in ("docx", "json", "md")]
    assert names(tmp_path / "甲" / "乙") == sorted(expected)
    assert "2 条记录" in run.out
    assert "写出 6 个" in run.out
    assert str(tmp_path / "甲" / "乙") in run.out


def test_running_twice_writes_nothing_new(tmp_path: Path) -> None:
    make_full_record()
    Run(tmp_path)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.iterdir()}
    run = Run(tmp_path)
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.iterdir()} == before
    assert "写出 0 个，与原有的相同 3 个" in run.out


def test_files_are_the_same_bytes_every_time(tmp_path: Path) -> None:
    make_full_record()
    for folder in ("一", "二"):
        Run(tmp_path / folder)
    files = [{path.name: path.read_bytes() for path in (tmp_path / folder).iterdir()} for folder in "一二"]
    assert len(files[0]) == 3
    assert files[0] == files[1]


@pytest.mark.parametrize("form", OWN_FORMS)
@pytest.mark.parametrize("status", ["draft", "review", "published", "withdrawn"])
def test_exported_record_imported_again_is_unchanged(tmp_path: Path, form: str, status: str) -> None:
    record = make_full_record(status)
    reading = read_deeds(exported(record, tmp_path, form), f"a.{form}")
    saved = save_deeds(reading.deeds, by=None)
    assert (saved.outcome, saved.record.pk) == ("unchanged", record.pk)
    assert Record.objects.get().revision == record.revision


@pytest.mark.parametrize("form", OWN_FORMS)
def test_exported_record_imported_into_an_empty_site_is_equal(tmp_path: Path, form: str) -> None:
    record = make_full_record()
    said = deeds_of(record)
    data = exported(record, tmp_path, form)
    empty_site()
    saved = save_deeds(read_deeds(data, f"a.{form}").deeds, by=None)
    assert saved.outcome == "created"
    assert deeds_of(Record.objects.get()) == said
    assert Figure.objects.get(number=1).measure == Measure.objects.get(text__startswith="**办法**")


def empty_site() -> None:
    Record.objects.all().delete()
    for model in (Distinction, Recipient):
        model.objects.all().delete()
    for category in Category.objects.all():
        category.commendations.all().delete()
        category.delete()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=strategies.text.filter(str.strip), form=st.sampled_from(OWN_FORMS))
def test_any_text_of_a_record_comes_back(tmp_path: Path, text: str, form: str) -> None:
    record = make_record("draft", introduction=text, closing=text)
    make_measure(make_section(record, lead=text), text=text)
    reading = read_deeds(exported(record, tmp_path, form), f"a.{form}")
    assert reading.deeds == deeds_of(record)
    assert save_deeds(reading.deeds, by=None).outcome == "unchanged"


def test_markdown_is_as_neat_as_one_written_by_hand(tmp_path: Path) -> None:
    record = make_full_record()
    text = exported(record, tmp_path, "md").decode()
    assert "value: 1.83\n" in text
    assert "value: -12345678901.2345\n" in text
    assert "!!" not in text


def test_json_says_values_exactly(tmp_path: Path) -> None:
    record = make_full_record()
    figures = json.loads(exported(record, tmp_path, "json"))["figures"]
    assert [figure["value"] for figure in figures] == [1.83, -12345678901.2345]
    assert [figure["place"] for figure in figures] == [[1, 1], None]


# --- What is chosen ------------------------------------------------------------------------------------


def test_ids_and_formats_may_stand_in_any_order(tmp_path: Path) -> None:
    records = [make_record() for _ in range(3)]
    Run(tmp_path, "--format", "md,json", records[0].pk, records[2].pk)
    assert names(tmp_path) == sorted(f"{records[n].pk}.{form}" for n in (0, 2) for form in OWN_FORMS)


def test_published_leaves_out_what_the_public_does_not_see(tmp_path: Path) -> None:
    seen = make_record()
    for status in ("draft", "review", "withdrawn"):
        make_record(status)
    Run(tmp_path, "--published", "--format", "md")
    assert names(tmp_path) == [f"{seen.pk}.md"]


def test_record_that_is_not_there_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    record = make_record()
    with pytest.raises(CommandError, match=r"编号是 998、999"):
        Run(tmp_path / "甲", record.pk, 999, 998)
    assert not (tmp_path / "甲").exists()


def test_draft_is_not_there_for_published(tmp_path: Path) -> None:
    draft = make_record("draft")
    with pytest.raises(CommandError, match=f"公开的记录的编号是 {draft.pk}"):
        Run(tmp_path, draft.pk, "--published")


def test_empty_site_has_nothing_to_export(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="没有记录"):
        Run(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--format", "txt"], "没有“txt”这种格式"),
        (["甲"], "“甲”不是记录编号"),
        (["--format", "md", "json"], "json"),
    ],
)
def test_what_the_command_does_not_know_is_said(tmp_path: Path, arguments: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        Run(tmp_path, *arguments)


# --- What goes wrong -----------------------------------------------------------------------------------


def test_file_in_place_of_the_folder_is_refused_and_kept(tmp_path: Path) -> None:
    make_record()
    taken = tmp_path / "甲"
    taken.write_text("原有的")
    for folder in (taken, taken / "乙"):
        with pytest.raises(CommandError, match=r"不能把文件放进.*甲"):
            Run(folder)
    assert taken.read_text() == "原有的"


@pytest.mark.parametrize(
    ("number", "said"),
    [(errno.ENOSPC, "磁盘已满"), (errno.EACCES, "没有写入权限"), (errno.EIO, "Input/output")],
)
def test_file_that_cannot_be_written_leaves_the_old_one_and_no_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    record = make_record()
    old = tmp_path / f"{record.pk}.md"
    old.write_text("原有的")

    def fails(_file: int) -> None:
        raise OSError(number, "Input/output error")

    # What was written so far lies beside the file when the disk refuses to keep it.
    monkeypatch.setattr("records.utils.files.os.fsync", fails)
    with pytest.raises(CommandError, match=said):
        Run(tmp_path)
    assert names(tmp_path) == [old.name]
    assert old.read_text() == "原有的"


def test_text_that_no_file_can_hold_is_refused_and_the_others_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encodings, "MAX_BYTES", 10_000)
    bad, good = make_record(introduction="甲" * 10_000), make_record()
    run = Run(tmp_path)
    assert run.status == 1
    assert f"记录 {bad.pk}" in run.err
    assert "文字超过" in run.err
    assert "未能导出 2 个" in run.out
    assert f"{bad.pk}.md" not in names(tmp_path)
    assert {f"{good.pk}.{form}" for form in ("md", "json", "docx")} <= set(names(tmp_path))


def test_queries_for_a_record_do_not_grow_with_its_parts(
    tmp_path: Path, django_assert_max_num_queries: Any
) -> None:
    record = make_full_record()
    for number in range(3, 20):
        make_measure(make_section(record, number))
    with django_assert_max_num_queries(12):
        Run(tmp_path)


# --- What lies in the folder ----------------------------------------------------------------------


def test_files_of_an_earlier_export_are_named_and_kept(tmp_path: Path) -> None:
    gone, stays = make_full_record(), make_record(recipient=make_recipient("另一个单位"))
    assert "不是这次导出的" not in Run(tmp_path, "--published", "--format", "md").err
    withdraw(gone, by=None, reason="名称有误。")
    told = Run(tmp_path, "--published", "--format", "md")
    assert f"里的 {gone.pk}.md不是这次导出的" in told.err
    assert told.status == 0
    assert {path.name for path in tmp_path.iterdir()} == {f"{gone.pk}.md", f"{stays.pk}.md"}


def test_export_of_one_record_says_nothing_of_others(tmp_path: Path) -> None:
    one = make_full_record()
    (tmp_path / "notes.txt").touch()
    assert Run(tmp_path, one.pk, "--format", "md").err == ""
