"""Reads files of names and puts them on the site as the roll of a commendation, all or none."""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction
from rich.console import Console

from records.importing.rolls import (
    CommendationNotFound,
    ReadRoll,
    create_commendation,
    find_commendation,
    named,
    read_files,
    save,
    with_remarks,
)
from records.management.site_command import SiteCommand
from records.models import Commendation
from records.publishing import PublishingRefused
from records.publishing.rolls import AlreadyOnRoll, publish_roll, quota_differences
from records.rolls import Message, Row
from records.rolls.writing import row_json

MARKS = {"info": "  ·", "warning": "  ！", "error": "  ✗"}
KINDS = {"个人": "person", "集体": "organization"}
INTERRUPTED_STATUS = 130  # what shells say of a command ended by Ctrl+C


def pair(written: str) -> tuple[int, int]:
    order, _, recipient = written.partition("=")
    if not (order.isdecimal() and recipient.isdecimal() and len(recipient) < 19 and len(order) < 10):
        raise argparse.ArgumentTypeError(
            f"“{written}”应写成“名次=编号”，如 3=45：名单第 3 名是站上编号 45 的对象"
        )
    return int(order), int(recipient)


class Command(SiteCommand):
    help = "把表彰决定的名单（表格、文档或文本）录入为一个届次的名单，一次全部录入，有错就一名也不录入。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "files", nargs="+", type=Path, metavar="FILE", help="名单文件；几个文件接成一份名单"
        )
        parser.add_argument(
            "--commendation",
            required=True,
            metavar="届次",
            help="届次的编号，或“名称 年份”，如：“样例劳动模范 2024”",
        )
        parser.add_argument("--create", action="store_true", help="站上没有这个届次就新建")
        parser.add_argument("--dry-run", action="store_true", help="只读取并报告，不写入数据库")
        parser.add_argument("--json", action="store_true", help="每行名单输出一行 JSON")
        parser.add_argument("--publish", action="store_true", help="录入后立即公布名单")
        parser.add_argument("--kind", choices=KINDS, help="文件没有写明的，是个人还是集体")
        same = "名单的这一名是站上已有的这个受表彰对象；可写几次"
        parser.add_argument("--same", type=pair, action="append", default=[], metavar="名次=编号", help=same)

    def handle(self, files: list[Path], **options: Any) -> None:
        self.as_lines = options["json"]
        try:
            self.import_all(files, options)
        except KeyboardInterrupt:
            self.stderr.write("已停止，一名也没有录入。")
            sys.exit(INTERRUPTED_STATUS)

    def import_all(self, files: list[Path], options: dict[str, Any]) -> None:
        written, same = options["commendation"], dict(options["same"])
        commendation = self.found(written, create=options["create"])
        with Console(stderr=True).status("正在读……"):
            read = read_files(files, KINDS.get(options["kind"] or ""))
            rows = with_remarks(read, commendation, same, named(written)[1])
        self.report(read, rows)
        if not read.is_whole:
            self.stderr.write("名单有错，一名也没有录入。请改正上面标 ✗ 的各处，再运行同一命令。")
            sys.exit(1)
        if options["dry_run"]:
            if not (read.is_whole and all(row.ok for row in rows)):
                self.stderr.write("只读取，没有写入。这样导入会被拒绝：请改正上面标 ✗ 的各处。")
                sys.exit(1)
            there = "" if commendation else f"站上还没有“{written}”，录入时会新建。"
            self.stderr.write(f"只读取，没有写入：共 {len(read.entries)} 名。{there}")
            return
        try:
            self.save(read, commendation, ", ".join(path.name for path in files), options, same)
        except PublishingRefused as refused:
            raise CommandError(f"一名也没有录入。\n{read.placed(str(refused))}") from refused

    def found(self, written: str, *, create: bool) -> Commendation | None:
        try:
            found = find_commendation(written)
        except CommendationNotFound as error:
            raise CommandError(str(error)) from error
        if found is None and not create:
            name, year = named(written)
            raise CommandError(f"站上没有“{name}”{year} 年的表彰。名称和年份都没有写错的，加 --create 新建。")
        return found

    def save(
        self,
        read: ReadRoll,
        commendation: Commendation | None,
        name: str,
        options: dict[str, Any],
        same: dict[int, int],
    ) -> None:
        with Console(stderr=True).status("正在录入……"), transaction.atomic():
            is_new = commendation is None
            commendation = commendation or create_commendation(options["commendation"])
            try:
                said = save(read, commendation, name, same, publish=options["publish"]).message
            except AlreadyOnRoll as already:
                said = str(already)
                drafts = commendation.entries.filter(record__isnull=False, record__live=None)
                if options["publish"] and drafts.exists():
                    said += published(commendation)
                else:
                    said += "没有要做的。"
        if is_new:  # told only now: a roll that is refused leaves none
            self.stderr.write(f"新建了届次“{commendation}”（编号 {commendation.pk}）。")
        commendation.refresh_from_db()
        for line in [said, *quota_differences(commendation)]:
            self.stderr.write(line)

    # --- What is reported -------------------------------------------------------------------------

    def report(self, read: ReadRoll, rows: list[Row]) -> None:
        """Writes each row as JSON, or those of which there is something to say; then what no row is about."""
        for row in rows:
            if self.as_lines:
                self.stdout.write(json.dumps(row_json(row), ensure_ascii=False))
            elif row.messages:
                self.stdout.write(as_text(row))
        for source, message in read.messages:
            self.stderr.write(f"{MARKS[message.level].strip()} {source}：{message.text}")
        levels = Counter(message.level for row in rows for message in row.messages)
        wrong = sum(not row.ok for row in rows)
        self.stderr.write(
            f"读出 {len(rows)} 行：{len(rows) - wrong} 名可以录入，{wrong} 行有错，{levels['warning']} 处请核对。"
        )


def published(commendation: Commendation) -> str:
    """Makes the drafts public, and says how many, or why none."""
    try:
        return f"公开 {publish_roll(commendation, by=None)} 名。"
    except PublishingRefused as refused:
        return str(refused)


def as_text(row: Row) -> str:
    name = row.entry.name if row.entry else ""
    head = f"{'✓' if row.ok else '✗'} {row.source} 第 {row.number} 行{f'：{name}' if name else ''}"
    return "\n".join([head, *(said(message) for message in row.messages)])


def said(message: Message) -> str:
    return f"{MARKS[message.level]} {message.text}"
