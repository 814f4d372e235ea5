"""An archive from anywhere is read whole or not at all, and nothing but what it says of itself."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from PIL import Image

from records.archive import reading
from records.archive.contents import TABLES
from records.models import Category, Measure, Record, SiteSettings, Version
from records.utils import pictures
from tests.archive.archives import archive, content, empty_the_site, pictured_record
from tests.factories import make_site_settings
from tests.pictures import picture, png_head

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An archive of one record with a picture, beside a site that is empty again."""
    pictured_record()
    made = archive(tmp_path / "archive", "--without-site")
    empty_the_site()
    return made


def summed_anew(folder: Path) -> None:
    """Writes the sums of what is there now, as somebody does who wants it read."""
    names = [name for name in sorted(content(folder)) if name != "SHA256SUMS"]
    lines = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (folder / "SHA256SUMS").write_text("".join(lines))


def refused(folder: Path, why: str) -> None:
    """Holds that it is refused for that reason, and that neither a row nor a picture is left behind."""
    with pytest.raises(CommandError, match=why):
        call_command("import_archive", folder)
    assert not any(model._default_manager.exists() for model in TABLES)
    assert not default_storage.exists("images") or not default_storage.listdir("images")[1]


def only_picture(folder: Path) -> Path:
    (path,) = (folder / "images").iterdir()
    return path


def rows_of(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "data" / f"{name}.jsonl").read_text("utf-8").splitlines()]


def write_rows(folder: Path, name: str, rows: list[dict[str, Any]]) -> None:
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "data" / f"{name}.jsonl").write_text(lines, "utf-8")
    summed_anew(folder)


# --- The site ---------------------------------------------------------------------------------------


def test_archive_is_read_into_an_empty_site_only_and_the_way_to_one_is_told(tmp_path: Path) -> None:
    pictured_record()
    folder = archive(tmp_path / "archive", "--without-site")
    with pytest.raises(CommandError, match=r"已有内容.*新的 VAR.*migrate.*不要先运行 make run"):
        call_command("import_archive", folder)


def test_site_of_which_only_the_settings_were_saved_is_told_what_to_do(tmp_path: Path) -> None:
    pictured_record()
    folder = archive(tmp_path / "archive", "--without-site")
    empty_the_site()
    make_site_settings(name="样例荣誉录")
    with pytest.raises(CommandError, match=r"只有“网站设置”.*新的 VAR.*读完以后，再在后台改网站设置"):
        call_command("import_archive", folder)
    assert SiteSettings.objects.get().name == "样例荣誉录"


# --- The list ---------------------------------------------------------------------------------------


def test_folder_that_is_no_archive_says_so(tmp_path: Path) -> None:
    refused(tmp_path, "不是完整的存档")
    refused(tmp_path / "nowhere", "不是完整的存档")


def test_damaged_archive_is_not_read(folder: Path) -> None:
    path = folder / "data/version.jsonl"
    path.write_text(path.read_text().replace("样例事迹", "别的事迹"))
    refused(folder, r"version\.jsonl 与存档时不同")


def test_archive_without_one_of_its_files_is_not_read(folder: Path) -> None:
    (folder / "data/figure.jsonl").unlink()
    refused(folder, r"缺少文件 .*figure\.jsonl")


def test_empty_list_is_none(folder: Path) -> None:
    (folder / "SHA256SUMS").write_text("")
    refused(folder, "SHA256SUMS 是空的")


@pytest.mark.parametrize("left_out", ["data/measure.jsonl", "images/"])
def test_list_that_leaves_something_out_is_refused(folder: Path, left_out: str) -> None:
    path = folder / "SHA256SUMS"
    kept = [line for line in path.read_text().splitlines() if left_out not in line]
    path.write_text("\n".join(kept) + "\n")
    refused(folder, "不是完整的存档" if left_out.startswith("data") else "不是存档的一部分")


def test_file_beside_those_of_the_list_is_not_read(folder: Path) -> None:
    (folder / "images" / "more.webp").write_bytes(picture("WEBP"))
    refused(folder, r"more\.webp 不在 SHA256SUMS 里")


@pytest.mark.parametrize(
    "name", ["../secret_key", "/etc/passwd", "images/../../x", "./README.md", "images//a", "a\\b"]
)
def test_list_that_leads_elsewhere_is_refused_with_its_line(folder: Path, name: str) -> None:
    with (folder / "SHA256SUMS").open("a") as file:
        file.write(f"{'0' * 64}  {name}\n")
    number = len((folder / "SHA256SUMS").read_text().splitlines())
    refused(folder, f"SHA256SUMS 第 {number} 行写得不对")


def test_list_that_names_a_file_twice_is_refused(folder: Path) -> None:
    path = folder / "SHA256SUMS"
    path.write_text(path.read_text() * 2)
    refused(folder, "前面已经有了")


