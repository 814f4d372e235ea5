"""繁體: words by OpenCC, names by their own characters, and not a byte else changed."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from records.models import Recipient
from records.presentation.traditional import converter, names_of, page_in_traditional, to_traditional
from tests.factories import make_recipient, make_record

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


def test_traps_of_names_and_words_are_written_right() -> None:
    traps = pairs("traditional_traps.txt")
    wrong = [right for simplified, right in traps if to_traditional(simplified) != right]
    assert len(traps) >= 200
    assert len(wrong) <= len(traps) / 100, wrong


def pairs(name: str) -> list[list[str]]:
    written = (Path(__file__).parent / name).read_text().splitlines()
    return [line.split("|") for line in written if not line.startswith("#")]


def test_mistakes_of_opencc_are_not_ours() -> None:
    for simplified, right in pairs("opencc_mistakes.txt"):
        assert converter().convert(simplified) != right, "mended by OpenCC: take the line out"
        assert to_traditional(simplified) == right


def test_name_that_is_known_at_one_place_is_known_at_all() -> None:
    assert (
        to_traditional("党员涂建国来了。对涂建国来说，涂料要省。")
        == "黨員涂建國來了。對涂建國來說，塗料要省。"
    )


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("防患于未然", "防患於未然"),
        ("党员于海军在。对于海军建设，由于海军的努力", "黨員于海軍在。對於海軍建設，由於海軍的努力"),
        ("村里同志向群众学习", "村裡同志向群眾學習"),
        ("师范学校的范围", "師範學校的範圍"),
        ("谷雨时节种谷子", "穀雨時節種穀子"),
        ("胡萝卜和郁金香", "胡蘿蔔和鬱金香"),
    ],
)
def test_words_that_look_like_names_are_words(simplified: str, traditional: str) -> None:
    assert to_traditional(simplified) == traditional


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


@given(st.lists(st.sampled_from(["李里", "里面", "\x1e", "\x1f", "\0", "发", "<b>", 'href="里"', "a"])))
def test_name_is_kept_wherever_it_stands(parts: list[str]) -> None:
    text = "，".join(parts)
    assert page_in_traditional(text, {"李里"}).count("李里") == text.count("李里")


def test_many_threads_convert_as_one_does() -> None:
    texts = [f"第{number}条发展" * 200 for number in range(50)]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(converter().convert, texts)) == [converter().convert(text) for text in texts]


def test_title_and_name_on_the_page_of_a_person(client: Client) -> None:
    honored = make_recipient("李里", kind="person")
    record = make_record(title="李里在村里发展", recipient=honored)
    page = client.get(f"/zh-hant{record.get_absolute_url()}").content.decode()
    assert "李里在村裡發展" in page
    assert "李裡" not in page
