"""致敬 in a real browser: the page for the visitor, and the rows in the ledger."""

import secrets
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from records import publishing, tributes
from records.models import Record, Tribute
from tests.factories import make_record

from .staff import sign_in


def number(page: Page) -> Any:
    return page.locator("#tribute [data-tribute-count]")


def pay(page: Page) -> None:
    page.locator("#tribute button").click()


def says(page: Page, words: str) -> None:
    expect(page.get_by_role("status")).to_contain_text(words)


@pytest.fixture
def record(record: Record) -> Record:
    """Returns a record that eight people have paid tribute to."""
    for _ in range(8):
        tributes.pay(record.pk, secrets.token_hex(16))
    return record


def test_click_adds_one_and_thanks(reader: Page, address: str, record: Record) -> None:
    reader.goto(address)
    expect(number(reader)).to_have_text("8")
    pay(reader)
    says(reader, "感谢您的致敬")
    expect(number(reader)).to_have_text("9")
    assert reader.url == address
    assert Tribute.objects.filter(record=record).count() == 9


def test_second_tribute_of_a_browser_is_not_counted_and_it_is_told_so(
    reader: Page, address: str, record: Record
) -> None:
    reader.goto(address)
    pay(reader)
    says(reader, "感谢您的致敬")
    reader.reload()
    says(reader, "已经向这条记录致敬过")
    pay(reader)
    says(reader, "您已经致敬过了")
    expect(number(reader)).to_have_text("9")
    assert Tribute.objects.filter(record=record).count() == 9


def test_tribute_by_keyboard_keeps_the_focus(reader: Page, address: str) -> None:
    reader.goto(address)
    button = reader.locator("#tribute button")
    button.focus()
    reader.keyboard.press("Enter")
    says(reader, "感谢您的致敬")
    expect(button).to_be_focused()


def test_impatient_fingers_send_one_tribute(reader: Page, address: str) -> None:
    sent: list[str] = []
    reader.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)
    reader.goto(address)
    reader.locator("#tribute button").evaluate("button => { button.click(); button.click(); button.click() }")
    says(reader, "感谢您的致敬")
    assert len(sent) == 1


def test_tribute_of_another_browser_shows_on_return(
    reader: Page, live_server: Any, address: str, record: Record
) -> None:
    reader.goto(address)
    expect(number(reader)).to_have_text("8")
    tributes.pay(record.pk, secrets.token_hex(16))
    reader.goto(f"{live_server.url}/about/tributes/")
    reader.go_back()
    expect(number(reader)).to_have_text("9")


def test_page_without_script_ends_on_a_page_of_thanks(browser: Browser, address: str, record: Record) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    expect(number(page)).to_have_text("8")
    pay(page)
    assert page.url == f"{address}thanks/"
    expect(page.get_by_role("heading", name="感谢您的致敬")).to_be_visible()
    expect(page.get_by_text("已有 9 人致敬")).to_be_visible()
    page.get_by_role("link", name="回到这条表彰记录").click()
    assert page.url == address
    context.close()


# --- When it fails --------------------------------------------------------------------------------


def break_posts(page: Page, how: Any) -> None:
    page.route(
        "**/tribute/", lambda route: how(route) if route.request.method == "POST" else route.continue_()
    )


def test_broken_network_is_told_in_plain_words_and_the_next_click_counts(
    page: Page, address: str, record: Record
) -> None:
    page.goto(address)
    break_posts(page, lambda route: route.abort())
    pay(page)
    says(page, "没有收到网站的回答")
    expect(number(page)).to_have_text("8")
    page.unroute_all()
    pay(page)
    says(page, "感谢您的致敬")
    expect(number(page)).to_have_text("9")
    assert Tribute.objects.filter(record=record).count() == 9


def test_tribute_whose_answer_was_lost_is_counted_once(page: Page, address: str, record: Record) -> None:
    lost: list[str] = []

    def lose_the_first_answer(route: Route) -> None:
        if lost:
            return route.continue_()
        lost.append(route.request.post_data or "")
        route.fetch()
        page.context.clear_cookies()  # the cookie was lost with the answer
        return route.abort()

    page.goto(address)
    break_posts(page, lose_the_first_answer)
    pay(page)
    says(page, "致敬过了")
    expect(number(page)).to_have_text("9")
    assert Tribute.objects.filter(record=record).count() == 9


