"""Several documents in one transaction: each whole or not at all, and others wait only briefly."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from records.deeds import read_deeds
from records.deeds.document import Deeds
from records.importing import saving
from records.importing.saving import Importer
from records.importing.work import Read
from records.models import Figure, Record
from records.publishing import PublishingRefused
from records.publishing.saving import write_session
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
