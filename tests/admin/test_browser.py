"""The record's page in a real browser: rows added on the spot, dragged, previewed, saved and published."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Dialog, Locator, Page, expect

from tests.admin.pages import outline
from tests.browser.staff import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def record() -> Any:
    from tests.factories import make_figure, make_measure, make_record, make_section

    record = make_record("draft", title="样例事迹")
    first, second = make_section(record, 1, title="甲"), make_section(record, 2, title="乙")
    for number, text in enumerate(["第一件事", "第二件事"], 1):
        make_measure(first, number, text=text)
    make_measure(second, 1, text="第三件事")
    make_figure(record, 1, label="面积")
    return record


@pytest.fixture
def staffed(page: Page, live_server: Any, admin_client: Any) -> Page:
    """Logged in as an administrator; tall enough to drag a row to any other."""
    sign_in(page, live_server, admin_client)
    page.set_viewport_size({"width": 1280, "height": 3600})
    return page


@pytest.fixture
def desk(page: Page, staffed: Page, record: Any) -> Iterator[Page]:
    """An administrator at the record's page. Whatever the browser complains of (CSP too) fails the test."""
    complaints: list[str] = []
    page.on("console", lambda said: complaints.extend([said.text] * (said.type in {"error", "warning"})))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    open_record(staffed, record)
    yield page
    assert complaints == []


def open_record(page: Page, record: Any) -> None:
    page.goto(f"/admin/records/record/{record.pk}/change/")


def preview_of(editor: Locator) -> Locator:
    return editor.locator("xpath=following-sibling::*[contains(@class, 'markdownx-preview')]")


def drag(page: Page, row: str, to: str) -> None:
    """By the handle, into the upper part of another row or of an empty list. The script watches every step."""
    handle = page.locator(f"#{row} > h3").bounding_box()
    assert handle
    page.mouse.move(handle["x"] + 40, handle["y"] + 10)
    page.mouse.down()
    page.mouse.move(handle["x"] + 45, handle["y"] + 20, steps=5)
    goal = page.locator(f"#{to}").bounding_box()  # only now: the row's empty place is taller than the row
    assert goal
    depth = min(30, goal["height"] / 2)
    page.mouse.move(goal["x"] + 45, goal["y"] + depth, steps=25)
    page.mouse.move(goal["x"] + 47, goal["y"] + depth + 2, steps=5)
    page.mouse.up()


def save(page: Page) -> None:
    with page.expect_navigation():
        page.click("[name=_continue]")
    expect(page.locator(".messagelist .success")).to_be_visible()


def test_an_editor_asks_for_its_preview_only_when_one_comes_to_type(desk: Page, record: Any) -> None:
    asked: list[str] = []
    desk.on(
        "request", lambda request: asked.append(request.url) if "/markdown/preview/" in request.url else None
    )
    open_record(desk, record)
    desk.wait_for_load_state("networkidle")
    assert asked == []
    editor = desk.locator("#id_sections-0-measures-0-text")
    editor.press_sequentially("**重点**")
    expect(preview_of(editor).locator("strong")).to_have_text("重点")


def test_tab_leaves_the_editor(desk: Page) -> None:
    desk.locator("#id_introduction").focus()
    desk.keyboard.press("Tab")
    expect(desk.get_by_role("toolbar", name="编辑工具：结语").get_by_role("button").first).to_be_focused()
    desk.keyboard.press("Tab")
    expect(desk.locator("#id_closing")).to_be_focused()
    expect(desk.locator("#id_introduction")).to_have_value("")


