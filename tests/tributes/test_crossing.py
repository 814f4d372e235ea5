"""Several processes at one PostgreSQL: two that write the same rows wait for each other, and never both at once."""

import threading
from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from records.tributes.entries import LedgerEntry
from records.tributes.ledger import write
from tests.factories import make_record

from .committing import paying, withdrawing
from .paying import counted, in_threads

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

VISITORS = [f"visitor {number}" for number in range(40)]

# Each row takes a while, so that the two are surely at it together and the server would notice a deadlock.
SLOWLY = """
CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_sleep(0.005); RETURN COALESCE(NEW, OLD); END $$;
CREATE TRIGGER slowly BEFORE INSERT OR DELETE ON records_tribute FOR EACH ROW EXECUTE FUNCTION slowly();
"""


@pytest.fixture
def _slow_rows(transactional_db: None) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(SLOWLY)
        yield
        cursor.execute("DROP FUNCTION slowly CASCADE")


Batch = list[LedgerEntry]


def at_once(*batches: Batch) -> list[bool]:
    """Whether each was done, of all the entries of batches that are written by so many processes together."""
    together = threading.Barrier(len(batches))

    def one(number: int) -> list[bool]:
        together.wait()
        with transaction.atomic(), connection.cursor() as cursor:
            # As in a ledger of millions, of which the server reads by an index and in whatever order.
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off")
            return [answer.done for answer in write(batches[number]) if answer]

    return [done for answers in in_threads(len(batches), one) for done in answers]


@pytest.mark.usefixtures("_slow_rows")
def test_processes_that_write_the_same_rows_wait_for_each_other_in_one_order() -> None:
    records = [make_record(), make_record()]
    keys = [(record, visitor) for record in records for visitor in VISITORS]
    # The server's own order depends on how many rows it is asked for.
    shares = [keys, keys[-30:][::-1], keys[-11:], keys[-3:][::-1]]
    for entry in (paying, withdrawing):
        done = at_once(*[[entry(*key) for key in share] for share in shares])
        assert sum(done) == len(keys)
    assert [counted(record) for record in records] == [(0, 0), (0, 0)]
