"""Documents' bytes → what was read of them, in this process or in several, in the order they came in.

The processes know nothing of Django. Memory stays flat: only so many documents are under way at a time.
"""

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field

import records.deeds
from records.deeds import DeedsError, Message, Reading
from records.deeds.document import Deeds
from records.utils.files import HashedFile, hashed
from records.utils.processes import map_in_order

from .exceptions import Skipped
from .files import Incoming
from .pictures import TakenPicture, taken

# A chunk travels to a process and back, and is saved in one transaction, which makes others wait meanwhile.
CHUNK_DOCUMENTS, CHUNK_BYTES = 64, 1024 * 1024
# On its way a chunk is held several times over; a heavier one is read where it is.
MAX_SHARED_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Read:
    """`deeds` is None for what could not be read, and for what is no document at all.

    A file of several records is read as so many parts, each of its own.
    """

    name: str
    deeds: Deeds | None
    messages: tuple[Message, ...]
    is_document: bool = True
    part: int = 1
    parts: int = 1
    pictures: tuple[TakenPicture, ...] = ()
    file: HashedFile | None = None  # of all its parts the same one
    fingerprints: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Waiting:
    name: str
    data: bytes


Chunk = list[Read | Waiting]


def read_all(documents: Iterable[Incoming], jobs: int) -> Generator[list[Read]]:
    """Reads a few at a time, in order. Raises ProcessDied."""
    return map_in_order(read_chunk, chunks_of(documents), jobs, is_too_heavy)


def chunks_of(documents: Iterable[Incoming]) -> Iterator[Chunk]:
    chunk: Chunk = []
    for document in documents:
        chunk.append(fetched(document))
        if len(chunk) == CHUNK_DOCUMENTS or weight(chunk) >= CHUNK_BYTES:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def weight(chunk: Chunk) -> int:
    return sum(len(one.data) for one in chunk if isinstance(one, Waiting))


def is_too_heavy(chunk: Chunk) -> bool:
    return weight(chunk) > MAX_SHARED_BYTES


def fetched(document: Incoming) -> Read | Waiting:
    try:
        return Waiting(document.name, document.read())
    except DeedsError as error:
        return Read(document.name, None, (error.message,), is_document=not isinstance(error, Skipped))


def read_chunk(chunk: Chunk) -> list[Read]:
    return [read for one in chunk for read in ([one] if isinstance(one, Read) else read_one(one))]


def read_one(document: Waiting) -> list[Read]:
    try:
        readings = records.deeds.read_parts(document.data, document.name)
    except DeedsError as error:
        return [Read(document.name, None, (error.message,))]
    except Exception as error:
        # A mistake of ours must not cost the other documents.
        note = (
            f"读取时程序出错（{type(error).__name__}：{error}）。请把这份文件另存为纯文本（.txt）再试，并告诉管理员；"
            "其余材料不受影响。"
        )
        return [Read(document.name, None, (Message("error", "reader-failed", note),))]
    file = hashed(document.data)
    return [read_part(document.name, reading, file) for reading in readings]


def read_part(name: str, reading: Reading, file: HashedFile) -> Read:
    pictures, said = taken(reading)
    return Read(
        name,
        reading.deeds,
        (*reading.messages, *said),
        part=reading.part.number,
        parts=reading.part.of,
        pictures=pictures,
        file=file,
        fingerprints=reading.deeds.fingerprints(),
    )
