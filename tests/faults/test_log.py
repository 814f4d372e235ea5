"""Whoever publishes, or signs the log, is killed at any moment: the log goes on from where it stood."""

import os
import random
import signal
import time
import warnings

import pytest
from django.db import connections
from django.utils import timezone

from records import publishing
from records.models import LoggedRecord, LogLeaf, Record
from records.transparency.log import differs
from records.transparency.signing import newest_head, sign_all, sign_new
from records.transparency.verify import leaf_hash, root_of
from tests.factories import make_measure, make_record, make_section
from tests.faults import sized

RECORDS = 12


@pytest.mark.django_db(transaction=True)
def test_killed_at_any_moment_the_log_holds_what_the_public_sees_and_goes_on() -> None:
    for _ in range(RECORDS):
        draft = make_record("draft", introduction="走访居民1200户。")
        make_measure(make_section(draft), text="结对帮扶30户。")
    sizes = set()
    for _ in range(sized(6, 100)):
        kill_one_who_works(steps=random.randrange(1, 6))
        sizes.add(whole_log())
    assert len(sizes) > 1  # they came as far as writing something
    sign_all()
    size = whole_log()
    assert newest_head().size == size  # type: ignore[union-attr]


def kill_one_who_works(steps: int) -> None:
    """Kills it somewhere in its last step. It is a fork: a new one would be killed while it imports."""
    connections.close_all()
    told, tell = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads, none of which the child needs
        child = os.fork()
    if child == 0:
        work_for_ever(tell)
    os.close(tell)
    for _ in range(steps):
        os.read(told, 1)
    time.sleep(random.uniform(0, 0.05))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(told)


def work_for_ever(tell: int) -> None:
    try:
        while True:
            os.write(tell, b".")
            record = Record.objects.order_by("?").first()
            assert record is not None
            if record.status == Record.Status.PUBLISHED and random.random() < 0.5:
                publishing.withdraw(record, by=None, reason="材料有误")
            elif record.status == Record.Status.PUBLISHED and not record.is_revoked:
                publishing.revoke_honor(record, by=None, on=timezone.localdate(), reason="查实有误")
            elif record.status != Record.Status.PUBLISHED:
                publishing.publish(record, by=None)
            if random.random() < 0.5:
                sign_new()
    finally:
        os._exit(1)


def whole_log() -> int:
    """Returns the number of entries, after a look at all of them."""
    leaves = list(LogLeaf.objects.order_by("index"))
    assert [leaf.index for leaf in leaves] == list(range(len(leaves)))
    if head := newest_head():
        assert root_of([leaf_hash(leaf.entry.encode()) for leaf in leaves[: head.size]]).hex() == head.root
    told = LoggedRecord.objects.in_bulk()
    for record in Record.objects.exclude(live=None).select_related("live"):
        assert not differs(record, told.get(record.pk))
    return len(leaves)
