"""Doubts are told on the row, in words that say what to do; nothing is guessed in silence."""

import pytest

from records.rolls import Row, read_roll

from .made import codes, entry_of, read_rows, told


def row(*cells: str, header: tuple[str, ...] = ("姓名", "单位及职务", "地区", "年度")) -> Row:
    return read_rows(header, cells).rows[0]


def test_row_without_a_name_is_an_error_and_keeps_its_words() -> None:
    found = row("", "样本厂厂长", "北京市")
    assert not found.ok
    assert codes(found.messages) == ["no-name"]
    assert entry_of(found).post == "样本厂厂长"


def test_same_name_post_and_region_twice_is_told_at_both() -> None:
    same = ["张三", "样本厂", "北京市"]
    roll = read_rows(["姓名", "单位", "地区"], same, ["李四光", "样本厂", "北京市"], same)
    assert [codes(each.messages) for each in roll.rows] == [["entry-again"], [], ["entry-again"]]
    assert "第 4 行" in roll.rows[0].messages[0].text
    assert "第 2 行" in roll.rows[2].messages[0].text
    assert all(each.ok for each in roll.rows)


def test_same_name_alone_is_told_at_both_with_their_rows() -> None:
    roll = read_rows(["姓名", "单位"], ["张三", "样本厂"], ["张　三", "样本局"])
    assert [codes(each.messages) for each in roll.rows] == [["name-again"], ["name-again"]]
    assert "第 3 行" in roll.rows[0].messages[0].text


def test_unit_among_people_is_told() -> None:
    assert codes(row("样本市第一医院急诊科", "甲").messages) == ["unit-as-person"]


def test_person_among_units_is_told() -> None:
    roll = read_rows(["先进集体名称", "备注"], ["张三", "甲"])
    assert codes(roll.rows[0].messages) == ["person-as-unit"]


def test_several_names_in_a_cell_are_an_error() -> None:
    found = row("张三、李四光", "样本厂")
    assert not found.ok
    assert "每人写一行" in found.messages[0].text


def test_name_that_is_a_paragraph_is_told() -> None:
    assert codes(row("样本" * 50, "甲").messages) == ["name-long"]


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ("山东省滨州市", "山东省/滨州市"),
        ("山东省 滨州市", "山东省/滨州市"),
        ("山东", "山东省"),
        ("北 京 市", "北京市"),
        ("新疆生产建设兵团", "新疆生产建设兵团"),
        ("山东省/滨州市/滨城区/彭李街道", "山东省/滨州市/滨城区/彭李街道"),
    ],
)
def test_places_become_paths(given: str, path: str) -> None:
    found = row("张三", "甲", given)
    assert (entry_of(found).region, found.messages) == (path, ())


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ("郑州", "河南省/郑州市"),
        ("西安市", "陕西省/西安市"),
        ("海淀区", "北京市/海淀区"),
        ("江苏南京", "江苏省/南京市"),
        ("长春朝阳区", "吉林省/长春市/朝阳区"),
        ("内蒙", "内蒙古自治区"),
        ("广西自治区", "广西壮族自治区"),
        ("黔", "贵州省"),
        ("兵团", "新疆生产建设兵团"),
    ],
)
def test_places_stand_in_their_province_by_their_full_names(given: str, path: str) -> None:
    found = row("张三", "甲", given)
    assert (entry_of(found).region, found.messages) == (path, ())


@pytest.mark.parametrize("given", ["朝阳区", "鼓楼区"])
def test_a_place_that_several_provinces_have_is_told_and_not_guessed(given: str) -> None:
    found = row("张三", "甲", given)
    assert entry_of(found).region == given
    assert codes(found.messages) == ["place-ambiguous"]


def test_unknown_place_is_kept_and_told() -> None:
    found = row("张三", "甲", "火星市")
    assert entry_of(found).region == "火星市"
    assert codes(found.messages) == ["place-unknown"]


def test_rows_without_a_region_among_others_are_told() -> None:
    roll = read_rows(["地区", "姓名"], ["山东省", "张三"], ["", "李四光"])
    assert "第 3 行" in told(roll, "region-missing")


