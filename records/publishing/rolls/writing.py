"""Writes the lines of a roll, and for each name a record without deeds, in statements of many rows.

A thousand names at a time, so that memory does not grow with the roll.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from records.accounts.names import staff_name
from records.models import (
    Commendation,
    Handling,
    Record,
    RollEntry,
    RollGroup,
    RollImport,
    Signature,
    Version,
)
from records.models.spelling import spelling_of
from records.rolls.document import Entry

from ..bulk_insert import Table
from ..changing import Staff
from ..existing_rows import RECIPIENTS
from ..versions import VERSIONS
from .matching import Home

RECORDS, SIGNATURES, GROUPS, ENTRIES = map(Table, (Record, Signature, RollGroup, RollEntry))
NAMES_AT_ONCE = 1000
# In one statement that names ids.
IDS_AT_ONCE = 500


@dataclass(slots=True)
class Made:
    """Ids of the rows that came along, as `RollImport.made` keeps them; `honored` are the records of all names."""

    records: list[int] = field(default_factory=list)
    recipients: list[int] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    honored: list[int] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {"records": self.records, "recipients": self.recipients, "groups": self.groups}


def some_of(rows: Sequence[Any], size: int = NAMES_AT_ONCE) -> Iterator[Sequence[Any]]:
    return (rows[first : first + size] for first in range(0, len(rows), size))


# --- Names become records ---------------------------------------------------------------------------


def honor(
    commendation: Commendation, entries: Sequence[Entry], homes: Mapping[int, Home], by: Staff, made: Made
) -> list[int]:
    """Gives each name its record, a new one without deeds where it has none; returns the ids in their order."""
    found = [homes.get(entry.order, Home()) for entry in entries]
    strangers = [entry for entry, home in zip(entries, found, strict=True) if home.recipient is None]
    recipients = RECIPIENTS.insert(recipient_rows(strangers))
    made.recipients += recipients
    coming = iter(recipients)
    found = [home if home.recipient is not None else Home(next(coming)) for home in found]
    new = [(entry, home) for entry, home in zip(entries, found, strict=True) if home.record is None]
    common = RECORDS.blank(commendation_id=commendation.pk)
    records = RECORDS.insert(common | {"recipient_id": home.recipient} for _, home in new)
    made.records += records
    write_first_versions([(pk, entry) for pk, (entry, _) in zip(records, new, strict=True)], by)
    coming = iter(records)
    ids = [home.record if home.record is not None else next(coming) for home in found]
    made.honored += ids
    return ids


def recipient_rows(entries: Iterable[Entry]) -> Iterator[dict[str, Any]]:
    common = RECIPIENTS.blank()
    for entry in entries:
        kind = str(entry.kind)
        initial, pinyin = spelling_of(kind, entry.name)
        told = {
            "kind": kind,
            "name": entry.name,
            "region": entry.region,
            "initial": initial,
            "pinyin": pinyin,
        }
        yield common | told


def write_first_versions(named: Sequence[tuple[int, Entry]], by: Staff) -> None:
    """Writes what the page of each says until there are deeds: the name, and the post at the time."""
    common = VERSIONS.blank(number=1)
    versions = VERSIONS.insert(
        common | {"record_id": pk, "title": entry.name, "post": entry.post} for pk, entry in named
    )
    ids = [pk for pk, _ in named]
    for some in some_of(ids, IDS_AT_ONCE):
        first = Version.objects.filter(record=OuterRef("pk")).order_by("-number").values("pk")[:1]
        Record.objects.filter(pk__in=some).update(working=Subquery(first))
    if by is None:
        return
    common = SIGNATURES.blank(user_id=by.pk, name=staff_name(by))
    SIGNATURES.insert(common | {"version_id": pk} for pk in versions)
    Handling.objects.bulk_create(Handling(record_id=pk, by_id=by.pk) for pk in ids)


# --- The lines --------------------------------------------------------------------------------------


def groups_of(
    commendation: Commendation,
    entries: Iterable[Entry],
    quotas: Mapping[str, int],
    made: Made,
    *,
    numbered: bool,
) -> dict[str, int]:
    """Returns the ids of the groups by their paths; new ones stand behind those that are there, in the file's order,
    with their numbers where these are free to be written.

    A heading above others has a row of its own where the decision gives it a number.
    """
    known = dict(RollGroup.objects.filter(commendation=commendation).values_list("path", "pk"))
    last = max(
        RollGroup.objects.filter(commendation=commendation).values_list("position", flat=True), default=0
    )
    wanted: dict[str, None] = {}
    for entry in entries:
        if entry.group and entry.group not in wanted:
            above = entry.group.split("/")
            paths = ["/".join(above[:depth]) for depth in range(1, len(above) + 1)]
            wanted |= dict.fromkeys(path for path in paths if path == entry.group or path in quotas)
    wanted |= dict.fromkeys(path for path in quotas if path)
    new = [path for path in wanted if path not in known]
    common = GROUPS.blank(commendation_id=commendation.pk)
    made.groups += GROUPS.insert(
        common | {"path": path, "position": position, "quota": quotas.get(path) if numbered else None}
        for position, path in enumerate(new, last + 1)
    )
    return known | dict(zip(new, made.groups[len(made.groups) - len(new) :], strict=True))


def write_lines(
    batch: RollImport,
    entries: Sequence[Entry],
    records: Sequence[int | None],
    groups: Mapping[str, int],
    after: int,
    *,
    proposed: bool,
) -> None:
    """Writes the lines of the roll as the decision prints them, `after` the position of the last that is there."""
    common = ENTRIES.blank(
        commendation_id=batch.commendation_id, came_with_id=batch.pk, was_proposed=proposed
    )
    ENTRIES.insert(
        common
        | {
            "group_id": groups[entry.group] if entry.group else None,
            "position": after + entry.order,
            "record_id": record,
            "kind": entry.kind,
            "name": entry.name,
            "printed": entry.printed if entry.printed != entry.name else "",
            "post": entry.post,
            "region": entry.region,
            "award": entry.award,
            "notes": dict(entry.notes),
        }
        for entry, record in zip(entries, records, strict=True)
    )


def tell_changed(records: Sequence[int]) -> None:
    """Has forms that are open on records that were there before learn that something has changed."""
    for some in some_of(records, IDS_AT_ONCE):
        Record.objects.filter(pk__in=some).update(revision=F("revision") + 1, updated_at=timezone.now())
