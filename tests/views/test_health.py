"""/livez and /readyz: short for anyone, whole for those who watch over the site."""

from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client

from records.views import health

pytestmark = pytest.mark.django_db


def test_process_is_alive_without_a_database(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert client.get("/livez").status_code == 200


def test_site_is_ready_with_its_migrations_applied(client: Client) -> None:
    assert client.get("/readyz").status_code == 200


def test_site_is_not_ready_while_the_database_does_not_answer(client: Client, monkeypatch: Any) -> None:
    def fail(*_: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(health, "waiting_migrations", fail)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.content == b"database does not answer\n"


def test_site_is_not_ready_while_migrations_wait(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(health, "waiting_migrations", lambda: {("records", "0013_next")})
    assert client.get("/readyz").status_code == 503


def reports(client: Client, **sent: Any) -> list[str]:
    return client.get("/readyz", **sent).content.decode().splitlines()[1:]


def test_reports_are_shown_on_the_machine_itself(client: Client) -> None:
    assert reports(client, REMOTE_ADDR="::1")


@pytest.mark.parametrize(
    "sent",
    [
        {"REMOTE_ADDR": "203.0.113.5"},
        {"REMOTE_ADDR": "127.0.0.1", "headers": {"X-Forwarded-For": "203.0.113.5"}},
        {"REMOTE_ADDR": "127.0.0.1", "headers": {"X-Forwarded-For": "127.0.0.1"}},
        {"REMOTE_ADDR": "127.0.0.1", "headers": {"Forwarded": "for=203.0.113.5"}},
        {"REMOTE_ADDR": "unix:"},
        {"REMOTE_ADDR": "203.0.113.5", "headers": {"Authorization": "Bearer "}},
        {"REMOTE_ADDR": "203.0.113.5", "headers": {"Authorization": "Bearer 口令"}},
    ],
)
def test_the_public_learns_only_that_the_site_is_ready(client: Client, sent: dict[str, Any]) -> None:
    assert client.get("/readyz", **sent).content == b"ok\n"


def test_reports_are_shown_from_afar_to_those_with_the_token(client: Client, settings: Any) -> None:
    settings.MONITOR_TOKEN = "0123456789abcdef"
    afar = {"REMOTE_ADDR": "203.0.113.5"}
    assert reports(client, headers={"Authorization": "Bearer 0123456789abcdef"}, **afar)
    assert not reports(client, headers={"Authorization": "Bearer 0123456789abcdeg"}, **afar)
