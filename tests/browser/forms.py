"""Lists the public pages and the forms each is read in, and finds the faults of one as it stands in a browser."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

if TYPE_CHECKING:
    from records.models import Record

Scheme = Literal["light", "dark"]
Form = tuple[int, Scheme]
WIDTHS = (320, 390, 768, 1280)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
VARIANTS = ("", "/elder", "/zh-hant", "/zh-hant/elder")


def own_page_address() -> str:
    """Makes a page of the operator's own, with all that its text may hold; returns its address."""
    # Not at the top: this file is read before Django is set up.
    from tests.factories import make_site_page

    text = "本站由[样例县](/)编写。\n\n## 小标题\n\n- 一条\n- 两条\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |"
    return make_site_page(text=text, in_navigation=True).get_absolute_url()


def versions_address(record: "Record", rest: str = "") -> str:
    """Corrects the record, where it never was; returns the address of its versions."""
    from tests.factories import make_correction

    record.refresh_from_db()
    if record.content.number == 1:
        make_correction(record)
    return f"{record.get_absolute_url()}versions/{rest}"


# The address of one page of each kind.
PAGES: dict[str, Callable[["Record"], str]] = {
    "home": lambda _: "/",
    "record": lambda record: record.get_absolute_url(),
    "categories": lambda _: "/categories/",
    "category": lambda record: record.commendation.category.get_absolute_url(),
    "year": lambda record: f"/years/{record.commendation.year}/",
    "places": lambda _: "/places/",
    "place": lambda record: f"/places/?in={quote(record.recipient.places[0])}",
    "people": lambda _: "/people/",
    "organizations": lambda _: "/organizations/",
    "years": lambda _: "/years/",
    "own page": lambda _: own_page_address(),
    "subscribe": lambda _: "/subscribe/",
    "map": lambda _: "/map/",
    "search": lambda _: "/search/",
    "open data": lambda _: "/open-data/",
    "found": lambda record: f"/search/?q={quote(record.recipient.name)}",
    "nothing found": lambda _: f"/search/?q={quote('没有的词')}&year=2011",
    "recipient": lambda record: record.recipient.get_absolute_url(),
    "about tributes": lambda _: "/about/tributes/",
    "accessibility": lambda _: "/about/accessibility/",
    "thanks": lambda record: f"{record.get_absolute_url()}thanks/",
    "versions": versions_address,
    "version": lambda record: versions_address(record, "1/"),
    "difference": lambda record: versions_address(record, "1..2/"),
    "tribute withdrawn": lambda record: f"{record.get_absolute_url()}withdrawn/",
}
# The schemes differ in colors alone, and no color hangs on the width, which test_accessibility.py sees to: by night the
# narrowest and the widest form show all there are.
EVERY_FORM: list[Form] = [(width, "light") for width in WIDTHS] + [(WIDTHS[0], "dark"), (WIDTHS[-1], "dark")]
EVERY_VARIANT = pytest.mark.parametrize("variant", VARIANTS)

WCAG_AA = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
# WCAG 2.2 AA, good practice beyond it, and of AAA the contrast of 7:1.
CHECKED = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    # A text at 7:1 meets 4.5:1 too, and asking for both takes half as long again.
    "rules": {"color-contrast-enhanced": {"enabled": True}, "color-contrast": {"enabled": False}},
}

CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
# What is left to ask of a page by night that was found without fault by day.
COLORS = {"runOnly": {"type": "rule", "values": ["color-contrast-enhanced", "link-in-text-block"]}}


def each_page(page: Page, site: str, record: "Record") -> Iterator[str]:
    """Opens one page of each kind, below the address `site`; yields its kind.

    One test goes through them all: rows, a server and a browser's window of its own for each page cost more than
    the page.
    """
    for kind, address_of in PAGES.items():
        page.goto(site + address_of(record))
        yield kind


def found_in(page: Page, forms: Sequence[Form] = EVERY_FORM) -> list[str]:
    """Shows the open page in each form, and asks axe for all that it finds; by night for colors alone, if it is asked
    at the same width by day."""
    found = []
    for width, scheme in forms:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        checked = COLORS if scheme == "dark" and (width, "light") in forms else CHECKED
        found += [f"{width} px, {scheme}: {one}" for one in violations(page, checked)]
    return found


def violations(page: Page, checked: dict[str, Any] = CHECKED) -> list[str]:
    # Read into the page once: the script is half a megabyte, and most pages are asked eight times.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = page.evaluate(
        "async (checked) => (await axe.run(checked)).violations", {**checked, "resultTypes": ["violations"]}
    )
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def open_menu(page: Page, measure: str) -> None:
    """Opens the menu of the measure with that id."""
    page.locator(f"#{measure} .menu summary").click()


def width_of(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))
