"""Markdown of other programs: its marks give lines their look and are not shown."""

import sys

import pytest
from hypothesis import example, given

from records.deeds import DeedsError, Reading, read_deeds
from tests.deeds import strategies
from tests.deeds.test_lossless import characters, check_marks, check_whole, simplified

TITLE = "样本街道先进事迹材料"


def read(*lines: str, name: str = "a.md") -> Reading:
    return read_deeds("\n".join(lines).encode(), name)


def titles(found: Reading) -> list[str | None]:
    return [section.title for section in found.deeds.sections]


def markers(found: Reading) -> list[list[str]]:
    return [[measure.marker for measure in section.measures] for section in found.deeds.sections]


def codes(found: Reading) -> set[str]:
    return {message.code for message in found.messages}


def shown(found: Reading) -> list[str]:
    """Returns the lines but for those left out."""
    return [line for line in found.text.splitlines() if line not in found.deeds.left_out]


@pytest.mark.parametrize("name", ["a.md", "a.markdown", "A.MD"])
def test_headings_make_title_and_sections(name):
    found = read(
        f"# {TITLE}",
        "",
        "样本街道先写样本。",
        "",
        "## 立好样本",
        "",
        "先写。",
        "",
        "## 用好样本",
        "",
        "再用。",
        name=name,
    )
    assert found.deeds.title == TITLE
    assert titles(found) == ["立好样本", "用好样本"]
    assert "markdown-other" in codes(found)


@pytest.mark.parametrize("mark", ["**", "__"])
def test_bold_lines_are_headings_and_their_signs_are_not_shown(mark):
    found = read(
        TITLE,
        "",
        f"{mark}立好样本{mark}",
        "",
        "先写样本，写好再看。",
        "",
        f"{mark}用好样本{mark}",
        "",
        "再用样本，用过再改。",
    )
    assert titles(found) == ["立好样本", "用好样本"]
    assert mark not in "".join(shown(found))
    assert found.deeds.left_out == (mark * 4,)


def test_bold_that_the_rules_of_markdown_do_not_know_in_chinese_is_bold():
    assert shown(read(TITLE, "", "样本街道的**“样本”**工作很好。"))[-1] == "样本街道的“样本”工作很好。"


@pytest.mark.parametrize(
    "lines",
    [
        ("1. 写清楚，让人看得明白。", "2. 写完整，让人找得到。"),
        ("1) 写清楚，让人看得明白。", "2) 写完整，让人找得到。"),
    ],
)
def test_numbers_of_lists_are_markers(lines):
    assert markers(read(f"# {TITLE}", "", "样本街道做法如下。", "", *lines)) == [[line[:2] for line in lines]]


def test_measures_in_bold_stay_measures():
    found = read(
        f"# {TITLE}",
        "",
        "样本街道做法如下。",
        "",
        "**一是写样本。**先请人写。",
        "",
        "**二是看样本。**再请人看。",
    )
    assert markers(found) == [["一是", "二是"]]


HEADS = [
    f"---\ntitle: {TITLE}\ndate: 2019-01-01\ntags: [甲, 乙]\n---\n\n",
    f'---\nlayout: post\ntitle: "{TITLE}"\ncategories:\n  - 甲\n---\n',
    f"---\nauthor: 某某某\ntitle: '{TITLE}'\n...\n",
]


@pytest.mark.parametrize("head", HEADS)
def test_head_of_another_program_gives_the_title_and_is_left_out(head):
    found = read(head + "样本街道先写样本，写好再看。")
    assert found.deeds.title == TITLE
    assert found.deeds.introduction == "样本街道先写样本，写好再看。"
    check_whole(found)


@pytest.mark.parametrize(
    "head", ["titel: 甲", "title: 甲\ndate: 2019\nrecipient: 乙", "recipient:\n  nmae: 甲\nlayout: post"]
)
def test_mistake_in_the_head_of_our_own_form_is_still_told(head):
    with pytest.raises(DeedsError) as caught:
        read(f"---\n{head}\n---\n")
    assert caught.value.message.code == "markdown-form"


def test_links_and_pictures_leave_their_words_and_are_told():
    found = read(
        f"# {TITLE}",
        "",
        "样本街道[先写样本](http://a.example/b)。![图](a.png)<img src=b.png>写好再看<https://c.example>。",
    )
    assert "样本街道先写样本。写好再看" in found.deeds.introduction
    assert not any(sign in found.deeds.introduction for sign in ("](", "![", "<img"))
    assert {"http://a.example/b", "a.png"} <= set(found.deeds.left_out)
    told = {message.code: message.text for message in found.messages}
    assert "图" in found.deeds.left_out
    assert "2 个链接" in told["links-left"]
    assert "2 张图片" in told["pictures-left"]


