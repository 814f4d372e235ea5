"""A batch taken back: what it created goes, what it replaced is restored, and nobody's later work is lost."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Count, Model, QuerySet
from django.utils import timezone

from records.deeds.formats.json import from_json
from records.exporting.from_records import deeds_of
from records.models import (
    Category,
    Commendation,
    Distinction,
    Edition,
    ImportBatch,
    ImportedDocument,
    Organization,
    Person,
    Recipient,
    Record,
    Tribute,
)
from records.search.following import follow

from .history import Staff, note
from .refusals import PublishingRefused
from .saving import together
from .status import RETURNED, SUBMITTED

State = ImportedDocument.State
NEVER_PUBLIC = {Record.Status.DRAFT, Record.Status.REVIEW}
# Each raises the version by one and changes no text.
STEPS = [SUBMITTED, RETURNED]
AT_ONCE = 500


@dataclass(slots=True)
class Trace:
    """What the batch did to one record; a later document of a batch may replace what an earlier one created."""

    record: Record
    documents: list[ImportedDocument] = field(default_factory=list)
    kept_because: str = ""

    @property
    def is_created(self) -> bool:
        return self.documents[0].state == State.CREATED


@dataclass(slots=True)
class Plan:
    """`lapsed` are documents that wait for their review, or whose record somebody deleted."""

    delete: list[Trace] = field(default_factory=list)
    restore: list[Trace] = field(default_factory=list)
    keep: list[Trace] = field(default_factory=list)
    lapsed: list[ImportedDocument] = field(default_factory=list)

    @property
    def does_something(self) -> bool:
        return bool(self.delete or self.restore or self.lapsed)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """`gone` and `left` are recipients and the like that came along: removed, and still needed elsewhere."""

    plan: Plan
    gone: list[str]
    left: list[str]


@transaction.atomic
def take_back(batch: ImportBatch, *, by: Staff) -> TakenBack:
    """All that can be taken back, or nothing where something fails. Raises PublishingRefused."""
    Edition.one_writer()
    # Whoever reviews a document of the batch at this moment comes before or after.
    list(batch.documents.select_for_update().order_by("pk").values_list("pk"))
    plan = plan_for(batch)
    if not plan.does_something:
        raise PublishingRefused("这一批没有可以撤销的内容。")
    delete([trace.record for trace in plan.delete], by)
    for trace in plan.restore:
        restore(trace, by)
    documents = [document for trace in (*plan.delete, *plan.restore) for document in trace.documents]
    for some in chunks([document.pk for document in (*documents, *plan.lapsed)]):
        ImportedDocument.objects.filter(pk__in=some).update(state=State.TAKEN_BACK)
    gone, left = sweep(batch, [*documents, *plan.lapsed])
    batch.taken_back_at = timezone.now()
    batch.save(update_fields=["taken_back_at"])
    if by is not None:
        LogEntry.objects.log_actions(by.pk, [batch], CHANGE, change_message="撤销", single_object=True)
    return TakenBack(plan, gone, left)


def chunks(listed: list[Any]) -> Iterator[list[Any]]:
    """Databases bound how many values a statement may name."""
    return (listed[start : start + AT_ONCE] for start in range(0, len(listed), AT_ONCE))


# --- What can be taken back -------------------------------------------------------------------------


def plan_for(batch: ImportBatch) -> Plan:
    traces: dict[int, Trace] = {}
    plan = Plan()
    documents = batch.documents.filter(state__in=[State.CREATED, State.REPLACED, State.WAITING])
    of_record = documents.select_related("record__recipient", "record__commendation__category")
    for document in of_record.defer("text", "reading").order_by("pk"):
        if document.record is None:
            plan.lapsed.append(document)
        else:
            trace = traces.setdefault(document.record.pk, Trace(document.record))
            trace.documents.append(document)
    for trace in traces.values():
        # In the order in which they were entered, which is the reviewers' choice.
        trace.documents.sort(key=lambda document: document.record_version or 0)
    steps, honored = steps_since(list(traces)), with_tributes(list(traces))
    for pk, trace in traces.items():
        trace.kept_because = why_kept(trace, steps.get(pk, 0), pk in honored)
        sort_into = plan.keep if trace.kept_because else plan.delete if trace.is_created else plan.restore
        sort_into.append(trace)
    return plan


def why_kept(trace: Trace, steps: int, has_tributes: bool) -> str:
    record, last = trace.record, trace.documents[-1]
    if not trace.is_created:
        changed = record.version != last.record_version
        return "替换之后又有人改过或发布过" if changed else ""
    if record.status not in NEVER_PUBLIC:
        return f"现在是“{record.get_status_display()}”，公众看过或将要看到，只能撤回"
    if has_tributes:
        return "已经有人致敬"
    return "录入之后有人改过" if record.version != (last.record_version or 0) + steps else ""


def steps_since(records: list[int]) -> dict[int, int]:
    """How often each record was submitted for review or returned: that is no change of what it says."""
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Record), change_message__in=STEPS
    )
    found: dict[int, int] = {}
    for some in chunks(records):
        counted = entries.filter(object_id__in=map(str, some)).values_list("object_id")
        found |= {int(pk): times for pk, times in counted.annotate(Count("pk")).order_by()}
    return found


def with_tributes(records: list[int]) -> set[int]:
    found: set[int] = set()
    for some in chunks(records):
        paid = Tribute.objects.filter(record__in=some).values_list("record", flat=True)
        brought = Record.objects.filter(pk__in=some, tributes_before__gt=0).values_list("pk", flat=True)
        found |= {*paid.distinct(), *brought}
    return found


# --- Taking it back ---------------------------------------------------------------------------------


def delete(records: list[Record], by: Staff) -> None:
    if by is not None and records:
        LogEntry.objects.log_actions(by.pk, records, DELETION, change_message="撤销导入")
    for some in chunks([record.pk for record in records]):
        Record.objects.filter(pk__in=some).delete()


def restore(trace: Trace, by: Staff) -> None:
    """Writes the old text into the same record; its honors were never removed, so only its own award is named."""
    record, first = trace.record, trace.documents[0]
    before, now = from_json(first.before), deeds_of(record)
    own = before.awards[0]
    with together([], by=by) as sitting:
        sitting.replace(record, replace(before, awards=(replace(own, year=None),)), now)
    record.source_link = first.made.get("source_link", "")
    if own.year != record.commendation.year:
        record.commendation = commendation_before(record, own.year)
    record.save()
    follow([record.pk])
    note(record, by, "撤销导入，恢复替换前的文字")


def commendation_before(record: Record, year: int | None) -> Commendation:
    """Raises PublishingRefused where another record has taken that place since."""
    before, _ = Commendation.objects.get_or_create(category=record.commendation.category, year=year)
    if Record.objects.filter(recipient=record.recipient, commendation=before).exists():
        raise PublishingRefused(
            f"“{record}”替换前属于“{before}”，那里现在另有一条记录，没有撤销。请先处理那一条，再撤销。"
        )
    return before


def sweep(batch: ImportBatch, documents: list[ImportedDocument]) -> tuple[list[str], list[str]]:
    """Removes what came along and nobody needs; names what is gone and what is left."""
    made: dict[str, list[int]] = {"recipient": [], "commendation": [], "category": [], "distinctions": []}
    for document in documents:
        for name in made:
            found = document.made.get(name, [])
            made[name] += found if isinstance(found, list) else [found]
    own = {document.record_id for document in documents}
    commendations = Commendation.objects.select_related("category")
    gone: list[str] = []
    left: list[str] = []
    for name, rows, free in (
        ("distinctions", Distinction.objects.all(), unneeded_honors(batch, own, made["distinctions"])),
        ("recipient", Recipient.objects.all(), Recipient.objects.filter(records=None)),
        ("commendation", commendations, commendations.filter(records=None)),
        ("category", Category.objects.all(), Category.objects.filter(commendations=None, children=None)),
    ):
        for some in chunks(sorted(set(made[name]))):
            gone += removed(free, some)
            left += [named(row) for row in rows.filter(pk__in=some)]
    return gone, left


def removed(free: Any, ids: list[int]) -> list[str]:
    by_hand = edited_by_hand(free.model, ids)
    rows = [row for row in free.filter(pk__in=ids) if row.pk not in by_hand]
    free.model._default_manager.filter(pk__in=[row.pk for row in rows]).delete()
    return [named(row) for row in rows]


def unneeded_honors(batch: ImportBatch, own: set[int | None], honors: list[int]) -> QuerySet[Distinction]:
    """A record of the same recipient that was written later may name the same honor."""
    recipients: set[int] = set()
    needing: set[int] = set()
    for some in chunks(honors):
        recipients |= set(Distinction.objects.filter(pk__in=some).values_list("recipient", flat=True))
    later = Record.objects.filter(updated_at__gte=batch.started_at)
    for some in chunks(sorted(recipients)):
        rows = later.filter(recipient__in=some).values_list("pk", "recipient")
        needing |= {recipient for pk, recipient in rows if pk not in own}
    return Distinction.objects.exclude(recipient__in=needing | edited_by_hand(Recipient, recipients))


def named(row: Model) -> str:
    return f"{row._meta.verbose_name}“{row}”"


def edited_by_hand(model: type[Model], ids: Iterable[int]) -> set[int]:
    """Rows that somebody added or changed on their own page in the admin: that work stays."""
    models: list[type[Model]] = [Recipient, Organization, Person] if model is Recipient else [model]
    types = ContentType.objects.get_for_models(*models, for_concrete_models=False).values()
    entries = LogEntry.objects.filter(content_type__in=types)
    found: set[int] = set()
    for some in chunks([str(pk) for pk in ids]):
        edited = entries.filter(object_id__in=some).values_list("object_id", flat=True)
        found |= {int(pk) for pk in edited if pk}
    return found
