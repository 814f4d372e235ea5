"""Counts the modules a Word file passes on its way from bytes to rows: those of which a function runs.

What runs while modules are imported does not count, and of constants alone nobody has to know the module.
"""

import contextlib
import inspect
import io
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from docx import Document

import records.deeds
from tests.bench import synthetic

ROOT = Path(__file__).parents[2]
RECORDS = f"{ROOT / 'records'}{os.sep}"
READING = "deeds/"


def given_as_word(folder: Path) -> dict[str, bytes]:
    """Returns an invented document, and each text of the folder as Word would hold it, a paragraph for each line."""
    given = {f"{path.stem}.docx": as_word(path.read_text("utf-8")) for path in sorted(folder.glob("*.txt"))}
    return {"invented.docx": synthetic.word(1), **given}


def as_word(text: str) -> bytes:
    file = io.BytesIO()
    document = Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.save(file)
    return file.getvalue()


def passed_by(documents: dict[str, bytes]) -> dict[str, list[str]]:
    """Imports each document, by its name, into a site of its own; returns the modules, by their paths in records/."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in documents]
        for path in paths:
            path.write_bytes(documents[path.name])
        environment = os.environ | {
            "VAR": f"{Path(folder) / 'var'}",
            "DJANGO_SETTINGS_MODULE": "honors_site.settings",
        }
        command = [sys.executable, "-m", "tests.reading.modules", *map(str, paths)]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    passed: dict[str, list[str]] = json.loads(done.stdout)
    return passed


def most_passed(documents: dict[str, bytes]) -> str:
    """Says what the document counts that passes the most modules of its reading."""
    passed = passed_by(documents)
    name = max(passed, key=lambda name: (len(reading(passed[name])), len(passed[name])))
    return f"{len(passed[name])}, of which reading {len(reading(passed[name]))} ({name})"


def reading(modules: Sequence[str]) -> list[str]:
    return [module for module in modules if module.startswith(READING)]


# --- In a process of its own ----------------------------------------------------------------------------


def measure(paths: Sequence[str]) -> None:
    import django
    from django.core.management import call_command
    from django.db import connections
    from django.urls import get_resolver

    django.setup()
    get_resolver().url_patterns  # noqa: B018  # all views are imported now, not within a document
    # So are rules and readers, and all else of which deeds wait for a first one to ask.
    for name in records.deeds.LATER:
        getattr(records.deeds, name)
    call_command("migrate", verbosity=0)
    connections.close_all()
    # What is made once and kept (tables of characters, patterns) is made for each document anew.
    with multiprocessing.get_context("fork").Pool(1, maxtasksperchild=1) as pool:
        passed = {Path(path).name: pool.apply(modules_run, [path]) for path in paths}
    sys.stdout.write(json.dumps(passed))


def modules_run(path: str) -> list[str]:
    from django.core.management import call_command

    found: set[str] = set()

    def note(frame: FrameType, event: str, _argument: object) -> None:
        code = frame.f_code
        # The bodies of modules and classes are no functions.
        if event == "call" and code.co_flags & inspect.CO_OPTIMIZED and code.co_filename.startswith(RECORDS):
            found.add(code.co_filename.removeprefix(RECORDS))

    sys.setprofile(note)
    try:
        with (
            contextlib.suppress(SystemExit),
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
        ):
            call_command("import_records", path)
    finally:
        sys.setprofile(None)
    return sorted(found)


if __name__ == "__main__":
    measure(sys.argv[1:])
