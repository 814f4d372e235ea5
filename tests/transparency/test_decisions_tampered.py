"""A decision that is changed in the database past the site, or on its page, is named by who verifies the site."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from records import publishing
from records.models import Commendation, DecisionSeal, LogLeaf
from records.models.edition import run
from records.models.guards import drop_sql
from records.publishing.decisions import change_decision
from records.transparency import verify
from records.transparency.canonical import decision_form, decision_of, fingerprint
from records.transparency.entering import append, written
from records.transparency.signing import sign_all
from tests.factories import make_attachment, make_category, make_commendation, make_record, make_roll_group
from tests.made_rolls import conferred
from tests.transparency.made_site import checked
from tests.transparency.test_tampering import Asked, found, look, rebuild_tree

pytestmark = pytest.mark.django_db
SHA256 = "ab" * 32


@pytest.fixture(autouse=True)
def _own_folder_and_no_server(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.VAR = tmp_path
    monkeypatch.setattr(verify, "source_of", Asked)


@pytest.fixture
def decision() -> Commendation:
    """Public, with an original, and corrected once."""
    row = make_commendation(
        make_category("样例省劳动模范"),
        2021,
        decided_on=date(2021, 4, 27),
        attachment=make_attachment(sha256=SHA256),
        **conferred(quota=30),
    )
    make_roll_group("先进个人", row, quota=20)
    publishing.publish(make_record("draft", commendation=row), by=None)
    change_decision(row, {"quota": 31}, by=None, note="人数有误")
    sign_all()
    return row


@pytest.fixture
def state(decision: Commendation, tmp_path: Path) -> Path:
    state = tmp_path / "state.json"
    status, said = look(state)
    assert status == 0, said
    return state


def form_of(row: Commendation, number: int) -> str:
    return f"/commendations/{row.pk}/decisions/{number}.canonical.json"


def entry_of(number: int) -> int:
    told = [json.loads(leaf.entry) for leaf in LogLeaf.objects.all()]
    return [one.get("decision") for one in told].index(number) + 1


def unguarded() -> None:
    run(connection, drop_sql(connection))


# --- What is tampered with --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text", "决定授予张三同志称号。"),
        ("document_number", "样发〔2021〕9号"),
        ("issuer", "样例省人民政府、样例省委"),
        ("link", "https://example.org/forged"),
        ("decided_on", date(2020, 1, 1)),
        ("quota", 300),
        ("attachment", None),
    ],
)
def test_a_decision_changed_in_the_database_is_named(
    decision: Commendation, state: Path, name: str, value: Any
) -> None:
    Commendation.objects.update(**{name: value})
    said = found(state)
    assert f"{form_of(decision, 2)}：第 2 次封存的决定（日志第 {entry_of(2)} 条，" in said
    assert "网站回答 HTTP 500：这份决定的文字与封存时的指纹不符" in said
    call_command("migrate", verbosity=0)
    sign_all()  # as after a restart
    assert form_of(decision, 2) in found(state)


def test_numbers_of_groups_changed_in_the_database_are_named(decision: Commendation, state: Path) -> None:
    decision.groups.update(quota=200)
    assert form_of(decision, 2) in found(state)


def test_a_seal_changed_with_its_decision_is_named(decision: Commendation, state: Path) -> None:
    unguarded()
    Commendation.objects.update(text="决定授予张三同志称号。")
    DecisionSeal.objects.filter(number=2).update(facts=written(decision_of(Commendation.objects.get())))
    assert form_of(decision, 2) in found(state)


def test_a_decision_sealed_anew_is_named(decision: Commendation, state: Path) -> None:
    unguarded()
    Commendation.objects.update(text="决定授予张三同志称号。")
    seal = DecisionSeal.objects.get(number=2)
    seal.facts = written(decision_of(Commendation.objects.get()))
    seal.fingerprint = fingerprint(decision_form(seal))
    seal.save()
    assert f"{form_of(decision, 2)}：第 2 次封存的决定（日志第 {entry_of(2)} 条，" in found(state)
    assert "被改过：指纹应为" in found(state)


def test_an_earlier_seal_changed_in_the_database_is_named(decision: Commendation, state: Path) -> None:
    unguarded()
    DecisionSeal.objects.filter(number=1).update(facts="{}")
    assert form_of(decision, 1) in found(state)


def test_a_deleted_seal_is_named(decision: Commendation, state: Path) -> None:
    unguarded()
    DecisionSeal.objects.filter(number=2).delete()
    assert f"{form_of(decision, 2)}：第 2 次封存的决定（日志第 {entry_of(2)} 条，" in found(state)


def test_an_entry_of_a_decision_that_was_changed_is_named(decision: Commendation, state: Path) -> None:
    unguarded()
    leaf = LogLeaf.objects.get(index=entry_of(2) - 1)
    LogLeaf.objects.filter(pk=leaf.pk).update(entry=leaf.entry.replace('"decision":2', '"decision":3'))
    rebuild_tree()
    assert f"第 {leaf.index + 1} 条" in found(state)


def test_a_page_taken_off_without_an_entry_is_named(
    decision: Commendation, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_off(monkeypatch, f"/commendations/{decision.pk}/")
    assert f"/commendations/{decision.pk}/：网页缺失；日志第 {entry_of(2)} 条" in found(state)


def take_off(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    real = Asked.answer

    def answer(self: Asked, path: str) -> Any:
        return real(self, "/commendations/0/" if path == address else path)

    monkeypatch.setattr(Asked, "answer", answer)


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ("样例省劳动模范", "样例省模范", "网页上没有表彰“样例省劳动模范”"),
        ("2021年", "2022年", "网页上没有"),
        ("关于表彰样例", "关于嘉奖样例", "网页上没有决定名称“关于表彰样例先进个人和先进集体的决定”"),
        ("样例省人民政府", "样例市人民政府", "网页上没有机关“样例省委、样例省人民政府”"),
        ("样发〔2021〕7号", "样发〔2021〕9号", "网页上没有文号“样发〔2021〕7号”"),
        ("2021年4月27日", "2021年4月28日", "网页上没有决定日期“2021年4月27日”"),
        ("珍惜荣誉", "珍惜奖金", "网页上没有正文“希望受表彰者珍惜荣誉，再接再厉。”"),
        ("example.org/decision", "example.org/forged", "网页上没有决定全文的链接"),
        (SHA256, "cd" * 32, "网页上没有原件的 SHA-256“"),
    ],
)
def test_a_page_that_says_something_else_is_named_with_what_it_lacks(
    decision: Commendation,
    state: Path,
    monkeypatch: pytest.MonkeyPatch,
    before: str,
    after: str,
    named: str,
) -> None:
    real = Asked.answer

    def answer(self: Asked, path: str) -> Any:
        status, headers, content = real(self, path)
        if path == f"/commendations/{decision.pk}/":
            assert before in content.decode()
            content = content.decode().replace(before, after).encode()
        return status, headers, content

    monkeypatch.setattr(Asked, "answer", answer)
    assert f"/commendations/{decision.pk}/：{named}" in found(state)


def test_a_page_that_should_be_gone_and_is_not_is_named(
    decision: Commendation, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Asked.answer
    kept = {
        path: real(Asked("http://testserver"), path)
        for path in (f"/commendations/{decision.pk}/", form_of(decision, 1))
    }
    publishing.withdraw(decision.records.get(), by=None, reason="材料有误")
    sign_all()
    monkeypatch.setattr(Asked, "answer", lambda self, path: kept.get(path) or real(self, path))
    said = found(state)
    assert f"/commendations/{decision.pk}/：网页不应再公开，却还能读到" in said
    assert f"{form_of(decision, 1)}：第 1 次封存的决定" in said


def test_two_fingerprints_of_one_decision_are_named(decision: Commendation, state: Path) -> None:
    append([{"kind": "decided", "commendation": decision.pk, "decision": 2, "hash": "f" * 64}])
    sign_all()
    assert f"{decision.pk} 号表彰第 2 次封存的指纹是 {'f' * 16}…，第 {entry_of(2)} 条" in found(state)


# --- What is no fault -------------------------------------------------------------------------------


def test_a_restart_and_a_decision_saved_unchanged_pass(
    decision: Commendation, state: Path, client: Client
) -> None:
    call_command("migrate", verbosity=0)
    sign_all()
    change_decision(decision, {"text": decision.text}, by=None)
    status, said = look(state)
    assert (status, "1 份表彰决定" in said) == (0, True), said


def test_a_decision_corrected_on_the_site_passes(decision: Commendation, state: Path) -> None:
    text = "# 决定\n\n1. **其一**\n2. [其二](/about/)\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |"
    change_decision(decision, {"text": text}, by=None)
    sign_all()
    status, said = look(state)
    assert status == 0, said


def test_a_page_that_went_with_its_records_and_came_back_passes(decision: Commendation, state: Path) -> None:
    record = decision.records.get()
    publishing.withdraw(record, by=None, reason="材料有误")
    sign_all()
    status, said = look(state)
    assert status == 0, said
    publishing.publish(record, by=None)
    sign_all()
    status, said = look(state)
    assert status == 0, said


def test_a_state_of_before_decisions_were_told_goes_on(decision: Commendation, state: Path) -> None:
    remembered = json.loads(state.read_text())
    del remembered["decisions"]
    state.write_text(json.dumps(remembered))
    status, said = checked("http://testserver", state=state)
    assert status == 0, said
