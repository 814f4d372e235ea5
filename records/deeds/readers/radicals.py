"""Characters that only look like ordinary ones: radicals and compatibility characters, as PDF files hand them out.

Each becomes the one that Unicode calls its equal, one for one, so that offsets hold; nobody would find the others.
Unicode knows traditional equals only: in a simplified text ⼾ is 户 and not 戶.
"""

import re
import unicodedata
from dataclasses import replace
from functools import cache

import opencc

from records.deeds.document import Message
from records.deeds.source import Source

from .encodings import line_at

# EquivalentUnifiedIdeograph.txt of Unicode, for U+2E81 to U+2EF3: a radical, and what it is equal to.
SUPPLEMENT = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇𠘨⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑𡯂⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬"
    "⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪𤴔⺫目⺬示⺭礻⺮𥫗⺯糹⺰纟⺱罓⺲罒⺳㓁⺴冗⺵𦉫⺶羊⺷𦍌⺸𦍋⺹耂⺺肀⺻聿⺼肉⺽𦥑⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西"
    "⻅见⻆角⻇𧢲⻈讠⻉贝⻊𧾷⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻕𨸏⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞𩙿⻟飠⻠饣⻡𩠐⻢马⻣骨⻤鬼"
    "⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
KANGXI = range(0x2F00, 0x2FD6)
COMPATIBILITY = (*range(0xF900, 0xFADA), *range(0x2F800, 0x2FA1E))


def table() -> dict[int, str]:
    pairs = {ord(one): other for one, other in zip(SUPPLEMENT[::2], SUPPLEMENT[1::2], strict=True)}
    pairs |= {code: unicodedata.normalize("NFKC", chr(code)) for code in (*KANGXI, *COMPATIBILITY)}
    return {code: other for code, other in pairs.items() if chr(code) != other}


ORDINARY = table()
# A few ranges are found ten times faster than a thousand characters; most of what lies in them is unusual.
UNUSUAL = re.compile("[\u2e81-\u2fd5\uf900-\ufad9\U0002f800-\U0002fa1d]")


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
