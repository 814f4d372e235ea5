"""A file of several records in the admin: one document each, joined and cut elsewhere."""

import pytest
from django.urls import reverse

from records.admin.imports import recutting
from records.admin.imports.stored_readings import load_reading
from records.models import AuditEntry, ImportBatch, ImportedDocument, Record
from tests.admin.imports.import_pages import STREET, hand_in, opened

pytestmark = pytest.mark.django_db
LONG = "她每天清早走进社区，帮助老人买菜、取药，把各家的难处记在本子上，一件一件办好。"
PEOPLE = ["王样本", "李示例", "赵范文"]
AWARD = "2019年全国示例先进工作者"


def collection(*people, award=AWARD):
    parts = [f"样本社区书记－{name}－{award}\n{name}，女，1970年出生。{LONG}\n{LONG}" for name in people]
    return "\n".join(["样本省先进个人事迹", *parts])


def take_in(client, text, name="汇编.txt"):
    hand_in(client, (name, text.encode()))
    return rows()


def rows():
    return list(ImportBatch.objects.latest("pk").documents.all())


@pytest.fixture
def parts(editor):
    return take_in(editor, collection(*PEOPLE))


def press(client, row, what, **data):
    response = client.post(reverse(f"admin:records_importbatch_{what}", args=[row.pk]), data, follow=True)
    return " ".join(str(message) for message in response.context["messages"])


def names(found):
    return [row.reading["deeds"]["recipient"]["name"] for row in found]


def places(found):
    return [(row.part, row.parts) for row in found]


# --- What comes in --------------------------------------------------------------------------------------


def test_each_record_of_a_file_waits_for_its_review(parts):
    assert names(parts) == PEOPLE
    assert places(parts) == [(1, 3), (2, 3), (3, 3)]
    assert [row.label for row in parts] == ["汇编.txt（1/3）", "汇编.txt（2/3）", "汇编.txt（3/3）"]
    assert "".join(row.text for row in parts) == collection(*PEOPLE)


def test_files_keep_their_order(editor):
    hand_in(editor, ("乙.txt", collection(*PEOPLE).encode()), ("甲.txt", STREET.encode()))
    assert [(row.file, row.part, row.name) for row in rows()] == [
        *((1, n, "乙.txt") for n in (1, 2, 3)),
        (2, 1, "甲.txt"),
    ]


def test_the_batch_names_each_part_below_its_file(editor, parts):
    content = editor.get(
        reverse("admin:records_importbatch_change", args=[parts[0].batch_id])
    ).content.decode()
    assert "<strong>汇编.txt</strong> 分成了 3 份" in content
    assert all(row.label in content for row in parts)
    assert content.count('value="与下一份合并"') == 2


def test_lines_of_a_part_have_the_numbers_of_the_file(editor, parts):
    content = opened(editor, parts[1]).content
    assert 'id="line-5"' in content
    assert 'id="line-4"' not in content
    assert "第 2 份，共 3 份（第 5 到 7 行）" in content


def test_each_part_is_saved_and_the_next_one_opened(editor, parts):
    response = opened(editor, parts[0]).send(editor)
    assert response.url == reverse("admin:records_importbatch_document", args=[parts[1].pk])
    assert Record.objects.get().recipient.name == "王样本"


# --- Joined ---------------------------------------------------------------------------------------------


def test_a_part_is_joined_with_the_next(editor, parts):
    assert "已与下一份合并" in press(editor, parts[0], "join")
    found = rows()
    assert places(found) == [(1, 2), (2, 2)]
    assert names(found) == ["王样本", "赵范文"]
    assert "".join(row.text for row in found) == collection(*PEOPLE)
    assert "李示例，女" in str(found[0].reading["deeds"])


def test_the_doubt_says_where_the_file_is_cut_then(editor, parts):
    press(editor, parts[1], "join")
    (told,) = [message for message in load_reading(rows()[0]).messages if message.code == "parts-cut"]
    assert "2 份" in told.text
    press(editor, rows()[0], "join")
    assert not [message for message in load_reading(rows()[0]).messages if message.code == "parts-cut"]


def test_the_last_part_has_none_to_be_joined_with(editor, parts):
    assert "后面没有下一份" in press(editor, parts[2], "join")
    assert len(rows()) == 3


# --- Cut ------------------------------------------------------------------------------------------------


def test_what_was_joined_is_cut_again_as_it_was(editor, parts):
    before = [row.reading["deeds"] for row in parts]
    press(editor, parts[0], "join")
    assert "已从第 5 行切开" in press(editor, rows()[0], "cut", line="5")
    found = rows()
    assert places(found) == [(1, 3), (2, 3), (3, 3)]
    assert [row.reading["deeds"] for row in found] == before


def test_one_document_is_cut_where_the_editor_says(editor):
    (row,) = take_in(
        editor, "\n".join(["样本社区的一天", LONG, "李示例", f"李示例，女，样本社区居民。{LONG}"])
    )
    press(editor, row, "cut", line="3")
    found = rows()
    assert [one.text.splitlines()[0] for one in found] == ["样本社区的一天", "李示例"]
    assert names(found)[1] == "李示例"
    assert found[1].reading["deeds"]["title"] == "李示例"


