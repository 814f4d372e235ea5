"""Counting public records, and the lists that are made from the counts."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from records.catalog.counts import Census, Tally, by_commendation, census, census_of
from records.models import Category, Record
from tests.factories import make_category, make_commendation, make_recipient, make_record


def described(records: list[Record]) -> list[int]:
    return [record.pk for record in records]


class TestCounts(TestCase):
    """hypothesis needs a database that is rolled back after each example."""

    @given(
        st.lists(
            st.tuples(
                st.integers(0, 3),
                st.sampled_from(["draft", "review", "published", "scheduled", "withdrawn"]),
                st.integers(0, 9),
            ),
            max_size=12,
        )
    )
    def test_counts_and_lists_agree_with_what_is_published(self, drawn: list[tuple[int, str, int]]) -> None:
        census_of.cache_clear()
        filed = [make_commendation(year=year) for year in (2001, 2011, None)]
        filed.append(make_commendation(filed[0].category, 2021))
        for place, status, before in drawn:
            fields: dict[str, Any] = {"commendation": filed[place], "tributes_before": before}
            if status == "scheduled":
                fields["published_at"] = timezone.now() + timedelta(hours=1)
            make_record("published" if status == "scheduled" else status, **fields)
        counted = census()
        published = Record.objects.published()
        assert counted.published == published.count()
        assert counted.tributes_before == sum(published.values_list("tributes_before", flat=True))
        assert {year.year: year.records for year in counted.years()} == {
            year: published.filter(commendation__year=year).count()
            for year in (2001, 2011, 2021)
            if published.filter(commendation__year=year).exists()
        }
        listing = by_commendation(counted.tallies)
        everything = [
            pk
            for tally in counted.tallies
            for pk in published.filter(commendation=tally.commendation)
            .latest_first()
            .values_list("pk", flat=True)
        ]
        assert listing.count() == len(everything)
        for start in range(len(everything)):
            for size in (1, 2, 5):
                assert described(listing[start : start + size]) == everything[start : start + size]


@pytest.mark.django_db
def test_a_page_of_a_list_takes_three_queries_however_many_years_it_spans(
    django_assert_max_num_queries: Any,
) -> None:
    category = make_category()
    for year in range(2000, 2010):
        commendation = make_commendation(category, year)
        for _ in range(3):
            make_record(commendation=commendation)
    listing = by_commendation(census().tallies)
    with django_assert_max_num_queries(3):
        assert len(listing[1:21]) == 20


@pytest.mark.django_db
def test_category_lists_the_latest_year_first_and_what_has_no_year_last(client: Client) -> None:
    top = make_category("上级分类")
    first, second = make_category("甲", parent=top, position=1), make_category("乙", parent=top, position=2)
    titles = {
        "无年份": make_commendation(first, None),
        "乙二零一一": make_commendation(second, 2011),
        "甲二零一一": make_commendation(first, 2011),
        "二零二一": make_commendation(second, 2021),
    }
    for title, commendation in titles.items():
        make_record(recipient=make_recipient(title), commendation=commendation)
    page = client.get(top.get_absolute_url()).content.decode()
    places = [page.index(f">{title}</a>") for title in ("二零二一", "甲二零一一", "乙二零一一", "无年份")]
    assert places == sorted(places)


@pytest.mark.django_db
def test_counting_is_done_once_until_something_public_changes(django_assert_num_queries: Any) -> None:
    make_record()
    census()
    with django_assert_num_queries(1):
        assert census().published == 1
    make_record()
    assert census().published == 2


@pytest.mark.django_db
def test_a_page_in_a_deep_tree_takes_no_more_queries(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    category: Category | None = None
    for _ in range(5):
        category = make_category(parent=category)
    record = make_record(commendation=make_commendation(category))
    with django_assert_max_num_queries(11):
        client.get(record.get_absolute_url())


def test_a_category_of_drafts_alone_is_unseen() -> None:
    seen, gone, drafts, empty = (
        Tally(number, number, 2011, records, published, withdrawn, 0, 0)
        for number, (records, published, withdrawn) in enumerate([(2, 1, 0), (1, 0, 1), (1, 0, 0), (0, 0, 0)])
    )
    assert Census((seen, gone, drafts, empty)).unseen_categories() == {drafts.category}
