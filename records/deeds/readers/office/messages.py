"""Words the messages about an office file: one for each kind of thing, with how many there were."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from records.deeds.document import Message
from records.deeds.readers.photos import MAX_PICTURE_BYTES, MAX_PICTURES

from .package import MAX_PICTURES_BYTES, MEGABYTE

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
