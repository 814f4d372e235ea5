"""Whatever is thrown at it, a roll is read or refused in words, and no row is lost without one."""

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st

from records.rolls import RollRefused, open_tables, read_pasted, read_roll
from records.rolls.names import squeezed

from .made import codes, workbook

PIECES = st.sampled_from(
    [
        *(
            "张三",
            "李　四",
            "阿里木·样本",
            "样本厂",
            "样本社区党支部",
            "北京市",
            "山东省",
            "滨州市",
            "先进个人",
            "先进集体",
        ),
        *(
            "（女，藏族）",
            "（12名）",
            "一、",
            "（一）",
            "1.",
            "共3名",
            "合计",
            "注：",
            "*",
            "名单",
            "附件1",
            "姓名",
            "单位",
            "职务",
        ),
        *(
            "序号",
            "年度",
            "2011年度",
            "、",
            "，",
            "：",
            "。",
            "\t",
            "\n",
            " ",
            "　",
            "（",
            "）",
            "(",
            '"',
            "/",
            "|",
            "<",
            "=",
        ),
    ]
)
CELLS = st.lists(PIECES | st.text(max_size=5), max_size=4).map("".join)
TEXTS = st.lists(PIECES | st.text(max_size=5), max_size=40).map("".join)
ROWS = st.lists(st.lists(CELLS, max_size=5), min_size=1, max_size=8)


@given(TEXTS)
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    try:
        roll = read_pasted(text)
    except RollRefused:
        return
    assert [entry.order for entry in roll.entries] == sorted({entry.order for entry in roll.entries})


@given(
    st.binary(max_size=300),
    st.sampled_from([".xlsx", ".xls", ".ods", ".csv", ".json", ".txt", ".html", ".docx", ""]),
)
@settings(max_examples=60)
def test_any_bytes_are_read_or_refused_in_words(data: bytes, suffix: str) -> None:
    with contextlib.suppress(RollRefused):
        read_roll(data, f"a{suffix}")


@given(ROWS)
@settings(max_examples=100)
def test_every_word_of_a_table_is_in_an_entry_or_told(rows: list[list[str]]) -> None:
    text = "\n".join(
        "\t".join(cell.replace("\n", "").replace("\t", "").replace('"', "") for cell in row) for row in rows
    )
    try:
        roll = read_pasted(text)
    except RollRefused:
        return
    known = {row.number for row in roll.rows} | {message.row for message in roll.messages}
    known |= {number for layout in roll.layouts for number in layout.header_rows}
    headings = {
        words.replace("／", "/")
        for row in roll.rows
        if row.entry
        for words in row.entry.group.split("/")
        if words
    }
    lost = [
        row
        for table in roll.tables
        for number, row in zip(table.numbers, table.rows, strict=True)
        if number not in known and not any(words in squeezed("".join(row)) for words in headings)
    ]
    assert not lost or "no-name-column" in codes(roll.messages)


def test_tables_that_were_opened_keep_the_numbers_of_their_rows() -> None:
    data = workbook(("a", [[], ["姓名"], [], ["张三"]]))
    assert open_tables(data, "a.xlsx")[0].numbers == [2, 4]
