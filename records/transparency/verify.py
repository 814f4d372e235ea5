#!/usr/bin/env python3
"""Checks a site of honors against its public log, from anywhere: `python verify.py https://honors.example`.

One file, longer than others of this house, because strangers take it away and run it: it needs Python 3.11 and nothing
else. The site itself takes its hashing and its forms from here, so that there is one place for them: RFC 9162 §2.1
(tree), and the C2SP specifications tlog-tiles, tlog-checkpoint, signed-note and tlog-cosignature.

What it proves: the head of the log is signed; the log begins with all that was there when this was last run; the site
shows each version and decision that the log names, unchanged, and nothing of what it says is gone; totals did not fall.
"""

import argparse
import base64
import binascii
import gzip
import hashlib
import html
import http.client
import io
import json
import os
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:  # A stranger's Python: the slow way below does the same.
    Ed25519PublicKey = None  # type: ignore[assignment, misc]

# --- The tree: RFC 9162 §2.1 ------------------------------------------------------------------------------------------

HASH_SIZE = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Returns the root of the tree that has these leaf hashes, or these roots of complete trees of one size."""
    if not hashes:
        return EMPTY_ROOT
    level = list(hashes)
    while len(level) > 1:
        pairs = [node_hash(left, right) for left, right in zip(level[::2], level[1::2], strict=False)]
        level = pairs + level[len(pairs) * 2 :]  # an odd one goes up as it is
    return level[0]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Says whether the leaf hash stands at `index` of the tree with that size and root (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size or not all_hashes(leaf, root, *proof):
        return False
    node, last, result = index, size - 1, leaf
    for hash_ in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            result = node_hash(hash_, result)
            node, last = above_left_edges(node, last)
        else:
            result = node_hash(result, hash_)
        node, last = node >> 1, last >> 1
    return last == 0 and result == root


def verify_consistency(
    old_size: int, old_root: bytes, new_size: int, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Says whether the newer tree begins with all leaves of the older one (RFC 9162 §2.1.4.2)."""
    if not 0 <= old_size <= new_size or not all_hashes(old_root, new_root, *proof):
        return False
    if old_size == new_size or old_size == 0:
        same = old_root == (new_root if old_size == new_size else EMPTY_ROOT)
        return not proof and same and (new_size > 0 or new_root == EMPTY_ROOT)
    path = [old_root, *proof] if old_size & (old_size - 1) == 0 else list(proof)
    if not proof:
        return False
    node, last = old_size - 1, new_size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old = new = path[0]
    for hash_ in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            old, new = node_hash(hash_, old), node_hash(hash_, new)
            node, last = above_left_edges(node, last)
        else:
            new = node_hash(new, hash_)
        node, last = node >> 1, last >> 1
    return last == 0 and old == old_root and new == new_root


def above_left_edges(node: int, last: int) -> tuple[int, int]:
    """Climbs while the node is a left child without a sibling, which has its parent's hash."""
    while node and not node & 1:
        node, last = node >> 1, last >> 1
    return node, last


def all_hashes(*values: bytes) -> bool:
    return all(len(value) == HASH_SIZE for value in values)


# --- Tiles: c2sp.org/tlog-tiles ---------------------------------------------------------------------------------------

TILE_WIDTH = 256


def tile_path(level: int, index: int, width: int = TILE_WIDTH) -> str:
    return resource_path(str(level), index, width)


def bundle_path(index: int, width: int = TILE_WIDTH) -> str:
    return resource_path("entries", index, width)


def resource_path(kind: str, index: int, width: int) -> str:
    """Writes 1234067 as x001/x234/067, so that no folder has more than a few thousand files."""
    if index < 0 or not 0 < width <= TILE_WIDTH:
        raise ValueError(f"no tile has the index {index} and the width {width}")
    groups = [f"{index % 1000:03}"]
    while index := index // 1000:
        groups.insert(0, f"x{index % 1000:03}")
    return "/".join(["tile", kind, *groups]) + (f".p/{width}" if width < TILE_WIDTH else "")


def split_hashes(tile: bytes) -> list[bytes]:
    if len(tile) % HASH_SIZE:
        raise ValueError("a tile holds whole hashes")
    return [tile[start : start + HASH_SIZE] for start in range(0, len(tile), HASH_SIZE)]


def split_bundle(bundle: bytes) -> list[bytes]:
    """Returns the entries of a bundle, each of which has its length in two bytes before it."""
    entries, at = [], 0
    while at < len(bundle):
        start = at + 2
        at = start + int.from_bytes(bundle[at:start], "big")
        if at > len(bundle) or start > len(bundle):
            raise ValueError("the bundle ends within an entry")
        entries.append(bundle[start:at])
    return entries


def join_bundle(entries: Iterable[bytes]) -> bytes:
    """Raises OverflowError for an entry above 65,535 bytes, which has no place in a bundle."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


# --- Notes and checkpoints: c2sp.org/signed-note, tlog-checkpoint, tlog-cosignature -----------------------------------

ED25519, COSIGNATURE = 0x01, 0x04
MOST_SIGNATURES = 100
LONGEST_NOTE = 1_000_000


class BadNote(ValueError):
    """Says in Chinese what has not its form of a note, checkpoint or key, or which signature does not hold."""


class Signature(NamedTuple):
    name: str
    key_id: bytes
    signature: bytes


class Key(NamedTuple):
    """A public key; `kind` says what it signs: the log's notes, or a witness's cosignatures."""

    name: str
    key_id: bytes
    public: bytes
    kind: int = ED25519

    @property
    def vkey(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{encoded(bytes([self.kind]) + self.public)}"


class Checkpoint(NamedTuple):
    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        lines = self.origin, str(self.size), encoded(self.root), *self.extensions
        return "".join(f"{line}\n" for line in lines)


def parse_checkpoint(text: str) -> Checkpoint:
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() or not all(lines):
        raise BadNote("日志的头至少有三行，中间没有空行")
    origin, size, root, *extensions = lines
    if not re.fullmatch(r"0|[1-9][0-9]{0,18}", size):
        raise BadNote(f"日志的条数不对：{size[:40]}")
    if len(hash_ := decoded(root)) != HASH_SIZE:
        raise BadNote("日志的根不是散列值")
    return Checkpoint(origin, int(size), hash_, tuple(extensions))


def make_key(name: str, public: bytes, kind: int = ED25519) -> Key:
    if not is_key_name(name):
        raise BadNote(f"不能作钥匙的名称：{name[:80]}")
    digest = hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()
    return Key(name, digest[:4], public, kind)


def parse_key(vkey: str) -> Key:
    name, _, rest = vkey.strip().partition("+")
    key_id, _, data = rest.partition("+")
    raw = decoded(data)
    if len(raw) != 33 or raw[0] not in (ED25519, COSIGNATURE):
        raise BadNote("不是 Ed25519 公钥")
    key = make_key(name, raw[1:], raw[0])
    if key_id != key.key_id.hex():
        raise BadNote("公钥与它的编号不符")
    return key


def parse_note(data: bytes) -> tuple[str, list[Signature]]:
    if len(data) > LONGEST_NOTE:
        raise BadNote("内容太长")
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError:
        raise BadNote("不是 UTF-8 文字") from None
    if re.search(r"[\x00-\x09\x0b-\x1f]", whole):
        raise BadNote("含有控制字符")
    text, gap, signed = whole.rpartition("\n\n")
    if not gap or not signed.endswith("\n"):
        raise BadNote("末尾没有空行和签名")
    lines = signed[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise BadNote("签名太多")
    return text + "\n", [parse_signature(line) for line in lines]


def parse_signature(line: str) -> Signature:
    dash, _, rest = line.partition(" ")
    name, _, data = rest.partition(" ")
    raw = decoded(data)
    if dash != "—" or not is_key_name(name) or len(raw) < 5:
        raise BadNote("不是签名的一行")
    return Signature(name, raw[:4], raw[4:])


def verify_note(data: bytes, keys: Iterable[Key]) -> str:
    """Returns the text if a known key signed it. Signatures of others are passed over, a false one of these is not."""
    return signers(data, keys)[0]


def signers(data: bytes, keys: Iterable[Key]) -> tuple[str, list[Key]]:
    """Returns the text with those of the keys that signed it, at least one."""
    text, signatures = parse_note(data)
    known = {(key.name, key.key_id): key for key in keys}
    found = []
    for name, key_id, signature in signatures:
        if key := known.get((name, key_id)):
            if not signature_holds(key, text, signature):
                raise BadNote(f"{key.name} 的签名不是这段文字的")
            found.append(key)
    if not found:
        raise BadNote("没有认得的钥匙签名")
    return text, list(dict.fromkeys(found))


def next_key(vkey: str) -> bytes:
    """Returns what the key in use signs to name the next."""
    return f"honors-record/next-key\n{vkey}\n".encode()


def is_endorsed(key: Key, vkey: str, signed: str) -> bool:
    try:
        return ed25519_holds(key.public, next_key(vkey), decoded(signed))
    except BadNote:
        return False


def signature_holds(key: Key, text: str, signature: bytes) -> bool:
    if key.kind == ED25519:
        return ed25519_holds(key.public, text.encode(), signature)
    moment = int.from_bytes(signature[:8], "big")
    return moment < 2**63 and ed25519_holds(key.public, cosigned(text, moment), signature[8:])


def cosigned(text: str, moment: int) -> bytes:
    """Returns what a witness signs: the checkpoint's text, and when it was the newest that the witness had seen."""
    return f"cosignature/v1\ntime {moment}\n{text}".encode()


