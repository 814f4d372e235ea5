"""Markdown files: the site's own, whose head says what is what, and those of any other program → Source.

Marks are read and not shown: headings and bold words give a line its look, links and pictures leave their words.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from records.deeds.document import Message, Reading
from records.deeds.formats.markdown import from_markdown
from records.deeds.readers.encodings import decode, refuse
from records.deeds.readers.format import Format, decoded
from records.deeds.readers.office.lines import Tally
from records.deeds.readers.office.lines import messages as told
from records.deeds.source import Look, Role, Source, split_lines

from .words import STRIKE, Words

# What other programs write into the head of a file; ours has none of these, so a mistake in ours stays one.
OF_OTHERS = frozenset(
    (
        *(
            "layout",
            "date",
            "author",
            "authors",
            "tags",
            "tag",
            "categories",
            "category",
            "description",
            "slug",
        ),
        *("draft", "permalink", "lang", "language", "id", "uid", "created", "updated", "modified", "aliases"),
        *("published", "publish", "keywords", "toc", "weight", "type", "status", "url", "link"),
    )
)
OF_OURS = frozenset(("recipient", "awards", "figures", "place"))
HEAD = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*\r?$\n?", re.DOTALL | re.MULTILINE)
KEY = re.compile(r"^([A-Za-z_][\w-]*)[ \t]*:", re.MULTILINE)
TITLE = re.compile(r"^title[ \t]*:[ \t]*[\"']?(.*?)[\"']?[ \t]*$", re.MULTILINE)
ALIAS = re.compile(
    r"^aliases[ \t]*:[ \t]*(?:\r?\n[ \t]*-[ \t]*|\[?[ \t]*)[\"']?([^\n,\]]+?)[\"']?[ \t]*(?=\n|$|[,\]])",
    re.MULTILINE,
)
MAX_CHARACTERS = 3_000_000
# A picture written out as text: bytes, no words.
PICTURE_BYTES = re.compile(r"data:image/[\w.+-]{1,20}[;,][^)\s]{2000,}")


@cache
def parser() -> MarkdownIt:
    # Addresses that stand apart from their links would be dropped unseen.
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable("reference")


def read(data: bytes) -> Source | Reading:
    """Raises DeedsError."""
    text, messages = decode(data)
    if is_own(text):
        return decoded(from_markdown)(data)
    if len(text) > MAX_CHARACTERS:
        raise refuse("too-large", "文字太多，不像一份材料。请拆成几份再导入。")
    found = Lines()
    head = HEAD.match(text)
    if head:
        found.add_head(head[1])
    found.add_blocks(parser().parse(text[head.end() :] if head else text))
    if not found.texts:
        raise refuse("empty", "文件里没有文字。请确认选对了文件。")
    found.add_marks(text)
    written = "\n".join(found.texts)
    return Source(written, tuple(split_lines(written, found.looks)), (*messages, *found.messages()))


def is_own(text: str) -> bool:
    """Tells the site's own files by their head, even one with mistakes."""
    head = HEAD.match(text)
    keys = (
        set(KEY.findall(head[1] if head else text[:2000]))
        if text.lstrip("\ufeff").startswith("---")
        else set()
    )
    return bool(keys & OF_OURS) or (head is not None and not keys & OF_OTHERS)


