"""Tells those who watch over the site whether it is up, and whether it is ready to answer."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from records.tributes.verifying import last_check


@never_cache
@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Tells whether the database answers, migrations are applied, and what the last check of the ledger found."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return HttpResponse("database does not answer\n", status=503, content_type="text/plain")
    if waiting:
        return HttpResponse("migrations wait to be applied\n", status=503, content_type="text/plain")
    return HttpResponse(f"ok\n致敬账本：{last_check()}\n", content_type="text/plain; charset=utf-8")
