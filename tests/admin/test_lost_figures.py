"""A figure whose number no longer stands in its text is told on the record's page."""

import pytest
from django.contrib.messages import get_messages

from records.models import Record
from tests.admin.pages import opened
from tests.factories import make_figure, make_measure, make_record, make_section

pytestmark = pytest.mark.django_db

MARK = "正文里没有这个数"


@pytest.fixture
def record() -> Record:
    record = make_record()
    measure = make_measure(make_section(record), text="走访居民1200户。")
    make_figure(record, measure=measure, label="走访居民", value=1200, unit="户")
    return record


def said(client, page) -> str:
    return " ".join(str(message) for message in get_messages(page.save(client).wsgi_request))


def test_saving_another_number_names_the_figure(editor, record):
    page = opened(record)
    page.sections[0]["measures"][0]["text"] = "走访居民1300户。"
    assert "走访居民 1200户" in said(editor, page)


def test_saving_the_number_in_other_words_says_nothing(editor, record):
    page = opened(record)
    page.sections[0]["measures"][0]["text"] = "走访居民一千二百户。"
    assert "走访居民 1200户" not in said(editor, page)


def test_the_row_of_such_a_figure_is_marked(editor, record):
    record.sections.get().measures.update(text="走访了居民。")
    assert MARK in editor.get(f"/admin/records/record/{record.pk}/change/").content.decode()


def test_a_figure_that_stands_in_its_text_has_no_mark(editor, record):
    assert MARK not in editor.get(f"/admin/records/record/{record.pk}/change/").content.decode()


def test_a_key_figure_is_marked_as_one(editor, record):
    record.figures.update(is_key=True)
    page = editor.get(f"/admin/records/record/{record.pk}/change/").content.decode()
    assert '<span class="part-mark">关键</span>' in page
