"""Spreadsheets: the same roll of LibreOffice in each format, what a sheet hides, and files that are refused."""

import datetime
import io
import os
import zipfile

import pytest

from records.rolls import Roll, RollRefused, read_roll

from .made import as_it_is, codes, entry_of, names, read_rows, specimen, told, workbook, zipped_again

HEADER = ["序号", "姓名", "单位及职务"]


def refusal(data: bytes, name: str) -> str:
    with pytest.raises(RollRefused) as refused:
        read_roll(data, name)
    return str(refused.value)


@pytest.fixture(params=["roll.ods", "roll.xls", "roll.xlsx"])
def roll(request: pytest.FixtureRequest) -> Roll:
    return read_roll(specimen(request.param), request.param)


def test_all_sheets_are_read_with_their_names_as_groups(roll: Roll) -> None:
    assert [(entry_of(row).name, entry_of(row).group, entry_of(row).kind) for row in roll.rows] == [
        ("样本社区党支部", "先进集体", "organization"),
        ("样本医院急诊科", "先进集体", "organization"),
        ("张三", "先进个人", "person"),
        ("李四光", "先进个人", "person"),
        ("王五", "草稿", "person"),
    ]


def test_order_counts_over_the_whole_roll_and_rows_have_their_own_numbers(roll: Roll) -> None:
    assert [entry_of(row).order for row in roll.rows] == [1, 2, 3, 4, 5]
    assert [row.number for row in roll.rows] == [3, 4, 3, 4, 2]
    assert roll.rows[0].source.endswith(" · 先进集体")


def test_merged_cell_stands_in_each_of_its_rows(roll: Roll) -> None:
    assert [entry_of(row).region for row in roll.rows[:2]] == ["山东省/滨州市"] * 2


def test_header_of_two_lines_is_one(roll: Roll) -> None:
    assert roll.layouts[1].header_rows == (1, 2)
    assert [entry_of(row).post for row in roll.rows[2:4]] == ["样本厂厂长", "样本局局长"]


def test_name_of_two_characters_loses_its_blank_and_keeps_it_as_printed(roll: Roll) -> None:
    assert (entry_of(roll.rows[2]).name, entry_of(roll.rows[2]).printed) == ("张三", "张　三")


def test_day_and_year_are_written_as_offices_write_them(roll: Roll) -> None:
    assert entry_of(roll.rows[2]).notes == {"出生年月": "1970-06-28"}
    assert [entry_of(row).year for row in roll.rows[2:4]] == [2011, 2011]


def test_hidden_sheet_is_read_and_told(roll: Roll) -> None:
    assert "草稿" in told(roll, "hidden-sheet")


@pytest.mark.parametrize("name", ["roll.ods", "roll.xlsx"])
def test_hidden_rows_and_columns_are_read_and_told(name: str) -> None:
    roll = read_roll(specimen(name), name)
    assert "第 4 行" in told(roll, "hidden-rows")
    assert "E 列" in told(roll, "hidden-columns")


def test_old_file_says_that_hidden_rows_cannot_be_known() -> None:
    assert "看不出" in told(read_roll(specimen("roll.xls"), "roll.xls"), "hidden-unknown")


def test_hidden_row_without_words_is_not_told() -> None:
    roll = read_rows(
        HEADER, [1, "张三", "甲"], change=lambda book, sheet: sheet.set_row(7, None, None, {"hidden": True})
    )
    assert "hidden-rows" not in codes(roll.messages)


def test_formula_gives_its_value() -> None:
    def change(book: object, sheet: object) -> None:
        sheet.write_formula(1, 2, '="样本"&"厂"', value="样本厂")  # type: ignore[attr-defined]

    assert entry_of(read_rows(HEADER, [1, "张三"], change=change).rows[0]).post == "样本厂"


def test_formula_with_an_error_is_told() -> None:
    def change(book: object, sheet: object) -> None:
        sheet.write_formula(1, 2, "=1/0", value="#DIV/0!")  # type: ignore[attr-defined]

    assert "C2" in told(read_rows(HEADER, [1, "张三"], change=change), "formula-errors")


