"""One paragraph: accepted text only, each character once, and what hangs on it.

Elements nobody knows are passed through, so that what stands inside them is not lost.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from records.deeds.readers.office.blocks import Block, Run, Shot
from records.deeds.readers.office.package import Element

from .names import (
    CHART,
    DIAGRAM,
    MC,
    OFFICE,
    WP,
    XML_SPACE,
    A,
    M,
    R,
    V,
    W,
    value,
)
from .numbering import Numbering
from .package import Relation
from .styles import Styles, Tag
from .symbols import symbol

PARAGRAPH, TABLE, RUN, TEXT = W + "p", W + "tbl", W + "r", W + "t"
BOX = W + "txbxContent"
ALTERNATIVES = MC + "AlternateContent"
# An alternative must have one of these to be worth reading.
READABLE = {TEXT, BOX, TABLE, A + "blip", V + "imagedata", V + "textpath"}
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
        *("instrText", "delText", "delInstrText", "fldData"),
    )
}
MISSING = "□"
MAX_FIELDS = 50  # one within the other; Word allows 20
IMAGE_NAMES = (".jpg", ".jpeg", ".png", ".gif", ".bmp", ".webp")


@dataclass(slots=True)
class Story:
    """A part of the package while it is walked. `fields` holds, for each open field, whether this is its code."""

    relations: dict[str, Relation]
    fields: list[bool] = field(default_factory=list)


class Paragraph:
    """A w:p and what it takes over from those before it whose end was deleted.

    `boxes` and `notes` (tag and id of the reference) stand behind the paragraph; `lines` are texts of drawings.
    """

    def __init__(self, styles: Styles, numbering: Numbering, story: Story, element: Element) -> None:
        self.styles, self.story = styles, story
        properties = element.find(Tag.PARAGRAPH)
        mark = None if properties is None else properties.find(Tag.RUN)
        changes = set() if mark is None else {each.tag for each in mark} & (DELETED | ADDED)
        self.goes_on = bool(changes & DELETED)
        self.block = Block(styles.paragraph(properties))
        self.block.notice("tracked-changes", len(changes))
        self.letters = styles.run(self.block.shape, None)
        self.alternative = ""
        self.boxes: list[Element] = []
        self.notes: list[tuple[str, str]] = []
        self.lines: list[str] = []
        if not self.goes_on:
            self.block.number = numbering.advance(self.block.shape)
            self.block.notice("number-format", bool(numbering.unknown))
        self.read(element)
        # A field's code runs over a paragraph's end only in broken files: the text behind it must not be lost.
        story.fields = [is_code for is_code in story.fields if not is_code]

    def take_over(self, before: "Paragraph") -> None:
        self.block.runs[:0] = before.block.runs
        self.block.shots[:0] = before.block.shots
        self.block.notice_all(before.block.notices)
        self.boxes[:0] = before.boxes
        self.notes[:0] = before.notes
        self.lines[:0] = before.lines

    def read(self, parent: Element) -> None:
        for each in parent:
            if (handler := HANDLERS.get(each.tag)) is not None:
                handler(self, each)
            elif each.tag not in SKIPPED:
                self.read(each)

    def run(self, element: Element) -> None:
        outer = self.letters
        self.letters = self.styles.run(self.block.shape, element.find(Tag.RUN))
        self.read(element)
        self.letters = outer

    def add(self, text: str) -> None:
        """Adds shown text as a run; that inside another field's code is not shown, hidden text is counted."""
        if any(self.story.fields[:-1]):
            return
        if self.letters.hidden:
            self.block.notice("hidden-text", len(text.strip()))
        else:
            self.block.runs.append(Run(text, self.letters))

    def text(self, element: Element) -> None:
        text = element.text or ""
        if element.get(XML_SPACE) != "preserve":
            text = text.strip(" \t\r\n")
        self.add(text.replace("\n", " ").replace("\r", " ").replace("\t", " "))

    def sign(self, element: Element) -> None:
        try:
            found = symbol(int(value(element, "char")[:8], 16), value(element, "font"))
        except ValueError:
            found = None
        self.block.notice("symbol", found is None)
        self.add(found or MISSING)

    def deleted(self, element: Element) -> None:
        self.block.notice("tracked-changes")

    def added(self, element: Element) -> None:
        self.block.notice("tracked-changes")
        self.read(element)

    def field(self, element: Element) -> None:
        fields = self.story.fields
        match value(element, "fldCharType"):
            case "begin":
                fields.append(True)
                del fields[:-MAX_FIELDS]
            case "separate" if fields:
                fields[-1] = False
            case "end" if fields:
                fields.pop()

    def alternatives(self, element: Element) -> None:
        branch = chosen(element)
        if branch is not None:
            self.read(branch)

    def ruby(self, element: Element) -> None:
        """Reads the characters, without the small ones above that say how to pronounce them."""
        self.block.notice("ruby")
        for base in element.iterchildren(W + "rubyBase"):
            self.read(base)

    def note(self, element: Element) -> None:
        self.notes.append((element.tag, value(element, "id")))

    def box(self, element: Element) -> None:
        if not self.letters.hidden:
            self.boxes.append(element)

    def word_art(self, element: Element) -> None:
        """Reads old WordArt, which holds its text in an attribute."""
        self.lines.append(element.get("string") or "")

    def drawing_text(self, element: Element) -> None:
        """Reads a paragraph in shapes that are no text boxes of Word."""
        self.lines.append("".join(each.text or "" for each in element.iter(A + "t")))

    def described(self, element: Element) -> None:
        self.alternative = alternative_text(element.get("descr") or element.get("title") or "")

    def picture(self, element: Element) -> None:
        self.place(element.get(R + "embed"), element.get(R + "link"))

    def old_picture(self, element: Element) -> None:
        self.alternative = alternative_text(element.get(OFFICE + "title") or "")
        self.place(element.get(R + "id"), element.get(R + "href") or element.get("src"))

    def place(self, embedded: str | None, linked: str | None) -> None:
        """Notes a picture of the file; one that lies elsewhere is counted, never fetched."""
        caption, self.alternative = self.alternative, ""
        relation = self.story.relations.get(embedded or "")
        if self.letters.hidden:
            return
        if relation and relation.target:
            self.block.shots.append(Shot(relation.target, caption))
        elif relation or linked:
            self.block.notice("remote-pictures")

    def formula(self, element: Element) -> None:
        self.block.notice("formula")
        self.read(element)

    def diagram(self, element: Element) -> None:
        self.block.notice("diagram")

    def space(self, element: Element) -> None:
        self.add(" ")

    def line_end(self, element: Element) -> None:
        self.add("\n")

    def hyphen(self, element: Element) -> None:
        self.add("-")


