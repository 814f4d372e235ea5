"""繁體: words by OpenCC, names by their own characters, and not a byte else changed."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from records import publishing
from records.models import Recipient
from records.presentation.traditional import converter, names_of, page_in_traditional, to_traditional
from tests.factories import make_measure, make_recipient, make_record, make_section, make_whole_record

pytestmark = pytest.mark.django_db


def person(name: str, region: str = "") -> Recipient:
    return Recipient(name=name, kind="person", region=region)


def about(*recipients: Recipient) -> frozenset[str]:
    return names_of(recipients)


# --- Names -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("recipient", "simplified", "traditional"),
    [
        (person("李里"), "李里到村里去", "李里到村裡去"),
        (person("余秋雨"), "余秋雨把余粮交了", "余秋雨把餘糧交了"),
        (person("范仲淹"), "范书记定下范围", "范書記定下範圍"),
        (person("某某", "河南省/浚县"), "在浚县疏浚河道", "在浚縣疏浚河道"),
        (person("党国英"), "党国英是党员", "黨國英是黨員"),
        (person("马云"), "马云", "馬雲"),
    ],
)
def test_names_keep_their_characters_and_words_are_converted(
    recipient: Recipient, simplified: str, traditional: str
) -> None:
    assert to_traditional(simplified, about(recipient)) == traditional


def test_surname_after_its_own_word_is_kept_without_being_known() -> None:
    assert to_traditional("他姓范，你姓余，老百姓里") == "他姓范，你姓余，老百姓裡"


def test_place_within_the_name_of_an_organization_is_kept_and_its_words_are_not() -> None:
    office = Recipient(name="浚县干部学院", kind="organization", region="河南省/浚县")
    assert to_traditional(office.name, about(office)) == "浚縣幹部學院"


def test_longer_name_goes_before_the_shorter_within_it() -> None:
    assert to_traditional("大里村", about(person("某人", "某县/里村/大里村"))) == "大里村"


def test_name_of_one_character_is_no_name() -> None:
    assert to_traditional("这里", about(person("某", "里"))) == "這裡"


# --- Pages -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("<p>“五个‘好’”</p>", "<p>「五個『好』」</p>"),
        ('<img alt="图书馆" src="/media/图.png">', '<img alt="圖書館" src="/media/图.png">'),
        ('<input name="发" value="发展">', '<input name="发" value="發展">'),
        ('<meta name="description" content="发展">', '<meta name="description" content="發展">'),
        (
            '<a href="mailto:a@b.example?subject=发展">发展</a>',
            '<a href="mailto:a@b.example?subject=发展">發展</a>',
        ),
        ('<a lang="zh-Hans" href="/">简体</a>', '<a lang="zh-Hans" href="/">简体</a>'),
        ("见 https://a.example/发展 发展", "見 https://a.example/发展 發展"),
        ('{"@type": "Article", "name": "发展"}', '{"@type": "Article", "name": "發展"}'),
        ('<li id="s1-m2" title="a > 发">发</li>', '<li id="s1-m2" title="a > 發">發</li>'),
    ],
)
def test_words_of_a_page_are_converted_and_its_addresses_are_not(simplified: str, traditional: str) -> None:
    assert page_in_traditional(simplified, ()) == traditional


@given(st.text())
def test_no_character_is_lost_or_added(text: str) -> None:
    assert len(to_traditional(text)) == len(text)


@given(st.text(st.characters(max_codepoint=0x2FF)))
def test_text_without_chinese_stays_as_it_is(text: str) -> None:
    assert page_in_traditional(text, {"李里"}) == text


@given(st.lists(st.sampled_from(["李里", "里面", "\x1e", "\0", "发", "<b>", 'href="里"', "a"])))
def test_name_is_kept_wherever_it_stands(parts: list[str]) -> None:
    text = "，".join(parts)
    assert page_in_traditional(text, {"李里"}).count("李里") == text.count("李里")


def test_many_threads_convert_as_one_does() -> None:
    texts = [f"第{number}条发展" * 200 for number in range(50)]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(converter().convert, texts)) == [converter().convert(text) for text in texts]


# --- The site --------------------------------------------------------------------------------------


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_page_says_which_characters_it_is_written_in(client: Client) -> None:
    record = make_record(title="发展")
    page = text_of(client, f"/zh-hant{record.get_absolute_url()}")
    assert '<html lang="zh-Hant"' in page
    assert '"inLanguage":"zh-Hant"' in page
    assert re.search(rf'rel="canonical"\s+href="[^"]*/zh-hant{record.get_absolute_url()}"', page)


@pytest.mark.parametrize("prefix", ["", "/elder", "/zh-hant", "/zh-hant/elder"])
def test_each_variant_names_the_page_in_both_scripts(client: Client, prefix: str) -> None:
    address = make_record().get_absolute_url()
    page = text_of(client, prefix + address)
    named = dict(re.findall(r'rel="alternate"\s+hreflang="([^"]+)"\s+href="https?://[^/]+([^"]+)"', page))
    assert named == {"zh-Hans": address, "zh-Hant": f"/zh-hant{address}"}


def test_anchors_are_the_same_in_both_scripts(client: Client) -> None:
    address = make_whole_record().get_absolute_url()
    anchors = [
        re.findall(r'\bid="([^"]+)"', text_of(client, prefix + address)) for prefix in ("", "/zh-hant")
    ]
    assert anchors[0] == anchors[1]
    assert "s2-m3" in anchors[0]


@pytest.mark.parametrize("prefix", ["/elder", "/zh-hant", "/zh-hant/elder"])
def test_every_link_leads_on_in_the_same_variant(client: Client, prefix: str) -> None:
    record = make_whole_record()
    make_measure(make_section(record, 4), text="做法。见[另一条](/records/1/)。")
    seen, waiting = set(), {f"{prefix}/"}
    while waiting:
        address = waiting.pop()
        seen.add(address)
        page = text_of(client, address)
        links = re.findall(r'<a\b(?![^>]*\bhreflang=)[^>]*\bhref="(/[^"]*)"', page)
        assert [
            link for link in links if not link.startswith((f"{prefix}/", "/feed", "/sitemap", "/api/"))
        ] == [], address
        waiting |= {link.split("#")[0] for link in links if link.startswith(prefix)} - seen
    assert f"{prefix}{record.get_absolute_url()}" in seen


def test_a_link_without_its_last_slash_leads_on_in_the_variant(client: Client) -> None:
    record = make_whole_record()
    make_measure(make_section(record, 4), text=f"做法。见[另一条](/records/{record.pk}#s1)。")
    page = text_of(client, f"/zh-hant{record.get_absolute_url()}")
    assert f'href="/zh-hant/records/{record.pk}/#s1"' in page


def test_a_link_to_a_file_of_the_site_stays_as_it_is(client: Client) -> None:
    record = make_whole_record()
    make_measure(
        make_section(record, 4), text="做法。见[数据文件](/records/1.json)和[订阅](/years/2011/feed/)。"
    )
    page = text_of(client, f"/zh-hant{record.get_absolute_url()}")
    assert 'href="/records/1.json"' in page
    assert 'href="/years/2011/feed/"' in page


def test_page_that_is_not_there_says_so_in_the_variant_asked_for(client: Client) -> None:
    page = text_of(client, "/zh-hant/elder/no-such-page/")
    assert "沒有找到這個網頁" in page
    assert 'href="/zh-hant/elder/"' in page


def test_title_and_name_on_the_page_of_a_person(client: Client) -> None:
    honored = make_recipient("李里", kind="person")
    record = make_record(title="李里在村里发展", recipient=honored)
    page = text_of(client, f"/zh-hant{record.get_absolute_url()}")
    assert "李里在村裡發展" in page
    assert "李裡" not in page


def refused(client: Client, accept: str) -> Any:
    record = make_record()
    publishing.withdraw(record, reason="材料有误", by=None)
    asked = f"/records/{record.pk}/tribute/?variant=hant"
    return client.post(asked, headers={"accept": accept, "sec-fetch-site": "same-origin"})


def test_refused_tribute_is_told_in_the_characters_of_the_page_it_came_from(client: Client) -> None:
    assert refused(client, "application/json").json()["error"] == "這條表彰記錄已經撤回，不再接受致敬。"


def test_page_of_a_refused_tribute_is_in_the_version_it_came_from(client: Client) -> None:
    page = refused(client, "text/html").content.decode()
    assert "這條表彰記錄已經撤回" in page
    assert 'href="/zh-hant/about/tributes/"' in page


def test_tribute_paid_by_the_plain_form_ends_in_the_same_variant(client: Client) -> None:
    record = make_record()
    asked = f"/records/{record.pk}/tribute/?variant=hant-elder"
    answer = client.post(asked, headers={"accept": "text/html", "sec-fetch-site": "same-origin"})
    assert answer.status_code == 303
    assert answer["Location"] == f"/zh-hant/elder/records/{record.pk}/thanks/"


def test_query_does_not_choose_the_variant_of_a_page_that_is_read(client: Client) -> None:
    assert "zh-Hant" not in re.findall(r'<html lang="([^"]+)"', text_of(client, "/?variant=hant"))
