"""The fingerprint at the foot of a commendation's page, and what /verify/ says of it."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from records import publishing
from records.models import Commendation, DecisionSeal, LogLeaf
from records.models.edition import run
from records.models.guards import drop_sql
from records.publishing.decisions import change_decision
from records.transparency.signing import sign_all
from tests.factories import make_category, make_commendation, make_record
from tests.made_rolls import conferred

pytestmark = pytest.mark.django_db


@pytest.fixture
def decision() -> Commendation:
    category = make_category("样例省劳动模范")
    row = make_commendation(category, 2021, decided_on=date(2021, 4, 27), **conferred())
    publishing.publish(make_record("draft", commendation=row), by=None)
    return row


def seal_of(number: int = 1) -> DecisionSeal:
    return DecisionSeal.objects.get(number=number)


def asked(client: Client, digits: str) -> str:
    return client.get("/verify/", {"f": digits}).content.decode()


def words(page: str) -> str:
    return re.sub(r"<[^>]*>|\s*\n\s*", "", page)


def correct(row: Commendation) -> None:
    change_decision(row, {"document_number": "样发〔2021〕8号"}, by=None, note="文号有误")


def test_the_page_shows_the_fingerprint_of_what_it_says_now(client: Client, decision: Commendation) -> None:
    correct(decision)
    page = client.get(decision.get_absolute_url()).content.decode()
    digits = seal_of(2).digits
    grouped = " ".join(digits[at : at + 4] for at in range(0, 16, 4))
    assert f'<a href="/verify/?f={digits}">指纹 {grouped}</a>' in page


def test_a_page_that_was_never_sealed_shows_none(client: Client) -> None:
    page = client.get(make_record().commendation.get_absolute_url())
    assert page.status_code == 200
    assert "指纹" not in page.content.decode()


@pytest.mark.parametrize("length", [16, 64])
def test_a_fingerprint_is_told_with_its_decision(client: Client, decision: Commendation, length: int) -> None:
    sign_all()
    shown = asked(client, seal_of().fingerprint[:length])
    assert "这是“样例省劳动模范（2021年）”的决定，第 1 次封存，网页现在这样说。" in words(shown)
    assert f'href="/commendations/{decision.pk}/decisions/1.canonical.json"' in shown
    assert '<a href="/log/tile/entries/000.p/2">第 2 条</a>' in shown
    assert 'role="alert"' not in shown


def test_a_fingerprint_of_before_a_correction_is_told_as_such(client: Client, decision: Commendation) -> None:
    correct(decision)
    shown = asked(client, seal_of(1).digits)
    assert "第 1 次封存，网页曾经这样说，后来改过。" in shown
    assert "第 2 次封存，网页现在这样说。" in asked(client, seal_of(2).digits)


def test_a_decision_changed_past_the_site_is_told(client: Client, decision: Commendation) -> None:
    Commendation.objects.update(document_number="样发〔2021〕9号")
    shown = asked(client, seal_of().digits)
    assert "现在的内容却与它不符" in shown
    assert "数据库可能被人绕过网站改动过" in shown


def test_a_fingerprint_that_the_log_does_not_have_counts_for_nothing(
    client: Client, decision: Commendation
) -> None:
    run(connection, drop_sql(connection))
    DecisionSeal.objects.update(fingerprint="f" * 64)
    assert "这个指纹不能作数" in asked(client, "f" * 16)
    LogLeaf.objects.filter(pk=seal_of().entry).delete()
    assert "这个指纹不能作数" in asked(client, "f" * 16)


def test_of_a_decision_that_is_no_longer_public_no_name_is_told(
    client: Client, decision: Commendation
) -> None:
    publishing.withdraw(decision.records.get(), by=None, reason="材料有误")
    shown = asked(client, seal_of().digits)
    assert "它的网页不再公开" in shown
    assert "样例省劳动模范" not in shown


def test_the_sealed_form_that_somebody_kept_is_known_again(client: Client, decision: Commendation) -> None:
    form = client.get(f"/commendations/{decision.pk}/decisions/1.canonical.json").content
    kept = SimpleUploadedFile("1.canonical.json", form)
    assert "网页现在这样说" in client.post("/verify/", {"file": kept}).content.decode()
    altered = SimpleUploadedFile("1.canonical.json", form.replace("7号".encode(), "9号".encode()))
    assert "这里没有这个指纹" in client.post("/verify/", {"file": altered}).content.decode()
