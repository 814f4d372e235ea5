"""Carries the public log: its files at the addresses that they have on the site, and back, so that it goes on."""

import hashlib
import json
from collections.abc import Iterator, Sequence, Set
from datetime import date
from pathlib import Path
from typing import Any

from django.db import DataError, IntegrityError
from django.utils import timezone

from records.models import (
    Commendation,
    DayTotals,
    DecisionSeal,
    LoggedCommendation,
    LoggedRecord,
    LogKey,
    LogLeaf,
    NamesSeal,
    Record,
    Version,
    VersionSeal,
)
from records.transparency.canonical import (
    decision_form,
    fingerprint,
    is_said,
    names_form,
    names_of,
    sealed_form,
)
from records.transparency.decisions import newest_seals, replayed_decisions, with_numbers
from records.transparency.entering import written
from records.transparency.keys import KeyMissing, verifier
from records.transparency.log import replayed
from records.transparency.signing import grow, newest_head, read_tile, sign_all
from records.transparency.tree import tile_widths
from records.transparency.verify import (
    HASH_SIZE,
    BadNote,
    Checkpoint,
    Key,
    bundle_path,
    join_bundle,
    parse_checkpoint,
    parse_key,
    split_bundle,
    tile_path,
    verify_note,
)

from .checksums import COPY_AGAIN, ArchiveDamaged, read_whole
from .contents import ROWS_PER_FETCH, Progress, shown_versions
from .evidence import badge_key_files, enter_heads, stamp_files

CHECKPOINT, KEYS = "log/checkpoint", "log/key"
ENTRIES_AT_ONCE = 10_000
FACTS = ("recipient", "award", "original")
BESIDE_FACTS = ("schema", "salt", "commendation", "decision")
# What Python says of a file that is none of ours, whatever it is.
NOT_UNDERSTOOD = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
File = tuple[str, bytes]


def canonical_name(record: int, number: int) -> str:
    return f"records/{record}/versions/{number}.canonical.json"


def names_name(record: int, number: int) -> str:
    return f"records/{record}/names/{number}.canonical.json"


def decision_name(commendation: int, number: int) -> str:
    return f"commendations/{commendation}/decisions/{number}.canonical.json"


# --- Writing ------------------------------------------------------------------------------------------


def log_files(progress: Progress, problems: list[str]) -> Iterator[File]:
    """Yields all files of the log, as far as a head is signed over it; adds to `problems` why there is none newer."""
    progress("log")
    yield from badge_key_files()
    try:
        sign_all()
    except KeyMissing as error:
        problems.append(f"log：{error}")
    head = newest_head()
    if head is None:
        return
    yield CHECKPOINT, head.note.encode()
    yield KEYS, "".join(f"{verifier(key)}\n" for key in LogKey.objects.all()).encode()
    for level in range(levels_of(head.size)):
        for index, width in tile_widths(level, head.size):
            yield f"log/{tile_path(level, index, width)}", read_tile(level, index)[: width * HASH_SIZE]
    for index, width in tile_widths(0, head.size):
        first = index * 256
        found = LogLeaf.objects.filter(index__gte=first, index__lt=first + width).order_by("index")
        entries = (entry.encode() for entry in found.values_list("entry", flat=True))
        yield f"log/{bundle_path(index, width)}", join_bundle(entries)
    for day in DayTotals.objects.iterator():
        yield f"log/totals/{day.date}.json", day.told.encode()
    yield from stamp_files(head.size)
    yield from canonical_forms(progress, problems)
    for names in NamesSeal.objects.filter(record__in=Record.objects.published()).exclude(salt="").iterator():
        yield names_name(names.record_id, names.number), names_form(names)
    yield from decision_forms(problems)


def levels_of(size: int) -> int:
    """Returns on how many levels of tiles there is a hash."""
    return len(range(0, max(size.bit_length(), 1), 8))


