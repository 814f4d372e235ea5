"""Tells from the audit log what became of a thing, in words of the office: who, when, what, and never a bare number."""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from records.accounts.names import staff_name
from records.audit import Act
from records.models import AuditEntry, Record, Version

from .audit_log import Difference, parted

ENTRIES_PER_PAGE = 20
# What was only looked at, or refused, changed nothing.
CHANGING = (
    *(Act.ADDED, Act.CHANGED, Act.DELETED, Act.UPLOADED, Act.RESTORED),
    *(Act.BATCH_MADE, Act.IMPORTED, Act.REPLACED, Act.SET_ASIDE, Act.UNDONE),
    *(Act.SUBMITTED, Act.RETURNED, Act.PUBLISHED, Act.SCHEDULED, Act.UNSCHEDULED, Act.WITHDRAWN),
    *(Act.APPROVED, Act.CORRECTED, Act.DISCARDED, Act.HONOR_REVOKED, Act.HONOR_RESTORED, Act.MERGED),
    *(Act.VERSION_RESTORED, Act.VERSION_WITHHELD, Act.VERSION_SHOWN, Act.VERSION_ERASED),
)
# Of meaning to programs alone, or said by the act itself.
NOT_TOLD = {"订阅中的编号", "状态"}
ID_BEHIND = re.compile(r"^(.+)（\d+）$", re.DOTALL)
# Enough of what is alike to find the place in the text.
AROUND = 20
ERASED = "改动的文字不再显示：有一版的文字已被清除。"
NAMED_VERSION = re.compile(r"第 (\d+) 版")
NAMES_IN_A_LINE = 4


class Told(NamedTuple):
    """`version` is the heading that the entry stands under, empty where the thing has no versions."""

    version: str
    at: Any
    who: str
    address: str
    act: str
    differences: list[Difference]
    detail: str


def told(entry: AuditEntry, versions: Sequence[Version]) -> Told:
    about = version_of(entry, versions)
    erased = max((one.number for one in versions if one.erased_at), default=0)
    # What was erased was written in that version or before, and changed in the next.
    is_erased = about is not None and bool(erased and entry.changed) and about.number <= erased + 1
    return Told(
        heading(about) if about else "",
        entry.at,
        by_whom(entry),
        entry.address,
        entry.act_label,
        [] if is_erased else told_differences(entry),
        "：".join(filter(None, [entry.detail, ERASED if is_erased else ""])),
    )


def version_of(entry: AuditEntry, versions: Sequence[Version]) -> Version | None:
    """Finds the version, of those of a record in their order, that an entry names, or that was written at its hour."""
    named = NAMED_VERSION.search(entry.detail)
    for version in versions:
        if named and version.number == int(named[1]):
            return version
    writing = (one for one in versions if one.public_from is None or entry.at <= one.public_from)
    return next(writing, versions[-1] if versions else None)


def heading(version: Version) -> str:
    if version.public_from is None:
        return f"{version.name}，还没有公布"
    return f"{version.name}，{timezone.localtime(version.public_from):%Y-%m-%d %H:%M} 公布"


def by_whom(entry: AuditEntry) -> str:
    if entry.user is not None:
        return staff_name(entry.user)
    return f"{entry.who}（命令行）" if entry.command else entry.who or "—"


def told_differences(entry: AuditEntry) -> list[Difference]:
    found = []
    for name, (before, after) in entry.changed.items():
        if name in NOT_TOLD:
            continue
        one, other = plain(before), plain(after)
        if one == other:  # two that are named alike
            one, other = before, after
        found.append(Difference(name, *map(excerpt, parted(one, other))))
    return found


def plain(value: Any) -> Any:
    """Returns a value as people write it: a name without its number, a moment as a day and an hour."""
    if not isinstance(value, str):
        return value
    try:
        moment = parse_datetime(value) if len(value) > len("2026-01-01") else None
    except ValueError:
        moment = None
    if moment is not None and moment.tzinfo is not None:
        return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
    named = ID_BEHIND.match(value)
    return named[1] if named else value


def excerpt(parts: tuple[str, str, str] | None) -> tuple[str, str, str] | None:
    """Leaves of what is alike only what stands next to the difference."""
    if parts is None:
        return None
    head, middle, tail = parts
    return (
        f"…{head[-AROUND:]}" if len(head) > AROUND else head,
        middle,
        f"{tail[:AROUND]}…" if len(tail) > AROUND else tail,
    )


def names_of(entry: AuditEntry) -> str:
    """Names what was changed, in a line: 标题、第 1 章第 2 条 等 9 处."""
    names = [name for name in json.loads(entry.changes or "{}") if name not in NOT_TOLD]
    more = f" 等 {len(names)} 处" if len(names) > NAMES_IN_A_LINE else ""
    return "、".join(names[:NAMES_IN_A_LINE]) + more


def lines_about(models: Iterable[type[Model]]) -> QuerySet[AuditEntry]:
    kinds = {model._meta.label_lower for model in models}
    return AuditEntry.objects.filter(object_type__in=kinds, act__in=CHANGING).select_related("user")


def kin(model: type[Model]) -> list[type[Model]]:
    """Returns the model with those that are the same rows under other names, as people are recipients."""
    concrete: Any = model._meta.concrete_model
    return [concrete, *(one for one in concrete.__subclasses__() if one._meta.proxy)]


class HasHistory(admin.ModelAdmin):
    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        row = self.get_object(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        lines = lines_about(kin(self.model)).filter(object_id=str(row.pk))
        versions = list(row.versions.order_by("number")) if isinstance(row, Record) else []
        page = Paginator(lines.order_by("-number"), ENTRIES_PER_PAGE).get_page(request.GET.get("page"))
        context = self.admin_site.each_context(request) | {
            "title": f"历史：{row}",
            "opts": self.opts,
            "row": row,
            "page": page,
            "entries": [told(entry, versions) for entry in page],
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/records/history.html", context)
