"""Who else has a record's page open is said to those who may edit it, while it is so."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from records.models import AuditEntry, Edition, KeptForm, Presence, Record, StaffSession
from tests.factories import make_presence, make_record

from .conftest import Staff

pytestmark = pytest.mark.django_db
WRITE = ("change_record", "view_record")


@pytest.fixture
def record() -> Record:
    return make_record("draft", title="样例事迹")


@pytest.fixture
def wang(staff: Staff) -> Client:
    return staff(*WRITE, name="wang", last_name="王芳")


@pytest.fixture
def li(staff: Staff) -> Client:
    return staff(*WRITE, name="li", last_name="李明")


def opened(client: Client, record: Record) -> str:
    return client.get(f"/admin/records/record/{record.pk}/change/").content.decode()


def address(record: Record, page: object = 1) -> str:
    return f"/admin/records/record/{record.pk}/present/?page={page}"


def beat(client: Client, record: Record, more: str = "", page: int = 1) -> str:
    """Returns what the page is told while it stays open."""
    answer = client.post(address(record, page) + more)
    assert answer.status_code == 200, answer.status_code
    others: str = answer.json()["others"]
    return others


def pass_time(**how_long: int) -> None:
    for row in Presence.objects.all():
        Presence.objects.filter(pk=row.pk).update(
            **{
                name: at - timedelta(**how_long)
                for name in ("opened_at", "seen_at", "typed_at")
                if (at := getattr(row, name))
            }
        )


def test_page_says_who_else_has_it_open(wang: Client, li: Client, record: Record) -> None:
    assert "也打开着这条记录" not in opened(wang, record)
    page = opened(li, record)
    assert "<strong>王芳</strong> 也打开着这条记录" in page
    assert "刚刚打开" in page
    assert "后保存的人会看到对方改了什么" in page
    assert "李明</strong> 也打开着" not in page


def test_page_that_is_open_hears_of_one_who_comes_and_of_what_he_does(
    wang: Client, li: Client, record: Record
) -> None:
    opened(wang, record)
    assert beat(wang, record) == ""
    opened(li, record)
    assert "李明" in beat(wang, record)
    assert "正在填写" not in beat(wang, record)
    beat(li, record, "&typed")
    assert "正在填写" in beat(wang, record)


def test_times_are_told_as_people_say_them(wang: Client, li: Client, record: Record) -> None:
    opened(li, record)
    pass_time(minutes=3)
    Presence.objects.update(seen_at=timezone.now(), typed_at=timezone.now() - timedelta(seconds=100))
    assert "3 分钟前打开，1 分钟前还在填写" in beat(wang, record)
    pass_time(hours=2)
    Presence.objects.update(seen_at=timezone.now())
    assert "2 小时前打开，2 小时前还在填写" in beat(wang, record)


def test_one_who_is_silent_for_a_minute_and_a_half_is_gone(wang: Client, li: Client, record: Record) -> None:
    opened(li, record)
    pass_time(seconds=80)
    assert "李明" in beat(wang, record)
    pass_time(seconds=20)
    assert beat(wang, record) == ""


def test_one_who_comes_back_after_a_silence_has_just_opened_it(
    wang: Client, li: Client, record: Record
) -> None:
    opened(li, record)
    beat(li, record, "&typed")
    pass_time(minutes=10)
    opened(li, record)
    assert "（刚刚打开）" in beat(wang, record)


def page_in(html: str) -> int:
    found = re.search(r"present/\?page=(\d+)", html)
    assert found
    return int(found[1])


def left(client: Client, record: Record, page: int) -> None:
    assert client.post(f"{address(record, page)}&left").status_code == 204


def test_one_who_leaves_is_gone_at_once(wang: Client, li: Client, record: Record) -> None:
    left(li, record, page_in(opened(li, record)))
    assert beat(wang, record) == ""


def test_page_left_for_itself_is_not_left(wang: Client, li: Client, record: Record) -> None:
    """Saved and reloaded, the new page is asked for before the old one says that it goes."""
    before = page_in(opened(li, record))
    opened(li, record)
    left(li, record, before)
    assert "李明" in beat(wang, record)


def test_what_the_old_page_said_last_comes_late_and_changes_nothing(
    wang: Client, li: Client, record: Record
) -> None:
    before = page_in(opened(li, record))
    after = page_in(opened(li, record))
    beat(li, record, page=before)
    left(li, record, before)
    assert "李明" in beat(wang, record)
    left(li, record, after)
    beat(li, record, page=after)
    assert beat(wang, record) == ""


def test_one_who_leaves_one_of_two_windows_is_back_with_the_next_word_of_the_other(
    wang: Client, li: Client, record: Record
) -> None:
    stays, goes = (page_in(opened(li, record)) for _ in range(2))
    left(li, record, goes)
    beat(li, record, page=stays)
    assert "李明" in beat(wang, record)


@pytest.mark.parametrize("page", ["", "x", "-1", "1.5", "9" * 400])
def test_page_without_a_number_is_refused(wang: Client, li: Client, record: Record, page: str) -> None:
    opened(li, record)
    assert li.post(f"{address(record, page)}&left").status_code == 400
    assert "李明" in beat(wang, record)


def test_two_browsers_of_one_are_one(wang: Client, li: Client, record: Record) -> None:
    again = Client()
    again.force_login(User.objects.get(username="li"))
    opened(li, record)
    opened(again, record)
    assert beat(wang, record).count("李明") == 1
    assert "李明" not in beat(again, record)


def test_page_with_something_to_correct_says_it_too(wang: Client, li: Client, record: Record) -> None:
    opened(li, record)
    answer = wang.post(f"/admin/records/record/{record.pk}/change/", {"title": ""})
    assert "李明</strong> 也打开着这条记录" in answer.content.decode()


# --- To whom, and what for --------------------------------------------------------------------------


def test_who_may_only_read_is_neither_counted_nor_told(staff: Staff, wang: Client, record: Record) -> None:
    auditor = staff("view_record", name="auditor", last_name="赵审")
    opened(wang, record)
    assert "王芳" not in opened(auditor, record)
    assert [client.post(address(record)).status_code for client in (auditor, Client())] == [403, 403]
    assert "赵审" not in beat(wang, record)


def test_other_methods_and_records_that_are_not_there_are_refused(wang: Client, record: Record) -> None:
    assert wang.get(address(record)).status_code == 405
    assert wang.post(address(Record(pk=record.pk + 1))).status_code == 404
    assert wang.post(address(Record(pk="9" * 30))).status_code == 404


def test_another_site_cannot_say_who_is_here(wang: Client, record: Record) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(username="wang"))
    assert strict.post(address(record)).status_code == 403
    assert not Presence.objects.exists()


def test_open_page_writes_no_line_of_the_log_and_renews_no_public_page(wang: Client, record: Record) -> None:
    opened(wang, record)
    before = AuditEntry.objects.count(), Edition.current()
    beat(wang, record, "&typed")
    left(wang, record, 1)
    assert (AuditEntry.objects.count(), Edition.current()) == before


def test_page_that_lies_open_does_not_keep_its_owner_signed_in(wang: Client, record: Record) -> None:
    opened(wang, record)
    for _ in range(2):
        for session in StaffSession.objects.all():
            session.expire_date -= timedelta(minutes=20)
            session.save()
        answer = wang.post(address(record))
    assert answer.status_code == 403
    assert not KeptForm.objects.exists()


def test_old_rows_go_with_a_sign_in(record: Record) -> None:
    make_presence(record, seen_at=timezone.now() - timedelta(days=2))
    kept = make_presence(record)
    User.objects.create_user("zhao", password="a-long-pass-word", is_staff=True)
    given = {"username": "zhao", "password": "a-long-pass-word"}
    assert Client().post("/admin/login/", given).status_code == 302
    assert list(Presence.objects.all()) == [kept]


def test_page_that_asks_before_deleting_lists_no_open_pages(admin_client: Client, record: Record) -> None:
    make_presence(record)
    there = f"/admin/records/record/{record.pk}/delete/"
    assert "打开着" not in admin_client.get(there).content.decode()
    assert admin_client.post(there, {"post": "yes"}).status_code == 302
    assert not Record.objects.exists()