def test_section_and_measure_added_on_the_spot_are_previewed_saved_and_published(
    desk: Page, record: Any
) -> None:
    desk.get_by_text("添加章节").click()
    desk.fill("#id_sections-2-title", "丙")
    desk.locator("#sections-2").get_by_text("添加举措").click()
    desk.fill("#id_sections-2-measures-0-marker", "一是")
    editor = desk.locator("#id_sections-2-measures-0-text")
    editor.fill("第四件事，**很要紧**。")
    expect(preview_of(editor).locator("strong")).to_have_text("很要紧")
    save(desk)
    assert outline(record)[2] == (3, "丙", [(1, "第四件事，**很要紧**。")])
    with desk.expect_navigation():
        desk.click("[name=_publish]")
    with desk.expect_navigation():
        desk.click(".submit-row [type=submit]")
    desk.get_by_role("link", name="样例事迹", exact=True).last.click()
    expect(desk).to_have_url(re.compile(rf"/records/{record.pk}/\?v=\d+$"))
    expect(desk.get_by_text("很要紧")).to_be_visible()


def test_an_editor_who_read_the_page_before_sees_the_change_at_once(staffed: Page) -> None:
    from records.publishing import correct
    from tests.factories import make_measure

    measure = make_measure(text="原来的举措")
    record = measure.section.version.record
    staffed.goto(record.get_absolute_url())
    staffed.goto(f"/admin/records/record/{record.pk}/change/")
    staffed.locator("textarea[name=sections-0-measures-0-text]").fill("改过的举措")
    staffed.locator("[name=_continue]").click()
    correct(record, by=None)
    staffed.reload()
    staffed.get_by_role("link", name="查看", exact=True).click()
    expect(staffed.locator("#s1-m1")).to_contain_text("改过的举措")


def test_a_measure_is_dragged_to_another_section(desk: Page, record: Any) -> None:
    drag(desk, "sections-0-measures-0", "sections-1-measures-0")
    save(desk)
    assert [measures for _, _, measures in outline(record)] == [
        [(1, "第二件事")],
        [(1, "第一件事"), (2, "第三件事")],
    ]


def test_a_stored_measure_is_dragged_into_a_section_just_added(desk: Page, record: Any) -> None:
    desk.get_by_text("添加章节").click()
    desk.fill("#id_sections-2-title", "丙")
    drag(desk, "sections-1-measures-0", "sections-2-measures-group .djn-items")
    save(desk)
    assert outline(record)[1:] == [(2, "乙", []), (3, "丙", [(1, "第三件事")])]


def test_sections_are_dragged_folded(desk: Page, record: Any) -> None:
    desk.locator("#sections-group > fieldset > h2 .fold-all").click()
    expect(desk.locator("#id_sections-0-title")).to_be_hidden()
    drag(desk, "sections-1", "sections-0")
    save(desk)
    assert [title for _, title, _ in outline(record)] == ["乙", "甲"]


def test_rows_are_removed_before_and_after_they_were_saved(desk: Page, record: Any) -> None:
    desk.locator("#sections-0").get_by_text("添加举措").click()
    desk.fill("#id_sections-0-measures-2-text", "写错了")
    desk.locator("#sections-0-measures-2").get_by_text("移除").click()
    desk.locator("#sections-0-measures-0 > h3 .delete label").click()
    expect(desk.locator("#id_sections-0-measures-0-DELETE")).to_be_checked()
    save(desk)
    assert outline(record)[0] == (1, "甲", [(1, "第二件事")])


def test_a_figure_chooses_from_the_records_measures(desk: Page, record: Any) -> None:
    desk.locator("#figures-0 button.fold").click()
    desk.locator("#id_figures-0-measure").focus()
    desk.select_option("#id_figures-0-measure", label="2.一是　第三件事")
    desk.get_by_text("添加数据").click()
    desk.fill("#id_figures-1-label", "人口")
    desk.fill("#id_figures-1-value", "15.8")
    desk.fill("#id_figures-1-unit", "万人")
    save(desk)
    assert [(str(row), row.measure and row.measure.text) for row in record.figures.order_by("number")] == [
        ("面积 1个", "第三件事"),
        ("人口 15.8万人", None),
    ]


def dialog_of(page: Page) -> Locator:
    return page.get_by_role("dialog", name="插入图片")


