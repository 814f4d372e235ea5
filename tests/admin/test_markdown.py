"""The editor's preview and its pictures."""

import json
from io import BytesIO

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from records.admin import markdown
from records.models import Picture
from records.presentation.markdown import to_html
from records.search.reindexing import reindex
from records.utils import pictures
from tests.factories import make_record
from tests.pictures import picture, png_head

pytestmark = pytest.mark.django_db
PREVIEW, UPLOAD = "/admin/markdown/preview/", "/admin/markdown/upload/"


def upload(client, content, name="a.png", content_type="image/png", **words):
    given = words or {"alt": "义诊的党员"}
    return client.post(UPLOAD, {"image": SimpleUploadedFile(name, content, content_type), **given})


def test_markdownx_asks_where_these_views_are():
    assert settings.MARKDOWNX_URLS_PATH == PREVIEW
    assert settings.MARKDOWNX_UPLOAD_URLS_PATH == UPLOAD


def test_preview_is_what_the_page_will_show(editor):
    text = "**甲**\n\n<script>alert(1)</script> ![](http://evil.example/a.png)"
    response = editor.post(PREVIEW, {"content": text})
    assert response.content.decode() == to_html(text)


def test_preview_of_nothing_is_nothing(editor):
    assert editor.post(PREVIEW).content == b""


def test_preview_has_a_limit(editor):
    response = editor.post(PREVIEW, {"content": "字" * (markdown.MAX_PREVIEWED_CHARACTERS + 1)})
    assert response.status_code == 413
    assert "无法预览" in response.content.decode()


def test_preview_of_what_would_take_long_answers(editor):
    assert editor.post(PREVIEW, {"content": "[" * 100_000}).status_code == 200


@pytest.mark.parametrize("address", [PREVIEW, UPLOAD])
def test_only_staff_who_edit_records_are_answered(address, client, staff, django_user_model):
    visitor = django_user_model.objects.create_user("访客")
    assert client.post(address, {"content": "甲"}).status_code == 403
    client.force_login(visitor)
    assert client.post(address, {"content": "甲"}).status_code == 403
    assert staff("view_record").post(address, {"content": "甲"}).status_code == 403


@pytest.mark.parametrize("address", [PREVIEW, UPLOAD])
def test_only_post_is_answered(address, editor):
    assert editor.get(address).status_code == 405


@pytest.mark.parametrize("address", [PREVIEW, UPLOAD])
def test_a_post_from_another_site_is_refused(address, editor):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = editor.cookies
    assert strict.post(address, {"content": "甲"}).status_code == 403


def test_markdownx_own_addresses_are_not_mounted(admin_client):
    for address in ("/markdownx/upload/", "/markdownx/markdownify/"):
        assert admin_client.post(address).status_code == 404


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_kept_under_a_name_of_its_content_and_served(editor, kind):
    answer = upload(editor, picture(kind), name="../../机密 <b>.svg").json()
    assert json.dumps(answer).startswith('{"image_code": "![](/media/images/')
    address = answer["image_code"][4:-1]
    reindex([make_record(introduction=answer["image_code"]).pk])
    served = editor.get(address)
    assert served.status_code == 200
    assert Image.open(BytesIO(served.content)).format == "WEBP"
    assert upload(editor, picture(kind)).json() == answer
    assert address in to_html(answer["image_code"])


def test_words_are_kept_with_the_picture(editor):
    words = {"alt": "义诊的党员", "caption": "在广场上", "credit": "张三"}
    assert upload(editor, picture(), **words).json()["image_code"].startswith("![](/media/images/")
    kept = Picture.objects.get()
    assert {name: getattr(kept, name) for name in words} == words
    assert (kept.width, kept.height, kept.decorative) == (60, 40, False)


def test_picture_without_words_is_refused_until_it_is_called_decorative(editor):
    response = upload(editor, picture(), alt="")
    assert response.status_code == 400
    assert "请写明图上有什么" in response.json()["error"]
    assert not Picture.objects.exists()
    assert upload(editor, picture(), alt="", decorative="on").status_code == 200
    assert Picture.objects.get().decorative


def test_decorative_picture_with_words_is_refused(editor):
    assert "仅作装饰的图片不写" in upload(editor, picture(), alt="义诊", decorative="on").json()["error"]


def test_other_words_for_the_same_picture_stand_in_the_text(editor):
    upload(editor, picture(), alt="义诊")
    code = upload(editor, picture(), alt="测[血]压", caption='他说"好"', credit="张三").json()["image_code"]
    kept = Picture.objects.get()
    assert code == f"![测\\[血\\]压]({kept.address})"
    assert (kept.alt, kept.caption, kept.credit) == ("义诊", '他说"好"', "张三")
    code = upload(editor, picture(), alt="义诊", caption='他答"是"').json()["image_code"]
    assert code == f'![]({kept.address} "他答”是”")'
    assert "<figcaption>他答”是”　摄影：张三</figcaption>" in to_html(code)


ATTACKS = {
    "empty": b"",
    "HTML as GIF": b"GIF89a<html><script>alert(1)</script></html>",
    "HTML": b"<!doctype html><script>alert(1)</script>",
    "scripted SVG": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "GIF": picture("GIF"),
    "BMP": picture("BMP"),
    "TIFF": picture("TIFF"),
    "PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "text": "并不是图片".encode(),
    "169 megapixels": png_head(13_000, 13_000),
    "4 gigapixels": png_head(65_000, 65_000),
    "no pixels": png_head(0, 0),
    "truncated PNG": picture(size=(300, 300))[:400],
    "truncated JPEG": picture("JPEG", size=(300, 300))[:-200],
    "truncated WebP": picture("WEBP", size=(300, 300))[:40],
    "bare head": b"\x89PNG\r\n\x1a\n",
}


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("name", ["a.png", "a.gif", "a.svg", "a.html"])
def test_what_is_no_sound_picture_is_refused_in_words_and_not_kept(editor, attack, name, settings):
    response = upload(editor, ATTACKS[attack], name)
    assert response.status_code == 400
    assert response.json().keys() == {"error"}
    assert not settings.MEDIA_ROOT.exists()


def test_a_file_has_a_limit(editor, monkeypatch):
    monkeypatch.setattr(pictures, "MAX_BYTES", 50)
    assert "超过" in upload(editor, picture()).json()["error"]


def test_an_upload_without_a_file_is_refused_in_words(editor):
    assert "没有收到图片" in editor.post(UPLOAD, {"image": "text"}).json()["error"]


def test_a_decoder_that_breaks_down_is_no_error_page(editor, monkeypatch):
    def fail(*args, **kwargs):
        raise SyntaxError

    monkeypatch.setattr(Image, "open", fail)
    assert "打不开" in upload(editor, picture()).json()["error"]


def test_an_upload_that_waited_too_long_for_others_is_told_to_come_again(editor, monkeypatch):
    monkeypatch.setattr(pictures, "WAIT_SECONDS", 0)
    with pictures.one_at_a_time():
        response = upload(editor, picture())
    assert (response.status_code, response.headers["Retry-After"]) == (503, "60")
    assert "正在处理别的图片" in response.json()["error"]
    assert upload(editor, picture()).status_code == 200