HANDLERS: dict[str, Callable[[Paragraph, Element], None]] = {
    RUN: Paragraph.run,
    TEXT: Paragraph.text,
    M + "t": Paragraph.text,
    M + "oMath": Paragraph.formula,
    W + "tab": Paragraph.space,
    W + "ptab": Paragraph.space,
    W + "br": Paragraph.line_end,
    W + "cr": Paragraph.line_end,
    W + "noBreakHyphen": Paragraph.hyphen,
    W + "sym": Paragraph.sign,
    W + "fldChar": Paragraph.field,
    W + "ruby": Paragraph.ruby,
    W + "footnoteReference": Paragraph.note,
    W + "endnoteReference": Paragraph.note,
    BOX: Paragraph.box,
    ALTERNATIVES: Paragraph.alternatives,
    A + "blip": Paragraph.picture,
    A + "p": Paragraph.drawing_text,
    V + "imagedata": Paragraph.old_picture,
    V + "textpath": Paragraph.word_art,
    WP + "docPr": Paragraph.described,
    CHART + "chart": Paragraph.diagram,
    DIAGRAM + "relIds": Paragraph.diagram,
    **dict.fromkeys(DELETED, Paragraph.deleted),
    **dict.fromkeys(ADDED, Paragraph.added),
}


def chosen(alternatives: Element) -> Element | None:
    """Chooses among several ways to say the same: the first with something to read."""
    branches = (each for each in alternatives if any(below.tag in READABLE for below in each.iter()))
    return next(branches, None)


def alternative_text(text: str) -> str:
    """Keeps a description by a person: programs fill in names of files and what a machine believes to see."""
    line = " ".join(text.split())
    by_machine = "自动生成" in line or "generated" in line.lower()
    is_path = "\\" in line or "/" in line or line.lower().endswith(IMAGE_NAMES)
    return "" if by_machine or is_path else line
