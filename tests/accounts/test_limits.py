"""Guesses of passwords are counted before they are looked at, by name and address and by address alone."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.db import connections
from django.test import Client

from records.accounts import hashing
from records.audit import accounts
from records.audit.failures import FailedSignIns
from records.models import AuditEntry

LOGIN = "/admin/login/"
RIGHT = "a-long-pass-word"


def guess(client, password="wrong", name="wang", address="192.0.2.1"):
    return client.post(LOGIN, {"username": name, "password": password}, REMOTE_ADDR=address)


@pytest.fixture(autouse=True)
def _failures_counted_from_the_beginning(monkeypatch):
    monkeypatch.setattr(accounts, "failed_sign_ins", FailedSignIns())


@pytest.fixture
def wang(db):
    return User.objects.create_user("wang", password=RIGHT, is_staff=True)


@pytest.mark.django_db(transaction=True)
def test_sixteen_guesses_at_once_are_counted_as_sixteen(monkeypatch):
    looked_at = []
    monkeypatch.setattr(ModelBackend, "authenticate", lambda *_, **given: looked_at.append(given))
    together = Barrier(16)

    def one_guess(_):
        together.wait()
        try:
            return guess(Client()).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(one_guess, range(16)))
    assert len(looked_at) == 5
    assert answers.count(429) >= 11
    assert set(answers) <= {200, 429}


def test_the_whole_network_of_an_ipv6_subscriber_counts_as_one_address(client, wang):
    for number in range(5):
        guess(client, address=f"2001:db8:1:2::{number}")
    assert guess(client, RIGHT, address="2001:db8:1:2:ffff::9").status_code == 429
    assert guess(client, RIGHT, address="2001:db8:1:3::9").status_code == 302


def test_guesses_of_many_names_from_one_address_reach_its_own_limit(client, wang, settings):
    settings.GUESSES_PER_ADDRESS = 6
    answers = [guess(client, name=f"name{number}").status_code for number in range(6)]
    assert answers == [200] * 5 + [429]
    assert guess(client, RIGHT).status_code == 429
    assert guess(client, RIGHT, address="192.0.2.2").status_code == 302


def test_the_right_password_clears_the_count_of_its_name_only(client, wang, settings):
    settings.GUESSES_PER_ADDRESS = 8
    for name in ("li", "li", "li", "wang"):
        guess(client, name=name)
    assert guess(client, RIGHT).status_code == 302
    assert dict(AccessAttempt.objects.values_list("username", "failures_since_start")) == {"li": 3}


def test_a_browser_that_calls_itself_another_each_time_is_counted_on(client, wang):
    for number in range(5):
        client.post(LOGIN, {"username": "wang", "password": "x"}, headers={"user-agent": f"b{number}"})
    assert client.post(LOGIN, {"username": "wang", "password": RIGHT}).status_code == 429
    assert AccessAttempt.objects.count() == 1


def test_nothing_that_was_typed_is_kept_with_the_count(client, wang):
    guess(client, "my real password with a typo")
    kept = AccessAttempt.objects.values().get()
    assert "my real password" not in str(kept)


def test_a_refused_guess_does_not_prolong_the_wait(client, wang):
    for _ in range(5):
        guess(client)
    before = AccessAttempt.objects.get().attempt_time
    assert guess(client).status_code == 429
    assert AccessAttempt.objects.get().attempt_time == before


def test_a_lock_is_told_once(client, wang):
    from axes.signals import user_locked_out

    told = []

    def tell(**told_of):
        told.append(told_of["username"])

    user_locked_out.connect(tell)
    for _ in range(8):
        guess(client)
    assert told == ["wang"]


@pytest.mark.django_db(transaction=True)
def test_a_lock_is_told_once_though_its_guesses_come_together(monkeypatch):
    all_counted = Barrier(5)

    def authenticate(*_, **given):
        all_counted.wait()

    monkeypatch.setattr(ModelBackend, "authenticate", authenticate)

    def one_guess(_):
        try:
            return guess(Client()).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(5) as threads:
        answers = list(threads.map(one_guess, range(5)))
    assert answers.count(429) == 1
    assert AuditEntry.objects.filter(act="locked").count() == 1
    assert AuditEntry.objects.filter(act="sign_in_failed").count() == 5


def test_after_the_wait_the_count_begins_anew(client, wang, settings):
    for _ in range(5):
        guess(client)
    AccessAttempt.objects.update(attempt_time="2026-01-01T00:00Z")
    assert guess(client).status_code == 200
    assert AccessAttempt.objects.get().failures_since_start == 1


# --- A flood --------------------------------------------------------------------------------------------


@pytest.fixture
def busy(settings, monkeypatch, wang):
    """All slots are taken, and the site's own hasher is asked."""
    from threading import BoundedSemaphore

    settings.PASSWORD_HASHERS = ["records.accounts.hashing.BoundedPBKDF2"]
    wang.set_password(RIGHT)
    wang.save()
    taken = BoundedSemaphore(1)
    taken.acquire()
    monkeypatch.setattr(hashing, "inside", taken)
    return taken


@pytest.mark.parametrize("name", ["wang", "nobody-of-that-name"])
def test_in_a_flood_a_sign_in_is_refused_in_words_and_not_counted(client, busy, name):
    answer = guess(client, RIGHT, name=name)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "这一次也不算输错" in answer.content.decode()
    assert AccessAttempt.objects.get().failures_since_start == 0


def test_when_the_flood_is_over_the_password_is_looked_at_again(client, busy):
    assert guess(client, RIGHT).status_code == 503
    busy.release()
    assert guess(client, RIGHT).status_code == 302


def test_in_a_flood_staff_who_have_signed_in_go_on(admin_client, busy):
    assert admin_client.get("/admin/").status_code == 200


def test_in_a_flood_no_password_is_changed_and_no_page_breaks(client, wang, busy):
    client.force_login(wang)
    new = {"old_password": RIGHT, "new_password1": "x", "new_password2": "x"}
    assert client.post("/admin/password_change/", new).status_code == 503


def test_passwords_are_hashed_by_a_quarter_of_the_threads_at_most(settings):
    assert hashing.inside._initial_value == settings.SERVER_THREADS // 4


def test_hashes_that_are_in_the_database_are_read(settings):
    from django.contrib.auth.hashers import PBKDF2PasswordHasher, check_password

    settings.PASSWORD_HASHERS = ["records.accounts.hashing.BoundedPBKDF2"]
    assert check_password("old", PBKDF2PasswordHasher().encode("old", "salt", 1_000))
