"""What is typed with Enter between its paragraphs looks alike in the editor's preview and on the page."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.staff import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def record() -> Any:
    from tests.factories import make_record

    return make_record("draft", title="样例事迹")


@pytest.fixture
def desk(page: Page, live_server: Any, admin_client: Any, record: Any) -> Page:
    sign_in(page, live_server, admin_client)
    page.goto(f"/admin/records/record/{record.pk}/change/")
    return page


def test_one_enter_makes_a_paragraph_in_the_preview_and_on_the_page(desk: Page, record: Any) -> None:
    editor = desk.locator("#id_introduction")
    editor.press_sequentially("甲")
    editor.press("Enter")
    editor.press_sequentially("    乙")
    shown = editor.locator("xpath=following-sibling::*[contains(@class, 'markdownx-preview')]")
    expect(shown.locator("p")).to_have_text(["甲", "乙"])
    desk.click("[name=_continue]")
    expect(desk.locator(".messagelist .success")).to_be_visible()
    desk.goto(f"/records/{record.pk}/preview/")
    expect(desk.locator(".deeds .prose").first.locator("p")).to_have_text(["甲", "乙"])
    expect(desk.locator("pre")).to_have_count(0)


def test_list_tool_makes_a_list_below_a_paragraph_and_no_point_of_an_empty_line(desk: Page) -> None:
    editor = desk.locator("#id_introduction")
    editor.fill("几件事：\n第一件\n\n第二件")
    editor.evaluate("editor => editor.setSelectionRange(5, editor.value.length)")
    desk.get_by_role("toolbar", name="编辑工具：引言").get_by_role("button", name="列表").click()
    expect(editor).to_have_value("几件事：\n- 第一件\n\n- 第二件")
    shown = editor.locator("xpath=following-sibling::*[contains(@class, 'markdownx-preview')]")
    expect(shown.locator("> p")).to_have_text(["几件事："])
    expect(shown.locator("li")).to_have_text(["第一件", "第二件"])


def test_the_rule_is_said_beside_the_editor(desk: Page) -> None:
    expect(desk.locator("#id_introduction_helptext")).to_contain_text("回车一次就另起一段")
