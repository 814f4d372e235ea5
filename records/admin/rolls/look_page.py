"""Shows how a roll was read, before anything is written: its columns, its doubts, and one button that saves it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import DataError, IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from records.deeds import DeedsError
from records.importing.bounded import ReadersBusy
from records.importing.bounded_rolls import BoundedRoll, read_bounded
from records.models import Commendation
from records.publishing import PublishingRefused
from records.publishing.changing import may_publish
from records.publishing.rolls import SavedRoll, save_roll
from records.utils.files import hashed

from . import looking, mapping
from .upload_page import UploadPage
from .waiting import HOURS_KEPT, Waiting, find

ROWS_PER_PAGE = 100
ENTRIES_SHOWN = 20
# A request saves no more; the command does.
MAX_ENTRIES = 20_000


class LookPage(UploadPage):
    def look_view(self, request: HttpRequest, token: str) -> HttpResponse:
        """Shows on GET; on POST takes what was chosen, and saves the roll where that was asked for."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        by: Any = request.user
        waiting = find(token, by.pk)
        commendation = commendation_of(waiting)
        if waiting is None or commendation is None:
            gone = f"这份名单已经导入过，或等了超过 {HOURS_KEPT} 小时，没有留下。请重新上传。"
            self.message_user(request, gone, messages.WARNING)
            return redirect("admin:records_rollimport_add")
        if "_discard" in request.POST:
            waiting.forget()
            self.message_user(request, f"没有导入“{waiting.name}”，网站上什么也没有写。")
            return redirect("admin:records_commendation_change", commendation.pk)
        try:
            roll = self.read(waiting)
        except (DeedsError, ReadersBusy) as error:
            self.message_user(request, str(error), messages.ERROR)
            return redirect("admin:records_rollimport_add")
        if request.method == "POST":
            return self.take(request, waiting, commendation, roll)
        return self.look_page(request, waiting, commendation, roll)

    def read(self, waiting: Waiting) -> BoundedRoll:
        layouts = mapping.to_read(waiting)
        return read_bounded(waiting.data, waiting.name, pasted=waiting.pasted, layouts=layouts)

    # --- What was chosen ---------------------------------------------------------------------------------

    def take(
        self, request: HttpRequest, waiting: Waiting, commendation: Commendation, roll: BoundedRoll
    ) -> HttpResponse:
        layouts = [layout.to_json() for layout in mapping.chosen_layouts(roll, waiting, request.POST)]
        before = [mapping.layout_of(roll, waiting, at).to_json() for at in range(len(roll.tables))]
        left_out = mapping.chosen_to_leave_out(roll, request.POST)
        if (layouts, left_out) != (before, waiting.left_out):
            waiting.layouts = [layout | {"guessed": False} for layout in layouts]
            waiting.left_out, waiting.choices = left_out, {}
            waiting.save()
            self.message_user(request, "已按新的读法重读，请再看一遍。")
            return HttpResponseRedirect(address_of(waiting))
        waiting.choices = looking.chosen(waiting, request.POST)
        waiting.save()
        if "_import" in request.POST:
            return self.saved(request, waiting, commendation, roll)
        page = request.POST.get("_page") or request.POST.get("page") or ""
        return HttpResponseRedirect(address_of(waiting, page))

    def saved(
        self, request: HttpRequest, waiting: Waiting, commendation: Commendation, roll: BoundedRoll
    ) -> HttpResponse:
        looked = looking.look(roll, waiting, commendation)
        settled = looking.settled(looked, roll, waiting.choices)
        refused = settled.refused
        if len(settled.entries) > MAX_ENTRIES:
            refused = [
                f"这份名单有 {len(settled.entries):,} 名，在网页上一次最多导入 {MAX_ENTRIES:,} 名。"
                "请拆成几份，或请管理员用命令 import_roll 导入。"
            ]
        done = None
        if not refused:
            done, refused = self.save(request, waiting, commendation, roll, settled)
        if done is None:
            return self.look_page(request, waiting, commendation, roll, refused)
        waiting.forget()
        self.message_user(request, done.message, messages.SUCCESS)
        return redirect("admin:records_rollimport_change", done.batch.pk)

    def save(
        self,
        request: HttpRequest,
        waiting: Waiting,
        commendation: Commendation,
        roll: BoundedRoll,
        settled: looking.Settled,
    ) -> tuple[SavedRoll | None, list[str]]:
        by: Any = request.user
        now = "publish_now" in request.POST and may_publish(by)
        try:
            return (
                save_roll(
                    commendation,
                    settled.entries,
                    by=by,
                    name=waiting.name,
                    quotas=roll.quotas,
                    same=settled.same,
                    doubles=settled.doubles,
                    publish_now=now,
                    files=[(waiting.file_name, hashed(waiting.data))],
                ),
                [],
            )
        except PublishingRefused as error:
            return None, str(error).splitlines()
        except (IntegrityError, DataError):
            return None, ["站上刚才有了别的改动，这份名单没有导入，什么也没有写。请再按一次“导入”。"]

    # --- The page ----------------------------------------------------------------------------------------

    def look_page(
        self,
        request: HttpRequest,
        waiting: Waiting,
        commendation: Commendation,
        roll: BoundedRoll,
        refused: list[str] | None = None,
    ) -> HttpResponse:
        looked = looking.look(roll, waiting, commendation)
        number = request.POST.get("page") or request.GET.get("page")
        entries = [looking.kinded(row.entry, waiting.choices) for row in roll.rows if row.ok and row.entry]
        context = self.admin_site.each_context(request) | {
            "title": f"导入名单：{waiting.name}",
            "opts": self.opts,
            "waiting": waiting,
            "commendation": commendation,
            "tables": mapping.shown_tables(roll, waiting),
            "looked": looked,
            "page": Paginator(looked.doubtful, ROWS_PER_PAGE).get_page(number),
            "general": looking.general(roll, waiting),
            "rest": waiting.choices.get(looking.REST, {}),
            "first": [(entry, told(entry.notes)) for entry in entries[:ENTRIES_SHOWN]],
            "kinds": looking.KINDS,
            "refused": refused or [],
            "may_publish": may_publish(request.user) and not commendation.is_notice,  # type: ignore[arg-type]
            "publish_now": "publish_now" in request.POST,
        }
        return TemplateResponse(request, "admin/rolls/look.html", context)


def commendation_of(waiting: Waiting | None) -> Commendation | None:
    if waiting is None:
        return None
    return Commendation.objects.select_related("category").filter(pk=waiting.commendation).first()


def told(notes: Mapping[str, str]) -> str:
    return "；".join(f"{name}：{value}" for name, value in notes.items())


def address_of(waiting: Waiting, page: str = "") -> str:
    address = reverse("admin:records_rollimport_look", args=[waiting.token])
    return f"{address}?{urlencode({'page': page})}" if page.isdecimal() else address
