"""Writes the roll of a commendation as a file that import_roll reads back the same."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from records.importing.rolls import CommendationNotFound, entries_of, find_commendation
from records.management.site_command import SiteCommand
from records.rolls import Entry
from records.rolls.writing import to_csv, to_json, to_xlsx
from records.utils.files import reason, write_atomically

STANDARD_OUTPUT = "-"
SUFFIXES = (".xlsx", ".csv", ".json")


class Command(SiteCommand):
    help = "把一个届次的名单导出为 .xlsx、.csv 或 .json 文件，import_roll 读回来一样。已除名的不导出。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file",
            nargs="?",
            default=STANDARD_OUTPUT,
            metavar="FILE",
            help=f"{'、'.join(SUFFIXES)} 文件；不写或写 - 就输出 JSON",
        )
        parser.add_argument(
            "--commendation",
            required=True,
            metavar="届次",
            help="届次的编号，或“名称 年份”，如：“样例劳动模范 2024”",
        )

    def handle(self, file: str, commendation: str, **options: Any) -> None:
        try:
            found = find_commendation(commendation)
        except CommendationNotFound as error:
            raise CommandError(str(error)) from error
        if found is None:
            raise CommandError(f"站上没有“{commendation}”这个届次。")
        entries = entries_of(found)
        if not entries:
            raise CommandError(f"“{found}”还没有名单，没有可导出的。")
        if file == STANDARD_OUTPUT:
            self.stdout.write(written(entries, ".json").decode())
            return
        path = Path(file)
        if path.suffix.lower() not in SUFFIXES:
            raise CommandError(f"文件名要以 {'、'.join(SUFFIXES)} 结尾，现在是“{path.name}”。")
        try:
            write_atomically(path, written(entries, path.suffix.lower()))
        except OSError as error:
            raise CommandError(f"写不了 {path}：{reason(error)}。") from error
        self.stderr.write(f"“{found}”的名单 {len(entries)} 名，写在 {path}。")


def written(entries: list[Entry], suffix: str) -> bytes:
    if suffix == ".xlsx":
        return to_xlsx(entries)
    if suffix == ".csv":
        return to_csv(entries)
    return json.dumps(to_json(entries), ensure_ascii=False, indent=1).encode()