def test_answer_that_is_not_the_sites_own_is_told_in_plain_words(page: Page, address: str) -> None:
    page.goto(address)
    break_posts(page, lambda route: route.fulfill(status=502, body="<h1>Bad Gateway</h1>"))
    pay(page)
    says(page, "没有收到网站的回答")
    expect(number(page)).to_have_text("8")
    expect(page.locator("#tribute button")).to_be_enabled()


def test_refused_tribute_shows_the_reason_and_no_invented_number(
    page: Page, address: str, settings: Any
) -> None:
    settings.TRIBUTES_PER_NETWORK = 0
    page.goto(address)
    pay(page)
    says(page, "已达上限")
    expect(number(page)).to_have_text("8")
    expect(page.locator("#tribute button")).to_have_text("致敬")


def test_record_withdrawn_while_being_read_takes_no_tribute(page: Page, address: str, record: Record) -> None:
    page.goto(address)
    publishing.withdraw(record, by=None, reason="样例原因")
    pay(page)
    says(page, "已经撤回")
    expect(number(page)).to_have_text("8")


def test_number_in_the_page_stays_where_it_cannot_be_renewed(page: Page, address: str) -> None:
    page.route("**/tribute/", lambda route: route.abort())
    page.goto(address, wait_until="networkidle")
    expect(number(page)).to_have_text("8")


def test_preview_offers_no_tribute(page: Page, live_server: Any, admin_client: Any) -> None:
    draft = make_record("draft")
    sign_in(page, live_server, admin_client)
    page.goto(f"{live_server.url}{draft.get_absolute_url()}preview/")
    expect(page.get_by_text("预览：尚未发布")).to_be_visible()
    expect(page.get_by_role("button", name="致敬")).to_be_disabled()


# --- Taking it back -------------------------------------------------------------------------------


def withdrawal(page: Page) -> Any:
    return page.locator("#tribute").get_by_role("button", name="撤回")


@pytest.fixture
def paid(reader: Page, address: str) -> Page:
    """Returns a page whose reader has just paid tribute, the ninth."""
    reader.goto(address)
    expect(withdrawal(reader)).to_be_hidden()
    pay(reader)
    says(reader, "感谢您的致敬")
    return reader


def test_tribute_is_taken_back_where_it_was_paid(paid: Page, record: Record) -> None:
    withdrawal(paid).click()
    says(paid, "已撤回您的致敬")
    expect(number(paid)).to_have_text("8")
    expect(withdrawal(paid)).to_be_hidden()
    expect(paid.locator("#tribute button")).to_have_text("致敬")
    assert Tribute.objects.filter(record=record).count() == 8


def test_taken_back_by_keyboard_the_focus_stays_where_something_is_seen(paid: Page) -> None:
    paid.keyboard.press("Tab")
    expect(withdrawal(paid)).to_be_focused()
    paid.keyboard.press("Enter")
    says(paid, "已撤回您的致敬")
    expect(paid.locator("#tribute button")).to_be_focused()


def test_visitor_who_comes_back_may_still_take_it_back(paid: Page, record: Record) -> None:
    paid.reload()
    withdrawal(paid).click()
    says(paid, "已撤回您的致敬")
    paid.reload()
    expect(number(paid)).to_have_text("8")
    expect(withdrawal(paid)).to_be_hidden()
    assert Tribute.objects.filter(record=record).count() == 8


def test_after_taking_it_back_one_may_pay_again(paid: Page, record: Record) -> None:
    withdrawal(paid).click()
    says(paid, "已撤回您的致敬")
    pay(paid)
    says(paid, "感谢您的致敬")
    expect(number(paid)).to_have_text("9")
    assert Tribute.objects.filter(record=record).count() == 9


def test_browser_that_has_lost_its_cookie_is_not_told_that_anything_was_taken_back(
    paid: Page, record: Record
) -> None:
    paid.context.clear_cookies()
    withdrawal(paid).click()
    says(paid, "没有找到这个浏览器的致敬")
    expect(number(paid)).to_have_text("9")
    assert Tribute.objects.filter(record=record).count() == 9


def test_without_script_the_page_of_thanks_takes_it_back(
    browser: Browser, address: str, record: Record
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    pay(page)
    page.get_by_role("button", name="撤回").click()
    assert page.url == f"{address}withdrawn/"
    expect(page.get_by_role("heading", name="已撤回您的致敬")).to_be_visible()
    expect(page.get_by_text("已有 8 人致敬")).to_be_visible()
    assert Tribute.objects.filter(record=record).count() == 8
    context.close()


def test_fingers_can_hit_the_way_back(paid: Page) -> None:
    paid.set_viewport_size({"width": 320, "height": 640})
    box = withdrawal(paid).bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 44
