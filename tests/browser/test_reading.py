"""Every page for its reader: nothing too wide, no complaint of the browser, no cookie left behind."""

from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from records.models import Record
from tests.factories import make_category, make_commendation, make_recipient, make_record

from .forms import EVERY_VARIANT, SCHEMES, Scheme, each_page, width_of

PHONE: ViewportSize = {"width": 320, "height": 640}


@EVERY_VARIANT
def test_pages_fit_the_narrowest_phone_without_complaint_or_cookie(
    reader: Page, live_server: Any, record: Record, variant: str
) -> None:
    """Looks at all three on one way through the pages: another would take as long again."""
    reader.set_viewport_size(PHONE)
    for kind in each_page(reader, live_server.url + variant, record):
        expect(reader.locator("h1"), kind).to_be_visible()
        assert width_of(reader) == PHONE["width"], kind
        assert reader.context.cookies() == [], kind


def test_page_of_a_withdrawn_record_fits_the_narrowest_phone(page: Page, live_server: Any) -> None:
    gone = make_record("withdrawn", title="很长的标题" * 10 + "W" * 60)
    page.set_viewport_size(PHONE)
    page.goto(live_server.url + gone.get_absolute_url())
    expect(page.get_by_text("材料有误")).to_be_visible()
    assert width_of(page) == PHONE["width"]


@pytest.mark.parametrize(("variant", "least"), [("", 44), ("/elder", 60)])
def test_fingers_can_hit_every_target_that_stands_alone(
    reader: Page, live_server: Any, record: Record, variant: str, least: int
) -> None:
    """Leaves out two kinds: a marker of one numeral is narrower, a link within a sentence as high as its line."""
    reader.set_viewport_size(PHONE)
    for kind in each_page(reader, live_server.url + variant, record):
        sizes = reader.locator("nav a, button, .button, .marker, .reading a, summary").evaluate_all(
            "found => found.filter(one => one.checkVisibility()).map(one => [one.textContent.trim(),"
            "...(({width, height}) => [width, height])(one.getBoundingClientRect())])"
        )
        assert [size for size in sizes if min(size[1:]) < least] == [], kind


def test_each_measure_is_reached_by_its_own_address(reader: Page, address: str) -> None:
    reader.goto(f"{address}#s2-m3")
    measure = reader.locator("#s2-m3")
    expect(measure).to_be_in_viewport()
    assert measure.evaluate("one => one.matches(':target')")


def test_marker_of_a_measure_gives_its_address(reader: Page, address: str) -> None:
    reader.goto(address)
    reader.locator("#s1-m2 .marker").click()
    assert reader.url == f"{address}#s1-m2"


def test_contents_lead_to_the_sections(reader: Page, address: str) -> None:
    reader.goto(address)
    reader.get_by_role("navigation", name="目录").get_by_role("link", name="样例章节3").click()
    expect(reader.get_by_role("heading", name="样例章节3")).to_be_in_viewport()


def test_keyboard_comes_to_the_text_past_the_head(reader: Page, address: str) -> None:
    reader.goto(address)
    reader.keyboard.press("Tab")
    expect(reader.get_by_role("link", name="跳到正文")).to_be_focused()
    reader.keyboard.press("Enter")
    assert reader.evaluate("document.activeElement.id") == "main"


def test_paper_shows_the_record_and_where_it_came_from(reader: Page, address: str, record: Record) -> None:
    reader.goto(address)
    reader.emulate_media(media="print")
    expect(reader.get_by_role("heading", name="样例章节1")).to_be_visible()
    expect(reader.get_by_text(record.get_absolute_url(), exact=False)).to_be_visible()
    expect(reader.get_by_role("img", name="本页网址的二维码")).to_be_visible()
    expect(reader.get_by_role("button")).to_have_count(0)
    expect(reader.get_by_role("navigation", name="本站")).to_be_hidden()


def test_sections_are_numbered_before_their_titles(reader: Page, address: str) -> None:
    reader.goto(address)
    number = reader.get_by_role("heading", name="样例章节1").evaluate(
        "(heading) => getComputedStyle(heading, '::before').content"
    )
    assert "counter(part" in number


