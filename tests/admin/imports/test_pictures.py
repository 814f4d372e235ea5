"""Pictures of a document in its review: they stand in the texts, and words are asked for that they lack."""

import pytest
from django.urls import reverse

from records.models import ImportBatch, ImportedDocument, Picture, Record
from records.publishing.undoing import undo_batch
from tests.admin.imports.import_pages import COLLECTION, STREET, hand_in, opened
from tests.deeds.readers.docx.test_pictures import image
from tests.deeds.readers.docx.test_pictures import picture as shot
from tests.deeds.readers.docx.word_files import docx, p
from tests.pictures import picture

pytestmark = pytest.mark.django_db

BEHIND = "测试要先有样本"


def word(text: str = STREET, alt: str = "", behind: str = BEHIND) -> bytes:
    lines = text.splitlines()
    body = "".join(p(line) + (p(inside=shot("a", alt)) if behind in line else "") for line in lines)
    return docx(body, image("a", "a.png"), files={"word/a.png": picture()})


def taken_in(client, data):
    hand_in(client, ("材料.docx", data))
    return list(ImportBatch.objects.latest("pk").documents.all())


def said(row):
    return {message["code"]: message for message in row.reading["messages"]}


def measure(row, number=1):
    return row.reading["deeds"]["sections"][0]["measures"][number - 1]["text"]


def test_picture_stands_in_its_measure_and_the_page_says_where(editor):
    (row,) = taken_in(editor, word(alt="检查样本"))
    address = Picture.objects.get().in_texts
    assert measure(row, 2).endswith(f"\n\n![]({address})")
    assert "已在原处：第 1 章举措 2" in opened(editor, row).content
    assert "picture-undescribed" not in said(row)


def test_picture_is_saved_where_it_stood(editor):
    (row,) = taken_in(editor, word(alt="检查样本"))
    opened(editor, row).send(editor)
    section = Record.objects.get().sections.first()
    assert Picture.objects.get().in_texts in section.measures.get(number=2).text


def test_words_are_asked_for_where_a_picture_has_none(editor):
    (row,) = taken_in(editor, word())
    told = said(row)["picture-undescribed"]
    assert (told["level"], told["path"], told["line"]) == ("warning", "sections.1.measures.2.text", 5)
    assert "替代文字" in opened(editor, row).content


def test_words_that_the_site_has_already_are_not_asked_for(editor):
    taken_in(editor, word(alt="检查样本"))
    (row,) = taken_in(editor, word())
    assert "picture-undescribed" not in said(row)
    assert measure(row, 2).endswith(f"![]({Picture.objects.get().in_texts})")


def test_picture_behind_the_text_is_offered_and_told(editor):
    (row,) = taken_in(editor, word(behind="致敬"))
    assert said(row)["picture-left"]["line"] == 8
    page = opened(editor, row)
    page.data["pictures-0-into"] = "closing"
    page.send(editor)
    assert Record.objects.get().closing == f"![]({Picture.objects.get().in_texts})"


def test_picture_goes_along_when_a_file_is_cut_elsewhere(editor):
    rows = taken_in(editor, word(COLLECTION, behind="出生"))
    assert [row.reading["deeds"]["introduction"].count("![]") for row in rows] == [1, 1, 1]
    editor.post(reverse("admin:records_importbatch_join", args=[rows[0].pk]))
    joined = ImportedDocument.objects.get(pk=rows[0].pk)
    assert joined.reading["deeds"]["introduction"].count("![]") == 2
    assert [one["place"] for one in joined.reading["pictures"]] == ["introduction"] * 2


@pytest.mark.parametrize("entered", [True, False])
def test_undone_batch_takes_its_pictures_back(editor, entered):
    (row,) = taken_in(editor, word())
    if entered:
        opened(editor, row).send(editor)
    undo_batch(row.batch, by=None)
    assert not Picture.objects.exists()


def test_picture_whose_words_somebody_wrote_is_not_taken_back(editor):
    (row,) = taken_in(editor, word())
    known = Picture.objects.get()
    address = reverse("admin:records_picture_change", args=[known.pk])
    assert editor.post(address, {"alt": "一间屋", "caption": "", "credit": ""}).status_code == 302
    undo_batch(row.batch, by=None)
    assert Picture.objects.get().alt == "一间屋"
