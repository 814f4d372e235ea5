"""Fills the site's database with invented records of 1,500 characters: `python -m tests.bench.corpus --records 1000`.

It writes into the database that VAR and DATABASE_URL name. The words are pairs of common characters that mean nothing,
as frequent as words of a language are: the second half as often as the first, the third a third, and so on. The same
number makes the same record.
"""

import argparse
import os
import random
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from itertools import accumulate
from string import ascii_uppercase
from typing import Any, NamedTuple

import django
from django.db.models import Model
from rich.progress import track

RECORDS_PER_TRANSACTION = 500
CHARACTERS = 1_500
COMMON = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民"
    "得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社"
    "义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并"
)
WORDS = 5_000
MARKS = "，，，，。。；、"
PROVINCES, CITIES, COUNTIES, STREETS = 3, 5, 6, 10
FIRST_YEAR, YEARS = 2001, 20
FAMILIES, CATEGORIES = 4, 5  # so many categories in each of so many
SECTIONS, MEASURES, FIGURES = 3, 3, 2
BEGAN = datetime(2001, 1, 1, tzinfo=timezone.utc)  # noqa: UP017 — as on Python 3.11


class Vocabulary(NamedTuple):
    words: list[str]
    weights: list[float]  # running totals

    def text(self, chance: random.Random, length: int) -> str:
        made: list[str] = []
        for number, word in enumerate(
            chance.choices(self.words, cum_weights=self.weights, k=length * 4 // 9)
        ):
            made.append(word)
            if number % 4 == 3:
                made.append(chance.choice(MARKS))
        return "".join(made)[: length - 1] + "。"


def vocabulary() -> Vocabulary:
    chance = random.Random(1)
    words: dict[str, None] = {}
    while len(words) < WORDS:
        words["".join(chance.choices(COMMON, k=2))] = None
    return Vocabulary(list(words), list(accumulate(1 / rank for rank in range(1, WORDS + 1))))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=1_000, help="so many more records")
    chosen = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "honors_site.settings")
    django.setup()
    from records.models import Record

    first = Record.objects.count()
    commendations, words = make_commendations(), vocabulary()
    starts = range(first, first + chosen.records, RECORDS_PER_TRANSACTION)
    for start in track(starts, "records"):
        add(range(start, min(start + RECORDS_PER_TRANSACTION, first + chosen.records)), commendations, words)


def make_commendations() -> list[int]:
    from records.models import Category, Commendation

    made = []
    for family in range(FAMILIES):
        top, _ = Category.objects.get_or_create(name=f"样例表彰{family + 1}")
        for place in range(CATEGORIES):
            category, _ = Category.objects.get_or_create(
                name=f"样例先进单位{family + 1}之{place + 1}", parent=top
            )
            for year in range(FIRST_YEAR, FIRST_YEAR + YEARS):
                decision = {
                    "issuer": f"样例机关{family + 1}",
                    "document_number": f"样例〔{year}〕{place + 1}号",
                }
                one, _ = Commendation.objects.get_or_create(decision, category=category, year=year)
                made.append(one.pk)
    return made


def add(numbers: range, commendations: list[int], words: Vocabulary) -> None:
    from django.db import transaction

    from records.models import Distinction, Figure, Measure, Recipient, Record, Section, Version
    from records.publishing.bulk_insert import Table

    with transaction.atomic():
        recipients = Table(Recipient).insert(recipient_row(number) for number in numbers)
        Table(Distinction).insert(distinction_row(recipient, words) for recipient in recipients)
        listed = zip(numbers, recipients, strict=True)
        drafts = Table(Record).insert(record_row(*one, commendations) for one in listed)
        versions = Table(Version).insert(
            version_row(*one, words) for one in zip(numbers, drafts, strict=True)
        )
        Table(Figure).insert(
            figure_row(version, place, words) for version in versions for place in range(1, FIGURES + 1)
        )
        sections = Table(Section).insert(
            {
                "version_id": version,
                "copied_from": None,
                "number": place,
                **section_row(version, place, words),
            }
            for version in versions
            for place in range(1, SECTIONS + 1)
        )
        Table(Measure).insert(
            {
                "section_id": section,
                "copied_from": None,
                "number": place,
                "marker": f"{place}.",
                "text": measure(section, place, words),
            }
            for section in sections
            for place in range(1, MEASURES + 1)
        )
        make_public(drafts)


