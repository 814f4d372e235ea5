"""Signing in, failing to, being locked out and signing out leave lines; a flood of failures leaves few."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from records.audit import accounts, failures
from records.audit.failures import FailedSignIns
from records.models import AuditEntry

from .telling import acts_since, last_number, told_since

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"


@pytest.fixture(autouse=True)
def counter(monkeypatch: pytest.MonkeyPatch) -> FailedSignIns:
    """A counter of its own, at the beginning of its minute."""
    fresh = FailedSignIns()
    monkeypatch.setattr(accounts, "failed_sign_ins", fresh)
    return fresh


@pytest.fixture
def someone() -> User:
    return User.objects.create_user("wang", password="a-long-pass", is_staff=True)


def sign_in(client: Client, password: str, name: str = "wang", address: str = "203.0.113.5") -> Any:
    data = {"username": name, "password": password, "next": "/admin/"}
    return client.post(LOGIN, data, REMOTE_ADDR=address)


def a_minute_passes(counter: FailedSignIns) -> None:
    counter.began -= failures.WINDOW_SECONDS


def test_who_signs_in_and_out_is_told_with_the_address(client: Client, someone: User) -> None:
    before = last_number()
    sign_in(client, "a-long-pass")
    client.post("/admin/logout/", REMOTE_ADDR="203.0.113.5")
    entries = told_since(before)
    assert [entry.act for entry in entries] == ["signed_in", "signed_out"]
    assert {(entry.who, entry.user, entry.address) for entry in entries} == {("wang", someone, "203.0.113.5")}
    assert all(entry.request_id not in {"", "-"} for entry in entries)


@pytest.mark.parametrize("has_factor", [False, True])
def test_who_signs_in_over_another_is_told_to_have_signed_the_other_out(
    client: Client, someone: User, has_factor: bool
) -> None:
    other = User.objects.create_user("li", password="a-long-pass", is_staff=True)
    if has_factor:
        TOTPDevice.objects.create(user=other, name="手机")
    sign_in(client, "a-long-pass")
    before = last_number()
    sign_in(client, "a-long-pass", name="li")
    first, *rest = told_since(before)
    assert (first.act, first.user) == ("signed_out", someone)
    assert [entry.act for entry in rest] == ([] if has_factor else ["signed_in"])


def test_who_signs_in_once_more_is_not_told_to_have_signed_out(client: Client, someone: User) -> None:
    sign_in(client, "a-long-pass")
    before = last_number()
    sign_in(client, "a-long-pass")
    assert acts_since(before) == ["signed_in"]


def test_a_refused_sign_in_is_told_with_the_name_that_was_typed(client: Client, someone: User) -> None:
    before = last_number()
    sign_in(client, "wrong", name="li")
    (entry,) = told_since(before)
    assert (entry.act, entry.who, entry.user, entry.address) == ("sign_in_failed", "li", None, "203.0.113.5")


def test_no_line_holds_a_password(client: Client, someone: User) -> None:
    before = last_number()
    sign_in(client, "an-unlucky-password")
    someone.set_password("another-password")
    someone.save()
    for entry in told_since(before):
        text = str(entry.as_json())
        assert "password" not in text.replace("password_changed", "")
        assert someone.password not in text


def test_the_lock_is_told_once_though_more_is_tried(client: Client, someone: User) -> None:
    before = last_number()
    for _ in range(8):
        sign_in(client, "wrong")
    assert acts_since(before).count("locked") == 1


def test_what_the_lock_refuses_unheard_is_told_in_one_line(
    client: Client, someone: User, counter: FailedSignIns
) -> None:
    for _ in range(5):
        sign_in(client, "wrong")
    before = last_number()
    for _ in range(40):
        sign_in(client, "wrong")
    assert acts_since(before) == []
    a_minute_passes(counter)
    counter.tell_due()
    (entry,) = told_since(before)
    assert entry.act == "sign_in_failures_counted"
    assert "40 次" in entry.detail
    assert "wang（203.0.113.5）" in entry.detail


def test_a_flood_under_ever_new_names_writes_a_bounded_number_of_lines(counter: FailedSignIns) -> None:
    before = last_number()
    for number in range(3 * failures.MAX_COUNTED):
        counter.add(f"name-{number}", "203.0.113.5", is_locked=False)
    assert len(acts_since(before)) == failures.SINGLE_LINES
    assert len(counter.counted) == failures.MAX_COUNTED
    a_minute_passes(counter)
    counter.tell_due()
    last = AuditEntry.objects.latest("number")
    assert f"{3 * failures.MAX_COUNTED - failures.SINGLE_LINES} 次" in last.detail
    assert len(last.detail) < 3_000


def test_a_count_is_nobody_s_act_though_somebody_signs_in(
    client: Client, someone: User, counter: FailedSignIns
) -> None:
    counter.add("li", "203.0.113.9", is_locked=True)
    a_minute_passes(counter)
    before = last_number()
    sign_in(client, "a-long-pass")
    counted, signed_in = told_since(before)
    assert (counted.act, counted.who, counted.user, counted.address) == (
        *("sign_in_failures_counted", ""),
        *(None, ""),
    )
    assert signed_in.user == someone
