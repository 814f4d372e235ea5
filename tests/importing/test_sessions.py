"""Several documents in one transaction: each whole or not at all, and others wait only briefly."""

import json
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from records.audit import Act
from records.deeds import read_deeds
from records.deeds.document import Deeds
from records.importing import saving
from records.importing.saving import Importer
from records.importing.work import Read
from records.models import AuditEntry, Figure, ImportBatch, Record
from records.publishing import PublishingRefused
from records.publishing.saving import write_session
from records.publishing.versions import SECTIONS
from tests.bench import synthetic

pytestmark = pytest.mark.django_db


def deeds(number: int) -> Deeds:
    return read_deeds(synthetic.text(number).encode(), "样例.txt").deeds


def test_a_refused_document_leaves_nothing_and_the_others_stay() -> None:
    good, bad = deeds(1), replace(deeds(2), source="长" * 201)
    with write_session([good, bad], by=None) as writer:
        writer.save(good)
        with pytest.raises(PublishingRefused):
            writer.save(bad)
    assert Record.objects.get().title == good.title


def test_each_document_costs_a_constant_number_of_statements() -> None:
    def statements(some: list[Deeds]) -> int:
        with CaptureQueriesContext(connection) as captured, write_session(some, by=None) as writer:
            for one in some:
                writer.save(one)
        return len(captured)

    one, eleven = statements([deeds(1)]), statements([deeds(number) for number in range(2, 13)])
    assert (eleven - one) / 10 <= 12


def test_a_session_ends_when_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    sessions: list[int] = []

    def counted(coming: Any, **named: Any) -> Any:
        sessions.append(len(coming))
        return write_session(coming, **named)

    monkeypatch.setattr(saving, "MAX_SECONDS", 0)
    monkeypatch.setattr(saving, "write_session", counted)
    documents = [Read(f"{number}", deeds(number), ()) for number in range(3)]
    results = Importer(dry_run=False, publish=False, replace=False).take_in(documents)
    assert sessions == [3, 2, 1]
    assert [result.name for result in results] == ["0", "1", "2"]


def test_figures_belong_to_the_measures_they_were_read_in() -> None:
    some = deeds(1)
    with write_session([some], by=None) as writer:
        writer.save(some)
    for figure, read in zip(Figure.objects.select_related("measure__section"), some.figures, strict=True):
        place = (figure.measure.section.number, figure.measure.number) if figure.measure else None
        assert place == read.place


def test_a_document_that_the_database_refuses_costs_no_other_its_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    insert = SECTIONS.insert_checked

    def refuse(rows: Any) -> list[int]:
        if any(row["lead"] == "不能存的一段" for row in rows):
            raise IntegrityError("refused")
        return insert(rows)

    monkeypatch.setattr(SECTIONS, "insert_checked", refuse)
    good, bad = deeds(1), deeds(2)
    bad = replace(bad, sections=(replace(bad.sections[0], lead="不能存的一段"), *bad.sections[1:]))
    documents = [Read("1", good, ()), Read("2", bad, ()), Read("3", deeds(3), ())]
    results = Importer(dry_run=False, publish=False, replace=False).take_in(documents)
    assert [result.outcome for result in results] == ["created", "failed", "created"]
    assert "数据库不接受" in results[1].messages[-1].text
    assert [batch.documents.count() for batch in ImportBatch.objects.all()] == [2]
    written = [record.working.sections.count() for record in Record.objects.order_by("pk") if record.working]
    assert written == [len(good.sections), len(deeds(3).sections)]


def test_a_document_refused_behind_another_of_the_same_award_does_not_cost_that_its_text() -> None:
    one = deeds(1)
    other = replace(one, introduction="另外的引言。")
    documents = [Read("1", one, ()), Read("2", other, ())]
    results = Importer(dry_run=False, publish=False, replace=False).take_in(documents)
    assert [result.outcome for result in results] == ["created", "failed"]
    assert Record.objects.get().edited.sections.count() == len(one.sections)


def test_a_document_behind_the_same_one_changes_nothing() -> None:
    documents = [Read("1", deeds(1), ()), Read("2", deeds(1), ())]
    results = Importer(dry_run=False, publish=False, replace=False).take_in(documents)
    assert [result.outcome for result in results] == ["created", "unchanged"]


def test_a_replaced_text_is_told_in_the_audit_log() -> None:
    one = deeds(1)
    other = replace(one, sections=(replace(one.sections[0], lead="另外的导语。"), *one.sections[1:]))
    documents = [Read("1", one, ()), Read("2", other, ())]
    results = Importer(dry_run=False, publish=False, replace=True).take_in(documents)
    assert [result.outcome for result in results] == ["created", "replaced"]
    changes = json.loads(AuditEntry.objects.get(act=Act.REPLACED).changes)
    assert [after for _, after in changes.values()] == ["另外的导语。"]
