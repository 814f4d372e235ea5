"""Pictures: known to the public while a public record shows them, and to staff always."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.utils import timezone
from PIL import Image

from honors_site.wsgi import django as served
from records.catalog.version import content_version
from records.http.page_cache.middleware import PageCacheMiddleware
from records.http.page_cache.monitor import ChangeMonitor
from records.models import Record, ShownPicture
from records.publishing import publish, return_to_draft, withdraw
from records.search.rebuilding import rebuild
from records.search.reindexing import reindex
from records.utils import pictures
from tests.admin.conftest import staff as staff  # the fixture
from tests.factories import make_measure, make_picture, make_recipient, make_record, make_section, rewrite
from tests.http.asking import ask
from tests.pictures import picture

pytestmark = pytest.mark.django_db

ADDRESS = "/media/images/0123.png"
FOR_STAFF = "/admin/pictures/0123.png"
NARROW_FOR_STAFF = "/admin/pictures/480/0123.png"
TEXT = f"正文。\n\n![图]({ADDRESS})"


@pytest.fixture(autouse=True)
def _stored() -> None:
    default_storage.save("images/0123.png", ContentFile(b"pixels"))


@pytest.fixture
def public() -> Record:
    record = make_record(introduction=TEXT)
    reindex([record.pk])
    return record


def status(client: Client) -> int:
    return client.get(ADDRESS).status_code


# --- The public -----------------------------------------------------------------------------------


def test_picture_of_a_public_record_is_kept_for_an_hour(client: Client, public: Record) -> None:
    response = client.get(ADDRESS)
    assert (response.status_code, response.content) == (200, b"pixels")
    assert response["Content-Type"] == "image/png"
    assert response["Cache-Control"] == "public, max-age=3600"
    assert client.get(ADDRESS, headers={"If-None-Match": response["ETag"]}).status_code == 304


@pytest.mark.parametrize("field", ["introduction", "closing"])
def test_picture_in_any_text_of_the_record_is_public(client: Client, field: str) -> None:
    reindex([make_record(**{field: TEXT}).pk])
    assert status(client) == 200


def test_picture_in_a_section_or_a_measure_is_public(client: Client) -> None:
    section = make_section(lead=TEXT)
    record = section.version.record_id
    reindex([record])
    assert status(client) == 200
    section.lead = ""
    section.save()
    reindex([record])
    assert status(client) == 404
    make_measure(section, text=TEXT)
    reindex([record])
    assert status(client) == 200


def test_picture_of_a_recipient_is_public_with_its_record(client: Client) -> None:
    recipient = make_recipient(introduction=TEXT)
    assert status(client) == 404
    reindex([make_record(recipient=recipient).pk])
    assert status(client) == 200
    recipient.introduction = ""
    recipient.save()
    reindex(recipient.records.values_list("pk", flat=True))
    assert status(client) == 404


def test_portrait_and_cover_are_public_with_the_record(client: Client) -> None:
    chosen = make_picture("0123.png")
    record = make_record(cover=chosen)
    reindex([record.pk])
    assert status(client) == 200
    rewrite(record, cover=None)
    reindex([record.pk])
    assert status(client) == 404
    record.recipient.portrait = chosen
    record.recipient.save()
    reindex(record.recipient.records.values_list("pk", flat=True))
    assert status(client) == 200


def test_picture_that_no_text_names_is_not_found(client: Client) -> None:
    response = client.get(ADDRESS)
    assert response.status_code == 404
    assert b"pixels" not in response.content


@pytest.mark.parametrize("text", ["![图](/media/images/01234.png)", "![图](/media/images/0123.pn)"])
def test_picture_of_a_name_like_it_is_not_it(client: Client, text: str) -> None:
    reindex([make_record(introduction=text).pk])
    assert status(client) == 404


def test_picture_is_public_from_publication_to_withdrawal(client: Client) -> None:
    record = make_record("draft", introduction=TEXT)
    reindex([record.pk])
    assert status(client) == 404
    publish(record, by=None)
    assert status(client) == 200
    withdraw(record, by=None, reason="名称有误。")
    assert status(client) == 404
    publish(record, by=None)
    assert status(client) == 200


def test_picture_waits_for_the_hour_of_its_record(client: Client) -> None:
    record = make_record("draft", introduction=TEXT)
    publish(record, by=None, at=timezone.now() + timedelta(hours=1))
    assert status(client) == 404
    Record.objects.update(published_at=timezone.now())
    assert status(client) == 200


def test_picture_returns_to_the_drawer_with_its_draft(client: Client) -> None:
    record = make_record("draft", introduction=TEXT)
    publish(record, by=None, at=timezone.now() + timedelta(hours=1))
    return_to_draft(record, by=None, reason="请补上年份")
    assert not ShownPicture.objects.exists()


def test_picture_shown_by_another_record_stays_public(client: Client, public: Record) -> None:
    reindex([make_record(closing=TEXT).pk])
    withdraw(public, by=None, reason="名称有误。")
    assert status(client) == 200


def test_picture_goes_with_a_record_that_is_deleted(client: Client, public: Record) -> None:
    Record.objects.filter(pk=public.pk).delete()
    assert status(client) == 404
    assert not ShownPicture.objects.exists()


def test_status_changed_past_the_index_hides_the_picture_too(client: Client, public: Record) -> None:
    Record.objects.update(status="withdrawn", withdrawn_at=timezone.now(), withdrawal_reason="名称有误。")
    assert status(client) == 404


def test_picture_that_is_lost_is_not_found(client: Client, public: Record) -> None:
    default_storage.delete("images/0123.png")
    assert status(client) == 404


def test_public_picture_reads_no_session(client: Client, staff: Any) -> None:
    assert status(staff("view_record")) == 404
    assert status(Client(headers={"Cookie": "staff_session=broken"})) == 404


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL says it another way.")
def test_picture_is_looked_up_by_its_name_and_never_among_all_that_is_published(
    client: Client, public: Record, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2) as asked:
        status(client)
    with connection.cursor() as cursor:
        for query in asked.captured_queries:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            (step,) = [step for *_, step in cursor.fetchall()]
            assert "SEARCH" in step
            assert "name=?" in step or "rowid=?" in step


# --- Narrower ---------------------------------------------------------------------------------------

NARROW = "/media/images/480/0123.png"


@pytest.fixture
def wide(public: Record) -> Record:
    default_storage.delete("images/0123.png")
    default_storage.save("images/0123.png", ContentFile(picture(size=(1600, 400))))
    return public


def size(response: Any) -> tuple[int, int]:
    return Image.open(BytesIO(response.content)).size


@pytest.mark.usefixtures("wide")
def test_picture_is_given_narrower_for_small_screens(client: Client) -> None:
    response = client.get(NARROW)
    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    assert response["Cache-Control"] == "public, max-age=3600"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert size(response) == (480, 120)
    assert size(client.get("/media/images/960/0123.png")) == (960, 240)


@pytest.mark.usefixtures("wide")
def test_picture_is_made_narrower_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    first = client.get(NARROW).content
    monkeypatch.setattr(Image, "open", lambda *_, **__: pytest.fail("decoded again"))
    assert client.get(NARROW).content == first


def test_picture_is_public_in_no_width_before_its_record_is(client: Client, wide: Record) -> None:
    assert client.get(NARROW).status_code == 200
    withdraw(wide, by=None, reason="名称有误。")
    assert client.get(NARROW).status_code == 404


@pytest.mark.usefixtures("wide")
@pytest.mark.parametrize("width", ["481", "0", "2000", "0480"])
def test_no_other_widths_are_made(client: Client, width: str) -> None:
    assert client.get(f"/media/images/{width}/0123.png").status_code == 404


@pytest.mark.usefixtures("public")
def test_what_is_no_picture_has_no_widths(client: Client) -> None:
    assert client.get(NARROW).status_code == 404


@pytest.mark.usefixtures("wide")
def test_picture_is_shown_though_the_disk_is_full(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    assert size(client.get(NARROW)) == (480, 120)


@pytest.mark.usefixtures("wide")
def test_who_comes_while_others_are_made_narrower_is_asked_to_come_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "WAIT_SECONDS", 0.01)
    with pictures.one_at_a_time():
        response = client.get(NARROW)
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert response["Cache-Control"] == "no-store"
    assert client.get(NARROW).status_code == 200


# --- In memory ------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_withdrawal_takes_the_picture_out_of_memory() -> None:
    record = make_record(introduction=TEXT)
    reindex([record.pk])
    site = PageCacheMiddleware(served, ChangeMonitor(content_version), max_bytes=10_000_000)
    try:
        assert [ask(site, ADDRESS).status for _ in range(2)] == [200, 200]
        assert ADDRESS in site.store.pages
        withdraw(record, by=None, reason="名称有误。")
        site.monitor.check()
        assert ask(site, ADDRESS).status == 404
    finally:
        site.monitor.stop()


def test_rebuilding_the_index_finds_the_pictures_anew(client: Client, public: Record) -> None:
    ShownPicture.objects.all().delete()
    rebuild()
    assert status(client) == 200


# --- Staff ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("permission", ["view_record", "change_record", "add_record"])
def test_staff_see_pictures_that_are_not_public(staff: Any, permission: str) -> None:
    response = staff(permission).get(FOR_STAFF)
    assert (response.status_code, response.content) == (200, b"pixels")
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))


def test_staff_see_them_narrower_too(staff: Any) -> None:
    default_storage.delete("images/0123.png")
    default_storage.save("images/0123.png", ContentFile(picture(size=(1600, 400))))
    assert size(staff("view_record").get(NARROW_FOR_STAFF)) == (480, 120)


def test_nobody_else_sees_them_there(client: Client, staff: Any, django_user_model: Any) -> None:
    assert client.get(FOR_STAFF).status_code == client.get(NARROW_FOR_STAFF).status_code == 404
    assert staff("view_category").get(FOR_STAFF).status_code == 404
    client.force_login(django_user_model.objects.create_user("访客"))
    assert client.get(FOR_STAFF).status_code == 404


def test_preview_shows_pictures_where_staff_see_them(staff: Any) -> None:
    record = make_record("draft", introduction=TEXT)
    page = staff("view_record").get(f"/records/{record.pk}/preview/").content.decode()
    assert f'src="{FOR_STAFF}"' in page
    assert ADDRESS not in page


def test_editor_shows_pictures_where_staff_see_them(staff: Any) -> None:
    shown = staff("change_record").post("/admin/markdown/preview/", {"content": TEXT}).content.decode()
    assert f'src="{FOR_STAFF}"' in shown


def test_public_page_shows_pictures_where_anyone_sees_them(client: Client, public: Record) -> None:
    assert f'src="{ADDRESS}"' in client.get(public.get_absolute_url()).content.decode()
