"""Importing in a real browser: dropped, reviewed beside the document, saved as a draft, taken back."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.admin.imports.import_pages import COLLECTION, STREET

from .staff import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
UPLOAD = "/admin/records/importbatch/add/"


@pytest.fixture
def desk(reader: Page, live_server: Any, admin_client: Any) -> Page:
    """Returns an administrator's browser; any complaint of it (CSP too) fails the test."""
    return sign_in(reader, live_server, admin_client)


def drop(desk: Page, *files: tuple[str, str]) -> None:
    """Drops files as if dragged in from the desktop."""
    carried = desk.evaluate_handle(
        "files => { const all = new DataTransfer();"
        " for (const [name, text] of files) all.items.add(new File([text], name)); return all; }",
        [list(file) for file in files],
    )
    for step in ("dragover", "drop"):
        desk.dispatch_event(".drop-zone", step, {"dataTransfer": carried})


def to_review(desk: Page, text: str = STREET) -> None:
    desk.goto(UPLOAD)
    desk.fill("[name=text]", text)
    with desk.expect_navigation():
        desk.get_by_role("button", name="读取并核对").click()


def active(desk: Page) -> str:
    return "".join(desk.locator(".document-lines .is-active").all_inner_texts())


def save(desk: Page, button: str = "存为草稿") -> None:
    with desk.expect_navigation():
        desk.get_by_role("button", name=button).click()


def test_dropped_files_are_reviewed_saved_as_drafts_and_undone(desk: Page) -> None:
    from records.models import Record

    desk.goto(UPLOAD)
    drop(desk, ("甲.txt", STREET), ("乙.txt", STREET.replace("样本街道", "范例街道")))
    expect(desk.locator(".chosen-files li")).to_have_count(2)
    desk.get_by_role("button", name="读取并核对").click()
    desk.get_by_role("link", name="核对 甲.txt").click()
    save(desk)
    expect(desk.locator(".messagelist")).to_contain_text("已存为草稿")
    expect(desk.locator("#content h1")).to_contain_text("乙.txt")
    save(desk)
    assert set(Record.objects.values_list("working__title", "status")) == {
        ("样本街道先进事迹材料", "draft"),
        ("范例街道先进事迹材料", "draft"),
    }
    desk.get_by_role("link", name="撤销整批…").click()
    expect(desk.locator("#content")).to_contain_text("将删除 2 条由它录入的记录")
    save(desk, "撤销")
    assert not Record.objects.exists()


def test_a_single_document_opens_for_review_at_once(desk: Page) -> None:
    to_review(desk)
    expect(desk.locator("#content h1")).to_have_text("核对：粘贴的文字.txt")
    desk.locator(".breadcrumbs").locator("a[href$='/change/']").click()
    expect(desk.get_by_role("link", name="核对 粘贴的文字.txt")).to_be_visible()


def test_a_field_shows_where_it_was_read(desk: Page) -> None:
    to_review(desk)
    desk.locator("[name=sections-0-measures-1-text]").focus()
    assert active(desk) == "安排专人检查，选派了6名人员。"
    desk.locator("[name=figures-2-label]").focus()
    assert active(desk) == "6名"


def test_source_of_a_field_lies_in_sight_when_the_field_is_chosen(desk: Page) -> None:
    filler = "\n".join(f"样本段落之{number}。" for number in range(150))
    to_review(desk, STREET.replace("立好样本定规矩", f"{filler}\n立好样本定规矩"))
    desk.locator("[name=sections-1-measures-1-text]").focus()
    expect(desk.locator(".document-lines .is-active").first).to_be_in_viewport()


def test_a_part_of_the_document_leads_to_its_field(desk: Page) -> None:
    to_review(desk)
    desk.get_by_role("link", name="用好样本看效果").click()
    expect(desk.locator("[name=sections-1-title]")).to_be_focused()
    desk.get_by_role("link", name="6名").click()
    expect(desk.locator("[name=figures-2-label]")).to_be_focused()


def test_measures_are_added_moved_merged_and_removed(desk: Page) -> None:
    from records.models import Record
    from tests.admin.pages import outline

    to_review(desk)
    first, second = desk.locator(".row-section").nth(0), desk.locator(".row-section").nth(1)
    first.get_by_role("button", name="添加举措").click()
    expect(desk.locator("[name=sections-0-measures-2-marker]")).to_be_focused()
    desk.fill("[name=sections-0-measures-2-text]", "新加的举措。")
    first.locator(".row-measure").nth(2).get_by_role("button", name="上移").click()
    second.locator(".row-measure").nth(1).get_by_role("button", name="并入上一条").click()
    first.locator(".row-measure").nth(0).get_by_role("button", name="移除").click()
    desk.get_by_role("button", name="添加章节").click()
    desk.fill("[name=sections-2-title]", "新加的章节")
    save(desk)
    assert outline(Record.objects.get()) == [
        (1, "立好样本定规矩", [(1, "新加的举措。"), (2, "安排专人检查，选派了6名人员。")]),
        (2, "用好样本看效果", [(1, "标题读得准。\n\n二是举措分得开。")]),
        (3, "新加的章节", []),
    ]


