"""Writes an archive: rows as JSON lines, tables for a spreadsheet, records as Markdown, pictures, and the pages."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core import serializers
from django.core.files.storage import default_storage

from records.catalog.attachments import open_attachment
from records.exporting import ExportRefused, export
from records.exporting.from_records import deeds_of
from records.http.page_cache.origin import Application
from records.models import Picture, Record
from records.presentation.pictures import picture_names
from records.presentation.site import site_name
from records.utils.exceptions import UserFacingError
from records.utils.files import atomic_file, write_atomically

from . import checksums
from .contents import (
    ROWS_PER_FETCH,
    TABLES,
    ExactTimesEncoder,
    Progress,
    attachment_name,
    file_name,
    public_files,
    rows_of,
)
from .log import changed_meanwhile, log_files, told_decisions
from .packaging import WARC, warc_of, write_bag
from .static_copy import CopiedFile, copy_pages
from .tables import figures_table, records_table

README = """# 表彰记录存档

这里是 {site}（{address}）上公开的全部表彰记录。

- `data/`：全部内容，每行一个 JSON 对象，一个文件一种。`import_archive` 能把它读进一个空的网站，编号和地址不变。
- `csv/`：表格，用电子表格软件打开。以 = + - @ % |、全角的 ＝＋－＠、制表符或换行开头的文字，前面加了一个撇号，
  免得被当作公式；其中的 | 写作 \\|。
- `markdown/`：每条记录一个文件，文件名是编号，可以单独导入。
- `images/`：文字中用到的图片。
- `log/`、`records/`：公开日志和每一版的规范文本，地址与网站上相同，用 `verify.py` 核对。
- `attachments/`：表彰决定的原件，和允许公开的记录原件，文件名是它的 SHA-256。不公开的原件只有校验值，在 `data/`。
- `site/`：网页。用浏览器打开 `site/index.html` 就能看，不用联网；查找和致敬仍在网站上。
- `site.warc.gz`：网站对每个网页的回答，WARC 1.1，档案馆的软件可以重放。
- `bagit.txt`、`manifest-sha256.txt` 等：这个文件夹也是一个 BagIt 包（RFC 8493）。
- `SHA256SUMS`：每个文件的 SHA-256，用 `sha256sum --check SHA256SUMS` 核对。

已撤回的记录只有标题、对象、表彰、撤回的时间和原因。致敬数是总数，不含访客的任何信息。
"""


class NotAnArchive(UserFacingError):
    """The folder holds something else."""


# All that lies in them is the archive's own.
FOLDERS = ("data", "csv", "markdown", "images", "attachments", "site", "log", "records", "commendations")


class ArchiveWriter:
    """Writes into `folder`, over an earlier archive; what is no longer public goes, of an interrupted one too."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.before = names_in_earlier_archive(folder)
        self.names: set[str] = set()

    def put(self, name: str, content: bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, content)
        self.names.add(name)

    def finish(self) -> None:
        sums = checksums.write_sums(self.folder, self.names)
        write_bag(self.folder, sums, {name: (self.folder / name).stat().st_size for name in sums})
        for name in self.before - self.names:
            (self.folder / name).unlink(missing_ok=True)
        for part in FOLDERS:
            if not (self.folder / part).is_symlink():  # to where other things may be
                self.delete_others(self.folder / part)

    def delete_others(self, part: Path) -> None:
        """Deletes what no list names: files of an archive that was interrupted, and those it was just writing."""
        for found, folders, files in os.walk(part, topdown=False):
            here = Path(found)
            for name in files:
                if (here / name).relative_to(self.folder).as_posix() not in self.names:
                    (here / name).unlink()
            for name in folders:
                with suppress(OSError):  # not empty, or a link
                    (here / name).rmdir()


