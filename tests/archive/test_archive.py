"""An archive holds the public record whole, and makes the same site of an empty one."""

import csv
import os
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db.models import CharField, Model, TextField
from django.test import Client
from warcio.archiveiterator import ArchiveIterator

from records.admin.images import store_picture
from records.archive.packaging import BAG
from records.catalog.attachments import path_of
from records.models import Attachment, Picture, Recipient, Record, SitePage, SiteSettings, Version
from records.publishing import withdraw
from records.publishing.showing_originals import show_original
from records.search.reindexing import reindex
from tests.archive.archives import archive, content, differing, empty_the_site, pictured_record
from tests.factories import (
    make_figure,
    make_measure,
    make_recipient,
    make_record,
    make_section,
    make_site_page,
    make_site_settings,
    rewrite,
)
from tests.importing.running import DEEDS, Run
from tests.pictures import picture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def record() -> Record:
    return pictured_record()


def test_archive_makes_the_same_site_of_an_empty_one(tmp_path: Path, record: Record, client: Client) -> None:
    gone = make_record(recipient=make_recipient("已撤回的单位"), introduction="不再公开的文字。")
    withdraw(gone, by=None, reason="名称有误。")
    make_record(recipient=make_recipient("=1+1|2"), title="＝1+1")  # written otherwise in the tables alone
    first = archive(tmp_path / "first")
    empty_the_site()
    call_command("import_archive", first)
    assert differing(first, archive(tmp_path / "second")) == []
    assert client.get(f"/records/{gone.pk}/").status_code == 410
    assert f'href="/records/{record.pk}/"' in client.get("/search/", {"q": record.title}).content.decode()


def test_portraits_and_covers_come_back_with_their_words(tmp_path: Path, record: Record) -> None:
    for chosen, color in ((record.recipient, "portrait"), (record.edited, "cover")):
        file = ContentFile(picture(size=(600, 400 + len(color))), "a.png")
        setattr(chosen, color, store_picture(file, alt=f"样例{color}", caption="图注", credit="李四"))
        chosen.save()
    reindex([record.pk])
    before = list(Picture.objects.order_by("pk").values())
    folder = archive(tmp_path / "archive")
    assert len(list((folder / "images").iterdir())) == 3
    empty_the_site()
    call_command("import_archive", folder)
    assert list(Picture.objects.order_by("pk").values()) == before
    read = Record.objects.with_names().get(pk=record.pk)
    assert (read.cover.alt, read.recipient.portrait.alt) == ("样例cover", "样例portrait")  # type: ignore[union-attr]
    assert Client().get(read.cover.address).status_code == 200  # type: ignore[union-attr]


def row(model: type[Model], **of: Any) -> dict[str, Any]:
    return dict(model._default_manager.filter(**of).values().get())


def test_what_the_operator_and_editors_have_set_comes_back_as_it_was(tmp_path: Path, record: Record) -> None:
    portrait, cover = (
        store_picture(ContentFile(picture(size=size)), alt=f"样例{size}") for size in [(300, 400), (400, 300)]
    )
    honored = record.recipient
    honored.portrait, honored.region = portrait, "山东省/滨州市"
    honored.save()
    rewrite(record, cover=cover, post="样例厂工人", summary="一句话说清。")
    record.name_for_feeds()
    Record.objects.filter(pk=record.pk).update(feed_id=record.feed_id)
    make_site_settings(
        name="样例荣誉录", sentence="样例的一句话。", accent="#12467b", featured=record, license="cc0-1.0"
    )
    page = make_site_page("关于本站", text=f"本站的图：![图]({cover.in_texts})")
    reindex([record.pk])
    kept: list[tuple[type[Model], int]] = [
        (Record, record.pk),
        (Recipient, honored.pk),
        (Picture, portrait.pk),
        (Picture, cover.pk),
        (SiteSettings, 1),
        (SitePage, page.pk),
    ]
    before = [row(model, pk=pk) for model, pk in kept]
    address = f"/records/{record.pk}/"
    said = Client().get(f"/api/v1{address}").json()
    folder = archive(tmp_path / "archive")
    empty_the_site()
    call_command("import_archive", folder)
    assert [row(model, pk=pk) for model, pk in kept] == before
    assert before[0]["feed_id"].startswith("tag:")
    assert Client().get(f"/api/v1{address}").json() == said


