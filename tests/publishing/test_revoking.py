"""An honor is revoked: its page stays and says so wherever it is named, and takes no more tributes."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.utils import timezone

from records.models import AuditEntry, Record
from records.publishing import PublishingRefused, restore_honor, revoke_honor
from tests.factories import make_correction, make_record
from tests.tributes.paying import pay, withdraw

pytestmark = pytest.mark.django_db
TOLD = "称号已于2024年5月6日撤销，依据：《撤销样例的决定》（样例发〔2024〕6号）。原因：申报材料不实"


@pytest.fixture
def revoked() -> Record:
    record = make_record(introduction="引言还在。")
    revoke_honor(
        record,
        by=None,
        on=date(2024, 5, 6),
        decision="《撤销样例的决定》",
        number="样例发〔2024〕6号",
        reason="申报材料不实",
    )
    return record


@pytest.fixture
def page(client: Client, revoked: Record) -> str:
    return client.get(revoked.get_absolute_url()).content.decode()


def test_page_of_a_revoked_honor_stays_and_says_when_by_what_and_why(page: str) -> None:
    assert TOLD in page
    assert "引言还在。" in page
    assert "<title>（称号已撤销）" in page


@pytest.mark.parametrize("rest", ["", "1/", "1..2/"])
def test_pages_of_the_versions_of_a_revoked_honor_say_so(client: Client, revoked: Record, rest: str) -> None:
    make_correction(revoked, introduction="引言改了。")
    assert TOLD in client.get(f"/records/{revoked.pk}/versions/{rest}").content.decode()


def test_page_of_a_revoked_honor_offers_no_tribute(page: str) -> None:
    assert "不再接受致敬" in page
    assert "data-tribute>" not in page


def test_tribute_to_a_revoked_honor_is_refused_in_words(client: Client, revoked: Record) -> None:
    response = pay(client, revoked)
    assert response.status_code == 410
    assert "称号已经撤销" in response.json()["error"]


def test_tribute_paid_before_can_still_be_taken_back(client: Client) -> None:
    record = make_record()
    pay(client, record)
    revoke_honor(record, by=None, on=date(2024, 5, 6), reason="申报材料不实")
    assert withdraw(client, record).json() == {"count": 0, "withdrawn": True}


def test_count_of_a_revoked_honor_is_still_told(client: Client, revoked: Record) -> None:
    assert client.get(f"{revoked.get_absolute_url()}tribute/").json()["count"] == 0


@pytest.mark.parametrize("list_of", ["category", "year", "recipient", "search", "home"])
def test_lists_mark_a_revoked_honor(client: Client, revoked: Record, list_of: str) -> None:
    address = {
        "category": revoked.commendation.category.get_absolute_url(),
        "year": f"/years/{revoked.commendation.year}/",
        "recipient": revoked.recipient.get_absolute_url(),
        "search": f"/search/?q={revoked.recipient.name}",
        "home": "/",
    }[list_of]
    assert '<strong class="revoked">称号已撤销</strong>' in client.get(address).content.decode()


@pytest.mark.parametrize("list_of", ["category", "year", "recipient"])
def test_counts_tell_how_many_honors_were_revoked(client: Client, revoked: Record, list_of: str) -> None:
    other = make_record(commendation=revoked.commendation)
    address = {
        "category": other.commendation.category.get_absolute_url(),
        "year": f"/years/{other.commendation.year}/",
        "recipient": revoked.recipient.get_absolute_url(),
    }[list_of]
    assert "，其中 1 条的称号已撤销" in client.get(address).content.decode()


def test_programs_are_told(client: Client, revoked: Record) -> None:
    told = client.get(f"/api/v1/records/{revoked.pk}/").json()["revocation"]
    assert told == {
        "revoked_on": "2024-05-06",
        "decision": "《撤销样例的决定》",
        "document_number": "样例发〔2024〕6号",
        "reason": "申报材料不实",
    }
    assert client.get(f"/api/v1/records/{make_record().pk}/").json()["revocation"] is None


def test_linked_data_no_longer_claims_the_award(client: Client, revoked: Record) -> None:
    described = client.get(f"/records/{revoked.pk}.jsonld").json()
    assert described["creativeWorkStatus"] == "称号已撤销"
    assert described["about"]["award"] == []


@pytest.mark.parametrize("address", ["/feed/", "/records/{pk}.txt"])
def test_feeds_and_text_files_say_it(client: Client, revoked: Record, address: str) -> None:
    assert TOLD in client.get(address.format(pk=revoked.pk)).content.decode()


def test_restored_honor_is_as_before(client: Client, revoked: Record) -> None:
    restore_honor(revoked, by=None, reason="决定已被撤销")
    assert "撤销" not in client.get(revoked.get_absolute_url()).content.decode()
    assert pay(client, revoked).status_code == 201


def test_both_steps_stand_in_the_audit_log(revoked: Record) -> None:
    restore_honor(revoked, by=None, reason="决定已被撤销")
    acts = (
        AuditEntry.objects.filter(object_id=str(revoked.pk)).order_by("number").values_list("act", "detail")
    )
    assert list(acts)[-2:] == [("honor_revoked", ""), ("honor_restored", "决定已被撤销")]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"reason": " "}, "写明撤销称号的原因"),
        ({"on": timezone.localdate() + timedelta(days=1)}, "还没有到"),
        ({"decision": "长" * 201}, "撤销决定"),
    ],
)
def test_revocation_that_says_too_little_or_too_much_is_refused(said: dict[str, object], why: str) -> None:
    record = make_record()
    given = {"on": date(2024, 5, 6), "reason": "申报材料不实"} | said
    with pytest.raises(PublishingRefused, match=why):
        revoke_honor(record, by=None, **given)  # type: ignore[arg-type]
    assert not Record.objects.revoked().exists()


def test_honor_is_not_revoked_twice(revoked: Record) -> None:
    with pytest.raises(PublishingRefused, match="已经登记为撤销"):
        revoke_honor(revoked, by=None, on=date(2024, 5, 7), reason="又一次")


def test_honor_that_stands_is_not_restored() -> None:
    with pytest.raises(PublishingRefused, match="没有被撤销"):
        restore_honor(make_record(), by=None, reason="没有原因")


def test_database_refuses_a_revocation_without_a_reason(revoked: Record) -> None:
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("UPDATE records_record SET revocation_reason = '' WHERE id = %s", [revoked.pk])
