"""The index by which records are found by what they say: written with the seal of each version, asked by /verify/.

It holds what every version says that was public, those too that are no longer shown: so it can be said that a text
belongs to a record that was withdrawn. What was erased goes from it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping

from django.db import connection, transaction

from records.models import Edition, Record, TextSample, Version
from records.presentation.markdown import to_lines
from records.presentation.passages import NAMES, Passage, PassageKind, passages_in_order
from records.presentation.pictures import PictureRows

from .forms import form_of
from .samples import samples

TABLE = TextSample._meta.db_table
# Of a stretch that more records have, only so many are looked at: it tells nothing.
MOST_RECORDS = 33
RECORDS_AT_ONCE = 500
NO_PICTURES = PictureRows(())


def passages_of(record: Record) -> Iterator[Passage]:
    """Yields the passages of a version that a text is matched with, those that say something."""
    summary = Passage(PassageKind.TITLE, "summary", NAMES["summary"], record.summary)
    for passage in (*passages_in_order(record), summary):
        if passage.text:
            yield passage


def words_of(passage: Passage) -> str:
    """Returns the words of a passage with the captions that the text itself gives: none is looked up."""
    is_plain = passage.kind in (PassageKind.TITLE, PassageKind.HEADING)
    return passage.text if is_plain else to_lines(passage.text, NO_PICTURES)


def samples_of(record: Record) -> set[int]:
    return set().union(*(samples(form_of(words_of(passage))) for passage in passages_of(record)))


@transaction.atomic
def put(said: Iterable[Record]) -> None:
    """Adds what these records say, each as it shows the version in question."""
    rows = {(sample, record.pk) for record in said for sample in samples_of(record)}
    if not rows:
        return
    listed = sorted(rows)  # neighbors in the tree
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            columns = list(map(list, zip(*listed, strict=True)))
            cursor.execute(
                f"INSERT INTO {TABLE} (sample, record_id)"
                " SELECT * FROM unnest(%s::bigint[], %s::bigint[]) ON CONFLICT DO NOTHING",
                columns,
            )
        else:
            statement = f"INSERT OR IGNORE INTO {TABLE} (sample, record_id) VALUES (%s, %s)"
            cursor.executemany(statement, listed)


@transaction.atomic
def forget(version: Version) -> None:
    """Removes what this version says and no other of its record that was public. Its text must still be there."""
    record = version.record
    gone: set[int] = set()
    kept: set[int] = set()
    for one in Version.objects.public().filter(record=record).whole():
        (gone if one.pk == version.pk else kept).update(samples_of(record.showing(one)))
    statement = f"DELETE FROM {TABLE} WHERE sample = %s AND record_id = %s"
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(sample, record.pk) for sample in sorted(gone - kept)])


def lookup(wanted: Iterable[int]) -> Mapping[int, list[int]]:
    """Returns the records that have each of the samples, MOST_RECORDS at most: each is found where it stands in the
    index, however many records there are."""
    listed = sorted(wanted)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"SELECT asked, ARRAY(SELECT record_id FROM {TABLE} WHERE sample = asked"
                f" ORDER BY record_id LIMIT {MOST_RECORDS}) FROM unnest(%s::bigint[]) asked",
                [listed],
            )
            return {sample: records for sample, records in cursor.fetchall() if records}
        cursor.execute(
            f"SELECT value, (SELECT group_concat(record_id) FROM (SELECT record_id FROM {TABLE}"
            f" WHERE sample = value ORDER BY record_id LIMIT {MOST_RECORDS})) FROM json_each(%s)",
            [json.dumps(listed)],
        )
        return {sample: list(map(int, ids.split(","))) for sample, ids in cursor.fetchall() if ids}


def rebuild() -> int:
    """Makes the index anew from the versions that are sealed; returns how many records it has. It answers meanwhile,
    and may find less."""
    with transaction.atomic():
        Edition.lock_for_writing()
        TextSample.objects.all()._raw_delete(TextSample.objects.db)
    sealed = Version.objects.public().filter(seal__isnull=False, erased_at=None)
    ids = sorted(set(sealed.values_list("record", flat=True)))
    for start in range(0, len(ids), RECORDS_AT_ONCE):
        some = ids[start : start + RECORDS_AT_ONCE]
        with transaction.atomic():
            Edition.lock_for_writing()
            owners = Record.objects.in_bulk(some)
            versions = sealed.filter(record__in=some).whole()
            put(owners[version.record_id].showing(version) for version in versions)
    return len(ids)
