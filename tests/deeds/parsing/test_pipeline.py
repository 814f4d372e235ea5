"""How lines become sections and measures, one rule a test."""

import pytest

from records.deeds import Reading, read_deeds
from tests.deeds.specimens import reading


def read(*lines: str) -> Reading:
    return read_deeds("\n".join(lines).encode(), "a.txt")


def outline(found: Reading) -> list[tuple[str | None, str, list[str]]]:
    return [(s.title, s.lead, [m.marker + m.text for m in s.measures]) for s in found.deeds.sections]


def codes(found: Reading) -> set[str]:
    return {message.code for message in found.messages}


TITLE = "样本街道先进事迹材料"
TEXT = "样本街道请人来写样本，写完请人来看，看完再请大家一起用，用完记下来存好。"


def test_prose_alone_is_introduction_and_said_so():
    found = read(TITLE, "样本街道做了很多事。", "每一件都有记录。")
    assert found.deeds.introduction == "样本街道做了很多事。\n\n每一件都有记录。"
    assert outline(found) == []
    assert codes(found) == {"no-award", "no-sections"}


def test_short_lines_above_prose_are_section_titles():
    found = read(TITLE, "这是引言。", "立好样本", "先有样本。", "用好样本", "再看效果。", "常看。")
    assert outline(found) == [("立好样本", "先有样本。", []), ("用好样本", "再看效果。\n\n常看。", [])]


def test_first_section_needs_no_introduction_where_others_have_titles():
    found = read(TITLE, "立好样本", "先有样本。", "用好样本", "再看效果。")
    assert found.deeds.introduction == ""
    assert [title for title, _, _ in outline(found)] == ["立好样本", "用好样本"]


def test_short_line_above_the_only_prose_is_left_out():
    found = read(TITLE, "样本办公室", "先有样本。")
    assert outline(found) == []
    assert found.deeds.left_out == ("样本办公室",)


def test_numbered_headings_lose_their_numbers_but_the_numbers_are_kept():
    found = read(TITLE, "这是引言。", "一、勤勉、踏实，立好样本", "先有样本。", "二、用好样本", "再看效果。")
    assert [title for title, _, _ in outline(found)] == ["勤勉、踏实，立好样本", "用好样本"]
    assert found.deeds.left_out == ("一、", "二、")


def test_short_line_that_ends_a_sentence_is_no_heading():
    found = read(TITLE, "这是引言。", "立好样本", "先有样本。", "这就是样本!")
    assert outline(found) == [("立好样本", "先有样本。\n\n这就是样本!", [])]


def test_measures_may_follow_in_one_line_or_begin_lines():
    inline = read(TITLE, "引言。", "立好样本", "先写。一是甲；二是乙；三是丙。")
    lines = read(TITLE, "引言。", "立好样本", "先写。", "一是甲；", "二是乙；", "三是丙。")
    assert outline(inline) == outline(lines) == [("立好样本", "先写。", ["一是甲；", "二是乙；", "三是丙。"])]


def test_measures_count_from_one_without_gaps():
    found = read(TITLE, "引言。", "立好样本", "先写。一是甲。三是丙。二是乙。")
    assert outline(found) == [("立好样本", "先写。", ["一是甲。三是丙。", "二是乙。"])]


def test_list_begins_anew_behind_a_full_stop_only():
    anew = read(TITLE, "引言。", "立好样本", "一是甲。二是乙。一是丙。二是丁。")
    within = read(TITLE, "引言。", "立好样本", "一是甲，包括，一是丙。二是乙。")
    assert outline(anew)[0][2] == ["一是甲。", "二是乙。", "一是丙。", "二是丁。"]
    assert outline(within)[0][2] == ["一是甲，包括，一是丙。", "二是乙。"]


def test_lone_measure_is_kept_and_doubted():
    found = read(TITLE, "引言。", "立好样本", "先写。一是甲。")
    assert outline(found) == [("立好样本", "先写。", ["一是甲。"])]
    doubt = next(message for message in found.messages if message.code == "lone-measure")
    assert doubt.line == 4


def test_measures_without_any_heading_form_a_section_without_title():
    found = reading("person.txt")
    assert [m.marker for m in found.deeds.sections[0].measures] == ["一是", "二是", "三是"]
    assert found.deeds.sections[0].title is None
    assert found.deeds.introduction.endswith("她把课堂当成样本来写：")


def test_words_before_untitled_measures_lead_in_where_there_is_an_introduction():
    found = read(TITLE, "这是引言。", "做法如下：一是甲；二是乙。")
    assert found.deeds.introduction == "这是引言。"
    assert outline(found) == [(None, "做法如下：", ["一是甲；", "二是乙。"])]


