"""Each facet is asked, counted and offered in the same words, and means the same records to index and columns."""

import pytest
from django.http import Http404

from records.models import IndexedRecord
from records.search.counts import Counts, counts_by
from records.search.facets import FACETS, KIND, RECIPIENT, YEAR, Directory, Option
from records.search.filters import Filters
from records.search.finding import latest
from records.search.reindexing import reindex
from tests.factories import make_category, make_commendation, make_recipient, make_record

from .indexed import indexed

pytestmark = pytest.mark.django_db


@pytest.fixture
def counts() -> Counts:
    """Of records that differ in every facet."""
    below = make_category("先进基层", parent=make_category("全国先进"))
    indexed("彭李街道", region="山东省/滨州市", commendation=make_commendation(below, 2006))
    indexed("别的街道", region="山东省", commendation=make_commendation(below.parent, 2011))
    person = make_recipient("王伟", kind="person")
    for name in ("劳动模范", "先进个人"):
        reindex([make_record(recipient=person, commendation=make_commendation(make_category(name))).pk])
    return counts_by(Filters())


def offered(counts: Counts) -> list[tuple[Filters, Option]]:
    """Each option of each facet with the filters that choose it."""
    directory = Directory()
    RECIPIENT.prepare(counts.by_facet[RECIPIENT], None, directory)
    return [
        (Filters().with_(facet, option.value), option)
        for facet in FACETS
        for option in facet.options(counts.by_facet[facet], None, directory)
    ]


def test_every_facet_offers_something(counts: Counts) -> None:
    assert {facet for filters, _ in offered(counts) for facet, _ in filters.chosen} == set(FACETS)


def test_option_leads_to_as_many_records_as_it_says(counts: Counts) -> None:
    for filters, option in offered(counts):
        assert len(latest(filters, 10)) == option.records, option


def test_index_and_columns_choose_the_same_records(counts: Counts) -> None:
    for filters, option in offered(counts):
        lines = IndexedRecord.objects.filter(filters.condition).order_by("-pk")
        assert list(lines.values_list("pk", flat=True)) == latest(filters, 10), option


def test_address_is_read_as_it_was_written(counts: Counts) -> None:
    for filters, option in offered(counts):
        assert Filters.read(filters.asked) == filters, option


def test_filters_are_the_same_in_whatever_order_they_were_chosen() -> None:
    year_first = Filters().with_(YEAR, 2011).with_(KIND, "person")
    assert year_first == Filters().with_(KIND, "person").with_(YEAR, 2011)


def test_facet_that_is_taken_out_leaves_the_others() -> None:
    both = Filters.read({"year": "2011", "kind": "person"})
    assert [both.without(facet).asked for facet, _ in both.chosen] == [{"kind": "person"}, {"year": "2011"}]


@pytest.mark.parametrize(
    ("parameter", "written"),
    [
        ("category", "999"),
        ("category", "一"),
        ("year", "999"),
        ("year", "20111"),
        ("kind", "x"),
        ("recipient", "0"),
        ("recipient", "01"),
        ("recipient", f"{2**63}"),
    ],
)
def test_value_that_cannot_be_is_refused(parameter: str, written: str) -> None:
    with pytest.raises(Http404):
        Filters.read({parameter: written})


def test_blank_asks_for_nothing() -> None:
    assert Filters.read({facet.parameter: "" for facet in FACETS}) == Filters()
