"""What no honest page sends, or a slip of the hand, is refused in plain words, wherever it is typed."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from records.models import Record
from tests.admin.pages import opened
from tests.factories import make_commendation, make_recipient, make_record

pytestmark = pytest.mark.django_db
NO_IDS = ["abc", "9" * 21, "-1", "0"]
NOT_THERE = "没有这一项"


@pytest.mark.parametrize("chosen", NO_IDS)
@pytest.mark.parametrize("kind", ["person", "organization"])
def test_a_recipient_is_not_merged_into_what_is_none(admin_client: Client, kind: str, chosen: str) -> None:
    gone = make_recipient(kind=kind)
    refused = admin_client.post(f"/admin/records/{kind}/{gone.pk}/merge/", {"into": chosen, "agreed": "on"})
    assert NOT_THERE in refused.content.decode()


@pytest.mark.parametrize("chosen", NO_IDS)
@pytest.mark.parametrize("field", ["recipient", "commendation", "cover"])
def test_a_record_is_not_given_what_is_not_there(admin_client: Client, field: str, chosen: str) -> None:
    page = opened(make_record("draft"))
    page.fields[field] = chosen
    assert NOT_THERE in page.save(admin_client).content.decode()


@pytest.mark.parametrize("chosen", NO_IDS)
@pytest.mark.parametrize(
    ("address", "field"),
    [("sitesettings/1/change", "featured"), ("commendation/add", "category"), ("category/add", "parent")],
)
def test_a_row_is_not_given_what_is_not_there(
    admin_client: Client, address: str, field: str, chosen: str
) -> None:
    refused = admin_client.post(f"/admin/records/{address}/", {field: chosen})
    assert NOT_THERE in refused.content.decode()


@pytest.mark.parametrize("chosen", NO_IDS)
@pytest.mark.parametrize(
    ("address", "field"),
    [("group/add/", "permissions"), ("user/{}/change/", "groups"), ("user/{}/change/", "user_permissions")],
)
def test_powers_that_are_not_there_are_not_given(
    admin_client: Client, address: str, field: str, chosen: str
) -> None:
    row = User.objects.create_user("别人", password="a-long-pass")
    refused = admin_client.post(f"/admin/auth/{address.format(row.pk)}", {"name": "新组", field: [chosen]})
    assert NOT_THERE in refused.content.decode()


@pytest.mark.parametrize("chosen", NO_IDS)
@pytest.mark.parametrize(
    "asked",
    [
        "record/?holder",
        "record/?commendation__year",
        "record/?commendation__category__id__exact",
        "commendation/?year",
        "auditentry/?who",
    ],
)
def test_a_list_bears_a_filter_for_what_is_not_there(admin_client: Client, asked: str, chosen: str) -> None:
    make_record("draft")
    assert admin_client.get(f"/admin/records/{asked}={chosen}", follow=True).status_code == 200


def test_a_text_with_an_empty_character_is_refused_in_plain_words(admin_client: Client) -> None:
    page = opened(make_record("draft"))
    page.fields["title"] = "样\0例"
    assert "看不见的空字符" in page.save(admin_client).content.decode()


def test_a_text_that_is_too_long_is_told_by_how_much(admin_client: Client) -> None:
    page = opened(make_record("draft"))
    longest: Any = page.fields["title"]
    page.fields["title"] = longest + "长" * 1000
    refused = page.save(admin_client).content.decode()
    assert f"现在有 {len(page.fields['title'])} 个" in refused
    assert "确保" not in refused


def test_a_page_that_came_in_half_is_told_in_plain_words(admin_client: Client) -> None:
    page = opened(make_record("draft"))
    half = {name: value for name, value in page.data().items() if not name.endswith("_FORMS")}
    refused = admin_client.post(page.address, half | {"_continue": "1"}).content.decode()
    assert "没有完整地收到" in refused
    assert "ManagementForm" not in refused


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "9999-12-31"])
def test_an_honor_is_not_revoked_on_a_day_of_another_age(admin_client: Client, day: str) -> None:
    record = make_record()
    given = {"revision": record.revision, "on": day, "reason": "材料不实"}
    refused = admin_client.post(f"/admin/records/record/{record.pk}/revoke/", given)
    assert "请填 1900 年至 2200 年之间的日期" in refused.content.decode()
    assert not Record.objects.get().is_revoked


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_decision_is_not_of_another_age(admin_client: Client, day: str) -> None:
    row = make_commendation()
    address = f"/admin/records/commendation/{row.pk}/change/"
    refused = admin_client.post(address, {"category": row.category_id, "decided_on": day})
    assert "请填 1900 年至 2200 年之间的日期" in refused.content.decode()


@pytest.mark.parametrize(
    ("day", "said"), [("0001-01-01", "太早了"), ("1899-12-31", "太早了"), ("9999-12-31", "太远了")]
)
def test_nothing_is_published_in_another_age(admin_client: Client, day: str, said: str) -> None:
    record = make_record("review")
    given = {"revision": record.revision, "at_0": day, "at_1": "08:00"}
    refused = admin_client.post(f"/admin/records/record/{record.pk}/publish/", given)
    assert said in refused.content.decode()
    assert Record.objects.get().status == "review"


def test_publishing_is_set_for_an_hour_nine_years_ahead(admin_client: Client) -> None:
    record = make_record("review")
    day = timezone.localdate() + timedelta(days=9 * 365)
    given = {"revision": record.revision, "at_0": f"{day}", "at_1": "08:00"}
    admin_client.post(f"/admin/records/record/{record.pk}/publish/", given)
    assert Record.objects.get().is_scheduled
