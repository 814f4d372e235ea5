"""The README says what is kept of which kind of file: each promise in its table is tried here on a small real file.

The Word files, the PDF file and the web pages were written by LibreOffice (7.4), a government page by hand in the
manner of such pages.
"""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from records.deeds import Reading, read_deeds
from records.deeds.readers.printed import source
from records.deeds.readers.printed.lines import Piece, PrintedPage
from tests.deeds.specimens import FOLDER, reading
from tests.deeds.test_lossless import characters, held
from tests.lacking import program

README = Path(__file__).parents[3] / "README.md"
TITLE = "样本街道先进事迹材料"


def word(name: str = "parts") -> Reading:
    return reading(f"word/{name}.docx")


@cache
def old_word() -> Reading:
    program("soffice", "libreoffice-writer-nogui")
    return reading("office/letter.doc")


def page_of(name: str = "libreoffice.html") -> Reading:
    return reading(f"web/{name}")


def plain(*lines: str) -> Reading:
    return read_deeds("\n".join([TITLE, *lines]).encode(), "a.txt")


def own(text: str) -> Reading:
    return read_deeds(f"---\ntitle: {TITLE}\n---\n\n{text}\n".encode(), "a.md")


def titles(found: Reading) -> list[str | None]:
    return [section.title for section in found.deeds.sections]


def markers(found: Reading) -> list[list[str]]:
    return [[measure.marker for measure in section.measures] for section in found.deeds.sections]


def codes(found: Reading) -> set[str]:
    return {message.code for message in found.messages}


def whole(found: Reading) -> bool:
    return held(found.deeds) == characters(found.text)


def same_in(*encodings: str) -> bool:
    text = f"{TITLE}\n样本街道辖4个社区，先后被评为省级示例街道，大家都来写样本。\n"
    deeds = [read_deeds(text.encode(encoding), "a.txt").deeds for encoding in encodings]
    return all(one == deeds[0] for one in deeds)


PROSE = [Piece("样本街道先写样本，再看样本。", 80, 248, 100 + 20 * n, 12) for n in range(3)]


def printed_text(*pieces: Piece) -> str:
    return source([PrintedPage(595, 842, pieces)], "PDF").text


