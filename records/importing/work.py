"""Documents' bytes → what was read of them, in this process or in several, in the order they came in.

The processes know nothing of Django. Memory stays flat: only so many documents are under way at a time.
"""

import gc
import multiprocessing
import signal
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection

from records.deeds import DeedsError, Message, Reading, read_deeds
from records.deeds.document import Deeds

from .files import Incoming
from .refusals import Skipped

# A chunk travels to a process and back, and is saved in one transaction, which makes others wait meanwhile.
CHUNK_DOCUMENTS, CHUNK_BYTES = 64, 1024 * 1024
# On its way a chunk is held several times over; a heavier one is read where it is.
TOO_HEAVY = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Read:
    """`deeds` is None for what could not be read, and for what is no document at all."""

    name: str
    deeds: Deeds | None
    messages: tuple[Message, ...]
    is_document: bool = True


@dataclass(frozen=True, slots=True)
class Waiting:
    name: str
    data: bytes


Chunk = list[Read | Waiting]


class ReadersDied(Exception):
    """A process was ended from outside, most likely for want of memory."""


def read_all(documents: Iterable[Incoming], jobs: int) -> Generator[list[Read]]:
    """A few at a time, in order. Raises ReadersDied."""
    chunks = chunks_of(documents)
    with garbage_collected_seldom():
        for done in map(read_chunk, chunks) if jobs == 1 else read_in_processes(chunks, jobs):
            yield done
            gc.collect()


@contextmanager
def garbage_collected_seldom() -> Iterator[None]:
    """Without this Python looks for cycles after every few hundred new objects. A document makes thousands, hardly
    any of them in a cycle, so that a fifth of the time goes into looking. Callers look once a chunk, and only at what
    is new since here.
    """
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


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


def fetched(document: Incoming) -> Read | Waiting:
    try:
        return Waiting(document.name, document.read())
    except DeedsError as error:
        return Read(document.name, None, (error.message,), is_document=not isinstance(error, Skipped))


def read_chunk(chunk: Chunk) -> list[Read]:
    return [one if isinstance(one, Read) else read_one(one) for one in chunk]


def read_one(document: Waiting) -> Read:
    try:
        reading = read_deeds(document.data, document.name)
    except DeedsError as error:
        return Read(document.name, None, (error.message,))
    except Exception as error:
        # A mistake of ours must not cost the other documents.
        told = (
            f"读取时程序出错（{type(error).__name__}：{error}）。请把这份文件另存为纯文本（.txt）再试，并告诉管理员；"
            "其余材料不受影响。"
        )
        return Read(document.name, None, (Message("error", "reader-failed", told),))
    return Read(document.name, reading.deeds, (*reading.messages, *pictures_left(reading)))


def pictures_left(reading: Reading) -> Iterator[Message]:
    if reading.pictures:
        told = f"文件里的 {len(reading.pictures)} 张图片没有录入。要用图片，请在后台“导入事迹材料”中导入这份文件。"
        yield Message("info", "pictures-left", told)


def read_in_processes(chunks: Iterator[Chunk], jobs: int) -> Iterator[list[Read]]:
    idle = deque(Reader() for _ in range(jobs))
    busy: deque[Reader] = deque()
    try:
        for chunk in chunks:
            if weight(chunk) > TOO_HEAVY:
                while busy:
                    yield busy[0].result()
                    idle.append(busy.popleft())
                yield read_chunk(chunk)
                continue
            done = None if idle else busy[0].result()
            if done is not None:
                idle.append(busy.popleft())
            # It has work again before the caller takes its time over what it has done.
            idle[0].give(chunk)
            busy.append(idle.popleft())
            if done is not None:
                yield done
        while busy:
            yield busy[0].result()
            idle.append(busy.popleft())
    finally:
        for reader in (*idle, *busy):
            reader.stop()


class Reader:
    """A process that is given a chunk, then asked for its result. With one at a time neither waits for the other.

    concurrent.futures does more, and may wait for ever for a process that was killed.
    """

    def __init__(self) -> None:
        # Forking would copy the database connection too.
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=[theirs], daemon=True)
        self.process.start()
        theirs.close()  # else nobody would notice that the process has closed it by dying

    def give(self, chunk: Chunk) -> None:
        try:
            self.connection.send(chunk)
        except OSError as error:
            raise ReadersDied from error

    def result(self) -> list[Read]:
        try:
            done: list[Read] = self.connection.recv()
        except (EOFError, OSError) as error:
            raise ReadersDied from error
        return done

    def stop(self) -> None:
        self.connection.close()
        self.process.terminate()
        self.process.join()


def serve(connection: Connection) -> None:
    """Until the command closes its end, be it by being killed."""
    # Ctrl+C reaches all processes of a terminal; the command itself decides what then happens.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, OSError), garbage_collected_seldom():
        while True:
            connection.send(read_chunk(connection.recv()))
            gc.collect()
