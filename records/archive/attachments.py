"""Reads the originals of decisions and records from an archive, byte for byte."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from records.catalog.attachments import path_of
from records.models import Attachment
from records.utils.files import sync_folder, write_atomically

from . import checksums
from .checksums import ArchiveDamaged
from .contents import attachment_name

MAX_BYTES = 50 * 1024**2  # as much as is taken in


@contextmanager
def originals_kept_on_success() -> Iterator[list[Path]]:
    """Takes away the files that are named to the list, should anything fail."""
    kept: list[Path] = []
    try:
        yield kept
    except BaseException:
        for path in kept:
            path.unlink(missing_ok=True)
        raise


def read_attachments(folder: Path, names: set[str], kept: list[Path]) -> None:
    """Puts the file of each row in its place; of one that is not public, or that the site had lost, there is none.

    Raises ArchiveDamaged for a file that is another than its row says.
    """
    for row in Attachment.objects.order_by("pk"):
        earlier = f"attachments/{row.sha256}.pdf"  # whatever it was called
        name = next((one for one in (attachment_name(row), earlier) if one in names), None)
        if name is None:
            continue
        with checksums.opened(folder, name, MAX_BYTES) as file:
            content = file.read()
        if hashlib.sha256(content).hexdigest() != row.sha256:
            raise ArchiveDamaged(f"{folder / name} 的内容与它的文件名不符。{checksums.COPY_AGAIN}")
        path = path_of(row.sha256)
        if path.exists():
            continue
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept.append(path)
        write_atomically(path, content)
        sync_folder(path.parent)
