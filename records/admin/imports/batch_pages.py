"""Shows batches of imports in the admin: their list, one batch, and undoing batches."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import DataError, IntegrityError
from django.db.models import Count, F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from records.admin.downloads import download
from records.admin.lists import ListAnswers
from records.admin.parts import whole_number
from records.audit import Act, record_act
from records.deeds import Message
from records.deeds.parsing.codes import NEEDED
from records.models import ImportBatch, ImportedDocument
from records.models.imports import may_read_all_batches
from records.publishing import PublishingRefused, Saved
from records.publishing.batches import enter
from records.publishing.changing import may_publish
from records.publishing.undoing import UndoResult, plan_undo, undo_batch

from .doubts import left_open
from .duplicates import duplicated_in
from .recut_page import RecutPage
from .review_page import ReviewPage, readable
from .stored_readings import load_reading, messages_of
from .upload_page import UploadPage

State = ImportedDocument.State
DOCUMENTS_PER_PAGE = 200
MAX_NAMES_LISTED = 10


class WaitingFilter(admin.SimpleListFilter):
    title, parameter_name = "待核对", "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "有待核对的材料")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        waiting = ImportedDocument.objects.filter(state=State.WAITING)
        return queryset.filter(pk__in=waiting.values("batch")) if self.value() == "yes" else queryset


@admin.register(ImportBatch)
class ImportBatchAdmin(ListAnswers, UploadPage, ReviewPage, RecutPage):
    list_display = ["__str__", "by", "started_at", "documents_in_all", "waiting", "written", "undone_at"]
    list_select_related = ["by"]
    actions = ["undo_chosen"]

    # --- Permissions: the right to add records is the right to import, that to delete them the right to undo, and who
    # reads all records reads what they came from

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("records.add_record")

    def has_view_permission(self, request: HttpRequest, obj: ImportBatch | None = None) -> bool:
        works = self.has_add_permission(request) or self.has_undo_permission(request)
        allowed = works or request.user.has_perm("records.view_record")
        return allowed and (obj is None or self.readable(request).contains(obj))

    def has_change_permission(self, request: HttpRequest, obj: ImportBatch | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ImportBatch | None = None) -> bool:
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_undo_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("records.delete_record")

    # --- The list ------------------------------------------------------------------------------------------

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """Names no accounts to those who read their own batches alone, and to others only those that imported."""
        by = [("by", admin.RelatedOnlyFieldListFilter)] if may_read_all_batches(request.user) else []
        return [WaitingFilter, "started_at", *by]

    def readable(self, request: HttpRequest) -> QuerySet[ImportBatch]:
        return ImportBatch.objects.readable_by(request.user).order_by("-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportBatch]:
        def counted(*states: str) -> Count:
            return Count("documents", filter=Q(documents__state__in=states))

        return self.readable(request).annotate(
            in_all=Count("documents"),
            to_review=counted(State.WAITING),
            on_site=counted(State.CREATED, State.REPLACED, State.UNCHANGED),
        )

    @admin.display(description="材料")
    def documents_in_all(self, batch: Any) -> int:
        return int(batch.in_all)

    @admin.display(description="待核对")
    def waiting(self, batch: Any) -> int:
        return int(batch.to_review)

    @admin.display(description="已录入")
    def written(self, batch: Any) -> int:
        return int(batch.on_site)

    @admin.action(description="撤销所选批次…", permissions=["undo"])
    def undo_chosen(self, request: HttpRequest, queryset: QuerySet[ImportBatch]) -> HttpResponse:
        return HttpResponseRedirect(undo_address(*queryset.values_list("pk", flat=True)))

    # --- Pages ---------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            # Protected behind its bounds, see there.
            path("add/", view(csrf_exempt(self.upload_view)), name="records_importbatch_add"),
            path("undo/", view(self.undo_view), name="records_importbatch_undo"),
            path(
                "documents/<int:document_id>/original/",
                view(self.original_view),
                name="records_importbatch_original",
            ),
            path("documents/<int:document_id>/", view(self.review_view), name="records_importbatch_document"),
            path(
                "<int:batch_id>/enter/", view(require_POST(self.enter_view)), name="records_importbatch_enter"
            ),
            path("<int:batch_id>/change/", view(self.batch_view), name="records_importbatch_change"),
        ]
        return [*own, *self.recut_urls(), *super().get_urls()]

    def batch_view(self, request: HttpRequest, batch_id: int) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        batch = get_object_or_404(self.get_queryset(request).select_related("by"), pk=batch_id)
        listed = Paginator(listed_documents(batch), DOCUMENTS_PER_PAGE).get_page(request.GET.get("page"))
        duplicated = duplicated_in(batch.pk)
        context = self.admin_site.each_context(request) | {
            "title": f"导入事迹材料：{batch}",
            "opts": self.opts,
            "batch": batch,
            "documents": [shown(document, document.pk in duplicated) for document in listed],
            "listed": listed,
            "may_review": self.has_add_permission(request),
            "may_edit": request.user.has_perm("records.change_record"),
            "may_undo": self.has_undo_permission(request) and plan_undo(batch).does_something,
            "undo_address": undo_address(batch.pk),
        }
        return TemplateResponse(request, "admin/imports/batch.html", context)

    def original_view(self, request: HttpRequest, document_id: int) -> HttpResponseBase:
        """Hands out the file that a document came as, to those who may read its batch."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = readable(request).select_related("original", "batch")
        row = get_object_or_404(rows, pk=document_id)
        if row.original is None:
            raise Http404
        record_act(Act.EXPORTED, on=row, detail=f"{row.batch}：原件")
        back = reverse("admin:records_importbatch_change", args=[row.batch_id])
        return download(request, row.original, row.name, back)

    def enter_view(self, request: HttpRequest, batch_id: int) -> HttpResponse:
        """Saves what nothing is doubtful about; the rest waits for somebody to look at it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        batch = get_object_or_404(self.readable(request), pk=batch_id)
        waiting = batch.documents.filter(state=State.WAITING)
        duplicated = duplicated_in(batch.pk)
        certain = [document for document in waiting.all() if document.pk not in duplicated]
        saved = [one for document in certain if (one := self.entered(request, document))]
        left = waiting.count()
        rest = f"其余 {left} 份有疑问、缺内容或可能重复，请逐份核对。" if left else ""
        self.message_user(
            request, f"已把 {len(saved)} 份存为草稿。{rest}", messages.SUCCESS if saved else messages.WARNING
        )
        for left_out in dict.fromkeys(one.left_out for one in saved if one.left_out):
            self.message_user(request, left_out, messages.WARNING)
        return HttpResponseRedirect(reverse("admin:records_importbatch_change", args=[batch.pk]))

    def entered(self, request: HttpRequest, document: ImportedDocument) -> Saved | None:
        if is_doubtful(document):
            return None
        by: Any = request.user
        try:
            return enter(document, load_reading(document).deeds, by=by)
        except (PublishingRefused, IntegrityError, DataError):
            return None  # it waits on; its review says why

    def undo_view(self, request: HttpRequest) -> HttpResponse:
        """Says on GET what will go and what will stay, acts on POST; the latest batch first."""
        if not self.has_undo_permission(request):
            raise PermissionDenied
        chosen = [pk for value in request.GET.getlist("batch") if (pk := whole_number(value)) is not None]
        batches = list(ImportBatch.objects.filter(pk__in=chosen).order_by("-pk"))
        if not batches:
            raise Http404
        if request.method == "POST":
            for batch in batches:
                self.carry_out(request, batch)
            return HttpResponseRedirect(address_after(batches))
        context = self.admin_site.each_context(request) | {
            "title": "撤销导入：" + "、".join(map(str, batches)),
            "opts": self.opts,
            "plans": [(batch, plan_undo(batch)) for batch in batches],
            "back": address_after(batches),
        }
        return TemplateResponse(request, "admin/imports/undo.html", context)

    def carry_out(self, request: HttpRequest, batch: ImportBatch) -> None:
        by: Any = request.user
        try:
            result = undo_batch(batch, by=by)
        except PublishingRefused as refused:
            self.message_user(request, f"{batch}：{refused}", messages.ERROR)
            return
        self.message_user(request, f"{batch}：{undone_message(result)}", messages.SUCCESS)
        kept = [f"{written.record}（{written.kept_because}）" for written in result.plan.keep]
        if kept:
            self.message_user(request, f"没有撤销：{listed_names(kept)}", messages.WARNING)
        for left_out in result.left_out:
            self.message_user(request, left_out, messages.WARNING)
        if result.still_used:
            self.message_user(
                request,
                f"{still_used_because(by)}，留下了：{listed_names(result.still_used)}",
                messages.WARNING,
            )


def still_used_because(by: Any) -> str:
    seen = "" if may_publish(by) else "，或公众看得到、要由有发布权限的人处理"
    return f"还有别处用到或有人改过{seen}"


def undo_address(*batches: int) -> str:
    chosen = "&".join(f"batch={pk}" for pk in batches)
    return f"{reverse('admin:records_importbatch_undo')}?{chosen}"


def address_after(batches: list[ImportBatch]) -> str:
    if len(batches) == 1:
        return reverse("admin:records_importbatch_change", args=[batches[0].pk])
    return reverse("admin:records_importbatch_changelist")


def undone_message(result: UndoResult) -> str:
    plan = result.plan
    done = [
        f"删除了 {len(plan.delete)} 条草稿" if plan.delete else "",
        f"把 {len(plan.restore)} 条记录恢复为替换前的文字" if plan.restore else "",
        f"{len(plan.lapsed)} 份还没有录入的材料不再等待核对" if plan.lapsed else "",
        f"一并删除 {listed_names(result.deleted)}" if result.deleted else "",
    ]
    return f"已撤销，{'；'.join(filter(None, done))}。"


def listed_names(names: list[str]) -> str:
    more = f"等 {len(names)} 项" if len(names) > MAX_NAMES_LISTED else ""
    return "、".join(names[:MAX_NAMES_LISTED]) + more


# --- The documents of a batch ---------------------------------------------------------------------------


def is_doubtful(document: ImportedDocument) -> bool:
    return bool(left_open(messages_of(document), (document.reading or {}).get("settled", ())))


def listed_documents(batch: ImportBatch) -> QuerySet[ImportedDocument]:
    """Lists them with all that a line shows, and without the whole reading of each."""
    return (
        batch.documents.select_related("record__recipient", "record__commendation__category")
        .defer("text", "reading", "before")
        .annotate(
            read_title=F("reading__deeds__title"),
            read_recipient=F("reading__deeds__recipient__name"),
            read_award=F("reading__deeds__awards__0__name"),
            read_messages=F("reading__messages"),
            read_settled=F("reading__settled"),
            first_line=F("reading__part__first_line"),
            is_edited=F("reading__edited"),
        )
    )


def shown(document: Any, is_duplicated: bool) -> dict[str, Any]:
    record, found = document.record, [Message(**message) for message in document.read_messages or []]
    return {
        "row": document,
        "title": record.title if record else document.read_title,
        "recipient": record.recipient if record else document.read_recipient,
        "award": record.commendation if record else document.read_award,
        "lacks": [NEEDED[message.code] for message in found if message.code in NEEDED],
        "doubts": len(left_open(found, document.read_settled or ())),
        "why": [
            message.text for message in found if document.state == State.FAILED or message.code == "skipped"
        ],
        "left_out": document.made.get("left_out", ""),
        "is_duplicated": is_duplicated,
        "is_waiting": document.state == State.WAITING,
        "first_line": document.first_line,
        # Asked again when the button is pressed: the next part may be entered already.
        "may_join": document.state == State.WAITING
        and document.part < document.parts
        and not document.is_edited,
    }
