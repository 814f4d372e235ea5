"""Texts as Word paragraphs: a walk over the HTML that the one converter makes of their Markdown."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any
from urllib.parse import quote, urlsplit

import lxml.html
from django.conf import settings
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, Twips
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml.html import HtmlElement

from records.presentation.markdown import as_written, to_html

from .pictures import picture

# What XML 1.0 cannot carry, even escaped.
NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
WIDE = "[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]"
# An end of line between two Chinese characters is no space in print.
SOFT_BREAK = re.compile(rf"(?<={WIDE})[ \t]*[\r\n][ \t\r\n]*(?={WIDE})")
SPACES = re.compile(r"[ \t\r\n]+")
BLOCKS = {"p", "h4", "h5", "h6", "ul", "ol", "blockquote", "pre", "hr", "table"}
STYLES = {"h4": "Heading2", "h5": "Heading3", "h6": "Heading3", "blockquote": "Quote"}
NESTING = re.compile(r"<(/?)(?!br|hr|img)\w")
# The parser drops what lies deeper than 255 tags, and Word's page is not that wide.
DEEPEST = 80
CHARACTER = 320  # twips: 三号
ALIGNMENTS = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


def writable(text: str) -> str:
    return NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


@dataclass(frozen=True, slots=True)
class Look:
    """Of a run of characters."""

    bold: bool = False
    italic: bool = False
    code: bool = False
    address: str = ""

    @property
    def style(self) -> str | None:
        styles = {"Hyperlink": self.address, "Code": self.code, "Emphasis": self.italic, "Strong": self.bold}
        return next((name for name, holds in styles.items() if holds), None)


PLAIN = Look()
LOOKS: dict[str, dict[str, Any]] = {
    "strong": {"bold": True},
    "em": {"italic": True},
    "code": {"code": True},
}


@dataclass(frozen=True, slots=True)
class Setting:
    """Of a paragraph; `depth` counts the lists it stands in."""

    style: str = "BodyText"
    depth: int = 0


class Prose:
    """Writes at the end of a document. `opening` waits for the paragraph at whose start it will stand."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.paragraph: Paragraph | None = None
        self.opening: tuple[str, str | None] | None = None
        self.in_cell = False

    def line(self, text: str, style: str) -> Paragraph:
        paragraph = self.styled(style)
        paragraph.add_run(writable(text))
        return paragraph

    def styled(self, style: str) -> Paragraph:
        """By the style's id: python-docx looks through them all for a name, which took half of the time."""
        paragraph = self.document.add_paragraph()
        paragraph._p.style = style
        return paragraph

    def text(self, markdown: str, marker: str = "") -> None:
        """A text of the record; `marker` runs into its first paragraph."""
        self.opening = (marker, "Marker") if marker else None
        root = lxml.html.fragment_fromstring(writable(shallow_html(markdown)), create_parent="div")
        self.flow(root, Setting(), PLAIN)
        self.close(Setting())

    # --- Paragraphs ------------------------------------------------------------------------------------

    def close(self, setting: Setting) -> None:
        """What waits for a paragraph gets one of its own."""
        if self.opening:
            self.begin(setting)
        self.paragraph = None

    def begin(self, setting: Setting) -> Paragraph:
        paragraph = self.styled(setting.style)
        if setting.depth > 1:
            paragraph.paragraph_format.left_indent = Twips(2 * CHARACTER * setting.depth)
        if self.opening:
            paragraph.add_run(writable(self.opening[0]))._r.style = self.opening[1]
            self.opening = None
        self.paragraph = paragraph
        return paragraph

    def flow(self, node: HtmlElement, setting: Setting, look: Look) -> None:
        """Words and blocks mixed, as a list's item has them."""
        self.words(node.text, setting, look)
        for child in node:
            if child.tag in BLOCKS:
                self.paragraph = None
                self.block(child, setting, look)
                self.paragraph = None
            else:
                self.inline(child, setting, look)
            self.words(child.tail, setting, look)

    def block(self, node: HtmlElement, setting: Setting, look: Look) -> None:
        if node.tag in STYLES:
            self.flow(node, replace(setting, style=STYLES[node.tag]), look)
        elif node.tag == "p":
            self.flow(node, setting, look)
        elif node.tag == "pre":
            self.lines(node.text_content(), setting)
        else:
            self.close(setting)
            self.apart(node, setting, look)

    def apart(self, node: HtmlElement, setting: Setting, look: Look) -> None:
        """What no marker can run into."""
        if node.tag == "hr":
            self.styled("Rule")
        elif node.tag == "table":
            self.table(list(node.iter("tr")), look)
        else:
            self.items(node, setting, look)

    def items(self, node: HtmlElement, setting: Setting, look: Look) -> None:
        """Numbers are typed: they then stay what they are wherever the text is copied."""
        inside = Setting("ListParagraph", setting.depth + 1)
        for number, item in enumerate(node.iterchildren("li"), start=int(node.get("start", 1))):
            self.opening = (f"{number}. " if node.tag == "ol" else "• ", None)
            self.flow(item, inside, look)
            self.close(inside)

    def lines(self, text: str, setting: Setting) -> None:
        """Preformatted: each line as it is."""
        for line in text.rstrip("\n").split("\n"):
            self.begin(replace(setting, style="ListParagraph")).add_run(line)._r.style = "Code"

    # --- Words -------------------------------------------------------------------------------------------

    def words(self, text: str | None, setting: Setting, look: Look) -> None:
        words = SPACES.sub(" ", SOFT_BREAK.sub("", text or ""))
        if self.paragraph is None:
            words = words.lstrip(" ")
        if words:
            self.run(words, setting, look)

    def run(self, words: str, setting: Setting, look: Look) -> Run:
        paragraph = self.paragraph or self.begin(setting)
        run = paragraph.add_run(words)
        run._r.style = look.style
        run.bold, run.italic = look.bold or None, look.italic or None
        if look.address:
            link = OxmlElement("w:hyperlink")
            target = paragraph.part.relate_to(look.address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            link.set(qn("r:id"), target)
            link.append(run._r)
            paragraph._p.append(link)
        return run

    def inline(self, node: HtmlElement, setting: Setting, look: Look) -> None:
        if node.tag == "br":
            self.run("", setting, PLAIN).add_break()
        elif node.tag == "img":
            self.picture(node, setting, look)
        elif node.tag == "a":
            self.flow(node, setting, replace(look, address=full_address(node.get("href", ""))))
        else:
            self.flow(node, setting, replace(look, **LOOKS.get(node.tag, {})))

    def picture(self, node: HtmlElement, setting: Setting, look: Look) -> None:
        """In a line of its own; its description where there is none, or no room for one."""
        words = node.get("alt", "")
        found = None if self.in_cell else picture(node.get("src", ""))
        if found is None:
            self.words(f"（图片：{words}）" if words else "（图片）", setting, look)
            return
        self.close(setting)
        content, width = found
        shape = self.styled("Picture").add_run().add_picture(content, width)
        shape._inline.docPr.set("descr", words)
        for side in "TBLR":  # LibreOffice keeps a distance of its own where none is given
            shape._inline.set(f"dist{side}", "0")

    # --- Tables ------------------------------------------------------------------------------------------

    def table(self, rows: Sequence[HtmlElement], look: Look) -> None:
        for cell, paragraph in zip(cells(rows), self.grid(rows_of(rows)), strict=True):
            self.paragraph, self.in_cell = paragraph, True
            if align := cell.get("align"):
                paragraph.alignment = ALIGNMENTS[align]
            self.flow(cell, Setting(), look)
        self.paragraph, self.in_cell = None, False

    def grid(self, shape: list[int], widths: Sequence[int] = ()) -> Iterator[Paragraph]:
        """A table with so many cells in each row, the first one heading it: the paragraph of each cell in turn."""
        table = self.document.add_table(len(shape), max(shape), "Table Grid")
        # Two tables in a row would be one.
        self.styled("BehindTable")
        for column, width in zip(table.columns, widths, strict=False):
            column.width = Pt(width)
        for number, (row, filled) in enumerate(zip(table.rows, shape, strict=True)):
            properties = row._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            if number == 0:
                properties.append(OxmlElement("w:tblHeader"))
            for place, cell in enumerate(row.cells):
                if widths:
                    cell.width = Pt(widths[place])
                paragraph = cell.paragraphs[0]
                paragraph._p.style = "Cell" if number else "CellHead"
                if place < filled:
                    yield paragraph

    def plain_table(self, rows: list[list[str]], widths: Sequence[int]) -> None:
        """`widths` of the columns in points."""
        texts = [text for row in rows for text in row]
        for text, paragraph in zip(texts, self.grid([len(row) for row in rows], widths), strict=True):
            paragraph.add_run(writable(text))


def shallow_html(markdown: str) -> str:
    made = to_html(markdown)
    levels = accumulate(-1 if tag[1] else 1 for tag in NESTING.finditer(made))
    return made if max(levels, default=0) <= DEEPEST else as_written(markdown)


def rows_of(rows: Sequence[HtmlElement]) -> list[int]:
    return [len(row) for row in rows]


def cells(rows: Sequence[HtmlElement]) -> Iterator[HtmlElement]:
    for row in rows:
        yield from row


def full_address(href: str) -> str:
    """An address within the site leads nowhere from a file; one within the page leads to no place in it.

    Word calls a document broken for one address that is none, so only what is sound goes in, percent-encoded.
    """
    try:
        parts = urlsplit(href)
    except ValueError:
        return ""
    if not parts.scheme and not href.startswith("/"):
        return ""
    address = href if parts.scheme else f"{settings.SITE_URL}{href}"
    return quote(address, safe="/:?#[]@!$&'()*+,;=%~-._")
