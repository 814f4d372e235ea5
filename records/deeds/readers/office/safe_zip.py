"""Zip files, be they archives or office files, held to bounds before and while they are unpacked, all in memory.

Says what is wrong; the words for people are up to its callers.
"""

import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Literal

END, END_SIGN = struct.Struct("<4s4H2LH"), b"PK\5\6"
END_64, END_64_SIGN = struct.Struct("<4sQ2H2L4Q"), b"PK\6\6"
LOCATOR_SIZE, LOCATOR_SIGN = 20, b"PK\6\7"
MAX_COMMENT_BYTES = 65_535
ENCRYPTED_FLAG = 0x1

DAMAGED = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    ValueError,
    LookupError,
)
# Methods and passwords that the directory kept back.
UNSUPPORTED = (NotImplementedError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Bounds:
    """`ratio` is how many bytes may come of one; what is no larger than `harmless_bytes` may pack as it likes."""

    members: int
    directory_bytes: int
    unpacked_bytes: int
    ratio: int
    harmless_bytes: int


class ZipFault(Exception):
    """`amount` is how many members, or how many bytes, there would be."""

    def __init__(
        self,
        kind: Literal["broken", "unsupported", "many-members", "large-directory", "large"],
        amount: int = 0,
    ) -> None:
        super().__init__(kind)
        self.kind, self.amount = kind, amount


def opened(file: IO[bytes], bounds: Bounds) -> zipfile.ZipFile:
    """Raises ZipFault, or the OSError of the disk."""
    check_directory(file, bounds)
    try:
        archive = zipfile.ZipFile(file)
    except (*DAMAGED, *UNSUPPORTED) as error:
        raise ZipFault("broken") from error
    infos = archive.infolist()
    if len(infos) > bounds.members:
        raise ZipFault("many-members", len(infos))
    total = sum(info.file_size for info in infos)
    if total > bounds.unpacked_bytes:
        raise ZipFault("large", total)
    return archive


def check_directory(file: IO[bytes], bounds: Bounds) -> None:
    """Takes the end of the file at its word, before Python makes an object of each member."""
    try:
        members, directory = promised(file)
    except struct.error as error:
        raise ZipFault("broken") from error
    if members > bounds.members:
        raise ZipFault("many-members", members)
    if directory > bounds.directory_bytes:
        raise ZipFault("large-directory", directory)


def promised(file: IO[bytes]) -> tuple[int, int]:
    """Returns the number of members and the directory's size. They may lie: no larger directory is read then, either.

    The longer form counts only where its locator stands between, as in zipfile: else one may be put there to hide
    the size that zipfile goes by.
    """
    size = file.seek(0, 2)
    file.seek(max(0, size - END.size - MAX_COMMENT_BYTES))
    tail = file.read()
    at = tail.rfind(END_SIGN)
    if at < 0:
        raise ZipFault("broken")
    _, _, _, _, members, directory, _, _ = END.unpack_from(tail, at)
    locator = at - LOCATOR_SIZE
    at_64 = locator - END_64.size
    if at_64 >= 0 and tail.startswith(LOCATOR_SIGN, locator) and tail.startswith(END_64_SIGN, at_64):
        *_, members, directory, _ = END_64.unpack_from(tail, at_64)
    return members, directory


def is_outside(path: str) -> bool:
    """Tells whether a member's path, written with slashes, leads out of the folder that the file stands for."""
    parts = PurePosixPath(path)
    return parts.is_absolute() or ".." in parts.parts or ":" in path.partition("/")[0]


def is_encrypted(info: zipfile.ZipInfo) -> bool:
    return bool(info.flag_bits & ENCRYPTED_FLAG)


def is_bounded(info: zipfile.ZipInfo) -> bool:
    """Tells whether unpacking can be bounded: other methods than these know no bound while they unpack."""
    return info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def is_bomb(info: zipfile.ZipInfo, bounds: Bounds) -> bool:
    return info.file_size > max(bounds.harmless_bytes, bounds.ratio * info.compress_size)


def content_of(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Raises ZipFault, or the OSError of the disk.

    No more is unpacked than the directory states, which was checked; where that is a lie, the checksum is wrong. Asked
    for all, zipfile would unpack without end.
    """
    try:
        with archive.open(info) as member:
            return member.read(info.file_size + 1)
    except DAMAGED as error:
        raise ZipFault("broken") from error
    except UNSUPPORTED as error:
        raise ZipFault("unsupported") from error
