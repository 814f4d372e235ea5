"""Texts on their way through an office, in a browser: three reviews, two writers at one, and the clicks it takes."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.staff import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


class Member:
    """One of the staff at a browser of one's own, whose clicks are counted; what is typed is none."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def click(self, name: str, within: str = "body") -> None:
        self.press(
            self.page.locator(within)
            .get_by_role("link", name=name)
            .or_(self.page.locator(within).get_by_role("button", name=name))
        )

    def press(self, what: Locator) -> None:
        what.first.click()
        self.page.wait_for_load_state()
        self.clicks += 1


Join = Callable[..., Member]


@pytest.fixture
def join(browser: Browser, live_server: Any) -> Join:
    """`join("王芳", "录入")` opens a browser in which she is signed in, as one of that group."""
    from django.contrib.auth.models import Group, User

    def make(name: str, group: str) -> Member:
        user = User.objects.create_user(name, password="a-long-pass", is_staff=True, last_name=name)
        user.groups.add(Group.objects.get(name=group))
        client = Client()
        client.force_login(user)
        page = browser.new_context(base_url=live_server.url).new_page()
        return Member(sign_in(page, live_server, client))

    return make


@pytest.fixture
def record() -> Any:
    from records.publishing import publish
    from records.search.reindexing import reindex
    from tests.factories import make_measure, make_record, make_section

    record = make_record("draft", title="样例事迹")
    section = make_section(record, 1, title="甲")
    for number, text in enumerate(["走访居民1200户。", "调解纠纷36起。"], 1):
        make_measure(section, number, text=text)
    publish(record, by=None)
    reindex([record.pk])
    return record


def write(member: Member, record: Any, text: str) -> None:
    member.page.goto(f"/admin/records/record/{record.pk}/change/")
    member.page.locator("#id_sections-0-measures-0-text").fill(text)


def hand_in(member: Member, note: str) -> None:
    member.click("保存并送审…")
    member.page.locator("[name=note]").fill(note)
    member.press(member.page.locator("#content input.default"))


def approve(member: Member) -> None:
    member.page.goto("/admin/")
    member.click("待我审核")
    member.click("样例事迹", within="#result_list")
    member.click("审核…")
    member.press(member.page.locator("#content input.default"))


def public_text(browser: Browser, live_server: Any, record: Any) -> Locator:
    """Opens the page as a reader who has not read it before: a browser keeps a page for a minute."""
    page = browser.new_context(base_url=live_server.url).new_page()
    page.goto(record.get_absolute_url())
    return page.locator("main")


def test_a_text_is_public_after_the_third_review_and_not_before(
    join: Join, record: Any, settings: Any, browser: Browser, live_server: Any
) -> None:
    settings.REVIEW_STEPS = 3
    writer = join("王芳", "录入")
    write(writer, record, "走访居民1300户。")
    hand_in(writer, "户数有误。")
    for name in ("初审员", "复审员", "终审员"):
        expect(public_text(browser, live_server, record)).to_contain_text("1200户")
        approve(join(name, "审核"))
    shown = public_text(browser, live_server, record)
    expect(shown).to_contain_text("1300户")
    shown.page.goto(f"{record.get_absolute_url()}versions/")
    expect(shown).to_contain_text("户数有误。")


def test_nobody_reviews_the_same_text_twice(join: Join, record: Any, settings: Any) -> None:
    settings.REVIEW_STEPS = 2
    writer = join("王芳", "录入")
    write(writer, record, "走访居民1300户。")
    hand_in(writer, "户数有误。")
    reviewer = join("初审员", "审核")
    approve(reviewer)
    reviewer.page.goto("/admin/")
    expect(reviewer.page.get_by_role("link", name="待我审核 0")).to_be_visible()


def test_a_returned_text_comes_back_to_its_writer_with_the_reason_at_its_measure(
    join: Join, record: Any, settings: Any
) -> None:
    settings.REVIEW_STEPS = 1
    writer, reviewer = join("王芳", "录入"), join("审核员", "审核")
    write(writer, record, "走访居民1300户。")
    hand_in(writer, "户数有误。")
    reviewer.page.goto(f"/admin/records/record/{record.pk}/approve/")
    reviewer.click("退回…")
    reviewer.page.locator("[name=reason]").fill("请附名册。")
    reviewer.page.locator("[name=path]").select_option("sections.1.measures.1.text")
    reviewer.press(reviewer.page.locator("#content input.default"))
    writer.page.goto("/admin/")
    expect(writer.page.locator(".desk-returned")).to_contain_text("请附名册。")
    writer.click("样例事迹", within=".desk-returned")
    measure = writer.page.locator("[id^=sections-0-measures-0]").first
    expect(measure).to_contain_text("请附名册。")


def test_who_saves_second_sees_both_texts_and_loses_neither(join: Join, record: Any) -> None:
    first, second = join("王芳", "录入"), join("李强", "录入")
    write(first, record, "走访居民1300户。")
    write(second, record, "走访居民1250户。")
    first.click("保存并继续编辑")
    second.click("保存并继续编辑")
    told = second.page.locator(".differences")
    expect(told.locator("ins")).to_have_text("25")
    expect(told.locator("del")).to_have_text("30")
    expect(second.page.locator("#content")).to_contain_text("王芳")
    expect(second.page.locator("#id_sections-0-measures-0-text")).to_have_value("走访居民1250户。")
    second.click("保存并继续编辑")
    expect(second.page.locator(".messagelist .success")).to_be_visible()


def test_what_waits_is_seen_without_a_click(join: Join, record: Any, settings: Any) -> None:
    settings.REVIEW_STEPS = 1
    writer, reviewer = join("王芳", "录入"), join("审核员", "审核")
    write(writer, record, "走访居民1300户。")
    hand_in(writer, "户数有误。")
    reviewer.page.goto("/admin/")
    expect(reviewer.page.get_by_role("link", name="待我审核 1")).to_be_visible()


def test_a_corrected_measure_is_public_after_nine_clicks_of_both(
    join: Join, record: Any, settings: Any, browser: Browser, live_server: Any
) -> None:
    settings.REVIEW_STEPS = 1
    writer, reviewer = join("王芳", "录入"), join("审核员", "审核")
    writer.page.goto("/admin/")
    writer.press(writer.page.get_by_role("link", name="表彰记录", exact=True))
    writer.click("样例事迹", within="#result_list")
    writer.press(writer.page.locator("#id_sections-0-measures-0-text"))
    writer.page.locator("#id_sections-0-measures-0-text").fill("走访居民1300户。")
    hand_in(writer, "户数有误。")
    approve(reviewer)
    assert writer.clicks + reviewer.clicks <= 9
    expect(public_text(browser, live_server, record)).to_contain_text("1300户")
