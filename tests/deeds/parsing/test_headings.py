"""Which lines are section titles, in the ways real documents set them."""

import pytest

from records.deeds import Reading, read_deeds

TITLE = "样本街道先进事迹材料"
TEXT = "样本街道请人来写样本，写完请人来看，看完再请大家一起用，用完记下来存好。"


def read(*lines: str) -> Reading:
    return read_deeds("\n".join([TITLE, *lines]).encode(), "a.txt")


def titles(found: Reading) -> list[str | None]:
    return [section.title for section in found.deeds.sections]


@pytest.mark.parametrize("mark", ["★", "◆", "●", "■", "☆ "])
def test_starred_lines_are_headings_without_their_star(mark):
    found = read(TEXT, f"{mark}立好样本", TEXT, f"{mark}用好样本", TEXT)
    assert titles(found) == ["立好样本", "用好样本"]
    assert found.deeds.left_out == (mark.strip(), mark.strip())


def test_labels_head_their_paragraphs():
    found = read(
        "工作背景：样本街道过去没有样本，办事全凭记忆。",
        "主要做法：样本街道请人写了样本。",
        "工作成效：样本有了。",
    )
    assert titles(found) == ["工作背景", "主要做法", "工作成效"]
    assert found.deeds.sections[1].lead == "样本街道请人写了样本。"


def test_speech_and_particulars_are_no_labels():
    found = read(
        TEXT,
        "他说：样本要写清楚。",
        "她说：样本要查仔细。",
        "姓名：样本员，样本街道人。",
        "性别：不详，未填写。",
    )
    assert titles(found) == []


def test_even_short_sentences_that_open_paragraphs_are_headings_and_doubted():
    found = read(
        TEXT, f"立好样本，打牢基础。{TEXT}", f"用好样本，做出成效。{TEXT}", f"管好样本，长久坚持下去。{TEXT}"
    )
    assert titles(found) == ["立好样本，打牢基础", "用好样本，做出成效", "管好样本，长久坚持下去"]
    assert found.deeds.introduction == TEXT
    assert found.deeds.sections[0].lead == TEXT
    doubt = next(message for message in found.messages if message.code == "heading-unsure")
    assert (doubt.line, doubt.path) == (3, "sections.1.title")


def test_three_sentences_built_alike_are_headings_without_a_doubt():
    found = read(
        TEXT, f"立好样本，打牢基础。{TEXT}", f"用好样本，做出成效。{TEXT}", f"管好样本，长久坚持。{TEXT}"
    )
    assert titles(found) == ["立好样本，打牢基础", "用好样本，做出成效", "管好样本，长久坚持"]
    assert "heading-unsure" not in [message.code for message in found.messages]


def test_sentences_of_one_clause_are_doubted_though_equally_long():
    found = read(TEXT, f"立好每个样本。{TEXT}", f"用好每个样本。{TEXT}", f"管好每个样本。{TEXT}")
    assert titles(found) == ["立好每个样本", "用好每个样本", "管好每个样本"]
    assert "heading-unsure" in [message.code for message in found.messages]


def test_short_sentences_about_persons_are_no_headings():
    found = read(TEXT, f"他很认真。{TEXT}", f"他很细心。{TEXT}", f"他很耐心。{TEXT}")
    assert titles(found) == []


def test_hard_wrapped_lines_are_joined_before_short_lines_count():
    paragraph = (
        "样本街道位于样本市样本区西部，辖四个社区九个村，面积三十四平方公里，"
        "样本街道先请人写样本再请人看样本看完以后定下来大家照着做做完以后记下来存好"
    )
    wrapped = [paragraph[i : i + 22] for i in range(0, len(paragraph), 22)]
    wrapped[-1] += "。"
    found = read(*wrapped, "立好样本", *wrapped, "用好样本", *wrapped)
    assert titles(found) == ["立好样本", "用好样本"]
    assert found.deeds.introduction == paragraph + "。"


def test_joined_lines_still_know_where_they_stood():
    paragraph = (
        "样本街道位于样本市样本区西部，辖四个社区九个村，"
        "样本街道先请人写样本再请人看样本看完以后定下来大家照着做做完以后记下来"
        "再存好样本街道的面积有34平方公里。"
    )
    lines = [paragraph[i : i + 20] for i in range(0, len(paragraph), 20)]
    found = read(*lines)
    (mark,) = [mark for mark in found.marks if mark.path == "introduction"]
    assert found.text[mark.span.start : mark.span.end].replace("\n", "") == paragraph


def test_captions_between_items_are_no_headings():
    found = read(
        TEXT,
        f"一、立好样本，{TEXT}",
        "样本展示现场",
        f"二、用好样本，{TEXT}",
    )
    assert titles(found) == [None]


def test_honors_of_one_width_are_no_hard_wrapped_text():
    lines = [f"201{n}年被样本省样本市样本区样本街道评为示例单位" for n in range(6)]
    found = read(TEXT, *lines, TEXT)
    assert found.deeds.introduction == "\n\n".join([TEXT, *lines, TEXT])


@pytest.mark.parametrize("second", ["一、用好样本", "三、用好样本"])
def test_a_title_with_a_wrong_number_is_a_title_all_the_same(second):
    assert titles(read(TEXT, "一、立好样本", TEXT, second, TEXT)) == ["立好样本", "用好样本"]


def test_a_numbered_title_without_text_at_the_end_is_a_title():
    assert titles(read(TEXT, "一、立好样本", TEXT, "二、用好样本")) == ["立好样本", "用好样本"]


def test_a_label_right_above_the_text_heads_it_as_the_later_ones_do():
    found = read("工作背景：", TEXT, "主要做法：", TEXT)
    assert titles(found) == ["工作背景", "主要做法"]
    assert found.deeds.introduction == ""


def test_particulars_above_the_text_head_no_section():
    found = read("性别：男", "工作单位：样本街道", TEXT, "一、立好样本", TEXT, "二、用好样本", TEXT)
    assert titles(found) == ["立好样本", "用好样本"]
    assert found.deeds.introduction == TEXT


def test_most_numbered_lines_that_go_on_are_items_though_one_stands_alone():
    found = read(TEXT, "一、立好样本", TEXT, *(f"{number}、{TEXT}" for number in "二三四"))
    assert [measure.marker for measure in found.deeds.sections[0].measures] == [
        "一、",
        "二、",
        "三、",
        "四、",
    ]


def test_a_marker_in_bold_is_no_heading():
    text = "".join(f"<p><b>{mark}</b>{TEXT}</p>" for mark in ("一是写好样本。", "二是用好样本。"))
    found = read_deeds(f"<html><body><h1>{TITLE}</h1><p>{TEXT}</p>{text}</body></html>".encode(), "a.html")
    assert titles(found) == [None]


def test_a_heading_of_nothing_but_its_star_costs_no_other():
    page = f"<html><body><h1>{TITLE}</h1><h2>★</h2><p>{TEXT}</p><h2>用好样本</h2><p>{TEXT}</p></body></html>"
    assert "用好样本" in titles(read_deeds(page.encode(), "a.html"))
