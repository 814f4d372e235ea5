"""Texts to throw at the readers: lines of the genre, mixed with anything at all."""

from decimal import Decimal
from html import escape
from typing import Literal

from hypothesis import strategies as st

from records.deeds.document import CHARTS, Award, Deeds, Figure, Measure, Recipient, Section
from tests.deeds.readers.docx import word_files

GENRE = [
    "手机版",
    "样本街道工委先进事迹材料",
    "样本街道工委先进事迹",
    "全国示例先进组织(2019年)",
    "“ ”(2019年)",
    "2019年度先进集体",
    "主要事迹",
    "立好样本定规矩",
    "一、先有样本",
    "二、再有检查",
    "一是",
    "样本要像真的。一是写清楚;二是查仔细。三是常复查。一是另起一段。",
    "二是这一行接着上一行。",
    "样本街道先后被评为示例街道、“ ”先进单位;被市委授予“好”称号。荣获，荣获。被授予",
    "2018年实现收入2.5亿元,居全市3个县第九位。",
    "甲、乙、丙三项达标率分别达到97%、96%、88%。分别为1个、2个",
    "333个工程,1,200余名志愿者，12个村。",
    "示例省示例市样本区样本街道",
    "獲示例省示例縣優秀樣本黨員稱號，２０１９年又獲獎。",
    "样本街道位于样本市样本区西部辖四个社区九个村面积三十四平方公里样本街道先请人",
    "★样本",
    "工作背景：样本街道过去没有样本。",
    "（一）先写样本。1.写清楚；2.写完整。第一，请人写。第二，请人看。",
    "①甲②乙",
    "其一，样本；其二，样本",
    "首页 > 样本专题 > 正文",
    "（责任编辑：样本员）样本。来源：样本报",
    "样本员同志，女，先后获得“甲”“乙”等称号。犍)",
    "——记样本街道",
    "甲－张样本－全国示例先进个人",
    "2018.10.19",
    "样本.jpg",
    "\u200b",
    "。",
    "－－",
]
MARKS = [
    "#",
    "##",
    "###",
    "---",
    "===",
    "- ",
    "+ ",
    "* ",
    "1. ",
    "> ",
    "|",
    "||",
    "[x]: y",
    "[TOC]",
    "```",
    "    ",
    "\\",
    "\\\\",
]
INLINE = [
    "*",
    "**",
    "_",
    "__",
    "`",
    "<b>",
    "<!--",
    "-->",
    "&amp;",
    "&#60;",
    "&#12",
    "[x](y)",
    "![",
    "](",
    "![a](b)",
    "<",
    "<a@b.c>",
]
PUNCTUATION = list("，。；：、！？“”（）《》…—·　 ")

# Control characters are refused on reading, and lone surrogates cannot be written to a file.
anything = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
word = st.sampled_from([*GENRE, *MARKS, *INLINE, *PUNCTUATION, "党建", "２０", "😀", "1"]) | anything
line = st.lists(word, max_size=6).map("".join)
text = st.lists(line, max_size=6).map("\n".join)
document = st.lists(st.sampled_from(GENRE) | line, max_size=14).map("\n".join)
# Bits on which rules meet: what one cuts off at a line's start another may look for at its end.
BITS = [
    *("？？", "\ufffd", "第一篇：", "第3篇 ", "十七、"),
    *("一、", "三、", "（二）", "2、", "3)", "(1)", "④", "【工作背景】：", "〔一〕", "★"),
    *("上一篇", "通讯员：", "打印 关闭", "来源：样本网 2019-01-01", "样本现场", "样本获奖！", "▲图为样本"),
    *(
        "犍)",
        "\u202e",
        "e\u0301",
        "\u200b",
        "\ufeff \u200b ",
        "一\u200b是",
        "\u2060二\u00ad是\ufeff",
        "1\ufe0f\u20e3",
    ),
    *("⼀是⾛访。", "⻓\uf9dc", "⑴", "㈠", "⒈", "❷", "一）", "Ⅱ、", "贰、", "目录", "一、样本\t3", "样本……4"),
    *(
        "全国示例先进集体（2019年）",
        "２０２０年",
        "樣本街道黨工委榮獲全國示例稱號",
        "the ",
        "A",
        "<b>",
        "&nbsp;",
    ),
]
bit = st.sampled_from(BITS)
line_of_bits = st.lists(bit | word, max_size=5).map("".join)
LINE_ENDS = ["\n", "\n", "\n\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029", "\n　　", "\n\n\n\n\n"]
loose = st.lists(st.tuples(line_of_bits, st.sampled_from(LINE_ENDS)).map("".join), max_size=10).map("".join)


@st.composite
def wrapped(draw: st.DrawFn) -> str:
    """Broken by hand into lines of one width."""
    width, end = draw(st.integers(18, 45)), draw(st.sampled_from(["\n", "\r\n", "\n\n"]))
    paragraphs = draw(st.lists(st.lists(bit | word, min_size=1, max_size=20).map("".join), max_size=6))
    whole = [paragraph.replace("\n", "") for paragraph in paragraphs]
    return end.join(text[at : at + width] for text in whole for at in range(0, len(text) or 1, width))


any_document = document | loose | wrapped()

