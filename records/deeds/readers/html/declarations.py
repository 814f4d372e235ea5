"""Declarations of CSS that decide what of a text is seen, and how: by property, as an element or a rule makes them."""

import re

from records.deeds.readers.office.symbols import symbol_font

Declarations = dict[str, str]
NOTHING: Declarations = {}

MAX_VALUE_CHARACTERS = 1000
DECLARATION = re.compile(r"""(?<![\w-])([\w-]++)\s*+:\s*+((?:"[^"]*+"|'[^']*+'|[^;"']++)*+)""")
IMPORTANT = re.compile(r"\s*!\s*important\s*$", re.I)
NUMBER = re.compile(r"([+-]?\d*\.?\d+)\s*([a-z%]*)", re.I)
# Edges that leave nothing between them: rect(0,0,0,0), rect(1px 1px 1px 1px); inset(50%), circle(0).
NO_RECTANGLE = re.compile(r"rect\(\s*([\d.]+)(?:px)?(?:[\s,]+\1(?:px)?){3}\s*\)", re.I)
NO_PATH = re.compile(r"inset\(\s*(?:[5-9]\d|[1-9]\d{2,3})(?:\.\d+)?%|circle\(\s*0(?![.\d])", re.I)
OVERRIDES = ("bidi-override", "isolate-override")
PRESERVED = ("pre", "pre-wrap", "pre-line", "break-spaces")
FAR_AWAY = 900  # pixels or points: beyond the edge of every screen
MIN_RAISED_POINTS = 2
# The size that `font` gives, before the names of fonts.
FONT_SIZE = re.compile(r".*?\d[\w.%]*(?:\s*/\s*[\w.%]+)?\s+")


def declared(style: str) -> tuple[Declarations, Declarations]:
    """Reads a list of declarations; returns the usual ones and those marked !important."""
    usual: Declarations = {}
    important: Declarations = {}
    for found in DECLARATION.finditer(style):
        value = found[2].strip()[:MAX_VALUE_CHARACTERS]
        if cut := IMPORTANT.search(value[-20:]):
            important[found[1].lower()] = value[: len(value) - len(cut[0])]
        else:
            usual[found[1].lower()] = value
    return usual, important


def inline(style: str | None) -> Declarations:
    if not style:
        return NOTHING
    usual, important = declared(style)
    return usual | important if important else usual


def word(css: Declarations, name: str) -> str:
    value = css.get(name, "")
    return value.split()[0].lower() if value and not value.isspace() else ""


def number(css: Declarations, name: str) -> tuple[float, str] | None:
    found = NUMBER.match(css.get(name, "").strip()[:40])
    return (float(found[1]), found[2].lower()) if found else None


def is_transparent(css: Declarations) -> bool:
    opacity = number(css, "opacity")
    return opacity is not None and opacity[0] <= 0


def is_far_away(css: Declarations) -> bool:
    """Tells whether a text is moved off the screen."""
    names = ("text-indent", "left", "margin-left", "top") if word(css, "position") else ("text-indent",)
    moved = (number(css, name) for name in names)
    return any(each is not None and each[0] <= -FAR_AWAY for each in moved)


def is_clipped(css: Declarations) -> bool:
    """Tells whether nothing is left of a text, as of what is written for readers' voices alone."""
    if NO_PATH.match(css.get("clip-path", "")):
        return True
    if word(css, "position") not in ("absolute", "fixed"):
        return False
    sizes = (number(css, "width"), number(css, "height"))
    is_dot = "hidden" in css.get("overflow", "") and all(
        size and size[0] <= 1 and size[1] != "em" for size in sizes
    )
    return is_dot or NO_RECTANGLE.match(css.get("clip", "")) is not None


MIN_SIZE = 2


def has_no_size(css: Declarations, inherited: bool) -> bool:
    """Tells whether letters are too small to be seen; a size of its own makes those of an inner element seen again."""
    size = number(css, "font-size")
    if size is None:
        return inherited and word(css, "font-size") in ("", "inherit")
    tiny = size[0] < MIN_SIZE and size[1] in ("", "px", "pt")
    return size[0] == 0 or tiny or (inherited and size[1] in ("em", "%"))


