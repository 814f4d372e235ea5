"""The canonical form in which texts are compared, the tokens of that form, and a query as terms of the same form.

Whether a term is found is defined here alone: it stands in the canonical form of a field, as it is. The index only
narrows down where to look.

In the canonical form characters are NFKC, case folded and simplified; nothing of zero width is left, nor the dot in
names (买买提·艾山 is found with it and without); spaces within Chinese are gone (张　三), since there they are layout.
A word of letters and digits stands between spaces, so that 11 is not found in 2011; punctuation, other signs (★, →,
emoji) and line ends are |, so that no term reaches across. Signs are not looked for: in these texts they are layout,
and a name is found without the ★ that stands before it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property
from operator import add
from typing import NamedTuple

from records.deeds.characters import folded
from records.deeds.document import Span

# Chinese characters and what else is written without spaces: kana, hangul.
HAN = (
    "\u3005-\u3007\u3041-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
BREAK = "|"
RUNS = re.compile(rf"[{HAN}]+|[^{HAN} {BREAK}]+")
PIECES = re.compile(rf"[{HAN}]+|[^{HAN} {BREAK}]+|\{BREAK}[ {BREAK}]*")
WORDS = re.compile(rf" *([^{HAN} {BREAK}]+) *")
BREAKS = re.compile(rf" *\{BREAK}[ {BREAK}]*")
LAYOUT = re.compile(rf"(?<=[{HAN}]) +(?=[{HAN}])")
NOT_HAN = re.compile(rf"[^{HAN}]+")
IS_HAN = re.compile(rf"[{HAN}]")

NAME_DOTS = set("·•・‧∙⋅･")
# 1,234 is 1234; a full stop stays between digits alone (98.5).
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
OTHER_STOPS = re.compile(r",|(?<!\d)\.|\.(?!\d)")
COMBINING = re.compile(r"[\u0300-\u036f\u3099\u309a]")

# PostgreSQL takes no longer lexeme than 2,046 bytes; of a longer word its beginning is a token.
MAX_WORD_CHARACTERS = 64
MAX_QUERY_CHARACTERS = 100
QUOTED = re.compile(r'"([^"]*)"|([^\s"]+)')
YEAR = re.compile(r"((?<!\d)(?:19|20)\d\d(?!\d)(?:年度?)?)")
IN_HAN = re.compile(rf"[{HAN}]+")
QUOTES = str.maketrans(dict.fromkeys("“”„‟＂「」『』", '"'))


class Forms(dict[int, str]):
    """Maps each character to its canonical form, learned when it is first met."""

    def __missing__(self, code: int) -> str:
        form = self[code] = form_of(chr(code))
        return form


def form_of(character: str) -> str:
    if character in NAME_DOTS or is_invisible(character):
        return ""
    if character == "，":
        return BREAK  # it would be the comma of 1,234, which nobody writes with it
    plain = folded(unicodedata.normalize("NFKC", character)).casefold()
    return "".join(map(kept_or_break, plain))


def is_invisible(character: str) -> bool:
    """Tells whether it has no width, varies the character before it, or is a control; line ends and tabs are not."""
    category = unicodedata.category(character)
    is_selector = "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    return category == "Cf" or is_selector or (category in {"Cc", "Cs"} and not character.isspace())


def kept_or_break(character: str) -> str:
    if character in ".,":
        return character  # depends on what stands beside it
    if IS_HAN.match(character) or character.isalnum() or unicodedata.category(character)[0] == "M":
        return character
    return " " if character.isspace() and character not in LINE_ENDS else BREAK


LINE_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
FORMS = Forms()


def canonical(text: str) -> str:
    if COMBINING.search(text):
        text = unicodedata.normalize("NFC", text)
    plain = text.translate(FORMS)
    if "," in plain or "." in plain:
        plain = OTHER_STOPS.sub(BREAK, THOUSANDS.sub("", plain))
    return LAYOUT.sub("", WORDS.sub(r" \1 ", BREAKS.sub(BREAK, plain.strip(" "))))


def tokens(form: str) -> set[str]:
    """Returns the overlapping pairs of characters of a canonical form, each character by itself, and whole words."""
    found: set[str] = set()
    if " " in form:  # words stand between spaces
        found.update(word[:MAX_WORD_CHARACTERS] for word in WORDS.findall(form))
        form = NOT_HAN.sub(BREAK, form)
    for run in form.split(BREAK):
        found.update(pairs(run))
    found.update(form)
    found.discard(BREAK)
    return found


def pairs(run: str) -> Iterator[str]:
    return map(add, run, run[1:])


class Term(NamedTuple):
    """One thing looked for: a word, or a phrase where it was quoted. `form` is canonical, `written` as typed."""

    form: str
    written: str

    @property
    def tokens(self) -> list[str]:
        """Lists the tokens: any text that has the term has them all; not the other way round, unless `is_one_token`."""
        found: list[str] = []
        for run in RUNS.findall(self.form):
            is_longer = len(run) > 1 and IS_HAN.match(run)
            found += pairs(run) if is_longer else [run[:MAX_WORD_CHARACTERS]]
        return list(dict.fromkeys(found))

    @property
    def is_one_token(self) -> bool:
        run, *others = RUNS.findall(self.form)
        return not others and len(run) <= (2 if IS_HAN.match(run) else MAX_WORD_CHARACTERS)


def apart_from_year(word: str) -> list[str]:
    """Returns the words that are written together with a year, and the year: 全国劳动模范2015年, as many type it.

    On the page brackets or a space stand between them.
    """
    parts = [part for part in YEAR.split(unicodedata.normalize("NFKC", word)) if part]
    beside = [part for part in parts if not YEAR.fullmatch(part)]
    if len(parts) == 1 or not all(IN_HAN.fullmatch(part) for part in beside):
        return [word]
    return [part[:4] if YEAR.fullmatch(part) else part for part in parts]


class Query:
    """A query as somebody typed it, whatever it is. Terms beyond MAX_QUERY_CHARACTERS are not looked for."""

    def __init__(self, typed: str) -> None:
        self.typed = "".join(
            character for character in typed if character.isprintable() or character.isspace()
        )
        self.is_cut = len(self.typed) > MAX_QUERY_CHARACTERS
        self.written = " ".join(self.typed[:MAX_QUERY_CHARACTERS].split())

    @cached_property
    def terms(self) -> list[Term]:
        found: dict[str, Term] = {}
        for phrase, word in QUOTED.findall(self.written.translate(QUOTES)):
            for part in [phrase] if phrase else apart_from_year(word):
                form = canonical(part).strip(BREAK)
                if form:
                    found.setdefault(form, Term(form, part))
        return list(found.values())

    def without(self, gone: Term) -> "Query":
        """Returns the same but for one term."""
        kept = [term.written for term in self.terms if term != gone]
        return Query(" ".join(f'"{written}"' if " " in written else written for written in kept))

    @property
    def name(self) -> str:
        """Returns the whole of it as the name of a recipient."""
        return name_of(self.written.translate(QUOTES).replace('"', ""))


def name_of(text: str) -> str:
    """Returns the form by which names are compared: without spaces and punctuation."""
    return "".join(RUNS.findall(canonical(text)))


def spans_of(terms: Iterable[Term], text: str) -> list[tuple[Span, Term]]:
    """Returns where each of the terms stands in the original text, in its order."""
    form, origins = with_origins(text)
    return sorted(
        (Span(origins[match.start() + leading(term)], origins[match.end() - 1 - trailing(term)] + 1), term)
        for term in terms
        for match in re.finditer(re.escape(term.form), form)
    )


def leading(term: Term) -> int:
    """Counts the characters at its beginning that stand for none of the text's."""
    return len(term.form) - len(term.form.lstrip(" "))


