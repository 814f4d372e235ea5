from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from records.catalog.categories import public_tree
from records.catalog.counts import census
from records.deeds.readers.encodings import CONTROL
from records.models import Category, Figure, Measure, Organization, Person, Record
from tests.factories import (
    make_category,
    make_commendation,
    make_figure,
    make_measure,
    make_recipient,
    make_record,
    make_section,
    make_version,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", ["draft", "review", "withdrawn"])
def test_only_published_records_are_public(status: str) -> None:
    make_record(status)
    assert not Record.objects.published().exists()


def test_a_record_set_for_tomorrow_is_public_only_then() -> None:
    record = make_record(published_at=timezone.now() + timedelta(days=1))
    assert record.is_scheduled
    assert not Record.objects.published().exists()
    Record.objects.update(published_at=timezone.now())
    assert Record.objects.published().get() == record


def test_a_year_is_counted_once_however_many_records_it_has() -> None:
    commendation = make_commendation(year=2011)
    make_record(commendation=commendation)
    make_record(commendation=commendation)
    make_record(commendation=make_commendation(year=2021))
    make_record(commendation=make_commendation(year=None))
    assert [tuple(known) for known in census().years()] == [(2021, 1), (2011, 2)]


def test_a_category_counts_the_records_below_it() -> None:
    top = make_category("党内表彰")
    leaf = make_category("样例", parent=top)
    make_record(commendation=make_commendation(leaf))
    make_record("draft", commendation=make_commendation(leaf, 2012))
    counted = {category.name: category.record_count for category in public_tree()}
    assert counted == {"党内表彰": 1, "样例": 1}


def test_the_tree_lists_each_category_before_what_is_below_it() -> None:
    second = make_category("乙", position=2)
    first = make_category("甲", position=1)
    make_category("甲一", parent=first)
    assert [(c.name, c.depth) for c in Category.objects.tree()] == [("甲", 0), ("甲一", 1), (second.name, 0)]


def test_categories_do_not_go_round_in_a_circle() -> None:
    top = make_category()
    leaf = make_category(parent=make_category(parent=top))
    top.parent = leaf
    with pytest.raises(ValidationError, match="上级分类"):
        top.full_clean()


def test_organizations_and_people_are_kept_apart() -> None:
    make_recipient("甲单位")
    make_recipient("乙某", kind="person")
    assert [o.name for o in Organization.objects.all()] == ["甲单位"]
    assert [p.name for p in Person.objects.all()] == ["乙某"]


def test_a_person_saved_as_a_person_is_of_that_kind() -> None:
    person = Person(name="丙某")
    person.save()
    assert person.kind == "person"


@pytest.mark.parametrize(
    ("value", "approximate", "shown"),
    [
        ("34", False, "34"),
        ("15.8000", False, "15.8"),
        ("1000", False, "1000"),
        ("50", True, "50余"),
        ("0", False, "0"),
    ],
)
def test_a_figure_is_shown_as_it_was_written(value: str, approximate: bool, shown: str) -> None:
    assert Figure(value=Decimal(value), approximate=approximate).amount == shown


@pytest.mark.parametrize(
    ("text", "headline", "body"),
    [
        ("建立制度。每月开会。", "建立制度", "每月开会。"),
        ("建立制度。\n\n每月开会。", "建立制度", "每月开会。"),
        ("只有一句。", "", "只有一句。"),
        ("没有句号", "", "没有句号"),
        ("“抓党建。促发展”成为口号。大家照办。", "", "“抓党建。促发展”成为口号。大家照办。"),
        ("- 甲。乙\n- 丙", "", "- 甲。乙\n- 丙"),
        ("**强调**的制度。每月开会。", "", "**强调**的制度。每月开会。"),
        ("长" * 31 + "。每月开会。", "", "长" * 31 + "。每月开会。"),
    ],
)
def test_a_short_first_sentence_is_the_headline_of_a_measure(text: str, headline: str, body: str) -> None:
    measure = Measure(text=text)
    assert (measure.headline, measure.body) == (headline, body)


def test_a_figure_of_another_records_measure_is_refused() -> None:
    figure = make_figure(make_record())
    figure.measure = make_measure(make_section(make_record()))
    with pytest.raises(ValidationError, match="不属于本记录"):
        figure.full_clean()


# --- Control characters ---------------------------------------------------------------------------

CONTROLS = "".join(filter(CONTROL.fullmatch, map(chr, range(0x300))))


def test_controls_that_no_file_is_read_with_are_left_out_of_each_text() -> None:
    assert len(CONTROLS) > 50
    record = make_record()
    version = record.edited
    version.title, version.introduction = f"甲{CONTROLS}乙", f"一\n{CONTROLS}\t二"
    recipient, commendation, category = record.recipient, record.commendation, record.commendation.category
    recipient.name = commendation.issuer = category.name = f"丙{CONTROLS}丁"
    for part in (version, recipient, commendation, category):
        part.full_clean()
    assert (version.title, version.introduction) == ("甲乙", "一\n\t二")
    assert [recipient.name, commendation.issuer, category.name] == ["丙丁"] * 3


def test_title_of_controls_alone_is_none() -> None:
    with pytest.raises(ValidationError) as refused:
        make_version(title="\x01\x1b").full_clean()
    assert "title" in refused.value.message_dict
