"""Stores the reading of a document while it waits for its review: JSON in ImportedDocument.reading."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from records.deeds import Mark, Message, Part, Picture, Reading, Span
from records.deeds.document import Deeds, Figure
from records.deeds.formats.json import from_json, to_json
from records.deeds.formats.markdown import with_markdown_texts
from records.deeds.placing import places, with_pictures
from records.importing.bounded import BoundedReader
from records.importing.pictures import about_place, about_words, refused
from records.models import ImportedDocument
from records.models import Picture as PictureRow
from records.presentation.pictures import PictureRows
from records.publishing.pictures import file_name, keep_picture, markdown_of
from records.utils.pictures import PictureRefused, reencode


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """`line` is the line of the document it stands behind, 0 above all.

    `place` is the path of the text that was read with it, empty for one that is offered alone; `new`: the site did not
    have it before.
    """

    address: str
    caption: str
    line: int
    alt: str = ""
    aside: bool = False
    place: str = ""
    new: bool = False


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

    `edited` since the document was read: then it is not read again. `settled` are the keys of the doubts that an editor
    has looked at.
    """

    deeds: Deeds
    origins: Origins
    messages: tuple[Message, ...] = ()
    marks: tuple[Mark, ...] = ()
    pictures: tuple[StoredPicture, ...] = ()
    part: Part = field(default_factory=Part)
    edited: bool = False
    suggested: tuple[Figure, ...] = ()
    settled: tuple[str, ...] = ()

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
            "settled": list(self.settled),
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
        tuple(stored.get("settled", ())),
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


def store_reading(reading: Reading, reader: BoundedReader, by: Any) -> StoredReading:
    """Stores the pictures; one that cannot be shown, or that there is no time for, becomes a message."""
    pictures, refusals = stored_pictures(reading.pictures, reader, by)
    return placed(replace(reading, messages=(*reading.messages, *refusals)), pictures)


def placed(reading: Reading, pictures: Sequence[StoredPicture]) -> StoredReading:
    """Returns what is stored of a reading: its texts show the pictures that have a place in them."""
    found = places(reading, pictures)
    stored, shown, messages = [], [], list(reading.messages)
    rows = PictureRows(tuple(picture.address for picture in pictures))
    for picture, place in zip(pictures, found, strict=True):
        row = rows.at(picture.address)
        stored.append(replace(picture, place=place.path if place else ""))
        messages += about_place(picture, place, "没有放进正文。需要时请在“图片”一栏选定放入哪段。")
        if place:
            described = picture.alt or bool(row and row.is_described)
            messages += () if described else about_words(picture, place)
            shown.append((place, markdown_of(picture.address, row, picture.alt, picture.caption)))
    deeds = with_pictures(with_markdown_texts(reading.deeds), shown)
    return StoredReading(
        deeds,
        origins_of(deeds, reading.suggested),
        tuple(messages),
        reading.marks,
        tuple(stored),
        reading.part,
        suggested=reading.suggested,
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
    pictures: tuple[Picture, ...], reader: BoundedReader, by: Any
) -> tuple[tuple[StoredPicture, ...], list[Message]]:
    stored, refusals = [], []
    for picture in pictures:
        try:
            if reader.seconds_left <= 0:
                raise PictureRefused("这次上传的图片处理起来太久。请在录入后手工添加这一张。")
            content = reencode(picture.data)
            new = not PictureRow.objects.filter(name=file_name(content)).exists()
            kept = keep_picture(content, by=by, alt=picture.alt, caption=picture.caption)
            words = {"caption": picture.caption, "alt": picture.alt}
            stored.append(
                StoredPicture(kept.in_texts, line=picture.line, aside=picture.aside, new=new, **words)
            )
        except PictureRefused as error:
            refusals.append(refused(picture, error))
    return tuple(stored), refusals
