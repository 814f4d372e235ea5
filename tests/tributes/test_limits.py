"""The soft limit per network address, record and day."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from records.http.client_address import network_of
from records.models import Record
from records.tributes import NetworkLimit
from tests.factories import make_record

from .paying import SAME_ORIGIN, counted, pay

pytestmark = pytest.mark.django_db


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


def test_a_network_over_its_limit_is_told_so_whatever_number_it_asks_for(
    settings: Any, client: Client
) -> None:
    settings.TRIBUTES_PER_NETWORK = 0
    response = client.post(f"/records/{2**63}/tribute/", headers=SAME_ORIGIN)
    assert response.status_code == 429


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
    monkeypatch.setattr(NetworkLimit, "MAX_ADDRESSES", 10)
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
