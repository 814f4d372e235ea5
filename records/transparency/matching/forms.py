"""The form in which texts are matched: what of a text makes a difference, and what does not.

White space, line ends, the width of punctuation, 繁體 and 简体, the shapes of quotation marks and dashes, and the marks
and link targets of Markdown make none. Every other character does.
"""

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, cached_property

from records.deeds.characters import INVISIBLE, simplified_forms

# Where one character of 繁體, as the site writes it (OpenCC's s2tw), is not led back by t2s: 看著 is 看着. Found by
# converting all of GB 2312 beside each common character. Not folded are 像, 座 and 俱, which are words of their own:
# whoever writes them for 象, 坐 or 具 is told.
TAIWAN = dict(
    zip(
        "侭幺昵檐渖潨痹著睾稆縆缐腭讬谘迳钜锺镟馀鲇麹麺覆藉揹伕瞭甯薰甦濬雠拏澂彷",
        "尽么暱簷沈潀痺着睪穞緪线颚托咨径巨钟旋余鲶曲面复借背夫了宁熏苏浚仇拿澄仿",
        strict=True,
    )
)
SAME = {
    **dict.fromkeys("“”„‟«»「」﹁﹂", '"'),
    **dict.fromkeys("‘’‚‛『』﹃﹄`´", "'"),
    **dict.fromkeys("—―–─‐‑‒−﹘－", "-"),
    **dict.fromkeys("。｡．", "."),
    **dict.fromkeys("•・‧∙⋅･", "·"),
    **dict.fromkeys("…⋯", "…"),
    **dict.fromkeys("〔［【", "["),
    **dict.fromkeys("〕］】", "]"),
    **dict.fromkeys("〜～∼", "~"),
}
# Marks of Markdown; tables and escapes among them.
MARKS = frozenset("*`#\\_|")
UNSEEN = re.compile(f"[{INVISIBLE}]")
# Bounded, and no bracket within a label: a row of opening ones would be tried from each to the end.
LINK = re.compile(
    r"!?\[([^\[\]\n]{0,500})\]\([^()\s]{0,2000}(?:\s{1,9}\"[^\"\n]{0,500}\")?\)|<(https?://[^<>\s]{1,2000})>"
)
# As long as somebody likes to draw them.
RUNS = re.compile(r"-{2,}|…{2,}|\.{3,}")


@dataclass(frozen=True)
class Form:
    """`text` is what is compared; each of its characters came from the one at its place in `origins`."""

    text: str
    origins: list[int]
    written: str

    def as_written(self, start: int, end: int) -> str:
        """Returns the stretch of the text as its author wrote it, on one line."""
        if start >= end:
            return ""
        stop = self.origins[end] if end < len(self.origins) else self.origins[-1] + 1
        return on_one_line(self.written[self.origins[start] : stop])

    @cached_property
    def line_starts(self) -> list[int]:
        """Lists the places at which a line begins, and the end."""
        ends = [found.end() for found in LINE_END.finditer(self.written)]
        return sorted({0, len(self.text), *(bisect_left(self.origins, end) for end in ends)})


LINE_END = re.compile(r"[\n\r\v\f\x85\u2028\u2029]")
SPACE_IN_CHINESE = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\s+(?=[\u3000-\u9fff\uff00-\uffef])")


def on_one_line(text: str) -> str:
    return re.sub(r"\s+", " ", SPACE_IN_CHINESE.sub("", text))


@cache
def characters() -> "Characters":
    return Characters(simplified_forms())


class Characters(dict[int, str]):
    """Maps each character to what stands for it, learned when it is first met."""

    def __init__(self, simplified: dict[int, str]) -> None:
        super().__init__()
        self.simplified = simplified

    def __missing__(self, code: int) -> str:
        found = self[code] = self.form_of(chr(code))
        return found

    def form_of(self, character: str) -> str:
        if character in SAME:
            return SAME[character]
        if character in MARKS or UNSEEN.match(character) or unicodedata.category(character) in {"Cc", "Cs"}:
            return ""
        plain = unicodedata.normalize("NFKC", character).translate(self.simplified)
        return "".join(TAIWAN.get(each, SAME.get(each, each)) for each in plain if not each.isspace())


def form_of(text: str) -> str:
    """Returns the form alone: fast, for what is indexed."""
    text = unicodedata.normalize("NFC", text)
    if "](" in text or "<http" in text:
        text = LINK.sub(lambda found: found[1] or found[2] or "", text)
    return RUNS.sub(run_of, text.translate(characters()))


def run_of(found: re.Match[str]) -> str:
    return "-" if found[0][0] == "-" else "…"


def with_origins(text: str) -> Form:
    """Returns the same form with where each of its characters stands in the text, for what is shown."""
    text = unicodedata.normalize("NFC", text)
    known, form, origins = characters(), [], []
    left_out = without_targets(text)
    for place, character in enumerate(text):
        if place in left_out:
            continue
        for each in known[ord(character)]:
            form.append(each)
            origins.append(place)
    whole = "".join(form)
    if RUNS.search(whole):
        kept = [(whole[at], origins[at]) for at in range(len(whole))]
        for found in reversed(list(RUNS.finditer(whole))):
            kept[found.start() : found.end()] = [(run_of(found), origins[found.start()])]
        whole, origins = "".join(each for each, _ in kept), [origin for _, origin in kept]
    return Form(whole, origins, text)


def without_targets(text: str) -> set[int]:
    """Returns the places of what of links is no word of the text."""
    places: set[int] = set()
    for found in LINK.finditer(text):
        group = 1 if found[1] is not None else 2
        places.update(range(found.start(), found.start(group)), range(found.end(group), found.end()))
    return places
