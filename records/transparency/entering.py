"""Enters what is told in the log, at its end.

Whoever writes holds the edition's lock, as all do who change what the public reads: so entries are numbered without a
gap, in the order in which they are committed.
"""

import json
from collections.abc import Iterable
from datetime import UTC
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from records.models import Edition, LogLeaf

from .canonical import canonical

NEXT_INDEX = f'SELECT COALESCE(MAX("index") + 1, 0) FROM {LogLeaf._meta.db_table}'
Told = dict[str, Any]


@transaction.atomic
def append(told: Iterable[Told]) -> None:
    """Adds entries at the end. `told` holds all of each but the time."""
    Edition.lock_for_writing()
    add(told)


def add(told: Iterable[Told]) -> int:
    """Does so for one who holds the edition's lock; returns the number of the first."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT_INDEX)
        first = int(cursor.fetchone()[0])
    moment = timezone.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    LogLeaf.objects.bulk_create(
        LogLeaf(index=index, entry=canonical({"at": moment, **one}).decode())
        for index, one in enumerate(told, first)
    )
    return first


def written(facts: Told) -> str:
    """Writes what a seal keeps beside the rows."""
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