@dataclass
class Lines:
    """The lines of a file while its blocks are gone through."""

    texts: list[str] = field(default_factory=list)
    looks: dict[int, Look] = field(default_factory=dict)
    pictures: int = 0
    links: int = 0
    captions: list[str] = field(default_factory=list)  # of pictures in the block that is read
    addresses: list[str] = field(default_factory=list)  # of links and pictures in it
    number: str = ""  # of the list item that begins
    row: list[Words] | None = None
    tables: int = 0
    open: Counter[str] = field(default_factory=Counter)  # tags that a block of HTML left open
    struck: list[str] = field(default_factory=list)  # in the block or row that is read
    raised: list[str] = field(default_factory=list)  # in the file
    tally: Tally = field(default_factory=Tally)

    def add_head(self, head: str) -> None:
        """Takes the title out of a head, or the first other name that a program for notes writes there."""
        title = TITLE.search(head) or ALIAS.search(head)
        if title and title[1]:
            self.add(title[1], Look("title"))
        for line in head.splitlines():
            if line.strip() and not (
                title and title[1] and line.strip() == title[0].strip().splitlines()[-1].strip()
            ):
                self.add(line, Look("boilerplate"))

    def add(self, text: str, look: Look) -> None:
        for line in text.splitlines():
            if line.strip():
                self.texts.append(line.strip())
                self.looks[len(self.texts)] = look

    def add_blocks(self, tokens: list[Token]) -> None:
        lone_title = sum(token.type == "heading_open" and token.tag == "h1" for token in tokens) == 1
        level: int | None = None
        for token in tokens:
            match token.type:
                case "heading_open":
                    level = int(token.tag[1])
                case "heading_close":
                    level = None
                case "list_item_open":
                    self.number = f"{token.info}{token.markup} " if token.info else ""
                case "table_open" | "tr_open" | "tr_close":
                    self.take_row(token.type)
                case "fence" | "code_block":
                    self.add(token.content, Look())
                case "html_block":
                    self.add_html(token.content)
                case "inline":
                    self.add_words(self.words(token.children or []), level, lone_title)

    def take_row(self, event: str) -> None:
        self.tables += event == "table_open"
        if event == "tr_close":
            texts = [" ".join(cell.text.split()) for cell in self.row or []]
            columns = tuple(column for column, text in enumerate(texts) if text)
            self.add("\t".join(texts), Look("table", table=self.tables, columns=columns))
            self.put_struck()
        self.row = [] if event == "tr_open" else None

    def add_words(self, words: Words, level: int | None, lone_title: bool) -> None:
        """Adds the lines of a block, then the words that pictures in it have of their own, and the addresses in it."""
        self.add_lines(words, level, lone_title)
        self.add("\n".join(self.captions), Look("caption"))
        self.add("\n".join(self.addresses), Look("boilerplate"))
        self.captions.clear()
        self.addresses.clear()
        self.take(words)

    def add_html(self, html: str) -> None:
        words = self.opened()
        self.count_pictures(html)
        words.add_html(html, False)
        self.open = words.open
        self.add(words.text, Look())
        self.take(words)

    def opened(self) -> Words:
        return Words(open=Counter(self.open))

    def take(self, words: Words) -> None:
        """Takes over what of a block is not shown as it is written."""
        self.raised += words.raised
        self.struck += words.struck
        texts = [text for text in words.struck_words if text.strip()]
        if texts:
            count = sum(len("".join(text.split())) for text in texts)
            self.tally.add("struck-text", count, len(self.texts), texts)
        if self.row is None:
            self.put_struck()

    def put_struck(self) -> None:
        """Puts what was struck out behind the line it stood in."""
        self.add("".join(self.struck), Look("boilerplate"))
        self.struck.clear()

    def add_marks(self, text: str) -> None:
        """Adds whatever of a file is in no line yet, its marks mostly: nothing of a document is lost unsaid."""
        held = Counter("".join((*self.texts, *self.raised)))
        rest = self.raised
        for character in PICTURE_BYTES.sub("", text):
            if held[character]:
                held[character] -= 1
            elif not character.isspace():
                rest.append(character)
        self.add("".join(rest), Look("boilerplate"))

    def add_lines(self, words: Words, level: int | None, lone_title: bool) -> None:
        if self.row is not None:
            self.row.append(words)
            return
        role: Role = "body" if level is None else "title" if level == 1 and lone_title else "heading"
        at, marks, above = 0, "".join(words.marks), ""
        for place, line in enumerate(words.text.split("\n")):
            bold, at = marks[at : at + len(line)], at + len(line) + 1
            indent = len(line) - len(line.lstrip())
            leading = bold[indent:].rfind("b") + 1
            leading = 0 if "-" in bold[indent : indent + leading] else leading
            number, self.number = self.number, ""
            look = Look(
                role,
                level if role == "heading" else None,
                leading + len(number) * bool(leading),
                len(number.strip()),
                goes_on=place - 1 in words.soft and bool(above.strip()),
            )
            above = line
            self.add(number + line.strip() if line.strip() else "", look)

    def words(self, tokens: list[Token]) -> Words:
        found, depth = self.opened(), 0
        for token in tokens:
            match token.type:
                case "text" | "code_inline":
                    found.add_text(token.content, depth > 0)
                case "softbreak" | "hardbreak":
                    found.add_end(is_soft=token.type == "softbreak")
                case "strong_open":
                    depth += 1
                case "strong_close":
                    depth -= 1
                case "link_open":
                    self.links += 1
                    self.addresses.append(unquoted(token.attrs.get("href")))
                case "image":
                    self.pictures += 1
                    self.captions.append(token.content)
                    self.addresses.append(unquoted(token.attrs.get("src")))
                case "s_open" | "s_close":
                    found.turn(STRIKE, token.markup, is_end=token.type == "s_close")
                case "html_inline":
                    self.count_pictures(token.content)
                    found.add_html(token.content, depth > 0)
        return found

    def count_pictures(self, html: str) -> None:
        self.pictures += len(re.findall(r"<img\b", html, re.IGNORECASE))

    def messages(self) -> list[Message]:
        found = [
            Message("info", "markdown-other", "文件不是本站自己的 Markdown 格式，已按一般的 Markdown 读取。")
        ]
        if self.links:
            found.append(
                Message("info", "links-left", f"有 {self.links} 个链接，只收入了文字，没有收入网址。")
            )
        if self.pictures:
            note = f"有 {self.pictures} 张图片只是链接，没有导入。需要时请另行上传。"
            found.append(Message("info", "pictures-left", note))
        return [*found, *told(self.tally)]


def unquoted(address: object) -> str:
    """Returns an address as a file has it: the parser writes characters of Chinese as %E4….."""
    shown = unquote(f"{address or ''}")
    return "" if PICTURE_BYTES.match(shown) else shown


FORMAT = Format("markdown", "Markdown 文件", (".md", ".markdown"), read, is_plain=True)
