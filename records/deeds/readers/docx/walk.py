"""A document in the order it is read: paragraphs, each with its text boxes and notes behind it, and rows of tables."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from records.deeds.readers.office.blocks import PLAIN, Block, Letters, Run
from records.deeds.readers.office.package import Element
from records.deeds.readers.office.tables import Row, again, lines_of, words_again

from .elements import (
    ADDED,
    ALTERNATIVES,
    DELETED,
    PARAGRAPH,
    SKIPPED,
    TABLE,
    chosen,
    is_placeholder,
    words,
)
from .fields import Story
from .names import W, value
from .numbering import Numbering
from .paragraph import Paragraph, mark_contents
from .styles import Styles
from .tables import rows_of

CONTROL = W + "sdt"
EMBEDDED = (W + "altChunk", W + "subDoc")


# Returns None for what cannot be read.
Embedded = Callable[[Element, Story], list[Block] | None]


@dataclass(frozen=True, slots=True)
class Note:
    element: Element
    story: Story


class DocumentWalk:
    """`notes` by the tag and id of the reference; each is handed out once. `embedded` reads a file within the file."""

    def __init__(
        self, styles: Styles, numbering: Numbering, notes: dict[tuple[str, str], Note], embedded: Embedded
    ) -> None:
        self.styles, self.numbering, self.notes, self.embedded = styles, numbering, notes, embedded
        self.tables = 0

    def blocks(self, parent: Element, story: Story) -> list[Block]:
        """Returns all that stands in a body, a cell, a note or a text box."""
        found: list[Block] = []
        notices: Counter[str] = Counter()
        before: Paragraph | None = None  # its end was deleted: it goes on in the next
        for each in content(parent, notices):
            if each.tag == PARAGRAPH:
                paragraph = Paragraph(self.styles, self.numbering, story, each)
                if before:
                    paragraph.take_over(before)
                before = paragraph if paragraph.goes_on else None
                found += [] if before else self.finished(paragraph, story)
                continue
            found += self.finished(before, story) if before else []
            before = None
            if each.tag == TABLE:
                self.tables += 1
                number = self.tables
                found += lines_of(list(self.rows(each, story)), number)
            elif each.tag == CONTROL:
                contents = self.blocks(each, story)
                mark_contents(contents)
                found += contents
            elif (embedded := self.embedded(each, story)) is not None:
                found += embedded
            else:
                notices["embedded-file"] += 1
        found += self.finished(before, story) if before else []
        return with_notices(found, notices)

    def rows(self, table: Element, story: Story) -> Iterator[Row]:
        """Yields the blocks of each cell, in each row that a merged cell reaches over."""
        merged: dict[int, str] = {}
        for row in rows_of(table):
            cells: Row = []
            for cell in row:
                own = self.cell(cell.element, story)
                if not cell.goes_on:
                    merged[cell.column] = words_again(own)
                words = merged.get(cell.column, "") if cell.goes_on else ""
                cells.append((cell.column, own or again(words)))
            yield cells

    def cell(self, element: Element, story: Story) -> list[Block]:
        around = element.getparent()
        control = None if around is None or around.tag != CONTROL + "Content" else around.getparent()
        if control is None or not is_placeholder(control):
            return self.blocks(element, story)
        return with_notices([], Counter({"placeholder": len(words(element).strip())}))

    def finished(self, paragraph: Paragraph, story: Story) -> list[Block]:
        """Returns the paragraph, then its text boxes, then its notes."""
        behind = [Block(PLAIN, runs=[Run(line, Letters())]) for line in paragraph.lines]
        if paragraph.struck:
            behind.append(Block(PLAIN, role="boilerplate", runs=[Run(paragraph.struck, Letters())]))
        paragraph.quote()
        for box in paragraph.boxes:
            behind += self.blocks(box, Story(story.relations))
        for reference in paragraph.notes:
            behind += self.note(reference)
        for block in behind:
            block.aside = True
        return [block for block in (paragraph.block, *behind) if not block.is_empty]

    def note(self, reference: tuple[str, str]) -> list[Block]:
        note = self.notes.pop(reference, None)
        blocks = self.blocks(note.element, note.story) if note else []
        for block in blocks:
            block.role = "note"
        return blocks


def with_notices(blocks: list[Block], notices: Counter[str]) -> list[Block]:
    if notices.total() and not blocks:
        blocks = [Block(PLAIN)]
    for block in blocks[:1]:
        block.notice_all(notices)
    return blocks


def is_contents(control: Element) -> bool:
    return "table of contents" in value(control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")).lower()


def content(parent: Element, notices: Counter[str]) -> Iterator[Element]:
    """Yields paragraphs, tables and embedded files below an element, whatever wraps them."""
    for each in parent:
        if each.tag in (PARAGRAPH, TABLE, *EMBEDDED):
            yield each
        elif each.tag == ALTERNATIVES:
            branch = chosen(each)
            yield from () if branch is None else content(branch, notices)
        elif each.tag == CONTROL and is_placeholder(each):
            notices["placeholder"] += len(words(each).strip())
        elif each.tag == CONTROL and is_contents(each):
            yield each
        elif each.tag in DELETED:
            notices["tracked-changes"] += 1
        elif each.tag not in SKIPPED:
            notices["tracked-changes"] += each.tag in ADDED
            yield from content(each, notices)
