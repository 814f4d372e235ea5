"""Styles that an element passes on to all that it holds: what is seen of a text, and how."""

from typing import NamedTuple

from records.deeds.source import Role

from .declarations import (
    NOTHING,
    Declarations,
    has_no_color,
    has_no_size,
    is_backwards,
    is_clipped,
    is_far_away,
    is_invisible,
    is_on_ground,
    is_transparent,
    symbols_of,
)
from .elements import (
    BLOCKS,
    CAPTIONS,
    LEVELS,
    Attributes,
    Hints,
    is_centered,
    is_entry_of_contents,
    is_in_page,
    is_struck,
    keeps_lines,
    raised,
    weight_of,
)

UNSTYLED = ("div", "p", "span", "li", "ul", "td", "tr")


class Unseen(NamedTuple):
    """Why a text is not seen. The first three may end within, at an element that says so."""

    invisible: bool = False
    tiny: bool = False
    colorless: bool = False
    transparent: bool = False


SEEN = Unseen()


class Style(NamedTuple):
    """Style that an element passes on to all that it holds. `font` is a font of symbols; `raised` as in Letters."""

    bold: bool = False
    link: bool = False
    preformatted: bool = False
    level: int | None = None
    role: Role = "body"
    in_page: bool = False
    unseen: Unseen = SEEN
    struck: bool = False
    raised: int = 0
    font: str = ""
    one_line: bool = False
    centered: bool = False
    ground: bool = False  # something may stand behind it that is not white
    backwards: bool = False  # each letter stands left of the one before


def style_of(tag: str, attributes: Attributes, css: Declarations, inherited: Style, hints: Hints) -> Style:
    """Returns the same object wherever nothing changes: most elements change nothing."""
    if not attributes and css is NOTHING and tag in UNSTYLED:
        return inherited
    role: Role = "caption" if tag in CAPTIONS else inherited.role
    block = tag in BLOCKS
    return Style(
        weight_of(tag, css, inherited.bold),
        inherited.link or (tag == "a" and "href" in attributes),
        keeps_lines(tag, css, inherited.preformatted),
        LEVELS.get(tag, inherited.level),
        "boilerplate" if is_entry_of_contents(attributes) else role,
        inherited.in_page or is_in_page(tag, attributes),
        inherited.unseen,
        is_struck(tag, css, inherited.struck),
        raised(tag, css, block, inherited.raised),
        symbols_of(css, attributes.get("face"), inherited.font),
        inherited.one_line or tag in LEVELS or (hints.title and not hints.main),
        is_centered(tag, attributes, css, inherited.centered),
        inherited.ground
        or is_on_ground(css, attributes.get("bgcolor") or attributes.get("background") or ""),
        is_backwards(tag, css, attributes.get("dir") or "", inherited.backwards),
    )


def covered(style: Style, attributes: Attributes, css: Declarations) -> Style:
    """Adds what keeps a text from being seen, or lets it be seen again."""
    invisible, tiny, colorless, transparent = style.unseen
    unseen = Unseen(
        is_invisible(css, invisible),
        has_no_size(css, tiny),
        # A link has a color of its own.
        has_no_color(
            css, attributes.get("color") or "", style.ground, colorless and "href" not in attributes
        ),
        transparent or is_transparent(css) or is_far_away(css) or is_clipped(css),
    )
    return style if unseen == style.unseen else style._replace(unseen=unseen)
