"""Makes of an archive what archivists take: a bag (BagIt, RFC 8493), with the pages as the site answered them (WARC).

The rows in `data/` are the bag's payload, as its rules name that folder; all else is in the tag manifest.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from records.presentation.site import site_name
from records.utils.addresses import absolute
from records.utils.files import atomic_file, write_atomically

from . import checksums
from .static_copy import CopiedFile

WARC = "site.warc.gz"
PAYLOAD = "data/"
MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
BAG = ("bagit.txt", "bag-info.txt", MANIFEST, TAG_MANIFEST)
DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


# --- Pages ----------------------------------------------------------------------------------------------


class Warc:
    """Adds the answers of the site, each compressed by itself, as WARC 1.1 has it."""

    def __init__(self, writer: WARCWriter) -> None:
        self.writer = writer

    def add(self, page: CopiedFile) -> None:
        status, headers = page.rendered.status, page.rendered.headers
        record = self.writer.create_warc_record(
            absolute(page.address),
            "response",
            payload=BytesIO(page.rendered.body),
            length=len(page.rendered.body),
            http_headers=StatusAndHeaders(status, headers, protocol="HTTP/1.1"),
        )
        self.writer.write_record(record)


@contextmanager
def warc_of(folder: Path) -> Iterator[Warc]:
    with atomic_file(folder / WARC) as file:
        writer = WARCWriter(file, gzip=True, warc_version="1.1")
        info = {"software": "honors-record", "format": "WARC file version 1.1", "description": site_name()}
        writer.write_record(writer.create_warcinfo_record(WARC, info))
        yield Warc(writer)


# --- The bag --------------------------------------------------------------------------------------------


def write_bag(folder: Path, sums: dict[str, str], sizes: dict[str, int]) -> None:
    """Writes the manifests over files of these sums and sizes, by name; the list of sums itself comes last."""
    payload = [name for name in sums if name.startswith(PAYLOAD)]
    info = (
        f"Source-Organization: {site_name()}\n"
        f"External-Identifier: {absolute('/')}\n"
        f"Bagging-Date: {today()}\n"
        f"Payload-Oxum: {sum(sizes[name] for name in payload)}.{len(payload)}\n"
    )
    write_atomically(folder / "bagit.txt", DECLARATION.encode())
    write_atomically(folder / "bag-info.txt", info.encode())
    write_atomically(folder / MANIFEST, lines({name: sums[name] for name in payload}))
    tags = {name: sums[name] for name in sums if not name.startswith(PAYLOAD)}
    for name in (*BAG[:3], checksums.FILE_NAME):
        tags[name] = checksums.sum_of(folder / name)
    write_atomically(folder / TAG_MANIFEST, lines(tags))


def today() -> date:
    return datetime.now(UTC).date()


def lines(sums: dict[str, str]) -> bytes:
    """Writes name and sum; a line's end in a name would be escaped, and no file of an archive has one."""
    return "".join(f"{sums[name]}  {name}\n" for name in sorted(sums)).encode()
