"""The page of what is found: by words, by filters, by both, and when nothing is."""

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, quote, quote_plus, urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client

from records.models import Record
from records.publishing import withdraw
from records.search.canonical import Query
from records.search.filters import Filters
from records.search.reindexing import reindex
from records.views.search import Asked, page_links
from tests.admin.test_commendations import posted
from tests.factories import (
    make_category,
    make_commendation,
    make_distinction,
    make_measure,
    make_recipient,
    make_record,
    make_section,
)

pytestmark = pytest.mark.django_db


def made(name: str, measure: str = "党建工作。", region: str = "山东省/滨州市", **fields: Any) -> Record:
    record = make_record(recipient=make_recipient(name, region=region), **fields)
    make_measure(make_section(record, title="强本固基"), text=measure)
    reindex([record.pk])
    return record


def page(client: Client, variant: str = "", **asked: Any) -> str:
    response = client.get(f"{variant}/search/", asked)
    assert response.status_code == 200
    return unescape(re.sub(r"\s+", " ", response.content.decode())).replace(' rel="nofollow"', "")


def links(shown: str) -> list[str]:
    return re.findall(r'<h3><a href="([^"]*)"', shown)


def test_found_words_are_marked_in_the_original_text_and_linked_to_their_measure(client: Client) -> None:
    record = made("彭李街道", measure="走访1,234户。抓好党建和<民生>。")
    response = client.get("/search/", {"q": "1234户 党建"}).content.decode()
    assert "走访<mark>1,234户</mark>。抓好<mark>党建</mark>和&lt;民生&gt;。" in response
    assert f'href="/records/{record.pk}/#s1-m1">强本固基　一是' in response


def test_excerpt_begins_where_most_of_the_words_stand_together(client: Client) -> None:
    made("彭李街道", measure="党建。" + "其他工作。" * 40 + "群众满意，党建有力。")
    assert "<mark>群众</mark>满意，<mark>党建</mark>有力。" in page(client, q="党建 群众")


def test_name_that_was_asked_for_is_marked(client: Client) -> None:
    made("彭李街道")
    assert "<mark>彭李</mark>街道" in page(client, q="彭李")


def test_page_is_read_by_words_in_traditional_characters_too(client: Client) -> None:
    record = made("彭李街道")
    shown = page(client, "/zh-hant", q="黨建")
    assert links(shown) == [f"/zh-hant/records/{record.pk}/"]
    assert 'action="/zh-hant/search/"' in shown


def test_filter_stays_as_it_is_when_a_word_is_added_in_traditional_characters(client: Client) -> None:
    made("彭李街道", region="云南省/丽江市")
    response = client.get("/zh-hant/search/", {"in": "云南省/丽江市"}).content.decode()
    assert 'name="in" value="云南省/丽江市"' in response


def test_counts_stand_beside_each_filter_and_lead_to_as_many_records(client: Client) -> None:
    top = make_category("全国先进")
    below = make_category("先进基层", parent=top)
    for number, year in enumerate([2011, 2011, 2006]):
        made(f"单位{number}", commendation=make_commendation(below, year) if number != 1 else None)
    made("外省单位", region="河北省")
    shown = page(client, q="党建")
    offered = re.findall(r'<li[^>]*> <a href="(/search/[^"]*)">([^<]*)</a> <small>(\d+) 条', shown)
    assert {label for _, label, _ in offered} >= {
        "全国先进",
        "先进基层",
        "2011年",
        "2006年",
        "山东省",
        "集体",
    }
    for address, label, number in offered:
        assert len(links(unescape(client.get(address).content.decode()))) == int(number), label


def test_recipient_of_several_records_can_be_chosen(client: Client) -> None:
    first = made("彭李街道")
    other = make_record(
        recipient=first.recipient, commendation=make_commendation(make_category("别的"), 1999)
    )
    reindex([other.pk])
    made("别处")
    shown = page(client, kind="organization")
    address = f"/search/?kind=organization&recipient={first.recipient_id}"
    assert f'<a href="{address}">{first.recipient}</a> <small>2 条' in shown
    narrowed = page(client, kind="organization", recipient=first.recipient_id)
    assert links(narrowed) == [f"/records/{other.pk}/", f"/records/{first.pk}/"]
    assert '<a href="/search/?kind=organization"><span class="unseen">去掉条件：' in narrowed


