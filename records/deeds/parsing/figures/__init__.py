"""Numbers with units in running text: 面积34平方公里, 35个党组织, 50余名党员, 覆盖率分别达到98%、90%.

A number becomes a figure only where the words beside it say what it measures: a noun behind a measure word, or a
noun before a number that ends its clause. The rest is passed over and said: a wrong name is worse than none.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from records.deeds.document import Figure, Span, is_storable
from records.deeds.parsing.sentences import clause_before, sentences_with, year_before

from .naming import name_of
from .placing import NOTHING, Name, placed_amount
from .ranks import ranks
from .series import named_series, runs
from .units import NUMBER, Amount, amounts_in

Named = tuple[Amount, Name]
NO_RANK = (None, None)


def listed(sentence: str, run: Sequence[Amount]) -> Iterator[Named]:
    """Yields the numbers behind 分别, each with its name from the list before."""
    found = named_series(sentence, run) if all(amount.sure for amount in run) else None
    year = year_before(sentence, run[0].start)[0]
    for index, amount in enumerate(run):
        yield amount, Name(found[1][index], year, series=found[0]) if found else NOTHING


def named(sentence: str, amounts: Sequence[Amount]) -> Iterator[Named]:
    """Yields each number with its name."""
    before, earlier = None, NOTHING
    for run in runs(sentence, amounts):
        if len(run) > 1 and clause_before(sentence, run[0].start)[1].rstrip("达到为是了有").endswith("分别"):
            yield from listed(sentence, run)
            before, earlier = run[-1], NOTHING
            continue
        for amount in run:
            place = placed_amount(sentence, amount, before, earlier)
            before, earlier = amount, name_of(place)
            yield amount, earlier


def distinct(names: Sequence[Named]) -> Iterator[Named]:
    """Drops a name that has two values in a sentence, which names neither: 投资30万元修路，投资50万元建校."""
    values: dict[tuple[object, ...], set[Decimal]] = {}
    for amount, name in names:
        values.setdefault((name[:4], amount.unit), set()).add(amount.value)
    for amount, name in names:
        yield amount, name if len(values[name[:4], amount.unit]) == 1 else NOTHING


def as_written(part: str, folded: str, written: str) -> str:
    """Restores characters of the document itself, in a part put together from the folded sentence."""
    if folded == written:
        return part
    pieces, at = [], 0
    while at < len(part):
        size = next((n for n in range(len(part) - at, 1, -1) if part[at : at + n] in folded), 1)
        found = folded.find(part[at : at + size])
        pieces.append(written[found : found + size] if found >= 0 else part[at : at + size])
        at += size
    return "".join(pieces)


class Found(NamedTuple):
    """The figures of a text, where numbers were passed over, and figures whose label may be none."""

    figures: list[Figure]
    passed: list[Span]
    suggested: list[Figure]


def figures_in(text: str, offset: int, place: tuple[int, int] | None, written: str | None = None) -> Found:
    """Reads one paragraph that begins at `offset`.

    `text` may be folded character for character to recognize words by; what is kept comes from `written` then.
    """
    figures: list[Figure] = []
    passed: list[Span] = []
    suggested: list[Figure] = []
    for start, sentence in sentences_with(text, NUMBER):
        found = list(amounts_in(sentence))
        if not found:
            continue
        own = written[start : start + len(sentence)] if written else sentence
        ranked, amounts = ranks(sentence, found)
        for amount, name in distinct(list(named(sentence, amounts))):
            span = Span(offset + start + amount.start, offset + start + amount.end)
            if name.label is None or not is_storable(amount.value):
                passed.append(span)
            else:
                rank, rank_of = ranked.get(amount, NO_RANK)
                (figures if name.sure else suggested).append(
                    Figure(
                        label=as_written(name.label, sentence, own),
                        value=amount.value,
                        unit=as_written(amount.unit, sentence, own),
                        sentence=own,
                        as_of=name.year,
                        approximate=amount.approximate,
                        series=name.series and as_written(name.series, sentence, own),
                        rank=rank,
                        rank_of=rank_of,
                        place=place,
                        span=span,
                    )
                )
    return Found(figures, passed, suggested)
