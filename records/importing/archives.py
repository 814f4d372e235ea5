"""Zip files → their members, held to bounds, with the reasons for those that are refused."""

import stat
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import IO

from records.deeds import DeedsError
from records.deeds.readers.office import safe_zip
from records.deeds.readers.office.safe_zip import Bounds, ZipFault

from .exceptions import refuse, unopened

GB = 1024**3
MAX_PACKED_BYTES = 2 * GB
BOUNDS = Bounds(
    members=20_000,
    directory_bytes=10_000_000,  # the list is read whole: this is a name of 450 bytes for each
    unpacked_bytes=2 * GB,
    ratio=200,  # text packs 3 to 1, and blank tables 100 to 1
    harmless_bytes=1024 * 1024,
)
UTF_8_FLAG = 0x800

BROKEN = "压缩包已损坏或不完整。请重新下载或重新压缩，再导入。"
UNREADABLE = "文件用了不常见的压缩方式，读不了。请解压后直接导入，或重新压缩为普通的 .zip。"


@dataclass(frozen=True, slots=True)
class Member:
    """`name` is its path inside the zip file, as text."""

    name: str
    read: Callable[[], bytes]
    refused: DeedsError | None


def members_of(file: IO[bytes], max_member: int) -> Iterator[Member]:
    """Yields them in the order of their names. Raises DeedsError where nothing of the file can be trusted."""
    check_size(file)
    with opened(file) as archive:
        files = [info for info in archive.infolist() if not info.is_dir()]
        if not files:
            raise refuse("zip-empty", "压缩包里没有文件。请确认选对了文件。")
        for name, info in sorted(((name_of(info), info) for info in files), key=lambda each: each[0]):
            refused = why_refused(name, info, max_member)
            yield Member(name, partial(content_of, archive, info), refused)


def check_size(file: IO[bytes]) -> None:
    try:
        size = file.seek(0, 2)
    except OSError as error:
        raise unopened(error) from error
    if size > MAX_PACKED_BYTES:
        raise refuse("zip-too-large", f"压缩包有 {size / GB:.1f} GB，最多能读 2 GB。请拆成几个再导入。")


def opened(file: IO[bytes]) -> zipfile.ZipFile:
    try:
        return safe_zip.opened(file, BOUNDS)
    except OSError as error:
        raise unopened(error) from error
    except ZipFault as fault:
        raise refusal(fault) from fault


def refusal(fault: ZipFault) -> DeedsError:
    match fault.kind:
        case "many-members":
            found = f"压缩包里有 {fault.amount:,} 个文件，最多能读 {BOUNDS.members:,} 个。"
            return refuse("zip-too-many", f"{found}请拆成几个，或解压后直接导入文件夹。")
        case "large-directory":
            return refuse("zip-too-many", "压缩包的文件目录太大。请解压后直接导入文件夹。")
        case "large":
            found = f"压缩包解开后有 {fault.amount / GB:.1f} GB，最多能读 2 GB。"
            return refuse("zip-bomb", f"{found}请确认文件来源可靠，拆成几个再导入。")
    return refuse("zip-broken", BROKEN)


def name_of(info: zipfile.ZipInfo) -> str:
    """Reads a name: without the flag for UTF-8 its bytes are GBK from Windows, or UTF-8 from a Mac all the same."""
    name = info.orig_filename
    if not info.flag_bits & UTF_8_FLAG:
        raw = name.encode("cp437")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    # Some Windows tools part folders in their own way; in GBK the same byte is half of a character.
    return name.replace("\\", "/")


def why_refused(name: str, info: zipfile.ZipInfo, max_member: int) -> DeedsError | None:
    size = info.file_size
    if safe_zip.is_outside(name):
        return refuse("zip-unsafe", "文件名指向压缩包以外，没有读取。请确认压缩包来源可靠，重新压缩再导入。")
    if safe_zip.is_encrypted(info):
        return refuse("zip-encrypted", "文件加了密码，读不了。请先用密码解压，再导入解开的文件。")
    if PurePosixPath(name).suffix.lower() == ".zip":
        return refuse("zip-in-zip", "这是压缩包里的压缩包，没有读取。请先解压外层，再导入它。")
    if stat.S_ISLNK(info.external_attr >> 16):
        return refuse("zip-link", "这是一个链接，不是文件。请把文件本身放进压缩包再导入。")
    if not safe_zip.is_bounded(info):
        return refuse("zip-method", UNREADABLE)
    if size > max_member:
        found = f"文件解开后有 {size / 1024**2:.0f} MB，最多能读 {max_member // 1024**2} MB。"
        return refuse("too-large", f"{found}请确认选对了文件，或拆成几份再导入。")
    if safe_zip.is_bomb(info, BOUNDS):
        return refuse("zip-bomb", "文件压缩得不正常，可能是压缩炸弹，没有读取。请解压后直接导入文件。")
    return None


def content_of(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    try:
        return safe_zip.content_of(archive, info)
    except OSError as error:
        raise unopened(error) from error
    except ZipFault as fault:
        if fault.kind == "unsupported":
            raise refuse("zip-method", UNREADABLE) from fault
        raise refuse("zip-broken", "文件在压缩包里已损坏或不完整。请重新压缩，再导入。") from fault
