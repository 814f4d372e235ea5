"""Reads deeds documents and puts them on the site as records; one transaction a document."""

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, IntegrityError

from records import publishing
from records.deeds import SUFFIXES, DeedsError, Message, Reading, read_deeds
from records.deeds.contract import as_json

OUTCOMES = {
    "read": "读取",
    "created": "新录入",
    "replaced": "替换",
    "unchanged": "未变",
    "failed": "失败",
}
MARKS = {"info": "  ·", "warning": "  ！", "error": "  ✗"}


class Command(BaseCommand):
    help = "读取先进事迹材料（文件或文件夹），录入为表彰记录。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="文件或文件夹")
        parser.add_argument("--dry-run", action="store_true", help="只读取并报告，不写入数据库")
        parser.add_argument("--json", action="store_true", help="每份材料输出一行 JSON")
        parser.add_argument("--publish", action="store_true", help="录入后立即发布")
        parser.add_argument("--replace", action="store_true", help="已有的记录用新材料替换全文")

    def handle(self, paths: list[Path], **options: Any) -> None:
        documents = list(documents_in(paths))
        if not documents:
            raise CommandError(f"没有找到能读的材料。能读的文件：{'、'.join(SUFFIXES)}。")
        outcomes: Counter[str] = Counter()
        for position, path in enumerate(documents, 1):
            self.show_progress(position, len(documents), path)
            reading, messages, outcome = self.take_in(path, **options)
            outcomes[outcome] += 1
            self.report(path, reading, messages, outcome, as_lines=options["json"])
        told = "，".join(f"{OUTCOMES[outcome]} {times} 份" for outcome, times in outcomes.items())
        self.stderr.write(f"共 {len(documents)} 份材料：{told}。")
        if outcomes["failed"]:
            sys.exit(1)

    def take_in(
        self, path: Path, *, dry_run: bool, publish: bool, replace: bool, **_: Any
    ) -> tuple[Reading | None, list[Message], str]:
        """What was read (None where nothing could be), what there is to say, and a key of OUTCOMES."""
        try:
            reading = read_deeds(path.read_bytes(), path.name)
        except (OSError, ValueError) as error:
            return None, [Message("error", "unreadable", f"打不开文件：{error}。")], "failed"
        except DeedsError as error:
            return None, [error.message], "failed"
        messages = list(reading.messages)
        if dry_run:
            return reading, messages, "read"
        unsure = [message for message in messages if message.code == "award-unsure"]
        if publish and unsure:
            held_back = "拿不准这份材料的表彰，所以没有发布。请在后台核对后发布。"
            messages.append(Message("warning", "not-published", held_back))
        try:
            saved = publishing.save_deeds(
                reading.deeds, by=None, replace=replace, publish_now=publish and not unsure
            )
        except publishing.AlreadyOnSite as error:
            return reading, [*messages, Message("error", "already-on-site", f"{error}")], "failed"
        except publishing.PublishingRefused as error:
            return reading, [*messages, Message("error", "refused", f"{error}")], "failed"
        except (IntegrityError, ValueError) as error:
            return reading, [*messages, Message("error", "refused", f"这份材料无法保存：{error}")], "failed"
        except DatabaseError as error:
            raise CommandError(
                f"数据库出错，“{path}”没有录入：{error}。请先运行 manage.py migrate。"
            ) from error
        return reading, [*messages, Message("info", saved.outcome, saved.told)], saved.outcome

    def show_progress(self, position: int, total: int, path: Path) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\x1b[K[{position}/{total}] {path.name}")
            sys.stderr.write("\r\x1b[K" if position == total else "")
            sys.stderr.flush()

    def report(
        self,
        path: Path,
        reading: Reading | None,
        messages: list[Message],
        outcome: str,
        *,
        as_lines: bool,
    ) -> None:
        ok = outcome != "failed"
        if as_lines:
            row = as_json(shown(path), reading.deeds if reading else None, messages) | {"ok": ok}
            self.stdout.write(json.dumps(row, ensure_ascii=False))
            return
        self.stdout.write(f"{'✓' if ok else '✗'} {shown(path)}{summary(reading)}")
        for message in messages:
            line = f"第 {message.line} 行：" if message.line else ""
            self.stdout.write(f"{MARKS[message.level]} {line}{message.text}")


def documents_in(paths: list[Path]) -> Iterator[Path]:
    """The files themselves, and those of the folders that a reader knows, in the order of their names."""
    for path in paths:
        if is_folder(path):
            yield from sorted(
                file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file()
            )
        else:
            yield path


def is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name too long to ask about: opening it says so in its turn
        return False


def shown(path: Path) -> str:
    """A file's name may hold bytes that are no text."""
    return os.fsencode(path).decode(errors="replace")


def summary(reading: Reading | None) -> str:
    if reading is None:
        return ""
    deeds = reading.deeds
    measures = sum(len(section.measures) for section in deeds.sections)
    counted = f"{len(deeds.sections)} 个章节、{measures} 条举措、{len(deeds.figures)} 项数据"
    return f"：{deeds.title or '（无标题）'}（{counted}）"
