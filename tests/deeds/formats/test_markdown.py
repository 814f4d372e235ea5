"""Deeds ↔ the site's own Markdown file, and plain text → Markdown that shows it literally."""

import html
import re
from dataclasses import replace
from decimal import Decimal

import markdown as python_markdown
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from records.deeds import DeedsError, read_deeds
from records.deeds.document import Deeds, Figure, Measure, Section
from records.deeds.formats.markdown import escape, from_markdown, to_markdown, with_markdown_texts
from tests.deeds import strategies
from tests.deeds.specimens import reading

EXTENSIONS = ["tables", "sane_lists", "toc", "footnotes", "attr_list"]


def shown(text: str) -> str:
    """Shows Markdown as a reader sees it, white space aside; fails on any element but a paragraph."""
    rendered = python_markdown.markdown(text, extensions=EXTENSIONS)
    assert set(re.findall(r"</?(\w+)", rendered)) <= {"p"}
    return "".join(html.unescape(re.sub(r"</?p>", "", rendered)).split())


@given(strategies.text)
def test_escaped_text_shows_every_character_literally(text):
    assert shown(escape(text)) == "".join(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "2010年实现收入1.83亿元，“六联六共”（试行）；覆盖率98%、90%。",
        "A4纸、AT&T、3-5人、a+b=c、第1.2节、[2011]12号",
        "号在中间#不转义，snake在中间",
        "1.83亿元",
    ],
)
def test_what_needs_no_escape_gets_none(text):
    assert escape(text) == text


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("*1年", r"\*1年"),
        ("20**年", r"20\*\*年"),
        ("#标题", r"\#标题"),
        ("1. 甲", r"1\. 甲"),
        ("- 甲", r"\- 甲"),
        ("---", r"\---"),
        ("> 甲", r"\> 甲"),
        ("[甲](乙)", r"\[甲\](乙)"),
        ("<b>&amp;", "&lt;b>&amp;amp;"),
        ("    甲\n\t乙\n===", "甲\n\n乙\n\n==="),
    ],
)
def test_marks_are_escaped(text, escaped):
    assert escape(text) == escaped


def test_only_plain_texts_are_escaped_and_only_once():
    plain = Deeds(
        "*标题*", introduction="*引言*", sections=(Section(1, "*章*", "", (Measure(1, "一是", "*文*"),)),)
    )
    once = with_markdown_texts(plain)
    assert (once.title, once.introduction, once.sections[0].title) == ("*标题*", r"\*引言\*", "*章*")
    assert once.sections[0].measures[0].text == r"\*文\*"
    assert with_markdown_texts(once) == once


@given(strategies.deeds())
def test_deeds_read_back_as_they_were_written(deeds):
    written = to_markdown(deeds)
    assert from_markdown(written).deeds == with_markdown_texts(deeds)


@given(strategies.deeds())
def test_file_survives_windows_line_ends_and_the_importer(deeds):
    written = to_markdown(deeds).replace("\n", "\r\n").encode()
    assert read_deeds(written, "a.md").deeds == with_markdown_texts(deeds)


@given(strategies.document)
def test_imported_document_reads_back_from_its_export(text):
    if not text.strip():
        return
    deeds = read_deeds(text.encode(), "a.txt").deeds
    assert from_markdown(to_markdown(deeds)).deeds == replace(with_markdown_texts(deeds), left_out=())


@pytest.mark.parametrize(
    "mark", ["## 甲", "##", "### 一是", "---", "\\## 甲", "\\\\## 甲", "\\\\\\---", "#### 甲", "# 甲"]
)
def test_text_that_looks_like_a_mark_of_the_file_stays_text(mark):
    text = f"前\n{mark}\n后"
    deeds = Deeds(
        "样本", introduction=text, sections=(Section(1, None, text),), closing=text, markup="markdown"
    )
    assert from_markdown(to_markdown(deeds)).deeds == deeds


