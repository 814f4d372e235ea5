"""The start page tells each member of staff what waits for him, and what was changed last."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from records.audit import Act, record_act
from records.models import Handling, ImportBatch, ImportedDocument, Record
from records.publishing import publish, return_to_draft, submit_for_review
from tests.admin.conftest import Staff
from tests.factories import make_recipient, make_record, make_site_settings

pytestmark = pytest.mark.django_db
MAX_QUERIES = 12


def desk(client: Client) -> Any:
    return client.get("/admin/").context


def counts(client: Client) -> dict[str, int]:
    return {one.label: one.count for one in desk(client)["waiting"]}


def named(name: str) -> User:
    return User.objects.get(username=name)


@pytest.fixture
def clerk(staff: Staff) -> Client:
    return staff("add_record", "change_record", "view_record", name="录入", last_name="张")


@pytest.fixture
def head(staff: Staff) -> Client:
    return staff("add_record", "change_record", "view_record", "publish_record", name="审核", last_name="李")


@pytest.fixture
def work(clerk: Client, head: Client) -> dict[str, Record]:
    """One draft, one that waits, one that came back, one set for tomorrow; and a draft of nobody."""
    writer, publisher = named("录入"), named("审核")
    records = {name: make_record("draft", title=f"{name}的事迹") for name in ("draft", "review", "returned")}
    for record in records.values():
        Handling.objects.create(record=record, by=writer)
    submit_for_review(records["review"], by=writer)
    submit_for_review(records["returned"], by=writer)
    return_to_draft(records["returned"], by=publisher, reason="请补上<年份>")
    records["scheduled"] = make_record("review", title="明天的事迹")
    publish(records["scheduled"], by=publisher, at=timezone.now() + timedelta(days=1))
    make_record("draft", title="没有经手人的事迹")
    batch = ImportBatch.objects.create(by=writer)
    for number, state in enumerate(["waiting", "waiting", "created"]):
        ImportedDocument.objects.create(batch=batch, name="材料.txt", file=number, state=state)
    return records


def test_clerk_sees_own_drafts_and_what_came_back(clerk: Client, work: dict[str, Record]) -> None:
    assert counts(clerk) == {"我的草稿": 1, "被退回": 1, "待核对的导入": 2}


def test_publisher_sees_what_waits_for_review_and_for_its_hour(head: Client, work: dict[str, Record]) -> None:
    assert counts(head) == {"待我审核": 1, "我的草稿": 0, "被退回": 0, "定时": 1, "待核对的导入": 2}


def test_who_may_do_nothing_about_records_is_told_that_nothing_waits(
    staff: Staff, work: dict[str, Record]
) -> None:
    page = staff("view_category", name="旁人").get("/admin/")
    assert page.context["waiting"] == []
    assert "事迹" not in page.content.decode()


@pytest.mark.parametrize(("name", "label"), [("review", "待我审核"), ("scheduled", "定时")])
def test_count_of_a_publisher_leads_to_just_these_records(
    head: Client, work: dict[str, Record], name: str, label: str
) -> None:
    (address,) = (one.address for one in desk(head)["waiting"] if one.label == label)
    assert list(head.get(address).context["cl"].result_list) == [work[name]]


@pytest.mark.parametrize(("name", "label"), [("draft", "我的草稿"), ("returned", "被退回")])
def test_count_of_a_clerk_leads_to_just_these_records(
    clerk: Client, work: dict[str, Record], name: str, label: str
) -> None:
    (address,) = (one.address for one in desk(clerk)["waiting"] if one.label == label)
    assert list(clerk.get(address).context["cl"].result_list) == [work[name]]


def test_count_of_imports_leads_to_the_batches_with_something_to_check(
    clerk: Client, work: dict[str, Record]
) -> None:
    done = ImportBatch.objects.create(by=named("录入"))
    (address,) = (one.address for one in desk(clerk)["waiting"] if one.label == "待核对的导入")
    listed = list(clerk.get(address).context["cl"].result_list)
    assert len(listed) == 1
    assert done not in listed


def test_batches_of_others_wait_for_none_who_may_not_read_them(staff: Staff, work: dict[str, Record]) -> None:
    assert counts(staff("add_record", name="新人")) == {"待核对的导入": 0}


def test_reason_of_a_return_stands_before_its_writer(clerk: Client, work: dict[str, Record]) -> None:
    page = clerk.get("/admin/").content.decode()
    assert "退回原因：请补上&lt;年份&gt;" in page
    assert f"/admin/records/record/{work['returned'].pk}/change/" in page


def test_reason_of_a_return_is_not_shown_to_others(head: Client, work: dict[str, Record]) -> None:
    assert desk(head)["returned"] == []


def test_last_changes_tell_who_did_what_and_lead_there(clerk: Client, work: dict[str, Record]) -> None:
    told = desk(clerk)["changes"][0]
    assert (told["who"], told["act"], told["name"]) == ("李", "定时发布", "明天的事迹")
    assert told["address"] == f"/admin/records/record/{work['scheduled'].pk}/change/"


def test_last_changes_tell_of_each_thing_once(clerk: Client, work: dict[str, Record]) -> None:
    names = [told["name"] for told in desk(clerk)["changes"]]
    assert len(names) == len(set(names))
    assert "returned的事迹" in names


def test_looking_is_no_change(clerk: Client) -> None:
    record_act(Act.VIEWED, on=make_record("draft"), by=named("录入"))
    assert desk(clerk)["changes"] == []


def test_what_is_gone_is_named_without_a_link(clerk: Client, admin_user: User) -> None:
    record_act(Act.DELETED, on=make_record("draft", title="删去的"), by=admin_user)
    (told,) = desk(clerk)["changes"]
    assert (told["name"], told["address"]) == ("删去的", "")


def test_changes_of_drafts_are_not_told_to_who_may_not_read_them(
    staff: Staff, work: dict[str, Record], admin_user: User
) -> None:
    record_act(Act.CHANGED, on=make_recipient("草稿里的单位"), by=admin_user)
    assert desk(staff("add_record", "view_category", name="新人"))["changes"] == []


def test_start_page_takes_few_queries_however_much_waits(head: Client, work: dict[str, Record]) -> None:
    asked = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            head.get("/admin/")
        asked.append(len(queries))
        for _ in range(5):
            submit_for_review(make_record("draft"), by=named("审核"))
    assert asked[0] == asked[1] <= MAX_QUERIES


def test_admin_has_the_color_that_the_operator_chose(client: Client) -> None:
    make_site_settings(accent="#12467b")
    assert "/admin/colors.css?12467b" in client.get("/admin/login/").content.decode()
    assert "--red-ground: #12467b" in client.get("/admin/colors.css").content.decode()


def test_admin_asks_for_no_color_where_none_was_chosen(client: Client) -> None:
    assert "colors.css" not in client.get("/admin/login/").content.decode()
