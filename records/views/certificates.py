"""The sheet of a record: its honor on one page of paper, which leads back to the record."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from records.exporting.certificate.making import SheetBusy, SheetRefused, forget, made
from records.http.page_cache import public_answer_by
from records.models import Record, VersionSeal
from records.transparency.entries import is_vouched_for
from records.utils.addresses import absolute

from .records import withdrawn
from .transparency import PLAIN

View = Callable[..., HttpResponseBase]
NOT_SEALED = "这一版刚刚公布，还没有封存。请过一分钟再试。"
DIFFERS = (
    "这一版的文字与公开日志里的指纹不符，所以没有做记录单。请告诉网站的管理员：数据库可能被人绕过网站改动过。"
)


def unless_refused(view: View) -> View:
    """Says why there is no sheet, in an answer that no cache keeps."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        headers = {"Cache-Control": "no-store"}
        try:
            return view(request, *args, **kwargs)
        except SheetRefused as refused:
            return HttpResponse(f"{refused}\n", content_type=PLAIN, status=501, headers=headers)
        except SheetBusy as busy:
            headers["Retry-After"] = "30"
            return HttpResponse(f"{busy}\n", content_type=PLAIN, status=503, headers=headers)

    return answer


@unless_refused
@public_answer_by()  # kept as a file: in memory it would take the place of five pages
def certificate(request: HttpRequest, record_id: int) -> HttpResponse:
    found = Record.objects.published().whole().filter(pk=record_id).first()
    if found is None:
        forget(record_id)
        return withdrawn(request, record_id)
    seal = VersionSeal.objects.filter(version=found.live_id).first()
    if seal is None or found.live is None:
        raise SheetBusy(NOT_SEALED)
    seal.version = found.live
    if not is_vouched_for(seal):
        raise SheetBusy(DIFFERS)
    response = HttpResponse(made(found, seal), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="record-{record_id}.pdf"'
    response["Link"] = f'<{absolute(found.get_absolute_url())}>; rel="canonical"; type="text/html"'
    return response
