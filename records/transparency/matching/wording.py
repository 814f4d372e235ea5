"""The differences of two texts, as they are shown and said: each changed character, as either side wrote it."""

from typing import NamedTuple

from records.presentation.pieces import LEAST_IN_COMMON, opcodes

from .forms import Form

MOST_TOLD = 5
MOST_IN_WORDS = 20  # characters; longer ones are looked at where they are marked


class Stretch(NamedTuple):
    """A stretch that both have (`published` alone), or that is other: in what was published, and in what was given."""

    published: str
    given: str | None = None

    @property
    def words(self) -> str:
        """Says the difference, for those who do not see the marks."""
        if self.given is None:
            return ""
        if not self.published:
            return f"多了“{shortened(self.given)}”"
        if not self.given:
            return f"少了“{shortened(self.published)}”"
        return f"公布的是“{shortened(self.published)}”，这里是“{shortened(self.given)}”"


def shortened(text: str) -> str:
    return text if len(text) <= MOST_IN_WORDS else f"{text[:MOST_IN_WORDS]}……"


def stretches(published: Form, first: int, last: int, given: Form, start: int, end: int) -> list[Stretch]:
    """Cuts the stretch of what was published, and that of what was given, where they begin and cease to differ."""
    found: list[tuple[bool, int, int, int, int]] = []
    codes = opcodes(published.text[first:last], given.text[start:end])
    for place, (tag, i, j, k, n) in enumerate(codes):
        # One character in common between two that differ tells a reader nothing.
        is_short = j - i < LEAST_IN_COMMON and 0 < place < len(codes) - 1
        is_other = tag != "equal" or is_short
        if found and found[-1][0] == is_other:
            _, before, _, behind, _ = found.pop()
            i, k = before, behind
        found.append((is_other, i, j, k, n))
    return [
        Stretch(
            published.as_written(first + i, first + j),
            given.as_written(start + k, start + n) if is_other else None,
        )
        for is_other, i, j, k, n in found
    ]


def told(cut: list[Stretch]) -> str:
    """Says the differences in words, the first few of many."""
    said = [stretch.words for stretch in cut if stretch.given is not None]
    more = f"；等 {len(said)} 处" if len(said) > MOST_TOLD else ""
    return "；".join(said[:MOST_TOLD]) + more
