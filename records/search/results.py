"""Makes of ids that were found what is shown of each record, and tells which words nothing has."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.safestring import SafeString

from records.models import Record

from .canonical import Query, Term
from .excerpts import Excerpt, excerpt, marked
from .finding import Matches

# Each is looked for alone, to tell which of them no record has.
MAX_TERMS_TRIED = 8


class Hit(NamedTuple):
    record: Record
    title: SafeString
    recipient: SafeString
    excerpt: Excerpt | None


def hits(ids: Sequence[int], terms: Sequence[Term]) -> list[Hit]:
    records = Record.objects.with_names()
    if terms:
        records = records.prefetch_related("sections__measures")
    by_id = {record.pk: record for record in records.public_among(ids)}
    return [hit(by_id[pk], terms) for pk in ids if pk in by_id]


def hit(record: Record, terms: Sequence[Term]) -> Hit:
    fitting = excerpt(record, terms) if terms else None
    return Hit(record, marked(record.title, terms), marked(str(record.recipient), terms), fitting)


def unmatched_words(terms: Sequence[Term]) -> list[str]:
    """Returns the words that no public record has."""
    return [term.written for term in terms[:MAX_TERMS_TRIED] if not Matches(Query(f'"{term.written}"')).ids]
