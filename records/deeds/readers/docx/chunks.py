"""Files within a Word file (altChunk), which Word makes part of the text: web pages, texts, other Word files."""

from collections.abc import Callable

from records.deeds.document import DeedsError, Message
from records.deeds.readers import html, text
from records.deeds.readers.html import mhtml
from records.deeds.readers.office.blocks import Block, Letters, Number, Run, Shape
from records.deeds.readers.office.package import Element, TooLarge
from records.deeds.readers.office.safe_zip import ZipFault
from records.deeds.source import Line, Source

from .fields import Story
from .names import R
from .package import WordPackage

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
        return blocks_of(source)

    def word(self, data: bytes) -> list[Block]:
        inner = self.package.inner(data)
        blocks = self.read_word(inner)
        self.package.xml_left, self.package.markup_left = inner.xml_left, inner.markup_left
        for block in blocks:
            block.notice("embedded-picture", len(block.shots))
            block.shots = []
        return blocks


def blocks_of(source: Source) -> list[Block]:
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
