"""Serves pictures: those that staff uploaded, and the marks that the operator was given."""

import mimetypes
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from records.http.page_cache import open_to_all, public_for_an_hour, public_page
from records.models import ShownPicture, SitePage, SiteSettings
from records.models.pictures import PICTURES_ADDRESS
from records.presentation.pictures import narrowed, stored
from records.presentation.site_owner import mark_file
from records.utils.pictures import PictureRefused, PicturesBusy

from .decisions import is_named_in_public

View = Callable[..., HttpResponseBase]


def unless_busy(view: View) -> View:
    """Asks who comes while too many pictures are made narrower to come again; no cache keeps that."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except PicturesBusy:
            headers = {"Retry-After": "10", "Cache-Control": "no-store"}
            return HttpResponse("网站正在处理别的图片，请稍后再看。", status=503, headers=headers)

    return answer


@open_to_all
@unless_busy
@public_for_an_hour
def media(request: HttpRequest, name: str, width: str | None = None) -> HttpResponse:
    """Serves a picture that a public record shows, or the site itself. No other is known to the public."""
    if not (ShownPicture.objects.is_public(name) or is_of_the_site(name)):
        raise Http404
    return stored_picture(name, width)


def is_of_the_site(name: str) -> bool:
    """Tells whether it is the operator's mark, or stands on one of the site's own pages or in a decision."""
    address = PICTURES_ADDRESS + name
    return (
        SiteSettings.objects.filter(mark=address).exists()
        or SitePage.objects.public().filter(text__contains=address).exists()
        or is_named_in_public(address)
    )


@unless_busy
@never_cache
@require_safe
def media_for_staff(request: HttpRequest, name: str, width: str | None = None) -> HttpResponse:
    """Serves any picture to staff who may see records in the admin, for previews of what is not public."""
    user = request.user
    rights = ("records.view_record", "records.change_record", "records.add_record")
    if not (user.is_active and user.is_staff and any(map(user.has_perm, rights))):
        raise Http404
    return stored_picture(name, width)


def stored_picture(name: str, width: str | None) -> HttpResponse:
    """Answers with the whole of it, at most a few megabytes: a file read bit by bit would hold a thread."""
    try:
        content = narrowed(name, int(width)) if width else stored(name)
    except PicturesBusy:
        raise
    except (OSError, PictureRefused) as error:
        raise Http404 from error
    kind = None if width else mimetypes.guess_type(name)[0]
    return HttpResponse(content, content_type=kind or "image/webp")


@public_page
def mark(request: HttpRequest, name: str) -> HttpResponse:
    """Serves a mark that the operator was given, as the police badge beside the site's number."""
    if name not in settings.OPERATOR.marks:
        raise Http404
    return HttpResponse(mark_file(f"{name}.png").read_bytes(), content_type="image/png")
