"""Makes the index's own table after migrations, with what is published in it."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection

from records.models import IndexedRecord, Record

from . import index, tables
from .rebuilding import rebuild


def install_index(using: str, plan: list[Any] | None = None, **_: Any) -> None:
    """Makes what is missing. A site that had records before it had an index gets it built here and now."""
    present = connection.introspection.table_names()
    if using != DEFAULT_DB_ALIAS or IndexedRecord._meta.db_table not in present:
        return  # migrated back to before there was one
    if index.TABLE not in present:
        tables.create()
        tables.complete()
    tables.install_triggers()
    tables.install_matching()
    if plan and not IndexedRecord.objects.exists() and Record.objects.published().exists():
        rebuild()
