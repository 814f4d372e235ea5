"""One paragraph: accepted text only, each character once, and what hangs on it.

Elements nobody knows are passed through, so that what stands inside them is not lost.
"""

import re
from collections.abc import Callable

from records.deeds.readers.office.blocks import Block, Run, Shot, write_raised
from records.deeds.readers.office.package import Element
from records.deeds.readers.office.symbols import (
    MISSING,
    fraction,
    root,
    shown,
    subscript,
    superscript,
    symbol,
)
from records.deeds.readers.photos import alternative_text

from .fields import MAX_FIELDS, Field, Story, begun, mark_contents, without_result
from .numbering import Numbering
from .package import (
    ADDED,
    ALTERNATIVES,
    BOX,
    CHART,
    DELETED,
    DIAGRAM,
    OFFICE,
    RUN,
    SKIPPED,
    SYMBOL,
    SYMBOL_CODE,
    TEXT,
    WP,
    XML_SPACE,
    A,
    M,
    R,
    V,
    W,
    chosen,
    is_drop_cap,
    is_placeholder,
    runs_in,
    value,
    words,
)
from .styles import Styles, Tag

MARK_OF_COMMENT = re.compile(r"[\[［][A-Za-z\u4e00-\u9fff]{0,10}\d{1,4}[\]］]")  # [A1], as printed


