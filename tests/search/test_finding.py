"""What is found, in which order, and that the index says what the texts themselves say, on either database."""

import random
import re
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from records.deeds import read_deeds
from records.models import Edition, IndexedRecord, Record
from records.publishing import publish, save_deeds, withdraw
from records.search import following, index
from records.search.filters import Filters
from records.search.finding import FIELDS, Found, Tier, latest
from records.search.following import fields_of, follow, follow_recipient, rebuild
from records.search.words import Query, canonical
from tests.bench import synthetic
from tests.factories import make_measure, make_recipient, make_record, make_section

pytestmark = pytest.mark.django_db


def indexed(recipient: str = "样例单位", title: str = "样例", *, measure: str = "", **fields: Any) -> Record:
    region = str(fields.pop("region", ""))
    record = make_record(recipient=make_recipient(recipient, region=region), title=title, **fields)
    heading, lead = str(fields.get("heading", "")), str(fields.get("lead", ""))
    section = make_section(record, title=heading, lead=lead)
    if measure:
        make_measure(section, text=measure)
    follow([record.pk])
    return record


def ids_of(typed: str) -> list[int]:
    return Found(Query(typed)).ids


# --- Which -----------------------------------------------------------------------------------------

TEXTS = [
    "党建工作抓得实，党员带头，群众满意。",
    "抓党 建：党风建设。",
    "王伟同志在欧阳修小学。",
    "买买提·艾山和𠮷田一起，走访1,234户。",
    "建党九十年，2011年GDP增长98.5%。",
    "黨建工作。ＧＤＰ。",
]
TYPED = """
党建 建党 党 王伟 欧阳修 欧阳 买买提艾山 买买提·艾山 𠮷 𠮷田 1234户 gdp GDP增长 11 2011年 98.5 党建工作 工作党建
党员带头群众 (党建) 党建* NEAR(党建) -党建
""".split()  # noqa: SIM905
TYPED += ["党建 群众", '"抓党建"']


@pytest.mark.parametrize("typed", TYPED)
def test_found_is_what_a_reader_of_all_texts_would_find(typed: str) -> None:
    records = [indexed(f"单位{number}", measure=text) for number, text in enumerate(TEXTS)]
    terms = Query(typed).terms
    texts = {record.pk: [canonical("\n".join(parts)) for parts in fields_of(record)] for record in records}
    expected = {pk for pk, fields in texts.items() if Tier(FIELDS).holds(terms, fields)}
    assert set(ids_of(typed)) == expected


def imported() -> dict[int, list[str]]:
    """The lines of each record that was read from a document, as they stand in it but for spaces."""
    seed = settings.BASE_DIR / "seeds" / "records" / "pengli.md"
    documents = [(seed.name, seed.read_bytes())]
    documents += [(f"{number}.txt", synthetic.text(number).encode()) for number in range(8)]
    lines: dict[int, list[str]] = {}
    for name, data in documents:
        record = save_deeds(read_deeds(data, name).deeds, by=None, publish_now=True).record
        whole = "\n".join(part for field in fields_of(record) for part in field)
        lines[record.pk] = [re.sub(r"\s", "", line) for line in whole.splitlines()]
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


