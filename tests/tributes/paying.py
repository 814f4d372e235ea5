"""Paying tribute and taking it back as a browser does, and what the ledger then holds."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.test import Client

from records.models import Record, Tribute, TributeTotal

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
FORM = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
ATTEMPT = "0123456789abcdef" * 2


def address(record: Record) -> str:
    return f"/records/{record.pk}/tribute/"


def pay(client: Client, record: Record, headers: dict[str, str] | None = None, **form: str) -> Any:
    body, kind = urlencode(form), "application/x-www-form-urlencoded"
    return client.post(address(record), body, content_type=kind, headers=SAME_ORIGIN | (headers or {}))


def withdraw(client: Client, record: Record, headers: dict[str, str] | None = None) -> Any:
    return client.post(f"{address(record)}withdraw/", headers=SAME_ORIGIN | (headers or {}))


def counted(record: Record) -> tuple[int, int]:
    """(rows of the ledger, its total): always the same number."""
    total = TributeTotal.objects.filter(pk=record.pk).values_list("total", flat=True).first() or 0
    return Tribute.objects.filter(record=record).count(), total


def in_threads(times: int, act: Callable[[int], Any]) -> list[Any]:
    """Returns the results of `times` threads, all at it together and each with a connection of its own."""

    def one(number: int) -> Any:
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))
