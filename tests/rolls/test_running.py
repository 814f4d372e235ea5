"""Running text: of files of text, Word files and web pages, with and without tables between."""

import io

import docx
import pytest

from records.rolls import Roll, read_roll

from .made import codes, entry_of, names, told


def read(text: str) -> Roll:
    return read_roll(text.encode(), "名单.txt")


def entries(roll: Roll) -> list[tuple[str, str]]:
    return [(entry_of(row).name, entry_of(row).post) for row in roll.rows]


def word(*parts: str | list[list[str]]) -> bytes:
    """Writes paragraphs, and tables of rows."""
    document, written = docx.Document(), io.BytesIO()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(len(part), len(part[0]))
        for number, row in enumerate(part):
            for column, words in enumerate(row):
                table.cell(number, column).text = words
    document.save(written)
    return written.getvalue()


def test_name_and_post_stand_on_a_line() -> None:
    roll = read("北京市（2名）\n张　三　样本社区党支部书记\n李四光（女，藏族）　样本厂工人\n")
    assert entries(roll) == [("张三", "样本社区党支部书记"), ("李四光", "样本厂工人")]
    assert (entry_of(roll.rows[0]).printed, entry_of(roll.rows[0]).region) == ("张　三", "北京市")
    assert entry_of(roll.rows[1]).notes == {"性别": "女", "民族": "藏族"}
    assert roll.quotas == {"北京市": 2}


@pytest.mark.parametrize(
    "line",
    [
        "张三 李四光 王小五",
        "张　三　李四光　王小五",
        "张三、李四光、王小五",
        "张三，李四光，王小五。",
        "张三（女）、李四光（女，藏族）、王小五",
        "1. 张三、李四光、王小五",
    ],
)
def test_names_of_a_line_are_parted(line: str) -> None:
    assert names(read(f"先进个人\n{line}\n")) == ["张三", "李四光", "王小五"]


@pytest.mark.parametrize(
    "line", ["张三，样本厂厂长", "张三（样本厂厂长）", "1．张三 样本厂厂长", "样本厂厂长　张三"]
)
def test_one_name_with_its_post_is_read_in_either_order(line: str) -> None:
    assert entries(read(f"先进个人\n{line}\n")) == [("张三", "样本厂厂长")]


@pytest.mark.parametrize(
    "line",
    [
        "张三，女，藏族，样本厂工人",
        "张三 女 藏族 样本厂工人",
        "张　三　女　藏族　样本厂工人",
        "张三　样本厂工人（女，藏族）",
    ],
)
def test_sex_and_nation_beside_a_post_are_notes(line: str) -> None:
    roll = read(f"先进个人\n{line}\n")
    assert entries(roll) == [("张三", "样本厂工人")]
    assert entry_of(roll.rows[0]).notes == {"性别": "女", "民族": "藏族"}


@pytest.mark.parametrize("heading", ["先进个人", "样本名单"])
@pytest.mark.parametrize(
    ("line", "entry"),
    [
        ("王 小 明　　样本公司经理", ("王小明", "样本公司经理")),
        ("王　小　明　　　样本公司经理", ("王小明", "样本公司经理")),
        ("王 小 明 样本公司经理", ("王小明", "样本公司经理")),
        ("王 小 明（女）　　样本公司经理", ("王小明", "样本公司经理")),
        ("样本公司经理　　王 小 明", ("王小明", "样本公司经理")),
        ("次 仁 旺 姆　　样本小学教师", ("次仁旺姆", "样本小学教师")),
        ("阿 依 古 丽  样本公司职工", ("阿依古丽", "样本公司职工")),
        ("司 马 相 如　　样本单位", ("司马相如", "样本单位")),
        ("司　马　相　如　样本单位", ("司马相如", "样本单位")),
        ("张　三　　样本厂", ("张三", "样本厂")),
        ("张　三　样本厂", ("张三", "样本厂")),
    ],
)
def test_gap_that_is_wider_ends_a_name_set_apart(heading: str, line: str, entry: tuple[str, str]) -> None:
    assert entries(read(f"{heading}\n{line}\n")) == [entry]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("张　三　李　四", ["张三", "李四"]),
        ("张 三　　李 四", ["张三", "李四"]),
        ("王 小 明　　李 四　　欧 阳 修　　赵小六", ["王小明", "李四", "欧阳修", "赵小六"]),
        ("王 小 明", ["王小明"]),
        ("次 仁 旺 姆", ["次仁旺姆"]),
        ("张　三　李　四　王　五", ["张三", "李四", "王五"]),
    ],
)
def test_names_set_apart_are_parted_by_the_wider_gaps(line: str, found: list[str]) -> None:
    assert names(read(f"先进个人\n{line}\n")) == found


