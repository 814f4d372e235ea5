"""The site as it runs, tampered with in its database by one who first took the guards off: verify_site says what was
changed, where and since when. And what an office does every day, or has to do once, is no fault."""

import json
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import datetime, timedelta
from http.client import HTTPMessage
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from records import publishing
from records.models import (
    DayTotals,
    LogHead,
    LogKey,
    LogLeaf,
    LogTile,
    Measure,
    Recipient,
    Record,
    TributeTotal,
    Version,
    VersionSeal,
)
from records.models.edition import run
from records.models.guards import drop_sql
from records.presentation.site import public_pages
from records.publishing.joining import join
from records.publishing.versions import begin_version
from records.transparency import verify
from records.transparency.canonical import canonical, fingerprint
from records.transparency.entering import add
from records.transparency.log import tell_recovered
from records.transparency.signing import rotate, sign, sign_all, signing_key
from records.transparency.totals import tell_totals
from tests.factories import (
    make_correction,
    make_figure,
    make_measure,
    make_record,
    make_section,
    make_whole_record,
    seal,
)
from tests.transparency.made_site import checked

pytestmark = pytest.mark.django_db

ADDRESS = "http://testserver"


class Asked(verify.Site):
    """Asks the site without a server between, in the transaction of the test."""

    def answer(self, path: str) -> tuple[int, HTTPMessage, bytes]:
        answer = Client().get(path)
        headers = HTTPMessage()
        for name, value in answer.headers.items():
            headers[name] = value
        return answer.status_code, headers, answer.content

    def workers(self, records: int) -> Executor:
        return InTurn()


class InTurn(ThreadPoolExecutor):
    def map(self, fn: Any, *iterables: Any, **_: Any) -> Iterator[Any]:
        return map(fn, *iterables)