def canonical_forms(progress: Progress, problems: list[str]) -> Iterator[File]:
    versions = (
        shown_versions()
        .whole()
        .select_related("seal")
        .exclude(seal=None)
        .exclude(seal__salt="")
        .order_by("pk")
    )
    for version in versions.iterator(ROWS_PER_FETCH):
        name = canonical_name(version.record_id, version.number)
        progress(name)
        version.seal.version = version
        form = sealed_form(version.seal)
        if fingerprint(form) != version.seal.fingerprint:
            problems.append(f"{name}：这一版的文字与封存时的指纹不符。数据库可能被人绕过网站改动过。")
        yield name, form


def decision_forms(problems: list[str]) -> Iterator[File]:
    """Yields all that the public pages of commendations said; adds to `problems` where one says another thing now."""
    commendations = {row.pk: row for row in with_numbers(Commendation.objects.public())}
    last = newest_seals(commendations)
    for pk, seal in last.items():
        if not is_said(seal, commendations[pk]):
            name = decision_name(pk, seal.number)
            problems.append(f"{name}：决定的内容与封存时的指纹不符。数据库可能被人绕过网站改动过。")
    seals = DecisionSeal.objects.filter(commendation__in=commendations).exclude(salt="").order_by("pk")
    for seal in seals.iterator(ROWS_PER_FETCH):
        yield decision_name(seal.commendation_id, seal.number), decision_form(seal)


def told_decisions() -> dict[int, int]:
    """Returns the number of the last decision that the log was told of each commendation."""
    return dict(LoggedCommendation.objects.values_list("pk", "decision"))


def changed_meanwhile(before: dict[int, int]) -> list[str]:
    """Says of which commendations a decision was sealed since: their rows were written as they were before it."""
    now = told_decisions()
    changed = [pk for pk, number in before.items() if now.get(pk) != number]
    return [f"commendations/{pk}：写存档时，这项表彰的决定改过，存档里的与日志对不上。" for pk in changed]


# --- Reading ------------------------------------------------------------------------------------------


def read_log(folder: Path, names: Set[str]) -> bool:
    """Enters the log of the archive, and seals the versions as they were; returns whether it has one.

    Raises ArchiveDamaged where the head is not signed, or not over these entries, where a version says another thing
    than the log has sealed, and where a file is none. The caller has read the records.
    """
    if CHECKPOINT not in names:
        return False
    try:
        enter_log(folder, names)
    except (*NOT_UNDERSTOOD, IntegrityError, DataError) as error:
        raise ArchiveDamaged(f"{folder / 'log'} 里有读不懂的内容：{error}。{COPY_AGAIN}") from error
    return True


def enter_log(folder: Path, names: Set[str]) -> None:
    keys = [parse_key(line) for line in read_whole(folder, KEYS).decode().splitlines()]
    note = read_whole(folder, CHECKPOINT)
    head = verified(folder, note, keys)
    entries = list(entries_of(folder, head.size))
    for first in range(0, len(entries), ENTRIES_AT_ONCE):
        some = [
            LogLeaf(index=index, entry=entry)
            for index, entry in enumerate(entries[first : first + ENTRIES_AT_ONCE], first)
        ]
        LogLeaf.objects.bulk_create(some)
        root = grow(first, some)
    if entries and root != head.root:
        raise ArchiveDamaged(f"{folder / CHECKPOINT} 的签名不是签在存档里这些日志上的。{COPY_AGAIN}")
    enter_heads(folder, names, head, note.decode())
    told = [json.loads(entry) for entry in entries]
    enter_keys(keys, told)
    enter_totals(folder, told)
    seal_versions(folder, names, told)
    compare_with_seals(folder)
    seal_names(folder, names, told)
    compare_names(folder)
    LoggedRecord.objects.bulk_create(replayed(told), batch_size=ROWS_PER_FETCH)
    seal_decisions(folder, names, told)
    logged = LoggedCommendation.objects.bulk_create(replayed_decisions(told), batch_size=ROWS_PER_FETCH)
    compare_decisions(folder, {row.pk for row in logged if row.is_public})


