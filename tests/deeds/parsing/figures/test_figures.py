from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.deeds.parsing.figures.finding import figures_in
from records.deeds.parsing.numerals import NUMERALS


def found(text: str) -> list[tuple[str, str, str]]:
    return [(figure.label, str(figure.value), figure.unit) for figure in figures_in(text, 0, None)[0]]


def labels(text: str) -> list[str]:
    return [figure.label for figure in figures_in(text, 0, None)[0]]


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
        ("生产总值实现20亿元。", [("生产总值", "20", "亿元")]),
        ("发表SCI论文8篇。", [("发表SCI论文", "8", "篇")]),
        ("样板房15间（套）。", [("样板房", "15", "间")]),
        ("绿化覆盖率达到60％。", [("绿化覆盖率", "60", "％")]),
        ("党员34名、群众120名。", [("党员", "34", "名"), ("群众", "120", "名")]),
        ("甲县人均纯收入8,600元。", [("甲县人均纯收入", "8600", "元")]),
        ("管辖面积 2 平方公里，现有党员 70 人。", [("管辖面积", "2", "平方公里"), ("党员", "70", "人")]),
        ("现有党员３４名，达标率９８％。", [("党员", "34", "名"), ("达标率", "98", "％")]),
        ("接待来访1.5万余人次。", [("接待来访", "1.5", "万人次")]),
        ("总人口8.6万，设社区9个。", [("总人口", "8.6", "万"), ("社区", "9", "个")]),
        ("总户数367户。", [("总户数", "367", "户")]),
        ("硬化30公里道路，", [("硬化道路", "30", "公里")]),
        ("集体收入突破200万元大关。", [("集体收入", "200", "万元")]),
        ("全村458户1400口人。", [("全村户数", "458", "户"), ("全村人口", "1400", "口人")]),
        ("种植西瓜、玉米300亩。", [("种植西瓜、玉米", "300", "亩")]),
        ("甲类、乙类达标率均达到98%。", [("甲类、乙类达标率", "98", "%")]),
        ("组织党员走访群众300户。", [("走访群众", "300", "户")]),
        ("党员34名、群众120名参加。", [("党员", "34", "名"), ("群众", "120", "名")]),
        ("辖26个村全部达标。", [("村", "26", "个")]),
        ("先后化解出12起纠纷。", [("化解纠纷", "12", "起")]),
        ("开展平安建设活动12次。", [("开展平安建设活动", "12", "次")]),
        ("党员30名（其中女党员12名）。", [("党员", "30", "名"), ("女党员", "12", "名")]),
    ],
)
def test_number_is_labelled_by_the_words_beside_it(text, figures):
    assert found(text) == figures


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("共产党员34名。", "共产党员"),
        ("有机蔬菜300亩。", "有机蔬菜"),
        ("辖区面积12平方公里。", "辖区面积"),
        ("基层党组织12个。", "基层党组织"),
        ("任务完成率98%。", "任务完成率"),
        ("节约资金50万元。", "节约资金"),
        ("签约30个项目。", "签约项目"),
        ("抓获嫌疑人30名。", "抓获嫌疑人"),
        ("铺设管道500米。", "铺设管道"),
        ("公共设施3处。", "公共设施"),
        ("种植大户12户。", "种植大户"),
        ("抢救被困人员46人。", "抢救被困人员"),
        ("安置楼15栋。", "安置楼"),
        ("12名受灾群众。", "受灾群众"),
        ("8名进城务工人员。", "进城务工人员"),
        ("减少贫困户12户。", "减少贫困户"),
        ("关闭了12个作坊。", "关闭作坊"),
    ],
)
def test_words_inside_a_name_do_not_cut_it(text, label):
    assert labels(text) == [label]


@pytest.mark.parametrize(
    "text",
    [
        "实施“六联六共”机制，开展“十带头”活动，推行“三制”管理，培育七大产业。",
        "2010年5月8日，第3名，第12个，第 3 条。",
        "入选333工程和A4计划。",
        "第一书记在第一时间赶到。",
        "24小时值守，一站式服务，三个代表，四个全面，五个一工程，十八大，一线，万众一心。",
        "8:30上班，〔2011〕5号文件，比例3:1，79岁，12345热线，G20，5A级，20国集团，2008-2011年，60周年。",
        "一名党员，两个目标，一个样，一百年，三个多月，12个月，十余名，数十户，几百人，百余名，三分之二。",
        "连续三年排名第一，居全省第3位，位居12个县之首。",
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
        ("建立3个社区“样本之家”。", "3个"),
        ("每人负责1-2个课题。", "2个"),
        ("亩产3500—4000元。", "4000元"),
        ("选出3至5名代表。", "5名"),
        ("甲，8，600元。", "8，600元"),
        ("单价52.5万元/亩。", "52.5万元"),
        ("建房3亩半。", "3亩"),
        ("对200名学生进行培训。", "200名"),
        ("占地22亩的公园。", "22亩"),
        ("12名优秀的党员。", "12名"),
        ("纳入统计的12个村达标。", "12个"),
        ("力争收入达到3亿元。", "3亿元"),
        ("当初只有3台机器。", "3台"),
        ("不足30%。", "30%"),
        ("医疗98%。", "98%"),
        ("解决2906人。", "2906人"),
        ("他写的“样本”5000多个。", "5000多个"),
        ("同比增长8%。", "8%"),
        ("1万5千人。", "5千人"),
        ("年产值六、七百万元。", "七百万元"),
        ("利润提升至每亩5000元。", "5000元"),
        ("8名参加培训的党员。", "8名"),
        ("投资2亿元建设的园区占地300亩。", "300亩"),
        ("1个人受表彰。", "1个"),
    ],
)
def test_number_without_a_clear_noun_is_passed_over_and_reported(text, number):
    assert found(text) == []
    assert number in passed(text)


