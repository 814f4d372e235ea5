"""Sees what a request makes the site do: the queries, and the lines of the log."""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

# A page of a whole record with all that stands around it takes thirty.
MAX_QUERIES = 100
# A line says when and where, and at most 200 characters of what.
MAX_LOG_LINE_CHARACTERS = 400
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|DROP|CREATE|ALTER)\b", re.I)
# A session says when its owner came last and what he was told; the audit log, that he saw a draft. The key of badges is
# made when somebody asks for it first.
WRITTEN_BY_READING = re.compile("records_(staffsession|auditentry|audithead|badgekey)")


@dataclass
class Watched:
    log: io.StringIO
    queries: list[str] = field(default_factory=list)

    def __call__(self, execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
        self.queries.append(sql)
        return execute(sql, *arguments)

    @contextmanager
    def request(self, most_queries: int = MAX_QUERIES) -> Iterator[None]:
        """Holds that no traceback is written meanwhile, no long line, and that so many queries suffice."""
        self.queries.clear()
        self.log.seek(0)
        self.log.truncate()
        yield
        written = self.log.getvalue()
        assert "Traceback" not in written, written
        assert all(len(line) <= MAX_LOG_LINE_CHARACTERS for line in written.splitlines()), written
        assert len(self.queries) <= most_queries, self.queries

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Holds that nothing is written either, but of the reading itself."""
        with self.request():
            yield
            written = [sql for sql in self.queries if WRITES.match(sql)]
            assert all(map(WRITTEN_BY_READING.search, written)), written
