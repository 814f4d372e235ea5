"""Keeps what was typed where a session ended while somebody typed: after the sign-in it can be sent again."""

import re
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from records.http.middleware import STAFF_ADDRESSES, Handler
from records.models.sessions import KeptForm, StaffSession

# The field in which a form that is sent again names what was kept of it.
AGAIN = "_kept"
SECRET_FIELD = re.compile(r"csrf|password|code|token|secret", re.IGNORECASE)


def keep_what_was_typed(get_response: Handler) -> Handler:
    """Keeps a form that is answered by the way to the sign-in, and leads on to it from there."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method != "POST" or not STAFF_ADDRESSES.match(request.path_info):
            return response
        if is_sent_to_sign_in(response):
            kept = keep(request, owner_of_ended_session(request))
            return HttpResponseRedirect(sign_in_first(kept)) if kept else response
        if response.status_code == HttpResponseRedirect.status_code:
            forget_sent_again(request)
        return response

    return handle


def is_sent_to_sign_in(response: HttpResponse) -> bool:
    return response.headers.get("Location", "").partition("?")[0] == reverse("admin:login")


def owner_of_ended_session(request: HttpRequest) -> Any:
    """Returns whose session it was that the browser still names; None where nobody's, or it was ended on purpose."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    ended = (
        StaffSession.objects.filter(session_key=key[:40], user__is_active=True).select_related("user").first()
    )
    return ended.user if ended else None


def keep(request: HttpRequest, user: Any) -> KeptForm | None:
    fields = [
        [name, value]
        for name, values in request.POST.lists()
        if not SECRET_FIELD.search(name) and name != AGAIN
        for value in values
    ]
    if user is None or not any(value for _, value in fields):
        return None
    return KeptForm.keep(user, request.get_full_path(), fields, had_files=bool(request.FILES))


def kept_of_same_site(request: HttpRequest) -> KeptForm | None:
    """Keeps what a member of staff sent from this site's own page, whatever token came with it."""
    is_own = request.headers.get("sec-fetch-site") == "same-origin"
    user = getattr(request, "user", None)
    if not is_own or user is None or not user.is_staff or not STAFF_ADDRESSES.match(request.path_info):
        return None
    return keep(request, user)


def sign_in_first(kept: KeptForm) -> str:
    page = reverse("admin:kept_form", args=[kept.pk])
    return f"{reverse('admin:login')}?{urlencode({'next': page})}"


def forget_sent_again(request: HttpRequest) -> None:
    number, user = request.POST.get(AGAIN, ""), cast(Any, request.user)
    if number.isdecimal() and len(number) < 19:
        KeptForm.objects.filter(pk=int(number), user_id=user.pk).delete()
