"""The public log goes along with an archive, and goes on where it is read."""

import hashlib
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

from records import publishing
from records.models import BadgeKey, LogHead, LogLeaf, Recipient, Record
from records.publishing.changing import renew
from records.publishing.withholding import erase_version, withhold_version
from records.transparency import stamping
from records.transparency.badges import replace_key
from records.transparency.signing import newest_head, sign_all
from records.transparency.verify import leaf_hash, parse_key, root_of, split_bundle, verify_note
from tests.archive.archives import archive, empty_the_site
from tests.archive.test_reading import summed_anew
from tests.factories import (
    make_category,
    make_commendation,
    make_correction,
    make_figure,
    make_measure,
    make_recipient,
    make_record,
    make_section,
    make_whole_record,
)
from tests.transparency.authority import Authority
from tests.transparency.made_site import checked

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path / "var"
    settings.VAR.mkdir()


@pytest.fixture
def record() -> Record:
    record = make_record("draft", title="某某社区党支部", introduction="走访居民1200户。")
    publishing.publish(record, by=None)
    make_correction(record)
    return record


@pytest.fixture
def folder(record: Record, tmp_path: Path) -> Path:
    return archive(tmp_path / "archive", "--without-site")


def test_an_archive_has_the_log_and_each_version_as_it_was_sealed(folder: Path, record: Record) -> None:
    entries = split_bundle((folder / "log/tile/entries/000.p/3").read_bytes())
    key = parse_key((folder / "log/key").read_text())
    text = verify_note((folder / "log/checkpoint").read_bytes(), [key])
    assert newest_head().root == root_of([leaf_hash(entry) for entry in entries]).hex()  # type: ignore[union-attr]
    assert text.splitlines()[1] == "3"
    forms = [f"records/{record.pk}/versions/{number}.canonical.json" for number in (1, 2)]
    forms.insert(1, f"commendations/{record.commendation_id}/decisions/1.canonical.json")
    sealed = [hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in forms]
    assert [json.loads(entry)["hash"] for entry in entries] == sealed


def test_an_archive_passes_the_check_that_anyone_can_make(record: Record, tmp_path: Path) -> None:
    publishing.publish(pictured_draft(), by=None)
    status, said = checked(archive(tmp_path / "archive"))
    assert (status, "2 条记录的 3 个版本和 2 个网页" in said) == (0, True), said


def test_a_corrected_name_comes_back_with_its_proof(record: Record, tmp_path: Path) -> None:
    rename(record, "某某社区党委")
    folder = archive(tmp_path / "archive")
    empty_the_site()
    call_command("import_archive", folder)
    assert checked(archive(tmp_path / "again"))[0] == 0
    rename(Record.objects.get(pk=record.pk), "某某社区党工委")
    told = [json.loads(entry) for entry in LogLeaf.objects.values_list("entry", flat=True)]
    assert [one["names"] for one in told if one["kind"] == "renamed"] == [1, 2]


def rename(record: Record, name: str) -> None:
    Recipient.objects.filter(pk=record.recipient_id).update(name=name)
    with transaction.atomic():
        renew([record.pk])


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff", b"a+b+c", b"127.0.0.1:8000/log+00000000+AAAA"],
    ids=["blank", "bytes", "base64", "hash"],
)
def test_an_archive_whose_keys_nobody_can_read_is_refused(folder: Path, content: bytes) -> None:
    (folder / "log/key").write_bytes(content)
    summed_anew(folder)
    empty_the_site()
    with pytest.raises(CommandError, match="log"):
        call_command("import_archive", folder)
    assert not LogLeaf.objects.exists()


def test_a_page_of_an_archive_that_was_edited_is_found(record: Record, tmp_path: Path) -> None:
    folder = archive(tmp_path / "archive")
    page = folder / f"site/records/{record.pk}/index.html"
    page.write_text(page.read_text().replace("1300户", "2300户"))
    assert checked(folder)[0] == 1


