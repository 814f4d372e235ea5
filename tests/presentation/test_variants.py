"""The same page in four variants: each says which it is, names the others, and leads on in itself."""

import re
from typing import Any

import pytest
from django.test import Client

from records import publishing
from tests.factories import make_measure, make_record, make_section, make_whole_record

pytestmark = pytest.mark.django_db


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_page_says_which_characters_it_is_written_in(client: Client) -> None:
    record = make_record(title="发展")
    page = text_of(client, f"/zh-hant{record.get_absolute_url()}")
    assert '<html lang="zh-Hant"' in page
    assert '"inLanguage":"zh-Hant"' in page
    assert re.search(rf'rel="canonical"\s+href="[^"]*/zh-hant{record.get_absolute_url()}"', page)


@pytest.mark.parametrize("prefix", ["", "/elder", "/zh-hant", "/zh-hant/elder"])
def test_each_variant_names_the_page_in_both_scripts(client: Client, prefix: str) -> None:
    address = make_record().get_absolute_url()
    page = text_of(client, prefix + address)
    named = dict(re.findall(r'rel="alternate"\s+hreflang="([^"]+)"\s+href="https?://[^/]+([^"]+)"', page))
    assert named == {"zh-Hans": address, "zh-Hant": f"/zh-hant{address}"}


def test_anchors_are_the_same_in_both_scripts(client: Client) -> None:
    address = make_whole_record().get_absolute_url()
    anchors = [
        re.findall(r'\bid="([^"]+)"', text_of(client, prefix + address)) for prefix in ("", "/zh-hant")
    ]
    assert anchors[0] == anchors[1]
    assert "s2-m3" in anchors[0]


FOR_PROGRAMS = ("/feed", "/sitemap", "/api/", "/log/")
FILES = (".ris", "/feed/", ".xlsx", ".csv", ".json", ".pdf")


@pytest.mark.parametrize("prefix", ["/elder", "/zh-hant", "/zh-hant/elder"])
def test_every_link_leads_on_in_the_same_variant(client: Client, prefix: str) -> None:
    record = make_whole_record()
    make_measure(make_section(record, 4), text="做法。见[另一条](/records/1/)。")
    seen, waiting = set(), {f"{prefix}/"}
    while waiting:
        address = waiting.pop()
        seen.add(address)
        page = text_of(client, address)
        links = re.findall(r'<a\b(?![^>]*\bhreflang=)[^>]*\bhref="(/[^"]*)"', page)
        pages = [link for link in links if not link.startswith(FOR_PROGRAMS) and not link.endswith(FILES)]
        assert [link for link in pages if not link.startswith(f"{prefix}/")] == [], address
        waiting |= {link.split("#")[0] for link in links if link.startswith(prefix)} - seen
    assert f"{prefix}{record.get_absolute_url()}" in seen


def test_a_link_without_its_last_slash_leads_on_in_the_variant(client: Client) -> None:
    record = make_whole_record()
    make_measure(make_section(record, 4), text=f"做法。见[另一条](/records/{record.pk}#s1)。")
    page = text_of(client, f"/zh-hant{record.get_absolute_url()}")
    assert f'href="/zh-hant/records/{record.pk}/#s1"' in page


def test_a_link_to_a_file_of_the_site_stays_as_it_is(client: Client) -> None:
    record = make_whole_record()
    make_measure(
        make_section(record, 4), text="做法。见[数据文件](/records/1.json)和[订阅](/years/2011/feed/)。"
    )
    page = text_of(client, f"/zh-hant{record.get_absolute_url()}")
    assert 'href="/records/1.json"' in page
    assert 'href="/years/2011/feed/"' in page


def test_page_that_is_not_there_says_so_in_the_variant_asked_for(client: Client) -> None:
    page = text_of(client, "/zh-hant/elder/no-such-page/")
    assert "沒有找到這個網頁" in page
    assert 'href="/zh-hant/elder/"' in page


def refused(client: Client, accept: str) -> Any:
    record = make_record()
    publishing.withdraw(record, reason="材料有误", by=None)
    asked = f"/records/{record.pk}/tribute/?variant=hant"
    return client.post(asked, headers={"accept": accept, "sec-fetch-site": "same-origin"})


def test_refused_tribute_is_told_in_the_characters_of_the_page_it_came_from(client: Client) -> None:
    assert refused(client, "application/json").json()["error"] == "這條表彰記錄已經撤回，不再接受致敬。"


def test_page_of_a_refused_tribute_is_in_the_version_it_came_from(client: Client) -> None:
    page = refused(client, "text/html").content.decode()
    assert "這條表彰記錄已經撤回" in page
    assert 'href="/zh-hant/about/tributes/"' in page


def test_tribute_paid_by_the_plain_form_ends_in_the_same_variant(client: Client) -> None:
    record = make_record()
    asked = f"/records/{record.pk}/tribute/?variant=hant-elder"
    answer = client.post(asked, headers={"accept": "text/html", "sec-fetch-site": "same-origin"})
    assert answer.status_code == 303
    assert answer["Location"] == f"/zh-hant/elder/records/{record.pk}/thanks/"


def test_query_does_not_choose_the_variant_of_a_page_that_is_read(client: Client) -> None:
    assert "zh-Hant" not in re.findall(r'<html lang="([^"]+)"', text_of(client, "/?variant=hant"))