def test_general_word_behind_another_figure_means_that_one():
    assert labels("栽种果树300株、面积40亩。") == ["栽种果树"]


def test_one_name_with_two_values_in_a_sentence_names_neither():
    assert found("投资30万元，投资50万元，党员34名。") == [("党员", "34", "名")]


@pytest.mark.parametrize(
    "text",
    [
        "选拔50余名志愿者。",
        "选拔近50名志愿者。",
        "选拔志愿者超过50名。",
        "选拔志愿者50多名。",
        "选拔志愿者50名左右。",
        "选拔五十余名志愿者。",
        "选拔志愿者约50名。",
    ],
)
def test_about_is_kept_as_approximate(text):
    (figure,) = figures_in(text, 0, None)[0]
    assert (figure.label, figure.value, figure.approximate) == ("选拔志愿者", Decimal(50), True)


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("走访一百二十户群众。", ("走访群众", "120", "户")),
        ("惠及五千余人。", ("惠及人数", "5000", "人")),
        ("三十多名党员参加。", ("党员", "30", "名")),
        ("总人口三万五千人。", ("总人口", "35000", "人")),
        ("总人口三万余人。", ("总人口", "3", "万人")),
        ("满意率达百分之九十八。", ("满意率", "98", "%")),
        ("满意率达百分之98.5。", ("满意率", "98.5", "%")),
    ],
)
def test_amounts_in_chinese_numerals_are_read(text, figure):
    assert found(text) == [figure]


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        ("实现收入3亿元，居全市12个县第二位，绿化率40%。", (2, 12)),
        ("实现收入3亿元，居全市92个乡镇（街道）第二位。", (2, 92)),
        ("实现收入3亿元，位列全省第3。", (3, None)),
        ("实现收入3亿元，排名全县第一。", (1, None)),
        ("实现收入3亿元，居全镇18个村之首。", (1, 18)),
        ("实现收入3亿元，增速居全市第一。", (None, None)),
        ("实现收入3亿元，居全市3个县第九位。", (None, None)),
    ],
)
def test_rank_belongs_to_the_figure_right_before_it(text, rank):
    income = figures_in(text, 0, None)[0][0]
    assert (income.rank, income.rank_of) == rank


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2010年实现收入3亿元。", 2010),
        ("截至2010年底，党员达34名。", 2010),
        ("截至2010年12月底全村党员达34名。", 2010),
        ("公司2010年产值达3亿元。", 2010),
        ("2010年以来，新建楼房3栋。", None),
        ("他2010年参加工作，现有学生34名。", None),
        ("2010年毕业后种植葡萄300亩。", None),
        ("2008-2011年全县财政收入2亿元。", None),
        ("1-10月完成投资3亿元。", None),
    ],
)
def test_year_dates_a_figure_only_at_the_head_of_its_clause(text, year):
    assert figures_in(text, 0, None)[0][0].as_of == year


def test_years_before_numbers_date_each_of_them():
    figures = figures_in("财政收入由2010年的3亿元增加到2015年的9.2亿元。", 0, None)[0]
    assert [(f.label, str(f.value), f.as_of) for f in figures] == [
        ("财政收入", "3", 2010),
        ("财政收入", "9.2", 2015),
    ]


def test_former_number_without_a_year_is_passed_over():
    text = "2015年甲村人均收入由1286元增加到1547元。"
    (figure,) = figures_in(text, 0, None)[0]
    assert (figure.label, figure.value, figure.as_of) == ("甲村人均收入", 1547, 2015)
    assert passed(text) == ["1286元"]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("2010年财政收入3亿元，同比增长12.3%。", "财政收入同比增长"),
        ("财政收入3亿元，居全县第一，比上年增长12%。", "财政收入比上年增长"),
        ("财政收入3亿元，增加2000万元。", "财政收入增加"),
        ("共有党员38人，占总人口的1.9%。", "党员占总人口"),
        ("党员38人，其中女党员9人，占党员总数的24%。", "女党员占党员总数"),
        ("甲县总产值同比增长8%。", "甲县总产值同比增长"),
    ],
)
def test_growth_and_share_are_named_by_what_grew(text, label):
    assert labels(text)[-1] == label


