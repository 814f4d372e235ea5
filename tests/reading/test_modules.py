"""Holds how many modules somebody must know to follow a document through its reading."""

import pytest

from tests.bench import synthetic

from .__main__ import FOLDER
from .modules import given_as_word, passed_by, reading

MAX_MODULES = 45


def test_a_word_file_is_read_by_few_modules() -> None:
    (passed,) = passed_by({"invented.docx": synthetic.word(1)}).values()
    assert 20 < len(reading(passed)) <= MAX_MODULES, reading(passed)


@pytest.mark.skipif(
    not FOLDER.is_dir(), reason=f"no documents in {FOLDER}; name their folder in DEEDS_FOLDER"
)
def test_the_office_s_own_documents_are_read_by_few_modules() -> None:
    counted = {name: len(reading(passed)) for name, passed in passed_by(given_as_word(FOLDER)).items()}
    assert {name: count for name, count in counted.items() if count > MAX_MODULES} == {}