CHECKS: dict[tuple[str, str], Callable[[], bool]] = {
    ("每一个字", ".txt"): lambda: whole(reading("street.txt")),
    ("每一个字", ".html"): lambda: whole(page_of()) and whole(page_of("cms_gbk.html")),
    ("每一个字", ".docx"): lambda: whole(word()) and whole(word("lists")),
    ("每一个字", ".doc"): lambda: whole(old_word()),
    ("每一个字", ".pdf"): lambda: whole(reading("pdf/letter.pdf")),
    ("每一个字", ".md"): lambda: "先有样本。" in own("## 立\n\n先有样本。").deeds.sections[0].lead,
    ("文字编码", ".txt"): lambda: same_in("utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"),
    ("文字编码", ".html"): lambda: page_of("cms_gbk.html").deeds.title == TITLE,
    ("文字编码", ".md"): lambda: (
        read_deeds(f"---\ntitle: {TITLE}\n---\n\n大家都来写样本。\n".encode("gb18030"), "a.md").deeds.title
        == TITLE
    ),
    ("标题、章节标题", ".txt"): lambda: (
        titles(reading("street.txt")) == ["立好样本定规矩", "用好样本看效果", "存好样本备查考"]
    ),
    ("标题、章节标题", ".html"): lambda: titles(page_of()) == ["立好样本定规矩", "存好样本备查考"],
    ("标题、章节标题", ".docx"): lambda: word().deeds.title == TITLE and titles(word()) == ["先有样本"],
    ("标题、章节标题", ".doc"): lambda: (
        old_word().deeds.title == TITLE and titles(old_word()) == ["写好样本", "看好样本"]
    ),
    ("标题、章节标题", ".pdf"): lambda: (
        reading("pdf/letter.pdf").deeds.title == TITLE
        and titles(reading("pdf/letter.pdf")) == ["写好样本", "看好样本"]
    ),
    ("标题、章节标题", ".md"): lambda: titles(own("## 立\n\n## 存")) == ["立", "存"],
    ("序号", ".txt"): lambda: markers(plain("做法如下。", "一是写。二是看。")) == [["一是", "二是"]],
    ("序号", ".html"): lambda: markers(page_of())[0] == ["1.", "2.", "3."],
    ("序号", ".docx"): lambda: markers(word("lists"))[2] == ["七、", "八、"],
    ("序号", ".doc"): lambda: markers(old_word()) == [["一是", "二是"], []],
    ("序号", ".pdf"): lambda: markers(reading("pdf/letter.pdf")) == [["一是", "二是"], []],
    ("序号", ".md"): lambda: markers(own("## 立\n\n### 一是\n\n写。")) == [["一是"]],
    ("表格", ".txt"): lambda: (
        "收入\t2.5亿元" in plain("先看表。", "收入\t2.5亿元", "再看字。").deeds.introduction
    ),
    ("表格", ".html"): lambda: "2019年\t样本先进集体" in page_of().text,
    ("表格", ".docx"): lambda: "收入\t2.5亿元\t2018" in word().text,
    ("表格", ".doc"): lambda: "写\t4个\t2" in old_word().text,
    ("表格", ".pdf"): lambda: "写\t4个\t2" in reading("pdf/letter.pdf").text,
    ("表格", ".md"): lambda: "|a|b|" in own("|a|b|\n|-|-|\n|1|2|").deeds.introduction,
    ("脚注、尾注", ".html"): lambda: "脚注写在这里。" in page_of("pictures.html").text,
    ("脚注、尾注", ".docx"): lambda: {"脚注写在这里。", "尾注写在这里。"} <= set(word().deeds.left_out),
    ("脚注、尾注", ".pdf"): lambda: (
        "1 脚注写在这里。"
        in printed_text(*PROSE, Piece("1", 80, 85, 700, 8), Piece("脚注写在这里。", 95, 170, 700, 10))
    ),
    ("文本框", ".pdf"): lambda: "边上的字" in printed_text(*PROSE, Piece("边上的字", 470, 510, 300, 10)),
    ("文本框", ".docx"): lambda: "文本框里的字" in word().deeds.sections[0].lead,
    ("修订", ".docx"): lambda: "加上的字" in word().text and "tracked-changes" in codes(word()),
    ("修订", ".html"): lambda: (
        "1300" in read_deeds(f"<p>{TITLE}</p><p>走访<s>1300</s>1200户。".encode(), "a.html").deeds.left_out
    ),
    ("批注、隐藏文字", ".html"): lambda: (
        "不见" not in read_deeds(f"<p>{TITLE}<!--不见--><b hidden>不见</b>".encode(), "a.html").text
    ),
    ("批注、隐藏文字", ".docx"): lambda: {"comments", "hidden-text"} <= codes(word()),
    ("图片", ".html"): lambda: len(page_of("pictures.html").pictures) == 1,
    ("图片", ".docx"): lambda: [picture.caption for picture in word().pictures] == ["图 1 样本方块"],
    ("图片", ".md"): lambda: "![图](/media/a.webp)" in own("![图](/media/a.webp)").deeds.introduction,
    ("导航、页眉页脚", ".txt"): lambda: "手机版" in plain("手机版", "先写样本。").deeds.left_out,
    ("导航、页眉页脚", ".html"): lambda: "上一篇：另一份样本" in page_of("cms_gbk.html").deeds.left_out,
    ("导航、页眉页脚", ".doc"): lambda: "样本页眉" in old_word().deeds.left_out,
    ("导航、页眉页脚", ".pdf"): lambda: (
        {"样本页眉", "— 1 —", "— 2 —"} <= set(reading("pdf/letter.pdf").deeds.left_out)
    ),
    ("导航、页眉页脚", ".docx"): lambda: {"样本页眉", "样本页脚"} <= set(word().deeds.left_out),
}


def promised() -> set[tuple[str, str]]:
    """The cells of the README's table that say yes: the beginning of their row, the first suffix of their column."""
    table = README.read_text(encoding="utf-8").partition("| 留下什么 |")[2].partition("\n\n")[0]
    lines = f"| 留下什么 |{table}".splitlines()
    head, _, *rows = ([cell.strip() for cell in line.split("|")] for line in lines)
    columns = [re.findall(r"`(\.\w+)`", cell)[:1] for cell in head]
    return {
        (next(row for row, _ in CHECKS if cells[1].startswith(row)), column[0])
        for cells in rows
        for column, cell in zip(columns, cells, strict=True)
        if column and cell.startswith("✓")
    }


def test_every_promise_of_the_readme_is_tried_and_nothing_else_is_claimed():
    assert promised() == set(CHECKS)


@pytest.mark.parametrize(("what", "suffix"), CHECKS)
def test_what_the_readme_promises_is_kept(what, suffix):
    assert CHECKS[what, suffix]()


def test_small_files_are_small():
    sizes = [path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()]
    assert max(sizes) < 20_000