MERGED = [["省份", "姓名", "单位"], ["浙江省", "王刚", "甲"], ["", "李飞", "乙"], ["湖南省", "张三", "丙"]]


def test_blanks_below_are_filled_where_the_whole_column_is_grouped_so() -> None:
    roll = read_rows(*MERGED, ["", "赵六", "丁"], ["", "钱七", ""])
    assert [entry_of(each).region for each in roll.rows] == ["浙江省"] * 2 + ["湖南省"] * 3
    assert "“省份”一列有 3 格空着，照上面的填了" in told(roll, "carried-down")


@pytest.mark.parametrize(
    "more",
    [
        [],
        [["山东省", "赵六", "丁"], ["", "钱七", "戊"]],
        [["", "赵六", "丁"], ["先进集体", "", ""], ["", "钱七", "戊"]],
    ],
    ids=["the last stands alone", "one stands alone", "a heading between"],
)
def test_blanks_stay_where_the_column_is_not_grouped_throughout(more: list[list[str]]) -> None:
    roll = read_rows(*MERGED, *more)
    assert entry_of(roll.rows[1]).region == ""
    assert "carried-down" not in codes(roll.messages)


def test_a_column_whose_first_cell_is_blank_is_not_grouped() -> None:
    roll = read_rows(MERGED[0], ["", "孙二", "己"], *MERGED[1:], ["", "赵六", "丁"])
    assert [entry_of(each).region for each in roll.rows] == ["", "浙江省", "", "湖南省", ""]


def test_who_recommends_is_the_region_only_where_it_is_a_place() -> None:
    roll = read_rows(["姓名", "推荐单位"], ["张三", "山东省"], ["李四光", "中央和国家机关"])
    assert [(entry_of(each).region, dict(entry_of(each).notes)) for each in roll.rows] == [
        ("山东省", {}),
        ("", {"推荐单位": "中央和国家机关"}),
    ]


@pytest.mark.parametrize(
    ("given", "year", "notes"),
    [
        ("2011年度", 2011, {}),
        ("2011", 2011, {}),
        ("二〇一一年", 2011, {}),
        ("2011-06-28", 2011, {"年度": "2011-06-28"}),
    ],
)
def test_years_are_read_and_no_more_of_the_cell_is_lost(given: str, year: int, notes: dict[str, str]) -> None:
    found = row("张三", "甲", "", given)
    assert (entry_of(found).year, entry_of(found).notes, found.messages) == (year, notes, ())


def test_year_that_cannot_be_read_is_kept_and_told() -> None:
    found = row("张三", "甲", "", "第五届")
    assert (entry_of(found).year, entry_of(found).notes) == (None, {"年度": "第五届"})
    assert codes(found.messages) == ["year-unread"]


@pytest.mark.parametrize(
    ("cell", "name", "notes"),
    [
        ("张　三（女，藏族）", "张三", {"性别": "女", "民族": "藏族"}),
        ("张三（已故）", "张三", {"备注": "已故"}),
        ("样本厂（一车间）", "样本厂（一车间）", {}),
        ("阿里木·样本（维吾尔族）", "阿里木·样本", {"民族": "维吾尔族"}),
    ],
)
def test_brackets_behind_a_name_are_notes_and_of_a_unit_its_own(
    cell: str, name: str, notes: dict[str, str]
) -> None:
    roll = read_rows(["名称", "备注"], [cell, ""], ["红梅", "甲"])
    assert (entry_of(roll.rows[0]).name, entry_of(roll.rows[0]).notes) == (name, notes)


@pytest.mark.parametrize("name", ["0", "=1+1", "……", "12.5", "-"])
def test_name_without_a_letter_is_an_error(name: str) -> None:
    found = row(name, "样本厂厂长")
    assert not found.ok
    assert codes(found.messages) == ["name-without-letters"]


@pytest.mark.parametrize(
    "name", ["@SUM(A1)", "<script>alert(1)</script>", "=SUM(A1)", "+cmd|calc", "王刚&nbsp;"]
)
def test_name_with_signs_of_formulas_or_pages_is_doubted(name: str) -> None:
    found = read_roll(f"姓名\t单位及职务\n{name}\t样本厂厂长\n".encode(), "名单.tsv").rows[0]
    assert "name-with-signs" in codes(found.messages)


