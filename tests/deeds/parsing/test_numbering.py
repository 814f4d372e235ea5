"""How measures are numbered in real documents, and what only looks like a number."""

import pytest

from records.deeds import Reading, read_deeds

TITLE = "样本街道先进事迹材料"
INTRODUCTION = "样本街道做了很多事，每一件都有记录。"


def read(*lines: str) -> Reading:
    return read_deeds("\n".join([TITLE, *lines]).encode(), "a.txt")


def markers(found: Reading) -> list[list[str]]:
    return [[measure.marker for measure in section.measures] for section in found.deeds.sections]


def titles(found: Reading) -> list[str | None]:
    return [section.title for section in found.deeds.sections]


def codes(found: Reading) -> set[str]:
    return {message.code for message in found.messages}


@pytest.mark.parametrize(
    "marks",
    [
        ("一是", "二是", "三是"),
        ("第一，", "第二，", "第三，"),
        ("第一、", "第二、", "第三、"),
        ("其一，", "其二，", "其三，"),
        ("其一是", "其二是", "其三是"),
        ("（一）", "（二）", "（三）"),
        ("(一)", "(二)", "(三)"),
        ("1.", "2.", "3."),
        ("１．", "２．", "３．"),
        ("1、", "2、", "3、"),
        ("(1)", "(2)", "(3)"),
        ("（1）", "（2）", "（3）"),
        ("1）", "2）", "3）"),
        ("①", "②", "③"),
        ("一、", "二、", "三、"),
        ("⑴", "⑵", "⑶"),
        ("㈠", "㈡", "㈢"),
        ("⒈", "⒉", "⒊"),
        ("❶", "❷", "❸"),
        ("➊", "➋", "➌"),
        ("➀", "➁", "➂"),
        ("⓵", "⓶", "⓷"),
        ("㊀", "㊁", "㊂"),
        ("⒜", "⒝", "⒞"),
        ("ⓐ", "ⓑ", "ⓒ"),
        ("1️⃣", "2️⃣", "3️⃣"),
        ("一）", "二）", "三）"),
        ("一)", "二)", "三)"),
        ("Ⅰ、", "Ⅱ、", "Ⅲ、"),
        ("Ⅰ.", "Ⅱ.", "Ⅲ."),
        ("ⅰ．", "ⅱ．", "ⅲ．"),
        ("I.", "II.", "III."),
        ("壹、", "贰、", "叁、"),
        ("壹、", "貳、", "參、"),
        ("一 、", "二 、", "三 、"),
        ("1 、", "2 、", "3 、"),
        ("（ 1 ）", "（ 2 ）", "（ 3 ）"),
        ("〔一〕", "〔二〕", "〔三〕"),
        ("【一】", "【二】", "【三】"),
        ("【1】", "【2】", "【3】"),
        ("〔1〕", "〔2〕", "〔3〕"),
        ("〔 1 〕", "〔 2 〕", "〔 3 〕"),
        ("甲、", "乙、", "丙、"),
        ("甲．", "乙．", "丙．"),
        ("A.", "B.", "C."),
        ("Ａ．", "Ｂ．", "Ｃ．"),
        ("A、", "B、", "C、"),
        ("A）", "B）", "C）"),
        ("(A)", "(B)", "(C)"),
        ("（a）", "（b）", "（c）"),
        ("首先，", "其次，", "最后，"),
        ("首先，", "其次，", "再次，"),
        ("首先是", "其次是", "最后是"),
    ],
)
def test_items_at_line_starts_are_measures_in_any_usual_numbering(marks):
    lines = [
        f"{mark}把样本写清楚，再请人看一遍，看过以后定下来，大家照着做，做完以后记下来。" for mark in marks
    ]
    assert markers(read(INTRODUCTION, "做法如下。", *lines)) == [list(marks)]


@pytest.mark.parametrize(
    "marks",
    [
        *(("一是", "二是"), ("第一，", "第二，"), ("其一，", "其二，"), ("①", "②"), ("（1）", "（2）")),
        *(("⑴", "⑵"), ("❶", "❷"), ("㊀", "㊁"), ("⓵", "⓶"), ("㈠", "㈡"), ("⒈", "⒉")),
    ],
)
@pytest.mark.parametrize("stop", ["。", "；", ";", "：", ":"])
def test_items_may_follow_one_another_within_a_paragraph(marks, stop):
    line = f"样本街道有两个做法{stop}{marks[0]}把样本写清楚{stop}{marks[1]}把样本查仔细。"
    assert markers(read(INTRODUCTION, line)) == [list(marks)]


@pytest.mark.parametrize(
    "line",
    [
        "第一书记在第一时间赶到，第一家、第二家都看了。",
        "学习十二、十三届会议精神，一、二年级都来了。",
        "他在“1”是什么、“2”是什么上想了很久。",
        "2018.10.19，3.8米的路修好了，2.5公里以外也通了。",
        "1、2、3、4页都写满了。",
        "一王进喜式的工人带出二个徒弟。",
        "第一、第二产业都在发展。",
        "做到一是一、二是二。",
        "Ⅱ型、Ⅲ型的样本都有，Ⅰ级响应也启动了。",
        "X.509和V.24都是标准，IC卡也发了。",
        "原因之一是天气，原因之二是人手。",
    ],
)
def test_words_and_numbers_that_look_like_marks_split_nothing(line):
    assert markers(read(INTRODUCTION, line)) == []


