"""Tells the log what becomes of records: each entry in the transaction of the change that it tells of."""

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from records.models import Edition, LoggedRecord, LogLeaf, NamesSeal, Record, Version, VersionSeal

from .canonical import canonical, facts_of, fingerprint, form_of, names_form, names_of
from .decisions import tell_of_changed_pages, tell_of_due_pages
from .entering import Told, add, append, written
from .matching import index

RECORDS_AT_ONCE = 500
NAMES = ("recipient", "commendation__category", "live__cover", "live__original")
Status = Record.Status
LATE = timedelta(hours=1)
# What of a record the log tells of by an entry each, and all that it keeps in mind of it.
STEPS = ("version", "is_public", "is_revoked", "into")
STATE = [*STEPS, "named_as"]
# Entries that change nothing of what is kept in mind.
BESIDE = ("withheld", "shown", "erased", "renamed")


class Sealed(NamedTuple):
    number: int
    fingerprint: str
    is_withheld: bool


# --- What has become of records ---------------------------------------------------------------------


def tell_of(ids: Iterable[int]) -> None:
    """Tells what the public sees of these records otherwise than the log last said; versions are sealed on the way.

    What is set for an hour to come is told when it has come. The caller holds the edition's lock.
    """
    listed = sorted(set(ids))
    for start in range(0, len(listed), RECORDS_AT_ONCE):
        some = listed[start : start + RECORDS_AT_ONCE]
        named = Record.objects.filter(pk__in=some, status=Status.PUBLISHED)
        tell_of_read(some, list(named.select_related(*NAMES)))


def tell_of_read(ids: Sequence[int], published: Sequence[Record]) -> None:
    """Does so where the published ones among them are read already, their live version whole or not."""
    read = {record.pk for record in published}
    gone = Record.objects.none()
    if others := [pk for pk in ids if pk not in read]:
        gone = Record.objects.filter(pk__in=others, status=Status.WITHDRAWN).select_related(*NAMES)
    known = LoggedRecord.objects.in_bulk(list(ids))
    records = sorted([*published, *gone], key=lambda record: record.pk)
    if differing := [record for record in records if differs(record, known.get(record.pk))]:
        tell_of_differing(differing, known)
    # Behind them: a commendation has its page by its first record.
    tell_of_changed_pages(records)


def tell_of_differing(differing: Sequence[Record], known: Mapping[int, LoggedRecord]) -> None:
    seals = sealed(differing, known)
    names = renamed([record for record in differing if record.pk not in seals], known)
    add(
        entry
        for record in differing
        for entry in entries_of(record, known.get(record.pk), seals.get(record.pk, []), names.get(record.pk))
    )
    LoggedRecord.objects.bulk_create(state_of(one) for one in differing if one.pk not in known)
    if changed := [state_of(record, known[record.pk]) for record in differing if record.pk in known]:
        LoggedRecord.objects.bulk_update(changed, STATE)


def state_of(record: Record, before: LoggedRecord | None = None) -> LoggedRecord:
    """Returns what the log knows when it has told of the record as it is; names are told of in public alone."""
    told_before = before.named_as if before and not record.is_public else None
    return LoggedRecord(
        record_id=record.pk,
        version=record.content.number,
        is_public=record.is_public,
        is_revoked=record.is_revoked,
        into=record.joined_into_id,
        named_as=fingerprint(canonical(names_of(record))) if told_before is None else told_before,
    )


def differs(record: Record, before: LoggedRecord | None) -> bool:
    """Tells whether the public sees something else; of what it does not see names are nobody's business."""
    if record.live is None or not record.live.was_public:
        return False
    now = state_of(record)
    if before is None or any(getattr(now, name) != getattr(before, name) for name in STEPS):
        return True
    return now.is_public and now.named_as != before.named_as


def entries_of(
    record: Record, before: LoggedRecord | None, seals: Sequence[Sealed], names: NamesSeal | None
) -> Iterator[Told]:
    """Yields what has happened since `before`; `seals` are those of versions not told of yet, `names` those that were
    corrected."""
    was_public = before is not None and before.is_public
    for position, (number, sealed_as, is_withheld) in enumerate(seals):
        is_first = before is None and position == 0
        kind = "published" if is_first else "corrected" if before is None or was_public else "returned"
        was_public = True
        yield {"kind": kind, "record": record.pk, "version": number, "hash": sealed_as}
        if is_withheld:  # before there was a log
            yield {"kind": "withheld", "record": record.pk, "version": number}
    if record.is_public and not was_public:
        again = VersionSeal.objects.filter(version=record.live_id).values_list("fingerprint", flat=True).get()
        yield {"kind": "returned", "record": record.pk, "version": record.content.number, "hash": again}
    if names:
        yield {"kind": "renamed", "record": record.pk, "names": names.number, "hash": names.fingerprint}
    if record.is_revoked != (before is not None and before.is_revoked):
        yield {"kind": "revoked" if record.is_revoked else "restored", "record": record.pk}
    if not record.is_public and was_public:
        yield {"kind": "withdrawn", "record": record.pk}
    if record.joined_into_id and (before is None or before.into != record.joined_into_id):
        yield {"kind": "merged", "record": record.pk, "into": record.joined_into_id}


def replayed(told: Iterable[Told]) -> list[LoggedRecord]:
    """Returns what the log said last of each record, from all its entries; totals by their own files."""
    found: dict[int, LoggedRecord] = {}
    for one in told:
        if (pk := one.get("record")) is None or one["kind"] in BESIDE:
            continue
        row = found.setdefault(pk, LoggedRecord(record_id=pk, version=0, is_public=False))
        match one["kind"]:
            case "published" | "corrected" | "returned":
                row.version, row.is_public = one["version"], True
            case "withdrawn":
                row.is_public = False
            case "revoked" | "restored":
                row.is_revoked = one["kind"] == "revoked"
            case "merged":
                row.into = one["into"]
    return list(found.values())