def test_a_figure_is_given_to_a_measure_just_added(desk: Page) -> None:
    from records.models import Figure

    to_review(desk)
    desk.locator(".row-section").nth(1).get_by_role("button", name="添加举措").click()
    desk.fill("[name=sections-1-measures-2-text]", "新加的举措。")
    desk.locator("[name=figures-0-of]").focus()
    desk.select_option("[name=figures-0-of]", label="新加的举措。")
    save(desk)
    measure = Figure.objects.get(number=1).measure
    assert measure is not None
    assert measure.text == "新加的举措。"


def test_figures_follow_a_measure_that_is_merged_into_another(desk: Page) -> None:
    from records.models import Figure

    to_review(desk)
    desk.locator(".row-section").nth(0).get_by_role("button", name="并入上一条").nth(1).click()
    save(desk)
    measure = Figure.objects.get(value=6).measure
    assert measure is not None
    assert "选派了6名人员" in measure.text


def test_a_removed_row_can_be_brought_back(desk: Page) -> None:
    from records.models import Record

    to_review(desk)
    row = desk.locator(".row-section").nth(1)
    row.get_by_role("button", name="移除", exact=True).first.click()
    expect(desk.locator("[name=sections-1-title]")).to_be_hidden()
    row.get_by_role("button", name="恢复", exact=True).first.click()
    save(desk)
    assert Record.objects.get().sections.count() == 2


def test_a_merged_part_still_leads_to_the_text_that_holds_it(desk: Page) -> None:
    to_review(desk)
    desk.locator(".row-section").nth(1).get_by_role("button", name="并入上一条").nth(1).click()
    desk.get_by_role("link", name="举措分得开。").click()
    expect(desk.locator("[name=sections-1-measures-0-text]")).to_be_focused()


def test_a_line_that_was_left_out_goes_into_the_text_being_edited(desk: Page) -> None:
    from records.models import Record

    to_review(desk)
    desk.locator("[name=closing]").focus()
    desk.locator(".offer", has_text="已有Loading人致敬").get_by_role("button", name="放入").click()
    expect(desk.locator("[name=closing]")).to_have_value("已有Loading人致敬")
    save(desk)
    assert Record.objects.get().closing == "已有Loading人致敬"


def test_saving_shows_the_way_to_the_record(desk: Page) -> None:
    to_review(desk)
    save(desk)
    desk.get_by_role("link", name="预览", exact=True).first.click()
    expect(desk.locator(".formal")).to_contain_text("样本街道先进事迹材料")


def test_a_file_of_several_people_is_joined_and_cut_at_the_line_that_is_pressed(desk: Page) -> None:
    desk.goto(UPLOAD)
    desk.fill("[name=text]", COLLECTION)
    desk.get_by_role("button", name="读取并核对").click()
    desk.get_by_role("button", name="粘贴的文字.txt（1/3） 与下一份合并").click()
    expect(desk.locator(".messagelist")).to_contain_text("已与下一份合并")
    desk.get_by_role("link", name="核对 粘贴的文字.txt（1/2）").click()
    desk.locator("#line-4 .line-number").click()
    desk.get_by_role("button", name="从这一行切开").click()
    expect(desk.locator(".messagelist")).to_contain_text("粘贴的文字.txt（2/3）")
    desk.get_by_role("link", name="下一份").click()
    expect(desk.get_by_role("textbox", name="受表彰对象全称")).to_have_value("李示例")


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_no_page_of_the_import_is_wider_than_the_screen(desk: Page, width: int) -> None:
    from records.models import ImportBatch

    desk.set_viewport_size({"width": width, "height": 800})
    to_review(desk)
    batch = f"/admin/records/importbatch/{ImportBatch.objects.get().pk}/change/"
    for address in (UPLOAD, desk.url, batch):
        desk.goto(address)
        assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_on_a_phone_the_record_comes_first_and_the_document_when_asked_for(desk: Page) -> None:
    desk.set_viewport_size({"width": 390, "height": 800})
    to_review(desk)
    expect(desk.locator(".document-lines")).to_be_hidden()
    desk.locator(".to-line").first.click()
    expect(desk.locator(".document-lines .is-active").first).to_be_in_viewport()
