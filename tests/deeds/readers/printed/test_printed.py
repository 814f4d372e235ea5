"""Text that lies on pages is put together by where it lies: rows, columns, running heads, paragraphs."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.deeds.readers.printed import source
from records.deeds.readers.printed.lines import Piece, PrintedPage
from records.deeds.source import Source
from tests.deeds.test_lossless import characters

WIDTH, HEIGHT, SIZE, STEP, LEFT, LETTERS = 595.0, 842.0, 12.0, 20.0, 80.0, 36


def piece(text: str, left: float, base: float, size: float = SIZE) -> Piece:
    return Piece(text, left, left + size * len(text), base, size)


def set_in_lines(text: str, top: float, left: float = LEFT, letters: int = LETTERS) -> list[Piece]:
    """A paragraph with its first line indented by two letters."""
    padded = "　　" + text
    rows = [padded[at : at + letters] for at in range(0, len(padded), letters)]
    return [
        piece(row.lstrip("　"), left + SIZE * (len(row) - len(row.lstrip("　"))), top + STEP * index)
        for index, row in enumerate(rows)
    ]


def read(*pages: list[Piece]) -> Source:
    return source([PrintedPage(WIDTH, HEIGHT, pieces) for pieces in pages], "PDF")


def texts(found: Source, role: str = "body") -> list[str]:
    return [line.text for line in found.lines if line.look.role == role]


LONG = (
    "先请人写样本，再请人看样本，最后请大家用样本，用过以后再改样本，改好以后再请人看一遍，看完了存起来备查。"
    * 2
)
PARTS = [f"{'样本' * n}街道{LONG}" for n in (1, 2, 3)]
OTHER = (
    "后来又请人写样本，又请人看样本，大家都说好，样本就这样传开了，传到了很远的地方，很远的地方也有了样本。"
)


def test_lines_of_a_paragraph_are_joined_and_an_indented_one_begins_the_next():
    first = set_in_lines(LONG, 100)
    found = read(first + set_in_lines(OTHER, first[-1].base + STEP))
    assert texts(found) == [LONG, OTHER]


def test_paragraph_goes_on_on_the_next_page_above_and_below_page_numbers():
    lines = set_in_lines(LONG, 700)
    top, rest = (
        lines[:2],
        [Piece(each.text, each.left, each.right, 100 + STEP * n, SIZE) for n, each in enumerate(lines[2:])],
    )
    found = read([*top, piece("— 1 —", 280, 800)], [*rest, piece("— 2 —", 280, 800)])
    assert texts(found) == [LONG]
    assert texts(found, "boilerplate") == ["— 1 —", "— 2 —"]


def test_lines_of_words_are_joined_with_a_space():
    letters = "sample words that go on and on for the whole width of the page they stand on here"
    found = read(
        [
            Piece(letters, 80, 500, 100, SIZE),
            Piece("and one more line", 80, 200, 120, SIZE),
            *set_in_lines(LONG, 160),
        ]
    )
    assert texts(found)[0] == f"{letters} and one more line"


@pytest.mark.parametrize("number", ["{}", "- {} -", "第{}页", "第 {} 页 共 3 页", "{}/3", "{} / 3", "·{}·"])
def test_page_numbers_are_left_out_however_they_are_written(number):
    parts = dict(zip((1, 2, 3), PARTS, strict=True))
    found = read(
        *([*set_in_lines(text, 100), piece(number.format(page), 280, 800)] for page, text in parts.items())
    )
    assert texts(found) == PARTS
    assert len(texts(found, "boilerplate")) == 3


def test_running_heads_of_left_and_right_pages_are_left_out_once_and_the_title_stays():
    title = [piece("样本街道先进事迹材料", 180, 120, 22.0)]
    heads = ["样本街道先进事迹材料", "样本区材料汇编"] * 2
    pages = [
        [piece(head, 240, 50, 9.0), *(title if n == 0 else []), *set_in_lines(text, 200)]
        for n, (head, text) in enumerate(zip(heads, [*PARTS, LONG], strict=True))
    ]
    found = read(*pages)
    assert texts(found, "title") == ["样本街道先进事迹材料"]
    assert texts(found, "boilerplate") == ["样本街道先进事迹材料", "样本区材料汇编"]


def test_number_in_the_middle_of_a_page_is_text():
    assert "2019" in texts(
        read([*set_in_lines(LONG, 100), piece("2019", 280, 400), *set_in_lines(LONG, 440)])
    )


@pytest.mark.parametrize("gap", [1.0, 2.0, 4.0])
@pytest.mark.parametrize("letters", [14, 17])
def test_two_columns_are_read_one_after_the_other(gap, letters):
    left = set_in_lines(LONG, 200, letters=letters) + set_in_lines(OTHER, 200 + STEP * 9, letters=letters)
    right = set_in_lines(OTHER, 200, LEFT + SIZE * (letters + gap), letters)
    head = [piece("样本街道先进事迹材料", 180, 120, 20.0), *set_in_lines(LONG, 150)[:1]]
    found = read(sorted([*head, *left, *right], key=lambda each: (each.base, each.left)))
    assert texts(found)[-3:] == [LONG, OTHER, OTHER]


def test_three_columns_are_read_one_after_the_other():
    columns = [set_in_lines(text, 200, LEFT + 160 * n, 11) for n, text in enumerate((LONG, OTHER, LONG))]
    assert texts(read([each for column in columns for each in column])) == [LONG, OTHER, LONG]


def test_row_of_a_table_is_a_line():
    rows = [
        ("指标", "数值", "年份"),
        ("收入", "2.5亿元", "2018"),
        ("户数", "120户", "2018"),
        ("村数", "9个", "2018"),
        ("人数", "80人", "2018"),
    ]
    table = [
        piece(text, LEFT + 120 * n, 300 + STEP * row)
        for row, cells in enumerate(rows)
        for n, text in enumerate(cells)
    ]
    found = read([*set_in_lines(LONG, 100), *table])
    assert texts(found, "table") == ["\t".join(cells) for cells in rows]


def test_raised_numbers_stand_in_their_line():
    found = read(
        [piece("样本街道辖4个社区", 80, 100), piece("1", 190, 95, 7.0), piece("，都有样本。", 197, 100)]
    )
    assert texts(found) == ["样本街道辖4个社区1，都有样本。"]


@pytest.mark.parametrize("head", ["98%、98%、98%", "2019—2021年度", "（1,234,567户）"])
def test_line_that_ends_early_because_a_number_did_not_fit_goes_on(head):
    short = LONG[: LETTERS - 5]
    found = read(
        [piece(LONG[:LETTERS], LEFT, 100), piece(short, LEFT, 120), piece(f"{head}，写完了。", LEFT, 140)]
    )
    assert texts(found)[-1].endswith(f"{short}{head}，写完了。")


def test_text_printed_twice_to_look_bold_is_read_once():
    twice = [piece("样本街道先进事迹", 80, 100), piece("样本街道先进事迹", 80.4, 100)]
    assert texts(read([*twice, *set_in_lines(LONG, 160)]))[0] == "样本街道先进事迹"


def test_title_of_two_lines_in_the_middle_is_one_title():
    head = [piece("样本市样本区样本街道", 180, 100, 22.0), piece("先进事迹材料", 230, 135, 22.0)]
    assert (
        "".join(texts(read([*head, *set_in_lines(LONG, 200)]), "title")) == "样本市样本区样本街道先进事迹材料"
    )


def test_numbers_that_stand_apart_from_their_text_are_no_cells():
    found = read(
        [
            *set_in_lines(LONG, 100),
            piece("1.", 80, 300),
            piece("写清楚", 116, 300),
            piece("（一）", 80, 320),
            piece("查仔细", 150, 320),
        ]
    )
    assert texts(found)[1:] == ["1. 写清楚", "（一） 查仔细"]


pieces = st.builds(
    Piece,
    st.text("样本一是。12ab ", min_size=1, max_size=30),
    st.floats(0, 590),
    st.floats(0, 600),
    st.floats(0, 840),
    st.floats(0.5, 90),
    turned=st.booleans(),
)


@settings(max_examples=60)
@given(st.lists(st.lists(pieces, max_size=40), min_size=1, max_size=4))
def test_all_that_is_printed_comes_back_but_what_is_printed_twice(pages):
    if not any(each.text.strip() for page in pages for each in page):
        return
    assert set(characters(read(*pages).text)) == set(
        characters(*(each.text for page in pages for each in page))
    )
