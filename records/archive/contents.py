"""What the public sees, as rows: of a withdrawn record no more than its page still tells."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q, QuerySet

from records import tributes
from records.catalog.categories import public_tree
from records.models import (
    Category,
    Commendation,
    Distinction,
    Figure,
    Measure,
    Recipient,
    Record,
    Section,
)

AT_ONCE = 500
OWN_PICTURE = re.compile(r"/media/images/([\w.-]+)")


class Exact(DjangoJSONEncoder):
    """Django's own cuts a moment to milliseconds."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def categories() -> Iterable[Category]:
    return public_tree()


def commendations() -> QuerySet[Commendation]:
    return Commendation.objects.filter(records__in=seen()).distinct()


def recipients() -> Iterator[Recipient]:
    public = set(Record.objects.published().values_list("recipient", flat=True))
    for recipient in Recipient.objects.filter(records__in=seen()).distinct().order_by("pk").iterator(AT_ONCE):
        if recipient.pk not in public:
            recipient.introduction = ""
        yield recipient


def distinctions() -> QuerySet[Distinction]:
    return Distinction.objects.filter(recipient__records__in=Record.objects.published()).distinct()


def records() -> Iterator[Record]:
    """With all tributes as `tributes_before`: the ledger's rows stay with the site."""
    for record in seen().select_related("tribute_total").order_by("pk").iterator(AT_ONCE):
        record.tributes_before = tributes.count(record)
        if record.status == Record.Status.WITHDRAWN:
            record.introduction = record.closing = record.source = record.source_link = ""
        yield record


def sections() -> QuerySet[Section]:
    return Section.objects.filter(record__in=Record.objects.published())


def measures() -> QuerySet[Measure]:
    return Measure.objects.filter(section__record__in=Record.objects.published())


def figures() -> QuerySet[Figure]:
    return Figure.objects.filter(record__in=Record.objects.published())


def seen() -> QuerySet[Record]:
    """What is public, and what was."""
    return Record.objects.filter(
        Q(pk__in=Record.objects.published().values("pk")) | Q(pk__in=Record.objects.withdrawn().values("pk"))
    )


# Each behind those that it names.
TABLES: dict[type[Model], Callable[[], Iterable[Model]]] = {
    Category: categories,
    Commendation: commendations,
    Recipient: recipients,
    Distinction: distinctions,
    Record: records,
    Section: sections,
    Measure: measures,
    Figure: figures,
}


def rows_of(model: type[Model]) -> Iterable[Model]:
    """In an order of their own."""
    rows = TABLES[model]()
    return rows.order_by("pk").iterator(AT_ONCE) if isinstance(rows, QuerySet) else rows


def file_name(model: type[Model]) -> str:
    return f"data/{model._meta.model_name}.jsonl"


def pictures_in(text: str) -> set[str]:
    """The names of our own pictures that it shows."""
    return set(OWN_PICTURE.findall(text))
