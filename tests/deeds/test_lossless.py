"""Whatever a text holds, all of it comes back, once."""

import json
from collections import Counter

from hypothesis import given

from records.deeds import DeedsError, read_deeds
from records.deeds.contract import as_json
from records.deeds.document import Deeds

from . import strategies


def characters(*parts: str | None) -> Counter[str]:
    return Counter("".join("".join(part or "" for part in parts).split()))


def held(deeds: Deeds) -> Counter[str]:
    parts = [deeds.title, deeds.introduction, deeds.closing, *deeds.left_out]
    for section in deeds.sections:
        parts += [section.title, section.lead, *(m.marker + m.text for m in section.measures)]
    return characters(*parts)


@given(strategies.document)
def test_every_character_comes_back_once(text):
    try:
        deeds = read_deeds(text.encode(), "a.txt").deeds
    except DeedsError as error:
        assert error.message.code == "empty"  # noqa: PT017  (anything else is a refusal of a readable text)
        return
    assert held(deeds) == characters(text)


@given(strategies.document)
def test_copies_point_at_their_words(text):
    if not text.strip() or "\ufeff" in text[:1]:
        return
    deeds = read_deeds(text.encode(), "a.txt").deeds
    assert all(text[a.span.start : a.span.end] == a.name for a in deeds.awards if a.span)
    for section in deeds.sections:
        for measure in section.measures:
            found = text[measure.span.start : measure.span.end]
            assert characters(found) >= characters(measure.marker + measure.text)


@given(strategies.document)
def test_numbers_of_sections_and_measures_run_from_one(text):
    if not text.strip():
        return
    row = as_json("a.txt", read_deeds(text.encode(), "a.txt").deeds, ())
    sections = json.loads(json.dumps(row))["record"]["sections"]
    assert [section["number"] for section in sections] == list(range(1, len(sections) + 1))
