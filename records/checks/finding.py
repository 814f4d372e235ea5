"""Holds what is found in a text, and the one list of the checks of texts. A new check is one function:

    @text_check("code", "what it is called", signs=…)
    def find_something(text: str) -> Iterator[Hit]: …

Checks know the text alone, so that they run on what somebody is typing as on what is stored. No module here that
defines one imports Django.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from records.deeds.document import Message

# Words shorter than this are known again by so many characters on either side, too: “，，” stands in many places.
SHORT_WORDS, CONTEXT_CHARACTERS = 5, 8
NUMBERS_IN_PATHS = re.compile(r"\.\d+")


class Hit(NamedTuple):
    """A place in a text. `mended` takes the place of its words, None where nobody but an editor knows what would."""

    start: int
    end: int
    reason: str
    mended: str | None = None
    must: bool | None = None  # None: as the check says


class Text(NamedTuple):
    """A text of a record with its path, as in `Mark.path`."""

    path: str
    text: str


class HasText(Protocol):
    """A text, or a passage of a record: there are dozens in each, and none is made twice."""

    @property
    def path(self) -> str: ...

    @property
    def text(self) -> str: ...


def is_copy(one: HasText) -> bool:
    """Tells whether the text repeats a part of another: the sentence that a figure keeps."""
    return one.path.startswith("figures.")


@dataclass(frozen=True, slots=True)
class Finding:
    """`must`: it is mended, or passed with a reason, before the public sees it; others are to be looked at.

    `start` and `end` count characters in the text at `path`; a finding about no words of a text has an empty span,
    and says in `words` what it is about. `link` leads to what is mended elsewhere: a picture, another record.
    """

    check: str
    must: bool
    path: str
    start: int
    end: int
    words: str
    reason: str
    mended: str | None = None
    around: str = ""
    link: str = ""

    @property
    def key(self) -> str:
        """Names what was found as long as the words are the same, wherever in the record they are moved."""
        place = NUMBERS_IN_PATHS.sub("", self.path)
        known = "\n".join([self.check, place, self.words, self.around])
        return hashlib.sha256(known.encode("utf-8", "replace")).hexdigest()


Find = Callable[[str], Iterable[Hit]]
Signs = Callable[[str], object] | tuple[str, ...] | None


class TextCheck(NamedTuple):
    """`signs` are what a text must have for anything to be found: one of these strings, or what a function tells."""

    code: str
    label: str
    find: Find
    must: bool = False
    signs: Signs = None
    of_copies: bool = False

    def may_find(self, text: str) -> bool:
        if self.signs is None:
            return True
        if isinstance(self.signs, tuple):
            return any(sign in text for sign in self.signs)
        return bool(self.signs(text))


TEXT_CHECKS: list[TextCheck] = []


def text_check(code: str, label: str, *, must: bool = False, signs: Signs = None) -> Callable[[Find], Find]:
    """Adds a function to the checks. What must be mended is looked for in copies of texts, too."""

    def add(find: Find) -> Find:
        TEXT_CHECKS.append(TextCheck(code, label, find, must, signs, of_copies=must))
        return find

    return add


def in_texts(texts: Sequence[HasText], checks: Iterable[TextCheck]) -> Iterator[Finding]:
    """Yields what the checks find. Signs are looked for in all texts at once: most records have none."""
    whole = "\n".join(one.text for one in texts)
    seen: dict[Signs, bool] = {}
    for check in checks:
        if check.signs not in seen:
            seen[check.signs] = check.may_find(whole)
        if not seen[check.signs]:
            continue
        for one in texts:
            if one.text and (check.of_copies or not is_copy(one)) and check.may_find(one.text):
                yield from (finding(check, one, hit) for hit in check.find(one.text))


def finding(check: TextCheck, one: HasText, hit: Hit) -> Finding:
    words = one.text[hit.start : hit.end]
    start = hit.start - CONTEXT_CHARACTERS if len(words) < SHORT_WORDS else hit.start
    end = hit.end + CONTEXT_CHARACTERS if len(words) < SHORT_WORDS else hit.end
    must = check.must if hit.must is None else hit.must
    around = one.text[max(start, 0) : end]
    return Finding(check.code, must, one.path, hit.start, hit.end, words, hit.reason, hit.mended, around)


def mended(text: str, findings: Iterable[Finding]) -> str:
    """Returns the text with all that can be mended by a click; of two that overlap, the first."""
    made, at = [], 0
    for one in sorted(findings, key=lambda one: (one.start, one.end)):
        if one.mended is not None and one.start >= at:
            made += [text[at : one.start], one.mended]
            at = one.end
    return "".join([*made, text[at:]])


def as_message(one: Finding, place: str) -> Message:
    """Returns the finding as what an import says of a document."""
    where = f"{place}：" if place else ""
    quoted = f"“{one.words}”" if one.words else ""
    return Message("warning", one.check, f"{where}{quoted}{one.reason}", path=one.path or None)
