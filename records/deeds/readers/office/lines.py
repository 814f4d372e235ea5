"""Blocks → Source."""

import re
from collections.abc import Sequence

from records.deeds.readers.encodings import CONTROL, refuse
from records.deeds.source import Look, Role, Source, split_lines

from .blocks import Block
from .headlines import with_whole_titles
from .looks import Usual, roles, usual
from .messages import Tally, messages
from .pictures import Album

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
