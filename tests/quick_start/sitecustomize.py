"""Gives the processes that tests start the patterns that tests/patterns.py has written down.

Imported by Python itself at its start, since tests/processes.py has put this folder into its path.
"""

import marshal
import os
import re
from pathlib import Path
from typing import Any


def take_patterns(file: Path) -> None:
    compiler: Any = re._compiler  # type: ignore[attr-defined]
    build, compile_anew = compiler._sre.compile, compiler.compile
    known = marshal.loads(file.read_bytes())

    def taken(pattern: Any, flags: int = 0) -> Any:
        code = known.get((pattern, int(flags))) if isinstance(pattern, str | bytes) else None
        return build(*code) if code else compile_anew(pattern, flags)

    compiler.compile = taken


if (written := Path(os.environ.get("TESTS_PATTERNS", ""))).is_file():
    take_patterns(written)