def test_a_pasted_picture_is_asked_for_its_words_put_in_and_previewed(desk: Page) -> None:
    editor = desk.locator("#id_introduction")
    editor.fill("如图：")
    editor.press("End")
    paste(editor, picture(), "image/png")
    dialog_of(desk).get_by_label("替代文字").fill("红色的旗")
    dialog_of(desk).get_by_label("图注").fill("授旗")
    dialog_of(desk).get_by_role("button", name="插入").click()
    expect(editor).to_have_value(re.compile(r"^如图：\n\n!\[\]\(/media/images/\w+\.webp\)$"))
    expect(editor).to_be_focused()
    shown = preview_of(editor)
    expect(shown.locator("figcaption")).to_have_text("授旗")
    expect(shown.get_by_role("img", name="红色的旗")).to_be_visible()
    loaded = "image => image.decode().then(() => image.naturalWidth)"
    assert shown.locator("img").evaluate(loaded) == 30


def test_a_dropped_picture_is_asked_for_its_words_too(desk: Page) -> None:
    drop(desk.locator("#id_closing"), picture())
    expect(dialog_of(desk)).to_be_visible()
    expect(dialog_of(desk).locator("[role=alert]")).to_be_hidden()
    expect(dialog_of(desk).get_by_label("替代文字")).to_be_focused()


