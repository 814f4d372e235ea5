"""The answers of /verify/ in a real browser: on every screen nothing is cut off and no date torn."""

from typing import Any

import pytest
from playwright.sync_api import Page

from records.models import Record, VersionSeal
from tests.views.asking import FIRST, correct, published

pytestmark = pytest.mark.django_db(transaction=True)

MOST_IN_A_LINE = 42  # Chinese characters
# Of each paragraph the width in its own characters; of what stays together on how many lines it stands.
LINES = """() => [...document.querySelectorAll("main p")].map(
  (one) => one.getBoundingClientRect().width / parseFloat(getComputedStyle(one).fontSize))"""
HELD = "() => [...document.querySelectorAll('main .held')].map((one) => one.getClientRects().length)"
WIDER = "() => document.documentElement.scrollWidth - innerWidth"


@pytest.fixture
def corrected() -> Record:
    return correct(published())


def looks_well(page: Page) -> None:
    assert page.evaluate(WIDER) <= 0
    held = page.evaluate(HELD)
    assert held
    assert set(held) == {1}
    assert max(page.evaluate(LINES)) <= MOST_IN_A_LINE


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_answers_fit_every_screen(
    reader: Page, live_server: Any, corrected: Record, settings: Any, width: int
) -> None:
    settings.SITE_URL = live_server.url
    reader.set_viewport_size({"width": width, "height": 900})
    seal = VersionSeal.objects.get(version__record=corrected, version__number=1)
    reader.goto(f"{live_server.url}/verify/?f={seal.digits}")
    looks_well(reader)
    for asked in (FIRST, f"{live_server.url}/records/{corrected.pk}/versions/1/#s1-m1"):
        reader.goto(f"{live_server.url}/verify/")
        reader.fill("#text", asked)
        reader.click("main button[type=submit]")
        reader.wait_for_selector(".verify-summary")
        looks_well(reader)
