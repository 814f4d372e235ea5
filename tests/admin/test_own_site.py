"""The site is set up in the admin, by those who may."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from records.models import SitePage, SiteSettings
from tests.audit.telling import last_number, told_since
from tests.factories import make_record, make_site_page, make_site_settings
from tests.pictures import picture

from .conftest import Staff

pytestmark = pytest.mark.django_db

SETTINGS = "/admin/records/sitesettings/1/change/"
ADD_PAGE = "/admin/records/sitepage/add/"
BLANK = dict.fromkeys(
    ["name", "subtitle", "accent", "sentence", "featured", "license_name", "license_link"], ""
) | {"license": ""}


@pytest.fixture
def operator(staff: Staff) -> Client:
    rights = [f"{act}_sitepage" for act in ("add", "change", "delete", "view")]
    return staff("view_sitesettings", "change_sitesettings", "view_record", *rights, name="管理员")


def save(client: Client, **fields: object) -> str:
    """Saves the settings, and returns what the page says where they were refused."""
    answer = client.post(SETTINGS, BLANK | fields)
    return "" if answer.status_code == 302 else answer.content.decode()


@pytest.mark.parametrize("address", ["", "records/record/", "records/sitepage/", "auth/user/", "logout/"])
def test_admin_bears_the_name_that_is_set(admin_client: Client, address: str) -> None:
    make_site_settings(name="样例县荣誉录")
    read = admin_client.post if address == "logout/" else admin_client.get
    page = read(f"/admin/{address}", follow=True).content.decode()
    assert re.search("<title>[^<]*样例县荣誉录</title>", "".join(page.split("\n")))
    assert re.search('id="site-name">\\s*<a [^>]*>\\s*<img [^>]*>\\s*样例县荣誉录\\s*</a>', page)


def test_settings_are_one_page_that_is_there_before_anything_is_set(operator: Client) -> None:
    answer = operator.get("/admin/records/sitesettings/", follow=True)
    assert answer.redirect_chain == [(SETTINGS, 302)]
    assert answer.status_code == 200
    assert not SiteSettings.objects.exists()


def test_what_is_set_is_told_value_by_value(operator: Client) -> None:
    before = last_number()
    assert save(operator, name="样例县荣誉录") == ""
    assert save(operator, name="样例县荣誉录", sentence="一句话。") == ""
    assert SiteSettings.current().name == "样例县荣誉录"
    changed = [entry.changed for entry in told_since(before) if entry.act == "changed"]
    assert changed[-1]["首页的一句话"] == ["", "一句话。"]
    assert "网站名称" in changed[0]


def test_color_that_is_too_light_is_refused_with_its_ratio(operator: Client) -> None:
    assert re.search(r"对比度是 3\.\d∶1，至少要 7∶1", save(operator, accent="#ff0000"))
    assert save(operator, accent="#12467B") == ""
    assert SiteSettings.current().accent == "#12467b"


def test_color_that_is_none_is_refused_in_words(operator: Client) -> None:
    assert "六位数字或字母" in save(operator, accent="red")


def test_mark_is_made_small_and_shown_at_the_head(operator: Client, client: Client) -> None:
    drawn = SimpleUploadedFile("mark.png", picture("PNG", (800, 400)), "image/png")
    assert save(operator, new_mark=drawn) == ""
    row = SiteSettings.current()
    assert row.mark_width == 72
    assert f'<img src="{row.mark}" alt="" width="72" height="36">' in client.get("/").content.decode()
    shown = client.get(row.mark)
    assert shown.headers["Content-Type"] == "image/webp"
    assert len(shown.content) <= 6_000
    assert save(operator, no_mark="on") == ""
    assert SiteSettings.current().mark == ""


def test_mark_that_is_no_picture_is_refused_in_words(operator: Client) -> None:
    svg = SimpleUploadedFile("mark.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml")
    assert "这不是 JPEG、PNG 或 WebP 图片" in save(operator, new_mark=svg)


def test_other_license_needs_its_name(operator: Client) -> None:
    assert "请写它的名称" in save(operator, license="other")
    assert save(operator, license="other", license_name="政府开放数据许可") == ""


def test_navigation_is_put_in_order(operator: Client, client: Client) -> None:
    assert save(operator, order_search=1, order_home=2) == ""
    page = client.get("/").content.decode()
    assert page.index(">查找</a>") < page.index(">首页</a>") < page.index(">分类</a>")


def test_record_is_recommended(operator: Client) -> None:
    record = make_record()
    assert save(operator, featured=record.pk) == ""
    assert SiteSettings.current().featured_record() == record


def test_who_has_no_right_sets_nothing(editor: Client) -> None:
    assert editor.get(SETTINGS).status_code == 403
    assert editor.post(SETTINGS, BLANK | {"name": "别的"}).status_code == 403


def test_page_is_written_and_published(operator: Client, client: Client) -> None:
    assert 'value="关于本站"' in operator.get(ADD_PAGE).content.decode()
    fields = {"title": "关于本站", "text": "由样例县编写。", "position": 100, "status": "public"}
    assert operator.post(ADD_PAGE, fields).status_code == 302
    assert client.get(SitePage.objects.get().get_absolute_url()).status_code == 200


def test_page_without_text_is_not_published(operator: Client) -> None:
    fields = {"title": "关于本站", "text": " ", "position": 100, "status": "public"}
    assert "还没有正文，不能公开" in operator.post(ADD_PAGE, fields).content.decode()


def test_seventh_page_is_refused_in_words(operator: Client) -> None:
    for number in range(6):
        make_site_page(f"网页{number}")
    assert "最多 6 个网页" in operator.get(ADD_PAGE, follow=True).content.decode()
    fields = {"title": "第七个", "text": "文字。", "position": 100, "status": "draft"}
    assert "最多 6 个网页" in operator.post(ADD_PAGE, fields).content.decode()
    assert SitePage.objects.count() == 6


def test_settings_are_kept_in_one_row(operator: Client) -> None:
    make_site_settings(name="甲")
    assert save(operator, name="乙") == ""
    assert SiteSettings.objects.get().name == "乙"