def test_formula_that_nobody_computed_is_told() -> None:
    def uncomputed(name: str, content: bytes) -> bytes:
        return content.replace(b"<v>0</v>", b"") if name.endswith("sheet1.xml") else content

    data = workbook(("a", [HEADER, [1, "张三"]]), change=lambda book, sheet: sheet.write_formula(1, 2, "=A1"))
    assert "C2" in told(read_roll(zipped_again(data, uncomputed), "a.xlsx"), "formulas-uncomputed")


def test_date_with_a_time_keeps_it() -> None:
    moment = datetime.datetime(2011, 6, 28, 9, 30)

    def change(book: object, sheet: object) -> None:
        style = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})  # type: ignore[attr-defined]
        sheet.write_datetime(1, 2, moment, style)  # type: ignore[attr-defined]

    roll = read_rows(["姓名", "备注", "时间"], ["张三", "甲"], change=change)
    assert entry_of(roll.rows[0]).notes["时间"] == "2011-06-28 09:30:00"


def test_title_merged_over_all_columns_is_left_out_and_told() -> None:
    def change(book: object, sheet: object) -> None:
        sheet.merge_range(0, 0, 0, 2, "全国样本工作者名单")  # type: ignore[attr-defined]

    roll = read_rows([], HEADER, [1, "张三", "甲"], change=change)
    assert names(roll) == ["张三"]
    assert "全国样本工作者名单" in told(roll, "title")


def test_rows_that_are_only_formatted_are_no_rows() -> None:
    blank = b"".join(
        b'<row r="%d"><c r="A%d" s="1"/></row>' % (number, number) for number in range(3, 100_003)
    )

    def change(name: str, content: bytes) -> bytes:
        return (
            content.replace(b"</sheetData>", blank + b"</sheetData>")
            if name.endswith("sheet1.xml")
            else content
        )

    data = workbook(("a", [HEADER, [1, "张三", "甲"]]))
    roll = read_roll(zipped_again(data, change), "a.xlsx")
    assert names(roll) == ["张三"]
    assert [len(table.rows) for table in roll.tables] == [2]


def test_macros_are_ignored_and_told() -> None:
    data = zipped_again(specimen("roll.xlsx"), as_it_is, xl__vbaProject_bin=b"macros")
    assert "没有运行" in told(read_roll(data, "a.xlsm"), "macros")


def test_comments_are_told() -> None:
    data = zipped_again(specimen("roll.xlsx"), as_it_is, xl__comments1_xml=b"<comments/>")
    assert "批注" in told(read_roll(data, "a.xlsx"), "comments")


@pytest.mark.parametrize(
    ("of", "name"), [("roll.xlsx", "a.xls"), ("roll.xls", "a.xlsx"), ("roll.ods", "a.xls")]
)
def test_wrong_suffix_is_told_and_the_file_read(of: str, name: str) -> None:
    roll = read_roll(specimen(of), name)
    assert len(roll.rows) == 5
    assert "电子表格" in told(roll, "suffix-differs")


# --- Refused --------------------------------------------------------------------------------------------


def encrypted_sheet() -> bytes:
    """Returns the .xls with the record FILEPASS behind its beginning."""
    data = bytearray(specimen("roll.xls"))
    behind = data.index(b"\x09\x08\x10\x00") + 20
    data[behind : behind + 2] = b"\x2f\x00"
    return bytes(data)


def encrypted_document() -> bytes:
    """Returns the .ods with its content made noise, and its list of files saying so."""

    def change(name: str, content: bytes) -> bytes:
        if name == "content.xml":
            return os.urandom(500)
        entry = b'full-path="content.xml" manifest:media-type="text/xml"'
        closed, opened = entry + b"/>", entry + b"><manifest:encryption-data/></manifest:file-entry>"
        return content.replace(closed, opened)

    return zipped_again(specimen("roll.ods"), change)