def test_tables_are_rows_and_quotes_and_code_are_text():
    found = read(
        f"# {TITLE}",
        "",
        "|指标|数值|",
        "|---|---|",
        "|收入|2亿元|",
        "",
        "> 引用的话。",
        "",
        "```",
        "代码",
        "```",
        "",
        "* 甲",
        "* 乙",
    )
    assert found.text.splitlines()[1:-1] == ["指标\t数值", "收入\t2亿元", "引用的话。", "代码", "甲", "乙"]


def test_lines_of_a_paragraph_stay_lines():
    assert shown(read(TITLE, "一是写样本。", "二是看样本。<br>三是用样本。"))[1:] == [
        "一是写样本。",
        "二是看样本。",
        "三是用样本。",
    ]


STRUCK = [
    "~~45~~",
    "<del>45</del>",
    "<s>45</s>",
    "<strike>45</strike>",
    "<DEL class='a'>45</DEL>",
    "~~“5”~~",
]


@pytest.mark.parametrize("struck", STRUCK)
def test_struck_text_is_left_out_and_told(struck):
    found = read(f"# {TITLE}", "", f"样本街道调解{struck}54起。")
    assert found.deeds.introduction == "样本街道调解54起。"
    assert struck.replace("<b>", "").replace("</b>", "") in found.deeds.left_out
    told = next(message for message in found.messages if message.code == "struck-text")
    assert told.line == 2
    assert "5" in told.text


def test_blank_before_struck_text_is_not_doubled():
    found = read(f"# {TITLE}", "", "样本街道走访居民 ~~1300~~ 1200 户。")
    assert found.deeds.introduction == "样本街道走访居民 1200 户。"


def test_paragraphs_between_a_tag_that_strikes_and_its_end_are_left_out():
    found = read(f"# {TITLE}", "", "<del>", "", "旧样本。", "", "</del>", "", "样本街道先写样本。")
    assert found.deeds.introduction == "样本街道先写样本。"
    assert "旧样本。" in found.deeds.left_out


def test_struck_text_in_a_row_is_left_out_behind_it():
    found = read(
        f"# {TITLE}", "", "|指标|数值|", "|---|---|", "|收入|~~2~~3亿元|", "", "先写样本，写好再看。"
    )
    assert found.text.splitlines()[1:4] == ["指标\t数值", "收入\t3亿元", "~~2~~"]


@pytest.mark.parametrize(
    ("written", "shown_as"),
    [
        ("植树10<sup>4</sup>株", "植树10⁴株"),
        ("植树10^4^株", "植树10⁴株"),
        ("减排CO<sub>2</sub>1500吨", "减排CO₂1500吨"),
        ("减排CO~2~1500吨", "减排CO₂1500吨"),
        ("占地9m<SUP>2</SUP>", "占地9m²"),
    ],
)
def test_raised_and_lowered_digits_stay_so(written, shown_as):
    assert read(f"# {TITLE}", "", f"样本街道{written}。").deeds.introduction == f"样本街道{shown_as}。"


@pytest.mark.parametrize(
    "text", ["每户3~5万元，每月2~3次", "2^10", "<sup>注</sup>样本", "5~6~7", "好~~，样本~~"]
)
def test_ranges_and_words_are_no_raised_digits(text):
    plain = text.replace("<sup>", "").replace("</sup>", "")
    assert read(f"# {TITLE}", "", f"样本街道{text}。").deeds.introduction == f"样本街道{plain}。"


def test_what_raised_digits_were_written_in_is_left_out_with_them():
    assert read(f"# {TITLE}", "", "样本街道植树10<sup>4</sup>株。").deeds.left_out == ("<sup>4</sup>#",)


@given(strategies.any_document)
def test_any_text_is_read_whole_as_markdown(text):
    try:
        found = read(text)
    except DeedsError as error:
        assert error.message.code in ("empty", "markdown-form", "control-character")  # noqa: PT017
    else:
        check_whole(found)
        check_marks(found)


@given(strategies.document)
@example("⺁")  # a radical becomes the ordinary character
def test_every_character_comes_back(text):
    written = f"样本\n\n{text}".replace("\0", "")
    assert characters(simplified(read(written).text)) >= characters(simplified(written))


