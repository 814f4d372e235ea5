"""Suggests recipients, categories and headings that have what was typed so far."""

from collections.abc import Iterable
from typing import NamedTuple

from records.models import Category, Record, Section

from .canonical import Query, canonical
from .finding import Sought
from .index import FIELDS, all_of, matching

MAX_SUGGESTIONS_OF_KIND = 5
MAX_RECORDS_ASKED = 40  # records, of which several may have one recipient or one heading
RECIPIENT, HEADING = FIELDS[0], FIELDS[2]


class Suggestion(NamedTuple):
    kind: str
    text: str
    address: str


def suggestions(query: Query) -> list[Suggestion]:
    """Returns at most five of each kind; four queries."""
    if not query.terms:
        return []
    return [*recipients(query), *categories(query), *headings(query)]


def recipients(query: Query) -> list[Suggestion]:
    named = {record.recipient: None for record in records_with(query, RECIPIENT)}
    fitting = [one for one in named if fits(query, [one.name, one.short_name])]
    return [
        Suggestion("受表彰对象", one.name, one.get_absolute_url())
        for one in fitting[:MAX_SUGGESTIONS_OF_KIND]
    ]


def categories(query: Query) -> list[Suggestion]:
    fitting = [category for category in Category.objects.all() if fits(query, [category.name])]
    return [
        Suggestion("表彰分类", one.name, one.get_absolute_url()) for one in fitting[:MAX_SUGGESTIONS_OF_KIND]
    ]


def headings(query: Query) -> list[Suggestion]:
    live = {record.live_id: record for record in records_with(query, HEADING)}
    titles = Section.objects.filter(version__in=live).order_by("-version__record", "number")
    first_of_each = {section.title: section for section in titles}
    fitting = [section for title, section in first_of_each.items() if fits(query, [title])]
    return [
        Suggestion("章节标题", one.title, f"{live[one.version_id].get_absolute_url()}#{one.anchor}")
        for one in fitting[:MAX_SUGGESTIONS_OF_KIND]
    ]


def records_with(query: Query, field: str) -> list[Record]:
    ids = matching(all_of(Sought(term).in_fields(field) for term in query.terms), MAX_RECORDS_ASKED)
    return Record.objects.order_by("-pk").select_related("recipient", "live").public_among(ids)


def fits(query: Query, names: Iterable[str]) -> bool:
    text = canonical("\n".join(names))
    return all(term.form in text for term in query.terms)
