"""Reads deeds documents and puts them on the site as records, each whole or not at all."""

import json
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from rich.progress import Progress, TaskID

from records.deeds import SUFFIXES
from records.deeds.document import Deeds
from records.deeds.formats.json import as_json
from records.importing.files import found_in
from records.importing.report import Report
from records.importing.saving import Importer, Result
from records.importing.tally import ImportTally, placed
from records.importing.terminal import progress_on, tables
from records.importing.work import read_all
from records.utils.arguments import positive
from records.utils.files import reason
from records.utils.processes import ProcessDied, one_per_processor

MARKS = {"info": "  ·", "warning": "  ！", "error": "  ✗"}
# Starting processes takes as long as reading so many documents.
MIN_DOCUMENTS_FOR_PROCESSES = 100
INTERRUPTED_STATUS = 130  # what shells say of a command ended by Ctrl+C


class Command(BaseCommand):
    help = "读取先进事迹材料（文件、文件夹或 .zip 压缩包），录入为表彰记录。中途停止后再次运行，会接着做完。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="文件、文件夹或 .zip 压缩包")
        parser.add_argument("--dry-run", action="store_true", help="只读取并报告，不写入数据库")
        parser.add_argument("--json", action="store_true", help="每份材料输出一行 JSON")
        parser.add_argument("--publish", action="store_true", help="录入后立即发布；拿不准表彰的仍存为草稿")
        parser.add_argument("--replace", action="store_true", help="已有的记录用新材料替换全文")
        parser.add_argument("--report", type=Path, metavar="FILE.html", help="另写一份网页报告")
        jobs = f"用几个进程读取（默认：超过 {MIN_DOCUMENTS_FOR_PROCESSES} 份时每个处理器一个）"
        parser.add_argument("--jobs", type=positive, metavar="N", help=jobs)

    def handle(self, paths: list[Path], **options: Any) -> None:
        self.tally = ImportTally()
        self.as_lines = options["json"]
        self.dry_run = options["dry_run"]
        self.report = self.report_at(options["report"])
        finished = False
        try:
            self.import_all(paths, options["jobs"], publish=options["publish"], replace=options["replace"])
            finished = True
        except KeyboardInterrupt:
            self.stderr.write("已停止。录入了的都已保存；再次运行同一命令，会接着做完。")
            sys.exit(INTERRUPTED_STATUS)
        finally:
            self.close(finished=finished)
        if not self.tally.documents:
            raise CommandError(f"没有找到能读的材料。能读的文件：{'、'.join(SUFFIXES)}，以及 .zip 压缩包。")
        if self.tally.times["failed"]:
            sys.exit(1)

    def report_at(self, path: Path | None) -> Report | None:
        try:
            return Report(path) if path else None
        except OSError as error:
            raise CommandError(f"报告写不到 {path}：{reason(error)}。") from error

    def import_all(self, paths: list[Path], jobs: int | None, *, publish: bool, replace: bool) -> None:
        importer = Importer(dry_run=self.dry_run, publish=publish, replace=replace)
        with progress_on(sys.stderr) as progress:
            task = progress.add_task("正在清点……", total=None)
            total = sum(not document.is_skipped for document in found_in(paths))
            progress.update(task, total=total, description="正在导入")
            try:
                with closing(read_all(found_in(paths), jobs or sensible_jobs(total))) as reading:
                    for documents in reading:
                        self.report_progress(importer.take_in(documents), progress, task)
            except ProcessDied as error:
                raise CommandError(
                    "一个读取进程被系统结束了，可能是内存不够。已录入的都在；"
                    "请释放一些内存，或加上 --jobs 1，再次运行同一命令，会接着做完。"
                ) from error
            except DatabaseError as error:
                raise CommandError(
                    f"数据库出错，停在第 {self.tally.documents + 1} 份材料附近：{error}。之前的都已录入。"
                    "请先运行 manage.py migrate，确认磁盘没有写满，再次运行同一命令，会接着做完。"
                ) from error

    def report_progress(self, results: list[Result], progress: Progress, task: TaskID) -> None:
        for result in results:
            self.tally.add(result)
            if self.report:
                self.report.add(result)
        reported = [result for result in results if result.outcome != "skipped"]
        if not reported:
            return
        lines = "\n".join(map(as_line if self.as_lines else as_text, reported))
        if self.stdout.isatty() and not progress.disable:
            # Over the bar, which else would stand in the middle of the text.
            progress.console.out(lines, highlight=False)
        else:
            self.stdout.write(lines)
            self.stdout.flush()
        files = sum(result.part == result.parts for result in reported)
        progress.update(task, advance=files, description=Path(reported[-1].name).name)

    def close(self, *, finished: bool) -> None:
        if self.tally.documents or self.tally.times["skipped"]:
            self.stderr.write(tables(self.tally, colored=self.stderr.isatty()), str)
        if self.report:
            try:
                self.report.write(self.tally, dry_run=self.dry_run, finished=finished)
            except OSError as error:
                raise CommandError(f"报告没有写成：{reason(error)}。材料已经照常录入。") from error
            self.stderr.write(f"报告：{self.report.path}", str)


def sensible_jobs(documents: int) -> int:
    return one_per_processor() if documents > MIN_DOCUMENTS_FOR_PROCESSES else 1


def as_line(result: Result) -> str:
    part = (result.part, result.parts) if result.parts > 1 else None
    row = as_json(result.name, result.deeds, result.messages, part) | {"ok": result.outcome != "failed"}
    return json.dumps(row, ensure_ascii=False)


def as_text(result: Result) -> str:
    head = f"{'✗' if result.outcome == 'failed' else '✓'} {result.label}{summary(result.deeds)}"
    return "\n".join([head, *(f"{MARKS[message.level]} {placed(message)}" for message in result.messages)])


def summary(deeds: Deeds | None) -> str:
    if deeds is None:
        return ""
    measures = sum(len(section.measures) for section in deeds.sections)
    counted = f"{len(deeds.sections)} 个章节、{measures} 条举措、{len(deeds.figures)} 项数据"
    return f"：{deeds.title or '（无标题）'}（{counted}）"
