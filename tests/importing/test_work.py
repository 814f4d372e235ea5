"""Reading in several processes: the same as in one, and clear words when one of them dies."""

import multiprocessing
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

import records.deeds
from records.deeds import Message
from records.deeds.document import Picture, Reading
from records.importing import work
from records.importing.files import Incoming
from records.importing.work import CHUNK_BYTES, CHUNK_DOCUMENTS, read_all
from records.utils.processes import ProcessDied
from tests.bench import synthetic
from tests.processes import run

pytestmark = pytest.mark.slow


def incoming(number: int) -> Incoming:
    return Incoming(f"{number}.txt", partial(bytes, synthetic.text(number).encode()))


def test_documents_read_in_processes_are_the_same_in_the_same_order() -> None:
    here = [read for some in read_all(map(incoming, range(70)), jobs=1) for read in some]
    there = [read for some in read_all(map(incoming, range(70)), jobs=2) for read in some]
    assert [read.name for read in there] == [f"{number}.txt" for number in range(70)]
    assert there == here


def test_a_process_that_is_killed_is_told() -> None:
    def documents() -> Iterator[Incoming]:
        yield from map(incoming, range(CHUNK_DOCUMENTS))
        yield incoming(0)
        for reader in multiprocessing.active_children():
            reader.kill()
        yield from map(incoming, range(3 * CHUNK_DOCUMENTS))

    with pytest.raises(ProcessDied):
        list(read_all(documents(), jobs=2))


def test_only_a_few_documents_are_under_way() -> None:
    asked: list[int] = []

    def documents() -> Iterator[Incoming]:
        for number in range(100 * CHUNK_DOCUMENTS):
            asked.append(number)
            yield Incoming("空.txt", bytes)

    reading = read_all(documents(), jobs=2)
    next(reading)
    assert len(asked) <= 5 * CHUNK_DOCUMENTS
    reading.close()


def test_chunks_are_bounded_by_bytes_too() -> None:
    large = Incoming("大.txt", partial(bytes, CHUNK_BYTES))
    chunks = list(work.chunks_of([large, large, incoming(1)]))
    assert [len(chunk) for chunk in chunks] == [1, 1, 1]


def test_what_is_too_heavy_to_travel_is_read_here_and_keeps_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    light, heavy = incoming(1), Incoming("重.txt", partial(bytes, b"x" * 2 * CHUNK_BYTES))
    monkeypatch.setattr(work, "MAX_SHARED_BYTES", CHUNK_BYTES)
    documents = [*[light] * CHUNK_DOCUMENTS, heavy, *[light] * CHUNK_DOCUMENTS]
    some = list(read_all(documents, jobs=2))
    assert [len(reads) for reads in some] == [CHUNK_DOCUMENTS, 1, CHUNK_DOCUMENTS]
    assert some[1][0].name == "重.txt"


def test_readers_end_with_the_reading_even_when_it_is_broken_off() -> None:
    reading = read_all(map(incoming, range(5 * CHUNK_DOCUMENTS)), jobs=2)
    next(reading)
    reading.close()
    assert not multiprocessing.active_children()


def test_a_mistake_in_a_reader_costs_one_document(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(data: bytes, name: str) -> tuple[Reading, ...]:
        raise RecursionError("zu tief")

    monkeypatch.setattr(records.deeds, "read_parts", fail)
    ((read,),) = read_all([incoming(1)], jobs=1)
    assert read.deeds is None
    assert [message.code for message in read.messages] == ["reader-failed"]


def test_pictures_without_a_place_are_said_to_stay_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    (whole,) = records.deeds.read_parts(synthetic.text(1).encode(), "a.txt")
    pictured = Reading(whole.deeds, (Message("info", "x", "一。"),), pictures=(Picture("a.png", b"x"),))
    monkeypatch.setattr(records.deeds, "read_parts", lambda data, name: (pictured,))
    ((read,),) = read_all([incoming(1)], jobs=1)
    assert [message.code for message in read.messages] == ["x", "picture-left"]
    assert read.pictures == ()


def test_the_processes_know_nothing_of_django(tmp_path: Any) -> None:
    code = "import records.importing.work, sys; sys.exit('django' in sys.modules)"
    assert run(tmp_path, "-c", code).returncode == 0
