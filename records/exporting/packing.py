"""Packs a .docx: the empty document it starts from, and the finished one with the same bytes every time."""

from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as WordDocument

TEMPLATE = Path(__file__).with_name("template")
# The earliest date a zip can hold. The hour of an export is no part of the record.
EARLIEST_DATE = (1980, 1, 1, 0, 0, 0)


def zipped(files: dict[str, bytes]) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, content in files.items():
            entry = ZipInfo(name, EARLIEST_DATE)
            entry.create_system = 3  # Unix, wherever it is made
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, ZIP_DEFLATED)
    return packed.getvalue()


@cache
def template() -> bytes:
    """Returns page, styles and footers, kept as plain XML in `template/`: python-docx's own is in American English."""
    files = sorted(path for path in TEMPLATE.rglob("*") if path.is_file())
    return zipped({path.relative_to(TEMPLATE).as_posix(): path.read_bytes() for path in files})


def empty_document() -> WordDocument:
    return Document(BytesIO(template()))


def saved_bytes(document: WordDocument) -> bytes:
    saved = BytesIO()
    document.save(saved)
    with ZipFile(saved) as archive:
        return zipped({name: archive.read(name) for name in archive.namelist()})
