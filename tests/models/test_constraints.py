"""Each rule that the database itself keeps, broken once."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from records.models import Category, Edition, LedgerCheck, Record, Tribute, TributeTotal
from tests.factories import (
    make_category,
    make_commendation,
    make_distinction,
    make_figure,
    make_measure,
    make_recipient,
    make_record,
    make_section,
    make_version,
)

pytestmark = pytest.mark.django_db


def refused(constraint: str) -> AbstractContextManager[Any]:
    """The database refuses for this reason: PostgreSQL names the constraint, SQLite names it or the columns."""
    return pytest.raises(IntegrityError, match=constraint)


def change(row: Any, **fields: Any) -> None:
    with transaction.atomic():
        type(row)._base_manager.filter(pk=row.pk).update(**fields)


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (make_category, "name"),
        (make_recipient, "name"),
        (make_version, "title"),
        (make_measure, "text"),
        (make_figure, "label"),
        (make_figure, "unit"),
        (make_distinction, "name"),
    ],
)
def test_what_names_a_thing_is_never_blank(make: Callable[[], Any], field: str) -> None:
    with refused(f"{field}_not_blank"):
        change(make(), **{field: ""})


@pytest.mark.parametrize("make", [make_section, make_measure, make_figure])
def test_numbers_start_at_one(make: Callable[[], Any]) -> None:
    with refused("number_positive"):
        change(make(), number=0)


@pytest.mark.parametrize(
    ("make", "field"), [(make_commendation, "year"), (make_distinction, "year"), (make_figure, "as_of")]
)
@pytest.mark.parametrize("year", [1899, 2201])
def test_a_year_is_a_plausible_year(make: Callable[[], Any], field: str, year: int) -> None:
    with refused(f"{field}_between_1900_and_2200"):
        change(make(), **{field: year})


def test_section_number_stands_once_in_a_version() -> None:
    section = make_section(number=1)
    with refused("section_number_once_per_version|version_id, records_section.number"):
        make_section(section.version.record, number=1)


def test_measure_number_stands_once_in_a_section() -> None:
    measure = make_measure(number=1)
    with refused("measure_number_once_per_section|section_id, records_measure.number"):
        make_measure(measure.section, number=1)


def test_figure_number_stands_once_in_a_version() -> None:
    figure = make_figure(number=1)
    with refused("figure_number_once_per_version|version_id, records_figure.number"):
        make_figure(figure.version.record, number=1)


def test_one_recipient_has_a_commendation_once() -> None:
    record = make_record()
    with refused("record_once_per_recipient_and_commendation|records_record.commendation_id"):
        make_record(recipient=record.recipient, commendation=record.commendation)


@pytest.mark.parametrize("year", [2011, None])
def test_a_category_has_one_commendation_a_year_and_one_without(year: int | None) -> None:
    first = make_commendation(year=year)
    with refused("commendation_once_per_category_and_year"):
        make_commendation(first.category, year=year)


@pytest.mark.parametrize("year", [2011, None])
def test_a_recipient_has_a_distinction_once_a_year(year: int | None) -> None:
    first = make_distinction(year=year)
    with refused("distinction_once_per_recipient_and_year"):
        make_distinction(first.recipient, first.name, year=year)


def test_category_names_are_unique() -> None:
    category = make_category()
    with refused("records_category_name|records_category.name"):
        make_category(category.name)


def test_a_category_is_not_its_own_parent() -> None:
    category = make_category()
    with refused("category_not_its_own_parent"):
        change(category, parent=category)


def test_an_organization_stands_once_in_a_region() -> None:
    first = make_recipient(region="样例省/样例市")
    with refused("organization_once_per_region|records_recipient.region"):
        make_recipient(first.name, region=first.region)


def test_two_people_of_one_place_may_share_a_name() -> None:
    first = make_recipient(kind="person", region="样例省/样例市")
    assert make_recipient(first.name, kind="person", region=first.region).pk != first.pk


def test_a_recipient_is_an_organization_or_a_person() -> None:
    with refused("recipient_kind_known"):
        make_recipient(kind="planet")


@pytest.mark.parametrize("status", ["draft", "review"])
def test_what_is_not_published_has_no_date_of_publication(status: str) -> None:
    with refused("record_status_and_dates_agree"):
        make_record(status, published_at=timezone.now())


def test_what_is_published_has_its_date() -> None:
    with refused("record_status_and_dates_agree"):
        make_record("published", published_at=None)


@pytest.mark.parametrize(
    "missing", [{"withdrawn_at": None}, {"withdrawal_reason": ""}, {"published_at": None}]
)
def test_what_is_withdrawn_says_when_and_why(missing: dict[str, Any]) -> None:
    with refused("record_status_and_dates_agree"):
        make_record("withdrawn", **missing)


def test_there_is_no_fifth_status() -> None:
    record = make_record("draft")
    with refused("record_status_and_dates_agree"):
        change(record, status="lost")


def test_tributes_brought_along_are_never_negative() -> None:
    with refused("tributes_before"):
        make_record(tributes_before=-1)


def test_chart_of_a_figure_is_one_of_those_there_are() -> None:
    with refused("figure_chart_known"):
        change(make_figure(), chart="pie")


@pytest.mark.parametrize(
    "rank", [{"rank": 0}, {"rank": 93, "rank_of": 92}, {"rank": None, "rank_of": 92}], ids=str
)
def test_a_rank_lies_within_its_total(rank: dict[str, Any]) -> None:
    with refused("figure_rank_within_its_total"):
        make_figure(**rank)


def test_a_visitor_stands_once_in_the_ledger_of_a_record() -> None:
    record = make_record()
    Tribute.objects.create(record=record, visitor=b"v" * 32, created_at=timezone.now())
    with refused("tribute_once_per_visitor|records_tribute.visitor"):
        Tribute.objects.create(record=record, visitor=b"v" * 32, created_at=timezone.now())


def test_a_total_of_tributes_is_never_negative() -> None:
    with refused("total"):
        TributeTotal.objects.create(record=make_record(), total=-1)


def test_there_is_one_edition() -> None:
    with refused("edition_is_one_row"):
        Edition.objects.create(id=2)


def test_there_is_one_check_of_the_ledger() -> None:
    with refused("ledger_check_is_one_row"):
        LedgerCheck.objects.create(id=2)


def test_a_category_with_commendations_is_not_deleted_away() -> None:
    commendation = make_commendation()
    with pytest.raises(IntegrityError):
        commendation.category.delete()
    assert Category.objects.filter(pk=commendation.category_id).exists()


def test_a_record_with_tributes_is_not_deleted_away() -> None:
    record = make_record()
    Tribute.objects.create(record=record, visitor=b"v" * 32, created_at=timezone.now())
    with pytest.raises(IntegrityError):
        record.delete()


def test_an_id_is_never_used_again() -> None:
    gone = make_record("draft")
    old = gone.pk
    gone.delete()
    assert make_record("draft", recipient=gone.recipient, commendation=gone.commendation).pk > old
    assert not Record.objects.filter(pk=old).exists()
