"""Fills the site's database with invented records and tributes, for measuring: `python -m tests.bench.populate`.

It writes into the database that VAR and DATABASE_URL name, in bulk and past every form. All of it says 样例 (sample).
"""

import argparse
import os
from collections.abc import Iterator
from datetime import timedelta

import django
from rich.progress import Progress, TaskID

CATEGORIES, FIRST_YEAR, YEARS = 20, 2001, 20
SECTIONS = 3
RECORDS_PER_TRANSACTION = 2_000
TRIBUTES_PER_TRANSACTION = 200_000
MEASURE = (
    "建立样例台账。各组轮流值守，把听来的意见记在本上，把办完的事情贴在墙上，年底逐条对照，"
    "没有办成的说明原因；全年走访样例家庭{}户，答复样例事项{}件，办得好不好，由来办事的人说了算。"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=1_000, help="so many more records")
    parser.add_argument("--measures", type=int, default=9, help=f"in each, over {SECTIONS} sections")
    parser.add_argument(
        "--tributes", type=int, default=0, help="so many more rows of the ledger, to the first record"
    )
    chosen = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "honors_site.settings")
    django.setup()
    with Progress() as progress:
        task = progress.add_task("records", total=chosen.records)
        add_records(chosen.records, chosen.measures, progress, task)
        task = progress.add_task("tributes", total=chosen.tributes)
        add_tributes(chosen.tributes, progress, task)


def add_records(number: int, measures: int, progress: Progress, task: TaskID) -> None:
    from records.models import Record

    commendations = make_commendations()
    first = Record.objects.count()
    for start, end in chunks(first, first + number, RECORDS_PER_TRANSACTION):
        add_chunk(range(start, end), measures, commendations)
        progress.advance(task, end - start)


def chunks(first: int, end: int, size: int) -> Iterator[tuple[int, int]]:
    for start in range(first, end, size):
        yield start, min(start + size, end)


def make_commendations() -> list[int]:
    """Returns ids, a category's years in a row."""
    from records.models import Category, Commendation

    made = []
    for place in range(CATEGORIES):
        category, _ = Category.objects.get_or_create(
            name=f"样例先进单位{place + 1}", defaults={"position": place}
        )
        for year in range(FIRST_YEAR, FIRST_YEAR + YEARS):
            made.append(Commendation.objects.get_or_create(category=category, year=year)[0].pk)
    return made


def add_chunk(numbers: range, measures: int, commendations: list[int]) -> None:
    from django.db import transaction
    from django.utils import timezone

    from records.models import Measure, Recipient, Record, Section, Version

    now = timezone.now()
    with transaction.atomic():
        recipients = Recipient.objects.bulk_create(
            Recipient(
                kind="organization",
                name=f"样例街道{number}党工委",
                region=f"样例省/样例市/样例区{number % 50}",
            )
            for number in numbers
        )
        records = Record.objects.bulk_create(
            Record(
                recipient=recipient,
                commendation_id=commendations[number % len(commendations)],
            )
            for number, recipient in zip(numbers, recipients, strict=True)
        )
        versions = Version.objects.bulk_create(
            Version(
                record=record,
                number=1,
                title=f"样例街道{number}先进事迹材料",
                introduction=f"样例街道{number}有样例社区{number % 20 + 3}个。近年来连续被评为样例文明单位。",
                source="样例来源",
            )
            for number, record in zip(numbers, records, strict=True)
        )
        sections = Section.objects.bulk_create(
            Section(version=version, number=number, title=f"样例章节{number}", lead="样例街道重视这项工作。")
            for version in versions
            for number in range(1, SECTIONS + 1)
        )
        Measure.objects.bulk_create(
            Measure(
                section=section,
                number=place + 1,
                marker=f"{place + 1}.",
                text=MEASURE.format(place + 10, section.pk % 90 + 10),
            )
            for section in sections
            for place in range(measures_of(section.number, measures))
        )
        for number, record, version in zip(numbers, records, versions, strict=True):
            record.status, record.live = "published", version
            record.published_at = version.public_from = now - timedelta(minutes=number + 1)
        # Behind the sections: to a version that is public nobody can add any.
        Version.objects.bulk_update(versions, ["public_from"], batch_size=200)
        Record.objects.bulk_update(records, ["status", "live", "published_at"], batch_size=200)


def measures_of(section: int, measures: int) -> int:
    """Returns how many of the record's measures are in this section."""
    return measures // SECTIONS + (section <= measures % SECTIONS)


def add_tributes(number: int, progress: Progress, task: TaskID) -> None:
    """Adds rows of as many visitors, and the total that equals them."""
    from django.db import connection, transaction
    from django.utils import timezone

    from records.models import Record, Tribute, TributeTotal

    if not number:
        return
    record_id = Record.objects.order_by("id").values_list("pk", flat=True)[0]
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    for start, end in chunks(0, number, TRIBUTES_PER_TRANSACTION):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {Tribute._meta.db_table} (record_id, visitor, created_at) VALUES (%s, %s, %s)",
                [(record_id, visitor(place, number), now) for place in range(start, end)],
            )
            total, _ = TributeTotal.objects.get_or_create(record_id=record_id)
            total.total += end - start
            total.save()
        progress.advance(task, end - start)


def visitor(place: int, of: int) -> bytes:
    """Returns hashes spread evenly as keyed ones are, but in order: without one the index would take an hour."""
    return (place * 2**64 // of).to_bytes(8, "big") + os.urandom(24)


if __name__ == "__main__":
    main()