def test_years_and_categories_are_charts_in_the_order_of_time(client: Client) -> None:
    of_year = {year: make_commendation(make_category(f"{year}先进"), year) for year in (2001, 2006, 2011)}
    for number, year in enumerate([2006, 2011, 2011, 2011, 2001]):
        made(f"单位{number}", commendation=of_year[year])
    shown = page(client)
    assert re.findall(r">(\d{4})年</a>", shown) == ["2011", "2006", "2001"]
    drawn = re.findall(r'>(\d{4})年</a> <small>\d 条</small> <svg[^>]*> <rect width="([\d.]+)%"', shown)
    assert drawn == [("2011", "100"), ("2006", "33.33"), ("2001", "33.33")]


def test_counts_that_are_all_the_same_have_no_bars(client: Client) -> None:
    for year in (2001, 2006):
        made(f"单位{year}", commendation=make_commendation(make_category(f"{year}先进"), year))
    assert 'class="bar"' not in page(client)


def test_filters_beyond_five_are_folded_and_none_is_lost(client: Client) -> None:
    category = make_category("先进集体")
    for year in range(2001, 2009):
        made(f"单位{year}", commendation=make_commendation(category, year))
    shown = page(client, q="党建")
    by_year = shown[shown.index(">年份</h2>") : shown.index(">地区</h2>")]
    open_ones, folded = by_year.split("<details")
    assert re.findall(r">(\d{4})年</a>", open_ones) == ["2008", "2007", "2006", "2005", "2004"]
    assert re.findall(r">(\d{4})年</a>", folded) == ["2003", "2002", "2001"]
    assert "更多 3 项" in folded


def test_filters_stand_beside_a_single_result(client: Client) -> None:
    made("彭李街道")
    shown = page(client, q="党建")
    assert len(links(shown)) == 1
    assert ">2011年</a> <small>1 条" in shown


@pytest.mark.parametrize(
    ("typed", "left"), [("2011", ""), ("２０１１年 党建", "党建"), ("党建 2011年 彭李", "党建 彭李")]
)
def test_year_that_was_typed_is_offered_as_a_filter_in_the_place_of_the_word(
    client: Client, typed: str, left: str
) -> None:
    record = made("彭李街道")
    made("别的街道", commendation=make_commendation(make_category(), 1999))
    shown = page(client, q=typed)
    address = "/search/?" + (f"q={quote_plus(left)}&" if left else "") + "year=2011"
    assert f'<a href="{address}">只看 2011年</a>' in shown
    assert links(page(client, **dict(parse_qsl(urlsplit(address).query)))) == [f"/records/{record.pk}/"]


def test_category_that_was_typed_is_offered_as_a_filter(client: Client) -> None:
    category = make_category("全国先进基层党组织")
    made("彭李街道", commendation=make_commendation(category, 2011))
    shown = page(client, q="全國先進基層黨組織 2011")
    assert f'<a href="/search/?q=2011&category={category.pk}">只看 全国先进基层党组织</a>' in shown
    assert f'q={quote("全國先進基層黨組織")}&year=2011">只看 2011年' in shown
    assert "只看" not in page(client, q="先进基层")


def test_year_that_no_result_has_is_not_offered(client: Client) -> None:
    made("彭李街道", measure="2008年党建。")
    assert "只看" not in page(client, q="2008")


def made_of_years(number: int) -> list[Record]:
    """Makes records of 2006, 2011 and no year in turn."""
    category = make_category("先进集体")
    of_year = [make_commendation(category, year) for year in (2006, 2011, None)]
    return [made(f"单位{place}", commendation=of_year[place % 3]) for place in range(number)]


def by_year(records: list[Record]) -> list[str]:
    return [
        f"/records/{record.pk}/"
        for record in sorted(records, key=lambda one: (-(one.commendation.year or 0), -one.pk))
    ]


