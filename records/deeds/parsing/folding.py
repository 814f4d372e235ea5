"""One form of each character to recognize words by. What is kept are the document's own characters.

Traditional characters become simplified ones and full-width letters and digits plain ones, each exactly one character
for one, so that offsets hold. Phrases are not converted: 乾 is 干 wherever it stands, which is good enough to find
a word and would not be good enough to print.
"""

import re
from functools import cache

import opencc

WIDE = {ord(wide): chr(ord(wide) - 0xFEE0) for wide in map(chr, range(0xFF10, 0xFF5B)) if wide.isalnum()}
WIDE |= {ord("％"): "%", ord("．"): "."}
HAN = [chr(code) for code in range(0x3400, 0xA000)]


@cache
def table() -> dict[int, str]:
    """Makes the table once, in some 30 ms."""
    simplified = opencc.OpenCC("t2s").convert("\n".join(HAN)).split("\n")
    pairs = zip(HAN, simplified, strict=True)
    return WIDE | {ord(one): other for one, other in pairs if one != other and len(other) == 1}


@cache
def unusual() -> re.Pattern[str]:
    return re.compile(f"[{re.escape(''.join(map(chr, table())))}]")


def folded(text: str) -> str:
    # Searching is ten times faster than translating, and most documents need no translation.
    return text.translate(table()) if unusual().search(text) else text
