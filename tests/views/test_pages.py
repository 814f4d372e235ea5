"""The public pages: what each shows, to whom, and under which contract with caches."""

import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from records.models import Measure, Record, SiteSettings, Version
from records.publishing import publish, withdraw
from records.search.reindexing import reindex
from records.views import pages
from records.views.sitemaps import ADDRESSES_PER_PART, address_of
from tests.factories import (
    make_category,
    make_commendation,
    make_distinction,
    make_figure,
    make_measure,
    make_recipient,
    make_record,
    make_section,
    make_whole_record,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def record() -> Record:
    made = make_whole_record()
    reindex([made.pk])
    return made


def addresses(record: Record) -> dict[str, str]:
    """Each kind of public page, by an address that shows this record."""
    return {
        "home": "/",
        "record": record.get_absolute_url(),
        "commendations": "/commendations/",
        "commendation": record.commendation.get_absolute_url(),
        "categories": "/categories/",
        "category": record.commendation.category.get_absolute_url(),
        "year": f"/years/{record.commendation.year}/",
        "places": "/places/",
        "people": "/people/",
        "organizations": "/organizations/",
        "years": "/years/",
        "subscribe": "/subscribe/",
        "map": "/map/",
        "search": "/search/",
        "open data": "/open-data/",
        "recipient": record.recipient.get_absolute_url(),
        "about tributes": "/about/tributes/",
        "accessibility": "/about/accessibility/",
    }


ATOM = {"a": "http://www.w3.org/2005/Atom"}
FOR_SOFTWARE = {"feed": "/feed/", "sitemap": "/sitemap.xml", "robots": "/robots.txt"}


KINDS = [
    "home",
    "record",
    "commendations",
    "commendation",
    "categories",
    "category",
    "year",
    "places",
    "people",
    "organizations",
    "years",
    "subscribe",
    "map",
    "search",
    "open data",
    "recipient",
    "about tributes",
    "accessibility",
]
EVERY_PAGE = pytest.mark.parametrize("kind", KINDS)


def text_of(response: Any) -> str:
    """The page as one line, without the places where its title may break."""
    return re.sub(r"\s+", " ", response.content.decode()).replace("<wbr>", "")


# --- Every page -----------------------------------------------------------------------------------


@EVERY_PAGE
def test_page_says_what_it_is_to_readers_and_machines(client: Client, record: Record, kind: str) -> None:
    address = addresses(record)[kind]
    page = text_of(client.get(address))
    assert '<html lang="zh-Hans"' in page
    assert re.search(r"<title>[^<]{2,}</title>", page)
    assert re.search(r'<meta name="description" property="og:description" content="[^"]{4,}"', page)
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{address}"' in page
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert json.loads(data)["@context"] == "https://schema.org"
    assert len(re.findall(r"<h1\b", page)) == 1
    assert "Loading" not in page


@EVERY_PAGE
def test_source_begins_with_its_doctype_and_breaks_no_tag(client: Client, record: Record, kind: str) -> None:
    page = client.get(addresses(record)[kind]).content.decode()
    assert page.startswith("<!DOCTYPE html>\n<html ")
    assert re.findall(r"<[a-z][^<>]*\n[^<>]*>", page) == []
    assert "\n\n" not in page


@pytest.mark.parametrize("kind", [*KINDS, *FOR_SOFTWARE])
def test_page_is_the_same_for_everyone_and_kept_by_caches(record: Record, kind: str) -> None:
    address = (addresses(record) | FOR_SOFTWARE)[kind]
    plain = Client().get(address)
    staff = Client()
    staff.force_login(User.objects.create_superuser("boss"))
    staff.cookies["visitor"] = "someone"
    staff.cookies["csrftoken"] = "damaged"
    assert staff.get(address).content == plain.content
    damaged = Client()
    damaged.cookies["staff_session"] = "damaged"
    for response in (plain, staff.get(address), damaged.get(address)):
        assert "Set-Cookie" not in str(response.serialize_headers())
    assert "Cookie" not in plain.get("Vary", "")
    kept = {"public", "max-age=60", "stale-while-revalidate=600", "stale-if-error=300"}
    assert set(plain["Cache-Control"].split(", ")) == kept


@EVERY_PAGE
def test_page_that_did_not_change_is_answered_304(client: Client, record: Record, kind: str) -> None:
    first = client.get(addresses(record)[kind])
    again = client.get(addresses(record)[kind], headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


@EVERY_PAGE
def test_page_answers_head_and_refuses_post(client: Client, record: Record, kind: str) -> None:
    address = addresses(record)[kind]
    head = client.head(address)
    assert (head.status_code, head["ETag"]) == (200, client.get(address)["ETag"])
    assert client.head(address, headers={"If-None-Match": head["ETag"]}).status_code == 304
    assert client.post(address).status_code == 405


@EVERY_PAGE
def test_page_takes_as_many_queries_for_many_records_as_for_one(
    client: Client, record: Record, kind: str, django_assert_max_num_queries: Any
) -> None:
    address = addresses(record)[kind]
    make_many(record, range(2000, 2015))  # fewer have nobody beside them to show
    with django_assert_max_num_queries(18) as few:
        client.get(address)
    make_many(record, range(1950, 1990))
    for number in range(4, 30):
        make_measure(make_section(record, number))
    with django_assert_max_num_queries(len(few)):
        client.get(address)


def make_many(record: Record, years: range) -> None:
    for year in years:
        other = make_commendation(record.commendation.category, year) if year != 2011 else record.commendation
        recipient = make_recipient() if year % 2 else record.recipient
        make_whole_record(recipient=recipient, commendation=other)


# --- The award page -------------------------------------------------------------------------------


def test_award_page_follows_the_order_of_the_document(client: Client) -> None:
    record = make_record(
        title="样例单位先进事迹材料",
        introduction="引言一段。",
        closing="结语一段。",
        source="样例来源",
        recipient=make_recipient("样例单位全称", region="样例省/样例市"),
        commendation=make_commendation(make_category("样例表彰"), 2011),
    )
    make_distinction(record.recipient, "另一荣誉", issuer="样例机关", holder="样例分部")
    make_figure(record, label="样例面积", value="12.50", unit="平方公里", is_key=True)
    section = make_section(record, title="第一个标题", lead="导语一段。")
    make_measure(section, 1, text="要做的第一件。第一件的做法。")
    make_measure(section, 2, text="要做的第二件。第二件的做法。")
    page = text_of(client.get(record.get_absolute_url()))
    main = page[page.index('class="award-head"') :]
    expected = """
        样例表彰 2011 样例单位全称 样例单位先进事迹材料 主要事迹 引言一段 样例面积 12.5 平方公里
        id="s1" 第一个标题 导语一段 id="s1-m1" 一是 要做的第一件 第一件的做法 id="s1-m2" 二是 第二件的做法 结语一段
        另一荣誉 致敬 样例来源 发布 最后修改
    """.split()  # noqa: SIM905 — in this order
    place = 0
    for said in expected:
        assert said in main[place:], f"{said} in its place"
        place = main.index(said, place)


def test_title_breaks_before_the_names_of_places_and_stays_one_text(client: Client) -> None:
    recipient = make_recipient(region="样例省/样例市")
    record = make_record(title="样例省样例市<b>某街道先进事迹材料", recipient=recipient)
    page = client.get(record.get_absolute_url()).content.decode()
    assert ">样例省<wbr>样例市&lt;b&gt;某街道<wbr>先进事迹材料</p>" in page


def test_key_figures_follow_the_introduction_and_the_others_the_deeds(client: Client) -> None:
    record = make_record(introduction="引言一段。", closing="结语一段。")
    for number in range(1, 9):
        make_figure(record, number, label=f"数目{number}", is_key=number > 5)
    make_figure(record, 9, label="一年", series="历年")
    page = text_of(client.get(record.get_absolute_url()))
    before, _, after = page.partition("结语一段")
    assert LABELS.findall(before.partition("引言一段")[2]) == list("678")
    assert LABELS.findall(after) == list("12345")
    assert "历年" in after


def test_key_figure_of_a_measure_stands_at_the_head_and_with_its_measure(client: Client) -> None:
    record = make_record(introduction="引言一段。")
    measure = make_measure(make_section(record), text="一件事。")
    make_figure(record, measure=measure, label="数目1", is_key=True)
    head, _, deeds = text_of(client.get(record.get_absolute_url())).partition("一件事")
    assert (LABELS.findall(head), LABELS.findall(deeds)) == (["1"], ["1"])


LABELS = re.compile(r"<dt>数目(\d)</dt>")


def test_award_page_states_who_gave_and_who_held_another_honor(client: Client, record: Record) -> None:
    make_distinction(record.recipient, "另一荣誉", year=2009, issuer="样例机关", holder="样例分部")
    page = text_of(client.get(record.get_absolute_url()))
    for said in ("另一荣誉", "2009", "样例机关", "样例分部"):
        assert said in page


def test_award_page_shows_the_figures_of_a_measure_with_it(client: Client) -> None:
    measure = make_measure()
    record = measure.section.version.record
    make_figure(
        record, measure=measure, label="样例收入", value="1.83", unit="亿元", as_of=2010, rank=2, rank_of=92
    )
    page = text_of(client.get(record.get_absolute_url()))
    shown = page[page.index('id="s1-m1"') :]
    for said in ("样例收入", "1.83", "亿元", "2010", "92"):
        assert said in shown


def test_award_page_with_nothing_but_a_title_is_whole(client: Client) -> None:
    record = make_record(commendation=make_commendation(year=None))
    page = text_of(client.get(record.get_absolute_url()))
    assert record.title in page
    assert "None" not in page


def test_award_page_carries_the_number_of_tributes_and_a_plain_form(client: Client) -> None:
    record = make_record(tributes_before=1234)
    page = text_of(client.get(record.get_absolute_url()))
    assert "1234" in re.sub(r"(?<=\d)[,  ](?=\d{3})", "", page)
    assert f'action="/records/{record.pk}/tribute/"' in page
    assert "csrfmiddlewaretoken" not in page


def test_award_page_describes_recipient_and_awards_as_linked_data(client: Client, record: Record) -> None:
    page = client.get(record.get_absolute_url()).content.decode()
    data = json.loads(re.findall(r'ld\+json">(.*?)</script>', page)[0])
    assert data["about"]["name"] == record.recipient.name
    assert str(record.commendation) in data["about"]["award"]
    assert "" not in data["about"].values()


def test_text_that_would_end_the_data_block_does_not(client: Client) -> None:
    record = make_record(title="</script><script>alert(1)</script>")
    page = client.get(record.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    data = json.loads(re.findall(r'ld\+json">(.*?)</script>', page)[0])
    assert data["name"] == record.title


def test_an_edited_measure_is_on_the_page_at_once(client: Client, record: Record) -> None:
    before = client.get(record.get_absolute_url())
    measure = Measure.objects.filter(section__version__record=record)[0]
    measure.text = "改过的文字。"
    measure.save()
    after = client.get(record.get_absolute_url(), headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert "改过的文字" in after.content.decode()


# --- Who sees what --------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["draft", "review"])
def test_unpublished_record_is_nowhere(client: Client, status: str) -> None:
    record = make_record(status, title="尚未公开的标题")
    make_record(commendation=record.commendation)
    assert client.get(record.get_absolute_url()).status_code == 404
    assert client.get(record.recipient.get_absolute_url()).status_code == 404
    category = record.commendation.category.get_absolute_url()
    for address in ("/", category, "/years/2011/", "/feed/", "/sitemap.xml"):
        page = client.get(address).content.decode()
        assert "尚未公开的标题" not in page
        assert f"/records/{record.pk}/" not in page


def test_a_draft_changes_no_byte_of_what_the_public_sees(client: Client, record: Record) -> None:
    seen = [*addresses(record).values(), "/feed/", "/sitemap.xml", "/robots.txt"]
    before = {address: client.get(address).content for address in seen}
    category = record.commendation.category
    make_whole_record(status="draft", commendation=make_commendation(category, 1999), tributes_before=500)
    make_record("review", recipient=record.recipient, commendation=make_commendation(category, 1998))
    make_record(
        commendation=make_commendation(category, 1997), published_at=timezone.now() + timedelta(days=1)
    )
    assert {address: client.get(address).content for address in seen} == before


def test_record_set_for_later_appears_only_then(client: Client) -> None:
    record = make_record(published_at=timezone.now() + timedelta(hours=1))
    assert client.get(record.get_absolute_url()).status_code == 404
    Record.objects.update(published_at=timezone.now())
    assert client.get(record.get_absolute_url()).status_code == 200


def test_withdrawn_record_keeps_its_address_and_says_when_and_why(client: Client) -> None:
    record = make_record("withdrawn", introduction="原来的引言", withdrawal_reason="统计口径有误")
    response = client.get(record.get_absolute_url())
    page = text_of(response)
    assert response.status_code == 410
    assert "统计口径有误" in page
    assert f"{timezone.localtime(record.withdrawn_at):%Y-%m-%d %H:%M}" in page
    assert "原来的引言" not in page
    assert "<form" not in page


def test_thanks_page_is_there_only_for_public_records(client: Client) -> None:
    assert client.get(f"/records/{make_record().pk}/thanks/").status_code == 200
    assert client.get(f"/records/{make_record('draft').pk}/thanks/").status_code == 404
    assert client.get(f"/records/{make_record('withdrawn').pk}/thanks/").status_code == 404


def test_preview_shows_a_draft_to_staff_who_may_see_records(client: Client) -> None:
    record = make_record("draft", title="草稿标题")
    editor = User.objects.create_user("editor", is_staff=True)
    editor.user_permissions.add(Permission.objects.get(codename="view_record"))
    client.force_login(editor)
    response = client.get(f"/records/{record.pk}/preview/")
    assert response.status_code == 200
    assert "草稿标题" in text_of(response)
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"


def test_preview_shows_a_draft_to_nobody_else(client: Client) -> None:
    address = f"/records/{make_record('draft').pk}/preview/"
    assert client.get(address).status_code == 302
    client.force_login(User.objects.create_user("reader"))
    assert client.get(address).status_code == 302
    client.force_login(User.objects.create_user("clerk", is_staff=True))
    assert client.get(address).status_code == 404


# --- Lists ----------------------------------------------------------------------------------------


def test_category_lists_the_records_below_it_too(client: Client) -> None:
    top = make_category("上级分类")
    record = make_record(commendation=make_commendation(make_category("下级分类", parent=top)))
    assert record.get_absolute_url() in text_of(client.get(top.get_absolute_url()))


@pytest.mark.parametrize("address", ["/", "/categories/"])
def test_categories_that_nobody_filed_yet_come_after_the_others(client: Client, address: str) -> None:
    for name, fields in (
        ("新来的", {"filed": False}),
        ("官方的", {"position": 7}),
        ("官方的另一个", {"position": 9}),
    ):
        make_record(commendation=make_commendation(make_category(name, **fields)))
    listed = text_of(client.get(address)).partition("/categories/")[2].partition("</main>")[0]
    found = [name for name in re.findall(r">\s*([^<>]+?)\s*</a>", listed) if "的" in name]
    assert list(dict.fromkeys(found))[:3] == ["官方的", "官方的另一个", "新来的"], found


def test_category_that_only_drafts_brought_along_is_not_public(client: Client) -> None:
    category = make_category("也许读错的分类")
    record = make_record("draft", commendation=make_commendation(category))
    assert client.get(category.get_absolute_url()).status_code == 404
    for address in ("/", "/categories/", "/sitemap.xml"):
        page = client.get(address).content.decode()
        assert "也许读错的分类" not in page
        assert category.get_absolute_url() not in page
    publish(record, by=None)
    assert client.get(category.get_absolute_url()).status_code == 200


def test_category_keeps_its_address_when_its_record_is_withdrawn(client: Client) -> None:
    category = make_record("withdrawn").commendation.category
    assert client.get(category.get_absolute_url()).status_code == 200


def test_category_without_records_explains_itself(client: Client) -> None:
    response = client.get(make_category("还没有记录的分类").get_absolute_url())
    assert response.status_code == 200
    assert "还没有" in text_of(response)


def test_empty_site_has_a_home_page(client: Client) -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert "None" not in text_of(response)


def test_recipient_page_lists_all_its_records(client: Client) -> None:
    recipient = make_recipient()
    records = [make_record(recipient=recipient, commendation=make_commendation(year=y)) for y in (2001, 2011)]
    page = text_of(client.get(recipient.get_absolute_url()))
    assert all(record.get_absolute_url() in page for record in records)


def test_long_list_is_divided_and_shows_each_record_once(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(pages, "RECORDS_PER_PAGE", 3)
    commendation = make_commendation()
    records = {make_record(commendation=commendation).get_absolute_url() for _ in range(7)}
    address = commendation.category.get_absolute_url()
    found: list[str] = []
    for number in (1, 2, 3):
        page = text_of(client.get(address, {"page": number}))
        found += set(re.findall(r"/records/\d+/", page))
    assert sorted(found) == sorted(records)
    assert f'href="{address}?page=2"' in text_of(client.get(address))


@pytest.mark.parametrize("number", ["0", "-1", "2", "x", "１", "1.0", "", "%00", "9" * 5000, "1 "])
def test_page_that_is_not_there_is_not_found(client: Client, number: str) -> None:
    address = make_record().commendation.category.get_absolute_url()
    status = client.get(f"{address}?page={number}").status_code
    assert status == (400 if number == "%00" else 404)


@pytest.mark.parametrize(
    "address",
    [
        "/records/999999/",
        "/records/99999999999999999999999999/",
        "/records/" + "9" * 5000 + "/",
        "/records/-1/",
        "/records/1e3/",
        "/categories/99999999999999999999999999/",
        "/recipients/99999999999999999999999999/",
        "/years/99999999999999999999999999/",
        "/years/1999/",
        "/records/99999999999999999999999999/tribute/",
        "/records/99999999999999999999999999/thanks/",
        "/media/images/missing.png",
        "/media/images/..%2F..%2Fsecret_key",
        "/nothing-here",
    ],
    ids=lambda address: address[:40],
)
def test_what_is_not_there_is_not_found_in_plain_words(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    if "tribute" not in address:
        assert "没有找到" in text_of(response)


def test_no_level_of_headings_is_left_out(client: Client) -> None:
    introduced = make_recipient(introduction="## 简介")
    record = make_record(recipient=introduced, introduction="### 引言", closing="# 结语")
    for number, title in enumerate(["", "有题目的一章"], 1):
        make_measure(make_section(record, number, title=title), text="第一句。\n\n# 小标题")
    for address in (record.get_absolute_url(), introduced.get_absolute_url()):
        page = client.get(address).content.decode()
        levels = [int(level) for level in re.findall(r"<h([1-6])\b", page)]
        assert all(after <= before + 1 for before, after in pairwise(levels)), levels


def test_contents_list_the_sections_that_have_a_title(client: Client) -> None:
    record = make_record()
    for number, title in enumerate(["", "", "甲"], 1):
        make_section(record, number, title=title, lead="一段。")
    assert "目录" not in text_of(client.get(record.get_absolute_url()))
    make_section(record, 4, title="乙", lead="一段。")
    contents = text_of(client.get(record.get_absolute_url())).partition("目录")[2].partition("</nav>")[0]
    assert re.findall(r">([^<> ]+)</a>", contents) == ["甲", "乙"]


def test_moments_are_written_as_html_reads_them(client: Client, record: Record) -> None:
    withdrawn = make_whole_record()
    withdraw(withdrawn, by=None, reason="名称有误。")
    for shown in (record, withdrawn):
        page = client.get(shown.get_absolute_url()).content.decode()
        written = re.findall(r'datetime="([^"]*T[^"]*)"', page)
        assert written
        assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0800", moment) for moment in written)


@pytest.mark.parametrize("variant", ["", "/elder", "/zh-hant", "/zh-hant/elder"])
def test_who_finds_nothing_at_an_address_can_search_there(client: Client, variant: str) -> None:
    response = client.get(f"{variant}/records/999/")
    assert response.status_code == 404
    assert f'role="search" action="{variant}/search/"' in text_of(response)


# --- For other software ---------------------------------------------------------------------------


def test_feed_lists_the_latest_records_with_absolute_addresses(client: Client, record: Record) -> None:
    response = client.get("/feed/", headers={"Host": "localhost"})
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(response.content)
    (entry,) = feed.findall("a:entry", ATOM)
    link = entry.find("a:link", ATOM)
    assert link is not None
    assert link.get("href") == f"http://127.0.0.1:8000{record.get_absolute_url()}"
    assert b"localhost" not in response.content


@pytest.mark.parametrize("address", ["/feed/", "/categories/{category}/feed/", "/years/{year}/feed/"])
def test_feed_names_its_author_and_is_open_to_other_sites(
    client: Client, record: Record, address: str
) -> None:
    commendation = record.commendation
    response = client.get(address.format(category=commendation.category_id, year=commendation.year))
    author = ElementTree.fromstring(response.content).findtext("a:author/a:name", namespaces=ATOM)
    assert author == "荣誉录"
    assert response["Access-Control-Allow-Origin"] == "*"


def test_entry_of_a_record_without_deeds_says_who_was_honored_with_what(client: Client) -> None:
    record = make_record(introduction="", post="样例厂技师")
    feed = ElementTree.fromstring(client.get("/feed/").content)
    summary = feed.findtext("a:entry/a:summary", namespaces=ATOM)
    assert summary == f"{record.recipient.name}（样例厂技师），{record.commendation}。"


def test_text_of_an_entry_is_no_markup_to_who_reads_it_as_html(client: Client, record: Record) -> None:
    Version.objects.filter(record=record).update(introduction=r"写作 `<img src=x onerror=alert(1)>` 的一段。")
    feed = ElementTree.fromstring(client.get("/feed/").content)
    summary = feed.find("a:entry/a:summary", ATOM)
    assert summary is not None
    assert (summary.get("type"), unescape(summary.text or "")) == (
        "html",
        "写作 <img src=x onerror=alert(1)> 的一段。",
    )
    assert "<img" not in (summary.text or "")


def test_sitemap_lists_every_public_page_from_the_sites_own_address(client: Client, record: Record) -> None:
    found, index = list[str](), in_sitemap(client, "/sitemap.xml")
    for part in index:
        found += in_sitemap(client, part)
    assert sorted(found) == sorted([*addresses(record).values(), "/verify/", "/organizations/?initial=Y"])


def in_sitemap(client: Client, address: str) -> list[str]:
    response = client.get(address, headers={"Host": "localhost"})
    assert b"localhost" not in response.content
    return re.findall(r"<loc>http://127.0.0.1:8000(.*?)</loc>", response.content.decode())


def test_sitemap_index_names_every_part_of_a_long_list(
    client: Client, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("records.views.sitemaps.ADDRESSES_PER_PART", 3)
    parts = [address for address in in_sitemap(client, "/sitemap.xml") if "pages" in address]
    assert parts == ["/sitemap-pages.xml", *(f"/sitemap-pages.xml?p={part}" for part in (2, 3, 4, 5))]
    assert [len(in_sitemap(client, part)) for part in parts] == [3, 3, 3, 3, 2]


def test_category_and_year_have_feeds_of_their_own(client: Client, record: Record) -> None:
    other = make_record(commendation=make_commendation(make_category("别的分类"), 1999))
    for page in (record.commendation.category.get_absolute_url(), f"/years/{record.commendation.year}/"):
        shown = text_of(client.get(page))
        assert f'href="{page}feed/"' in shown
        feed = client.get(f"{page}feed/").content.decode()
        assert record.get_absolute_url() in feed
        assert other.get_absolute_url() not in feed
    assert client.get("/years/1998/feed/").status_code == 404
    assert client.get("/categories/999/feed/").status_code == 404


def test_browser_is_told_how_to_search_here(client: Client, record: Record) -> None:
    assert 'type="application/opensearchdescription+xml"' in text_of(client.get("/search/"))
    described = client.get("/opensearch.xml").content.decode()
    assert 'template="http://127.0.0.1:8000/search/?q={searchTerms}"' in described


@pytest.mark.parametrize("asked", ["0", "01", "999999", "-1", "x", "1" * 30, ""])
def test_part_of_a_sitemap_that_is_not_there_is_not_found(client: Client, record: Record, asked: str) -> None:
    assert client.get("/sitemap-records.xml", {"p": asked}).status_code == 404
    assert client.get(f"/sitemap-nothing{asked}.xml").status_code == 404


def test_sitemap_lists_records_in_parts_by_their_ids(
    client: Client, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("records.views.sitemaps.ADDRESSES_PER_PART", 2)
    others = [make_record(pk=record.pk + 5), make_record(pk=record.pk + 6), make_record("withdrawn")]
    later = make_record(published_at=timezone.now() + timedelta(days=1))
    reindex([record.pk, later.pk, *(other.pk for other in others)])
    parts = [part for part in in_sitemap(client, "/sitemap.xml") if "records" in part]
    listed = [in_sitemap(client, part) for part in parts]
    assert all(0 < len(part) <= 2 for part in listed)
    assert [one for part in listed for one in part] == [
        one.get_absolute_url() for one in (record, *others[:2])
    ]


def test_sitemap_tells_when_a_record_changed(client: Client, record: Record) -> None:
    moment = datetime(2026, 11, 28, 8, tzinfo=UTC)
    Record.objects.filter(pk=record.pk).update(updated_at=moment, published_at=moment - timedelta(days=1))
    part = address_of("records", (record.pk - 1) // ADDRESSES_PER_PART + 1)
    assert "<lastmod>2026-11-28T08:00:00+00:00<" in client.get(part).content.decode()


def test_robots_are_shown_the_sitemap_and_kept_from_the_admin(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /admin/" in text
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in text


def test_robots_read_no_lists_that_filters_make(client: Client, record: Record) -> None:
    """Each filter on each combination of others: 640 of 904 pages that a crawler took of seven records."""
    make_record(commendation=make_commendation(make_category("别的分类"), 1999))
    forbidden = tuple(re.findall("Disallow: (.+)", client.get("/robots.txt").content.decode()))
    for prefix in ("", "/elder", "/zh-hant", "/zh-hant/elder"):
        page = client.get(f"{prefix}/search/").content.decode()
        filters = [unescape(link) for link in re.findall(r'<a [^>]*href="([^"]*search/\?[^"]*)"', page)]
        assert filters
        assert all(link.startswith(forbidden) for link in filters)
        assert not f"{prefix}/search/".startswith(forbidden)
        assert all(
            'rel="nofollow"' in link for link in re.findall(r'<a [^>]*href="[^"]*search/\?[^>]*>', page)
        )


# --- Rows -----------------------------------------------------------------------------------------


def row_of(client: Client, record: Record) -> str:
    page = client.get("/").content.decode()
    (row,) = [row for row in page.split("<article") if f'"{record.get_absolute_url()}"' in row]
    return text_of_html(row.partition("</article>")[0])


def text_of_html(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", "", html).split())


def test_a_row_names_the_honored_and_says_the_first_sentence(client: Client) -> None:
    record = make_record(
        introduction="他守了四十年灯塔。后来也是。",
        recipient=make_recipient("张样本", kind="person", region="甲省/乙市"),
        commendation=make_commendation(make_category("样例表彰"), 2011),
    )
    assert row_of(client, record).endswith("样例表彰（2011年） 张样本 甲省乙市 他守了四十年灯塔。")
    assert record.title not in row_of(client, record)


def test_a_row_says_the_post_in_place_of_the_place_and_the_summary_in_place_of_the_first_sentence(
    client: Client,
) -> None:
    record = make_record(
        introduction="引言一句。",
        summary="办成了一件事。",
        post="某村书记",
        recipient=make_recipient("张样本", kind="person", region="甲省/乙市"),
    )
    assert row_of(client, record).endswith("张样本 某村书记 办成了一件事。")


def test_a_long_first_sentence_ends_with_a_clause(client: Client) -> None:
    record = make_record(introduction="，".join(["一件十个字长的样例事情"] * 12) + "。")
    said = row_of(client, record).rpartition(" ")[2]
    assert re.fullmatch(r"(一件十个字长的样例事情，)+一件十个字长的样例事情……", said)


def test_home_tells_of_no_tributes_before_there_is_one(client: Client) -> None:
    make_record(tributes_before=0)
    assert "人次致敬" not in client.get("/").content.decode()
    make_record(tributes_before=3)
    assert "<b>3</b> 人次致敬" in client.get("/").content.decode()


def test_home_shows_the_record_that_staff_chose_once_and_first(client: Client) -> None:
    chosen = make_record(recipient=make_recipient("张样本", kind="person"))
    for _ in range(8):
        make_record()
    SiteSettings.objects.create(featured=chosen)
    page = client.get("/").content.decode()
    assert page.count(f'href="{chosen.get_absolute_url()}"') == 1
    assert page.index("推荐阅读") < page.index("张样本") < page.index("最新发布")


def test_a_withdrawn_record_is_recommended_no_more(client: Client) -> None:
    chosen = make_record()
    SiteSettings.objects.create(featured=chosen)
    withdraw(chosen, by=None, reason="名称有误。")
    assert "推荐阅读" not in client.get("/").content.decode()