def test_a_file_that_was_not_cut_surely_is_cut_by_hand(editor):
    lines = [f"样本社区书记－{name}－{AWARD}" for name in PEOPLE]
    (row,) = take_in(editor, "\n".join(["名单", *lines, LONG]))
    assert names([row]) == [None]
    press(editor, row, "cut", line="3")
    press(editor, rows()[1], "cut", line="4")
    assert names(rows()) == PEOPLE
    assert "several-people" not in str([one.reading["messages"] for one in rows()])


def test_a_cut_in_what_belonged_to_no_record_makes_one_of_it(editor):
    text = f"前言\n{LONG}\n" + collection(*PEOPLE)
    (first, *_) = take_in(editor, text)
    press(editor, first, "cut", line="3")
    found = rows()
    assert places(found)[:2] == [(1, 4), (2, 4)]
    assert found[0].reading["deeds"]["introduction"]
    assert names(found)[1:] == PEOPLE


def test_looks_of_lines_are_kept(editor):
    heading = "<h2>{}</h2><p>" + LONG + "</p>"
    text = "".join(heading.format(title) for title in ("立好样本", "用好样本", "看好样本"))
    hand_in(
        editor,
        ("页.html", f"<html><body><h1>样本社区先进事迹材料</h1><p>{LONG}</p>{text}</body></html>".encode()),
    )
    (row,) = rows()
    line = row.text[: row.text.index("用好样本")].count("\n") + 1
    press(editor, row, "cut", line=str(line))
    press(editor, rows()[0], "join")
    assert [section["title"] for section in rows()[0].reading["deeds"]["sections"]] == [
        "立好样本",
        "用好样本",
        "看好样本",
    ]


@pytest.mark.parametrize("line", ["", "x", "0", "1", "8", "99", "-1"])
def test_a_line_outside_of_the_part_is_refused_with_the_lines_it_has(editor, parts, line):
    assert "第 5 到 7 行" in press(editor, parts[1], "cut", line=line)
    assert len(rows()) == 3


# --- Refused --------------------------------------------------------------------------------------------


def test_what_was_corrected_is_not_read_over(editor, parts):
    page = opened(editor, parts[1])
    page.data["title"] = "改好的标题"
    page.send(editor, "_keep")
    assert "保存过修改" in press(editor, parts[1], "cut", line="6")
    assert "保存过修改" in press(editor, parts[0], "join")
    assert rows()[1].reading["deeds"]["title"] == "改好的标题"


def test_what_is_on_the_site_stays_as_it_is(editor, parts):
    opened(editor, parts[1]).send(editor)
    assert "已经处理过" in press(editor, parts[1], "cut", line="6")
    assert "已经处理过" in press(editor, parts[0], "join")
    assert len(rows()) == 3


def test_who_comes_second_is_refused(editor, parts, monkeypatch):
    read_again = recutting.read_again

    def meanwhile(*found):
        ImportedDocument.objects.filter(pk=parts[0].pk).update(revision=7)
        return read_again(*found)

    monkeypatch.setattr(recutting, "read_again", meanwhile)
    assert "刚才有人动过" in press(editor, parts[0], "join")
    assert len(rows()) == 3


def test_a_form_opened_before_the_cut_is_stale(editor, parts):
    page = opened(editor, parts[0])
    press(editor, parts[0], "cut", line="4")
    assert "有人保存过" in page.send(editor).content.decode()
    assert not Record.objects.exists()


def test_a_document_of_one_record_by_its_form_is_not_cut(editor):
    hand_in(editor, ("一.json", '{"title": "样本", "introduction": "甲\\n乙"}'.encode()))
    (row,) = rows()
    assert "不能切开" in press(editor, row, "cut", line="2")


@pytest.mark.parametrize("what", ["join", "cut"])
def test_only_who_may_import_may_cut_and_only_by_a_button(editor, staff, parts, what):
    address = reverse(f"admin:records_importbatch_{what}", args=[parts[0].pk])
    assert editor.get(address).status_code == 405
    assert staff("view_record", name="读者").post(address, {"line": "4"}).status_code == 403
    assert staff("add_record", name="另一位").post(address, {"line": "4"}).status_code == 404
    assert len(rows()) == 3


def test_both_are_in_the_audit_log(editor, parts):
    press(editor, parts[0], "join")
    press(editor, rows()[0], "cut", line="5")
    details = list(AuditEntry.objects.order_by("pk").values_list("detail", flat=True))[-4:]
    assert any("合并成一份" in detail for detail in details)
    assert any("从第 5 行切成两份" in detail for detail in details)


def test_a_button_of_the_batch_leads_back_to_it(editor, parts):
    address = reverse("admin:records_importbatch_join", args=[parts[0].pk])
    response = editor.post(address, {"from": "batch", "page": "1"})
    assert response.url.endswith(f"/change/?page=1#document-{parts[0].pk}")


def test_parts_are_undone_together(editor, publisher, parts):
    for row in parts:
        opened(editor, row).send(editor)
    assert Record.objects.count() == 3
    publisher.post(reverse("admin:records_importbatch_undo") + f"?batch={parts[0].batch_id}")
    assert not Record.objects.exists()
