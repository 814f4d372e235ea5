"""Serves pictures: those that staff uploaded, and the marks that the operator was given."""

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase

from records.http.page_cache import public_for_good, public_page
from records.presentation.site_owner import mark_file


@public_for_good
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serves a picture that staff uploaded; its name is made of its content, so it never changes."""
    if not default_storage.exists(f"images/{name}"):
        raise Http404
    return FileResponse(default_storage.open(f"images/{name}"))


@public_page
def mark(request: HttpRequest, name: str) -> HttpResponse:
    """Serves a mark that the operator was given, as the police badge beside the site's number."""
    if name not in settings.OPERATOR.marks:
        raise Http404
    return HttpResponse(mark_file(f"{name}.png").read_bytes(), content_type="image/png")
