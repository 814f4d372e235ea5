"""Time stamps over the heads of days: had from an authority, looked at, kept, served; and what it may do wrong."""

import hashlib
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from records.models import LogHead
from records.transparency import stamping
from records.transparency.entering import append
from records.transparency.signing import sign_all
from tests.processes import run
from tests.transparency.authority import Authority, openssl

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def authority(made: Authority, settings: Any) -> Iterator[Authority]:
    made.answer, made.asked = made.stamped, 0
    with made:
        settings.TIMESTAMP_URL = made.url
        yield made


@pytest.fixture
def day(settings: Any, tmp_path: Path) -> date:
    """A day that is over, with a signed head."""
    settings.VAR = tmp_path
    append([{"kind": "withdrawn", "record": 1}])
    sign_all()
    return end_of_day()


def end_of_day() -> date:
    """Has the newest head be the day's before."""
    newest = LogHead.objects.order_by("-day")[:1].get()
    LogHead.objects.filter(pk=newest.day).update(day=newest.day - timedelta(days=1))
    return newest.day - timedelta(days=1)


def ask() -> None:
    if stamping.daily.claim():
        stamping.daily.work()


def served(client: Client, day: date, form: str = "tsr") -> Any:
    return client.get(f"/log/timestamps/{day}.{form}")


def report(client: Client) -> str:
    (line,) = re.findall("^公开日志：(.*)$", client.get("/readyz").content.decode(), re.MULTILINE)
    return str(line)


def test_a_day_that_is_over_is_time_stamped_and_anyone_can_verify_it(
    client: Client, authority: Authority, day: date
) -> None:
    ask()
    stamp, head = served(client, day), served(client, day, "txt")
    assert stamp["Content-Type"] == "application/timestamp-reply"
    assert "max-age=86400" in stamp["Cache-Control"]
    assert head.content == client.get("/log/checkpoint").content
    authority.verify(head.content, stamp.content)
    assert "最近的时间戳是" in report(client)


def test_a_day_is_stamped_once(authority: Authority, day: date) -> None:
    ask()
    ask()
    assert authority.asked == 1


def test_the_head_of_a_day_that_goes_on_is_not_stamped(
    client: Client, authority: Authority, settings: Any, tmp_path: Path
) -> None:
    settings.VAR = tmp_path
    append([{"kind": "withdrawn", "record": 1}])
    sign_all()
    ask()
    assert authority.asked == 0
    assert served(client, LogHead.objects.get().day).status_code == 404


def test_days_that_waited_are_stamped_too(client: Client, authority: Authority, day: date) -> None:
    append([{"kind": "withdrawn", "record": 2}])
    sign_all()
    LogHead.objects.filter(pk=day).update(day=day - timedelta(days=1))
    later = end_of_day()
    ask()
    assert served(client, later).status_code == 200
    assert served(client, later - timedelta(days=1)).status_code == 200


def test_no_authority_is_asked_where_none_is_set(client: Client, day: date) -> None:
    assert not stamping.daily.claim()
    assert "没有设置时间戳" in report(client)


def another(authority: Authority) -> Callable[[bytes], bytes]:
    def answer(query: bytes) -> bytes:
        nonce = ["-sha256", "-cert"]
        other = openssl("ts", "-query", "-digest", hashlib.sha256(b"another").hexdigest(), *nonce)
        return authority.stamped(other)

    return answer


def without_nonce(authority: Authority) -> Callable[[bytes], bytes]:
    note = LogHead.objects.get().note.encode()
    asked = ["-digest", hashlib.sha256(note).hexdigest(), "-sha256", "-cert", "-no_nonce"]
    return lambda query: authority.stamped(openssl("ts", "-query", *asked))


def of_a_request_before(authority: Authority) -> Callable[[bytes], bytes]:
    note = LogHead.objects.get().note.encode()
    asked = ["-digest", hashlib.sha256(note).hexdigest(), "-sha256", "-cert"]
    return lambda query: authority.stamped(openssl("ts", "-query", *asked))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda _: lambda query: b"<html>login</html>", "回答的不是时间戳"),
        (lambda _: lambda query: b"", "回答的不是时间戳"),
        (lambda _: lambda query: b"0" * 1_000_000, "回答太长"),
        (lambda _: lambda query: b"\x30\x05\x30\x03\x02\x01\x02", "拒绝了：rejection"),
        (lambda _: lambda query: b"\x30\x05\x30\x03\x02\x01\x00", "回答里没有时间戳"),
        (lambda made: lambda query: made.stamped(query)[:-9], "回答的不是时间戳"),
        (another, "别的内容"),
        (without_nonce, "随机数不符"),
        (of_a_request_before, "随机数不符"),
    ],
)
def test_what_is_no_time_stamp_of_this_head_is_not_kept(
    client: Client, authority: Authority, day: date, wrong: Any, told: str
) -> None:
    authority.answer = wrong(authority)
    ask()
    assert served(client, day).status_code == 404
    assert told in report(client)


def test_an_authority_that_is_down_is_told_once_and_asked_again_later(
    client: Client, settings: Any, made: Authority, day: date, caplog: pytest.LogCaptureFixture
) -> None:
    with made:
        settings.TIMESTAMP_URL = made.url
    ask()
    assert not stamping.daily.claim()  # not before an hour has gone by
    an_hour_ago = timezone.now() - stamping.TRY_AGAIN - timedelta(minutes=1)
    LogHead.objects.update(stamp_tried_at=an_hour_ago)
    ask()
    assert "连接不上时间戳服务" in report(client)
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    made.answer = made.stamped
    with made:
        settings.TIMESTAMP_URL = made.url
        LogHead.objects.update(stamp_tried_at=an_hour_ago)
        ask()
    assert served(client, day).status_code == 200


def test_a_head_with_its_time_stamp_is_changed_by_nobody(authority: Authority, day: date) -> None:
    ask()
    for change in ({"stamp": b"other"}, {"stamp": None}, {"note": "other"}, {"size": 1_000}):
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            LogHead.objects.filter(pk=day).update(**change)


@pytest.mark.parametrize(("back", "lands"), [(0, 1), (5, -5)])
def test_a_clock_set_back_leaves_a_stamped_head_as_it_is(
    authority: Authority, day: date, monkeypatch: pytest.MonkeyPatch, back: int, lands: int
) -> None:
    ask()
    earlier = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=back)
    monkeypatch.setattr(timezone, "now", lambda: earlier)
    append([{"kind": "withdrawn", "record": 2}])
    sign_all()
    assert dict(LogHead.objects.values_list("day", "size")) == {day: 1, day + timedelta(days=lands): 2}


@pytest.mark.parametrize("path", ["2026-02-30.tsr", "2026-02-28.tsr", "2026-02-28.txt"])
def test_a_day_without_a_time_stamp_is_not_found(client: Client, path: str) -> None:
    assert client.get(f"/log/timestamps/{path}").status_code == 404


def test_the_report_tells_how_much_is_signed_and_that_the_key_is_missing(
    client: Client, day: date, settings: Any, tmp_path: Path
) -> None:
    assert report(client).startswith("签署了 1 条")
    settings.VAR = tmp_path / "elsewhere"
    settings.VAR.mkdir()
    append([{"kind": "withdrawn", "record": 2}])
    assert "还有 1 条没有签署" in report(client)
    assert "不在这台机器上" in report(client)


def test_an_address_that_is_none_stops_the_start(tmp_path: Path) -> None:
    done = run(tmp_path, "-c", "import honors_site.settings", TIMESTAMP_URL="ftp://tsa.example")
    assert "TIMESTAMP_URL 应是时间戳服务的地址" in done.stderr
