"""Runs the checks over all that is public, or over some records."""

import json
import sys
from collections.abc import Iterator
from typing import Any

from django.core.management.base import CommandError, CommandParser
from rich.progress import Progress

from records.checks.finding import Finding
from records.checks.links import find_dead_links
from records.checks.running import LABELS, listed_words, of_record, unpassed
from records.checks.texts import texts_of
from records.importing.terminal import progress_on
from records.management.site_command import SiteCommand
from records.models import Record
from records.presentation.passages import place_of
from records.utils.addresses import absolute

RECORDS_PER_FETCH = 200


class Command(SiteCommand):
    help = (
        "检查公开的记录：个人信息、用词、标点、图片、数据、重复。略过了的不再列出；有必须改正的，退出码为 1。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ids", nargs="*", type=int, metavar="ID", help="记录的编号；不写则检查全部")
        parser.add_argument("--links", action="store_true", help="也逐一打开文中的链接，需要连接互联网")
        parser.add_argument("--json", action="store_true", help="每一处输出一行 JSON")

    def handle(self, ids: list[int], *, links: bool, **options: Any) -> None:
        records = Record.objects.published().with_names().order_by("pk")
        chosen = records.filter(pk__in=ids) if ids else records
        self.refuse_unknown(ids, chosen)
        must = look = 0
        with progress_on(sys.stderr) as progress:
            task = progress.add_task("正在检查", total=chosen.count())
            for record, found in self.checked(chosen, links=links):
                for one in found:
                    self.tell(as_json(record, one) if options["json"] else as_text(record, one), progress)
                must += sum(one.must for one in found)
                look += sum(not one.must for one in found)
                progress.update(task, advance=1)
        self.stderr.write(f"检查了 {chosen.count()} 条记录：必须改正 {must} 处，请核对 {look} 处。", str)
        if must:
            sys.exit(1)

    def tell(self, line: str, progress: Progress) -> None:
        if self.stdout.isatty() and not progress.disable:
            # Over the bar, which else would stand in the middle of the text.
            progress.console.out(line, highlight=False)
        else:
            self.stdout.write(line)

    @staticmethod
    def refuse_unknown(ids: list[int], chosen: Any) -> None:
        missing = sorted(set(ids) - set(chosen.values_list("pk", flat=True))) if ids else []
        if missing:
            raise CommandError(f"没有这些公开的记录：{'、'.join(map(str, missing))}。")

    @staticmethod
    def checked(records: Any, *, links: bool) -> Iterator[tuple[Record, list[Finding]]]:
        words, answers = listed_words(), dict[str, str]()
        for record in records.iterator(RECORDS_PER_FETCH):
            texts = texts_of(record)
            found = of_record(texts, words)
            if links:
                found += find_dead_links(texts, answers)
            yield record, unpassed(record, found)


def as_text(record: Record, one: Finding) -> str:
    mark = "✗" if one.must else "！"
    place = place_of(one.path) or "整篇"
    return f"{mark} {absolute(record.get_absolute_url())}　{place}　{LABELS[one.check]}“{one.words}”　{one.reason}"


def as_json(record: Record, one: Finding) -> str:
    row = {
        "record": record.pk,
        "address": absolute(record.get_absolute_url()),
        "check": one.check,
        "must": one.must,
        "path": one.path,
        "start": one.start,
        "end": one.end,
        "words": one.words,
        "reason": one.reason,
        "mended": one.mended,
    }
    return json.dumps(row, ensure_ascii=False)
