"""Pictures on every screen: never wider than the column, never higher than the window, and nothing moves."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from playwright.sync_api import Page

from records.models import Picture, Record
from records.search.reindexing import reindex
from tests.factories import make_measure, make_picture, make_record, make_section
from tests.pictures import picture

from .forms import width_of

SHIFTS = """() => new Promise((resolve) => {
  let moved = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) moved += one.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(moved), 300);
})"""
BOXES = """() => [...document.querySelectorAll(".prose img")].map((one) => {
  const column = one.closest(".prose").getBoundingClientRect();
  const { left, right, height } = one.getBoundingClientRect();
  return { left: left - column.left, right: column.right - right, height, loaded: one.naturalWidth };
})"""


def kept(name: str, size: tuple[int, int]) -> Picture:
    default_storage.save(f"images/{name}", ContentFile(picture("WEBP", size=size)))
    return make_picture(name, width=size[0], height=size[1], caption="图注" * 30, credit="张三")


@pytest.fixture
def pictured(transactional_db: None) -> Record:
    """Returns a record whose texts show a wide picture alone, a high one in a measure, and one before words."""
    for name, size in (("wide.webp", (2000, 900)), ("high.webp", (900, 2000)), ("within.webp", (1600, 800))):
        kept(name, size)
    record = make_record(introduction="引言的话。\n\n![](/media/images/wide.webp)\n\n后面的话。")
    section = make_section(record, lead="![](/media/images/within.webp)后面的文字。")
    make_measure(section, 1, text="![](/media/images/high.webp)\n\n举措的话。")
    reindex([record.pk])
    return record


def see_all(page: Page) -> None:
    """Scrolls to each picture, and waits until it is there."""
    page.evaluate(
        """async () => { for (const one of document.querySelectorAll("img")) {
             one.scrollIntoView(); await one.decode(); } }"""
    )


@pytest.mark.parametrize("variant", ["", "/elder"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_picture_stands_within_the_column_and_the_window(
    page: Page, live_server: Any, pictured: Record, width: int, variant: str
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(live_server.url + variant + pictured.get_absolute_url())
    see_all(page)
    assert width_of(page) <= width
    boxes = page.evaluate(BOXES)
    assert len(boxes) == 3
    for box in boxes:
        assert box["loaded"] > 0
        assert box["left"] >= -0.5
        assert box["right"] >= -0.5
        assert box["height"] <= 0.7 * 800 + 1


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_when_pictures_come(page: Page, live_server: Any, pictured: Record, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(live_server.url + pictured.get_absolute_url())
    see_all(page)
    assert page.evaluate(SHIFTS) == 0


def test_phone_fetches_a_narrow_picture_and_none_that_is_far_below(
    page: Page, live_server: Any, pictured: Record
) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url) if "/media/" in request.url else None)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(live_server.url + pictured.get_absolute_url())
    see_all(page)
    assert fetched
    assert all("/media/images/480/" in address for address in fetched)
