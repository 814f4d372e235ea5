"""Adds up styles and direct formatting, as far as a reader of the text needs it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from records.deeds.readers.office.blocks import PLAIN, Kind, Letters, Shape
from records.deeds.readers.office.package import Element
from records.deeds.readers.office.symbols import symbol_font

from .package import W, integer, is_on, value

MAX_CHAIN = 50  # styles based on styles; Word allows ten or so
# Names as `folded` leaves them: Word's own, which stand in files of every language, and their Chinese equivalents.
KINDS: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (re.compile(r"(?:toc|目录|contents)(?:[1-9]|heading|标题)?"), "contents"),
    (re.compile(r"title|标题"), "title"),
    (re.compile(r"subtitle|副标题"), "subtitle"),
    (re.compile("一句话介绍"), "summary"),
    (re.compile(r"附表(?:文字|表头)"), "facts"),
    (re.compile(r"caption|题注"), "caption"),
    (re.compile(r"(?:heading|标题)[1-9]"), "heading"),
)


class Tag:
    BOLD = W + "b"
    HIDDEN = W + "vanish"
    STRUCK = W + "strike"
    STRUCK_TWICE = W + "dstrike"
    RAISED = W + "vertAlign"
    POSITION = W + "position"
    SIZE = W + "sz"
    FONTS = W + "rFonts"
    STYLE = W + "style"
    NAME = W + "name"
    BASE = W + "basedOn"
    PARAGRAPH = W + "pPr"
    RUN = W + "rPr"
    PARAGRAPH_STYLE = W + "pStyle"
    RUN_STYLE = W + "rStyle"
    ALIGN = W + "jc"
    OUTLINE = W + "outlineLvl"
    LIST = W + "numPr"
    LIST_ID = W + "numId"
    LIST_LEVEL = W + "ilvl"


MIN_SIZE = 4  # half points: smaller letters are there to be hidden
WHITE = "FFFFFF"
COLORED = (W + "tc", W + "txbxContent")  # cells and boxes have colors by many ways
MIN_POSITION = 4  # half points: less only evens out letters on their line
RAISED = {"superscript": 1, "subscript": -1, "baseline": 0}


def letters_of(properties: Element | None) -> Letters:
    bold = hidden = size = face = struck = raised = font = None
    for each in () if properties is None else properties:
        match each.tag:
            case Tag.BOLD:
                bold = is_on(each)
            case Tag.HIDDEN:
                hidden = is_on(each)
            case Tag.STRUCK | Tag.STRUCK_TWICE:
                struck = is_on(each) or bool(struck)
            case Tag.RAISED:
                raised = RAISED.get(value(each), 0)
            case Tag.POSITION:
                raised = raised or by_position(integer(each) or 0)
            case Tag.SIZE:
                size = integer(each)
            case Tag.FONTS:
                # A theme's font wins, and is never one of the faces that make a heading.
                face = "" if value(each, "eastAsiaTheme") else value(each, "eastAsia") or None
                font = font_of(each)
    return Letters(bold, hidden, size, face, struck, raised, font)


def by_position(position: int) -> int:
    return 0 if abs(position) < MIN_POSITION else 1 if position > 0 else -1


def font_of(fonts: Element) -> str | None:
    if value(fonts, "asciiTheme"):
        return ""
    name = value(fonts, "ascii") or value(fonts, "hAnsi")
    return symbol_font(name) if name else None


def shape_of(properties: Element | None) -> Shape:
    """Returns what paragraph properties say themselves."""
    if properties is None:
        return PLAIN
    align, outline = properties.find(Tag.ALIGN), integer(properties.find(Tag.OUTLINE))
    numbered = properties.find(Tag.LIST)
    centered = None if align is None else value(align) == "center"
    if numbered is None:
        return Shape(centered=centered, outline=outline)
    list_id, level = integer(numbered.find(Tag.LIST_ID)), integer(numbered.find(Tag.LIST_LEVEL))
    return Shape(Letters(), centered, outline, list_id, level, listed=True)


def folded(name: str) -> str:
    """Folds case and spaces, in which programs differ: heading 1, Heading1, 标题 1."""
    return re.sub(r"\s", "", name).lower()


def kind_of(names: Iterable[str]) -> tuple[Kind | None, int | None]:
    """Returns the first name that says what a paragraph is, with a heading's level."""
    for name in names:
        for pattern, kind in KINDS:
            if pattern.fullmatch(name):
                return kind, int(name[-1]) if kind == "heading" else None
    return None, None


