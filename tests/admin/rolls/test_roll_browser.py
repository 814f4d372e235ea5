"""The import of a roll in a browser: by mouse, by keyboard alone, and with scripts switched off."""

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from records.models import RollEntry, RollImport
from tests.browser.staff import sign_in
from tests.factories import make_category, make_commendation, make_recipient

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PASTED = "姓名\t单位\t备注\n张三\t样例厂\t一等功\n李四\t样例小学\t二等功\n李四\t样例医院\t\n"


@pytest.fixture
def desk(page: Page, live_server: Any, admin_client: Client) -> Page:
    return sign_in(page, live_server, admin_client)


def paste(desk: Page, live_server: Any) -> None:
    commendation = make_commendation(make_category("样例荣誉"), 2026)
    desk.goto(f"{live_server.url}/admin/records/rollimport/add/?commendation={commendation.pk}")
    desk.get_by_label("或者从 Excel").fill(PASTED)
    desk.get_by_role("button", name="读取并核对").click()
    expect(desk.get_by_role("heading", name="各列是什么")).to_be_visible()


def test_a_roll_is_pasted_its_columns_set_right_its_doubts_settled_and_taken_back(
    desk: Page, live_server: Any
) -> None:
    known = make_recipient("张三", "person")
    paste(desk, live_server)
    desk.get_by_label("第 3 列是").select_option(label="荣誉称号")
    desk.get_by_role("button", name="按这样重读").click()
    expect(desk.get_by_text("已按新的读法重读")).to_be_visible()
    desk.get_by_label("张三是不是同一个").select_option(str(known.pk))
    desk.get_by_label("不导入李四，第 4 行").check()
    desk.get_by_role("button", name="导入", exact=True).click()
    expect(desk.get_by_text("已录入名单 2 名")).to_be_visible()
    assert [(one.name, one.award) for one in RollEntry.objects.all()] == [
        ("张三", "一等功"),
        ("李四", "二等功"),
    ]
    desk.get_by_role("link", name="撤销这次导入").click()
    desk.get_by_role("button", name="撤销这次导入").click()
    expect(desk.get_by_text("已从名单上撤下 2 名")).to_be_visible()
    assert not RollEntry.objects.exists()


def test_enter_in_the_page_imports_nothing(desk: Page, live_server: Any) -> None:
    paste(desk, live_server)
    desk.get_by_label("不导入李四，第 4 行").press("Enter")
    expect(desk.get_by_role("heading", name="各列是什么")).to_be_visible()
    assert not RollImport.objects.exists()


def test_a_roll_is_imported_by_keyboard_alone(desk: Page, live_server: Any) -> None:
    paste(desk, live_server)
    desk.get_by_label("第 3 列是").focus()
    for _ in range(4):  # from 备注 up to 荣誉称号
        desk.keyboard.press("ArrowUp")
    button = desk.get_by_role("button", name="导入", exact=True)
    tab_to(desk, "_read")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("已按新的读法重读")).to_be_visible()
    button.focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("已录入名单 3 名")).to_be_visible()


def tab_to(desk: Page, name: str) -> None:
    """Goes backwards, as the button stands before the columns."""
    for _ in range(20):
        desk.keyboard.press("Shift+Tab")
        if desk.evaluate("document.activeElement.name") == name:
            return
    raise AssertionError(f"{name} is not reached")


def test_a_roll_is_imported_without_scripts(browser: Browser, live_server: Any, admin_client: Client) -> None:
    context = browser.new_context(java_script_enabled=False)
    try:
        desk = sign_in(context.new_page(), live_server, admin_client)
        paste(desk, live_server)
        desk.get_by_label("第 3 列是").select_option(label="不要")
        desk.get_by_role("button", name="按这样重读").click()
        desk.get_by_role("button", name="导入", exact=True).click()
        expect(desk.get_by_text("已录入名单 3 名")).to_be_visible()
    finally:
        context.close()


def test_a_name_is_struck_and_the_decision_made_without_scripts(
    browser: Browser, live_server: Any, admin_client: Client
) -> None:
    notice = make_commendation(
        state="notice", notice_from="2026-01-05", notice_until="2026-01-09", objections="样例县表彰办"
    )
    for name in ("张三", "李四"):
        RollEntry.objects.create(commendation=notice, position=1, kind="person", name=name, was_proposed=True)
    context = browser.new_context(java_script_enabled=False)
    try:
        desk = sign_in(context.new_page(), live_server, admin_client)
        desk.goto(f"{live_server.url}/admin/records/commendation/{notice.pk}/confer/")
        desk.get_by_label("决定日期").fill("2026-01-12")
        desk.get_by_label("在名单里找").fill("李四")
        desk.get_by_role("button", name="查找").click()
        desk.get_by_role("checkbox", name="李四").check()
        desk.get_by_label("李四不予表彰的原因").fill("查有违纪")
        desk.get_by_role("button", name="下一步").click()
        expect(desk.get_by_role("heading", name="请再看一遍")).to_be_visible()
        desk.get_by_role("button", name="作出表彰决定").click()
        expect(desk.get_by_text("表彰 1 名，1 名不予表彰")).to_be_visible()
    finally:
        context.close()
