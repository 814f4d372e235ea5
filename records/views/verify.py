"""/verify/: what a text, a citation, a fingerprint or a saved page is, in words. It works without scripts.

What is handed in is compared and forgotten: kept nowhere, in no log, by no cache.
"""

import io
from http import HTTPStatus
from typing import Any

import segno
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from records.http.body_limit import takes_bodies_of
from records.http.page_cache import CachePolicy, cached, public_answer_by, public_for_an_hour
from records.models import Recipient, Record, VersionSeal
from records.models.transparency import HASH_SHOWN
from records.presentation import json_ld as linked_data
from records.presentation.trail import Step, to
from records.presentation.variants import render_page
from records.transparency.matching.altered import others_in, others_in_deeds
from records.transparency.matching.answering import MOST_CHARACTERS, MOST_LINES, answer
from records.transparency.matching.citations import WHOLE, fingerprint_in, wrong_length_in
from records.transparency.matching.decisions import KnownDecision, decision_by
from records.transparency.matching.files import (
    MAX_BYTES,
    FileRefused,
    FileText,
    text_of,
    text_of_canonical,
)
from records.transparency.matching.fingerprints import entered_by, is_known, known_by
from records.transparency.matching.summary import summary
from records.utils.addresses import absolute

HEADING = "核对文字"
# What stands around a file and a text in a form.
FORM_BYTES = MAX_BYTES + 3 * 1024**2
TOO_LONG = f"文字超过 {MOST_CHARACTERS:,} 个字或 {MOST_LINES:,} 行，没有核对。请分几次贴。"
NOTHING = "还没有文字。请把要核对的文字、引文或指纹贴在框里，或者选一个文件。"
NO_FINGERPRINT = (
    f"指纹是数字和 a 至 f 的字母，至少 {HASH_SHOWN} 位，全长 {WHOLE} 位，"
    "如 3f2a 9c01 8d7e 1122。请再看一遍原件。"
)


@public_answer_by("f")
def ask(request: HttpRequest) -> HttpResponse:
    """Shows the form, or what a fingerprint is of: its address is printed on paper, and is asked for years later."""
    asked = request.GET.get("f", "")
    if not asked.strip():
        return page(request, "records/verify.html", {})
    digits = fingerprint_in(asked)
    if not digits:
        return page(request, "records/verify.html", {"problem": no_fingerprint(asked), "asked": asked[:200]})
    return of_fingerprint(request, digits)


def no_fingerprint(asked: str) -> str:
    length = wrong_length_in(asked)
    return f"{f'这像是指纹，却有 {length} 位。' if length else '这不像指纹。'}{NO_FINGERPRINT}"


@cached(CachePolicy(0.0, ("f",), is_kept=False))  # as `ask`, which answers to GET
@csrf_exempt  # the page is kept by caches and carries no token; what is posted changes nothing
@takes_bodies_of(FORM_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponseBase:
    return check(request) if request.method == "POST" else ask(request)


@never_cache
@sensitive_post_parameters()
def check(request: HttpRequest) -> HttpResponse:
    """Compares what was posted."""
    request.upload_handlers = [InMemory(request)]  # Django's own would write a larger file to the disk
    text, file = request.POST.get("text", ""), request.FILES.get("file")
    context: dict[str, Any] = {"text": text, "file_name": file.name if file else ""}
    try:
        found = text_of(file.read(), file.name or "") if file else FileText(text)
        if found.said is not None and not is_known(found.fingerprint):
            context |= {"altered": found.fingerprint, "others": others_in(found.said)}
            found = FileText(text_of_canonical(found.said))
    except FileRefused as refused:
        return page(request, "records/verify.html", {**context, "problem": f"{refused}"})
    digits = found.fingerprint or ("" if file else fingerprint_in(text))
    if digits:
        return of_fingerprint(request, digits, file_name=context["file_name"])
    if not file and wrong_length_in(text):
        return page(request, "records/verify.html", {**context, "problem": no_fingerprint(text)})
    if not found.text.strip() and not found.around.strip():
        return page(request, "records/verify.html", {**context, "problem": NOTHING})
    is_long = max(len(found.text), len(found.around) // 10) > MOST_CHARACTERS
    if is_long or found.text.count("\n") > MOST_LINES or found.around.count("\n") > 10 * MOST_LINES:
        return page(request, "records/verify.html", {**context, "text": "", "problem": TOO_LONG})
    said = answer(found.text, found.around)
    if found.deeds and len(said.found) == 1:
        context["others"] = others_in_deeds(found.deeds, said.found[0].record, said.found[0].version)
    about = [record.recipient for record in said.records]
    context |= {"answer": said, "summary": summary(said, len(context.get("others", ())))}
    return page(request, "records/verify_answer.html", context, about)


def of_fingerprint(request: HttpRequest, digits: str, file_name: str = "") -> HttpResponse:
    """Says what the fingerprint is of; of a file it was made anew from its bytes."""
    known = known_by(digits)
    if known is None and (decision := decision_by(digits)):
        return of_decision(request, digits, decision)
    entered = known.entered if known else entered_by(digits)
    context: dict[str, Any] = {"digits": digits, "known": known, "entered": entered, "file_name": file_name}
    about = [known.record.recipient] if known else []
    if entered:
        of = Record.objects.published().with_names().filter(pk=entered.record).first()
        context["entered_record"] = of
        about += [of.recipient] if of else []
    is_there = known or entered or request.method == "POST"
    status = HTTPStatus.OK if is_there else HTTPStatus.NOT_FOUND  # which nobody keeps: it may be known soon
    return page(request, "records/verify_fingerprint.html", context, about, status)


def of_decision(request: HttpRequest, digits: str, known: KnownDecision) -> HttpResponse:
    context = {"digits": digits, "known": known, "commendation": known.commendation}
    return page(request, "records/verify_decision.html", context)


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    about: list[Recipient] | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    address = reverse("verify")
    trail = to(Step(HEADING, address))
    context |= {"heading": HEADING, "trail": trail, "most_megabytes": MAX_BYTES // 1024**2}
    is_form = template == "records/verify.html" and not context.get("problem")
    if is_form:
        context["linked_data"] = linked_data.page(HEADING, address, trail)
    shown = render_page(request, template, context, about=about or [], status=status)
    if not is_form:
        shown["X-Robots-Tag"] = "noindex"
    return shown


class InMemory(MemoryFileUploadHandler):
    """Keeps every file in memory: the body is bounded already."""

    def handle_raw_input(self, *_: Any, **__: Any) -> None:
        self.activated = True


@public_for_an_hour
def version_qr(request: HttpRequest, record_id: int, number: int) -> HttpResponse:
    """Serves the picture that the page has on paper: the address at which its fingerprint is looked up.

    A file of its own, which no screen asks for: in the page it would take a tenth of a first visit.
    """
    seal = get_object_or_404(VersionSeal, version__record=record_id, version__number=number)
    address = f"{absolute(reverse('verify'))}?f={seal.digits}"
    picture = io.BytesIO()
    segno.make(address, micro=False, error="m").save(picture, kind="svg", xmldecl=False, omitsize=True)
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")
