"""Makes void what caches in front of the site keep, once public content has changed: what is gone stays gone.

A folder in which nginx of this machine keeps pages is swept, and a command is run for any other cache. All they keep
goes each time: the lists, searches and feeds that name a record cannot be enumerated. It costs one slower reading of
each page after a change.
"""

import hashlib
import logging
import os
import re
import shlex
import signal
import subprocess
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path

from django.conf import settings

from .page_cache.keys import Environ
from .page_cache.monitor import ChangeMonitor
from .page_cache.origin import Application, StartResponse

# nginx names a kept answer by the MD5 of its key, and one being written adds a number: swept, it is never kept. A
# number alone is a file it writes on the way to somewhere else.
KEPT_BY_NGINX = re.compile(r"[0-9a-f]{32}(\.\d{10})?")
TEMPORARY_OF_NGINX = re.compile(r"\d{10}")
# Behind some binary fields, the key stands in every kept answer.
KEY_OF_NGINX, HEAD_BYTES = b"\nKEY: ", 1024
COMMAND_TIMEOUT_SECONDS = 20
# Of a site that is being stopped, which begins with a purge when it is started again.
LAST_COMMAND_TIMEOUT_SECONDS = 2
# A cache may store an answer that was on its way when it was purged: one of a process that had not yet seen the change,
# or one that took long to render. So it is purged again when the first must have ended, and when the others have.
AGAIN_AFTER_SECONDS = (2.0, 8.0)
# However fast changes follow each other, as in an import; and between attempts after a failure.
MIN_SECONDS_BETWEEN_PURGES = 1.0
RETRY_AFTER_SECONDS = 5.0
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
STAFF = "/admin/"  # nowhere else does a request change public content

logger = logging.getLogger(__name__)


class PurgeFailed(Exception):
    """A cache may still keep what the site no longer shows."""


class Stopped(Exception):
    """The process ends before the purge has: the next one that serves begins with a purge."""


def sweep(folder: Path) -> None:
    """Removes what nginx keeps in `folder`, and nothing else.

    Raises PurgeFailed, also where anything else is in it: it is the wrong folder then, or not all of it was swept.
    """
    foreign: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if is_kept_by_nginx(entry):
                    Path(entry).unlink(missing_ok=True)
                elif not TEMPORARY_OF_NGINX.fullmatch(entry.name):
                    foreign.append(entry.name)
    except OSError as error:
        raise PurgeFailed(f"不能清空 {folder}：{error}") from error
    if foreign:
        raise PurgeFailed(
            f"{folder} 不像 nginx 的目录，里面有别的文件或文件夹：{'、'.join(sorted(foreign)[:3])}。"
            "请核对 NGINX_CACHE；目录不错，就移走它们；用了 levels 的，从 nginx 的 proxy_cache_path 里去掉，"
            "重新载入 nginx，再手工清空一次这个目录。"
        )


def is_kept_by_nginx(entry: "os.DirEntry[str]") -> bool:
    """Tells it by the name and by what a file begins with.

    The site's user may as a rule not read nginx's files, only delete them: then the name decides. So it does for an
    empty file, as of one that nginx has only begun.
    """
    if not KEPT_BY_NGINX.fullmatch(entry.name) or not entry.is_file(follow_symlinks=False):
        return False
    try:
        with Path(entry).open("rb") as file:
            head = file.read(HEAD_BYTES)
    except (FileNotFoundError, PermissionError):
        return True
    return not head or KEY_OF_NGINX in head


class Command:
    """The operator's own, which purges any other cache."""

    def __init__(self, line: str) -> None:
        self.line = line
        self.timeout: float = COMMAND_TIMEOUT_SECONDS
        self.stopped = False
        self.running: subprocess.Popen[str] | None = None

    def run(self, edition: int) -> None:
        """Runs it, without a shell, with the edition in its environment. Raises PurgeFailed, and Stopped."""
        try:
            with subprocess.Popen(  # noqa: S603 (the operator's own)
                shlex.split(self.line),
                env=os.environ | {"EDITION": str(edition)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                errors="replace",
                start_new_session=True,  # killed, it takes along what it has started
            ) as self.running:
                try:
                    if self.stopped:
                        self.kill()
                    said, complained = self.running.communicate(timeout=self.timeout)
                except subprocess.TimeoutExpired:
                    self.kill()
                    raise
        except (OSError, ValueError, subprocess.TimeoutExpired) as error:
            raise PurgeFailed(f"PURGE_COMMAND 没有运行成：{error}") from error
        if self.stopped:
            raise Stopped
        if code := self.running.returncode:
            raise PurgeFailed(f"PURGE_COMMAND 的退出码是 {code}：{(complained or said).strip()[-500:]}")

    def kill(self) -> None:
        """Ends it, and what it has started."""
        if self.running is not None and self.running.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self.running.pid, signal.SIGKILL)

    def stop(self) -> None:
        self.stopped = True
        self.kill()


