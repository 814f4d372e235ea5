import re

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client

from records.presentation.accent import contrast, grounds, in_color, on_dark, refusal, sheet_address
from tests.factories import make_site_settings

DARK_ENOUGH = ["#12467b", "#0b5137", "#5b2a86", "#000000", "#8f1a1d"]
TOO_LIGHT = ["#ff0000", "#d9a400", "#ffffff", "#3b7dd8"]


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#ffffff", "#000") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("color", DARK_ENOUGH)
def test_color_that_all_can_read_is_taken(color: str) -> None:
    assert refusal(color) == ""


@pytest.mark.parametrize("color", TOO_LIGHT)
def test_color_that_is_too_light_is_refused_with_its_ratio(color: str) -> None:
    told = re.search(r"对比度是 ([0-9.]+)∶1，至少要 7∶1", refusal(color))
    assert told
    assert float(told[1]) < 7


@pytest.mark.parametrize("color", DARK_ENOUGH)
def test_words_on_dark_grounds_have_the_same_contrast(color: str) -> None:
    assert min(contrast(on_dark(color), ground) for ground in grounds()[1]) >= 7


def test_style_sheet_has_the_color_in_place_of_the_red() -> None:
    sheet = ":root{--red:#8f1a1d;--red-ground:#8f1a1d;--ink:#000}@media{:root{--red:#f0a196;--red-ground:#80181b}}"
    assert in_color(sheet, "#12467b") == (
        f":root{{--red:#12467b;--red-ground:#12467b;--ink:#000}}"
        f"@media{{:root{{--red:{on_dark('#12467b')};--red-ground:#12467b}}}}"
    )


@pytest.mark.django_db
def test_page_asks_for_the_style_sheet_in_the_operators_color(client: Client) -> None:
    make_site_settings(accent="#12467b")
    page = client.get("/").content.decode()
    assert f'<link rel="stylesheet" href="{sheet_address("#12467b")}">' in page
    assert staticfiles_storage.url("site.css") not in page
    sheet = client.get(sheet_address("#12467b"))
    assert sheet.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in sheet.headers["Cache-Control"]
    text = sheet.content.decode()
    assert "--red:#12467b" in text
    assert "#8f1a1d" not in text


@pytest.mark.django_db
def test_colors_that_nobody_has_set_are_not_served(client: Client) -> None:
    address = sheet_address("#12467b")
    assert client.get(address.replace("12467b", "12467c")).status_code == 404
