"""Writes an archive: rows as JSON lines, tables for a spreadsheet, records as Markdown, pictures, and the pages."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import serializers
from django.core.files.storage import default_storage

from records import tributes
from records.exporting import ExportRefused, export
from records.exporting.from_records import deeds_of
from records.http.page_cache.origin import Application
from records.models import Figure, Record
from records.utils.exceptions import UserFacingError
from records.utils.files import atomic_file, write_atomically

from . import checksums
from .contents import AT_ONCE, TABLES, Exact, file_name, pictures_in, rows_of
from .static_copy import Copy, copies

Told = Callable[[str], None]
README = """# 表彰记录存档

这里是 {site}（{address}）上公开的全部表彰记录。

- `data/`：全部内容，每行一个 JSON 对象，一个文件一种。`import_archive` 能把它读进一个空的网站，编号和地址不变。
- `csv/`：表格，用电子表格软件打开。以 = + - @ 开头的文字前面加了一个撇号，免得被当作公式。
- `markdown/`：每条记录一个文件，文件名是编号，可以单独导入。
- `images/`：文字中用到的图片。
- `site/`：网页。用浏览器打开 `site/index.html` 就能看，不用联网；查找和致敬仍在网站上。
- `SHA256SUMS`：每个文件的 SHA-256，用 `sha256sum --check SHA256SUMS` 核对。

已撤回的记录只有标题、对象、表彰、撤回的时间和原因。致敬数是总数，不含访客的任何信息。
"""


class NotAnArchive(UserFacingError):
    """The folder holds something else."""


class Writer:
    """Writes into `folder`, over an earlier archive; of that, what is no longer public goes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.before = earlier(folder)
        self.names: set[str] = set()

    def put(self, name: str, content: bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, content)
        self.names.add(name)

    def finish(self) -> None:
        checksums.write(self.folder, self.names)
        for name in self.before - self.names:
            (self.folder / name).unlink(missing_ok=True)


def earlier(folder: Path) -> set[str]:
    """The files of an archive that lies there. Raises NotAnArchive, and Damaged for a list that cannot be read."""
    if not folder.exists() or not any(folder.iterdir()):
        return set()
    if not (folder / checksums.NAME).is_file():
        raise NotAnArchive(f"{folder} 里已有别的文件。请指定一个空的或新的文件夹。")
    return set(checksums.listed(folder))


def write_archive(folder: Path, application: Application | None, told: Told) -> list[str]:
    """`application` gives the pages; None leaves them out. Returns what could not be written, in plain words."""
    writer = Writer(folder)
    folder.mkdir(parents=True, exist_ok=True)
    pictures = write_rows(writer, told)
    told("csv")
    writer.put("csv/records.csv", table(RECORD_COLUMNS, record_lines()))
    writer.put("csv/figures.csv", table(FIGURE_COLUMNS, figure_lines()))
    problems = write_markdown(writer, told)
    told("images")
    problems += write_pictures(writer, pictures)
    if application:
        problems += write_pages(writer, application, told)
    readme = README.format(site=settings.SITE_NAME, address=settings.SITE_URL)
    writer.put("README.md", readme.encode())
    told(checksums.NAME)
    writer.finish()
    return problems


def write_rows(writer: Writer, told: Told) -> set[str]:
    """Returns the names of the pictures that the texts show."""
    pictures: set[str] = set()
    for model in TABLES:
        name = file_name(model)
        told(name)
        (writer.folder / name).parent.mkdir(exist_ok=True)
        with atomic_file(writer.folder / name) as file:
            for row in rows_of(model):
                line = serializers.serialize("jsonl", [row], cls=Exact)
                pictures |= pictures_in(line)
                file.write(line.encode())
        writer.names.add(name)
    return pictures


def write_markdown(writer: Writer, told: Told) -> list[str]:
    refused = []
    for record in Record.objects.published().with_names().order_by("pk").iterator(AT_ONCE):
        told(f"markdown/{record.pk}.md")
        try:
            writer.put(f"markdown/{record.pk}.md", export(deeds_of(record), "md"))
        except ExportRefused as error:
            refused.append(f"markdown/{record.pk}.md：{error}")
    return refused


def write_pictures(writer: Writer, names: Iterable[str]) -> list[str]:
    missing = []
    for name in sorted(names):
        if default_storage.exists(f"images/{name}"):
            with default_storage.open(f"images/{name}") as file:
                writer.put(f"images/{name}", file.read())
        else:
            missing.append(f"images/{name}：文字中用到这张图片，但网站上没有。")
    return missing


def write_pages(writer: Writer, application: Application, told: Told) -> list[str]:
    missing = []
    for one in copies(application):
        if isinstance(one, Copy):
            told(f"site/{one.name}")
            writer.put(f"site/{one.name}", one.content)
        else:
            missing.append(f"site：网页 {one.address} 没有取到（{one.status}）。")
    return missing


# --- Tables -----------------------------------------------------------------------------------------

RECORD_COLUMNS = "编号 标题 对象 类别 所在地 表彰 年份 授予机关 发布时间 最后修改 致敬数 网址".split()  # noqa: SIM905
FIGURE_COLUMNS = "记录编号 名称 数值 单位 约数 年份 数列 位次 位次总数 出处原句".split()  # noqa: SIM905


def record_lines() -> Iterator[Sequence[Any]]:
    for record in Record.objects.published().with_names().order_by("pk").iterator(AT_ONCE):
        recipient, commendation = record.recipient, record.commendation
        yield [
            record.pk,
            record.title,
            recipient.name,
            recipient.get_kind_display(),
            "/".join(recipient.places),
            commendation.category.name,
            commendation.year,
            commendation.issuer,
            record.published_at.isoformat() if record.published_at else "",
            record.updated_at.isoformat(),
            tributes.count(record),
            settings.SITE_URL + record.get_absolute_url(),
        ]


def figure_lines() -> Iterator[Sequence[Any]]:
    figures: Iterable[Figure] = rows_of(Figure)  # type: ignore[assignment]
    for figure in figures:
        yield [
            figure.record_id,
            figure.label,
            figure.value.normalize(),
            figure.unit,
            "是" if figure.approximate else "",
            figure.as_of,
            figure.series,
            figure.rank,
            figure.rank_of,
            figure.sentence,
        ]


def table(columns: Sequence[str], lines: Iterable[Sequence[Any]]) -> bytes:
    """With a mark at its beginning by which Excel knows UTF-8."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(columns)
    writer.writerows([cell(value) for value in line] for line in lines)
    return written.getvalue().encode("utf-8-sig")


def cell(value: Any) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(("=", "+", "-", "@")) else value
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else str(value)
