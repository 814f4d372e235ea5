"""Text with a sign between its cells, in any encoding, and what is pasted from a spreadsheet."""

import pytest

from records.rolls import RollRefused, read_pasted, read_roll

from .made import entry_of, names, told

TEXT = "序号,姓名,单位及职务,备注\r\n1,张　三,样本厂厂长,\r\n2,李四光,样本局局长,补报\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_any_encoding_is_read(encoding: str) -> None:
    roll = read_roll(TEXT.encode(encoding), "名单.csv")
    assert [(entry_of(row).name, entry_of(row).post) for row in roll.rows] == [
        ("张三", "样本厂厂长"),
        ("李四光", "样本局局长"),
    ]
    assert entry_of(roll.rows[1]).notes == {"备注": "补报"}


def test_assumed_encoding_is_told() -> None:
    assert "GB18030" in told(read_roll(TEXT.encode("gbk"), "名单.csv"), "encoding-assumed")


@pytest.mark.parametrize("sign", [",", "\t", ";", "，", "|"])
def test_sign_between_cells_is_found(sign: str) -> None:
    roll = read_roll(TEXT.replace(",", sign).encode(), "名单.csv")
    assert names(roll) == ["张三", "李四光"]


def test_titles_of_one_cell_do_not_hide_the_sign() -> None:
    text = "全国样本工作者名单\n北京市\n" + TEXT
    assert names(read_roll(text.encode(), "名单.csv")) == ["张三", "李四光"]


def test_line_end_in_quotes_is_part_of_its_cell_and_rows_keep_their_numbers() -> None:
    roll = read_roll('姓名,职务\n张三,"样本厂\n厂长"\n\n李四光,局长\n'.encode(), "名单.csv")
    assert [(row.number, entry_of(row).post) for row in roll.rows] == [(2, "样本厂 厂长"), (4, "局长")]


def test_quote_that_never_ends_is_told() -> None:
    lines = "".join(f"王小{number},厂长\n" for number in "一二三四五六七八九十" * 3)
    roll = read_roll(f'姓名,职务\n张三,"厂长\n{lines}'.encode(), "名单.csv")
    assert "引号" in told(roll, "open-quote")


HEADER = "姓名,单位,省份\n"
OPEN = '钱进,"乙厂,河北省\n张红,丙厂,河北省\n赵红,丁厂,河北省\n'


def test_quote_that_is_not_closed_swallows_no_row() -> None:
    roll = read_roll((HEADER + OPEN).encode(), "名单.csv")
    assert [(entry_of(row).name, entry_of(row).region) for row in roll.rows] == [
        ("钱进", "河北省"),
        ("张红", "河北省"),
        ("赵红", "河北省"),
    ]
    assert "第 2 行" in told(roll, "open-quote")


def test_two_quotes_that_are_not_closed_swallow_no_row() -> None:
    roll = read_roll((HEADER + OPEN + OPEN.replace("红", "青").replace("钱", "孙")).encode(), "名单.csv")
    assert names(roll) == ["钱进", "张红", "赵红", "孙进", "张青", "赵青"]


def test_quote_that_is_not_closed_on_the_last_line_is_told() -> None:
    roll = read_roll((HEADER + '张红,丙厂,河北省\n钱进,乙厂,"河北省').encode(), "名单.csv")
    assert names(roll) == ["张红", "钱进"]
    assert "第 3 行" in told(roll, "open-quote")


def test_cell_that_holds_whole_rows_is_an_error() -> None:
    text = HEADER + '钱进,乙厂,"河北省\n张红,丙厂,河北省"\n赵红,丁厂,河北省\n'
    roll = read_roll(text.encode(), "名单.csv")
    assert "第 2 行" in told(roll, "open-quote")
    assert any(message.level == "error" for message in roll.messages)


def test_quotes_within_a_cell_are_its_own() -> None:
    roll = read_roll((HEADER + '钱进,"乙""样本""厂",河北省\n张红,"丙"厂,河北省\n').encode(), "名单.csv")
    assert [entry_of(row).post for row in roll.rows] == ['乙"样本"厂', "丙厂"]
    assert not roll.messages


def test_many_quotes_that_are_not_closed_are_read_line_by_line() -> None:
    text = HEADER + "".join(f'王小{number},"乙""厂,河北省\n' for number in range(3000))
    assert len(read_roll(text.encode(), "名单.csv").rows) == 3000


def test_pasted_quote_that_is_not_closed_swallows_no_row() -> None:
    roll = read_pasted((HEADER + OPEN).replace(",", "\t"))
    assert names(roll) == ["钱进", "张红", "赵红"]
    assert "第 2 行" in told(roll, "open-quote")


def test_cell_without_end_is_refused() -> None:
    with pytest.raises(RollRefused, match="引号"):
        read_roll(f'姓名,职务\n张三,"{"厂" * 200_000}'.encode(), "名单.csv")


def test_text_that_is_called_a_spreadsheet_is_read_and_told() -> None:
    roll = read_roll(TEXT.replace(",", "\t").encode("gbk"), "名单.xls")
    assert names(roll) == ["张三", "李四光"]
    assert ".xls" in told(roll, "suffix-differs")


def test_web_page_that_is_called_a_spreadsheet_is_read_and_told() -> None:
    page = (
        "<html><body><table><tr><th>序号</th><th>姓名</th><th>单位及职务</th></tr>"
        "<tr><td>1</td><td><b>张　三</b></td><td>样本厂厂长</td></tr></table></body></html>"
    )
    roll = read_roll(page.encode("gbk"), "名单.xls")
    assert [(entry_of(row).name, entry_of(row).post) for row in roll.rows] == [("张三", "样本厂厂长")]
    assert "网页" in told(roll, "suffix-differs")


def test_one_column_is_a_table_too() -> None:
    assert names(read_roll("姓名\n张三\n李四光\n".encode(), "名单.csv")) == ["张三", "李四光"]


def test_pasted_cells_are_read() -> None:
    roll = read_pasted("姓名\t单位\t职务\n张　三\t样本厂\t厂长\n")
    assert [(entry_of(row).name, entry_of(row).post) for row in roll.rows] == [("张三", "样本厂厂长")]


def test_pasted_lines_are_read() -> None:
    assert names(read_pasted("北京市：张三、李四光")) == ["张三", "李四光"]


def test_nothing_pasted_is_refused() -> None:
    with pytest.raises(RollRefused, match="复制"):
        read_pasted(" \n")
