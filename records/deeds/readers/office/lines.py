"""Blocks → Source, with a message about each kind of thing that was met, and how many there were."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from records.deeds.document import Message
from records.deeds.readers.encodings import CONTROL, refuse
from records.deeds.readers.photos import MAX_PICTURE_BYTES, MAX_PICTURES
from records.deeds.source import Look, Role, Source, split_lines

from .blocks import Block
from .looks import Usual, roles, usual, with_whole_titles
from .package import MAX_PICTURES_BYTES, MEGABYTE, Album

MAX_TEXT_CHARACTERS = 4_000_000  # automatic numbers can make a small file long
FILLED = re.compile(r"\S")


class Lines:
    """A document's lines while they are written one below the other."""

    def __init__(self, album: Album, usual: Usual) -> None:
        self.album, self.usual = album, usual
        self.texts: list[str] = []
        self.looks: dict[int, Look] = {}
        self.length = 0
        self.tally = Tally()

    def write(self, block: Block, role: Role, caption: str) -> None:
        if any(CONTROL.search(run.text) for run in block.runs):
            drop_controls(block)
        text, marks = self.marked(block)
        number, level = len(block.number.text) if text else 0, None
        if role == "heading":
            level = block.shape.heading_level
        start = 0
        for raw in text.splitlines(keepends=True):
            if line := raw.strip():
                indent = start + len(raw) - len(raw.lstrip())
                bold = leading(marks[indent : indent + len(line)])
                self.append(line, Look(role, level, bold, number, block.table, block.columns))
                number = 0
            start += len(raw)
        for shot in block.shots:
            if problem := self.album.add(shot, len(self.texts), caption, role == "boilerplate"):
                block.notice(problem)
        for code, count in block.notices.items():
            self.tally.add(code, count, len(self.texts), block.quotes.get(code, ()))

    def append(self, line: str, look: Look) -> None:
        self.length += len(line) + 1
        if self.length > MAX_TEXT_CHARACTERS:
            raise refuse("too-large", "文件里的文字太多。请拆成几份再导入。")
        self.texts.append(line)
        self.looks[len(self.texts)] = look

    def marked(self, block: Block) -> tuple[str, str]:
        """Returns the text with its number, and for each character a space, "b" where it stands out, else "-".

        A number looks like the text behind it. An empty paragraph shows its number only in a table, where it counts
        the rows; elsewhere it is a slip.
        """
        text = "".join(run.text for run in block.runs)
        marks = "".join(
            FILLED.sub("b" if self.usual.stands_out(run) else "-", run.text) for run in block.runs
        )
        indent = len(text) - len(text.lstrip())
        if indent == len(text) and block.role != "table":
            return "", ""
        number = block.number.text + block.number.gap
        return number + text[indent:], marks[indent : indent + 1] * len(number) + marks[indent:]


def leading(marks: str) -> int:
    """Counts how many characters at the start stand out, if no others do."""
    last = marks.rfind("b") + 1
    return 0 if "-" in marks[:last] else last


def drop_controls(block: Block) -> None:
    """Drops invisible characters that XML lets pass and a text file must not have."""
    for run in block.runs:
        run.text, count = CONTROL.subn("", run.text)
        block.notice("control-character", count)


def captions(blocks: Sequence[Block], found: Sequence[Role]) -> dict[int, str]:
    """Returns the caption right below each block with pictures, by the block's index."""
    below: dict[int, str] = {}
    waiting: int | None = None
    for index, (block, role) in enumerate(zip(blocks, found, strict=True)):
        if waiting is not None and block.content:
            if role == "caption":
                below[waiting] = " ".join(block.content.split())
            waiting = None
        waiting = index if block.shots else waiting
    return below


def source_of(blocks: Sequence[Block], album: Album, comments: int) -> Source:
    """Raises DeedsError for a document without text."""
    look = usual(blocks)
    lines = Lines(album, look)
    blocks, found = with_whole_titles(blocks, roles(blocks, look.size), look)
    below = captions(blocks, found)
    for index, (block, role) in enumerate(zip(blocks, found, strict=True)):
        lines.write(block, role, below.get(index, ""))
    if not lines.texts:
        if lines.tally.counts["embedded-file"]:
            text = "文件的正文是嵌入的另一份文件，读不出来。请用 Word 打开，另存为新的 .docx 再导入。"
            raise refuse("empty", text)
        scanned = "，只有图片，可能是扫描件。请先识别成文字" if album.pictures else "。请确认选对了文件"
        raise refuse("empty", f"文件里没有文字{scanned}。")
    lines.tally.counts["comments"] += comments
    text = "\n".join(lines.texts)
    notices = tuple(messages(lines.tally))
    return Source(text, tuple(split_lines(text, lines.looks)), notices, tuple(album.pictures))


# --- Messages -------------------------------------------------------------------------------------------

