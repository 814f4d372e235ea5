"""Rows in one statement: held to the rules of their model, and the same as those that Django would write."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from records.models import Commendation, Figure, Measure, Recipient, Record
from records.publishing import PublishingRefused
from records.publishing.bulk_insert import Table
from tests.factories import make_commendation, make_recipient, make_record, make_section

pytestmark = pytest.mark.django_db


def figure(record: Record, number: int = 1, **fields: Any) -> dict[str, Any]:
    given = {
        "label": "样例",
        "value": Decimal("1.83"),
        "unit": "个",
        "approximate": True,
        "as_of": 2011,
        "is_key": False,
    }
    blank = {"measure_id": None, "series": "", "rank": None, "rank_of": None, "chart": "", "sentence": ""}
    return {"version_id": record.edited.pk, "copied_from": None, "number": number} | given | blank | fields


def test_a_row_comes_back_as_it_went_in() -> None:
    record = make_record()
    row = figure(record, rank=2, rank_of=92, sentence="原句。")
    (pk,) = Table(Figure).insert([row])
    assert Figure.objects.filter(pk=pk).values().get() == row | {"id": pk, "value": Decimal("1.8300")}


def test_ids_come_in_the_order_of_the_rows_however_many() -> None:
    section = make_section()
    rows = [
        {"section_id": section.pk, "copied_from": None, "number": n, "marker": "", "text": f"{n}"}
        for n in range(1, 501)
    ]
    ids = Table(Measure).insert(reversed(rows))
    by_id = Measure.objects.in_bulk(ids)
    assert [by_id[pk].number for pk in ids] == list(range(500, 0, -1))


def test_no_rows_are_no_statement(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert Table(Measure).insert([]) == []


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("label", "长" * 101, "名称"),
        ("label", "", "名称"),
        ("unit", "长" * 21, "单位"),
        ("value", Decimal("0.00001"), "数值"),
        ("value", Decimal(10) ** 16, "数值"),
        ("as_of", 1899, "年份"),
        ("as_of", 2201, "年份"),
        ("number", 0, "序号"),
        ("rank", -1, "位次"),
    ],
)
def test_what_does_not_fit_its_field_is_refused_by_name(field: str, value: Any, named: str) -> None:
    with pytest.raises(PublishingRefused, match=named):
        Table(Figure).insert([figure(make_record(), **{field: value})])
    assert not Figure.objects.exists()


@pytest.mark.parametrize("value", ["0.0001", "-0.5", "12345678901.2345", "1E+3", "0"])
def test_a_number_as_documents_state_them_fits(value: str) -> None:
    Table(Figure).insert([figure(make_record(), value=Decimal(value))])
    assert Figure.objects.get().value == Decimal(value)


def test_a_new_object_is_stored_as_save_would() -> None:
    before = timezone.now()
    record = Record(recipient=make_recipient(), commendation=make_commendation())
    Table(Record).add(record)
    stored = Record.objects.get(pk=record.pk)
    assert (stored.status, stored.revision) == ("draft", 1)
    assert before <= stored.created_at <= timezone.now()
    record.tributes_before = 7
    record.save()
    assert Record.objects.get().tributes_before == 7


def test_a_choice_that_is_none_is_refused() -> None:
    with pytest.raises(PublishingRefused, match="类别"):
        Table(Recipient).add(Recipient(name="样例", kind="animal"))


def test_a_link_that_is_none_is_refused() -> None:
    category = make_commendation().category
    with pytest.raises(PublishingRefused, match="链接"):
        Table(Commendation).add(Commendation(category=category, year=2001, link="javascript:1"))
