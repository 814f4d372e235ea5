"""Every list of the admin answers whatever is asked of it, also what no page of its own sends."""

import re
from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from records.models import Handling, Record
from records.publishing import return_to_draft
from tests.factories import make_category, make_commendation, make_recipient, make_record

pytestmark = pytest.mark.django_db
NO_NUMBERS = ["9" * 25 + "x", "9" * 25, "x", "-1", ""]
NO_DAYS = [
    "{}__year=9999&{}__month=12&{}__day=31",
    "{}__year=1&{}__month=1&{}__day=1",
    "{}__year=9999",
    "{}__year=" + "9" * 20,
    "{}__gte=0001-01-01 00:00%2B08:00",
    "{}__lt=9999-12-31 23:59-12:00",
]


def lists() -> list[tuple[str, admin.ModelAdmin]]:
    """The address of each, and what stands behind it."""
    return [
        (reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_changelist"), behind)
        for model, behind in admin.site._registry.items()
    ]


@pytest.mark.parametrize("chosen", NO_NUMBERS)
def test_what_is_no_row_of_a_list_is_refused(
    admin_client: Client, admin_user: User, rf: RequestFactory, chosen: str
) -> None:
    admin_client.raise_request_exception = False
    request = rf.get("/")
    request.user = admin_user
    answers = {
        (address, action): admin_client.post(address, {"action": action, "_selected_action": chosen})
        for address, behind in lists()
        for action in behind.get_actions(request)
    }
    assert len(answers) > 10
    assert {one: answer.status_code for one, answer in answers.items() if answer.status_code != 400} == {}


@pytest.mark.parametrize("asked", NO_DAYS)
def test_a_day_that_no_calendar_has_leads_to_the_whole_list(admin_client: Client, asked: str) -> None:
    admin_client.raise_request_exception = False
    answers = {}
    for address, behind in lists():
        for field in behind.opts.concrete_fields:
            if field.get_internal_type() == "DateTimeField":
                there = f"{address}?{asked.replace('{}', field.name)}"
                answers[there] = admin_client.get(there, follow=True).status_code
    assert len(answers) > 3
    assert {there: status for there, status in answers.items() if status not in {200, 400}} == {}


def test_when_an_account_was_made_is_nothing_to_choose(admin_client: Client, admin_user: User) -> None:
    page = reverse("admin:auth_user_change", args=[admin_user.pk])
    form = {"username": "admin", "date_joined_0": "0001-01-01", "date_joined_1": "00:00:00"}
    assert admin_client.post(page, form).status_code == 302
    assert User.objects.get(pk=admin_user.pk).date_joined == admin_user.date_joined


# --- The list of records ----------------------------------------------------------------------------

RECORDS = "/admin/records/record/"


def listed(client: Client, **query: str | int) -> list[Record]:
    return list(client.get(RECORDS, query).context["cl"].result_list)


def test_records_are_found_by_name_award_year_and_place(admin_client: Client) -> None:
    award = make_commendation(make_category("先进基层党组织"), 2011)
    recipient = make_recipient("彭李街道", region="山东省/滨州市/滨城区")
    found = make_record(commendation=award, recipient=recipient)
    make_record(commendation=make_commendation(award.category, 2016))
    for words in ("彭李", "先进基层 2011", "先进基层 2011年", "2011年度", "滨州", "滨城区 2011 先进"):
        assert listed(admin_client, q=words) == [found], words


@pytest.mark.parametrize("state", ["draft", "returned", "review", "scheduled", "published", "withdrawn"])
def test_each_record_is_in_one_state(admin_client: Client, admin_user: User, state: str) -> None:
    records = {name: make_record(name) for name in ("draft", "review", "published", "withdrawn")}
    records["returned"] = make_record("review")
    return_to_draft(records["returned"], by=admin_user, reason="缺年份")
    records["scheduled"] = make_record(published_at=timezone.now() + timedelta(days=1))
    assert listed(admin_client, state=state) == [records[state]]


def test_records_are_narrowed_to_who_has_them_in_hand(admin_client: Client, admin_user: User) -> None:
    mine, others = make_record("draft"), make_record("draft")
    Handling.objects.create(record=mine, by=admin_user)
    Handling.objects.create(record=others, by=User.objects.create_user("旁人"))
    assert listed(admin_client, holder=admin_user.pk) == [mine]
    assert listed(admin_client, holder=admin_user.pk, state="draft") == [mine]
    assert set(listed(admin_client, holder="x")) == {mine, others}


def test_a_later_page_follows_the_one_before(admin_client: Client) -> None:
    award = make_commendation()
    records = [make_record(commendation=award) for _ in range(27)]
    newest_first = records[::-1]
    assert listed(admin_client) == newest_first[:25]
    assert listed(admin_client, p=2) == newest_first[25:]


def test_list_of_a_full_page_takes_as_many_queries_as_that_of_two(admin_client: Client) -> None:
    award, asked = make_commendation(), []
    for more in (26, 30):
        for _ in range(more):
            record = make_record(commendation=award)
            user = User.objects.create_user(f"{record.pk}")
            Handling.objects.create(record=record, by=user)
        with CaptureQueriesContext(connection) as queries:
            admin_client.get(RECORDS)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_texts_of_records_are_not_read_for_their_list(admin_client: Client) -> None:
    make_record()
    with CaptureQueriesContext(connection) as queries:
        admin_client.get(RECORDS)
    assert not [one for one in queries.captured_queries if 'introduction"' in one["sql"]]


def test_no_list_counts_its_rows_a_second_time_or_for_each_choice(admin_client: Client) -> None:
    make_record()
    with CaptureQueriesContext(connection) as queries:
        admin_client.get(RECORDS, {"_facets": "True"})
    assert sum("COUNT(" in one["sql"] for one in queries.captured_queries) == 1


def test_a_record_without_deeds_is_listed_with_its_name_once(admin_client: Client) -> None:
    make_record("draft", title="张三", recipient=make_recipient("张三", "person"))
    listed = admin_client.get("/admin/records/record/").content.decode()
    assert re.search(r'<span class="record-title">张三</span>\s*<span class="record-award">', listed)