Wording = tuple[Literal["info", "warning"], str]
MESSAGES: dict[str, Wording] = {
    "tracked-changes": ("info", "文件里有 {} 处修订，已按接受全部修订后的文字导入。"),
    "comments": ("info", "文件里有 {} 条批注，没有导入。"),
    "hidden-text": ("info", "文件里有隐藏文字（{} 个字{quotes}），没有导入。"),
    "struck-text": (
        "warning",
        "文件里有划掉的文字（{} 个字{quotes}），没有收入正文，列在“没有收入正文的文字”里。请核对。",
    ),
    "uncovered": (
        "warning",
        "网页把大部分文字设成了看不见（有的网页要等脚本运行后才显示），已照常导入。请核对有没有不该有的文字。",
    ),
    "style-sheet": ("warning", "网页的样式太多，没有全部查看，隐藏的文字可能也导入了。请核对。"),
    "placeholder": ("info", "文件里有还没有填写的空位（{} 个字的提示文字{quotes}），没有导入。"),
    "ruby": ("info", "文件里有 {} 处拼音指南{quotes}，只导入了汉字，没有导入拼音。"),
    "direction": ("warning", "网页上有 {} 处文字从右往左排，已按看到的顺序导入。请核对。"),
    "remote-pictures": ("info", "有 {} 张图片不在文件里，只是链接，没有下载。需要时请另行上传。"),
    "control-character": ("info", "文件里有 {} 个看不见的控制字符，没有导入。"),
    "number-format": ("warning", "有 {} 个自动编号的格式认不出，已写成阿拉伯数字。请核对。"),
    "symbol": ("warning", "有 {} 个符号认不出，已写成“□”。请核对。"),
    "equation": ("warning", "有 {} 处用 EQ 域画出的字符（带圈字、分数等），已写成最接近的文字。请核对。"),
    "field": ("warning", "有 {} 个域没有存下结果（自动编号、日期等），没有导入。请核对。"),
    "formula": ("warning", "有 {} 个公式，只导入了其中的文字。请核对。"),
    "diagram": ("warning", "有 {} 个图表或 SmartArt 图形，里面的文字没有导入。需要时请手工添加。"),
    "embedded-file": ("warning", "有 {} 处嵌入了另一份文件，里面的文字没有导入。请把它单独导入。"),
    "embedded-picture": ("warning", "嵌入的文件里有 {} 张图片，没有导入。需要时请另行上传。"),
    "picture-format": (
        "warning",
        "有 {} 张图片不是 JPEG、PNG 或 WebP 格式，网页上显示不了，没有导入。需要时请转换后上传。",
    ),
    "picture-too-large": (
        "warning",
        f"有 {{}} 张图片太大（每张最多 {MAX_PICTURE_BYTES // MEGABYTE} MB，"
        f"合计最多 {MAX_PICTURES_BYTES // MEGABYTE} MB），没有导入。需要时请压缩后上传。",
    ),
    "picture-broken": ("warning", "有 {} 张图片已损坏，没有导入。"),
    "too-many-pictures": ("warning", f"文件里的图片超过 {MAX_PICTURES} 张，后面 {{}} 张没有导入。"),
}


@dataclass
class Tally:
    """Counts by the code of a message, with the line of the first, and the words that it quotes."""

    counts: Counter[str] = field(default_factory=Counter)
    lines: dict[str, int] = field(default_factory=dict)
    quotes: dict[str, list[str]] = field(default_factory=dict)

    def add(self, code: str, count: int, line: int, texts: Iterable[str] = ()) -> None:
        self.counts[code] += count
        self.lines.setdefault(code, max(line, 1))
        if texts:
            self.quotes.setdefault(code, []).extend(texts)

    def move(self, by: int, last: int) -> None:
        """Makes room for lines that are put above."""
        self.lines = {code: min(line + by, last) for code, line in self.lines.items()}


MAX_QUOTES, MAX_QUOTED_CHARACTERS = 5, 20


def messages(tally: Tally) -> Iterable[Message]:
    """Yields a message for each kind."""
    for code, (level, text) in MESSAGES.items():
        if tally.counts[code]:
            quoted = quoted_in(text, tally.quotes.get(code, []))
            yield Message(level, code, text.format(tally.counts[code], quotes=quoted), tally.lines.get(code))


def quoted_in(wording: str, texts: list[str]) -> str:
    """Quotes the first few: “甲”“乙”等; behind a count, after a colon."""
    if not texts:
        return ""
    quoted = "".join(f"“{shortened(text)}”" for text in texts[:MAX_QUOTES])
    more = "等" if len(texts) > MAX_QUOTES else ""
    return f"：{quoted}{more}" if "字{quotes}" in wording else f"（{quoted}{more}）"


def shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MAX_QUOTED_CHARACTERS else f"{line[:MAX_QUOTED_CHARACTERS]}…"
