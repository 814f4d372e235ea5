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


def kept(desk: Page) -> list[str]:
    found: list[str] = desk.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('typed:'))")
    return found


def sign_out(desk: Page) -> None:
    desk.locator("#logout-form button").click()
    expect(desk.locator("#logout-form")).to_have_count(0)


def test_what_was_typed_is_offered_after_the_tab_was_closed(desk: Page, record: Any) -> None:
    typed(desk, record).close()
    again = opened(desk.context.new_page(), record)
    expect(again.locator(".typed-before")).to_contain_text("没有保存的内容")
    again.get_by_role("button", name="恢复").click()
    expect(again.locator("#id_introduction")).to_have_value("新写的引言")


def test_what_is_offered_stays_while_one_types_something_else(desk: Page, record: Any) -> None:
    typed(desk, record)
    opened(desk, record).locator("#id_introduction").fill("另写的引言")
    expect(desk.locator(".unsaved")).to_have_text("有 1 处没有保存")
    offers = opened(desk, record).locator(".typed-before")
    expect(offers).to_have_count(2)
    offers.filter(has_text="新写的引言").or_(offers.last).first.wait_for()
    kept = desk.evaluate("Object.values(localStorage).join()")
    assert "新写的引言" in kept
    assert "另写的引言" in kept


def test_what_was_typed_goes_with_the_save(desk: Page, record: Any) -> None:
    typed(desk, record).locator("[name=_continue]").click()
    expect(desk.locator(".messagelist .success")).to_be_visible()
    expect(desk.locator(".typed-before")).to_have_count(0)
    assert kept(desk) == []


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


@pytest.mark.parametrize("whence", ["start page", "record"])
def test_signing_out_leaves_nothing_in_the_browser(desk: Page, record: Any, whence: str) -> None:
    typed(desk, record)
    if whence == "start page":
        desk.goto("/admin/")
    sign_out(desk)
    assert kept(desk) == []


def test_signing_out_leaves_nothing_of_another_tab(desk: Page, record: Any) -> None:
    typed(desk, record)
    other = desk.context.new_page()
    other.goto("/admin/")
    sign_out(other)
    desk.goto("/admin/login/")
    assert kept(desk) == []


def test_what_is_typed_after_a_broken_off_sign_out_is_kept(desk: Page, record: Any) -> None:
    typed(desk, record).evaluate(
        "document.getElementById('logout-form').dispatchEvent(new Event('submit', {cancelable: true}))"
    )
    assert kept(desk) == []
    desk.locator("#id_closing").fill("新写的结语")
    expect(desk.locator(".unsaved")).to_have_text("有 2 处没有保存")
    assert len(kept(desk)) == 1


def test_nobody_is_offered_what_another_of_the_same_name_typed(
    page: Page, live_server: Any, record: Any, staff: Any
) -> None:
    first, second = (
        staff("change_record", "view_record", name=name, last_name="王伟") for name in ("w1", "w2")
    )
    typed(sign_in(page, live_server, first), record)
    sign_in(page, live_server, second)
    opened(page, record)
    expect(page.locator("#id_introduction")).to_be_visible()
    expect(page.locator(".typed-before")).to_have_count(0)
    page.goto("/admin/")
    expect(page.locator(".typed-before")).to_have_count(0)
    sign_in(page, live_server, first)
    expect(opened(page, record).locator(".typed-before")).to_be_visible()


def test_what_nobody_came_back_for_goes_after_a_month(desk: Page, record: Any) -> None:
    desk.goto("/admin/")
    desk.evaluate(
        """() => {
            const old = Date.now() - 31 * 24 * 60 * 60 * 1000;
            localStorage.setItem("typed:77:/old/", JSON.stringify({at: old, title: "", values: {}}));
            localStorage.setItem("typed:77:/new/", JSON.stringify({at: Date.now(), title: "", values: {}}));
        }"""
    )
    desk.goto("/admin/")
    assert kept(desk) == ["typed:77:/new/"]


def test_what_is_offered_stays_until_it_is_decided_upon(desk: Page, record: Any) -> None:
    typed(desk, record)
    expect(opened(desk, record).locator(".typed-before")).to_be_visible()
    expect(opened(desk, record).locator(".typed-before")).to_be_visible()


def test_a_measure_moves_by_the_keyboard(desk: Page, record: Any) -> None:
    opened(desk, record)
    down = desk.locator("#sections-0-measures-0").get_by_role("button", name="下移")
    down.focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#moved")).to_have_text("已移到第 2 位")
    desk.locator("[name=_continue]").click()
    expect(desk.locator(".messagelist .success")).to_be_visible()
    assert [row.text for row in record.edited.sections.get().measures.all()] == ["第二件事", "第一件事"]
