"""The admin's pages at the widths of phones, tablets and desks: nothing lies over another thing, or beyond the edge."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import FloatRect, Page

from tests.browser.staff import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

EVERY_WIDTH = pytest.mark.parametrize("width", [390, 768, 1280])
TOO_WIDE = "(one) => one.scrollWidth > one.clientWidth"
MAX_HEIGHT_OF_25_ROWS = 2_200


@pytest.fixture
def record() -> Any:
    from tests.factories import make_record

    return make_record(title="名称很长的样例单位党支部委员会先进事迹材料" * 3)


@pytest.fixture
def staffed(page: Page, live_server: Any, admin_client: Any) -> Page:
    sign_in(page, live_server, admin_client)
    return page


def at_record(page: Page, record: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/admin/records/record/{record.pk}/change/")


def box(page: Page, selector: str) -> FloatRect:
    found = page.locator(selector).first.bounding_box()
    assert found
    return found


@EVERY_WIDTH
def test_tools_of_a_record_stand_below_a_title_of_two_lines(staffed: Page, record: Any, width: int) -> None:
    at_record(staffed, record, width)
    title, tools = box(staffed, "#content > h2"), box(staffed, ".object-tools")
    assert tools["y"] >= title["y"] + title["height"]
    assert tools["x"] + tools["width"] <= width


@EVERY_WIDTH
def test_sentence_about_a_record_has_the_room_of_its_title(staffed: Page, record: Any, width: int) -> None:
    at_record(staffed, record, width)
    assert box(staffed, "#id_summary")["width"] == pytest.approx(box(staffed, "#id_title")["width"], abs=1)


@EVERY_WIDTH
def test_choice_of_the_honored_ends_before_the_edge(staffed: Page, record: Any, width: int) -> None:
    at_record(staffed, record, width)
    chosen = box(staffed, ".field-recipient .select2-container")
    assert chosen["x"] + chosen["width"] <= width


def test_pictures_are_listed_within_the_width_of_a_phone(staffed: Page) -> None:
    from tests.factories import make_picture

    make_picture(
        "a.webp", alt="义诊的党员在广场上为群众测量血压" * 3, credit="OneWordThatNowhereOffersABreak"
    )
    staffed.set_viewport_size({"width": 390, "height": 900})
    staffed.goto("/admin/records/picture/")
    assert not staffed.locator("html").evaluate(TOO_WIDE)
    assert not staffed.locator("#changelist .results").evaluate(TOO_WIDE)


@EVERY_WIDTH
def test_page_of_a_recipient_with_honors_is_no_wider_than_the_window(staffed: Page, width: int) -> None:
    from tests.factories import make_distinction, make_recipient

    recipient = make_recipient("样例单位")
    make_distinction(recipient, "名称比较长的样例先进集体荣誉称号", issuer="样例委员会")
    staffed.set_viewport_size({"width": width, "height": 900})
    staffed.goto(f"/admin/records/organization/{recipient.pk}/change/")
    assert staffed.evaluate("document.documentElement.scrollWidth") <= width
    delete = box(staffed, "#id_distinctions-0-DELETE")
    assert width < 1280 or delete["x"] + delete["width"] <= width


@pytest.fixture
def full_list(admin_user: Any) -> None:
    """Makes a page of records in every state, with long names, in the hands of somebody."""
    from records.models import Handling
    from records.publishing import publish
    from tests.factories import make_category, make_commendation, make_recipient, make_record

    tomorrow = timezone.now() + timedelta(days=1)
    award = make_commendation(make_category("全国先进基层党组织和优秀共产党员"), 2021)
    for number in range(25):
        record = make_record(
            ("draft", "review", "published", "withdrawn")[number % 4],
            title=f"第{number}样例市样例县样例街道样例社区联合党委先进事迹材料",
            recipient=make_recipient(f"样例县样例街道第{number}社区联合党委"),
            commendation=award,
        )
        Handling.objects.create(record=record, by=admin_user)
    reason = {"return_reason": "年份与附件不一致，请核对。" * 4, "returned_at": timezone.now()}
    Handling.objects.filter(record__status="draft").update(**reason)
    publish(record, by=None, at=tomorrow)


@pytest.mark.parametrize("width", [390, 768, 1280, 1366, 1920])
def test_start_page_and_list_of_records_fit_the_window(staffed: Page, full_list: None, width: int) -> None:
    staffed.set_viewport_size({"width": width, "height": 900})
    for address in ("/admin/", "/admin/records/record/"):
        staffed.goto(address)
        assert not staffed.locator("html").evaluate(TOO_WIDE), address
    assert not staffed.locator("#changelist .results").evaluate(TOO_WIDE)
    staffed.locator(".list-filter summary").first.click()
    menu = box(staffed, ".list-filter[open] > ul")
    assert menu["x"] + menu["width"] <= width


def test_page_of_records_is_no_higher_than_two_windows_and_a_half(staffed: Page, full_list: None) -> None:
    staffed.set_viewport_size({"width": 1280, "height": 900})
    staffed.goto("/admin/records/record/")
    assert staffed.locator("#result_list tbody tr").count() == 25
    assert staffed.locator("html").evaluate("(one) => one.scrollHeight") <= MAX_HEIGHT_OF_25_ROWS


@EVERY_WIDTH
def test_editor_of_a_text_ends_before_the_edge(staffed: Page, record: Any, width: int) -> None:
    at_record(staffed, record, width)
    field, editor = box(staffed, ".field-introduction"), box(staffed, "#id_introduction")
    assert editor["x"] + editor["width"] <= field["x"] + field["width"]
