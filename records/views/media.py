"""Serves pictures: those that staff uploaded, and the marks that the operator was given."""

import mimetypes

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from records.http.page_cache import open_to_all, public_for_an_hour, public_page
from records.models import ShownPicture
from records.presentation.site_owner import mark_file


@open_to_all
@public_for_an_hour
def media(request: HttpRequest, name: str) -> HttpResponse:
    """Serves a picture that a public record shows. No other is known to the public."""
    if not ShownPicture.objects.is_public(name):
        raise Http404
    return stored_picture(name)


@never_cache
@require_safe
def media_for_staff(request: HttpRequest, name: str) -> HttpResponse:
    """Serves any picture to staff who may see records in the admin, for previews of what is not public."""
    user = request.user
    rights = ("records.view_record", "records.change_record", "records.add_record")
    if not (user.is_active and user.is_staff and any(map(user.has_perm, rights))):
        raise Http404
    return stored_picture(name)


def stored_picture(name: str) -> HttpResponse:
    """Answers with the whole of it, at most a few megabytes: a file read bit by bit would hold a thread."""
    try:
        with default_storage.open(f"images/{name}") as file:
            content = file.read()
    except OSError as error:
        raise Http404 from error
    return HttpResponse(content, content_type=mimetypes.guess_type(name)[0] or "image/webp")


@public_page
def mark(request: HttpRequest, name: str) -> HttpResponse:
    """Serves a mark that the operator was given, as the police badge beside the site's number."""
    if name not in settings.OPERATOR.marks:
        raise Http404
    return HttpResponse(mark_file(f"{name}.png").read_bytes(), content_type="image/png")