def pictured_draft() -> Record:
    draft = make_record("draft", title="某某村先进事迹", introduction="走访**1234.5**万户，增长-2.5%。")
    make_measure(make_section(draft), text="结对帮扶30户。\n\n| 年 | 户 |\n|---|---|\n| 2010 | 30 |")
    make_figure(draft, label="帮扶", value="30", unit="户", approximate=True)
    return draft


def test_a_log_that_was_read_goes_on(folder: Path, record: Record, client: Client) -> None:
    before = list(LogLeaf.objects.values_list("index", "entry"))
    empty_the_site()
    call_command("import_archive", folder)
    assert list(LogLeaf.objects.values_list("index", "entry")) == before
    publishing.withdraw(Record.objects.get(pk=record.pk), by=None, reason="材料有误")
    sign_all()
    assert newest_head().size == 5  # type: ignore[union-attr]


def test_what_was_read_is_sealed_as_before(folder: Path, record: Record, client: Client) -> None:
    address = f"/records/{record.pk}/versions/1.canonical.json"
    before = client.get(address).content
    empty_the_site()
    call_command("import_archive", folder)
    assert client.get(address).content == before


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("log/tile/entries/000.p/3", "签名不是签在"),
        ("log/checkpoint", "签名不对"),
        ("records/{pk}/versions/1.canonical.json", "与日志里的指纹不符"),
    ],
)
def test_an_archive_whose_log_was_changed_is_refused(
    folder: Path, record: Record, name: str, why: str
) -> None:
    path = folder / name.format(pk=record.pk)
    content = path.read_bytes()
    path.write_bytes(
        content.replace(b"published", b"corrected").replace(b"1200", b"1300").replace(b"\n3\n", b"\n1\n")
    )
    summed_anew(folder)
    empty_the_site()
    with pytest.raises(CommandError, match=why):
        call_command("import_archive", folder)
    assert not LogLeaf.objects.exists()


# --- What is in it and in the log ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "before", "after"),
    [
        ("version", "1200户", "1300户"),
        ("version", "某某社区党支部", "某某街道党支部"),
        ("version", "户数有误", "数目有误"),
    ],
)
def test_rows_that_say_another_thing_than_the_log_has_sealed_are_refused(
    folder: Path, record: Record, model: str, before: str, after: str
) -> None:
    path = folder / f"data/{model}.jsonl"
    path.write_text(path.read_text("utf-8").replace(before, after), "utf-8")
    summed_anew(folder)
    empty_the_site()
    with pytest.raises(
        CommandError, match=rf"记录 {record.pk} 第 [12] 版：.*data 里的文字或数据与日志里的指纹不符"
    ):
        call_command("import_archive", folder)
    assert not LogLeaf.objects.exists()


def test_a_measure_that_was_changed_is_refused(tmp_path: Path) -> None:
    make_whole_record(sections=1, measures=1)
    folder = archive(tmp_path / "archive", "--without-site")
    path = folder / "data/measure.jsonl"
    row = json.loads(path.read_text("utf-8"))
    row["fields"]["text"] += "又添了一句。"
    path.write_text(json.dumps(row, ensure_ascii=False) + "\n", "utf-8")
    summed_anew(folder)
    empty_the_site()
    with pytest.raises(CommandError, match="与日志里的指纹不符"):
        call_command("import_archive", folder)


@pytest.mark.parametrize(
    ("table", "before", "after"),
    [("recipient", "某某社区党支部", "某某街道党支部"), ("category", "样例表彰", "特等表彰")],
)
def test_names_that_are_others_than_the_log_has_sealed_are_refused(
    tmp_path: Path, table: str, before: str, after: str
) -> None:
    named = make_recipient("某某社区党支部")
    publishing.publish(
        make_record("draft", recipient=named, commendation=make_commendation(make_category("样例表彰"))),
        by=None,
    )
    folder = archive(tmp_path / "archive", "--without-site")
    edit(folder, table, before, after)
    empty_the_site()
    with pytest.raises(CommandError, match=f"{after}.*与日志里封存的不同"):
        call_command("import_archive", folder)
    assert not LogLeaf.objects.exists()


