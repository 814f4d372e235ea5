"""The canonical form of a text and the tokens of it: what is found is what stands there, on any text and any query."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.search.canonical import Query, canonical, spans_of, tokens, with_origins

MIXED = st.text(
    st.sampled_from('党建彭李街道工委 ，。.,|19aBé㎡𠮷　·\u200b\n\0½①ßか\u3099"(*-_İﬁ國“”') | st.characters(),
    max_size=30,
)


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("彭李街道黨工委", "党工委"),
        ("買買提·艾山", "买买提艾山"),
        ("买买提艾山", "买买提·艾山"),
        ("张　三同志", "张三"),
        ("党\u200b建", "党建"),
        ("ＧＤＰ增长", "gdp"),
        ("走访１，２３４户", "1"),
        ("走访1,234户", "1234户"),
        ("增长98.5%", "98.5"),
        ("𠮷野家", "𠮷野"),
        ("2011年", "2011年"),
        ("“党建”工作", "《党建》"),
    ],
)
def test_text_has_what_is_the_same_in_another_writing(written: str, typed: str) -> None:
    assert all(term.form in canonical(written) for term in Query(typed).terms)
    assert Query(typed).terms


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("2011年", "11"),
        ("增长98.5%", "98"),
        ("党，建", "党建"),
        ("党\n建", "党建"),
        ("internet", "net"),
    ],
)
def test_text_has_no_part_of_a_word_and_nothing_across_punctuation(written: str, typed: str) -> None:
    (term,) = Query(typed).terms
    assert term.form not in canonical(written)


def test_terms_are_apart_by_spaces_and_quotes_hold_them_together() -> None:
    assert [term.written for term in Query('党建 “彭李 街道” "x y').terms] == ["党建", "彭李 街道", "x", "y"]


def test_query_is_cut_at_a_hundred_characters() -> None:
    query = Query("党" * 65_536)
    assert query.is_cut
    assert [len(term.form) for term in query.terms] == [100]


@given(MIXED, MIXED)
def test_term_that_is_a_token_is_found_by_the_index_exactly_where_it_stands(text: str, typed: str) -> None:
    form = canonical(text)
    known = tokens(form)
    for term in Query(typed).terms + Query(text).terms:
        if term.is_one_token:
            assert (term.form in form) == (term.tokens[0] in known)
        elif term.form in form:
            assert set(term.tokens) <= known


@given(MIXED)
def test_each_character_of_the_canonical_form_knows_its_origin(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    form, origins = with_origins(composed)
    assert form == canonical(composed)
    assert len(form) == len(origins)
    assert origins == sorted(origins)


def test_marked_are_the_characters_of_the_original() -> None:
    text = "共走访1,234户，買買提·艾山说GDP增长2011年"
    spans = spans_of(Query("1234户 买买提艾山 gdp增长").terms, text)
    assert [text[span.start : span.end] for span, _ in spans] == ["1,234户", "買買提·艾山", "GDP增长"]
