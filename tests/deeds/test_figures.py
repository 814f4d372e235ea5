from decimal import Decimal

import pytest

from records.deeds.figures import figures_in


def found(text: str) -> list[tuple[str, str, str]]:
    return [(figure.label, str(figure.value), figure.unit) for figure in figures_in(text, 0, None)[0]]


def passed(text: str) -> list[str]:
    return [text[span.start : span.end] for span in figures_in(text, 0, None)[1]]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("面积34.5平方公里，总人口1.2万人。", [("面积", "34.5", "平方公里"), ("总人口", "1.2", "万人")]),
        ("辖6个社区、9个村。", [("社区", "6", "个"), ("村", "9", "个")]),
        ("现有在职党员1,200名。", [("在职党员", "1200", "名")]),
        ("320名在职党员参加。", [("在职党员", "320", "名")]),
        ("选派了8名干部到村任职。", [("选派干部", "8", "名")]),
        ("每名党员联系3户居民。", [("每名党员联系居民", "3", "户")]),
        ("化解纠纷300多起。", [("化解纠纷", "300", "起")]),
        ("2010年全县实现财政收入2亿元。", [("财政收入", "2", "亿元")]),
        ("发表SCI论文8篇。", [("发表SCI论文", "8", "篇")]),
        ("样板房15间（套）。", [("样板房", "15", "间")]),
        ("绿化覆盖率达到60％。", [("绿化覆盖率", "60", "％")]),
    ],
)
def test_number_is_labelled_by_the_words_beside_it(text, figures):
    assert found(text) == figures


@pytest.mark.parametrize(
    "text",
    [
        "实施“六联六共”机制，开展“十带头”活动，推行“三制”管理，培育七大产业。",
        "2010年5月8日，第3名，第12个。",
        "入选333工程和A4计划。",
        "第一书记在第一时间赶到。",
    ],
)
def test_numbers_that_count_nothing_are_not_even_doubted(text):
    assert found(text) == []
    assert passed(text) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("先后在4个社区工作。", "4个"),
        ("这3条铁规不变。", "3条"),
        ("在辖区356栋楼内张贴。", "356栋"),
        ("甲、乙分别达到3%、4%、5%。", "3%"),
        ("建成3个“样本”村。", "3个"),
    ],
)
def test_number_without_a_clear_noun_is_passed_over_and_reported(text, number):
    assert found(text) == []
    assert passed(text)[0] == number


@pytest.mark.parametrize(
    "text", ["选拔50余名志愿者。", "选拔近50名志愿者。", "选拔志愿者超过50名。", "选拔志愿者50多名。"]
)
def test_about_is_kept_as_approximate(text):
    (figure,) = figures_in(text, 0, None)[0]
    assert (figure.label, figure.value, figure.approximate) == ("选拔志愿者", Decimal(50), True)


def test_rank_belongs_to_the_figure_right_before_it():
    income, _ = figures_in("实现收入3亿元，居全市12个县第二位，绿化率40%。", 0, None)[0]
    assert (income.rank, income.rank_of) == (2, 12)


def test_rank_beyond_its_number_is_not_believed():
    (income,) = figures_in("实现收入3亿元，居全市3个县第九位。", 0, None)[0]
    assert (income.rank, income.rank_of) == (None, None)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2010年实现收入3亿元。", 2010),
        ("截至2010年底，党员达34名。", 2010),
        ("2010年以来，新建楼房3栋。", None),
        ("他2010年参加工作，现有学生34名。", None),
    ],
)
def test_year_dates_a_figure_only_at_the_head_of_its_clause(text, year):
    assert figures_in(text, 0, None)[0][0].as_of == year


def test_numbers_side_by_side_form_a_series_with_a_label_each():
    figures = figures_in("城镇养老、医疗、工伤三大保险参保率分别达到90%、80%、70%。", 0, None)[0]
    assert [(f.label, int(f.value)) for f in figures] == [("养老", 90), ("医疗", 80), ("工伤", 70)]
    assert {f.series for f in figures} == {"城镇三大保险参保率"}


def test_offset_and_place_are_passed_on():
    (figure,) = figures_in("共有党员34名。", 100, (1, 2))[0]
    assert (figure.span.start, figure.span.end, figure.place) == (104, 107, (1, 2))
