"""The open data interface as a program sees it."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from records.models import Record, Version
from records.publishing import publish, withdraw
from records.publishing.showing_originals import show_original
from records.search.reindexing import reindex
from tests.factories import (
    make_attachment,
    make_category,
    make_commendation,
    make_figure,
    make_measure,
    make_recipient,
    make_record,
    make_section,
)

pytestmark = pytest.mark.django_db


def made(name: str, region: str = "山东省/滨州市", **fields: Any) -> Record:
    record = make_record(recipient=make_recipient(name, region=region), **fields)
    make_measure(make_section(record, title="强本固基"), text="党建工作。")
    reindex([record.pk])
    return record


def answer(client: Client, address: str, status: int = 200) -> Any:
    response = client.get(f"/api/v1/{address}")
    assert response.status_code == status, response.content.decode()
    return json.loads(response.content)


def items(client: Client, address: str) -> Iterator[dict[str, Any]]:
    """Of all pages, each from the `next` of the one before."""
    while address:
        said = answer(client, address)
        yield from said["items"]
        address = said["next"].partition("/api/v1/")[2] if said["next"] else ""


def ids(client: Client, address: str) -> list[int]:
    return [one["id"] for one in items(client, address)]


# --- What is answered -------------------------------------------------------------------------------


def test_pictures_of_texts_have_addresses_that_lead_here_from_anywhere(client: Client) -> None:
    written = "![甲](/media/images/a1.webp)，见[说明](/records/1/)。"
    record = make_record(
        recipient=make_recipient(introduction=written), introduction=written, closing=written
    )
    make_measure(make_section(record, lead=written), text=written)
    said = answer(client, f"records/{record.pk}/")
    recipient = answer(client, f"recipients/{record.recipient_id}/")
    (section,) = said["sections"]
    texts = [said["introduction"], said["closing"], section["lead"], section["measures"][0]["text"]]
    expected = written.replace("(/media", "(http://127.0.0.1:8000/media")
    assert {*texts, recipient["introduction"]} == {expected}


def test_record_is_told_with_its_sections_measures_and_figures(client: Client) -> None:
    record = made("彭李街道", introduction="引言。")
    measure = record.sections.get().measures.get()
    make_figure(record, measure=measure, label="党员", value="15.8", unit="万人")
    said = answer(client, f"records/{record.pk}/")
    assert said["recipient"]["name"] == "彭李街道"
    assert said["recipient"]["region"] == ["山东省", "滨州市"]
    (section,) = said["sections"]
    assert (section["title"], section["measures"][0]["text"]) == ("强本固基", "党建工作。")
    assert section["measures"][0]["url"].endswith(f"/records/{record.pk}/#s1-m1")
    (figure,) = said["figures"]
    assert (figure["label"], figure["value"], figure["unit"], figure["place"]) == (
        "党员",
        15.8,
        "万人",
        [1, 1],
    )
    assert said["closing"] is None


def test_every_address_that_a_record_names_answers(client: Client) -> None:
    record = made("彭李街道")
    said = answer(client, f"records/{record.pk}/")
    for address in [said["url"], said["recipient"]["url"], *said["formats"].values()]:
        assert client.get(urlsplit(address).path).status_code == 200, address


def test_chinese_stands_as_it_is(client: Client) -> None:
    record = made("彭李街道")
    assert "彭李街道" in client.get(f"/api/v1/records/{record.pk}/").content.decode()
    assert "表彰记录" in client.get("/api/v1/openapi.json").content.decode()


def test_drafts_are_nowhere(client: Client) -> None:
    draft = made("草稿街道", status="draft", published_at=None)
    answer(client, f"records/{draft.pk}/", 404)
    answer(client, f"recipients/{draft.recipient_id}/", 404)
    for address in ("records/", "recipients/", "commendations/", "search/?q=草稿"):
        assert ids(client, address) == []


def test_withdrawn_record_says_when_and_why(client: Client) -> None:
    record = made("彭李街道")
    withdraw(record, by=None, reason="名称有误。")
    said = answer(client, f"records/{record.pk}/", 410)
    assert f"{timezone.localdate():%Y-%m-%d}" in said["detail"]
    assert "名称有误" in said["detail"]


def test_tributes_are_told_with_their_hour(client: Client) -> None:
    record = made("彭李街道", tributes_before=7)
    said = answer(client, f"records/{record.pk}/tributes/")
    assert (said["record"], said["count"]) == (record.pk, 7)
    assert said["as_of"]


def test_search_answers_as_the_page_does(client: Client) -> None:
    record = made("彭李街道")
    (hit,) = answer(client, "search/?q=党建")["items"]
    assert hit["id"] == record.pk
    assert hit["excerpt"]["html"] == "<mark>党建</mark>工作。"
    assert hit["excerpt"]["url"].endswith("#s1-m1")
    assert answer(client, "search/?q=党建 航天")["missing"] == ["航天"]


def test_search_answers_by_year_on_request(client: Client) -> None:
    years = [2006, 2011, 2001]
    made_ones = {
        year: made(f"单位{year}", commendation=make_commendation(make_category(f"{year}先进"), year)).pk
        for year in years
    }
    assert ids(client, "search/?q=党建&sort=year") == [made_ones[year] for year in (2011, 2006, 2001)]
    assert ids(client, "search/?q=党建&sort=") == [made_ones[year] for year in reversed(years)]
    assert client.get("/api/v1/search/?q=党建&sort=name").status_code == 422


def test_recipients_categories_and_commendations_are_told(client: Client) -> None:
    top = make_category("党内表彰")
    record = made("彭李街道", commendation=make_commendation(make_category("先进", parent=top), 2011))
    made("别处", commendation=make_commendation(make_category("劳模"), 2006))
    assert record.recipient_id in ids(client, "recipients/?kind=organization")
    assert [one["id"] for one in answer(client, f"recipients/{record.recipient_id}/")["records"]] == [
        record.pk
    ]
    tree = {one["name"]: one for one in answer(client, "categories/")}
    assert tree["先进"]["path"] == [top.pk, tree["先进"]["id"]]
    assert tree["党内表彰"]["records"] == 1
    (commendation,) = items(client, f"commendations/?category={top.pk}&year=2011")
    assert (commendation["id"], commendation["records"]) == (record.commendation_id, 1)


# --- Lists ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["records/", "records/?year=2011", "search/?q=党建", "recipients/"])
def test_pages_lead_through_all_of_a_list_once(client: Client, address: str) -> None:
    made_ones = [made(f"单位{number}") for number in range(7)]
    wanted = [one.recipient_id if address == "recipients/" else one.pk for one in reversed(made_ones)]
    assert ids(client, f"{address}{'&' if '?' in address else '?'}limit=3") == wanted


def test_records_are_chosen_by_the_filters_of_the_page(client: Client) -> None:
    category = make_category("先进")
    record = made("彭李街道", commendation=make_commendation(category, 2011))
    made("别处", region="河北省", commendation=make_commendation(make_category("劳模"), 2006))
    for asked in (
        f"recipient={record.recipient_id}",
        f"category={category.pk}",
        "year=2011",
        "in=山东省",
        "kind=organization&in=山东省/滨州市",
    ):
        assert ids(client, f"records/?{asked}") == [record.pk], asked


def test_what_changed_since_is_told_from_the_earliest_on(client: Client) -> None:
    began = timezone.now()
    records = [made(f"单位{number}") for number in range(5)]
    for number, record in enumerate(records):
        moment = began + timedelta(seconds=number)
        Record.objects.filter(pk=record.pk).update(updated_at=moment, published_at=began - timedelta(days=9))
    since = (began + timedelta(seconds=2)).isoformat().replace("+", "%2B")
    expected = [record.pk for record in records[2:]]
    assert ids(client, f"records/?limit=2&updated_since={since}") == expected
    assert ids(client, f"records/?in=山东省&updated_since={since}") == expected


def test_original_is_told_by_its_hash_and_by_more_once_it_is_public(client: Client) -> None:
    original = make_attachment("材料.docx", size=2048)
    record = made("彭李街道")
    Version.objects.update(original=original)
    hidden = {"sha256": original.sha256, "url": None, "name": None, "size": None}
    assert answer(client, f"records/{record.pk}/")["original"] == hidden
    show_original(record, original, by=None)
    shown = answer(client, f"records/{record.pk}/")["original"]
    assert (shown["name"], shown["size"]) == ("材料.docx", 2048)
    assert shown["url"].endswith(f"/records/{record.pk}/original/")


def test_record_that_came_from_no_file_has_no_original(client: Client) -> None:
    assert answer(client, f"records/{made('彭李街道').pk}/")["original"] is None


def test_what_changed_in_one_moment_is_told_page_by_page_and_once(client: Client) -> None:
    records = [made(f"单位{number}") for number in range(5)]
    moment = timezone.now() - timedelta(seconds=1)
    Record.objects.update(updated_at=moment, published_at=moment)
    since = moment.isoformat().replace("+", "%2B")
    expected = [record.pk for record in records]
    assert ids(client, f"records/?limit=2&updated_since={since}") == expected


def test_record_set_for_an_hour_counts_as_changed_when_the_hour_comes(client: Client) -> None:
    record = made("彭李街道", status="draft", published_at=None)
    publish(record, by=None)
    published = timezone.now()
    Record.objects.filter(pk=record.pk).update(
        updated_at=published - timedelta(days=3), published_at=published - timedelta(seconds=1)
    )
    since = (published - timedelta(days=1)).isoformat().replace("+", "%2B")
    assert ids(client, f"records/?updated_since={since}") == [record.pk]


@pytest.mark.parametrize(
    "address", ["records/", "records/?kind=organization", "recipients/", "commendations/"]
)
def test_fifty_take_no_more_than_five_queries(
    client: Client, address: str, django_assert_max_num_queries: Any
) -> None:
    for number in range(51):
        made(f"单位{number}", commendation=make_commendation(make_category(f"分类{number}")))
    with django_assert_max_num_queries(5):
        assert len(answer(client, address)["items"]) == 50


# --- The contract -----------------------------------------------------------------------------------


def test_unchanged_answer_is_not_sent_again(client: Client) -> None:
    made("彭李街道")
    tag = client.get("/api/v1/records/").headers["ETag"]
    again = client.get("/api/v1/records/", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Access-Control-Allow-Origin"] == "*"


def test_scripts_of_other_sites_may_read(client: Client) -> None:
    for address in ("records/", "openapi.json", "no-such-thing", "records/1/"):
        assert client.get(f"/api/v1/{address}").headers["Access-Control-Allow-Origin"] == "*", address
    asked = client.options("/api/v1/records/", headers={"Origin": "https://other.example"})
    assert asked.status_code == 204
    assert "If-None-Match" in asked.headers["Access-Control-Allow-Headers"]


def test_head_is_answered_as_get_is(client: Client) -> None:
    made("彭李街道")
    head, get = client.head("/api/v1/records/"), client.get("/api/v1/records/")
    assert head.status_code == 200
    assert head.headers["ETag"] == get.headers["ETag"]


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("records/?limit=0", 422, "limit 不能小于 1"),
        ("records/?limit=x", 422, "limit 应写成整数"),
        ("records/?kind=x", 422, "kind 只能是"),
        ("records/?cursor=x", 422, "cursor 应照抄"),
        ("records/?updated_since=2011", 422, "updated_since"),
        ("records/?updated_since=-7.5e-285", 422, "updated_since"),
        ("records/?updated_since=2011-01-01T00:00:00", 422, "要写明时区"),
        ("search/", 422, "q 必须写"),
        ("search/?q=", 422, "q 必须写"),
        ("records/?category=999", 404, "没有这一项"),
        ("records/999/", 404, "没有这一项"),
        ("recipients/999/", 404, "没有这一项"),
        ("nothing/", 404, "没有这个地址"),
        ("records/%0A/", 404, "没有这个地址"),
        ("records/99999999999999999999999/", 404, "没有这"),
    ],
)
def test_mistakes_are_told_as_problems(client: Client, address: str, status: int, said: str) -> None:
    response = client.get(f"/api/v1/{address}")
    told = json.loads(response.content)
    assert (response.status_code, told["status"]) == (status, status)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert said in told["detail"]


@pytest.mark.parametrize(("error", "status"), [(OperationalError, 503), (RuntimeError, 500)])
def test_failure_of_the_site_is_told_as_a_problem(
    error: type[Exception], status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise error

    monkeypatch.setattr("records.api.v1.latest", fail)
    response = Client(raise_request_exception=False).get("/api/v1/records/")
    assert (response.status_code, json.loads(response.content)["status"]) == (status, status)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert ("Retry-After" in response.headers) == (status == 503)


def test_nothing_can_be_written(client: Client) -> None:
    response = client.post("/api/v1/records/", {})
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert json.loads(response.content)["title"] == "不能这样请求"


@pytest.mark.parametrize(
    "moment", ["0635-05-23T19:57:10%2B21:41", "0001-01-01T00:00:00%2B23:00", "9999-12-31T23:00:00-23:00"]
)
def test_any_moment_may_be_asked_for(client: Client, moment: str) -> None:
    record = made("彭李街道")
    expected = [] if moment.startswith("9") else [record.pk]
    assert ids(client, f"records/?updated_since={moment}") == expected


@pytest.mark.parametrize(
    "asked", ["q=%00", "q=%FF", "q=党&in=%00", f"q={'党' * 5000}", "q=/&in=//", "q=党&year=&kind=&limit="]
)
def test_whatever_is_asked_is_answered(client: Client, asked: str) -> None:
    made("彭李街道")
    answer(client, f"search/?{asked}")
