"""An archive holds the public record whole, and makes the same site of an empty one."""

import csv
import json
import re
import subprocess
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db.models import CharField, TextField
from django.test import Client

from records.models import Record
from records.publishing import withdraw
from records.search.reindexing import reindex
from tests.factories import (
    make_category,
    make_commendation,
    make_measure,
    make_recipient,
    make_record,
    make_section,
    make_whole_record,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def record() -> Record:
    made = make_whole_record(
        commendation=make_commendation(make_category("下级", parent=make_category("上级")), 2011),
        tributes_before=7,
    )
    name = default_storage.save("images/picture.png", ContentFile(b"picture"))
    make_measure(make_section(made, number=9), text=f"一幅图：![图](/media/{name})")
    reindex([made.pk])
    return made


def archive(folder: Path) -> Path:
    call_command("export_archive", folder)
    return folder


def content(folder: Path) -> dict[str, bytes]:
    return {f"{path.relative_to(folder)}": path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def empty_the_site() -> None:
    call_command("flush", "--no-input", verbosity=0)
    for name in default_storage.listdir("images")[1]:
        default_storage.delete(f"images/{name}")


def test_archive_makes_the_same_site_of_an_empty_one(tmp_path: Path, record: Record, client: Client) -> None:
    gone = make_record(recipient=make_recipient("已撤回的单位"), introduction="不再公开的文字。")
    withdraw(gone, by=None, reason="名称有误。")
    make_record(recipient=make_recipient("=1+1|2"), title="＝1+1")  # written otherwise in the tables alone
    first = archive(tmp_path / "first")
    empty_the_site()
    call_command("import_archive", first)
    assert content(archive(tmp_path / "second")) == content(first)
    assert client.get(f"/records/{gone.pk}/").status_code == 410
    assert f'href="/records/{record.pk}/"' in client.get("/search/", {"q": record.title}).content.decode()


def test_records_that_come_later_get_numbers_of_their_own(tmp_path: Path, record: Record) -> None:
    folder = archive(tmp_path / "archive")
    empty_the_site()
    call_command("import_archive", folder)
    assert make_record().pk > record.pk


def test_of_a_withdrawn_record_no_text_but_title_and_reason_is_in_it(tmp_path: Path, record: Record) -> None:
    texts = [field.name for field in Record._meta.fields if isinstance(field, CharField | TextField)]
    private = {name for name in texts if name not in {"title", "status", "withdrawal_reason"}}
    Record.objects.filter(pk=record.pk).update(**{name: f"不再公开的{name}" for name in private})
    record.refresh_from_db()
    withdraw(record, by=None, reason="名称有误。")
    rows = (archive(tmp_path / "archive") / "data" / "record.jsonl").read_text(encoding="utf-8")
    assert {"introduction", "closing", "source", "source_link"} <= private
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
    assert names == set(content(folder)) - {"SHA256SUMS"}


def test_every_link_of_the_static_copy_leads_to_a_file_or_to_the_web(tmp_path: Path, record: Record) -> None:
    folder = archive(tmp_path / "archive") / "site"
    pages = list(folder.rglob("*.html"))
    assert folder / "records" / str(record.pk) / "index.html" in pages
    for page in pages:
        for link in re.findall(r'(?:href|src)="([^"#]+)', page.read_text()):
            is_on_the_web = link.startswith(("http://", "https://", "mailto:"))
            assert is_on_the_web or (page.parent / link).is_file(), (page, link)


def test_tables_hold_each_record_and_nothing_that_a_spreadsheet_would_compute(tmp_path: Path) -> None:
    record = make_record(title="=1+1")
    with (archive(tmp_path / "archive") / "csv/records.csv").open(encoding="utf-8-sig", newline="") as file:
        (line,) = csv.DictReader(file)
    assert (line["编号"], line["标题"]) == (str(record.pk), "'=1+1")


def test_second_archive_in_the_same_folder_drops_what_is_no_longer_public(
    tmp_path: Path, record: Record
) -> None:
    folder = archive(tmp_path / "archive")
    withdraw(record, by=None, reason="名称有误。")
    archive(folder)
    assert not (folder / f"markdown/{record.pk}.md").exists()
    assert not (folder / f"site/records/{record.pk}/index.html").exists()


def test_folder_with_other_files_is_left_alone(tmp_path: Path, record: Record) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "letter.txt").write_text("信")
    with pytest.raises(CommandError, match="已有别的文件"):
        archive(folder)
    assert list(content(folder)) == ["letter.txt"]


def test_archive_is_read_into_an_empty_site_only(tmp_path: Path, record: Record) -> None:
    folder = archive(tmp_path / "archive")
    with pytest.raises(CommandError, match="已有内容"):
        call_command("import_archive", folder)


def test_damaged_archive_is_not_read(tmp_path: Path, record: Record) -> None:
    folder = archive(tmp_path / "archive")
    empty_the_site()
    path = folder / "data/record.jsonl"
    path.write_text(path.read_text().replace(record.title, "别的标题"))
    with pytest.raises(CommandError, match=r"record\.jsonl 与存档时不同"):
        call_command("import_archive", folder)
    assert not Record.objects.exists()


def test_row_of_another_table_is_refused_with_its_line(tmp_path: Path, record: Record) -> None:
    folder = archive(tmp_path / "archive")
    empty_the_site()
    path = folder / "data/figure.jsonl"
    path.write_text(
        json.dumps({"model": "auth.user", "pk": 1, "fields": {"username": "x", "is_superuser": True}})
    )
    sums = (folder / "SHA256SUMS").read_text().splitlines()
    kept = [line for line in sums if not line.endswith("data/figure.jsonl")]
    (folder / "SHA256SUMS").write_text("\n".join(kept))
    with pytest.raises(CommandError, match=r"figure\.jsonl 第 1 行不是数据"):
        call_command("import_archive", folder)
    assert not Record.objects.exists()


def test_folder_that_is_no_archive_says_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="不是完整的存档"):
        call_command("import_archive", tmp_path)