def test_growth_keeps_the_year_of_what_grew():
    figures = figures_in("2010年财政收入3亿元，同比增长12.3%。", 0, None)[0]
    assert [figure.as_of for figure in figures] == [2010, 2010]


@pytest.mark.parametrize(
    ("text", "series"),
    [
        ("城镇养老、医疗、工伤三大保险参保率分别达到90%、80%、70%。", "城镇三大保险参保率"),
        ("养老、医疗、工伤三险参保率分别达到90%、80%、70%。", "三险参保率"),
        ("三险参保率分别为养老90%、医疗80%、工伤70%。", "三险参保率"),
    ],
)
def test_numbers_side_by_side_form_a_series_with_a_label_each(text, series):
    figures = figures_in(text, 0, None)[0]
    assert [(f.label, int(f.value)) for f in figures] == [("养老", 90), ("医疗", 80), ("工伤", 70)]
    assert {f.series for f in figures} == {series}


def test_names_that_stand_on_their_own_may_have_a_unit_each():
    text = "2010年粮食总产和人均收入分别达到1050吨、1547元。"
    assert found(text) == [("粮食总产", "1050", "吨"), ("人均收入", "1547", "元")]


def test_half_a_name_is_no_name():
    assert labels("社区养老、医疗保险覆盖率分别达到98%、95%。") == []


def test_offset_and_place_are_passed_on():
    (figure,) = figures_in("共有党员34名。", 100, (1, 2))[0]
    assert (figure.span.start, figure.span.end, figure.place) == (104, 107, (1, 2))


def test_figures_in_a_sentence_without_end_are_read():
    text = "甲村有党员34名，" * 400
    figures, unnamed, _ = figures_in(text, 0, None)
    assert len(figures) == 400
    assert unnamed == []


def test_what_is_kept_are_the_characters_of_the_document():
    folded, written = "2010年财政收入3亿元，同比增长８%。", "2010年財政收入3億元，同比增長８%。"
    income, growth = figures_in(folded, 0, None, written)[0]
    assert (income.label, income.unit, income.sentence) == ("財政收入", "億元", written)
    assert growth.label == "財政收入同比增長"


PIECES = st.sampled_from(
    [
        *"由从增加到达至的了和、，。；：（）“”第近约余多万亿千百十一二两三半个名户%％元亩 ",
        *(
            "1",
            "34",
            "1,200",
            "９８",
            "2010年",
            "2008-2011年",
            "分别",
            "同比增长",
            "占",
            "其中",
            "居全市12个县第二位",
        ),
        *(
            "人均收入",
            "党员",
            "参保率",
            "三项",
            "养老",
            "新建",
            "每名",
            "百分之",
            "口人",
            "\n",
            "\u3000",
            "\u2028",
        ),
    ]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=40))


@given(TEXTS)
def test_every_span_holds_the_number_it_stands_for(text):
    figures, unnamed, _ = figures_in(text, 0, None)
    for span in [*(figure.span for figure in figures), *unnamed]:
        assert any(character.isdigit() or character in NUMERALS for character in text[span.start : span.end])
    for figure in figures:
        assert text[figure.span.start : figure.span.end] in figure.sentence


@given(TEXTS)
def test_numbers_are_read_once_and_have_finite_values(text):
    figures, unnamed, suggested = figures_in(text, 0, None)
    named = [f.span for f in (*figures, *suggested)]
    spans = sorted((span.start, span.end) for span in [*named, *unnamed])
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert all(figure.value.is_finite() for figure in figures)


@pytest.mark.parametrize(
    "piece", ["1个", "20个，", "300万元", "从3亿元增加到", "2010年，5个村，", "居12个", "分别1个、"]
)
def test_text_without_an_end_is_read_to_its_end(piece):
    figures, unnamed, suggested = figures_in(piece * 5000, 0, None)
    assert len(figures) + len(unnamed) + len(suggested) >= 4900


@pytest.mark.parametrize(
    "piece", ["中", "1", "1,", "1-", "一", "一百", "（", "近约", "居第", "2010年", "甲、", "分别", " "]
)
def test_endless_damage_holds_no_number(piece):
    assert figures_in(piece * (100_000 // len(piece)), 0, None) == ([], [], [])


@pytest.mark.parametrize("number", ["1" * 30, "1" + ",111" * 30, "一" + "亿" * 15, "九" * 15, "1.2.3", "1,2"])
def test_numbers_out_of_all_measure_are_no_figures(number):
    assert found(f"党员{number}名。") == []


def test_number_is_never_cut_in_two():
    text = "甲" * 998 + "1234户"
    assert passed(text) == ["1234户"]


def test_number_too_long_for_a_database_is_passed_over():
    found, passed, _ = figures_in("样本街道实现收入123456789012元。", 0, None)
    assert (found, len(passed)) == ([], 1)
