"""Fields: a code, and the result that Word last made of it. Some have no result, and Word draws what the code says."""

import re
from dataclasses import dataclass, field

from records.deeds.readers.office.blocks import Block
from records.deeds.readers.office.package import Element
from records.deeds.readers.office.symbols import MISSING, symbol

from .equations import equation, is_equation
from .names import W, integer, is_on, value
from .package import Relation

MAX_FIELDS = 50  # one within the other; Word allows 20
MAX_CODE_CHARACTERS = 5000
SYMBOL = re.compile(
    r'\s*SYMBOL\s+(?P<code>0x[0-9a-f]{1,6}|\d{1,7})(?:.*?\\f\s+(?:"(?P<quoted>[^"]*)"|(?P<bare>\S+)))?', re.I
)
# These show something each time a file is opened. Others without a result show nothing.
SHOWN_ANEW = {
    *(
        "=",
        "AUTHOR",
        "AUTONUM",
        "AUTONUMLGL",
        "AUTONUMOUT",
        "CREATEDATE",
        "DATE",
        "DOCPROPERTY",
        "DOCVARIABLE",
    ),
    *("GOTOBUTTON", "IF", "INCLUDETEXT", "LISTNUM", "MACROBUTTON", "MERGEFIELD", "QUOTE", "REF", "SAVEDATE"),
    *("SEQ", "STYLEREF", "TIME", "TITLE"),
}


@dataclass(slots=True)
class Field:
    """An open field. `form` is what a form field shows; `shows`: it has a result."""

    form: str = ""
    code: list[str] = field(default_factory=list)
    is_code: bool = True
    shows: bool = False

    @property
    def text(self) -> str:
        return "".join(self.code)[:MAX_CODE_CHARACTERS]

    @property
    def is_contents(self) -> bool:
        return not self.is_code and self.name == "TOC"

    @property
    def name(self) -> str:
        return next(iter(self.text.split(None, 1)), "").upper()


@dataclass(frozen=True, slots=True)
class Shown:
    """The text Word draws of a code, with the code of the message that tells of it."""

    text: str
    notice: str = ""


@dataclass(slots=True)
class Story:
    """A part of the package while it is walked, with its open fields; `contents` are blocks of a contents field."""

    relations: dict[str, Relation]
    fields: list[Field] = field(default_factory=list)
    contents: list[Block] = field(default_factory=list)

    @property
    def in_contents(self) -> bool:
        return any(each.is_contents for each in self.fields)


def begun(element: Element) -> Field:
    return Field(form_of(element.find(W + "ffData")))


def form_of(data: Element | None) -> str:
    """Returns a form's box as it is ticked, or the entry that was chosen from its list."""
    box = None if data is None else data.find(W + "checkBox")
    entries = None if data is None else data.find(W + "ddList")
    if box is not None:
        states = (box.find(W + "checked"), box.find(W + "default"))
        state = next((each for each in states if each is not None), None)
        return "☑" if state is not None and is_on(state) else MISSING
    if entries is not None:
        named = [value(each) for each in entries.iterchildren(W + "listEntry")]
        chosen = integer(entries.find(W + "result")) or 0
        return named[chosen] if 0 <= chosen < len(named) else ""
    return ""


def without_result(of: Field, before: str) -> Shown:
    """Returns what Word draws of a field that has no result; `before` is the text it stands behind."""
    code = of.text
    if is_equation(code):
        drawn = equation(code, before)
        return Shown(drawn.text, "ruby" if drawn.phonetic else "equation")
    if found := SYMBOL.match(code):
        sign = symbol(int(found["code"], 0), found["quoted"] or found["bare"] or "Symbol")
        return Shown(sign or MISSING, "" if sign else "symbol")
    if of.form:
        return Shown(of.form)
    return Shown("", "field" if of.name.partition("=")[0] in SHOWN_ANEW or code.strip()[:1] == "=" else "")
