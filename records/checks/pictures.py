"""Finds pictures that no text names, and sweeps them.

All texts are looked through, whatever their status: those of drafts and withdrawn records, of documents under review,
and what an import replaced. It takes as long as reading the database, so it is done once a day, or by command.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial, reduce
from operator import or_
from typing import NamedTuple

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import CharField, JSONField, Model, Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from records.models import Edition, ImportedDocument, Picture, PictureCheck
from records.presentation.pictures import PICTURES_ADDRESS, forget_narrowed, picture_names
from records.utils.daily import DailyWork
from records.utils.exceptions import UserFacingError

# Uploaded, and in no text yet: an editor may leave a page open over a long holiday.
MIN_AGE = timedelta(days=14)
FOLDER = "images"
# These tell what once was said and done; they show no picture.
NOT_TEXTS = {"AuditEntry"}
MAX_ATTEMPTS = 3


class SweepRefused(UserFacingError):
    pass


class StoredPicture(NamedTuple):
    name: str
    size: int  # bytes
    modified: datetime


class Found(NamedTuple):
    stored: list[StoredPicture]
    unused: list[StoredPicture]


def stored_pictures() -> Iterator[StoredPicture]:
    try:
        _, names = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    for name in sorted(names):
        path = f"{FOLDER}/{name}"
        try:
            yield StoredPicture(name, default_storage.size(path), default_storage.get_modified_time(path))
        except FileNotFoundError:  # swept by another meanwhile
            continue


def names_in_texts() -> set[str]:
    """Finds the names that any text of any row holds, and those of the pictures that rows have chosen.

    Every model of the site counts, one to come too: forgotten, a model would lose its pictures.
    """
    found: set[str] = set()
    for model in apps.get_app_config("records").get_models():
        if not model._meta.proxy and model.__name__ not in NOT_TEXTS:
            found |= names_in(model) | chosen_in(model)
    return found


def chosen_in(model: type[Model]) -> set[str]:
    fields = [f.name for f in model._meta.concrete_fields if f.related_model is Picture]
    return {
        name
        for field in fields
        for name in model._base_manager.order_by()
        .exclude(**{field: None})
        .values_list(f"{field}__name", flat=True)
    }


def names_in(model: type[Model]) -> set[str]:
    return {name for text in texts_with_pictures(model) for name in picture_names(text)}


def texts_with_pictures(model: type[Model]) -> Iterator[str]:
    fields = [f.name for f in model._meta.concrete_fields if isinstance(f, (CharField, TextField, JSONField))]
    if not fields:
        return
    texts = {f"{name}_as_text": Cast(name, TextField()) for name in fields}
    names_one = reduce(or_, (Q(**{f"{text}__contains": PICTURES_ADDRESS}) for text in texts))
    rows = model._base_manager.order_by().annotate(**texts).filter(names_one)
    if model is ImportedDocument:  # once undone, nobody reviews it again
        rows = rows.exclude(state=ImportedDocument.State.UNDONE)
    for row in rows.values_list(*texts).iterator():
        yield from filter(None, row)


def compare() -> Found:
    """Compares the kept pictures with all texts, and remembers what came of it."""
    stored = list(stored_pictures())  # first: one that comes meanwhile is not among them
    named, old = names_in_texts(), timezone.now() - MIN_AGE
    unused = [one for one in stored if one.name not in named and one.modified < old]
    remember(Found(stored, unused))
    return Found(stored, unused)


def remember(found: Found) -> None:
    counted = {
        "finished_at": timezone.now(),
        "files": len(found.stored),
        "bytes": sum(one.size for one in found.stored),
        "unused": len(found.unused),
        "unused_bytes": sum(one.size for one in found.unused),
    }
    PictureCheck.objects.update_or_create(pk=1, defaults=counted)


def sweep() -> Found:
    """Deletes what no text names, and returns what was found. Raises SweepRefused, with nothing deleted.

    Nobody may have saved a text since they were looked through: else they are looked through again. Documents under
    review change without a new edition, and so does the age of a picture that is uploaded once more: both are looked
    at again at the end.
    """
    for _ in range(MAX_ATTEMPTS):
        edition = Edition.current()
        found = compare()
        with transaction.atomic():
            Edition.lock_for_writing()
            if Edition.current() == edition:
                named = names_in(ImportedDocument)
                gone = [one for one in found.unused if one.name not in named and delete_old(one.name)]
                remember(Found([one for one in found.stored if one not in gone], []))
                return Found(found.stored, gone)
    raise SweepRefused("核对期间一直有人在保存内容，没有删除图片。请在没有人编辑时再次运行。")


def delete_old(name: str) -> bool:
    """Deletes the picture, unless somebody has uploaded it again meanwhile, and tells whether it did."""
    path = f"{FOLDER}/{name}"
    try:
        is_old = default_storage.get_modified_time(path) < timezone.now() - MIN_AGE
    except FileNotFoundError:  # swept by another meanwhile
        return False
    if is_old:
        delete_files([name])
        Picture.objects.filter(name=name).delete()
    return is_old


def take_back(names: set[str]) -> list[str]:
    """Deletes those of the pictures that no text names, their files once this is committed; returns their names.

    The caller keeps others from writing.
    """
    gone = sorted(names - names_in_texts()) if names else []
    Picture.objects.filter(name__in=gone).delete()
    transaction.on_commit(partial(delete_files, gone))
    return gone


def delete_files(names: list[str]) -> None:
    for name in names:
        default_storage.delete(f"{FOLDER}/{name}")
        forget_narrowed(name)


# --- Once a day -----------------------------------------------------------------------------------


daily = DailyWork("comparison of pictures", PictureCheck.claim_due, lambda: compare())


def last_check() -> PictureCheck:
    """Returns the last comparison. Where it is a day old, another is begun in the background, and not waited for."""
    last = PictureCheck.objects.first()
    if last is None or PictureCheck.objects.due().exists():
        daily.begin()
    return last or PictureCheck()