class Paragraph:
    """A w:p and what it takes over from those before it that go on in the next.

    `boxes` and `notes` (tag and id of the reference) stand behind the paragraph; `lines` are texts of drawings,
    `left_out` pieces that are not shown, by the code of their message.
    """

    def __init__(self, styles: Styles, numbering: Numbering, story: Story, element: Element) -> None:
        self.styles, self.story = styles, story
        properties = element.find(Tag.PARAGRAPH)
        mark = None if properties is None else properties.find(Tag.RUN)
        changes = set() if mark is None else {each.tag for each in mark} & (DELETED | ADDED)
        deleted = bool(changes & DELETED)
        self.goes_on = deleted or runs_in(mark) or is_drop_cap(properties)
        self.block = Block(styles.paragraph(properties))
        self.block.notice("tracked-changes", len(changes))
        self.letters = styles.run(self.block.shape, None)
        self.alternative = ""
        self.contents = 0  # characters that are part of a table of contents
        self.boxes: list[Element] = []
        self.notes: list[tuple[str, str]] = []
        self.lines: list[str] = []
        self.left_out: dict[str, list[str]] = {}
        if not deleted:
            self.block.number = numbering.advance(self.block.shape)
            self.block.notice("number-format", bool(numbering.unknown))
        self.read(element)
        self.finish()

    def finish(self) -> None:
        story = self.story
        write_raised(self.block)
        if self.contents * 2 > len(self.block.content):
            story.contents.append(self.block)
        if story.contents and not story.in_contents:
            mark_contents(story.contents)
            story.contents = []
        # A field's code runs over a paragraph's end only in broken files: the text behind it must not be lost.
        story.fields = [field for field in story.fields if not field.is_code]

    @property
    def struck(self) -> str:
        return " ".join("".join(self.left_out.get("struck-text", ())).split())

    def quote(self) -> None:
        """Has the messages quote what is not shown, once all of it is known."""
        for code, pieces in self.left_out.items():
            self.block.quote(code, "".join(pieces))

    def take_over(self, before: "Paragraph") -> None:
        self.block.runs[:0] = before.block.runs
        self.block.shots[:0] = before.block.shots
        self.block.take_notices(before.block)
        if before.block.number.text:
            self.block.number = before.block.number
        for code, pieces in before.left_out.items():
            self.left_out[code] = [*pieces, " ", *self.left_out.get(code, [])]
        self.boxes[:0] = before.boxes
        self.notes[:0] = before.notes
        self.lines[:0] = before.lines

    def read(self, parent: Element) -> None:
        for each in parent:
            self.read_one(each)

    def read_one(self, element: Element) -> None:
        if (handler := HANDLERS.get(element.tag)) is not None:
            handler(self, element)
        elif element.tag not in SKIPPED:
            self.read(element)

    def run(self, element: Element) -> None:
        outer = self.letters
        properties = element.find(Tag.RUN)
        self.letters = self.styles.run(self.block.shape, properties)
        if self.styles.is_of_comment(properties) and MARK_OF_COMMENT.fullmatch(words(element).strip()):
            self.block.notice("comments")
        else:
            self.read(element)
        self.letters = outer

    def add(self, text: str) -> None:
        """Adds shown text as a run; that inside another field's code belongs to the code."""
        fields = self.story.fields
        if fields and not fields[-1].is_code and text:
            fields[-1].shows = True
        if code := next((each for each in reversed(fields[:-1]) if each.is_code), None):
            code.code.append(text)
        elif self.letters.hidden:
            self.leave_out("hidden-text", text)
        elif self.letters.struck:
            self.leave_out("struck-text", text)
        else:
            for pieces in self.left_out.values():
                pieces.append(" ")
            self.contents += len(text.strip()) if fields and self.story.in_contents else 0
            self.block.runs.append(Run(text, self.letters))

    def leave_out(self, code: str, text: str) -> None:
        self.block.notice(code, len(text.strip()))
        self.left_out.setdefault(code, []).append(text)

    def text(self, element: Element) -> None:
        text = element.text or ""
        if element.get(XML_SPACE) != "preserve":
            text = text.strip(" \t\r\n")
        if self.letters.font:
            text, unknown = shown(text, self.letters.font)
            self.block.notice("symbol", unknown)
        self.add(text.replace("\n", " ").replace("\r", " ").replace("\t", " "))

    def code(self, element: Element) -> None:
        if self.story.fields and self.story.fields[-1].is_code:
            self.story.fields[-1].code.append(element.text or "")

    def sign(self, element: Element) -> None:
        name = "char" if element.tag == W + "sym" else None
        code = value(element, name) if name else element.get(SYMBOL_CODE) or ""
        font = value(element, "font") if name else ""
        try:
            found = symbol(int(code[:8], 16), font)
        except (ValueError, OverflowError):
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
                fields.append(begun(element))
                del fields[:-MAX_FIELDS]
            case "separate" if fields:
                fields[-1].is_code = False
            case "end" if fields:
                self.end_field(fields.pop())

    def simple_field(self, element: Element) -> None:
        self.story.fields.append(Field(code=[value(element, "instr")], is_code=False))
        self.read(element)
        if self.story.fields:
            self.end_field(self.story.fields.pop())

    def end_field(self, field: Field) -> None:
        if not field.shows:
            drawn = without_result(field, self.block.content)
            self.block.notice(drawn.notice or "field", bool(drawn.notice))
            if drawn.text:
                self.add(drawn.text)

    def control(self, element: Element) -> None:
        """Reads a content control, unless it still shows what it asks for."""
        if is_placeholder(element):
            self.leave_out("placeholder", words(element))
        else:
            self.read(element)

    def alternatives(self, element: Element) -> None:
        branch = chosen(element)
        if branch is not None:
            self.read(branch)

    def ruby(self, element: Element) -> None:
        """Reads the characters, without the small ones above that say how to pronounce them."""
        self.block.notice("ruby")
        for above in element.iterchildren(W + "rt"):
            self.block.quote("ruby", words(above))
        for base in element.iterchildren(W + "rubyBase"):
            self.read(base)

    def note(self, element: Element) -> None:
        self.notes.append((element.tag, value(element, "id")))

    def box(self, element: Element) -> None:
        if self.letters.hidden:
            self.leave_out("hidden-text", words(element))
        else:
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
        alt, self.alternative = self.alternative, ""
        relation = self.story.relations.get(embedded or "")
        if self.letters.hidden:
            return
        if relation and relation.target:
            self.block.shots.append(Shot(relation.target, alt))
        elif relation or linked:
            self.block.notice("remote-pictures")

    def formula(self, element: Element) -> None:
        self.block.notice("formula")
        self.read(element)

    def math_fraction(self, element: Element) -> None:
        above, below = (self.math_text(element, M + name) for name in ("num", "den"))
        self.add(fraction(above, below, self.block.content))

    def math_script(self, element: Element) -> None:
        """Reads what is raised and lowered behind its base, in the order of the file: base, sub, sup."""
        for each in element:
            if each.tag == M + "sub":
                self.add(subscript(self.math_text(element, each.tag)))
            elif each.tag == M + "sup":
                self.add(superscript(self.math_text(element, each.tag)))
            else:
                self.read_one(each)

    def math_root(self, element: Element) -> None:
        self.add(root(self.math_text(element, M + "deg"), self.math_text(element, M + "e")))

    def math_text(self, element: Element, tag: str) -> str:
        """Reads a part of a formula into a text of its own."""
        start = len(self.block.runs)
        for part in element.iterchildren(tag):
            self.read(part)
        taken = self.block.runs[start:]
        del self.block.runs[start:]
        return "".join(run.text for run in taken).strip()

    def diagram(self, element: Element) -> None:
        self.block.notice("diagram")

    def space(self, element: Element) -> None:
        self.add(" ")

    def line_end(self, element: Element) -> None:
        self.add("\n")

    def date_of_today(self, element: Element) -> None:
        """Tells of a day, month or year that Word writes anew each time: the file keeps none."""
        self.block.notice("field")

    def hyphen(self, element: Element) -> None:
        self.add("-")


DATES = [W + part + size for part in ("day", "month", "year") for size in ("Short", "Long")]
HANDLERS: dict[str, Callable[[Paragraph, Element], None]] = {
    RUN: Paragraph.run,
    TEXT: Paragraph.text,
    M + "t": Paragraph.text,
    M + "oMath": Paragraph.formula,
    M + "f": Paragraph.math_fraction,
    M + "rad": Paragraph.math_root,
    **dict.fromkeys((M + "sSup", M + "sSub", M + "sSubSup"), Paragraph.math_script),
    W + "tab": Paragraph.space,
    W + "ptab": Paragraph.space,
    W + "br": Paragraph.line_end,
    W + "cr": Paragraph.line_end,
    W + "noBreakHyphen": Paragraph.hyphen,
    **dict.fromkeys(DATES, Paragraph.date_of_today),
    W + "sym": Paragraph.sign,
    SYMBOL: Paragraph.sign,
    W + "fldChar": Paragraph.field,
    W + "instrText": Paragraph.code,
    W + "fldSimple": Paragraph.simple_field,
    W + "sdt": Paragraph.control,
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