def test_line_of_labels_is_no_entry() -> None:
    assert names(read("先进个人\n姓名　单位及职务\n张三　样本厂厂长\n")) == ["张三"]


def test_number_with_its_order_is_that_of_the_whole() -> None:
    assert read("样本工作者名单\n（共2名，按姓氏笔画排序）\n张三、李四光\n").quotas == {"": 2}


def test_heading_and_names_may_share_a_line() -> None:
    roll = read("北京市：张三、李四光\n上海市（2名）王小五 赵小六\n")
    assert [(entry_of(row).name, entry_of(row).group) for row in roll.rows] == [
        *(("张三", "北京市"), ("李四光", "北京市")),
        *(("王小五", "上海市"), ("赵小六", "上海市")),
    ]


def test_each_line_below_a_heading_of_units_is_one() -> None:
    roll = read("先进基层党组织（2个）\n样本市样本社区党支部\n样本厂第一车间先进班组\n")
    assert names(roll) == ["样本市样本社区党支部", "样本厂第一车间先进班组"]
    assert {entry_of(row).kind for row in roll.rows} == {"organization"}


def found_in(text: str) -> list[tuple[str, str, str]]:
    entries = map(entry_of, read(text).rows)
    return [(entry.name, entry.group, entry.region) for entry in entries]


def test_places_that_end_in_a_unit_are_names_under_a_heading_of_units() -> None:
    units = [
        "北京市东城区东华门街道",
        "上海市浦东新区陆家嘴社区",
        "广东省深圳市公安局南山分局",
        "河北省正定县正定镇",
    ]
    text = "\n".join(["先进集体", *units])
    assert found_in(text) == [(unit, "先进集体", "") for unit in units]


def test_bare_places_with_units_below_and_places_with_a_number_are_headings() -> None:
    text = "先进集体\n山东省\n滨州市\n样本医院急诊科\n北京市\n东华门街道\n上海市陆家嘴街道（1个）\n样本社区\n"
    assert found_in(text) == [
        ("样本医院急诊科", "先进集体/山东省/滨州市", "山东省/滨州市"),
        ("东华门街道", "先进集体/北京市", "北京市"),
        ("样本社区", "先进集体/上海市陆家嘴街道", "上海市/陆家嘴街道"),
    ]


def test_bare_places_with_nothing_below_are_names_under_a_heading_of_units() -> None:
    found = found_in("全国文明城市\n山东省\n滨州市\n济南市\n浙江省\n杭州市\n")
    assert [(name, group) for name, group, _ in found] == [
        ("滨州市", "全国文明城市/山东省"),
        ("济南市", "全国文明城市/山东省"),
        ("杭州市", "全国文明城市/浙江省"),
    ]


def test_systems_stay_headings_of_units() -> None:
    text = "先进集体\n省直机关\n样本厅办公室\n卫生系统\n样本医院急诊科\n"
    assert [group for _, group, _ in found_in(text)] == ["先进集体/省直机关", "先进集体/卫生系统"]


def test_region_never_joins_two_provinces() -> None:
    text = "先进个人\n北京市东城区东华门街道\n张　三　样本厂\n上海市浦东新区陆家嘴社区\n李四光　样本厂\n"
    assert [region for *_, region in found_in(text)] == [
        "北京市/东城区/东华门街道",
        "上海市/浦东新区/陆家嘴社区",
    ]


def test_units_of_a_line_are_parted() -> None:
    roll = read("先进集体\n甲县一中、乙县医院、丙县公安局\n丁县实验小学\n")
    assert names(roll)[:3] == ["甲县一中", "乙县医院", "丙县公安局"]
    assert {entry_of(row).kind for row in roll.rows} == {"organization"}


@pytest.mark.parametrize("line", ["样本县医院、公安局、样本县女子代表", "样本县医院　样本县公安局"])
def test_units_of_a_line_that_cannot_be_parted_are_doubted(line: str) -> None:
    roll = read(f"先进集体\n{line}\n")
    assert (names(roll), codes(roll.rows[0].messages)) == ([line], ["several-names"])


