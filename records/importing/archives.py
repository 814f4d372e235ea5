"""Zip files → their members, held to bounds before and while they are unpacked, all in memory."""

import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import IO

from records.deeds import DeedsError

from .exceptions import refuse, unopened

GB = 1024**3
MAX_PACKED = MAX_UNPACKED = 2 * GB
MAX_MEMBERS = 20_000
# The list of members is read whole: this is a name of 450 bytes for each.
MAX_DIRECTORY = 10_000_000
# Text packs 3 to 1, and blank tables 100 to 1. What is small may pack as it likes.
MAX_RATIO, HARMLESS = 200, 1024 * 1024

END, END_SIGN = struct.Struct("<4s4H2LH"), b"PK\5\6"
END_64, END_64_SIGN = struct.Struct("<4sQ2H2L4Q"), b"PK\6\6"
LOCATOR_SIZE = 20
MAX_COMMENT = 65_535
SAYS_UTF_8, IS_ENCRYPTED = 0x800, 0x1

BROKEN = "压缩包已损坏或不完整。请重新下载或重新压缩，再导入。"
UNREADABLE = "文件用了不常见的压缩方式，读不了。请解压后直接导入，或重新压缩为普通的 .zip。"


@dataclass(frozen=True, slots=True)
class Member:
    """`name` is its path inside the zip file, as text."""

    name: str
    read: Callable[[], bytes]
    refused: DeedsError | None


def members_of(file: IO[bytes], max_member: int) -> Iterator[Member]:
    """In the order of their names. Raises DeedsError where nothing of the file can be trusted."""
    check_directory(file)
    with opened(file) as archive:
        files = [info for info in archive.infolist() if not info.is_dir()]
        check_contents(files)
        for name, info in sorted(((name_of(info), info) for info in files), key=lambda each: each[0]):
            refused = why_refused(name, info, max_member)
            yield Member(name, partial(content_of, archive, info), refused)


def check_directory(file: IO[bytes]) -> None:
    """What the end of the file says about its size, before Python makes an object of each member."""
    try:
        size = file.seek(0, 2)
        members, directory = promised(file, size)
    except (OSError, struct.error) as error:
        raise unopened(error) if isinstance(error, OSError) else refuse("zip-broken", BROKEN) from error
    if size > MAX_PACKED:
        raise refuse("zip-too-large", f"压缩包有 {size / GB:.1f} GB，最多能读 2 GB。请拆成几个再导入。")
    if members > MAX_MEMBERS:
        raise too_many(members)
    if directory > MAX_DIRECTORY:
        raise refuse("zip-too-many", "压缩包的文件目录太大。请解压后直接导入文件夹。")


def too_many(members: int) -> DeedsError:
    told = f"压缩包里有 {members:,} 个文件，最多能读 {MAX_MEMBERS:,} 个。"
    return refuse("zip-too-many", f"{told}请拆成几个，或解压后直接导入文件夹。")


def promised(file: IO[bytes], size: int) -> tuple[int, int]:
    """Members and size of the directory. They may lie: a larger directory is then not read either."""
    file.seek(max(0, size - END.size - MAX_COMMENT))
    tail = file.read()
    at = tail.rfind(END_SIGN)
    if at < 0:
        raise refuse("zip-broken", BROKEN)
    _, _, _, _, members, directory, _, _ = END.unpack_from(tail, at)
    at_64 = at - LOCATOR_SIZE - END_64.size
    if at_64 >= 0 and tail.startswith(END_64_SIGN, at_64):
        *_, members, directory, _ = END_64.unpack_from(tail, at_64)
    return members, directory


def opened(file: IO[bytes]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
        raise refuse("zip-broken", BROKEN) from error
    except OSError as error:
        raise unopened(error) from error


def check_contents(files: list[zipfile.ZipInfo]) -> None:
    if not files:
        raise refuse("zip-empty", "压缩包里没有文件。请确认选对了文件。")
    if len(files) > MAX_MEMBERS:
        raise too_many(len(files))
    total = sum(info.file_size for info in files)
    if total > MAX_UNPACKED:
        told = f"压缩包解开后有 {total / GB:.1f} GB，最多能读 2 GB。"
        raise refuse("zip-bomb", f"{told}请确认文件来源可靠，拆成几个再导入。")


def name_of(info: zipfile.ZipInfo) -> str:
    """Without the flag for UTF-8 the bytes of a name come from Windows in GBK or from a Mac in UTF-8 all the same."""
    name = info.orig_filename
    if not info.flag_bits & SAYS_UTF_8:
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
    path, size = PurePosixPath(name), info.file_size
    if path.is_absolute() or ".." in path.parts or ":" in name.partition("/")[0]:
        return refuse("zip-unsafe", "文件名指向压缩包以外，没有读取。请确认压缩包来源可靠，重新压缩再导入。")
    if info.flag_bits & IS_ENCRYPTED:
        return refuse("zip-encrypted", "文件加了密码，读不了。请先用密码解压，再导入解开的文件。")
    if path.suffix.lower() == ".zip":
        return refuse("zip-in-zip", "这是压缩包里的压缩包，没有读取。请先解压外层，再导入它。")
    if stat.S_ISLNK(info.external_attr >> 16):
        return refuse("zip-link", "这是一个链接，不是文件。请把文件本身放进压缩包再导入。")
    # The other methods know no bound while they unpack.
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return refuse("zip-method", UNREADABLE)
    if size > max_member:
        told = f"文件解开后有 {size / 1024**2:.0f} MB，最多能读 {max_member // 1024**2} MB。"
        return refuse("too-large", f"{told}请确认选对了文件，或拆成几份再导入。")
    if size > HARMLESS and size > MAX_RATIO * info.compress_size:
        return refuse("zip-bomb", "文件压缩得不正常，可能是压缩炸弹，没有读取。请解压后直接导入文件。")
    return None


def content_of(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """At most as long as the directory says, which was checked; asked for all, zipfile would unpack without end."""
    try:
        with archive.open(info) as member:
            return member.read(info.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, struct.error) as error:
        raise refuse("zip-broken", "文件在压缩包里已损坏或不完整。请重新压缩，再导入。") from error
    except (NotImplementedError, RuntimeError) as error:  # methods and passwords that the directory kept back
        raise refuse("zip-method", UNREADABLE) from error
    except OSError as error:
        raise unopened(error) from error
