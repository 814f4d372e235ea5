"""Finds what of a text is nobody's: neither a passage of a record nor what the site's own pages put around one."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from .aligning import FEW
from .forms import Form, form_of
from .library import Said

LEAST_SENTENCE = 10  # characters
SEEN = re.compile(r"\w")
# What stands between passages on a page of the site.
NUMBERED = re.compile(r"^(?:\d+\.)+")
FURNITURE = re.compile(
    r"致敬|主要事迹|关键数据|目录|其他数据|数据|朗读全文|职务、单位|所在地|授予机关|摄影:[^.]{1,20}|截至\d+年|\d+人|[^.]{0,9}纠错|"
    r"^[一二三四五六七八九十]+$"
)


def unknown_in(
    form: Form, taken: Iterable[tuple[int, int]], said: Sequence[Said], *, is_page: bool
) -> Iterator[str]:
    """Yields what of the text is nobody's, without what stands around passages on the site's own pages; of a saved
    page, above the first passage and below the last, whole sentences alone: all else there is menus."""
    passed = {form_of(name) for name in {name for one in said for name in names_around(one)}} - {""}
    listed = sorted(passed, key=len, reverse=True)
    spans = sorted(taken)
    end = 0
    for place, (start, stop) in enumerate([*spans, (len(form.text), len(form.text))]):
        is_outside = is_page and bool(spans) and place in {0, len(spans)}
        for first, last in split(form, end, start):
            between = form.text[first:last]
            if not is_passed(between, listed) and (not is_outside or is_sentence(between)):
                yield form.as_written(first, last)
        end = max(end, stop)


def is_passed(between: str, passed: Sequence[str]) -> bool:
    """Tells whether nothing is left of it without these names and the words of the site's pages."""
    words = between
    for name in passed:
        words = words.replace(name, "")
    return SEEN.search(FURNITURE.sub("", NUMBERED.sub("", words))) is None


def is_sentence(between: str) -> bool:
    return len(between) >= LEAST_SENTENCE and between[-1] in '.!?"' and "://" not in between


def split(form: Form, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cuts a stretch at paragraphs: lines of which each ends a sentence, or is short."""
    starts = form.line_starts
    cuts = [start, *starts[bisect_right(starts, start) : bisect_left(starts, end)], end]
    first = start
    for place, following in pairwise(cuts):
        if following == end or following - place <= FEW or form.text[following - 1] in ".!?;:\"'":
            if first < following:
                yield first, following
            first = following


def names_around(said: Said) -> Iterator[str]:
    record = said.record
    yield from (said.passage.marker, record.recipient.name, str(record.recipient), str(record.commendation))
    yield from (record.commendation.category.name, record.commendation.issuer, *record.recipient.places)
    yield from (version.post for version in said.shown)
    for version in said.shown:
        for figure in version.figures.all():
            yield from (
                figure.label,
                f"{figure.amount}{figure.unit}",
            )