@pytest.mark.parametrize(
    "line",
    [
        "样本乡党委、政府",
        "样本厂　第一车间",
        "样本大学物理、化学研究所",
        "样本县医院（急诊科、内科）",
        "样本局办公室",
    ],
)
def test_one_unit_with_several_words_is_not_doubted(line: str) -> None:
    roll = read(f"先进集体\n{line}\n")
    assert (names(roll), codes(roll.rows[0].messages)) == ([line], [])


def test_brackets_of_a_list_hold_unit_or_post() -> None:
    roll = read(
        "先进个人\n张三（北京一中）、李四（天津二中）、王五（女，上海三中）、赵六（满族，沈阳四中教师）\n"
    )
    assert entries(roll) == [
        *(("张三", "北京一中"), ("李四", "天津二中")),
        *(("王五", "上海三中"), ("赵六", "沈阳四中教师")),
    ]
    assert [dict(entry_of(row).notes) for row in roll.rows] == [{}, {}, {"性别": "女"}, {"民族": "满族"}]


@pytest.mark.parametrize(
    "aside",
    [
        "已故",
        "追授",
        "曾用名李亮",
        "号样本",
        "1950年生",
        "中共党员",
        "山东省样本县人",
        "原名张建民",
        "1921—1949",
    ],
)
def test_brackets_that_hold_no_unit_are_notes(aside: str) -> None:
    roll = read(f"先进个人\n张三（{aside}）、李四（样本厂工人）\n")
    assert entries(roll) == [("张三", ""), ("李四", "样本厂工人")]
    assert entry_of(roll.rows[0]).notes == {"备注": aside}


def test_post_with_signs_of_its_own_stays_whole_in_its_brackets() -> None:
    assert entries(read("先进个人\n张三（样本厂厂长、党委书记）\n")) == [("张三", "样本厂厂长、党委书记")]


def test_prizes_alone_on_a_line_are_headings() -> None:
    text = "一等奖（2名）\n张三、李四光\n二等奖\n王小五、赵小六\n优秀奖\n钱小七\n提名奖：\n孙小八\n"
    roll = read(text)
    assert [(entry_of(row).name, entry_of(row).group) for row in roll.rows] == [
        *(("张三", "一等奖"), ("李四光", "一等奖")),
        *(("王小五", "二等奖"), ("赵小六", "二等奖")),
        *(("钱小七", "优秀奖"), ("孙小八", "提名奖")),
    ]
    assert "quota-differs" not in codes(roll.messages)


def test_prizes_stand_below_kinds_and_places() -> None:
    text = "先进个人\n北京市\n一等奖\n张三\n二等奖　李四光\n上海市\n一等奖\n王小五\n先进集体\n金奖\n样本医院急诊科\n"
    assert [group for _, group, _ in found_in(text)] == [
        *("先进个人/北京市/一等奖", "先进个人/北京市/二等奖", "先进个人/上海市/一等奖", "先进集体/金奖"),
    ]


def test_names_with_dots_and_compound_surnames_are_whole() -> None:
    roll = read("先进个人\n阿里木·样本　样本校教师\n欧阳　某某　样本局局长\n")
    assert entries(roll) == [("阿里木·样本", "样本校教师"), ("欧阳某某", "样本局局长")]


def test_notes_in_asterisks_are_left_out_and_told() -> None:
    roll = read("先进个人\n张三、李四光\n*按姓氏笔画为序*\n")
    assert names(roll) == ["张三", "李四光"]
    assert "按姓氏笔画为序" in told(roll, "footnote")


def test_star_of_a_name_leads_to_the_footnote_at_the_end() -> None:
    roll = read("先进个人\n张三*　样本厂厂长\n李四光　样本局局长\n* 追授\n")
    assert entry_of(roll.rows[0]).notes == {"*": "追授"}
    assert names(roll) == ["张三", "李四光"]