def test_paragraph_behind_the_last_measure_closes_the_deeds():
    found = read(TITLE, "引言。", "立好样本", "一是甲。二是乙。", "样本还会更好。")
    assert found.deeds.closing == "样本还会更好。"


def test_paragraph_behind_a_measure_belongs_to_it_where_others_run_over_paragraphs():
    found = read(TITLE, "引言。", "立好样本", "一是甲。", "甲的细节。", "二是乙。", "乙的细节。")
    assert outline(found)[0][2] == ["一是甲。\n\n甲的细节。", "二是乙。\n\n乙的细节。"]
    assert found.deeds.closing == ""


def test_document_without_title_says_so():
    found = read("样本街道做了很多事，每一件都有记录。")
    assert found.deeds.title is None
    assert "no-title" in codes(found)


@pytest.mark.parametrize(
    "line",
    ["手机版", "2018.10.19", "样本.JPG", "来源：样本报", "下一篇：样本二", "已有12人致敬", "责任编辑：样本"],
)
def test_page_boilerplate_is_left_out_wherever_it_stands(line):
    found = read(line, TITLE, "这是引言。", line, "这还是引言。", line)
    assert found.deeds.left_out == (line, line, line)
    assert found.deeds.introduction == "这是引言。\n\n这还是引言。"


def test_title_that_names_deeds_wins_over_lines_above_it():
    assert read("样本新闻网", TITLE, "这是引言。").deeds.title == TITLE


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (
            [
                "Home | News | Contact",
                "Jane Sample receives the National Medal",
                "By A. Reporter",
                "She set up 12 clinics in the county, and trained three hundred nurses there.",
                "Early life",
                "She was born in Sampletown.",
            ],
            "Jane Sample receives the National Medal",
        ),
        (
            [
                "Орден вручён образцовой больнице",
                "Больница работает тридцать лет и помогает всем жителям района. Врачи довольны.",
                "Коротко",
            ],
            "Орден вручён образцовой больнице",
        ),
        (
            [
                "She was awarded the medal for thirty years of work in the rural clinics of the county.",
                "Nobody had done so before.",
            ],
            None,
        ),
    ],
)
def test_text_in_another_language_is_kept_whole_and_said(lines, title):
    found = read_deeds("\n".join(lines).encode(), "a.txt")
    text = [line for line in lines if line != title and "|" not in line]
    assert (found.deeds.title, found.deeds.introduction.split("\n\n")) == (title, text)
    assert "other-language" in codes(found)


def test_english_words_in_a_chinese_document_change_nothing():
    found = read_deeds(f"样本街道先进事迹\n{TEXT}\nSample Street 2019\n{TEXT}".encode(), "a.txt")
    assert "other-language" not in codes(found)


def test_long_line_left_out_for_no_known_reason_is_doubted_with_its_place():
    stray = "这一行站在正文的上面既不是标题也不是栏目更不是日期可是很长很长"
    found = read_deeds(f"样本街道先进事迹\n{stray}\n{TEXT}".encode(), "a.txt")
    (doubt,) = [message for message in found.messages if message.code == "left-out"]
    assert (doubt.line, doubt.path) == (2, "left_out.1")


@pytest.mark.parametrize(
    "line", ["发布时间：2019-05-06 10:00　来源：样本报　作者：样本员　浏览：123次", "样本街道先进事迹"]
)
def test_line_left_out_for_a_known_reason_is_no_doubt(line):
    found = read_deeds(f"样本街道先进事迹\n{line}\n{TEXT}".encode(), "a.txt")
    assert "left-out" not in codes(found)


@pytest.mark.parametrize(
    "head",
    [
        [
            "样本通讯 2024年7月 第117期",
            "样本义工队积极参加样本盛会 样本街道身体力行支持百万行慈善活动五十五年",
        ],
        [
            "样 本 通 訊 二 零 二 四 年 七 月 第 一 百 一 十 七 期",
            "样本义工队積極參與樣本盛會　樣本街道身體力行支持百萬行",
        ],
        [
            "样本简报 第 12 期",
            "样本社区举行样本邻里节样本晚会 样本街道召开样本工作推进会议 样本村修通样本公路",
        ],
        ["样本县样本工作领导小组办公室编印的样本工作简报二〇二四年第三十五期"],
    ],
)
def test_running_head_of_a_periodical_is_left_out_without_a_doubt(head):
    found = read_deeds("\n".join([*head, "样本街道先进事迹", TEXT]).encode(), "a.txt")
    assert "left-out" not in codes(found)
    assert not any(line in found.deeds.introduction for line in head)


def test_titles_in_a_row_are_doubted_where_no_periodical_is_named():
    row = "样本义工队积极参加样本盛会 样本街道身体力行支持百万行慈善活动五十五年"
    found = read_deeds(f"样本街道先进事迹\n{row}\n{TEXT}".encode(), "a.txt")
    assert "left-out" in codes(found)
