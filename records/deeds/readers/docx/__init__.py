"""Word files, as Word, WPS and LibreOffice write them → Source.

A paragraph is a line; text boxes, footnotes and endnotes stand right behind the paragraph they hang on, a table's
row is a line, headers and footers come last, each text once. Tracked changes are read as accepted.
What is left out is told.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from records.deeds.document import DeedsError, Message
from records.deeds.readers import html, text
from records.deeds.readers.format import Format
from records.deeds.readers.html import mhtml
from records.deeds.readers.office.blocks import (
    PLAIN,
    Block,
    Letters,
    Number,
    Row,
    Run,
    Shape,
    again,
    lines_of,
    words_again,
)
from records.deeds.readers.office.lines import source_of
from records.deeds.readers.office.package import Album, Element, TooLarge, broken, not_word
from records.deeds.readers.office.safe_zip import ZipFault
from records.deeds.source import Line, Source

from .fields import Story, mark_contents
from .numbering import Numbering
from .package import (
    ADDED,
    ALTERNATIVES,
    DELETED,
    PARAGRAPH,
    SKIPPED,
    TABLE,
    R,
    W,
    WordPackage,
    chosen,
    is_placeholder,
    rows_of,
    value,
    words,
)
from .paragraph import Paragraph
from .styles import Styles

# --- The walk, in the order in which a document is read -------------------------------------------------

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


# --- Files within a Word file ---------------------------------------------------------------------------

MAX_CHUNKS = 50
MAX_DEPTH = 2
MAX_HEAD_BYTES = 4096
READERS = {".txt": text.read, ".html": html.read, ".htm": html.read, ".xhtml": html.read}
READERS |= dict.fromkeys((".mht", ".mhtml"), mhtml.read)


class Chunks:
    """Reads the files within a file. `messages` are what their readers say."""

    def __init__(self, package: WordPackage, read_word: Callable[[WordPackage], list[Block]]) -> None:
        self.package, self.read_word = package, read_word
        self.messages: list[Message] = []
        self.count = 0

    def blocks(self, element: Element, story: Story) -> list[Block] | None:
        """Returns what the file holds, None where it cannot be read."""
        relation = story.relations.get(element.get(R + "id") or "")
        self.count += 1
        if relation is None or not relation.target or self.count > MAX_CHUNKS:
            return None
        try:
            return self.opened(relation.target, self.package.chunk(relation.target))
        except (KeyError, TooLarge, ZipFault, DeedsError):
            return None

    def opened(self, name: str, data: bytes) -> list[Block] | None:
        if data.startswith(b"PK"):
            return self.word(data) if self.package.depth < MAX_DEPTH else None
        if data.startswith(b"{\\rtf"):
            return None
        suffix = "." + name.lower().rpartition(".")[2]
        head = data[:MAX_HEAD_BYTES].replace(b"\0", b"").decode("ascii", "ignore").lstrip()
        is_page = html.START.match(head) is not None
        read = html.read if is_page else READERS.get(suffix)
        if read is None:
            return None
        source = read(data)
        self.messages += [Message(each.level, each.code, each.text) for each in source.messages]
        return blocks_from(source)

    def word(self, data: bytes) -> list[Block]:
        inner = self.package.inner(data)
        blocks = self.read_word(inner)
        self.package.xml_left, self.package.markup_left = inner.xml_left, inner.markup_left
        for block in blocks:
            block.notice("embedded-picture", len(block.shots))
            block.shots = []
        return blocks


def blocks_from(source: Source) -> list[Block]:
    blocks = [block_of(line) for line in source.lines]
    if blocks:
        blocks[-1].notice("embedded-picture", len(source.pictures))
    return blocks


def block_of(line: Line) -> Block:
    look, start = line.look, line.look.number
    shape = Shape(kind="title" if look.role == "title" else None, level=look.level)
    role = look.role if look.role not in ("title", "heading") else "body"
    rest = line.text[start:]
    gap = rest[: len(rest) - len(rest.lstrip())]
    bold = max(look.bold - start - len(gap), 0)
    content = rest[len(gap) :]
    runs = [Run(content[:bold], Letters(bold=True)), Run(content[bold:], Letters())]
    return Block(shape, role, number=Number(line.text[:start], gap), runs=[run for run in runs if run.text])


# --- The file as a whole --------------------------------------------------------------------------------


def read(data: bytes) -> Source:
    """Raises DeedsError with what the file's owner can do."""
    try:
        return source(WordPackage(data))
    except RecursionError as error:
        raise broken("文件里的表格或文本框一层套一层，套得太深") from error


def source(package: WordPackage) -> Source:
    blocks, comments, chunks = blocks_of(package)
    made = source_of(blocks, Album(package), comments)
    return replace(made, messages=(*made.messages, *chunks.messages))


def blocks_of(package: WordPackage) -> tuple[list[Block], int, Chunks]:
    """Returns all that stands in a file, and how many comments hang on it."""
    main = package.main_part()
    root = package.xml(main)
    if root is not None and root.tag != W + "document":
        raise not_word("其他办公文件")
    body = None if root is None else root.find(W + "body")
    if root is None or body is None:
        raise broken()
    styles = Styles(part(package, main, "styles"))
    numbering = Numbering(part(package, main, "numbering"), lambda name: styles.shape(name).list_id)
    chunks = Chunks(package, lambda inner: blocks_of(inner)[0])
    walk = DocumentWalk(styles, numbering, dict(notes(package, main)), chunks.blocks)
    blocks = walk.blocks(body, Story(package.relations(main)))
    blocks += headers_and_footers(package, main, root, walk)
    comments = part(package, main, "comments")
    return blocks, 0 if comments is None else len(list(comments)), chunks


def part(package: WordPackage, main: str, kind: str) -> Element | None:
    name = package.related(main, kind)
    return None if name is None else package.xml(name)


def notes(package: WordPackage, main: str) -> Iterator[tuple[tuple[str, str], Note]]:
    for kind in ("footnote", "endnote"):
        name = package.related(main, f"{kind}s")
        root = None if name is None else package.xml(name)
        if name is None or root is None:
            continue
        story = Story(package.relations(name))
        for element in root.iterchildren(W + kind):
            yield (f"{W}{kind}Reference", value(element, "id")), Note(element, story)


def headers_and_footers(package: WordPackage, main: str, root: Element, walk: DocumentWalk) -> list[Block]:
    """Returns the headers and footers, which sections share and repeat: each text and each picture once."""
    found: dict[tuple[str, ...], Block] = {}
    for name in dict.fromkeys(page_parts(package, main, root)):
        page = package.xml(name)
        for block in [] if page is None else walk.blocks(page, Story(package.relations(name))):
            block.role = "boilerplate"
            found.setdefault((block.content, *(shot.member for shot in block.shots)), block)
    return list(found.values())


def page_parts(package: WordPackage, main: str, root: Element) -> Iterator[str]:
    relations = package.relations(main)
    for reference in root.iter(W + "headerReference", W + "footerReference"):
        relation = relations.get(reference.get(R + "id") or "")
        if relation and relation.target:
            yield relation.target


FORMAT = Format("docx", "Word 文档（.docx）", (".docx", ".docm", ".dotx"), read, zip_sign=b"word/")