@pytest.mark.parametrize(
    "footnote",
    [
        "*为追授",
        "注：*为追授。",
        "（注：*为追授）",
        "注：带*号者为追授。",
        "带“*”者为追授",
        "带＊号的为追授。",
        "姓名后标有*的为追授",
        "备注：标“*”的同志系追授。",
        "说明：* 表示追授",
        "注:*追授",
        "注：本名单中带*的为追授。",
    ],
)
def test_footnote_says_what_the_mark_of_a_name_means(footnote: str) -> None:
    roll = read(f"先进个人\n张三*、李四光\n王小五*（女）　样本厂厂长\n{footnote}\n")
    assert names(roll) == ["张三", "李四光", "王小五"]
    assert [entry_of(row).notes.get("*") for row in roll.rows] == ["追授", None, "追授"]
    assert not [message for row in roll.rows for message in row.messages]


def test_footnotes_of_several_marks_share_a_line() -> None:
    roll = read("先进个人\n张三*、李四光△、王小五①\n注：*为追授，△为已故；①为补报，另有说明。\n")
    assert [dict(entry_of(row).notes) for row in roll.rows] == [
        {"*": "追授"},
        {"*": "已故"},
        {"*": "补报，另有说明"},
    ]


def test_footnote_above_the_names_is_found() -> None:
    roll = read("先进个人\n（带*号者为追授）\n张三*、李四光\n")
    assert dict(entry_of(roll.rows[0]).notes) == {"*": "追授"}


@pytest.mark.parametrize(
    "line", ["张三①　样本厂", "张　三①　样本厂", "张三 ①　样本厂", "张三①（样本厂）", "张　三①样本厂"]
)
def test_mark_is_no_part_of_the_name_and_doubted_where_nothing_says_what_it_means(line: str) -> None:
    roll = read(f"先进个人\n{line}\n李四光　样本局\n")
    assert entries(roll) == [("张三", "样本厂"), ("李四光", "样本局")]
    assert [codes(row.messages) for row in roll.rows] == [["mark-unexplained"], []]


def test_number_in_a_circle_before_names_begins_no_footnote() -> None:
    roll = read("①先进个人：张三、李四光\n②先进集体：样本医院急诊科\n")
    assert names(roll) == ["张三", "李四光", "样本医院急诊科"]


def test_name_behind_a_mark_is_not_its_footnote() -> None:
    roll = read("先进个人\n张三*　样本厂\n*李四光\n*为追授\n")
    assert names(roll) == ["张三", "李四光"]


def test_sentences_of_the_decision_are_left_out_and_told() -> None:
    roll = read(
        "关于表彰样本工作者的决定\n经研究，决定授予张三等同志称号。\n先进个人\n张三、李四光\n2011年6月28日\n"
    )
    assert names(roll) == ["张三", "李四光"]
    assert "经研究" in told(roll, "left-out")


def test_line_that_is_neither_name_nor_heading_is_a_row_with_an_error() -> None:
    roll = read("先进个人\n张三、李四光\n请各单位认真组织学习\n")
    assert names(roll) == ["张三", "李四光"]
    unread = roll.rows[2]
    assert (unread.number, unread.ok, unread.entry, codes(unread.messages)) == (
        3,
        False,
        None,
        ["line-unread"],
    )


@pytest.mark.parametrize(
    ("line", "entry", "notes"),
    [
        ("张　三（女）某厂工人", ("张三", "某厂工人"), {"性别": "女"}),
        ("钱　进（回族）某部营长", ("钱进", "某部营长"), {"民族": "回族"}),
        ("李明（已故）某某村民", ("李明", "某某村民"), {"备注": "已故"}),
        ("李明(女，回族)某校教师", ("李明", "某校教师"), {"性别": "女", "民族": "回族"}),
        ("李明（曾用名李亮）某校教师", ("李明", "某校教师"), {"备注": "曾用名李亮"}),
    ],
)
def test_post_may_follow_brackets_without_a_blank(
    line: str, entry: tuple[str, str], notes: dict[str, str]
) -> None:
    roll = read(f"先进个人\n{line}\n王小五　样本局\n")
    assert entries(roll) == [entry, ("王小五", "样本局")]
    assert entry_of(roll.rows[0]).notes == notes


def test_post_may_go_on_in_a_line_that_is_indented() -> None:
    roll = read("先进个人\n李　四　某厂\n　　　　技术中心\n　　　　高级工程师\n王小五　样本局\n")
    assert entries(roll) == [("李四", "某厂技术中心高级工程师"), ("王小五", "样本局")]
    assert "第 3 行" in told(roll, "line-joined")


