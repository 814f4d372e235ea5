"""Puts all honors of a recipient in order of time: those with a record, and those known by name only."""

from typing import Any, NamedTuple

from records.models.recipients import Distinction, Recipient
from records.models.records import Record


class Honor(NamedTuple):
    """One of them has a record, the other is a distinction."""

    record: Record | None = None
    distinction: Distinction | None = None


class Honors:
    """The latest year first, those without a year last; a paginator takes it for a list.

    One query for the years of all, and one for the records of a page.
    """

    def __init__(self, recipient: Recipient) -> None:
        published = Record.objects.published().filter(recipient=recipient)
        # Put in order here: asked to, SQLite goes through all that is public by the hour, for the few of one recipient.
        rows = published.order_by().values_list("published_at", "pk", "commendation__year", "revoked_on")
        records = sorted(rows, key=lambda row: row[:2], reverse=True)
        self.records = len(records)
        self.revoked = sum(revoked is not None for *_, revoked in records)
        dated: list[tuple[int | None, Any]] = [(year, pk) for _, pk, year, _ in records]
        dated += [(one.year, one) for one in recipient.distinctions.all()]
        self.listed = [one for _, one in sorted(dated, key=lambda one: -(one[0] or 0))]

    def __len__(self) -> int:
        return len(self.listed)

    def __getitem__(self, part: slice) -> list[Honor]:
        chosen = self.listed[part]
        ids = [one for one in chosen if isinstance(one, int)]
        found = {record.pk: record for record in Record.objects.with_names().public_among(ids)}
        honors = (
            Honor(distinction=one) if isinstance(one, Distinction) else Honor(record=found.get(one))
            for one in chosen
        )
        return [honor for honor in honors if honor != Honor()]
