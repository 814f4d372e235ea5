"""`sweep_pictures` deletes what no text names, and nothing else; /readyz tells of it."""

import os
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from PIL import Image

from records.admin.images import store_picture
from records.checks import pictures
from records.models import Edition, ImportBatch, ImportedDocument, Picture, PictureCheck
from tests.factories import make_measure, make_picture, make_recipient, make_record, make_section

pytestmark = pytest.mark.django_db

TEXT = "正文。\n\n![图](/media/images/used.webp)"


def store(name: str, days: int = 30) -> None:
    """Stores a picture of 1,000 bytes, uploaded so many days ago."""
    path = default_storage.path(default_storage.save(f"images/{name}", ContentFile(b"x" * 1000)))
    then = (timezone.now() - timedelta(days=days)).timestamp()
    os.utime(path, (then, then))


def stored() -> set[str]:
    return set(default_storage.listdir("images")[1])


def sweep(*options: str) -> str:
    said = StringIO()
    call_command("sweep_pictures", *options, stdout=said)
    return said.getvalue()


def test_picture_that_no_text_names_is_told_and_kept_until_told_otherwise() -> None:
    store("left.webp")
    said = sweep()
    assert "images/left.webp" in said
    assert "sweep_pictures --delete" in said
    assert stored() == {"left.webp"}


def test_picture_that_no_text_names_is_deleted() -> None:
    store("left.webp")
    store("used.webp")
    make_record(introduction=TEXT)
    said = sweep("--delete")
    assert "已删除 1 个文件" in said
    assert stored() == {"used.webp"}


def test_row_of_a_deleted_picture_goes_with_it() -> None:
    store("left.webp")
    make_picture("left.webp", caption="没有人用")
    sweep("--delete")
    assert not Picture.objects.exists()


def test_what_was_made_of_a_deleted_picture_goes_with_it(settings: Any) -> None:
    store("left.webp")
    narrow = settings.NARROWED_ROOT / "480" / "left.webp"
    narrow.parent.mkdir(parents=True)
    narrow.write_bytes(b"pixels")
    sweep("--delete")
    assert not narrow.exists()


def in_document(**fields: Any) -> ImportedDocument:
    batch = ImportBatch.objects.create()
    return ImportedDocument.objects.create(batch=batch, name="材料.docx", state="waiting", **fields)


USES = {
    "draft": lambda: make_record("draft", closing=TEXT),
    "withdrawn": lambda: make_record("withdrawn", introduction=TEXT),
    "lead": lambda: make_section(lead=TEXT),
    "measure": lambda: make_measure(text=TEXT),
    "recipient": lambda: make_recipient(introduction=TEXT),
    "portrait": lambda: make_recipient(portrait=make_picture("used.webp")),
    "cover": lambda: make_record("draft", cover=make_picture("used.webp")),
    "reading": lambda: in_document(reading={"pictures": [{"address": "/media/images/used.webp"}]}),
    "replaced text": lambda: in_document(before={"introduction": TEXT}),
    "escaped": lambda: make_record(introduction="![图](/media/images/us\\ed.webp)"),
}


@pytest.mark.parametrize("use", USES)
def test_picture_in_use_anywhere_is_kept(use: str) -> None:
    store("used.webp")
    USES[use]()
    assert "没有用到的 0 个文件" in sweep("--delete")
    assert stored() == {"used.webp"}


def test_picture_uploaded_yesterday_is_kept_for_the_text_to_come() -> None:
    store("fresh.webp", days=1)
    sweep("--delete")
    assert stored() == {"fresh.webp"}


def test_old_picture_uploaded_again_is_kept_for_the_text_to_come() -> None:
    content = BytesIO()
    Image.new("RGB", (60, 40), "red").save(content, "PNG")
    name = store_picture(ContentFile(content.getvalue())).name
    os.utime(default_storage.path(f"images/{name}"), (0, 0))
    store_picture(ContentFile(content.getvalue()))
    sweep("--delete")
    assert stored() == {name}


def test_text_saved_while_others_are_read_keeps_its_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    store("used.webp")
    read = pictures.names_in_texts

    def read_and_be_late() -> set[str]:
        names = read()
        if not names:
            make_record(introduction=TEXT)
        return names

    monkeypatch.setattr(pictures, "names_in_texts", read_and_be_late)
    sweep("--delete")
    assert stored() == {"used.webp"}


def after_comparing(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    compare = pictures.compare

    def compare_and_be_late() -> pictures.Found:
        found = compare()
        happens()
        return found

    monkeypatch.setattr(pictures, "compare", compare_and_be_late)


def test_document_that_comes_while_texts_are_read_keeps_its_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    store("used.webp")
    after_comparing(monkeypatch, USES["reading"])
    assert "没有用到的 0 个文件" in sweep("--delete")
    assert stored() == {"used.webp"}


def test_picture_uploaded_again_while_texts_are_read_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    store("left.webp")
    after_comparing(monkeypatch, lambda: os.utime(default_storage.path("images/left.webp")))
    sweep("--delete")
    assert stored() == {"left.webp"}


def test_nothing_is_deleted_while_texts_are_saved_all_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    store("left.webp")
    monkeypatch.setattr(pictures, "names_in_texts", lambda: Edition.bump() or set())
    with pytest.raises(CommandError, match="没有删除"):
        sweep("--delete")
    assert stored() == {"left.webp"}


def test_site_without_pictures_has_nothing_to_sweep() -> None:
    assert "共 0 个文件" in sweep("--delete")


# --- /readyz --------------------------------------------------------------------------------------


def line(client: Client) -> str:
    lines = client.get("/readyz").content.decode().splitlines()
    return next(line for line in lines if line.startswith("图片："))


def test_pictures_nobody_uses_are_told(client: Client) -> None:
    assert line(client) == "图片：尚未清点"
    store("left.webp")
    store("fresh.webp", days=1)
    sweep()
    assert "共 2 个文件" in line(client)
    assert "其中 1 个文件" in line(client)
    sweep("--delete")
    assert line(client).endswith("共 1 个文件 0.0 MB，没有多余的")


def test_pictures_are_compared_once_a_day(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[object] = []
    monkeypatch.setattr(pictures.daily, "begin", lambda: begun.append(PictureCheck.claim_due()))
    line(client)
    line(client)
    assert begun == [True]
    PictureCheck.objects.update(started_at=timezone.now() - timedelta(days=2))
    line(client)
    assert begun == [True, True]
