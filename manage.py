#!/usr/bin/env python
import os
import signal
import sys
from contextlib import suppress
from typing import Any

from django.apps import apps
from django.db import DatabaseError

from records.management.utility import RecordingUtility


def main() -> None:
    """Runs a command. Also one that failed may have changed public content, and no site may be running to see it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "honors_site.settings")
    signal.signal(signal.SIGTERM, stop)
    try:
        RecordingUtility(sys.argv).execute()
    finally:
        if apps.ready:
            purge_older_pages()


def stop(number: int, frame: Any) -> None:
    """Ends the command as Ctrl+C does, with all that it does at its end; `serve` has a way of its own."""
    raise SystemExit(128 + number)


def purge_older_pages() -> None:
    from records.catalog import version

    with suppress(DatabaseError):  # there is none yet, or it does not answer: the command has said so
        version.purge_older_pages()


if __name__ == "__main__":
    main()