def test_escaped_mark_is_written_as_any_markdown_would():
    assert "\n\\## 甲\n" in to_markdown(Deeds("样本", introduction="## 甲"))


def test_file_written_by_hand_is_read():
    deeds = reading("seed.md").deeds
    assert (deeds.title, deeds.introduction, deeds.closing) == (
        "示例街道先进事迹材料",
        "这是引言。",
        "这是结尾。",
    )
    assert [(a.name, a.year, a.holder) for a in deeds.awards] == [
        ("全国示例先进组织", 2019, None),
        ("样本文明单位", None, "示例街道"),
    ]
    assert [m.text for m in deeds.sections[0].measures] == ["写清楚规则。", "安排专人检查，**逐段**核对。"]
    assert deeds.figures[1] == Figure(
        "收入", Decimal("2.5"), "亿元", "", 2018, rank=2, rank_of=92, place=(1, 2)
    )
    assert deeds.markup == "markdown"


def test_decimals_are_written_as_plain_numbers():
    figure = Figure("面积", Decimal("15.8"), "平方公里")
    assert "value: 15.8\n" in to_markdown(Deeds("样本", figures=(figure,)))


def test_heading_marks_need_no_space():
    deeds = from_markdown("---\ntitle: 样本\n---\n##立好样本\n先写。\n###一是\n写清楚。\n").deeds
    assert (deeds.sections[0].title, deeds.sections[0].measures[0].marker) == ("立好样本", "一是")


def test_gaps_are_said_for_files_written_by_hand_too():
    codes = {message.code for message in from_markdown("---\n---\n\n引言").messages}
    assert codes == {"no-title", "no-recipient", "no-award", "no-sections"}


@pytest.mark.parametrize(
    ("head", "line", "named"),
    [
        ("title: [甲]", 2, "title"),
        ("titel: 甲", 2, "titel"),
        ("title: 甲\ntitle: 乙", 3, "title"),
        ("recipient: 甲", 2, "recipient"),
        ("recipient:\n  kind: group", 3, "kind"),
        ("recipient:\n  nmae: 甲", 3, "nmae"),
        ("awards: 甲", 2, "awards"),
        ("awards:\n- year: 2011", 3, "name"),
        ("awards:\n- name: 甲\n  year: 去年", 4, "year"),
        ("awards:\n- name: 甲\n  year: 11", 3, "四位"),
        ("figures:\n- label: 甲\n  value: 三\n  unit: 个", 4, "value"),
        ("figures:\n- label: 甲\n  value: .nan\n  unit: 个", 4, "value"),
        ("figures:\n- {label: 甲, value: 1}", 3, "unit"),
        ("figures:\n- {label: 甲, value: 1, unit: 个, place: 一}", 3, "place"),
        ("figures:\n- {label: 甲, value: 1, unit: 个, approximate: 是}", 3, "approximate"),
        ("figures:\n- {label: 甲, value: 1, unit: 个, rank: 3, rank_of: 2}", 3, "位次"),
        ("title: '甲", 2, "YAML"),
        ("title: 甲\n  - 乙: : 丙", 3, "YAML"),
        ("title: \x01", 1, "YAML"),
        ('title: "甲\\x07"', 2, "控制字符"),
        ('awards:\n- {name: 甲}\n- {name: "\\0"}', 4, "控制字符"),
        ('recipient: {name: "\\x9f"}', 2, "控制字符"),
        ('source: "\\ud800"', 2, "控制字符"),
        ("title: " + "[" * 3000, 1, "YAML"),
        ("- 甲", 2, "title"),
        ("title: " + "甲" * 500_001, 1, "500000"),
    ],
)
def test_mistake_in_the_head_is_named_with_its_line(head, line, named):
    with pytest.raises(DeedsError) as caught:
        from_markdown(f"---\n{head}\n---\n")
    assert caught.value.message.line == line
    assert f"第 {line} 行" in caught.value.message.text
    assert named in caught.value.message.text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("没有说明部分", 1),
        ("---\ntitle: 甲\n没有第二条线", 1),
        ("---\n---\n### 一是\n", 3),
        ("---\n---\n## 甲\n---\n结尾\n## 乙\n", 6),
        ("---\n---\n---\n结尾\n---\n", 5),
    ],
)
def test_mistake_in_the_body_is_named_with_its_line(text, line):
    with pytest.raises(DeedsError) as caught:
        from_markdown(text)
    assert caught.value.message.line == line


