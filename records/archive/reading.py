"""Reads an archive into an empty site, each row under the id it had."""

from collections.abc import Iterator
from pathlib import Path

from django.core import serializers
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.core.serializers.base import DeserializationError
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from records.models import Category, Edition, Recipient, Record
from records.publishing.bulk_insert import check
from records.publishing.exceptions import PublishingRefused
from records.search.rebuilding import rebuild
from records.utils.exceptions import UserFacingError

from . import checksums
from .contents import TABLES, Progress, file_name


class ArchiveNotRead(UserFacingError):
    """Names file and line; nothing was changed."""


def read_archive(folder: Path, progress: Progress) -> int:
    """Returns how many records there are now. Raises ArchiveNotRead, and ArchiveDamaged where it is not whole."""
    if any(model.objects.exists() for model in (Category, Recipient, Record)):
        raise ArchiveNotRead("网站已有内容，没有读入。存档只能读进空的网站。")
    progress("核对")
    checksums.verify(folder)
    with transaction.atomic():
        Edition.lock_for_writing()
        for model in TABLES:
            progress(file_name(model))
            read_rows(folder / file_name(model), model)
        continue_numbers()
    progress("图片")
    read_pictures(folder / "images")
    progress("索引")
    return rebuild()


def read_rows(path: Path, model: type[Model]) -> None:
    for number, line in lines_of(path):
        try:
            (row,) = serializers.deserialize("jsonl", line)
            if type(row.object) is not model:  # a row of any other table would be written as gladly
                raise ArchiveNotRead(f"{path} 第 {number} 行不是{model._meta.verbose_name}。")
            check(row.object)
            row.save()
        except (DeserializationError, ValueError, PublishingRefused, DatabaseError) as error:
            raise ArchiveNotRead(f"{path} 第 {number} 行读不了：{error}") from error


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    """Raises ArchiveNotRead."""
    try:
        with path.open(encoding="utf-8") as file:
            yield from enumerate(file, 1)
    except (OSError, UnicodeError) as error:
        raise ArchiveNotRead(f"{path} 读不了：{error}") from error


def continue_numbers() -> None:
    """Lets ids go on from the highest: PostgreSQL counts on from where it was."""
    statements = connection.ops.sequence_reset_sql(no_style(), list(TABLES))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def read_pictures(folder: Path) -> None:
    for path in sorted(folder.glob("*")) if folder.is_dir() else ():
        name = f"images/{path.name}"
        if not default_storage.exists(name):
            with path.open("rb") as file:
                default_storage.save(name, File(file))
