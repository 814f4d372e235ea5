"""Lists of a category and of a year: in groups of one award each, with the decision that made it."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from records.models import Record
from records.views import pages
from tests.factories import make_category, make_commendation, make_record

pytestmark = pytest.mark.django_db

DECISION = {
    "issuer": "样例委员会",
    "decided_on": date(2011, 6, 24),
    "document_number": "样发〔2011〕9号",
    "link": "https://example.org/decision",
}


def page_of(client: Client, address: str, **asked: Any) -> str:
    """The page as one line, without the places where its names may break."""
    return re.sub(r"\s+", " ", client.get(address, asked).content.decode()).replace("<wbr>", "")


def heads(page: str) -> list[str]:
    """Returns the heading of each group as it is read."""
    return [
        re.sub(r"<[^>]*>", "", found).strip() for found in re.findall(r'<h2 id="group-\d+">(.*?)</h2>', page)
    ]


def titles_by_group(page: str) -> list[int]:
    sections = page.split('<h2 id="group-')[1:]
    return [section.count("<article") for section in sections]


def honored(commendation: Any, times: int = 1) -> list[Record]:
    return [make_record(commendation=commendation) for _ in range(times)]


def test_records_of_a_category_stand_under_their_years(client: Client) -> None:
    category = make_category()
    honored(make_commendation(category, 2001), 2), honored(make_commendation(category, 2011))
    honored(make_commendation(category, None))
    page = page_of(client, category.get_absolute_url())
    assert heads(page) == ["2011年 1 条", "2001年 2 条", "年份不详 1 条"]
    assert titles_by_group(page) == [1, 2, 1]


def test_group_begins_with_what_is_known_of_its_decision(client: Client) -> None:
    category = make_category()
    honored(make_commendation(category, 2011, **DECISION)), honored(make_commendation(category, 2001))
    page = page_of(client, category.get_absolute_url())
    decided, undecided = page.split('<h2 id="group-')[1:]
    assert "<span>样例委员会</span>" in decided
    assert '<time datetime="2011-06-24">2011年6月24日</time>' in decided
    assert "<span>样发〔2011〕9号</span>" in decided
    assert '<a href="https://example.org/decision">决定全文</a>' in decided
    assert "决定全文" not in undecided


def test_group_of_a_category_below_names_it(client: Client) -> None:
    above = make_category("样例大类")
    below = make_category("样例小类", parent=above)
    honored(make_commendation(below, 2011))
    page = page_of(client, above.get_absolute_url())
    assert heads(page) == ["样例小类（2011年） 1 条"]
    assert f'<a href="{below.get_absolute_url()}">样例小类（2011年）</a>' in page


def test_records_of_a_year_stand_under_their_categories(client: Client) -> None:
    first, second = make_category("样例甲", position=1), make_category("样例乙", position=2)
    honored(make_commendation(second, 2011)), honored(make_commendation(first, 2011), 2)
    assert heads(page_of(client, "/years/2011/")) == ["样例甲 2 条", "样例乙 1 条"]


def test_group_that_does_not_fit_goes_on_on_the_next_page(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(pages, "RECORDS_PER_PAGE", 3)
    category = make_category()
    honored(make_commendation(category, 2011), 4), honored(make_commendation(category, 2001), 3)
    address = category.get_absolute_url()
    assert heads(page_of(client, address)) == ["2011年 4 条"]
    second, third = page_of(client, address, page=2), page_of(client, address, page=3)
    assert heads(second) == ["2011年（续） 4 条", "2001年 3 条"]
    assert titles_by_group(second) == [1, 2]
    assert heads(third) == ["2001年（续） 3 条"]


def test_group_that_begins_a_page_is_not_continued(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(pages, "RECORDS_PER_PAGE", 2)
    honored(make_commendation(make_category("样例甲", position=1), 2011), 2)
    honored(make_commendation(make_category("样例乙", position=2), 2011))
    assert heads(page_of(client, "/years/2011/", page=2)) == ["样例乙 1 条"]


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_records_that_are_not_public_are_in_no_group(client: Client, status: str) -> None:
    category = make_category()
    honored(make_commendation(category, 2011))
    make_record(status, commendation=make_commendation(category, 2001))
    assert heads(page_of(client, category.get_absolute_url())) == ["2011年 1 条"]
