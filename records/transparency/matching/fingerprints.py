"""Says what a fingerprint is of, and what has become of it since."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from records.models import Record, Version, VersionSeal
from records.presentation.differences import Difference, changed, differences
from records.transparency.canonical import fingerprint, names_of, sealed_form, sm3
from records.transparency.entries import Entry, entries_with, entry_of, last_of, not_vouched_for


class Renamed(NamedTuple):
    """A name that was corrected since the version was sealed."""

    what: str
    then: str
    now: str


@dataclass(slots=True)
class Known:
    """A version that is sealed, by its fingerprint.

    `entry` is that of the log, None where the log does not have this fingerprint for this version: then `instead` is
    what the log has for it, and `entered` for which version it has this fingerprint.
    """

    seal: VersionSeal
    record: Record
    version: Version
    entry: Entry | None
    instead: Entry | None = None
    entered: Entry | None = None
    sm3: str | None = None
    is_intact: bool = True
    is_since_vouched_for: bool = True  # what is public now
    renamed: list[Renamed] = field(default_factory=list)
    since: list[Difference] = field(default_factory=list)
    unchanged: int = 0

    @property
    def is_sound(self) -> bool:
        return self.is_intact and self.entry is not None

    @property
    def is_newest(self) -> bool:
        return self.version.pk == self.record.live_id

    @property
    def is_shown(self) -> bool:
        return self.record.is_public and not self.version.is_withheld


def known_by(digits: str) -> Known | None:
    """Finds the version that the digits are the fingerprint of, or its beginning."""
    found = VersionSeal.objects.filter(fingerprint__gte=digits, fingerprint__lt=f"{digits}g")
    seal = found.select_related("version").order_by("fingerprint").first()
    if seal is None:
        return None
    record = Record.objects.with_names().select_related("joined_into__live").get(pk=seal.version.record_id)
    version = seal.version = Version.objects.whole().get(pk=seal.version_id)
    known = Known(seal, record, version, entry_of(seal))
    if known.entry is None:
        known.instead, known.entered = last_of(version), entered_by(digits)
    if known.is_shown and seal.salt:
        form = sealed_form(seal)
        known.is_intact, known.sm3 = fingerprint(form) == seal.fingerprint, sm3(form)
        known.renamed = list(renamed_since(seal, record))
        if not known.is_newest and known.is_sound:
            add_since(known)
    return known


def renamed_since(seal: VersionSeal, record: Record) -> Iterator[Renamed]:
    then, now = json.loads(seal.facts), names_of(record)
    for what, of, name in (
        ("对象", "recipient", "name"),
        ("表彰", "award", "name"),
        ("年份", "award", "year"),
    ):
        if then[of][name] != now[of][name]:
            yield Renamed(what, f"{then[of][name] or '不详'}", f"{now[of][name] or '不详'}")


def add_since(known: Known) -> None:
    """Adds what has changed up to what is public now, and whether the log vouches for that."""
    live = Version.objects.whole().get(live_of=known.record)
    known.is_since_vouched_for = not not_vouched_for([live])
    compared = differences(known.record.showing(known.version), known.record.showing(live))
    known.since = changed(compared)
    known.unchanged = len(compared) - len(known.since)


def entered_by(digits: str) -> Entry | None:
    """Finds the entry of the log that has the fingerprint, whether the database still knows it or not."""
    return next(iter(entries_with(digits)), None)


def is_known(digits: str) -> bool:
    """Tells whether the database or the log has the whole fingerprint."""
    return VersionSeal.objects.filter(fingerprint=digits).exists() or entered_by(digits) is not None


def versions_of(fingerprints: Iterable[str]) -> set[int]:
    """Finds the rows of the versions that these fingerprints, or beginnings of them, are of."""
    found = (
        VersionSeal.objects.filter(fingerprint__gte=digits, fingerprint__lt=f"{digits}g")
        for digits in fingerprints
    )
    return {pk for seals in found for pk in seals.values_list("version", flat=True)}
