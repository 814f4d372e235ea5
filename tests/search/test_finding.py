"""The records found, their order, and that the index says what the texts themselves say, on either database."""

import random
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from records.deeds import read_deeds
from records.models import IndexedRecord, Record
from records.presentation.facts import facts_of_award
from records.publishing import publish, save_deeds, withdraw
from records.search import entries
from records.search.canonical import Query, canonical
from records.search.entries import fields_of
from records.search.filters import Filters
from records.search.finding import Matches, latest
from records.search.reindexing import reindex
from tests.bench import synthetic
from tests.search.indexed import TEXTS, TYPED, ids_of, indexed

pytestmark = pytest.mark.django_db


# --- Which -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", TYPED)
def test_found_is_what_a_reader_of_all_texts_would_find(typed: str) -> None:
    records = [indexed(f"单位{number}", measure=text) for number, text in enumerate(TEXTS)]
    terms = Query(typed).terms
    texts = {record.pk: canonical("\n".join(all_words(record))) for record in records}
    expected = {pk for pk, text in texts.items() if all(term.form in text for term in terms)}
    assert set(ids_of(typed)) == expected


def all_words(record: Record) -> list[str]:
    award = facts_of_award(record.commendation, record.commendation.category.ancestors())
    return [part for field in [*fields_of(record), award] for part in field]


def imported() -> dict[int, list[str]]:
    """The lines of each record that was read from a document, as they stand in it but for spaces."""
    seed = settings.BASE_DIR / "seeds" / "records" / "pengli.md"
    documents = [(seed.name, seed.read_bytes())]
    documents += [(f"{number}.txt", synthetic.text(number).encode()) for number in range(8)]
    lines: dict[int, list[str]] = {}
    for name, data in documents:
        record = save_deeds(read_deeds(data, name).deeds, by=None, publish_now=True).record
        lines[record.pk] = [re.sub(r"\s", "", line) for line in "\n".join(all_words(record)).splitlines()]
    return lines


def test_words_of_imported_documents_are_found_where_a_plain_scan_finds_them() -> None:
    """The scan knows nothing of canonical forms or tokens: it looks for the characters in each line."""
    lines, chance = imported(), random.Random(1)
    runs = [run for listed in lines.values() for line in listed for run in re.findall(r"[一-龥]+", line)]
    for _ in range(300):
        run, length = chance.choice(runs), chance.choice([1, 2, 2, 3, 4])
        start = chance.randrange(max(1, len(run) - length + 1))
        word = run[start : start + length]
        scanned = {pk for pk, listed in lines.items() if any(word in line for line in listed)}
        assert set(ids_of(word)) == scanned, word


HOSTILE = """ " "" ( ) * NEAR( - AND ' \\ 党'|'建 {党}:建 ^党 😀 % %00 """.split()  # noqa: SIM905
HOSTILE += ["党 OR", "\0", "党\0建"]


@pytest.mark.parametrize("typed", [*HOSTILE, "党" * 65_536, "党 " * 30_000, "\ud800"])
def test_query_is_safe_as_typed(typed: str) -> None:
    indexed(measure="党建工作。")
    assert isinstance(ids_of(typed), list)


