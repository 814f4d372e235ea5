"""The signed head of the log, its tiles as others read them, and the key that signs."""

import hashlib
import json
import shutil
from datetime import UTC, date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from records import publishing
from records.models import LogHead, LogKey, LogLeaf, TributeTotal
from records.transparency import keys, signing
from records.transparency.entering import append
from records.transparency.keys import KeyMissing, signing_key
from records.transparency.signing import rotate, sign_all, sign_new
from records.transparency.totals import tell_totals
from records.transparency.verify import (
    BadNote,
    Checkpoint,
    Key,
    bundle_path,
    decoded,
    ed25519_holds,
    leaf_hash,
    next_key,
    parse_checkpoint,
    parse_key,
    root_of,
    split_bundle,
    split_hashes,
    tile_path,
    verify_note,
)
from tests.factories import make_record
from tests.processes import migrated, run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path


def enter(count: int) -> None:
    append({"kind": "withdrawn", "record": number} for number in range(count))


def public_keys(client: Client) -> list[Key]:
    return [parse_key(line) for line in client.get("/log/key").content.decode().splitlines()]


def head(client: Client) -> Checkpoint:
    return parse_checkpoint(verify_note(client.get("/log/checkpoint").content, public_keys(client)))


def entries(client: Client, size: int) -> list[bytes]:
    found: list[bytes] = []
    while len(found) < size:
        width = min(256, size - len(found))
        path = bundle_path(len(found) // 256, width)
        found += split_bundle(client.get(f"/log/{path}").content)
    return found


def test_a_site_that_has_published_nothing_says_there_is_no_head_yet(client: Client) -> None:
    answer = client.get("/log/checkpoint")
    assert answer.status_code == 404
    assert "还没有签署" in answer.content.decode()


def test_a_stranger_can_verify_what_was_published(client: Client) -> None:
    record = make_record("draft", title="某某社区党支部")
    publishing.publish(record, by=None)
    sign_all()
    signed = head(client)
    told = entries(client, signed.size)
    assert root_of([leaf_hash(entry) for entry in told]) == signed.root
    version = client.get(f"/records/{record.pk}/versions/1.canonical.json").content
    decision = client.get(f"/commendations/{record.commendation_id}/decisions/1.canonical.json").content
    sealed = [hashlib.sha256(form).hexdigest() for form in (version, decision)]
    assert [json.loads(entry)["hash"] for entry in told] == sealed


@pytest.mark.parametrize("parts", [(1,), (255, 1), (256, 1), (3, 300, 7), (600,)])
def test_each_head_is_the_root_over_all_entries_however_they_came(
    client: Client, parts: tuple[int, ...]
) -> None:
    for count in parts:
        enter(count)
        sign_all()
        signed = head(client)
        found = entries(client, signed.size)
        assert len(found) == LogLeaf.objects.count()
        assert root_of([leaf_hash(entry) for entry in found]) == signed.root


def test_tiles_hold_the_hashes_of_the_entries(client: Client) -> None:
    enter(300)
    sign_all()
    found = entries(client, 300)
    whole = client.get(f"/log/{tile_path(0, 0, 256)}")
    part = client.get(f"/log/{tile_path(0, 1, 44)}")
    assert split_hashes(whole.content) + split_hashes(part.content) == [leaf_hash(one) for one in found]
    assert split_hashes(client.get(f"/log/{tile_path(1, 0, 1)}").content) == [
        root_of([leaf_hash(one) for one in found[:256]])
    ]
    assert "max-age=86400" in whole["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    [
        "0/001",
        "0/000.p/11",
        "0/000.p/0",
        "0/000.p/256",
        "0/x000/000",
        "1/000",
        "64/000",
        "entries/000",
        "entries/000.p/11",
    ],
)
def test_a_tile_that_is_not_there_or_spelled_otherwise_is_not_found(client: Client, path: str) -> None:
    enter(10)
    sign_all()
    assert client.get(f"/log/tile/{path}").status_code == 404


def test_entries_are_shown_only_when_a_head_is_signed_over_them(client: Client) -> None:
    enter(3)
    sign_all()
    enter(3)
    assert client.get("/log/tile/entries/000.p/3").status_code == 200
    assert client.get("/log/tile/entries/000.p/6").status_code == 404


