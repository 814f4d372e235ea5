"""Findings in a real browser: told as one types, mended by a click, passed without leaving the page."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.forms import WCAG_AA, Scheme, violations
from tests.browser.staff import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = "有事请打13854301234。"


@pytest.fixture
def record() -> Any:
    from tests.factories import make_figure, make_measure, make_record, make_section

    record = make_record("draft", title="样例事迹", introduction="街道的工作，，推进得很快。")
    make_measure(make_section(record, title="甲"), text=PHONE)
    make_figure(record, label="面积", sentence=PHONE)
    return record


@pytest.fixture
def desk(page: Page, live_server: Any, admin_client: Any, record: Any) -> Iterator[Page]:
    """An administrator at the record's page. Whatever the browser complains of (CSP too) fails the test."""
    complaints: list[str] = []
    page.on("console", lambda said: complaints.extend([said.text] * (said.type in {"error", "warning"})))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    opened(page, live_server, admin_client, record)
    yield page
    assert complaints == []


def opened(page: Page, live_server: Any, client: Any, record: Any) -> None:
    sign_in(page, live_server, client)
    page.goto(f"/admin/records/record/{record.pk}/change/")


def below(page: Page, field: str) -> Any:
    return page.locator(f".form-row:has(#{field}), .part-field:has(#{field})").locator(".field-findings")


def test_what_is_typed_is_told_below_its_field_and_mended_by_a_click(desk: Page, record: Any) -> None:
    editor = desk.locator("#id_closing")
    editor.press_sequentially("大家“党建“引领，手机138-5430-1234。")
    told = below(desk, "id_closing")
    expect(told.locator(".finding")).to_have_count(2)
    told.get_by_role("button", name="改成“138××××1234”").click()
    expect(editor).to_have_value("大家“党建“引领，手机138××××1234。")
    told.get_by_role("button", name="改成 ”").click()
    expect(editor).to_have_value("大家“党建”引领，手机138××××1234。")
    expect(told.locator(".finding")).to_have_count(0)
    with desk.expect_navigation():
        desk.click("[name=_continue]")
    record.refresh_from_db()
    assert record.closing == "大家“党建”引领，手机138××××1234。"


def test_a_listed_finding_leads_to_its_words_and_is_mended_unsaved(desk: Page, record: Any) -> None:
    item = desk.locator("#checks .finding[data-field=id_introduction]")
    item.get_by_role("link", name="引言").click()
    expect(desk.locator("#id_introduction")).to_be_focused()
    assert desk.evaluate("getSelection().toString()") == "，，"
    item.get_by_role("button", name="改成 ，").click()
    expect(desk.locator("#id_introduction")).to_have_value("街道的工作，推进得很快。")
    expect(item).to_contain_text("已改，保存后生效")
    desk.keyboard.press("Control+z")
    expect(desk.locator("#id_introduction")).to_have_value("街道的工作，，推进得很快。")
    expect(item).not_to_contain_text("已改，保存后生效")
    record.refresh_from_db()
    assert record.introduction == "街道的工作，，推进得很快。"


def test_a_finding_in_a_folded_row_is_unfolded(desk: Page) -> None:
    expect(desk.locator("#id_figures-0-sentence")).to_be_hidden()
    desk.locator("#checks .finding[data-field=id_figures-0-sentence] .finding-place").click()
    expect(desk.locator("#id_figures-0-sentence")).to_be_focused()


def test_passed_with_a_reason_what_was_typed_stays(desk: Page, record: Any) -> None:
    desk.locator("#id_closing").press_sequentially("还没有保存的一句")
    item = desk.locator("#checks .finding[data-field='id_sections-0-measures-0-text']")
    item.get_by_text("略过…").click()
    item.get_by_label("为什么可以略过").fill("对外公开的电话")
    item.get_by_role("button", name="略过", exact=True).click()
    expect(item).to_contain_text("已略过，理由已记下")
    expect(desk.locator("#id_closing")).to_have_value("还没有保存的一句")
    assert record.passed_findings.get().reason == "对外公开的电话"
    desk.locator("#id_closing").fill("")


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_axe_finds_nothing_in_the_list_and_below_the_fields(
    page: Page, live_server: Any, admin_client: Any, record: Any, width: int, scheme: Scheme
) -> None:
    page.emulate_media(color_scheme=scheme)
    opened(page, live_server, admin_client, record)
    page.set_viewport_size({"width": width, "height": 900})
    page.locator("#id_closing").press_sequentially(PHONE)
    expect(below(page, "id_closing").locator(".finding")).to_have_count(1)
    page.locator("#checks .finding-pass summary").first.click()
    assert violations(page, WCAG_AA) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
