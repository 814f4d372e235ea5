"""Headings between rows: groups, kinds, regions, the numbers they state; totals and footnotes."""

from records.rolls import read_roll

from .made import codes, entry_of, names, read_rows, told, workbook

HEADER = ["序号", "姓名", "单位及职务"]


def groups(roll: object) -> list[tuple[str, str]]:
    return [(entry_of(row).name, entry_of(row).group) for row in roll.rows]  # type: ignore[attr-defined]


def test_row_of_one_cell_is_the_heading_of_those_below() -> None:
    roll = read_rows(HEADER, ["北京市"], [1, "张三", "甲"], ["山东省"], [1, "李四光", "乙"])
    assert groups(roll) == [("张三", "北京市"), ("李四光", "山东省")]


def test_cell_merged_over_all_columns_is_a_heading_whatever_it_says() -> None:
    def change(book: object, sheet: object) -> None:
        sheet.merge_range(1, 0, 1, 2, "样本大队")  # type: ignore[attr-defined]

    assert groups(read_rows(HEADER, [], [1, "张三", "甲"], change=change)) == [("张三", "样本大队")]


def test_kind_stands_above_places_and_ends_them() -> None:
    roll = read_rows(
        HEADER,
        ["先进个人"],
        ["北京市"],
        [1, "张三", "甲"],
        ["上海市"],
        [1, "李四光", "乙"],
        ["先进集体"],
        ["北京市"],
        [1, "样本医院急诊科", ""],
    )
    assert groups(roll) == [
        ("张三", "先进个人/北京市"),
        ("李四光", "先进个人/上海市"),
        ("样本医院急诊科", "先进集体/北京市"),
    ]
    assert [entry_of(row).kind for row in roll.rows] == ["person", "person", "organization"]


def test_kinds_may_stand_below_each_place() -> None:
    roll = read_rows(
        HEADER,
        *(["北京市"], ["先进个人"], [1, "张三", "甲"]),
        *(["上海市"], ["先进个人"], [1, "李四光", "乙"]),
    )
    assert groups(roll) == [("张三", "北京市/先进个人"), ("李四光", "上海市/先进个人")]


def test_kind_named_after_people_of_a_place_is_not_of_that_place() -> None:
    roll = read_rows(HEADER, ["北京市"], [1, "张三", "甲"], ["先进集体"], [1, "样本医院急诊科", ""])
    assert groups(roll)[1] == ("样本医院急诊科", "先进集体")
    assert entry_of(roll.rows[1]).region == ""


def test_city_stands_below_its_province() -> None:
    roll = read_rows(HEADER, ["山东省"], ["滨州市"], [1, "张三", "甲"], ["济南市"], [2, "李四光", "乙"])
    assert [entry_of(row).region for row in roll.rows] == ["山东省/滨州市", "山东省/济南市"]
    assert groups(roll)[1] == ("李四光", "山东省/济南市")


def test_numbered_headings_follow_their_numbers() -> None:
    roll = read_rows(
        HEADER,
        *(["一、先进个人"], ["（一）机关"], [1, "张三", "甲"], ["（二）企业"], [2, "李四光", "乙"]),
        *(["二、先进集体"], ["（一）机关"], [1, "样本医院急诊科", ""]),
    )
    assert groups(roll) == [
        ("张三", "先进个人/机关"),
        ("李四光", "先进个人/企业"),
        ("样本医院急诊科", "先进集体/机关"),
    ]
    assert [entry_of(row).kind for row in roll.rows] == ["person", "person", "organization"]


def test_heading_without_entries_below_is_told() -> None:
    roll = read_rows(HEADER, ["北京市"], ["上海市"], [1, "张三", "甲"])
    assert "第 2 行" in told(roll, "heading-empty")


def test_prize_alone_in_a_row_is_a_heading() -> None:
    rows: list[list[object]] = [["一等奖"], [1, "张三", "甲"], ["", "二等奖", ""], [1, "李四光", "乙"]]
    assert groups(read_rows(HEADER, *rows)) == [("张三", "一等奖"), ("李四光", "二等奖")]


def test_slash_in_a_heading_parts_no_path() -> None:
    assert groups(read_rows(HEADER, ["一、机关/事业单位"], [1, "张三", "甲"])) == [("张三", "机关／事业单位")]


def test_places_that_are_honored_are_entries() -> None:
    roll = read_rows(["文明城市名单"], ["名称"], ["滨州市"], ["东营市"], ["济南市"])
    assert names(roll) == ["滨州市", "东营市", "济南市"]


