"""The table of fields: what is listed of a value object, and what of it a row holds."""

from decimal import Decimal

import pytest

from records.deeds.document import Award, Deeds, Figure, Measure, Recipient, Section, Span
from records.deeds.fields import columns, fields_of, in_reading_order, row_of


def test_place_in_the_document_is_no_field_of_a_value():
    assert "span" not in {field.name for field in fields_of(Award)}


def test_only_what_has_no_default_is_required():
    assert [field.name for field in fields_of(Figure) if field.is_required] == ["label", "value", "unit"]


@pytest.mark.parametrize(
    ("cls", "name", "kind"),
    [
        (Deeds, "title", "line"),
        (Deeds, "introduction", "paragraphs"),
        (Deeds, "sections", "parts"),
        (Deeds, "recipient", "part"),
        (Deeds, "left_out", "lines"),
        (Recipient, "kind", "choice"),
        (Figure, "value", "decimal"),
        (Figure, "approximate", "truth"),
        (Figure, "place", "place"),
        (Measure, "number", "integer"),
    ],
)
def test_kind_of_a_field_follows_from_its_type(cls, name, kind):
    assert {field.name: field.kind for field in fields_of(cls)}[name] == kind


def test_choice_lists_its_words():
    assert {field.name: field.choices for field in fields_of(Deeds)}["markup"] == ("plain", "markdown")


def test_row_holds_blank_for_an_unknown_line_and_null_for_an_unknown_number():
    row = row_of(Award("样本奖", None, None, "乙市", Span(1, 4)))
    assert row == {"name": "样本奖", "year": None, "holder": "", "issuer": "乙市"}
    assert Award(**row) == Award("样本奖", issuer="乙市")


def test_columns_are_what_one_cell_can_hold():
    assert columns(Section) == ("number", "title", "lead")
    assert "place" not in columns(Figure)


def test_long_sentence_is_read_behind_the_short_values():
    assert in_reading_order(fields_of(Figure))[-1].name == "sentence"


def test_texts_tidy_themselves_by_their_kind():
    measure = Measure(1, " 一是\n", "\n\n  第一行  \r\n第二行\n\n")
    assert (measure.marker, measure.text) == ("一是", "  第一行  \n第二行")
    assert Figure(" 面积 ", Decimal(1), "亩", series=" ").series is None
