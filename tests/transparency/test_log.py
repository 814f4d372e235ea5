"""What the log tells of, in which order, and that it is written with the change or not at all."""

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from records import publishing
from records.models import LoggedRecord, LogLeaf, NamesSeal, Recipient, Record, VersionSeal
from records.publishing.changing import renew
from records.publishing.joining import join
from records.publishing.versions import begin_version
from records.publishing.withholding import erase_version, show_version, withhold_version
from records.transparency.entering import append
from records.transparency.log import tell_of_due
from tests.factories import make_correction, make_record, rewrite

pytestmark = pytest.mark.django_db


def entries() -> list[dict[str, Any]]:
    """Lists those that tell of records."""
    every = [json.loads(leaf.entry) for leaf in LogLeaf.objects.all()]
    return [one for one in every if "record" in one]


def told() -> list[tuple[Any, ...]]:
    return [(one["kind"], one.get("record"), one.get("version")) for one in entries()]


@pytest.fixture
def draft() -> Record:
    return make_record("draft", title="某某社区党支部", introduction="服务居民1200户。")


@pytest.fixture
def record(draft: Record) -> Record:
    publishing.publish(draft, by=None)
    return draft


def test_publishing_is_entered_with_the_fingerprint_of_the_version(record: Record) -> None:
    (entry,) = entries()
    assert entry["kind"] == "published"
    assert (entry["record"], entry["version"]) == (record.pk, 1)
    assert entry["hash"] == VersionSeal.objects.get(version=record.live).fingerprint


def test_each_step_in_public_is_entered_in_its_order(record: Record) -> None:
    make_correction(record)
    publishing.withdraw(record, by=None, reason="材料有误")
    publishing.publish(record, by=None)
    publishing.revoke_honor(record, by=None, on=timezone.localdate(), reason="查实有误")
    publishing.restore_honor(record, by=None, reason="决定撤销")
    pk = record.pk
    assert told() == [
        ("published", pk, 1),
        ("corrected", pk, 2),
        ("withdrawn", pk, None),
        ("returned", pk, 2),
        ("revoked", pk, None),
        ("restored", pk, None),
    ]


def test_a_record_that_returns_with_another_text_is_entered_with_that_one(record: Record) -> None:
    publishing.withdraw(record, by=None, reason="材料有误")
    begin_version(record)
    rewrite(record, introduction="服务居民1300户。")
    publishing.publish(record, by=None)
    assert told()[1:] == [("withdrawn", record.pk, None), ("returned", record.pk, 2)]


def test_an_earlier_version_withheld_shown_and_erased_is_entered(record: Record) -> None:
    make_correction(record)
    first = record.versions.get(number=1)
    withhold_version(first, by=None, reason="涉及隐私")
    show_version(first, by=None)
    erase_version(first, by=None, reason="依法清除")
    assert told()[2:] == [(kind, record.pk, 1) for kind in ("withheld", "shown", "erased")]


def test_an_erased_version_leaves_its_fingerprint_and_no_salt(record: Record) -> None:
    make_correction(record)
    first = record.versions.get(number=1)
    sealed_as = first.seal.fingerprint
    assert erase_version(first, by=None, reason="依法清除") == sealed_as
    seal = VersionSeal.objects.get(version=first)
    assert (seal.fingerprint, seal.salt, seal.facts) == (sealed_as, "", "")


def test_a_joined_record_is_entered_with_the_one_it_went_into(record: Record) -> None:
    other = make_record("draft", commendation=record.commendation, title=record.recipient.name)
    publishing.publish(other, by=None)
    with transaction.atomic():
        join(other, record, by=None)
    assert told()[-2:] == [("withdrawn", other.pk, None), ("merged", other.pk, None)]
    assert entries()[-1]["into"] == record.pk


# --- Names that are corrected -------------------------------------------------------------------------


def rename(record: Record, name: str = "某某社区党委") -> None:
    Recipient.objects.filter(pk=record.recipient_id).update(name=name)
    with transaction.atomic():
        renew([record.pk])


def test_a_corrected_name_is_entered_with_what_the_page_says_now(record: Record, client: Client) -> None:
    rename(record)
    entry = entries()[-1]
    assert (entry["kind"], entry["record"], entry["names"]) == ("renamed", record.pk, 1)
    form = client.get(f"/records/{record.pk}/names/1.canonical.json").content
    assert hashlib.sha256(form).hexdigest() == entry["hash"]
    assert json.loads(form)["recipient"]["name"] == "某某社区党委"


def test_a_name_that_stays_is_not_entered_again(record: Record) -> None:
    rename(record)
    rename(record)
    assert told() == [("published", record.pk, 1), ("renamed", record.pk, None)]


def test_a_version_that_comes_after_a_corrected_name_has_it_already(record: Record) -> None:
    rename(record)
    make_correction(record)
    assert told()[2:] == [("corrected", record.pk, 2)]
    assert "某某社区党委" in VersionSeal.objects.get(version=record.live).facts


def test_a_name_corrected_while_a_record_is_withdrawn_is_entered_when_it_returns(record: Record) -> None:
    publishing.withdraw(record, by=None, reason="材料有误")
    rename(record)
    assert told()[-1] == ("withdrawn", record.pk, None)
    publishing.publish(record, by=None)
    assert [kind for kind, *_ in told()[2:]] == ["returned", "renamed"]


def test_a_corrected_name_is_entered_where_the_log_never_kept_in_mind_what_it_told(record: Record) -> None:
    LoggedRecord.objects.update(named_as="")
    with transaction.atomic():
        renew([record.pk])
    assert told() == [("published", record.pk, 1)]
    LoggedRecord.objects.update(named_as="")
    rename(record)
    assert told()[1:] == [("renamed", record.pk, None)]