def test_other_name_in_the_head_of_a_note_is_the_title():
    found = read(
        "---",
        "aliases:",
        "  - 样本街道的样本：大家都来写",
        "tags: [a]",
        "---",
        "",
        "样本街道先写样本，写好再看。",
    )
    assert found.deeds.title == "样本街道的样本：大家都来写"
    assert "aliases:" in found.deeds.left_out


def test_bytes_of_a_picture_written_out_are_no_words():
    found = read(TITLE, "", "先写样本，写好再看。", "", f"![图](data:image/png;base64,{'A' * 3000})")
    assert not any("AAAA" in line for line in found.deeds.left_out)
    assert "pictures-left" in codes(found)


def calls(text: str) -> int:
    counted = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        read(text)
    finally:
        sys.setprofile(None)
    return counted


@pytest.mark.parametrize(
    "pattern",
    [
        "**甲",
        "[甲",
        "![",
        "[甲](b)",
        "`",
        "<",
        "- 甲\n",
        "|甲",
        "# 甲\n",
        "1. 甲\n",
        "**甲**",
        "&amp;",
        "~~甲",
        "~~甲~~",
        "<del>",
        "m^2^",
    ],
)
def test_a_text_four_times_as_long_takes_about_four_times_the_work(pattern):
    short, long = ("样本\n\n" + pattern * (length // len(pattern)) for length in (1200, 4800))
    read("样本")
    assert calls(long) <= 6 * calls(short)


# --- Lines that a program or a person broke ---------------------------------------------------------

PROSE = "样本街道的干部每天走进楼栋听取居民们的意见，逐条记下来，逐条去办理，办完再回来告诉大家结果怎样。"


def wrapped(text: str, width: int, indent: str = "") -> str:
    return f"\n{indent}".join(text[at : at + width] for at in range(0, len(text), width))


@pytest.mark.parametrize("width", [20, 40, 80])
@pytest.mark.parametrize("times", [3, 9])
def test_paragraphs_broken_at_a_width_stay_paragraphs(width, times):
    paragraphs = [PROSE * times, PROSE * (times + 1)]
    found = read(f"# {TITLE}", "", "\n\n".join(wrapped(text, width) for text in paragraphs))
    assert found.deeds.introduction.split("\n\n") == paragraphs
    check_marks(found)


def test_a_paragraph_of_two_lines_stays_one():
    first, second = PROSE[:28], PROSE[28:]
    assert read(f"# {TITLE}", "", first, second).deeds.introduction == PROSE


def test_broken_lines_between_headings_and_lists_are_joined_there_only():
    found = read(
        *(f"# {TITLE}", "", "## 立好样本", "", wrapped(PROSE * 2, 40), "", "## 用好样本", ""),
        *(wrapped(PROSE * 2, 40), "", f"1. {wrapped(PROSE, 40, '   ')}", f"2. {wrapped(PROSE, 40, '   ')}"),
    )
    assert titles(found) == ["立好样本", "用好样本"]
    assert [section.lead for section in found.deeds.sections] == [PROSE * 2] * 2
    assert [measure.text for measure in found.deeds.sections[1].measures] == [PROSE] * 2


def test_words_of_letters_are_joined_by_a_space():
    lines = [
        "Volunteers walk the streets of the district, they listen to what people have to say, and",
        "write it down; later on, when there is a little time, they come back with an answer, or",
        "with the reason why there is none.",
    ]
    assert " ".join(lines) in read(f"# {TITLE}", "", *lines).deeds.introduction


@pytest.mark.parametrize(
    "lines",
    [
        [PROSE, PROSE, PROSE],  # each ends its sentence
        [
            "甲街道，张某某，从事样本工作二十年，多次被评为先进",
            "乙街道某社区，李某，样本员",
            "丙街道，王某，站长",
        ],
        ["样本街道工委的样本工作，多年来一直受到居民的欢迎，大家说：", "样本好。"],
    ],
)
def test_lines_that_people_ended_stay_apart(lines):
    found = read(f"# {TITLE}", "", PROSE, "", *lines)
    assert found.deeds.introduction.split("\n\n") == [PROSE, *lines]


def test_a_line_that_was_ended_on_purpose_stays_a_line():
    first, second = PROSE[:28], PROSE[28:]
    for end in ("  ", "\\", "<br>"):
        found = read(f"# {TITLE}", "", PROSE, "", first + end, second)
        assert found.deeds.introduction.split("\n\n") == [PROSE, first, second]
