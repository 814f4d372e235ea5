"""Shows on a record's page what the checks find in it: of the text that is stored, and of what one types."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from records.checks.finding import Finding
from records.checks.running import LABELS, in_text, listed_words, of_record, without_passed
from records.checks.texts import RecordTexts, texts_of
from records.models import PassedFinding, Record
from records.presentation.passages import place_of
from records.publishing import PublishingRefused, pass_finding, take_back_pass

from .markdown import MAX_PREVIEWED_CHARACTERS, NOT_ALLOWED, may_edit
from .parts import whole_number

# So many fill a screen or two; whoever has mended these sees the others.
MAX_SHOWN = 60
CONTEXT_CHARACTERS = 14
GONE = "这一处已经不在了，可能文字已经改过。"


@dataclass(frozen=True)
class ShownFinding:
    """A finding with the words around it, and the field that it is mended in. Dots open and end what is cut."""

    finding: Finding
    before: str = ""
    behind: str = ""
    opening: str = ""
    ending: str = ""

    @property
    def label(self) -> str:
        return LABELS[self.finding.check]

    @property
    def place(self) -> str:
        return place_of(self.finding.path)

    @property
    def field(self) -> str:
        return f"id_{field_at(self.finding.path)}" if self.finding.path else ""

    @property
    def tool(self) -> str:
        """Says what a click does; quotes around a quote would be read with it."""
        mended = self.finding.mended or ""
        return f"改成“{mended}”" if len(mended) > 1 else f"改成 {mended}" if mended else "删去"

    @property
    def address(self) -> str:
        """Leads to what is mended on another page."""
        kind, _, pk = self.finding.link.partition("/")
        return reverse(f"admin:records_{kind}_change", args=[pk]) if pk else ""


def field_at(path: str) -> str:
    """Names the field on the record's page: its rows are counted from 0."""
    return "-".join(str(int(part) - 1) if part.isdecimal() else part for part in path.split("."))


def path_at(field: str) -> str:
    return ".".join(str(int(part) + 1) if part.isdecimal() else part for part in field.split("-"))


def shown_in(text: str, found: Finding) -> ShownFinding:
    if found.start == found.end:
        return ShownFinding(found)
    before = text[: found.start].rpartition("\n")[2]
    behind = text[found.end :].partition("\n")[0]
    opening, ending = ("…" if len(words) > CONTEXT_CHARACTERS else "" for words in (before, behind))
    return ShownFinding(found, before[-CONTEXT_CHARACTERS:], behind[:CONTEXT_CHARACTERS], opening, ending)


def shown(texts: RecordTexts, found: Iterable[Finding]) -> list[ShownFinding]:
    """Returns what must be mended first, then the others in the order of the record."""
    by_path = {one.path: one.text for one in texts.texts}
    in_order = {path: place for place, path in enumerate(by_path)}
    ordered = sorted(found, key=lambda one: (not one.must, in_order.get(one.path, len(in_order)), one.start))
    return [shown_in(by_path.get(one.path, ""), one) for one in ordered]


@dataclass(frozen=True)
class Panel:
    findings: list[ShownFinding]
    passed: list[PassedFinding]

    @property
    def must(self) -> int:
        return sum(one.finding.must for one in self.findings)

    @property
    def look(self) -> int:
        return len(self.findings) - self.must

    @property
    def listed(self) -> list[ShownFinding]:
        return self.findings[:MAX_SHOWN]

    @property
    def left(self) -> int:
        return len(self.findings) - len(self.listed)


def panel_of(record: Record, texts: RecordTexts | None = None) -> Panel:
    """Checks the record for its page, whose own block tells of pictures without words."""
    texts = texts or texts_of(record)
    passed = list(PassedFinding.objects.filter(record=record).select_related("by"))
    found = without_passed(of_record(texts, listed_words(), pictures=False), {one.key for one in passed})
    return Panel(shown(texts, found), passed)


class ShowsFindings(admin.ModelAdmin):
    def get_urls(self) -> list[URLPattern]:
        views = {"pass": self.pass_view, "take_back_pass": self.take_back_view}
        own = [
            path(f"<int:record_id>/{name}/", self.admin_site.admin_view(view), name=f"records_record_{name}")
            for name, view in views.items()
        ]
        return [*own, *super().get_urls()]

    def pass_view(self, request: HttpRequest, record_id: int) -> HttpResponse:
        """Lets one finding of the stored record pass."""
        record = self.edited(request, record_id)
        texts = texts_of(record)
        found = of_record(texts, listed_words(), pictures=False)
        chosen = next((one for one in found if one.key == request.POST.get("key")), None)
        by: Any = request.user
        try:
            if chosen is None:
                raise PublishingRefused(GONE)
            pass_finding(record, chosen, by=by, reason=request.POST.get("reason", ""))
        except PublishingRefused as refused:
            return self.answered(request, record, str(refused), is_error=True)
        return self.answered(request, record, "已略过，理由已记下。")

    def take_back_view(self, request: HttpRequest, record_id: int) -> HttpResponse:
        record = self.edited(request, record_id)
        by: Any = request.user
        take_back_pass(record, whole_number(request.POST.get("passed")), by=by)
        return self.answered(request, record, "已恢复这一处检查。")

    @staticmethod
    def edited(request: HttpRequest, record_id: int) -> Record:
        if request.method != "POST" or not request.user.has_perm("records.change_record"):
            raise PermissionDenied
        return get_object_or_404(Record.objects.with_names(), pk=record_id)

    def answered(
        self, request: HttpRequest, record: Record, said: str, *, is_error: bool = False
    ) -> HttpResponse:
        """Answers the page's script, or without one leads back to the page."""
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"said": said}, status=409 if is_error else 200)
        self.message_user(request, said, messages.ERROR if is_error else messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:records_record_change", args=[record.pk]))


# --- While one types ----------------------------------------------------------------------------------


@never_cache
@require_POST
def check_text(request: HttpRequest) -> JsonResponse:
    """Answers what is found in one field as it is typed; nothing is stored."""
    if not may_edit(request):
        return JsonResponse({"said": NOT_ALLOWED}, status=403)
    text = request.POST.get("content", "").replace("\r\n", "\n")
    if len(text) > MAX_PREVIEWED_CHARACTERS:
        return JsonResponse({"said": "正文太长，没有检查。"}, status=413)
    found = in_text(path_at(request.POST.get("field", "")), text, listed_words())
    record = whole_number(request.POST.get("record"))
    if found and record:
        passed = PassedFinding.objects.filter(record=record).values_list("key", flat=True)
        found = without_passed(found, set(passed))
    return JsonResponse({"findings": [as_json(text, one) for one in found[:MAX_SHOWN]]})


def as_json(text: str, found: Finding) -> dict[str, Any]:
    """Counts as browsers do: what lies beyond 16 bits is two characters there."""
    one = shown_in(text, found)
    start = len(text[: found.start].encode("utf-16-le", "surrogatepass")) // 2
    length = len(found.words.encode("utf-16-le", "surrogatepass")) // 2
    return {
        "label": one.label,
        "must": found.must,
        "start": start,
        "end": start + length,
        "opening": one.opening,
        "before": one.before,
        "words": found.words,
        "behind": one.behind,
        "ending": one.ending,
        "reason": found.reason,
        "mended": found.mended,
    }
