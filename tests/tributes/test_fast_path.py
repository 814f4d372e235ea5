"""The fast path in front of Django: a tribute is answered there as Django would answer it, or left to Django."""

import json
from collections.abc import Iterable
from http.cookies import SimpleCookie
from typing import Any, NamedTuple

import pytest
from django.http import HttpResponse

from honors_site.wsgi import django
from records import tributes
from records.http.page_cache.keys import Environ
from records.http.page_cache.origin import StartResponse
from records.models import Record
from records.tributes import group_commit, visitors
from records.tributes.entries import Uncertain
from records.tributes.fast_path import TributeFastPath
from tests.factories import make_record
from tests.http.asking import Answer, ask

from .paying import ATTEMPT, counted

pytestmark = pytest.mark.django_db(transaction=True)

FROM_THE_PAGE = {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ACCEPT": "application/json"}


class Behind:
    """Django itself, and what came through to it."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if (
            environ["PATH_INFO"] != "/livez"
        ):  # off which the fast_path reads the headers that all answers have
            self.asked.append(environ["PATH_INFO"])
        return django(environ, start_response)


@pytest.fixture
def behind() -> Behind:
    return Behind()


@pytest.fixture
def fast_path(behind: Behind) -> TributeFastPath:
    return TributeFastPath(behind)


def pay(application: Any, record: Record, **environ: str) -> Answer:
    return ask(application, f"/records/{record.pk}/tribute/", "POST", **FROM_THE_PAGE | environ)


def cookie_of(answer: Answer) -> str:
    return f"visitor={SimpleCookie(answer.headers['Set-Cookie'])['visitor'].value}"


def attributes(cookie: str) -> dict[str, str]:
    """Of the visitor's cookie, without its value; `expires` only repeats Max-Age for browsers of the last century."""
    (visitor,) = SimpleCookie(cookie).values()
    return {name: value for name, value in visitor.items() if value and name != "expires"}


def comparable(answer: Answer) -> dict[str, Any]:
    headers: dict[str, Any] = {name.lower(): value for name, value in answer.headers.items()}
    headers.pop("x-request-id", None)  # Django numbers what it logs of a failure; the fast_path logs nothing
    if "set-cookie" in headers:
        headers["set-cookie"] = attributes(headers["set-cookie"])
    return headers


class Case(NamedTuple):
    status: int
    environ: dict[str, str]
    is_djangos: bool = False


FORM = "text/html,application/xhtml+xml,*/*;q=0.8"
CASES = {
    "first": Case(201, {}),
    "any answer will do": Case(201, {"HTTP_ACCEPT": "*/*"}),
    "by attempt": Case(201, {"HTTP_X_ATTEMPT": ATTEMPT}),
    "by origin": Case(201, {"HTTP_SEC_FETCH_SITE": "", "HTTP_ORIGIN": "http://127.0.0.1:8000"}),
    "with cookies of staff": Case(201, {"HTTP_COOKIE": "staff_session=forged; csrftoken=forged"}),
    "with a forged cookie": Case(201, {"HTTP_COOKIE": f"visitor={'0' * 32}:1abc:forged"}),
    "with an attempt that is none": Case(201, {"HTTP_X_ATTEMPT": "x" * 5000}),
    "by a form": Case(303, {"HTTP_ACCEPT": FORM}, is_djangos=True),
    "with a body": Case(
        201,
        {"CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": "1"},
        is_djangos=True,
    ),
    "from another site": Case(403, {"HTTP_SEC_FETCH_SITE": "cross-site"}, is_djangos=True),
    "from nobody knows where": Case(403, {"HTTP_SEC_FETCH_SITE": ""}, is_djangos=True),
    "to another host": Case(400, {"HTTP_HOST": "elsewhere.example"}, is_djangos=True),
    "to no host": Case(400, {"HTTP_HOST": "a b"}, is_djangos=True),
}


def test_over_https_its_cookie_is_that_of_django(fast_path: TributeFastPath, settings: Any) -> None:
    record, settings.HTTPS = make_record(), True
    first = pay(fast_path, record)
    cookie = first.headers["Set-Cookie"].strip()
    assert cookie.startswith("__Host-visitor=")
    assert "; Path=/" in cookie
    known = cookie.partition(";")[0]
    assert pay(fast_path, record, HTTP_COOKIE=known).status == 200


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_answer_has_the_status_words_and_headers_that_django_gives(
    fast_path: TributeFastPath, behind: Behind, case: Case
) -> None:
    slow = pay(django, make_record(), **case.environ)
    record = make_record()
    quick = pay(fast_path, record, **case.environ)
    assert quick.status == slow.status == case.status
    assert comparable(quick) == comparable(slow) | location(quick)
    assert "Content-Security-Policy" in quick.headers
    assert bool(behind.asked) is case.is_djangos
    if case.status == 201:
        assert quick.body == slow.body
        assert counted(record) == (1, 1)


def location(answer: Answer) -> dict[str, str]:
    """Where a form is sent on to names the record, of which each way has its own."""
    return {"location": answer.headers["Location"]} if "Location" in answer.headers else {}


def test_a_replay_has_the_words_and_headers_that_django_gives(
    fast_path: TributeFastPath, behind: Behind
) -> None:
    record = make_record()
    known = cookie_of(pay(fast_path, record))
    slow, quick = (pay(application, record, HTTP_COOKIE=known) for application in (django, fast_path))
    assert quick.status == slow.status == 200
    assert quick.body == slow.body == b'{"count": 1, "counted": false}'
    assert comparable(quick) == comparable(slow)
    assert behind.asked == []


def test_one_browser_is_the_same_on_either_way(fast_path: TributeFastPath) -> None:
    first, second = make_record(), make_record()
    known = cookie_of(pay(django, first))
    pay(fast_path, second, HTTP_COOKIE=known)
    assert pay(fast_path, first, HTTP_COOKIE=known).status == 200
    assert pay(django, second, HTTP_COOKIE=known).status == 200


def test_one_attempt_is_the_same_on_either_way(fast_path: TributeFastPath, record: Record) -> None:
    assert pay(fast_path, record, HTTP_X_ATTEMPT=ATTEMPT).status == 201
    assert pay(django, record, HTTP_X_ATTEMPT=ATTEMPT).status == 200


@pytest.mark.parametrize(("status", "answer"), [("draft", 404), ("review", 404), ("withdrawn", 410)])
def test_a_record_that_is_not_public_is_djangos_to_refuse(
    fast_path: TributeFastPath, behind: Behind, status: str, answer: int
) -> None:
    assert pay(fast_path, make_record(status)).status == answer
    assert behind.asked


@pytest.mark.parametrize("number", ["987654", "9" * 10, "9" * 11, "0" * 30, "9" * 5000, "１", "-1"])
def test_an_unknown_record_is_djangos_to_refuse(
    fast_path: TributeFastPath, behind: Behind, number: str
) -> None:
    path = f"/records/{number}/tribute/".encode().decode("latin-1")  # as WSGI has it
    assert ask(fast_path, path, "POST", **FROM_THE_PAGE).status == 404
    assert behind.asked == [path]


def test_over_the_limit_django_tells_a_replay_from_another(
    settings: Any, fast_path: TributeFastPath, record: Record
) -> None:
    settings.TRIBUTES_PER_NETWORK = 1
    known = cookie_of(pay(fast_path, record))
    assert pay(fast_path, record).status == 429
    assert pay(fast_path, record, HTTP_COOKIE=known).status == 200


def test_a_tribute_at_the_door_uses_up_the_limit_of_its_network_alone(
    settings: Any, fast_path: TributeFastPath, record: Record
) -> None:
    settings.TRIBUTES_PER_NETWORK = 1
    assert pay(fast_path, record).status == 201
    assert pay(fast_path, record).status == 429
    assert pay(fast_path, record, REMOTE_ADDR="198.51.100.7").status == 201


def test_behind_our_proxy_the_limit_is_of_the_address_it_names(
    settings: Any, fast_path: TributeFastPath, record: Record
) -> None:
    settings.TRIBUTES_PER_NETWORK = 1
    settings.PROXY_HOPS = 1
    answers = [
        pay(fast_path, record, HTTP_X_FORWARDED_FOR=f"203.0.113.9, 198.51.100.{n}").status for n in (1, 2, 2)
    ]
    assert answers == [201, 201, 429]


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_other_methods_are_djangos(
    fast_path: TributeFastPath, behind: Behind, record: Record, method: str
) -> None:
    ask(fast_path, f"/records/{record.pk}/tribute/", method, **FROM_THE_PAGE)
    assert behind.asked
    assert counted(record) == (0, 0)


def test_a_withdrawal_is_djangos(fast_path: TributeFastPath, behind: Behind, record: Record) -> None:
    known = cookie_of(pay(fast_path, record))
    answer = ask(
        fast_path, f"/records/{record.pk}/tribute/withdraw/", "POST", **FROM_THE_PAGE, HTTP_COOKIE=known
    )
    assert answer.body == b'{"count": 0, "withdrawn": true}'
    assert behind.asked


# --- When the database is busy --------------------------------------------------------------------


@pytest.fixture(params=[group_commit.Busy, Uncertain])
def failure(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> type[Exception]:
    def fail(*_: object) -> Any:
        raise request.param

    monkeypatch.setattr("records.tributes.pay", fail)
    return request.param


def test_a_failure_has_the_words_and_headers_that_django_gives(
    fast_path: TributeFastPath, behind: Behind, record: Record, failure: type[Exception]
) -> None:
    slow, quick = pay(django, record), pay(fast_path, record)
    assert quick.status == slow.status == 503
    assert said(quick) == said(slow)
    assert without_length(quick) == without_length(slow)
    assert ("Set-Cookie" in quick.headers) is (failure is Uncertain)
    assert behind.asked == []


def test_an_error_nobody_foresaw_is_told_in_plain_words_and_its_retry_counts_once(
    fast_path: TributeFastPath, behind: Behind, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_pay = tributes.pay

    def pay_and_fail(record_id: int, visitor: str) -> Any:
        real_pay(record_id, visitor)
        raise RuntimeError

    monkeypatch.setattr(tributes, "pay", pay_and_fail)
    lost = pay(fast_path, record)
    assert lost.status == 503
    assert "没能确认" in said(lost)["error"]
    assert behind.asked == []
    monkeypatch.setattr(tributes, "pay", real_pay)
    assert pay(fast_path, record, HTTP_COOKIE=cookie_of(lost)).status == 200
    assert counted(record) == (1, 1)


def said(answer: Answer) -> Any:
    return json.loads(answer.body)


def without_length(answer: Answer) -> dict[str, Any]:
    """One way writes Chinese as it is, the other by numbers."""
    return {name: value for name, value in comparable(answer).items() if name != "content-length"}


# --- An encrypted site ----------------------------------------------------------------------------


def test_on_an_encrypted_site_an_open_request_is_djangos_to_send_on(
    settings: Any, fast_path: TributeFastPath, behind: Behind, record: Record
) -> None:
    settings.HTTPS = True
    pay(fast_path, record)
    assert behind.asked


def test_on_an_encrypted_site_the_cookie_never_travels_in_the_open(
    settings: Any, fast_path: TributeFastPath, record: Record
) -> None:
    settings.HTTPS = True
    answer = pay(fast_path, record, **{"wsgi.url_scheme": "https"})
    assert answer.status == 201
    response = HttpResponse()
    visitors.set_visitor_cookie(response, "0" * 32)
    cookie = attributes(answer.headers["Set-Cookie"])
    assert cookie["secure"]
    assert cookie == attributes(response.cookies[visitors.HOST_COOKIE].OutputString())