INLINE_TAGS = ["span", "b", "a href=x", "em", "code", "ins", "font size=3", "o:p", "x-y"]
BLOCK_TAGS = ["p", "div", "h1", "h2", "li", "ol", "ul", "td", "tr", "table", "section", "pre", "p class=nav"]
shown = line_of_bits | st.just("\n")
leaf = shown.map(lambda value: (escape(value), value))


def tagged(tag: str, parts: list[tuple[str, str]]) -> tuple[str, str]:
    inside = "".join(html for html, _ in parts)
    return f"<{tag}>{inside}</{tag.split()[0]}>", "".join(text for _, text in parts)


def grown(children: st.SearchStrategy[tuple[str, str]]) -> st.SearchStrategy[tuple[str, str]]:
    tags = st.sampled_from([*INLINE_TAGS, *BLOCK_TAGS])
    return st.builds(tagged, tags, st.lists(children, max_size=4))


# With what a browser shows of it, white space and automatic numbers aside.
web_page = st.lists(st.recursive(leaf, grown, max_leaves=8), max_size=6).map(
    lambda parts: tagged("html", [tagged("body", parts)])
)

RUN_LOOKS = ["", "<w:b/>", '<w:sz w:val="36"/>']
PARAGRAPH_LOOKS = [
    *("", '<w:jc w:val="center"/>', '<w:outlineLvl w:val="0"/>', '<w:pStyle w:val="H1"/>'),
    '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>',
]
AROUND = [
    "{}",
    "<w:ins>{}</w:ins>",
    "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>",
    "<w:unknown>{}</w:unknown>",
]


@st.composite
def word_paragraph(draw: st.DrawFn) -> tuple[str, str]:
    texts = draw(st.lists(line_of_bits, max_size=3))
    runs = "".join(word_files.r(word_files.t(text), draw(st.sampled_from(RUN_LOOKS))) for text in texts)
    inside = draw(st.sampled_from(AROUND)).format(runs)
    return word_files.p(properties=draw(st.sampled_from(PARAGRAPH_LOOKS)), inside=inside), "".join(texts)


@st.composite
def word_files_made(draw: st.DrawFn) -> tuple[bytes, str]:
    """With its text, automatic numbers aside."""
    paragraphs = draw(st.lists(word_paragraph(), min_size=1, max_size=8))
    rows = draw(st.lists(st.lists(word_paragraph(), min_size=1, max_size=3), max_size=3))
    cells = [cell for row in rows for cell in row]
    grid = word_files.table(*([xml for xml, _ in row] for row in rows)) if rows else ""
    where = draw(st.integers(0, len(paragraphs)))
    body = "".join([*(xml for xml, _ in paragraphs[:where]), grid, *(xml for xml, _ in paragraphs[where:])])
    numbers = word_files.numbering(word_files.level(0, "chineseCounting", "%1、"))
    data = word_files.docx(body, numbering=numbers, styles=word_files.style("H1", "heading 1"))
    return data, "".join(text for _, text in (*paragraphs, *cells))


word_file = word_files_made()

# Whatever ends or fills a line somewhere: Deeds may meet it in a database that other programs write to.
wild = st.lists(
    word | st.sampled_from(["\r\n", "\r", "\t", "\v", "\f", "\x1c", "\x85", "\u2028", "\n\n"]), max_size=8
).map("".join)

years = st.none() | st.integers(1000, 9999)
name = wild.filter(lambda value: bool(value.strip()))
values = st.decimals(Decimal("-9e10"), Decimal("9e10"), places=3) | st.integers(0, 10**9).map(Decimal)


@st.composite
def figures(draw: st.DrawFn, places: list[tuple[int, int]]) -> Figure:
    rank = draw(st.none() | st.integers(1, 99))
    return Figure(
        draw(name),
        draw(values),
        draw(name),
        draw(wild),
        draw(years),
        draw(st.booleans()),
        draw(st.none() | wild),
        rank,
        draw(st.none() | st.integers(rank, 999)) if rank else None,
        draw(st.sampled_from([None, *places])),
        draw(st.sampled_from(["", *CHARTS])),
    )


@st.composite
def sections(draw: st.DrawFn, number: int) -> Section:
    measures = [Measure(n, draw(wild), draw(wild)) for n in range(1, draw(st.integers(1, 3)))]
    return Section(number, draw(st.none() | wild), draw(wild), tuple(measures))


@st.composite
def deeds(draw: st.DrawFn) -> Deeds:
    parts = tuple(draw(sections(number)) for number in range(1, draw(st.integers(1, 4))))
    places = [(section.number, measure.number) for section in parts for measure in section.measures]
    kinds: list[Literal["organization", "person"] | None] = [None, "organization", "person"]
    return Deeds(
        draw(st.none() | wild),
        Recipient(
            draw(st.none() | wild),
            draw(st.sampled_from(kinds)),
            draw(wild),
            draw(wild),
            draw(st.none() | wild),
            draw(wild),
        ),
        tuple(draw(st.lists(st.builds(Award, name, years, st.none() | wild, st.none() | wild), max_size=2))),
        draw(wild),
        parts,
        draw(wild),
        tuple(draw(st.lists(figures(places), max_size=2))),
        source=draw(wild),
        markup=draw(st.sampled_from(["plain", "markdown"])),
        summary=draw(wild),
        cover=draw(wild),
    )
