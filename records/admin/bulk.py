"""Moves many records on at once: asks once where the public will see it, and says once what was done."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from records.models import Record
from records.publishing import PublishingRefused, SeenAnother, publish, submit_for_review, take_as_seen

from .parts import whole_number
from .record_list import State, state_of

# Each is a transaction of its own, a few milliseconds: so many take some seconds.
MAX_AT_ONCE = 500
MAX_NAMED = 10
CHANGED_SINCE = "您看过之后又被修改了"


class MovesMany(admin.ModelAdmin):
    actions = ["submit_chosen", "publish_chosen"]

    @admin.action(description="送审所选的草稿", permissions=["change"])
    def submit_chosen(self, request: HttpRequest, queryset: QuerySet[Record]) -> None:
        if not self.too_many(request, queryset):
            self.tell_all(request, "送审", *taken(queryset, request.user, submit_draft))

    @admin.action(description="发布所选的记录…", permissions=["publish"])
    def publish_chosen(self, request: HttpRequest, queryset: QuerySet[Record]) -> HttpResponse | None:
        if self.too_many(request, queryset):
            return None
        if "confirmed" not in request.POST:
            return self.asked_of_many(request, queryset)
        chosen = list(queryset)
        seen = {record.pk: whole_number(request.POST.get(f"revision-{record.pk}")) for record in chosen}

        def publish_as_seen(record: Record, *, by: Any) -> None:
            take_as_seen(record, seen[record.pk], lambda: publish_draft(record, by=by))

        self.tell_all(request, "发布", *taken(chosen, request.user, publish_as_seen))
        return None

    def too_many(self, request: HttpRequest, queryset: QuerySet[Record]) -> bool:
        number = queryset.count()
        if number > MAX_AT_ONCE:
            self.message_user(
                request, f"一次最多 {MAX_AT_ONCE} 条，您选了 {number} 条。请分几次。", messages.ERROR
            )
        return number > MAX_AT_ONCE

    def asked_of_many(self, request: HttpRequest, queryset: QuerySet[Record]) -> HttpResponse:
        chosen = list(queryset)
        context = self.admin_site.each_context(request) | {
            "title": "发布所选的记录",
            "opts": self.opts,
            "ready": [record for record in chosen if not record.is_public],
            "public": [record for record in chosen if record.is_public],
            "states": State.LABELS,
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        for record in chosen:
            vars(record)["state_label"] = State.LABELS[state_of(record)]
        return TemplateResponse(request, "admin/records/record/publish_many.html", context)

    def tell_all(
        self, request: HttpRequest, step: str, done: list[Record], left: list[tuple[Record, str]]
    ) -> None:
        """Says it in one message: how many, and which were left, with the reason."""
        said = f"已{step} {len(done)} 条。" if done else f"没有{step}任何一条。"
        if left:
            named = "；".join(f"“{record}”{why.rstrip('。')}" for record, why in left[:MAX_NAMED])
            more = f"；等等，共 {len(left)} 条" if len(left) > MAX_NAMED else ""
            said += f"{len(left)} 条没有{step}：{named}{more}。"
        level = messages.SUCCESS if not left else messages.WARNING if done else messages.ERROR
        self.message_user(request, said, level)


def submit_draft(record: Record, *, by: Any) -> None:
    refuse_correction(record, "送审")
    submit_for_review(record, by=by)


def publish_draft(record: Record, *, by: Any) -> None:
    refuse_correction(record, "公布")
    publish(record, by=by)


def refuse_correction(record: Record, to_do: str) -> None:
    """Leaves corrections out: each has a note to the public of its own."""
    if record.live_id and record.working_id and not record.is_scheduled:
        raise PublishingRefused(f"公布过，改动要写更正说明，请在它的编辑页{to_do}")


def taken(
    records: Iterable[Record], by: Any, step: Callable[..., None]
) -> tuple[list[Record], list[tuple[Record, str]]]:
    """Takes the step with each by itself; returns those that took it, and the others with why not."""
    done: list[Record] = []
    left: list[tuple[Record, str]] = []
    for record in records:
        try:
            step(record, by=by)
        except SeenAnother:
            left.append((record, CHANGED_SINCE))
        except PublishingRefused as refused:
            left.append((record, str(refused).removeprefix("这条记录")))
        else:
            done.append(record)
    return done, left
