"""Ends a 公示 by the decision: whom objections struck, what the decision says, a look at all of it, and one button.

All stands in one form, which brings back what was chosen, so that a roll of any length is searched without a script.
"""

from typing import Any, NamedTuple

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.functional import cached_property

from records.admin.days import DayField
from records.admin.parts import whole_number
from records.models import Commendation, RollEntry
from records.publishing import PublishingRefused
from records.publishing.decisions import chinese
from records.publishing.rolls import confer, end_to_come

from .doubles import Doubles, doubles_of
from .step_forms import HANDED_IN, StepForm, line
from .steps import StepPages, given, page_of

MAX_FOUND = 50
MAX_REASON_CHARACTERS = RollEntry._meta.get_field("struck_reason").max_length or 0
FACTS = ("name", "issuer", "decided_on", "document_number")


class Strike(NamedTuple):
    """A name of the roll that is offered for striking, or chosen, with what was typed for it."""

    entry: RollEntry
    chosen: bool
    reason: str
    error: str = ""


class ConferForm(StepForm):
    """Asks for the decision; the names to be struck are posted beside, as `strike` and `reason-<id>`."""

    step = "作出表彰决定"
    name = line("决定名称", 200, "如：关于表彰……的决定。", required=False)
    issuer = line("授予机关", 200, "几个机关联合表彰的，按决定的次序以“、”隔开。", required=False)
    decided_on = DayField(
        label="决定日期", error_messages={"required": "请填写决定日期，它会显示在每个人的网页上。"}
    )
    document_number = line("文号", 100, "没有就留空。", required=False)
    quota = forms.IntegerField(
        label="决定所列总数",
        required=False,
        min_value=1,
        help_text="决定写明共表彰多少名（个）时填写，用来核对名单；没有写明就留空。",
    )
    publish_now = forms.BooleanField(
        label="同时公布名单",
        required=False,
        initial=True,
        help_text="不勾选，名单上的人先存为草稿，以后再公布；在那以前公众看不到这项表彰。",
    )

    def __init__(self, *args: Any, commendation: Commendation, **kwargs: Any) -> None:
        super().__init__(*args, commendation=commendation, **kwargs)
        self.initial = {**self.initial, **{name: getattr(commendation, name) for name in FACTS}}

    @property
    def strikes(self) -> list[Strike]:
        """Lists those that are chosen, each with its reason or what is wrong with it."""
        ids = {pk for one in self.posted("strike") if (pk := whole_number(one)) is not None}
        entries = self.commendation.entries.filter(pk__in=ids).select_related("group")
        return [Strike(entry, True, reason, wrong_with(reason)) for entry, reason in self.reasons(entries)]

    def reasons(self, entries: Any) -> list[tuple[RollEntry, str]]:
        return [(entry, str(self.data.get(f"reason-{entry.pk}", "")).strip()) for entry in entries]

    def posted(self, name: str) -> list[str]:
        return self.data.getlist(name) if hasattr(self.data, "getlist") else []

    @property
    def ends(self) -> str:
        """Gives the last day of the notice, where that has not passed yet: it is told, and to be confirmed."""
        end = end_to_come(self.commendation)
        return chinese(end) if end else ""

    @property
    def sought(self) -> str:
        return str(self.data.get("q", "")).strip()[:100]

    @cached_property
    def doubles(self) -> Doubles:
        """Finds who of those to be honored may be on the site, with what was chosen of each."""
        chosen = [strike.entry.pk for strike in self.strikes]
        return doubles_of(self.commendation.entries.standing().exclude(pk__in=chosen), self.data)

    def found(self) -> tuple[list[Strike], int]:
        """Gives the first of those that are sought and not chosen yet, and how many there are."""
        chosen = [strike.entry.pk for strike in self.strikes]
        entries = self.commendation.entries.standing().exclude(pk__in=chosen).select_related("group")
        for word in self.sought.split():
            named = Q(name__icontains=word) | Q(printed__icontains=word)
            entries = entries.filter(named | Q(post__icontains=word) | Q(region__icontains=word))
        return [Strike(entry, False, reason) for entry, reason in self.reasons(entries[:MAX_FOUND])], (
            entries.count()
        )

    def carry_out(self, commendation: Commendation, by: Any) -> str:
        data = self.cleaned_data
        struck = {strike.entry.pk: strike.reason for strike in self.strikes}
        facts = {name: data[name] for name in (*FACTS, "quota")}
        same = self.doubles.same
        honored = confer(
            commendation,
            by=by,
            struck=struck,
            publish_now=data["publish_now"],
            same=same,
            before_end="before_end" in self.data,
            **facts,
        )
        if settings.REVIEW_STEPS:
            return HANDED_IN
        without = f"，{len(struck)} 名不予表彰" if struck else ""
        state = "已经公布" if data["publish_now"] else "存为草稿，还没有公布"
        return f"已作出表彰决定：表彰 {honored} 名{without}，{state}。"


def wrong_with(reason: str) -> str:
    if not reason:
        return "请写明不予表彰的原因，只有工作人员看得到。"
    if len(reason) > MAX_REASON_CHARACTERS:
        return f"原因最多 {MAX_REASON_CHARACTERS} 字，现在是 {len(reason)} 字。"
    return ""


class ConferPage(StepPages):
    def step_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.confer_view)
        return [
            path("<int:commendation_id>/confer/", view, name="records_commendation_confer"),
            *super().step_urls(),
        ]

    def confer_view(self, request: HttpRequest, commendation_id: int) -> HttpResponse:
        """Asks first, then shows a summary with everything carried along, then acts."""
        commendation = self.for_step(request, commendation_id)
        form = ConferForm(given(request), commendation=commendation)
        wanted = next((button for button in ("_confer", "_next") if button in request.POST), "")
        strikes = form.strikes
        if not wanted:
            form.errors.clear()  # nothing is to be done yet: what lacks is told when it is
        if wanted and form.doubles.error:
            form.add_error(None, form.doubles.error)
        fits = bool(wanted) and form.is_valid() and not any(strike.error for strike in strikes)
        unconfirmed = bool(form.ends) and "before_end" not in request.POST
        if fits and wanted == "_confer":
            try:
                said = form.carry_out(commendation, request.user)
            except PublishingRefused as refused:
                form.add_error(None, str(refused))
            else:
                self.message_user(request, said, messages.SUCCESS)
                return HttpResponseRedirect(page_of(commendation))
        found, count = form.found()
        return self.step_page(
            request,
            commendation,
            form,
            "admin/records/commendation/confer.html",
            is_summary=fits and (wanted == "_next" or unconfirmed),
            tells_errors=bool(wanted),
            strikes=strikes,
            doubles=form.doubles,
            found=found,
            found_in_all=count,
            honored=commendation.entries.standing().count() - len(strikes),
        )
