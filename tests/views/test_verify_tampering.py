"""/verify/ where somebody changed the database and sealed anew what they had changed: it says so, whatever is asked."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from records import publishing
from records.exporting.certificate import making
from records.models import LogLeaf, Measure, Record, Version, VersionSeal
from records.models.edition import run
from records.models.guards import drop_sql
from records.publishing.withholding import erase_version
from records.transparency.canonical import fingerprint, sealed_form
from records.transparency.signing import sign_all
from tests.factories import make_correction
from tests.views.asking import SECOND, make, page, summary, told

pytestmark = pytest.mark.django_db

UNCHANGED = "此后没有改过"
TAMPERED = "建立样例台账。全年走访样例家庭9000户。"


@pytest.fixture
def record() -> Record:
    made = make()
    publishing.publish(made, by=None)
    return made


def seal_of(record: Record, number: int = 1) -> VersionSeal:
    return VersionSeal.objects.get(version__record=record, version__number=number)


def tamper(record: Record, number: int = 1) -> None:
    run(connection, drop_sql(connection))
    measures = Measure.objects.filter(section__version__record=record, section__version__number=number)
    assert measures.filter(number=1).update(text=TAMPERED)


def seal_anew(record: Record, number: int = 1) -> None:
    seal = seal_of(record, number)
    seal.version = Version.objects.whole().get(pk=seal.version_id)
    VersionSeal.objects.filter(pk=seal.pk).update(fingerprint=fingerprint(sealed_form(seal)))


def asked(client: Client, digits: str) -> str:
    response = client.get("/verify/", {"f": digits})
    assert response.status_code == 200
    return page(response)


def test_a_fingerprint_that_the_log_does_not_have_raises_the_alarm(client: Client, record: Record) -> None:
    genuine = seal_of(record).fingerprint
    tamper(record)
    seal_anew(record)
    shown = asked(client, seal_of(record).fingerprint)
    assert 'role="alert"' in shown
    assert "公开日志里没有给第 1 版记过这个指纹" in shown
    assert "不能作数" in summary(shown)
    assert UNCHANGED not in shown
    assert "日志第 1 条" in shown
    assert " ".join(genuine[at : at + 4] for at in range(0, 16, 4)) in shown


@pytest.mark.parametrize("length", [16, 64])
def test_the_genuine_fingerprint_is_still_known_by_the_log(
    client: Client, record: Record, length: int
) -> None:
    genuine = seal_of(record).fingerprint
    tamper(record)
    seal_anew(record)
    shown = asked(client, genuine[:length])
    assert 'role="alert"' in shown
    assert f"属于 {record.pk} 号记录第 1 版，现在数据库里的这一版却不是它" in shown
    assert "公开日志第 1 条（" in shown
    assert "请告诉网站的管理员" in shown
    assert f'href="/records/{record.pk}/"' in shown
    assert "请对照原件再看一遍" not in shown


def test_the_genuine_fingerprint_of_a_record_that_was_withdrawn_names_no_address(
    client: Client, record: Record
) -> None:
    genuine = seal_of(record).fingerprint
    tamper(record)
    seal_anew(record)
    publishing.withdraw(record, by=None, reason="材料有误。")
    shown = asked(client, genuine)
    assert "号记录第 1 版" in shown
    assert record.title not in shown


def test_a_text_that_was_changed_under_its_seal_is_not_called_unchanged(
    client: Client, record: Record
) -> None:
    tamper(record)
    shown = asked(client, seal_of(record).fingerprint)
    assert 'role="alert"' in shown
    assert "现在的文字却与它不符" in summary(shown)
    assert UNCHANGED not in shown


def test_an_entry_on_another_version_vouches_for_none(client: Client, record: Record) -> None:
    other = make("另一条样例")
    publishing.publish(other, by=None)
    genuine = seal_of(other).fingerprint
    run(connection, drop_sql(connection))
    VersionSeal.objects.filter(pk=seal_of(other).pk).update(fingerprint="f" * 64)
    VersionSeal.objects.filter(pk=seal_of(record).pk).update(fingerprint=genuine)
    shown = asked(client, genuine)
    assert "公开日志里没有给第 1 版记过这个指纹" in shown
    assert f"属于 {other.pk} 号记录第 1 版" in shown


def test_a_later_version_that_was_changed_is_no_correction(client: Client, record: Record) -> None:
    make_correction(record)
    tamper(record, 2)
    seal_anew(record, 2)
    shown = asked(client, seal_of(record, 1).fingerprint)
    assert "不是网站公布的更正" in shown


def test_an_entry_that_is_no_json_vouches_for_nothing(client: Client, record: Record) -> None:
    run(connection, drop_sql(connection))
    entry = LogLeaf.objects.get(index=0).entry
    LogLeaf.objects.filter(index=0).update(entry=entry.removesuffix("}"))
    assert "公开日志里没有给第 1 版记过这个指纹" in asked(client, seal_of(record).fingerprint)


def test_an_erased_version_needs_its_entry_too(client: Client, record: Record) -> None:
    make_correction(record)
    erase_version(record.versions.get(number=1), by=None, reason="依法清除。")
    assert 'role="alert"' not in asked(client, seal_of(record).fingerprint)
    run(connection, drop_sql(connection))
    VersionSeal.objects.filter(pk=seal_of(record).pk).update(fingerprint="f" * 64)
    assert 'role="alert"' in asked(client, "f" * 64)


def test_no_sheet_is_made_of_a_version_that_the_log_does_not_vouch_for(
    client: Client, record: Record, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any
) -> None:
    settings.SHEETS_ROOT = tmp_path
    monkeypatch.setattr(making, "rendered", lambda page, signing: b"%PDF made")
    monkeypatch.setattr(making, "unable", lambda: "")
    assert client.get(f"/records/{record.pk}/certificate.pdf").status_code == 200
    tamper(record)
    seal_anew(record)
    response = client.get(f"/records/{record.pk}/certificate.pdf")
    assert response.status_code == 503
    assert "与公开日志里的指纹不符" in response.content.decode()


def test_the_entry_leads_to_the_part_of_the_log_that_holds_it(client: Client, record: Record) -> None:
    digits = seal_of(record).fingerprint
    assert "/log/tile/entries/" not in asked(client, digits)  # nothing is signed yet
    sign_all()
    shown = asked(client, digits)
    assert '<a href="/log/tile/entries/000.p/2">第 1 条</a>' in shown
    assert digits.encode() in client.get("/log/tile/entries/000.p/2").content


@pytest.mark.parametrize("is_sealed_anew", [True, False])
def test_words_of_a_version_that_was_changed_are_not_told_as_published(
    client: Client, record: Record, is_sealed_anew: bool
) -> None:
    assert "不能作数" not in told(client, SECOND)
    tamper(record)
    if is_sealed_anew:
        seal_anew(record)
    shown = told(client, f"{TAMPERED}\n{SECOND}")
    assert summary(shown).startswith("先请注意：数据库里的文字与公开日志不符，不能作数。")
    assert 'role="alert"' in shown


def test_a_cited_measure_that_was_changed_is_not_told_as_published(
    client: Client, record: Record, settings: Any
) -> None:
    tamper(record)
    seal_anew(record)
    assert 'role="alert"' in told(client, f"{settings.SITE_URL}/records/{record.pk}/#s1-m1")