def verified(folder: Path, note: bytes, keys: list[Key]) -> Checkpoint:
    try:
        return parse_checkpoint(verify_note(note, keys))
    except BadNote as error:
        raise ArchiveDamaged(f"{folder / CHECKPOINT} 的签名不对（{error}）。{COPY_AGAIN}") from error


def entries_of(folder: Path, size: int) -> Iterator[str]:
    for index, width in tile_widths(0, size):
        name = f"log/{bundle_path(index, width)}"
        try:
            found = [entry.decode() for entry in split_bundle(read_whole(folder, name))]
            wrong = len(found) != width or not all(isinstance(json.loads(entry), dict) for entry in found)
        except ValueError as error:
            raise ArchiveDamaged(f"{folder / name} 读不了：{error}。{COPY_AGAIN}") from error
        if wrong:
            raise ArchiveDamaged(f"{folder / name} 里不是 {width} 条日志。{COPY_AGAIN}")
        yield from found


def enter_keys(keys: list[Key], told: list[dict[str, Any]]) -> None:
    """Enters them from the oldest on: each was retired by the entry that names the next."""
    # The name of one that began without the site's address may be another there.
    changes = {parse_key(one["key"]).public: one for one in told if one["kind"] == "key"}
    now = timezone.now()
    for key, newer in zip(reversed(keys), [*reversed(keys[:-1]), None], strict=True):
        change = changes.get(newer.public) if newer else None
        LogKey.objects.create(
            origin=key.name,
            public=key.public.hex(),
            made_at=now,
            retired_at=now if newer else None,
            retired=(change["reason"] if change else LogKey.Retired.ROTATED) if newer else "",
        )


def enter_totals(folder: Path, told: list[dict[str, Any]]) -> None:
    for one in told:
        if one["kind"] == "totals":
            content = read_whole(folder, f"log/totals/{one['date']}.json")
            if fingerprint(content) != one["hash"]:
                raise ArchiveDamaged(f"{folder}/log/totals/{one['date']}.json 与日志不符。{COPY_AGAIN}")
            DayTotals.objects.create(date=date.fromisoformat(one["date"]), told=content.decode())


def seal_versions(folder: Path, names: Set[str], told: list[dict[str, Any]]) -> None:
    """Seals what the log knows; a version whose text the archive does not hold keeps its fingerprint alone."""
    known = {
        (one["record"], one["version"]): one["hash"] for one in told if {"hash", "version"} <= one.keys()
    }
    rows = []
    for pk, record, number in Version.objects.public().values_list("pk", "record", "number"):
        if (record, number) not in known:
            continue
        row = VersionSeal(version_id=pk, fingerprint=known[record, number])
        name = canonical_name(record, number)
        if name in names:
            unseal_into(row, folder, name, FACTS)
        rows.append(row)
    VersionSeal.objects.bulk_create(rows, batch_size=ROWS_PER_FETCH)


def seal_names(folder: Path, names: Set[str], told: list[dict[str, Any]]) -> None:
    """Seals the corrected names that the log knows of records that are here."""
    there = set(Record.objects.values_list("pk", flat=True))
    versions: dict[int, int] = {}
    rows = []
    for one in told:
        if one["kind"] in ("published", "corrected", "returned"):
            versions[one["record"]] = one["version"]
        if one["kind"] != "renamed" or one["record"] not in there:
            continue
        record, number = one["record"], one["names"]
        row = NamesSeal(record_id=record, number=number, version=versions[record], fingerprint=one["hash"])
        if (name := names_name(record, number)) in names:
            unseal_into(row, folder, name, FACTS[:2])
        rows.append(row)
    NamesSeal.objects.bulk_create(rows, batch_size=ROWS_PER_FETCH)


