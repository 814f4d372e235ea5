"""Reading for a request of the web: in a process that can be ended, and that is."""

import multiprocessing

import pytest

from records.deeds import DeedsError, read_deeds
from records.importing import bounded
from records.importing.bounded import BoundedReader
from records.utils.bounded import spent_inside
from tests.bench import synthetic
from tests.deeds.specimens import data

pytestmark = pytest.mark.slow
LONG = ("\n1.甲乙" * 50_000).encode()


def refused(reader: BoundedReader, data: bytes, name: str) -> str:
    with pytest.raises(DeedsError) as caught:
        reader.read(data, name)
    return caught.value.message.code


def test_what_is_read_in_the_process_is_what_is_read_here() -> None:
    data = synthetic.text(1).encode()
    with BoundedReader() as reader:
        (there,) = reader.read(data, "a.txt")
    here = read_deeds(data, "a.txt")
    assert (there, there.marks) == (here, here.marks)
    assert there.marks


def test_a_document_that_cannot_be_read_is_refused_as_here() -> None:
    with BoundedReader() as reader:
        assert refused(reader, b"", "a.txt") == "empty"


def test_a_document_that_takes_too_long_is_ended_and_the_next_one_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bounded, "DOCUMENT_SECONDS", 0.1)  # a second, rounded up
    with BoundedReader() as reader:
        assert refused(reader, LONG, "long.txt") == "takes-too-long"
        assert reader.read("样本街道先进事迹材料".encode(), "a.txt")[0].deeds.title


def test_when_the_time_is_up_nothing_more_is_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "REQUEST_SECONDS", 0)
    with BoundedReader() as reader:
        assert refused(reader, LONG, "long.txt") == "not-read"
        assert reader.worker is None


def test_a_process_that_dies_otherwise_costs_one_document() -> None:
    with BoundedReader() as reader:
        reader.read(b"a", "a.txt")
        assert reader.worker is not None
        reader.worker.process.kill()
        assert refused(reader, b"a", "a.txt") == "reader-died"
        assert reader.read(b"a", "a.txt")[0].text == "a"


def test_no_process_is_left_behind() -> None:
    with BoundedReader() as reader:
        reader.read(b"a", "a.txt")
    assert not multiprocessing.active_children()


def test_a_file_of_several_records_comes_back_as_several() -> None:
    long = "她每天清早走进社区，帮助老人买菜、取药，把各家的难处记在本子上。"
    text = "\n".join(f"{name}同志先进事迹材料\n{name}，女。{long}" for name in ("王样本", "李示例"))
    with BoundedReader() as reader:
        readings = reader.read(text.encode(), "a.txt")
        again = reader.read_again(readings[1].text, readings[1].part)
    assert [reading.deeds.recipient.name for reading in readings] == ["王样本", "李示例"]
    assert again.deeds == readings[1].deeds


def test_time_of_the_program_that_reads_a_pdf_file_is_known() -> None:
    before = spent_inside()
    read_deeds(data("pdf/letter.pdf"), "a.pdf")
    assert spent_inside() > before


def test_pdf_file_is_read_in_the_process_as_here() -> None:
    with BoundedReader() as reader:
        (there,) = reader.read(data("pdf/letter.pdf"), "a.pdf")
    assert there == read_deeds(data("pdf/letter.pdf"), "a.pdf")
