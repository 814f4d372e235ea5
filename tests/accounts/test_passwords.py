"""Which passwords are refused: those that are guessed first, and for no other reason."""

import hashlib

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from records.accounts.passwords import check_breached_file, stands_in

OWNER = User(username="zhangsan", first_name="三", last_name="张", email="postmaster@example.org")


def refused(password, user=OWNER):
    try:
        validate_password(password, user)
    except ValidationError as error:
        return [one.code for one in error.error_list]
    return []


@pytest.mark.parametrize(
    "password",
    [
        "四个不相干的词语连在一起了",
        "correct horse battery staple",
        "837465920174",
        "aaaa bbbb cccc!",
        "x" * 500,
    ],
)
def test_what_a_password_is_made_of_is_free(password):
    assert refused(password) == []


@pytest.mark.parametrize(
    "password",
    [
        "荣誉录-2026-abcd",
        "RongYuLu2026!!",
        "My-Honors-page-9",
        "某某市某某局20261128",
        "ＲＯＮＧＹＵ-12345678",
    ],
)
def test_words_of_the_site_are_refused(settings, password):
    from dataclasses import replace

    settings.OPERATOR = replace(settings.OPERATOR, operator_name="某某市某某局")
    assert "password_own_word" in refused(password)


@pytest.mark.parametrize("password", ["i-am-ZhangSan-me", "张三的生日是十一月廿八号", "123-postmaster-4"])
def test_names_of_the_account_are_refused(password):
    assert "password_own_word" in refused(password)


def test_a_short_name_within_a_word_is_no_name():
    assert refused("believe-in-nothing", User(username="li")) == []


def test_eleven_characters_are_too_few():
    assert refused("q7 w8 e9 r0") == ["password_too_short"]


def test_common_passwords_are_refused():
    assert "password_too_common" in refused("1qaz2wsx3edc4rfv")


def test_the_admin_says_what_is_wrong_with_a_password(admin_client):
    new = {"old_password": "password", "new_password1": "my-rongyulu-password"}
    answer = admin_client.post("/admin/password_change/", {**new, "new_password2": new["new_password1"]})
    assert "密码里有网站的名称" in answer.content.decode()


# --- Passwords that leaked ------------------------------------------------------------------------------

WORDS = sorted(
    ["correct horse battery staple", "zebra crossings at noon", "a", "mmm", "密码密码密码密码密码密码"]
)


def in_clear(words):
    return b"".join(sorted(word.encode() + b"\n" for word in words))


def hashed(words, ending=b"", change=str.upper):
    lines = [change(hashlib.sha1(word.encode()).hexdigest()).encode() + ending + b"\n" for word in words]
    return b"".join(sorted(lines))


@pytest.mark.parametrize(
    "data",
    [
        in_clear(WORDS),
        in_clear(WORDS).rstrip(),
        in_clear(WORDS).replace(b"\n", b"\r\n"),
        hashed(WORDS),
        hashed(WORDS, b":17"),
        hashed(WORDS, change=str.lower),
    ],
    ids=[
        "plain",
        "without a last line feed",
        "from Windows",
        "hashes",
        "hashes with counts",
        "small letters",
    ],
)
def test_each_password_of_a_leaked_list_is_found_and_no_other(tmp_path, data):
    path = tmp_path / "breached"
    path.write_bytes(data)
    assert [word for word in WORDS if not stands_in(path, word)] == []
    assert not any(
        stands_in(path, word) for word in ("", "b", "zzz", "correct horse", "correct horse battery staple ")
    )


@given(
    st.sets(st.text("ab密", min_size=1, max_size=4), min_size=1, max_size=30),
    st.text("ab密", min_size=1, max_size=4),
)
def test_the_search_finds_what_is_there(tmp_path_factory, words, wanted):
    path = tmp_path_factory.mktemp("breached") / "list"
    path.write_bytes(in_clear(words))
    assert stands_in(path, wanted) == (wanted in words)


def test_a_leaked_password_is_refused(settings, tmp_path):
    settings.BREACHED_PASSWORDS = str(tmp_path / "breached")
    (tmp_path / "breached").write_bytes(hashed(WORDS, b":3"))
    assert refused(WORDS[1]) == ["password_breached"]


def test_a_list_that_is_not_sorted_or_not_there_is_told_before_the_start(settings, tmp_path):
    settings.BREACHED_PASSWORDS = str(tmp_path / "breached")
    assert [one.id for one in check_breached_file()] == ["records.E101"]
    (tmp_path / "breached").write_bytes(b"b\na\n")
    assert [one.id for one in check_breached_file()] == ["records.E102"]
    (tmp_path / "breached").write_bytes(b"a\nb\n")
    assert check_breached_file() == []
