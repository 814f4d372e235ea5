"""Headings of places: which stands beside the one above it, and which lies in it."""

import pytest

from records.rolls import Roll, read_pasted

from .made import entry_of, names, read_rows, told

HEADER = ["序号", "姓名", "单位及职务"]


def regions(roll: Roll) -> list[tuple[str, str]]:
    return [(entry_of(row).region, entry_of(row).group) for row in roll.rows]


def under(*headings: str) -> list[tuple[str, str]]:
    """Reads a table in which one person stands below each heading."""
    people = ([number, f"王小{'甲乙丙丁戊'[number]}", "厂长"] for number in range(len(headings)))
    rows = [row for heading, person in zip(headings, people, strict=True) for row in ([heading], person)]
    return regions(read_rows(HEADER, *rows))


IN_FULL = {
    "杭州市": "浙江省/杭州市",
    "宁波市": "浙江省/宁波市",
    "温州市": "浙江省/温州市",
    "长沙市": "湖南省/长沙市",
    "株洲市": "湖南省/株洲市",
    "湘西州": "湖南省/湘西土家族苗族自治州",
    "恩施州": "湖北省/恩施土家族苗族自治州",
    "海南州": "青海省/海南藏族自治州",
    "长阳县": "湖北省/长阳土家族自治县",
    "吉林市": "吉林省/吉林市",
    "海淀区": "北京市/海淀区",
    "密云区": "北京市/密云区",
}


def same(*places: str) -> list[tuple[str, str]]:
    """Gives the region, from its province down, and the group of one in each of the places."""
    return [(IN_FULL.get(place, place), place) for place in places]


def test_cities_in_lines_stand_beside_each_other() -> None:
    roll = read_pasted("杭州市\n陈晨　样本厂厂长\n宁波市\n吴刚　样本局局长\n温州市\n李飞　样本社主任")
    assert regions(roll) == same("杭州市", "宁波市", "温州市")


def test_cities_in_rows_stand_beside_each_other() -> None:
    assert under("杭州市", "宁波市", "温州市") == same("杭州市", "宁波市", "温州市")


def test_cities_that_lead_their_lines_stand_beside_each_other() -> None:
    roll = read_pasted("长沙市：陈晨、周杰\n株洲市：吴刚、李飞")
    assert regions(roll) == same("长沙市", "长沙市", "株洲市", "株洲市")


def test_districts_stand_beside_each_other_in_their_city() -> None:
    assert [region for region, _ in under("杭州市", "西湖区", "上城区", "宁波市")] == [
        "浙江省/杭州市",
        "浙江省/杭州市/西湖区",
        "浙江省/杭州市/上城区",
        "浙江省/宁波市",
    ]


def test_province_city_and_district_are_three_levels() -> None:
    assert [group for _, group in under("浙江省", "杭州市", "西湖区", "宁波市", "山东省")] == [
        "浙江省",
        "浙江省/杭州市",
        "浙江省/杭州市/西湖区",
        "浙江省/宁波市",
        "山东省",
    ]


def test_city_of_a_county_lies_in_the_one_that_governs_it() -> None:
    assert [group for _, group in under("金华市", "义乌市", "东阳市", "温州市")] == [
        "金华市",
        "金华市/义乌市",
        "金华市/东阳市",
        "温州市",
    ]


def test_place_that_no_table_has_is_ranked_by_its_last_word() -> None:
    roll = read_pasted("甲子市（1名）\n张三\n乙丑县（1名）\n李四\n丙寅县（1名）\n王五\n丁卯市（1名）\n赵六")
    assert [group for _, group in regions(roll)] == ["甲子市", "甲子市/乙丑县", "甲子市/丙寅县", "丁卯市"]


def test_streets_stand_beside_each_other() -> None:
    roll = read_pasted("西湖区（2名）\n样本街道（1名）\n张三\n标本街道（1名）\n李四")
    assert [group for _, group in regions(roll)] == ["西湖区/样本街道", "西湖区/标本街道"]


@pytest.mark.parametrize("place", ["湘西州", "恩施州", "海南州", "长阳县", "吉林市"])
def test_short_form_of_a_place_is_its_region(place: str) -> None:
    assert regions(read_pasted(f"{place}：陈晨、周杰")) == same(place, place)


def test_short_form_of_a_prefecture_lies_in_its_province() -> None:
    assert [region for region, _ in under("湖南省", "湘西州", "长沙市")] == [
        "湖南省",
        "湖南省/湘西土家族苗族自治州",
        "湖南省/长沙市",
    ]


def test_cell_with_two_cities_is_no_place() -> None:
    roll = read_rows([*HEADER, "地区"], [1, "张三", "厂长", "杭州市/宁波市"])
    assert "place-unknown" in [message.code for message in roll.rows[0].messages]


# --- A cell alone among people --------------------------------------------------------------------------


def test_districts_alone_in_their_rows_are_headings_of_people() -> None:
    roll = read_rows(
        ["姓名", "单位及职务"],
        *(["海淀区"], ["王刚", "甲厂厂长"]),
        *(["朝阳区"], ["赵红", "乙厂厂长"]),
        *(["密云区"], ["孙兰", "丙厂厂长"]),
    )
    assert names(roll) == ["王刚", "赵红", "孙兰"]
    assert regions(roll) == same("海淀区", "朝阳区", "密云区")
    assert not roll.messages


def test_district_that_no_table_has_is_a_heading_of_people() -> None:
    roll = read_rows(["姓名", "单位及职务"], ["王刚", "甲厂厂长"], ["高新区"], ["赵红", "乙厂厂长"])
    assert [group for _, group in regions(roll)] == ["", "高新区"]


def test_heading_that_may_be_a_person_is_doubted() -> None:
    roll = read_rows(["姓名", "单位及职务"], ["王刚", "甲厂厂长"], ["金华"], ["赵红", "乙厂厂长"])
    assert [group for _, group in regions(roll)] == ["", "金华"]
    assert "金华" in told(roll, "place-or-person")


def test_cities_that_are_honored_stay_entries_beside_their_notes() -> None:
    roll = read_rows(["名称", "备注"], ["滨州市"], ["东营市", "复查合格"], ["济南市"])
    assert names(roll) == ["滨州市", "东营市", "济南市"]
