"""Sections, measures and figures on the record's page: dragged, added, removed, numbered anew."""

from functools import partial

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext

from records.models import Edition, Figure, Measure, Record
from tests.admin.pages import Page, opened, outline
from tests.factories import (
    make_commendation,
    make_figure,
    make_measure,
    make_recipient,
    make_record,
    make_section,
    make_whole_record,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def record():
    """Two sections, of three measures (一 二 三) and of one (四)."""
    record = make_record("draft", title="原题")
    first, second = make_section(record, 1, title="甲"), make_section(record, 2, title="乙")
    for number, text in enumerate("一二三", 1):
        make_measure(first, number, text=text)
    make_measure(second, 1, text="四")
    return record


def saved(page, client):
    response = page.save(client)
    assert response.status_code == 302, response.context["errors"]
    return outline(Record.objects.get(pk=page.record_id))


def test_page_saved_as_it_was_opened_changes_nothing_but_the_revision(editor, record):
    before = outline(record)
    assert saved(opened(record), editor) == before
    assert Record.objects.get().revision == 2


def test_measures_change_places_within_their_section(editor, record):
    page = opened(record)
    page.sections[0]["measures"].reverse()
    assert saved(page, editor)[0] == (1, "甲", [(1, "三"), (2, "二"), (3, "一")])


def test_sections_change_places_with_all_that_is_in_them(editor, record):
    page = opened(record)
    page.sections.reverse()
    assert saved(page, editor) == [(1, "乙", [(1, "四")]), (2, "甲", [(1, "一"), (2, "二"), (3, "三")])]


def test_a_measure_moves_to_another_section_and_stays_the_same_row(editor, record):
    moved = Measure.objects.get(text="二")
    page = opened(record)
    page.sections[1]["measures"].insert(0, page.sections[0]["measures"].pop(1))
    assert saved(page, editor) == [(1, "甲", [(1, "一"), (2, "三")]), (2, "乙", [(1, "二"), (2, "四")])]
    assert Measure.objects.get(text="二").pk == moved.pk


def test_measures_trade_sections_in_one_save(editor, record):
    page = opened(record)
    one, other = page.sections[0]["measures"], page.sections[1]["measures"]
    one[0], other[0] = other[0], one[0]
    assert saved(page, editor) == [(1, "甲", [(1, "四"), (2, "二"), (3, "三")]), (2, "乙", [(1, "一")])]


def test_a_measure_leaves_a_section_that_is_deleted(editor, record):
    page = opened(record)
    page.sections[0]["measures"].append(page.sections[1]["measures"].pop())
    page.sections[1]["delete"] = True
    assert saved(page, editor) == [(1, "甲", [(1, "一"), (2, "二"), (3, "三"), (4, "四")])]


def test_a_stored_measure_moves_into_a_section_that_is_new(editor, record):
    kept = Measure.objects.get(text="三").pk
    page = opened(record)
    moved = page.sections[0]["measures"].pop() | {"spliced": True}
    page.sections.insert(0, {"title": "新", "measures": [moved]})
    assert saved(page, editor)[:2] == [(1, "新", [(1, "三")]), (2, "甲", [(1, "一"), (2, "二")])]
    assert Measure.objects.get(text="三").pk == kept


def test_deleted_rows_leave_no_gap(editor, record):
    page = opened(record)
    page.sections[0]["measures"][0]["delete"] = True
    assert saved(page, editor)[0] == (1, "甲", [(1, "二"), (2, "三")])


def test_a_deleted_section_takes_its_measures_along(editor, record):
    page = opened(record)
    page.sections[0]["delete"] = True
    assert saved(page, editor) == [(1, "乙", [(1, "四")])]
    assert Measure.objects.count() == 1


def test_a_section_may_consist_of_its_measures_alone(editor, record):
    page = opened(record)
    page.sections.append({"title": "", "measures": [{"text": "五"}]})
    assert saved(page, editor)[2] == (3, "", [(1, "五")])


def test_rows_left_empty_are_passed_over(editor, record):
    before = outline(record)
    page = opened(record)
    page.sections.append({"title": "", "measures": [{"text": "", "marker": ""}]})
    page.figures.append({"label": ""})
    assert saved(page, editor) == before


def test_a_new_record_is_saved_with_its_parts(editor):
    page = Page(
        {
            "title": "新题",
            "recipient": make_recipient().pk,
            "commendation": make_commendation().pk,
            "tributes_before": 0,
        },
        [{"title": "甲", "measures": [{"marker": "一是", "text": "一"}]}],
        [{"label": "面积", "value": "34", "unit": "平方公里"}],
    )
    assert page.save(editor).status_code == 302
    record = Record.objects.get()
    assert (record.status, record.revision) == ("draft", 1)
    assert outline(record) == [(1, "甲", [(1, "一")])]
    assert record.figures.get().number == 1


def test_figures_are_ordered_and_numbered_like_the_rest(editor, record):
    for number, label in enumerate("子丑寅", 1):
        make_figure(record, number, label=label)
    page = opened(record)
    page.figures = [page.figures[2], {"label": "卯", "value": "1", "unit": "个"}, page.figures[0]]
    page.figures.append({"id": Figure.objects.get(label="丑").pk, "delete": True})
    saved(page, editor)
    assert list(record.figures.values_list("number", "label")) == [(1, "寅"), (2, "卯"), (3, "子")]


def test_a_figure_outlives_the_measure_it_was_given_in_the_same_save(editor, record):
    figure = make_figure(record)
    page = opened(record)
    page.sections[0]["measures"][0]["delete"] = True
    page.figures[0]["measure"] = page.sections[0]["measures"][0]["id"]
    saved(page, editor)
    figure.refresh_from_db()
    assert figure.measure is None


def test_a_figure_is_not_given_to_another_records_measure(editor, record):
    make_figure(record)
    page = opened(record)
    page.figures[0]["measure"] = make_measure().pk
    assert page.save(editor).status_code == 200
    assert not Figure.objects.exclude(measure=None).exists()


def test_another_records_rows_cannot_be_taken(editor, record):
    other = make_measure(text="别家的")
    page = opened(record)
    page.sections[0]["measures"].append({"id": other.pk, "text": "改写"})
    saved(page, editor)
    other.refresh_from_db()
    assert (other.text, other.number) == ("别家的", 1)


def test_one_row_posted_twice_is_saved_once_and_added_once(editor, record):
    page = opened(record)
    page.sections[1]["measures"].append(dict(page.sections[0]["measures"][0]))
    assert saved(page, editor)[1] == (2, "乙", [(1, "四"), (2, "一")])


@pytest.mark.parametrize("place", ["", "-1", "abc", "9" * 40, "0"])
def test_nonsense_for_a_place_puts_the_row_somewhere_without_an_error(editor, record, place):
    page = opened(record)
    page.sections[0]["measures"][1]["place"] = place
    assert sorted(text for _, text in saved(page, editor)[0][2]) == sorted("一二三")


def test_a_row_to_be_corrected_comes_back_in_its_place_with_all_that_was_typed(editor, record):
    page = opened(record)
    page.sections[0]["measures"].reverse()
    page.sections[0]["measures"][0]["text"] = ""
    page.sections[1]["measures"].append({"marker": "五是", "text": "刚刚写的"})
    response = page.save(editor)
    assert "这个字段是必填项。" in response.content.decode()
    section = next(iter(response.context["inline_admin_formsets"][0]))
    texts = [row.form["text"].value() for row in section.form.inlines[0]]
    assert texts == ["", "二", "一", None]
    assert "刚刚写的" in response.content.decode()


def test_line_feeds_come_in_as_they_were(editor, record):
    Measure.objects.filter(text="一").update(text="甲\n\n乙")
    page = opened(record)
    page.sections[0]["measures"][0]["text"] = "甲\r\n\r\n乙"
    saved(page, editor)
    assert Measure.objects.filter(text="甲\n\n乙").exists()


def test_nothing_is_saved_when_one_part_fails(editor, record, monkeypatch):
    before = outline(record)

    def fail(self, *args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(Figure, "save", fail)
    page = opened(record)
    page.fields["title"] = "新题"
    page.sections.reverse()
    page.figures.append({"label": "面积", "value": "34", "unit": "平方公里"})
    with pytest.raises(RuntimeError):
        page.save(editor)
    kept = Record.objects.get(pk=record.pk)
    assert (kept.title, kept.revision, outline(kept)) == ("原题", 1, before)


def test_a_save_raises_the_edition(editor, record):
    before = Edition.current()
    page = opened(record)
    page.sections[0]["measures"][0]["text"] = "改过"
    saved(page, editor)
    assert Edition.current() > before


def test_history_names_what_was_changed_and_not_what_stayed(editor, record):
    page = opened(record)
    page.sections[0]["measures"][0]["text"] = "改过"
    saved(page, editor)
    told = LogEntry.objects.latest("action_time").get_change_message()
    assert "一是　改过" in told
    assert "正文" in told
    assert "二是" not in told


def test_same_record_added_meanwhile_is_refused_in_words(editor, monkeypatch):
    """As on PostgreSQL, where the other's row appears between the check and the write."""
    other = make_record()
    page = Page(
        {
            "title": "又一份",
            "recipient": other.recipient_id,
            "commendation": other.commendation_id,
            "tributes_before": 0,
        }
    )
    checked = Record.validate_constraints
    skipped = iter([True])
    monkeypatch.setattr(
        Record,
        "validate_constraints",
        lambda self, exclude=None: None if next(skipped, False) else checked(self, exclude),
    )
    response = page.save(editor)
    assert "这一对象的这项表彰已经有记录。" in response.content.decode()
    assert "又一份" in response.content.decode()


def queries_for(act):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        act()
    return len(queries)


def test_opening_takes_no_more_queries_for_more_measures(editor):
    counts = []
    for measures in (2, 8):
        address = opened(make_whole_record(2, measures)).address
        counts.append(queries_for(partial(editor.get, address)))
    assert counts[0] == counts[1]


# Of a public record all is copied first into the version that is being written.
@pytest.mark.slow
@pytest.mark.parametrize(("status", "most"), [("draft", 75), ("published", 85)])
def test_a_record_of_250_measures_opens_and_saves(editor, status, most):
    record = make_whole_record(10, 25, status=status)
    assert editor.get(f"/admin/records/record/{record.pk}/change/").status_code == 200
    page = opened(record)
    page.sections.reverse()
    page.sections[0]["measures"][0]["text"] = "改过"
    queries = queries_for(lambda: page.save(editor))
    assert queries < most
    record.refresh_from_db()
    assert record.working.sections.get(number=1).measures.first().text == "改过"
