"""Personal data is told from what looks like it."""

import pytest

from records.checks import personal  # noqa: F401 — it adds its checks
from records.checks.finding import TEXT_CHECKS, Text, in_texts, mended


def found_in(text: str) -> list[tuple[str, str]]:
    return [(one.check, one.words) for one in in_texts([Text("closing", text)], TEXT_CHECKS) if one.must]


def mended_text(text: str) -> str:
    return mended(text, in_texts([Text("closing", text)], TEXT_CHECKS))


@pytest.mark.parametrize(
    ("text", "check", "words"),
    [
        ("证号371602198001011235。", "id-number", "371602198001011235"),
        ("证号11010519491231002x。", "id-number", "11010519491231002x"),
        ("旧身份证号码为130503670401001", "id-number", "130503670401001"),
        ("请拨13854301234", "phone-number", "13854301234"),
        ("请拨+86 138 5430 1234", "phone-number", "+86 138 5430 1234"),
        ("请拨（0543）3361234", "phone-number", "（0543）3361234"),
        ("座机：3361234", "phone-number", "3361234"),
        ("卡号6222021602001234568", "bank-card", "6222021602001234568"),
        ("住样本路3号院2栋501室", "address", "3号院2栋501室"),
        ("12号楼2-501的老人", "address", "12号楼2-501"),
        ("样家村人，家住样家村12号", "address", "12号"),
        ("9岁的王小明", "child-name", "王小明"),
        ("王小明（男，12岁）", "child-name", "王小明"),
        ("13岁女孩赵雨桐", "child-name", "赵雨桐"),
        ("红旗小学8岁的陈浩然和奶奶", "child-name", "陈浩然"),
    ],
)
def test_is_found_with_its_words(text: str, check: str, words: str) -> None:
    assert (check, words) in found_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "单号371602198001011234",  # the check digit is another
        "证号371602198013011235",  # there is no 13th month
        "订单号13854301234",
        "投入13854301234元",
        "收入13812345678.5元",
        "致电400-810-8080或12345",
        "2008-2011年、2011-07-01",
        "流水号6222021602001234568",
        "货号6222021602001234567",
        "样本小区12号楼加装电梯",
        "2号会议室、3单元的24户",
        "5号文件、15号线",
        "14岁的王小明",
        "王建国9岁时父亲去世",
        "王进喜，6岁讨饭",
        "8岁的小明、9岁的李某某、5岁的花朵",
        "张秀兰带着5岁的女儿",
        "6岁以下儿童和3至5岁的孩子",
    ],
)
def test_what_only_looks_like_it_is_passed_over(text: str) -> None:
    assert found_in(text) == []


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("手机138-5430-1234。", "手机138××××1234。"),
        ("证号371602198001011235。", "证号371602××××××××××××。"),
        ("她家住样本路338号3号楼2单元501室。", "她家住样本路。"),
        ("9岁的欧阳子涵上学了", "9岁的欧阳某某上学了"),
    ],
)
def test_a_click_takes_away_what_is_personal(text: str, instead: str) -> None:
    assert mended_text(text) == instead
    assert found_in(instead) == []


def test_the_number_of_an_offices_house_is_only_to_be_looked_at() -> None:
    (one,) = in_texts([Text("closing", "位于样本路569号的服务中心")], TEXT_CHECKS)
    assert (one.words, one.must) == ("569号", False)


def test_a_sentence_that_a_figure_keeps_is_looked_through_for_personal_data_alone() -> None:
    copy = Text("figures.1.sentence", "请拨13854301234，，")
    assert [one.check for one in in_texts([copy], TEXT_CHECKS)] == ["phone-number"]
