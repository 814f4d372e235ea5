"""Finds records of the same recipient and award, on the site or in the same batch, and how they differ."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from records.deeds.document import Deeds
from records.exporting.from_records import deeds_of, with_what_is_kept
from records.models import Category, ImportedDocument, Recipient, Record, Version
from records.models.records import may_read_drafts
from records.presentation.differences import LABELS, Difference, Part, changed, differences
from records.presentation.pieces import Piece
from records.publishing.contradictions import same_place

State = ImportedDocument.State
# Shorter names lie within others by chance: 甲县 in 甲县中学.
MIN_ALIKE = 4
# More to read than this is folded away, so that the choice stands in sight.
MAX_SHOWN, MAX_SHOWN_CHARACTERS = 4, 800


@dataclass(frozen=True, slots=True)
class Duplicate:
    """`is_exact`: the site keeps one record of them, so a new one beside it is impossible.

    `version` is the one that would be replaced, or that whoever looks may read; `found` what would differ then, part by
    part. Of a draft that whoever looks may not read there is no version: all that is told is that it is there.
    """

    record: Record
    is_exact: bool
    version: Version | None = None
    found: Sequence[Difference] = ()

    @property
    def is_hidden(self) -> bool:
        return self.version is None

    @property
    def fills_in(self) -> bool:
        """Tells whether it has no deeds yet, as a name of a roll: nothing of it would be replaced."""
        return self.version is not None and not self.version.has_deeds

    @property
    def is_unpublished(self) -> bool:
        """Tells whether the public reads another version than the one that is compared."""
        return self.record.live is not None and self.version != self.record.live

    @property
    def differences(self) -> list[Difference]:
        return changed(self.found)

    @property
    def unchanged(self) -> int:
        return len(self.found) - len(self.differences)

    @property
    def is_long(self) -> bool:
        found = self.differences
        texts = (part.text for one in found for part in (one.before, one.after) if part)
        return len(found) > MAX_SHOWN or sum(map(len, texts)) > MAX_SHOWN_CHARACTERS

    @property
    def choice(self) -> str:
        return f"replace-{self.record.pk}"


# --- The recipient and the awards of a document ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class About:
    name: str
    short_name: str
    kind: str | None
    award: str
    year: int | None


def about(deeds: Deeds) -> About | None:
    """Returns None where too little is known to tell."""
    named = deeds.recipient
    if not deeds.awards or not named.name:
        return None
    own = deeds.awards[0]
    return About(named.name, named.short_name, named.kind, own.name, own.year)


def plain(name: str | None) -> str:
    return "".join(unicodedata.normalize("NFKC", name or "").split())


def is_alike(name: str, other: str, kind: str | None) -> bool:
    one, two = plain(name), plain(other)
    if not one or not two:
        return False
    if one == two or kind == Recipient.Kind.PERSON:
        return one == two
    return (one in two or two in one) and min(len(one), len(two)) >= MIN_ALIKE


def matches(one: About, other: About) -> bool:
    return (
        plain(one.award) == plain(other.award)
        and (one.year is None or other.year is None or one.year == other.year)
        and (one.kind is None or other.kind is None or one.kind == other.kind)
        and any(
            is_alike(name, theirs, one.kind or other.kind)
            for name in {one.name, one.short_name}
            for theirs in {other.name, other.short_name}
        )
    )


# --- On the site ------------------------------------------------------------------------------------


def on_site(deeds: Deeds, user: Any) -> list[Duplicate]:
    """Finds them all, and compares those whose text the user may read."""
    found = Record.objects.filter(pk__in=alike(deeds)).whole().with_versions().order_by("pk")
    readable = set(found.readable_by(user).values_list("pk", flat=True))
    return [
        compared(record, deeds, user) if record.pk in readable else Duplicate(record, is_exact(record, deeds))
        for record in found
    ]


def compared(record: Record, deeds: Deeds, user: Any) -> Duplicate:
    version = record.edited if may_read_drafts(user) else record.content
    known = deeds_of(record.showing(version))
    found = differences(known, with_what_is_kept(known, deeds))
    if version.source_link and version.source != deeds.source:
        # Deeds have no such link: where the old text came from is not where the new one does.
        link = Part("source_link", "source_link", LABELS["source_link"], version.source_link)
        found.append(Difference("removed", link, None, [Piece(link.text, True)]))
    return Duplicate(record, is_exact(record, deeds), version, found)


def alike(deeds: Deeds) -> list[int]:
    own = about(deeds)
    return [pk for pk, other in known({own.award}) if matches(own, other)] if own else []


def known(awards: set[str]) -> list[tuple[int, About]]:
    """Lists the site's records of these awards, by id; two queries."""
    named = {plain(award) for award in awards}
    categories = {pk: name for pk, name in Category.objects.values_list("pk", "name") if plain(name) in named}
    fields = ["name", "short_name", "kind"]
    records = Record.objects.filter(commendation__category__in=categories, joined_into=None).order_by()
    return [
        (pk, About(name, short_name, kind, categories[category], year))
        for pk, category, year, name, short_name, kind in records.values_list(
            "pk",
            "commendation__category",
            "commendation__year",
            *(f"recipient__{field}" for field in fields),
        )
    ]


def is_exact(record: Record, deeds: Deeds) -> bool:
    """Tells whether save_deeds takes this record for the one that the document is about."""
    recipient = record.recipient
    same_name = (recipient.kind, recipient.name) == (deeds.recipient.kind, deeds.recipient.name)
    same_holder = same_name and same_place(recipient.region, deeds.recipient.region)
    return same_holder and record.commendation.category.name == deeds.awards[0].name


# --- In the same batch ------------------------------------------------------------------------------

PATHS = ["recipient__name", "recipient__short_name", "recipient__kind", "awards__0__name", "awards__0__year"]


def waiting_in(batch_id: int) -> dict[int, About]:
    """Tells what the waiting documents are about, as they were read or corrected so far; one query."""
    rows = ImportedDocument.objects.filter(batch_id=batch_id, state=State.WAITING).values_list(
        "pk", *(f"reading__deeds__{path}" for path in PATHS)
    )
    return {
        pk: About(str(name), str(short_name or ""), kind, str(award), year)
        for pk, name, short_name, kind, award, year in rows
        if name is not None and award is not None
    }


def in_batch(row: ImportedDocument, deeds: Deeds) -> list[ImportedDocument]:
    own = about(deeds)
    if own is None:
        return []
    others = waiting_in(row.batch_id).items()
    found = [pk for pk, other in others if pk != row.pk and matches(own, other)]
    return list(ImportedDocument.objects.filter(pk__in=found).only("pk", "name", "part", "parts", "batch_id"))


def duplicated_in(batch_id: int) -> set[int]:
    """Finds waiting documents that are likely on the site already, or twice in the batch; three queries."""
    waiting = waiting_in(batch_id)
    site = [other for _, other in known({own.award for own in waiting.values()})]
    return {
        pk
        for pk, own in waiting.items()
        if any(matches(own, other) for other in site)
        or any(matches(own, other) for twin, other in waiting.items() if twin != pk)
    }
