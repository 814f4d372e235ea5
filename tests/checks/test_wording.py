"""Punctuation, quotes and the words of the office's list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.checks import personal  # noqa: F401 — it adds its checks
from records.checks.finding import TEXT_CHECKS, Finding, Text, in_texts, mended
from records.checks.wording import Word, word_list

WORDS = word_list(
    (
        Word("布署", "部署", within=("发布署", "公布署")),
        Word("按装", "安装", within=("按装配",)),
        Word("最大", note="不用“最”字。"),
    )
)


def found_in(text: str) -> list[Finding]:
    return list(in_texts([Text("introduction", text)], [*TEXT_CHECKS, WORDS.check]))


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("工作，，推进。", "工作，推进。"),
        ("完成。，", "完成。"),
        ("完成！。", "完成！"),
        ("如此。。。", "如此……"),
        ("“党建“引领", "“党建”引领"),
        ("”党建”引领", "“党建”引领"),
        ("布署工作，按装电梯", "部署工作，安装电梯"),
    ],
)
def test_is_mended_by_a_click(text: str, instead: str) -> None:
    assert mended(text, found_in(text)) == instead
    assert found_in(instead) == []


@pytest.mark.parametrize("text", ["“党建引领", "《条例实施", "（一）开始（二", "引领”党建"])
def test_half_of_a_pair_is_told_and_not_mended(text: str) -> None:
    assert [(one.check, one.mended) for one in found_in(text)] == [("quote-unpaired", None)]


@pytest.mark.parametrize(
    "text",
    [
        "“‘红色代办’就是好！”……真的？！",
        "1）走访；2）记录；三）办结。",
        "他说：“甲。\n\n“乙。”",  # a quotation of two paragraphs
        "don’t",
        "发布署名文章，按装配式标准建设",
    ],
)
def test_what_is_right_is_passed_over(text: str) -> None:
    assert found_in(text) == []


def test_a_word_without_a_right_one_is_only_pointed_at() -> None:
    (one,) = found_in("全省最大的社区")
    assert (one.words, one.mended, one.must) == ("最大", None, False)
    assert "不用“最”字" in one.reason


def test_words_are_known_again_wherever_they_are_moved() -> None:
    (here,) = in_texts([Text("sections.1.measures.2.text", "布署")], [WORDS.check])
    (there,) = in_texts([Text("sections.3.measures.1.text", "布署")], [WORDS.check])
    (elsewhere,) = in_texts([Text("closing", "布署")], [WORDS.check])
    assert here.key == there.key != elsewhere.key


def test_doubled_commas_in_two_places_are_two_findings() -> None:
    first, second = found_in("街道的工作，，推进得很快。社区的服务，，做得很细。")
    assert first.key != second.key


PIECES = st.sampled_from(
    [
        *"，。；：、！？“”‘’《》（）【】\n1岁号室栋-X室",
        *("13854301234", "371602198001011235", "6222021602001234568", "0543-3361234", "8岁的", "王小明"),
        *(
            "家住",
            "样本路",
            "3号楼",
            "2单元",
            "501室",
            "小区",
            "5-2-301",
            "布署",
            "发布署名",
            "街道",
            "😀",
            "元",
            "年",
        ),
    ]
)


@given(st.lists(PIECES, max_size=24).map("".join) | st.text(max_size=60))
def test_spans_are_within_the_text(text: str) -> None:
    for one in found_in(text):
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.words


@given(st.lists(PIECES, max_size=24).map("".join))
def test_mended_to_the_end_a_text_stays(text: str) -> None:
    """What overlaps another finding is mended by the next click; a few of them, and nothing is left to be mended."""
    for _ in range(12):
        before, text = text, mended(text, found_in(text))
        if before == text:
            break
    assert mended(text, found_in(text)) == text
    assert not [one for one in found_in(text) if one.mended is not None]
