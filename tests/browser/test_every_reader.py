"""Every kind of reader: large words, large targets, the keyboard, no script, no styles, no network."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from records.models import Record
from tests.factories import make_record

from .forms import EVERY_VARIANT, each_page, open_menu, width_of

WIDE: ViewportSize = {"width": 1280, "height": 900}


def total(record: Record) -> int:
    return int(record.tributes.count())


@pytest.fixture
def scriptless(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    yield context.new_page()
    context.close()


# --- Large enough ---------------------------------------------------------------------------------

# Things to press: links within a sentence are as high as its line (WCAG 2.5.8 excepts them), and a whole row may be
# pressed where a link covers it.
SMALL_TARGETS = """least => [...document.querySelectorAll("a, button, summary, label, input:not([type=radio])")]
  .filter((one) => one.checkVisibility() && !one.closest(".unseen") && !one.matches(".skip"))
  .filter((one) => !one.closest("p, .prose")?.textContent.replace(one.textContent, "").trim())
  .map((one) => [one, (getComputedStyle(one, "::after").position === "absolute" ? one.closest("li") : one)])
  .map(([one, box]) => [one.textContent.trim(), box.getBoundingClientRect()])
  .filter(([, { width, height }]) => Math.min(width, height) < least)
  .map(([words, { width, height }]) => `${words}: ${width} × ${height}`)"""


@pytest.mark.parametrize(("variant", "least"), [("", 24), ("/elder", 60)])
def test_targets_are_large_enough(
    page: Page, live_server: Any, record: Record, variant: str, least: int
) -> None:
    for kind in each_page(page, live_server.url + variant, record):
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(SMALL_TARGETS, least) == [], (kind, width)


# The size of each text, and the height of its lines in letters.
WORDS = """() => {
  const spoken = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  return [...document.body.querySelectorAll("*")].filter((one) => spoken(one) && one.checkVisibility())
    .filter((one) => !one.closest(".unseen, script, svg"))
    .map((one) => [one, getComputedStyle(one)])
    .map(([one, { fontSize, lineHeight }]) => [one, parseFloat(fontSize), parseFloat(lineHeight)])
    .map(([one, size, line]) => [one.outerHTML.slice(0, 90), size, line / size, Boolean(one.closest(".prose"))]);
}"""


def test_words_for_elders_are_eighteen_points_or_more(page: Page, live_server: Any, record: Record) -> None:
    for kind in each_page(page, f"{live_server.url}/elder", record):
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert [words for words, size, *_ in page.evaluate(WORDS) if size < 24] == [], (kind, width)


@pytest.mark.parametrize("variant", ["", "/elder"])
def test_lines_of_the_deeds_stand_well_apart(
    page: Page, live_server: Any, record: Record, variant: str
) -> None:
    page.goto(live_server.url + variant + record.get_absolute_url())
    lines = [
        (words, line) for words, _, line, deeds in page.evaluate(WORDS) if deeds and "<h" not in words[:2]
    ]
    assert lines
    assert [words for words, line in lines if line < 1.8] == []


@pytest.mark.parametrize(("choice", "size"), [("1", 24), ("2", 30), ("3", 40)])
def test_elders_may_have_words_of_up_to_thirty_points(
    page: Page, live_server: Any, record: Record, choice: str, size: float
) -> None:
    page.add_init_script(f"localStorage.setItem('text', '{choice}')")
    page.goto(f"{live_server.url}/elder{record.get_absolute_url()}")
    assert abs(page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") - size) < 0.1


def test_lines_are_no_longer_than_forty_characters(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(address)
    widest = page.evaluate(
        """Math.max(...[...document.querySelectorAll(".deeds .prose p")].map((one) =>
             one.getBoundingClientRect().width / parseFloat(getComputedStyle(one).fontSize)))"""
    )
    assert 30 <= widest <= 40


# --- The reader's choices ------------------------------------------------------------------------


def is_elder(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.matches('.elder')"))


def size_of_text(page: Page) -> float:
    return float(page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)"))


def test_elder_pages_are_remembered(reader: Page, live_server: Any, record: Record) -> None:
    reader.goto(f"{live_server.url}/")
    reader.get_by_role("link", name="长辈版").click()
    reader.goto(live_server.url + record.get_absolute_url())
    assert is_elder(reader)
    reader.get_by_role("link", name="标准版").click()
    reader.reload()
    assert not is_elder(reader)


def test_elder_pages_need_no_script(scriptless: Page, live_server: Any, record: Record) -> None:
    scriptless.goto(live_server.url + record.get_absolute_url())
    scriptless.get_by_role("link", name="长辈版").click()
    expect(scriptless).to_have_url(f"{live_server.url}/elder{record.get_absolute_url()}")
    scriptless.get_by_label("本站").get_by_role("link", name="首页").click()
    expect(scriptless).to_have_url(f"{live_server.url}/elder/")
    scriptless.get_by_role("link", name="标准版").click()
    expect(scriptless).to_have_url(f"{live_server.url}/")


def test_characters_are_changed_on_every_page_and_kept_on_the_way(
    reader: Page, live_server: Any, record: Record
) -> None:
    reader.goto(f"{live_server.url}/years/{record.commendation.year}/")
    reader.get_by_role("link", name="繁體").click()
    expect(reader.locator("html")).to_have_attribute("lang", "zh-Hant")
    reader.get_by_label("本站").get_by_role("link", name="首頁").click()
    expect(reader).to_have_url(f"{live_server.url}/zh-hant/")
    reader.get_by_role("link", name="简体").click()
    expect(reader).to_have_url(f"{live_server.url}/")


@pytest.mark.parametrize(("words", "grows"), [("大", 1.25), ("特大", 1.5)])
def test_larger_text_is_remembered(reader: Page, address: str, words: str, grows: float) -> None:
    reader.goto(address)
    before = size_of_text(reader)
    reader.get_by_text("字号与对比").click()
    reader.get_by_role("radio", name=words, exact=True).check()
    reader.reload()
    assert size_of_text(reader) == pytest.approx(before * grows, abs=0.1)


def test_contrast_is_set_apart_from_size(reader: Page, address: str) -> None:
    reader.goto(address)
    before = size_of_text(reader)
    reader.get_by_text("字号与对比").click()
    reader.locator("#contrast-2").check()
    assert reader.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert size_of_text(reader) == before


def test_settings_work_without_script_as_long_as_the_page_is_open(scriptless: Page, address: str) -> None:
    scriptless.goto(address)
    scriptless.get_by_text("字号与对比").click()
    plain = scriptless.locator(".prose").first.bounding_box()
    scriptless.locator("#text-3").check()
    large = scriptless.locator(".prose").first.bounding_box()
    assert plain
    assert large
    assert large["height"] > plain["height"]


# --- Keyboard -------------------------------------------------------------------------------------

FOCUSED = """() => {
  const one = document.activeElement;
  const style = getComputedStyle(one);
  const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const place = [...document.querySelectorAll("*")].indexOf(one);
  return one === document.body ? null : [place, seen, one.outerHTML.slice(0, 80)];
}"""


@pytest.mark.parametrize("variant", ["", "/elder"])
def test_keyboard_goes_through_each_page_in_its_order_and_out_again(
    page: Page, live_server: Any, record: Record, variant: str
) -> None:
    for kind in each_page(page, live_server.url + variant, record):
        visited: list[Any] = []
        for _ in range(400):
            page.keyboard.press("Tab")
            focused = page.evaluate(FOCUSED)
            if focused is None or focused[0] in [place for place, *_ in visited]:
                break
            visited.append(focused)
        places = [place for place, *_ in visited]
        assert len(places) > 8, kind
        assert len(places) < 400, f"the focus never leaves: {kind}"
        assert places == sorted(places), kind
        assert [what for _, seen, what in visited if not seen] == [], kind


def test_measures_are_a_list_with_numbers_of_their_own(page: Page, address: str) -> None:
    page.goto(address)
    listed = page.locator("#s1 .measures")
    expect(listed).to_have_role("list")
    assert listed.get_by_role("listitem").count() == 3
    assert page.locator("#s1 .marker").all_inner_texts() == ["一是", "二是", "三是"]


def test_headings_are_in_order(page: Page, live_server: Any, record: Record) -> None:
    for kind in each_page(page, live_server.url, record):
        headings = page.locator("h1, h2, h3, h4")
        levels = headings.evaluate_all("found => found.map(one => Number(one.tagName[1]))")
        assert levels[0] == 1, kind
        assert levels.count(1) == 1, kind
        assert all(after <= before + 1 for before, after in pairwise(levels)), kind


# --- With less than a whole browser ---------------------------------------------------------------


def test_pages_stand_without_styles(page: Page, live_server: Any, record: Record) -> None:
    page.route("**/*.css", lambda route: route.abort())
    page.set_viewport_size({"width": 320, "height": 640})
    for kind in each_page(page, live_server.url, record):
        expect(page.locator("h1"), kind).to_be_visible()
        # Symbols without a size of their own would fill the screen.
        widths = page.locator("svg, img").evaluate_all(
            "found => found.map(one => one.getBoundingClientRect().width)"
        )
        assert all(width <= 320 for width in widths), kind


def test_tribute_is_paid_without_styles(page: Page, address: str, record: Record) -> None:
    page.route("**/*.css", lambda route: route.abort())
    page.goto(address)
    page.get_by_role("button", name="致敬", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("感谢您的致敬")
    assert total(record) == 1


@EVERY_VARIANT
def test_tribute_is_paid_without_script_and_thanks_come_in_the_same_variant(
    scriptless: Page, live_server: Any, record: Record, variant: str
) -> None:
    scriptless.goto(live_server.url + variant + record.get_absolute_url())
    scriptless.locator("#tribute button").click()
    expect(scriptless).to_have_url(f"{live_server.url}{variant}{record.get_absolute_url()}thanks/")
    assert total(record) == 1


@EVERY_VARIANT
def test_tribute_is_paid_by_keyboard_alone(
    page: Page, live_server: Any, record: Record, variant: str
) -> None:
    page.goto(live_server.url + variant + record.get_absolute_url())
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('#tribute form') !== null"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("#tribute")).to_have_attribute("data-state", "done")
    assert total(record) == 1


def test_tribute_waits_for_the_network_and_is_then_sent_by_itself(
    page: Page, address: str, record: Record
) -> None:
    page.goto(address)
    page.context.set_offline(True)
    page.get_by_role("button", name="致敬", exact=True).click()
    expect(page.locator("#tribute")).to_have_attribute("data-state", "offline")
    expect(page.get_by_role("status")).to_contain_text("没有连上网络")
    assert total(record) == 0
    page.context.set_offline(False)
    expect(page.locator("#tribute")).to_have_attribute("data-state", "done")
    assert total(record) == 1


def test_text_of_double_size_fits_the_screen(page: Page, live_server: Any, record: Record) -> None:
    """Doubles the text alone, not the page, as browsers can."""
    session = page.context.new_cdp_session(page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    page.set_viewport_size({"width": 768, "height": 900})
    for kind in each_page(page, live_server.url, record):
        assert size_of_text(page) >= 34, kind
        assert width_of(page) == 768, kind


FORCED_APART = """() => ["#tribute button", ".bar rect", ".rank .own"].map((what) => {
  const style = getComputedStyle(document.querySelector(what));
  return [what, what.startsWith("#") ? style.borderTopWidth + style.borderTopStyle : style.fill];
})"""


def test_in_forced_colors_buttons_have_edges_and_charts_have_the_readers_colors(
    page: Page, address: str
) -> None:
    page.emulate_media(forced_colors="active", color_scheme="dark")
    page.goto(address)
    seen = dict(page.evaluate(FORCED_APART))
    assert seen["#tribute button"] == "1pxsolid"
    assert seen[".bar rect"] == "rgb(255, 255, 255)"
    assert seen[".rank .own"] != seen[".bar rect"]


def test_nothing_moves_unasked(page: Page, address: str) -> None:
    page.goto(address)
    assert page.evaluate("document.getAnimations().length") == 0
    moving = page.evaluate(
        """[...document.querySelectorAll("*")].filter((one) =>
             getComputedStyle(one).transitionDuration !== "0s" || getComputedStyle(one).animationName !== "none")
           .length"""
    )
    assert moving == 0


# --- Nothing jumps --------------------------------------------------------------------------------

WATCH_SHIFTS = """
  window.shifted = window.asked = 0;
  const ask = window.fetch;
  window.fetch = (...what) => { window.asked += 1; return ask(...what).finally(() => { window.asked -= 1; }); };
  new PerformanceObserver((list) => { for (const { value } of list.getEntries()) window.shifted += value; })
    .observe({ type: "layout-shift", buffered: true });
