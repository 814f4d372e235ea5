"""The start page: what waits for who looks, as far as his rights go, and what was changed last."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Count, Exists, OuterRef, QuerySet, Value
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from records.accounts.names import staff_name
from records.audit import Act
from records.models import (
    AuditEntry,
    AuditHead,
    DecisionChange,
    Handling,
    ImportBatch,
    ImportedDocument,
    Recipient,
    Record,
    Signature,
)
from records.models.records import may_read_drafts

from .audit_log import type_name
from .history import by_whom, lines_about, names_of
from .record_list import State, held_by, in_state, list_address

MAX_RETURNED, MAX_CHANGES = 5, 10
# Of one thing that was saved many times, the last is told; and no more lines are looked through than these.
LINES_READ, NUMBERS_SEARCHED = 60, 5_000
NAMING_DRAFTS = {Record, Recipient, ImportBatch}


@dataclass(frozen=True, slots=True)
class Waiting:
    name: str
    label: str
    count: int
    address: str


def desk(request: HttpRequest) -> dict[str, Any]:
    return {
        "waiting": waiting(request),
        "returned": returned_to(request.user),
        "changes": changes(request),
        "is_unreviewed": not settings.REVIEW_STEPS,
    }


# --- What waits -------------------------------------------------------------------------------------


def waiting(request: HttpRequest) -> list[Waiting]:
    kinds = list(kinds_for(request.user))
    counts = counted({name: rows for name, _, rows, _ in kinds})
    return [Waiting(name, label, counts.get(name, 0), address) for name, label, _, address in kinds]


def kinds_for(user: Any) -> Iterator[tuple[str, str, QuerySet[Any], str]]:
    """Gives name, label, rows and list of each kind that this member of staff may do something about."""
    records, reads = Record.objects.all(), may_read_drafts(user)
    publishes = reads and user.has_perm("records.publish_record")
    if reads and (publishes or user.has_perm("records.approve_version")):
        yield "review", "待我审核", for_review_by(user), list_address(state=State.REVIEW)
    if reads and (user.has_perm("records.change_record") or user.has_perm("records.add_record")):
        own = held_by(records, user.pk)
        mine = {"holder": user.pk}
        yield "draft", "我的草稿", in_state(own, State.DRAFT), list_address(state=State.DRAFT, **mine)
        address = list_address(state=State.RETURNED, **mine)
        yield "returned", "被退回", in_state(own, State.RETURNED), address
    if publishes:
        yield "scheduled", "定时", in_state(records, State.SCHEDULED), list_address(state=State.SCHEDULED)
    yield from decisions_for(user)
    if user.has_perm("records.add_record"):
        documents = ImportedDocument.objects.filter(
            state=ImportedDocument.State.WAITING, batch__in=ImportBatch.objects.readable_by(user)
        )
        address = f"{reverse('admin:records_importbatch_changelist')}?waiting=yes"
        yield "imports", "待核对的导入", documents, address


def decisions_for(user: Any) -> Iterator[tuple[str, str, QuerySet[Any], str]]:
    """Gives the steps of commendations that wait, where the site has review."""
    if not (settings.REVIEW_STEPS and may_read_drafts(user) and user.has_perm("records.view_commendation")):
        return
    changes, address = DecisionChange.objects.all(), reverse("admin:records_commendation_changelist")
    if user.has_perm("records.approve_version"):
        yield "decisions", "待我审核的表彰", changes.for_review_by(user), f"{address}?waits=review"
    if user.has_perm("records.change_commendation"):
        own = changes.written_by(user).filter(returned_at__isnull=True)
        yield "own_decisions", "我送审的表彰", own, f"{address}?waits=review"


def for_review_by(user: Any) -> QuerySet[Record]:
    """Finds what waits for somebody who has no part in it yet; without review, all that was handed in."""
    waiting = in_state(Record.objects.all(), State.REVIEW)
    if not settings.REVIEW_STEPS:
        return waiting
    return waiting.exclude(Exists(Signature.objects.filter(version=OuterRef("working"), user=user)))


def counted(kinds: dict[str, QuerySet[Any]]) -> dict[str, int]:
    """Counts all in one query, each by its own index."""
    counts = [
        rows.order_by().annotate(kind=Value(name)).values("kind").annotate(times=Count("pk"))
        for name, rows in kinds.items()
    ]
    if not counts:
        return {}
    return {row["kind"]: row["times"] for row in counts[0].union(*counts[1:], all=True)}


def returned_to(user: Any) -> list[dict[str, Any]]:
    """Tells what came back to who wrote it, with the reason; the latest first."""
    if not may_read_drafts(user):
        return []
    rows = Handling.objects.returned().filter(by=user)
    records = rows.select_related("record__live", "record__working", "returned_by").defer(
        "record__live__introduction", "record__working__introduction"
    )
    changes = DecisionChange.objects.returned().written_by(user)
    changes = changes.select_related("commendation__category", "returned_by")
    found = [
        returned(row, row.record, reverse("admin:records_record_change", args=[row.pk]))
        for row in records.order_by("-returned_at")[:MAX_RETURNED]
    ] + [
        returned(row, row, reverse("admin:records_commendation_change", args=[row.commendation_id]))
        for row in changes.order_by("-returned_at")[:MAX_RETURNED]
    ]
    return sorted(found, key=lambda one: one["at"], reverse=True)[:MAX_RETURNED]


def returned(row: Handling | DecisionChange, what: Any, address: str) -> dict[str, Any]:
    return {
        "record": what,
        "address": address,
        "reason": row.return_reason,
        "by": staff_name(row.returned_by),
        "at": row.returned_at,
    }


# --- What was changed last --------------------------------------------------------------------------


def changes(request: HttpRequest) -> list[dict[str, Any]]:
    """Tells the last changes, one for each thing, of the kinds that this member of staff may see."""
    seen: set[tuple[str, str]] = set()
    found: list[dict[str, Any]] = []
    kinds = kinds_seen(request)
    newest = AuditHead.objects.values_list("number", flat=True).first() or 0
    lines = lines_about(kinds).filter(number__gt=newest - NUMBERS_SEARCHED)
    for entry in lines.order_by("-number")[:LINES_READ]:
        thing = (entry.object_type, entry.object_id)
        if thing in seen or len(found) == MAX_CHANGES:
            continue
        seen.add(thing)
        found.append(line_of(entry))
    return found


def kinds_seen(request: HttpRequest) -> list[Any]:
    found = []
    for model, behind in admin.site._registry.items():
        is_ours = model._meta.app_label == "records" and model is not AuditEntry
        if not is_ours or not behind.has_view_permission(request):
            continue
        if model in NAMING_DRAFTS and not may_read_drafts(request.user):
            continue
        found.append(model)
    return found


def line_of(entry: AuditEntry) -> dict[str, Any]:
    try:
        page = f"admin:{entry.object_type.replace('.', '_')}_change"
        address = "" if entry.act == Act.DELETED else reverse(page, args=[entry.object_id])
    except NoReverseMatch:
        address = ""
    return {
        "at": entry.at,
        "who": by_whom(entry),
        "act": entry.act_label,
        "kind": type_name(entry.object_type),
        "name": entry.object_text,
        "address": address,
        "what": names_of(entry) if entry.act in {Act.CHANGED, Act.REPLACED} else "",
    }
