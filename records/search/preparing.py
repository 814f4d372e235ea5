"""Prepares entries in a process of its own, which knows nothing of Django before it is asked to: hence late imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .entries import Prepared


def prepare(ids: list[int]) -> list[Prepared]:
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
    from .entries import BATCH_RECORDS, chunks, prepared, to_index

    return [prepared(record) for some in chunks(ids, BATCH_RECORDS) for record in to_index(some)]