"""

# Nothing is on its way, and all that was done is painted.
SETTLED = """async () => {
  await document.fonts.ready;
  do {
    for (let frame = 0; frame < 3; frame += 1) await new Promise((done) => requestAnimationFrame(done));
  } while (window.asked);
}"""


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_jumps_while_a_page_loads(page: Page, live_server: Any, record: Record, width: int) -> None:
    """Each page is seen as on a first visit: what a browser keeps of the one before would come without a wait.

    While a long page is still coming in, places are rounded: all of the screen by one pixel is no jump.
    """
    page.context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.set_viewport_size({"width": width, "height": 900})
    page.add_init_script(WATCH_SHIFTS)
    for kind in each_page(page, live_server.url, record):
        page.evaluate(SETTLED)
        assert page.evaluate("window.shifted") < 1 / 900, kind


def test_choice_of_the_reader_stands_before_the_page_is_seen(page: Page, address: str) -> None:
    page.add_init_script(WATCH_SHIFTS)
    for name, value in {"elder": "on", "text": "3", "contrast": "2"}.items():
        page.add_init_script(f"localStorage.setItem('{name}', '{value}')")
    page.goto(address, wait_until="networkidle")
    assert is_elder(page)
    assert page.evaluate("window.shifted") == 0


# --- Cite, share, follow ----------------------------------------------------------------------------


@pytest.fixture
def copying(reader: Page) -> Page:
    """Returns a page that may use the clipboard; its copies are kept in `window.copied`."""
    reader.add_init_script(
        """Object.defineProperty(navigator, "clipboard",
             { value: { writeText: (text) => { window.copied = text; return Promise.resolve(); } } });
           navigator.share = undefined;"""
    )
    return reader


def test_measure_is_cited_with_its_own_address(copying: Page, address: str, record: Record) -> None:
    copying.goto(address)
    open_menu(copying, "s1-m2")
    copying.locator("#s1-m2 [data-cite]").click()
    expect(copying.locator("#s1-m2 .said")).to_have_text("引文已复制")
    cited = copying.evaluate("window.copied")
    assert cited.startswith(f"荣誉录. {record.title}：二是")
    assert "[EB/OL]" in cited
    assert cited.endswith(f"{record.get_absolute_url()}#s1-m2.")
    assert "引用日期" not in cited


def test_day_of_citing_is_the_sites_wherever_the_reader_is(browser: Browser, address: str) -> None:
    context = browser.new_context(timezone_id="America/Los_Angeles")
    page = context.new_page()
    page.clock.set_fixed_time("2026-01-01T20:00:00Z")
    page.goto(address)
    expect(page.locator("[data-today]")).to_have_text("2026-01-02")
    context.close()


def test_measure_is_shared_by_its_own_address(copying: Page, address: str, record: Record) -> None:
    copying.goto(address)
    open_menu(copying, "s2-m1")
    copying.locator("#s2-m1 [data-share]").click()
    expect(copying.locator("#s2-m1 .said")).to_have_text("链接已复制")
    assert copying.evaluate("window.copied").endswith(f"{record.get_absolute_url()}#s2-m1")


def test_page_that_may_not_copy_shows_the_text_to_copy(reader: Page, address: str) -> None:
    reader.add_init_script(
        """Object.defineProperty(navigator, "clipboard",
             { value: { writeText: () => Promise.reject(new Error("no")) } });"""
    )
    reader.goto(address)
    reader.locator(".cite [data-cite]").click()
    expect(reader.locator(".cite .said")).to_contain_text("请自己选取：荣誉录.")


def test_citation_is_read_without_script(scriptless: Page, address: str, record: Record) -> None:
    scriptless.goto(address)
    expect(scriptless.locator("[data-citation]")).to_contain_text(f"{record.title}[EB/OL]")
    expect(scriptless.get_by_role("button", name="引用")).to_have_count(0)


def test_contents_follow_the_reading(reader: Page, address: str) -> None:
    reader.set_viewport_size(WIDE)
    reader.goto(address)
    reader.locator("#s2-m1").scroll_into_view_if_needed()
    reader.evaluate("document.querySelector('#s2').scrollIntoView()")
    expect(reader.locator(".contents [aria-current]")).to_have_text("样例章节2")
    expect(reader.locator(".contents [aria-current]")).to_be_in_viewport()


def test_picture_of_the_address_is_for_wide_screens_and_paper(page: Page, address: str) -> None:
    page.goto(address)
    for width, seen in ((390, False), (1280, True)):
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.get_by_role("img", name="本页网址的二维码")).to_be_visible(visible=seen)


# --- Paper ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("variant", ["", "/elder"])
def test_measures_charts_and_headings_are_not_torn_apart_on_paper(
    page: Page, live_server: Any, record: Record, variant: str
) -> None:
    page.emulate_media(media="print")
    page.goto(live_server.url + variant + record.get_absolute_url())
    torn = page.evaluate(
        """[...document.querySelectorAll(".measure, .series, .figures")]
             .filter((one) => getComputedStyle(one).breakInside !== "avoid").length
         + [...document.querySelectorAll("h2, h3, h4")].filter((one) => one.checkVisibility())
             .filter((one) => getComputedStyle(one).breakAfter !== "avoid").length"""
    )
    assert torn == 0


def test_withdrawn_record_says_so_without_script(scriptless: Page, live_server: Any) -> None:
    scriptless.goto(live_server.url + make_record("withdrawn").get_absolute_url())
    expect(scriptless.get_by_text("材料有误")).to_be_visible()
