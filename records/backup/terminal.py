"""Progress of the commands about backups on a terminal, and their words at the end."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.core.management import CommandError
from django.db import DatabaseError
from django.template.defaultfilters import filesizeformat
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from records.utils.exceptions import UserFacingError
from records.utils.files import reason

from . import making
from .making import Made
from .restoring import Restored
from .shelf import Backup, Verification

KEYS_LEFT_OUT = (
    "注意：这份备份里没有密钥，因为 BACKUP_RECIPIENT 和 BACKUP_PASSPHRASE_FILE 都没有设。"
    "网站在别的机器上恢复后，工作人员要重新登录，访客再次致敬会被当作新的浏览器，公开日志不能再签署"
    "（只能 rotate_log_key --lost，重新公布公钥）。"
    "做法见 honors_site/deploy/README.md 第 6 节。"
)


@contextmanager
def plain_errors(said: str = "{}") -> Iterator[None]:
    """Turns what may go wrong with files and databases into words for the operator, as `said` about it."""
    try:
        yield
    except UserFacingError as error:
        raise CommandError(said.format(error)) from error
    except OSError as error:
        where = f"{error.filename}：" if error.filename else ""
        # The words of `reason` are about writing.
        denied = "没有读或写它的权限。请检查它和上面各级文件夹的主人和权限"
        why = denied if isinstance(error, PermissionError) else reason(error)
        raise CommandError(said.format(f"{where}{why}。没有留下做了一半的东西。")) from error
    except (DatabaseError, sqlite3.Error, psycopg.Error) as error:
        raise CommandError(
            said.format(
                f"数据库说：{error}。请检查 DATABASE_URL、数据库和磁盘，再运行一次。没有留下做了一半的东西。"
            )
        ) from error


@contextmanager
def progress() -> Iterator[making.Progress]:
    """Shows a bar on a terminal, nothing elsewhere."""
    console = Console(stderr=True)
    shown = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with shown:
        task = shown.add_task("", total=None)
        yield lambda what, done, of: shown.update(task, description=what, completed=done, total=of or None)


def size(number: int) -> str:
    return filesizeformat(number).replace("\xa0", " ")


def made_lines(made: Made) -> Iterator[str]:
    manifest = made.manifest
    database = manifest.files[manifest.database_file].size
    others = len(manifest.files) - 1
    yield (
        f"已备份到 {made.backup.path}：数据库 {size(database)}，其他文件 {others} 个；"
        f"新写入 {size(database + made.copied)}，{made.linked} 个文件与上一份备份相同，不另占地方。"
    )


def warning_lines(made: Made) -> Iterator[str]:
    if made.manifest.folders and not made.manifest.keys_file:
        yield KEYS_LEFT_OUT
    for name in made.passed_over:
        yield (
            f"注意：VAR 里的 {name} 不是普通的文件（例如是链接），没有备份。"
            "请把链接换成它指向的文件，或另外备份那些文件。"
        )
    for name in made.unknown:
        yield f"注意：VAR 里的 {name} 不是网站的文件，没有备份。"


def failed_text(backup: Backup, verification: Verification) -> str:
    problems = "\n".join(f"✗ {problem}" for problem in verification.problems)
    return f"{backup.path} 核对没有通过：\n{problems}"


def verified_line(backup: Backup) -> str:
    counts = backup.manifest.facts.counts
    return (
        f"{backup.path} 核对通过：恢复到临时的地方，{len(backup.manifest.files)} 个文件、"
        f"{len(counts)} 个表的 {sum(counts.values())} 行与备份时一致，账本相符。"
    )


def restored_lines(restored: Restored) -> Iterator[str]:
    if restored.was_interrupted:
        yield f"上一次没有做完的恢复已经做完：{restored.backup}。"
    else:
        yield f"已恢复 {restored.backup}。"
    if restored.moved:
        yield f"原来的内容移到了 {'、'.join(restored.moved)}。确认网站正常以后可以删去。"
    if not restored.same_key:
        yield (
            "注意：网站现在的密钥不是备份时的那一个：工作人员要重新登录；访客再次致敬会被当作新的浏览器，可能多计一次。"
            "下一次备份到原来的文件夹，请加 --new-key。"
        )
        if restored.key_unused:
            yield "备份中的密钥已经恢复，但没有用上，因为设了 SECRET_KEY。要用它，请去掉这项设置，再启动网站。"
