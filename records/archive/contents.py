"""Gives the rows that the public sees: of a withdrawn record no more than its page still tells."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q, QuerySet

from records import tributes
from records.catalog.attachments import is_shown
from records.catalog.categories import public_tree
from records.models import (
    Attachment,
    Category,
    Commendation,
    CommendationVersion,
    Distinction,
    Figure,
    FormerName,
    Measure,
    MergedRecipient,
    Picture,
    Recipient,
    Record,
    RollEntry,
    RollGroup,
    Section,
    ShownPicture,
    SitePage,
    SiteSettings,
    Version,
)
from records.models.records import REVOCATION_TEXTS
from records.models.versions import TEXTS, VersionQuerySet

ROWS_PER_FETCH = 500
WITHHELD = "（这一版已停止公开）"
# What stands for the name of a file that the public may not read.
UNNAMED = "原件"
SUFFIX = re.compile(r"\.[a-z0-9]{1,8}$")
# Called with the part that is begun.
Progress = Callable[[str], None]


class ExactTimesEncoder(DjangoJSONEncoder):
    """Writes a moment whole, where Django's own encoder cuts it to milliseconds."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def categories() -> Iterable[Category]:
    return public_tree()


def commendations() -> Iterator[Commendation]:
    """Gives those with a page; of one that only a withdrawn record names, no more than that record's page tells."""
    public = set(Commendation.objects.public().values_list("pk", flat=True))
    honored = Q(pk__in=public_or_withdrawn().values("commendation"))
    named = Commendation.objects.filter(honored | Q(pk__in=public))
    for commendation in named.order_by("pk").iterator(ROWS_PER_FETCH):
        if commendation.pk not in public:
            commendation.text, commendation.attachment, commendation.quota = "", None, None
        yield commendation


def attachments() -> Iterator[Attachment]:
    """Gives the originals of decisions, and those of records: of one that the public may not read, the hash alone."""
    of_decisions = set(decisions_originals().values_list("pk", flat=True))
    read_from = Attachment.objects.filter(pk__in=shown_versions().values("original"))
    for row in (decisions_originals() | read_from).order_by("pk").iterator(ROWS_PER_FETCH):
        if not is_shown(row):
            row.shown_since = None
        if row.pk not in of_decisions and row.shown_since is None:
            row.name = f"{UNNAMED}{suffix_of(row)}"
        yield row


def decisions_originals() -> QuerySet[Attachment]:
    named = Commendation.objects.public().values("attachment")
    earlier = commendation_versions().values("attachment")
    return Attachment.objects.filter(Q(pk__in=named) | Q(pk__in=earlier))


def public_files() -> Iterator[Attachment]:
    """Gives those of the attachments whose bytes the public may read."""
    of_decisions = set(decisions_originals().values_list("pk", flat=True))
    return (row for row in attachments() if row.shown_since or row.pk in of_decisions)


def commendation_versions() -> QuerySet[CommendationVersion]:
    public = Commendation.objects.public().values("pk")
    return CommendationVersion.objects.public().filter(commendation__in=public)


def roll_groups() -> Iterator[RollGroup]:
    """Gives the headings that names of the archive stand under, those above them, and those that a decision states a
    number of."""
    shown: dict[int, set[str]] = {}
    used = RollGroup.objects.filter(entries__in=public_entries()).distinct()
    for commendation, path in used.values_list("commendation", "path"):
        headings = path.split("/")
        above = {"/".join(headings[:depth]) for depth in range(1, len(headings) + 1)}
        shown.setdefault(commendation, set()).update(above)
    public = Commendation.objects.public()
    stated = RollGroup.objects.filter(commendation__in=public).exclude(quota=None)
    for commendation, path in stated.values_list("commendation", "path"):
        shown.setdefault(commendation, set()).add(path)
    for group in RollGroup.objects.filter(commendation__in=shown).order_by("pk").iterator(ROWS_PER_FETCH):
        if group.path in shown[group.commendation_id]:
            yield group


def public_entries() -> QuerySet[RollEntry]:
    """Finds the names on the rolls of decisions, those in 公示, and those that were once."""
    announced = Commendation.objects.public().filter(state=Commendation.State.NOTICE)
    former = commendation_versions().filter(state=Commendation.State.NOTICE).values("commendation")
    return RollEntry.objects.filter(
        Q(record__in=Record.objects.published())
        | Q(commendation__in=announced, was_proposed=True, struck_at__isnull=True)
        | Q(commendation__in=former, was_proposed=True)
    )


def roll_entries() -> Iterator[RollEntry]:
    """Gives them without what staff alone know: their notes, who was struck and why, what is not published yet."""
    for entry in public_entries().select_related("record").order_by("pk").iterator(ROWS_PER_FETCH):
        entry.notes, entry.came_with = {}, None
        entry.struck_at, entry.struck_reason = None, ""
        if entry.record and not entry.record.is_public:
            entry.record = None
        yield entry


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
    version.cover, version.original, version.title, version.note = None, None, title, ""


def shown_versions() -> VersionQuerySet:
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
    Attachment: attachments,
    Commendation: commendations,
    CommendationVersion: commendation_versions,
    RollGroup: roll_groups,
    Picture: pictures,
    Recipient: recipients,
    FormerName: former_names,
    MergedRecipient: merged_recipients,
    Distinction: distinctions,
    Record: records,
    RollEntry: roll_entries,
    Version: versions,
    Section: sections,
    Measure: measures,
    Figure: figures,
    SiteSettings: site_settings,
    SitePage: site_pages,
}
# Not in archives of earlier releases; each picture of one gets a row without words, and a record its only version.
CAME_LATER: set[type[Model]] = {
    Picture,
    FormerName,
    MergedRecipient,
    Version,
    SiteSettings,
    SitePage,
    Attachment,
    CommendationVersion,
    RollGroup,
    RollEntry,
}


def rows_of(model: type[Model]) -> Iterable[Model]:
    """Gives the rows in an order of their own."""
    rows = TABLES[model]()
    return rows.order_by("pk").iterator(ROWS_PER_FETCH) if isinstance(rows, QuerySet) else rows


def file_name(model: type[Model]) -> str:
    return f"data/{model._meta.model_name}.jsonl"


def attachment_name(row: Attachment) -> str:
    return f"attachments/{row.sha256}{suffix_of(row)}"


def suffix_of(row: Attachment) -> str:
    """Returns the suffix by which programs know the file; "" where its name has none that is plain."""
    found = SUFFIX.search(row.name.lower())
    return found[0] if found else ""