WHITE = re.compile(
    r"#f{3}(?:f|f{3})?(?:ff)?\b|#f[a-f]f[a-f]f[a-f]\b|white(?!\w)|rgba?\(\s*25[0-5](?:[\s,]+25[0-5]){2}", re.I
)
CLEAR = re.compile(
    r"transparent|rgba\([^)]*[,/]\s*0?\.?0*%?\s*\)|#[0-9a-f]{3}0(?![0-9a-f])|#[0-9a-f]{6}00\b", re.I
)
NO_GROUND = re.compile(r"none|transparent|inherit|initial|unset|#f{3}(?:f{3})?\b|white(?!\w)", re.I)
GROUNDS = ("background", "background-color", "background-image")


def has_no_color(css: Declarations, color: str, ground: bool, inherited: bool) -> bool:
    """Tells whether letters are white on white, or without any color; `color` is that of an attribute."""
    color = (css.get("color") or color).strip()
    if not color or color.lower() == "inherit":
        return inherited and not ground
    return bool(CLEAR.match(color)) or (not ground and WHITE.match(color) is not None)


def is_on_ground(css: Declarations, attribute: str) -> bool:
    """Tells whether something may stand behind letters that is not white: a color, a picture, or what they lie over."""
    grounds = [css[name].strip() for name in GROUNDS if name in css] + ([attribute] if attribute else [])
    over = word(css, "position") not in ("", "static") or (number(css, "margin-top") or (0,))[0] < 0
    return over or any(ground and not NO_GROUND.fullmatch(ground) for ground in grounds)


def is_invisible(css: Declarations, inherited: bool) -> bool:
    match word(css, "visibility"):
        case "hidden" | "collapse":
            return True
        case "visible" | "initial":
            return False
    return inherited


def is_backwards(tag: str, css: Declarations, attribute: str, inherited: bool) -> bool:
    """Tells whether letters run from right to left whatever they are; a mere direction leaves Chinese as it is."""
    direction = word(css, "direction") or attribute.strip().lower()
    forced = word(css, "unicode-bidi") in OVERRIDES or (tag == "bdo" and "unicode-bidi" not in css)
    return direction == "rtl" if forced and direction in ("rtl", "ltr") else inherited


def decoration(css: Declarations) -> str:
    return css.get("text-decoration-line") or css.get("text-decoration") or ""


def raised_by(css: Declarations, inherited: int) -> int:
    """Returns 1 for what stands above the line, -1 for what stands below it."""
    match word(css, "vertical-align"):
        case "super":
            return 1
        case "sub":
            return -1
        case "top" | "text-top" if is_small(css):
            return 1
        case "bottom" | "text-bottom" if is_small(css):
            return -1
    for name in ("vertical-align", "mso-text-raise"):
        if (moved := number(css, name)) and abs(moved[0]) >= least(moved[1]):
            return 1 if moved[0] > 0 else -1
    return inherited


def is_small(css: Declarations) -> bool:
    """Tells whether letters are smaller than those around: as notes and powers are, and no other letters in a line."""
    size = number(css, "font-size")
    if size is None:
        return "small" in word(css, "font-size")
    return size[0] <= {"em": 0.9, "rem": 0.9, "%": 90, "pt": 8}.get(size[1], 10)


def least(unit: str) -> float:
    return {"em": 0.2, "rem": 0.2, "ex": 0.4, "%": 20}.get(unit, MIN_RAISED_POINTS)


def symbols_of(css: Declarations, face: str | None, inherited: str) -> str:
    """Returns the font of symbols that letters stand in, empty for any other."""
    family = css.get("font-family") or FONT_SIZE.sub("", css.get("font", "")[:100], count=1) or face
    return symbol_font(family.split(",")[0]) if family else inherited
