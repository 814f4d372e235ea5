"""The heading of a collection gives its award to all whose deeds follow, where it surely names one."""

import pytest

from records.deeds import Reading, read_parts
from records.deeds.parsing.parts import part_beginning, read_part

PEOPLE = ["王样本", "李示例", "赵范文"]
LONG = "她每天清早走进社区，帮助老人买菜、取药，把各家的难处记在本子上，一件一件办好。"


def read(*lines: str) -> tuple[Reading, ...]:
    return read_parts("\n".join(lines).encode(), "汇编.txt")


def collection(*front: str, titles: tuple[str, ...] = (), told: str = "") -> tuple[Reading, ...]:
    lines = list(front)
    for number, name in enumerate(PEOPLE):
        lines += [
            titles[number] if titles else f"{name}先进事迹材料",
            f"{name}，女，1970年3月出生，样本社区书记。{told}{LONG}",
        ]
    return read(*lines)


def awards(parts: tuple[Reading, ...]) -> list[list[tuple[str, int | None]]]:
    return [[(award.name, award.year) for award in part.deeds.awards] for part in parts]


def codes(part: Reading) -> set[str]:
    return {message.code for message in part.messages}


@pytest.mark.parametrize(
    ("heading", "award"),
    [
        ("全国道德模范先进事迹汇编", ("全国道德模范", None)),
        ("第八届全国道德模范事迹选编", ("第八届全国道德模范", None)),
        ("《全国优秀共产党员先进事迹选》", ("全国优秀共产党员", None)),
        ("2021年度样本县优秀教师风采录", ("样本县优秀教师", 2021)),
        ("全国抗击样本疫情先进个人先进事迹材料汇编", ("全国抗击样本疫情先进个人", None)),
        ("全国五一劳动奖章获得者主要事迹", ("全国五一劳动奖章", None)),
        ("样本省第三届“最美志愿者”先进事迹汇编", ("样本省第三届“最美志愿者”", None)),
        ("2023年度先进工作者先进事迹汇编", ("先进工作者", 2023)),
        ("第八届全国道德模范", ("第八届全国道德模范", None)),
    ],
)
def test_heading_gives_its_award_to_every_record(heading, award):
    parts = collection(heading)
    assert awards(parts) == [[award]] * 3
    assert all("award-by-heading" in codes(part) and "award-unsure" not in codes(part) for part in parts)


@pytest.mark.parametrize("heading", ["道德模范先进事迹汇编", "最美志愿者风采录", "优秀共产党员先进事迹选编"])
def test_award_of_no_level_is_given_and_doubted(heading):
    parts = collection(heading)
    assert all(len(part.deeds.awards) == 1 and "award-unsure" in codes(part) for part in parts)


@pytest.mark.parametrize(
    "heading",
    [
        "样本省先进个人事迹汇编",
        "全国优秀共产党员、全国先进基层党组织先进事迹汇编",
        "全国道德模范候选人事迹汇编",
        "拟推荐全国劳动模范人选先进事迹",
        "学习全国道德模范先进事迹心得选编",
        "全国著名劳模先进事迹",
        "先进事迹材料汇编",
        "样本大学的她们",
    ],
)
def test_heading_that_names_no_award_of_all_gives_none(heading):
    assert awards(collection(heading)) == [[], [], []]


def test_records_that_name_their_own_award_keep_it():
    titles = tuple(f"样本社区书记－{name}－全国三八红旗手" for name in PEOPLE)
    parts = collection("全国道德模范先进事迹汇编", titles=titles)
    assert awards(parts) == [[("全国三八红旗手", None)]] * 3


def test_heading_holds_for_none_where_one_title_names_another_award():
    titles = ("样本社区书记－王样本－全国三八红旗手", "样本社区书记－李示例－", "样本社区书记－赵范文－")
    parts = collection("全国道德模范先进事迹汇编", titles=titles)
    assert awards(parts) == [[("全国三八红旗手", None)], [], []]


def test_text_of_a_record_tells_the_year_of_the_award_of_all():
    parts = collection("全国道德模范先进事迹汇编", told="2021年荣获全国道德模范称号。")
    assert awards(parts) == [[("全国道德模范", 2021)]] * 3


def test_heading_of_a_group_goes_before_that_of_the_file():
    parts = read(
        "样本县2021年受表彰对象事迹",
        "一、全国优秀共产党员",
        *(f"王样本先进事迹材料\n王样本，女，1970年3月出生，样本社区书记。{LONG}".split("\n")),
        *(f"李示例先进事迹材料\n李示例，女，1970年3月出生，样本社区书记。{LONG}".split("\n")),
        "二、全国优秀党务工作者",
        *(f"赵范文先进事迹材料\n赵范文，女，1970年3月出生，样本社区书记。{LONG}".split("\n")),
    )
    names = [[award.name for award in part.deeds.awards] for part in parts]
    assert names == [["全国优秀共产党员"], ["全国优秀共产党员"], ["全国优秀党务工作者"]]


def test_record_that_is_read_again_keeps_the_award_of_the_heading():
    _, second, _ = collection("全国道德模范先进事迹汇编")
    assert read_part(second.text, second.part).deeds.awards == second.deeds.awards


def test_half_that_an_editor_cuts_off_knows_no_heading_of_its_own():
    assert part_beginning("王样本先进事迹材料\n王样本，女，样本社区书记。", 3, {}).heading == ""


# --- An award that only the text of a record tells --------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "doubted"),
    [
        ("她2020年被评为全国三八红旗手。", False),
        ("2020年，{name}荣获全国三八红旗手称号。", False),
        ("那时她获得全国三八红旗手称号。", True),
        ("连续三年在样本大赛中斩获倒车入库一等奖。", True),
        ("荣获样本县先进工作者称号。", True),
    ],
)
def test_award_that_only_the_text_of_a_record_tells_is_weighed(told, doubted):
    lines = ["样本大学的她们"]
    for name in PEOPLE:
        lines += [
            f"{name}先进事迹材料",
            f"{name}，女，1970年3月出生，样本社区书记。{told}{LONG}".format(name=name),
        ]
    for part in read(*lines):
        assert part.deeds.awards
        assert ("award-unsure" in codes(part)) is doubted


@pytest.mark.parametrize("words", ["，2024年度全国三八红旗手", "，获评全国三八红旗手", "，全国三八红旗手"])
def test_award_by_which_a_record_presents_somebody_is_that_of_the_page(words):
    parts = read("样本大学的她们", *(f"{name}，样本大学教授{words}。{LONG}" for name in PEOPLE))
    for part in parts:
        assert [award.name for award in part.deeds.awards] == ["全国三八红旗手"]
        assert "award-unsure" not in codes(part)


@pytest.mark.parametrize("office", ["党的二十大代表", "全国人大代表", "样本市政协委员"])
def test_title_that_names_an_office_makes_an_award_of_the_text_doubtful(office):
    titles = tuple(f"样本社区书记－{name}－{office}" for name in PEOPLE)
    for part in collection("样本事迹", titles=titles, told="她2020年被评为全国三八红旗手。"):
        assert "award-unsure" in codes(part)