def test_numbers_with_nothing_else_on_the_line_are_headings():
    found = read(INTRODUCTION, "一、立好样本", "先写样本。", "二、用好样本。", "再用样本。")
    assert titles(found) == ["立好样本", "用好样本"]
    assert markers(found) == [[], []]


@pytest.mark.parametrize("marks", ["Ⅰ、 Ⅱ、", "Ⅰ. Ⅱ.", "壹、 贰、", "㈠ ㈡", "一） 二）", "⒈ ⒉", "II. III."])
def test_numbers_of_any_make_are_headings_where_nothing_else_stands_on_the_line(marks):
    one, two = marks.split()
    found = read(INTRODUCTION, f"{one}立好样本", "先写样本。", f"{two}用好样本", "再用样本。")
    assert titles(found) == ["立好样本", "用好样本"]


def test_headings_and_measures_of_different_makes_keep_their_levels_apart():
    found = read(
        INTRODUCTION,
        "Ⅰ、立好样本",
        "㈠写样本。做法有二：❶写清楚；❷写完整。",
        "㈡看样本。样本街道请人来看。",
        "Ⅱ、用好样本",
        "㈠查样本。每月查一次。",
        "㈡评样本。每季评一次。",
    )
    assert titles(found) == ["立好样本", "用好样本"]
    assert markers(found) == [["㈠", "㈡"], ["㈠", "㈡"]]


def test_numbers_with_their_text_on_the_line_are_measures():
    found = read(
        INTRODUCTION,
        "一、立好样本，样本街道先请人写样本，再请人看样本，最后请大家用样本。",
        "二、用好样本，样本街道每月查一次样本，每季评一次样本，年底再总结一次。",
    )
    assert titles(found) == [None]
    assert markers(found) == [["一、", "二、"]]


def test_nested_numbering_keeps_its_levels_apart():
    found = read(
        INTRODUCTION,
        "一、立好样本",
        "（一）写样本。样本街道做法有二：一是写清楚；二是写完整。",
        "（二）看样本。样本街道请人来看。",
        "二、用好样本",
        "（一）查样本。每月查一次。",
        "（二）评样本。每季评一次。",
    )
    assert titles(found) == ["立好样本", "用好样本"]
    assert markers(found) == [["（一）", "（二）"], ["（一）", "（二）"]]
    assert "一是写清楚" in found.deeds.sections[0].measures[0].text


def test_lead_that_counts_does_not_take_the_place_of_the_list_below_it():
    found = read(
        INTRODUCTION,
        "一、立好样本",
        "样本有两个要求：一是清楚；二是完整。",
        "（一）写样本。样本街道请人来写。",
        "（二）看样本。样本街道请人来看。",
    )
    assert markers(found) == [["（一）", "（二）"]]
    assert found.deeds.sections[0].lead == "样本有两个要求：一是清楚；二是完整。"


def test_measure_runs_over_paragraphs_up_to_the_next_mark():
    found = read(
        INTRODUCTION, "一是写样本。", "先请人写。", "再请人改。", "二是看样本。", "先看一遍。", "再看一遍。"
    )
    assert [m.text for m in found.deeds.sections[0].measures] == [
        "写样本。\n\n先请人写。\n\n再请人改。",
        "看样本。\n\n先看一遍。\n\n再看一遍。",
    ]


def test_last_measure_leaves_the_closing_where_it_is_longer_than_the_others():
    found = read(
        INTRODUCTION, "一是写样本。", "先请人写。", "二是看样本。", "先看一遍。", "样本街道还会更好。"
    )
    assert found.deeds.closing == "样本街道还会更好。"


def test_list_cut_off_at_its_beginning_is_read_and_doubted():
    found = read(INTRODUCTION, "三是把样本写清楚。四是把样本查仔细。")
    assert markers(found) == [["三是", "四是"]]
    assert "numbers-missing" in codes(found)


def test_list_with_a_missing_number_is_read_and_doubted():
    found = read(INTRODUCTION, "一是写样本。二是看样本。四是用样本。")
    assert markers(found) == [["一是", "二是", "四是"]]
    assert "numbers-missing" in codes(found)


def test_section_numbers_may_begin_late_where_the_text_was_cut_off():
    found = read("三、立好样本", "先写样本。1、写清楚，让人看得明白。2、写完整，让人找得到。")
    assert titles(found) == ["立好样本"]
    assert markers(found) == [["1、", "2、"]]


def test_many_lists_are_doubted_a_few_times_only():
    lines = [line for n in range(60) for line in (f"第{n}组样本", "先写。一是写清楚，让人看得明白。")]
    found = read(INTRODUCTION, *lines)
    assert sum(message.code == "lone-measure" for message in found.messages) <= 20


