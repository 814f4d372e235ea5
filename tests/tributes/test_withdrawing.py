"""撤回 over HTTP: the same browser takes its tribute back, nobody else, and the number follows."""

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from records.models import Record
from records.tributes import group_commit
from tests.factories import make_record

from .paying import ATTEMPT, FORM, counted, pay, withdraw

pytestmark = pytest.mark.django_db


@pytest.fixture
def payer(record: Record) -> Client:
    """A browser that has paid tribute to the record."""
    browser = Client()
    pay(browser, record)
    return browser


def test_a_tribute_is_taken_back_by_the_browser_that_paid_it(payer: Client, record: Record) -> None:
    response = withdraw(payer, record)
    assert response.status_code == 200
    assert response.json() == {"count": 0, "withdrawn": True}
    assert counted(record) == (0, 0)


def test_pay_withdraw_pay_counts_one(payer: Client, record: Record) -> None:
    withdraw(payer, record)
    response = pay(payer, record)
    assert response.status_code == 201
    assert response.json() == {"count": 1, "counted": True}
    assert counted(record) == (1, 1)


def test_a_withdrawal_sent_again_takes_nothing_more(payer: Client, record: Record) -> None:
    pay(Client(), record)
    withdraw(payer, record)
    assert withdraw(payer, record).json() == {"count": 1, "withdrawn": False}
    assert counted(record) == (1, 1)


def test_who_never_paid_changes_nothing_and_gets_no_cookie(client: Client, record: Record) -> None:
    response = withdraw(client, record)
    assert response.status_code == 200
    assert response.json() == {"count": 0, "withdrawn": False}
    assert not response.cookies


def test_another_browser_cannot_take_it_back(payer: Client, record: Record) -> None:
    other = Client()
    pay(other, make_record())
    assert withdraw(other, record).json() == {"count": 1, "withdrawn": False}
    assert counted(record) == (1, 1)


def test_a_forged_cookie_takes_nothing_back(payer: Client, record: Record) -> None:
    forger = Client()
    known, *_ = payer.cookies["visitor"].value.split(":")
    forger.cookies["visitor"] = f"{known}:1abc:forged"
    assert withdraw(forger, record).json()["withdrawn"] is False


def test_tributes_to_other_records_stay(payer: Client, record: Record) -> None:
    other = make_record()
    pay(payer, other)
    withdraw(payer, record)
    assert (counted(record), counted(other)) == ((0, 0), (1, 1))


def test_tributes_brought_along_stay_in_the_number(client: Client) -> None:
    record = make_record(tributes_before=120)
    pay(client, record)
    assert withdraw(client, record).json()["count"] == 120


def test_whose_answer_was_lost_takes_back_by_the_same_attempt(record: Record) -> None:
    pay(Client(), record, {"X-Attempt": ATTEMPT})
    assert withdraw(Client(), record, {"X-Attempt": ATTEMPT}).json()["withdrawn"] is True


def test_what_is_taken_back_is_given_back_to_the_networks_limit(
    settings: Any, payer: Client, record: Record
) -> None:
    settings.TRIBUTES_PER_NETWORK = 1
    assert pay(Client(), record).status_code == 429
    withdraw(payer, record)
    assert pay(Client(), record).status_code == 201


def test_a_withdrawal_of_nothing_gives_nothing_back(settings: Any, payer: Client, record: Record) -> None:
    settings.TRIBUTES_PER_NETWORK = 1
    withdraw(Client(), record)
    assert pay(Client(), record).status_code == 429


# --- The plain form -------------------------------------------------------------------------------


def test_plain_form_is_sent_on_to_a_page_that_says_so(payer: Client, record: Record) -> None:
    response = withdraw(payer, record, FORM)
    assert response.status_code == 303
    page = payer.get(response["Location"])
    assert "已撤回您的致敬" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert counted(record) == (0, 0)


def test_page_of_thanks_offers_to_take_the_tribute_back(payer: Client, record: Record) -> None:
    page = payer.get(f"{record.get_absolute_url()}thanks/").content.decode()
    assert f'action="{record.get_absolute_url()}tribute/withdraw/"' in page


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_pages_where_the_forms_end_are_of_public_records_only(client: Client, status: str) -> None:
    hidden = make_record(status)
    for page in ("thanks", "withdrawn"):
        assert client.get(f"{hidden.get_absolute_url()}{page}/").status_code == 404


# --- Refusals -------------------------------------------------------------------------------------


def test_a_withdrawal_from_another_site_is_refused(payer: Client, record: Record) -> None:
    response = withdraw(payer, record, {"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert counted(record) == (1, 1)


@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_a_withdrawal_is_a_post(payer: Client, record: Record, method: str) -> None:
    response = getattr(payer, method)(f"{record.get_absolute_url()}tribute/withdraw/")
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert counted(record) == (1, 1)


@pytest.mark.parametrize(("status", "answer"), [("draft", 404), ("review", 404), ("withdrawn", 410)])
def test_from_a_record_that_is_not_public_nothing_is_taken_back(
    payer: Client, record: Record, status: str, answer: int
) -> None:
    hidden = make_record(status)
    assert withdraw(payer, hidden).status_code == answer


def test_from_an_unknown_record_nothing_is_taken_back(payer: Client) -> None:
    assert withdraw(payer, Record(pk=987654)).status_code == 404


@pytest.fixture
def _locked(payer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(group_commit, "write", locked)


@pytest.mark.usefixtures("_locked")
def test_a_busy_database_takes_nothing_back_and_says_so(payer: Client, record: Record) -> None:
    response = withdraw(payer, record)
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "没有撤回" in response.json()["error"]
    assert counted(record) == (1, 1)


@pytest.mark.usefixtures("_locked")
def test_a_form_that_could_not_take_back_is_answered_by_a_page_about_that(
    payer: Client, record: Record
) -> None:
    page = withdraw(payer, record, FORM).content.decode()
    assert "<h1>这次致敬没有撤回</h1>" in page
    assert "没有计入" not in page
