"""Two of the staff at one record, in two real browsers: each hears of the other, and that he left."""

from collections.abc import Iterator
from threading import Event
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from tests.browser.staff import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from records.admin import presence

    monkeypatch.setattr(presence, "BEAT_SECONDS", 0.2)


@pytest.fixture
def address() -> str:
    from tests.factories import make_record

    return f"/admin/records/record/{make_record('draft', title='样例事迹').pk}/change/"


def signed_in(browser: Browser, live_server: Any, name: str) -> Page:
    from django.contrib.auth.models import Permission, User

    user = User.objects.create_user(name, is_staff=True, last_name=name)
    user.user_permissions.set(Permission.objects.filter(codename__in=["change_record", "view_record"]))
    client = Client()
    client.force_login(user)
    page = browser.new_context(base_url=live_server.url).new_page()
    return sign_in(page, live_server, client)


@pytest.fixture
def two(browser: Browser, live_server: Any) -> Iterator[tuple[Page, Page]]:
    pages = signed_in(browser, live_server, "王芳"), signed_in(browser, live_server, "李明")
    yield pages
    for page in pages:
        page.context.close()


def test_second_sees_the_first_who_hears_of_him_and_the_notice_goes_with_the_first(
    two: tuple[Page, Page], address: str
) -> None:
    wang, li = two
    wang.goto(address)
    expect(wang.locator("#present")).to_have_text("")
    li.goto(address)
    expect(li.locator("#present")).to_contain_text("王芳 也打开着这条记录（刚刚打开）")
    expect(wang.locator("#present")).to_contain_text("李明 也打开着这条记录")
    wang.locator("#id_title").press_sequentially("改")
    expect(li.locator("#present")).to_contain_text("正在填写")
    wang.on("dialog", lambda dialog: dialog.accept())
    wang.goto("/admin/")
    expect(li.locator("#present")).to_have_text("")
    expect(li.locator("#present p")).to_have_count(0)


@pytest.fixture
def was_left(monkeypatch: pytest.MonkeyPatch) -> Event:
    """Is set when a page has said that it goes: no browser tells of an answer that comes after that."""
    from records.models import Presence

    told, leave = Event(), Presence.leave

    def leaving(*args: Any) -> None:
        leave(*args)
        told.set()

    monkeypatch.setattr(Presence, "leave", leaving)
    return told


def test_one_who_saves_and_goes_on_stays(two: tuple[Page, Page], address: str, was_left: Event) -> None:
    wang, li = two
    wang.goto(address)
    li.goto(address)
    expect(li.locator("#present")).to_contain_text("王芳")
    li.evaluate(
        "new MutationObserver(() => { document.body.dataset.changed = 'yes'; })"
        ".observe(document.getElementById('present'), { childList: true })"
    )
    wang.click("[name=_continue]")
    expect(wang.locator(".messagelist .success")).to_be_visible()
    assert was_left.wait(timeout=10)
    for _ in range(2):  # the first may have been on its way
        li.wait_for_event("response", lambda answer: "/present/" in answer.url)
    expect(li.locator("#present")).to_contain_text("王芳")
    assert li.evaluate("document.body.dataset.changed") is None


def test_times_change_without_being_read_out(two: tuple[Page, Page], address: str) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from records.models import Presence

    wang, li = two
    wang.goto(address)
    li.goto(address)
    row = li.locator("#present strong").element_handle()
    assert row
    Presence.objects.filter(user__username="王芳").update(opened_at=timezone.now() - timedelta(minutes=3))
    expect(li.locator("#present [aria-live=off]")).to_have_text("（3 分钟前打开）")
    assert row.evaluate("row => row.isConnected")


def test_without_scripts_the_page_says_who_was_there_when_it_came(
    browser: Browser, live_server: Any, two: tuple[Page, Page], address: str
) -> None:
    wang, _ = two
    wang.goto(address)
    client = Client()
    from django.contrib.auth.models import User

    client.force_login(User.objects.get(username="李明"))
    plain = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = sign_in(plain.new_page(), live_server, client)
    page.goto(address)
    expect(page.locator("#present")).to_contain_text("王芳 也打开着这条记录")
    plain.close()
