"""Headers and their variants, columns without a header, and layouts that an editor changes."""

from dataclasses import replace

import pytest

from records.rolls import Column, Layout, guess_layout, open_tables, read_roll
from records.rolls.layouts import field_of

from .made import codes, entry_of, names, read_rows, told, workbook


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("姓　名", "name"),
        ("先进集体名称", "name"),
        ("获奖单位", "name"),
        ("被推荐人姓名", None),
        ("单位", "unit"),
        ("工作单位（全称）", "unit"),
        ("单位及职务", "post"),
        ("工作单位和职务", "post"),
        ("职务（职称）", "post"),
        ("省（区、市）", "region"),
        ("所在地区", "region"),
        ("推荐单位", "source"),
        ("荣誉称号", "award"),
        ("授予称号", "award"),
        ("表彰年度", "year"),
        ("序 号", "order"),
        ("性别", "note"),
        ("备 注", "note"),
        ("张三", None),
    ],
)
def test_words_of_a_header_are_known(header: str, field: str | None) -> None:
    assert field_of(header) == field


def test_unit_is_a_name_where_nobody_else_is_named() -> None:
    roll = read_rows(["序号", "单位", "备注"], [1, "样本医院急诊科", "甲"])
    assert (names(roll), entry_of(roll.rows[0]).kind) == (["样本医院急诊科"], "organization")


def test_columns_without_a_field_are_notes_by_their_header() -> None:
    roll = read_rows(["姓名", "性别", "民族", "证书"], ["张三", "女", "藏族", "甲字一号"])
    assert entry_of(roll.rows[0]).notes == {"性别": "女", "民族": "藏族", "证书": "甲字一号"}


def test_column_without_a_header_is_a_note_by_its_place() -> None:
    assert entry_of(read_rows(["姓名", "职务"], ["张三", "厂长", "补报"]).rows[0]).notes == {
        "第 3 列": "补报"
    }


def test_running_number_is_dropped_and_another_is_kept() -> None:
    roll = read_rows(["序号", "姓名"], [1, "张三"], [2, "李四光"], [1, "王小五"], ["A-7", "赵小六"])
    assert [dict(entry_of(row).notes) for row in roll.rows] == [{}, {}, {}, {"序号": "A-7"}]


def test_gap_in_the_numbers_is_told_at_its_row() -> None:
    roll = read_rows(["序号", "姓名"], [1, "张三"], [4, "李四光"])
    assert codes(roll.rows[1].messages) == ["number-gap"]
    assert entry_of(roll.rows[1]).notes == {"序号": "4"}


def test_header_of_two_lines_merged_by_hand_is_one() -> None:
    def change(book: object, sheet: object) -> None:
        for column, words in enumerate(["序号", "姓名"]):
            sheet.merge_range(0, column, 1, column, words)  # type: ignore[attr-defined]
        sheet.merge_range(0, 2, 0, 3, "工作情况")  # type: ignore[attr-defined]

    roll = read_rows([], ["", "", "单位", "职务"], [1, "张三", "样本厂", "厂长"], change=change)
    assert roll.layouts[0].header_rows == (1, 2)
    assert entry_of(roll.rows[0]).post == "样本厂厂长"


def test_unit_that_the_post_begins_with_is_not_said_twice() -> None:
    assert (
        entry_of(read_rows(["姓名", "单位", "职务"], ["张三", "样本厂", "样本厂厂长"]).rows[0]).post
        == "样本厂厂长"
    )


def test_header_that_comes_again_on_each_page_is_no_entry() -> None:
    header = ["序号", "姓名", "职务"]
    assert names(read_rows(header, [1, "张三", "甲"], header, [2, "李四光", "乙"])) == ["张三", "李四光"]


def test_second_table_below_is_read_by_its_own_header() -> None:
    roll = read_rows(["姓名", "单位"], ["张三", "样本厂"], ["单位", "姓名"], ["样本局", "李四光"])
    assert names(roll) == ["张三", "李四光"]
    assert "第 3 行" in told(roll, "second-header")


def test_two_tables_side_by_side_are_read_row_by_row() -> None:
    roll = read_rows(["序号", "姓名", "职务"] * 2, [1, "张三", "甲", 2, "李四光", "乙"], [3, "王小五", "丙"])
    assert [(entry_of(row).name, entry_of(row).post) for row in roll.rows] == [
        ("张三", "甲"),
        ("李四光", "乙"),
        ("王小五", "丙"),
    ]


# --- Without a header -----------------------------------------------------------------------------------


def test_columns_without_header_are_guessed_and_told() -> None:
    roll = read_rows([1, "张三", "女", "山东省", "样本厂厂长"], [2, "李四光", "男", "北京市", "样本局局长"])
    assert roll.layouts[0].guessed
    assert "猜" in told(roll, "layout-guessed")
    entry = entry_of(roll.rows[0])
    assert (entry.name, entry.region, entry.post, entry.notes) == (
        "张三",
        "山东省",
        "样本厂厂长",
        {"性别": "女"},
    )


def test_names_side_by_side_are_an_entry_each() -> None:
    roll = read_rows(["张三", "李四光", "王小五"], ["赵小六", "钱七"])
    assert names(roll) == ["张三", "李四光", "王小五", "赵小六", "钱七"]


