"""Writes compiled patterns down for the processes that tests start.

The site has nine hundred. To compile them takes a third of what a process needs until it is up, and the suite
starts hundreds of processes. They match as ever: what is kept is the code that this Python's compiler has made.
"""

import marshal
import re
import warnings
from pathlib import Path
from types import SimpleNamespace
from typing import Any

QUICK_START = Path(__file__).parent / "quick_start"


class Patterns:
    def __init__(self) -> None:
        """Notes from now on what is compiled."""
        self.compiler: Any = re._compiler  # type: ignore[attr-defined]
        self.compile = self.compiler.compile
        self.noted: set[tuple[str | bytes, int]] = set()
        self.compiler.compile = self.note

    def note(self, pattern: Any, flags: int = 0) -> Any:
        if isinstance(pattern, str | bytes):
            self.noted.add((pattern, int(flags)))
        return self.compile(pattern, flags)

    def write(self, file: Path) -> None:
        """Writes the code of all that was noted, and notes no more."""
        self.compiler.compile = self.compile
        engine = self.compiler._sre
        self.compiler._sre = SimpleNamespace(**vars(engine) | {"compile": plain})
        try:
            with warnings.catch_warnings(action="error"):  # who takes them from the file would see none
                codes = {(pattern, flags): self.compile(pattern, flags) for pattern, flags in self.noted}
        finally:
            self.compiler._sre = engine
        file.write_bytes(marshal.dumps(codes))


def plain(pattern: Any, flags: int, code: list[int], groups: int, *names: Any) -> tuple[Any, ...]:
    """Returns what a pattern is built of, without the named numbers of the compiler, which marshal does not know."""
    return pattern, int(flags), [int(number) for number in code], groups, *names