@pytest.fixture(autouse=True)
def _own_folder_and_no_server(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.VAR = tmp_path
    monkeypatch.setattr(verify, "source_of", Asked)


@pytest.fixture
def records() -> list[Record]:
    """Three records with a measure each, the second corrected, with a day's tributes to the first."""
    records = [make_record("draft", title=f"第{number}社区先进事迹") for number in (1, 2, 3)]
    for record in records:
        make_measure(make_section(record), text="结对帮扶30户困难家庭。")
        publishing.publish(record, by=None)
    make_correction(records[1])
    TributeTotal.objects.create(record=records[0], total=8)
    tell_totals(timezone.localdate() - timedelta(days=1))
    sign_all()
    return records


@pytest.fixture
def state(records: list[Record], tmp_path: Path) -> Path:
    """What one remembers who has verified the site before it was tampered with."""
    state = tmp_path / "state.json"
    status, said = look(state)
    assert status == 0, said
    return state


def look(state: Path | None = None) -> tuple[int, str]:
    public_pages.forget()  # type: ignore[attr-defined]  # as after a restart
    return checked(ADDRESS, state=state)


def found(state: Path | None = None) -> str:
    status, said = look(state)
    assert status == 1, said
    return said


def unguarded() -> None:
    run(connection, drop_sql(connection))


def entry_of(record: Record, kind: str = "published") -> LogLeaf:
    told = [leaf for leaf in LogLeaf.objects.all() if f'"kind":"{kind}"' in leaf.entry]
    return next(leaf for leaf in told if json.loads(leaf.entry)["record"] == record.pk)


def rebuild_tree() -> None:
    """Hashes and signs the log anew, as one may who has the key and the database."""
    LogTile.objects.all().delete()
    LogHead.objects.all().delete()
    sign_all()


# --- What is tampered with --------------------------------------------------------------------------


def test_a_measure_changed_in_the_database_is_named_with_its_record_version_and_time(
    records: list[Record], state: Path
) -> None:
    unguarded()
    Measure.objects.filter(section__version=records[0].live).update(text="结对帮扶300户困难家庭。")
    leaf = entry_of(records[0])
    named = f"/records/{records[0].pk}/versions/1.canonical.json：第 1 版（日志第 {leaf.index + 1} 条，"
    since = timezone.localtime(datetime.fromisoformat(json.loads(leaf.entry)["at"]))
    said = found(state)
    assert f"{named}{since:%Y-%m-%d %H:%M}）网站回答 HTTP 500：这一版的文字与封存时的指纹不符" in said


def test_an_earlier_version_changed_in_the_database_is_named(records: list[Record], state: Path) -> None:
    unguarded()
    records[1].versions.filter(number=1).update(introduction="走访居民9999户。")
    assert f"/records/{records[1].pk}/versions/1.canonical.json" in found(state)


def test_a_version_sealed_anew_over_another_text_is_named(records: list[Record], state: Path) -> None:
    unguarded()
    first = records[0].live
    assert first is not None
    Measure.objects.filter(section__version=first).update(text="结对帮扶300户困难家庭。")
    form = Client().get(f"/records/{records[0].pk}/versions/1.canonical.json").content
    VersionSeal.objects.filter(version=first).update(fingerprint=fingerprint(form))
    assert f"/records/{records[0].pk}/" in found(state)


def test_a_version_deleted_from_the_database_is_named(records: list[Record], state: Path) -> None:
    unguarded()
    first = records[1].versions.get(number=1)
    VersionSeal.objects.filter(version=first).delete()
    Measure.objects.filter(section__version=first).delete()
    first.sections.all().delete()
    Version.objects.filter(pk=first.pk).delete()
    assert f"/records/{records[1].pk}/versions/1.canonical.json" in found(state)


def test_a_record_taken_off_without_an_entry_is_named(records: list[Record], state: Path) -> None:
    Record.objects.filter(pk=records[2].pk).update(
        status="withdrawn", withdrawn_at=timezone.now(), withdrawal_reason="悄悄撤下"
    )
    assert f"/records/{records[2].pk}/" in found(state)


def test_another_recipient_put_in_by_the_database_is_named(records: list[Record], state: Path) -> None:
    named = records[0].recipient.name
    Recipient.objects.filter(pk=records[0].recipient_id).update(name="冒名顶替者")
    assert f"/records/{records[0].pk}/：网页上没有表彰对象“{named}”" in found(state)


def test_a_figure_changed_in_the_database_is_named(records: list[Record], state: Path) -> None:
    unguarded()
    make_figure(records[2], label="帮扶", value="30", unit="户")
    assert f"/records/{records[2].pk}/" in found(state)


def test_an_entry_changed_in_the_database_is_named_with_its_number(
    records: list[Record], state: Path
) -> None:
    unguarded()
    leaf = entry_of(records[1])
    LogLeaf.objects.filter(pk=leaf.pk).update(entry=leaf.entry.replace('"version":1', '"version":7'))
    assert f"日志第 {leaf.index + 1} 条" in checked(ADDRESS)[1]
    rebuild_tree()
    assert f"第 {leaf.index + 1} 条" in found(state)


def test_an_entry_put_in_between_is_named(records: list[Record], state: Path) -> None:
    unguarded()
    entries = [leaf.entry for leaf in LogLeaf.objects.all()]
    LogLeaf.objects.all().delete()
    LogLeaf.objects.bulk_create(
        LogLeaf(index=index, entry=entry) for index, entry in enumerate([entries[0], *entries])
    )
    rebuild_tree()
    assert "第 2 条" in found(state)


def test_a_log_that_was_rolled_back_is_named(records: list[Record], state: Path) -> None:
    unguarded()
    LogLeaf.objects.filter(index__gte=2).delete()
    rebuild_tree()
    assert "退回" in found(state)


def test_two_heads_shown_to_two_readers_are_found_when_they_meet(records: list[Record], state: Path) -> None:
    unguarded()
    last = LogLeaf.objects.latest("index")
    LogLeaf.objects.filter(pk=last.pk).update(entry=last.entry.replace(f"{timezone.localdate():%Y}", "1999"))
    rebuild_tree()
    said = found(state)
    assert "两种历史" in said
    assert f"第 {last.index + 1} 条" in said


def test_tributes_raised_in_what_was_told_of_a_day_are_named(records: list[Record], state: Path) -> None:
    unguarded()
    day = DayTotals.objects.get()
    raised = json.loads(day.told) | {"totals": {f"{records[0].pk}": 8000}}
    DayTotals.objects.filter(pk=day.pk).update(told=canonical(raised).decode())
    assert f"{day.date}" in found(state)


def test_a_stolen_key_that_was_retired_signs_no_head_any_more(records: list[Record], state: Path) -> None:
    stolen = signing_key()
    rotate(LogKey.Retired.STOLEN, "电脑失窃")
    assert look(state)[0] == 0
    add([{"kind": "withdrawn", "record": records[0].pk}])
    sign([stolen])
    assert "/log/checkpoint：签名的只有停用的钥匙" in found(state)


# --- What is no fault -------------------------------------------------------------------------------


def test_a_restart_and_what_is_published_later_pass(records: list[Record], state: Path) -> None:
    publishing.publish(make_record("draft", title="第四社区先进事迹"), by=None)
    sign_all()
    assert look(state)[0] == 0


def test_all_that_a_page_can_hold_passes(records: list[Record], state: Path) -> None:
    rich = make_whole_record(post="党委书记", summary="一句话介绍。", closing="结语。")
    begin_version(seal(rich))
    make_figure(
        rich,
        90,
        label="结对家庭",
        value="1234567.5",
        unit="万户",
        approximate=True,
        as_of=2010,
        series="数列",
    )
    make_figure(rich, 91, label="增长", value="-2.5", unit="%", rank=2, rank_of=92)
    table = "| 年份 | 增减 |\n|---|---|\n| 2010 | - |\n| 2011 | **-3.5%** |\n\n1. 其一\n2. 其二"
    make_measure(
        make_section(rich, 9), 1, marker="一是", text=f"产值 1.83 亿元，见[表](/about/)。\n\n{table}"
    )
    publishing.correct(rich, by=None, note_to_public="补充。")
    sign_all()
    status, said = look(state)
    assert status == 0, said


def test_names_of_a_recipient_and_an_award_that_were_corrected_on_the_site_pass(
    records: list[Record], state: Path, admin_client: Client
) -> None:
    address = f"/admin/records/organization/{records[0].recipient_id}/change/"
    parts = ("former_names", "distinctions")
    empty = {f"{part}-{count}_FORMS": "0" for part in parts for count in ("TOTAL", "INITIAL")}
    named = {"name": "更正后的社区", "short_name": "", "region": "", "introduction": ""}
    assert admin_client.post(address, named | empty).status_code == 302
    category = records[1].commendation.category
    admin_client.post(
        f"/admin/records/category/{category.pk}/change/", {"name": "更正后的表彰", "position": "1"}
    )
    sign_all()
    status, said = look(state)
    assert status == 0, said
    kinds = [json.loads(entry)["kind"] for entry in LogLeaf.objects.values_list("entry", flat=True)]
    assert kinds.count("renamed") == 2


def test_migrations_pass(records: list[Record], state: Path) -> None:
    call_command("migrate", verbosity=0)
    assert look(state)[0] == 0


def test_two_records_of_one_honor_that_were_joined_pass(records: list[Record], state: Path) -> None:
    other = make_record("draft", commendation=records[2].commendation, title=records[2].recipient.name)
    publishing.publish(other, by=None)
    with transaction.atomic():
        join(other, records[2], by=None)
    sign_all()
    status, said = look(state)
    assert status == 0, said


def test_a_clock_that_was_set_back_is_mentioned_and_passes(
    records: list[Record], state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = timezone.now() - timedelta(hours=5)
    with monkeypatch.context() as patch:
        patch.setattr(timezone, "now", lambda: earlier)
        publishing.publish(make_record("draft", title="第四社区先进事迹"), by=None)
    sign_all()
    status, said = look(state)
    assert status == 0, said
    assert "时间" in said


def test_a_site_that_goes_on_from_a_backup_and_says_so_passes(records: list[Record], state: Path) -> None:
    unguarded()
    LogLeaf.objects.filter(index__gte=7).delete()
    LogTile.objects.all().delete()
    LogHead.objects.all().delete()
    tell_recovered("2026-11-30T00:00")
    sign_all()
    status, said = look(state)
    assert "备份" in said
    assert status == 0, said
