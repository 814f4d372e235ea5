"""Undoes a batch: what it created goes, what it replaced is restored, and nobody's later work is lost."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings
from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Count, Model, QuerySet
from django.utils import timezone

from records.audit import Act, record_act
from records.audit.comparing import difference, record_values, values_of_records
from records.audit.recording import add_lines, new_line
from records.checks.pictures import take_back
from records.deeds.document import Deeds
from records.deeds.formats.json import from_json
from records.exporting.from_records import deeds_of
from records.models import (
    Attachment,
    Category,
    Commendation,
    Distinction,
    Edition,
    ImportBatch,
    ImportedDocument,
    Organization,
    Person,
    Picture,
    Recipient,
    Record,
    Tribute,
    Version,
)
from records.presentation.pictures import picture_names
from records.search.reindexing import reindex

from .changing import Staff, may_publish, note, of_steps
from .exceptions import PublishingRefused
from .handling import take_up
from .originals import forget_unused
from .review import correct, discard_version
from .saving import write_session
from .versions import begin_version

State = ImportedDocument.State
NEVER_PUBLIC = {Record.Status.DRAFT, Record.Status.REVIEW}
MAX_IDS_PER_QUERY = 500


@dataclass(slots=True)
class WrittenRecord:
    """A record that the batch wrote; a later document of a batch may replace what an earlier one created."""

    record: Record
    documents: list[ImportedDocument] = field(default_factory=list)
    kept_because: str = ""

    @property
    def is_created(self) -> bool:
        return self.documents[0].state == State.CREATED


@dataclass(slots=True)
class UndoPlan:
    """`lapsed` are documents that wait for their review, or whose record somebody deleted."""

    delete: list[WrittenRecord] = field(default_factory=list)
    restore: list[WrittenRecord] = field(default_factory=list)
    keep: list[WrittenRecord] = field(default_factory=list)
    lapsed: list[ImportedDocument] = field(default_factory=list)

    @property
    def does_something(self) -> bool:
        return bool(self.delete or self.restore or self.lapsed)


@dataclass(frozen=True, slots=True)
class UndoResult:
    """`deleted` and `still_used` name recipients and the like that came along: gone, and needed elsewhere.

    `left_out` says what stayed as it is because the public sees it, and `by` may not publish.
    """

    plan: UndoPlan
    deleted: list[str]
    still_used: list[str]
    left_out: list[str]


@transaction.atomic
def undo_batch(batch: ImportBatch, *, by: Staff) -> UndoResult:
    """Undoes all that can be undone, or nothing where something fails. Raises PublishingRefused."""
    Edition.lock_for_writing()
    # A review of one of its documents that is saved at this moment comes before or after.
    list(batch.documents.select_for_update().order_by("pk").values_list("pk"))
    plan = plan_undo(batch)
    if not plan.does_something:
        raise PublishingRefused("这一批没有可以撤销的内容。")
    delete_records([written.record for written in plan.delete], by)
    left_out = list(filter(None, [restore_record(written, by) for written in plan.restore]))
    documents = [document for written in (*plan.delete, *plan.restore) for document in written.documents]
    originals = {document.original_id for document in (*documents, *plan.lapsed)}
    for some in chunks([document.pk for document in (*documents, *plan.lapsed)]):
        ImportedDocument.objects.filter(pk__in=some).update(state=State.UNDONE, original=None)
    forget_unused(originals)
    deleted, still_used = delete_orphans(batch, [*documents, *plan.lapsed], by)
    if pictures := take_back(pictures_brought([*documents, *plan.lapsed])):
        deleted.append(f"{len(pictures)} 张图片")
    batch.undone_at = timezone.now()
    batch.save(update_fields=["undone_at"])
    if by is not None:
        LogEntry.objects.log_actions(by.pk, [batch], CHANGE, change_message="撤销", single_object=True)
    along = f"一并删除：{'、'.join(deleted)}" if deleted else ""
    record_act(Act.UNDONE, on=batch, by=by, detail=along)
    return UndoResult(plan, deleted, still_used, left_out)


def chunks(listed: list[Any]) -> Iterator[list[Any]]:
    """Cuts a list into parts: databases bound how many values a statement may name."""
    return (listed[start : start + MAX_IDS_PER_QUERY] for start in range(0, len(listed), MAX_IDS_PER_QUERY))


# --- The plan ---------------------------------------------------------------------------------------


def plan_undo(batch: ImportBatch) -> UndoPlan:
    by_record: dict[int, WrittenRecord] = {}
    plan = UndoPlan()
    documents = batch.documents.filter(state__in=[State.CREATED, State.REPLACED, State.WAITING])
    of_record = documents.select_related(
        "record__recipient", "record__commendation__category", "record__live__cover", "record__working__cover"
    )
    for document in of_record.defer("text", "reading").order_by("pk"):
        if document.record is None:
            plan.lapsed.append(document)
        else:
            written = by_record.setdefault(document.record.pk, WrittenRecord(document.record))
            written.documents.append(document)
    for written in by_record.values():
        # In the order in which they were entered, which is the reviewers' choice.
        written.documents.sort(key=lambda document: document.record_revision or 0)
    steps, honored = count_status_steps(list(by_record)), with_tributes(list(by_record))
    for pk, written in by_record.items():
        written.kept_because = reason_to_keep(written, steps.get(pk, 0), pk in honored)
        sort_into = plan.keep if written.kept_because else plan.delete if written.is_created else plan.restore
        sort_into.append(written)
    return plan


def reason_to_keep(written: WrittenRecord, steps: int, has_tributes: bool) -> str:
    record, last = written.record, written.documents[-1]
    if not written.is_created:
        changed = record.revision != last.record_revision
        return "替换之后又有人改过或发布过" if changed else ""
    if record.status not in NEVER_PUBLIC:
        return f"现在是“{record.get_status_display()}”，公众看过或将要看到，只能撤回"
    if has_tributes:
        return "已经有人致敬"
    return "录入之后有人改过" if record.revision != (last.record_revision or 0) + steps else ""


def count_status_steps(records: list[int]) -> dict[int, int]:
    """Counts how often each record was handed in, returned or set for an hour: that is no change of what it says."""
    entries = of_steps(LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(Record)))
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


# --- Carrying it out --------------------------------------------------------------------------------


def delete_records(records: list[Record], by: Staff) -> None:
    if by is not None and records:
        LogEntry.objects.log_actions(by.pk, records, DELETION, change_message="撤销导入")
    for some in chunks(records):
        said = values_of_records([record.pk for record in some])
        told = [
            new_line(Act.DELETED, on=record, by=by, changes=difference(said[record.pk], {}))
            for record in some
        ]
        Record.objects.filter(pk__in=said).delete()
        add_lines(told)


def restore_record(written: WrittenRecord, by: Staff) -> str:
    """Writes the old text into the same record; its honors were never removed, so only its own award is named.

    What the public reads is put back where one may publish alone; where it must be approved first, the old text waits
    for that as any correction does. Returns what was left as it is, since `by` may not change what the public sees.
    """
    record, first = written.record, written.documents[0]
    before, said_before = from_json(first.before), record_values(record.pk)
    own = before.awards[0]
    if record.working and record.live and says_the_same(record, before):
        discard_version(record, by=by)
        return ""
    if record.working is None:
        begin_version(record)
    version = record.edited
    version.post, version.summary, version.cover = "", "", None  # kept, else, where there were none before
    with write_session([], by=by) as writer:
        writer.original = (
            Attachment.objects.filter(pk=first.made.get("original")).values_list("pk", flat=True).first()
        )
        writer.rewrite(record, replace(before, awards=(replace(own, year=None),)))
        left_out = writer.described.said(record.recipient, "恢复")
    Version.objects.filter(pk=version.pk).update(source_link=first.made.get("source_link", ""))
    if own.year != record.commendation.year:
        if record.live and not may_publish(by):
            left_out += (
                f"“{record}”公众看得到，届次“{record.commendation}”没有恢复；请有发布权限的人在后台改正。"
            )
        else:
            record.commendation = commendation_before(record, own.year)
            record.save()
    take_up(record, by)
    note(record, by, "撤销导入，恢复替换前的文字")
    changes = difference(said_before, record_values(record.pk))
    record_act(Act.UNDONE, on=record, by=by, changes=changes, detail="恢复为替换前的文字。")
    if record.status == Record.Status.PUBLISHED and not settings.REVIEW_STEPS and may_publish(by):
        correct(record, by=by, note_to_public="撤销一次导入，恢复此前的文字。")
    return left_out


def says_the_same(record: Record, before: Deeds) -> bool:
    """Tells whether the public still reads what the import would have replaced."""
    return record.live is not None and deeds_of(record.showing(record.live)) == before


def commendation_before(record: Record, year: int | None) -> Commendation:
    """Returns where the record stood before. Raises PublishingRefused where another has taken that place since."""
    before, _ = Commendation.objects.get_or_create(category=record.commendation.category, year=year)
    if Record.objects.filter(recipient=record.recipient, commendation=before).exists():
        raise PublishingRefused(
            f"“{record}”替换前属于“{before}”，那里现在另有一条记录，没有撤销。请先处理那一条，再撤销。"
        )
    return before


def delete_orphans(
    batch: ImportBatch, documents: list[ImportedDocument], by: Staff
) -> tuple[list[str], list[str]]:
    """Deletes the rows that came along and nobody needs; names those deleted, and those still in use."""
    made: dict[str, list[int]] = {"recipient": [], "commendation": [], "category": [], "distinctions": []}
    for document in documents:
        for name in made:
            found = document.made.get(name, [])
            made[name] += found if isinstance(found, list) else [found]
    own = {document.record_id for document in documents}
    honored = recipients_of(made["distinctions"])
    commendations = Commendation.objects.select_related("category")
    deleted: list[str] = []
    still_used: list[str] = []
    for name, rows, free in (
        ("distinctions", Distinction.objects.all(), unneeded_honors(batch, own, made["distinctions"], by)),
        ("recipient", Recipient.objects.all(), Recipient.objects.filter(records=None)),
        ("commendation", commendations, commendations.filter(records=None, decision_seals=None)),
        ("category", Category.objects.all(), Category.objects.filter(commendations=None, children=None)),
    ):
        for some in chunks(sorted(set(made[name]))):
            deleted += delete_unneeded(free, some)
            still_used += [label_of(row) for row in rows.filter(pk__in=some)]
    for some in chunks(sorted(honored)):  # their records say fewer honors now
        reindex(Record.objects.filter(recipient__in=some).values_list("pk", flat=True))
    return deleted, still_used


def pictures_brought(documents: list[ImportedDocument]) -> set[str]:
    """Finds the pictures that the site has only since these documents came, but those whose words somebody wrote."""
    names: set[str] = set()
    for some in chunks([document.pk for document in documents]):
        found = ImportedDocument.objects.filter(pk__in=some)
        for made, stored in found.values_list("made__pictures", "reading__pictures"):
            names |= {*(made or [])}
            names |= picture_names(" ".join(each["address"] for each in stored or [] if each.get("new")))
    rows = dict(Picture.objects.filter(name__in=names).values_list("pk", "name"))
    by_hand = edited_by_hand(Picture, rows)
    return {name for pk, name in rows.items() if pk not in by_hand}


def recipients_of(honors: list[int]) -> set[int]:
    found: set[int] = set()
    for some in chunks(honors):
        found |= set(Distinction.objects.filter(pk__in=some).values_list("recipient", flat=True))
    return found


def delete_unneeded(free: Any, ids: list[int]) -> list[str]:
    by_hand = edited_by_hand(free.model, ids)
    rows = [row for row in free.filter(pk__in=ids) if row.pk not in by_hand]
    free.model._default_manager.filter(pk__in=[row.pk for row in rows]).delete()
    return [label_of(row) for row in rows]


def unneeded_honors(
    batch: ImportBatch, own: set[int | None], honors: list[int], by: Staff
) -> QuerySet[Distinction]:
    """Leaves out those of recipients with a record that was written later: it may name the same honor. Where `by` may
    not publish, those of recipients whom the public sees, too."""
    recipients, needing = recipients_of(honors), set[int]()
    later = Record.objects.filter(updated_at__gte=batch.started_at)
    for some in chunks(sorted(recipients)):
        rows = later.filter(recipient__in=some).values_list("pk", "recipient")
        needing |= {recipient for pk, recipient in rows if pk not in own}
        if not may_publish(by):
            seen = Record.objects.published().filter(recipient__in=some)
            needing |= set(seen.values_list("recipient", flat=True))
    return Distinction.objects.exclude(recipient__in=needing | edited_by_hand(Recipient, recipients))


def label_of(row: Model) -> str:
    return f"{row._meta.verbose_name}“{row}”"


def edited_by_hand(model: type[Model], ids: Iterable[int]) -> set[int]:
    """Finds the rows that somebody added or changed on their own page in the admin: that work stays."""
    models: list[type[Model]] = [Recipient, Organization, Person] if model is Recipient else [model]
    types = ContentType.objects.get_for_models(*models, for_concrete_models=False).values()
    entries = LogEntry.objects.filter(content_type__in=types)
    found: set[int] = set()
    for some in chunks([str(pk) for pk in ids]):
        edited = entries.filter(object_id__in=some).values_list("object_id", flat=True)
        found |= {int(pk) for pk in edited if pk}
    return found
