"""Tells those who watch over the site whether it is up, and whether it is ready to answer.

Anyone may ask whether it is ready. What the reports say, and what measurements tell, is for those who watch over it:
they ask from the machine itself, or show the token of MONITOR_TOKEN.
"""

import ipaddress
import secrets
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from records.audit import verifying as audit_verifying
from records.backup.status import backup_report
from records.checks import pictures
from records.http.purging import caches_in_front
from records.models import Edition
from records.publishing import originals
from records.transparency.status import log_report
from records.tributes import verifying as ledger_verifying
from records.utils.migrations import waiting_migrations


def ledger_report() -> str:
    return f"致敬账本：{ledger_verifying.last_check()}"


def audit_report() -> str:
    return f"审计日志：{audit_verifying.last_check()}"


def caches_report() -> str:
    return f"前面的缓存：{caches_in_front().report(Edition.current())}"


def pictures_report() -> str:
    return f"图片：{pictures.last_check()}"


def originals_report() -> str:
    return f"原件：{originals.last_check()}"


# Each gives one line of the whole report.
REPORTS: list[Callable[[], str]] = [
    ledger_report,
    audit_report,
    backup_report,
    caches_report,
    pictures_report,
    originals_report,
    log_report,
]


@never_cache
@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Tells whether the database answers and migrations are applied; to those who watch over it, each report too."""
    try:
        waiting = waiting_migrations()
    except DatabaseError:
        return HttpResponse("database does not answer\n", status=503, content_type="text/plain")
    if waiting:
        return HttpResponse("migrations wait to be applied\n", status=503, content_type="text/plain")
    lines = ["ok", *(report() for report in REPORTS)] if is_watching(request) else ["ok"]
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8")


def is_watching(request: HttpRequest) -> bool:
    """Tells whether this comes from the machine itself, around every proxy, or bears the operator's token."""
    shown = request.headers.get("Authorization", "").encode()
    if settings.MONITOR_TOKEN and secrets.compare_digest(shown, f"Bearer {settings.MONITOR_TOKEN}".encode()):
        return True
    return is_loopback(request.META.get("REMOTE_ADDR", "")) and not came_through_a_proxy(request)


def is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def came_through_a_proxy(request: HttpRequest) -> bool:
    """Tells whether a proxy of this machine passed it on: then the loopback address is the proxy's, not the asker's."""
    return any(
        name in request.headers for name in ("X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "Via")
    )
