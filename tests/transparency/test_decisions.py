"""The decision of a commendation is sealed and entered whenever its page says something else, and never by itself."""

import hashlib
import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from records import publishing
from records.models import (
    Commendation,
    DecisionSeal,
    LoggedCommendation,
    LogLeaf,
    Record,
    RollGroup,
)
from records.models.edition import run
from records.models.guards import drop_sql
from records.publishing.decisions import begin_notice, change_decision, extend_notice, told_in_versions
from records.transparency.canonical import canonical
from records.transparency.log import tell_of_due
from tests.factories import make_attachment, make_category, make_commendation, make_record, make_roll_group
from tests.made_rolls import conferred

pytestmark = pytest.mark.django_db


def told() -> list[dict[str, Any]]:
    """Lists the entries that tell of commendations."""
    every = [json.loads(entry) for entry in LogLeaf.objects.values_list("entry", flat=True)]
    return [one for one in every if "commendation" in one]


def steps() -> list[tuple[str, int | None]]:
    return [(one["kind"], one.get("decision")) for one in told()]


def address(row: Commendation, number: int = 1) -> str:
    return f"/commendations/{row.pk}/decisions/{number}.canonical.json"


def said(client: Client, row: Commendation, number: int = 1) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(client.get(address(row, number)).content)
    return answer


@pytest.fixture
def decision() -> Commendation:
    """Not public yet."""
    category = make_category("样例省劳动模范")
    return make_commendation(category, 2021, decided_on=date(2021, 4, 27), **conferred(quota=30))


def make_public(row: Commendation) -> Record:
    record = make_record("draft", commendation=row)
    publishing.publish(record, by=None)
    return record


@pytest.fixture
def public(decision: Commendation) -> Commendation:
    make_public(decision)
    return decision


# --- What is entered --------------------------------------------------------------------------------


def test_a_decision_is_entered_when_its_first_record_becomes_public(decision: Commendation) -> None:
    assert told() == []
    make_public(decision)
    (entry,) = told()
    assert (entry["kind"], entry["commendation"], entry["decision"]) == ("decided", decision.pk, 1)
    assert entry["hash"] == DecisionSeal.objects.get().fingerprint
    make_public(decision)
    assert len(told()) == 1


def test_a_record_more_costs_one_query_more(public: Commendation) -> None:
    from records.transparency.decisions import tell_of_changed_pages

    records = list(Record.objects.published())
    assert queries_of(lambda: tell_of_changed_pages(records)) == 1


def queries_of(work: Callable[[], object]) -> int:
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def test_the_sealed_form_holds_all_that_the_page_says(decision: Commendation, client: Client) -> None:
    decision.attachment = make_attachment()
    decision.save()
    make_roll_group("先进个人", decision, quota=20)
    make_public(decision)
    content = client.get(address(decision)).content
    form = json.loads(content)
    assert content == canonical(form)
    assert hashlib.sha256(content).hexdigest() == told()[0]["hash"]
    assert len(form.pop("salt")) == 32
    assert form == {
        "schema": "honors-record/decision/1",
        "commendation": decision.pk,
        "decision": 1,
        "award": {"name": "样例省劳动模范", "year": 2021},
        "state": "decided",
        "name": decision.name,
        "issuers": ["样例省委", "样例省人民政府"],
        "decided_on": "2021-04-27",
        "document_number": "样发〔2021〕7号",
        "link": "https://example.org/decision",
        "text": decision.text,
        "attachment": decision.attachment.sha256,
        "quota": 30,
        "numbers": "先进个人：20",
        "notice_from": None,
        "notice_until": None,
        "objections": "",
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", "关于表彰的决定"),
        ("issuer", "样例省人民政府、样例省委"),
        ("decided_on", date(2021, 4, 28)),
        ("document_number", "样发〔2021〕8号"),
        ("link", "https://example.org/other"),
        ("text", "决定授予下列同志称号。"),
        ("quota", 31),
        ("numbers", "先进个人：12"),
        ("year", 2020),
    ],
)
def test_each_fact_that_is_changed_is_entered(
    decision: Commendation, client: Client, name: str, value: Any
) -> None:
    make_roll_group("先进个人", decision)
    make_public(decision)
    change_decision(decision, {name: value}, by=None, note="更正")
    assert steps() == [("decided", 1), ("decided", 2)]
    assert hashlib.sha256(client.get(address(decision, 2)).content).hexdigest() == told()[1]["hash"]
    assert client.get(address(decision)).status_code == 200  # what it said then


def test_another_original_is_entered(public: Commendation, client: Client) -> None:
    attachment = make_attachment()
    change_decision(public, {"attachment": attachment}, by=None)
    assert said(client, public, 2)["attachment"] == attachment.sha256


def test_numbers_changed_beside_the_decision_are_entered(public: Commendation, client: Client) -> None:
    group = make_roll_group("先进个人", public)
    with transaction.atomic(), told_in_versions(public):
        RollGroup.objects.filter(pk=group.pk).update(quota=20)
    assert said(client, public, 2)["numbers"] == "先进个人：20"


def test_a_category_that_is_renamed_is_entered(public: Commendation, admin_client: Client) -> None:
    given = {"name": "样例省劳动模范和先进工作者", "position": "1"}
    admin_client.post(f"/admin/records/category/{public.category_id}/change/", given)
    assert said(admin_client, public, 2)["award"]["name"] == given["name"]


def test_a_decision_saved_unchanged_is_not_entered_again(public: Commendation) -> None:
    change_decision(public, {"text": public.text, "year": public.year}, by=None)
    assert steps() == [("decided", 1)]


