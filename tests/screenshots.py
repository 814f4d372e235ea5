"""Takes pictures of every kind of page in every form, to be looked at: `make screenshots`, or a part of them by name.

make screenshots ARGS="--only award --to /tmp/looked-at"
"""

import argparse
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Literal as OneOf
from typing import NamedTuple, get_args

from playwright.sync_api import Browser, sync_playwright
from rich.console import Console
from rich.progress import track

from tests.bench import servers
from tests.conftest import CHROMIUM_FLAGS, chromium_path

Scheme = OneOf["light", "dark"]
WIDTHS = (390, 768, 1280)
# The kinds of page, by the address each has after the seeds are loaded.
PAGES = {
    "home": "/",
    "award": "/records/1/",
    "categories": "/categories/",
    "category": "/categories/1/",
    "year": "/years/2011/",
    "place": "/places/?in=山东省",
    "search": "/search/",
    "open-data": "/open-data/",
    "found": "/search/?q=党员 群众",
    "nothing-found": "/search/?q=党员 航天&year=2011",
    "recipient": "/recipients/1/",
    "tributes": "/about/tributes/",
    "accessibility": "/about/accessibility/",
    "not-found": "/records/999/",
}
VARIANTS = {"": "", "elder": "/elder", "hant": "/zh-hant", "hant-elder": "/zh-hant/elder"}


class Shot(NamedTuple):
    page: str
    variant: str
    width: int
    scheme: Scheme

    @property
    def name(self) -> str:
        return "-".join(filter(None, [self.page, self.variant, str(self.width), self.scheme]))


def shots(only: str) -> Iterator[Shot]:
    for combined in product(PAGES, VARIANTS, WIDTHS, get_args(Scheme)):
        shot = Shot(*combined)
        if only in shot.name:
            yield shot


def take(browser: Browser, site: str, shot: Shot, folder: Path) -> None:
    context = browser.new_context(
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        viewport={"width": shot.width, "height": 900},
        color_scheme=shot.scheme,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(site + VARIANTS[shot.variant] + PAGES[shot.page], wait_until="networkidle")
    page.screenshot(path=folder / f"{shot.name}.png", full_page=True)
    if (shot.width, shot.scheme) == (1280, "light"):
        page.pdf(path=folder / f"{shot.name}.pdf", prefer_css_page_size=True)
    context.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="a part of the names, as “award” or “elder-390”")
    parser.add_argument("--to", type=Path, default=Path("screenshots"), help="the folder; made if need be")
    chosen = parser.parse_args()
    chosen.to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="honors-screenshots-") as var, sync_playwright() as playwright:
        servers.prepare(Path(var))
        servers.manage(Path(var), "seed")
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=[*CHROMIUM_FLAGS, "--no-sandbox"]
        )
        with servers.site(Path(var), pinned=False) as site:
            wanted = list(shots(chosen.only))
            for shot in track(wanted, "截图"):
                take(browser, site, shot, chosen.to)
        browser.close()
    Console().print(f"{len(wanted)} 张截图在 {chosen.to.resolve()}", highlight=False)


if __name__ == "__main__":
    main()
