"""Stores the reading of a document while it waits for its review: JSON in ImportedDocument.reading."""

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.core.files.base import ContentFile

from records.admin.images import store_picture
from records.deeds import Mark, Message, Part, Picture, Reading, Span
from records.deeds.document import Deeds, Figure
from records.deeds.formats.json import from_json, to_json
from records.deeds.formats.markdown import with_markdown_texts
from records.importing.bounded import BoundedReader
from records.models import ImportedDocument
from records.utils.pictures import PictureRefused

PICTURE_REFUSED = "picture-refused"


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """`line` is the line of the document it stands behind, 0 above all."""

    address: str
    caption: str
    line: int


@dataclass(frozen=True, slots=True)
class Origins:
    """The paths (see Mark) under which the parts were read, several joined by blanks where parts were merged.

    Marks and messages name parts by these, wherever in the record the editor has moved them. A part that the editor
    added has none.
    """

    awards: list[str] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    measures: list[list[str]] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)
    suggested: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class StoredReading:
    """`deeds` have Markdown texts: what the editor sees and types is what will be stored.

    `edited` since the document was read: then it is not read again.
    """

    deeds: Deeds
    origins: Origins
    messages: tuple[Message, ...] = ()
    marks: tuple[Mark, ...] = ()
    pictures: tuple[StoredPicture, ...] = ()
    part: Part = field(default_factory=Part)
    edited: bool = False
    suggested: tuple[Figure, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "deeds": to_json(self.deeds),
            "origins": asdict(self.origins),
            "messages": [asdict(message) for message in self.messages],
            "marks": [[mark.path, mark.span.start, mark.span.end] for mark in self.marks],
            "pictures": [asdict(picture) for picture in self.pictures],
            # The place in the file stands in the row, where it changes with its neighbors.
            "part": {
                name: value for name, value in asdict(self.part).items() if name not in ("number", "of")
            },
            "edited": self.edited,
            "suggested": to_json(replace(self.deeds, figures=self.suggested))["figures"],
        }


def load_reading(document: ImportedDocument) -> StoredReading:
    stored: dict[str, Any] = document.reading or {}
    return StoredReading(
        from_json(stored["deeds"]),
        Origins(**stored["origins"]),
        messages_of(document),
        tuple(Mark(path, Span(start, end)) for path, start, end in stored["marks"]),
        tuple(StoredPicture(**picture) for picture in stored["pictures"]),
        part_of(document),
        stored.get("edited", False),
        suggested_in(stored),
    )


def suggested_in(stored: dict[str, Any]) -> tuple[Figure, ...]:
    figures = {"sections": stored["deeds"]["sections"], "figures": stored.get("suggested", [])}
    return from_json(figures).figures


def part_of(document: ImportedDocument) -> Part:
    stored: dict[str, Any] = (document.reading or {}).get("part", {})
    looks = {int(number): tuple(look) for number, look in stored.get("looks", {}).items()}
    return Part(**stored | {"number": document.part, "of": document.parts, "looks": looks})


def messages_of(document: ImportedDocument) -> tuple[Message, ...]:
    return tuple(Message(**message) for message in (document.reading or {}).get("messages", []))


def messages_alone(*messages: Message) -> dict[str, Any]:
    """Gives the stored form for a document that could not be read."""
    return {"messages": [asdict(message) for message in messages]}


def store_reading(reading: Reading, reader: BoundedReader) -> StoredReading:
    """Stores the pictures; one that cannot be shown, or that there is no time for, becomes a message."""
    deeds = with_markdown_texts(reading.deeds)
    pictures, refused = stored_pictures(reading.pictures, reader)
    messages = (*reading.messages, *refused)
    origins = origins_of(deeds, reading.suggested)
    return StoredReading(
        deeds, origins, messages, reading.marks, pictures, reading.part, suggested=reading.suggested
    )


def origins_of(deeds: Deeds, suggested: tuple[Figure, ...]) -> Origins:
    return Origins(
        awards=numbered("awards", deeds.awards),
        sections=numbered("sections", deeds.sections),
        measures=[
            numbered(f"sections.{section.number}.measures", section.measures) for section in deeds.sections
        ],
        figures=numbered("figures", deeds.figures),
        suggested=numbered("suggested", suggested),
        left_out=numbered("left_out", deeds.left_out),
    )


def numbered(name: str, parts: tuple[Any, ...]) -> list[str]:
    return [f"{name}.{number}" for number in range(1, len(parts) + 1)]


def stored_pictures(
    pictures: tuple[Picture, ...], reader: BoundedReader
) -> tuple[tuple[StoredPicture, ...], list[Message]]:
    stored, refused = [], []
    for picture in pictures:
        try:
            if reader.seconds_left <= 0:
                raise PictureRefused("这次上传的图片处理起来太久。请在录入后手工添加这一张。")
            kept = store_picture(ContentFile(picture.data, picture.name), caption=picture.caption)
            stored.append(StoredPicture(kept.in_texts, picture.caption, picture.line))
        except PictureRefused as error:
            message = f"图片“{picture.caption or picture.name}”没有保存：{error}"
            refused.append(Message("warning", PICTURE_REFUSED, message, picture.line or None))
    return tuple(stored), refused
