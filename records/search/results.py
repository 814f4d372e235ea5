"""Makes of ids that were found what is shown of each record, and tells which words nothing has."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import prefetch_related_objects
from django.utils.safestring import SafeString

from records.models import Record

from .canonical import Query, Term
from .excerpts import Excerpt, excerpt, excerpt_of_facts, marked
from .finding import Matches

# Each is looked for alone, to tell which of them no record has.
MAX_TERMS_TRIED = 8


class Hit(NamedTuple):
    record: Record
    award: SafeString
    title: SafeString
    recipient: SafeString
    excerpt: Excerpt | None

    @property
    def is_explained(self) -> bool:
        """Tells whether some word looked for is seen in it."""
        return bool(self.excerpt) or any(
            "<mark>" in shown for shown in (self.award, self.title, self.recipient)
        )


def hits(ids: Sequence[int], terms: Sequence[Term]) -> list[Hit]:
    records = Record.objects.with_names()
    if terms:
        records = records.prefetch_related("live__sections__measures")
    by_id = {record.pk: record for record in records.public_among(ids)}
    found = [hit(by_id[pk], terms) for pk in ids if pk in by_id]
    return explained(found, terms) if terms else found


def hit(record: Record, terms: Sequence[Term]) -> Hit:
    said = (str(record.commendation), record.title, str(record.recipient))
    award, title, recipient = (marked(text, terms) for text in said)
    return Hit(record, award, title, recipient, excerpt(record, terms) if terms else None)


def explained(found: list[Hit], terms: Sequence[Term]) -> list[Hit]:
    """Adds the fact by which a record was found to those that show no other reason; at most two queries."""
    unclear = [one.record for one in found if not one.is_explained]
    prefetch_related_objects(unclear, "live__figures", "recipient__distinctions")
    return [
        one if one.is_explained else one._replace(excerpt=excerpt_of_facts(one.record, terms))
        for one in found
    ]


def unmatched_words(terms: Sequence[Term]) -> list[str]:
    """Returns the words that no public record has."""
    return [term.written for term in terms[:MAX_TERMS_TRIED] if not Matches(Query(f'"{term.written}"')).ids]
