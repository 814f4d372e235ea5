"""Elements as the walk through a page keeps them: those that are open, blocks by their lines, pictures."""

from dataclasses import dataclass, field

from .elements import NO_HINTS, Attributes, Hints
from .styles import Style


@dataclass(slots=True)
class Area:
    """A block by the lines it holds, `end` excluded."""

    start: int
    end: int
    hints: Hints = NO_HINTS


@dataclass(slots=True)
class Image:
    """`line` is the number of the line that it stands in or behind, 0 above all."""

    attributes: Attributes
    line: int
    caption: str = ""


@dataclass(slots=True)
class Open:
    """An element that was entered and not yet left. `start` and `images` count what was there before it.

    `counters` come to an end with it; `behind` is written where it ends; `inside` counts its elements. `turned` is the
    length of the line from which on its letters run the other way, -1 for those that run like the ones around.
    """

    tag: str
    style: Style
    block: bool = False
    start: int = 0
    images: int = 0
    hints: Hints = NO_HINTS
    marked: bool = False
    counters: list[str] = field(default_factory=list)
    behind: str = ""
    inside: int = 0
    turned: int = -1
