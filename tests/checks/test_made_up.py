"""How much the checks find, and how much of that is right, over the made-up texts."""

import pytest

from records.checks.running import in_text, listed_words
from tests.checks.made_up import ALL, TO_FIND, TO_PASS_OVER

LEAST_RECALL, LEAST_PRECISION = 0.95, 0.9
ONLY_LOOKED_AT = "address"  # the number of an office's house

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("typos")]


def found_in(text: str) -> set[tuple[str, str]]:
    found = in_text("introduction", text, listed_words())
    return {(one.check, one.words) for one in found if one.must or one.check != ONLY_LOOKED_AT}


def test_half_of_the_texts_hold_nothing() -> None:
    assert len(TO_FIND) == len(TO_PASS_OVER) == 20


def test_nearly_all_is_found_and_nearly_all_found_is_right(capsys: pytest.CaptureFixture[str]) -> None:
    right, missed, wrong = 0, [], []
    for text, wanted in ALL:
        found = found_in(text)
        right += len(found & wanted)
        missed += sorted(wanted - found)
        wrong += sorted(found - wanted)
    recall, precision = right / (right + len(missed)), right / (right + len(wrong))
    with capsys.disabled():
        print(f"\nchecks over {len(ALL)} texts: recall {recall:.3f}, precision {precision:.3f}")  # noqa: T201
        print(f"missed {missed}, wrong {wrong}")  # noqa: T201
    assert recall >= LEAST_RECALL
    assert precision >= LEAST_PRECISION