def test_units_without_header_are_found() -> None:
    roll = read_rows([1, "样本市样本区人民法院"], [2, "样本市第一医院急诊科"])
    assert names(roll) == ["样本市样本区人民法院", "样本市第一医院急诊科"]


# --- Changed by an editor -------------------------------------------------------------------------------


def test_layout_comes_back_the_same_from_json() -> None:
    table = open_tables(workbook(("a", [["姓名", "职务", "备注"], ["张三", "甲", "乙"]])), "a.xlsx")[0]
    layout = guess_layout(table)
    assert Layout.from_json(layout.to_json()) == layout


@pytest.mark.parametrize(
    "kept", [{"columns": [{"field": "x"}]}, {"columns": 3}, {"first": "x"}, {"columns": [{}]}]
)
def test_layout_that_is_none_is_refused_in_words(kept: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="重新选择"):
        Layout.from_json(kept)


def test_roll_is_read_by_the_layout_that_was_chosen() -> None:
    data = workbook(("a", [["甲", "乙"], ["样本厂", "张三"]]))
    chosen = Layout((Column("post", "甲"), Column("name", "乙")), header_rows=(1,))
    roll = read_roll(data, "a.xlsx", [chosen])
    assert [(entry_of(row).name, entry_of(row).post) for row in roll.rows] == [("张三", "样本厂")]


def test_ignored_column_is_left_out() -> None:
    data = workbook(("a", [["姓名", "备注"], ["张三", "甲"]]))
    chosen = Layout((Column("name"), Column("ignored")), (1,), 2)
    assert entry_of(read_roll(data, "a.xlsx", [chosen]).rows[0]).notes == {}


def test_layout_without_a_name_is_told_and_nothing_read() -> None:
    data = workbook(("a", [["姓名", "备注"], ["张三", "甲"]]))
    roll = read_roll(data, "a.xlsx", [Layout((Column("note", "姓名"), Column("note", "备注")), (1,), 2)])
    assert roll.rows == []
    assert "选择" in told(roll, "no-name-column")


def test_written_layout_with_a_changed_column_is_read_by_it() -> None:
    from records.rolls import Entry
    from records.rolls.writing import to_csv

    data = to_csv([Entry("张三", "张三", post="样本厂")])
    layout = guess_layout(open_tables(data, "a.csv")[0])
    columns = tuple(replace(each, field="note") if each.field == "post" else each for each in layout.columns)
    roll = read_roll(data, "a.csv", [replace(layout, columns=columns)])
    assert entry_of(roll.rows[0]).notes == {"单位及职务": "样本厂"}


# --- Traditional characters, places in two columns ------------------------------------------------------


def test_header_in_traditional_characters_is_known() -> None:
    roll = read_roll("序號,姓名,單位,職務\n1,張三,樣本廠,廠長\n".encode("big5"), "名單.csv")
    assert [(entry_of(row).name, entry_of(row).post) for row in roll.rows] == [("張三", "樣本廠廠長")]
    assert not roll.layouts[0].guessed


def test_title_and_kind_in_traditional_characters_are_known() -> None:
    roll = read_rows(["全國樣本先進集體名單"], ["序號", "名稱", "備註"], [1, "紅梅花開", "甲"])
    assert entry_of(roll.rows[0]).kind == "organization"


@pytest.mark.parametrize("header", ["市县", "地市", "县区", "市州", "城市"])
def test_province_and_city_of_two_columns_are_one_region(header: str) -> None:
    roll = read_rows(["姓名", "省份", header], ["王刚", "浙江省", "杭州市"], ["李飞", "湖南省", "长沙市"])
    assert [entry_of(row).region for row in roll.rows] == ["浙江省/杭州市", "湖南省/长沙市"]
    assert not entry_of(roll.rows[0]).notes


def test_province_city_and_county_of_three_columns_are_one_region() -> None:
    roll = read_rows(["姓名", "省", "市", "县"], ["王刚", "浙江", "杭州市", "西湖区"])
    assert entry_of(roll.rows[0]).region == "浙江省/杭州市/西湖区"


def test_smaller_place_may_stand_first() -> None:
    roll = read_rows(["姓名", "城市", "省份"], ["王刚", "杭州市", "浙江省"])
    assert entry_of(roll.rows[0]).region == "浙江省/杭州市"


def test_city_of_another_province_is_kept_as_a_note_and_told() -> None:
    row = read_rows(["姓名", "省份", "市县"], ["王刚", "浙江省", "长沙市"]).rows[0]
    assert (entry_of(row).region, entry_of(row).notes) == ("浙江省", {"市县": "长沙市"})
    assert [message.code for message in row.messages] == ["place-outside"]


def test_posts_without_header_stand_behind_their_units() -> None:
    roll = read_rows(
        ["样本市教育局", "局长", "王刚"], ["样本市财政局", "副局长", "李飞"], ["样本市公安局", "主任", "赵红"]
    )
    assert [entry_of(row).post for row in roll.rows] == [
        "样本市教育局局长",
        "样本市财政局副局长",
        "样本市公安局主任",
    ]
    assert not entry_of(roll.rows[0]).notes
