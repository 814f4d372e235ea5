"""The document with its recognized parts: nothing of it lost, each piece named by all that it belongs to."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from records.admin.imports.annotated import AnnotatedPiece, kind_of, label_of, shown_lines
from records.admin.imports.duplicates import About, is_alike, matches
from records.deeds import Mark, Span

PATHS = ["title", "recipient.name", "sections.1.measures.2.text", "figures.3", "left_out.1"]


def pieces(text: str, *marks: tuple[str, int, int]) -> list[AnnotatedPiece]:
    listed = [Mark(path, Span(start, end)) for path, start, end in marks]
    return [piece for line in shown_lines(text, listed, {}) for piece in line.pieces]


def test_overlapping_parts_are_cut_where_each_begins_and_ends():
    found = pieces("一二三四五六", ("introduction", 0, 4), ("figures.1", 2, 6))
    assert [(piece.text, piece.body, piece.over) for piece in found] == [
        ("一二", "introduction", ()),
        ("三四", "introduction", ("figure",)),
        ("五六", "", ("figure",)),
    ]


def test_the_innermost_part_comes_first():
    (_, inner, _) = pieces("一二三", ("introduction", 0, 3), ("awards.2", 1, 2))
    assert inner.paths == ("awards.2", "introduction")
    assert inner.label == "荣誉 2 · 引言"


def test_a_part_of_several_lines_is_cut_at_their_ends():
    lines = shown_lines("一\n\n二\n", [Mark("closing", Span(0, 4))], {"closing": "#id_closing"})
    assert [(line.number, line.pieces[0].text) for line in lines] == [(1, "一"), (3, "二")]
    assert all(line.pieces[0].address == "#id_closing" for line in lines)


@given(
    st.text("一二三 \n\r\u2028<&", max_size=30),
    st.lists(st.tuples(st.sampled_from(PATHS), st.integers(-2, 32), st.integers(-2, 32)), max_size=8),
)
def test_every_character_is_shown_once_and_in_order(text, marks):
    shown = "".join(piece.text for piece in pieces(text, *marks))
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", text)


@given(st.text(max_size=30))
def test_what_is_shown_of_a_line_is_text_and_nothing_else(text):
    for line in shown_lines(text, [Mark("title", Span(0, len(text)))], {"title": "#id_title"}):
        tree = LexborHTMLParser(f"<p>{line.html}</p>")
        assert {node.tag for node in tree.css("p *")} <= {"a"}


@pytest.mark.parametrize(
    ("path", "kind", "label"),
    [
        ("title", "title", "标题"),
        ("recipient.name", "recipient", "受表彰对象"),
        ("awards.2", "award", "荣誉 2"),
        ("sections.1.title", "section-title", "章节标题 1"),
        ("sections.1.lead", "lead", "章节导语 1"),
        ("sections.1.measures.2.marker", "marker", "序词 1.2"),
        ("sections.1.measures.2.text", "measure", "举措 1.2"),
        ("figures.3", "figure", "数据 3"),
        ("left_out.4", "left-out", "未收入 4"),
    ],
)
def test_each_path_has_its_kind_and_its_name(path, kind, label):
    assert (kind_of(path), label_of(path)) == (kind, label)


# --- Likely duplicates -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "kind", "alike"),
    [
        ("样本街道", "样本街道", "organization", True),
        ("样本街道（甲）", "样本街道(甲)", "organization", True),
        ("样本 街道", "样本街道", "organization", True),
        ("示例市样本街道", "样本街道", "organization", True),
        ("甲县中学", "甲县", "organization", False),
        ("样本街道", "范例街道", "organization", False),
        ("张样本", "张样", "person", False),
        ("", "样本街道", "organization", False),
    ],
)
def test_names_are_alike_when_they_are_equal_or_one_lies_in_the_other(one, other, kind, alike):
    assert is_alike(one, other, kind) is alike


def test_a_short_name_counts_as_the_name():
    one = About("样本区样本街道工作委员会", "样本街道工委", "organization", "某荣誉", 2019)
    assert matches(one, About("样本街道工委", "", "organization", "某荣誉", None))


def test_an_unknown_kind_may_be_either():
    assert matches(About("张样本", "", None, "某荣誉", None), About("张样本", "", "person", "某荣誉", 2019))


def test_mark_that_stands_alone_is_no_link() -> None:
    marks = [Mark("introduction", Span(0, 4)), Mark("figures.1", Span(0, 3))]
    (line,) = shown_lines("二十人。", marks, {"introduction": "#id_introduction"})
    assert [piece.address for piece in line.pieces] == ["#id_introduction", ""]
