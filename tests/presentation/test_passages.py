"""All texts of a record in order: the one list that files, index, excerpts and comparisons are made from."""

from typing import Any

import pytest

from records.deeds.document import Deeds, Measure, Section
from records.exporting.from_records import deeds_of
from records.models import Record
from records.presentation.passages import Passage, PassageKind, passages
from tests.factories import make_measure, make_section, make_whole_record

DEEDS = Deeds(
    title="样例街道先进事迹",
    introduction="引言。",
    sections=(
        Section(
            1, "强本固基", "先说一句。", (Measure(1, "一是", "**党建**工作。"), Measure(2, "", "另一条。"))
        ),
        Section(2, None, "", (Measure(1, "一是", "没有标题的章节。"),)),
    ),
    closing="结语。",
    markup="markdown",
)


def by_path(record: Record | Deeds) -> dict[str, Passage]:
    return {passage.path: passage for passage in passages(record)}


def test_texts_come_in_the_order_of_the_document_each_under_its_path() -> None:
    assert [(passage.path, passage.text) for passage in passages(DEEDS)] == [
        ("title", "样例街道先进事迹"),
        ("introduction", "引言。"),
        ("sections.1.title", "强本固基"),
        ("sections.1.lead", "先说一句。"),
        ("sections.1.measures.1.text", "**党建**工作。"),
        ("sections.1.measures.2.text", "另一条。"),
        ("sections.2.title", ""),
        ("sections.2.lead", ""),
        ("sections.2.measures.1.text", "没有标题的章节。"),
        ("closing", "结语。"),
    ]


def test_label_names_the_place_as_a_reader_would() -> None:
    assert {path: passage.label for path, passage in by_path(DEEDS).items()} == {
        "title": "标题",
        "introduction": "引言",
        "sections.1.title": "强本固基",
        "sections.1.lead": "强本固基",
        "sections.1.measures.1.text": "强本固基　一是",
        "sections.1.measures.2.text": "强本固基",
        "sections.2.title": "",
        "sections.2.lead": "",
        "sections.2.measures.1.text": "一是",
        "closing": "结语",
    }


def test_anchor_leads_to_the_section_or_measure_and_is_blank_outside_of_them() -> None:
    assert [passage.anchor for passage in passages(DEEDS)] == [
        *("", ""),
        *("s1", "s1", "s1-m1", "s1-m2"),
        *("s2", "s2", "s2-m1"),
        "",
    ]


@pytest.mark.django_db
def test_anchors_of_measures_are_those_of_the_model() -> None:
    measure = make_measure(make_section(number=4), 7)
    assert by_path(measure.section.version.record)["sections.4.measures.7.text"].anchor == measure.anchor


def test_empty_texts_are_in_the_list() -> None:
    assert [(passage.path, passage.text) for passage in passages(Deeds())] == [
        ("title", ""),
        ("introduction", ""),
        ("closing", ""),
    ]


def test_words_are_free_of_markdown_and_a_line_begins_with_its_marker() -> None:
    measure = by_path(DEEDS)["sections.1.measures.1.text"]
    assert (measure.words, measure.line) == ("党建工作。", "一是党建工作。")


@pytest.mark.parametrize("kind", [PassageKind.TITLE, PassageKind.HEADING])
def test_title_and_heading_are_plain_text(kind: PassageKind) -> None:
    assert Passage(kind, "title", "标题", "**样例**").words == "**样例**"


@pytest.mark.django_db
def test_list_of_a_record_is_that_of_its_deeds() -> None:
    record = make_whole_record(introduction="引言。", closing="结语。")
    section = make_section(record, 4, title="", lead="先说一句。")
    make_measure(section, marker="一是", text="**党建**工作。")
    assert list(passages(record)) == list(passages(deeds_of(record)))


@pytest.mark.django_db
def test_record_loaded_whole_costs_no_query(django_assert_num_queries: Any) -> None:
    record = Record.objects.whole().get(pk=make_whole_record().pk)
    with django_assert_num_queries(0):
        assert len(list(passages(record))) == 3 + 3 * (2 + 3)