# --- What lies in place of a file -------------------------------------------------------------------


def link_to_a_secret(path: Path) -> None:
    secret = path.parent.parent.with_name("secret_key")
    secret.write_bytes(path.read_bytes())
    path.unlink()
    path.symlink_to(secret)


def second_name_of_a_secret(path: Path) -> None:
    secret = path.parent.parent.with_name("secret_key")
    secret.write_bytes(path.read_bytes())
    path.unlink()
    os.link(secret, path)


def link_to_its_folder(path: Path) -> None:
    path.unlink()
    path.symlink_to(".")


def link_to_itself(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def device(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/zero")


def folder_of_that_name(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    "put",
    [
        link_to_a_secret,
        second_name_of_a_secret,
        link_to_its_folder,
        link_to_itself,
        pipe,
        device,
        folder_of_that_name,
    ],
)
@pytest.mark.parametrize("name", ["SHA256SUMS", "data/record.jsonl", "README.md", "picture"])
def test_what_is_no_file_of_the_archives_own_is_not_opened(
    folder: Path, put: Callable[[Path], None], name: str
) -> None:
    put(only_picture(folder) if name == "picture" else folder / name)
    refused(folder, "链接|不是普通文件")


@pytest.mark.parametrize("part", ["data", "images"])
def test_part_that_is_a_link_to_a_folder_elsewhere_is_not_entered(folder: Path, part: str) -> None:
    (folder / part).rename(folder.with_name("elsewhere"))
    (folder / part).symlink_to(folder.with_name("elsewhere"))
    refused(folder, "链接|不是普通文件")


# --- Rows -------------------------------------------------------------------------------------------


def test_row_of_another_table_is_refused_with_its_line(folder: Path) -> None:
    user = {"model": "auth.user", "pk": 1, "fields": {"username": "x", "is_superuser": True}}
    write_rows(folder, "figure", [user])
    refused(folder, r"figure\.jsonl 第 1 行不是数据")


def test_row_that_would_take_the_place_of_another_is_refused_with_its_line(folder: Path) -> None:
    rows = rows_of(folder, "recipient")
    write_rows(folder, "recipient", [*rows, rows[0]])
    refused(folder, r"recipient\.jsonl 第 2 行的编号 \d+ 前面已经有了")


@pytest.mark.parametrize("pk", [None, 0, -1, 2**63, "x", [1], 1.5, True])
def test_row_without_a_sound_number_is_refused_with_its_line(folder: Path, pk: object) -> None:
    write_rows(folder, "recipient", [rows_of(folder, "recipient")[0] | {"pk": pk}])
    refused(folder, r"recipient\.jsonl 第 1 行")


def test_categories_that_form_a_circle_are_refused_with_their_line(folder: Path) -> None:
    upper, lower = rows_of(folder, "category")
    upper["fields"]["parent"] = lower["pk"]
    write_rows(folder, "category", [upper, lower])
    refused(folder, r"category\.jsonl 第 1 行的上级分类 \d+ 不在前面")


def test_row_that_names_one_that_is_not_there_is_refused_with_its_line(folder: Path) -> None:
    rows = rows_of(folder, "measure")
    rows[2]["fields"]["section"] = 999_999
    write_rows(folder, "measure", rows)
    refused(folder, r"measure\.jsonl 第 3 行的章节 999999 不在前面")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "不是一个完整的 JSON 对象"),
        ("[" * 200_000, "不是一个完整的 JSON 对象"),
        ("\0", "不是一个完整的 JSON 对象"),
        ('{"pk": 1' + "0" * 5000 + "}", "不是一个完整的 JSON 对象"),
        ("", "是空的"),
        (" ", "是空的"),
        ("[]", "不是存档里的一行"),
        ("null", "不是存档里的一行"),
        ('{"model": "records.figure"}', "不是存档里的一行"),
        ('{"model": "records.figure", "pk": 1, "fields": {"x": 1}}', "有不认识的一项：x"),
    ],
    ids=range(10),
)
def test_line_that_is_no_row_is_refused_in_words_with_its_number(folder: Path, line: str, why: str) -> None:
    (folder / "data/figure.jsonl").write_text(line + "\n")
    summed_anew(folder)
    refused(folder, rf"figure\.jsonl 第 1 行{why}")


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("published_at", "0001-01-01T00:00:00+14:00", "的发布时间不对"),
        ("published_at", "2020-01-01T00:00:00", "的发布时间没有写时区"),
        ("published_at", "2020-01-01", "的发布时间没有写时区"),
        ("published_at", 5, "的发布时间不对"),
        ("title", "甲\0乙", "的标题里有不能保存的字符"),
        ("title", "甲\ud800乙", "的标题里有不能保存的字符"),
        ("title", 5, "的标题不是文字"),
        ("tributes_before", 1.5, "的.*不是整数"),
        ("recipient", True, "的.*不是整数"),
        ("status", "withdrawn", "读不了：各项彼此不合"),
        ("status", "nothing", "的状态不对"),
    ],
)
def test_value_that_does_not_fit_is_refused_in_words_with_its_line(
    folder: Path, field: str, value: object, why: str
) -> None:
    name = "version" if field == "title" else "record"
    (row,) = rows_of(folder, name)
    row["fields"][field] = value
    (folder / f"data/{name}.jsonl").write_text(json.dumps(row) + "\n")
    summed_anew(folder)
    refused(folder, rf"{name}\.jsonl 第 1 行{why}")


