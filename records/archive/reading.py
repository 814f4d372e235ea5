"""Reads an archive into an empty site, each row under the id it had: all of it, or nothing."""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import (
    CharField,
    DateTimeField,
    Field,
    ForeignKey,
    IntegerField,
    Model,
    TextField,
)

from records.models import Edition, IndexedRecord, Picture, Record, SitePage, SiteSettings, Version
from records.models.rules import MAX_ID
from records.models.spelling import Spelled
from records.models.versions import CONTENT
from records.presentation.pictures import OWN_PICTURE, PICTURES_ADDRESS, stored
from records.publishing.bulk_insert import check
from records.publishing.exceptions import PublishingRefused
from records.search.entries import chunks
from records.search.reindexing import reindex
from records.transparency.log import tell_of
from records.utils import pictures
from records.utils.exceptions import UserFacingError

from . import checksums
from .attachments import originals_kept_on_success, read_attachments
from .checksums import ArchiveDamaged
from .contents import CAME_LATER, TABLES, Progress, file_name
from .evidence import read_badge_keys
from .log import read_log

MAX_LINE_BYTES = 32 * 1024**2  # a text may have ten megabytes, and JSON writes some characters with six
RECORDS_PER_STEP = 1_000
# An operator who sets these first has a site that is new all the same, and is told so. A mark has its picture.
SET_IN_THE_ADMIN: set[type[Model]] = {SiteSettings, SitePage, Picture}
# No database keeps the first, and no UTF-8 can carry the others.
NEVER_KEPT = re.compile(r"[\0\ud800-\udfff]")
NOT_EMPTY = (
    "网站已有内容，没有读入。存档只能读进空的网站：换一个新的 VAR（用 PostgreSQL 时另建一个数据库），"
    "运行 manage.py migrate，再运行 import_archive；不要先运行 make run、make prepare 或 seed，它们会装入自带的内容。"
)
ONLY_THE_SITE_ITSELF = (
    "这个网站只有{found}，没有读入，以免与存档里的混在一起。请换一个新的 VAR（用 PostgreSQL 时另建一个数据库），"
    "运行 manage.py migrate，再运行 import_archive；读完以后，再在后台改网站设置和网页。"
)


class ArchiveNotRead(UserFacingError):
    """Names file and line; nothing was changed."""


def read_archive(folder: Path, progress: Progress) -> int:
    """Returns how many records there are now. Raises ArchiveNotRead, and ArchiveDamaged where it is not whole.

    What fails leaves neither a row nor a picture behind.
    """
    refuse_unless_empty()
    progress("核对")
    names = set(checksums.verify(folder))
    refuse_unlike_an_archive(folder, names)
    with originals_kept_on_success() as kept, pictures_kept_on_success() as saved, transaction.atomic():
        Edition.lock_for_writing()
        refuse_unless_empty()
        progress("图片")
        rows = Rows(folder, read_pictures(folder, names, saved))
        for model in TABLES:
            progress(file_name(model))
            if file_name(model) in names:
                rows.read(model)
        rows.seal()
        progress("原件")
        read_attachments(folder, names, kept)
        progress("日志")
        read_badge_keys(folder, names)
        read_log(folder, names)
        continue_numbers()
        complete_rows(rows.renamed.values())
        for ids in chunks(sorted(rows.ids[Record]), RECORDS_PER_STEP):
            progress(f"索引，到编号 {ids[-1]}")
            reindex(ids)
        tell_of(rows.ids[Record])
    return IndexedRecord.objects.count()


def refuse_unless_empty() -> None:
    found = {model for model in TABLES if model._default_manager.exists()}
    if found and found <= SET_IN_THE_ADMIN:
        names = sorted(f"“{model._meta.verbose_name}”" for model in found)
        raise ArchiveNotRead(ONLY_THE_SITE_ITSELF.format(found="和".join(names)))
    if found:
        raise ArchiveNotRead(NOT_EMPTY)


def refuse_unlike_an_archive(folder: Path, names: set[str]) -> None:
    """Refuses a list from which a part is missing: what it does not name was not verified, and is not read."""
    for model in TABLES:
        if file_name(model) not in names and model not in CAME_LATER:
            raise ArchiveDamaged(
                f"{folder / checksums.FILE_NAME} 里没有 {file_name(model)}，不是完整的存档。{checksums.COPY_AGAIN}"
            )
    for part in ("data", "images", "attachments"):
        if not (folder / part).is_dir():
            continue
        for path in sorted((folder / part).iterdir()):
            if f"{part}/{path.name}" not in names:
                raise ArchiveDamaged(
                    f"{path} 不在 {checksums.FILE_NAME} 里，不是存档的一部分。请移走它，或重新复制存档。"
                )


# --- Rows -------------------------------------------------------------------------------------------