def test_section_with_a_wrong_number_is_read_and_doubted():
    found = read(INTRODUCTION, "一、立好样本", "先写样本。", "三、用好样本", "再用样本。")
    assert titles(found) == ["立好样本", "用好样本"]
    doubt = next(message for message in found.messages if message.code == "numbers-missing")
    assert (doubt.line, doubt.path) == (3, "sections.1.title")


def test_rows_of_a_table_stay_together():
    found = read(INTRODUCTION, "年份\t户数", "2018\t120", "2019\t150", "样本街道每年都数一遍。")
    assert "2018\t120" in found.deeds.introduction


@pytest.mark.parametrize(
    "marks", ["一、 二、", "I. II.", "Ⅰ、 Ⅱ、", "壹、 贰、", "（一） （二）", "一） 二）"]
)
def test_two_numbered_sentences_with_text_below_them_are_one_list(marks):
    one, two = marks.split()
    found = read_deeds(
        f"样本街道先进事迹\n\n{one}走访居民320户。\n{two}化解矛盾41起。\n样本街道还写样本。".encode(), "a.txt"
    )
    (section,) = found.deeds.sections
    assert [measure.marker for measure in section.measures] == [one, two]
    assert found.deeds.left_out == ()


@pytest.mark.parametrize(
    "kind", ["style='list-style-type:cjk-ideographic'", "type=I", "style='list-style:upper-roman'"]
)
def test_two_items_of_a_list_in_a_web_page_are_one_list(kind):
    page = (
        f"<h1>样本街道先进事迹</h1><ol {kind}><li>走访居民320户。<li>化解矛盾41起。</ol><p>样本街道还写样本。"
    )
    (section,) = read_deeds(f"<html>{page}</html>".encode(), "a.html").deeds.sections
    assert [measure.text for measure in section.measures] == [
        "走访居民320户。",
        "化解矛盾41起。",
    ]


def test_list_that_begins_late_is_one_list():
    page = "<h1>样本街道先进事迹</h1><p>样本街道写样本。<ol start=3 type=I><li>走访居民320户。<li>化解矛盾41起。</ol>"
    (section,) = read_deeds(f"<html>{page}</html>".encode(), "a.html").deeds.sections
    assert [measure.marker for measure in section.measures] == ["III.", "IV."]


@pytest.mark.parametrize(
    "marks", [("甲、", "乙、"), ("A.", "B."), ("〔一〕", "〔二〕"), ("【1】", "【2】"), ("A、", "B、")]
)
def test_such_marks_in_front_of_short_lines_above_text_are_those_of_sections(marks):
    found = read(INTRODUCTION, f"{marks[0]}党建引领", INTRODUCTION, f"{marks[1]}服务群众", INTRODUCTION)
    assert titles(found) == ["党建引领", "服务群众"]
    assert found.deeds.introduction == INTRODUCTION


@pytest.mark.parametrize(
    "lines",
    [
        ("甲、乙两个社区共建。", "甲、乙、丙三个小组参加，丁组也来了。"),
        ("甲乙社区很大。", "乙社区也很大。"),
        ("Ａ、Ｂ两栋楼都修好了。", "B栋楼的居民很高兴。"),
        ("A.Smith先生来访。", "B.Jones先生也来了。"),
        ("样本村修了路〔1〕。〔2〕见附件。", "样本村很大。"),
        ("A.加强学习是大家的共识。", "大家都很忙。"),
        ("〔2020〕5号文件下发。", "〔2021〕6号文件下发。"),
    ],
)
def test_letters_stems_and_notes_in_a_text_number_nothing(lines):
    found = read(INTRODUCTION, *lines)
    assert not markers(found)


@pytest.mark.parametrize(
    "lines",
    [
        ("首先，街道修好了路。", "居民很高兴。", "街道还办了食堂。"),
        ("最后，街道修好了路。", "居民很高兴。"),
        ("街道首先修路，其次办食堂，最后建公园。首先，要有路。其次，要有食堂。", "居民很高兴。"),
        ("其次，街道修好了路。", "首先，街道办了食堂。"),
        ("首先，街道修好了路。", "最后，街道办了食堂。"),
        ("首先锋队成立。", "其次序井然。"),
    ],
)
def test_words_of_order_count_only_where_a_run_of_them_opens_paragraphs(lines):
    found = read(INTRODUCTION, *lines)
    assert not markers(found)
    assert found.deeds.introduction == "\n\n".join([INTRODUCTION, *lines])


def test_paragraphs_between_words_of_order_belong_to_the_one_above():
    found = read(
        INTRODUCTION,
        "首先，街道修好了路。",
        "居民很高兴。",
        "其次，街道办了食堂。",
        "再次，街道建了公园。",
        "最后，街道种了树。",
    )
    assert markers(found) == [["首先，", "其次，", "再次，", "最后，"]]
    assert found.deeds.sections[0].measures[0].text == "街道修好了路。\n\n居民很高兴。"


def test_each_section_may_have_its_own_words_of_order():
    measures = ("首先，街道修好了路。", "其次，街道办了食堂。", "最后，街道种了树。")
    found = read(INTRODUCTION, "一、党建引领", *measures, "二、服务群众", *measures)
    assert markers(found) == [["首先，", "其次，", "最后，"]] * 2
