"""The text of a file that somebody wants to have compared: read within bounds, kept nowhere."""

import codecs
import json
import signal
import threading
from functools import partial
from typing import Any, NamedTuple

from records.deeds import Message
from records.deeds.document import Deeds
from records.presentation.markdown import to_lines
from records.presentation.passages import passages_in_order
from records.transparency.canonical import DECISION_SCHEMA, SCHEMA, fingerprint
from records.utils.bounded import forkserver
from records.utils.exceptions import UserFacingError
from records.utils.processes import ProcessDied, Worker

from .altered import raw_texts, texts_in
from .index import NO_PICTURES
from .reading import Read, read, read_within

MEGABYTE = 1024**2
MAX_BYTES = 10 * MEGABYTE
MOST_CHARACTERS = 300_000  # of Markdown, which takes a second for a million
TOO_MUCH = f"文件里的文字超过 {MOST_CHARACTERS:,} 个字，没有核对。请把要核对的部分贴在上面的框里。"
WAIT_SECONDS = 8.0  # for the file of another reader
KNOWN = ("records.transparency.matching.reading",)
INSTEAD = "可以打开它，把文字复制到上面的框里；也可以只填纸上或页脚的指纹。"
SCANNED = {"pdf-scanned", "ofd-scanned", "picture"}

turn = threading.Lock()


class FileRefused(UserFacingError):
    """The file has no text that could be compared; says why and what to do."""


class FileText(NamedTuple):
    """`around` is all that stands in the file, menus too. A canonical form has a fingerprint, and what it `said`;
    a form of the site's own that can be imported again has `deeds`."""

    text: str = ""
    around: str = ""
    fingerprint: str = ""
    said: dict[str, Any] | None = None
    deeds: Deeds | None = None


def text_of(data: bytes, name: str) -> FileText:
    """Raises FileRefused."""
    if len(data) > MAX_BYTES:
        raise FileRefused(f"文件超过 {MAX_BYTES // MEGABYTE} MB，没有读。{INSTEAD}")
    if not data.strip():
        raise FileRefused("文件是空的。请确认选对了文件。")
    if (said := canonical_in(data)) is not None:
        return FileText(fingerprint=fingerprint(data), said=said)
    if data.startswith(b"{") and f'"{DECISION_SCHEMA}"'.encode() in data:
        return FileText(fingerprint=fingerprint(data))
    found = read_bounded(data, name)
    if isinstance(found, Message):
        raise FileRefused(refusal(found))
    if found.deeds and sum(len(passage.text) for passage in passages_in_order(found.deeds)) > MOST_CHARACTERS:
        raise FileRefused(TOO_MUCH)
    lines = lines_of(found.deeds) if found.deeds else found.lines
    return FileText("\n".join(lines), found.around, deeds=found.deeds)


def lines_of(deeds: Deeds) -> list[str]:
    """Returns the passages of a file in a form of the site's own, without their Markdown."""
    passages = [passage for passage in passages_in_order(deeds) if passage.text]
    return [f"{passage.marker}{to_lines(passage.text, NO_PICTURES)}" for passage in passages]


def canonical_in(data: bytes) -> dict[str, Any] | None:
    """Returns what it says where it says that it is the canonical form of a version, however it is written by now: its
    fingerprint is that of these very bytes."""
    plain = data.removeprefix(codecs.BOM_UTF8).lstrip()
    if not plain.startswith(b"{") or f'"{SCHEMA}"'.encode() not in plain:
        return None
    try:
        said = json.loads(plain)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) and said.get("schema") == SCHEMA else None


def text_of_canonical(said: dict[str, Any]) -> str:
    """Raises FileRefused."""
    if sum(len(text) for _, text, _ in raw_texts(said)) > MOST_CHARACTERS:
        raise FileRefused(TOO_MUCH)
    return "\n".join(filter(None, texts_in(said)))


def refusal(message: Message) -> str:
    why = message.text.partition("。")[0]
    if message.code == "json-form" and message.line is None:
        return f"这个 JSON 文件不是本站的记录，也不是本站的规范文本。{INSTEAD}"
    if message.code in SCANNED:
        return f"{why}，没法逐字核对。请填纸上或页脚的指纹，或用手机扫纸上的二维码。"
    return f"{why}。{INSTEAD}"


def read_bounded(data: bytes, name: str) -> Read | Message:
    if not turn.acquire(timeout=WAIT_SECONDS):
        raise FileRefused("网站正在读另一位读者的文件。请过一会儿再试，或把文字复制到上面的框里。")
    worker: Worker[Any, Read | Message] | None = None
    try:
        worker = Worker(read_within, forkserver(KNOWN))
        worker.send(partial(read, data, name))
        return worker.result()
    except ProcessDied as died:
        too_long = worker is not None and worker.process.exitcode == -signal.SIGXCPU
        why = "这份文件读起来太久，没有读完" if too_long else "这份文件读不了，可能占用了太多内存"
        raise FileRefused(f"{why}。{INSTEAD}") from died
    finally:
        if worker:
            worker.stop()
        turn.release()
