"""Gives the rows that the public sees: of a withdrawn record no more than its page still tells."""

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
    FormerName,
    Measure,
    MergedRecipient,
    Picture,
    Recipient,
    Record,
    Section,
    ShownPicture,
    SitePage,
    SiteSettings,
    Version,
)
from records.models.records import REVOCATION_TEXTS
from records.models.versions import TEXTS

ROWS_PER_FETCH = 500
WITHHELD = "（这一版已停止公开）"
# Called with the part that is begun.
Progress = Callable[[str], None]


class ExactTimesEncoder(DjangoJSONEncoder):
    """Writes a moment whole, where Django's own encoder cuts it to milliseconds."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def categories() -> Iterable[Category]:
    return public_tree()


def commendations() -> QuerySet[Commendation]:
    return Commendation.objects.filter(records__in=public_or_withdrawn()).distinct()


def pictures() -> QuerySet[Picture]:
    published = Record.objects.published()
    shown = ShownPicture.objects.filter(record__in=published).values("name")
    chosen = [shown_versions().values("cover"), published.values("recipient__portrait")]
    return Picture.objects.filter(Q(name__in=shown) | Q(pk__in=chosen[0]) | Q(pk__in=chosen[1]))


def recipients() -> Iterator[Recipient]:
    public = set(Record.objects.published().values_list("recipient", flat=True))
    honored = Recipient.objects.filter(records__in=public_or_withdrawn()).distinct()
    for recipient in honored.order_by("pk").iterator(ROWS_PER_FETCH):
        if recipient.pk not in public:
            recipient.introduction, recipient.portrait, recipient.died = "", None, None
        yield recipient


def former_names() -> QuerySet[FormerName]:
    return FormerName.objects.filter(recipient__records__in=Record.objects.published()).distinct()


def merged_recipients() -> QuerySet[MergedRecipient]:
    return MergedRecipient.objects.filter(into__records__in=public_or_withdrawn()).distinct()


def distinctions() -> QuerySet[Distinction]:
    return Distinction.objects.filter(recipient__records__in=Record.objects.published()).distinct()


def records() -> Iterator[Record]:
    """Gives each with all tributes as `tributes_before`: the ledger's rows stay with the site. What is being written is
    nobody's yet."""
    counted = public_or_withdrawn().select_related("tribute_total")
    for record in counted.order_by("pk").iterator(ROWS_PER_FETCH):
        record.tributes_before = tributes.count(record)
        record.working = None
        record.name_for_feeds()
        if record.status == Record.Status.WITHDRAWN:
            for text in REVOCATION_TEXTS:
                setattr(record, text, "")
            record.revoked_on = None
        yield record


def versions() -> Iterator[Version]:
    """Gives those that the public has read; of one that is withheld, or whose record is withdrawn, its dates alone, and
    the title that the withdrawn page still has."""
    told = Version.objects.public().filter(record__in=Record.objects.published())
    last = Version.objects.filter(live_of__in=Record.objects.withdrawn())
    for version in (told | last).select_related("record").order_by("pk").iterator(ROWS_PER_FETCH):
        if version.record.status == Record.Status.WITHDRAWN:
            empty(version, title=version.title)
        elif version.is_withheld and version.erased_at is None:
            empty(version, title=WITHHELD)
        yield version


def empty(version: Version, *, title: str) -> None:
    for text in TEXTS:
        setattr(version, text, "")
    version.cover, version.title, version.note = None, title, ""


def shown_versions() -> QuerySet[Version]:
    """Finds those whose whole text the public may read."""
    return Version.objects.shown().filter(record__in=Record.objects.published())


def sections() -> QuerySet[Section]:
    return Section.objects.filter(version__in=shown_versions())


def measures() -> QuerySet[Measure]:
    return Measure.objects.filter(section__version__in=shown_versions())


def site_settings() -> Iterator[SiteSettings]:
    """Gives what is set; a record that is recommended and not public is not named."""
    for row in SiteSettings.objects.all():
        if row.featured_record() is None:
            row.featured = None
        yield row


def site_pages() -> QuerySet[SitePage]:
    return SitePage.objects.public()


def figures() -> QuerySet[Figure]:
    return Figure.objects.filter(version__in=shown_versions())


def public_or_withdrawn() -> QuerySet[Record]:
    """Finds what is public, and what was."""
    return Record.objects.filter(
        Q(pk__in=Record.objects.published().values("pk")) | Q(pk__in=Record.objects.withdrawn().values("pk"))
    )


# Each behind those that it names, but for the version of a record that is public.
TABLES: dict[type[Model], Callable[[], Iterable[Model]]] = {
    Category: categories,
    Commendation: commendations,
    Picture: pictures,
    Recipient: recipients,
    FormerName: former_names,
    MergedRecipient: merged_recipients,
    Distinction: distinctions,
    Record: records,
    Version: versions,
    Section: sections,
    Measure: measures,
    Figure: figures,
    SiteSettings: site_settings,
    SitePage: site_pages,
}
# Not in archives of earlier releases; each picture of one gets a row without words, and a record its only version.
CAME_LATER: set[type[Model]] = {Picture, FormerName, MergedRecipient, Version, SiteSettings, SitePage}


def rows_of(model: type[Model]) -> Iterable[Model]:
    """Gives the rows in an order of their own."""
    rows = TABLES[model]()
    return rows.order_by("pk").iterator(ROWS_PER_FETCH) if isinstance(rows, QuerySet) else rows


def file_name(model: type[Model]) -> str:
    return f"data/{model._meta.model_name}.jsonl"