def make_public(records: list[int]) -> None:
    """Makes them public behind their sections: to a version that is public nobody can add any."""
    from django.db.models import F, OuterRef

    from records.models import Record, Version

    moment = Record.objects.filter(pk=OuterRef("record")).values("created_at")
    Version.objects.filter(record__in=records).update(public_from=moment)
    live = Version.objects.filter(record=OuterRef("pk")).values("pk")
    Record.objects.filter(pk__in=records).update(status="published", published_at=F("created_at"), live=live)


def recipient_row(number: int) -> dict[str, Any]:
    from records.models import Recipient

    chance = random.Random(number)
    places = list(names(chance))
    if number % 5:
        kind, name = "organization", f"{places[-1]}第{number}样例单位"
    else:
        kind, name = "person", "".join(chance.choices(COMMON, k=3))
    spelled = {
        "initial": chance.choice(ascii_uppercase),
        "pinyin": "",
    }  # as if: spelling takes as long as the rest
    return blank(Recipient) | spelled | {"kind": kind, "name": name, "region": "/".join(places)}


def names(chance: random.Random) -> Iterator[str]:
    number = 0
    for most, word in ((PROVINCES, "省"), (CITIES, "市"), (COUNTIES, "县"), (STREETS, "街道")):
        number = number * most + chance.randrange(most)
        yield f"样例{number + 1}{word}"


def distinction_row(recipient: int, words: Vocabulary) -> dict[str, Any]:
    chance = random.Random(recipient + 10**11)
    return {
        "recipient_id": recipient,
        "name": f"{words.text(chance, 9)[:8]}先进集体",
        "year": FIRST_YEAR + chance.randrange(YEARS),
        "issuer": f"样例{chance.randrange(100) + 1}委员会",
        "holder": "",
        "position": 0,
    }


def figure_row(version: int, place: int, words: Vocabulary) -> dict[str, Any]:
    chance = random.Random(version * FIGURES + place + 10**12)
    unknown = {"measure_id": None, "as_of": None, "rank": None, "rank_of": None}
    return unknown | {
        "version_id": version,
        "copied_from": None,
        "number": place,
        "label": words.text(chance, 5)[:4],
        "value": Decimal(chance.randrange(1, 10_000)),
        "unit": chance.choice("个人户次项"),
        "approximate": False,
        "is_key": False,
        "series": "",
        "chart": "",
        "sentence": "",
    }


def record_row(number: int, recipient: int, commendations: list[int]) -> dict[str, Any]:
    from records.models import Record

    moment = BEGAN + timedelta(minutes=number)
    return blank(Record) | {
        "recipient_id": recipient,
        "commendation_id": random.Random(number + 10**9).choice(commendations),
        "created_at": moment,
        "updated_at": moment,
    }


def version_row(number: int, record: int, words: Vocabulary) -> dict[str, Any]:
    from records.models import Version

    chance = random.Random(number + 10**9)
    chance.random()  # the one by which the commendation was chosen
    return blank(Version) | {
        "record_id": record,
        "number": 1,
        "title": f"第{number}样例单位{words.text(chance, 5)[:4]}先进事迹材料",
        "post": "" if number % 5 else f"样例{number % 1_000 + 1}局科员",
        "introduction": words.text(chance, CHARACTERS // 10),
        "source": "样例来源",
        "written_at": BEGAN + timedelta(minutes=number),
    }


def blank(model: type[Model]) -> dict[str, Any]:
    """Returns a value for each column of a row of which nothing is known, as a form left blank gives it."""
    return {field.attname: field.get_default() for field in model._meta.concrete_fields}


def section_row(version: int, place: int, words: Vocabulary) -> dict[str, str]:
    chance = random.Random(version * SECTIONS + place)
    return {"title": words.text(chance, 10)[:8], "lead": words.text(chance, CHARACTERS // 30)}


def measure(section: int, place: int, words: Vocabulary) -> str:
    return words.text(random.Random(section * MEASURES + place + 10**10), CHARACTERS * 8 // 10 // 9)


if __name__ == "__main__":
    main()
