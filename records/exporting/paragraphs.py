"""Writes texts as Word paragraphs: walks over the HTML that the one converter makes of their Markdown."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any
from urllib.parse import quote, urlsplit

import lxml.html
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, Twips
from docx.text.paragraph import Paragraph
from lxml.html import HtmlElement

from records.presentation.markdown import as_written, to_html
from records.utils.addresses import absolute

from .pictures import picture_for_word

# Characters that XML 1.0 cannot carry, even escaped.
NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SPACES = re.compile(r"[ \t\r\n]+")
BLOCK_TAGS = {"p", "figure", "figcaption", "h4", "h5", "h6", "ul", "ol", "blockquote", "hr", "table"}
BLOCK_STYLES = {
    "h4": "Heading2",
    "h5": "Heading3",
    "h6": "Heading3",
    "blockquote": "Quote",
    "figcaption": "PictureCaption",
}
NESTING = re.compile(r"<(/?)(?!hr|img)\w")
# The parser drops text deeper than 255 tags, and Word's page is not that wide.
MAX_NESTED_TAGS = 80
CHARACTER_TWIPS = 320  # 三号
ALIGNMENTS = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


def writable(text: str) -> str:
    return NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


@dataclass(frozen=True, slots=True)
class RunFormat:
    bold: bool = False
    italic: bool = False
    code: bool = False
    address: str = ""

    @property
    def style(self) -> str | None:
        styles = {"Hyperlink": self.address, "Code": self.code, "Emphasis": self.italic, "Strong": self.bold}
        return next((name for name, is_set in styles.items() if is_set), None)


PLAIN_RUN = RunFormat()
RUN_FORMATS: dict[str, dict[str, Any]] = {
    "strong": {"bold": True},
    "em": {"italic": True},
    "code": {"code": True},
}


@dataclass(frozen=True, slots=True)
class ParagraphFormat:
    style: str = "BodyText"
    depth: int = 0  # lists around the paragraph


class ParagraphWriter:
    """Writes at the end of a document. `pending_marker`, a text and the style of its run, waits for the paragraph that
    it will begin."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.paragraph: Paragraph | None = None
        self.pending_marker: tuple[str, str | None] | None = None
        self.in_cell = False

    def add_line(self, text: str, style: str) -> Paragraph:
        paragraph = self.add_paragraph(style)
        paragraph.add_run(writable(text))
        return paragraph

    def add_paragraph(self, style: str) -> Paragraph:
        """Sets the style by its id: python-docx looks through them all for a name, which took half of the time."""
        paragraph = self.document.add_paragraph()
        paragraph._p.style = style
        return paragraph

    def add_markdown(self, markdown: str, marker: str = "") -> None:
        """Writes a text of the record; `marker` runs into its first paragraph."""
        self.pending_marker = (marker, "Marker") if marker else None
        root = lxml.html.fragment_fromstring(writable(shallow_html(markdown)), create_parent="div")
        self.flow(root, ParagraphFormat(), PLAIN_RUN)
        self.end_paragraph(ParagraphFormat())

    # --- Paragraphs ------------------------------------------------------------------------------------

    def end_paragraph(self, paragraph_format: ParagraphFormat) -> None:
        """Ends the paragraph; a marker that still waits gets one of its own."""
        if self.pending_marker:
            self.begin_paragraph(paragraph_format)
        self.paragraph = None

    def begin_paragraph(self, paragraph_format: ParagraphFormat) -> Paragraph:
        paragraph = self.add_paragraph(paragraph_format.style)
        if paragraph_format.depth > 1:
            paragraph.paragraph_format.left_indent = Twips(2 * CHARACTER_TWIPS * paragraph_format.depth)
        if self.pending_marker:
            paragraph.add_run(writable(self.pending_marker[0]))._r.style = self.pending_marker[1]
            self.pending_marker = None
        self.paragraph = paragraph
        return paragraph

    def flow(self, node: HtmlElement, paragraph_format: ParagraphFormat, run_format: RunFormat) -> None:
        """Writes text and blocks mixed, as a list item has them."""
        self.text(node.text, paragraph_format, run_format)
        for child in node:
            if child.tag in BLOCK_TAGS:
                self.paragraph = None
                self.block(child, paragraph_format, run_format)
                self.paragraph = None
            else:
                self.inline(child, paragraph_format, run_format)
            self.text(child.tail, paragraph_format, run_format)

    def block(self, node: HtmlElement, paragraph_format: ParagraphFormat, run_format: RunFormat) -> None:
        if node.tag in BLOCK_STYLES:
            self.flow(node, replace(paragraph_format, style=BLOCK_STYLES[node.tag]), run_format)
        elif node.tag in ("p", "figure"):
            self.flow(node, paragraph_format, run_format)
        else:
            self.end_paragraph(paragraph_format)
            self.separate_block(node, paragraph_format, run_format)

    def separate_block(
        self, node: HtmlElement, paragraph_format: ParagraphFormat, run_format: RunFormat
    ) -> None:
        """Writes a block that no marker can run into: a rule, a table, a list."""
        if node.tag == "hr":
            self.add_paragraph("Rule")
        elif node.tag == "table":
            self.table(list(node.iter("tr")), run_format)
        else:
            self.list_items(node, paragraph_format, run_format)

    def list_items(self, node: HtmlElement, paragraph_format: ParagraphFormat, run_format: RunFormat) -> None:
        """Types the numbers: they then stay the same wherever the text is copied."""
        inside = ParagraphFormat("ListParagraph", paragraph_format.depth + 1)
        for number, item in enumerate(node.iterchildren("li"), start=int(node.get("start", 1))):
            self.pending_marker = (f"{number}. " if node.tag == "ol" else "• ", None)
            self.flow(item, inside, run_format)
            self.end_paragraph(inside)

    # --- Text -------------------------------------------------------------------------------------------

    def text(self, content: str | None, paragraph_format: ParagraphFormat, run_format: RunFormat) -> None:
        words = SPACES.sub(" ", content or "")
        if self.paragraph is None:
            words = words.lstrip(" ")
        if words:
            self.add_run(words, paragraph_format, run_format)

    def add_run(self, words: str, paragraph_format: ParagraphFormat, run_format: RunFormat) -> None:
        paragraph = self.paragraph or self.begin_paragraph(paragraph_format)
        run = paragraph.add_run(words)
        run._r.style = run_format.style
        run.bold, run.italic = run_format.bold or None, run_format.italic or None
        if run_format.address:
            link = OxmlElement("w:hyperlink")
            target = paragraph.part.relate_to(
                run_format.address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True
            )
            link.set(qn("r:id"), target)
            link.append(run._r)
            paragraph._p.append(link)

    def inline(self, node: HtmlElement, paragraph_format: ParagraphFormat, run_format: RunFormat) -> None:
        if node.tag == "img":
            self.picture(node, paragraph_format, run_format)
        elif node.tag == "a":
            self.flow(node, paragraph_format, replace(run_format, address=link_address(node.get("href", ""))))
        else:
            self.flow(node, paragraph_format, replace(run_format, **RUN_FORMATS.get(node.tag, {})))

    def picture(self, node: HtmlElement, paragraph_format: ParagraphFormat, run_format: RunFormat) -> None:
        """Puts the picture in a line of its own; its description where the picture is missing or has no room."""
        description = node.get("alt", "")
        found = None if self.in_cell else picture_for_word(node.get("src", ""))
        if found is None:
            self.text(f"（图片：{description}）" if description else "（图片）", paragraph_format, run_format)
            return
        self.end_paragraph(paragraph_format)
        content, width = found
        shape = self.add_paragraph("Picture").add_run().add_picture(content, width)
        shape._inline.docPr.set("descr", description)
        for side in "TBLR":  # LibreOffice keeps a distance of its own where none is given
            shape._inline.set(f"dist{side}", "0")

    # --- Tables ------------------------------------------------------------------------------------------

    def table(self, rows: Sequence[HtmlElement], run_format: RunFormat) -> None:
        for cell, paragraph in zip(cells(rows), self.grid([len(row) for row in rows]), strict=True):
            self.paragraph, self.in_cell = paragraph, True
            if align := cell.get("align"):
                paragraph.alignment = ALIGNMENTS[align]
            self.flow(cell, ParagraphFormat(), run_format)
        self.paragraph, self.in_cell = None, False

    def grid(
        self,
        cell_counts: list[int],
        widths: Sequence[int] = (),
        styles: tuple[str, str] = ("CellHead", "Cell"),
    ) -> Iterator[Paragraph]:
        """Adds a table with so many cells in each row, the first row its head; yields the paragraph of each cell."""
        table = self.document.add_table(len(cell_counts), max(cell_counts), "Table Grid")
        # Word joins two tables that follow each other directly.
        self.add_paragraph("BehindTable")
        for column, width in zip(table.columns, widths, strict=False):
            column.width = Pt(width)
        for number, (row, filled) in enumerate(zip(table.rows, cell_counts, strict=True)):
            properties = row._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            if number == 0:
                properties.append(OxmlElement("w:tblHeader"))
            for place, cell in enumerate(row.cells):
                if widths:
                    cell.width = Pt(widths[place])
                paragraph = cell.paragraphs[0]
                paragraph._p.style = styles[1 if number else 0]
                if place < filled:
                    yield paragraph

    def add_table(self, rows: list[list[str]], widths: Sequence[int]) -> None:
        """Writes a table of facts under a head, with the `widths` of its columns in points.

        Its styles tell it from tables of the text, should the file be read again.
        """
        texts = [text for row in rows for text in row]
        for text, paragraph in zip(
            texts, self.grid([len(row) for row in rows], widths, ("FactHead", "Fact")), strict=True
        ):
            paragraph.add_run(writable(text))


def shallow_html(markdown: str) -> str:
    html = to_html(markdown)
    levels = accumulate(-1 if tag[1] else 1 for tag in NESTING.finditer(html))
    return html if max(levels, default=0) <= MAX_NESTED_TAGS else as_written(markdown)


def cells(rows: Sequence[HtmlElement]) -> Iterator[HtmlElement]:
    for row in rows:
        yield from row


def link_address(href: str) -> str:
    """Returns the address as it works from a file: one within the site gets the site's own in front, one within the
    page leads to no place there and becomes empty.

    Word calls a document broken for one malformed address, so only sound ones go in, percent-encoded.
    """
    try:
        parts = urlsplit(href)
    except ValueError:
        return ""
    if not parts.scheme and not href.startswith("/"):
        return ""
    address = href if parts.scheme else absolute(href)
    return quote(address, safe="/:?#[]@!$&'()*+,;=%~-._")