@pytest.mark.parametrize("line", ["　　　　钱小七", "　　　　钱小七、孙小八", "　　钱小七　样本校"])
def test_name_that_is_indented_is_not_the_rest_of_a_post(line: str) -> None:
    roll = read(f"先进个人\n李　四　某厂\n{line}\n")
    assert entries(roll)[0] == ("李四", "某厂")
    assert names(roll)[1] == "钱小七"


def test_unit_in_an_indented_line_of_its_own_is_the_post_of_the_name_above() -> None:
    roll = read("先进个人\n李　明（女）\n　　　　样本厂工人\n王小五　样本局\n")
    assert entries(roll) == [("李明", "样本厂工人"), ("王小五", "样本局")]


def test_line_as_far_to_the_left_as_the_name_is_not_the_rest_of_its_post() -> None:
    roll = read("先进个人\n李　四　某厂\n高级工程师\n")
    assert entries(Roll(rows=[row for row in roll.rows if row.ok])) == [("李四", "某厂")]
    assert codes(roll.rows[1].messages) == ["line-unread"]


def test_quote_that_never_ends_is_a_sign_like_others() -> None:
    filler = "".join(f"样本市第{number}样本厂\n" for number in range(20_000))
    assert names(read(f'先进个人\n张三 "样本厂厂长\n先进集体\n{filler}'))[0] == "张三"


def test_text_without_any_name_says_so() -> None:
    roll = read("这是一份通知。\n没有名单。\n")
    assert "no-entries" in codes(roll.messages)


# --- Word files and web pages ---------------------------------------------------------------------------


def test_lists_of_a_word_file_are_read() -> None:
    data = word(
        "样本工作者名单",
        "（共2名）",
        "一、北京市",
        "张　三　样本局局长",
        "二、山东省",
        "李四光（女）　样本校教师",
    )
    roll = read_roll(data, "名单.docx")
    assert [(entry_of(row).name, entry_of(row).group) for row in roll.rows] == [
        ("张三", "北京市"),
        ("李四光", "山东省"),
    ]
    assert roll.quotas == {"": 2}


def test_tables_of_a_word_file_stand_under_the_headings_between_them() -> None:
    data = word(
        *("附件1", "全国样本先进集体名单（共2个）"),
        *("北京市（1个）", [["序号", "名称", "备注"], ["1", "样本社区党支部", ""]]),
        *("山东省（1个）", [["序号", "名称", "备注"], ["1", "样本医院急诊科", "补报"]]),
        *("附件2", "全国样本先进个人名单（共2名）", "张　三　样本局局长", "李四光（女，回族）　样本局科员"),
    )
    roll = read_roll(data, "名单.docx")
    assert [(entry_of(row).name, entry_of(row).group, entry_of(row).kind) for row in roll.rows] == [
        ("样本社区党支部", "全国样本先进集体/北京市", "organization"),
        ("样本医院急诊科", "全国样本先进集体/山东省", "organization"),
        ("张三", "全国样本先进个人", "person"),
        ("李四光", "全国样本先进个人", "person"),
    ]
    assert roll.quotas["全国样本先进个人"] == 2
    assert "quota-differs" not in codes(roll.messages)


def test_lines_of_a_web_page_are_read() -> None:
    lines = "<p>样本先进个人名单</p><p>北京市（2名）</p><p>张　三　样本厂厂长<br>李四光　样本局</p>"
    page = f"<html><body>{lines}</body></html>"
    roll = read_roll(page.encode(), "名单.html")
    assert entries(roll) == [("张三", "样本厂厂长"), ("李四光", "样本局")]
    assert {entry_of(row).group for row in roll.rows} == {"北京市"}


def test_lists_and_tables_of_markdown_are_read() -> None:
    text = (
        "# 先进个人\n\n## 北京市（2名）\n\n- 张三　样本厂厂长\n- 李四光　样本局\n\n"
        "## 山东省\n\n| 姓名 | 单位 |\n|---|---|\n| 王小五 | 样本校 |\n"
    )
    roll = read_roll(text.encode(), "名单.md")
    assert entries(roll) == [("张三", "样本厂厂长"), ("李四光", "样本局"), ("王小五", "样本校")]
    assert [entry_of(row).group for row in roll.rows] == [
        "先进个人/北京市",
        "先进个人/北京市",
        "先进个人/山东省",
    ]