@pytest.mark.parametrize("limit", [1, 3, 5, 20])
def test_newest_are_found_first_however_the_records_lie_in_blocks(
    limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("records.search.index.RECORDS_PER_BLOCK", 4)
    monkeypatch.setattr("records.search.finding.MAX_RECORDS_FOUND", limit)
    made = [indexed(f"单位{number}", measure="党建。").pk for number in range(13)]
    assert ids_of("党建") == made[::-1][:limit]
    kind = Filters.read({"kind": "organization"})
    assert latest(kind, limit, below=made[7]) == made[6::-1][:limit]


def test_phrase_that_stands_in_few_of_many_texts_is_found_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("records.search.finding.MAX_RECORDS_FOUND", 2)
    record = indexed("最早的单位", measure="甲乙丙。")
    for number in range(5):
        indexed(f"单位{number}", measure="乙丙，甲乙。")
    assert ids_of("甲乙丙") == [record.pk]


def test_more_than_are_listed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("records.search.finding.MAX_RECORDS_FOUND", 2)
    listed = [indexed(f"单位{number}", measure="党建。").pk for number in range(3)]
    found = Matches(Query("党建"))
    assert found.ids == listed[:0:-1]
    assert found.has_more


# --- In which order ----------------------------------------------------------------------------------


def test_of_equally_good_ones_those_with_deeds_come_first() -> None:
    told = indexed("样例厂", "样例厂先进事迹", region="甲省")
    bare = indexed("样例厂", "样例厂", region="乙省")
    Record.objects.filter(pk=bare.pk).update(has_deeds=False)
    assert ids_of("样例厂") == [told.pk, bare.pk]


def test_a_better_fit_comes_before_deeds() -> None:
    indexed("样例厂", "样例")
    bare = indexed("样例", "样例")
    Record.objects.filter(pk=bare.pk).update(has_deeds=False)
    assert ids_of("样例")[0] == bare.pk


def test_what_weighs_more_comes_first() -> None:
    in_body = indexed("一号", introduction="有党建二字。")
    in_measure = indexed("二号", measure="有党建二字。")
    in_heading = indexed("三号")
    in_heading.sections.update(title="党建引领")
    reindex([in_heading.pk])
    in_title = indexed("四号", "党建材料")
    in_recipient = indexed("五号党建办公室")
    exact = indexed("党建")
    newer_in_recipient = indexed("六号党建办公室")
    assert ids_of("党建") == [
        record.pk
        for record in (exact, newer_in_recipient, in_recipient, in_title, in_heading, in_measure, in_body)
    ]


def test_name_with_another_word_comes_before_both_words_in_a_text() -> None:
    named = indexed("彭李街道", measure="党建。")
    other = indexed("别的街道", measure="党建，学彭李。")
    assert ids_of("彭李 党建") == [named.pk, other.pk]


def test_filters_are_combined() -> None:
    record = indexed("彭李街道", measure="党建。", region="山东省/滨州市")
    other = indexed("别的街道", measure="党建。", region="山东省/济南市")
    category = str(record.commendation.category_id)
    for asked, expected in [
        ({"category": category}, [record.pk]),
        ({"in": "山东省", "year": "2011"}, [other.pk, record.pk]),
        ({"in": "山东省/滨州市", "kind": "organization"}, [record.pk]),
        ({"kind": "person"}, []),
    ]:
        assert Matches(Query("党建"), Filters.read(asked)).ids == expected, asked


@pytest.mark.parametrize("filters", [Filters(), Filters.read({"year": "2011"})])
def test_pages_without_words_follow_each_other_without_gap(filters: Filters) -> None:
    records = [indexed(f"单位{number}").pk for number in range(5)]
    pages = [latest(filters, 2), latest(filters, 2, records[3]), latest(filters, 2, records[1])]
    assert [pk for page in pages for pk in page] == records[::-1]


# --- What the index follows ---------------------------------------------------------------------------


def test_draft_is_not_found_until_it_is_published_nor_after_it_is_withdrawn() -> None:
    record = indexed("彭李街道", status="draft")
    assert ids_of("彭李") == []
    publish(record, by=None)
    assert ids_of("彭李") == [record.pk]
    withdraw(record, by=None, reason="有误")
    assert ids_of("彭李") == []


def test_record_set_for_later_is_not_found_before_its_hour() -> None:
    record = indexed("彭李街道", published_at=timezone.now() + timedelta(hours=1))
    assert ids_of("彭李") == []
    assert latest(Filters(), 5) == []
    Record.objects.filter(pk=record.pk).update(published_at=timezone.now())
    assert ids_of("彭李") == [record.pk]


def test_index_is_undone_with_the_change_it_follows() -> None:
    record = indexed("彭李街道")
    with transaction.atomic():
        withdraw(record, by=None, reason="有误")
        transaction.set_rollback(True)
    assert ids_of("彭李") == [record.pk]


def test_index_follows_the_name_of_a_recipient() -> None:
    record = indexed("彭李街道")
    record.recipient.name = "新名街道"
    record.recipient.save()
    reindex(record.recipient.records.values_list("pk", flat=True))
    assert (ids_of("彭李"), ids_of("新名")) == ([], [record.pk])


def test_deleted_record_leaves_the_index_however_it_is_deleted() -> None:
    first, second = indexed("彭李街道"), indexed("彭李街道办")
    Record.objects.filter(pk=first.pk).delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM records_section WHERE version_id = %s", [second.live_id])
        cursor.execute("UPDATE records_record SET status = 'draft', published_at = NULL, live_id = NULL")
        cursor.execute("DELETE FROM records_version WHERE record_id = %s", [second.pk])
        cursor.execute("DELETE FROM records_record WHERE id = %s", [second.pk])
    assert ids_of("彭李") == []
    assert not IndexedRecord.objects.exists()


def test_text_beyond_all_bounds_is_indexed_as_far_as_there_is_space(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "MAX_TOKEN_BYTES", 300)
    record = indexed("彭李街道", measure="".join(map(chr, range(0x4E00, 0x4F00))))
    assert ids_of("彭李") == [record.pk]
