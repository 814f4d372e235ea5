"""Which numbers are figures of a record, and which only suggestions."""

import pytest

from records.deeds import read_deeds
from records.deeds.parsing.figures.finding import figures_in


def taken(text: str) -> list[str]:
    return [f"{one.label} {one.value}{one.unit}" for one in figures_in(text, 0, None).figures]


def suggested(text: str) -> list[str]:
    return [f"{one.label} {one.value}{one.unit}" for one in figures_in(text, 0, None).suggested]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("挽救了80余条生命。", "挽救生命 80条"),
        ("联动6所学校开展活动。", "联动学校 6所"),
        ("救回17名船员。", "救回船员 17名"),
        ("接19余名逝者归乡。", "接逝者归乡 19名"),
        ("攻克了焊接20多项难关。", "攻克焊接难关 20项"),
        ("建50个微网格。", "建微网格 50个"),
        ("签订33份协议书。", "签订协议书 33份"),
        ("获省级文明村等20多项荣誉。", "获荣誉 20项"),
    ],
)
def test_what_was_done_belongs_to_the_name_of_what_is_counted(text, figure):
    assert taken(text) == [figure]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("辅导超1.5万人次。", "辅导人次 1.5万人次"),
        ("累计捐款10余次。", "捐款次数 10次"),
        ("惠及300余户。", "惠及户数 300户"),
        ("甲村是28户50人的小村。", "甲村户数 28户"),
    ],
)
def test_name_says_what_the_unit_alone_leaves_open(text, figure):
    assert taken(text)[0] == figure


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("帮助8名残疾人、60名老人。", "帮助老人 60名"),
        ("新建居民楼3万平方米、商铺2万平方米。", "新建商铺 2万平方米"),
        ("主持省级课题2项、市级课题1项。", "主持市级课题 1项"),
    ],
)
def test_what_was_done_to_the_first_of_a_list_was_done_to_all_of_one_unit(text, second):
    assert taken(text)[1] == second


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("查获嫌疑人3名、车辆2台。", ["查获嫌疑人 3名", "车辆 2台"]),
        ("辖6个社区、21个居委会。", ["社区 6个", "居委会 21个"]),
    ],
)
def test_other_units_and_what_only_exists_take_no_verb_from_the_number_before(text, figures):
    assert taken(text) == figures


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("现开放床位96张，其中监护床位12张。", "开放床位 96张"),
        ("我院申报新技术项目48项。", "申报新技术项目 48项"),
        ("甲社区工作站已收到捐款40万元。", "收到捐款 40万元"),
        ("现在的食堂面积已扩展到300平方米。", "食堂面积 300平方米"),
        ("使用率控制在92.5%左右。", "使用率 92.5%"),
        ("每年开展服务活动50多场。", "每年开展服务活动 50场"),
    ],
)
def test_name_is_the_noun_phrase_without_what_leads_up_to_it(text, figure):
    assert taken(text)[0] == figure


@pytest.mark.parametrize(
    "text",
    [
        "最多的一天接94个。",
        "最多时同期照料80余名儿童。",
        "划出车位供子女看望老人免费停2小时。",
        "如今东院已扩至2000平米。",
        "编写《服务手册》（12个模块）。",
        "3名医师为省名医。",
        "每年至少开展专题调研4次。",
        "她是78家企业、2万余名员工的管家。",
        "神经内科、产科2个科室被确认为重点。",
        "引进体验馆、建设服务中心等10多个项目。",
    ],
)
def test_doubtful_number_is_suggested_and_not_taken(text):
    assert taken(text) == []
    assert len(suggested(text)) == 1


def test_noun_that_goes_on_behind_a_parenthesis_is_no_name():
    assert taken("开展“1名村（居）法律顾问”行动。") == []


@pytest.mark.parametrize(
    "about",
    [
        *("近50名", "约50名", "超50名", "超过了50名", "突破50名", "逾50名", "不少于50名"),
        *("50余名", "50多名", "50名左右", "50名以上"),
    ],
)
def test_every_word_for_about_is_told(about):
    (figure,) = figures_in(f"选拔志愿者{about}。", 0, None).figures
    assert figure.approximate


@pytest.mark.parametrize("exact", ["50名", "共50名", "达50名", "达到50名"])
def test_number_without_such_a_word_is_exact(exact):
    (figure,) = figures_in(f"选拔志愿者{exact}。", 0, None).figures
    assert not figure.approximate


def test_suggestion_stands_apart_from_the_deeds_and_is_told():
    found = read_deeds("某某社区先进事迹材料\n\n走访居民300户。最多的一天接94个。\n".encode(), "a.txt")
    assert [one.label for one in found.deeds.figures] == ["走访居民"]
    assert [one.value for one in found.suggested] == [94]
    (message,) = [one for one in found.messages if one.code == "figure-doubtful"]
    assert "94个" in message.text
