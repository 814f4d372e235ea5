"""The application that the server runs: Django, and in front of it the layers that must be fast."""

import gc
import os
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "honors_site.settings")

django: Any = get_wsgi_application()

# Only now is Django set up.
from django.conf import settings  # noqa: E402

from records.audit import verifying as audit_log  # noqa: E402
from records.catalog.version import content_version  # noqa: E402
from records.checks import pictures as picture_check  # noqa: E402
from records.http.below_path import BelowPath  # noqa: E402
from records.http.body_limit import BodyConcurrencyLimit  # noqa: E402
from records.http.counters import RequestCounter, counts  # noqa: E402
from records.http.page_cache.middleware import PageCacheMiddleware  # noqa: E402
from records.http.page_cache.monitor import ChangeMonitor  # noqa: E402
from records.http.purging import PurgeBeforeAnswer, caches_in_front  # noqa: E402
from records.models import Edition  # noqa: E402
from records.publishing import originals  # noqa: E402
from records.transparency import stamping, totals  # noqa: E402
from records.transparency.signing import signer, started  # noqa: E402
from records.tributes import verifying as ledger  # noqa: E402
from records.tributes.fast_path import TributeFastPath  # noqa: E402
from records.utils.daily import AsksWhatIsDue  # noqa: E402

checks = [ledger.daily, audit_log.daily, picture_check.daily, originals.daily]
caches = caches_in_front()
# Where nobody watches for changes, the first request has to wake the signer of the log.
unwatched = [] if settings.PAGES_MEMORY_MB or caches.are_known else [started]
django = AsksWhatIsDue(django, [*checks, totals.daily, stamping.daily, *unwatched])
django = BodyConcurrencyLimit(django, max_bodies=settings.SERVER_THREADS // 2)


def content_changed(version: tuple[int, Any]) -> None:
    caches.changed(version[0])
    signer.wake()


monitor = ChangeMonitor(content_version, on_change=content_changed)
if caches.are_known:
    django = PurgeBeforeAnswer(django, caches, monitor, Edition.current)
pages: Any = RequestCounter(django)
if settings.PAGES_MEMORY_MB:
    pages = PageCacheMiddleware(django, monitor, max_bytes=settings.PAGES_MEMORY_MB * 1024**2)
application: Any = TributeFastPath(pages)
if settings.SITE_PATH:
    application = BelowPath(application, settings.SITE_PATH)

counts.take_row()

# Everything loaded until now stays; the garbage collector need not look at it again and again.
gc.collect()
gc.freeze()
