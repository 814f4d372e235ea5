"""Forms of recommendation: whom they are for, which award, and what of them are deeds."""

import pytest

from records.deeds import Reading, read_deeds

DEEDS = "李范例扎根一线三十年，走访居民1200户，解决困难86件，大家都说他好。"
FORM = [
    "全国示例劳动奖章推荐审批表",
    "姓 名\t李范例\t性别\t女\t民族\t汉族",
    "工作单位\t样本厂\t职务\t车间主任",
    f"主要事迹\t{DEEDS}",
    "推荐单位意见\t同意推荐。（盖章）2019年5月6日",
    "审批机关意见\t同意。",
]


def read(*lines: str) -> Reading:
    return read_deeds("\n".join(lines).encode(), "a.txt")


def test_form_names_the_person_the_award_and_the_post():
    deeds = read(*FORM).deeds
    assert (deeds.recipient.name, deeds.recipient.kind, deeds.recipient.post) == (
        "李范例",
        "person",
        "样本厂 车间主任",
    )
    assert [award.name for award in deeds.awards] == ["全国示例劳动奖章"]


def test_deeds_of_a_form_are_text_and_opinions_are_left_out():
    deeds = read(*FORM).deeds
    assert deeds.introduction == DEEDS
    assert any("同意推荐" in line for line in deeds.left_out)
    assert "同意" not in deeds.introduction


@pytest.mark.parametrize(
    "lines",
    [
        [
            "姓名：李范例",
            "性别：女",
            "单位及职务：样本厂车间主任",
            "主要事迹：",
            DEEDS,
            "推荐单位意见：同意。",
        ],
        ["姓名\t李范例", "出生年月\t1970年1月", "先 进 事 迹", DEEDS, DEEDS, "县级意见\t同意"],
        ["被推荐人\t李范例\t政治面貌\t党员", f"事迹简介\t{DEEDS}", "市总工会意见", "同意。", "（盖章）"],
    ],
)
def test_form_is_read_however_its_cells_are_parted(lines):
    deeds = read("样本市优秀工匠申报表", *lines).deeds
    assert deeds.recipient.name == "李范例"
    assert deeds.introduction.startswith(DEEDS)
    assert "同意" not in deeds.introduction
    assert deeds.awards[0].name == "样本市优秀工匠"


@pytest.mark.parametrize(
    "lines",
    [
        ["姓名：李范例　性别：女　民族：汉族", "单位：样本厂　职务：车间主任"],
        ["姓 名：李范例 性 别：女", "工作单位：样本厂；职务：车间主任"],
        ["姓名：李范例\t性别：女", "职务：车间主任\t单位：样本厂"],
        ["姓名：李范例，性别：女，单位：样本厂，职务：车间主任"],
        ["职务\t车间主任\t姓名\t李范例", "性别\t女\t单位\t样本厂"],
    ],
)
def test_labels_that_share_a_line_have_their_own_values(lines):
    deeds = read("样本市优秀工匠申报表", *lines, "主要事迹：", DEEDS, "单位意见：同意").deeds
    assert (deeds.recipient.name, deeds.recipient.post) == ("李范例", "样本厂 车间主任")
    assert deeds.introduction == DEEDS


def test_label_within_the_deeds_is_text():
    told = f"{DEEDS} 她的心愿只有一个，单位：样本厂，职务：工人。"
    deeds = read(
        "样本市优秀工匠申报表", "姓名：李范例", "性别：女", f"主要事迹：{told}", "单位意见：同意"
    ).deeds
    assert (deeds.recipient.post, deeds.introduction) == (None, told)


@pytest.mark.parametrize(
    "head",
    ["先进事迹（不超过500字）", "主要事迹(1500字以内)", "事迹简介（可另附页）", "主 要 事 迹 （800字左右）"],
)
def test_hint_to_who_fills_in_a_form_is_part_of_the_label(head):
    deeds = read(
        "样本省示例先进集体申报表",
        "单位名称\t甲县样本局",
        "联系电话\t123",
        f"{head}\t{DEEDS}",
        "推荐意见\t同意",
    ).deeds
    assert (deeds.recipient.name, deeds.introduction) == ("甲县样本局", DEEDS)
    assert [award.name for award in deeds.awards] == ["样本省示例先进集体"]


def test_quotes_around_the_award_are_no_part_of_its_name():
    assert read("“最美示例人”推荐表", *FORM[1:]).deeds.awards[0].name == "最美示例人"


def test_form_of_an_organization_names_it():
    deeds = read(
        "2019年度全国示例先进集体推荐表",
        "单位名称\t甲县样本局\t负责人\t李范例",
        "单位性质\t机关\t人数\t36",
        f"主要事迹\t一是走访居民。{DEEDS}二是写好样本。{DEEDS}",
        "推荐单位意见\t同意",
    ).deeds
    assert (deeds.recipient.name, deeds.recipient.kind) == ("甲县样本局", "organization")
    assert (deeds.awards[0].name, deeds.awards[0].year) == ("全国示例先进集体", 2019)
    assert [measure.marker for measure in deeds.sections[0].measures] == ["一是", "二是"]


def test_particulars_above_ordinary_deeds_make_no_form():
    deeds = read("李范例先进事迹", "姓名：李范例", "性别：女", DEEDS, DEEDS).deeds
    assert DEEDS in deeds.introduction


def test_what_a_form_says_was_won_before_is_other_honors():
    deeds = read(
        FORM[0], "姓名\t李范例", "曾获荣誉\t2018年获县优秀教师；2021年获评省模范教师", *FORM[3:]
    ).deeds
    assert [(award.name, award.year) for award in deeds.awards[1:]] == [
        ("县优秀教师", 2018),
        ("省模范教师", 2021),
    ]


@pytest.mark.parametrize("label", ["获奖情况", "奖惩情况", "主要荣誉情况", "所获奖项"])
def test_honors_that_are_only_listed_are_other_honors(label):
    won = "2015年 甲县先进工作者；2018年 甲市劳动模范"
    deeds = read(FORM[0], "姓名\t李范例", f"{label}\t{won}", *FORM[3:]).deeds
    assert [(award.name, award.year) for award in deeds.awards[1:]] == [
        ("甲县先进工作者", 2015),
        ("甲市劳动模范", 2018),
    ]


def test_labels_above_ordinary_deeds_name_person_post_and_award():
    deeds = read(
        "先进个人事迹材料",
        "姓名：李范例",
        "单位：样本公司抢修班",
        "职务：班长",
        "拟授奖项：样本县劳动模范",
        DEEDS,
    ).deeds
    assert (deeds.recipient.name, deeds.recipient.post) == ("李范例", "样本公司抢修班 班长")
    assert [award.name for award in deeds.awards] == ["样本县劳动模范"]
    assert (deeds.title, deeds.introduction) == (None, DEEDS)
