"""Work that may take so much processor time and no more, in a process of its own: the system ends it when it has."""

import math
import multiprocessing
import resource
import time
from collections.abc import Callable, Sequence
from typing import Any


def within(seconds: float, work: Callable[[], Any]) -> tuple[Any, float]:
    """Works in the process that is called; the system ends it when it has taken the seconds, rounded up. Returns what
    the work does and what it took, programs that it ran included."""
    began, began_inside = time.process_time(), spent_inside()
    most = math.ceil(began + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    found = work()
    return found, time.process_time() - began + spent_inside() - began_inside


def spent_inside() -> float:
    """Returns the processor time of programs that readers have run: those that read PDF files and old Word files."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def forkserver(known: Sequence[str]) -> "multiprocessing.context.ForkServerContext":
    """Returns a context whose processes know these modules already: one that starts anew takes a second."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(known))
    return context
