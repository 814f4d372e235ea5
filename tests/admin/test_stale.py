"""Two people at one record: the second is told what differs, and loses nothing that was typed."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from records.models import Measure, Record, Section
from tests.admin.pages import opened, outline
from tests.factories import make_figure, make_measure, make_record, make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def record():
    record = make_record("draft", title="原题")
    section = make_section(record, 1, title="甲")
    make_measure(section, 1, text="一")
    make_measure(section, 2, text="二")
    return record


@pytest.fixture
def other(staff):
    return staff("change_record", "view_record", name="wang", last_name="王五")


def refused(page, client):
    """The page as it comes back, and what it says is different."""
    response = page.save(client)
    assert response.status_code == 200
    content = response.content.decode()
    assert "您的修改还没有保存" in content
    return content, {difference.where: difference for difference in response.context["differences"]}


def save_again(page, client):
    page.fields["revision"] = Record.objects.get().revision
    assert page.save(client).status_code == 302
    return outline(Record.objects.get())


def test_a_stale_page_is_refused_with_who_saved_and_what_differs(editor, other, record):
    mine, theirs = opened(record), opened(record)
    theirs.fields["title"] = "他们的题"
    theirs.save(other)
    mine.fields["title"] = "我的题"
    content, found = refused(mine, editor)
    assert "王五（" in content
    assert (found["标题"].stored, found["标题"].typed) == ("他们的题", "我的题")
    assert Record.objects.get().title == "他们的题"
    assert 'value="我的题"' in content


def test_a_second_deliberate_save_goes_through(editor, other, record):
    mine = opened(record)
    opened(record).save(other)
    mine.fields["title"] = "我的题"
    response = mine.save(editor)
    mine.fields["revision"] = response.context["adminform"].form["revision"].value()
    assert mine.save(editor).status_code == 302
    assert (Record.objects.get().title, Record.objects.get().revision) == ("我的题", 3)


def test_differences_in_sections_and_measures_are_told_each_in_its_place(editor, other, record):
    mine, theirs = opened(record), opened(record)
    theirs.sections[0]["title"] = "他们的章节"
    theirs.sections[0]["measures"][1]["text"] = "很长的相同开头，很长的相同开头，然后是他们的话"
    theirs.save(other)
    mine.sections[0]["measures"][1]["text"] = "很长的相同开头，很长的相同开头，然后是我的话"
    content, found = refused(mine, editor)
    assert found["章节 1：标题"].stored == "他们的章节"
    stored, typed = found["章节 1 › 举措 2：正文"].sides
    assert [piece.text for piece in stored if piece.is_other] == ["他们"]
    assert [piece.text for piece in typed if piece.is_other] == ["我"]
    assert "然后是<del>他们</del>的话" in content
    assert "然后是<ins>我</ins>的话" in content


def test_a_measure_that_someone_deleted_keeps_its_typed_text_and_is_made_anew(editor, other, record):
    mine, theirs = opened(record), opened(record)
    theirs.sections[0]["measures"][1]["delete"] = True
    theirs.save(other)
    mine.sections[0]["measures"][1]["text"] = "我正在写的话"
    content, found = refused(mine, editor)
    assert "已被别人删除" in found["章节 1 › 举措 2"].note
    assert "我正在写的话" in content
    assert save_again(mine, editor) == [(1, "甲", [(1, "一"), (2, "我正在写的话")])]


def test_a_section_that_someone_deleted_is_made_anew_with_its_measures(editor, other, record):
    mine, theirs = opened(record), opened(record)
    theirs.sections[0]["delete"] = True
    theirs.save(other)
    assert not Section.objects.exists()
    content, found = refused(mine, editor)
    assert "已被别人删除" in found["章节 1"].note
    assert content.count(">一</textarea>") + content.count("\n一</textarea>") == 1
    assert save_again(mine, editor) == [(1, "甲", [(1, "一"), (2, "二")])]


def test_a_section_without_a_title_that_someone_deleted_is_made_anew_too(editor, other, record):
    Section.objects.update(title="")
    mine, theirs = opened(record), opened(record)
    theirs.sections[0]["delete"] = True
    theirs.save(other)
    refused(mine, editor)
    assert save_again(mine, editor) == [(1, "", [(1, "一"), (2, "二")])]


def test_rows_that_someone_added_are_named_and_stay(editor, other, record):
    mine, theirs = opened(record), opened(record)
    theirs.sections[0]["measures"].insert(0, {"text": "他们的举措"})
    theirs.sections.append({"title": "他们的章节"})
    theirs.save(other)
    mine.sections[0]["measures"].append({"text": "我的举措"})
    _, found = refused(mine, editor)
    assert {where for where, difference in found.items() if "别人新增" in difference.note} == {
        "举措“1　他们的举措”",
        "章节“他们的章节”",
    }
    assert save_again(mine, editor) == [
        (1, "甲", [(1, "一"), (2, "二"), (3, "我的举措"), (4, "他们的举措")]),
        (2, "他们的章节", []),
    ]


def test_a_row_that_i_delete_and_someone_else_deleted_is_no_trouble(editor, other, record):
    mine, theirs = opened(record), opened(record)
    for page in (mine, theirs):
        page.sections[0]["measures"][0]["delete"] = True
    theirs.save(other)
    refused(mine, editor)
    assert save_again(mine, editor) == [(1, "甲", [(1, "二")])]


def test_a_figure_of_a_measure_that_someone_deleted_is_kept(editor, other, record):
    make_figure(record, measure=Measure.objects.get(text="二"), label="面积")
    mine, theirs = opened(record), opened(record)
    theirs.sections[0]["measures"][1]["delete"] = True
    theirs.save(other)
    mine.figures[0]["label"] = "总面积"
    content, found = refused(mine, editor)
    assert found["数据 1：名称"].typed == "总面积"
    assert "总面积" in content
    mine.figures[0]["measure"] = ""  # what the page shows: the choice is gone
    save_again(mine, editor)
    assert record.figures.get().label == "总面积"


def test_typed_text_survives_more_than_one_refusal(editor, other, record):
    mine = opened(record)
    mine.sections[0]["measures"][0]["text"] = "我的话"
    for _ in range(2):
        opened(record).save(other)
        content, _ = refused(mine, editor)
        assert "我的话" in content


def test_a_page_without_a_revision_is_taken_for_stale(editor, record):
    page = opened(record)
    page.fields["revision"] = "一"
    refused(page, editor)


def test_publishing_counts_as_a_change(editor, publisher, record):
    mine = opened(record)
    publisher.post(f"/admin/records/record/{record.pk}/publish/", {"revision": 1})
    content, _ = refused(mine, editor)
    assert "文字没有不同" in content


def test_a_change_by_a_command_names_nobody(editor, record):
    mine = opened(record)
    record.revision += 1
    record.save()
    content, _ = refused(mine, editor)
    assert "有人（" in content


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_the_same_moment_one_is_refused(editor, other, record):
    def save(client):
        try:
            return opened_page.save(client).status_code
        finally:
            connections.close_all()

    opened_page = opened(record)
    with ThreadPoolExecutor() as both:
        assert sorted(both.map(save, [editor, other])) == [200, 302]
    assert Record.objects.get().revision == 2