def edit(folder: Path, table: str, before: str, after: str) -> None:
    path = folder / f"data/{table}.jsonl"
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")
    summed_anew(folder)


@pytest.fixture
def whole_folder(tmp_path: Path) -> Path:
    """An archive of a record with all that has rows of its own."""
    draft = make_record("draft", recipient=make_recipient("某某村"), introduction="走访**1234.5**万户。")
    measure = make_measure(make_section(draft, title="强本固基"), text="结对帮扶30户。", marker="一是")
    make_figure(draft, label="帮扶", value="30.50", unit="户", approximate=True, measure=measure)
    make_figure(draft, label="走访", value="1200", unit="户", sentence="走访1200户。", number=2)
    publishing.publish(draft, by=None)
    make_correction(draft)
    return archive(tmp_path / "archive", "--without-site")


def test_the_rows_of_an_archive_pass_the_check_that_anyone_can_make(whole_folder: Path) -> None:
    assert checked(whole_folder)[0] == 0


@pytest.mark.parametrize(
    ("table", "before", "after", "what"),
    [
        ("version", "1234.5", "2234.5", "这一版的文字与封存的不同"),
        ("version", '"note": "', '"note": "又', "这一版的文字与封存的不同"),
        ("section", "强本固基", "固本强基", "这一版的章节与封存的不同"),
        ("measure", "帮扶30户", "帮扶300户", "这一版的举措与封存的不同"),
        ("measure", "一是", "二是", "这一版的举措与封存的不同"),
        ("figure", "30.5", "305", "这一版的数据与封存的不同"),
        ("figure", '"approximate": true', '"approximate": false', "这一版的数据与封存的不同"),
        ("recipient", "某某村", "某某镇", "名称是“某某镇"),
    ],
)
def test_rows_of_an_archive_that_were_edited_are_named(
    whole_folder: Path, table: str, before: str, after: str, what: str
) -> None:
    edit(whole_folder, table, before, after)
    status, said = checked(whole_folder)
    assert (status, what in said) == (1, True), said


def test_a_figure_that_was_moved_to_another_measure_is_named(whole_folder: Path) -> None:
    path = whole_folder / "data/figure.jsonl"
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    for row in rows:
        row["fields"]["measure"] = None
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    assert "这一版的数据与封存的不同" in checked(whole_folder)[1]


def test_rows_that_were_put_in_or_taken_out_are_named(whole_folder: Path) -> None:
    path = whole_folder / "data/version.jsonl"
    first, second = path.read_text("utf-8").splitlines()
    renumbered = second.replace('"number": 2', '"number": 3')
    path.write_text(f"{first}\n{renumbered}\n", "utf-8")
    said = checked(whole_folder)[1]
    assert "存档的 data/ 里有第 3 版；日志里从来没有" in said
    assert "存档的 data/ 里没有这一版" in said


@pytest.mark.parametrize("row", ["{", "[]", '{"pk": 1, "fields": {"record": 1}}', '{"pk": 1}', "\xff"])
def test_rows_that_nobody_can_read_are_named(whole_folder: Path, row: str) -> None:
    with (whole_folder / "data/version.jsonl").open("ab") as file:
        file.write(row.encode("latin-1"))
    status, said = checked(whole_folder)
    assert (status, "data：里有读不懂的内容" in said) == (1, True), said


def test_an_archive_with_withdrawn_withheld_and_erased_versions_passes(
    whole_folder: Path, tmp_path: Path
) -> None:
    record = Record.objects.get()
    withhold_version(record.versions.get(number=1), by=None, reason="有误")
    gone = make_record("draft", title="某某镇先进事迹")
    publishing.publish(gone, by=None)
    publishing.withdraw(gone, by=None, reason="材料有误")
    assert checked(archive(tmp_path / "again"))[0] == 0
    erase_version(record.versions.get(number=1), by=None, reason="依法清除")
    assert checked(archive(tmp_path / "third"))[0] == 0


