"""Ranks: 居全市92个乡镇第二位, 位列全省第3, 居全镇18个村之首."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from records.deeds.parsing.numerals import NUMERALS, quantity

from .units import Amount

RANK = re.compile(
    r"(?:位居|位列|名列|排名|排在|(?<![委民住家所])居(?![委民住家所])|列|排)(?:[^，,。；;]{0,12}?(?P<of>\d{1,6})个)?"
    r"[^，,。；;\d]{0,16}?(?:之首|首位|榜首|"
    rf"第[ ]?(?P<rank>[{NUMERALS}]{{1,4}}|\d{{1,4}})[ ]?(?:[位名]|(?=[，,。；;、！!）)]|$)))"
)
GAP = re.compile("(?:大关)?[，,]?[ ]?")


def rank_of(found: re.Match[str]) -> tuple[int, int | None] | None:
    """Returns the rank and the number of ranked ones; None for a rank beyond that number."""
    place, of = quantity(found["rank"] or "一"), int(found["of"]) if found["of"] else None
    if place is None or place != int(place) or not 1 <= place <= (of or 9999):
        return None
    return int(place), of


def ranks(
    sentence: str, amounts: Sequence[Amount]
) -> tuple[dict[Amount, tuple[int, int | None]], list[Amount]]:
    """Returns the rank by the amount before it (收入3亿元，居全市12个县第二位), and the amounts that are no rank."""
    if "第" not in sentence and "首" not in sentence:
        return {}, list(amounts)
    ends = [amount.end for amount in amounts]
    ranked: dict[Amount, tuple[int, int | None]] = {}
    taken: list[Amount] = []
    for found in RANK.finditer(sentence):
        at = bisect_right(ends, found.start())
        rank = rank_of(found)
        if rank and at and GAP.fullmatch(sentence, ends[at - 1], found.start()):
            ranked[amounts[at - 1]] = rank
        taken += [amount for amount in amounts[at : at + 3] if amount.start < found.end()]
    return ranked, [amount for amount in amounts if amount not in taken]
