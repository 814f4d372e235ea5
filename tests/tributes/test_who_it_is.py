"""The visitors who pay tribute: this site's only, known by a cookie, and to the ledger by nothing that names them."""

import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from records.models import Record, Tribute
from records.tributes.entries import fingerprint
from tests.factories import make_record

from .paying import SAME_ORIGIN, address, counted, pay

pytestmark = pytest.mark.django_db

# --- Where it comes from --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "https://testserver"},
        {"Referer": "https://elsewhere.example/records/1/"},
        {"Referer": "http://testserver.elsewhere.example/"},
        {"Referer": "http://[broken"},
        {},
    ],
    ids=str,
)
def test_a_post_that_is_not_from_this_site_is_refused(record: Record, headers: dict[str, str]) -> None:
    response = Client().post(address(record), headers=headers)
    assert response.status_code == 403
    assert "本站" in response.json()["error"]
    assert counted(record) == (0, 0)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Origin": "http://testserver"},
        {"Referer": "http://testserver/records/1/"},
        {"Origin": "http://127.0.0.1:8000"},
    ],
    ids=str,
)
def test_a_post_from_this_site_is_taken(record: Record, headers: dict[str, str]) -> None:
    assert Client().post(address(record), headers=headers).status_code == 201


# --- Identity -------------------------------------------------------------------------------------


def test_cookie_is_signed_and_out_of_reach_of_scripts(client: Client, record: Record) -> None:
    cookie = pay(client, record).cookies["visitor"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert len(cookie.value.split(":")[0]) == 32


def test_over_https_the_cookie_is_bound_to_this_very_host(
    settings: Any, client: Client, record: Record
) -> None:
    settings.HTTPS = True
    cookie = pay(client, record).cookies["__Host-visitor"]
    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")


def test_a_visitor_with_a_cookie_of_before_is_not_counted_again(
    settings: Any, client: Client, record: Record
) -> None:
    before = pay(client, record).cookies["visitor"].value
    settings.HTTPS = True
    answer = pay(client, record)
    assert (answer.status_code, counted(record)) == (200, (1, 1))
    assert answer.cookies["__Host-visitor"].value.split(":")[0] == before.split(":")[0]
    del client.cookies["visitor"]
    assert pay(client, record).status_code == 200


def test_a_damaged_cookie_of_the_new_name_leaves_the_one_of_before(client: Client, record: Record) -> None:
    pay(client, record)
    client.cookies["__Host-visitor"] = "damaged"
    assert pay(client, record).status_code == 200


@pytest.mark.parametrize("forged", ["", "0" * 32, "0" * 32 + ":1abc:signature", "x" * 4000, "\0"])
def test_forged_cookie_is_no_identity(record: Record, forged: str) -> None:
    client = Client()
    client.cookies["visitor"] = forged
    response = pay(client, record)
    assert response.status_code == 201
    assert response.cookies["visitor"].value != forged


def test_ledger_keeps_nothing_that_names_the_visitor(client: Client, record: Record) -> None:
    visitor = pay(client, record).cookies["visitor"].value.split(":")[0]
    pay(client, make_record())
    rows = [bytes(row) for row in Tribute.objects.values_list("visitor", flat=True)]
    assert len(set(rows)) == 2, "rows of one visitor can't be joined"
    assert all(len(row) == 32 and bytes.fromhex(visitor) not in row for row in rows)
    assert {field.name for field in Tribute._meta.fields} == {"id", "record", "visitor", "created_at"}


def test_what_the_ledger_keeps_depends_on_the_sites_own_key(settings: Any) -> None:
    known = fingerprint(1, "visitor")
    settings.SECRET_KEY = "another"
    assert fingerprint(1, "visitor") != known


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL commits durably by default")
def test_sqlite_writes_a_commit_to_the_disk_before_it_answers() -> None:
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)


# --- An attempt sent again ------------------------------------------------------------------------


def test_same_attempt_sent_again_after_a_lost_answer_is_not_counted_again(record: Record) -> None:
    attempt = "0123456789abcdef" * 2
    assert pay(Client(), record, attempt=attempt).status_code == 201
    assert pay(Client(), record, attempt=attempt).status_code == 200
    assert counted(record) == (1, 1)


@pytest.mark.parametrize("attempt", ["", "x" * 32, "0" * 31, "0" * 10_000, "０" * 32, "\0"])
def test_an_attempt_of_another_form_is_no_attempt(record: Record, attempt: str) -> None:
    pay(Client(), record, attempt=attempt)
    assert pay(Client(), record, attempt=attempt).status_code == 201


def test_a_large_upload_is_not_read(client: Client, record: Record) -> None:
    response = client.post(
        address(record), {"attempt": "0" * 32, "file": io.BytesIO(b"x" * 100)}, headers=SAME_ORIGIN
    )
    assert response.status_code == 201
    assert not hasattr(response.wsgi_request, "_post")
