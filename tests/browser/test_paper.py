"""The award page on paper: printed by a real browser, and read back sheet by sheet."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from records.models import Record
from records.publishing import publish
from records.search.reindexing import reindex
from tests.factories import make_distinction, make_measure, make_record, make_section
from tests.lacking import program

HEADS = [f"第{number}项" for number in range(1, 16)]
TABLE = "\n".join(
    f"| {' | '.join(row)} |" for row in [HEADS, ["---"] * 15, [str(number * 111) for number in range(1, 16)]]
)
QR_CAPTION = "手机扫码，打开本页"


def printed(page: Page, address: str, folder: Path) -> list[str]:
    """Returns the text of each sheet, set out as on the sheet."""
    page.goto(address)
    page.pdf(path=folder / "page.pdf", prefer_css_page_size=True)
    command = [program("pdftotext", "poppler-utils"), "-layout", str(folder / "page.pdf"), "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return text.removesuffix("\f").split("\f")


def deeds_of(paragraphs: int, text: str = "这一天巡到了北坡，记下三处要补栽的地方。") -> Record:
    record = make_record(introduction="引言的第一句在第一张纸上。", tributes_before=4217)
    section = make_section(record)
    for number in range(1, paragraphs + 1):
        make_measure(section, number, text=f"{text}正文第{number}条。")
    reindex([record.pk])
    return record


@pytest.fixture
def record() -> Record:
    record = deeds_of(6)
    for number in range(8):
        make_distinction(record.recipient, f"样例荣誉{number}")
    return record


@pytest.mark.parametrize("variant", ["", "/elder", "/zh-hant"])
def test_text_begins_on_the_first_sheet(
    page: Page, live_server: Any, record: Record, tmp_path: Path, variant: str
) -> None:
    first, *_ = printed(page, live_server.url + variant + record.get_absolute_url(), tmp_path)
    assert "引言的第一句" in first


def test_address_for_a_phone_stands_on_the_first_sheet_its_caption_on_one_line(
    page: Page, live_server: Any, record: Record, tmp_path: Path
) -> None:
    first, *others = printed(page, live_server.url + record.get_absolute_url(), tmp_path)
    assert QR_CAPTION in first
    assert QR_CAPTION not in "".join(others)


def test_number_of_tributes_stands_there_once(
    page: Page, live_server: Any, record: Record, tmp_path: Path
) -> None:
    sheets = printed(page, live_server.url + record.get_absolute_url(), tmp_path)
    assert "".join(sheets).count("4217") == 1


def test_nothing_that_is_pressed_or_leads_elsewhere_is_printed(
    page: Page, live_server: Any, record: Record, tmp_path: Path
) -> None:
    text = "".join(printed(page, live_server.url + record.get_absolute_url(), tmp_path))
    assert [
        word for word in ("首页", "致敬如何计数", "复制引文", "分享", "朗读", "长辈版") if word in text
    ] == []


@pytest.mark.parametrize("variant", ["", "/elder", "/zh-hant"])
def test_table_of_fifteen_columns_is_whole_and_says_that_its_print_is_small(
    page: Page, live_server: Any, tmp_path: Path, variant: str
) -> None:
    record = deeds_of(1, f"见下表。\n\n{TABLE}\n\n")
    sheets = printed(page, live_server.url + variant + record.get_absolute_url(), tmp_path)
    (sheet,) = (sheet for sheet in sheets if "1665" in sheet)
    cells = "".join(sheet.split())
    assert [number for number in range(1, 16) if str(number * 111) not in cells] == []
    assert "各列以小字印出" in sheet
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 612, "height": 956})  # A4 within its margins
    assert page.evaluate("document.documentElement.scrollWidth") <= 612


def test_table_of_few_columns_is_printed_as_large_as_the_text(
    page: Page, live_server: Any, tmp_path: Path
) -> None:
    record = deeds_of(1, "见下表。\n\n| 年份 | 数量 |\n|---|---|\n| 2010 | 12 |\n\n")
    assert "小字印出" not in "".join(printed(page, live_server.url + record.get_absolute_url(), tmp_path))


def test_version_for_elders_is_printed_larger_and_in_two_columns(
    page: Page, live_server: Any, record: Record
) -> None:
    page.emulate_media(media="print")
    found = []
    for variant in ("", "/elder"):
        page.goto(live_server.url + variant + record.get_absolute_url())
        found.append(
            page.evaluate(
                """() => {
                  const text = document.querySelector(".measure p");
                  const { columnCount } = getComputedStyle(text.closest(".part"));
                  return [parseFloat(getComputedStyle(text).fontSize), columnCount];
                }"""
            )
        )
    (size, columns), (elder_size, elder_columns) = found
    assert elder_size >= 1.25 * size
    assert (columns, elder_columns) == ("auto", "2")


def test_code_of_the_fingerprint_is_fetched_for_paper_alone(
    page: Page, live_server: Any, tmp_path: Path
) -> None:
    record = make_record("draft", introduction="引言的第一句在第一张纸上。")
    publish(record, by=None)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(live_server.url + record.get_absolute_url())
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_load_state("networkidle")
    code = f"{live_server.url}{record.get_absolute_url()}versions/1.qr.svg"
    assert code not in asked
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    assert code in asked
    text = "".join(printed(page, live_server.url + record.get_absolute_url(), tmp_path))
    assert record.live
    assert f"指纹 {record.live.seal.digits[:4]}" in text
    assert "扫码核对" in text
