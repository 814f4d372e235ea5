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

from playwright.sync_api import Browser, StorageState, sync_playwright
from rich.console import Console
from rich.progress import track

from tests.bench import servers
from tests.conftest import CHROMIUM_FLAGS, chromium_path

Scheme = OneOf["light", "dark"]
WIDTHS = (390, 768, 1280, 1920)
# The kinds of page, by the address each has after the seeds are loaded.
PAGES = {
    "home": "/",
    "award": "/records/1/",
    "commendations": "/commendations/",
    "commendation": "/commendations/1/",
    "roll-on-paper": "/commendations/1/print/",
    "categories": "/categories/",
    "category": "/categories/1/",
    "year": "/years/2011/",
    "place": "/places/?in=山东省",
    "people": "/people/",
    "organizations": "/organizations/",
    "years": "/years/",
    "own-page": "/pages/1/",
    "subscribe": "/subscribe/",
    "map": "/map/",
    "search": "/search/",
    "open-data": "/open-data/",
    "verify": "/verify/",
    "no-fingerprint": "/verify/?f=12",
    "found": "/search/?q=党员 群众",
    "nothing-found": "/search/?q=党员 航天&year=2011",
    "recipient": "/recipients/1/",
    "tributes": "/about/tributes/",
    "accessibility": "/about/accessibility/",
    "not-found": "/records/999/",
}
# Staff's own pages; they have no variants.
STAFF_PAGES = {
    "admin": "/admin/",
    "admin-records": "/admin/records/record/",
    "admin-record": "/admin/records/record/1/change/",
    "admin-original": "/admin/records/record/1/original/",
    "admin-import": "/admin/records/importbatch/add/",
    "admin-users": "/admin/auth/user/",
    "admin-audit-log": "/admin/records/auditentry/",
    "admin-audit-entry": "",  # the newest
    "admin-audit-export": "/admin/records/auditentry/export/",
    "admin-account": "/admin/account/",
    "admin-app": "/admin/account/app/",
    "admin-passkey": "/admin/account/passkey/",
    "admin-sign-in": "/admin/login/",
}
OWN_PAGE = """
from records.models import SitePage
SitePage.objects.create(title="关于本站", text="本站由样例县编写。\\n\\n## 联系\\n\\n- 电话\\n- 地址", status="public")
"""
VARIANTS = {"": "", "elder": "/elder", "hant": "/zh-hant", "hant-elder": "/zh-hant/elder"}


NAME, PASSWORD = "管理员", "看截图用的一句话"


class Shot(NamedTuple):
    page: str
    variant: str
    width: int
    scheme: Scheme

    @property
    def name(self) -> str:
        return "-".join(filter(None, [self.page, self.variant, str(self.width), self.scheme]))


def shots(only: str) -> Iterator[Shot]:
    of_readers = product(PAGES, VARIANTS, WIDTHS, get_args(Scheme))
    of_staff = product(STAFF_PAGES, [""], WIDTHS, get_args(Scheme))
    for combined in (*of_readers, *of_staff):
        shot = Shot(*combined)
        if only in shot.name:
            yield shot


def take(browser: Browser, address: str, shot: Shot, folder: Path, session: StorageState | None) -> None:
    context = browser.new_context(
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        viewport={"width": shot.width, "height": 900},
        color_scheme=shot.scheme,
        reduced_motion="reduce",
        storage_state=session,
    )
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    page.screenshot(path=folder / f"{shot.name}.png", full_page=True)
    if (shot.width, shot.scheme) == (1280, "light"):
        page.pdf(path=folder / f"{shot.name}.pdf", prefer_css_page_size=True)
    context.close()


def work_of_staff(browser: Browser, site: str) -> tuple[StorageState, str]:
    """Signs in and changes something. Returns the session, and the newest line of the audit log."""
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(f"{site}/admin/login/")
    page.fill("[name=username]", NAME)
    page.fill("[name=password]", PASSWORD)
    page.click("[type=submit]")
    page.goto(f"{site}/admin/records/category/1/change/")
    page.fill("[name=name]", "党建与基层治理")
    page.click("[name=_save]")
    page.goto(f"{site}/admin/records/auditentry/")
    newest = page.locator("#result_list a[href*=change]").first.get_attribute("href")
    session = context.storage_state()
    context.close()
    return session, newest or ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="a part of the names, as “award” or “elder-390”")
    parser.add_argument("--to", type=Path, default=Path("screenshots"), help="the folder; made if need be")
    chosen = parser.parse_args()
    chosen.to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="honors-screenshots-") as var, sync_playwright() as playwright:
        servers.prepare(Path(var))
        servers.manage(Path(var), "seed")
        servers.manage(Path(var), "shell", "-c", OWN_PAGE)
        account = {"USERNAME": NAME, "PASSWORD": PASSWORD, "EMAIL": "editor@honors.example"}
        chosen_account = {f"DJANGO_SUPERUSER_{key}": value for key, value in account.items()}
        servers.manage(Path(var), "createsuperuser", "--no-input", **chosen_account)
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=[*CHROMIUM_FLAGS, "--no-sandbox"]
        )
        with servers.site(Path(var), pinned=False) as site:
            wanted = list(shots(chosen.only))
            session, newest = work_of_staff(browser, site)
            paths = PAGES | STAFF_PAGES | {"admin-audit-entry": newest}
            for shot in track(wanted, "截图"):
                signed_in = shot.page in STAFF_PAGES and shot.page != "admin-sign-in"
                address = site + VARIANTS[shot.variant] + paths[shot.page]
                take(browser, address, shot, chosen.to, session if signed_in else None)
        browser.close()
    Console().print(f"{len(wanted)} 张截图在 {chosen.to.resolve()}", highlight=False)


if __name__ == "__main__":
    main()
