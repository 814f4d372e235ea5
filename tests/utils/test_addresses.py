import re
from typing import Any

import pytest

from records.utils.addresses import absolute, as_link
from tests.processes import ROOT


@pytest.fixture(params=["/honors", "/records"])
def path(request: pytest.FixtureRequest, settings: Any) -> str:
    settings.SITE_PATH = request.param
    settings.SITE_ORIGIN = "https://county.example"
    return str(request.param)


@pytest.mark.parametrize(
    "address",
    [
        "/records/1/",
        "/records/1",
        "/records/1/?a=1#s1-m1",
        "/media/images/a.webp",
        "/zh-hant/records/1/",
        "/",
    ],
)
def test_address_of_a_page_leads_below_the_path(path: str, address: str) -> None:
    assert as_link(address) == path + address


def test_link_that_names_the_path_already_stays(path: str) -> None:
    assert as_link(f"{path}/records/1/") == f"{path}/records/1/"


@pytest.mark.parametrize(
    "address",
    ["/news/", "//other.example/", "https://other.example/", "#s1-m1", "mailto:a@b.example", "1/", ""],
)
def test_address_of_no_page_stays(path: str, address: str) -> None:
    assert as_link(address) == address


def test_link_works_from_anywhere_with_the_host_in_front(path: str) -> None:
    assert absolute(as_link("/records/1/")) == f"https://county.example{path}/records/1/"


# SITE_URL itself: who says where the site is, not where a page is.
WHERE_THE_SITE_IS = {
    "records/management/commands/serve.py",
    "records/http/page_cache/origin.py",
    "records/http/below_path.py",
    "records/presentation/context_processors.py",
    "records/importing/report.py",
    "records/accounts/passwords.py",
    "records/archive/writing.py",
    "records/api/contract.py",
    "records/models/records.py",
    "records/transparency/keys.py",  # names the log
    "records/transparency/matching/citations.py",  # knows the site's addresses in a text
}


def test_links_get_their_host_in_one_place_alone() -> None:
    """Behind SITE_URL the path would stand twice: `reverse` and templates have it already."""
    using = {
        str(file.relative_to(ROOT))
        for file in [*ROOT.glob("records/**/*.py"), *ROOT.glob("templates/**/*")]
        if file.is_file()
        and "migrations" not in file.parts
        and re.search(r"settings\.SITE_URL|\bsite_url\b", file.read_text(encoding="utf-8"))
    }
    assert using <= WHERE_THE_SITE_IS


def test_templates_make_every_link_by_the_name_of_its_page() -> None:
    by_hand = {
        str(file.relative_to(ROOT))
        for file in ROOT.glob("templates/**/*.html")
        if re.search(r'(?:href|src|action)="/', file.read_text(encoding="utf-8"))
    }
    assert by_hand == set()
