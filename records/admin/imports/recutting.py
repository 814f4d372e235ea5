"""Cuts a file of several records elsewhere: a part joined with the next, or cut in two at a line.

The text is read again as it was read first, with the looks of its lines. What an editor has corrected is never read
over, nor what is on the site already.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from records.audit import Act, record_act
from records.deeds import DeedsError, Message, Part, Reading
from records.deeds.parsing.codes import WAS_CUT
from records.deeds.source import LINE_END, line_starts
from records.importing.bounded import BoundedReader, ReadersBusy
from records.importing.pictures import REFUSED
from records.models import Edition, ImportedDocument
from records.utils.exceptions import UserFacingError

from .intake import refuse_unwieldy
from .stored_readings import StoredPicture, StoredReading, load_reading, placed

State = ImportedDocument.State


class RecutRefused(UserFacingError):
    """Nothing was changed."""


def join(row: ImportedDocument, by: Any) -> None:
    """Joins a part with the next one, which goes. Raises RecutRefused."""
    below = next_part(row)
    if below is None:
        raise RecutRefused(f"“{row.label}”后面没有下一份，不能合并。")
    one, other = untouched(row), untouched(below)
    whole = replace(one.part, looks={**one.part.looks, **other.part.looks})
    (reading,) = read_again((row.text + below.text, whole))
    with transaction.atomic():
        lock(row, below)
        detail = f"{row.batch}：“{row.label}”与“{below.label}”合并成一份"
        below.delete()
        renumber(row, by=-1)
        keep(row, reading, [*kept(one), *kept(other)], [*one.pictures, *other.pictures])
        tell_anew(row)
        record_act(Act.CHANGED, on=row, by=by, detail=detail)


def cut(row: ImportedDocument, line: int, by: Any) -> ImportedDocument:
    """Cuts a part in two, and returns the second, which begins with that line of the file. Raises RecutRefused."""
    stored = untouched(row)
    at = offset_of(row, stored.part, line)
    upper, lower = halves(row.text, stored.part, line, at)
    above, below = read_again((row.text[:at], upper), (row.text[at:], lower))
    messages, pictures = kept(stored), stored.pictures
    with transaction.atomic():
        lock(row)
        detail = f"{row.batch}：“{row.label}”从第 {line} 行切成两份"
        row.file = row.file or row.pk  # of an older release, that knew no files
        row.save(update_fields=["file"])
        renumber(row, by=1)
        place: dict[str, Any] = {"file": row.file, "part": row.part + 1, "parts": row.parts}
        place["original_id"] = row.original_id
        second = ImportedDocument(batch=row.batch, name=row.name, state=State.WAITING, revision=0, **place)
        keep(row, above, before(messages, line), before(pictures, line))
        keep(second, below, from_line(messages, line), from_line(pictures, line))
        tell_anew(row)
        record_act(Act.CHANGED, on=row, by=by, detail=detail)
    return second


# --- What may be cut, and where -------------------------------------------------------------------------


def file_of(row: ImportedDocument) -> QuerySet[ImportedDocument]:
    return ImportedDocument.objects.filter(batch_id=row.batch_id, file=row.file, name=row.name)


def next_part(row: ImportedDocument) -> ImportedDocument | None:
    return file_of(row).filter(part=row.part + 1).first() if row.parts > 1 else None


def why_not(row: ImportedDocument, stored: StoredReading) -> str:
    """Says why a part is not cut or joined; empty where it may be."""
    if stored.edited:
        return (
            f"“{row.label}”已经有人核对、保存过修改。切开或合并要重新读一遍原文，会丢掉这些修改，所以不做。"
        )
    if not stored.part.can_be_cut:
        return f"“{row.label}”不是从连续的文字读出来的，不能切开或合并。请拆成几个文件再导入。"
    return ""


def untouched(row: ImportedDocument) -> StoredReading:
    if row.state != State.WAITING:
        raise RecutRefused(f"“{row.label}”已经处理过，现在是“{row.get_state_display()}”，不能再切开或合并。")
    stored = load_reading(row)
    if reason := why_not(row, stored):
        raise RecutRefused(reason)
    return stored


def last_line(text: str, part: Part) -> int:
    return part.first_line + len(LINE_END.findall(text.rstrip()))


def offset_of(row: ImportedDocument, part: Part, line: int) -> int:
    starts = line_starts(row.text)
    last = last_line(row.text, part)
    at = starts[line - part.first_line] if part.first_line < line <= last else 0
    if not row.text[:at].strip():
        raise RecutRefused(
            f"“{row.label}”是文件的第 {part.first_line} 到 {last} 行。请填写这当中的一行："
            "从这一行起是另一份，上面也要留下文字。"
        )
    return at


def halves(text: str, part: Part, line: int, at: int) -> tuple[Part, Part]:
    """Keeps for the half where the record began what was known of it."""
    looks = part.looks
    upper = {number: look for number, look in looks.items() if number < line}
    lower = {number: look for number, look in looks.items() if number >= line}
    if at <= part.front:
        new = Part(first_line=part.first_line, looks=upper, can_be_cut=True)
        return new, replace(part, first_line=line, front=part.front - at, looks=lower)
    from records.deeds.parsing.parts import part_beginning

    below = replace(part_beginning(text[at:], line, lower), heading=part.heading)
    return replace(part, looks=upper), below


def read_again(*parts: tuple[str, Part]) -> list[Reading]:
    try:
        with BoundedReader() as reader:
            readings = [reader.read_again(text, part) for text, part in parts]
        for reading in readings:
            refuse_unwieldy(reading)
    except (DeedsError, ReadersBusy) as error:
        raise RecutRefused(f"没有切开或合并：{error}") from error
    return readings


# --- What is kept ---------------------------------------------------------------------------------------


def lock(*rows: ImportedDocument) -> None:
    """Makes others wait, and refuses what somebody has saved meanwhile."""
    Edition.lock_for_writing()
    for row in rows:
        now = ImportedDocument.objects.select_for_update(of=("self",)).filter(pk=row.pk).first()
        if now is None or (now.state, now.revision, now.part) != (row.state, row.revision, row.part):
            raise RecutRefused(f"刚才有人动过“{row.label}”，没有切开或合并。请重新打开再做。")


def kept(stored: StoredReading) -> list[Message]:
    """Returns what the file gave rise to, and its pictures: all else is found anew."""
    said = stored.part.said
    return [*stored.messages[:said], *(m for m in stored.messages[said:] if m.code == REFUSED)]


def before(found: Iterable[Any], line: int) -> list[Any]:
    return [one for one in found if (one.line or 0) < line]


def from_line(found: Iterable[Any], line: int) -> list[Any]:
    return [one for one in found if (one.line or 0) >= line]


def keep(
    row: ImportedDocument, reading: Reading, messages: list[Message], pictures: list[StoredPicture]
) -> None:
    part = replace(reading.part, said=len(messages))
    stored = placed(replace(reading, messages=(*messages, *reading.messages), part=part), pictures)
    row.text, row.reading, row.revision = reading.text, stored.as_json(), row.revision + 1
    row.read_as = reading.deeds.fingerprints()
    row.save()


def renumber(row: ImportedDocument, *, by: int) -> None:
    file_of(row).filter(part__gt=row.part).update(part=F("part") + by, parts=F("parts") + by)
    file_of(row).filter(part__lte=row.part).update(parts=F("parts") + by)
    row.refresh_from_db(fields=["part", "parts"])


def tell_anew(row: ImportedDocument) -> None:
    """Says in the first part, while it waits, where the file is cut now, if it said so before."""
    first = file_of(row).filter(part=1, state=State.WAITING).first()
    if first is None or first.reading is None:
        return
    told = [message for message in first.reading["messages"] if message["code"] == WAS_CUT]
    rows = file_of(row).values_list("reading__part__first_line", "reading__deeds__recipient__name")
    places = [(line or 1, name or "") for line, name in rows]
    from records.deeds.parsing.parts import where_it_was_cut

    for message in told:
        message |= {"text": where_it_was_cut(places).text}
    if len(places) == 1:
        first.reading["messages"] = [one for one in first.reading["messages"] if one["code"] != WAS_CUT]
    first.save(update_fields=["reading"])