def test_picture_of_a_draft_is_not_in_it(tmp_path: Path, record: Record) -> None:
    file = ContentFile(picture(size=(600, 400)), "a.png")
    make_record("draft", cover=store_picture(file, alt="未公开的图"))
    everything = content(archive(tmp_path / "archive"))
    assert len([name for name in everything if name.startswith("images/")]) == 1
    assert "未公开的图" not in b"".join(everything.values()).decode(errors="replace")


def test_archive_from_before_pictures_had_words_is_still_read(tmp_path: Path, record: Record) -> None:
    folder = archive(tmp_path / "archive")
    (folder / "data" / "picture.jsonl").unlink()
    sums = (folder / "SHA256SUMS").read_text().splitlines(keepends=True)
    (folder / "SHA256SUMS").write_text("".join(line for line in sums if "picture.jsonl" not in line))
    empty_the_site()
    call_command("import_archive", folder)
    read = Picture.objects.get()
    assert (read.width, read.height, read.alt) == (60, 40, "")
    assert Client().get(read.address).status_code == 200


def test_records_that_come_later_get_numbers_of_their_own(tmp_path: Path, record: Record) -> None:
    folder = archive(tmp_path / "archive")
    empty_the_site()
    call_command("import_archive", folder)
    assert make_record().pk > record.pk


def private_texts(model: type[Model], told: set[str]) -> dict[str, str]:
    texts = [field.name for field in model._meta.fields if isinstance(field, CharField | TextField)]
    return {name: f"不再公开的{name}" for name in texts if name not in told}


def test_of_a_withdrawn_record_no_text_but_title_and_reason_is_in_it(tmp_path: Path, record: Record) -> None:
    told = {"status", "withdrawal_reason", "feed_id"}
    Record.objects.filter(pk=record.pk).update(revoked_on="2024-05-06", **private_texts(Record, told))
    rewrite(record, **private_texts(Version, {"title", "withheld_reason", "erased_reason", "erased_hash"}))
    withdraw(record, by=None, reason="名称有误。")
    data = archive(tmp_path / "archive") / "data"
    rows = "".join((data / name).read_text("utf-8") for name in ("record.jsonl", "version.jsonl"))
    assert record.title in rows
    assert "不再公开" not in rows


def test_drafts_and_withdrawn_texts_are_not_in_it(tmp_path: Path, record: Record) -> None:
    make_record(recipient=make_recipient("草稿单位"), status="draft", published_at=None)
    gone = make_record(recipient=make_recipient("已撤回的单位"), introduction="不再公开的文字。")
    make_measure(make_section(gone), text="不再公开的举措。")
    withdraw(gone, by=None, reason="名称有误。")
    everything = b"".join(content(archive(tmp_path / "archive")).values()).decode(errors="replace")
    for hidden in ("草稿单位", "不再公开"):
        assert hidden not in everything


def test_sums_are_what_sha256sum_makes(tmp_path: Path, record: Record) -> None:
    folder = archive(tmp_path / "archive")
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=folder, check=True)
    names = {line[66:] for line in (folder / "SHA256SUMS").read_text().splitlines()}
    assert names == set(content(folder)) - {"SHA256SUMS", *BAG}


def test_every_link_of_the_static_copy_leads_to_a_file_or_to_the_web(tmp_path: Path, record: Record) -> None:
    folder = archive(tmp_path / "archive") / "site"
    pages = list(folder.rglob("*.html"))
    assert folder / "records" / str(record.pk) / "index.html" in pages
    for page in pages:
        assert "srcset" not in page.read_text()
        for link in re.findall(r'(?:href|src)="([^"#]+)', page.read_text()):
            is_on_the_web = link.startswith(("http://", "https://", "mailto:"))
            assert is_on_the_web or (page.parent / link).is_file(), (page, link)


