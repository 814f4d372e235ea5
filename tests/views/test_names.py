"""The index of people and that of organizations, by the 拼音 of their names."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from records.models import Record
from records.views import names
from tests.factories import make_recipient, make_record, rewrite

pytestmark = pytest.mark.django_db


def honored(name: str, kind: str = "person", status: str = "published", **fields: Any) -> Record:
    return make_record(status, recipient=make_recipient(name, kind, **fields))


def page_of(client: Client, address: str = "/people/", **asked: Any) -> str:
    answer = client.get(address, asked)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def names_on(page: str) -> list[str]:
    return re.findall(r'<a href="[^"]*/recipients/\d+/">([^<]*)</a>', page)


def letters_on(page: str) -> list[str]:
    (letters,) = re.findall(r'<ul class="letters">(.*?)</ul>', page, re.DOTALL)
    return re.findall(r"<a [^>]*>([^<]*)</a>", letters)


def test_people_stand_in_the_order_of_their_names(client: Client) -> None:
    for name in ("周一", "仇二", "单三", "张四"):
        honored(name)
    page = page_of(client)
    assert names_on(page) == ["仇二", "单三", "张四", "周一"]
    assert re.findall(r"<h2[^>]*>(.*?)</h2>", page) == ["Q", "S", "Z"]
    assert letters_on(page) == ["全部", "Q", "S", "Z"]


def test_letter_leads_to_the_names_under_it(client: Client) -> None:
    honored("周一"), honored("仇二")
    assert '<a href="/people/?initial=Q"' in page_of(client)
    assert names_on(page_of(client, initial="Q")) == ["仇二"]


def test_names_of_no_letter_stand_at_the_end(client: Client) -> None:
    honored("007"), honored("周一")
    page = page_of(client)
    assert names_on(page) == ["周一", "007"]
    assert '<a href="/people/?initial=other">其他</a>' in page
    assert names_on(page_of(client, initial="other")) == ["007"]


def test_people_and_organizations_are_apart(client: Client) -> None:
    honored("周一"), honored("单县医院", "organization")
    assert names_on(page_of(client)) == ["周一"]
    assert names_on(page_of(client, "/organizations/")) == ["单县医院"]


def test_organization_stands_by_its_short_name(client: Client) -> None:
    honored("山东省滨州市滨城区彭李街道党工委", "organization", short_name="彭李街道")
    assert letters_on(page_of(client, "/organizations/")) == ["全部", "P"]


@pytest.mark.parametrize("status", ["draft", "review", "withdrawn"])
def test_recipient_without_public_records_is_not_named(client: Client, status: str) -> None:
    honored("周一", status=status), honored("仇二")
    page = page_of(client)
    assert names_on(page) == ["仇二"]
    assert letters_on(page) == ["全部", "Q"]
    assert client.get("/people/?initial=Z").status_code == 404


def test_recipient_of_a_record_set_for_an_hour_to_come_is_not_named(client: Client) -> None:
    record = honored("周一")
    Record.objects.filter(pk=record.pk).update(published_at=timezone.now() + timedelta(hours=1))
    assert "还没有发布个人的表彰记录" in page_of(client)


def test_name_has_the_post_of_the_latest_record(client: Client) -> None:
    earlier = honored("周一")
    now = timezone.now()
    rewrite(earlier, post="前任书记")
    Record.objects.filter(pk=earlier.pk).update(published_at=now - timedelta(days=9))
    make_record(recipient=earlier.recipient, post="现任主任", published_at=now - timedelta(days=1))
    page = page_of(client)
    assert "<small>现任主任</small>" in page
    assert "前任书记" not in page


def test_name_without_a_post_has_its_place(client: Client) -> None:
    honored("周一", region="甲省/乙市")
    assert "<small>甲省乙市</small>" in page_of(client)


def test_new_letter_shows_as_soon_as_there_is_a_name_under_it(client: Client) -> None:
    honored("周一")
    assert letters_on(page_of(client)) == ["全部", "Z"]
    honored("仇二")
    assert letters_on(page_of(client)) == ["全部", "Q", "Z"]


@pytest.mark.parametrize(
    "asked", ["initial=z", "initial=ZZ", "initial=Zh", "initial=1", "page=0", "page=x", "page=9"]
)
def test_what_is_no_letter_or_no_page_is_not_found(client: Client, asked: str) -> None:
    honored("周一")
    assert client.get(f"/people/?{asked}").status_code == 404


def test_names_that_fill_a_page_go_on_on_the_next(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "NAMES_PER_PAGE", 2)
    for name in ("周一", "仇二", "单三"):
        honored(name)
    assert '<a href="/people/?page=2" rel="next">' in page_of(client)
    second = page_of(client, page=2)
    assert names_on(second) == ["周一"]
    assert '<a href="/people/" rel="prev">' in second
    assert 'rel="next"' not in second


def test_site_without_people_says_so(client: Client) -> None:
    assert "还没有发布个人的表彰记录" in page_of(client)


def test_names_keep_their_characters_in_every_variant(client: Client) -> None:
    honored("范里")
    page = page_of(client, "/zh-hant/people/")
    assert names_on(page) == ["范里"]
    assert '<a href="/zh-hant/people/?initial=F">' in page


def test_sitemap_names_every_letter(client: Client) -> None:
    honored("周一")
    assert "/people/?initial=Z<" in client.get("/sitemap-letters.xml").content.decode()


def test_a_page_takes_no_more_queries_for_more_names(client: Client, django_assert_num_queries: Any) -> None:
    for number in range(30):
        honored(f"周{number}")
    # The version of public content, the letters, the names, their posts; the site's settings and own pages.
    with django_assert_num_queries(6):
        page_of(client)
