"""The official order of places, by the codes of GB/T 2260."""

import pytest

from records.catalog.places import Places
from records.utils.divisions import WITHOUT_CODE, divisions, forms_of, official_order


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("北京市", 110000),
        ("山东省", 370000),
        ("山东省/滨州市", 371600),
        ("山东省/滨州市/滨城区", 371602),
        ("山东省/济南市/市中区", 370103),
        ("山东省/枣庄市/市中区", 370402),
        ("香港特别行政区", 810000),
        ("澳门特别行政区", 820000),
    ],
)
def test_place_has_its_code(place: str, code: int) -> None:
    assert divisions().code_of(place.split("/")) == code


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("山东", "山东省"),
        ("新疆", "新疆维吾尔自治区"),
        ("内蒙古", "内蒙古自治区"),
        ("西藏", "西藏自治区"),
        ("广西", "广西壮族自治区"),
        ("香港", "香港特别行政区"),
        ("山东/滨州/滨城", "山东省/滨州市/滨城区"),
        ("湖北省/恩施州", "湖北省/恩施土家族苗族自治州"),
        ("吉林/延边州/延吉", "吉林省/延边朝鲜族自治州/延吉市"),
        ("内蒙古/锡林郭勒", "内蒙古自治区/锡林郭勒盟"),
        ("辽宁/朝阳", "辽宁省/朝阳市"),
        ("黑龙江省/大兴安岭地区/加格达奇", "黑龙江省/大兴安岭地区/加格达奇区"),
    ],
)
def test_short_form_is_the_same_place(short: str, full: str) -> None:
    code = divisions().code_of(full.split("/"))
    assert code
    assert divisions().code_of(short.split("/")) == code


@pytest.mark.parametrize(
    "former", ["山东省/莱芜市", "北京市/崇文区", "山东省/济南市/章丘市", "山东省/惠民地区"]
)
def test_former_name_has_its_code_too(former: str) -> None:
    assert official_order(former.split("/")) < WITHOUT_CODE


@pytest.mark.parametrize("direct", ["北京市/东城区", "湖北省/仙桃市", "浙江省/义乌市", "新疆/石河子市"])
def test_county_may_stand_directly_below_its_province(direct: str) -> None:
    assert official_order(direct.split("/")) < WITHOUT_CODE


@pytest.mark.parametrize(
    "place",
    [
        "甲省",
        "山东省/无此市",
        "山东省/滨州市/滨城区/彭李街道",
        "山东省/东营市/市中区",
        "山东省/滨州市/滨州市",
        "",
    ],
)
def test_what_the_table_does_not_have_stands_behind(place: str) -> None:
    assert official_order(place.split("/")) == WITHOUT_CODE


def test_name_too_short_for_a_short_form_has_none() -> None:
    assert list(forms_of("单县")) == ["单县"]
    assert list(forms_of("滨州")) == ["滨州"]


def test_every_province_has_its_own_short_form() -> None:
    known = divisions().provinces
    assert len(set(known.values())) == 34
    assert {name for name in known if len(name) == 2} >= {"北京", "山东", "新疆", "宁夏", "台湾", "澳门"}


def test_places_stand_in_their_official_order() -> None:
    known = Places(
        [
            ("新疆", 9),
            ("山东省/滨州市/滨城区", 1),
            ("山东省/济南市", 1),
            ("甲省", 9),
            ("乙省", 99),
            ("北京市", 1),
        ]
    )
    assert [place.name for place in known.children()] == ["北京市", "山东省", "新疆", "乙省", "甲省"]
    assert [place.name for place in known.children(("山东省",))] == ["济南市", "滨州市"]


def test_streets_stand_behind_with_the_one_of_most_records_first() -> None:
    known = Places([("山东省/滨州市/甲街道", 1), ("山东省/滨州市/乙街道", 3), ("山东省/滨州市/邹平市", 1)])
    assert [place.name for place in known.children(("山东省", "滨州市"))] == ["邹平市", "乙街道", "甲街道"]


def test_all_places_are_given_each_before_those_in_it() -> None:
    known = Places([("山东省/滨州市", 1), ("北京市", 1), ("山东省/济南市/历下区", 1)])
    assert ["/".join(place.path) for place in known.all()] == [
        "北京市",
        "山东省",
        "山东省/济南市",
        "山东省/济南市/历下区",
        "山东省/滨州市",
    ]
