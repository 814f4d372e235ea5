"""Deeds → .docx as an office would type it: GB/T 9704 page and fonts, headings that Word and this site recognise."""

from collections.abc import Iterator, Sequence

from docx.shared import Pt

from records.deeds.document import Award, Deeds, Figure, Recipient, digits
from records.deeds.formats.markdown import with_markdown_texts
from records.deeds.parsing.numerals import leading_mark
from records.presentation.passages import Kind, passages

from .packing import empty_document, packed
from .prose import Prose

NUMERALS = "零一二三四五六七八九"
TITLE_SIZE = 22  # points: 二号
LINE_POINTS = 442  # points between the margins
MAX_IN_LINE = LINE_POINTS // TITLE_SIZE
# Widths of the columns, in points.
HONORS = (180, 62, 100, 100)
FIGURES = (170, 92, 180)


def to_word(deeds: Deeds) -> bytes:
    """The same deeds make the same bytes."""
    deeds = with_markdown_texts(deeds)
    document = empty_document()
    document.core_properties.title = (deeds.title or "")[:255]
    page = Prose(document)
    write_head(page, deeds)
    write_texts(page, deeds)
    write_tables(page, deeds)
    if deeds.source:
        page.line(f"来源：{deeds.source}", "SourceLine")
    return packed(document)


# --- Title ------------------------------------------------------------------------------------------


def write_head(page: Prose, deeds: Deeds) -> None:
    if deeds.title:
        title = page.line(deeds.title, "Title")
        if width := title_width(deeds.title, deeds.recipient):
            # Half a character more, so that rounding does not push one over.
            margin = Pt((LINE_POINTS - (width + 0.5) * TITLE_SIZE) / 2)
            title.paragraph_format.left_indent = title.paragraph_format.right_indent = margin
    if deeds.recipient.name:
        page.line(deeds.recipient.name, "Honored")
    if deeds.awards:
        page.line(named(deeds.awards[0]), "Honored")
    if deeds.recipient.name or deeds.awards:
        page.line("", "Normal")


def title_width(title: str, recipient: Recipient) -> int | None:
    """Characters in a line of a title that takes two, so that no name is torn; None where one line holds it.

    Word breaks Chinese anywhere, so the width decides. A break by hand would cut the title in two for any reader.
    """
    if not MAX_IN_LINE < len(title) <= 2 * MAX_IN_LINE:
        return None
    least = -(-len(title) // 2)
    for names in ([recipient.name or "", "先进事迹"], recipient.region.split("/")):
        fitting = [cut for cut in cuts(title, names) if least <= cut <= MAX_IN_LINE]
        if fitting:
            return min(fitting)
    return least


def cuts(title: str, names: Sequence[str]) -> Iterator[int]:
    """Where the names that stand in the title begin and end."""
    for name in names:
        if name and name in title:
            yield from (title.find(name), title.find(name) + len(name))


def named(award: Award) -> str:
    return f"{award.name}（{award.year}年）" if award.year else award.name


# --- Texts ------------------------------------------------------------------------------------------


def write_texts(page: Prose, deeds: Deeds) -> None:
    titled = 0
    for passage in passages(deeds):
        if passage.kind == Kind.HEADING and passage.text:
            titled += 1
            typed = "" if leading_mark(passage.text) else f"{numeral(titled)}、"
            page.line(typed + passage.text, "Heading1")
        elif passage.kind == Kind.MEASURE:
            page.text(passage.text, passage.marker or f"（{numeral(passage.measure)}）")
        elif passage.kind == Kind.PROSE:
            page.text(passage.text)


def numeral(number: int) -> str:
    """As sections are counted: 一, 十, 二十一; digits from 100 on."""
    if number >= 100:
        return str(number)
    tens, ones = divmod(number, 10)
    ten = f"{NUMERALS[tens] if tens > 1 else ''}十" if tens else ""
    return ten + (NUMERALS[ones] if ones or not tens else "")


# --- Tables -----------------------------------------------------------------------------------------


def write_tables(page: Prose, deeds: Deeds) -> None:
    if deeds.awards[1:] or any(award.issuer or award.holder for award in deeds.awards):
        page.line("所获荣誉", "Caption")
        rows = [
            [award.name, year(award.year), award.holder or "", award.issuer or ""] for award in deeds.awards
        ]
        page.plain_table([["名称", "年份", "获得者", "授予机关"], *rows], HONORS)
    if deeds.figures:
        page.line("主要数据", "Caption")
        rows = [[label(figure), amount(figure), notes(deeds, figure)] for figure in deeds.figures]
        page.plain_table([["名称", "数值", "说明"], *rows], FIGURES)


def year(number: int | None) -> str:
    return f"{number}年" if number else ""


def label(figure: Figure) -> str:
    return f"{figure.series}：{figure.label}" if figure.series else figure.label


def amount(figure: Figure) -> str:
    return f"{digits(figure.value)}{'余' if figure.approximate else ''}{figure.unit}"


def notes(deeds: Deeds, figure: Figure) -> str:
    return "；".join(note for note in all_notes(deeds, figure) if note)


def all_notes(deeds: Deeds, figure: Figure) -> Iterator[str]:
    yield year(figure.as_of)
    if figure.rank:
        yield f"居第{figure.rank}位" + (f"（共{figure.rank_of}个）" if figure.rank_of else "")
    if figure.place:
        section = deeds.sections[figure.place[0] - 1]
        measure = section.measures[figure.place[1] - 1]
        part = f"“{section.title}”" if section.title else f"第{section.number}部分"
        yield part + (measure.marker or f"第{measure.number}条")