@pytest.mark.parametrize("scheme", SCHEMES)
def test_words_stand_out_from_their_ground(reader: Page, address: str, scheme: Scheme) -> None:
    """Asks the browser for the contrast of every text: 7:1 or more (WCAG 1.4.6)."""
    reader.emulate_media(color_scheme=scheme)
    reader.goto(address)
    faint = reader.evaluate(FAINT_TEXTS)
    assert faint == []


# Texts below 7:1, with the nearest ground that is painted. Colors come as rgb() or color(srgb …).
FAINT_TEXTS = """() => {
  const parts = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = (color) => {
    const [r, g, b] = parts(color).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const groundOf = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const ground = getComputedStyle(at).backgroundColor;
      if (parts(ground)[3] !== 0) return ground;
    }
  };
  const holdsText = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  return [...document.body.querySelectorAll("*")].filter(holdsText).filter((one) => one.checkVisibility())
    .filter((one) => {
      const [a, b] = [light(getComputedStyle(one).color), light(groundOf(one))].sort((x, y) => y - x);
      return (a + 0.05) / (b + 0.05) < 7;
    })
    .map((one) => one.outerHTML.slice(0, 80));
}"""


# --- Names and amounts --------------------------------------------------------------------------------

# The words given that begin in one line and end in another.
TORN = """(words) => {
  const range = document.createRange();
  const top = (node, at) => { range.setStart(node, at); range.setEnd(node, at + 1);
                              return range.getBoundingClientRect().top; };
  const torn = [];
  const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  for (let node; (node = texts.nextNode());) for (const word of words)
    for (let at = node.data.indexOf(word); at >= 0; at = node.data.indexOf(word, at + 1))
      if (top(node, at + word.length - 1) > top(node, at) + 4) torn.push(word);
  return torn;
}"""


@pytest.fixture
def named(transactional_db: None) -> Record:
    """Returns a record whose texts bring a name, an award and an amount to every place of a line."""
    honored = make_recipient("欧阳样本", kind="person")
    award = make_commendation(make_category("全国样例先进工作者"), year=2015)
    sentences = [f"{'字' * before}欧阳样本被授予全国样例先进工作者称号，帮助126户" for before in range(24)]
    texts = {"introduction": "\n\n".join(sentences), "summary": sentences[5], "title": "样例事迹"}
    return make_record(recipient=honored, commendation=award, **texts)


@pytest.mark.parametrize("address", ["{}", "/", "/elder{}"])
@pytest.mark.parametrize("width", [320, 390, 768])
def test_no_line_tears_a_name_or_an_amount(
    reader: Page, live_server: Any, named: Record, width: int, address: str
) -> None:
    reader.set_viewport_size({"width": width, "height": 900})
    reader.goto(live_server.url + address.format(named.get_absolute_url()))
    # 长辈版 has eleven characters in a line of the narrowest phone: the award is as long as that.
    words = ["欧阳样本", "126户", *(["全国样例先进工作者"] if width > 320 else [])]
    assert reader.evaluate(TORN, words) == []


@pytest.mark.parametrize(("width", "columns"), [(390, 1), (1280, 3)])
def test_groups_of_one_record_leave_no_empty_columns(
    reader: Page, live_server: Any, record: Record, width: int, columns: int
) -> None:
    for year in (2001, 2002, 2003):
        award = make_commendation(record.commendation.category, year)
        make_record(commendation=award)
    reader.set_viewport_size({"width": width, "height": 900})
    reader.goto(live_server.url + record.commendation.category.get_absolute_url())
    lefts = reader.locator(".groups > section").evaluate_all(
        "(all) => all.map((one) => Math.round(one.getBoundingClientRect().left))"
    )
    assert len(lefts) == 4
    assert len(set(lefts)) == columns


def test_lone_award_of_a_recipient_stands_in_one_line(reader: Page, live_server: Any, named: Record) -> None:
    reader.set_viewport_size({"width": 768, "height": 900})
    reader.goto(live_server.url + named.recipient.get_absolute_url())
    award = reader.locator(".rows h3").bounding_box()
    assert award
    assert award["height"] < 50
