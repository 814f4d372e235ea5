"""Every list of the admin answers whatever is asked of it, also what no page of its own sends."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from django.urls import reverse

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