def trailing(term: Term) -> int:
    return len(term.form) - len(term.form.rstrip(" "))


def merged(spans: Iterable[Span]) -> list[Span]:
    """Joins those that overlap. They come in the order of the text."""
    joined: list[Span] = []
    for span in spans:
        if joined and span.start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def with_origins(text: str) -> tuple[str, list[int]]:
    """Returns the canonical form, and for each of its characters which of the text it came from.

    Character by character, which takes ten times as long as `canonical`: for the few texts that are shown.
    """
    spread, origins = spread_out(text)
    form: list[str] = []
    found: list[int] = []
    for piece in PIECES.finditer(spread):
        made, first = piece[0], origins[piece.start() : piece.end()]
        if made[0] == BREAK:
            made = BREAK
        elif not IS_HAN.match(made):
            made, first = f" {made} ", [first[0], *first, first[-1]]
        form.append(made)
        found += first[: len(made)]
    return "".join(form), found


def spread_out(text: str) -> tuple[str, list[int]]:
    """Returns the text as `canonical` has it before it is cut into pieces, with the origins of its characters."""
    made: list[str] = []
    origins: list[int] = []
    for origin, character in enumerate(text):
        for form in FORMS[ord(character)]:
            made.append(form)
            origins.append(origin)
    whole = "".join(made)
    gone = {match.start() for match in THOUSANDS.finditer(whole)}
    left = [index for index in range(len(whole)) if index not in gone]
    shorter = OTHER_STOPS.sub(BREAK, "".join(whole[index] for index in left))
    return shorter, [origins[index] for index in left]
