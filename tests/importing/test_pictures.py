"""`import_records` with documents that hold pictures and tables: they stand in their place, on the page too."""

import base64
import html
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from records.models import ImportBatch, ImportedDocument, Measure, Picture, Record
from records.publishing.undoing import undo_batch
from tests.deeds.readers.docx.test_pictures import image
from tests.deeds.readers.docx.test_pictures import picture as shot
from tests.deeds.readers.docx.word_files import docx, p, table
from tests.factories import make_record
from tests.importing.running import DEEDS, Run
from tests.pictures import picture

pytestmark = pytest.mark.django_db

GRID = [["年份", "户数"], ["2018", "120"], ["2019", "150"]]


def word(path: Path, alt: str = "干部走访", data: bytes = b"", where: str = "一是") -> Path:
    """The deeds with a table and a picture behind the paragraph with those words."""
    body = ""
    for line in DEEDS.replace("。二是", "。\n二是").splitlines():
        body += p(line)
        if where in line:
            body += table(*GRID) + p(inside=shot("a", alt))
    files: dict[str, str | bytes] = {"word/a.png": data or picture()}
    path.write_bytes(docx(body, image("a", "a.png"), files=files))
    return path


def page(path: Path, alt: str = "干部走访") -> Path:
    source = f"data:image/png;base64,{base64.b64encode(picture(size=(300, 200))).decode()}"
    lines = DEEDS.replace("。二是", "。\n二是").splitlines()
    rows = "".join(f"<tr><td>{'<td>'.join(row)}</tr>" for row in GRID)
    shown = f"<table>{rows}</table><p><img src='{source}' alt='{alt}'></p>"
    body = "".join(f"<p>{html.escape(line)}</p>{shown if '一是' in line else ''}" for line in lines)
    path.write_text(f"<html><meta charset=utf-8><body>{body}</body></html>", encoding="utf-8")
    return path


def codes(run: Run) -> set[str]:
    return {message["code"] for row in run.rows for message in row["messages"]}


@pytest.mark.parametrize(("make", "name"), [(word, "a.docx"), (page, "a.html")])
def test_page_shows_table_and_picture_in_their_measure(
    make: Any, name: str, tmp_path: Path, client: Client
) -> None:
    assert Run(make(tmp_path / name), "--publish").status == 0
    shown = client.get(Record.objects.get().get_absolute_url()).content.decode()
    measure = shown[shown.index('id="s1-m1"') : shown.index('id="s1-m2"')]
    assert "<th>年份</th>" in measure
    assert "<td>150</td>" in measure
    row = Picture.objects.get()
    assert f'src="{row.address}"' in measure
    assert "<figcaption>干部走访</figcaption>" in measure
    assert measure.index("每月开一次会") < measure.index("<table") < measure.index("<figure>")


def test_picture_and_table_stand_in_the_text_as_editors_have_them(tmp_path: Path) -> None:
    Run(word(tmp_path / "a.docx"))
    row = Picture.objects.get()
    assert (row.alt, row.caption) == ("干部走访", "干部走访")
    text = Measure.objects.get(section__version__record__isnull=False, number=1).text
    assert text.endswith(
        f"\n\n| 年份 | 户数 |\n| --- | --- |\n| 2018 | 120 |\n| 2019 | 150 |\n\n![]({row.in_texts})"
    )


def test_json_tells_the_texts_of_the_document_alone(tmp_path: Path) -> None:
    (row,) = Run(word(tmp_path / "a.docx"), "--json").rows
    measure = row["record"]["sections"][0]["measures"][0]
    assert measure["text"].endswith("\n\n年份\t户数\n2018\t120\n2019\t150")


def test_dry_run_keeps_no_picture(tmp_path: Path) -> None:
    run = Run(word(tmp_path / "a.docx", alt=""), "--dry-run", "--json")
    assert "picture-undescribed" in codes(run)
    assert not Picture.objects.exists()
    assert not default_storage.exists("images")


def test_the_same_document_again_is_unchanged(tmp_path: Path) -> None:
    Run(word(tmp_path / "a.docx"))
    assert "unchanged" in codes(Run(word(tmp_path / "a.docx"), "--json"))
    assert Picture.objects.count() == 1


def test_picture_without_words_is_asked_for_them_and_not_published(tmp_path: Path) -> None:
    run = Run(word(tmp_path / "a.docx", alt=""), "--publish", "--json")
    (told,) = [m for m in run.rows[0]["messages"] if m["code"] == "picture-undescribed"]
    assert (told["level"], told["line"] is not None) == ("warning", True)
    assert "not-published" in codes(run)
    assert Record.objects.get().status == Record.Status.DRAFT
    assert not Picture.objects.get().is_described


def test_picture_that_is_none_is_told_and_the_text_comes_in(tmp_path: Path) -> None:
    run = Run(word(tmp_path / "a.docx", data=picture()[:40]), "--json")
    assert "picture-refused" in codes(run)
    assert Record.objects.exists()
    assert not Picture.objects.exists()


def test_refused_document_keeps_no_picture(tmp_path: Path) -> None:
    Run(word(tmp_path / "a.docx"))
    other = word(tmp_path / "b.docx", data=picture(size=(50, 50)))
    assert "already-on-site" in codes(Run(other, "--json"))
    assert Picture.objects.count() == 1


def test_undone_import_takes_its_pictures_back(
    tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    Run(word(tmp_path / "a.docx"))
    name = Picture.objects.get().name
    assert ImportedDocument.objects.get().made["pictures"] == [name]
    with django_capture_on_commit_callbacks(execute=True):
        result = undo_batch(ImportBatch.objects.get(), by=None)
    assert "1 张图片" in result.deleted
    assert not Picture.objects.exists()
    assert not default_storage.exists(f"images/{name}")


def test_undone_import_leaves_a_picture_that_another_record_shows(tmp_path: Path) -> None:
    Run(word(tmp_path / "a.docx"))
    first = ImportBatch.objects.get()
    make_record("draft", introduction=f"![]({Picture.objects.get().in_texts})")
    undo_batch(first, by=None)
    assert Picture.objects.count() == 1


def test_picture_that_was_there_before_is_not_taken_back(tmp_path: Path) -> None:
    Run(word(tmp_path / "a.docx"))
    ImportBatch.objects.all().delete()
    Record.objects.all().delete()
    Run(word(tmp_path / "a.docx"))
    undo_batch(ImportBatch.objects.get(), by=None)
    assert Picture.objects.count() == 1