def test_what_is_changed_and_taken_back_leaves_no_entry(public: Commendation) -> None:
    with transaction.atomic():
        change_decision(public, {"quota": 31}, by=None)
        transaction.set_rollback(True)
    assert steps() == [("decided", 1)]
    assert DecisionSeal.objects.count() == 1


# --- Pages that go and come -------------------------------------------------------------------------


def test_a_page_that_goes_with_its_last_record_is_entered(public: Commendation, client: Client) -> None:
    other = make_public(public)
    publishing.withdraw(other, by=None, reason="材料有误")
    assert steps() == [("decided", 1)]
    publishing.withdraw(public.records.exclude(pk=other.pk).get(), by=None, reason="材料有误")
    assert steps() == [("decided", 1), ("hidden", None)]
    assert client.get(address(public)).status_code == 410


def test_a_page_that_comes_back_is_entered_with_the_same_decision(
    public: Commendation, client: Client
) -> None:
    record = public.records.get()
    publishing.withdraw(record, by=None, reason="材料有误")
    publishing.publish(record, by=None)
    assert steps() == [("decided", 1), ("hidden", None), ("decided", 1)]
    assert told()[2]["hash"] == told()[0]["hash"]
    assert client.get(address(public)).status_code == 200


def test_a_decision_changed_while_it_was_not_public_is_entered_when_it_is_again(public: Commendation) -> None:
    record = public.records.get()
    publishing.withdraw(record, by=None, reason="材料有误")
    change_decision(public, {"quota": 31}, by=None)
    assert steps()[1:] == [("hidden", None)]
    publishing.publish(record, by=None)
    assert steps()[2:] == [("decided", 2)]


def test_a_page_whose_only_record_moves_away_is_entered_as_gone(public: Commendation) -> None:
    Record.objects.update(commendation=make_commendation(public.category, 2020))
    tell_of_due(timezone.now())
    assert [(one["kind"], one["commendation"] == public.pk) for one in told()] == [
        ("decided", True),
        ("decided", False),
        ("hidden", True),
    ]


# --- 公示 -------------------------------------------------------------------------------------------


def announce(row: Commendation, start: date) -> None:
    begin_notice(row, by=None, start=start, until=start + timedelta(days=7), objections="样例办，010-1234")


def test_a_notice_that_begins_today_and_is_extended_is_entered(
    decision: Commendation, client: Client
) -> None:
    announce(decision, timezone.localdate())
    until = timezone.localdate() + timedelta(days=9)
    extend_notice(decision, by=None, until=until, note="收到异议")
    assert steps() == [("decided", 1), ("decided", 2)]
    form = said(client, decision, 2)
    assert (form["state"], form["notice_until"]) == ("notice", until.isoformat())


def test_a_notice_that_begins_at_midnight_is_entered_when_it_has_begun(decision: Commendation) -> None:
    announce(decision, timezone.localdate() + timedelta(days=1))
    tell_of_due(timezone.now())
    assert told() == []
    Commendation.objects.update(notice_from=timezone.localdate())
    tell_of_due(timezone.now())
    assert steps() == [("decided", 1)]


# --- What nobody told of ------------------------------------------------------------------------------


def test_decisions_public_before_they_were_sealed_are_entered(public: Commendation) -> None:
    run(connection, drop_sql(connection))
    LoggedCommendation.objects.all().delete()
    DecisionSeal.objects.all().delete()
    assert not tell_of_due(None)
    assert steps() == [("decided", 1), ("decided", 1)]
    assert not tell_of_due(None)
    assert len(told()) == 2


def test_a_text_changed_past_the_site_is_not_sealed_by_itself(public: Commendation, client: Client) -> None:
    Commendation.objects.update(text="改过的决定。")
    tell_of_due(None)
    make_public(public)
    assert steps() == [("decided", 1)]
    answer = client.get(address(public))
    assert answer.status_code == 500
    assert "这份决定的文字与封存时的指纹不符" in answer.content.decode()


# --- What is served -----------------------------------------------------------------------------------


def test_a_decision_that_nobody_sealed_is_not_found(decision: Commendation, client: Client) -> None:
    assert client.get(address(decision)).status_code == 404
    make_public(decision)
    assert client.get(address(decision, 2)).status_code == 404


def test_an_erased_seal_is_no_longer_served(public: Commendation, client: Client) -> None:
    DecisionSeal.objects.update(salt="", facts="")
    assert client.get(address(public)).status_code == 410


# --- What the database refuses ------------------------------------------------------------------------


@pytest.mark.parametrize("fact", ["facts", "salt", "fingerprint", "number", "entry"])
def test_no_part_of_a_seal_can_be_changed(public: Commendation, fact: str) -> None:
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        DecisionSeal.objects.update(**{fact: 7})


def test_a_seal_cannot_be_deleted_or_replaced(public: Commendation) -> None:
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        DecisionSeal.objects.all()._raw_delete("default")
    table = DecisionSeal._meta.db_table
    if connection.vendor == "sqlite":
        with (
            pytest.raises((IntegrityError, DatabaseError)),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                f"INSERT OR REPLACE INTO {table} (commendation_id, number, entry, salt, facts, fingerprint) "
                f"SELECT commendation_id, number, entry, salt, '{{}}', 'f' FROM {table}"
            )
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        DecisionSeal.objects.update(salt="")  # both or none


def test_a_commendation_that_was_public_is_not_deleted(public: Commendation, admin_client: Client) -> None:
    Record.objects.update(commendation=make_commendation(public.category, 2020))
    page = admin_client.post(f"/admin/records/commendation/{public.pk}/delete/", {"post": "yes"}, follow=True)
    assert "的决定公开过，不能删除" in page.content.decode()
    assert Commendation.objects.filter(pk=public.pk).exists()
