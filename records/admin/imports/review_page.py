"""Serves the page where one document is reviewed and saved as a draft."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import DataError, IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from records.admin.parts import carry, whole_number
from records.audit import Act, record_act
from records.audit.comparing import difference
from records.deeds.document import Deeds
from records.deeds.formats.markdown import to_markdown
from records.deeds.parsing.figures.standing import lost_figures, lost_message
from records.models import Edition, ImportBatch, ImportedDocument, Record
from records.models.records import may_read_drafts
from records.models.rules import MAX_ID
from records.publishing import AlreadyOnSite, PublishingRefused, Saved
from records.publishing.batches import enter
from records.publishing.originals import forget_unused

from .annotated import BODY, OVER
from .duplicates import in_batch, on_site
from .recut_page import place_in_file
from .review import Review
from .stored_readings import StoredReading, load_reading

State = ImportedDocument.State
STALE = (
    "您打开这一页之后，有人保存过对这份材料的核对，所以您的修改还没有保存。"
    "您填写的内容都还在下面；再保存一次，就以您填写的为准。"
)
CHOOSE = "站上可能已经有这条记录。请先看“可能重复”一栏的对照，选定怎么办，再保存。"
INVALID = "有几处需要改正，已在下面标出。您填写的内容都还在。"
DONE = {
    "created": "已存为草稿",
    "replaced": "已替换站上的文字",
    "filled": "已补入事迹",
    "unchanged": "站上已是这份材料，未作改动",
}


class ReviewPage(admin.ModelAdmin):
    def review_view(self, request: HttpRequest, document_id: int) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            if rows_claimed(request.POST) > len(request.POST):
                raise BadRequest("表单自称的行数多于交来的内容。请重新打开这一页。")
            with transaction.atomic():
                # Two who save at once come one after the other; the second one's form is then found stale.
                Edition.lock_for_writing()
                rows = readable(request).select_for_update(of=("self",))
                return self.posted(
                    request, get_object_or_404(rows, pk=document_id, reading__deeds__isnull=False)
                )
        row = get_object_or_404(readable(request), pk=document_id)
        if row.state != State.WAITING:
            self.message_user(request, handled_message(row), messages.WARNING)
            return HttpResponseRedirect(batch_address(row))
        record_act(Act.VIEWED, on=row, detail=f"{row.batch}：核对页")
        review = Review(row)
        return self.review_page(request, review, review.stored.deeds)

    def posted(self, request: HttpRequest, row: ImportedDocument) -> HttpResponse:
        review = Review(row, request.POST)
        valid = review.is_valid()
        corrected = review.corrected() if valid else review.stored
        only_stores = "_keep" in request.POST
        complete = only_stores or review.is_complete()
        if refused := late_message(review):
            review.head.add_error(None, refused)
        elif "_set_aside" in request.POST or (not only_stores and request.POST.get("duplicate") == "skip"):
            return self.set_aside(request, row)
        elif not (valid and complete):
            review.head.add_error(None, INVALID)
        elif only_stores:
            return self.store(request, row, corrected)
        elif saved := self.saved(request, review, corrected):
            self.message_user(request, saved_message(request, row, saved), messages.SUCCESS)
            if saved.left_out:
                self.message_user(request, saved.left_out, messages.WARNING)
            if lost := lost_figures(corrected.deeds):
                self.message_user(request, lost_message(corrected.deeds, lost), messages.WARNING)
            return HttpResponseRedirect(next_address(row))
        return self.review_page(request, review, corrected.deeds)

    def set_aside(self, request: HttpRequest, row: ImportedDocument) -> HttpResponse:
        original, row.original = row.original_id, None
        row.state, row.revision = State.SET_ASIDE, row.revision + 1
        row.save(update_fields=["state", "revision", "original"])
        forget_unused([original])
        record_act(Act.SET_ASIDE, on=row, detail=str(row.batch))
        self.message_user(request, f"已放弃“{row.label}”，没有录入。", messages.SUCCESS)
        return HttpResponseRedirect(next_address(row))

    def store(self, request: HttpRequest, row: ImportedDocument, corrected: StoredReading) -> HttpResponse:
        before = load_reading(row)
        row.reading, row.revision = replace(corrected, edited=True).as_json(), row.revision + 1
        row.save(update_fields=["reading", "revision"])
        changes = difference({"核对": to_markdown(before.deeds)}, {"核对": to_markdown(corrected.deeds)})
        record_act(Act.CHANGED, on=row, changes=changes, detail=f"{row.batch}：保存了核对，还没有录入。")
        self.message_user(request, f"“{row.label}”的核对已保存，还没有录入。", messages.SUCCESS)
        return HttpResponseRedirect(request.path)

    def saved(self, request: HttpRequest, review: Review, corrected: StoredReading) -> Saved | None:
        choice, found = request.POST.get("duplicate", ""), on_site(corrected.deeds, request.user)
        chosen = next((one for one in found if one.choice == choice), None)
        if chosen and not (chosen.fills_in or request.user.has_perm("records.change_record")):
            review.head.add_error(
                None, "替换站上的文字需要修改表彰记录的权限。请换一种做法，或请有权限的人来做。"
            )
            return None
        if found and not chosen and (choice != "new" or any(one.is_exact for one in found)):
            review.head.add_error(None, CHOOSE)
            return None
        try:
            aimed = aimed_at(chosen.record, corrected.deeds) if chosen else corrected.deeds
            # The typed text stays with the document, whatever becomes of the record.
            review.row.reading = corrected.as_json()
            review.row.save(update_fields=["reading"])
            by: Any = request.user
            record = chosen.record if chosen else None
            other = choice == "new"
            return enter(review.row, aimed, by=by, replace=chosen is not None, chosen=record, as_other=other)
        except AlreadyOnSite:
            review.head.add_error(None, CHOOSE)
        except (PublishingRefused, IntegrityError, DataError, ValueError) as refused:
            review.head.add_error(None, f"没有保存：{refused}")
        return None

    def review_page(self, request: HttpRequest, review: Review, about: Deeds) -> HttpResponse:
        """Shows the review. `about` are the deeds as they would be saved now, which the site may hold already."""
        row, duplicates = review.row, on_site(about, request.user)
        for duplicate in duplicates:
            if not duplicate.is_hidden and not duplicate.record.is_public:
                record_act(Act.VIEWED, on=duplicate.record, detail=f"{row.batch}：核对页上的比较")
        context = self.admin_site.each_context(request) | {
            "title": f"核对：{row.label}",
            "opts": self.opts,
            "row": row,
            "is_waiting": row.state == State.WAITING,
            "review": review,
            "open_places": review.open_places(),
            "lines": review.lines(),
            "legend": {**BODY, **OVER},
            "duplicates": duplicates,
            "about": about,
            "may_be_new": not any(duplicate.is_exact for duplicate in duplicates),
            "may_preview": request.user.has_perm("records.view_record"),
            "may_replace": request.user.has_perm("records.change_record"),
            "chosen": request.POST.get("duplicate", ""),
            "place": place_in_file(row, review.stored),
            "twins": in_batch(row, review.stored.deeds),
            "media": self.media + review.head.media,
        }
        return TemplateResponse(request, "admin/imports/review.html", context)


def readable(request: HttpRequest) -> QuerySet[ImportedDocument]:
    batches = ImportBatch.objects.readable_by(request.user)
    return ImportedDocument.objects.filter(batch__in=batches.values("pk"))


def rows_claimed(data: Mapping[str, Any]) -> int:
    """Adds up the claims: each row posts several fields; rows merely claimed would be made by the million."""
    claims = (whole_number(value) for name, value in data.items() if name.endswith("-TOTAL_FORMS"))
    return sum(MAX_ID if claim is None else claim for claim in claims)


def late_message(review: Review) -> str:
    """Says why the form comes too late to be saved; "" where it does not."""
    row, revision = review.row, whole_number(review.head["revision"].data)
    if row.state != State.WAITING:
        return f"{handled_message(row)}您的修改没有保存，内容都还在下面。"
    if revision == row.revision:
        return ""
    # The next save is deliberate: the editor has been told.
    carry(review.head, "revision", row.revision)
    return STALE


def aimed_at(record: Record, deeds: Deeds) -> Deeds:
    """Puts the deeds under the names that the site knows: save_deeds then finds that record."""
    holder: Any = record.recipient
    known = deeds.recipient
    recipient = replace(
        known,
        name=holder.name,
        kind=holder.kind,
        short_name=holder.short_name or known.short_name,
        region=holder.region or known.region,
    )
    own = deeds.awards[0]
    award = replace(own, name=record.commendation.category.name, year=own.year or record.commendation.year)
    return replace(deeds, recipient=recipient, awards=(award, *deeds.awards[1:]))


def batch_address(row: ImportedDocument) -> str:
    return reverse("admin:records_importbatch_change", args=[row.batch_id])


def next_address(row: ImportedDocument) -> str:
    """Leads to the next document that waits, those before it last; to the batch where none does."""
    waiting = ImportedDocument.objects.filter(batch_id=row.batch_id, state=State.WAITING).exclude(pk=row.pk)
    behind = Q(file__gt=row.file) | Q(file=row.file, part__gt=row.part)
    beside = Q(file=row.file, part=row.part, pk__gt=row.pk)
    following = waiting.filter(behind | beside).first() or waiting.first()
    return (
        reverse("admin:records_importbatch_document", args=[following.pk])
        if following
        else batch_address(row)
    )


def handled_message(row: ImportedDocument) -> str:
    return f"“{row.label}”已经处理过，现在是“{row.get_state_display()}”。"


def saved_message(request: HttpRequest, row: ImportedDocument, saved: Saved) -> SafeString:
    record = saved.record
    if not may_read_drafts(request.user):
        return format_html("{}：{}", DONE[saved.outcome], row.label)
    return format_html(
        '{}：<a href="{}">{}</a>（<a href="{}">预览</a>）',
        DONE[saved.outcome],
        reverse("admin:records_record_change", args=[record.pk]),
        record,
        reverse("record_preview", args=[record.pk]),
    )
