"""Staff's sessions (SESSION_ENGINE): each ends STAFF_IDLE_MINUTES after the last request, and after 12 hours in all.

The end stands in the database, where every process asks for it; the cookie only names the session.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from records.audit import Act, record_act
from records.http.client_address import client_address
from records.http.middleware import STAFF_ADDRESSES, Handler
from records.models.presence import Presence
from records.models.sessions import KeptForm, StaffSession

SIGNED_IN = "signed_in"  # when (seconds since 1970), from which address, with which browser
# Between password and second factor; a session of nobody's lasts no longer.
PENDING_LASTS = timedelta(minutes=10)
# So long an ended session tells whose form it was that came too late.
REMEMBERED = timedelta(days=1)
# The end is moved on at most so often: a write for each request would stand in the way of editors.
TOUCHED_EVERY = timedelta(minutes=1)
# Asked by a page that lies open, whether or not anybody sits before it.
UNATTENDED = re.compile(r"/admin/records/record/\d+/present/\Z")
MAX_AGENT_CHARACTERS = 300
MAX_KEY_CHARACTERS = 40


class SessionStore(DatabaseSessionStore):
    stored_end: datetime | None = None

    @classmethod
    def get_model_class(cls) -> type[StaffSession]:
        return StaffSession

    def create_model_instance(self, data: dict[str, Any]) -> StaffSession:
        made: Any = super().create_model_instance(data)
        made.user_id = data.get(SESSION_KEY)
        made.expire_date = end_of(data)
        found: StaffSession = made
        return found

    def _get_session_from_db(self) -> StaffSession | None:
        found: Any = super()._get_session_from_db()  # type: ignore[misc]
        self.stored_end = found.expire_date if found else None
        kept: StaffSession | None = found
        return kept

    def touch(self) -> None:
        """Moves the end on, without writing over what another request may have put into the session meanwhile."""
        end = end_of(dict(self.items()))
        if self.stored_end and end - self.stored_end >= TOUCHED_EVERY:
            StaffSession.objects.filter(session_key=self.session_key).update(expire_date=end)


def end_of(data: dict[str, Any]) -> datetime:
    now = timezone.now()
    if SESSION_KEY not in data:
        return now + PENDING_LASTS
    idle_ends = now + timedelta(minutes=settings.STAFF_IDLE_MINUTES)
    at = data.get(SIGNED_IN, {}).get("at")
    if at is None:
        return idle_ends
    return min(idle_ends, datetime.fromtimestamp(at, UTC) + timedelta(hours=settings.STAFF_SESSION_HOURS))


def note_sign_in(request: HttpRequest, **_: Any) -> None:
    """Notes when and from where; the signal of a sign-in calls it."""
    request.session[SIGNED_IN] = {
        "at": timezone.now().timestamp(),
        "address": client_address(request),
        "agent": request.headers.get("user-agent", "")[:MAX_AGENT_CHARACTERS],
    }
    long_ago = timezone.now() - REMEMBERED
    StaffSession.objects.filter(expire_date__lt=long_ago).delete()
    KeptForm.objects.filter(kept_at__lt=long_ago).delete()
    Presence.forget_before(long_ago)


def touch_sessions(get_response: Handler) -> Handler:
    """Lets a session live on while its owner asks for something."""

    def handle(request: HttpRequest) -> HttpResponse:
        session: Any = request.session
        if STAFF_ADDRESSES.match(request.path_info) and not UNATTENDED.match(request.path_info):
            if request.user.is_authenticated:
                session.touch()
            else:
                tell_of_end(request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))
        return get_response(request)

    return handle


def tell_of_end(key: str) -> None:
    """Tells the audit log, once, of a session that its owner comes back to too late, and empties it."""
    ended = StaffSession.objects.filter(
        session_key=key[:MAX_KEY_CHARACTERS], expire_date__lte=timezone.now(), user__isnull=False
    ).exclude(session_data="")
    if (found := ended.select_related("user").first()) and ended.update(session_data=""):
        record_act(Act.SESSION_ENDED, by=found.user)
