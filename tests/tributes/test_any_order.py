"""Tributes paid and taken back in any order: the ledger holds what a plain set would."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from records.tributes.entries import Answer, EntryKind
from records.tributes.group_commit import GroupCommitWriter
from tests.factories import make_record

from .committing import committed, entry
from .paying import counted

pytestmark = pytest.mark.django_db

wishes = some.tuples(
    some.sampled_from(EntryKind), some.integers(0, 1), some.sampled_from(["one", "two", "three"])
)
batches = some.lists(some.lists(wishes, max_size=8), max_size=6)


@given(batches)
def test_ledger_and_totals_hold_what_a_plain_set_would(
    waiting: list[list[tuple[EntryKind, int, str]]],
) -> None:
    records = [make_record(), make_record()]
    paid: set[tuple[int, str]] = set()
    writer = GroupCommitWriter()
    for batch in waiting:
        answers = committed(
            *[entry(records[place], visitor, kind) for kind, place, visitor in batch], writer=writer
        )
        for (kind, place, visitor), answer in zip(batch, answers, strict=True):
            assert isinstance(answer, Answer)
            assert answer.done is (((place, visitor) in paid) != (kind is EntryKind.PAY))
            paid = paid | {(place, visitor)} if kind is EntryKind.PAY else paid - {(place, visitor)}
    for place, record in enumerate(records):
        held = sum(at == place for at, _ in paid)
        assert counted(record) == (held, held)
