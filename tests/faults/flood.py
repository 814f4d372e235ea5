"""Many visitors at once, each of them remembered with what it was told."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Self, TypeVar

from tests.faults.browsing import LOST, Answer, Connection, Visitor
from tests.faults.serving import Site

Asked = TypeVar("Asked")

TRIES = 100
PAUSE_SECONDS = 0.05  # that a browser rests after it was refused or lost


class Flood:
    """New visitors, one after the other from each of several clients, until it ends. None of them tries twice."""

    def __init__(self, site: Site, clients: int = 8) -> None:
        self.site = site
        self.visitors: list[Visitor] = []
        self.answered = 0
        self.refused: list[Answer] = []
        self.changed = threading.Condition()
        self.ended = threading.Event()
        self.threads = [threading.Thread(target=self.run) for _ in range(clients)]

    def __enter__(self) -> Self:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        for thread in self.threads:
            thread.join()

    def run(self) -> None:
        with Connection(self.site.port) as connection:
            while not self.ended.is_set():
                visitor = Visitor()
                self.visitors.append(visitor)
                try:
                    answer = connection.pay(visitor)
                except LOST:
                    self.ended.wait(PAUSE_SECONDS)
                else:
                    self.note(visitor, answer)

    def note(self, visitor: Visitor, answer: Answer) -> None:
        if not visitor.answers:
            self.refused.append(answer)
            self.ended.wait(PAUSE_SECONDS)
            return
        with self.changed:
            self.answered += 1
            self.changed.notify_all()

    def wait_for(self, more: int) -> None:
        """Until so many more were told that they are counted."""
        with self.changed:
            aim = self.answered + more
            assert self.changed.wait_for(lambda: self.answered >= aim, timeout=120), self.refused[-1:]

    @property
    def acknowledged(self) -> list[Visitor]:
        return [visitor for visitor in self.visitors if visitor.answers]


def insist(connection: Connection, visitor: Visitor) -> None:
    """Pays until an answer comes, as an impatient finger does."""
    for _ in range(TRIES):
        try:
            answer = connection.pay(visitor)
        except LOST:
            answer = None
        if answer is not None and answer.status != 503:
            assert answer.status in (200, 201), answer
            return
        threading.Event().wait(PAUSE_SECONDS)
    raise AssertionError(answer)


def each_on_a_connection(
    site: Site, asked: Sequence[Asked], do: Callable[[Connection, Asked], object], clients: int = 16
) -> None:
    """`do` for each who or what is asked, shared out among so many clients at once."""

    def share(number: int) -> None:
        with Connection(site.port) as connection:
            for one in asked[number::clients]:
                do(connection, one)

    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(share, range(clients)))


def nothing_is_lost_or_counted_twice(site: Site, visitors: Sequence[Visitor]) -> None:
    """Of a running site on which nobody else paid: each visitor told so is in the ledger, and once everybody has
    tried again, the ledger holds each of them once."""
    told = [visitor for visitor in visitors if visitor.answers]
    rows = site.counted()
    assert len(told) <= rows <= len(visitors)
    each_on_a_connection(site, visitors, insist)
    assert [visitor for visitor in told if visitor.answers[-1]] == []
    assert site.counted() == len(visitors)
