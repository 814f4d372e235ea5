"""Limits guesses of passwords and codes, on top of django-axes: its table, its lock page, its signal.

axes counts a guess after the password was looked at, so sixteen at once are all looked at. Here it is counted before,
under a lock, and a right one clears the count. IPv6 addresses count by /64. Beside the limit for one name from one
address stands a wider one for all names from it.
"""

from http import HTTPStatus
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from axes.signals import user_locked_out
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from records.http.client_address import client_address, network_of

from .hashing import WAIT_SECONDS, HashingBusy

# No address comes over a Unix socket; these share a count.
UNKNOWN_ADDRESS = "0.0.0.0"  # noqa: S104 — nothing listens on it
COUNTED_HERE = ""  # axes would keep a row for each browser, as many as a guesser names


def guessing_address(request: HttpRequest) -> str:
    return network_of(client_address(request)) or UNKNOWN_ADDRESS


def counted(request: HttpRequest, name: str) -> Any:
    """Finds the one row that counts guesses of this name from here."""
    return AccessAttempt.objects.filter(
        username=name, ip_address=guessing_address(request), user_agent=COUNTED_HERE
    )


def limit_reached(request: HttpRequest, name: str) -> bool:
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    recent = AccessAttempt.objects.filter(ip_address=guessing_address(request), attempt_time__gte=since)
    guesses = recent.aggregate(
        of_name=Sum("failures_since_start", filter=Q(username=name)), of_all=Sum("failures_since_start")
    )
    return (guesses["of_name"] or 0) >= settings.AXES_FAILURE_LIMIT or (
        (guesses["of_all"] or 0) >= settings.GUESSES_PER_ADDRESS
    )


def count_guess(request: Any, name: str) -> bool:
    """Counts a guess that is about to be looked at; False, and nothing counted, where the limit is reached.

    Notes whether this one reaches it: should it be wrong, the lock falls with it.
    """
    # Asked first without a lock: a flood of refused guesses keeps no writer waiting.
    if limit_reached(request, name):
        return False
    with transaction.atomic():
        lock_address(guessing_address(request))
        if limit_reached(request, name):
            return False
        now = timezone.now()
        one_more = {"failures_since_start": F("failures_since_start") + 1, "attempt_time": now}
        expired = Q(attempt_time__lt=now - settings.AXES_COOLOFF_TIME)
        counted(request, name).filter(expired).delete()
        if not counted(request, name).update(**one_more):
            AccessAttempt.objects.create(
                username=name,
                ip_address=guessing_address(request),
                user_agent=COUNTED_HERE,
                attempt_time=now,
                failures_since_start=1,
            )
        request.reaches_limit = limit_reached(request, name)
    return True


def lock_falls(request: Any, name: str) -> bool:
    """Tells whether the lock falls with this guess, which was wrong.

    Of guesses that come together all find the limit reached, one has reached it. It is asked again here, since a
    right guess may have cleared the count meanwhile.
    """
    return getattr(request, "reaches_limit", False) and limit_reached(request, name)


def lock_address(address: str) -> None:
    """Lets guesses from one address come one after the other until the transaction ends; SQLite has one writer."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"sign-in from {address}"])


def give_back_guess(request: HttpRequest, name: str) -> None:
    """Uncounts a guess that was not looked at after all."""
    counted(request, name).filter(failures_since_start__gt=0).update(
        failures_since_start=F("failures_since_start") - 1
    )


def forget_guesses(request: HttpRequest, name: str) -> None:
    AccessAttempt.objects.filter(username=name, ip_address=guessing_address(request)).delete()


def lock_out(request: Any, name: str) -> HttpResponse:
    """Answers with the page of the lock, which axes' middleware puts in the place of this answer."""
    request.axes_locked_out, request.axes_credentials = True, {"username": name}
    return HttpResponse(status=settings.AXES_HTTP_RESPONSE_CODE)


def tell_of_lock(request: Any, name: str) -> None:
    """Tells once that a lock falls: by this number listeners know it from a guess that is refused later."""
    request.axes_failures_since_start = settings.AXES_FAILURE_LIMIT
    user_locked_out.send("axes", request=request, username=name, ip_address=guessing_address(request))


def name_in(credentials: Any) -> str:
    return str((credentials or {}).get("username") or "")


class SignInLimits(AxesDatabaseHandler):
    """Answers axes, which asks before a password is looked at, and tells what came of it."""

    def is_allowed(self, request: Any, credentials: Any = None) -> bool:
        request.guessed_name = name_in(credentials)
        return count_guess(request, request.guessed_name)

    def user_login_failed(self, sender: Any, credentials: Any, request: Any = None, **kwargs: Any) -> None:
        if request is None:
            return
        name = name_in(credentials)
        self.clean_expired_user_attempts(request, credentials)
        refused = request.axes_locked_out
        if not refused and not lock_falls(request, name):
            return
        lock_out(request, name)
        if not refused:  # told once, not with each guess that is refused from now on
            tell_of_lock(request, name)

    def user_logged_in(self, sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
        forget_guesses(request, user.get_username())

    def user_logged_out(self, sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
        pass


class BusyAnswers:
    """Answers, as a middleware, in words where so many passwords are being checked that no more fit."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer: HttpResponse = self.get_response(request)
        return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, HashingBusy):
            return None
        if name := getattr(request, "guessed_name", ""):
            give_back_guess(request, name)
        answer = render(request, "admin/busy.html", status=HTTPStatus.SERVICE_UNAVAILABLE)
        answer["Retry-After"] = str(WAIT_SECONDS)
        return answer