def is_key_name(name: str) -> bool:
    return bool(name) and "+" not in name and not re.search(r"\s", name)


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def decoded(text: str) -> bytes:
    """Reads base 64 in the one way in which it can be written."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise BadNote("不是 base64") from None
    if encoded(data) != text:
        raise BadNote("不是规范的 base64")
    return data


# --- Ed25519 (RFC 8032 §5.1), slowly, where `cryptography` is not installed -------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]  # X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z
NEUTRAL: Point = (0, 1, 1, 0)


def ed25519_holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Asks `cryptography`, or else counts itself; what is written in two ways is refused by both alike."""
    if len(public) != 32 or len(signature) != 64 or int.from_bytes(signature[32:], "little") >= ORDER:
        return False
    if not is_written_plainly(public) or not is_written_plainly(signature[:32]):
        return False
    if Ed25519PublicKey is None:
        return slowly_holds(public, message, signature)
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def is_written_plainly(point: bytes) -> bool:
    """Says whether y is below the prime, and no sign is given to x = 0."""
    value = int.from_bytes(point, "little")
    y, sign = value & (1 << 255) - 1, value >> 255
    return y < P and not (sign and y in (1, P - 1))


def slowly_holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Says whether S·B - h·A is R, for what `ed25519_holds` has looked over."""
    key = point_of(public)
    if key is None:
        return False
    nearby, s = signature[:32], int.from_bytes(signature[32:], "little")
    h = int.from_bytes(hashlib.sha512(nearby + public + message).digest(), "little") % ORDER
    x, y, z, t = key
    negative = (P - x, y, z, P - t)
    return bytes_of(added(times(s, BASE), times(h, negative))) == nearby


def point_of(data: bytes) -> Point | None:
    value = int.from_bytes(data, "little")
    y, sign = value & (1 << 255) - 1, value >> 255
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P:
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def bytes_of(point: Point) -> bytes:
    x, y, z, _ = point
    inverse = pow(z, -1, P)
    return (y * inverse % P | (x * inverse % P & 1) << 255).to_bytes(32, "little")


def added(first: Point, second: Point) -> Point:
    x1, y1, z1, t1 = first
    x2, y2, z2, t2 = second
    a, b = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    c, d = 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number: int, point: Point) -> Point:
    result = NEUTRAL
    while number:
        if number & 1:
            result = added(result, point)
        point = added(point, point)
        number >>= 1
    return result


BASE = point_of((4 * pow(5, -1, P) % P).to_bytes(32, "little")) or NEUTRAL


# --- Where it is read: a site, or a folder that an archive was written to ---------------------------------------------

SECONDS_TO_WAIT = 30
MOST_BYTES = 64 * 1024 * 1024
AT_ONCE = 4  # requests that a site is asked at a time
ELSEWHERE = 301, 302, 303, 307, 308, 404, 410
MOST_UNREACHED = 10
BUSY = 429, 503


class CannotCheck(Exception):
    """Says in Chinese why nothing can be said of the site: it does not answer, or has no log."""


class Unreadable(Exception):
    """Says in Chinese how one address does not answer as it should, while others may."""


class Site:
    """Reads addresses below a site's, over as many connections as there are threads that ask at a time."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.host, self.path, self.is_safe = parts.netloc, parts.path.rstrip("/"), parts.scheme == "https"
        self.idle: list[http.client.HTTPConnection] = []
        self.unreached = 0  # addresses in a row that nobody answered

    def read(self, path: str) -> bytes | None:
        """Returns what is at the address itself; None where nothing is, or what only leads elsewhere."""
        for _ in range(3):
            status, headers, body = self.answer(f"{self.path}/{path}")
            if status == 200:
                return unpacked(body) if headers.get("Content-Encoding") == "gzip" else body
            if status in ELSEWHERE:
                return None
            pause = headers.get("Retry-After") or ""
            if status not in BUSY or not pause.isdigit():
                break
            time.sleep(min(int(pause), SECONDS_TO_WAIT))
        is_plain = status not in BUSY and (headers.get("Content-Type") or "").startswith("text/plain")
        said = unpacked(body) if headers.get("Content-Encoding") == "gzip" else body
        why = said.decode("utf-8", "replace").split("\n")[0][:120] if is_plain else ""
        raise Unreadable(f"网站回答 HTTP {status}" + (f"：{why}" if why else ""))

    def answer(self, path: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        headers = {"User-Agent": "honors-verify/1", "Accept-Encoding": "gzip"}
        for is_last in (False, True):
            connection = self.connection()
            try:
                connection.request("GET", path, headers=headers)
                response = connection.getresponse()
                answer = response.status, response.headers, bounded(response)
            except Unreadable:
                connection.close()
                raise
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                # One that was kept open may have been closed over there meanwhile: once more, over a new one.
                if is_last:
                    raise self.unanswered(error) from error
                self.close()
            else:
                self.idle.append(connection)
                self.unreached = 0
                return answer
        raise AssertionError

    def unanswered(self, error: Exception) -> Exception:
        """Gives one address up, and after some in a row the site: what was found until then is still told."""
        self.unreached += 1
        kind = CannotCheck if self.unreached >= MOST_UNREACHED else Unreadable
        return kind(f"连不上 {self.host}：{error or type(error).__name__}")

    def connection(self) -> http.client.HTTPConnection:
        try:
            return self.idle.pop()
        except IndexError:
            kind = http.client.HTTPSConnection if self.is_safe else http.client.HTTPConnection
            return kind(self.host, timeout=SECONDS_TO_WAIT)

    def close(self) -> None:
        while self.idle:
            self.idle.pop().close()

    def workers(self, records: int) -> Executor:
        return ThreadPoolExecutor(AT_ONCE)

    def listed(self) -> Iterator[str]:
        """Yields the number of each record that the sitemap lists."""
        index = self.read("sitemap.xml") or b""
        parts = re.findall(rb"<loc>[^<]*/(sitemap-[\w-]*record[\w-]*\.xml(?:\?p=\d+)?)</loc>", index)
        for page in [index, *(self.read(part.decode()) or b"" for part in parts)]:
            yield from (number.decode() for number in re.findall(rb"/records/(\d+)/</loc>", page))


class Folder:
    """Reads the files of an archive, which lie at the addresses of the site, also in its parts `site` and `data`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.roots = [root for root in (path, path / "site", path / "data") if root.is_dir()]
        self.has_pages = any(self.listed())

    def read(self, path: str) -> bytes | None:
        name = f"{path}index.html" if path.endswith("/") else path
        for root in self.roots:
            try:
                with open(f"{root}/{name}", "rb") as file:  # noqa: PTH123 - half the time of Path
                    return file.read()
            except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
                continue
            except OSError as error:
                raise Unreadable(f"文件读不了：{error.strerror}") from error
        return None

    def workers(self, records: int) -> Executor:
        return ProcessPoolExecutor(os.cpu_count()) if records > 500 else ThreadPoolExecutor(1)

    def listed(self) -> Iterator[str]:
        pages = (page.parent.name for root in self.roots for page in root.glob("records/*/index.html"))
        return filter(str.isdigit, pages)

    def close(self) -> None:
        """Does nothing: files are closed when they are read."""


Source = Site | Folder


def source_of(address: str) -> Source:
    if re.match(r"https?://[^/\s]+(?:/\S*)?$", address):
        try:
            urlsplit(address).port  # noqa: B018 - one that is no number
        except ValueError as error:
            raise CannotCheck(f"{address} 里的端口不是数字") from error
        return Site(address)
    if Path(address).is_dir():
        return Folder(Path(address))
    raise CannotCheck(f"{address} 不是 http:// 或 https:// 开头的网址，也不是一个文件夹")


def unpacked(body: bytes) -> bytes:
    try:
        return bounded(gzip.GzipFile(fileobj=io.BytesIO(body)))
    except (OSError, EOFError) as error:
        raise Unreadable("内容解不开压缩") from error


def bounded(file: Any) -> bytes:
    """Reads no more than this machine can hold, whatever the other side sends."""
    body: bytes = file.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise Unreadable("内容太长")
    return body


# --- What is remembered from one time to the next ---------------------------------------------------------------------


@dataclass
class Seen:
    """A log as it was when it was last found whole: enough to prove later that it has only grown.

    `tiles` are the roots of each 256 entries, `leaves` the hashes of those after the last of them. What the entries
    come to is in `keys` (the number of the entry, key, reason, signature of the key before), `records`, `days`,
    `recoveries` (their hashes) and `decisions` (of commendations).
    """

    origin: str = ""
    size: int = 0
    root: str = EMPTY_ROOT.hex()
    key: str = ""
    first: str = ""  # the key before the first that an entry names
    note: str = ""  # the signed head itself: beside another one of that size it is the evidence
    seen: str = ""
    at: str = ""  # of the last entry
    tiles: list[str] = field(default_factory=list)
    leaves: list[str] = field(default_factory=list)
    keys: list[Any] = field(default_factory=list)
    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    days: dict[str, list[Any]] = field(default_factory=dict)
    totals: dict[str, int] = field(default_factory=dict)
    recoveries: list[str] = field(default_factory=list)
    decisions: dict[str, dict[str, Any]] = field(default_factory=dict)

    def root_of_entries(self) -> bytes:
        last = [root_of(split_hashes(bytes.fromhex("".join(self.leaves))))] if self.leaves else []
        return root_of([*map(bytes.fromhex, self.tiles), *last])


def load(path: Path | None) -> Seen | None:
    if path is None or not path.exists():
        return None
    try:
        seen = Seen(**json.loads(path.read_text("utf-8")))
        if seen.root_of_entries().hex() != seen.root:
            raise ValueError("root")
    except (OSError, ValueError, TypeError) as error:
        raise CannotCheck(f"{path} 不是本程序记下的状态，或者被改动过；不要它的话请换一个文件名") from error
    return seen


def save(path: Path, seen: Seen) -> None:
    """Puts the whole file in place at once, so that a crash leaves the old one."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.absolute().parent, delete=False) as file:
        json.dump(asdict(seen), file, ensure_ascii=False, separators=(",", ":"))
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)


