"""Keeps SHA256SUMS: the SHA-256 of every file of an archive, in the form that `sha256sum --check` reads."""

import hashlib
import re
from pathlib import Path

from records.utils.exceptions import UserFacingError
from records.utils.files import write_atomically

FILE_NAME = "SHA256SUMS"
SUM_LINE = re.compile(r"([0-9a-f]{64})  (.+)")


class ArchiveDamaged(UserFacingError):
    """The archive is not as it was written."""


def read_sums(folder: Path) -> dict[str, str]:
    """Returns the sum of each file by its name within the folder. Raises ArchiveDamaged."""
    try:
        lines = (folder / FILE_NAME).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeError) as error:
        raise ArchiveDamaged(
            f"{folder} 里没有可读的 {FILE_NAME}，不是完整的存档。请重新导出或重新复制。"
        ) from error
    found: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        match = SUM_LINE.fullmatch(line)
        if not match or leads_out(match[2]):
            raise ArchiveDamaged(f"{folder / FILE_NAME} 第 {number} 行写得不对。请重新复制存档。")
        found[match[2]] = match[1]
    return found


def leads_out(name: str) -> bool:
    path = Path(name)
    return path.is_absolute() or ".." in path.parts


def verify(folder: Path) -> None:
    """Raises ArchiveDamaged for a file that is missing or not as it was written."""
    for name, expected in read_sums(folder).items():
        path = folder / name
        if not path.is_file():
            raise ArchiveDamaged(f"缺少文件 {path}。请重新复制存档。")
        if sum_of(path) != expected:
            raise ArchiveDamaged(f"文件 {path} 与存档时不同。请重新复制存档。")


def sum_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_sums(folder: Path, names: set[str]) -> None:
    lines = [f"{sum_of(folder / name)}  {name}\n" for name in sorted(names)]
    write_atomically(folder / FILE_NAME, "".join(lines).encode())