class Rows:
    """Writes the rows of an archive, each behind those that it names, so that they can form no circle."""

    def __init__(self, folder: Path, renamed: dict[str, str]) -> None:
        """Takes the pictures `renamed`, by the names that the texts have for them."""
        self.folder = folder
        self.renamed = renamed
        self.ids: dict[type[Model], set[int]] = defaultdict(set)
        self.has_versions = (folder / file_name(Version)).exists()
        # The version that is public of each record, and since when each is: set behind their sections and figures,
        # which nobody can add to a version that is public.
        self.live: dict[int, int] = {}
        self.public_from: dict[int, datetime] = {}

    def read(self, model: type[Model]) -> None:
        path = self.folder / file_name(model)
        for number, line in lines_of(self.folder, file_name(model)):
            try:
                for part in rows_in(line, split=not self.has_versions):
                    self.add(model, part)
            except RowRefused as error:
                raise ArchiveNotRead(f"{path} 第 {number} 行{error}") from error
            except (ValueError, ArithmeticError, PublishingRefused, DatabaseError) as error:
                raise ArchiveNotRead(f"{path} 第 {number} 行读不了：{why(model, error)}") from error

    def add(self, model: type[Model], written: Any) -> None:
        row = row_of(Version if is_version(written) and not self.has_versions else model, written)
        self.check_ids(row)
        self.rename_pictures(row)
        if isinstance(row, Spelled):
            row.spell()
        if isinstance(row, Record):
            row.name_for_feeds()  # of an archive older than these names
            self.live[row.pk] = row.live_id or 0
        if isinstance(row, Version) and row.public_from and not row.is_withheld:
            self.public_from[row.pk], row.public_from = row.public_from, None
        check(row)
        row.save_base(
            raw=True, force_insert=True
        )  # as it is, whatever its model would do at any other saving
        self.ids[model].add(row.pk)

    def check_ids(self, row: Model) -> None:
        if not isinstance(row.pk, int) or not 1 <= row.pk <= MAX_ID:
            raise RowRefused("没有编号，或编号不对。")
        if row.pk in self.ids[type(row)]:
            raise RowRefused(f"的编号 {row.pk} 前面已经有了。")
        for field in row._meta.concrete_fields:
            named = getattr(row, field.attname)
            if (
                isinstance(field, ForeignKey)
                and field.name != "live"  # it comes behind
                and named is not None
                and named not in self.ids[field.related_model]
            ):
                raise RowRefused(f"的{field.verbose_name} {named} 不在前面。")

    def rename_pictures(self, row: Model) -> None:
        if isinstance(row, Picture):
            row.name = self.name_of(row.name)
        for field in row._meta.concrete_fields:
            text = getattr(row, field.attname)
            if isinstance(field, CharField | TextField) and isinstance(text, str):
                renamed = OWN_PICTURE.sub(lambda found: f"{PICTURES_ADDRESS}{self.name_of(found[1])}", text)
                setattr(row, field.attname, renamed)

    def name_of(self, picture: str) -> str:
        return self.renamed.get(picture, picture)

    def seal(self) -> None:
        """Makes the versions public since when they were. Raises ArchiveNotRead where the public one of a record is not
        its own."""
        own = dict(Version.objects.filter(pk__in=self.live.values()).values_list("pk", "record"))
        for record, version in self.live.items():
            if own.get(version) != record:
                path = self.folder / file_name(Record)
                raise ArchiveNotRead(f"{path} 的记录 {record} 没有公开的版本，或者那一版是别的记录的。")
        for version, moment in self.public_from.items():
            Version.objects.filter(pk=version).update(public_from=moment)


class RowRefused(Exception):
    """Says what is wrong with a row, as what follows its line's number."""


def why(model: type[Model], error: Exception) -> str:
    """Puts it in the words of the rule that the database names, where it is one of the model's own."""
    for rule in model._meta.constraints:
        if isinstance(error, IntegrityError) and rule.name in str(error):
            has_words = rule.violation_error_message != rule.default_violation_error_message
            return str(rule.violation_error_message) if has_words else f"各项彼此不合（{rule.name}）。"
    return str(error)


def rows_in(line: str, *, split: bool) -> list[dict[str, Any]]:
    """Returns the row of a line; two of a record in an archive from before there were versions. Raises RowRefused."""
    try:
        written = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RowRefused("不是一个完整的 JSON 对象。" if line.strip() else "是空的。") from error
    if not isinstance(written, dict) or not isinstance(written.get("fields"), dict):
        raise RowRefused("不是存档里的一行：应是带有 model、pk、fields 的 JSON 对象。")
    return with_version(written) if split else [written]


def with_version(written: dict[str, Any]) -> list[dict[str, Any]]:
    """Makes the only version of a record, under the record's own number, by which its parts name it already."""
    fields, pk = dict(written["fields"]), written.get("pk")
    if "version" in fields:
        fields["revision"] = fields.pop("version")
    if written.get("model") != Record._meta.label_lower:
        if "record" in fields:
            fields["version"] = fields.pop("record")
        return [written | {"fields": fields}]
    said = {name: fields.pop(name) for name in CONTENT if name in fields}
    own = {
        "record": pk,
        "number": 1,
        "written_at": fields.get("updated_at"),
        "public_from": fields.get("published_at"),
    }
    version = {"model": Version._meta.label_lower, "pk": pk, "fields": own | said}
    return [written | {"fields": fields | {"live": pk}}, version]