def test_sheet_names_that_say_nothing_are_no_groups() -> None:
    data = workbook(("Sheet1", [HEADER, [1, "张三", "甲"]]), ("Sheet2", [HEADER, [1, "李四光", "乙"]]))
    assert groups(read_roll(data, "a.xlsx")) == [("张三", ""), ("李四光", "")]


def test_kind_is_taken_from_the_title_of_the_sheet() -> None:
    roll = read_rows(["全国样本先进集体名单"], ["序号", "名称", "备注"], [1, "红梅花开", "甲"])
    assert entry_of(roll.rows[0]).kind == "organization"


def test_kind_that_nothing_tells_stays_open() -> None:
    assert entry_of(read_rows(["名称", "备注"], ["红梅花开", "甲"]).rows[0]).kind is None


def test_column_of_kinds_goes_before_headings() -> None:
    roll = read_rows(["先进个人"], ["名称", "类型"], ["样本班组", "集体"], ["张三", "个人"])
    assert [entry_of(row).kind for row in roll.rows] == ["organization", "person"]


# --- Numbers that are stated ----------------------------------------------------------------------------


def test_number_of_a_heading_is_a_quota_and_no_part_of_its_words() -> None:
    roll = read_rows(HEADER, ["北京市（1名）"], [1, "张三", "甲"], ["上海市（十二名）"], [1, "李四光", "乙"])
    assert roll.quotas == {"北京市": 1, "上海市": 12}
    assert groups(roll)[1] == ("李四光", "上海市")


def test_quota_that_differs_from_what_was_read_is_told() -> None:
    roll = read_rows(HEADER, ["北京市（2名）"], [1, "张三", "甲"])
    assert told(roll, "quota-differs") == "“北京市”写明 2 个，实际读到 1 个。请核对有没有缺漏或重复。"


def test_quota_of_a_kind_counts_all_places_below_it() -> None:
    roll = read_rows(
        HEADER,
        ["先进个人（2名）"],
        ["北京市（1名）"],
        [1, "张三", "甲"],
        ["上海市（1名）"],
        [1, "李四光", "乙"],
    )
    assert roll.quotas == {"先进个人": 2, "先进个人/北京市": 1, "先进个人/上海市": 1}
    assert "quota-differs" not in codes(roll.messages)


def test_number_in_a_title_is_that_of_the_whole() -> None:
    assert read_rows(["样本工作者名单（共2名）"], HEADER, [1, "张三", "甲"]).quotas == {"": 2}


def test_totals_are_left_out_and_compared() -> None:
    roll = read_rows(HEADER, [1, "张三", "甲"], [2, "李四光", "乙"], ["合计", "3"])
    assert names(roll) == ["张三", "李四光"]
    assert "合计" in told(roll, "total")
    assert "实际读到 2 个" in told(roll, "count-differs")


def test_total_that_agrees_is_only_left_out() -> None:
    roll = read_rows(HEADER, ["北京市"], [1, "张三", "甲"], ["小计", "", "1名"], ["共1名"])
    assert names(roll) == ["张三"]
    assert not {"count-differs", "quota-differs"}.intersection(codes(roll.messages))


# --- Footnotes ------------------------------------------------------------------------------------------


def test_notes_below_the_table_are_left_out_with_their_words() -> None:
    roll = read_rows(HEADER, [1, "张三", "甲"], ["注：排名不分先后"], ["（按姓氏笔画为序）"])
    assert names(roll) == ["张三"]
    assert "排名不分先后" in told(roll, "footnote")
    assert codes(roll.messages).count("footnote") == 2


def test_star_behind_a_name_leads_to_its_footnote() -> None:
    roll = read_rows(HEADER, [1, "张三*", "甲"], [2, "李四光", "乙"], ["*为追授"])
    assert [(entry_of(row).name, dict(entry_of(row).notes)) for row in roll.rows] == [
        ("张三", {"*": "追授"}),
        ("李四光", {}),
    ]


def test_blank_rows_are_passed_over() -> None:
    assert names(read_rows(HEADER, [], [1, "张三", "甲"], [], [" "], [2, "李四光", "乙"])) == [
        "张三",
        "李四光",
    ]


def test_row_of_which_only_the_name_is_given_is_an_entry() -> None:
    assert names(read_rows(["名称", "备注"], ["样本市样本区人民法院", ""], ["张三", ""])) == [
        "样本市样本区人民法院",
        "张三",
    ]
