"""The parts of a .docx, which name each other by relations, and the elements in them that are read."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from records.deeds.readers.office.package import Element, Package, broken, not_word

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
V = "{urn:schemas-microsoft-com:vml}"
OFFICE = "{urn:schemas-microsoft-com:office:office}"
SYMBOL = "{http://schemas.microsoft.com/office/word/2015/wordml/symex}symEx"
SYMBOL_CODE = "{http://schemas.microsoft.com/office/word/2015/wordml/symex}char"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

# "Strict" files, as Word can save them, differ in their namespaces only.
STRICT_PREFIX = b"http://purl.oclc.org/ooxml/"
STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", R),
    (b"http://purl.oclc.org/ooxml/drawingml/main", A),
    (b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing", WP),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", M),
)
MAX_INTEGER = 2**31 - 1


def value(element: Element | None, name: str = "val") -> str:
    """Returns an attribute of Word's own namespace, empty when it is missing."""
    return "" if element is None else element.get(W + name) or ""


def integer(element: Element | None, name: str = "val") -> int | None:
    """Returns None for what is no sensible number: files are patched by all sorts of programs."""
    try:
        number = int(value(element, name)[:12])
    except ValueError:
        return None
    return number if abs(number) <= MAX_INTEGER else None


def is_on(element: Element) -> bool:
    """Reads a switch; <w:b/> alone means yes."""
    return (value(element) or "1") not in {"0", "false", "off", "none"}


# --- Parts ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Relation:
    """`target` is a member's name, or empty for what lies outside: that is never fetched."""

    kind: str
    target: str


class WordPackage(Package):
    """Raises DeedsError for whatever is no sound .docx."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.depth = 0  # of a file within a file
        self.relations_of: dict[str, dict[str, Relation]] = {}

    def parse(self, data: bytes) -> Element:
        if STRICT_PREFIX in data:
            for strict, name in STRICT:
                data = data.replace(strict, name[1:-1].encode())
        return super().parse(data)

    def relations(self, part: str) -> dict[str, Relation]:
        """Returns what a part refers to, by id."""
        if part not in self.relations_of:
            folder, name = posixpath.split(part)
            root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
            found = [] if root is None else root.iter(RELATION)
            self.relations_of[part] = {each.get("Id") or "": relation(each, folder) for each in found}
        return self.relations_of[part]

    def main_part(self) -> str:
        """Returns the part with the text."""
        kinds = {relation.kind: relation.target for relation in self.relations("").values()}
        name = kinds.get("officeDocument") or "word/document.xml"
        if name.lower() in self.members:
            return name
        if "mimetype" in self.members or any(each.startswith(("xl/", "ppt/")) for each in self.members):
            raise not_word("其他办公文件（表格、演示文稿或 ODF 文档）")
        raise not_word("压缩包") if "[content_types].xml" not in self.members else broken()

    def inner(self, data: bytes) -> "WordPackage":
        """Opens a file within this one; both share the bounds of one."""
        inner = WordPackage(data)
        inner.depth = self.depth + 1
        inner.xml_left, inner.markup_left = self.xml_left, self.markup_left
        return inner

    def related(self, part: str, kind: str) -> str | None:
        """Returns the member a part refers to for its styles, its numbering and so on."""
        found = (each.target for each in self.relations(part).values() if each.kind == kind and each.target)
        return next(found, None)


def relation(element: Element, folder: str) -> Relation:
    kind = (element.get("Type") or "").rpartition("/")[2]
    target = (element.get("Target") or "").replace("\\", "/")
    if (element.get("TargetMode") or "").lower() == "external" or not target:
        return Relation(kind, "")
    return Relation(kind, posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/"))


# --- Elements -------------------------------------------------------------------------------------------

PARAGRAPH, TABLE, RUN, TEXT = W + "p", W + "tbl", W + "r", W + "t"
BOX = W + "txbxContent"
ALTERNATIVES = MC + "AlternateContent"
# An alternative must have one of these to be worth reading.
READABLE = {
    *(TEXT, BOX, TABLE, W + "sym", SYMBOL, M + "t", A + "t", A + "blip", V + "imagedata", V + "textpath"),
    *(CHART + "chart", DIAGRAM + "relIds"),
}
DELETED = {W + "del", W + "moveFrom"}
ADDED = {W + "ins", W + "moveTo"}
# Properties, codes of fields, and the marks that notes repeat.
SKIPPED = {
    W + name
    for name in (
        *(
            "pPr",
            "rPr",
            "sectPr",
            "tblPr",
            "tblGrid",
            "sdtPr",
            "sdtEndPr",
            "smartTagPr",
            "customXmlPr",
            "rubyPr",
        ),
        *("delText", "delInstrText", "fldData", "ffData"),
    )
}
RUNNING_IN = {W + "vanish", W + "specVanish"}


def chosen(alternatives: Element) -> Element | None:
    """Chooses among several ways to say the same: the first with something to read."""
    branches = (each for each in alternatives if any(below.tag in READABLE for below in each.iter()))
    return next(branches, None)


def runs_in(mark: Element | None) -> bool:
    """Knows a style separator, or any other paragraph whose end is hidden: the next one goes on in its line."""
    return mark is not None and any(each.tag in RUNNING_IN and is_on(each) for each in mark)


def is_drop_cap(properties: Element | None) -> bool:
    frame = None if properties is None else properties.find(W + "framePr")
    return value(frame, "dropCap") in ("drop", "margin")


def is_placeholder(control: Element) -> bool:
    shows = control.find(f"{W}sdtPr/{W}showingPlcHdr")
    return shows is not None and is_on(shows)


def words(element: Element) -> str:
    return "".join(each.text or "" for each in element.iter(TEXT))


# --- The rows and cells of a table that are still there -------------------------------------------------

ROW, CELL = W + "tr", W + "tc"
MAX_COLUMNS = 63  # Word's own limit
# Wrappers that may stand between a table, its rows and their cells.
WRAPPERS = {W + name for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")}


def below(parent: Element, tag: str) -> Iterator[Element]:
    for each in parent:
        if each.tag == tag:
            yield each
        elif each.tag in WRAPPERS:
            yield from below(each, tag)


def is_deleted(part: Element) -> bool:
    """Tells whether a tracked change took a row or a cell away."""
    row, cell = part.find(f"{W}trPr/{W}del"), part.find(f"{W}tcPr/{W}cellDel")
    return row is not None or cell is not None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell in its column of the grid. `goes_on`: it is the lower part of a cell merged with the one above."""

    element: Element
    column: int
    goes_on: bool


def cells_of(row: Element) -> Iterator[Cell]:
    column = span(row.find(f"{W}trPr/{W}gridBefore"))
    for cell in below(row, CELL):
        properties = cell.find(W + "tcPr")
        merged = None if properties is None else properties.find(W + "vMerge")
        if not is_deleted(cell):
            yield Cell(cell, column, merged is not None and value(merged) != "restart")
        wide = None if properties is None else properties.find(W + "gridSpan")
        column += max(span(wide), 1)


def span(element: Element | None) -> int:
    return min(max(integer(element) or 0, 0), MAX_COLUMNS)


def rows_of(table: Element) -> Iterator[list[Cell]]:
    """Yields the cells of each row that is still there."""
    for row in below(table, ROW):
        if not is_deleted(row):
            yield list(cells_of(row))