@pytest.mark.parametrize("most", [1, 3, 5, 20])
def test_newest_are_found_first_however_the_records_lie_in_blocks(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("records.search.index.BLOCK", 4)
    monkeypatch.setattr("records.search.finding.MOST_FOUND", most)
    made = [indexed(f"单位{number}", measure="党建。").pk for number in range(13)]
    assert ids_of("党建") == made[::-1][:most]
    kind = Filters(kind="organization")
    assert latest(kind, most, below=made[7]) == made[6::-1][:most]


def test_phrase_that_stands_in_few_of_many_texts_is_found_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("records.search.finding.MOST_FOUND", 2)
    record = indexed("最早的单位", measure="甲乙丙。")
    for number in range(5):
        indexed(f"单位{number}", measure="乙丙，甲乙。")
    assert ids_of("甲乙丙") == [record.pk]


def test_more_than_are_listed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("records.search.finding.MOST_FOUND", 2)
    listed = [indexed(f"单位{number}", measure="党建。").pk for number in range(3)]
    found = Found(Query("党建"))
    assert found.ids == listed[:0:-1]
    assert found.has_more


# --- In which order ----------------------------------------------------------------------------------


def test_what_weighs_more_comes_first() -> None:
    in_body = indexed("一号", introduction="有党建二字。")
    in_measure = indexed("二号", measure="有党建二字。")
    in_heading = indexed("三号")
    in_heading.sections.update(title="党建引领")
    follow([in_heading.pk])
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
    category = record.commendation.category_id
    by_category = Filters(category=category, categories=frozenset({category}))
    assert Found(Query("党建"), by_category).ids == [record.pk]
    assert Found(Query("党建"), Filters(place=("山东省",), year=2011)).ids == [other.pk, record.pk]
    assert Found(Query("党建"), Filters(place=("山东省", "滨州市"), kind="organization")).ids == [record.pk]
    assert Found(Query("党建"), Filters(kind="person")).ids == []


@pytest.mark.parametrize("filters", [Filters(), Filters(year=2011)])
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
    follow_recipient(record.recipient)
    assert (ids_of("彭李"), ids_of("新名")) == ([], [record.pk])


def test_deleted_record_leaves_the_index_however_it_is_deleted() -> None:
    first, second = indexed("彭李街道"), indexed("彭李街道办")
    Record.objects.filter(pk=first.pk).delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM records_section WHERE record_id = %s", [second.pk])
        cursor.execute("DELETE FROM records_record WHERE id = %s", [second.pk])
    assert ids_of("彭李") == []
    assert not IndexedRecord.objects.exists()


# --- Built anew ----------------------------------------------------------------------------------------


def test_rebuilt_index_finds_the_same() -> None:
    for name, text in product(["彭李街道", "别的街道"], TEXTS):
        indexed(f"{name}{text[:2]}", measure=text)
    before = {typed: ids_of(typed) for typed in TYPED}
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {index.TABLE}")
    assert rebuild() == len(Record.objects.all())
    assert {typed: ids_of(typed) for typed in TYPED} == before
    assert rebuild() == len(Record.objects.all())


def test_what_is_changed_while_the_index_is_rebuilt_is_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    renamed, withdrawn = indexed("彭李街道"), indexed("别的街道")

    def change_meanwhile() -> None:
        renamed.recipient.name = "新名街道"
        renamed.recipient.save()
        follow_recipient(renamed.recipient)
        withdraw(withdrawn, by=None, reason="有误")
        publish(make_record("draft", recipient=make_recipient("新来街道")), by=None)

    add_gin = index.add_gin

    def add_gin_late(table: str) -> None:
        """The last step before the transaction that puts the new index in its place."""
        change_meanwhile()
        add_gin(table)

    monkeypatch.setattr(index, "add_gin", add_gin_late)
    started = Edition.current()
    assert rebuild() == 2
    assert Edition.current() > started
    assert [len(ids_of(name)) for name in ("新名", "新来", "别的", "彭李")] == [1, 1, 0, 0]


def test_command_says_how_many_records_it_indexed(capsys: pytest.CaptureFixture[str]) -> None:
    indexed("彭李街道")
    call_command("rebuild_search")
    assert "索引已重建：1 条记录" in capsys.readouterr().out


def test_site_that_has_records_before_an_index_gets_one_by_migrating() -> None:
    from records.search.installing import install_index

    record = make_record(recipient=make_recipient("彭李街道"))
    install_index(using="default", plan=["a migration"])
    assert ids_of("彭李") == [record.pk]


def test_text_beyond_all_bounds_is_indexed_as_far_as_there_is_space(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "MOST_BYTES", 300)
    record = indexed("彭李街道", measure="".join(map(chr, range(0x4E00, 0x4F00))))
    assert ids_of("彭李") == [record.pk]