@pytest.mark.parametrize(
    "name", ["阿卜杜拉·买买提", "样本市110报警台", "“两弹一星”研究组", "C919项目（样本）团队", "John Smith"]
)
def test_name_with_other_signs_is_not_doubted(name: str) -> None:
    assert not {"name-with-signs", "name-without-letters"}.intersection(codes(row(name, "样本").messages))


@pytest.mark.parametrize("cell", ["待定", "无", "（续表）", "续表", "空缺", "同上", "集体", "个 人", "暂无"])
def test_words_that_name_nobody_are_an_error(cell: str) -> None:
    found = row(cell, "样本厂")
    assert not found.ok
    assert codes(found.messages) == ["no-real-name"]


@pytest.mark.parametrize("cell", ["张三等5人", "样本县一中等三家单位", "李四等 12 名同志"])
def test_one_name_for_several_is_an_error(cell: str) -> None:
    found = row(cell, "样本厂")
    assert not found.ok
    assert codes(found.messages) == ["several-names"]


@pytest.mark.parametrize(
    "name", ["无为县医院", "单雄信", "略阳县公安局", "空军某部", "续小强", "平等社区", "高等专科学校"]
)
def test_names_that_begin_like_such_words_are_names(name: str) -> None:
    assert row(name, "样本厂").ok


@pytest.mark.parametrize("dot", ["·", "•", "・", "．", ".", " · ", "· ", "‧", "･", "\n·"])
def test_whatever_dot_a_name_has_it_is_the_same_name(dot: str) -> None:
    found = read_rows(["姓名", "单位"], [f"买买提{dot}艾力", "样本厂"]).rows[0]
    assert entry_of(found).name == "买买提·艾力"
    assert entry_of(found).printed == f"买买提{dot}艾力".replace("\n", " ")


@pytest.mark.parametrize(
    ("header", "cell"), [("称号撤销", "2025-03-18"), ("是否撤销", "是"), ("撤销日期", "2020年")]
)
def test_an_honor_that_was_taken_away_is_an_error(header: str, cell: str) -> None:
    found = row("张三", "样本厂", cell, header=("姓名", "单位", header))
    assert not found.ok
    assert codes(found.messages) == ["revoked"]


@pytest.mark.parametrize("cell", ["", "否", "无"])
def test_an_honor_that_was_not_taken_away_is_none(cell: str) -> None:
    assert row("张三", "样本厂", cell, header=("姓名", "单位", "是否撤销")).ok


@pytest.mark.parametrize("cell", ["张建国　李梅", "王志强 赵大力", "王志强、赵大力"])
def test_two_names_with_one_blank_between_are_several(cell: str) -> None:
    assert codes(row(cell, "样本厂").messages) == ["several-names"]


@pytest.mark.parametrize("cell", ["制表：赵六", "单位负责人：", "审核:钱七"])
def test_signatures_below_a_table_are_no_names(cell: str) -> None:
    found = row(cell, "样本厂")
    assert not found.ok
    assert codes(found.messages) == ["no-real-name"]


@pytest.mark.parametrize("cell", ["国务院", "中共中央", "教育部", "国务院办公厅"])
def test_who_signs_a_decision_is_not_honored_by_it(cell: str) -> None:
    found = row(cell, "样本厂")
    assert not found.ok
    assert codes(found.messages) == ["unit-as-person"]


def test_post_in_the_place_of_a_name_is_doubted() -> None:
    assert codes(row("总工程师", "样本厂").messages) == ["post-as-name"]


def test_formula_that_failed_is_doubted_as_a_name() -> None:
    found = read_roll("姓名\t单位\n#REF!\t样本厂\n".encode(), "名单.tsv").rows[0]
    assert "name-with-signs" in codes(found.messages)


def test_unit_whose_name_stands_below_it_in_the_header_is_the_unit() -> None:
    table = (
        "<table><tr><th rowspan=2>姓名<th colspan=2>工作单位</tr><tr><th>名称<th>职务</tr>"
        "<tr><td>张建国<td>样本厂<td>厂长</table>"
    )
    assert entry_of(read_roll(table.encode(), "名单.html").rows[0]).post == "样本厂厂长"
