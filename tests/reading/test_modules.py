"""Holds how many modules somebody must know to follow a document through its reading."""

from tests.bench import synthetic

from .modules import passed_by, reading

MAX_MODULES = 45


def test_a_word_file_is_read_by_few_modules() -> None:
    (passed,) = passed_by({"invented.docx": synthetic.word(1)}).values()
    assert 20 < len(reading(passed)) <= MAX_MODULES, reading(passed)
