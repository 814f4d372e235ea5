"""Texts to throw at the readers: lines of the genre, mixed with anything at all."""

from decimal import Decimal
from typing import Literal

from hypothesis import strategies as st

from records.deeds.document import Award, Deeds, Figure, Measure, Recipient, Section

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
# Whatever ends or fills a line somewhere: Deeds may meet it in a database that other programs write to.
wild = st.lists(
    word | st.sampled_from(["\r\n", "\r", "\t", "\v", "\f", "\x1c", "\x85", "\u2028", "\n\n"]), max_size=8
).map("".join)

years = st.none() | st.integers(1000, 9999)
name = wild.filter(lambda value: bool(value.strip()))
values = st.decimals(Decimal("-1e12"), Decimal("1e12"), places=3) | st.integers(0, 10**9).map(Decimal)


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
        Recipient(draw(st.none() | wild), draw(st.sampled_from(kinds)), draw(wild), draw(wild)),
        tuple(draw(st.lists(st.builds(Award, name, years, st.none() | wild, st.none() | wild), max_size=2))),
        draw(wild),
        parts,
        draw(wild),
        tuple(draw(st.lists(figures(places), max_size=2))),
        source=draw(wild),
        markup=draw(st.sampled_from(["plain", "markdown"])),
    )
