"""Rows with several entries side by side: in which order they are read."""

from records.rolls import Roll

from .made import codes, entry_of, names, read_rows, told

NUMBERED = ["序号", "姓名", "单位", "序号", "姓名", "单位"]


def messages_of(roll: Roll) -> list[str]:
    return [code for row in roll.rows for code in codes(row.messages)]


def test_numbers_that_go_down_first_are_the_order() -> None:
    roll = read_rows(
        NUMBERED,
        [1, "王刚", "甲", 4, "赵红", "丁"],
        [2, "李飞", "乙", 5, "孙兰", "戊"],
        [3, "张红", "丙", 6, "周杰", "己"],
    )
    assert names(roll) == ["王刚", "李飞", "张红", "赵红", "孙兰", "周杰"]
    assert [entry_of(row).order for row in roll.rows] == [1, 2, 3, 4, 5, 6]
    assert not messages_of(roll)
    assert "左栏" in told(roll, "abreast")


def test_numbers_that_go_across_are_the_order() -> None:
    roll = read_rows(NUMBERED, [1, "王刚", "甲", 2, "赵红", "丁"], [3, "李飞", "乙", 4, "孙兰", "戊"])
    assert names(roll) == ["王刚", "赵红", "李飞", "孙兰"]
    assert not messages_of(roll)


def test_each_heading_has_halves_of_its_own() -> None:
    roll = read_rows(
        NUMBERED,
        ["北京市"],
        *([1, "王刚", "甲", 3, "赵红", "丁"], [2, "李飞", "乙", "", "", ""]),
        ["上海市"],
        *([1, "孙兰", "甲", 3, "周杰", "丁"], [2, "吴刚", "乙", 4, "郑红", "戊"]),
    )
    assert names(roll) == ["王刚", "李飞", "赵红", "孙兰", "吴刚", "周杰", "郑红"]
    assert [entry_of(row).group for row in roll.rows] == ["北京市"] * 3 + ["上海市"] * 4


def test_rows_without_numbers_are_read_across_and_told() -> None:
    roll = read_rows(
        ["姓名", "单位", "姓名", "单位"], ["王刚", "甲", "赵红", "丁"], ["李飞", "乙", "孙兰", "戊"]
    )
    assert names(roll) == ["王刚", "赵红", "李飞", "孙兰"]
    assert "逐行" in told(roll, "abreast")
