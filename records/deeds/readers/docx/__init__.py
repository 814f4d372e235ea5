"""Word files, as Word, WPS and LibreOffice write them → Source.

A paragraph is a line; text boxes, footnotes and endnotes stand right behind the paragraph they hang on, a table's
row is a line, headers and footers come last, each text once. Tracked changes are read as accepted.
What is left out is told.
"""

from collections.abc import Iterator
from dataclasses import replace

from records.deeds.readers.format import Format
from records.deeds.readers.office.blocks import Block
from records.deeds.readers.office.exceptions import broken, not_word
from records.deeds.readers.office.lines import source_of
from records.deeds.readers.office.package import Element
from records.deeds.readers.office.pictures import Album
from records.deeds.source import Source

from .chunks import Chunks
from .fields import Story
from .names import R, W, value
from .numbering import Numbering
from .package import WordPackage
from .styles import Styles
from .walk import DocumentWalk, Note


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
