"""Makes void what caches in front of the site keep, once public content has changed: what is gone stays gone.

A folder in which nginx of this machine keeps pages is swept, and a command is run for any other cache. All they keep
goes each time: the lists, searches and feeds that name a record cannot be enumerated. It costs one slower reading of
each page after a change.
"""

import logging
import os
import re
import shlex
import subprocess
import threading
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from django.conf import settings

from .page_cache.keys import Environ
from .page_cache.monitor import ChangeMonitor
from .page_cache.origin import Application, StartResponse

# nginx names a kept answer by the MD5 of its key, and one being written adds a number: swept, it is never kept.
KEPT_BY_NGINX = re.compile(r"[0-9a-f]{32}(\.\d{10})?")
COMMAND_TIMEOUT_SECONDS = 20
# A cache may store an answer that was on its way when it was purged: one of a process that had not yet seen the change,
# or one that took long to render. So it is purged again when the first must have ended, and when the others have.
AGAIN_AFTER_SECONDS = (2.0, 8.0)
# However fast changes follow each other, as in an import; and between attempts after a failure.
MIN_SECONDS_BETWEEN_PURGES = 1.0
RETRY_AFTER_SECONDS = 5.0
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}

logger = logging.getLogger(__name__)


class PurgeFailed(Exception):
    """A cache may still keep what the site no longer shows."""


def sweep(folder: Path) -> None:
    """Removes what nginx keeps in `folder`, and nothing else. Raises PurgeFailed."""
    try:
        for parent, _, names in os.walk(folder, onerror=refuse):
            for name in filter(KEPT_BY_NGINX.fullmatch, names):
                Path(parent, name).unlink(missing_ok=True)
    except OSError as error:
        raise PurgeFailed(f"不能清空 {folder}：{error}") from error


def refuse(error: OSError) -> None:
    """Raises the error: a folder that cannot be read may keep anything."""
    raise error


def run_command(command: str, edition: int) -> None:
    """Runs the operator's command, without a shell, with the edition in its environment. Raises PurgeFailed."""
    try:
        done = subprocess.run(  # noqa: S603 (the operator's own)
            shlex.split(command),
            env=os.environ | {"EDITION": str(edition)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=COMMAND_TIMEOUT_SECONDS,
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise PurgeFailed(f"PURGE_COMMAND 没有运行成：{error}") from error
    if done.returncode:
        said = (done.stderr or done.stdout).strip()[-500:]
        raise PurgeFailed(f"PURGE_COMMAND 的退出码是 {done.returncode}：{said}")


class CachesInFront:
    """Purges the caches in front of this process's site, at once or from a thread of its own.

    Several processes may do so side by side: what is purged twice is purged. `kept` is the file that outlives them: the
    edition of which no cache keeps an older one.
    """

    def __init__(self, folder: Path | None, command: str, kept: Path) -> None:
        self.folder, self.command, self.kept = folder, command, kept
        self.seen: int | None = None  # the edition of the last change seen
        self.purged: int | None = None  # the edition at the beginning of the last purge
        self.failure = ""  # of the last purge
        self.has_changed = threading.Event()
        self.stopped = threading.Event()
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None

    @property
    def are_known(self) -> bool:
        """Tells whether the operator has said where they are."""
        return bool(self.folder or self.command)

    def settled(self) -> int | None:
        """Reads the edition of which no cache keeps an older one. None where nobody knows."""
        try:
            return int(self.kept.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None

    def purge(self, edition: int) -> bool:
        """Purges once, and tells whether it succeeded; a failure is logged."""
        try:
            if self.folder:
                sweep(self.folder)
            if self.command:
                run_command(self.command, edition)
        except PurgeFailed as error:
            if str(error) != self.failure:  # logged once, not at each attempt
                logger.error("Caches in front may still show what has changed: %s", error)
            self.failure = str(error)
            return False
        self.purged, self.failure = edition, ""
        return True

    def purge_if_older(self, edition: int) -> None:
        """Purges now if they may keep something older than `edition`, for a caller that waits."""
        if self.are_known and edition not in (self.purged, self.settled()):
            self.purge(edition)

    def report(self, edition: int) -> str:
        """Tells the operator whether they may keep something older than `edition`, and why."""
        if not self.are_known:
            return "没有设置清空的办法（NGINX_CACHE、PURGE_COMMAND）"
        if self.failure:
            return f"没有清空，正在重试，读者可能还看得到撤回或改正前的内容。{self.failure}"
        return "已清空" if edition == self.settled() else "刚有变化，正在清空"

    # --- In the background ---

    def changed(self, edition: int) -> None:
        """Has them purged until it has succeeded, and again for what was on its way."""
        if not self.are_known or edition == self.settled():
            return
        self.seen = edition
        self.has_changed.set()
        with self.lock:
            if self.thread is None:
                self.thread = threading.Thread(target=self.run, name="purge of caches", daemon=True)
                self.thread.start()

    def run(self) -> None:
        self.has_changed.wait()
        while not self.stopped.is_set():
            self.has_changed.clear()
            try:
                self.settle(self.seen or 0)
            except Exception:  # a thread that ended would leave every later change unpurged
                logger.exception("The purge of caches in front was not completed")
            self.has_changed.wait()

    def settle(self, edition: int) -> None:
        """Purges for this edition as often as it takes, unless another change comes meanwhile."""
        for pause in (0.0, *AGAIN_AFTER_SECONDS):
            if self.has_changed.wait(pause):
                return
            while not self.purge(edition):
                if self.has_changed.wait(RETRY_AFTER_SECONDS):
                    return
            self.stopped.wait(MIN_SECONDS_BETWEEN_PURGES)
        self.kept.write_text(str(edition), encoding="ascii")

    def stop(self) -> None:
        self.stopped.set()
        self.has_changed.set()  # whatever it waits for
        if self.thread is not None:
            self.thread.join()


@cache
def caches_in_front() -> CachesInFront:
    """Returns those that the operator has named, one object for the whole process."""
    folder = Path(settings.NGINX_CACHE) if settings.NGINX_CACHE else None
    return CachesInFront(folder, settings.PURGE_COMMAND, settings.VAR / "purged_edition")


class PurgeBeforeAnswer:
    """Purges the caches when a request has changed public content, before who sent it gets the answer.

    A WSGI application around Django; changes made elsewhere are for `monitor` to see. `edition` reads the current one,
    and costs a short query for each request that may change something.
    """

    def __init__(
        self,
        application: Application,
        caches: CachesInFront,
        monitor: ChangeMonitor,
        edition: Callable[[], int],
    ) -> None:
        self.application, self.caches, self.monitor, self.edition = application, caches, monitor, edition

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        self.monitor.start()
        answer = self.application(environ, start_response)
        if environ["REQUEST_METHOD"] not in SAFE_METHODS:
            try:
                self.caches.purge_if_older(self.edition())
            except Exception:
                # The answer stands, and the monitor sees the change as soon as the database answers again.
                logger.exception("The edition could not be read after a change")
        return answer
