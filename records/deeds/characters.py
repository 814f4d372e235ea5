"""Characters: one form of each to recognize words by, and ordinary ones for those that only look like them.

Folded text is what rules work on; what is kept are the document's own characters. Traditional characters become
simplified ones and full-width letters and digits plain ones, each exactly one character for one, so that offsets hold.
Phrases are not converted: 乾 is 干 wherever it stands, which is good enough to find a word and would not be good enough
to print. Characters that nobody sees (a byte order mark, a joiner, a soft hyphen, marks of direction and of variants)
are taken out, and go along with a character beside them.

Radicals and compatibility characters, as PDF files hand them out, are changed in the source itself: each becomes the
one that Unicode calls its equal, one for one; nobody would find the others. Unicode knows traditional equals only: in a
simplified text ⼾ is 户 and not 戶.
"""

import re
import unicodedata
from dataclasses import replace
from functools import cache

import opencc

from .document import Message
from .source import Source, line_at

# --- Folded, to recognize words by ----------------------------------------------------------------------


def none_of(ranges: str) -> re.Pattern[str]:
    """Finds what is in one of the ranges, each written a-b, by looking for what is in none between them.

    A search of a whole text is twice as fast so: nearly every character is settled by the first thing asked.
    """
    ends = [ord(character) for character in ranges.replace("-", "")]
    between = zip([-1, *ends[1::2]], [*ends[::2], 0x110000], strict=True)
    return re.compile(f"[^{''.join(f'{chr(end + 1)}-{chr(start - 1)}' for end, start in between)}]")


# Format characters of Unicode, variation selectors and tags; none is white space.
INVISIBLE = (
    "\u00ad-\u00ad\u034f-\u034f\u061c-\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff-\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff"
)
UNSEEN = none_of(INVISIBLE)
# A visible character with the unseen ones around it: those behind it, those at the head of the line, those at its end.
VISIBLE = re.compile(
    rf"(?:^[{INVISIBLE}\s]*+|[{INVISIBLE}][{INVISIBLE}\s]*+)?[^{INVISIBLE}\s][{INVISIBLE}]*+(?:[{INVISIBLE}\s]*+$)?|\s"
)

WIDE = {ord(wide): chr(ord(wide) - 0xFEE0) for wide in map(chr, range(0xFF10, 0xFF5B)) if wide.isalnum()}
WIDE |= {ord("％"): "%", ord("．"): "."}
HAN = [chr(code) for code in range(0x3400, 0xA000)]


@cache
def simplified_forms() -> dict[int, str]:
    """Makes the table once, in some 30 ms."""
    simplified = opencc.OpenCC("t2s").convert("\n".join(HAN)).split("\n")
    pairs = zip(HAN, simplified, strict=True)
    return WIDE | {ord(one): other for one, other in pairs if one != other and len(other) == 1}


@cache
def unusual() -> re.Pattern[str]:
    return re.compile(f"[{re.escape(''.join(map(chr, simplified_forms())))}]")


# 买买提•艾力: what stands for the dot of such names. A full stop does where it is surely a name; else it may end a
# number (一．加强) or a sentence.
HAN_CHARACTER = r"[\u3400-\u9fff]"
DOT_IN_NAME = re.compile(rf"(?<={HAN_CHARACTER})[•・‧∙⋅﹒･](?={HAN_CHARACTER})")
STOP_IN_NAME = re.compile(
    rf"(?<![\u3400-\u9fff])(?!第|[一二三四五六七八九十百零]+[.．])({HAN_CHARACTER}{{2,6}})[.．]"
    rf"(?={HAN_CHARACTER}{{2,8}}?(?:同志|[，,（(]\s*[男女]))"
)


def folded(text: str) -> str:
    # Searching is ten times faster than translating, and most documents need no translation.
    if "．" in text or "." in text:
        text = STOP_IN_NAME.sub(r"\1·", text)
    text = DOT_IN_NAME.sub("·", text)
    return text.translate(simplified_forms()) if unusual().search(text) else text


