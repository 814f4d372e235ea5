"""Makes a batch of uploaded files and pasted text, each document read, none written as a record."""

import logging
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.db import transaction

import records.deeds
from records.audit import Act, record_act
from records.deeds import DeedsError, Message, Reading
from records.deeds.document import Deeds
from records.importing.bounded import BoundedReader, ReadersBusy
from records.importing.files import Incoming, printable, unpacked
from records.models import Edition, ImportBatch, ImportedDocument
from records.publishing.batches import MAX_NAME_CHARACTERS
from records.publishing.originals import Arriving
from records.utils.exceptions import UserFacingError
from records.utils.files import hashed

from .stored_readings import messages_alone, store_reading

MB = 1024 * 1024
# A request reads no more: 200 Word files take about ten seconds. More is for the command line.
MAX_DOCUMENTS = 200
# Archives list files beside the documents too: a Mac packs a hidden one with each.
MAX_LISTED = 2_000
MAX_BYTES = 100 * MB
# A form can bring back no more: three bytes a character, and figures repeat their sentences.
MAX_CHARACTERS = 300_000
BYTES_A_CHARACTER = 4
# Each line costs as much as forty characters, and no form shows so many.
MAX_LINES = 20_000

State = ImportedDocument.State
log = logging.getLogger(__name__)


class UploadRefused(UserFacingError):
    """Nothing was taken in."""


def take_in(incoming: Iterable[Incoming], by: Any) -> ImportBatch:
    """Reads all before anything is written: the database is not kept waiting, and all comes in or nothing.

    What the time of one request does not suffice for comes in unread, and says so.
    """
    with Arriving() as arriving:
        try:
            with BoundedReader() as reader:
                documents = [
                    row
                    for number, document in enumerate(counted(incoming), 1)
                    for row in read(document, reader, number, by, arriving)
                ]
        except ReadersBusy as busy:
            raise UploadRefused(f"{busy}") from busy
        return store(documents, arriving, by)


def store(documents: list[ImportedDocument], arriving: Arriving, by: Any) -> ImportBatch:
    with transaction.atomic():
        Edition.lock_for_writing()
        originals = arriving.keep()
        batch = ImportBatch.objects.create(by=by)
        for row in documents:
            row.batch = batch
            row.original_id = originals.get((row.file, row.name))
        ImportedDocument.objects.bulk_create(documents)
        names = {row.file: row.name for row in documents}
        told = [f"{name}{arriving.told((file, name))}" for file, name in names.items()]
        record_act(Act.BATCH_MADE, on=batch, by=by, detail="、".join(told))
    return batch


def counted(incoming: Iterable[Incoming]) -> Iterator[Incoming]:
    """Raises UploadRefused behind as many as may come at once."""
    documents = 0
    for listed, document in enumerate(incoming, 1):
        documents += not document.is_skipped
        if documents > MAX_DOCUMENTS or listed > MAX_LISTED:
            raise UploadRefused(
                f"一次最多导入 {MAX_DOCUMENTS} 份材料（压缩包里的也算），这次的还没有导入。"
                "请分几次上传；更多的请管理员用命令 import_records 导入。"
            )
        yield document


def accepted() -> tuple[str, ...]:
    """Returns the suffixes of files that may be chosen."""
    return (*records.deeds.SUFFIXES, ".zip")


def from_files(files: Iterable[Any]) -> Iterator[Incoming]:
    for file in files:
        yield from unpacked(file.name, file.file)


def pasted(text: str, name: str) -> Incoming:
    """Takes a name without a known suffix for that of a plain text."""
    known = PurePath(name).suffix.lower() in records.deeds.SUFFIXES
    shown = printable(name if known else f"{name or '粘贴的文字'}.txt")
    return Incoming(shown, lambda: text.encode())


def read(
    incoming: Incoming, reader: BoundedReader, number: int, by: Any, arriving: Arriving
) -> list[ImportedDocument]:
    """Makes a row for each record of the file, or one that says why it was not read."""
    file = {"name": incoming.name[:MAX_NAME_CHARACTERS], "file": number}
    try:
        name, data = PurePath(incoming.name).name, incoming.read()
        refuse_long(name, data)
        readings = reader.read(data, name)
        for reading in readings:
            refuse_unwieldy(reading)
    except DeedsError as error:
        state = State.SET_ASIDE if incoming.is_skipped else State.FAILED
        return [ImportedDocument(**file, state=state, reading=messages_alone(error.message))]
    except Exception:  # a fault in a reader: the other documents need not suffer for it
        log.exception("A document could not be read")
        fault = messages_alone(Message("error", "reader-failed", FAULT))
        return [ImportedDocument(**file, state=State.FAILED, reading=fault)]
    arriving.add((number, incoming.name[:MAX_NAME_CHARACTERS]), name, hashed(data))
    return [
        ImportedDocument(
            **file,
            part=reading.part.number,
            parts=reading.part.of,
            state=State.WAITING,
            text=reading.text,
            reading=store_reading(reading, reader, by).as_json(),
            read_as=reading.deeds.fingerprints(),
        )
        for reading in readings
    ]


FAULT = "读取这份材料时程序出错，已记入日志。请把它另存为纯文本（.txt）再试，并告诉管理员。"


def refuse_long(name: str, data: bytes) -> None:
    """Refuses a plain text that must be too long unread, which saves seconds; no encoding needs more bytes."""
    if PurePath(name).suffix.lower() not in records.deeds.PLAIN_SUFFIXES:
        return
    if len(data) > BYTES_A_CHARACTER * MAX_CHARACTERS:
        raise too_long(f"这份材料太长，在网页上最多能核对 {MAX_CHARACTERS:,} 字。")
    if data.count(b"\n") > MAX_LINES:
        raise too_long(f"这份材料的行数太多，在网页上最多能核对 {MAX_LINES:,} 行。")


def too_long(reason: str) -> DeedsError:
    return DeedsError(
        Message("error", "too-long", f"{reason}请拆成几份，或请管理员用命令 import_records 导入。")
    )


def refuse_unwieldy(reading: Reading) -> None:
    """Refuses what makes a form that the server would not take back: nobody should fill it in."""
    characters, fields = len(reading.text), fields_for(reading.deeds, len(reading.suggested))
    if characters > MAX_CHARACTERS:
        reason = f"这份材料有 {characters:,} 字，在网页上最多能核对 {MAX_CHARACTERS:,} 字。"
    elif fields > (settings.DATA_UPLOAD_MAX_NUMBER_FIELDS or fields):
        reason = f"这份材料分成了很多段（要填 {fields:,} 栏），在网页上核对不了。"
    else:
        return
    raise too_long(reason)


def fields_for(deeds: Deeds, suggested: int = 0) -> int:
    """Counts the fields that the review's form posts of the deeds, at most; so many more for boxes of doubts, too."""
    measures = sum(len(section.measures) for section in deeds.sections)
    rows = (
        14 * len(deeds.sections)
        + 5 * measures
        + 7 * len(deeds.awards)
        + 15 * len(deeds.figures)
        + 16 * suggested
    )
    return rows + 2 * len(deeds.left_out) + 400