def test_text_with_line_ends_of_unicode_comes_back_as_it_was(tmp_path: Path) -> None:
    record = pictured_record()
    Version.objects.filter(record=record).update(introduction="甲\u2028乙\x85丙")
    made = archive(tmp_path / "archive", "--without-site")
    empty_the_site()
    call_command("import_archive", made)
    assert Record.objects.get().introduction == "甲\u2028乙\x85丙"


def test_line_without_end_is_not_read_into_memory(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_LINE_BYTES", 10)
    refused(folder, r"category\.jsonl 第 1 行太长")


def test_rule_of_the_tables_is_held_with_the_line(folder: Path) -> None:
    rows = rows_of(folder, "measure")
    rows[1]["fields"]["text"] = ""
    write_rows(folder, "measure", rows)
    refused(folder, r"measure\.jsonl 第 2 行读不了")


def test_failure_of_the_index_leaves_nothing_behind(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(ids: list[int]) -> None:
        raise reading.ArchiveNotRead("索引写不了。")

    monkeypatch.setattr(reading, "reindex", fail)
    refused(folder, "索引写不了")


# --- Pictures ---------------------------------------------------------------------------------------


def as_of_before_the_log(folder: Path) -> None:
    """Takes the log away, which would tell that the texts name another picture."""
    for name in ("log", "records"):
        shutil.rmtree(folder / name)


def put_in_place_of_the_picture(folder: Path, data: bytes, name: str) -> None:
    old = only_picture(folder)
    path = folder / "data/measure.jsonl"
    path.write_text(path.read_text("utf-8").replace(old.name, name), "utf-8")
    old.unlink()
    (folder / "images" / name).write_bytes(data)
    summed_anew(folder)


def test_picture_of_another_make_is_taken_in_as_an_upload_and_still_shown(folder: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "GPS and such"
    as_of_before_the_log(folder)
    put_in_place_of_the_picture(folder, picture("JPEG", exif=exif) + b"<script>", "photo.jpg")
    call_command("import_archive", folder)
    (name,) = default_storage.listdir("images")[1]
    with default_storage.open(f"images/{name}") as file:
        kept = file.read()
    assert Image.open(BytesIO(kept)).format == "WEBP"
    assert b"GPS" not in kept
    assert b"script" not in kept
    assert f"/media/images/{name}" in Measure.objects.order_by("pk").last().text  # type: ignore[union-attr]


@pytest.mark.parametrize("is_counted", [True, False])
def test_webp_with_more_than_pixels_is_taken_in_as_an_upload(folder: Path, is_counted: bool) -> None:
    data = only_picture(folder).read_bytes() + b"EXIF\x08\0\0\0<script>"
    if is_counted:
        data = data[:4] + (len(data) - 8).to_bytes(4, "little") + data[8:]
    put_in_place_of_the_picture(folder, data, "a.webp")
    call_command("import_archive", folder)
    (name,) = default_storage.listdir("images")[1]
    with default_storage.open(f"images/{name}") as file:
        assert b"script" not in file.read()


@pytest.mark.parametrize(
    "data", [b"secret", b"<html><script>alert(1)</script>", png_head(9_000, 9_000), b"RIFF\4\0\0\0WEBP", b""]
)
def test_what_is_no_picture_is_refused_with_its_name(folder: Path, data: bytes) -> None:
    put_in_place_of_the_picture(folder, data, "a.webp")
    refused(folder, r"a\.webp 没有读")


def test_picture_beyond_the_bound_of_an_upload_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "MAX_BYTES", 10)
    refused(folder, r"\.webp 太大")


def test_picture_that_the_site_has_already_stays_when_the_reading_fails(folder: Path) -> None:
    path = only_picture(folder)
    default_storage.save(f"images/{path.name}", ContentFile(path.read_bytes()))
    write_rows(folder, "figure", [{"model": "records.record", "pk": 1, "fields": {}}])
    with pytest.raises(CommandError):
        call_command("import_archive", folder)
    assert default_storage.exists(f"images/{path.name}")
    assert not Record.objects.exists()
    assert not Category.objects.exists()