class CachesInFront:
    """Purges the caches in front of this process's site, at once or from a thread of its own.

    Within a process there is one purge at a time. Several processes may do so side by side: what is purged twice is
    purged. `note` is the file that outlives them: the edition of which no cache keeps an older one, and which caches.
    """

    def __init__(self, folder: Path | None, command: str, note: Path) -> None:
        self.folder, self.note = folder, note
        self.command = Command(command) if command else None
        self.which = hashlib.sha256(f"{folder}\0{command}".encode()).hexdigest()[:16]
        self.seen: int | None = None  # the edition of the last change seen
        self.purged: int | None = None  # the edition at the beginning of the last purge
        self.failure = ""  # of the last purge
        self.purging = threading.Lock()
        self.has_changed = threading.Event()
        self.stopped = threading.Event()
        self.lock = threading.Lock()  # of the thread's beginning
        self.thread: threading.Thread | None = None

    @property
    def are_known(self) -> bool:
        """Tells whether the operator has said where they are."""
        return bool(self.folder or self.command)

    def settled(self) -> int | None:
        """Reads the edition of which no cache keeps an older one. None where nobody knows, as of other caches."""
        try:
            edition, which = self.note.read_text(encoding="ascii").split()
            return int(edition) if which == self.which else None
        except (OSError, ValueError):
            return None

    def write_note(self, edition: int) -> None:
        self.note.write_text(f"{edition} {self.which}", encoding="ascii")

    def purge(self, edition: int) -> bool:
        """Purges once, and tells whether it succeeded; a failure is logged."""
        with self.purging:
            return self.purge_alone(edition)

    def purge_alone(self, edition: int) -> bool:
        try:
            if self.folder:
                sweep(self.folder)
            if self.command:
                self.command.run(edition)
        except Stopped:
            return False
        except PurgeFailed as error:
            if str(error) != self.failure:  # logged once, not at each attempt
                logger.error("Caches in front may still show what has changed: %s", error)
            self.failure = str(error)
            return False
        self.purged, self.failure = edition, ""
        return True

    def purge_at_start(self, edition: int) -> None:
        """Purges before the site serves, whatever the note says: the database may be an older copy, note and all.

        Costs the first slower reading of each page after a restart.
        """
        if not self.are_known:
            return
        was_settled = edition == self.settled()
        self.note.unlink(missing_ok=True)  # a failure stays one, in every process that serves
        if self.purge(edition) and was_settled:
            self.write_note(edition)

    def purge_if_older(self, edition: int) -> None:
        """Purges now if they may keep something older than `edition`, for a caller that waits.

        A purge that others wait for serves all whose change it covers. After a failure nobody waits: the thread
        repeats it.
        """
        if self.are_known and not self.failure and not self.is_purged(edition):
            with self.purging:
                if not self.failure and not self.is_purged(edition):
                    self.purge_alone(edition)

    def is_purged(self, edition: int) -> bool:
        return (self.purged is not None and edition <= self.purged) or edition == self.settled()

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
        if not self.are_known or (edition == self.settled() and not self.failure):
            return
        self.seen = edition
        self.has_changed.set()
        with self.lock:
            if self.thread is None:
                self.thread = threading.Thread(target=self.run, name="purge of caches", daemon=True)
                self.thread.start()

    def run(self) -> None:
        while self.has_changed.wait():
            self.has_changed.clear()
            if self.stopped.is_set():
                return
            try:
                self.settle(self.seen or 0)
            except Exception:  # a thread that ended would leave every later change unpurged
                logger.exception("The purge of caches in front was not completed")

    def settle(self, edition: int) -> None:
        """Purges for this edition as often as it takes, unless another change comes meanwhile."""
        for pause in (0.0, *AGAIN_AFTER_SECONDS):
            if self.has_changed.wait(pause):
                return
            while not self.purge(edition):
                if self.has_changed.wait(RETRY_AFTER_SECONDS):
                    return
            self.stopped.wait(MIN_SECONDS_BETWEEN_PURGES)
        self.write_note(edition)

    def hurry(self) -> None:
        """Lets a command that hangs delay the end of the process no longer than need be."""
        if self.command:
            self.command.timeout = LAST_COMMAND_TIMEOUT_SECONDS

    def stop(self) -> None:
        """Ends the thread, and a command that runs; the next process that serves begins with a purge."""
        self.stopped.set()
        self.has_changed.set()  # whatever it waits for
        if self.command:
            self.command.stop()
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
    and costs two short queries for each request of staff that may change something. Visitors wait for no purge.
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
        if environ["REQUEST_METHOD"] in SAFE_METHODS or not environ["PATH_INFO"].startswith(STAFF):
            return self.application(environ, start_response)
        before = self.current()
        answer = self.application(environ, start_response)
        after = self.current()
        if after is not None and after != before:
            self.caches.purge_if_older(after)
        return answer

    def current(self) -> int | None:
        """Returns None where it cannot be read: the monitor sees a change as soon as the database answers again."""
        try:
            return self.edition()
        except Exception:
            logger.exception("The edition could not be read")
            return None