def seal_decisions(folder: Path, names: Set[str], told: list[dict[str, Any]]) -> None:
    """Seals the decisions that the log knows of commendations that are here; one has its entry when it was sealed."""
    there = set(Commendation.objects.values_list("pk", flat=True))
    rows: dict[tuple[int, int], DecisionSeal] = {}
    for index, one in enumerate(told):
        if one["kind"] != "decided" or one["commendation"] not in there:
            continue
        key = one["commendation"], one["decision"]
        row = DecisionSeal(commendation_id=key[0], number=key[1], entry=index, fingerprint=one["hash"])
        if rows.setdefault(key, row) is row and (name := decision_name(*key)) in names:
            unseal_into(row, folder, name)
    DecisionSeal.objects.bulk_create(rows.values(), batch_size=ROWS_PER_FETCH)


def compare_decisions(folder: Path, public: Set[int]) -> None:
    """Holds the rows of these commendations against what was sealed last. Raises ArchiveDamaged where they say another
    thing, or the archive lacks it."""
    last = newest_seals(public)
    for row in with_numbers(Commendation.objects.public().filter(pk__in=public)):
        seal = last[row.pk]
        if not seal.salt:
            lacking = folder / decision_name(row.pk, seal.number)
            raise ArchiveDamaged(f"“{row}”的决定：缺少文件 {lacking}。{COPY_AGAIN}")
        if not is_said(seal, row):
            raise ArchiveDamaged(
                f"“{row}”的决定：{folder}/data 里的内容与日志里的指纹不符，有人改动过。{COPY_AGAIN}"
            )


def unseal_into(
    row: VersionSeal | NamesSeal | DecisionSeal, folder: Path, name: str, facts: Sequence[str] = ()
) -> None:
    """Takes salt and facts, all or these, from a canonical form. Raises ArchiveDamaged where it is not the one of the
    fingerprint."""
    form = read_whole(folder, name)
    if hashlib.sha256(form).hexdigest() != row.fingerprint:
        raise ArchiveDamaged(f"{folder / name} 与日志里的指纹不符：有人改动过。{COPY_AGAIN}")
    said = json.loads(form)
    kept = facts or [one for one in said if one not in BESIDE_FACTS]
    row.salt, row.facts = said["salt"], written({name: said[name] for name in kept})


def compare_with_seals(folder: Path) -> None:
    """Makes the canonical form of each version anew from the rows that were read. Raises ArchiveDamaged where it is
    another than the one that the log knows, or cannot be made."""
    for version in shown_versions().whole().exclude(seal=None).order_by("pk").iterator(ROWS_PER_FETCH):
        what = f"记录 {version.record_id} {version.name}"
        if not version.seal.salt:
            name = canonical_name(version.record_id, version.number)
            raise ArchiveDamaged(f"{what}：缺少文件 {folder / name}。{COPY_AGAIN}")
        version.seal.version = version
        if fingerprint(sealed_form(version.seal)) != version.seal.fingerprint:
            raise ArchiveDamaged(
                f"{what}：{folder}/data 里的文字或数据与日志里的指纹不符，有人改动过。{COPY_AGAIN}"
            )


def compare_names(folder: Path) -> None:
    """Raises ArchiveDamaged where the rows name a recipient or an award otherwise than the log told last."""
    corrected = {(row.record_id, row.version): row for row in NamesSeal.objects.order_by("number")}
    known = Record.objects.published().exclude(live__seal=None)
    named = known.select_related("recipient", "commendation__category", "live__seal").order_by("pk")
    for record in named.iterator(ROWS_PER_FETCH):
        seal = corrected.get((record.pk, record.content.number), record.content.seal)
        sealed, found = json.loads(seal.facts or "{}"), names_of(record)
        if any(sealed.get(name) != found[name] for name in found):
            raise ArchiveDamaged(
                f"记录 {record.pk}：{folder}/data 里的名称是“{record.recipient.name}，{record.commendation}”，"
                f"与日志里封存的不同，有人改动过。{COPY_AGAIN}"
            )
