"""A page saved as a single file (.mht, .mhtml): the page and its pictures as parts of one message.

Read by hand: the standard library would hold such a file in memory several times over, and recurse into its parts.
"""

import binascii
import quopri
import re
from dataclasses import dataclass

from records.deeds.readers.encodings import refuse
from records.deeds.readers.format import Format
from records.deeds.source import Source

from .page import ENCODINGS, check_size, declared_in, page_source
from .pictures import taken_out

MAX_PARTS, MAX_NESTED = 2000, 20  # each part inside another is copied once more
MAX_HEADER_BYTES = 20_000
START = re.compile(r"(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*?)*?Content-Type:\s*multipart/", re.I)
HEADER_END = re.compile(rb"\r?\n[ \t]*\r?\n")
FOLDED = re.compile(r"\r?\n[ \t]+")
BOUNDARY = re.compile(r"""boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;"]{1,200}))""", re.I)
CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.I)


def read(data: bytes) -> Source:
    check_size(data)
    found = parts_of(data)
    page = next((part for part in found if part.media_type in ("text/html", "application/xhtml+xml")), None)
    if page is None:
        raise broken("里没有网页正文")
    images = [part for part in found if part.media_type.startswith("image/")]
    parts = {address: (part.media_type, part.content()) for part in images for address in part.addresses}
    content, embedded = taken_out(page.content())
    declared = ENCODINGS.get(page.charset.lower()) or declared_in(content)
    sheets = [part.content().decode("utf-8", "replace") for part in found if part.media_type == "text/css"]
    return page_source(content, parts | embedded, declared, next(iter(page.addresses), ""), sheets)


@dataclass(frozen=True, slots=True)
class MimePart:
    """A part with its body still as it was sent."""

    headers: dict[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @property
    def addresses(self) -> list[str]:
        """Returns what the page calls it by."""
        location, name = self.headers.get("content-location", ""), self.headers.get("content-id", "")
        return [address for address in (location, f"cid:{name.strip('<> ')}" if name else "") if address]

    @property
    def charset(self) -> str:
        found = CHARSET.search(self.headers.get("content-type", ""))
        return found[1] if found else ""

    def content(self) -> bytes:
        way = self.headers.get("content-transfer-encoding", "").lower()
        if way == "base64":
            try:
                return binascii.a2b_base64(self.body)
            except binascii.Error:
                return b""
        return quopri.decodestring(self.body) if way == "quoted-printable" else self.body


def part_of(data: bytes) -> MimePart:
    found = HEADER_END.search(data, 0, MAX_HEADER_BYTES)
    head, body = (data[: found.start()], data[found.end() :]) if found else (data[:MAX_HEADER_BYTES], b"")
    lines = FOLDED.sub(" ", head.decode("utf-8", "replace").strip()).splitlines()
    pairs = [line.partition(":") for line in lines if ":" in line]
    return MimePart({name.strip().lower(): value.strip() for name, _, value in pairs}, body)


def parts_of(data: bytes) -> list[MimePart]:
    """Returns all parts, those inside of other parts too. Raises DeedsError for far too many."""
    waiting, found, nested = [part_of(data.lstrip())], [], 0
    while waiting:
        part = waiting.pop()
        boundary = BOUNDARY.search(part.headers.get("content-type", ""))
        if not part.media_type.startswith("multipart/") or boundary is None:
            found.append(part)
            continue
        nested += 1
        waiting += reversed(pieces_of(part.body, (boundary[1] or boundary[2]).encode()))
        if len(waiting) + len(found) > MAX_PARTS or nested > MAX_NESTED:
            raise broken("的组成部分太多")
    return found


def pieces_of(body: bytes, boundary: bytes) -> list[MimePart]:
    pieces = re.split(rb"(?:^|\r?\n)--" + re.escape(boundary), body, maxsplit=MAX_PARTS + 1)
    return [part_of(piece.lstrip(b"\r\n")) for piece in pieces[1:] if not piece.startswith(b"--")]


def broken(why: str) -> Exception:
    return refuse(
        "page-broken",
        f"单个文件的网页{why}，读不了。请在浏览器里重新打开原网页，另存为 .html，或把正文复制到 Word 文档再导入。",
    )


FORMAT = Format("mhtml", "单个文件的网页", (".mht", ".mhtml"), read, start=START)
