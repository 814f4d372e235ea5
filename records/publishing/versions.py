"""Begins a version as a copy of the public one, and keeps who wrote and who approved it."""

from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Model

from records.accounts.names import staff_name
from records.models import Figure, Measure, Record, Section, Signature, Version
from records.models.versions import COPIED

from .bulk_insert import Table
from .exceptions import NotApproved, PublishingRefused

VERSIONS, SECTIONS, MEASURES, FIGURES = map(Table, (Version, Section, Measure, Figure))
SET_WORKING = f"UPDATE {Record._meta.db_table} SET working_id = %s WHERE id = %s"
# Of each kind of part the new row by the one that it was copied from.
Copied = dict[type[Model], dict[int, int]]
NAMES_OF_STEPS = {0: [], 1: ["审核"], 2: ["初审", "终审"], 3: ["初审", "复审", "终审"]}


def next_version(record: Record) -> Version:
    """Makes the version that follows the public one, without its parts; not stored yet."""
    live = record.live
    if live is None:
        return Version(record=record, number=1)
    copied = {name: getattr(live, name) for name in COPIED} | {"title": live.shown_title}
    return Version(record=record, number=live.number + 1, **copied)


def add_version(record: Record, version: Version) -> None:
    """Stores the version as the one being written, in SQL: the ORM takes ten times as long, for each document."""
    VERSIONS.add(version)
    record.working = version
    with connection.cursor() as cursor:
        cursor.execute(SET_WORKING, [version.pk, record.pk])


def begin_version(record: Record, *, of: Version | None = None) -> Copied:
    """Has the record a version to write, in which all stands as in its public one, or in the one given.

    Returns where each part has gone. The caller holds the lock of publishing, and has found that it has none.
    """
    source = of or record.live
    version = next_version(record)
    if of is not None:
        for name in COPIED:
            setattr(version, name, getattr(of, name))
    add_version(record, version)
    return copy_parts(source, version) if source else {Section: {}, Measure: {}, Figure: {}}


def copy_parts(source: Version, version: Version) -> Copied:
    sections = copied(SECTIONS, Section.objects.filter(version=source), {"version_id": lambda _: version.pk})
    measures = copied(
        MEASURES,
        Measure.objects.filter(section__version=source),
        {"section_id": lambda row: sections[row["section_id"]]},
    )
    figures = copied(
        FIGURES,
        Figure.objects.filter(version=source),
        {"version_id": lambda _: version.pk, "measure_id": lambda row: measures.get(row["measure_id"])},
    )
    return {Section: sections, Measure: measures, Figure: figures}


def copied(table: Table, rows: Any, moved: dict[str, Any]) -> dict[int, int]:
    found = list(rows.order_by("pk").values())
    new = [
        row | {name: value(row) for name, value in moved.items()} | {"copied_from": row["id"]}
        for row in found
    ]
    return dict(zip([row["id"] for row in found], table.insert(new), strict=True))


# --- Who ----------------------------------------------------------------------------------------------


def sign_as_writer(version: Version, by: Any) -> None:
    """Keeps who wrote. What was approved before is another text now: the approvals go."""
    if version.is_submitted:
        Signature.objects.filter(version=version, step__gte=1).delete()
    if by is not None:
        Signature.objects.bulk_create(
            [Signature(version=version, user=by, name=staff_name(by))], ignore_conflicts=True
        )


def approvals(version: Version) -> int:
    return Signature.objects.filter(version=version, step__gte=1).count()


def steps_left(version: Version) -> list[str]:
    """Names the approvals that the version still needs before it may be public."""
    return NAMES_OF_STEPS[settings.REVIEW_STEPS][approvals(version) :]


def refuse_unapproved(version: Version) -> None:
    if left := steps_left(version):
        raise NotApproved(
            f"这一版还没有审核完，还要：{'、'.join(left)}（本站设为 {settings.REVIEW_STEPS} 级审核）。"
            "请先送审，由没有编写它的人审核。"
        )


def sign_as_reviewer(version: Version, by: Any) -> str:
    """Returns the name of the step that is done. Raises PublishingRefused for who wrote it, or approved it before."""
    left = steps_left(version)
    if not left:
        raise PublishingRefused("这一版不需要再审核。")
    own = Signature.objects.filter(version=version, user=by).first()
    if own is not None and own.step == Signature.WRITER:
        raise PublishingRefused("这一版有您编写的内容，不能由您审核。请由另一个人审核。")
    if own is not None:
        raise PublishingRefused("这一版您已经审核过一级，下一级要由另一个人审核。")
    step = settings.REVIEW_STEPS - len(left) + 1
    Signature.objects.create(version=version, user=by, name=staff_name(by), step=step)
    return left[0]