def with_usual_dots(name: str) -> str:
    """Returns a name as all write it: 买买提·艾力, whatever dot was at hand."""
    return re.sub(rf"(?<={HAN_CHARACTER})[·•・‧∙⋅﹒･.．](?={HAN_CHARACTER})", "·", name)


def seen(text: str) -> tuple[str, list[tuple[int, str]]]:
    """Returns a line as it is seen, and where a character of it stands for more of the document, with that.

    A line on which nothing is seen stays as it is.
    """
    if not UNSEEN.search(text) or not UNSEEN.sub("", text).strip():
        return text, []
    shown: list[str] = []
    carried: list[tuple[int, str]] = []
    for found in VISIBLE.finditer(text):
        unit = found[0]
        if len(unit) > 1:
            carried.append((len(shown), unit))
            unit = UNSEEN.sub("", unit).strip()
        shown.append(unit)
    return "".join(shown), carried


# --- Ordinary ones instead of radicals, in what is kept -------------------------------------------------

# EquivalentUnifiedIdeograph.txt of Unicode, for U+2E81 to U+2EF3: a radical, and what it is equal to.
SUPPLEMENT = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇𠘨⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑𡯂⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬"
    "⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪𤴔⺫目⺬示⺭礻⺮𥫗⺯糹⺰纟⺱罓⺲罒⺳㓁⺴冗⺵𦉫⺶羊⺷𦍌⺸𦍋⺹耂⺺肀⺻聿⺼肉⺽𦥑⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西"
    "⻅见⻆角⻇𧢲⻈讠⻉贝⻊𧾷⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻕𨸏⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞𩙿⻟飠⻠饣⻡𩠐⻢马⻣骨⻤鬼"
    "⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
KANGXI = range(0x2F00, 0x2FD6)
COMPATIBILITY = (*range(0xF900, 0xFADA), *range(0x2F800, 0x2FA1E))


def ordinary_forms() -> dict[int, str]:
    pairs = {ord(one): other for one, other in zip(SUPPLEMENT[::2], SUPPLEMENT[1::2], strict=True)}
    pairs |= {code: unicodedata.normalize("NFKC", chr(code)) for code in (*KANGXI, *COMPATIBILITY)}
    return {code: other for code, other in pairs.items() if chr(code) != other}


ORDINARY = ordinary_forms()
# A few ranges are found ten times faster than a thousand characters; most of what lies in them is unusual.
UNUSUAL = none_of("\u2e81-\u2fd5\uf900-\ufad9\U0002f800-\U0002fa1d")


MAX_SAMPLE_CHARACTERS = 20_000  # these decide


@cache
def in_simplified_text() -> dict[int, str]:
    """Returns the table for radicals whose equals are traditional characters."""
    convert = opencc.OpenCC("t2s").convert
    radicals = {code: other for code, other in ORDINARY.items() if code <= KANGXI.stop}
    return ORDINARY | {code: convert(other) for code, other in radicals.items()}


def is_traditional(text: str) -> bool:
    """Tells whether more characters of a text are traditional only than simplified only."""
    sample = text[:MAX_SAMPLE_CHARACTERS]
    traditional, simplified = (
        sum(one != other for one, other in zip(sample, opencc.OpenCC(way).convert(sample), strict=False))
        for way in ("t2s", "s2t")
    )
    return traditional > simplified


def ordinary_text(text: str) -> str:
    return text.translate(ORDINARY if is_traditional(text) else in_simplified_text())


def ordinary(source: Source) -> Source:
    """Returns the source with ordinary characters, and a message where it had others."""
    places = [found.start() for found in UNUSUAL.finditer(source.text) if ord(found[0]) in ORDINARY]
    if not places:
        return source
    text = ordinary_text(source.text)
    lines = tuple(replace(line, text=text[line.start : line.end]) for line in source.lines)
    note = f"有 {len(places)} 个字用的是部首等特殊编码，多半是从 PDF 复制来的，已换成普通的字。需要时请对照原件核对。"
    message = Message("info", "radicals", note, line_at(text, places[0]))
    return replace(source, text=text, lines=lines, messages=(*source.messages, message))
