"""The numbers a browser shows before the items of a list."""

import re
from dataclasses import dataclass

from records.deeds.readers.office.number_formats import shown

from .declarations import Declarations

# The values of `type`, whose case matters, and of list-style-type → what Word calls the same.
TYPES = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
CHINESE = {
    "cjk-ideographic": "chineseCountingThousand",
    "simp-chinese-informal": "chineseCountingThousand",
    "trad-chinese-informal": "chineseCountingThousand",
    "japanese-informal": "chineseCountingThousand",
    "simp-chinese-formal": "chineseLegalSimplified",
    "trad-chinese-formal": "ideographLegalTraditional",
    "cjk-decimal": "ideographDigital",
    "cjk-heavenly-stem": "ideographTraditional",
    "cjk-earthly-branch": "ideographZodiac",
}
OTHERS = {
    "decimal": "decimal",
    "decimal-leading-zero": "decimalZero",
    "lower-alpha": "lowerLetter",
    "upper-alpha": "upperLetter",
    "lower-latin": "lowerLetter",
    "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
}
BULLETS = ("none", "disc", "circle", "square", "disclosure-open", "disclosure-closed")
KNOWN = {*CHINESE, *OTHERS, *BULLETS}


@dataclass
class List:
    """An open list; `style` is a value of list-style-type, `value` the number of its next item."""

    style: str
    value: int = 1
    step: int = 1


def style_of(attributes: dict[str, str | None], css: Declarations, default: str) -> str:
    """Returns the style that the element itself names, in its declarations or the old `type`."""
    declared = (css.get("list-style", ""), css.get("list-style-type", ""))
    words = [word for value in declared for word in re.findall(r"[a-z-]+", value.lower()) if word in KNOWN]
    if words:
        return words[-1]
    kind = attributes.get("type") or ""
    return TYPES.get(kind) or (kind.lower() if kind.lower() in BULLETS else default)


def whole(value: str | None) -> int | None:
    found = re.match(r"\s*([+-]?[0-9]{1,9})", value or "")
    return int(found[1]) if found else None


def opened(tag: str, attributes: dict[str, str | None], css: Declarations, items: int) -> List:
    """Opens a list; `items` is the number of its items: a reversed list counts down from there."""
    style = style_of(attributes, css, "decimal" if tag == "ol" else "disc")
    backwards = tag == "ol" and "reversed" in attributes
    start = whole(attributes.get("start")) if tag == "ol" else None
    return List(style, start if start is not None else items if backwards else 1, -1 if backwards else 1)


def next_marker(of: List, attributes: dict[str, str | None], css: Declarations) -> str:
    """Returns the marker of the next item, as text; bullets are none."""
    given = whole(attributes.get("value"))
    value = of.value if given is None else given
    of.value = value + of.step
    return marker(value, style_of(attributes, css, of.style))


def marker(value: int, style: str) -> str:
    if style in BULLETS:
        return ""
    return counted(value, style) + ("、" if style in CHINESE else ".")


def counted(value: int, style: str) -> str:
    """Writes a number in a style of CSS; one that nobody knows counts in Arabic digits."""
    if style in BULLETS:
        return "" if style == "none" else "•"
    return shown(value, CHINESE.get(style) or OTHERS.get(style, "decimal"))