# --- The log ----------------------------------------------------------------------------------------------------------


@dataclass
class Report:
    """Collects what is wrong, what is only to be known, and how much was looked at."""

    wrong: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


class Broken(Exception):
    """Says in Chinese how the log is not what it was, or not signed: with that the site is not worth comparing."""


def follow(source: Source, before: Seen | None, report: Report, **options: Any) -> Seen:
    """Returns what the log is now. Raises Broken or CannotCheck.

    Options are `key` (else the remembered one, else the one that the site itself gives), `full`, `keep`, and
    `may_recover`: whether a log may have lost its end that says so itself.
    """
    try:
        return Walk(source, before, report, **options).whole()
    except BadNote as error:
        raise Broken(f"/log/checkpoint：日志的头不可信：{error}") from error
    except Unreadable as error:
        raise CannotCheck(f"日志读不出来：{error}") from error


class Walk:
    """One walk along the log, from where the last one ended, or from its beginning."""

    def __init__(
        self,
        source: Source,
        before: Seen | None,
        report: Report,
        key: Key | None = None,
        full: bool = False,
        keep: Path | None = None,
        may_recover: bool = True,
    ) -> None:
        self.source, self.before, self.report, self.keep = source, before, report, keep
        self.may_recover = may_recover
        note = source.read("log/checkpoint")
        if note is None:
            raise CannotCheck("这里没有公开日志（/log/checkpoint）。网址会自动转到别处的，请用转到的那个")
        self.note, self.head = note, parse_checkpoint(parse_note(note)[0])
        self.key = key or (parse_key(before.key) if before else self.first_met())
        # A copy, as what is remembered stays for comparing.
        self.now = Seen() if full or before is None else Seen(**json.loads(json.dumps(asdict(before))))
        self.first, self.now.leaves = self.now.size, []

    def first_met(self) -> Key:
        lines = (self.source.read("log/key") or b"").decode("utf-8", "replace").split()
        if not lines:
            raise CannotCheck("这里没有日志的公钥（/log/key），请用 --key 给出")
        self.report.notes.append(
            f"第一次核对，相信了网站自己给出的公钥。请从别的途径（公告、公报、电话）问到它，比一比：\n  {lines[0]}"
        )
        return parse_key(lines[0])

    def whole(self) -> Seen:
        """Walks on; from the beginning where the log says itself that it lost its end and goes on from a backup."""
        try:
            return self.walk()
        except Broken:
            before, found = self.before, self.recovery() if self.may_recover else None
            if before is None or found is None:
                raise
            index, at, compared = found
            self.report.notes.append(
                f"网站从备份恢复过（日志第 {index + 1} 条，{on(at)}）：{on(before.seen)} 看到的 {before.size} 条里，"
                f"前面 {compared} 条核对过，没有变；第 {index + 1} 条起的 {before.size - index} 条丢失了，序号重新用过"
            )
            self.before, self.now, self.first = None, Seen(), 0
            return self.walk()

    def recovery(self) -> tuple[int, str, int] | None:
        """Finds the last entry that tells of a recovery not known yet, if what is remembered of those before it is as
        it was; returns its number, its time and how many before it could be compared."""
        before, found = self.before, None
        if before is None or self.head.origin != before.origin:
            return None
        for number in range(-(-self.head.size // TILE_WIDTH)):
            for index, entry in enumerate(self.entries_of(number), number * TILE_WIDTH):
                if b'"kind":"recovered"' in entry and leaf_hash(entry).hex() not in before.recoveries:
                    found = index, f"{json.loads(entry).get('at', '')}"
        if found is None or found[0] > before.size:
            return None
        compared = 0
        for number in range(-(-found[0] // TILE_WIDTH)):
            entries = self.entries_of(number)[: found[0] - number * TILE_WIDTH]
            # Of 256 that a recovery cuts through the single ones are not remembered, unless they were the last.
            if len(entries) == TILE_WIDTH or number == len(before.tiles):
                if self.difference(number, [leaf_hash(entry) for entry in entries], entries):
                    return None
                compared += len(entries)
        return *found, compared

    def walk(self) -> Seen:
        now, head = self.now, self.head
        self.refuse_another_history()
        for number in range(self.first // TILE_WIDTH, -(-head.size // TILE_WIDTH)):
            self.take_bundle(number)
        if now.root_of_entries() != head.root:
            where = f"；{self.first_difference()}" if self.before else ""
            raise Broken(f"送出的 {head.size} 条日志算不出 /log/checkpoint 签名的根{where}")
        self.compare_upper_tiles()
        now.key = self.signing_key(now.keys).vkey
        now.origin, now.size, now.root = head.origin, head.size, head.root.hex()
        now.note, now.seen = self.note.decode(), f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        return now

    def refuse_another_history(self) -> None:
        before, head = self.before, self.head
        if before is None:
            return
        if head.origin != before.origin:
            raise Broken(f"/log/checkpoint：这是另一本日志（{head.origin}），记住的是 {before.origin}")
        if head.size > before.size:
            return
        self.signing_key(before.keys)
        if head.size < before.size:
            raise Broken(f"日志退回过：{on(before.seen)} 有 {before.size} 条，现在只有 {head.size} 条")
        if head.root.hex() != before.root:
            raise Broken(
                f"两种历史：同是 {head.size} 条，{on(before.seen)} 看到的根是 {before.root[:16]}…，现在是 "
                f"{head.root.hex()[:16]}…；{self.first_difference()}。两个头都有签名，就是证据：请保存好记住的状态，"
                f"连同现在的头：\n{self.note.decode()}"
            )

    # Entries, 256 at a time

    def entries_of(self, number: int) -> list[bytes]:
        width = min(TILE_WIDTH, self.head.size - number * TILE_WIDTH)
        bundle = self.source.read(f"log/{bundle_path(number, width)}")
        if bundle is None:  # it has grown since, and the partial one need not be there any more
            bundle = self.source.read(f"log/{bundle_path(number)}")
        try:
            entries = split_bundle(bundle or b"")[:width]
        except ValueError:
            entries = []
        if len(entries) < width:
            raise Broken(f"/log/{bundle_path(number, width)}：日志的这一段缺失或不完整，应有 {width} 条")
        return entries

    def take_bundle(self, number: int) -> None:
        entries = self.entries_of(number)
        leaves = [leaf_hash(entry) for entry in entries]
        if where := self.difference(number, leaves, entries):
            raise Broken(f"日志被改过：{where}")
        self.compare_tile(0, number, b"".join(leaves))
        for index, entry in enumerate(entries, number * TILE_WIDTH):
            if index >= self.first:
                self.take(index, entry)
        if self.keep:
            kept = self.keep / bundle_path(number)
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(join_bundle(entries))
        if len(leaves) == TILE_WIDTH:
            self.now.tiles.append(root_of(leaves).hex())
        else:
            self.now.leaves = [leaf.hex() for leaf in leaves]

    def difference(self, number: int, leaves: list[bytes], entries: list[bytes]) -> str:
        """Says where these 256 entries first differ from what is remembered of them; blank where they do not."""
        before, start = self.before, number * TILE_WIDTH
        if before is None or number > len(before.tiles):
            return ""
        since = f"与 {on(before.seen)} 看到的不同"
        if number == len(before.tiles):
            pairs = enumerate(zip(before.leaves, leaves, strict=False), start)
            where = next((index for index, (old, new) in pairs if old != new.hex()), None)
            return (
                "" if where is None else f"第 {where + 1} 条{since}，现在是 {shown(entries[where - start])}"
            )
        if root_of(leaves).hex() == before.tiles[number]:
            return ""
        kept = self.keep / bundle_path(number) if self.keep else None
        if kept and kept.exists():
            old = split_bundle(kept.read_bytes())
            for index, (one, other) in enumerate(zip(old, entries, strict=False), start + 1):
                if one != other:
                    return f"第 {index} 条{since}，原来是 {shown(one)}，现在是 {shown(other)}"
        return f"第 {start + 1} 至 {start + TILE_WIDTH} 条中有的{since}"

    def first_difference(self) -> str:
        """Looks through all that is remembered; it reads the whole log, which is wrong anyway."""
        for number in range(-(-self.head.size // TILE_WIDTH)):
            entries = self.entries_of(number)
            if where := self.difference(number, [leaf_hash(entry) for entry in entries], entries):
                return where
        return "送出的各条却与记住的相同"

    # The tree

    def compare_tile(self, level: int, index: int, expected: bytes) -> None:
        path = tile_path(level, index, len(expected) // HASH_SIZE)
        served = self.source.read(f"log/{path}")
        if served is None:  # as with bundles
            served = (self.source.read(f"log/{tile_path(level, index)}") or b"")[: len(expected)]
        if served == expected:
            return
        what = "缺失，或与日志的各条不符"
        if level == 0 and len(served) == len(expected):
            pairs = zip(split_hashes(served), split_hashes(expected), strict=True)
            place = next(place for place, (one, other) in enumerate(pairs, 1) if one != other)
            what = f"与日志第 {index * TILE_WIDTH + place} 条的内容不符"
        self.report.wrong.append(f"/log/{path}：散列树的这一块{what}")

    def compare_upper_tiles(self) -> None:
        hashes, first, level = [bytes.fromhex(root) for root in self.now.tiles], self.first // TILE_WIDTH, 1
        while hashes:
            tiles = [hashes[at : at + TILE_WIDTH] for at in range(0, len(hashes), TILE_WIDTH)]
            first //= TILE_WIDTH
            for index in range(first, len(tiles)):
                self.compare_tile(level, index, b"".join(tiles[index]))
            hashes = [root_of(tile) for tile in tiles if len(tile) == TILE_WIDTH]
            level += 1

    # Keys

    def signing_key(self, entries: Sequence[Sequence[Any]]) -> Key:
        """Returns the key in use by these entries of keys, each of which the one before it must have signed, from the
        one that is trusted on; one that the log has retired signs nothing any more."""
        known = [parse_key(vkey) for _, vkey, _, _ in entries]
        first = {one.first for one in (self.now, self.before) if one and one.first}
        _, found = signers(self.note, [self.key, *known, *map(parse_key, first)])
        last = max((place for place, key in enumerate(known, 1) if key == self.key), default=0)
        current, index, reason = self.key, -1, ""
        for (index, vkey, reason, signed), key in zip(entries[last:], known[last:], strict=True):
            if not is_endorsed(current, vkey, signed):
                why = "说旧钥匙丢失，换成了" if reason.startswith("lost") else "没有旧钥匙的签名，换成了"
                raise Broken(f"日志第 {index + 1} 条{why} {vkey}：问清楚以后，请用 --key 给出新的公钥")
            self.report.notes.append(f"签名的钥匙换过：日志第 {index + 1} 条（{reason}）换成 {vkey}")
            current = key
        # The head that ends with the change may have the signature of the old key alone.
        if current not in found and index != self.head.size - 1:
            raise Broken(
                f"/log/checkpoint：签名的只有停用的钥匙 {found[0].vkey}；"
                f"在用的应是 {current.vkey}" + (f"（日志第 {index + 1} 条，{reason}）" if reason else "")
            )
        return current

    # What entries say

    def take(self, index: int, entry: bytes) -> None:
        self.report.counts["entries"] += 1
        what = f"日志第 {index + 1} 条"
        try:
            said = json.loads(entry)
            if canonical(said) != entry:
                raise ValueError
            at = datetime.strptime(said["at"], "%Y-%m-%dT%H:%M:%SZ")
            last = datetime.strptime(self.now.at or said["at"], "%Y-%m-%dT%H:%M:%SZ")
            if at < last - timedelta(hours=1):
                self.report.notes.append(
                    f"{what}的时间 {on(said['at'])} 早于前一条的 {on(self.now.at)}：时钟调过？"
                )
            self.now.at = said["at"]
            if said["kind"] == "key" and not self.now.keys:
                self.now.first = self.key.vkey
            if said["kind"] == "recovered":
                self.now.recoveries.append(leaf_hash(entry).hex())
            if wrong := replay(self.now, index, said):
                self.report.wrong.append(f"{what}（{on(said['at'])}）：{wrong}")
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            self.report.wrong.append(
                f"{what}：不是认得的一种条目（网站较新时，请换用它的 verify.py），或不是规范的 JSON：{shown(entry)}"
            )


def replay(now: Seen, index: int, said: dict[str, Any]) -> str:
    """Changes what is known by what an entry says; returns what in it cannot be, blank where nothing is."""
    kind = said["kind"]
    if kind == "key":
        why = "，".join([*(said[name] for name in ("reason", "why") if said.get(name)), on(said["at"])])
        now.keys.append([index, parse_key(said["key"]).vkey, why, f"{said.get('signed', '')}"])
        return ""
    if kind == "recovered":
        return ""
    if kind == "totals":
        if said["date"] in now.days:
            return f"{said['date']} 的致敬数记了两次"
        now.days[said["date"]] = [hash_in(said), index]
        return ""
    if kind in ("decided", "hidden"):
        return replay_decision(now.decisions, index, said)
    step = {"kind": kind, "what": KINDS[kind], "index": index, "at": said["at"]}
    blank = {"versions": {}, "hidden": [], "revoked": False, "names": None}
    record = now.records.setdefault(f"{int(said['record'])}", blank)
    record.update(step)
    return replay_step(record, index, said)


def replay_step(record: dict[str, Any], index: int, said: dict[str, Any]) -> str:
    """Does so for what has become of a record."""
    kind = said["kind"]
    if kind in ("published", "corrected", "returned"):
        return replay_version(record, index, said)
    if kind == "renamed":
        record["names"] = [hash_in(said), index, said["at"], int(said["names"])]
    elif kind in ("revoked", "restored"):
        record["revoked"] = kind == "revoked"
    elif "version" in said:
        version = f"{int(said['version'])}"
        record["hidden"] = [one for one in record["hidden"] if one != version]
        record["hidden"] += [] if kind == "shown" else [version]
    else:
        record["shown"] = False
    return ""


def replay_version(record: dict[str, Any], index: int, said: dict[str, Any]) -> str:
    version = f"{int(said['version'])}"
    if record.get("current") != version:
        record["names"] = None  # it has those of its time
    record["shown"], record["current"] = True, version
    new = [hash_in(said), index, said["at"]]
    old = record["versions"].setdefault(version, new)
    if old[0] == new[0]:
        return ""
    return (
        f"{said['record']} 号记录第 {said['version']} 版的指纹是 {new[0][:16]}…，"
        f"第 {old[1] + 1} 条（{on(old[2])}）记的却是 {old[0][:16]}…"
    )


def replay_decision(decisions: dict[str, dict[str, Any]], index: int, said: dict[str, Any]) -> str:
    """Does so for what the page of a commendation says; `sealed` is all that it ever said."""
    decision = decisions.setdefault(f"{int(said['commendation'])}", {"sealed": {}})
    is_shown = said["kind"] == "decided"
    what = "公开或更改" if is_shown else "不再公开"
    decision.update({"shown": is_shown, "what": what, "index": index, "at": said["at"]})
    if not is_shown:
        return ""
    number, new = f"{int(said['decision'])}", [hash_in(said), index, said["at"]]
    decision["current"] = number
    old = decision["sealed"].setdefault(number, new)
    if old[0] == new[0]:
        return ""
    return (
        f"{said['commendation']} 号表彰第 {number} 次封存的指纹是 {new[0][:16]}…，"
        f"第 {old[1] + 1} 条（{on(old[2])}）记的却是 {old[0][:16]}…"
    )


def hash_in(said: dict[str, Any]) -> str:
    return re.fullmatch(r"[0-9a-f]{64}", said["hash"])[0]  # type: ignore[index] # a TypeError is caught


def canonical(value: Any) -> bytes:
    """Writes by RFC 8785 what entries consist of, which is texts and whole numbers."""
    if any(isinstance(one, float) for one in value.values()):
        raise ValueError
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


KINDS = {
    "published": "公布",
    "corrected": "更正",
    "withdrawn": "撤回",
    "returned": "重新公开",
    "revoked": "撤销称号",
    "restored": "恢复称号",
    "withheld": "停止公开一版",
    "shown": "重新公开一版",
    "erased": "删除",
    "merged": "并入另一条",
    "renamed": "更正名称",
}


# --- The site ---------------------------------------------------------------------------------------------------------

UNSEEN = re.compile(r"<(?:!--.*?--|(script|style|template|svg)\b.*?</\1\s*)>", re.DOTALL | re.IGNORECASE)
HIDDEN = re.compile(r"hidden\b")
TAG = re.compile(r"<[^>]*>")
# What makes another number of the same digits is read too: 1.83亿 is not 183亿, -2.5% not 25.
MARKED = re.compile(r"[*_`\\~]+")
STRAY = re.compile(r"(?<!\d)[.．/]|[.．/](?!\d)|(?<!\d)[%％‰]|[-−](?!\d)")
NOT_READ = re.compile(r"[^\w\n.．/%％‰−-]+")
# None of these reaches over the end of a line with what it leaves out: all else is compared.
PICTURE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)")
LINK = re.compile(r"\[([^\]]*)\]\([^)\n]*\)")
MARK_OF_LINE = re.compile(r"^[ \t]*(?:(?:\d+[.)]|[-*+])(?=[ \t])|[>#])+", re.MULTILINE)
# What of a page shows the deeds, and what stands there beside their texts: tools, contents, figures, captions.
DEEDS = '<section class="deeds"'
SECTION = re.compile(r"<(/?)section\b[^>]*>")
BESIDE_TEXTS = re.compile(
    r'<(nav|details|dl|figure)\b.*?</\1\s*>|<h2 id="deeds">.*?</h2>|<p class="tools">.*?</p>'
    r'|<section class="numbers".*?</section\s*>|<table class="series">.*?</table\s*>',
    re.DOTALL,
)
# Of these a page may show what a line is compared without: the words for a picture, a number.
MAY_SHOW = re.compile(r"!\[([^\]\n]*)\]|^[ \t]*\d+[.)]", re.MULTILINE)
MANY_A_DAY = 10_000
COUNT = re.compile(r"data-tribute-count[^>]*>\s*([\d,]+)")


def read_lines(text: str) -> list[str]:
    """Returns letters and numbers of each line: pages set spaces, breaks and punctuation as they need."""
    return NOT_READ.sub("", STRAY.sub("", MARKED.sub("", html.unescape(text)))).split("\n")


def visible(page: str) -> str:
    """Returns letters and numbers that a page shows, cut by hand, as parsing would take ten times as long."""
    body = UNSEEN.sub("", page[max(page.find("<body"), 0) :])
    seen, after = [], 0
    for found in HIDDEN.finditer(body):
        start = body.rfind("<", after, found.start())
        if start >= 0 and body[found.start() - 1].isspace() and ">" not in body[start : found.start()]:
            name = body[start + 1 : found.start()].split()[0]
            end = body.find(f"</{name}", found.end())
            if end >= 0:
                seen.append(body[after:start])
                after = end
    return "".join(read_lines(TAG.sub("", "".join([*seen, body[after:]]))))


def shown_deeds(page: str) -> str | None:
    """Returns letters and numbers of the part of a page that shows the deeds; None where it has no such part."""
    if (start := page.find(DEEDS)) < 0:
        return None
    depth = 0
    for found in SECTION.finditer(page, start):
        depth += -1 if found[1] else 1
        if depth == 0:
            return visible(BESIDE_TEXTS.sub("", UNSEEN.sub("", page[start : found.end()])))
    return None


def put_in(form: dict[str, Any], said: str) -> str:
    """Returns the first words of the deeds as a page shows them that are none of them, or are in another place; blank
    where there are none."""
    texts = list(pieces_of(form))
    may_show = [found[1] or found[0] for text in texts for found in MAY_SHOW.finditer(text)]
    allowed = sorted(("".join(read_lines(one)) for one in may_show), key=len, reverse=True)
    after = 0
    for piece in [*(line for text in texts for line in lines_of(text)), None]:
        at = len(said) if piece is None else said.find(piece, after)
        if at > after and is_more(said[after:at], allowed):
            return said[after:at]
        after = max(after, at + len(piece or ""))
    return ""


def is_more(words: str, allowed: Sequence[str]) -> bool:
    for one in filter(None, allowed):
        words = words.replace(one, "")
    return re.search(r"\w", words) is not None


def pieces_of(form: dict[str, Any]) -> Iterator[str]:
    """Yields all texts of the deeds in the order of the page."""
    yield form.get("introduction") or ""
    for section in form.get("sections") or []:
        yield section.get("title") or ""
        yield section.get("lead") or ""
        for measure in section.get("measures") or []:
            yield measure.get("marker") or f"{measure['number']}."
            yield measure.get("text") or ""
    yield form.get("closing") or ""


def lines_of(markdown: str) -> list[str]:
    """Returns letters and numbers of each line that a page shows of such a text; a picture ends a line."""
    return read_lines(MARK_OF_LINE.sub("", LINK.sub(r"\1", PICTURE.sub("\n", markdown))))


HEAD = 2  # texts that stand above the deeds


def texts_of(form: dict[str, Any], is_page: bool = True) -> Iterator[tuple[str, str]]:
    """Yields each text that a page or the data of a record has of a version, with its place; on a page a measure
    begins with its marker."""
    for name, place in (
        ("title", "标题"),
        ("summary", "一句话介绍"),
        ("introduction", "引言"),
        ("closing", "结语"),
    ):
        yield place, form.get(name) or ""
    for section in form.get("sections") or []:
        place = f"第 {section['number']} 章"
        yield f"{place}的标题", section.get("title") or ""
        yield f"{place}的导语", section.get("lead") or ""
        for measure in section.get("measures") or []:
            marker = measure.get("marker") or "" if is_page else ""
            yield f"{place}第 {measure['number']} 条", f"{marker}{measure.get('text') or ''}"


def markers_in(form: dict[str, Any]) -> list[list[str]]:
    sections = form.get("sections") or []
    return [[measure["marker"] for measure in section.get("measures") or []] for section in sections]


def names_in(form: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yields who was honored and for what, as a version has it or what was told of a change of names."""
    recipient, award = form.get("recipient") or {}, form.get("award") or {}
    yield "表彰对象", recipient.get("name") or ""
    yield "表彰", award.get("name") or ""
    yield "年份", f"{award.get('year') or ''}"
    yield "职务", form.get("post") or ""


def figures_in(form: dict[str, Any]) -> set[tuple[str, Decimal, str]]:
    """Returns name, number and unit of each figure of a version, or of the data of a record."""
    listed = form.get("figures") or []
    return {(one["label"], Decimal(f"{one['value']}"), one.get("unit") or "") for one in listed}


def unsaid_figure(form: dict[str, Any], said: str) -> str:
    """Returns the first figure that a page does not show; a number is not a part of a longer one: 12人 in 112人."""
    for figure in form.get("figures") or []:
        label, amount = ("".join(read_lines(f"{text}")) for text in (figure["label"], number_of(figure)))
        if f"{label}{amount}" not in said and not re.search(rf"(?<![\d.]){re.escape(amount)}", said):
            return f"数据“{figure['label']}”的 {number_of(figure)}"
    return ""


def number_of(figure: dict[str, Any]) -> str:
    """Writes a figure as pages do: 50余名, where the deeds say so many and more."""
    return f"{figure['value']}{'余' if figure.get('approximate') else ''}{figure.get('unit') or ''}"


def missing(texts: Sequence[tuple[str, str]], said: str) -> str:
    """Returns the first of the texts that is not said, with its place; blank where all are."""

    def is_said(markdown: str) -> bool:
        return all(line in said for line in lines_of(markdown))

    # All at once at first, which is three times as fast and nearly always enough.
    if is_said("\n".join(text for _, text in texts)):
        return ""
    for place, text in texts:
        if not is_said(text):
            line = next((line for line in text.split("\n") if not is_said(line)), text)
            shown_line = LINK.sub(r"\1", line).strip()[:40]
            return f"{place}“{shown_line}”"
    return ""


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str | int):
        yield f"{value}"
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings(one)


# --- The rows of an archive -------------------------------------------------------------------------------------------

TEXTS = (
    "title", "post", "summary", "introduction", "closing", "source", "source_link", "note"
)  # fmt: skip
FIGURE = ("number", "label", "unit", "as_of", "approximate", "series", "rank", "rank_of", "chart", "is_key")
DECISION = (
    "state", "name", "decided_on", "document_number", "link", "text", "quota",
    "notice_from", "notice_until", "objections"
)  # fmt: skip
PARTS = {"version": "文字", "section": "章节", "measure": "举措", "figure": "数据"}
# Of each part of a version a number made of all its rows: from the archive and from the sealed form it is the same.
Sums = Counter[str]


class Rows:
    """Reads the files `data/*.jsonl` of an archive, from which `import_archive` makes a site.

    Of all texts it keeps a number for each part of a version, so that 100,000 records fit in memory. By a key of its
    own: nobody can choose other rows that make the same number.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = os.urandom(32)
        self.sums: dict[int, Sums] = {}  # by the key of the version
        self.versions: dict[str, dict[int, Sums]] = {}  # by record and number
        self.names: dict[str, list[Any]] = {}  # of public records alone, as they are now
        self.decisions: dict[str, list[Any]] = {}
        try:
            self.take_parts()
            self.take_names()
        except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as error:
            raise Unreadable(f"里有读不懂的内容：{error!r}") from error

    def of(self, record: str) -> "RowsOfOne":
        return RowsOfOne(self.key, self.versions.get(record, {}), self.names.get(record))

    def rows(self, table: str) -> Iterator[tuple[int, dict[str, Any]]]:
        path = self.folder / f"{table}.jsonl"
        if path.exists():
            with path.open("rb") as lines:
                for line in lines:
                    row = json.loads(line)
                    yield row["pk"], row["fields"]

    def take_parts(self) -> None:
        covers = {pk: row["name"] for pk, row in self.rows("picture")}
        for pk, row in self.rows("version"):
            self.sums[pk] = Counter()
            if row["erased_at"] is None:  # one that was erased before there was a log is not in it
                self.versions.setdefault(f"{row['record']}", {})[row["number"]] = self.sums[pk]
            self.add(pk, "version", version_part(row, covers.get(row["cover"]), row["public_from"]))
        sections = {}
        for pk, row in self.rows("section"):
            sections[pk] = row["version"], row["number"]
            self.add(row["version"], "section", [row["number"], row["title"], row["lead"]])
        wanted = {row["measure"] for _, row in self.rows("figure")}
        places: dict[int | None, list[int]] = {}
        for pk, row in self.rows("measure"):
            version, section = sections[row["section"]]
            if pk in wanted:
                places[pk] = [section, row["number"]]
            self.add(version, "measure", [section, row["number"], row["marker"], row["text"]])
        for _, row in self.rows("figure"):
            self.add(row["version"], "figure", figure_part(row, places.get(row["measure"])))

    def add(self, version: int, part: str, value: Any) -> None:
        self.sums[version][part] += digest_of(value, self.key)

    def take_names(self) -> None:
        recipients = {
            pk: [row[one] for one in ("name", "kind", "region")] for pk, row in self.rows("recipient")
        }
        categories = {pk: row["name"] for pk, row in self.rows("category")}
        awards = {}
        for pk, row in self.rows("commendation"):
            awards[pk] = [categories[row["category"]], row["year"]]
            issuers = [body for body in map(str.strip, row["issuer"].split("、")) if body]
            self.decisions[f"{pk}"] = [*awards[pk], issuers, *(row[one] for one in DECISION)]
        for pk, row in self.rows("record"):
            if row["status"] == "published":
                self.names[f"{pk}"] = [*recipients[row["recipient"]], *awards[row["commendation"]]]


class RowsOfOne(NamedTuple):
    """Holds what `Rows` has of one record."""

    key: bytes
    versions: dict[int, Sums]
    names: list[Any] | None

    def other(self, version: int, form: dict[str, Any]) -> str:
        """Says what of a version is not as it was sealed; blank where all is."""
        if (sums := self.versions.get(version)) is None:
            return "存档的 data/ 里没有这一版"
        sealed = sums_of(form, self.key)
        other = [name for part, name in PARTS.items() if sealed[part] != sums[part]]
        return f"存档的 data/ 里，这一版的{'、'.join(other)}与封存的不同" if other else ""

    def other_names(self, form: dict[str, Any]) -> str:
        recipient, award = form["recipient"], form["award"]
        sealed = [recipient["name"], recipient["kind"], recipient["region"], award["name"], award["year"]]
        if self.names in (sealed, None):
            return ""
        told = "、".join(f"{name}" for name in self.names or [])
        return f"存档的 data/ 里，名称是“{told}”，与封存的不同"


def digest_of(value: Any, key: bytes) -> int:
    written = json.dumps(value, ensure_ascii=False).encode()
    return int.from_bytes(hashlib.blake2b(written, key=key, digest_size=32).digest())


def version_part(said: dict[str, Any], cover: str | None, public_from: str) -> list[Any]:
    moment = datetime.fromisoformat(public_from).timestamp() if public_from else None
    return [*(said[name] for name in TEXTS), cover, moment]


def figure_part(said: dict[str, Any], place: list[int] | None) -> list[Any]:
    return [
        *(said[name] for name in FIGURE),
        said["sentence"],
        f"{Decimal(said['value']).normalize():f}",
        place,
    ]


def sums_of(form: dict[str, Any], key: bytes) -> Sums:
    """Returns of a sealed form what `Rows` has of its rows."""
    parts: list[tuple[str, Any]] = [("version", version_part(form, form["cover"], form["public_from"]))]
    for section in form["sections"]:
        parts.append(("section", [section["number"], section["title"], section["lead"]]))
        for measure in section["measures"]:
            listed = [section["number"], measure["number"], measure["marker"], measure["text"]]
            parts.append(("measure", listed))
    parts += [("figure", figure_part(figure, figure["place"])) for figure in form["figures"]]
    sums: Sums = Counter()
    for part, value in parts:
        sums[part] += digest_of(value, key)
    return sums


class Checked(NamedTuple):
    number: str
    wrong: list[str]
    counts: Counter[str]
    notes: list[str]


def check_record(
    source: Source, number: str, record: dict[str, Any], total: int, rows: RowsOfOne | None
) -> Checked:
    """Compares all that the site shows of a record with what the log says of it."""
    checked = Checked(number, [], Counter(records=1), [])
    try:
        form = check_versions(source, record, checked, rows)
        page, data = (source.read(f"records/{number}{end}") for end in ("/", ".json"))
        if record.get("shown"):
            has_pages = isinstance(source, Site) or source.has_pages
            names = check_names(source, record, checked, form)
            wrong = [
                *([other] if rows and names and (other := rows.other_names(names)) else []),
                *(
                    check_page(page.decode("utf-8", "replace"), record, form, names)
                    if page is not None
                    else ()
                ),
                *(["网页缺失"] if page is None and has_pages else []),
                *(check_data(data, form, names) if data and form else ()),
                *(["数据缺失"] if data is None and isinstance(source, Site) else []),
            ]
            checked.counts["pages"] += page is not None
            if page and (odd := odd_tributes(page.decode("utf-8", "replace"), total)):
                checked.notes.append(f"/records/{number}/：{odd}")
        else:
            wrong = [f"{what}不应再公开，却还能读到" for what, it in (("网页", page), ("数据", data)) if it]
        checked.wrong.extend(f"/records/{number}/：{what}；{said_of(record)}" for what in wrong)
    except Unreadable as error:
        checked.wrong.append(f"/records/{number}/：{error}；{said_of(record)}")
    return checked


def said_of(record: dict[str, Any]) -> str:
    return f"日志第 {record['index'] + 1} 条（{on(record['at'])}）：{record['what']}"


def check_versions(
    source: Source, record: dict[str, Any], checked: Checked, rows: RowsOfOne | None
) -> dict[str, Any] | None:
    """Returns the version that is shown, where it is as the log says."""
    form = None
    for version, (hash_, index, at) in record["versions"].items():
        path = f"records/{checked.number}/versions/{version}.canonical.json"
        wrong = ""
        try:
            content = source.read(path)
        except Unreadable as error:
            content, wrong = b"", f"{error}"
        if wrong:
            pass
        elif not record.get("shown") or version in record["hidden"]:
            wrong = "" if content is None else f"不应再公开，却还能读到；{said_of(record)}"
        elif content is None:
            wrong = "缺失"
        elif (found := hashlib.sha256(content).hexdigest()) != hash_:
            wrong = f"被改过：指纹应为 {hash_[:16]}…，现在是 {found[:16]}…"
        else:
            checked.counts["versions"] += 1
            if rows or version == record["current"]:
                said = json.loads(content)
                wrong = rows.other(int(version), said) if rows else ""
                form = said if version == record["current"] else form
        if wrong:
            checked.wrong.append(f"/{path}：第 {version} 版（日志第 {index + 1} 条，{on(at)}）{wrong}")
    return form


def check_names(
    source: Source, record: dict[str, Any], checked: Checked, form: dict[str, Any] | None
) -> dict[str, Any] | None:
    """Returns the names that the site has to say: those of the version, or those that were corrected since."""
    if form is None or not record.get("names"):
        return form
    hash_, index, at, number = record["names"]
    path = f"records/{checked.number}/names/{number}.canonical.json"
    content = source.read(path)
    if content is None or hashlib.sha256(content).hexdigest() != hash_:
        what = "缺失" if content is None else "被改过，与日志里的指纹不符"
        checked.wrong.append(f"/{path}：更正后的名称（日志第 {index + 1} 条，{on(at)}）{what}")
        return None
    return {"post": form.get("post"), **json.loads(content)}


def check_decision(source: Source, number: str, decision: dict[str, Any], row: list[Any] | None) -> Checked:
    """Compares what the site shows of the decision of a commendation, and its row in an archive, with what the log says
    of it."""
    checked, where = Checked(number, [], Counter(decisions=1), []), f"/commendations/{number}/"
    try:
        form = check_sealed(source, decision, checked)
        page = source.read(where[1:])
        has_pages = isinstance(source, Site) or source.has_pages
        wrong = ""
        if not decision["shown"]:
            wrong = "" if page is None else "网页不应再公开，却还能读到"
        elif page is None:
            wrong = "网页缺失" if has_pages else ""
        elif form and (lacking := unsaid_decision(page.decode("utf-8", "replace"), form)):
            wrong = f"网页上没有{lacking}"
        if not wrong and form and row is not None and row != row_of(form):
            wrong = "存档的 data/ 里的决定与封存的不同"
        if wrong:
            checked.wrong.append(f"{where}：{wrong}；{said_of(decision)}")
    except Unreadable as error:
        checked.wrong.append(f"{where}：{error}；{said_of(decision)}")
    return checked


def check_sealed(source: Source, decision: dict[str, Any], checked: Checked) -> dict[str, Any] | None:
    """Compares all that was sealed; returns what the page has to say, where it is as the log says."""
    form = None
    for number, (hash_, index, at) in decision["sealed"].items():
        path, content, wrong = f"commendations/{checked.number}/decisions/{number}.canonical.json", None, ""
        try:
            content = source.read(path)
        except Unreadable as error:
            wrong = f"{error}"
        if wrong:
            pass
        elif not decision["shown"]:
            wrong = "" if content is None else f"不应再公开，却还能读到；{said_of(decision)}"
        elif content is None:
            wrong = "缺失"
        elif (found := hashlib.sha256(content).hexdigest()) != hash_:
            wrong = f"被改过：指纹应为 {hash_[:16]}…，现在是 {found[:16]}…"
        elif number == decision["current"]:
            form = json.loads(content)
        if wrong:
            checked.wrong.append(
                f"/{path}：第 {number} 次封存的决定（日志第 {index + 1} 条，{on(at)}）{wrong}"
            )
    return form


def row_of(form: dict[str, Any]) -> list[Any]:
    """Returns of a sealed form what `Rows` has of the row of its commendation."""
    return [form["award"]["name"], form["award"]["year"], form["issuers"], *(form[one] for one in DECISION)]


def unsaid_decision(page: str, form: dict[str, Any]) -> str:
    """Returns the first part of a decision that its page does not say, with its place; blank where it says all."""
    link = form.get("link") or ""
    if html.escape(link) not in page:
        return f"决定全文的链接“{link}”"
    return missing(list(parts_of(form)), visible(page))


def parts_of(form: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yields what the page of a commendation has to say; what is only announced has no date of a decision yet."""
    award = form["award"]
    yield "表彰", award["name"]
    yield "年份", f"{award['year'] or ''}"
    yield "决定名称", form.get("name") or ""
    yield "机关", "、".join(form.get("issuers") or [])
    yield "文号", form.get("document_number") or ""
    yield "正文", form.get("text") or ""
    yield "原件的 SHA-256", form.get("attachment") or ""
    if form["state"] == "notice":
        yield "公示开始的日期", written_day(form.get("notice_from"))
        yield "公示截止的日期", written_day(form.get("notice_until"))
        yield "受理异议的联系方式", form.get("objections") or ""
    else:
        yield "决定日期", written_day(form.get("decided_on"))


def written_day(day: str | None) -> str:
    """Writes a date as pages do."""
    year, month, day_of_month = (int(part) for part in day.split("-")) if day else (0, 0, 0)
    return f"{year}年{month}月{day_of_month}日" if day else ""


def odd_tributes(page: str, total: int) -> str:
    """Says that the page counts fewer than the log did last, or very many more: no proof, since tributes can be taken
    back, and may come by the thousand on a day."""
    counted = [int(number.replace(",", "")) for number in COUNT.findall(page)]
    if counted and min(counted) < total:
        return f"网页上的致敬数 {min(counted)} 少于日志最后记下的 {total}：有人撤回致敬，或者被改过"
    if counted and max(counted) > 2 * total + MANY_A_DAY:
        return f"网页上的致敬数 {max(counted)} 比日志最后记下的 {total} 多得多：一天之内有这么多人致敬，或者被改过"
    return ""


def check_page(
    page: str, record: dict[str, Any], form: dict[str, Any] | None, names: dict[str, Any] | None
) -> Iterator[str]:
    said = visible(page)
    if form:
        deeds, texts = shown_deeds(page), list(texts_of(form))
        is_whole = deeds == "".join(lines_of("\n".join(pieces_of(form))))
        # Most deeds are letter for letter what was sealed: then nothing of them needs to be looked for.
        if lacking := missing(texts[:HEAD] if is_whole else texts, said):
            yield f"网页上没有{lacking}"
        elif not is_whole and deeds is not None and (more := put_in(form, deeds)):
            yield f"网页上的事迹里多出“{more[:40]}”，或者它不在原来的位置"
    if form and (lacking := unsaid_figure(form, said)):
        yield f"网页上没有{lacking}"
    if names and (lacking := missing(list(names_in(names)), said)):
        yield f"网页上没有{lacking}"
    if record["revoked"] and "撤销" not in said:
        yield "网页没有说称号已经撤销"


def check_data(data: bytes, form: dict[str, Any], names: dict[str, Any] | None) -> Iterator[str]:
    try:
        read = json.loads(data)
        said = "".join(lines_of("\n".join(strings(read))))
        figures, markers = figures_in(read), markers_in(read)
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError):
        yield "数据不是记录的 JSON"
        return
    texts = [*texts_of(form, is_page=False), *(names_in(names) if names else ())]
    if markers != markers_in(form):
        yield "数据里举措的序号与版本不同"
    if lacking := missing(texts, said):
        yield f"数据里没有{lacking}"
    else:
        for place, ours, theirs in differing(form, read):
            yield f"数据里{place}是“{theirs[:40]}”，版本里是“{ours[:40]}”"
    for label, value, unit in sorted(figures_in(form) ^ figures):
        yield f"数据“{label}”的 {value:f}{unit} 只在版本和数据的一边"


def differing(form: dict[str, Any], read: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yields each place where the data of a record has other words than the version, with both. Both number sections
    and measures their own way: they have as many, in the same order."""
    for (place, ours), (_, theirs) in zip(
        *(texts_of(one, is_page=False) for one in (form, read)), strict=False
    ):
        if ours != theirs and read_lines(ours) != read_lines(theirs):
            yield place, ours, theirs


def check_totals(source: Source, seen: Seen, remembered: dict[str, int], report: Report) -> None:
    """Compares the totals of each day with their entry and with those before; leaves the last ones in `seen`."""
    totals: dict[str, int] = {}
    before = None
    for date, (hash_, index) in seen.days.items():
        what = f"/log/totals/{date}.json：{date} 的致敬数（日志第 {index + 1} 条）"
        try:
            content = source.read(f"log/totals/{date}.json")
            if content is None or hashlib.sha256(content).hexdigest() != hash_:
                lost = "缺失" if content is None else "被改过，与日志里的指纹不符"
                report.wrong.append(f"{what}{lost}")
            else:
                take_totals(json.loads(content), before, totals, what, report)
        except Unreadable as error:
            report.wrong.append(f"{what}：{error}")
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
            report.wrong.append(f"{what}不是认得的写法")
        before = date
    for number, total in remembered.items():
        if totals.setdefault(number, total) < total:
            report.notes.append(f"/log/totals/：{number} 号记录上次核对时是 {total}，现在是 {totals[number]}")
    seen.totals = totals


def take_totals(
    said: dict[str, Any], before: str | None, totals: dict[str, int], what: str, report: Report
) -> None:
    if said["since"] != before:
        report.wrong.append(f"{what}自称接着 {said['since']}，日志里的前一天是 {before}")
    for number, total in said["totals"].items():
        if total < totals.get(number, 0):  # tributes can be taken back
            report.notes.append(f"{what}：{number} 号记录从 {totals[number]} 降到了 {total}")
        totals[number] = int(total)
    report.counts["days"] += 1


def check_listed(source: Source, seen: Seen, report: Report) -> None:
    try:
        listed = set(source.listed())
    except Unreadable as error:
        report.wrong.append(f"/sitemap.xml：{error}")
        return
    for number in sorted(listed, key=int):
        record = seen.records.get(number)
        if not record or not record.get("shown"):
            what = said_of(record) if record else "日志里从来没有"
            report.wrong.append(f"/records/{number}/：网站列出了这条记录；{what}")


def rows_in(source: Source, seen: Seen, report: Report) -> Rows | None:
    """Reads the rows of an archive that has them, and says which of them the log does not know."""
    if isinstance(source, Site) or not (source.path / "data/version.jsonl").exists():
        return None
    try:
        rows = Rows(source.path / "data")
    except (OSError, Unreadable) as error:
        report.wrong.append(f"{source.path}/data：{error}")
        return None
    for record, versions in rows.versions.items():
        known = seen.records.get(record, {}).get("versions", {})
        report.wrong += [
            f"/records/{record}/：存档的 data/ 里有第 {number} 版；日志里从来没有"
            for number in versions
            if f"{number}" not in known
        ]
    for record in rows.names:
        said = seen.records.get(record)
        if said and not said.get("shown"):
            report.wrong.append(f"/records/{record}/：存档的 data/ 里是公开的；{said_of(said)}")
    return rows


Progress = Callable[[int, int], None]


def check_records(
    source: Source, seen: Seen, numbers: Iterable[str], rows: Rows | None, progress: Progress
) -> Iterator[Checked]:
    listed = list(numbers)
    records, totals = [seen.records[one] for one in listed], [seen.totals.get(one, 0) for one in listed]
    own_rows = [rows.of(one) if rows else None for one in listed]
    with source.workers(len(listed)) as workers:
        sources = [source] * len(listed)
        found = workers.map(check_record, sources, listed, records, totals, own_rows, chunksize=50)
        for done, checked in enumerate(found, 1):
            progress(done, len(listed))
            yield checked


def check_decisions(
    source: Source, seen: Seen, numbers: Sequence[str], rows: Rows | None
) -> dict[str, Checked]:
    decisions = [seen.decisions[number] for number in numbers]
    own_rows = [rows.decisions.get(one) if rows else None for one in numbers]
    with source.workers(len(numbers)) as workers:
        sources = [source] * len(numbers)
        found = workers.map(check_decision, sources, numbers, decisions, own_rows, chunksize=50)
        return {one.number: one for one in found}


def check_site(
    source: Source, seen: Seen, report: Report, progress: Progress = lambda done, records: None
) -> Seen:
    """Compares the site with its log. Where they differ, the site may have moved on meanwhile: it is asked again."""
    remembered, rest = seen.totals, Report()
    checked: dict[str, Checked] = {}
    decided: dict[str, Checked] = {}
    try:
        for _ in range(2 if isinstance(source, Site) else 1):
            rest = Report()
            check_totals(source, seen, remembered, rest)
            check_listed(source, seen, rest)
            differing = [number for number in seen.records if number not in checked or checked[number].wrong]
            rows = rows_in(source, seen, rest)
            for one in check_records(source, seen, differing, rows, progress):
                checked[one.number] = one
            differing = [one for one in seen.decisions if one not in decided or decided[one].wrong]
            decided |= check_decisions(source, seen, differing, rows)
            if not rest.wrong and not any(one.wrong for one in [*checked.values(), *decided.values()]):
                break
            if isinstance(source, Site):
                seen = follow(source, seen, report)
    finally:  # what was found is told, too, where the rest could not be checked
        parts: list[Checked | Report] = [*checked.values(), *decided.values(), rest]
        for part in parts:
            report.wrong += part.wrong
            report.notes += part.notes
            report.counts += part.counts
    return seen


def on(at: str) -> str:
    """Writes a moment for people, by the clock of the machine that this runs on."""
    return f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M}" if at else "——"


def shown(entry: bytes) -> str:
    return entry.decode("utf-8", "replace")[:160]


# --- The program ------------------------------------------------------------------------------------------------------


def run(
    address: str,
    say: Callable[[str], None],
    state: Path | None = None,
    key: str | None = None,
    full: bool = False,
    keep: Path | None = None,
    progress: Progress = lambda done, records: None,
) -> int:
    """Checks and tells; returns 0 where all is well, 1 where something is wrong, 2 where it could not be checked."""
    report = Report()
    try:
        with closing(source_of(address)) as source:
            seen = follow(source, load(state), report, key=key_of(key), full=full, keep=keep)
            say(f"{address} 的公开日志 {seen.origin}：共 {seen.size} 条，最后一条记于 {on(seen.at)}。")
            # A log with something wrong in it is not remembered: it will be read again, and said again.
            kept = None if report.wrong else state
            if kept:
                save(kept, seen)
            seen = check_site(source, seen, report, progress)
            if kept:
                save(kept, seen)
    except Broken as error:
        report.wrong.append(str(error))
    except CannotCheck as error:
        if not report.wrong:
            say(f"无法核对：{error}。")
            return 2
        report.wrong.append(f"没有核对完：{error}")
    except OSError as error:
        say(f"无法核对：写不了 {error.filename}：{error.strerror}。")
        return 2
    for note in dict.fromkeys(report.notes):
        say(f"注意：{note}")
    for wrong in dict.fromkeys(report.wrong):
        say(f"✗ {wrong}")
    counts = report.counts
    say(
        f"核对了 {counts['entries']} 条日志、{counts['records']} 条记录的 {counts['versions']} 个版本和 "
        f"{counts['pages']} 个网页、"
        + (f"{counts['decisions']} 份表彰决定、" if counts["decisions"] else "")
        + f"{counts['days']} 天的致敬数："
        + (f"发现 {len(report.wrong)} 处不符。" if report.wrong else "全部相符。")
    )
    return 1 if report.wrong else 0


def key_of(given: str | None) -> Key | None:
    """Reads a key, or the first line of the file that has it."""
    if given is None:
        return None
    try:
        path = Path(given)
        return parse_key(path.read_text("utf-8").split("\n")[0] if path.is_file() else given)
    except (OSError, ValueError) as error:
        raise CannotCheck(f"--key 既不是公钥，也不是有公钥的文件：{error}") from error


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("address", metavar="网址或文件夹", help="网站的网址，或者它的存档（文件夹）")
    parser.add_argument(
        "--state", type=Path, metavar="文件", help="记住看到过的日志，下一次就能发现退回、改写"
    )
    parser.add_argument("--key", metavar="公钥", help="从别的途径得到的公钥，或者存有它的文件")
    parser.add_argument("--full", action="store_true", help="从第一条日志读起，不只读新记的")
    parser.add_argument("--keep", type=Path, metavar="文件夹", help="自己留一份日志，被改动时能指出是哪一条")


def main() -> None:
    parser = argparse.ArgumentParser(
        description="对照公开日志核对荣誉录网站。退出码：0 相符，1 不符，2 无法核对"
    )
    add_arguments(parser)

    def say(line: str) -> None:
        sys.stdout.write(f"{line}\n")

    def progress(done: int, records: int) -> None:
        if sys.stderr.isatty() and (done % 100 == 0 or done == records):
            sys.stderr.write(f"\r{done} / {records} 条记录" + ("\n" if done == records else ""))

    sys.exit(run(say=say, progress=progress, **vars(parser.parse_args())))


if __name__ == "__main__":
    main()