def names_in_earlier_archive(folder: Path) -> set[str]:
    """Returns the files that its list names. Raises NotAnArchive, and ArchiveDamaged where it cannot be read."""
    if not folder.exists() or not any(folder.iterdir()):
        return set()
    if not (folder / checksums.FILE_NAME).is_file():
        raise NotAnArchive(f"{folder} 里已有别的文件。请指定一个空的或新的文件夹。")
    names = set(checksums.read_sums(folder))
    if file_name(Record) not in names:
        raise NotAnArchive(f"{folder} 里的 {checksums.FILE_NAME} 不是存档的。请指定一个空的或新的文件夹。")
    return names


def write_archive(folder: Path, application: Application | None, progress: Progress) -> list[str]:
    """Writes all of it; `application` gives the pages, None leaves them out.

    Returns a sentence for each thing that could not be written.
    """
    writer = ArchiveWriter(folder)
    folder.mkdir(parents=True, exist_ok=True)
    decided = told_decisions()
    pictures = write_rows(writer, progress)
    progress("csv")
    writer.put("csv/records.csv", records_table())
    writer.put("csv/figures.csv", figures_table())
    problems = write_markdown(writer, progress)
    progress("images")
    problems += write_pictures(writer, pictures)
    problems += write_attachments(writer, progress)
    for name, content in log_files(progress, problems):
        writer.put(name, content)
    problems += changed_meanwhile(decided)
    if application:
        problems += write_pages(writer, application, progress)
    readme = README.format(site=site_name(), address=settings.SITE_URL)
    writer.put("README.md", readme.encode())
    progress(checksums.FILE_NAME)
    writer.finish()
    return problems


def write_rows(writer: ArchiveWriter, progress: Progress) -> set[str]:
    """Returns the names of the pictures that the texts show, and of those chosen as portrait or cover."""
    pictures: set[str] = set()
    for model in TABLES:
        name = file_name(model)
        progress(name)
        (writer.folder / name).parent.mkdir(exist_ok=True)
        with atomic_file(writer.folder / name) as file:
            for row in rows_of(model):
                line = serializers.serialize("jsonl", [row], cls=ExactTimesEncoder)
                pictures |= {row.name} if isinstance(row, Picture) else picture_names(line)
                file.write(line.encode())
        writer.names.add(name)
    return pictures


def write_markdown(writer: ArchiveWriter, progress: Progress) -> list[str]:
    refused = []
    for record in Record.objects.published().with_names().order_by("pk").iterator(ROWS_PER_FETCH):
        progress(f"markdown/{record.pk}.md")
        try:
            writer.put(f"markdown/{record.pk}.md", export(deeds_of(record), "md", record.revocation))
        except ExportRefused as error:
            refused.append(f"markdown/{record.pk}.md：{error}")
    return refused


def write_pictures(writer: ArchiveWriter, names: Iterable[str]) -> list[str]:
    missing = []
    for name in sorted(names):
        if default_storage.exists(f"images/{name}"):
            with default_storage.open(f"images/{name}") as file:
                writer.put(f"images/{name}", file.read())
        else:
            missing.append(f"images/{name}：文字中用到这张图片，但网站上没有。")
    return missing


def write_attachments(writer: ArchiveWriter, progress: Progress) -> list[str]:
    """Writes the signed originals of decisions, and those of records that the public may read, byte for byte."""
    missing = []
    for row in public_files():
        name = attachment_name(row)
        progress(name)
        try:
            with open_attachment(row) as file:
                writer.put(name, file.read())
        except FileNotFoundError:
            missing.append(f"{name}：原件“{row.name}”不在网站上。")
    return missing


def write_pages(writer: ArchiveWriter, application: Application, progress: Progress) -> list[str]:
    missing = []
    with warc_of(writer.folder) as warc:
        for one in copy_pages(application):
            if isinstance(one, CopiedFile):
                progress(f"site/{one.name}")
                writer.put(f"site/{one.name}", one.content)
                warc.add(one)
            else:
                missing.append(f"site：网页 {one.address} 没有取到（{one.status}）。")
    writer.names.add(WARC)
    return missing
