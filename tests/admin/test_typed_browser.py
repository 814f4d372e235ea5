"""Nothing typed is lost, in a real browser: after a closed tab, a crash, a deleted draft; and it goes with a save."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.staff import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def record() -> Any:
    from tests.factories import make_measure, make_record, make_section

    record = make_record("draft", title="样例事迹")
    section = make_section(record, 1, title="甲")
    for number, text in enumerate(["第一件事", "第二件事"], 1):
        make_measure(section, number, text=text)
    return record


@pytest.fixture
def desk(page: Page, live_server: Any, admin_client: Any) -> Page:
    sign_in(page, live_server, admin_client)
    page.on("dialog", lambda dialog: dialog.accept())
    return page


def opened(desk: Page, record: Any) -> Page:
    desk.goto(f"/admin/records/record/{record.pk}/change/")
    return desk


def typed(desk: Page, record: Any, text: str = "新写的引言") -> Page:
    opened(desk, record).locator("#id_introduction").fill(text)
    expect(desk.locator(".unsaved")).to_have_text("有 1 处没有保存")
    return desk


def test_what_was_typed_is_offered_after_the_tab_was_closed(desk: Page, record: Any) -> None:
    typed(desk, record).close()
    again = opened(desk.context.new_page(), record)
    expect(again.locator(".typed-before")).to_contain_text("没有保存的内容")
    again.get_by_role("button", name="恢复").click()
    expect(again.locator("#id_introduction")).to_have_value("新写的引言")


def test_what_was_typed_goes_with_the_save(desk: Page, record: Any) -> None:
    typed(desk, record).locator("[name=_continue]").click()
    expect(desk.locator(".messagelist .success")).to_be_visible()
    expect(desk.locator(".typed-before")).to_have_count(0)
    assert desk.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('typed:'))") == []


def test_what_was_typed_is_thrown_away_when_told(desk: Page, record: Any) -> None:
    typed(desk, record)
    opened(desk, record).get_by_role("button", name="丢弃").click()
    expect(opened(desk, record).locator(".typed-before")).to_have_count(0)


def test_texts_of_a_draft_that_was_deleted_are_found_on_the_start_page(desk: Page, record: Any) -> None:
    typed(desk, record)
    record.delete()
    desk.goto("/admin/")
    desk.get_by_text("看这些文字").click()
    expect(desk.get_by_label("没有保存的文字")).to_have_value("新写的引言")


def test_signing_out_leaves_nothing_in_the_browser(desk: Page, record: Any) -> None:
    typed(desk, record)
    desk.goto("/admin/")
    desk.locator("#logout-form button").click()
    desk.wait_for_load_state()
    assert desk.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('typed:'))") == []


def test_a_measure_moves_by_the_keyboard(desk: Page, record: Any) -> None:
    opened(desk, record)
    down = desk.locator("#sections-0-measures-0").get_by_role("button", name="下移")
    down.focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#moved")).to_have_text("已移到第 2 位")
    desk.locator("[name=_continue]").click()
    expect(desk.locator(".messagelist .success")).to_be_visible()
    assert [row.text for row in record.edited.sections.get().measures.all()] == ["第二件事", "第一件事"]
