"""The page 开放数据 in a real browser: each address can be tried there."""

import pytest
from playwright.sync_api import Browser, Page, expect

from records.models import Record
from tests.factories import make_recipient, make_record

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def record() -> Record:
    return make_record(recipient=make_recipient("彭李街道"))


def test_address_is_tried_and_its_answer_shown(page: Page, record: Record) -> None:
    page.goto("/open-data/")
    page.locator("summary", has_text="一条表彰记录").click()
    form = page.locator("details[open] form")
    form.get_by_label("record_id").fill(f"{record.pk}")
    form.get_by_role("button", name="试一试").click()
    expect(form.locator("pre")).to_contain_text('"name": "彭李街道"')
    expect(form.locator("[data-answer] p")).to_have_text(f"GET /api/v1/records/{record.pk}/：200")


def test_mistake_is_explained_in_words(page: Page) -> None:
    page.goto("/open-data/")
    page.locator("summary", has_text="/api/v1/records/").first.click()
    form = page.locator("details[open] form")
    form.get_by_label("limit").fill("1000")
    form.get_by_role("button", name="试一试").click()
    expect(form.locator("pre")).to_contain_text("limit 不能大于 100")


def test_without_scripts_the_answer_opens_by_itself(browser: Browser, base_url: str, record: Record) -> None:
    page = browser.new_context(java_script_enabled=False, base_url=base_url).new_page()
    page.goto("/open-data/")
    page.locator("summary", has_text="/api/v1/recipients/").first.click()
    page.locator("details[open]").get_by_role("button", name="试一试").click()
    expect(page.locator("body")).to_contain_text('"name": "彭李街道"')
    page.context.close()
