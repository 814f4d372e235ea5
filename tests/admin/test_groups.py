"""What each of the shipped groups may do, address by address: one table of the admin's own pages, GET and POST."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from records.models import Record
from records.publishing import publish
from records.publishing.versions import begin_version
from tests.factories import make_picture, make_record, make_whole_record

pytestmark = pytest.mark.django_db

GROUPS = ("录入", "审核", "发布", "管理", "审计")
ALL, WRITE, APPROVE, PUBLISH, MANAGE = "录审发管计", "录管", "审管", "发管", "管"
CHANGES = {"title": "改", "name": "改", "number": "1", "act": "show"}
# Address; who may open it; who may post to it. By the first character of each group, but 计 for 审计.
TABLE = [
    ("", ALL, ALL),
    ("records/record/", ALL, ALL),
    ("records/record/add/", WRITE, WRITE),
    ("records/record/{draft}/change/", ALL, WRITE),
    ("records/record/{public}/change/", ALL, WRITE),
    ("records/record/{gone}/delete/", PUBLISH, PUBLISH),
    ("records/record/{public}/delete/", "", ""),
    ("records/record/{draft}/present/?page=1", "", WRITE),
    ("records/record/{public}/present/?page=1", "", WRITE),
    ("records/record/{draft}/history/", ALL, ALL),
    ("records/record/{public}/versions/", ALL, PUBLISH),
    ("records/record/{public}/versions/1/sheet/", ALL, ALL),
    ("records/record/{public}/submit/", WRITE, WRITE),
    ("records/record/{public}/discard/", WRITE, WRITE),
    ("records/record/{public}/approve/", APPROVE, APPROVE),
    ("records/record/{public}/correct/", PUBLISH, PUBLISH),
    ("records/record/{draft}/publish/", PUBLISH, PUBLISH),
    ("records/record/{public}/withdraw/", PUBLISH, PUBLISH),
    ("records/record/{public}/reschedule/", PUBLISH, PUBLISH),
    ("records/record/{public}/cancel_schedule/", PUBLISH, PUBLISH),
    ("records/record/{draft}/return_to_draft/", "录审发管", "录审发管"),
    ("records/record/{public}/revoke/", PUBLISH, PUBLISH),
    ("records/record/{public}/restore_honor/", PUBLISH, PUBLISH),
    ("records/organization/", ALL, ALL),
    ("records/organization/add/", WRITE, WRITE),
    ("records/organization/{unseen}/change/", ALL, "录发管"),
    ("records/organization/{honored}/change/", ALL, PUBLISH),
    ("records/organization/{honored}/merge/", PUBLISH, PUBLISH),
    ("records/category/add/", PUBLISH, PUBLISH),
    ("records/category/{category}/change/", ALL, PUBLISH),
    ("records/commendation/add/", WRITE, WRITE),
    ("records/commendation/{commendation}/change/", ALL, PUBLISH),
    ("records/picture/", ALL, ALL),
    ("records/picture/add/", WRITE, WRITE),
    ("records/picture/{picture}/change/", ALL, "录发管"),
    ("records/importbatch/", ALL, ALL),
    ("records/importbatch/add/", WRITE, WRITE),
    ("records/listedword/", ALL, ALL),
    ("records/sitepage/", "管计", "管计"),
    ("records/sitepage/add/", MANAGE, MANAGE),
    ("records/auditentry/", "计", "计"),
    ("auth/user/", "管计", "管计"),
    ("auth/user/add/", MANAGE, MANAGE),
    ("auth/group/", "管计", "管计"),
]


@pytest.fixture
def places() -> dict[str, Any]:
    draft, public = make_whole_record(status="draft"), make_whole_record(status="draft")
    publish(public, by=None)
    begin_version(public)
    return {
        "draft": draft.pk,
        "gone": make_record("draft").pk,
        "public": public.pk,
        "unseen": draft.recipient_id,
        "honored": public.recipient_id,
        "category": public.commendation.category_id,
        "commendation": public.commendation_id,
        "picture": make_picture().pk,
    }


def client_of(group: str) -> Client:
    user = User.objects.create_user(group, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


def letter(group: str) -> str:
    return "计" if group == "审计" else group[0]


def is_let(response: Any) -> bool:
    """Tells whether it was let through: what is posted lacks most of what is needed, and comes back to be corrected."""
    return response.status_code in {200, 302}


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_may_do_what_the_table_says_and_nothing_else(group: str, places: dict[str, Any]) -> None:
    client, wrong = client_of(group), []
    public = Record.objects.get(pk=places["public"]).get_absolute_url()
    before = Client().get(public).content
    for address, readers, writers in TABLE:
        there = f"/admin/{address.format(**places)}"
        answers = {"GET": client.get(there), "POST": client.post(there, CHANGES)}
        for (method, answer), allowed in zip(answers.items(), (readers, writers), strict=True):
            if is_let(answer) != (letter(group) in allowed):
                wrong.append(f"{method} {address}: {answer.status_code}")
    assert wrong == [], "\n".join(wrong)
    assert Client().get(public).content == before
