"""致敬 over HTTP: who is counted, who is not, and what each is told."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from records.models import Record, Tribute, TributeTotal
from records.tributes import NetworkLimit, group_commit, rows
from records.tributes.entries import fingerprint
from records.tributes.limits import network_of
from tests.factories import make_record

pytestmark = pytest.mark.django_db

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
FORM = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def record() -> Record:
    return make_record()


def address(record: Record) -> str:
    return f"/records/{record.pk}/tribute/"


def pay(client: Client, record: Record, headers: dict[str, str] | None = None, **form: str) -> Any:
    body, kind = urlencode(form), "application/x-www-form-urlencoded"
    return client.post(address(record), body, content_type=kind, headers=SAME_ORIGIN | (headers or {}))


def counted(record: Record) -> tuple[int, int]:
    """(rows of the ledger, its total): always the same number."""
    total = TributeTotal.objects.filter(pk=record.pk).values_list("total", flat=True).first() or 0
    return Tribute.objects.filter(record=record).count(), total


def test_first_tribute_is_counted(client: Client, record: Record) -> None:
    response = pay(client, record)
    assert response.status_code == 201
    assert response.json() == {"count": 1, "counted": True}
    assert counted(record) == (1, 1)


def test_replayed_tribute_is_not_counted_again(client: Client, record: Record) -> None:
    pay(client, record)
    response = pay(client, record)
    assert response.status_code == 200
    assert response.json() == {"count": 1, "counted": False}
    assert counted(record) == (1, 1)


def test_two_browsers_count_two(record: Record) -> None:
    pay(Client(), record)
    assert pay(Client(), record).json()["count"] == 2


def test_one_browser_counts_once_for_each_record(client: Client, record: Record) -> None:
    pay(client, record)
    assert pay(client, make_record()).json() == {"count": 1, "counted": True}


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


def test_tributes_brought_along_are_in_the_number_and_not_in_the_ledger(client: Client) -> None:
    record = make_record(tributes_before=120)
    assert pay(client, record).json()["count"] == 121
    assert counted(record) == (1, 1)


def test_plain_form_is_sent_on_to_a_page_of_thanks(client: Client, record: Record) -> None:
    response = pay(client, record, FORM)
    assert response.status_code == 303
    assert response["Location"] == f"/records/{record.pk}/thanks/"
    assert "感谢" in client.get(response["Location"]).content.decode()


def test_reading_the_count_counts_nobody_and_sets_no_cookie(client: Client, record: Record) -> None:
    for method in (client.get, client.head):
        response = method(address(record))
        assert response.status_code == 200
        assert not response.cookies
    assert counted(record) == (0, 0)


def test_count_is_public_for_a_second(client: Client) -> None:
    record = make_record(tributes_before=8)
    response = client.get(address(record))
    answer = response.json()
    assert answer.keys() == {"record", "count", "as_of"}
    assert (answer["record"], answer["count"]) == (record.pk, 8)
    assert datetime.fromisoformat(answer["as_of"]) <= timezone.now()
    assert response["Cache-Control"] == "public, max-age=1"


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_other_methods_are_refused(client: Client, record: Record, method: str) -> None:
    response = getattr(client, method)(address(record), headers=SAME_ORIGIN)
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize("method", ["get", "post"])
def test_unknown_record_is_not_found(client: Client, method: str) -> None:
    response = getattr(client, method)("/records/987654/tribute/", headers=SAME_ORIGIN)
    assert response.status_code == 404
    assert "没有这条" in response.json()["error"]


def test_refused_form_leads_back_to_the_record_where_there_is_one(client: Client, record: Record) -> None:
    refused = client.post(address(record), headers={**FORM, "Sec-Fetch-Site": "cross-site"})
    assert refused.status_code == 403
    assert record.get_absolute_url() in refused.content.decode()
    unknown = client.post("/records/987654/tribute/", headers=FORM | SAME_ORIGIN)
    assert "/records/987654/" not in unknown.content.decode()


@pytest.mark.parametrize("status", ["draft", "review"])
def test_unpublished_record_takes_no_tribute(client: Client, status: str) -> None:
    record = make_record(status)
    assert pay(client, record).status_code == 404
    assert counted(record) == (0, 0)


def test_record_set_for_tomorrow_takes_no_tribute(client: Client) -> None:
    record = make_record(published_at=timezone.now() + timedelta(days=1))
    assert pay(client, record).status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_withdrawn_record_is_gone_and_takes_no_tribute(client: Client, method: str) -> None:
    record = make_record("withdrawn")
    response = getattr(client, method)(address(record), headers=SAME_ORIGIN)
    assert response.status_code == 410
    assert "撤回" in response.json()["error"]
    assert counted(record) == (0, 0)


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


# --- Who it is ------------------------------------------------------------------------------------


def test_cookie_is_signed_and_out_of_reach_of_scripts(client: Client, record: Record) -> None:
    cookie = pay(client, record).cookies["visitor"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert len(cookie.value.split(":")[0]) == 32


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


# --- Floods ---------------------------------------------------------------------------------------


def test_a_network_over_its_limit_is_told_when_to_come_back(settings: Any, record: Record) -> None:
    settings.TRIBUTES_PER_NETWORK = 2
    assert [pay(Client(), record).status_code for _ in range(3)] == [201, 201, 429]
    response = pay(Client(), record)
    assert 0 < int(response["Retry-After"]) <= 24 * 3600
    assert "没有计入" in response.json()["error"]
    assert counted(record) == (2, 2)


def test_over_the_limit_a_replay_is_still_a_replay(settings: Any, client: Client, record: Record) -> None:
    settings.TRIBUTES_PER_NETWORK = 1
    pay(client, record)
    assert pay(client, record).status_code == 200


def test_a_replay_does_not_use_up_the_limit(settings: Any, client: Client, record: Record) -> None:
    settings.TRIBUTES_PER_NETWORK = 2
    assert [pay(client, record).status_code for _ in range(4)] == [201, 200, 200, 200]
    assert pay(Client(), record).status_code == 201


def test_limit_holds_for_each_record_apart(settings: Any, record: Record) -> None:
    settings.TRIBUTES_PER_NETWORK = 1
    pay(Client(), record)
    assert pay(Client(), make_record()).status_code == 201


def test_limit_starts_afresh_each_day(settings: Any) -> None:
    settings.TRIBUTES_PER_NETWORK = 1
    clock = [datetime(2026, 5, 1, 23, 59, tzinfo=ZoneInfo("Asia/Shanghai")).timestamp()]
    limit = NetworkLimit(clock=lambda: clock[0])
    limit.spend(1, "192.0.2.1")
    assert limit.reached(1, "192.0.2.1")
    assert limit.seconds_left() == 60
    clock[0] += 120
    assert not limit.reached(1, "192.0.2.1")


def test_limit_remembers_a_bounded_number_of_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NetworkLimit, "ROOM", 10)
    limit = NetworkLimit()
    for number in range(100):
        limit.spend(1, f"192.0.2.{number}")
    assert len(limit.spent) == 10


def test_limit_does_not_keep_the_address_itself() -> None:
    limit = NetworkLimit()
    limit.spend(1, "192.0.2.1")
    assert not any(b"192.0.2" in kept for kept in limit.spent)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("192.0.2.1", "192.0.2.2", False),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("not an address", "not an address", True),
    ],
)
def test_a_subscriber_of_ipv6_is_one_network(one: str, other: str, same: bool) -> None:
    assert (network_of(one) == network_of(other)) is same


def test_a_busy_database_counts_nobody_and_says_so(
    client: Client, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> list[None]:
        raise OperationalError("database is locked")

    monkeypatch.setattr(group_commit, "write", locked)
    response = pay(client, record)
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "没有计入" in response.json()["error"]
    assert not response.cookies


# --- Many at once ---------------------------------------------------------------------------------


def in_threads(times: int, post: Any) -> list[int]:
    def one(number: int) -> int:
        try:
            return post(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


@pytest.mark.django_db(transaction=True)
def test_twenty_requests_of_one_browser_at_once_count_one(client: Client, record: Record) -> None:
    other = make_record()
    cookie = pay(client, other).cookies["visitor"].value

    def post(_: int) -> int:
        browser = Client()
        browser.cookies["visitor"] = cookie
        return pay(browser, record).status_code

    assert sorted(in_threads(20, post)) == [200] * 19 + [201]
    assert counted(record) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_twenty_browsers_at_once_count_twenty(record: Record) -> None:
    assert in_threads(20, lambda _: pay(Client(), record).status_code) == [201] * 20
    assert counted(record) == (20, 20)


@pytest.mark.django_db(transaction=True)
def test_a_first_tribute_sent_twenty_times_at_once_counts_one(record: Record) -> None:
    attempt = "fedcba9876543210" * 2
    statuses = in_threads(20, lambda _: pay(Client(), record, attempt=attempt).status_code)
    assert sorted(statuses) == [200] * 19 + [201]
    assert counted(record) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_tribute_that_fails_half_way_leaves_no_trace(
    client: Client, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> dict[int, int]:
        raise OperationalError("disk I/O error")

    monkeypatch.setattr(rows, "raised", fail)
    assert pay(client, record).status_code == 503
    assert counted(record) == (0, 0)
