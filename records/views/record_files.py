"""A public record as a file for other programs: /records/1.json, .md, .txt, .jsonld.

Who asks for the award page with an `Accept` that prefers one of these is sent on to it.
"""

import json
from collections.abc import Callable, Iterator
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from records.api.contract import OPEN_TO_ALL
from records.exporting import ExportRefused, export
from records.exporting.from_records import deeds_of
from records.http.page_cache import public_page
from records.models import Record
from records.presentation import json_ld as linked_data
from records.presentation.markdown import to_lines
from records.views.negotiation import MEDIA_TYPES
from records.views.pages import withdrawn


@public_page
def record_file(request: HttpRequest, record_id: int, name: str) -> HttpResponse:
    found = Record.objects.published().whole().filter(pk=record_id).first()
    if found is None:
        return withdrawn(request, record_id)
    content_type = f"{MEDIA_TYPES[name]}; charset=utf-8"
    try:
        response = HttpResponse(MAKERS[name](found), content_type=content_type)
    except ExportRefused as refused:
        plain = "text/plain; charset=utf-8"
        return HttpResponse(f"{refused}\n", content_type=plain, status=HTTPStatus.NOT_IMPLEMENTED)
    address = settings.SITE_URL + found.get_absolute_url()
    response["Link"] = f'<{address}>; rel="canonical"; type="text/html"'
    for header, value in OPEN_TO_ALL.items():
        response[header] = value
    return response


def as_json(record: Record) -> bytes:
    return export(deeds_of(record), "json")


def as_markdown(record: Record) -> bytes:
    return export(deeds_of(record), "md")


def as_linked_data(record: Record) -> str:
    return json.dumps(linked_data.whole(record), ensure_ascii=False, indent=2) + "\n"


def as_text(record: Record) -> str:
    return "\n\n".join(filter(None, paragraphs(record))) + "\n"


def paragraphs(record: Record) -> Iterator[str]:
    yield record.title
    yield f"{record.recipient.name}\n{record.commendation}"
    yield to_lines(record.introduction)
    for section in record.sections.all():
        yield section.title
        yield to_lines(section.lead)
        for measure in section.measures.all():
            yield measure.marker + to_lines(measure.text)
    yield to_lines(record.closing)
    yield f"材料来源：{record.source}" if record.source else ""
    yield settings.SITE_URL + record.get_absolute_url()


MAKERS: dict[str, Callable[[Record], bytes | str]] = {
    "json": as_json,
    "md": as_markdown,
    "txt": as_text,
    "jsonld": as_linked_data,
}
