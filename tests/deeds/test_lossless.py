"""All that a document holds comes back, once, and every span points at its own characters."""

import json
import quopri
import re
from collections import Counter

from hypothesis import given

from records.deeds import DeedsError, Reading, read_deeds
from records.deeds.characters import ORDINARY, UNSEEN, in_simplified_text
from records.deeds.document import Deeds
from records.deeds.formats.json import as_json

from . import strategies


def characters(*parts: str | None) -> Counter[str]:
    return Counter("".join("".join(part or "" for part in parts).split()))


def held(deeds: Deeds) -> Counter[str]:
    parts = [deeds.title, deeds.introduction, deeds.closing, *deeds.left_out]
    for section in deeds.sections:
        parts += [section.title, section.lead, *(m.marker + m.text for m in section.measures)]
    return characters(*parts)


def read(data: bytes, name: str) -> Reading | None:
    """None for a document that holds no text; any other refusal fails the test."""
    try:
        return read_deeds(data, name)
    except DeedsError as error:
        assert error.message.code == "empty"  # noqa: PT017  (anything else is a refusal of a readable text)
        return None


def read_text(text: str) -> Reading | None:
    return read(text.encode(), "a.txt")


def value(deeds: Deeds, path: str) -> str | None:
    """Returns what a mark's path names; None for figures, which have labels of their own."""
    match path.split("."):
        case ["recipient", "name"]:
            return deeds.recipient.name
        case ["awards", number]:
            return deeds.awards[int(number) - 1].name
        case ["left_out", number]:
            return deeds.left_out[int(number) - 1]
        case ["sections", section, "measures", number, name]:
            return str(getattr(deeds.sections[int(section) - 1].measures[int(number) - 1], name))
        case ["sections", section, name]:
            return str(getattr(deeds.sections[int(section) - 1], name))
        case ["figures" | "suggested", _]:
            return None
        case _:
            return str(getattr(deeds, path))


def check_whole(reading: Reading, *, shown: str = "") -> None:
    assert held(reading.deeds) == characters(reading.text)
    assert characters(simplified(reading.text)) >= characters(simplified(shown))


def simplified(text: str) -> str:
    """Writes radicals, and the traditional characters that some become, as simplified text has them."""
    table = in_simplified_text()
    return text.translate(ORDINARY).translate({ord(ORDINARY[code]): other for code, other in table.items()})


def check_marks(reading: Reading) -> None:
    marked: dict[str, str] = {}
    for mark in reading.marks:
        assert 0 <= mark.span.start < mark.span.end <= len(reading.text)
        marked[mark.path] = marked.get(mark.path, "") + reading.text[mark.span.start : mark.span.end]
    for path, found in marked.items():
        expected = value(reading.deeds, path)
        if path.startswith(("recipient.", "awards.")):  # copies hold what is seen
            found = UNSEEN.sub("", found)
        assert (
            expected is None or found.split() == expected.split() or characters(found) == characters(expected)
        )


@given(strategies.any_document)
def test_every_character_of_a_text_comes_back_once(text):
    if reading := read_text(text):
        check_whole(reading, shown=text.removeprefix("\ufeff"))


@given(strategies.web_page)
def test_every_character_of_a_web_page_comes_back_once(page_and_text):
    html, shown = page_and_text
    if reading := read(html.encode(), "a.html"):
        check_whole(reading, shown=shown)
        check_marks(reading)


@given(strategies.web_page)
def test_a_page_saved_as_one_file_reads_as_the_page_itself(page_and_text):
    html, _ = page_and_text
    head = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=sample\n\n--sample\n"
    part = b"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
    saved = read(head + part + quopri.encodestring(html.encode()) + b"\n--sample--\n", "a.mht")
    page = read(html.encode(), "a.html")
    assert (saved and saved.deeds) == (page and page.deeds)


@given(strategies.word_file)
def test_every_character_of_a_word_file_comes_back_once(file_and_text):
    data, shown = file_and_text
    if reading := read(data, "a.docx"):
        check_whole(reading, shown=shown)
        check_marks(reading)


@given(strategies.any_document)
def test_marks_point_at_their_values(text):
    if reading := read_text(text):
        check_marks(reading)


@given(strategies.any_document)
def test_copies_point_at_their_words(text):
    reading = read_text(text)
    if reading is None:
        return
    deeds, text = reading.deeds, reading.text
    spans = [thing.span for thing in (*deeds.awards, *deeds.figures, *deeds.sections) if thing.span]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    for section in deeds.sections:
        for measure in section.measures:
            found = text[measure.span.start : measure.span.end]
            assert characters(found) >= characters(measure.marker + measure.text)


@given(strategies.any_document)
def test_messages_name_lines_that_the_document_has(text):
    if reading := read_text(text):
        lines = len(re.split(r"\r\n|\r|\n", reading.text))
        assert all(1 <= message.line <= lines for message in reading.messages if message.line is not None)


@given(strategies.document)
def test_numbers_of_sections_and_measures_run_from_one(text):
    if not text.strip():
        return
    row = as_json("a.txt", read_deeds(text.encode(), "a.txt").deeds, ())
    sections = json.loads(json.dumps(row))["record"]["sections"]
    assert [section["number"] for section in sections] == list(range(1, len(sections) + 1))
