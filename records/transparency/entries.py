"""The entries of the log that vouch for versions: the table of seals alone vouches for nothing, since whoever changes
a text in the database can seal it anew."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db.models.expressions import RawSQL
from django.urls import reverse

from records.models import LogLeaf, Version, VersionSeal
from records.models.transparency import HASH_FROM, HASH_SHOWN

from .canonical import fingerprint, sealed_form
from .signing import newest_head
from .verify import TILE_WIDTH, bundle_path

KINDS = {"published", "corrected", "returned"}
# Written as the index has it: with the numbers as parameters SQLite would go through all entries.
SHOWN_DIGITS = f"SUBSTR(entry, {HASH_FROM}, {HASH_SHOWN})"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry that says with which fingerprint a version became public."""

    index: int
    at: datetime
    record: int
    version: int
    fingerprint: str

    @classmethod
    def read(cls, index: int, entry: str) -> Self | None:
        """Returns None for an entry of another kind, and for what somebody else than the site wrote there."""
        try:
            said = json.loads(entry)
            if said["kind"] not in KINDS:
                return None
            at = datetime.fromisoformat(said["at"])
            return cls(index, at, int(said["record"]), int(said["version"]), str(said["hash"]))
        except (ValueError, TypeError, KeyError, RecursionError):
            return None

    @property
    def number(self) -> int:
        """Counts from one, as people do."""
        return self.index + 1

    @property
    def address(self) -> str:
        return address_of(self.index)

    def is_of(self, version: Version) -> bool:
        return (self.record, self.version) == (version.record_id, version.number)


def address_of(index: int) -> str:
    """Names the bundle that holds an entry, as long as the signed log is; blank while no signed head covers it."""
    head = newest_head()
    size = head.size if head else 0
    if index >= size:
        return ""
    tile = index // TILE_WIDTH
    path = bundle_path(tile, min(size - tile * TILE_WIDTH, TILE_WIDTH))
    return f"{reverse('log_checkpoint').removesuffix('checkpoint')}{path}"


def entries_with(digits: str) -> list[Entry]:
    """Lists the entries whose fingerprint begins with these digits, at least as many as a page shows."""
    shown = RawSQL(SHOWN_DIGITS, ())  # noqa: S611 — no word of a reader's
    leaves = LogLeaf.objects.annotate(shown=shown).filter(shown=digits[:HASH_SHOWN])
    read = (Entry.read(*row) for row in leaves.order_by("index").values_list("index", "entry"))
    return [entry for entry in read if entry and entry.fingerprint.startswith(digits)]


def entry_of(seal: VersionSeal) -> Entry | None:
    """Returns the first entry that has this fingerprint for this version."""
    return next((one for one in entries_with(seal.fingerprint) if one.is_of(seal.version)), None)


def last_of(version: Version) -> Entry | None:
    """Returns the last entry on this version, whatever its fingerprint: goes through all of the log."""
    ending = f'"record":{version.record_id},"version":{version.number}}}'
    leaves = LogLeaf.objects.filter(entry__endswith=ending).order_by("-index")
    read = (Entry.read(*row) for row in leaves.values_list("index", "entry"))
    return next((one for one in read if one and one.is_of(version)), None)


def is_vouched_for(seal: VersionSeal) -> bool:
    """Tells whether the text of a version that is `whole()` is the one whose fingerprint the log has."""
    return (
        bool(seal.salt) and fingerprint(sealed_form(seal)) == seal.fingerprint and entry_of(seal) is not None
    )


def not_vouched_for(versions: Iterable[Version]) -> list[Version]:
    """Returns those of the versions, which are `whole()`, that the log does not vouch for; one is sealed within seconds
    of becoming public."""
    known = {version.pk: version for version in versions}
    seals = VersionSeal.objects.filter(version__in=known).order_by("version__record", "version__number")
    found = []
    for seal in seals:
        seal.version = known[seal.pk]
        if not is_vouched_for(seal):
            found.append(seal.version)
    return found
