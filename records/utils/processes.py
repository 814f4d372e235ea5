"""Runs other programs, and maps a function over many tasks, here or in several processes, in the order of the tasks.

Memory stays flat: only as many tasks as processes are under way at a time.
"""

import gc
import multiprocessing
import os
import signal
import subprocess
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from typing import Any, Generic, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


class ProcessDied(Exception):
    """A process was ended from outside, most likely for want of memory."""


def run_program(
    program: Sequence[str], chosen: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs a program of ours to its end, with `chosen` variables over those of the environment.

    It cannot ask anybody anything. Raises OSError where it cannot be run.
    """
    return subprocess.run(  # noqa: S603  (no shell; the callers name the program themselves)
        program,
        env=os.environ | dict(chosen or {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )


def one_per_processor() -> int:
    return os.cpu_count() or 1


def map_in_order(
    work: Callable[[Task], Result],
    tasks: Iterable[Task],
    jobs: int,
    is_too_heavy: Callable[[Task], bool] = lambda task: False,
) -> Generator[Result]:
    """Yields the result of `work`, a function of a module, for each task; with one job, in this process.

    Other processes are new: they import the module, and know nothing of Django unless `work` asks for it. A task too
    heavy to travel there is worked on here. Raises ProcessDied, and what `work` raises.
    """
    with rare_garbage_collection() as collect:
        for result in map(work, tasks) if jobs == 1 else map_in_processes(work, tasks, jobs, is_too_heavy):
            yield result
            collect()


@contextmanager
def rare_garbage_collection() -> Iterator[Callable[[], None]]:
    """Collects garbage only when the caller does, with the function it is given, once a task.

    Else Python looks for cycles after every few hundred new objects. A document makes thousands, hardly any of them in
    a cycle, so that a fifth of the time goes into looking. What stands when the first task is done, its modules and
    rules among them, is not looked at again: that alone took a seventh of the time.
    """
    is_first = True

    def collect() -> None:
        nonlocal is_first
        gc.collect()
        if is_first:
            gc.freeze()
        is_first = False

    gc.disable()
    try:
        yield collect
    finally:
        gc.enable()
        gc.unfreeze()


def map_in_processes(
    work: Callable[[Task], Result], tasks: Iterable[Task], jobs: int, is_too_heavy: Callable[[Task], bool]
) -> Generator[Result]:
    idle = deque(Worker(work) for _ in range(jobs))
    busy: deque[Worker[Task, Result]] = deque()
    try:
        for task in tasks:
            if is_too_heavy(task):
                while busy:
                    yield busy[0].result()
                    idle.append(busy.popleft())
                yield work(task)
                continue
            results = [] if idle else [busy[0].result()]
            if results:
                idle.append(busy.popleft())
            # It has work again before the caller takes its time over the result.
            idle[0].send(task)
            busy.append(idle.popleft())
            yield from results
        while busy:
            yield busy[0].result()
            idle.append(busy.popleft())
    finally:
        for worker in (*idle, *busy):
            worker.stop()


class Worker(Generic[Task, Result]):
    """Runs tasks in a process of its own: send one, then ask for its result.

    With one at a time neither waits for the other. concurrent.futures does more, and may wait for ever for a process
    that was killed.
    """

    def __init__(self, work: Callable[[Task], Result], context: BaseContext | None = None) -> None:
        # Forking would copy the database connection too.
        context = context or multiprocessing.get_context("spawn")
        self.connection, worker_end = context.Pipe()
        self.process = context.Process(  # type: ignore[attr-defined]
            target=run_worker, args=[worker_end, work], daemon=True
        )
        self.process.start()
        worker_end.close()  # else nobody would notice that the process has closed it by dying

    def send(self, task: Task) -> None:
        try:
            self.connection.send(task)
        except OSError as error:
            raise ProcessDied from error

    def result(self) -> Result:
        result: Result
        try:
            result, failure = self.connection.recv()
        except (EOFError, OSError) as error:
            raise ProcessDied from error
        if failure:
            raise failure
        return result

    def stop(self) -> None:
        self.connection.close()
        self.process.terminate()
        self.process.join()


def run_worker(connection: Connection, work: Callable[[Any], Any]) -> None:
    """Runs tasks until the command closes its end, be it by being killed."""
    # Ctrl+C reaches all processes of a terminal; the command itself decides what then happens.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, OSError), rare_garbage_collection() as collect:
        while True:
            connection.send(run_task(work, connection.recv()))
            collect()


def run_task(work: Callable[[Any], Any], task: Any) -> tuple[Any, Exception | None]:
    try:
        return work(task), None
    except Exception as error:
        error.add_note(traceback.format_exc())  # of the other process, which would be lost
        return None, error
