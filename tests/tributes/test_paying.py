"""致敬 over HTTP: who is counted, and what each is told."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from records.models import Record
from tests.factories import make_record

from .paying import FORM, SAME_ORIGIN, address, counted, pay

pytestmark = pytest.mark.django_db


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
