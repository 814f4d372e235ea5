"""How SQLite says that it goes about a query: a few records are found by their ids, however many there are, and a long
list is read from where it begins.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from records.models import Recipient, Record
from records.search.rebuilding import rebuild
from records.search.reindexing import reindex
from records.tributes import ledger
from tests.factories import make_commendation, make_recipient, make_record

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="PostgreSQL knows how many records are published."
    ),
]


@pytest.fixture
def records() -> list[int]:
    """As many as a query is made for at once: what SQLite holds to be shorter depends on that."""
    ids = [make_record(recipient=make_recipient(f"样例街道{number}")).pk for number in range(30)]
    reindex(ids)
    return ids


def going_through_all_published(queries: CaptureQueriesContext) -> Iterator[str]:
    """The queries that name ids and are answered from the index by status all the same."""
    for query in queries.captured_queries:
        sql = query["sql"]
        if (
            sql.startswith("SELECT")
            and 'FROM "records_record"' in sql
            and '"records_record"."id" IN (' in sql
            and any("(status=?" in step for step in plan_of(sql))
        ):
            yield sql


def plan_of(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return [step for *_, step in cursor.fetchall()]


def queries_of(client: Client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in queries]


@contextmanager
def found_by_ids() -> Iterator[None]:
    with CaptureQueriesContext(connection) as queries:
        yield
    assert any('"records_record"."id" IN (' in query["sql"] for query in queries.captured_queries)
    assert not list(going_through_all_published(queries))


@pytest.mark.parametrize(
    "address", ["/search/", "/search/?q=街道", "/search/suggest/?q=街道", "/api/v1/records/"]
)
def test_records_of_a_page_are_found_by_their_ids(address: str, records: list[int], client: Client) -> None:
    with found_by_ids():
        assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "work",
    [ledger.lock_public_records, reindex, lambda ids: rebuild()],
    ids=["tributes are counted", "the index follows", "the index is rebuilt"],
)
def test_records_are_found_by_their_ids_where(
    work: Callable[[list[int]], object], records: list[int]
) -> None:
    ledger.public_records.cache_clear()
    with found_by_ids():
        work(records)


@pytest.mark.parametrize("where", ["first page", "further page"])
def test_what_changed_is_read_in_its_order_and_never_sorted(
    where: str, records: list[int], client: Client
) -> None:
    address = "/api/v1/records/?limit=2&updated_since=2000-01-01T00:00:00Z"
    if where == "further page":
        address = client.get(address).json()["next"]
    plans = [plan_of(sql) for sql in queries_of(client, address) if '"changed_at"' in sql]
    assert plans
    assert all("USING INDEX record_by_change" in plan[0] for plan in plans)
    assert not [step for plan in plans for step in plan if "TEMP B-TREE" in step]


@pytest.mark.parametrize(
    ("address", "index"),
    [("/years/2011/?page=2", "record_by_commendation"), ("/places/?in=甲省&page=2", "indexed_by_region")],
)
def test_further_page_of_a_list_passes_over_ids_in_an_index(
    address: str, index: str, records: list[int], client: Client
) -> None:
    Record.objects.update(commendation=make_commendation(year=2011))
    Recipient.objects.update(region="甲省")
    reindex(records)
    (passing,) = [sql for sql in queries_of(client, address) if "OFFSET 20" in sql]
    (plan,) = plan_of(passing)
    assert f"USING COVERING INDEX {index}" in plan


@pytest.mark.parametrize("kind", ["recipient", "place"])
def test_few_records_are_found_by_an_index_not_among_all(
    kind: str, records: list[int], client: Client
) -> None:
    recipient = Record.objects.get(pk=records[0]).recipient
    Recipient.objects.filter(pk=recipient.pk).update(region="甲省")
    reindex(records)
    address, condition, index = {
        "recipient": (
            recipient.get_absolute_url(),
            f'"recipient_id" = {recipient.pk}',
            "record_by_recipient",
        ),
        "place": ("/places/?in=甲省", "\"region\" IN ('甲省')", "indexed_by_region"),
    }[kind]
    plans = [plan_of(sql) for sql in queries_of(client, address) if condition in sql]
    assert plans
    assert all(any(index in step for step in plan) for plan in plans)


@pytest.mark.parametrize("address", ["/organizations/", "/organizations/?initial=Y"])
def test_names_are_read_in_their_order_and_never_sorted(
    address: str, records: list[int], client: Client
) -> None:
    (listing,) = [sql for sql in queries_of(client, address) if '"pinyin" ASC' in sql]
    plan = plan_of(listing)
    assert "recipient_by_pinyin" in plan[0]
    assert any("USING COVERING INDEX record_by_recipient" in step for step in plan)
    assert not [step for step in plan if "TEMP B-TREE" in step]


def test_letters_are_asked_for_by_their_index(records: list[int], client: Client) -> None:
    (asking,) = [sql for sql in queries_of(client, "/people/") if sql.count("EXISTS") > 53]
    plan = plan_of(asking)
    assert sum("recipient_by_pinyin" in step for step in plan) == 54


def test_places_are_counted_from_an_index_alone(records: list[int], client: Client) -> None:
    queries = queries_of(client, "/places/")
    (counting,) = [sql for sql in queries if "GROUP BY" in sql and '"region"' in sql]
    (plan,) = plan_of(counting)
    assert "USING COVERING INDEX indexed_by_region" in plan
