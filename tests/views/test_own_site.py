"""What the operator sets in the admin, as readers and programs see it."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from records.admin.images import store_picture
from records.models import SitePage, SiteSettings
from tests.factories import make_record, make_site_page, make_site_settings, make_whole_record
from tests.pictures import picture

pytestmark = pytest.mark.django_db


def page(client: Client, address: str = "/") -> str:
    return client.get(address).content.decode()


def test_name_set_in_the_admin_stands_everywhere(client: Client) -> None:
    make_site_settings(name="样例县荣誉录", subtitle="样例县档案馆")
    home = page(client)
    assert "<h1>样例县荣誉录</h1>" in home
    assert "<small>样例县档案馆</small>" in home
    assert "｜样例县荣誉录</title>" in home
    assert "<title>样例县荣誉录：最新表彰记录</title>" in page(client, "/feed/")
    assert "荣誉录</ShortName>" in page(client, "/opensearch.xml")


def test_name_of_the_environment_stands_where_none_is_set(client: Client) -> None:
    make_site_settings(subtitle="样例县档案馆")
    assert "<h1>荣誉录</h1>" in page(client)


def test_home_says_the_operators_sentence(client: Client) -> None:
    make_site_settings(sentence="样例县的光荣与梦想。")
    assert "样例县的光荣与梦想。" in page(client)


@pytest.mark.parametrize(
    ("chosen", "name", "link"),
    [
        ({"license": "cc-by-4.0"}, "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ({"license": "cc0-1.0"}, "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        (
            {"license": "other", "license_name": "政府开放数据许可", "license_link": "https://a.example/"},
            "政府开放数据许可",
            "https://a.example/",
        ),
    ],
)
def test_license_is_told_to_people_and_programs(
    client: Client, chosen: dict[str, str], name: str, link: str
) -> None:
    make_site_settings(**chosen)
    record = make_whole_record()
    assert f'<a href="{link}" rel="license">{name}</a>' in page(client, "/open-data/")
    described = client.get("/api/v1/openapi.json").json()
    assert described["info"]["license"] == {"name": name, "url": link}
    assert client.get(f"/records/{record.pk}.jsonld").json()["license"] == link


def test_nothing_is_said_of_a_license_where_none_is_chosen(client: Client) -> None:
    record = make_whole_record()
    assert "license" not in client.get("/api/v1/openapi.json").json()["info"]
    assert "许可" not in page(client, "/open-data/")
    assert "license" not in client.get(f"/records/{record.pk}.jsonld").json()


def test_recommended_record_is_shown_only_while_it_is_public() -> None:
    record = make_record()
    row = make_site_settings(featured=record)
    assert row.featured_record() == record
    draft = make_record("draft")
    row.featured = draft
    assert row.featured_record() is None


def test_deleted_record_is_no_longer_recommended() -> None:
    record = make_record("draft")
    make_site_settings(featured=record)
    record.delete()
    assert SiteSettings.current().featured is None


# --- Pages ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("variant", ["", "/elder", "/zh-hant", "/zh-hant/elder"])
def test_page_is_read_in_every_variant(client: Client, variant: str) -> None:
    made = make_site_page("关于本站", text="## 由来\n\n由样例县编写，见[第一条](/records/1/)。")
    shown = page(client, f"{variant}/pages/{made.pk}/")
    assert re.search(r"<h1>(关于本站|關於本站)</h1>", shown)
    assert re.search(r"<h2>(由来|由來)</h2>", shown)
    assert f'href="{variant}/records/1/"' in shown


def test_page_is_led_to_at_the_foot_and_in_the_sitemap(client: Client) -> None:
    made = make_site_page()
    assert f'<a href="/pages/{made.pk}/">关于本站</a>' in page(client)
    assert f"/pages/{made.pk}/</loc>" in page(client, "/sitemap-pages.xml")


def test_page_stands_in_the_navigation_where_staff_put_it(client: Client) -> None:
    make_site_page("政策", in_navigation=True, position=15)
    make_site_settings(navigation={"search": 5})
    (navigation,) = re.findall(r'<nav aria-label="本站">(.*?)</nav>', page(client), re.DOTALL)
    assert re.findall(r">([^<>\s]+)</a>", navigation) == [
        "查找",
        "首页",
        "政策",
        "表彰",
        "分类",
        "地区",
        "年份",
        "人物",
        "单位",
    ]


@pytest.mark.parametrize("fields", [{"status": "draft"}, {"text": ""}])
def test_page_that_is_not_written_is_shown_nowhere(client: Client, fields: dict[str, str]) -> None:
    made = make_site_page(**fields)
    assert client.get(f"/pages/{made.pk}/").status_code == 404
    assert f"/pages/{made.pk}/" not in page(client)
    assert f"/pages/{made.pk}/" not in page(client, "/sitemap-pages.xml")


def test_linked_data_of_a_page_names_it(client: Client) -> None:
    made = make_site_page()
    (data,) = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', page(client, f"/pages/{made.pk}/")
    )
    assert json.loads(data)["name"] == "关于本站"


def test_pictures_of_a_page_are_public_with_it(client: Client) -> None:
    address = store_picture(SimpleUploadedFile("a.png", picture())).in_texts
    assert client.get(address).status_code == 404
    made = make_site_page(text=f"![图]({address})")
    assert client.get(address).status_code == 200
    SitePage.objects.filter(pk=made.pk).update(status="draft")
    assert client.get(address).status_code == 404


def test_address_of_a_page_is_never_given_to_another() -> None:
    first = make_site_page()
    number = first.pk
    first.delete()
    assert make_site_page().pk > number
