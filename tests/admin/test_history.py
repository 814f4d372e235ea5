"""The history of a thing says who changed what, in words, and no number that only programs know."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from records.admin import history
from records.audit import Act, record_act
from records.models import Record
from records.publishing import publish, return_to_draft, submit_for_review, withhold_version
from tests.admin.conftest import Staff
from tests.admin.pages import opened
from tests.factories import (
    make_category,
    make_commendation,
    make_correction,
    make_recipient,
    make_record,
    make_whole_record,
)

pytestmark = pytest.mark.django_db


def of(client: Client, record: Record, **query: int) -> str:
    page = client.get(f"/admin/records/record/{record.pk}/history/", query)
    assert page.status_code == 200
    return " ".join(re.sub("<[^>]+>", "", page.content.decode().split("<main")[1]).split())


def test_new_measure_is_named_by_its_place_and_not_by_a_long_number(editor: Client) -> None:
    record = make_whole_record(status="draft")
    page = opened(record)
    page.sections[0]["measures"].append({"marker": "四是", "text": "新写的举措。"})
    page.sections.append({"title": "新写的章", "lead": "", "measures": []})
    page.save(editor)
    read = of(editor, record)
    assert "第 1 章第 4 条 四是新写的举措。" in read
    assert not re.search(r"\d{7}", read)


def test_entry_of_the_admin_names_a_new_section_by_its_number(editor: Client, admin_user: User) -> None:
    from django.contrib.admin.models import LogEntry

    record = make_whole_record(status="draft")
    page = opened(record)
    page.sections.append({"title": "", "lead": "导语。", "measures": []})
    page.save(editor)
    assert "第 4 部分" in LogEntry.objects.latest("pk").get_change_message()


def test_change_is_told_by_whom_and_from_what_to_what(editor: Client) -> None:
    record = make_record("draft", title="原来的题")
    page = opened(record)
    page.fields["title"] = "改过的题"
    page.save(editor)
    assert "修改 张三" in of(editor, record)
    assert re.search("标题 原来的题 →改为 改过的题", of(editor, record))


def test_steps_are_told_newest_first_with_the_reason_of_a_return(editor: Client, admin_user: User) -> None:
    record = make_record("draft")
    submit_for_review(record, by=admin_user)
    return_to_draft(record, by=admin_user, reason="缺年份")
    publish(record, by=admin_user)
    read = of(editor, record)
    assert read.index("发布 admin") < read.index("退回原因") < read.index("送审 admin")
    assert "缺年份" in read
    assert "tag:" not in read


def test_award_is_named_without_its_number(editor: Client) -> None:
    record = make_record("draft", commendation=make_commendation(make_category("旧表彰"), 2010))
    page = opened(record)
    page.fields["commendation"] = make_commendation(make_category("新表彰"), 2012).pk
    page.save(editor)
    assert "旧表彰（2010年） →改为 新表彰（2012年）" in of(editor, record)
    assert f"（{record.commendation_id}）" not in of(editor, record)


def test_long_text_is_cut_to_what_stands_beside_the_difference(editor: Client) -> None:
    record = make_record("draft", introduction="甲" * 300 + "旧" + "乙" * 300)
    page = opened(record)
    page.fields["introduction"] = "甲" * 300 + "新" + "乙" * 300
    page.save(editor)
    read = of(editor, record)
    assert "甲旧乙" in read
    assert "甲" * 30 not in read


def test_who_only_looked_is_not_in_it(editor: Client) -> None:
    record = make_record("draft")
    editor.get(opened(record).address)
    assert "审计日志里没有它的改动" in of(editor, record)


def test_history_has_pages(editor: Client, admin_user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "ENTRIES_PER_PAGE", 2)
    record = make_record("draft")
    for number in range(3):
        record_act(Act.CHANGED, on=record, by=admin_user, changes={"标题": (None, f"第{number}题")})
    assert "第2题" in of(editor, record)
    assert "第0题" not in of(editor, record)
    assert "第0题" in of(editor, record, page=2)


def test_person_is_the_same_under_both_names(admin_client: Client, admin_user: User) -> None:
    person = make_recipient("样例人", kind="person")
    record_act(Act.CHANGED, on=person, by=admin_user, changes={"简称": ("", "小样")})
    page = admin_client.get(f"/admin/records/person/{person.pk}/history/").content.decode()
    assert "小样" in page


def test_history_is_kept_from_who_may_not_see_the_record(staff: Staff) -> None:
    record = make_record("draft")
    assert staff("view_category").get(f"/admin/records/record/{record.pk}/history/").status_code == 403


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        ("样例单位（12）", "样例单位"),
        ("样例表彰（2011年）（12）", "样例表彰（2011年）"),
        ("2026-11-29T14:38:06.404661+08:00", "2026-11-29 14:38"),
        ("2026-11-29", "2026-11-29"),
        (12, 12),
        (None, None),
    ],
)
def test_values_are_told_as_people_write_them(kept: object, told: object) -> None:
    assert history.plain(kept) == told


def test_history_stands_under_its_versions_and_says_from_where(editor: Client, admin_user: User) -> None:
    record = make_record("draft", title="原来的题")
    publish(record, by=admin_user)
    page = opened(record)
    page.fields["title"] = "改过的题"
    page.save(editor)
    read = of(editor, record)
    assert read.index("第 2 版，还没有公布") < read.index("改过的题") < read.index("第 1 版，")
    assert read.index("第 1 版，") < read.index("发布 admin")
    assert "从 127.0.0.1" in read


def test_history_tells_of_approvals_and_of_versions_withheld(editor: Client, admin_user: User) -> None:
    record = make_correction(make_whole_record())
    withhold_version(record.versions.get(number=1), by=admin_user, reason="有个人信息")
    read = of(editor, record)
    assert (
        read.index("第 1 版，")
        < read.index("停止公开一版")
        < read.index("第 2 版，")
        < read.index("公布更正")
    )
    assert "有个人信息" in read
