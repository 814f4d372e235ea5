"""The list of records: what waits, in whose hands, since when; cheap with a hundred thousand of them."""

import re
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.models import User
from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from records.accounts.names import staff_name
from records.models import Commendation, Handling, Record
from records.models.handling import handling_of

from .audit_log import NOTHING

Status = Record.Status
NOT_RETURNED = Q(handling=None) | Q(handling__return_reason="")
YEAR = re.compile(r"\b((?:19|20|21)\d\d)年度?(?=\s|$)")
# Most of the bytes of a row.
NEVER_LISTED = (
    *(f"{version}__{text}" for version in ("live", "working") for text in ("introduction", "closing")),
    *("recipient__introduction", "commendation__category__description"),
)


class State:
    """The states of a record as staff see them; the words are those of every list.

    Each record is shown in one. What is public and being corrected is shown as that, and found among the public too.
    """

    DRAFT, RETURNED, REVIEW, REVISING = "draft", "returned", "review", "revising"
    SCHEDULED, PUBLISHED, WITHDRAWN = "scheduled", "published", "withdrawn"
    # Of these there are few, however many records there are: each is found from its status.
    FEW = (DRAFT, RETURNED, REVIEW, REVISING, SCHEDULED)
    LABELS = {
        DRAFT: "草稿",
        RETURNED: "被退回",
        REVIEW: "待审核",
        REVISING: "修改中",
        SCHEDULED: "定时发布",
        PUBLISHED: "已发布",
        WITHDRAWN: "已撤回",
    }


def in_state(records: QuerySet[Record], state: str | None) -> QuerySet[Record]:
    now = timezone.now()
    if state == State.DRAFT:
        return records.filter(NOT_RETURNED, status=Status.DRAFT)
    if state == State.RETURNED:
        return records.filter(handling__returned_at__isnull=False)
    if state == State.REVIEW:
        return records.filter(working__submitted_at__isnull=False)
    if state == State.REVISING:
        written = Q(live__isnull=False, working__isnull=False, working__submitted_at=None)
        return records.filter(NOT_RETURNED, written)
    if state == State.SCHEDULED:
        return records.filter(status=Status.PUBLISHED, published_at__gt=now)
    if state == State.PUBLISHED:
        return records.filter(status=Status.PUBLISHED, published_at__lte=now)
    return records.filter(status=state)


def held_by(few: QuerySet[Record], user: int) -> QuerySet[Record]:
    """Keeps what the user has in hand, record by record: SQLite would begin with all that he ever had."""
    return few.filter(Exists(Handling.objects.filter(record=OuterRef("pk"), by=user)))


def state_of(record: Record) -> str:
    if record.is_scheduled:
        return State.SCHEDULED
    if record.working_id is None or record.working is None:
        return record.status
    handling = handling_of(record)
    if handling and handling.return_reason:
        return State.RETURNED
    if record.working.is_submitted:
        return State.REVIEW
    return State.REVISING if record.live_id else record.status


def list_address(**asked: Any) -> str:
    """Returns the address of the list, narrowed to a state, or to what somebody has in hand."""
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"{reverse('admin:records_record_changelist')}?{query}"


class StateFilter(admin.SimpleListFilter):
    title, parameter_name = "状态", "state"
    template = "admin/records/record/states.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(State.LABELS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        return in_state(queryset, chosen) if chosen in State.LABELS else queryset


class HolderFilter(admin.SimpleListFilter):
    """Narrows to what one of the staff has in hand; who looks comes first."""

    title, parameter_name = "经手人", "holder"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        holding = User.objects.filter(Exists(Handling.objects.filter(by=OuterRef("pk"))))
        others = [(str(user.pk), staff_name(user)) for user in holding if user != request.user]
        return [(str(request.user.pk), "我"), *sorted(others, key=lambda other: other[1])]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        if not chosen or not chosen.isdecimal():
            return queryset
        if request.GET.get("state") in State.FEW:
            return held_by(queryset, int(chosen))
        return queryset.filter(handling__by=int(chosen))