def is_version(written: dict[str, Any]) -> bool:
    return written.get("model") == Version._meta.label_lower


def row_of(model: type[Model], written: dict[str, Any]) -> Model:
    """Raises RowRefused for what no archive of ours holds, as a number with a fraction, or a time of no zone."""
    if written.get("model") != model._meta.label_lower:  # a row of any other table would be written as gladly
        raise RowRefused(f"不是{model._meta.verbose_name}。")
    if type(written.get("pk")) is not int:
        raise RowRefused("没有编号，或编号不对。")
    fields = {field.name: field for field in model._meta.concrete_fields if not field.primary_key}
    if unknown := sorted(written["fields"].keys() - fields.keys()):
        raise RowRefused(f"有不认识的一项：{unknown[0][:50]}。")
    values = {
        fields[name].attname: value_of(fields[name], value) for name, value in written["fields"].items()
    }
    return model(pk=written["pk"], **values)


def value_of(field: "Field[Any, Any]", written: Any) -> Any:
    """Raises RowRefused. `check` holds the value to the rules of the model."""
    if written is None:
        return None
    try:
        value = field.to_python(written)
        if isinstance(field, DateTimeField):
            value.astimezone(UTC)  # not every time of every zone is one of UTC, as which databases keep it
    except (ValidationError, ValueError, TypeError, ArithmeticError) as error:
        raise RowRefused(f"的{field.verbose_name}不对：{shown(written)}。") from error
    if isinstance(field, IntegerField | ForeignKey) and type(written) is not int:
        raise RowRefused(f"的{field.verbose_name}不是整数：{shown(written)}。")
    if isinstance(field, CharField | TextField) and not isinstance(written, str):
        raise RowRefused(f"的{field.verbose_name}不是文字：{shown(written)}。")
    if isinstance(value, str) and NEVER_KEPT.search(value):
        raise RowRefused(f"的{field.verbose_name}里有不能保存的字符（空字符，或半个字符）。")
    if field.choices and value not in {known for known, _ in field.flatchoices}:
        raise RowRefused(f"的{field.verbose_name}不对：{shown(written)}。")
    if isinstance(field, DateTimeField) and value.tzinfo is None:
        raise RowRefused(f"的{field.verbose_name}没有写时区：{shown(written)}。")
    return value


def shown(written: Any) -> str:
    return json.dumps(written, ensure_ascii=True)[:50]


def lines_of(folder: Path, name: str) -> Iterator[tuple[int, str]]:
    """Raises ArchiveNotRead."""
    path, number = folder / name, 0
    try:
        with checksums.opened(folder, name) as file:
            while line := file.readline(MAX_LINE_BYTES + 1):
                number += 1
                if len(line) > MAX_LINE_BYTES:
                    raise ArchiveNotRead(f"{path} 第 {number} 行太长，最多 {MAX_LINE_BYTES // 1024**2} MB。")
                yield number, line.decode()
    except (FileNotFoundError, UnicodeError) as error:
        raise ArchiveNotRead(f"{path} 第 {number} 行读不了：{error}") from error


def continue_numbers() -> None:
    """Lets ids go on from the highest: PostgreSQL counts on from where it was."""
    statements = connection.ops.sequence_reset_sql(no_style(), list(TABLES))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


# --- Pictures ---------------------------------------------------------------------------------------


@contextmanager
def pictures_kept_on_success() -> Iterator[list[str]]:
    """Takes away the pictures that are named to the list, should anything fail."""
    saved: list[str] = []
    try:
        yield saved
    except BaseException:
        for name in saved:
            default_storage.delete(name)
        raise


def complete_rows(names: Iterable[str]) -> None:
    """Says of each picture how large it is, whatever the archive says, and gives those a row that have none."""
    rows = {row.name: row for row in Picture.objects.all()}
    for name in sorted(set(names)):
        row = rows.get(name) or Picture(name=name)
        row.width, row.height = pictures.size_of(stored(name))
        row.save()


def read_pictures(folder: Path, names: set[str], saved: list[str]) -> dict[str, str]:
    """Keeps their pixels, as of any that is uploaded; returns the names they get by those they had."""
    renamed: dict[str, str] = {}
    for name in sorted(name for name in names if name.startswith("images/")):
        try:
            with checksums.opened(folder, name, pictures.MAX_BYTES) as file:
                content = pictures.reencoded_once(file.read())
        except pictures.PictureRefused as error:
            raise ArchiveNotRead(f"{folder / name} 没有读：{error}") from error
        new = f"{hashlib.sha256(content).hexdigest()[:32]}.webp"
        renamed[name.removeprefix("images/")] = new
        if not default_storage.exists(f"images/{new}"):
            saved.append(default_storage.save(f"images/{new}", ContentFile(content)))
    return renamed
