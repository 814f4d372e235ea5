"""A commendation and its roll as a program reads them."""

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import make_attachment, make_commendation, make_record
from tests.made_rolls import conferred, make_roll

pytestmark = pytest.mark.django_db


def test_a_commendation_comes_with_its_decision_and_headings(client: Client) -> None:
    decided = make_commendation(year=2021, attachment=make_attachment("决定.pdf"), **conferred(quota=5))
    make_roll(decided, {"先进个人/北京市": 3})
    said = client.get(f"/api/v1/commendations/{decided.pk}/").json()
    assert (said["state"], said["names"], said["quota"]) == ("decided", 3, 5)
    assert said["issuers"] == ["样例省委", "样例省人民政府"]
    assert said["attachment"]["url"].endswith(f"/commendations/{decided.pk}/decision/")
    assert said["groups"] == [{"path": ["先进个人", "北京市"], "names": 3, "quota": None}]


def test_a_roll_is_read_page_by_page_in_its_order(client: Client) -> None:
    decided = make_commendation(year=2021)
    entries = make_roll(decided, {"先进个人": 120, "先进集体": 1})
    found, address = [], f"/api/v1/commendations/{decided.pk}/roll/?limit=50"
    while address:
        said = client.get(address).json()
        found += said["items"]
        address = said["next"]
    assert [line["record"] for line in found] == [entry.record_id for entry in entries]
    assert [line["order"] for line in found] == list(range(1, 122))
    assert found[-1]["group"] == ["先进集体"]


def test_names_in_notice_have_no_record(client: Client) -> None:
    today = timezone.localdate()
    announced = make_commendation(
        year=2021, state="notice", notice_from=today, notice_until=today, objections="样例办"
    )
    make_roll(announced, {"": 2})
    assert client.get(f"/api/v1/commendations/{announced.pk}/").json()["state"] == "notice"
    lines = client.get(f"/api/v1/commendations/{announced.pk}/roll/").json()["items"]
    assert [line["record"] for line in lines] == [None, None]


def test_what_is_in_notice_is_listed_with_its_state(client: Client) -> None:
    today = timezone.localdate()
    decided = make_record("published").commendation
    announced = make_commendation(
        year=2026, state="notice", notice_from=today, notice_until=today, objections="样例办"
    )
    listed = client.get("/api/v1/commendations/").json()["items"]
    assert [(one["id"], one["state"], one["records"]) for one in listed] == [
        (announced.pk, "notice", 0),
        (decided.pk, "decided", 1),
    ]


@pytest.mark.parametrize("rest", ["", "roll/"])
def test_a_commendation_that_is_not_public_is_not_known(client: Client, rest: str) -> None:
    hidden = make_record("draft").commendation
    assert client.get(f"/api/v1/commendations/{hidden.pk}/{rest}").status_code == 404
