"""Puts the deeds of an example together. The same example always gives the same text."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import cycle, islice
from random import Random
from typing import Any

from records.deeds.document import MAX_KEY_FIGURES, Award, Deeds, Figure, Measure, Recipient, Section

from .content import NOTICE, Example, Theme, further, themes

CHINESE_NUMBERS = "一二三四五六七八九十"
STEPS = """几件事定了下来，一直做到现在：

- 每周走访一次，不打招呼，不要陪同
- 每月公布一次账目，贴在人人看得见的地方
- 每季度开一次会，只听意见，不作汇报
- 每年年底逐条对账，没有办成的写明原因"""
HONORS = [
    "先进生产者", "优秀共产党员", "道德模范", "五一劳动奖章", "岗位能手", "文明标兵", "科技进步二等奖",
    "助人为乐好人", "学习型标兵", "“身边的榜样”年度人物",
]  # fmt: skip
TABLE_HEADS = [
    "年份", "走访", "接待", "办结", "转办", "回访", "满意", "宣讲", "培训", "义诊", "捐助", "巡查", "排险", "植树",
    "投稿",
]  # fmt: skip


def compose(example: Example, number: int) -> Deeds:
    """Returns what the record of the example's award `number`, counted from 0, says."""
    chance = Random(f"{example.name} {number}")
    name, year = example.awards[number]
    recipient = Recipient(
        name=example.name,
        kind=example.kind,
        short_name=example.short_name,
        region=example.region,
        post=example.post or None,
    )
    common: dict[str, Any] = {"recipient": recipient, "source": NOTICE, "markup": "markdown"}
    if number:
        return Deeds(
            title=f"{example.called}{name}事迹",
            awards=(Award(name, year),),
            introduction=f"{year}年，{example.called}被授予“{name}”称号。这一篇记下的，是那前后的几件事。",
            sections=sections_of(example, [2, 2][:number], chance),
            **common,
        )
    return Deeds(
        title=example.title,
        summary=example.summary,
        awards=(Award(name, year), *honors(example, year, chance)),
        introduction=example.introduction,
        sections=sections_of(example, example.shape, chance),
        closing=closing(example, chance),
        figures=tuple(figures(example)),
        **common,
    )


def sections_of(example: Example, shape: list[int], chance: Random) -> tuple[Section, ...]:
    by_section = [themes()[name] for name in example.themes or (example.theme,) * len(shape)]
    more = shuffled(further(), chance)
    drawn = {id(theme): Deck(theme, more, chance) for theme in by_section}
    return tuple(
        section(example, number, size, drawn[id(theme)], chance)
        for number, (size, theme) in enumerate(zip(shape, by_section, strict=True), 1)
    )


class Deck:
    """Deals the sentences of a theme in a shuffled order; none comes twice before all have come."""

    def __init__(self, theme: Theme, further: Iterator[str], chance: Random) -> None:
        self.titles, self.leads, self.measures = (
            shuffled(texts, chance) for texts in (theme.titles, theme.leads, theme.measures)
        )
        self.further = further


def shuffled(texts: list[str], chance: Random) -> Iterator[str]:
    return cycle(chance.sample(texts, len(texts)))


def section(example: Example, number: int, size: int, deck: Deck, chance: Random) -> Section:
    lead = [filled(next(deck.leads), example, chance)]
    if number == 1:
        lead += [f"> {example.quote}"] if example.quote else []
        lead += [STEPS] if example.steps else []
        lead += [table(chance)] if example.table else []
    return Section(
        number=number,
        title=None if example.untitled else next(deck.titles),
        lead="\n\n".join(lead),
        measures=tuple(
            Measure(place, marker(place, size), measure(text, example, deck, chance))
            for place, text in enumerate(islice(deck.measures, size), 1)
        ),
    )


def measure(text: str, example: Example, deck: Deck, chance: Random) -> str:
    """Goes on after every third measure; in the long record after each."""
    goes_on = example.long or chance.random() < 0.35
    paragraphs = [text, next(deck.further)] if goes_on else [text]
    return "\n\n".join(filled(paragraph, example, chance) for paragraph in paragraphs)


def marker(place: int, size: int) -> str:
    """Counts as documents do, 一是、二是; more than ten are numbered by the page."""
    return f"{CHINESE_NUMBERS[place - 1]}是" if 1 < size <= len(CHINESE_NUMBERS) else ""


def filled(text: str, example: Example, chance: Random) -> str:
    between = {"a": (3, 9), "b": (12, 96), "c": (120, 980), "d": (11, 29), "e": (81, 98)}
    numbers = {name: chance.randint(*bounds) for name, bounds in between.items()}
    return text.format(name=example.called, place=example.place, **numbers)


def closing(example: Example, chance: Random) -> str:
    if not example.shape:
        return ""
    theme = themes()[example.theme or example.themes[0]]
    return filled(chance.choice(theme.closings), example, chance)


def honors(example: Example, year: int, chance: Random) -> list[Award]:
    """Makes up other honors from the larger place to the smaller; now and then the year or the issuer is not known."""
    given = [f"{place}{honor}" for place in example.region.split("/") for honor in HONORS]
    return [
        Award(
            name,
            chance.choice([None, year - place % 9 - 1, year - place % 7 - 1]),
            issuer="示例授予机关" if place % 5 == 3 else None,
        )
        for place, name in enumerate(given[: example.distinctions])
    ]


def figures(example: Example) -> list[Figure]:
    """Makes the key figures, those of series, and the ranked one."""
    made = [
        Figure(label, Decimal(str(value)), unit, is_key=place < MAX_KEY_FIGURES)
        for place, (label, value, unit) in enumerate(example.figures)
    ]
    for place, (name, unit, points) in enumerate(example.series):
        made += [
            Figure(
                f"{point}年" if isinstance(point, int) else point,
                Decimal(str(value)),
                unit,
                series=name,
                place=(1, 1) if place == 0 else None,
                chart="parts" if unit == "%" else "",
            )
            for point, value in points
        ]
    if example.rank:
        label, value, unit, rank, rank_of = example.rank
        made.append(Figure(label, Decimal(str(value)), unit, rank=rank, rank_of=rank_of, place=(1, 2)))
    return made


def table(chance: Random) -> str:
    """Writes a table of fifteen columns: wider than any page."""
    rows = [
        [str(year), *(str(chance.randint(8, 1_900)) for _ in TABLE_HEADS[1:])] for year in range(2009, 2019)
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in [TABLE_HEADS, ["---"] * len(TABLE_HEADS), *rows])