def test_nothing_new_is_not_signed_again() -> None:
    enter(1)
    sign_all()
    note = LogHead.objects.get().note
    assert not sign_new()
    assert LogHead.objects.get().note == note


def test_a_clock_set_back_keeps_the_newest_head_the_last(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(1)
    sign_all()
    enter(1)
    earlier = timezone.now() - timedelta(days=2)
    monkeypatch.setattr("records.transparency.signing.timezone.now", lambda: earlier)
    sign_new()
    assert head(client).size == 2


def test_a_clock_that_was_once_ahead_leaves_a_head_for_each_day_that_follows(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = timezone.now()
    for ahead in (timedelta(days=3650), timedelta(0), timedelta(days=1)):
        enter(1)
        monkeypatch.setattr("records.transparency.signing.timezone.now", lambda ahead=ahead: today + ahead)
        sign_all()
    days = set(LogHead.objects.values_list("day", flat=True))
    assert {today.astimezone(UTC).date() + timedelta(days=after) for after in (0, 1)} <= days
    assert head(client).size == 3


# --- The name -----------------------------------------------------------------------------------------


def test_the_log_keeps_its_name_when_the_site_moves_and_the_key_changes(
    client: Client, settings: Any
) -> None:
    settings.SITE_URL = "https://old.example"
    enter(1)
    sign_all()
    settings.SITE_URL = "https://new.example/honors"
    rotate(LogKey.Retired.ROTATED, "每年更换")
    assert head(client).origin == "old.example/log"


@pytest.mark.parametrize("local", ["http://127.0.0.1:8000", "http://localhost", "http://[::1]:8000"])
def test_a_log_begun_without_an_address_takes_the_sites_name(
    client: Client, settings: Any, local: str
) -> None:
    settings.SITE_URL = local
    enter(1)
    sign_all()
    (before,) = public_keys(client)
    settings.SITE_URL = "https://honors.example"
    assert not sign_new()
    (after,) = public_keys(client)
    assert (head(client).origin, head(client).size) == ("honors.example/log", 1)
    assert (after.name, after.public) == ("honors.example/log", before.public)


def test_a_key_that_the_log_names_by_this_machine_vouches_for_itself_by_its_new_name(
    client: Client, settings: Any
) -> None:
    settings.SITE_URL = "http://127.0.0.1:8000"
    enter(1)
    sign_all()
    rotate(LogKey.Retired.ROTATED, "每年更换")
    settings.SITE_URL = "https://honors.example"
    sign_all()
    said = json.loads(entries(client, head(client).size)[-1])
    key = public_keys(client)[0]
    assert head(client).origin == "honors.example/log"
    assert said["key"] == key.vkey
    assert ed25519_holds(key.public, next_key(key.vkey), decoded(said["signed"]))


def test_a_command_without_the_address_leaves_the_name(client: Client, settings: Any) -> None:
    settings.SITE_URL = "https://honors.example"
    enter(1)
    sign_all()
    settings.SITE_URL = "http://127.0.0.1:8000"
    sign_all()
    assert head(client).origin == "honors.example/log"


# --- The key ------------------------------------------------------------------------------------------


def test_the_secret_key_is_for_the_sites_user_alone() -> None:
    signing_key()
    assert keys.path_of("log_key").stat().st_mode & 0o777 == 0o600


def test_a_rotated_key_is_told_of_in_the_log_and_signed_by_both(client: Client) -> None:
    enter(2)
    sign_all()
    old = public_keys(client)
    rotate(LogKey.Retired.ROTATED, "每年更换")
    new, *_ = public_keys(client)
    note = client.get("/log/checkpoint").content
    assert verify_note(note, old) == verify_note(note, [new])
    entry = json.loads(entries(client, 3)[-1])
    assert (entry["kind"], entry["key"]) == ("key", new.vkey)
    enter(1)
    sign_all()
    with pytest.raises(BadNote):
        verify_note(client.get("/log/checkpoint").content, old)


def test_a_key_that_is_missing_is_not_replaced_in_silence(client: Client) -> None:
    enter(1)
    sign_all()
    keys.path_of("log_key").unlink()
    enter(1)
    with pytest.raises(KeyMissing, match="rotate_log_key --lost"):
        sign_new()
    assert head(client).size == 1


def test_after_a_loss_the_log_goes_on_with_a_new_key(client: Client) -> None:
    enter(1)
    sign_all()
    old = public_keys(client)
    keys.path_of("log_key").unlink()
    rotate(LogKey.Retired.LOST, "硬盘损坏")
    assert head(client).size == 2
    with pytest.raises(BadNote):
        verify_note(client.get("/log/checkpoint").content, old)


def test_a_rotation_cut_short_before_the_file_was_put_in_place_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    enter(1)
    sign_all()
    with monkeypatch.context() as patch:
        patch.setattr(signing, "put_in_place", lambda: None)
        rotate(LogKey.Retired.ROTATED, "每年更换")
    assert keys.path_of("log_key.next").exists()
    enter(1)
    assert not sign_new()
    assert not keys.path_of("log_key.next").exists()


# --- Totals -------------------------------------------------------------------------------------------


def test_totals_are_entered_once_a_day_where_they_changed(client: Client) -> None:
    records = [make_record("draft"), make_record("draft")]
    for record in records:
        publishing.publish(record, by=None)
    TributeTotal.objects.create(record=records[0], total=8)
    tell_totals(date(2026, 11, 28))
    tell_totals(date(2026, 11, 28))
    TributeTotal.objects.create(record=records[1], total=2)
    tell_totals(date(2026, 11, 29))
    sign_all()
    first, second = (client.get(f"/log/totals/2026-11-{day}.json") for day in (28, 29))
    assert json.loads(first.content)["totals"] == {f"{records[0].pk}": 8}
    assert json.loads(second.content) == {
        "date": "2026-11-29",
        "since": "2026-11-28",
        "totals": {f"{records[1].pk}": 2},
    }
    told = [json.loads(entry) for entry in entries(client, head(client).size)][-2:]
    assert [one["hash"] for one in told] == [
        hashlib.sha256(answer.content).hexdigest() for answer in (first, second)
    ]


def test_totals_go_on_after_a_clock_that_was_ahead(client: Client) -> None:
    publishing.publish(make_record("draft"), by=None)
    for day in (date(2026, 11, 28), date(2036, 1, 1), date(2026, 11, 29), date(2026, 11, 30)):
        tell_totals(day)
    since = [
        json.loads(client.get(f"/log/totals/2026-11-{day}.json").content)["since"] for day in (28, 29, 30)
    ]
    assert since == [None, "2036-01-01", "2026-11-29"]


@pytest.mark.parametrize("day", ["2026-11-30", "2026-13-01", "2026-11-1", "0-0-0"])
def test_totals_of_a_day_that_is_not_there_are_not_found(client: Client, day: str) -> None:
    assert client.get(f"/log/totals/{day}.json").status_code == 404


# --- In the background --------------------------------------------------------------------------------

SERVED = """
import threading, time
from wsgiref.util import setup_testing_defaults
from honors_site.wsgi import application
from django.utils import timezone
from records.models import DayTotals
DayTotals.objects.create(date=timezone.localdate(), told="{}")  # nothing else is due that would wake it
environ = {"PATH_INFO": "/livez", "HTTP_HOST": "127.0.0.1:8000", "REMOTE_ADDR": "127.0.0.1"}
setup_testing_defaults(environ)
b"".join(application(environ, lambda *_: None))
until = time.monotonic() + 10
while time.monotonic() < until and "log signer" not in [one.name for one in threading.enumerate()]:
    time.sleep(0.05)
print([one.name for one in threading.enumerate()])
"""


def test_the_log_is_signed_where_no_page_is_kept_in_memory(tmp_path: Path) -> None:
    var = tmp_path / "var"
    shutil.copytree(migrated(), var)
    (var / "static").mkdir()
    done = run(var, "-c", SERVED, PAGES_MEMORY_MB="0")
    assert "log signer" in done.stdout, done.stderr