def test_picture_is_put_in_by_the_keyboard_alone_and_taken_back(desk: Page, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(picture())
    editor = desk.locator("#id_introduction")
    editor.fill("甲乙")
    editor.press("Home")
    editor.press("ArrowRight")
    desk.keyboard.press("Shift+Tab")
    desk.keyboard.press("Enter")
    chosen = dialog_of(desk).locator("[type=file]")
    expect(chosen).to_be_focused()
    # Not by the key that opens the browser's own chooser: a headless one loses it now and then.
    chosen.set_input_files(tmp_path / "a.png")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Space")
    desk.keyboard.press("Enter")
    expect(editor).to_have_value(re.compile(r"^甲\n\n!\[\]\(/media/images/\w+\.webp\)\n\n乙$"))
    desk.keyboard.press("Control+z")
    expect(editor).to_have_value("甲乙")


def test_picture_without_a_choice_is_refused_and_nothing_is_lost(staffed: Page, record: Any) -> None:
    """Not at the desk: the browser writes a refusal to the console."""
    open_record(staffed, record)
    editor = staffed.locator("#id_introduction")
    paste(editor, picture(), "image/png")
    dialog_of(staffed).get_by_label("图注").fill("授旗")
    dialog_of(staffed).get_by_role("button", name="插入").click()
    expect(dialog_of(staffed).get_by_role("alert")).to_contain_text("请写明图上有什么")
    expect(dialog_of(staffed).get_by_label("图注")).to_have_value("授旗")
    staffed.keyboard.press("Escape")
    expect(editor).to_be_focused()
    expect(editor).to_have_value("")


def test_words_that_come_with_a_picture_of_them_are_pasted_as_words(desk: Page) -> None:
    paste(desk.locator("#id_introduction"), picture(), "image/png", words="从 Word 粘贴的话")
    expect(dialog_of(desk)).to_have_count(0)


@pytest.mark.parametrize(
    ("tool", "written"),
    [
        ("表格", "甲\n乙\n\n| 项目 | 数量 |\n|---|---|\n| 甲 | 1 |\n| 乙 | 2 |"),
        ("小标题", "## 甲\n## 乙"),
        ("列表", "- 甲\n- 乙"),
    ],
)
def test_tools_write_into_the_text_and_are_taken_back(desk: Page, tool: str, written: str) -> None:
    editor = desk.locator("#id_introduction")
    editor.fill("甲\n乙")
    editor.select_text()
    tools = desk.get_by_role("toolbar", name="编辑工具：引言")
    tools.get_by_role("button", name="插入图片").focus()
    for _ in range(["表格", "小标题", "列表"].index(tool) + 1):
        desk.keyboard.press("ArrowRight")
    expect(tools.get_by_role("button", name=tool)).to_be_focused()
    desk.keyboard.press("Enter")
    expect(editor).to_have_value(written)
    desk.keyboard.press("Control+z")
    expect(editor).to_have_value("甲\n乙")


def test_row_added_on_the_spot_has_its_tools(desk: Page) -> None:
    desk.locator("#sections-0").get_by_text("添加举措").click()
    tools = desk.locator("#sections-0-measures-2").get_by_role("toolbar")
    expect(tools).to_have_count(1)
    tools.get_by_role("button", name="列表").click()
    expect(desk.locator("#id_sections-0-measures-2-text")).to_have_value("- ")


def test_cover_is_uploaded_on_the_spot_and_shown(desk: Page, record: Any, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(picture())
    with desk.expect_popup() as opened:
        desk.locator("#add_id_cover").click()
    opened.value.set_input_files("#id_image", tmp_path / "a.png")
    opened.value.fill("#id_alt", "红色的旗")
    with opened.value.expect_event("close"):
        opened.value.click("[name=_save]")
    shown = desk.locator(".field-cover .chosen-picture")
    expect(shown).to_be_visible()
    save(desk)
    record.refresh_from_db()
    assert record.cover.alt == "红色的旗"
    expect(shown).to_be_visible()


def picture() -> bytes:
    made = BytesIO()
    Image.new("RGB", (30, 20), "red").save(made, "PNG")
    return made.getvalue()


def drop(editor: Locator, content: bytes) -> None:
    editor.evaluate(
        """(editor, bytes) => {
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([new Uint8Array(bytes)], "a.png", { type: "image/png" }));
            editor.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
        }""",
        list(content),
    )


def paste(editor: Locator, content: bytes, kind: str, words: str = "") -> None:
    editor.evaluate(
        """(editor, [bytes, type, words]) => {
            const clipboardData = new DataTransfer();
            if (words) clipboardData.setData("text/plain", words);
            clipboardData.items.add(new File([new Uint8Array(bytes)], "a", { type }));
            editor.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }""",
        [list(content), kind, words],
    )


def test_typed_text_is_not_left_behind_unasked(desk: Page, record: Any) -> None:
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    desk.on("dialog", leave)
    desk.fill("#id_title", "改了一半")
    desk.goto("/admin/")
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_fits_the_screen(desk: Page, record: Any, width: int) -> None:
    desk.set_viewport_size({"width": width, "height": 900})
    open_record(desk, record)
    desk.locator("#figures-0 button.fold").click()
    assert desk.evaluate("document.documentElement.scrollWidth") <= width


def test_a_refused_picture_is_told_and_what_was_typed_stays(staffed: Page, record: Any) -> None:
    """Not at the desk: the browser writes a refusal to the console."""
    open_record(staffed, record)
    editor = staffed.locator("#id_introduction")
    editor.fill("已经写好的话")
    editor.select_text()
    paste(editor, b"<html>", "image/png")
    dialog_of(staffed).get_by_label("替代文字").fill("红色的旗")
    dialog_of(staffed).get_by_role("button", name="插入").click()
    expect(dialog_of(staffed).get_by_role("alert")).to_contain_text("不是 JPEG、PNG 或 WebP 图片")
    expect(editor).to_have_value("已经写好的话")


def test_logging_in_and_choosing_from_lists_is_clean_too(desk: Page, record: Any, admin_user: Any) -> None:
    desk.context.clear_cookies()
    desk.goto("/admin/login/")
    desk.fill("#id_username", "admin")
    desk.fill("#id_password", "password")
    with desk.expect_navigation():
        desk.click("[type=submit]")
    for address in ("record/", "record/add/", "organization/add/", f"record/{record.pk}/publish/"):
        desk.goto(f"/admin/records/{address}")
        desk.wait_for_load_state("networkidle")
    desk.goto("/admin/records/record/add/")
    desk.locator(".field-recipient .select2-selection").click()
    expect(desk.get_by_role("option", name=str(record.recipient))).to_be_visible()