def test_names_of_a_withdrawn_record_are_not_served(record: Record, client: Client) -> None:
    rename(record)
    publishing.withdraw(record, by=None, reason="材料有误")
    assert client.get(f"/records/{record.pk}/names/1.canonical.json").status_code == 410


def test_names_told_beside_a_version_are_erased_with_it(record: Record) -> None:
    rename(record)
    make_correction(record)
    erase_version(record.versions.get(number=1), by=None, reason="依法清除")
    names = NamesSeal.objects.get()
    assert (names.salt, names.facts, len(names.fingerprint)) == ("", "", 64)


def test_names_that_were_entered_cannot_be_changed(record: Record) -> None:
    rename(record)
    with refused(), transaction.atomic():
        NamesSeal.objects.update(facts="{}")
    with refused(), transaction.atomic():
        NamesSeal.objects.all()._raw_delete("default")


def test_what_is_written_and_not_public_is_not_entered(draft: Record) -> None:
    assert not entries()


def test_a_change_that_is_taken_back_leaves_no_entry(draft: Record) -> None:
    with transaction.atomic():
        publishing.publish(draft, by=None)
        transaction.set_rollback(True)
    assert not entries()
    assert not VersionSeal.objects.exists()


def test_what_is_set_for_an_hour_to_come_is_entered_when_it_has_come(draft: Record) -> None:
    publishing.publish(draft, by=None, at=timezone.now() + timedelta(hours=1))
    assert not entries()
    hour = timezone.now() - timedelta(seconds=1)
    Record.objects.filter(pk=draft.pk).update(published_at=hour)
    draft.versions.update(public_from=hour)
    tell_of_due(hour - timedelta(minutes=1))
    tell_of_due(None)
    assert told() == [("published", draft.pk, 1)]


def test_records_public_before_there_was_a_log_are_entered_with_each_version(record: Record) -> None:
    make_correction(record)
    forget_the_log()
    assert not tell_of_due(None)
    assert told() == [("published", record.pk, 1), ("corrected", record.pk, 2)]


def forget_the_log() -> None:
    from records.models.edition import run
    from records.models.guards import drop_sql

    run(connection, drop_sql(connection))
    for model in (LogLeaf, LoggedRecord, VersionSeal):
        model.objects.all().delete()


# --- What the database refuses ------------------------------------------------------------------------


def refused() -> Any:
    return pytest.raises((IntegrityError, DatabaseError), match="only grows")


def test_an_entry_cannot_be_changed_or_deleted(record: Record) -> None:
    with refused(), transaction.atomic():
        LogLeaf.objects.update(entry="{}")
    with refused(), transaction.atomic():
        LogLeaf.objects.all().delete()


def test_an_entry_cannot_be_put_in_between_or_ahead(record: Record) -> None:
    for index in (0, LogLeaf.objects.count() + 1):
        with refused(), transaction.atomic():
            LogLeaf.objects.create(index=index, entry="{}")


def test_a_seal_cannot_be_changed_or_deleted(record: Record) -> None:
    with refused(), transaction.atomic():
        VersionSeal.objects.update(fingerprint="0" * 64)
    with refused(), transaction.atomic():
        VersionSeal.objects.update(facts="{}")
    with refused(), transaction.atomic():
        VersionSeal.objects.all()._raw_delete("default")


def test_entries_made_together_are_numbered_one_after_the_other() -> None:
    append({"kind": "withdrawn", "record": number} for number in range(5))
    append([{"kind": "withdrawn", "record": 5}])
    assert [leaf.index for leaf in LogLeaf.objects.all()] == [0, 1, 2, 3, 4, 5]


# --- The canonical form -------------------------------------------------------------------------------


def test_canonical_form_is_served_as_its_fingerprint_says(client: Client, record: Record) -> None:
    answer = client.get(f"/records/{record.pk}/versions/1.canonical.json")
    assert hashlib.sha256(answer.content).hexdigest() == entries()[0]["hash"]
    said = json.loads(answer.content)
    assert (said["title"], said["introduction"]) == ("某某社区党支部", "服务居民1200户。")
    assert said["recipient"]["name"] == record.recipient.name


def test_canonical_form_stays_when_a_name_is_corrected_later(client: Client, record: Record) -> None:
    before = client.get(f"/records/{record.pk}/versions/1.canonical.json").content
    record.recipient.name = "改名后的单位"
    record.recipient.save()
    assert client.get(f"/records/{record.pk}/versions/1.canonical.json").content == before


@pytest.mark.parametrize("number", [0, 2, 10**30])
def test_no_canonical_form_of_a_version_that_is_not_there(
    client: Client, record: Record, number: int
) -> None:
    assert client.get(f"/records/{record.pk}/versions/{number}.canonical.json").status_code == 404


def test_canonical_form_goes_with_a_withdrawn_record(client: Client, record: Record) -> None:
    publishing.withdraw(record, by=None, reason="材料有误")
    assert client.get(f"/records/{record.pk}/versions/1.canonical.json").status_code == 410


def test_a_text_changed_past_the_site_is_not_served_as_the_sealed_one(client: Client, record: Record) -> None:
    from records.models.edition import run
    from records.models.guards import drop_sql, install_guards

    run(connection, drop_sql(connection))
    record.versions.update(introduction="服务居民9999户。")
    install_guards("default")
    answer = client.get(f"/records/{record.pk}/versions/1.canonical.json")
    assert answer.status_code == 500
    assert "指纹不符" in answer.content.decode()