def test_a_version_whose_sealed_form_was_taken_out_is_refused(folder: Path, record: Record) -> None:
    (folder / f"records/{record.pk}/versions/1.canonical.json").unlink()
    summed_anew(folder)
    empty_the_site()
    with pytest.raises(CommandError, match="缺少文件"):
        call_command("import_archive", folder)


# --- Evidence of before -------------------------------------------------------------------------------


def test_the_public_keys_of_badges_go_along(client: Client, record: Record, tmp_path: Path) -> None:
    replace_key(is_stolen=True)
    replace_key(is_stolen=True)
    before = set(BadgeKey.objects.values_list("public", "made_at", "stolen_at"))
    folder = archive(tmp_path / "archive", "--without-site")
    empty_the_site()
    call_command("import_archive", folder)
    assert set(BadgeKey.objects.values_list("public", "made_at", "stolen_at")) == before
    assert len(before) > 1


@pytest.mark.parametrize(
    "keys", ["{}", "[1]", '[{"public": "00", "made_at": "x", "stolen_at": null}]', "nul"]
)
def test_keys_of_badges_that_are_none_are_refused(folder: Path, keys: str) -> None:
    (folder / "log/badge-keys.json").write_text(keys)
    summed_anew(folder)
    empty_the_site()
    with pytest.raises(CommandError, match=r"badge-keys\.json 读不了"):
        call_command("import_archive", folder)


@pytest.fixture
def stamped(record: Record, settings: Any, tmp_path: Path) -> LogHead:
    """A head of yesterday with its time stamp, which the log has outgrown."""
    sign_all()
    head = newest_head()
    assert head
    day = head.day - timedelta(days=1)
    LogHead.objects.filter(pk=head.day).update(day=day)
    with Authority(tmp_path) as authority:
        settings.TIMESTAMP_URL = authority.url
        stamping.stamp_waiting()
    publishing.withdraw(Record.objects.get(pk=record.pk), by=None, reason="材料有误")
    return LogHead.objects.get(day=day)


def test_time_stamps_of_the_log_go_along(stamped: LogHead, client: Client, tmp_path: Path) -> None:
    addresses = [f"/log/timestamps/{stamped.day}.{form}" for form in ("tsr", "txt")]
    before = [client.get(address).content for address in addresses]
    folder = archive(tmp_path / "archive", "--without-site")
    empty_the_site()
    call_command("import_archive", folder)
    assert [client.get(address).content for address in addresses] == before
    assert (folder / addresses[0][1:]).read_bytes() == before[0]
    assert newest_head().size == 5  # type: ignore[union-attr]


@pytest.mark.parametrize("form", ["tsr", "txt"])
def test_a_time_stamp_of_another_head_is_refused(stamped: LogHead, tmp_path: Path, form: str) -> None:
    folder = archive(tmp_path / "archive", "--without-site")
    path = folder / f"log/timestamps/{stamped.day}.{form}"
    content = path.read_bytes()
    path.write_bytes(content[:-1] if form == "tsr" else content.replace(b"\n3\n", b"\n4\n"))
    summed_anew(folder)
    empty_the_site()
    with pytest.raises(CommandError, match="时间戳"):
        call_command("import_archive", folder)


# --- The key ------------------------------------------------------------------------------------------


def test_reading_says_that_the_log_cannot_be_signed_without_its_key(
    folder: Path, settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty_the_site()
    settings.VAR = tmp_path / "new"
    settings.VAR.mkdir()
    call_command("import_archive", folder)
    said = capsys.readouterr().out
    assert f"{settings.VAR}/log_key" in said
    assert "rotate_log_key --lost" in said


def test_reading_says_nothing_of_the_key_where_it_is_there(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty_the_site()
    call_command("import_archive", folder)
    assert "log_key" not in capsys.readouterr().out
