"""The review of a document in a real browser: the bar that leads from doubt to doubt, and the width of what is said."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.admin.imports.import_pages import STREET, address, doubting, handed_in
from tests.browser.staff import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

DOUBTS = [
    ("年份要核对。", "awards.1.year"),
    ("标题要核对。", "title"),
    ("举措的序号不连续，可能有遗漏或写错。请对照原文核对。", "sections.1.measures.2.marker"),
    ("正文要核对。", "sections.2.measures.1.text"),
    ("这一行没有放进正文。", "left_out.2"),
]
# In the order of the page.
FIELDS = [
    "title",
    "awards-0-year",
    "sections-0-measures-1-marker",
    "sections-1-measures-0-text",
    "left_out-1-into",
]
# Once the browser has scrolled, in the next frame. Of a high editor it shows the line of the cursor.
COVERED = """async () => {
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  const { top, height } = document.activeElement.getBoundingClientRect();
  const over = [".review-bar", ".review-document"].map((one) => document.querySelector(one))
    .filter((one) => getComputedStyle(one).bottom !== "auto" && !one.contains(document.activeElement))
    .map((one) => one.getBoundingClientRect());
  const hidden = over.some((one) => top < one.bottom && top + Math.min(height, 44) > one.top + 1);
  return hidden ? document.activeElement.outerHTML.slice(0, 120) : "";
}"""


@pytest.fixture
def desk(page: Page, live_server: Any, admin_client: Any) -> Page:
    page.on("dialog", lambda dialog: dialog.accept())
    return sign_in(page, live_server, admin_client)


@pytest.fixture
def doubtful(desk: Page, admin_client: Any) -> Page:
    (row,) = handed_in(admin_client, STREET)
    desk.goto(address(doubting(row, *DOUBTS)))
    return desk


def focused(desk: Page) -> str:
    return str(desk.evaluate("document.activeElement.name"))


def test_the_bar_leads_through_all_doubts_and_around(doubtful: Page) -> None:
    visited = []
    for number in range(1, 7):
        doubtful.get_by_role("link", name="下一处疑问（5 处）").click()
        expect(doubtful.locator(".doubt-place")).to_have_text(f"第 {(number - 1) % 5 + 1} 处，共 5 处")
        visited.append(focused(doubtful))
    assert visited == [*FIELDS, FIELDS[0]]


def test_the_next_doubt_is_the_one_behind_the_field_being_edited(doubtful: Page) -> None:
    doubtful.locator("[name=sections-0-title]").focus()
    doubtful.keyboard.press("F8")
    assert focused(doubtful) == FIELDS[2]


def test_a_doubt_that_is_ticked_is_passed_over(doubtful: Page) -> None:
    doubtful.locator(".field-year").get_by_role("checkbox", name="已核对").check()
    expect(doubtful.locator(".next-doubt")).to_have_text("下一处疑问（4 处）")
    doubtful.locator("[name=title]").focus()
    doubtful.keyboard.press("F8")
    assert focused(doubtful) == FIELDS[2]
    expect(doubtful.locator(".doubt-place")).to_have_text("第 3 处，共 5 处")


def test_a_field_that_is_corrected_needs_no_tick(doubtful: Page) -> None:
    doubtful.locator("[name=title]").fill("改过的标题")
    doubtful.keyboard.press("Tab")
    expect(doubtful.locator(".next-doubt")).to_have_text("下一处疑问（4 处）")


def test_a_row_that_is_removed_is_no_doubt_until_it_is_restored(doubtful: Page) -> None:
    measure = doubtful.locator(".row-measure").nth(1)
    measure.get_by_role("button", name="移除").click()
    expect(doubtful.locator(".next-doubt")).to_have_text("下一处疑问（4 处）")
    measure.get_by_role("button", name="恢复").click()
    expect(doubtful.locator(".next-doubt")).to_have_text("下一处疑问（5 处）")


def test_the_bar_says_when_all_is_settled(doubtful: Page) -> None:
    for box in doubtful.get_by_role("checkbox", name="已核对").all():
        box.check()
    expect(doubtful.locator(".next-doubt")).to_be_hidden()
    expect(doubtful.locator(".doubt-place")).to_have_text("疑问都核对过了")


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_that_has_the_focus_lies_behind_the_bar(doubtful: Page, width: int) -> None:
    doubtful.set_viewport_size({"width": width, "height": 700})
    doubtful.reload()
    doubtful.locator("[name=title]").focus()
    for _ in range(60):
        doubtful.keyboard.press("Tab")
        assert doubtful.evaluate(COVERED) == ""


@pytest.mark.parametrize("width", [390, 768, 1280, 1920])
def test_what_is_said_of_a_field_is_not_squeezed_into_its_column(doubtful: Page, width: int) -> None:
    doubtful.set_viewport_size({"width": width, "height": 900})
    for said in doubtful.locator(".doubt p").all():
        box = said.bounding_box()
        assert box
        assert box["height"] < 50  # two lines at most


@pytest.mark.parametrize("width", [390, 768, 1280, 1920])
def test_what_is_said_of_the_whole_stands_above_both_panes(desk: Page, admin_client: Any, width: int) -> None:
    (row,) = handed_in(admin_client, STREET)
    doubting(row, ("整篇存疑，请核对。" * 4, None))
    desk.set_viewport_size({"width": width, "height": 900})
    desk.goto(address(row))
    said, panes = (desk.locator(one).bounding_box() for one in (".general-doubts .doubt", ".review-panes"))
    assert said
    assert panes
    assert said["width"] == pytest.approx(panes["width"], abs=2)
    assert said["y"] + said["height"] <= panes["y"]
