"""A public record as a file for other programs: /records/1.json, .md, .txt, .jsonld.

Who asks for the award page with an `Accept` that prefers one of these is sent on to it.
"""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from records.api.contract import OPEN_TO_ALL
from records.exporting import ExportRefused
from records.exporting.record_files import MEDIA_TYPES, SERIALIZERS
from records.http.page_cache import public_page
from records.models import Record
from records.views.pages import withdrawn


@public_page
def record_file(request: HttpRequest, record_id: int, name: str) -> HttpResponse:
    found = Record.objects.published().whole().filter(pk=record_id).first()
    if found is None:
        return withdrawn(request, record_id)
    content_type = f"{MEDIA_TYPES[name]}; charset=utf-8"
    try:
        response = HttpResponse(SERIALIZERS[name](found), content_type=content_type)
    except ExportRefused as refused:
        plain = "text/plain; charset=utf-8"
        return HttpResponse(f"{refused}\n", content_type=plain, status=HTTPStatus.NOT_IMPLEMENTED)
    address = settings.SITE_URL + found.get_absolute_url()
    response["Link"] = f'<{address}>; rel="canonical"; type="text/html"'
    for header, value in OPEN_TO_ALL.items():
        response[header] = value
    return response
