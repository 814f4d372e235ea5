"""Reads the file that a record was read from once more, and holds the record against it, text by text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from records.deeds import DeedsError, Reading
from records.deeds.document import Deeds
from records.deeds.formats.markdown import with_markdown_texts
from records.exporting.from_records import deeds_of
from records.importing.bounded import BoundedReader, ReadersBusy
from records.models import ImportedDocument, Record
from records.presentation.differences import Difference, differences
from records.utils.exceptions import UserFacingError

from .imports.annotated import ShownLine, shown_lines
from .imports.review import first_lines
from .imports.stored_readings import part_of

# The texts of a document: all else of a record is an editor's, or a copy.
TEXTS = {"title", "introduction", "heading", "lead", "measure", "closing"}
# What stands in a text for a picture: the document's own are not read again.
PICTURE_ALONE = re.compile(r"!\[[^\n]*\]\([^\n]*\)")


class NotReadAgain(UserFacingError):
    """Says why, and what still can be done."""


@dataclass(frozen=True, slots=True)
class ShownText:
    """`anchor` is its place on the page, `paths` those that the document's marks have, `line` the first of its lines.

    `is_reread`: the reader of today does not read it as it was read at the import.
    """

    anchor: str
    difference: Difference
    paths: tuple[str, ...] = ()
    line: int | None = None
    is_reread: bool = False

    @property
    def says_otherwise(self) -> bool:
        return self.difference.kind != "same"

    @property
    def said(self) -> str:
        kinds = {
            "changed": "录入以后改过",
            "added": "原件里没有，是后来加的",
            "removed": "原件里有，现在的文字里没有",
            "moved": "换了位置",
        }
        return kinds.get(self.difference.kind, "")


@dataclass(frozen=True, slots=True)
class Compared:
    """`lost` counts texts that were read at the import, and are read so no more; None where that was not kept."""

    texts: list[ShownText]
    lines: list[ShownLine]
    lost: int | None

    @property
    def changed(self) -> int:
        return sum(text.says_otherwise for text in self.texts)

    @property
    def reread(self) -> int:
        return sum(text.is_reread for text in self.texts)


def compare(data: bytes, name: str, document: ImportedDocument | None, record: Record) -> Compared:
    """Compares the record, which shows the version in question. Raises NotReadAgain."""
    reading = read_again(data, name, document, record)
    found = reading.deeds.fingerprints()
    known = None if document is None or document.read_as is None else set(document.read_as.values())
    lines = first_lines(reading.text, reading.marks, reading.part.first_line)
    texts = list(
        shown_texts(reading, record, lines, {p for p, one in found.items() if known and one not in known})
    )
    addresses = {path: f"#{text.anchor}" for text in texts for path in text.paths}
    return Compared(
        texts,
        shown_lines(reading.text, reading.marks, addresses, reading.part.first_line),
        None if known is None else len(known - {*found.values()}),
    )


def shown_texts(
    reading: Reading, record: Record, lines: dict[str, int], reread: set[str]
) -> Iterator[ShownText]:
    before = without_pictures(with_markdown_texts(reading.deeds))
    after = without_pictures(deeds_of(record))
    for number, one in enumerate(differences(before, after), 1):
        part = one.after or one.before
        if part is None or part.group not in TEXTS or not (part.text or (one.before and one.before.text)):
            continue
        path = one.before.path if one.before else ""
        paths = (path, path.replace(".text", ".marker")) if one.before else ()
        line = next((lines[each] for each in paths if each in lines), None)
        yield ShownText(f"text-{number}", one, paths, line, path in reread)


# --- Reading ------------------------------------------------------------------------------------------


def read_again(data: bytes, name: str, document: ImportedDocument | None, record: Record) -> Reading:
    try:
        with BoundedReader() as reader:
            readings = reader.read(data, PurePath(name).name)
            if found := part_among(readings, document, record):
                return found
            if document is not None and document.text:  # cut elsewhere by an editor, who had its text
                return reader.read_again(document.text, part_of(document))
    except DeedsError as error:
        raise NotReadAgain(f"现在读不了这份原件：{error}原件本身没有变，可以下载来看。") from error
    except ReadersBusy as busy:
        raise NotReadAgain("网站正在读另一批材料，这一页要等它读完。请过一分钟再打开。") from busy
    raise NotReadAgain(
        f"现在从这份原件里读出 {len(readings)} 份材料，没有一份与这条记录相应：读法与导入时不同。"
        "原件本身没有变，可以下载来看。"
    )


def part_among(
    readings: Sequence[Reading], document: ImportedDocument | None, record: Record
) -> Reading | None:
    """Finds the record among those of the file: by its place, else by the name of whom it is about."""
    if document is not None and document.parts == len(readings):
        return readings[document.part - 1]
    if document is None and len(readings) == 1:
        return readings[0]
    named = [one for one in readings if one.deeds.recipient.name == record.recipient.name]
    return named[0] if len(named) == 1 else None


def without_pictures(deeds: Deeds) -> Deeds:
    sections = tuple(
        replace(
            section,
            lead=without(section.lead),
            measures=tuple(replace(one, text=without(one.text)) for one in section.measures),
        )
        for section in deeds.sections
    )
    return replace(
        deeds,
        introduction=without(deeds.introduction),
        closing=without(deeds.closing),
        sections=sections,
    )


def without(text: str) -> str:
    if "![" not in text:
        return text
    blocks = text.split("\n\n")
    return "\n\n".join(block for block in blocks if not PICTURE_ALONE.fullmatch(block.strip()))