def encrypted_package() -> bytes:
    """Returns the head of an encrypted .xlsx: an OLE file whose stream has that name."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(64)
    )


@pytest.mark.parametrize(
    ("data", "name"),
    [(encrypted_sheet(), "a.xls"), (encrypted_document(), "a.ods"), (encrypted_package(), "a.xlsx")],
    ids=["xls", "ods", "xlsx"],
)
def test_password_is_told_with_what_to_do(data: bytes, name: str) -> None:
    assert "取消密码" in refusal(data, name)


@pytest.mark.parametrize("name", ["roll.ods", "roll.xls", "roll.xlsx"])
def test_truncated_file_is_refused_as_damaged(name: str) -> None:
    assert "损坏" in refusal(specimen(name)[:4000], name)


def test_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    def swollen(name: str, content: bytes) -> bytes:
        return content + b" " * 50_000_000 if name == "xl/sharedStrings.xml" else content

    assert "异常" in refusal(zipped_again(specimen("roll.xlsx"), swollen), "a.xlsx")


def test_cell_at_the_far_corner_is_refused_and_not_paid_for() -> None:
    far = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'

    def change(name: str, content: bytes) -> bytes:
        return content.replace(b"</sheetData>", far) if name.endswith("sheet1.xml") else content

    assert "很远" in refusal(zipped_again(specimen("roll.xlsx"), change), "a.xlsx")


@pytest.mark.slow
def test_row_repeated_without_end_is_refused() -> None:
    def change(name: str, content: bytes) -> bytes:
        repeated = b'<table:table-row table:number-rows-repeated="210000"'
        return content.replace(b"<table:table-row", repeated, 1) if name == "content.xml" else content

    assert "拆成几份" in refusal(zipped_again(specimen("roll.ods"), change), "a.ods")


def test_entities_in_a_sheet_are_refused() -> None:
    def change(name: str, content: bytes) -> bytes:
        doctype = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet'
        return content.replace(b"<worksheet", doctype, 1) if name.endswith("sheet1.xml") else content

    assert "损坏" in refusal(zipped_again(specimen("roll.xlsx"), change), "a.xlsx")


def test_sheet_in_flat_xml_is_refused_with_what_to_do() -> None:
    assert "另存为 .xlsx" in refusal(specimen("roll.fods"), "roll.fods")


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.xlsx", "空的"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "a.xlsx", "图片"),
        (b"Rar!\x1a\x07" + bytes(99), "a.rar", "解压"),
        (b"MZ" + bytes(99), "a.exe", "程序"),
    ],
)
def test_other_files_are_refused_by_their_kind(data: bytes, name: str, words: str) -> None:
    assert words in refusal(data, name)


def test_archive_of_rolls_is_refused() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("a.xlsx", specimen("roll.xlsx"))
    assert "解压" in refusal(written.getvalue(), "a.zip")


def test_sheet_without_words_is_refused() -> None:
    assert "没有内容" in refusal(workbook(("a", [])), "a.xlsx")


def test_sheet_without_names_beside_one_with_names_is_left_out_and_told() -> None:
    how = ("填表说明", [["请按要求填写"], ["一、姓名要写全"], ["二、单位要写全称，不要用简称"]])
    roll = read_roll(workbook(how, ("名单", [["姓名", "单位"], ["王刚", "样本厂"]])), "名单.xlsx")
    assert names(roll) == ["王刚"]
    assert entry_of(roll.rows[0]).group == ""
    assert "填表说明" in told(roll, "table-left-out")
    assert not any(message.level == "error" for message in roll.messages)


def test_sheet_of_names_without_header_is_read_beside_one_with_header() -> None:
    sheets = ("甲", [["姓名", "单位"], ["王刚", "样本厂"]]), ("乙", [["李飞", "样本局"], ["赵红", "样本社"]])
    assert names(read_roll(workbook(*sheets), "名单.xlsx")) == ["王刚", "李飞", "赵红"]


def test_only_sheet_is_read_whatever_it_holds() -> None:
    assert read_roll(workbook(("填表说明", [["请按要求填写"], ["姓名写全"]])), "名单.xlsx").rows
