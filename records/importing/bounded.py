"""Reads documents in a process of their own, which ends when they have taken as much processor time as they may.

A thread of the server cannot be stopped, and documents can be written so that reading them takes long: seven kilobytes
of .zip hold seven texts of a megabyte.
"""

import signal
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import records.deeds
from records.deeds import DeedsError, Message, Part, Reading
from records.utils.bounded import forkserver, within
from records.utils.exceptions import UserFacingError
from records.utils.processes import ProcessDied, Worker

from .exceptions import refuse

# Of processor time, pictures included. 200 Word files take about ten seconds; a text of 300,000 characters in short
# lines takes six.
REQUEST_SECONDS = 20.0
DOCUMENT_SECONDS = 8.0
# For the request before: a thread that waits is kept from all else.
WAIT_SECONDS = 30.0
INSTEAD = "请分几次上传，或请管理员用命令 import_records 导入。"


# Modules that a process which reads knows before it is asked to.
READERS = (__name__, "records.deeds.parsing.parts")

turn = threading.Lock()


class ReadersBusy(UserFacingError):
    """Another request's documents are being read; nothing was begun."""


Readings = tuple[Reading, ...]


class Task(NamedTuple):
    read: Callable[[], Any]  # raises DeedsError; what it returns travels between processes
    seconds: float


class Outcome(NamedTuple):
    found: Any  # a Message is an error
    seconds: float


def read_within(task: Task) -> Outcome:
    """Reads in the process that is called; the system ends it when the task has taken its seconds, rounded up."""

    def read() -> Any:
        try:
            return task.read()
        except DeedsError as error:
            return error.message

    return Outcome(*within(task.seconds, read))


class BoundedReader:
    """Reads the documents of one request, while others of this process wait.

    What the caller's own thread takes meanwhile, as for unpacking, counts too. The process is started when the first
    document comes, and again after one that had to be ended. From a server that forks, since it knows the readers
    already: a process that starts anew takes a second.
    """

    def __init__(self) -> None:
        self.spent_elsewhere = 0.0
        self.began = time.thread_time()
        self.worker: Worker[Task, Outcome] | None = None

    def __enter__(self) -> "BoundedReader":
        """Raises ReadersBusy."""
        if not turn.acquire(timeout=WAIT_SECONDS):
            raise ReadersBusy("网站正在读另一批材料，这次的还没有导入。请过一分钟再上传一次。")
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        turn.release()

    @property
    def seconds_left(self) -> float:
        return REQUEST_SECONDS - self.spent_elsewhere - (time.thread_time() - self.began)

    def stop(self) -> None:
        if self.worker:
            self.worker.stop()
            self.worker = None

    def read(self, data: bytes, name: str) -> Readings:
        """Reads a document: one record or several. Raises DeedsError as `done` does."""
        found: Readings = self.done(partial(read_all_parts, data, name))
        return found

    def read_again(self, text: str, part: Part) -> Reading:
        """Reads the text of a part that was cut or joined elsewhere. Raises DeedsError as `done` does."""
        reading: Reading = self.done(partial(read_one_part, text, part))
        return reading

    def done(self, read: Callable[[], Any]) -> Any:
        """Returns what the function of a module returns there.

        Raises DeedsError, also for what takes too long or comes when the time is up."""
        left = self.seconds_left
        if left <= 0:
            raise refuse("not-read", f"这次上传的材料读起来太久，这一份还没有读。{INSTEAD}")
        worker = self.worker = self.worker or Worker(read_within, forkserver(READERS))
        task = Task(read, min(left, DOCUMENT_SECONDS))
        try:
            worker.send(task)
            outcome = worker.result()
        except ProcessDied as died:
            self.spent_elsewhere += task.seconds
            self.stop()
            if worker.process.exitcode == -signal.SIGXCPU:
                raise refuse("takes-too-long", f"这份材料读起来太久，没有读完。{INSTEAD}") from died
            raise refuse("reader-died", f"读这份材料的进程被系统结束了，可能是内存不够。{INSTEAD}") from died
        self.spent_elsewhere += outcome.seconds
        if isinstance(outcome.found, Message):
            raise DeedsError(outcome.found)
        return outcome.found


def read_all_parts(data: bytes, name: str) -> Readings:
    return tuple(map(marked, records.deeds.read_parts(data, name)))


def read_one_part(text: str, part: Part) -> Reading:
    return marked(records.deeds.read_part(text, part))


def marked(reading: Reading) -> Reading:
    """Finds its marks here: what would find them does not travel."""
    return replace(reading, marking=partial(tuple, reading.marks))