def test_tables_hold_each_record_and_nothing_that_a_spreadsheet_would_compute(tmp_path: Path) -> None:
    record = make_record(title="=1+1")
    with (archive(tmp_path / "archive") / "csv/records.csv").open(encoding="utf-8-sig", newline="") as file:
        (line,) = csv.DictReader(file)
    assert (line["编号"], line["标题"]) == (str(record.pk), "'=1+1")


def test_tables_tell_the_times_of_the_site_as_a_spreadsheet_reads_them(tmp_path: Path) -> None:
    moment = datetime(2026, 11, 27, 17, 30, 5, 123456, tzinfo=UTC)
    record = make_record()
    Record.objects.filter(pk=record.pk).update(published_at=moment, updated_at=moment)
    with (archive(tmp_path / "archive") / "csv/records.csv").open(encoding="utf-8-sig", newline="") as file:
        (line,) = csv.DictReader(file)
    assert (line["发布时间"], line["最后修改"]) == ("2026-11-28 01:30:05", "2026-11-28 01:30:05")


def test_figures_of_the_table_name_the_measure_that_they_stand_in(tmp_path: Path) -> None:
    record = make_record(title="事迹")
    measure = make_measure(
        make_section(record, 2, title="强本固基"), 3, marker="三是", text="办好实事。共一百件。"
    )
    make_figure(record, 1)
    make_figure(record, 2, measure=measure)
    with (archive(tmp_path / "archive") / "csv/figures.csv").open(encoding="utf-8-sig", newline="") as file:
        whole, part = csv.DictReader(file)
    assert (whole["记录标题"], whole["章节"], whole["举措"]) == ("事迹", "", "")
    assert (part["记录标题"], part["章节"], part["举措"]) == ("事迹", "强本固基", "三是　办好实事")
    assert part["网址"].endswith(f"/records/{record.pk}/#s2-m3")


def test_second_archive_in_the_same_folder_drops_what_is_no_longer_public(
    tmp_path: Path, record: Record
) -> None:
    folder = archive(tmp_path / "archive")
    withdraw(record, by=None, reason="名称有误。")
    archive(folder)
    assert not (folder / f"markdown/{record.pk}.md").exists()
    assert not (folder / f"site/records/{record.pk}/index.html").exists()


def test_what_an_interrupted_archive_left_behind_is_gone_after_the_next(
    tmp_path: Path, record: Record
) -> None:
    folder = archive(tmp_path / "archive", "--without-site")
    left = [
        folder / name for name in ("markdown/99.md", "site/records/99/index.html", "data/.record.jsonl.x")
    ]
    for file in left:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("不再公开的文字。")
    archive(folder, "--without-site")
    assert [file for file in left if file.exists()] == []
    assert not (folder / "site/records").exists()


def test_folder_that_a_link_leads_to_keeps_what_is_not_of_the_archive(tmp_path: Path, record: Record) -> None:
    folder = archive(tmp_path / "archive", "--without-site")
    (elsewhere := tmp_path / "elsewhere").mkdir()
    (elsewhere / "letter.txt").write_text("信")
    (folder / "site").symlink_to(elsewhere)
    archive(folder, "--without-site")
    assert (elsewhere / "letter.txt").exists()


def test_folder_with_the_sums_of_something_else_is_left_alone(tmp_path: Path, record: Record) -> None:
    (tmp_path / "mine").mkdir()
    (disk := tmp_path / "mine" / "disk.iso").write_bytes(b"x")
    (tmp_path / "mine" / "SHA256SUMS").write_text(f"{'0' * 64}  disk.iso\n")
    with pytest.raises(CommandError, match="不是存档的"):
        archive(tmp_path / "mine")
    assert disk.exists()


def test_folder_with_other_files_is_left_alone(tmp_path: Path, record: Record) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "letter.txt").write_text("信")
    with pytest.raises(CommandError, match="已有别的文件"):
        archive(folder)
    assert list(content(folder)) == ["letter.txt"]


def test_pages_are_not_promised_without_their_style_sheets(
    tmp_path: Path, record: Record, settings: Any
) -> None:
    settings.STATIC_ROOT = tmp_path / "nowhere"
    with pytest.raises(CommandError, match="collectstatic"):
        archive(tmp_path / "archive")
    assert not (tmp_path / "archive").exists()
    assert (archive(tmp_path / "archive", "--without-site") / "SHA256SUMS").is_file()


