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


def fingerprint_address(record: "Record") -> str:
    """Returns the page of the fingerprint of an earlier version."""
    from records.models import VersionSeal
    from records.transparency.log import tell_of

    versions_address(record)
    tell_of([record.pk])
    seal = VersionSeal.objects.get(version__record=record, version__number=1)
    return f"/verify/?f={seal.digits}"


def roll_address(rest: str = "", **fields: Any) -> str:
    """Makes a commendation with a roll, its decision known whole; returns its address."""
    # Not at the top: this file is read before Django is set up.
    from records.transparency.decisions import tell_of_decisions
    from tests.factories import make_attachment, make_commendation
    from tests.made_rolls import conferred, make_roll

    original = make_attachment("名称很长的样例机关关于表彰样例先进个人的决定.pdf")
    made = make_commendation(attachment=original, **conferred(**fields))
    make_roll(made, {"先进个人/样例市": 5, "先进个人/样例县": 4})
    make_roll(made, {"先进工作者": 12}, with_posts=False)
    make_roll(made, {"先进集体": 3}, kind="organization")
    tell_of_decisions([made.pk])
    return f"{made.get_absolute_url()}{rest}"


def decision_fingerprint_address() -> str:
    """Returns the page of the fingerprint of a decision."""
    from records.models import DecisionSeal

    roll_address()
    seal = DecisionSeal.objects.latest("pk")
    return f"/verify/?f={seal.digits}"


def long_roll_address() -> str:
    from tests.factories import make_commendation
    from tests.made_rolls import PROVINCES, make_roll

    made = make_commendation()
    make_roll(made, {f"先进个人/{province}": 8 for province in PROVINCES})
    return made.get_absolute_url()


def notice_address() -> str:
    from datetime import timedelta

    from django.utils import timezone

    today = timezone.localdate()
    until = today + timedelta(days=7)
    contact = "样例省表彰工作领导小组办公室，电话 010-12345678，邮箱 biaozhang@example.org"
    return roll_address(state="notice", notice_from=today, notice_until=until, objections=contact)


def decision_versions_address(rest: str = "") -> str:
    from datetime import timedelta

    from django.utils import timezone

    from records.models import Commendation
    from tests.factories import make_commendation_version
    from tests.made_rolls import conferred

    address = roll_address()
    made = Commendation.objects.get(pk=int(address.strip("/").rpartition("/")[2]))
    now = timezone.now()
    make_commendation_version(made, 1, **conferred(text="原来的正文。"), public_from=now - timedelta(days=1))
    make_commendation_version(made, 2, **conferred(), public_from=now, note="正文有误，已更正。")
    return f"{address}versions/{rest}"


def bare_record_address() -> str:
    """Makes a name on a roll without deeds; returns the address of its record."""
    from records.models import Record

    roll_address()
    return Record.objects.filter(roll_entry__group__path="先进个人/样例县").latest("pk").get_absolute_url()


# The address of one page of each kind.
PAGES: dict[str, Callable[["Record"], str]] = {
    "home": lambda _: "/",
    "record": lambda record: record.get_absolute_url(),
    "record without deeds": lambda _: bare_record_address(),
    "commendations": lambda _: f"/commendations/?x={len(roll_address())}",
    "commendation": lambda _: roll_address(),
    "long roll": lambda _: long_roll_address(),
    "notice": lambda _: notice_address(),
    "found on a roll": lambda _: roll_address("find/?q=" + quote("样例")),
    "printed roll": lambda _: roll_address("print/"),
    "versions of a decision": lambda _: decision_versions_address(),
    "version of a decision": lambda _: decision_versions_address("1/"),
    "difference of decisions": lambda _: decision_versions_address("1..2/"),
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
    "verify": lambda _: "/verify/",
    "no fingerprint": lambda _: "/verify/?f=12",
    "fingerprint": lambda record: fingerprint_address(record),
    "fingerprint of a decision": lambda _: decision_fingerprint_address(),
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

# And at a width between two others: neither colors nor headings hang on it, but what lies where, and how close.
PLACES = {
    "runOnly": {
        "type": "rule",
        "values": ["target-size", "scrollable-region-focusable", "aria-hidden-focus", "link-in-text-block"],
    }
}


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
    at the same width by day, and between the narrowest and the widest for places alone."""
    found = []
    widths = [width for width, _ in forms]
    for width, scheme in forms:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        is_between = min(widths) < width < max(widths)
        by_night = scheme == "dark" and (width, "light") in forms
        checked = PLACES if is_between else COLORS if by_night else CHECKED
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
