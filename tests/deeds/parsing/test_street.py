"""A document of the kind the site began with, from its bytes to every value."""

from collections import Counter

import pytest

from records.deeds import Reading
from records.deeds.document import Award
from tests.deeds.specimens import data, reading


@pytest.fixture(scope="module")
def street() -> Reading:
    return reading("street.txt")


def test_fuller_of_two_titles_is_the_title(street):
    assert street.deeds.title == "示例省示例市样本区委范例街道工委先进事迹材料"


def test_page_boilerplate_award_line_and_repeated_title_are_left_out_in_order(street):
    assert street.deeds.left_out == (
        "手机版",
        "全国示例先进组织(2019年)",
        "主要事迹",
        "示例省示例市样本区委范例街道工委先进事迹",
        "已有Loading人致敬",
        "表彰分类",
    )


def test_recipient_is_taken_from_the_title_and_its_region_from_the_fuller_path(street):
    recipient = street.deeds.recipient
    assert recipient.name == "示例省示例市样本区委范例街道工委"
    assert recipient.kind == "organization"
    assert recipient.region == "示例省/示例市/样本区/范例街道"


def test_award_of_the_page_comes_first_and_unknown_years_stay_unknown(street):
    assert street.deeds.awards == (
        Award("全国示例先进组织", 2019),
        Award("省级示例街道", holder="范例街道"),
        Award("样本文明单位", holder="范例街道"),
        Award("“示例好”党工委", holder="街道党工委", issuer="市委、市政府"),
        Award("样本先进集体", holder="街道党工委", issuer="市委、市政府"),
    )


def test_sections_have_titles_leads_and_measures_with_their_markers(street):
    outline = [(s.title, s.lead, [(m.marker, m.text[:6]) for m in s.measures]) for s in street.deeds.sections]
    assert outline == [
        (
            "立好样本定规矩",
            "测试要先有样本,样本要像真的文档。",
            [("一是", "写清楚读取规"), ("二是", "安排专人检查"), ("三是", "定期复查。坚")],
        ),
        (
            "用好样本看效果",
            "样本用得好不好,要看读出来的结果。",
            [("一是", "标题读得准;"), ("二是", "举措分得开;"), ("三是", "数字认得出。")],
        ),
        (
            "存好样本备查考",
            "样本要长久保存,随时能查。",
            [("一是", "收入记得清。"), ("二是", "房屋写得明。"), ("三是", "比例列得全。")],
        ),
    ]
    assert street.deeds.closing == ""


def test_figures_carry_label_value_unit_place_and_year(street):
    found = [(f.label, str(f.value), f.unit, f.place, f.as_of) for f in street.deeds.figures]
    assert found == [
        ("面积", "12", "平方公里", None, None),
        ("总人口", "3.6", "万人", None, None),
        ("社区", "4", "个", None, None),
        ("村", "9", "个", None, None),
        ("党支部", "17", "个", None, None),
        ("党员", "420", "名", None, None),
        ("每名读者核对段落", "2", "个", (1, 1), None),
        ("选派测试人员", "6", "名", (1, 2), None),
        ("选拔示例志愿者", "30", "名", (1, 2), None),
        ("样本收入", "2.5", "亿元", (3, 1), 2018),
        ("新建样本楼", "20", "万平米", (3, 2), None),
        ("新建商铺", "3", "万平米", (3, 2), None),
        ("甲类", "97", "%", (3, 3), None),
        ("乙类", "96", "%", (3, 3), None),
        ("丙类", "88", "%", (3, 3), None),
    ]


def test_rank_approximation_and_series_are_read(street):
    income = next(f for f in street.deeds.figures if f.label == "样本收入")
    assert (income.rank, income.rank_of) == (3, 40)
    assert [f.label for f in street.deeds.figures if f.approximate] == ["选拔示例志愿者"]
    assert {f.series for f in street.deeds.figures if f.unit == "%"} == {"三项达标率"}


def test_every_span_points_at_what_was_read(street):
    text = data("street.txt").decode()
    deeds = street.deeds
    assert all(text[a.span.start : a.span.end] == a.name for a in deeds.awards if a.span)
    assert all(str(f.value) in text[f.span.start : f.span.end] for f in deeds.figures)
    for section in deeds.sections:
        assert text[section.span.start : section.span.end].startswith(section.title)
        for measure in section.measures:
            assert text[measure.span.start : measure.span.end] == measure.marker + measure.text


def test_each_figure_stands_in_the_sentence_it_names(street):
    text = data("street.txt").decode()
    assert all(figure.sentence in text for figure in street.deeds.figures)


def test_every_character_of_the_document_is_kept_once(street):
    deeds = street.deeds
    parts = [deeds.title, deeds.introduction, deeds.closing, *deeds.left_out]
    for section in deeds.sections:
        parts += [section.title, section.lead, *(m.marker + m.text for m in section.measures)]
    assert Counter("".join("".join(parts).split())) == Counter("".join(data("street.txt").decode().split()))


def test_nothing_is_left_to_doubt_but_the_years_of_other_honors(street):
    assert {message.code for message in street.messages} == {"other-years-unknown"}