class Styles:
    def __init__(self, root: Element | None) -> None:
        found = () if root is None else root.iterchildren(Tag.STYLE)
        self.elements = {value(each, "styleId"): each for each in found}
        self.default = next((key for key, each in self.elements.items() if is_default(each)), "")
        said = None if root is None else root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self.letters = letters_of(said)
        self.shapes: dict[str, Shape] = {}
        self.signs: dict[str, Letters] = {}
        self.styled: dict[tuple[Letters, str], Letters] = {}

    def chain(self, name: str) -> Iterator[tuple[str, Element]]:
        """Yields a style and those it is based on, the nearest first; a circle is cut."""
        for _ in range(MAX_CHAIN):
            if name not in self.elements:
                return
            yield name, self.elements[name]
            name = value(self.elements[name].find(Tag.BASE))

    def shape(self, name: str) -> Shape:
        """Returns a paragraph style with all it is based on."""
        if name not in self.shapes:
            chain = list(self.chain(name))
            shape, letters = PLAIN, Letters()
            for _, style in reversed(chain):
                shape = shape_of(style.find(Tag.PARAGRAPH)).over(shape)
                letters = letters_of(style.find(Tag.RUN)).over(letters)
            names = (folded(each) for key, style in chain for each in (value(style.find(Tag.NAME)), key))
            kind, level = kind_of(names)
            styles = tuple(key for key, _ in chain)
            self.shapes[name] = replace(shape, letters=letters, kind=kind, level=level, styles=styles)
        return self.shapes[name]

    def paragraph(self, properties: Element | None) -> Shape:
        """Returns what a paragraph looks like by its style and its own formatting."""
        name = "" if properties is None else value(properties.find(Tag.PARAGRAPH_STYLE))
        base = self.shape(name if name in self.elements else self.default)
        return base if properties is None else shape_of(properties).over(base)

    def character_style(self, name: str) -> Letters:
        if name not in self.signs:
            letters = Letters()
            for _, style in self.chain(name):
                letters = letters.over(letters_of(style.find(Tag.RUN)))
            self.signs[name] = letters
        return self.signs[name]

    def is_of_comment(self, properties: Element | None) -> bool:
        """Knows the style of a comment's mark by its name or, where the styles are gone, its usual id."""
        name = "" if properties is None else value(properties.find(Tag.RUN_STYLE))
        style = self.elements.get(name) if name else None
        called = name if style is None else value(style.find(Tag.NAME))
        return folded(called) in ("commentreference", "annotationreference", "批注引用")

    def run(self, shape: Shape, properties: Element | None) -> Letters:
        """Returns what characters look like. What is bold, hidden or struck in the
        paragraph's and in the character's style is neither."""
        name = "" if properties is None else value(properties.find(Tag.RUN_STYLE))
        key = (shape.letters, name)
        if key not in self.styled:
            sign = self.character_style(name)
            bold = bool(shape.letters.bold) != bool(sign.bold)
            hidden = bool(shape.letters.hidden) != bool(sign.hidden)
            struck = bool(shape.letters.struck) != bool(sign.struck)
            look = Letters(bold, hidden, struck=struck)
            self.styled[key] = look.over(sign).over(shape.letters).over(self.letters)
        if properties is None:
            return self.styled[key]
        letters = letters_of(properties).over(self.styled[key])
        unseen = (letters.size or MIN_SIZE) < MIN_SIZE or (
            is_white(properties) and self.is_on_paper(properties)
        )
        return replace(letters, hidden=True) if unseen else letters

    def is_on_paper(self, properties: Element) -> bool:
        """Tells whether nothing colors what stands behind letters: cell, box, paragraph, page."""
        if next(properties.iterancestors(*COLORED), None) is not None:
            return False
        paragraph = next(properties.iterancestors(W + "p"), None)
        own = None if paragraph is None else paragraph.find(Tag.PARAGRAPH)
        named = "" if own is None else value(own.find(Tag.PARAGRAPH_STYLE))
        styles = (each.find(Tag.PARAGRAPH) for _, each in self.chain(named or self.default))
        page = properties.getroottree().getroot().find(W + "background")
        return page is None and not any(map(is_shaded, (own, *styles)))


def is_white(properties: Element) -> bool:
    """Tells whether letters are white, and nothing of their own formatting stands behind them."""
    color = properties.find(W + "color")
    if color is None or value(color).upper() != WHITE or properties.find(Tag.RUN_STYLE) is not None:
        return False
    return properties.find(W + "highlight") is None and not is_shaded(properties)


def is_shaded(properties: Element | None) -> bool:
    shading = None if properties is None else properties.find(W + "shd")
    if shading is None:
        return False
    plain = value(shading) in ("", "clear", "nil") and value(shading, "fill").upper() in ("", "AUTO", WHITE)
    return not plain


def is_default(style: Element) -> bool:
    return value(style, "type") == "paragraph" and value(style, "default") in ("1", "true", "on")
