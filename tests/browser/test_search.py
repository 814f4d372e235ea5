"""The search form in a real browser: its suggestions, and its use without scripts."""

import pytest
from playwright.sync_api import Browser, Page, expect

from records.search.reindexing import reindex
from tests.factories import make_recipient, make_record

pytestmark = pytest.mark.django_db(transaction=True)


def test_form_suggests_completions(page: Page) -> None:
    record = make_record(recipient=make_recipient("彭李街道"))
    reindex([record.pk])
    page.goto("/search/")
    page.get_by_role("combobox").press_sequentially("彭李")
    expect(page.locator("#suggestions option")).to_have_attribute("value", "彭李街道")


def test_form_finds_without_scripts(browser: Browser, base_url: str) -> None:
    record = make_record(recipient=make_recipient("彭李街道"))
    reindex([record.pk])
    page = browser.new_context(java_script_enabled=False, base_url=base_url).new_page()
    page.goto("/zh-hant/search/")
    page.get_by_label("查找").fill("彭李")
    page.keyboard.press("Enter")
    expect(page.locator("h3 a")).to_have_attribute("href", f"/zh-hant/records/{record.pk}/")
    assert "/zh-hant/search/?q=" in page.url
    page.context.close()