class YearFilter(admin.SimpleListFilter):
    title, parameter_name = "年份", "commendation__year"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        years = Commendation.objects.exclude(year=None).order_by("-year").values_list("year", flat=True)
        return [(str(year), f"{year} 年") for year in years.distinct()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        return queryset.filter(commendation__year=int(chosen)) if chosen and chosen.isdecimal() else queryset


class IdsFirst(Paginator):
    """Goes past the rows of earlier pages by their ids alone, and not by all that a line shows of each."""

    def page(self, number: Any) -> Any:
        number = self.validate_number(number)
        rows: Any = self.object_list
        first = (number - 1) * self.per_page
        ids = list(rows.values_list("pk", flat=True)[first : first + self.per_page])
        return Page(rows.filter(pk__in=ids), number, self)


class RecordList(ChangeList):
    def get_queryset(self, request: HttpRequest, *args: Any, **kwargs: Any) -> QuerySet[Any]:
        return super().get_queryset(request, *args, **kwargs).defer(*NEVER_LISTED)


class ListsRecords(admin.ModelAdmin):
    list_filter = [
        StateFilter,
        "commendation__category",
        YearFilter,
        "recipient__kind",
        HolderFilter,
    ]
    list_select_related = ["recipient", "live", "working", "commendation__category", "handling__by"]
    list_per_page = 25
    paginator = IdsFirst
    show_full_result_count = False
    # Any other order reads all records for a page of twenty-five.
    sortable_by = ("tribute_count",)
    search_fields = [
        "live__title",
        "working__title",
        "recipient__name",
        "recipient__short_name",
        "recipient__region",
        "commendation__category__name",
        "commendation__year",
    ]
    search_help_text = "可以找标题、姓名或单位、表彰、年份、地区；几个词之间空一格。"
    ordering = ["-id"]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return RecordList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Record]:
        total = F("tributes_before") + Coalesce("tribute_total__total", 0)
        return super().get_queryset(request).annotate(tribute_count=total)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return super().get_search_results(request, queryset, YEAR.sub(r"\1", search_term))

    def get_list_display(self, request: HttpRequest) -> Any:
        """Offers what may be done about a set hour to those who may do it."""
        state = "state_with_steps" if request.user.has_perm("records.publish_record") else "state"
        return ["what", state, "holder", "tribute_count"]

    @admin.display(description="事迹和表彰", ordering="live__title")
    def what(self, record: Record) -> SafeString:
        # Without deeds its title is the name.
        about = "" if record.title == str(record.recipient) else record.recipient
        return format_html(
            '<span class="record-title">{}</span> {}<span class="record-award">{}</span>',
            record.title,
            format_html('<span class="record-of">{}</span> ', about) if about else "",
            record.commendation,
        )

    @admin.display(description="状态")
    def state(self, record: Record) -> SafeString:
        state = state_of(record)
        label = format_html('<span class="state is-{}">{}</span>', state, State.LABELS[state])
        since = moment(record, state)
        return format_html('{} <time datetime="{}">{}</time>', label, since.isoformat(), shown(since))

    @admin.display(description="状态")
    def state_with_steps(self, record: Record) -> SafeString:
        steps = scheduled_steps(record) if record.is_scheduled else ""
        return format_html('{} <span class="row-steps">{}</span>', self.state(record), steps)

    @admin.display(description="经手人")
    def holder(self, record: Record) -> str | SafeString:
        handling = handling_of(record)
        return staff_name(handling.by) if handling and handling.by else NOTHING

    @admin.display(description="致敬", ordering="tribute_count")
    def tribute_count(self, record: Record) -> int:
        return record.tribute_count  # type: ignore[attr-defined]


def moment(record: Record, state: str) -> Any:
    """Returns since when, or for a set hour until when, the record is as it is."""
    handling = handling_of(record)
    dates = {
        State.RETURNED: handling and handling.returned_at,
        State.SCHEDULED: record.published_at,
        State.PUBLISHED: record.published_at,
        State.WITHDRAWN: record.withdrawn_at,
    }
    written = record.working.written_at if record.working else record.updated_at
    return timezone.localtime(dates.get(state) or max(written, record.updated_at))


def shown(at: Any) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


SCHEDULED_STEPS = (
    ("reschedule", "改时间"),
    ("publish", "立即发布"),
    ("cancel_schedule", "取消定时"),
)


def scheduled_steps(record: Record) -> SafeString:
    return format_html_join(
        " ",
        '<a href="{}">{}</a>',
        (
            (reverse(f"admin:records_record_{step}", args=[record.pk]), label)
            for step, label in SCHEDULED_STEPS
        ),
    )
