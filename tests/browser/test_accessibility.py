"""Runs axe over every kind of page in every form: width, light, size, characters."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from records import publishing
from records.deeds import read_deeds
from records.models import AuditEntry, Commendation, Edition, Record, RollEntry, Version
from records.publishing.originals import keep_files
from records.publishing.versions import begin_version
from records.utils.files import hashed
from tests.admin.imports.import_pages import COLLECTION, STREET
from tests.factories import (
    make_commendation,
    make_correction,
    make_picture,
    make_recipient,
    make_record,
    make_roll_entry,
    make_roll_group,
    rewrite,
)
from tests.processes import ROOT

from .forms import (
    CONTRAST,
    EVERY_VARIANT,
    PAGES,
    SCHEMES,
    VARIANTS,
    WCAG_AA,
    found_in,
    violations,
)
from .staff import sign_in

STATIC = ROOT / "static"
PARTS = ("site", "lists")  # the sheets of the public pages
BY_WIDTH = re.compile(r"^@(?:media|container) \(width[^{]*\{.*?^\}", re.MULTILINE | re.DOTALL)
SETS_A_COLOR = re.compile(r"[\s;-](?:color|fill|stroke|background):(?! *none)")


def found_small_and_dark_or_wide_and_light(page: Page) -> list[str]:
    """Checks two of the forms, for pages without a layout of their own: each form costs most of a second."""
    return found_in(page, [(1280, "light"), (320, "dark")])


def test_colors_hang_on_the_scheme_alone_and_in_one_place() -> None:
    """By this a page is asked for less by night than by day."""
    sheets = {sheet.name: sheet.read_text("utf-8") for part in PARTS for sheet in (STATIC / part).iterdir()}
    assert [name for name, text in sheets.items() if "prefers-color-scheme" in text] == ["tokens.css"]
    by_width = [block for text in sheets.values() for block in BY_WIDTH.findall(text)]
    assert len(by_width) > 5
    assert [block for block in by_width if SETS_A_COLOR.search(block)] == []


@pytest.mark.parametrize("kind", PAGES)
def test_axe_finds_nothing(page: Page, live_server: Any, record: Record, kind: str) -> None:
    address = PAGES[kind](record)
    # 繁體 has the layout and the colors of 简体, and other characters: there two kinds of page stand for all.
    for variant in VARIANTS if kind in {"record", "found"} else ("", "/elder"):
        page.goto(live_server.url + variant + address)
        assert found_in(page) == [], variant


@EVERY_VARIANT
def test_axe_finds_nothing_where_a_record_was_withdrawn(page: Page, live_server: Any, variant: str) -> None:
    page.goto(live_server.url + variant + make_record("withdrawn").get_absolute_url())
    assert found_in(page) == []


@EVERY_VARIANT
def test_axe_finds_nothing_where_there_is_no_page(page: Page, live_server: Any, variant: str) -> None:
    page.goto(f"{live_server.url}{variant}/records/999999/")
    assert found_in(page) == []


@pytest.mark.parametrize(
    ("failing", "status"),
    [("fail/", 500), ("fail/400/", 400), ("fail/403/", 403), ("fail/for-want-of-a-database/", 503)],
)
def test_axe_finds_nothing_where_a_page_failed(
    page: Page, live_server: Any, settings: Any, failing: str, status: int
) -> None:
    settings.ROOT_URLCONF = "tests.urls_failing"
    answer = page.goto(f"{live_server.url}/{failing}")
    assert answer
    assert answer.status == status
    assert found_small_and_dark_or_wide_and_light(page) == []


@EVERY_VARIANT
def test_axe_finds_nothing_on_a_site_without_records(page: Page, live_server: Any, variant: str) -> None:
    page.goto(f"{live_server.url}{variant}/")
    assert found_small_and_dark_or_wide_and_light(page) == []


@EVERY_VARIANT
def test_axe_finds_nothing_with_high_contrast_and_the_largest_text(
    page: Page, live_server: Any, record: Record, variant: str
) -> None:
    page.add_init_script("localStorage.setItem('text', '3'); localStorage.setItem('contrast', '2')")
    page.goto(live_server.url + variant + record.get_absolute_url())
    assert found_small_and_dark_or_wide_and_light(page) == []


def test_axe_finds_nothing_in_the_open_settings(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/")
    page.get_by_text("字号与对比").click()
    assert found_small_and_dark_or_wide_and_light(page) == []


@pytest.mark.parametrize("state", ["waiting", "done", "refused", "offline"])
def test_axe_finds_nothing_in_any_state_of_a_tribute(page: Page, address: str, state: str) -> None:
    page.goto(address)
    page.evaluate(
        """state => {
          document.querySelector("#tribute").dataset.state = state;
          document.querySelector("#tribute button").toggleAttribute("aria-disabled", state === "waiting");
          document.querySelector(".tribute-status").textContent = "样例文字，说明现在怎样。";
        }""",
        state,
    )
    assert found_small_and_dark_or_wide_and_light(page) == []


@EVERY_VARIANT
def test_axe_finds_nothing_where_a_tribute_was_refused(
    page: Page, live_server: Any, record: Record, variant: str
) -> None:
    page.goto(live_server.url + variant + record.get_absolute_url())
    publishing.withdraw(record, by=None, reason="样例原因")
    with page.expect_navigation():  # as a browser without scripts sends it
        page.evaluate("document.querySelector('form[data-tribute]').submit()")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert found_in(page) == []


# --- The pages of our own in the admin ------------------------------------------------------------


@pytest.fixture
def desk(page: Page, live_server: Any, admin_client: Any) -> Page:
    return sign_in(page, live_server, admin_client)


def being_corrected(record: Record, step: str) -> str:
    """Writes a further version of a record that was corrected before; returns the address of a step."""
    make_correction(record)
    begin_version(record)
    rewrite(record, introduction="走访居民1400户。", submitted_at=timezone.now())
    return f"records/record/{record.pk}/{step}/"


ADMIN_PAGES: dict[str, Callable[[Record], str]] = {
    "home": lambda _: "",
    "record": lambda record: f"records/record/{record.pk}/change/",
    "record being corrected": lambda record: being_corrected(record, "change"),
    "new record": lambda _: "records/record/add/",
    "records": lambda _: "records/record/",
    "original": lambda record: f"records/record/{with_original(record).pk}/original/",
    "history": lambda record: f"records/record/{record.pk}/history/",
    "versions": lambda record: being_corrected(record, "versions"),
    "sheet": lambda record: f"{being_corrected(record, 'versions')}2/sheet/",
    "approval": lambda record: being_corrected(record, "approve"),
    "return": lambda record: being_corrected(record, "return_to_draft"),
    "correction": lambda record: being_corrected(record, "correct"),
    "withdrawal": lambda record: f"records/record/{record.pk}/withdraw/",
    "revocation": lambda record: f"records/record/{record.pk}/revoke/",
    "publication": lambda _: f"records/record/{make_record('draft').pk}/publish/",
    "recipient": lambda record: f"records/organization/{record.recipient_id}/change/",
    "merging": lambda record: f"records/organization/{record.recipient_id}/merge/",
    "pictures": lambda _: f"records/picture/{make_picture().pk}/change/",
    "words": lambda _: "records/listedword/",
    "words from a file": lambda _: "records/listedword/import/",
    "site": lambda _: "records/sitesettings/1/change/",
    "log": lambda _: "records/auditentry/",
    "line of the log": lambda _: f"records/auditentry/{AuditEntry.objects.latest('pk').pk}/change/",
    "account": lambda _: "account/",
    "upload": lambda _: "records/importbatch/add/",
    "imports": lambda _: "records/importbatch/",
    "commendation": lambda record: f"records/commendation/{with_roll(record).commendation_id}/change/",
    "new commendation": lambda _: "records/commendation/add/",
    "beginning of a notice": lambda _: f"records/commendation/{make_commendation().pk}/begin_notice/",
    "end of a notice": lambda _: f"records/commendation/{noticed().pk}/confer/",
    "roll": lambda record: f"records/rollentry/?commendation={with_roll(record).commendation_id}",
    "line of a roll": lambda record: f"records/rollentry/{with_roll(record).pk}/change/",
    "striking": lambda record: f"records/rollentry/{with_roll(record).pk}/strike/",
    "roll to be handed in": lambda _: "records/rollimport/add/",
    "imports of rolls": lambda _: "records/rollimport/",
}


def with_original(record: Record) -> Record:
    """Keeps a file that says nearly what the record does."""
    file = hashed(STREET.encode())
    with transaction.atomic():
        Edition.lock_for_writing()
        kept = keep_files([("彭李街道先进事迹材料.txt", file)])
    Version.objects.filter(pk=record.content.pk).update(original=kept[file.sha256])
    return record


def with_roll(record: Record) -> RollEntry:
    """Puts the record on a roll that is shorter than its decision says."""
    Commendation.objects.filter(pk=record.commendation_id).update(quota=30)
    group = make_roll_group("先进集体", record.commendation, quota=30)
    return make_roll_entry(record=record, group=group, notes={"备注": "样例"})


def noticed() -> Commendation:
    day = timezone.localdate()
    notice = make_commendation(state="notice", notice_from=day, notice_until=day, objections="样例县表彰办")
    make_roll_entry("张三", commendation=notice, was_proposed=True)
    return notice


@pytest.mark.parametrize("kind", ADMIN_PAGES)
def test_axe_finds_nothing_in_the_admin(desk: Page, live_server: Any, record: Record, kind: str) -> None:
    assert found_in_admin(desk, f"{live_server.url}/admin/{ADMIN_PAGES[kind](record)}") == []


def found_in_admin(desk: Page, address: str) -> list[str]:
    """Asks axe at both widths by day, and at one by night, when the colors are others and nothing else."""
    found = []
    for scheme in SCHEMES:
        desk.emulate_media(color_scheme=scheme)
        desk.goto(address)  # anew: Django's colors fade from one into the other
        for width in (390, 1280) if scheme == "light" else (1280,):
            desk.set_viewport_size({"width": width, "height": 900})
            desk.evaluate("Promise.allSettled(document.getAnimations().map((one) => one.finished))")
            # Where the bar that stays in sight covers nothing: half of a link would be too small.
            desk.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
            checked = WCAG_AA if scheme == "light" else CONTRAST
            found += [f"{width} px, {scheme}: {one}" for one in violations(desk, checked)]
    return found


def test_axe_finds_nothing_where_a_roll_is_looked_at_and_taken_back(
    desk: Page, live_server: Any, record: Record
) -> None:
    make_recipient("张三", "person")
    address = f"{live_server.url}/admin/records/rollimport/add/?commendation={record.commendation_id}"
    desk.goto(address)
    desk.fill("[name=text]", "姓名\t单位\n张三\t样例厂\n\t样例局\n")
    desk.get_by_role("button", name="读取并核对").click()
    expect(desk.locator(".doubtful")).to_be_visible()
    assert found_in_admin(desk, desk.url) == []
    desk.get_by_label("与站上对象同名的").select_option("new")
    desk.get_by_role("button", name="导入", exact=True).click()
    expect(desk.get_by_text("已录入名单 1 名")).to_be_visible()
    assert found_in_admin(desk, desk.url) == []
    desk.get_by_role("link", name="撤销这次导入").click()
    expect(desk.get_by_role("button", name="撤销这次导入")).to_be_visible()
    assert found_in_admin(desk, desk.url) == []


def hand_in(desk: Page, live_server: Any, text: str) -> None:
    desk.goto(f"{live_server.url}/admin/records/importbatch/add/")
    desk.fill("[name=text]", text)
    with desk.expect_navigation():
        desk.get_by_role("button", name="读取并核对").click()


def test_axe_finds_nothing_where_a_document_is_reviewed(desk: Page, live_server: Any) -> None:
    """Opens one that is doubtful, and much like a record of the site."""
    known = read_deeds(STREET.replace("举措分得开", "举措分清楚").encode(), "旧.txt").deeds
    publishing.save_deeds(known, by=None)
    hand_in(desk, live_server, STREET.replace("二是举措", "三是举措"))
    expect(desk.locator(".next-doubt")).to_be_visible()
    expect(desk.locator(".difference")).not_to_have_count(0)
    assert found_in_admin(desk, desk.url) == []


def test_axe_finds_nothing_where_a_file_of_several_records_is_reviewed(desk: Page, live_server: Any) -> None:
    hand_in(desk, live_server, COLLECTION)
    batch = violations(desk, WCAG_AA)
    with desk.expect_navigation():
        desk.get_by_role("link", name="核对 粘贴的文字.txt（2/3）").click()
    assert batch + violations(desk, WCAG_AA) == []
