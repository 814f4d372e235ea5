"""Writes records back as the site's Markdown, JSON and Word files, named by their ids."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from rich.console import Console
from rich.progress import track

from records.deeds.document import Deeds
from records.exporting import FORMATS, ExportRefused, Format, export
from records.exporting.from_records import deeds_of
from records.management.site_command import SiteCommand
from records.models import Record
from records.utils.files import reason, write_atomically

SHOWN = 10  # names of files


def record_id(written: str) -> int:
    if not written.isdecimal() or len(written) > 18:
        raise argparse.ArgumentTypeError(f"“{written}”不是记录编号。编号是记录地址里的数字，例如 1")
    return int(written)


def formats(written: str) -> list[str]:
    chosen = written.split(",")
    for name in chosen:
        if name not in FORMATS:
            raise argparse.ArgumentTypeError(f"没有“{name}”这种格式，可以写 {'、'.join(FORMATS)}，用逗号分开")
    return chosen


class Command(SiteCommand):
    help = "把表彰记录导出为 Markdown、JSON 和 Word 文件，文件以记录编号命名。"

    def create_parser(self, *args: Any, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(*args, **kwargs)
        # Ids may stand behind an option: argparse allows that only when asked.
        parser.parse_args = parser.parse_intermixed_args  # type: ignore[method-assign]
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="放文件的文件夹；没有就新建")
        parser.add_argument("ids", nargs="*", type=record_id, metavar="ID", help="记录编号；不写就导出全部")
        known = "、".join(FORMATS)
        parser.add_argument(
            "--format", type=formats, action="extend", metavar="FORMAT", help=f"{known}，默认全部"
        )
        parser.add_argument("--published", action="store_true", help="只导出公众能看到的记录")

    def handle(self, folder: Path, ids: list[int], published: bool, **options: Any) -> None:
        found = chosen(ids, published)
        make_folder(folder)
        wanted: list[Format] = list(dict.fromkeys(options["format"] or FORMATS))
        counts: Counter[str] = Counter()
        for record in with_progress(found):
            deeds = deeds_of(record)
            counts["record"] += 1
            for format in wanted:
                counts[self.write(folder, record, deeds, format)] += 1
        self.stdout.write(
            f"{counts['record']} 条记录，文件在 {folder.absolute()}："
            f"写出 {counts['written']} 个，与原有的相同 {counts['same']} 个，未能导出 {counts['refused']} 个。"
        )
        if not ids:
            self.tell_of_others({f"{pk}.{format}" for pk in found for format in wanted}, folder)
        if counts["refused"]:
            sys.exit(1)

    def tell_of_others(self, names: set[str], folder: Path) -> None:
        """Says which files may be of records that are no longer public. Whose they are nobody knows, so they stay."""
        others = sorted(path.name for path in folder.iterdir() if path.is_file() and path.name not in names)
        if others:
            more = f" 等 {len(others)} 个文件" if len(others) > SHOWN else ""
            self.stderr.write(
                f"注意：{folder.absolute()} 里的 {'、'.join(others[:SHOWN])}{more}不是这次导出的，"
                "可能是已经撤回或删除的记录。这个命令不删除它们；不应再公开的，请自己删除，或者导出到一个新的文件夹。"
            )

    def write(self, folder: Path, record: Record, deeds: Deeds, format: Format) -> str:
        """Returns “written”, “same” or “refused”, which is reported at once."""
        path = folder / f"{record.pk}.{format}"
        try:
            return "written" if write_atomically(path, export(deeds, format, record.revocation)) else "same"
        except ExportRefused as refused:
            self.stderr.write(f"✗ 记录 {record.pk}“{record}”：{refused}")
            return "refused"
        except OSError as error:
            raise CommandError(f"写不了 {path}：{reason(error)}。已经写出的文件都是完整的。") from error


def chosen(ids: list[int], published: bool) -> list[int]:
    records = Record.objects.published() if published else Record.objects.all()
    if ids:
        records = records.filter(pk__in=ids)
    found = list(records.order_by("pk").values_list("pk", flat=True))
    public = "公开的" if published else ""
    if missing := sorted(set(ids) - set(found)):
        raise CommandError(f"没有{public}记录的编号是 {'、'.join(map(str, missing))}。没有写出任何文件。")
    if not found:
        raise CommandError(f"网站上没有{public}记录，没有可导出的。")
    return found


def make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(f"不能把文件放进 {folder}：{reason(error)}。") from error


def with_progress(ids: list[int]) -> Iterator[Record]:
    """Yields each record as it is when its turn comes; one deleted meanwhile is passed over."""
    console = Console(stderr=True)
    quiet = not console.is_terminal
    for pk in track(ids, "导出", console=console, transient=True, disable=quiet):
        yield from Record.objects.select_related(
            "recipient", "commendation__category", "live__cover", "working__cover"
        ).filter(pk=pk)
