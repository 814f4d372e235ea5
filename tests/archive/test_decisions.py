"""What was sealed of decisions goes along with an archive, and is held against its rows."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from records import publishing
from records.models import Commendation, DecisionSeal, LogLeaf
from records.publishing.decisions import change_decision
from records.transparency.signing import sign_all
from tests.archive.archives import archive, empty_the_site
from tests.archive.test_reading import summed_anew
from tests.factories import make_category, make_commendation, make_record, make_roll_group
from tests.made_rolls import conferred
from tests.transparency.made_site import checked

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path / "var"
    settings.VAR.mkdir()


@pytest.fixture
def decision() -> Commendation:
    """Corrected once, with a number for a group that has no name yet."""
    category = make_category("样例省劳动模范")
    row = make_commendation(category, 2021, decided_on=date(2021, 4, 27), **conferred(quota=30))
    make_roll_group("先进集体", row, quota=5)
    publishing.publish(make_record("draft", commendation=row), by=None)
    change_decision(row, {"quota": 31}, by=None, note="人数有误")
    return row


def told() -> list[tuple[str, int]]:
    every = [json.loads(entry) for entry in LogLeaf.objects.values_list("entry", flat=True)]
    return [(one["kind"], one.get("decision", 0)) for one in every if "commendation" in one]


def test_sealed_decisions_come_back_and_their_numbers_go_on(
    decision: Commendation, client: Client, tmp_path: Path
) -> None:
    addresses = [f"/commendations/{decision.pk}/decisions/{number}.canonical.json" for number in (1, 2)]
    before = [client.get(address).content for address in addresses]
    seals = list(DecisionSeal.objects.values_list("number", "entry", "fingerprint"))
    folder = archive(tmp_path / "archive", "--without-site")
    assert [(folder / address[1:]).read_bytes() for address in addresses] == before
    empty_the_site()
    call_command("import_archive", folder)
    assert list(DecisionSeal.objects.values_list("number", "entry", "fingerprint")) == seals
    assert [client.get(address).content for address in addresses] == before
    sign_all()
    assert told() == [("decided", 1), ("decided", 2)]
    change_decision(Commendation.objects.get(), {"quota": 32}, by=None)
    assert told()[2:] == [("decided", 3)]


def test_an_archive_with_its_pages_passes_the_check_that_anyone_can_make(
    decision: Commendation, tmp_path: Path
) -> None:
    status, said = checked(archive(tmp_path / "archive"))
    assert (status, "1 份表彰决定" in said) == (0, True), said
    empty_the_site()
    call_command("import_archive", tmp_path / "archive")
    status, said = checked(archive(tmp_path / "again"))
    assert status == 0, said


def test_a_page_of_a_decision_that_was_edited_in_an_archive_is_found(
    decision: Commendation, tmp_path: Path
) -> None:
    folder = archive(tmp_path / "archive")
    page = folder / f"site/commendations/{decision.pk}/index.html"
    page.write_text(page.read_text().replace("珍惜荣誉", "珍惜奖金"))
    status, said = checked(folder)
    assert status == 1
    assert f"/commendations/{decision.pk}/：网页上没有正文“" in said


def test_a_decision_that_is_no_longer_public_leaves_no_text(decision: Commendation, tmp_path: Path) -> None:
    folder = archive(tmp_path / "archive", "--without-site")
    publishing.withdraw(decision.records.get(), by=None, reason="材料有误")
    archive(folder, "--without-site")
    assert not list((folder / "commendations").rglob("*.json"))
    empty_the_site()
    call_command("import_archive", folder)
    assert [seal.facts for seal in DecisionSeal.objects.all()] == ["", ""]
    publishing.publish(Commendation.objects.get().records.get(), by=None)
    assert told() == [("decided", 1), ("decided", 2), ("hidden", 0), ("decided", 3)]


@pytest.mark.parametrize(
    ("table", "before", "after"),
    [
        ("commendation", "珍惜荣誉", "珍惜奖金"),
        ("commendation", "样发〔2021〕7号", "样发〔2021〕9号"),
        ("rollgroup", '"quota": 5', '"quota": 50'),
    ],
)
def test_rows_that_say_another_thing_than_was_sealed_are_refused(
    decision: Commendation, tmp_path: Path, table: str, before: str, after: str
) -> None:
    folder = archive(tmp_path / "archive", "--without-site")
    path = folder / f"data/{table}.jsonl"
    assert before in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(before, after), "utf-8")
    summed_anew(folder)
    empty_the_site()
    with pytest.raises(CommandError, match=r"的决定：.*data 里的内容与日志里的指纹不符"):
        call_command("import_archive", folder)
    assert not LogLeaf.objects.exists()


def test_a_sealed_form_that_was_changed_or_taken_out_is_refused(
    decision: Commendation, tmp_path: Path
) -> None:
    folder = archive(tmp_path / "archive", "--without-site")
    form = folder / f"commendations/{decision.pk}/decisions/2.canonical.json"
    form.write_bytes(form.read_bytes().replace(b"31", b"32"))
    summed_anew(folder)
    empty_the_site()
    with pytest.raises(CommandError, match=r"2\.canonical\.json 与日志里的指纹不符"):
        call_command("import_archive", folder)
    form.unlink()
    summed_anew(folder)
    with pytest.raises(CommandError, match="的决定：缺少文件"):
        call_command("import_archive", folder)


def test_an_archive_tells_that_a_decision_was_changed_past_the_site(
    decision: Commendation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Commendation.objects.update(text="改过的决定。")
    with pytest.raises(CommandError, match="存档不完整"):
        archive(tmp_path / "archive", "--without-site")
    captured = capsys.readouterr()
    assert "决定的内容与封存时的指纹不符" in captured.out + captured.err


def test_a_decision_corrected_while_an_archive_is_written_makes_it_incomplete(
    decision: Commendation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from records.archive import writing

    table = writing.records_table

    def corrected_meanwhile() -> bytes:
        change_decision(decision, {"quota": 32}, by=None)
        return table()

    monkeypatch.setattr(writing, "records_table", corrected_meanwhile)
    problems = writing.write_archive(tmp_path / "archive", None, lambda name: None)
    assert [one for one in problems if one.startswith(f"commendations/{decision.pk}：写存档时")]


@pytest.mark.parametrize(
    ("before", "after"),
    [('"quota": 31', '"quota": 310'), ("2021-04-27", "2021-04-28"), ('"year": 2021', '"year": 2022')],
)
def test_a_row_of_a_decision_that_was_edited_is_named(
    decision: Commendation, tmp_path: Path, before: str, after: str
) -> None:
    folder = archive(tmp_path / "archive", "--without-site")
    path = folder / "data/commendation.jsonl"
    assert before in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(before, after), "utf-8")
    status, said = checked(folder)
    assert (status, "存档的 data/ 里的决定与封存的不同" in said) == (1, True), said
