"""One form of each character to recognize words by. What is kept are the document's own characters.

Traditional characters become simplified ones and full-width letters and digits plain ones, each exactly one character
for one, so that offsets hold. Phrases are not converted: 乾 is 干 wherever it stands, which is good enough to find
a word and would not be good enough to print.

Characters that nobody sees (a byte order mark, a joiner, a soft hyphen, marks of direction and of variants) are taken
out, and go along with a character beside them.
"""

import re
from functools import cache

import opencc

# Format characters of Unicode, variation selectors and tags; none is white space.
INVISIBLE = (
    "\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e0fff"
)
UNSEEN = re.compile(f"[{INVISIBLE}]")
# A visible character with the unseen ones around it: those behind it, those at the head of the line, those at its end.
VISIBLE = re.compile(
    rf"(?:^[{INVISIBLE}\s]*+|[{INVISIBLE}][{INVISIBLE}\s]*+)?[^{INVISIBLE}\s][{INVISIBLE}]*+(?:[{INVISIBLE}\s]*+$)?|\s"
)

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
