"""The version of public content: by it every page, count and list that is kept knows whether it still holds."""

from datetime import datetime

from django.db.models import Subquery

from records.http.purging import caches_in_front
from records.models import Edition, Record


def content_version() -> tuple[int, datetime | None]:
    """Returns a value that differs whenever the public may see something else: a new edition, or an hour set for
    publication.

    One query. When that hour comes no row changes; but then the latest publication is another.
    """
    latest = Record.objects.published().latest_first().values("published_at")[:1]
    return Edition.objects.values_list("number", Subquery(latest)).get()


def purge_older_pages() -> None:
    """Purges caches in front if content has changed since they were last purged, as by a command while no site ran."""
    caches = caches_in_front()
    edition = Edition.objects.values_list("number", flat=True).first() if caches.are_known else None
    if edition is not None:
        caches.purge_if_older(edition)
