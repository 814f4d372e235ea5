"""Has sheets made, one at a time, and keeps each until its record says something else."""

import hashlib
import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12
from django.conf import settings
from django.utils import timezone

from records.models import Record, VersionSeal
from records.presentation.pictures import keep
from records.presentation.site import site_name
from records.utils.exceptions import UserFacingError

from .sheet import sheet

PROGRAM = Path(__file__).with_name("program.py")
MAX_SECONDS = 45.0  # by the clock; one takes two or three, on a busy machine ten
WAIT_SECONDS = 20.0  # for the one that is being made: the thread that waits is kept from all else
MAX_KEPT = 200  # of some 280 KB: two weights of a Chinese font take most of it
WORDS = {
    "no-pango": "这台服务器没有安装 Pango，做不了记录单。请管理员安装："
    "apt-get install libpangoft2-1.0-0，再重新启动网站。",
    "no-font": "这台服务器没有中文字体，做不了记录单。请管理员安装：apt-get install fonts-noto-cjk，再重新启动网站。",
    "no-glyph": "服务器的字体里没有这条记录用到的某个字，为免缺字，没有做记录单。请管理员安装收字更多的字体，如："
    "apt-get install fonts-hanazono。",
    "no-key": "签名用的证书打不开，没有做记录单。请管理员检查 CERTIFICATE_FILE 和 CERTIFICATE_PASSPHRASE_FILE。",
    "unknown": "看不出这台服务器能不能做记录单，所以没有做，原因在服务器的日志里。请管理员解决后重新启动网站。",
    "failed": "记录单没有做成。请过一会儿再试；仍然不行，请告诉网站的管理员，原因在服务器的日志里。",
    "slow": "记录单做得太久，没有做完，服务器可能正忙。请过一会儿再试。",
}

logger = logging.getLogger(__name__)
making = threading.Lock()
# Who waits keeps a thread of the server: with 32 of them waiting nobody else would be answered.
waiting = threading.BoundedSemaphore(4)


class SheetRefused(UserFacingError):
    """Raised where no sheet can be made, as long as the operator does nothing about it."""


class SheetBusy(UserFacingError):
    """Raised where others are being made: the same will do later."""


class Signing(NamedTuple):
    file: str
    passphrase: str
    digest: str


@cache
def unable() -> str:
    """Says why this machine cannot make sheets, blank where it can; looked at once, which takes a tenth of a second."""
    try:
        done = run_program("--check", b"", 30.0)
        done.check_returncode()
    except (OSError, subprocess.SubprocessError):
        logger.exception("Whether sheets can be made here could not be found out")
        return WORDS["unknown"]
    return WORDS.get(done.stdout.decode(), "")


def made(record: Record, seal: VersionSeal) -> bytes:
    """Returns the sheet of a record loaded `whole()`, as it was made or made now. Raises SheetRefused and SheetBusy."""
    if trouble := unable():
        raise SheetRefused(trouble)
    signing = signing_certificate()
    page = sheet(record, seal, signing is not None)
    digest = hashlib.sha256(f"{page}{signing and signing.digest}".encode()).hexdigest()
    path = folder() / f"{record.pk}-{digest[:32]}.pdf"
    with suppress(OSError):
        return path.read_bytes()
    with one_at_a_time():
        with suppress(OSError):  # another waited for the same
            return path.read_bytes()
        pdf = rendered(page, signing)
        forget(record.pk)
        with suppress(OSError):  # a full disk: readers still get it
            keep(path, pdf)
            make_room()
        if not Record.objects.published().filter(pk=record.pk, live=record.live_id).exists():
            forget(record.pk)  # it was withdrawn while the sheet was being made
    return pdf


@contextmanager
def one_at_a_time() -> Iterator[None]:
    is_turn = False
    if waiting.acquire(blocking=False):
        is_turn = making.acquire(timeout=WAIT_SECONDS)
        waiting.release()
    if not is_turn:
        raise SheetBusy("网站正在做别的记录单。请过一分钟再试。")
    try:
        yield
    finally:
        making.release()


def rendered(page: str, signing: Signing | None) -> bytes:
    asked = {
        "html": page,
        "certificate": signing.file if signing else "",
        "passphrase": signing.passphrase if signing else "",
        "reason": f"{site_name()}的公开记录",
    }
    try:
        done = run_program("", json.dumps(asked).encode(), MAX_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise SheetBusy(WORDS["slow"]) from error
    except OSError as error:
        raise SheetBusy(WORDS["failed"]) from error
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        said = done.stderr.decode(errors="replace")
        word = said.rsplit("\n", 1)[-1]
        if word in WORDS:
            raise SheetRefused(WORDS[word])
        logger.error("A sheet could not be made (%s): %s", done.returncode, said[-2000:])
        raise SheetRefused(WORDS["failed"])
    return done.stdout


def run_program(option: str, given: bytes, seconds: float) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603  (this Python, with a program of the site's own)
        [sys.executable, "-I", str(PROGRAM), *filter(None, [option])],
        input=given,
        capture_output=True,
        timeout=seconds,
        check=False,
    )


# --- What is kept -------------------------------------------------------------------------------------


def folder() -> Path:
    return Path(settings.SHEETS_ROOT)


def forget(record_id: int) -> None:
    """Deletes what is kept of a record, as when it says something else or is no longer public."""
    for path in folder().glob(f"{record_id}-*.pdf"):
        path.unlink(missing_ok=True)


def make_room() -> None:
    kept = list(folder().glob("*.pdf"))
    if len(kept) > MAX_KEPT:
        kept.sort(key=lambda path: path.stat().st_mtime)
        for path in kept[: MAX_KEPT // 10]:
            path.unlink(missing_ok=True)


# --- The certificate that signs -----------------------------------------------------------------------


def signing_certificate() -> Signing | None:
    """Returns what signs, None where nothing is set. Raises SheetRefused where what is set does not work: an office
    that set it relies on it, and is never given a sheet without a signature instead."""
    if not settings.CERTIFICATE_FILE:
        return None
    file = Path(settings.CERTIFICATE_FILE)
    try:
        data = file.read_bytes()
        passphrase = ""
        if settings.CERTIFICATE_PASSPHRASE_FILE:
            passphrase = Path(settings.CERTIFICATE_PASSPHRASE_FILE).read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        name = getattr(error, "filename", None) or settings.CERTIFICATE_PASSPHRASE_FILE
        raise refused(f"读不出 {name}") from error
    try:
        read = load_pkcs12(data, passphrase.encode() or None)
    except ValueError as error:
        why = "口令不对，或者不是 PKCS#12（.p12、.pfx）文件"
        raise refused(f"打不开 {file}：{why}") from error
    if read.key is None or read.cert is None:
        raise refused(f"{file} 里没有证书和它的私钥")
    if read.cert.certificate.not_valid_after_utc < timezone.now():
        raise refused(f"{file} 里的证书已经过期")
    return Signing(str(file.resolve()), passphrase, hashlib.sha256(data).hexdigest())


def refused(why: str) -> SheetRefused:
    return SheetRefused(
        f"给记录单签名的证书用不了：{why}。没有做记录单。请管理员检查 CERTIFICATE_FILE 和 CERTIFICATE_PASSPHRASE_FILE。"
    )


def trouble() -> str:
    """Says why sheets that are to be signed cannot be made; blank where they can, or where nothing is to be signed."""
    if not settings.CERTIFICATE_FILE:
        return ""
    try:
        signing_certificate()
    except SheetRefused as error:
        return str(error)
    return unable()