@pytest.mark.parametrize("typed", ["党建", "党建工作", "先进集体 党建"])
@pytest.mark.parametrize("limit", [1_000, 4])
def test_words_are_listed_by_year_on_request(
    client: Client, typed: str, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = made_of_years(9)
    monkeypatch.setattr("records.search.finding.MAX_RECORDS_FOUND", limit)
    assert "<strong>最相符的在前</strong>" in page(client, q=typed)
    shown = page(client, q=typed, sort="year")
    assert links(shown) == by_year(records)[:limit]
    assert "<strong>年份近的在前</strong>" in shown
    assert f'<a href="/search/?q={quote_plus(typed)}">最相符的在前</a>' in shown
    assert 'name="sort" value="year"' in shown


def test_order_is_kept_by_filters_and_pages(client: Client) -> None:
    made_of_years(45)
    shown = page(client, q="党建", sort="year")
    assert f"?q={quote('党建')}&year=2006&sort=year" in shown
    assert f"?q={quote('党建')}&sort=year&page=2" in shown


@pytest.mark.parametrize("sort", ["", "year"])
@pytest.mark.parametrize("numbered", [1, 50])
def test_whole_list_is_read_page_by_page_in_either_order(
    client: Client, sort: str, numbered: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("records.views.search.MAX_NUMBERED_PAGES", numbered)
    monkeypatch.setattr("records.views.search.RECORDS_PER_PAGE", 4)
    records = made_of_years(11)
    address, seen = f"/search/?kind=organization&sort={sort}", list[str]()
    while address:
        shown = unescape(client.get(address).content.decode())
        seen += links(shown)
        following = re.search(r'<a href="([^"]*)" rel="next"', shown)
        address = following[1] if following else ""
    assert seen == (by_year(records) if sort else [f"/records/{record.pk}/" for record in records[::-1]])


def test_pages_are_numbered(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("records.views.search.RECORDS_PER_PAGE", 1)
    made_of_years(9)
    for asked in ({"q": "党建"}, {"year": 2006}, {}):
        shown = page(client, **asked, page=2 if "year" in asked else 5)
        numbers = re.findall(r"第 </span>(\d+)<|aria-hidden=\"true\">(…)<", shown)
        expected = "1 2 3" if "year" in asked else "1 … 4 5 6 … 9"
        assert [number or gap for number, gap in numbers] == expected.split()


def test_page_of_a_number_is_the_same_as_the_one_that_was_led_to(client: Client) -> None:
    records = made_of_years(45)
    third = page(client, kind="organization", page=3)
    assert len(links(third)) == 5
    assert '<a href="/search/?kind=organization&page=2" rel="prev">上一页' in third
    assert links(third) == links(page(client, kind="organization", before=records[5].pk))


@pytest.mark.parametrize(
    ("number", "pages", "shown"),
    [
        (1, 1, []),
        (1, 2, [1, 2]),
        (5, 20, [1, 0, 4, 5, 6, 0, 20]),
        (1, 20, [1, 2, 0, 20]),
        (20, 20, [1, 0, 19, 20]),
        (3, 5, [1, 2, 3, 4, 5]),
        (4, 20, [1, 2, 3, 4, 5, 0, 20]),
    ],
)
def test_numbers_of_pages_are_the_ends_and_those_beside(number: int, pages: int, shown: list[int]) -> None:
    assert [link.number for link in page_links(Asked(Query(""), Filters()), number, pages)] == shown


def test_excerpt_begins_with_a_sentence_or_a_clause(client: Client) -> None:
    long = "这里有很多别的话要说的工作" * 4
    texts = [
        (f"{long}。先讲一句，再讲航天。", "……先讲一句，再讲<mark>航天</mark>。"),
        (f"{long}，先讲一句，再讲航天。", "……先讲一句，再讲<mark>航天</mark>。"),
        (f"{long}。他说：“好！”然后讲航天。", "……然后讲<mark>航天</mark>。"),
        (f"走访1,234户，再讲航天。{long}", "走访1,234户，再讲<mark>航天</mark>。"),
        (f"{long}，{'有' * 40}航天。", f"……{'有' * 40}<mark>航天</mark>。"),
    ]
    for number, (text, begins) in enumerate(texts):
        record = made(f"单位{number}", measure=text)
        assert f'<p class="excerpt"> {begins}' in page(client, q="航天"), text
        withdraw(record, by=None, reason="样例")


def test_result_shows_the_award_or_the_fact_by_which_it_was_found(client: Client) -> None:
    record = made("彭李街道", commendation=make_commendation(make_category("全国先进基层党组织"), 2011))
    make_distinction(record.recipient, "文明单位标兵")
    reindex([record.pk])
    assert "<mark>全国先进基层党组织</mark>（2011年）" in page(client, q="全国先进基层党组织")
    assert '<p class="excerpt"> 文明单位<mark>标兵</mark>' in page(client, q="标兵")


def test_filters_without_words_lead_from_page_to_page(client: Client) -> None:
    made_ones = [made(f"单位{number}").pk for number in range(45)]
    address, seen = "/search/?year=2011", list[int]()
    while address:
        shown = unescape(client.get(address).content.decode())
        seen += [int(pk) for pk in re.findall(r'<h3><a href="/records/(\d+)/"', shown)]
        following = re.search(r'<a href="([^"]*)" rel="next"', shown)
        address = following[1] if following else ""
    assert seen == made_ones[::-1]


def test_words_lead_from_page_to_page(client: Client) -> None:
    made_ones = [made(f"单位{number}").pk for number in range(25)]
    pages = [page(client, q="党建"), page(client, q="党建", page=2)]
    assert [int(re.sub(r"\D", "", link)) for shown in pages for link in links(shown)] == made_ones[::-1]
    assert client.get("/search/?q=党建&page=3").status_code == 404


def test_nothing_found_says_which_word_no_record_has_and_what_to_try(client: Client) -> None:
    made("彭李街道")
    shown = page(client, q="党建 航天", year=2011)
    assert "没有任何记录含有“航天”" in shown
    assert f'<a href="/search/?q={quote(chr(34) + "党建" + chr(34))}&year=2011">只查“党建”</a>' in shown


def test_nothing_found_among_filters_offers_the_same_without_them(client: Client) -> None:
    made("彭李街道")
    shown = page(client, q="党建", year=1999)
    assert "都不符合所选的条件" in shown
    assert f'<a href="/search/?q={quote("党建")}">不加筛选条件</a>' in shown


@pytest.mark.parametrize("typed", ["。", "😀", "\0", '"', "-"])
def test_what_holds_no_word_is_said_to(client: Client, typed: str) -> None:
    assert client.get("/search/", {"q": typed}).status_code == 200


@pytest.mark.parametrize("typed", ["😀", "。", "★→"])
def test_signs_are_said_not_to_be_looked_for(client: Client, typed: str) -> None:
    assert "标点、图形和表情不参加查找" in page(client, q=typed)


def test_too_long_query_is_cut_and_says_so(client: Client) -> None:
    assert "只查找了前 100 个字" in page(client, q="党" * 65_536)


@pytest.mark.parametrize(
    "asked",
    [
        "category=999",
        "category=x",
        "year=12",
        "kind=x",
        "recipient=999",
        "page=0&q=x",
        "before=x",
        "before=1",
        "before=2011-1",
        "before=1&sort=year",
        "sort=x",
        "page=2",
        "page=51&kind=organization",
    ],
)
def test_what_cannot_be_chosen_is_not_found(client: Client, asked: str) -> None:
    assert client.get(f"/search/?{asked}").status_code == 404


def test_page_takes_as_many_queries_for_many_records_as_for_two(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    made("彭李街道")
    made("别的街道")
    with django_assert_max_num_queries(19) as few:
        page(client, q="党建")
    for number in range(30):
        made(f"单位{number}")
    with django_assert_max_num_queries(len(few)):
        page(client, q="党建")


def test_suggested_are_recipients_categories_and_headings(client: Client) -> None:
    record = made("强本街道", commendation=make_commendation(make_category("强本表彰")))
    made("别的街道")
    said = client.get("/search/suggest/", {"q": "强本"}).json()["suggestions"]
    assert [(one["kind"], one["text"]) for one in said] == [
        ("受表彰对象", "强本街道"),
        ("表彰分类", "强本表彰"),
        ("章节标题", "强本固基"),
    ]
    assert said[0]["address"] == record.recipient.get_absolute_url()
    assert client.get("/search/suggest/", {"q": "\0"}).json() == {"suggestions": []}


def test_what_staff_save_is_found_at_once(admin_client: Client, admin_user: User) -> None:
    record = made("彭李街道")
    recipient = record.recipient
    form = {"name": "新名街道", "short_name": "", "region": recipient.region, "introduction": ""}
    rows = {
        f"{rows}-{name}": 0
        for rows in ("distinctions", "former_names")
        for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    saved = admin_client.post(f"/admin/records/organization/{recipient.pk}/change/", form | rows)
    assert saved.status_code == 302
    assert links(page(Client(), q="新名")) == [f"/records/{record.pk}/"]
    year = posted(record.commendation, year=1999)
    saved = admin_client.post(f"/admin/records/commendation/{record.commendation_id}/change/", year)
    assert saved.status_code == 302
    assert links(page(Client(), q="新名", year=1999)) == [f"/records/{record.pk}/"]


@pytest.mark.parametrize(
    "typed",
    [
        "样例劳动模范2015",
        "样例劳动模范2015年",
        "2015年样例劳动模范",
        "２０１５样例劳动模范",
        "2015年度样例劳动模范",
    ],
)
def test_an_award_is_found_together_with_its_year_as_many_type_it(client: Client, typed: str) -> None:
    meant = make_record(commendation=make_commendation(make_category("样例劳动模范"), 2015))
    other = make_record(commendation=make_commendation(meant.commendation.category, 2016))
    reindex([meant.pk, other.pk])
    assert links(page(client, q=typed)) == [
        meant.commendation.get_absolute_url(),
        meant.get_absolute_url(),
    ]
