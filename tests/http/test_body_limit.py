"""Requests with bodies: some at a time, and the next is told to come again."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from records.http.body_limit import MAX_FORM_BYTES, BodyConcurrencyLimit
from records.http.page_cache.keys import Environ
from records.http.page_cache.origin import StartResponse
from records.utils.pictures import MAX_BYTES
from tests.factories import make_record
from tests.http.asking import Answer, ask
from tests.http.test_security import HEADERS

MAX_BODIES = 3


class Django:
    """Stands behind the layer, and does something else while it is at a request."""

    def __init__(self) -> None:
        self.meanwhile: Callable[[], object] = lambda: None

    def __call__(self, environ: Environ, start_response: StartResponse) -> list[bytes]:
        if environ["PATH_INFO"] != "/livez":  # off which the headers that all answers have are read
            self.meanwhile()
        start_response("200 OK", list(HEADERS.items()))
        return [b"done"]


@pytest.fixture
def django() -> Django:
    return Django()


@pytest.fixture
def site(django: Django) -> BodyConcurrencyLimit:
    return BodyConcurrencyLimit(django, max_bodies=MAX_BODIES)


def send(site: BodyConcurrencyLimit, **environ: str) -> Answer:
    return ask(site, "/admin/login/", "POST", **{"CONTENT_LENGTH": "1000"} | environ)


def at_once(site: BodyConcurrencyLimit, django: Django, number: int, then: Callable[[], Answer]) -> Answer:
    """Returns the answer to `then` while so many bodies are being read: each is sent amid the one before."""
    answers: list[Answer] = []

    def meanwhile(left: int) -> None:
        if left:
            django.meanwhile = lambda: meanwhile(left - 1)
            send(site)
        else:
            django.meanwhile = lambda: None
            answers.append(then())

    meanwhile(number)
    return answers[0]


def test_as_many_bodies_as_there_are_slots_are_read_at_once(
    site: BodyConcurrencyLimit, django: Django
) -> None:
    assert at_once(site, django, MAX_BODIES - 1, lambda: send(site)).status == 200


def test_the_next_is_told_when_to_come_again(site: BodyConcurrencyLimit, django: Django) -> None:
    refused = at_once(site, django, MAX_BODIES, lambda: send(site))
    assert refused.status == 503
    assert int(refused.headers["Retry-After"]) > 0
    assert refused.headers["Cache-Control"] == "no-store"
    assert "请过一会儿再试" in refused.body.decode()


def test_a_refusal_carries_the_security_headers(site: BodyConcurrencyLimit, django: Django) -> None:
    refused = at_once(site, django, MAX_BODIES, lambda: send(site))
    assert HEADERS.items() <= refused.headers.items()


@pytest.mark.parametrize("environ", [{"CONTENT_LENGTH": ""}, {"CONTENT_LENGTH": "0"}], ids=str)
def test_requests_without_a_body_pass(
    site: BodyConcurrencyLimit, django: Django, environ: dict[str, str]
) -> None:
    assert at_once(site, django, MAX_BODIES, lambda: send(site, **environ)).status == 200


def test_a_body_whose_length_is_not_told_is_a_body(site: BodyConcurrencyLimit, django: Django) -> None:
    told = {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}
    assert at_once(site, django, MAX_BODIES, lambda: send(site, **told)).status == 503


def test_a_body_that_comes_with_a_get_is_a_body(site: BodyConcurrencyLimit, django: Django) -> None:
    assert at_once(site, django, MAX_BODIES, lambda: send(site, REQUEST_METHOD="GET")).status == 503


def test_slots_are_given_back(site: BodyConcurrencyLimit, django: Django) -> None:
    for _ in range(2):
        assert at_once(site, django, MAX_BODIES, lambda: send(site)).status == 503
        assert send(site).status == 200


def test_slots_are_given_back_by_requests_that_fail(site: BodyConcurrencyLimit, django: Django) -> None:
    def fail() -> None:
        raise ConnectionResetError

    django.meanwhile = fail
    for _ in range(MAX_BODIES + 1):
        with pytest.raises(ConnectionResetError):
            send(site)
    django.meanwhile = lambda: None
    assert send(site).status == 200


# --- Size -------------------------------------------------------------------------------------------


class Unread(io.BytesIO):
    """A body that fails its test when it is read."""

    def read(self, *_: Any) -> bytes:
        raise AssertionError("read")


def answered(client: Client, address: str, size: str) -> int:
    sent: Any = {"wsgi.input": Unread(), "CONTENT_LENGTH": size}
    return client.generic(
        "POST", address, b"x", content_type="multipart/form-data; boundary=x", **sent
    ).status_code


@pytest.mark.django_db
@pytest.mark.parametrize("size", [f"{MAX_FORM_BYTES + 1}", "9" * 5000])
def test_form_without_files_that_is_too_large_is_refused_unread(client: Client, size: str) -> None:
    assert answered(client, "/admin/login/", size) == 400


@pytest.mark.django_db
def test_uploads_have_bounds_by_what_is_uploaded(admin_client: Client) -> None:
    assert answered(admin_client, "/admin/markdown/upload/", f"{4 * MAX_BYTES + 1}") == 400
    imported = answered(admin_client, "/admin/records/importbatch/add/", f"{200 * 1024**2}")
    assert imported == 200  # its own page says how much it takes
    with pytest.raises(AssertionError, match="read"):
        answered(admin_client, "/admin/markdown/upload/", f"{MAX_BYTES}")


@pytest.mark.django_db
def test_size_that_is_not_told_counts_as_no_body(client: Client) -> None:
    assert answered(client, "/admin/login/", "") == 200


@pytest.mark.django_db
@pytest.mark.parametrize("size", ["x", ":", "-5", "1,1"])
@pytest.mark.parametrize("address", ["/admin/login/", "/records/{}/tribute/"])
def test_size_that_is_no_number_is_the_senders_fault(client: Client, address: str, size: str) -> None:
    sent: Any = {"CONTENT_LENGTH": size, "HTTP_SEC_FETCH_SITE": "same-origin"}
    form = "application/x-www-form-urlencoded"
    answer = client.generic("POST", address.format(make_record().pk), b"a=1", content_type=form, **sent)
    assert answer.status_code == 400
