"""Makes of a record what the index holds of it."""

from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from django.db.models import Prefetch

from records.models import IndexedRecord, Measure, Recipient, Record
from records.presentation.facts import facts
from records.presentation.passages import PassageKind, passages, pictures_of_all_versions

from .canonical import canonical, name_of, tokens
from .facets import FACETS
from .index import (
    BETWEEN_FIELDS,
    FIELDS,
    IndexEntry,
    award_token,
    block_token,
    name_token,
    order_of_writing,
)

# So many records are read with one query a table.
BATCH_RECORDS = 200
# PostgreSQL takes a megabyte of tokens of one record: a text of some 100,000 different words. Of a longer one some are
# not found.
MAX_TOKEN_BYTES = 1_000_000
BYTES_PER_CHARACTER = 3


class Prepared(NamedTuple):
    """Not yet written; the line's edition is set when it is."""

    line: IndexedRecord
    entry: IndexEntry
    pictures: set[str]


def prepared(record: Record) -> Prepared:
    return Prepared(line(record), entry(record), pictures_of_all_versions(record))


def chunks(ids: list[int], size: int) -> Iterator[list[int]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))


def to_index(ids: list[int]) -> Iterator[Record]:
    """Reads those that are published, or will be at an hour already set: the one rule shows them then.

    The status is looked at here for the same reason as in `public_among`.
    """
    measures = Measure.objects.only("section", "number", "marker", "text")
    records = (
        Record.objects.filter(pk__in=ids)
        .select_related("recipient__portrait", "live__cover", "live__original", "commendation__category")
        .prefetch_related(
            "live__sections",
            Prefetch("live__sections__measures", measures),
            "live__figures",
            "recipient__distinctions",
            "recipient__former_names",
        )
        .order_by(order_of_writing())
    )
    return (record for record in records if record.status == Record.Status.PUBLISHED)


def line(record: Record) -> IndexedRecord:
    return IndexedRecord(record_id=record.pk, **{facet.column: facet.column_of(record) for facet in FACETS})


def entry(record: Record) -> IndexEntry:
    texts = [canonical("\n".join(parts)) for parts in fields_of(record)]
    award = award_token(record.commendation_id)
    found = [block_token(record.pk), award, *name_tokens(record)]
    for facet in FACETS:
        found += facet.tokens_of(record)
    for letter, text in zip(FIELDS, texts, strict=True):
        found += [letter + token for token in tokens(text)]
    return IndexEntry(record.pk, BETWEEN_FIELDS.join([*texts, award]), " ".join(within_bounds(found)))


def name_tokens(record: Record) -> set[str]:
    return {name_token(name_of(name)) for name in names_of(record.recipient)}


def names_of(recipient: Recipient) -> list[str]:
    """Lists the names that the recipient goes by, and went by."""
    former = (former.name for former in recipient.former_names.all())
    return list(filter(None, [recipient.name, recipient.short_name, *former]))


def within_bounds(found: list[str]) -> list[str]:
    """Keeps of a text beyond all bounds as many tokens as there is space for, the weightiest fields first."""
    if sum(map(len, found)) * BYTES_PER_CHARACTER <= MAX_TOKEN_BYTES:
        return found
    weightiest_first = sorted(found, key=lambda token: (FIELDS.find(token[0]), token))
    sizes = accumulate(len(token) * BYTES_PER_CHARACTER for token in weightiest_first)
    return [token for token, size in zip(weightiest_first, sizes, strict=True) if size <= MAX_TOKEN_BYTES]


def fields_of(record: Record) -> list[list[str]]:
    """Returns the texts of each of the fields, as they are read."""
    texts: dict[PassageKind, list[str]] = {kind: [] for kind in PassageKind}
    for passage in passages(record):
        texts[passage.kind] += [passage.marker, passage.words] if passage.marker else [passage.words]
    names = names_of(record.recipient)
    kinds = (PassageKind.TITLE, PassageKind.HEADING, PassageKind.MEASURE, PassageKind.PROSE)
    return [names, *(texts[kind] for kind in kinds), facts(record)]