def test_archive_that_lacks_a_picture_fails_and_never_says_that_it_was_made(
    tmp_path: Path, record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    (name,) = default_storage.listdir("images")[1]
    default_storage.delete(f"images/{name}")
    with pytest.raises(CommandError, match="不完整"):
        archive(tmp_path / "archive", "--without-site")
    told = capsys.readouterr()
    assert name in told.err
    assert "条公开的记录" not in told.out


def test_archive_that_lacks_a_page_fails_and_names_it(
    tmp_path: Path, record: Record, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: Any, **options: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("records.views.records.render_page", fails)
    with pytest.raises(CommandError, match="不完整"):
        archive(tmp_path / "archive")
    assert f"/records/{record.pk}/" in capsys.readouterr().err


# --- Originals ----------------------------------------------------------------------------------------


@pytest.fixture
def imported(tmp_path: Path) -> Record:
    path = tmp_path / "样例.txt"
    # Of each process its own: all keep their files in one place.
    path.write_text(DEEDS.replace("已有Loading", f"已有{os.getpid()}"), encoding="utf-8")
    Run(path, "--publish")
    return Record.objects.get()


def come_back(client: Client, folder: Path, original: Attachment) -> Record:
    empty_the_site()
    path_of(original.sha256).unlink()
    call_command("import_archive", folder)
    return Record.objects.get()


def test_original_that_is_not_public_goes_along_as_its_hash_alone(
    tmp_path: Path, imported: Record, client: Client
) -> None:
    original = Attachment.objects.get()
    folder = archive(tmp_path / "archive", "--without-site")
    assert not any("attachments/" in name for name in content(folder))
    assert "样例.txt" not in (folder / "data" / "attachment.jsonl").read_text()
    record = come_back(client, folder, original)
    assert original.short_hash in client.get(f"/records/{record.pk}/").content.decode()
    assert client.get(f"/records/{record.pk}/original/").status_code == 404


def test_original_that_is_public_comes_back_with_its_bytes(
    tmp_path: Path, imported: Record, client: Client
) -> None:
    original = Attachment.objects.get()
    show_original(imported, original, by=None)
    before = client.get(f"/records/{imported.pk}/original/").content
    folder = archive(tmp_path / "archive", "--without-site")
    assert content(folder)[f"attachments/{original.sha256}.txt"] == before
    record = come_back(client, folder, original)
    assert client.get(f"/records/{record.pk}/original/").content == before


def test_an_archive_is_a_bag_whose_manifests_name_every_file(tmp_path: Path) -> None:
    pictured_record()
    folder = archive(tmp_path / "archive", "--without-site")
    assert (folder / "bagit.txt").read_text().startswith("BagIt-Version: 1.0\n")
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        subprocess.run(["sha256sum", "--check", "--strict", manifest], cwd=folder, check=True)
    listed = [
        line.split("  ", 1)[1]
        for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt")
        for line in (folder / manifest).read_text().splitlines()
    ]
    assert sorted([*listed, "tagmanifest-sha256.txt"]) == sorted(content(folder))
    payload = [path for path in (folder / "data").rglob("*") if path.is_file()]
    oxum = f"Payload-Oxum: {sum(path.stat().st_size for path in payload)}.{len(payload)}"
    assert oxum in (folder / "bag-info.txt").read_text()


def test_pages_are_kept_as_the_site_answered_them_too(tmp_path: Path) -> None:
    record = pictured_record()
    folder = archive(tmp_path / "archive")
    with (folder / "site.warc.gz").open("rb") as file:
        found = {
            one.rec_headers.get_header("WARC-Target-URI"): one.content_stream().read()
            for one in ArchiveIterator(file)
            if one.rec_type == "response"
        }
    page = found[f"http://127.0.0.1:8000/records/{record.pk}/"].decode()
    assert record.title in page
    assert len(found) == len([path for path in (folder / "site").rglob("*") if path.is_file()])
