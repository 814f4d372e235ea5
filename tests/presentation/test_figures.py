"""Pictures in a text: those alone in their paragraph with a caption, all with their size."""

import re
from typing import Any

import pytest
from django.test import Client

from records.presentation.markdown import to_html, to_lines
from records.presentation.passages import passages, picture_rows
from tests.factories import make_measure, make_picture, make_record, make_section

pytestmark = pytest.mark.django_db

ADDRESS = "/media/images/a.webp"


def words(shown: str) -> tuple[str, str]:
    """Returns the alternative text, and what stands under the picture."""
    alt, caption = re.search(r'alt="([^"]*)"', shown), re.search(r"<figcaption>(.*)</figcaption>", shown)
    return (alt[1] if alt else "", caption[1] if caption else "")


def test_picture_alone_in_its_paragraph_is_a_figure() -> None:
    make_picture("a.webp", width=400, height=300, alt="义诊", caption="在广场上", credit="张三")
    assert to_html(f"甲。\n\n![]({ADDRESS})\n\n乙。") == (
        f'<p>甲。</p>\n<figure>\n<img src="{ADDRESS}" width="400" height="300" alt="义诊" loading="lazy">\n'
        "<figcaption>在广场上　摄影：张三</figcaption>\n</figure>\n<p>乙。</p>"
    )


def test_each_of_several_pictures_in_one_paragraph_is_a_figure() -> None:
    shown = to_html(f"![甲]({ADDRESS})\n![乙](/media/images/b.webp)")
    assert shown.count("<figure>") == 2
    assert "<p>" not in shown


def test_picture_within_a_sentence_stays_in_it_with_its_size() -> None:
    make_picture("a.webp")
    shown = to_html(f"前![图]({ADDRESS})后")
    assert shown.startswith('<p>前<img src="')
    assert 'width="1200" height="800" alt="图"' in shown
    assert shown.endswith('loading="lazy">后</p>')


def test_picture_within_a_sentence_has_its_caption_in_a_line_of_its_own() -> None:
    make_picture("a.webp", caption="在广场上", credit="张三")
    assert to_html(f"前![图]({ADDRESS})后").endswith(
        'loading="lazy">\n<small>在广场上　摄影：张三</small>\n后</p>'
    )
    assert to_lines(f"前![图]({ADDRESS})后").split("\n") == ["前", "在广场上　摄影：张三", "后"]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (f"![]({ADDRESS})", ("义诊", "在广场上　摄影：张三")),
        (f"![测血压]({ADDRESS})", ("测血压", "在广场上　摄影：张三")),
        (f'![]({ADDRESS} "正在测血压")', ("义诊", "正在测血压　摄影：张三")),
    ],
)
def test_words_of_the_text_win_over_those_of_the_picture(written: str, shown: tuple[str, str]) -> None:
    make_picture("a.webp", alt="义诊", caption="在广场上", credit="张三")
    assert words(to_html(written)) == shown


@pytest.mark.parametrize(
    ("credit", "named"), [("张三", "摄影：张三"), ("来源：样例报", "来源：样例报"), ("", "")]
)
def test_who_made_the_picture_is_named_as_is_said(credit: str, named: str) -> None:
    make_picture("a.webp", credit=credit)
    assert words(to_html(f"![]({ADDRESS})"))[1] == named


def test_picture_without_a_row_is_shown_with_the_words_of_the_text() -> None:
    shown = to_html(f'![义诊]({ADDRESS} "在广场上")')
    assert words(shown) == ("义诊", "在广场上")
    assert f'<img src="{ADDRESS}" alt="义诊" loading="lazy">' in shown


@pytest.mark.parametrize("mark", ["<script>alert(1)</script>", '" onerror="alert(1)', "a > b", "&lt;b&gt;"])
def test_words_of_pictures_are_no_html(mark: str) -> None:
    make_picture("a.webp", alt=mark, caption=mark, credit=mark)
    shown = to_html(f"![]({ADDRESS})")
    assert "<script" not in shown
    assert ' onerror="' not in shown


@pytest.mark.parametrize("written", ["甲 > 乙", "甲 \\< 乙"])
def test_signs_of_greater_and_less_stand_in_the_words_of_a_picture(written: str) -> None:
    assert to_html(f"![{written}]({ADDRESS})").startswith("<figure>")


def test_caption_is_among_the_words_of_the_text() -> None:
    make_picture("a.webp", caption="在广场上", credit="张三")
    assert to_lines(f"甲。\n\n![义诊]({ADDRESS})").split("\n") == ["甲。", "", "", "在广场上　摄影：张三", ""]


# --- A whole record ---------------------------------------------------------------------------------


def test_pictures_of_a_page_are_asked_for_once(client: Client, django_assert_max_num_queries: Any) -> None:
    record = make_record(introduction="![](/media/images/p0.webp)")
    section = make_section(record, lead="![](/media/images/p1.webp)")
    for number in range(1, 9):
        make_measure(section, number, text=f"![](/media/images/p{number}.webp)\n\n正文。")
    for number in range(9):
        make_picture(f"p{number}.webp", caption=f"图注{number}")
    with django_assert_max_num_queries(60) as asked:
        page = client.get(record.get_absolute_url()).content.decode()
    assert page.count("<figcaption>") == 10
    assert len([query for query in asked.captured_queries if 'FROM "records_picture"' in query["sql"]]) == 1


def test_words_of_a_record_ask_for_its_pictures_once(django_assert_num_queries: Any) -> None:
    record = make_record(introduction=f"![]({ADDRESS})", closing=f"![]({ADDRESS})")
    make_picture("a.webp", caption="在广场上")
    list(record.sections.all())
    with django_assert_num_queries(2):
        assert [one.words.strip() for one in passages(record)][1:] == ["在广场上", "在广场上"]


def test_record_without_pictures_asks_for_none(django_assert_num_queries: Any) -> None:
    rows = picture_rows(make_record(introduction="**无图**"))
    with django_assert_num_queries(0):
        assert rows.at(ADDRESS) is None


def test_caption_is_written_in_traditional_characters(client: Client) -> None:
    record = make_record(introduction=f"![]({ADDRESS})")
    make_picture("a.webp", alt="义诊", caption="党员义诊", credit="张三")
    page = client.get(f"/zh-hant{record.get_absolute_url()}").content.decode()
    assert words(page.partition("<figure>")[2]) == ("義診", "黨員義診　攝影：張三")
    assert f'src="{ADDRESS}"' in page


def test_caption_is_in_the_text_that_machines_read(client: Client) -> None:
    record = make_record(introduction=f"![]({ADDRESS})")
    make_picture("a.webp", caption="在广场上")
    assert "在广场上" in client.get(f"/records/{record.pk}.txt").content.decode()
    assert "在广场上" in client.get(f"/records/{record.pk}.jsonld").json()["articleBody"]
