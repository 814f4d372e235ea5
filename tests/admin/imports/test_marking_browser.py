"""Marking the document under review, by selection and by keyboard: what it is goes where it belongs in the record."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.admin.imports.import_pages import STREET, address, doubting, handed_in
from tests.browser.forms import WCAG_AA, violations
from tests.browser.staff import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

# Line 6 is a heading that was read as text, for it has no number; lines 11 to 13 are measures without markers.
MISSED = """样本街道先进事迹材料
全国示例先进组织（2019年）
样本街道辖4个社区。
一、立好样本定规矩
测试要先有样本。
用好样本看效果
样本要有结果，选派了6名人员。
一是标题读得准，核对了2个段落。
二是举措分得开。
二、把经验推到各处
各处都来学。
逐村推开，惠及居民300户。
经验写成一本*书*。
群众都说好。
"""
KINDS = ("标题", "章节标题", "举措", "受表彰对象", "荣誉")
ENDS_OF = """([line, text]) => {
  const place = document.querySelector(`#line-${line} .line-text`);
  place.scrollIntoView({ block: "center" });
  const nodes = [], walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) nodes.push(walker.currentNode);
  const range = new Range(), at = place.textContent.indexOf(text);
  let before = 0;
  for (const node of nodes) {
    const from = at - before, to = from + text.length;
    if (from >= 0 && from < node.length) range.setStart(node, from);
    if (to > 0 && to <= node.length) range.setEnd(node, to);
    before += node.length;
  }
  const rects = [...range.getClientRects()].filter((one) => one.width);
  const first = rects[0], last = rects.at(-1);
  return [first.left + 1, first.top + first.height / 2, last.right - 1, last.top + last.height / 2];
}"""


@pytest.fixture
def desk(page: Page, live_server: Any, admin_client: Any) -> Page:
    page.on("dialog", lambda dialog: dialog.accept())
    return sign_in(page, live_server, admin_client)


def opened(desk: Page, client: Any, text: str = MISSED) -> Page:
    (row,) = handed_in(client, text)
    desk.goto(address(row))
    return desk


@pytest.fixture
def missed(desk: Page, admin_client: Any) -> Page:
    return opened(desk, admin_client)


def select(desk: Page, line: int, text: str) -> None:
    """Drags over the text with the mouse."""
    left, top, right, bottom = desk.evaluate(ENDS_OF, [line, text])
    desk.mouse.move(left, top)
    desk.mouse.down()
    desk.mouse.move(right, bottom, steps=4)
    desk.mouse.up()


def mark(desk: Page, kind: str) -> None:
    desk.locator(".mark-tools").get_by_role("button", name=kind, exact=True).click()


def mark_line(desk: Page, line: int, kind: str) -> None:
    """Presses the keys alone."""
    desk.get_by_role("button", name=f"标记第 {line} 行", exact=True).focus()
    desk.keyboard.press("Enter")
    tool = desk.locator(".mark-tools").get_by_role("button", name=kind, exact=True)
    for _ in KINDS:
        if tool.evaluate("(one) => one === document.activeElement"):
            break
        desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")


def said(desk: Page) -> Any:
    return expect(desk.locator(".mark-said"))


def saved(desk: Page) -> Any:
    """Saves, and returns the record with its sections: each title with its lead and its measures."""
    from records.models import Record

    with desk.expect_navigation():
        desk.get_by_role("button", name="存为草稿").click()
    record = Record.objects.get()
    sections = [
        (
            section.title,
            section.lead,
            [(one.marker, one.text) for one in section.measures.order_by("number")],
        )
        for section in record.edited.sections.order_by("number")
    ]
    return record, sections


AS_READ = [
    (
        "立好样本定规矩",
        "测试要先有样本。\n\n用好样本看效果\n\n样本要有结果，选派了6名人员。",
        [("一是", "标题读得准，核对了2个段落。"), ("二是", "举措分得开。")],
    ),
    (
        "把经验推到各处",
        "各处都来学。\n\n逐村推开，惠及居民300户。\n\n经验写成一本\\*书\\*。\n\n群众都说好。",
        [],
    ),
]


def test_a_heading_that_was_missed_opens_a_section_with_all_that_follows(missed: Page) -> None:
    select(missed, 6, "用好样本看效果")
    mark(missed, "章节标题")
    said(missed).to_have_text("已作为第 2 章的标题，到下一个标题为止的文字都归入这一章。")
    _, sections = saved(missed)
    assert sections[:2] == [
        ("立好样本定规矩", "测试要先有样本。", []),
        ("用好样本看效果", "样本要有结果，选派了6名人员。", AS_READ[0][2]),
    ]
    assert sections[2] == AS_READ[1]


def test_measures_in_a_lead_are_marked_by_keyboard_and_keep_the_order_of_the_document(missed: Page) -> None:
    mark_line(missed, 13, "举措")
    mark_line(missed, 12, "举措")
    said(missed).to_have_text("已作为第 2 章的举措 1。")
    record, sections = saved(missed)
    assert sections[1] == (
        "把经验推到各处",
        "各处都来学。\n\n群众都说好。",
        [("", "逐村推开，惠及居民300户。"), ("", "经验写成一本\\*书\\*。")],
    )
    assert record.edited.figures.get(value=300).measure.text.startswith("逐村推开")


def test_the_focus_stays_at_the_line_that_was_marked(missed: Page) -> None:
    mark_line(missed, 12, "举措")
    assert missed.evaluate("document.activeElement.ariaLabel") == "标记第 12 行"
    expect(missed.locator(".is-marked")).to_be_in_viewport()


def test_marking_is_taken_back_to_the_last_letter(missed: Page) -> None:
    select(missed, 6, "用好样本看效果")
    mark(missed, "章节标题")
    mark_line(missed, 12, "举措")
    for left in (1, 0):
        missed.get_by_role("button", name="撤消标记").click()
        expect(missed.get_by_role("button", name="撤消标记")).to_have_count(left)
    said(missed).to_have_text("已撤消。")
    record, sections = saved(missed)
    assert sections == AS_READ
    assert record.edited.figures.get(value=300).measure is None


def test_what_was_typed_into_a_marked_text_is_not_lost_by_taking_back(missed: Page) -> None:
    mark_line(missed, 12, "举措")
    missed.locator("[name=sections-1-measures-0-text]").fill("改过的举措。")
    missed.get_by_role("button", name="撤消标记").click()
    said(missed).to_have_text("标记以后，那里的文字又改过，不能撤消。")
    expect(missed.locator("[name=sections-1-measures-0-text]")).to_have_value("改过的举措。")


def test_words_within_a_measure_become_the_measure_behind_it(desk: Page, admin_client: Any) -> None:
    opened(desk, admin_client, STREET)
    select(desk, 5, "每名读者核对2个段落。")
    mark(desk, "举措")
    record, sections = saved(desk)
    assert sections[0][2] == [
        ("一是", "写清楚读取规则。"),
        ("", "每名读者核对2个段落。"),
        ("二是", "安排专人检查，选派了6名人员。"),
    ]
    assert record.edited.figures.get(value=2).measure.number == 2


def test_the_marker_goes_with_the_words_that_it_opens(desk: Page, admin_client: Any) -> None:
    opened(desk, admin_client, STREET)
    select(desk, 5, "写清楚读取规则。")
    mark(desk, "举措")
    _, sections = saved(desk)
    assert sections[0][2][:2] == [("一是", "写清楚读取规则。"), ("", "每名读者核对2个段落。")]


def test_a_marker_that_was_not_known_is_set_apart(desk: Page, admin_client: Any) -> None:
    opened(desk, admin_client, MISSED.replace("逐村推开", "其三，逐村推开"))
    mark_line(desk, 12, "举措")
    _, sections = saved(desk)
    assert sections[1][2] == [("其三，", "逐村推开，惠及居民300户。")]


def test_a_line_that_was_cut_into_measures_becomes_one_again(desk: Page, admin_client: Any) -> None:
    opened(desk, admin_client, STREET)
    mark_line(desk, 5, "举措")
    _, sections = saved(desk)
    assert sections[0] == ("立好样本定规矩", "", [("", STREET.splitlines()[4])])


def test_the_title_is_taken_out_of_the_text(missed: Page) -> None:
    mark_line(missed, 3, "标题")
    said(missed).to_have_text("已作为标题。原来的标题“样本街道先进事迹材料”不再使用。")
    record, _ = saved(missed)
    assert (record.title, record.edited.introduction) == ("样本街道辖4个社区。", "")


def test_a_line_that_was_left_out_becomes_a_heading_where_it_stood(missed: Page) -> None:
    mark_line(missed, 2, "章节标题")
    expect(missed.locator(".offer.is-done")).to_have_count(1)
    record, sections = saved(missed)
    assert record.edited.introduction == ""
    assert sections[0] == ("全国示例先进组织（2019年）", "样本街道辖4个社区。", [])


def test_a_heading_that_runs_into_its_text_leaves_its_stop_behind(missed: Page) -> None:
    select(missed, 14, "群众都说好")
    mark(missed, "章节标题")
    said(missed).to_have_text("已作为第 3 章的标题，后面没有可以归入的文字，内容请自行补上。")
    _, sections = saved(missed)
    assert sections[2] == ("群众都说好", "", [])


def test_of_two_that_are_alike_the_one_that_was_pointed_at_is_moved(desk: Page, admin_client: Any) -> None:
    text = MISSED.replace("测试要先有样本。", "各处都来学。")
    opened(desk, admin_client, text.replace("群众都说好。", "各处都来学。"))
    mark_line(desk, 14, "举措")
    _, sections = saved(desk)
    assert sections[0][1].startswith("各处都来学。")
    assert sections[1][1] == "各处都来学。\n\n逐村推开，惠及居民300户。\n\n经验写成一本\\*书\\*。"


def test_text_that_was_edited_away_is_put_there_and_said_so(missed: Page) -> None:
    missed.locator("[name=sections-1-lead]").fill("全改过了。")
    mark_line(missed, 12, "举措")
    said(missed).to_contain_text("表单里找不到这段文字")
    _, sections = saved(missed)
    assert sections[1][1:] == ("全改过了。", [("", "逐村推开，惠及居民300户。")])


def test_recipient_and_award_are_marked(missed: Page) -> None:
    select(missed, 3, "样本街道")
    mark(missed, "受表彰对象")
    mark_line(missed, 2, "荣誉")
    expect(missed.locator("[name=name]")).to_have_value("样本街道")
    expect(missed.locator("[name=awards-1-name]")).to_have_value("全国示例先进组织")
    expect(missed.locator("[name=awards-1-year]")).to_have_value("2019")


def test_what_is_too_long_for_a_title_is_refused_with_its_length(desk: Page, admin_client: Any) -> None:
    opened(desk, admin_client, MISSED.replace("各处都来学。", "各处都来学样本。" * 60))
    mark_line(desk, 11, "标题")
    said(desk).to_contain_text("所选的文字有 480 字，标题最多")
    expect(desk.get_by_role("button", name="撤消标记")).to_have_count(0)


def test_what_is_a_heading_already_is_told_so(missed: Page) -> None:
    mark_line(missed, 10, "章节标题")
    said(missed).to_have_text("这已经是章节标题。")
    _, sections = saved(missed)
    assert sections == AS_READ


def test_a_doubt_goes_with_the_measure_that_is_moved(desk: Page, admin_client: Any) -> None:
    (row,) = handed_in(admin_client, MISSED)
    desk.goto(address(doubting(row, ("正文要核对。", "sections.1.measures.1.text"))))
    mark_line(desk, 6, "章节标题")
    desk.keyboard.press("F8")
    assert desk.evaluate("document.activeElement.value") == "标题读得准，核对了2个段落。"


def test_marked_text_leads_to_the_field_that_holds_it_now(desk: Page, admin_client: Any) -> None:
    opened(desk, admin_client, MISSED.replace("各处都来学。\n", ""))
    mark_line(desk, 11, "举措")
    desk.get_by_role("link", name="逐村推开").click()
    expect(desk.locator("[name=sections-1-measures-0-text]")).to_be_focused()


def test_a_selection_that_ends_on_a_link_leads_nowhere(missed: Page) -> None:
    select(missed, 11, "各处都来")
    expect(missed.locator(".mark-tools")).to_be_visible()
    expect(missed.locator("[name=sections-1-lead]")).not_to_be_focused()


def test_escape_closes_the_tools_and_returns_to_the_line(missed: Page) -> None:
    missed.get_by_role("button", name="标记第 12 行", exact=True).focus()
    missed.keyboard.press("Enter")
    expect(missed.locator(".mark-tools").get_by_role("button").first).to_be_focused()
    missed.keyboard.press("Escape")
    expect(missed.locator(".mark-tools")).to_be_hidden()
    expect(missed.get_by_role("button", name="标记第 12 行", exact=True)).to_be_focused()


def test_tools_go_with_the_selection(missed: Page) -> None:
    select(missed, 6, "用好样本看效果")
    expect(missed.locator(".mark-tools")).to_be_visible()
    missed.locator("#content h1").click()
    expect(missed.locator(".mark-tools")).to_be_hidden()


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_where_text_is_being_marked(missed: Page, width: int) -> None:
    missed.set_viewport_size({"width": width, "height": 900})
    missed.reload()
    if width < 1024:
        missed.locator(".review-document > summary").click()
    select(missed, 6, "用好样本看效果")
    assert faults(missed) == []
    mark(missed, "章节标题")
    assert faults(missed) == []


def faults(desk: Page) -> list[str]:
    """Asks at the end of the page, where the bar covers nothing: half of a link would be too small."""
    desk.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    return violations(desk, WCAG_AA)
