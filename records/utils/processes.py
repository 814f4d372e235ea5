"""A long work done part by part, here or in several processes; the results come in the order of the parts.

Memory stays flat: only so many parts are under way at a time.
"""

import gc
import multiprocessing
import os
import signal
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

Part = TypeVar("Part")
Done = TypeVar("Done")


class ProcessDied(Exception):
    """It was ended from outside, most likely for want of memory."""


def one_per_processor() -> int:
    return os.cpu_count() or 1


def in_order(
    work: Callable[[Part], Done],
    parts: Iterable[Part],
    jobs: int,
    is_too_heavy: Callable[[Part], bool] = lambda part: False,
) -> Generator[Done]:
    """What `work`, a function of a module, makes of each part; with one job, in this process.

    Other processes are new: they import the module, and know nothing of Django unless `work` asks for it. A part too
    heavy to travel there is worked on here. Raises ProcessDied, and what `work` raises.
    """
    with garbage_collected_seldom():
        for done in map(work, parts) if jobs == 1 else in_processes(work, parts, jobs, is_too_heavy):
            yield done
            gc.collect()


@contextmanager
def garbage_collected_seldom() -> Iterator[None]:
    """Without this Python looks for cycles after every few hundred new objects. A document makes thousands, hardly
    any of them in a cycle, so that a fifth of the time goes into looking. Callers look once a part, and only at what
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


def in_processes(
    work: Callable[[Part], Done], parts: Iterable[Part], jobs: int, is_too_heavy: Callable[[Part], bool]
) -> Generator[Done]:
    idle = deque(Worker(work) for _ in range(jobs))
    busy: deque[Worker[Part, Done]] = deque()
    try:
        for part in parts:
            if is_too_heavy(part):
                while busy:
                    yield busy[0].result()
                    idle.append(busy.popleft())
                yield work(part)
                continue
            done = [] if idle else [busy[0].result()]
            if done:
                idle.append(busy.popleft())
            # It has work again before the caller takes its time over what it has done.
            idle[0].give(part)
            busy.append(idle.popleft())
            yield from done
        while busy:
            yield busy[0].result()
            idle.append(busy.popleft())
    finally:
        for worker in (*idle, *busy):
            worker.stop()


class Worker(Generic[Part, Done]):
    """A process that is given a part, then asked for its result. With one at a time neither waits for the other.

    concurrent.futures does more, and may wait for ever for a process that was killed.
    """

    def __init__(self, work: Callable[[Part], Done]) -> None:
        # Forking would copy the database connection too.
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=[theirs, work], daemon=True)
        self.process.start()
        theirs.close()  # else nobody would notice that the process has closed it by dying

    def give(self, part: Part) -> None:
        try:
            self.connection.send(part)
        except OSError as error:
            raise ProcessDied from error

    def result(self) -> Done:
        done: Done
        try:
            done, failure = self.connection.recv()
        except (EOFError, OSError) as error:
            raise ProcessDied from error
        if failure:
            raise failure
        return done

    def stop(self) -> None:
        self.connection.close()
        self.process.terminate()
        self.process.join()


def serve(connection: Connection, work: Callable[[Any], Any]) -> None:
    """Until the command closes its end, be it by being killed."""
    # Ctrl+C reaches all processes of a terminal; the command itself decides what then happens.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, OSError), garbage_collected_seldom():
        while True:
            connection.send(outcome(work, connection.recv()))
            gc.collect()


def outcome(work: Callable[[Any], Any], part: Any) -> tuple[Any, Exception | None]:
    try:
        return work(part), None
    except Exception as error:
        error.add_note(traceback.format_exc())  # of the other process, which would be lost
        return None, error
