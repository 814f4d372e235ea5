"""Finds records of the same recipient and award, on the site or in the same batch, and how they differ."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from records.deeds.document import Award, Deeds
from records.exporting.from_records import deeds_of
from records.models import Category, ImportedDocument, Recipient, Record
from records.presentation.passages import passages
from records.publishing.existing_rows import same_place

State = ImportedDocument.State
# Shorter names lie within others by chance: 甲县 in 甲县中学.
MIN_ALIKE = 4
SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]+|[^。！？；\n]+")
# Comparing takes time that grows with the square; texts beyond are shown whole.
MAX_SENTENCES = 600


@dataclass(frozen=True, slots=True)
class SentenceRun:
    """Sentences that both sides have, or one of them alone."""

    text: str
    is_alone: bool


@dataclass(frozen=True, slots=True)
class Compared:
    name: str
    stored: list[SentenceRun]
    new: list[SentenceRun]

    @property
    def stored_html(self) -> SafeString:
        return marked(self.stored, "<del>{}</del>")

    @property
    def new_html(self) -> SafeString:
        return marked(self.new, "<ins>{}</ins>")

    @property
    def is_same(self) -> bool:
        return not any(run.is_alone for run in (*self.stored, *self.new))


def marked(runs: list[SentenceRun], alone: str) -> SafeString:
    """Joins the sentences here: a template would leave white space between them."""
    pieces = (format_html(alone if run.is_alone else "{}", run.text) for run in runs)
    return format_html_join("", "{}", ((piece,) for piece in pieces)) or SafeString("（无）")


@dataclass(frozen=True, slots=True)
class Duplicate:
    """`is_exact`: the site keeps one record of them, so a new one beside it is impossible.

    `is_hidden`: a draft that whoever looks may not read; all that is told is that it is there.
    """

    record: Record
    is_exact: bool
    parts: list[Compared]
    is_hidden: bool = False

    @property
    def same(self) -> list[str]:
        return [part.name for part in self.parts if part.is_same]

    @property
    def different(self) -> list[Compared]:
        return [part for part in self.parts if not part.is_same]

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
    found = Record.objects.filter(pk__in=alike(deeds)).whole().order_by("pk")
    readable = set(found.readable_by(user).values_list("pk", flat=True))
    return [
        Duplicate(
            record,
            is_exact(record, deeds),
            compared(deeds_of(record), deeds) if record.pk in readable else [],
            is_hidden=record.pk not in readable,
        )
        for record in found
    ]


def alike(deeds: Deeds) -> list[int]:
    own = about(deeds)
    return [pk for pk, other in known({own.award}) if matches(own, other)] if own else []


def known(awards: set[str]) -> list[tuple[int, About]]:
    """Lists the site's records of these awards, by id; two queries."""
    named = {plain(award) for award in awards}
    categories = {pk: name for pk, name in Category.objects.values_list("pk", "name") if plain(name) in named}
    fields = ["name", "short_name", "kind"]
    records = Record.objects.filter(commendation__category__in=categories).order_by()
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


# --- Side by side -----------------------------------------------------------------------------------


def compared(stored: Deeds, new: Deeds) -> list[Compared]:
    return [side_by_side(name, *texts) for name, *texts in parts_of(stored, new) if any(texts)]


def parts_of(stored: Deeds, new: Deeds) -> Iterator[tuple[str, str, str]]:
    one, other = texts_of(stored), texts_of(new)
    # Each has all parts but sections, in the same order, so the one of more sections names them all.
    for name in max(one, other, key=len):
        yield name, one.get(name, ""), other.get(name, "")
        if name == "标题":
            yield "受表彰对象", stored.recipient.name or "", new.recipient.name or ""
            yield "表彰", award_text(stored.awards[:1]), award_text(new.awards[:1])


def award_text(awards: tuple[Award, ...]) -> str:
    return "".join(f"{award.name}（{award.year or '年份不详'}）" for award in awards)


def texts_of(deeds: Deeds) -> dict[str, str]:
    """Returns the text of each part, a section in one piece."""
    found: dict[str, list[str]] = {}
    for passage in passages(deeds):
        name = f"第 {passage.section} 章" if passage.section else passage.label
        found.setdefault(name, []).append(passage.marker + passage.text)
    return {name: "\n".join(filter(None, texts)) for name, texts in found.items()}


def side_by_side(name: str, stored: str, new: str) -> Compared:
    left, right = SENTENCE.findall(stored), SENTENCE.findall(new)
    if max(len(left), len(right)) > MAX_SENTENCES:
        alone = stored != new
        return Compared(name, [SentenceRun(stored, alone)], [SentenceRun(new, alone)])
    old_runs, new_runs = [], []
    for how, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        old_runs.append(SentenceRun("".join(left[a:b]), how != "equal"))
        new_runs.append(SentenceRun("".join(right[c:d]), how != "equal"))
    return Compared(name, [run for run in old_runs if run.text], [run for run in new_runs if run.text])
