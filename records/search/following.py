"""Records → the index: in the transaction that changes them, or all of them anew."""

from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate

from django.db import transaction
from django.db.models import Prefetch

from records.models import Edition, IndexedRecord, Measure, Recipient, Record
from records.text import to_lines

from . import index
from .filters import filter_tokens
from .index import FIELDS, Entry
from .words import canonical, tokens

AT_ONCE = 200
# PostgreSQL takes a megabyte of tokens of one record: a text of some 100,000 different words. Of a longer one some are
# not found.
MOST_BYTES, BYTES = 1_000_000, 3
LINE_FIELDS = [field.attname for field in IndexedRecord._meta.concrete_fields if not field.primary_key]


def follow(ids: Iterable[int]) -> None:
    """Brings the index up to date with these records. Call inside the transaction that changed them."""
    edition = Edition.current()
    for some in chunks(sorted(set(ids))):
        follow_some(some, edition)


def follow_recipient(recipient: Recipient) -> None:
    """After a change of its name, kind or region."""
    follow(recipient.records.values_list("pk", flat=True))


def follow_some(ids: list[int], edition: int, table: str = index.TABLE) -> None:
    found = list(to_index(ids))
    IndexedRecord.objects.filter(pk__in=set(ids) - {record.pk for record in found}).delete()
    IndexedRecord.objects.bulk_create(
        [line(record, edition) for record in found],
        update_conflicts=True,
        unique_fields=["record"],
        update_fields=LINE_FIELDS,
    )
    index.put(map(entry, found), table)


def to_index(ids: list[int]) -> Iterable[Record]:
    """Those that are published, or will be at an hour already set; the public sees them by the one rule then."""
    return (
        Record.objects.filter(pk__in=ids, status=Record.Status.PUBLISHED)
        .select_related("recipient", "commendation")
        .prefetch_related("sections", Prefetch("sections__measures", Measure.objects.only("section", "text")))
    )


def line(record: Record, edition: int) -> IndexedRecord:
    return IndexedRecord(
        record=record,
        category_id=record.commendation.category_id,
        recipient_id=record.recipient_id,
        year=record.commendation.year,
        kind=record.recipient.kind,
        region="/".join(record.recipient.places),
        edition=edition,
    )


def entry(record: Record) -> Entry:
    texts = [canonical("\n".join(parts)) for parts in fields_of(record)]
    found = filter_tokens(record)
    for letter, text in zip(FIELDS, texts, strict=True):
        found.update([letter + token for token in tokens(text)])
    return Entry(record.pk, texts, within_bounds(found))


def within_bounds(found: set[str]) -> set[str]:
    """Of a text beyond all bounds as many tokens as there is space for, the weightiest fields first."""
    if sum(map(len, found)) * BYTES <= MOST_BYTES:
        return found
    weightiest_first = sorted(found, key=lambda token: (FIELDS.find(token[0]), token))
    sizes = accumulate(len(token) * BYTES for token in weightiest_first)
    return {token for token, size in zip(weightiest_first, sizes, strict=True) if size <= MOST_BYTES}


def fields_of(record: Record) -> list[list[str]]:
    """The texts of each of the five fields, as they are read."""
    sections = record.sections.all()
    return [
        [record.recipient.name, record.recipient.short_name],
        [record.title],
        [section.title for section in sections],
        [to_lines(measure.text) for section in sections for measure in section.measures.all()],
        [to_lines(text) for text in [record.introduction, *(part.lead for part in sections), record.closing]],
    ]


# --- All of them anew -------------------------------------------------------------------------------

Progress = Callable[[int, int], None]  # how many are done, of how many


def rebuild(told: Progress = lambda done, of: None) -> int:
    """Builds the index aside while the old one answers, then puts it in its place; how many records it holds.

    Each batch is a transaction: editors wait a moment and no more. What they changed meanwhile is indexed again in
    the last one.
    """
    index.drop(index.ASIDE)
    index.create(index.ASIDE)
    started = Edition.current()
    published = Record.objects.filter(status=Record.Status.PUBLISHED)
    ids = list(published.order_by(index.order_of_writing()).values_list("pk", flat=True))
    for number, some in enumerate(chunks(ids)):
        with transaction.atomic():
            Edition.one_writer()
            follow_some(some, started, index.ASIDE)
        told(min((number + 1) * AT_ONCE, len(ids)), len(ids))
    index.add_gin(index.ASIDE)
    with transaction.atomic():
        Edition.one_writer()
        finish(ids, started)
        index.swap()
    return IndexedRecord.objects.count()


def finish(ids: list[int], started: int) -> None:
    """What came, changed or went while the index was built aside."""
    published = Record.objects.filter(status=Record.Status.PUBLISHED)
    IndexedRecord.objects.exclude(pk__in=published.values("pk")).delete()
    missed = IndexedRecord.objects.filter(edition__gt=started).values_list("pk", flat=True)
    for some in chunks(list(missed)):
        follow_some(some, started, index.ASIDE)
    index.remove(set(ids).difference(IndexedRecord.objects.values_list("pk", flat=True)), index.ASIDE)


def chunks(ids: list[int]) -> Iterator[list[int]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
