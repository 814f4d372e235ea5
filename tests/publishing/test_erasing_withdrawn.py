"""The last version of a withdrawn record can be erased, and nothing that reads the record stumbles over the blank."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from records.deeds.document import Award, Deeds, Recipient
from records.management.commands.check_records import Command as CheckRecords
from records.models import LogLeaf, Record, TextSample, Version
from records.publishing import (
    PublishingRefused,
    erase_version,
    publish,
    restore_version,
    save_deeds,
    withdraw,
    withhold_version,
)
from records.transparency.log import tell_of_due
from tests.admin.pages import opened
from tests.archive.archives import archive, empty_the_site
from tests.factories import make_record, make_roll_entry

pytestmark = pytest.mark.django_db

ERASED = "（文字已清除）"


def erased() -> Record:
    record = make_record("draft", title="有隐私的题", introduction="身份信息若干，走访居民1200户。")
    publish(record, by=None)
    withdraw(record, by=None, reason="本人要求")
    erase_version(record.content, by=None, reason="依法清除")
    record.refresh_from_db()
    return record


@pytest.fixture
def record(settings: Any, tmp_path: Path) -> Record:
    settings.VAR = tmp_path
    return erased()


def test_its_text_is_gone_and_the_log_tells(record: Record) -> None:
    assert not Version.objects.get().introduction
    assert not TextSample.objects.exists()
    assert '"kind":"erased"' in LogLeaf.objects.order_by("-index")[0].entry


@pytest.mark.parametrize("rest", ["", "versions/", "versions/1/", "versions/1.canonical.json", "badge.json"])
@pytest.mark.parametrize("variant", ["", "/elder", "/zh-hant"])
def test_its_addresses_say_that_it_is_gone(client: Client, record: Record, rest: str, variant: str) -> None:
    answer = client.get(f"{variant}{record.get_absolute_url()}{rest}")
    assert answer.status_code in ((404, 410) if variant else (410,))
    assert "有隐私" not in answer.content.decode()


def test_its_page_says_in_the_place_of_the_title_that_it_was_erased(client: Client, record: Record) -> None:
    shown = client.get(record.get_absolute_url()).content.decode()
    assert f"<h1>{ERASED}</h1>" in shown
    assert "本人要求" in shown


def test_its_words_are_not_found_at_verify(client: Client, record: Record) -> None:
    answer = client.post("/verify/", {"text": "身份信息若干，走访居民1200户。"})
    assert answer.status_code == 200
    assert "有隐私" not in answer.content.decode()


def test_its_fingerprint_is_still_known(client: Client, record: Record) -> None:
    answer = client.post("/verify/", {"text": Version.objects.get().erased_hash}, follow=True)
    assert answer.status_code == 200
    assert ERASED in answer.content.decode()


@pytest.mark.parametrize(
    "page", ["change", "history", "versions", "sheet", "changelist", "original", "publish", "preview"]
)
def test_no_page_of_staff_stumbles(admin_client: Client, record: Record, page: str) -> None:
    addresses = {
        "preview": reverse("record_preview", args=[record.pk]),
        "changelist": reverse("admin:records_record_changelist"),
        "sheet": f"/admin/records/record/{record.pk}/sheet/1/",
    }
    address = addresses.get(page, f"/admin/records/record/{record.pk}/{page}/")
    assert admin_client.get(address, follow=True).status_code in (200, 404)


def test_it_is_not_published_again_without_a_text(record: Record) -> None:
    with pytest.raises(PublishingRefused, match="文字已经清除，不能原样重新发布"):
        publish(record, by=None)
    with pytest.raises(PublishingRefused, match="已经清除，不能恢复"):
        restore_version(record, record.content, by=None)


def test_a_new_version_brings_it_back(admin_client: Client, client: Client, record: Record) -> None:
    page = opened(record)
    page.fields |= {"title": "新的题", "introduction": "新的引言。"}
    assert page.save(admin_client).status_code == 302
    publish(Record.objects.get(), by=None)
    shown = client.get(record.get_absolute_url())
    assert shown.status_code == 200
    assert "新的题" in shown.content.decode()


def test_a_new_version_without_a_title_is_not_published(admin_client: Client, record: Record) -> None:
    page = opened(record)
    page.fields |= {"title": ERASED, "introduction": "新的引言。"}
    page.save(admin_client)
    with pytest.raises(PublishingRefused, match="还没有标题"):
        publish(Record.objects.get(), by=None)


def test_a_document_about_it_becomes_its_next_version(record: Record) -> None:
    make_roll_entry(record=record)
    recipient = Recipient(record.recipient.name, "organization")
    award = Award(record.commendation.category.name, record.commendation.year)
    deeds = Deeds(title="新的题", recipient=recipient, awards=(award,), introduction="新的引言。")
    saved = save_deeds(deeds, by=None, publish_now=True)
    assert saved.record.pk == record.pk
    assert [one.title for one in Version.objects.order_by("number")] == ["", "新的题"]
    assert saved.record.status == Record.Status.WITHDRAWN


def test_checks_pass_over_it(record: Record) -> None:
    assert len(list(CheckRecords.checked(Record.objects.all(), links=False))) == 1


def test_a_log_that_begins_later_tells_nothing_of_it(record: Record) -> None:
    before = LogLeaf.objects.count()
    assert not tell_of_due(None)
    assert LogLeaf.objects.count() == before


def test_the_withdrawn_version_is_erased_not_withheld() -> None:
    record = make_record("draft")
    publish(record, by=None)
    withdraw(record, by=None, reason="材料有误")
    with pytest.raises(PublishingRefused, match="公众看不到它，不用停止公开"):
        withhold_version(record.content, by=None, reason="涉及隐私")


@pytest.mark.django_db(transaction=True)
def test_an_archive_has_it_as_it_is(tmp_path: Path, settings: Any, client: Client) -> None:
    settings.VAR = tmp_path / "var"
    settings.VAR.mkdir()
    record = erased()
    folder = archive(tmp_path / "archive", "--without-site")
    empty_the_site()
    call_command("import_archive", folder)
    read = Record.objects.get(pk=record.pk)
    assert (read.title, read.content.erased_reason) == (ERASED, "依法清除")
    assert client.get(read.get_absolute_url()).status_code == 410
