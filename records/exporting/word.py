"""Writes deeds as a .docx as an office would type it: GB/T 9704 page and fonts, headings that Word and this site
recognize."""

from collections.abc import Iterator, Sequence

from docx.document import Document as WordDocument
from docx.shared import Pt

from records.deeds.document import Award, Deeds, Figure, Recipient, digits
from records.deeds.formats.markdown import with_markdown_texts
from records.deeds.parsing.numerals import leading_mark
from records.presentation.passages import PassageKind, passages
from records.presentation.pictures import is_own_picture

from .packing import empty_document, saved_bytes
from .paragraphs import ParagraphWriter, writable

CHINESE_DIGITS = "零一二三四五六七八九"
TITLE_POINTS = 22  # 二号
LINE_POINTS = 442  # between the margins
MAX_TITLE_LINE_CHARACTERS = LINE_POINTS // TITLE_POINTS
AWARD_COLUMN_POINTS = (180, 62, 100, 100)
FIGURE_COLUMN_POINTS = (170, 92, 180)


def to_word(deeds: Deeds, notice: str = "") -> bytes:
    """Returns a Word file, with the notice at the head of each page; the same deeds make the same bytes."""
    deeds = with_markdown_texts(deeds)
    document = empty_document()
    if notice:
        write_header(document, notice)
    document.core_properties.title = (deeds.title or "")[:255]
    writer = ParagraphWriter(document)
    write_head(writer, deeds)
    write_texts(writer, deeds)
    write_tables(writer, deeds)
    if deeds.source:
        writer.add_line(f"来源：{deeds.source}", "SourceLine")
    return saved_bytes(document)


def write_header(document: WordDocument, notice: str) -> None:
    for header in (document.sections[0].header, document.sections[0].even_page_header):
        header.paragraphs[0]._p.style = "Footer"
        header.paragraphs[0].add_run(writable(notice))


# --- Title ------------------------------------------------------------------------------------------


def write_head(writer: ParagraphWriter, deeds: Deeds) -> None:
    if deeds.title:
        title = writer.add_line(deeds.title, "Title")
        if width := title_width(deeds.title, deeds.recipient):
            # Half a character more, so that rounding does not push one over.
            margin = Pt((LINE_POINTS - (width + 0.5) * TITLE_POINTS) / 2)
            title.paragraph_format.left_indent = title.paragraph_format.right_indent = margin
    if deeds.recipient.name:
        writer.add_line(deeds.recipient.name, "Honored")
    if deeds.recipient.post:
        writer.add_line(deeds.recipient.post, "Honored")
    if deeds.awards:
        writer.add_line(award_with_year(deeds.awards[0]), "Honored")
    if deeds.summary:
        writer.add_line(deeds.summary, "Summary")
    if deeds.recipient.name or deeds.awards:
        writer.add_line("", "Normal")
    write_picture(writer, deeds)


def write_picture(writer: ParagraphWriter, deeds: Deeds) -> None:
    """Shows what stands for the record on its page, with its caption and credit."""
    address = deeds.cover or deeds.recipient.portrait
    if is_own_picture(address):
        writer.add_markdown(f"![]({address})")


def title_width(title: str, recipient: Recipient) -> int | None:
    """Returns how many characters stand in a line of a two-line title, so that no name is torn; None where one line is
    enough.

    Word breaks Chinese anywhere, so the width decides. A typed break would cut the title in two for any reader.
    """
    if not MAX_TITLE_LINE_CHARACTERS < len(title) <= 2 * MAX_TITLE_LINE_CHARACTERS:
        return None
    least = -(-len(title) // 2)
    for names in ([recipient.name or "", "先进事迹"], recipient.region.split("/")):
        fitting = [cut for cut in name_boundaries(title, names) if least <= cut <= MAX_TITLE_LINE_CHARACTERS]
        if fitting:
            return min(fitting)
    return least


def name_boundaries(title: str, names: Sequence[str]) -> Iterator[int]:
    """Yields the places where names in the title begin and end."""
    for name in names:
        if name and name in title:
            yield from (title.find(name), title.find(name) + len(name))


def award_with_year(award: Award) -> str:
    return f"{award.name}（{award.year}年）" if award.year else award.name


# --- Texts ------------------------------------------------------------------------------------------


def write_texts(writer: ParagraphWriter, deeds: Deeds) -> None:
    headings = 0
    for passage in passages(deeds):
        if passage.kind == PassageKind.HEADING and passage.text:
            headings += 1
            number = "" if leading_mark(passage.text) else f"{numeral(headings)}、"
            writer.add_line(number + passage.text, "Heading1")
        elif passage.kind == PassageKind.MEASURE:
            writer.add_markdown(passage.text, passage.marker or f"（{numeral(passage.measure)}）")
        elif passage.kind == PassageKind.PROSE:
            writer.add_markdown(passage.text)


def numeral(number: int) -> str:
    """Returns the number as sections are counted: 一, 十, 二十一; digits from 100 on."""
    if number >= 100:
        return str(number)
    tens, ones = divmod(number, 10)
    ten = f"{CHINESE_DIGITS[tens] if tens > 1 else ''}十" if tens else ""
    return ten + (CHINESE_DIGITS[ones] if ones or not tens else "")


# --- Tables -----------------------------------------------------------------------------------------


def write_tables(writer: ParagraphWriter, deeds: Deeds) -> None:
    if deeds.awards[1:] or any(award.issuer or award.holder for award in deeds.awards):
        writer.add_line("所获荣誉", "Caption")
        rows = [
            [award.name, year(award.year), award.holder or "", award.issuer or ""] for award in deeds.awards
        ]
        writer.add_table([["名称", "年份", "获得者", "授予机关"], *rows], AWARD_COLUMN_POINTS)
    if deeds.figures:
        writer.add_line("主要数据", "Caption")
        rows = [
            [
                figure_label(figure),
                figure_amount(figure),
                "；".join(filter(None, figure_notes(deeds, figure))),
            ]
            for figure in deeds.figures
        ]
        writer.add_table([["名称", "数值", "说明"], *rows], FIGURE_COLUMN_POINTS)


def year(number: int | None) -> str:
    return f"{number}年" if number else ""


def figure_label(figure: Figure) -> str:
    return f"{figure.series}：{figure.label}" if figure.series else figure.label


def figure_amount(figure: Figure) -> str:
    return f"{digits(figure.value)}{'余' if figure.approximate else ''}{figure.unit}"


def figure_notes(deeds: Deeds, figure: Figure) -> Iterator[str]:
    yield year(figure.as_of)
    if figure.rank:
        yield f"居第{figure.rank}位" + (f"（共{figure.rank_of}个）" if figure.rank_of else "")
    if figure.place:
        section = deeds.sections[figure.place[0] - 1]
        measure = section.measures[figure.place[1] - 1]
        part = f"“{section.title}”" if section.title else f"第{section.number}部分"
        yield part + (measure.marker or f"第{measure.number}条")
