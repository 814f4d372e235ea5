"""Which form of a record a program prefers to its web page."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers

from records.exporting.record_files import MEDIA_TYPES

NAMES = {media_type: name for name, media_type in MEDIA_TYPES.items()}


def sent_to_file(request: HttpRequest, record_id: int) -> HttpResponse | None:
    """To the record in the form that `Accept` prefers; None where that is the web page."""
    preferred = request.get_preferred_type(["text/html", *NAMES])
    if preferred not in NAMES:
        return None
    there = redirect("record_file", record_id, NAMES[preferred])
    there.status_code = HTTPStatus.SEE_OTHER
    patch_vary_headers(there, ["Accept"])
    return there
