"""What two versions differ in: which part is which, what moved, and the very characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.deeds.document import Deeds
from records.deeds.document import Measure as ReadMeasure
from records.deeds.document import Section as ReadSection
from records.exporting.from_records import deeds_of
from records.models import Measure, Record, Version
from records.presentation.differences import Difference, changed, differences, longest_run
from records.presentation.pieces import pieces_of
from records.publishing.versions import begin_version
from tests.factories import make_figure, make_measure, make_record, make_section, rewrite

texts = st.text(alphabet="一二三，。！\n甲乙丙丁12", max_size=60)


@given(texts, texts)
def test_pieces_are_the_whole_of_both_texts(old: str, new: str) -> None:
    ours, theirs = pieces_of(old, new)
    assert ("".join(piece.text for piece in ours), "".join(piece.text for piece in theirs)) == (old, new)


@given(texts, texts)
def test_what_is_not_marked_is_the_same_on_both_sides(old: str, new: str) -> None:
    ours, theirs = (
        "".join(piece.text for piece in side if not piece.is_other) for side in pieces_of(old, new)
    )
    assert ours == theirs


def test_the_characters_that_differ_are_marked_and_no_others() -> None:
    ours, theirs = pieces_of("走访居民1200户。反映良好。", "走访居民1300户。反映良好。")
    assert [piece.text for piece in ours if piece.is_other] == ["2"]
    assert [piece.text for piece in theirs if piece.is_other] == ["3"]


def test_a_character_in_common_between_two_changes_tears_no_word() -> None:
    ours, _ = pieces_of("甲一乙。", "丙一丁。")
    assert [piece.text for piece in ours] == ["甲一乙", "。"]


@given(st.lists(st.integers(0, 30), unique=True, max_size=12))
def test_the_longest_run_is_in_order(numbers: list[int]) -> None:
    run = [numbers[place] for place in sorted(longest_run(numbers))]
    assert run == sorted(run)
    assert len(run) >= (len(numbers) > 0)


# --- Of records -----------------------------------------------------------------------------------------


@pytest.fixture
def record(db: None) -> Record:
    record = make_record(title="原题", introduction="引言。")
    for number, words in ((1, "甲乙丙"), (2, "丁戊")):
        section = make_section(record, number, title=f"第{number}部分")
        for place, word in enumerate(words, 1):
            make_measure(section, place, text=f"{word}项工作，走访居民{place}00户，成效明显。")
    make_figure(record, 1, label="居民", value=1200, unit="户")
    begin_version(record)
    return record


def told(record: Record) -> list[Difference]:
    before, after = Version.objects.whole().filter(record=record).order_by("number")
    fresh = Record.objects.with_names().get(pk=record.pk)
    return changed(differences(fresh.showing(before), fresh.showing(after)))


def measure(record: Record, text: str) -> Measure:
    return Measure.objects.get(section__version=record.edited, text__startswith=text)


def test_a_copy_differs_in_nothing(record: Record) -> None:
    assert told(record) == []


def test_a_changed_text_is_told_with_its_place(record: Record) -> None:
    rewrite(record, introduction="改过的引言。")
    (one,) = told(record)
    assert (one.label, one.kind, one.words) == ("引言", "changed", "有改动")


def test_a_measure_that_moved_is_not_one_gone_and_one_new(record: Record) -> None:
    moved = measure(record, "甲")
    Measure.objects.filter(pk=moved.pk).update(section=measure(record, "丁").section, number=9)
    (one,) = told(record)
    assert (one.kind, one.words) == ("moved", "从第 1 章第 1 条移来")


def test_a_measure_that_moved_and_was_changed_says_both(record: Record) -> None:
    moved = measure(record, "甲")
    text = moved.text.replace("100", "180")
    Measure.objects.filter(pk=moved.pk).update(section=measure(record, "丁").section, number=9, text=text)
    (one,) = told(record)
    assert (one.kind, one.words) == ("changed", "从第 1 章第 1 条移来，有改动")


def test_what_was_deleted_stands_where_it_stood(record: Record) -> None:
    measure(record, "乙").delete()
    rewrite(record, closing="结语。")
    assert [(one.label, one.kind) for one in told(record)] == [
        ("第 1 章第 2 条", "removed"),
        ("结语", "changed"),
    ]


def test_a_figure_that_changed_is_told(record: Record) -> None:
    record.edited.figures.update(value=1300)
    (one,) = told(record)
    assert [piece.text for piece in one.new if piece.is_other] == ["3"]


def test_parts_that_an_import_wrote_anew_are_known_by_their_words(record: Record) -> None:
    for model in (record.edited.sections, record.edited.figures):
        model.update(copied_from=None)
    Measure.objects.filter(section__version=record.edited).update(copied_from=None)
    changed_one = measure(record, "戊")
    Measure.objects.filter(pk=changed_one.pk).update(text=changed_one.text.replace("200", "250"))
    (one,) = told(record)
    assert (one.label, one.kind) == ("第 2 章第 2 条", "changed")


def test_a_picture_is_told_by_its_words(record: Record) -> None:
    rewrite(record, closing="![授旗](/media/images/0123456789abcdef.webp)")
    (one,) = told(record)
    assert [piece.text for piece in one.new] == ["［图片 012345：授旗］"]


# --- Of documents ---------------------------------------------------------------------------------------


def document(*measures: str, lead: str = "") -> Deeds:
    rows = tuple(ReadMeasure(number, text=text) for number, text in enumerate(measures, 1))
    return Deeds(title="题", sections=(ReadSection(1, "甲", lead, rows),), markup="markdown")


def test_a_document_is_compared_with_another_part_by_part() -> None:
    found = changed(differences(document("走访居民。", "讲课。"), document("走访居民家。")))
    assert [(one.label, one.kind) for one in found] == [
        ("第 1 章第 1 条", "changed"),
        ("第 1 章第 2 条", "removed"),
    ]


def test_a_document_is_compared_with_a_record(record: Record) -> None:
    deeds = deeds_of(record.showing(record.edited))
    assert changed(differences(record, deeds)) == []


def test_paragraphs_further_apart_differ_in_nothing(record: Record) -> None:
    introductions = iter(["甲段。\n　　乙段。", "甲段。\n\n乙段。"])
    for version in Version.objects.filter(record=record).order_by("number"):
        Version.objects.filter(pk=version.pk).update(introduction=next(introductions))
    assert told(record) == []


def test_a_paragraph_cut_in_two_is_told(record: Record) -> None:
    introductions = iter(["甲段，乙段。", "甲段，\n乙段。"])
    for version in Version.objects.filter(record=record).order_by("number"):
        Version.objects.filter(pk=version.pk).update(introduction=next(introductions))
    (one,) = told(record)
    assert [piece.text.strip() for piece in one.new if piece.is_other] == [""]