@pytest.mark.parametrize(("value", "written"), [("34.0000", "34"), ("15.8000", "15.8"), ("100", "100")])
def test_value_is_written_without_zeros_that_say_nothing(value, written):
    deeds = Deeds(None, figures=(Figure("甲", Decimal(value), "个"),))
    assert f"value: {written}\n" in to_markdown(deeds)


def test_figure_of_a_measure_that_is_not_there_is_refused_by_name():
    with pytest.raises(DeedsError, match=r"面积.*9\.1"):
        from_markdown('---\nfigures:\n- {label: 面积, value: 1, unit: 亩, place: "9.1"}\n---\n')


def test_unknown_values_may_be_left_empty():
    deeds = from_markdown("---\ntitle:\nrecipient:\n  name: ~\nawards:\nfigures: null\n---\n").deeds
    assert deeds == Deeds(None, markup="markdown")


# --- Ends of lines ----------------------------------------------------------------------------------

PROSE = "样本街道的干部每天走进楼栋听取居民们的意见，逐条记下来，逐条去办理，办完再回来告诉大家结果怎样。"


def in_file(text: str) -> Deeds:
    return Deeds("样本", introduction=text, sections=(Section(1, "章", text),), markup="markdown")


def wrapped(text: str, width: int = 40) -> str:
    return "\n".join(text[at : at + width] for at in range(0, len(text), width))


def written_by_hand(text: str) -> str:
    return from_markdown(f"---\ntitle: 样本\n---\n\n{text}\n").deeds.introduction


def test_paragraphs_broken_at_a_width_by_hand_are_read_as_paragraphs():
    text = "\n\n".join(
        [wrapped(PROSE * 3), f"1. {wrapped(PROSE).replace(chr(10), chr(10) + '   ')}", wrapped(PROSE)]
    )
    assert written_by_hand(text) == "\n\n".join([PROSE * 3, f"1. {PROSE}", PROSE])


@pytest.mark.parametrize(
    "text",
    [
        f"{PROSE}\n{PROSE}",
        f"　　{PROSE[:30]}\n　　{PROSE[30:]}",
        "甲\n乙",
        f"- {PROSE[:30]}\n- {PROSE[30:]}",
        "甲|乙\n-|-\n1|2",
        f"> {PROSE[:30]}\n> {PROSE[30:]}",
        f"{PROSE[:30]}\n一是写样本。",
    ],
)
def test_lines_that_stand_for_themselves_stay_apart(text):
    assert written_by_hand(text) == text
    assert to_markdown(in_file(text)).count("\\") == 0


ENDS = ["\n", "\n\n", "\\\n", "\\", "  \n", "\n　　", "\n---\n"]
broken_anywhere = st.lists(
    st.sampled_from([*ENDS, "- ", "> ", "| ", "## ", "甲", PROSE, PROSE[:40]]), max_size=30
).map("".join)


@given(broken_anywhere)
@example(wrapped(PROSE * 3))
@example(wrapped(PROSE * 3).replace("\n", "\\\n"))
@example(wrapped(PROSE * 3).replace("\n", "\\\\\n"))
@example(f"{PROSE[:40]}\n\\\n{PROSE[40:]}")
def test_every_end_of_a_line_reads_back_as_it_was(text):
    deeds = in_file(text)
    assert from_markdown(to_markdown(deeds)).deeds == deeds


def test_lines_that_would_be_joined_are_ended_as_any_markdown_ends_them():
    text = wrapped(PROSE * 3)
    assert text.replace("\n", "\\\n") in to_markdown(in_file(text))