def tell_of_version(kind: str, version: Version) -> None:
    """Tells that an earlier version is withheld, shown again or erased; the log knows it by its number."""
    append([{"kind": kind, "record": version.record_id, "version": version.number}])


def tell_recovered(backup: str) -> None:
    """Tells that the site goes on from a backup: what was entered after it was made is lost, and its numbers are given
    again. Whoever follows the log finds that it went back, and here why."""
    if LogLeaf.objects.exists():
        append([{"kind": "recovered", "backup": backup}])


# --- Seals ------------------------------------------------------------------------------------------


def sealed(records: Sequence[Record], known: Mapping[int, LoggedRecord]) -> dict[int, list[Sealed]]:
    """Seals the versions of these records that the log does not know; returns them by record.

    One that was erased before there was a log has no text to seal, and no entry.
    """
    rows: list[VersionSeal] = []
    said: list[Record] = []
    found: dict[int, list[Sealed]] = {}
    for record, version in unsealed(records, known):
        row = seal_of(version, record)
        rows.append(row)
        said.append(record.showing(version))
        found.setdefault(record.pk, []).append(Sealed(version.number, row.fingerprint, version.is_withheld))
    VersionSeal.objects.bulk_create(rows)
    index.put(said)
    return found


def renamed(records: Sequence[Record], known: Mapping[int, LoggedRecord]) -> dict[int, NamesSeal]:
    """Seals the names of the public ones among records whose version is sealed already, where the log told others
    last; returns them by record."""
    others = {
        record.pk: record
        for record in records
        if record.is_public
        and state_of(record).named_as != (known[record.pk].named_as or sealed_names(record))
    }
    last = NamesSeal.objects.filter(record__in=others).values_list("record").annotate(Max("number"))
    numbers = dict(last) if others else {}
    rows = [names_seal(record, numbers.get(pk, 0) + 1) for pk, record in others.items()]
    NamesSeal.objects.bulk_create(rows)
    return {row.record_id: row for row in rows}


def sealed_names(record: Record) -> str:
    """Returns what `named_as` would hold, for a row of before it was kept, or of an archive."""
    later = NamesSeal.objects.filter(record=record, version=record.content.number).order_by("number").last()
    row = later or VersionSeal.objects.filter(version=record.live_id).first()
    facts = json.loads(row.facts) if row and row.facts else {}
    return fingerprint(canonical({name: facts[name] for name in ("recipient", "award") if name in facts}))


def names_seal(record: Record, number: int) -> NamesSeal:
    row = NamesSeal(
        record=record,
        number=number,
        version=record.content.number,
        salt=secrets.token_hex(16),
        facts=written(names_of(record)),
    )
    row.fingerprint = fingerprint(names_form(row))
    return row


def unsealed(
    records: Sequence[Record], known: Mapping[int, LoggedRecord]
) -> Iterator[tuple[Record, Version]]:
    """Yields the one that is public now, which is at hand, and others that came before it: hardly ever any."""
    behind: dict[int, Record] = {}
    for record in records:
        before = known[record.pk].version if record.pk in known else 0
        version = record.live
        if version is None or version.number <= before:
            continue
        if version.number == before + 1 and not version.is_withheld:
            yield record, version
        else:
            behind[record.pk] = record
    if behind:
        versions = Version.objects.public().filter(record__in=behind, seal=None, erased_at=None)
        for version in versions.whole().order_by("record", "number"):
            yield behind[version.record_id], version


def seal_of(version: Version, record: Record) -> VersionSeal:
    salt, facts = secrets.token_hex(16), facts_of(version, record)
    return VersionSeal(
        version=version,
        salt=salt,
        facts=written(facts),
        fingerprint=fingerprint(form_of(version, salt, facts)),
    )


def unseal(version: Version) -> str | None:
    """Forgets all of a seal but the fingerprint, and by what the text of its version is found, which is still there;
    returns the fingerprint, None where there is none."""
    row = VersionSeal.objects.filter(version=version).first()
    if row is None:
        return None
    index.forget(version)
    VersionSeal.objects.filter(pk=row.pk).update(salt="", facts="")
    names = NamesSeal.objects.filter(record=version.record_id, version=version.number)
    names.update(salt="", facts="")
    return row.fingerprint


# --- What nobody told of ----------------------------------------------------------------------------


def tell_of_due(since: datetime | None) -> bool:
    """Tells of records that became public by the hour set for them since that moment; of all that the log does not
    know where it is None, as after an upgrade or an import; and of commendations whose page came or went by itself.
    Returns whether there may be more.
    """
    wanted = Q(status=Status.PUBLISHED, published_at__lte=timezone.now())
    if since is None:
        wanted |= Q(status=Status.WITHDRAWN)
    else:
        # What is set for the next seconds may be committed when they are over.
        wanted &= Q(published_at__gt=since - LATE)
    told = LoggedRecord.objects.filter(record_id=OuterRef("pk"))
    untold = Record.objects.filter(wanted).exclude(Exists(told)).order_by("pk")
    ids = list(untold.values_list("pk", flat=True)[: RECORDS_AT_ONCE + 1])
    with transaction.atomic():
        if ids:
            Edition.lock_for_writing()
        tell_of(ids[:RECORDS_AT_ONCE])
    return tell_of_due_pages() or len(ids) > RECORDS_AT_ONCE
