"""Any passage is found however it was wrapped and spaced, and any one changed character is shown exactly."""

import string

from hypothesis import example, given
from hypothesis import strategies as st

from records.transparency.matching.aligning import Match, Searched
from records.transparency.matching.forms import form_of, with_origins
from records.transparency.matching.samples import asked, samples
from records.transparency.matching.wording import Stretch, stretches

MARKS = "，。、；：？！“”（）《》·—…"


def is_of_its_own(character: str) -> bool:
    """Tells whether no other character is taken for it."""
    return form_of(character) == character


HAN = [chr(code) for code in range(0x4E00, 0x9FA6) if is_of_its_own(chr(code))]
WORDS = st.text([*HAN, *MARKS, *string.ascii_letters, *string.digits, " "], min_size=4, max_size=300)
SPACE = st.sampled_from([" ", "\n", "\r\n", "　", "\t", "\u200b", "\n\n"])


def found_in(text: str, passage: str) -> list[Match]:
    given = with_origins(text)
    return Searched(given).find([form_of(passage)])


def is_sampled(text: str, passage: str) -> bool:
    form = form_of(text)
    return not samples(form_of(passage)).isdisjoint(asked(form, [form]))


@given(WORDS, st.lists(st.tuples(st.integers(0, 400), SPACE), max_size=30))
def test_a_passage_with_white_space_anywhere_is_found_and_nothing_differs(
    passage: str, spaces: list[tuple[int, str]]
) -> None:
    written = list(passage)
    for place, space in spaces:
        written.insert(place % (len(written) + 1), space)
    text = "".join(written)
    form = form_of(passage)
    assert form_of(text) == form
    if len(form) < 2:
        return
    assert is_sampled(text, passage)
    (match, *_) = found_in(text, passage)
    assert (match.start, match.end, match.differing) == (0, len(form), 0)


# Of a text that says the same over and over, one stretch is sampled for all: it may be the one that was changed.
UNLIKE = st.lists(st.sampled_from(HAN), min_size=8, max_size=300, unique=True).map("".join)


@given(UNLIKE, st.integers(0, 299), st.data())
@example("十个字的标题也能认出来", 0, None)
def test_one_changed_character_is_shown_exactly(passage: str, place: int, data: st.DataObject | None) -> None:
    place %= len(passage)
    other = "龘"  # in none of the texts
    text = passage[:place] + other + passage[place + 1 :]
    assert is_sampled(text, passage)
    (match,) = found_in(text, passage)
    assert (match.start, match.end) == (0, len(text))
    cut = stretches(
        with_origins(passage), match.first, match.last, with_origins(text), match.start, match.end
    )
    assert [one for one in cut if one.given is not None] == [Stretch(passage[place], other)]
    assert "".join(one.published for one in cut) == passage


@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_both_ways_to_the_form_agree(text: str) -> None:
    given = with_origins(text)
    assert given.text == form_of(text)
    assert len(given.text) == len(given.origins)
    assert given.origins == sorted(given.origins)


@given(st.text(HAN, min_size=60, max_size=600), st.integers(0, 500))
def test_so_long_a_quotation_is_always_found(passage: str, start: int) -> None:
    start %= max(len(passage) - 45, 1)
    quoted = passage[start : start + 45]
    assert is_sampled(quoted, passage)
