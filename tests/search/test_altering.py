"""Somebody searches while another process alters tables: an upgrade, or a rebuilding of the index."""

import sqlite3
import threading

import pytest
from django.db import connection

from records.search.index import matching
from tests.search.indexed import indexed

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="FTS5 is SQLite's"),
]
ENOUGH, AT_MOST = 10, 5_000  # questions that FTS5 refuses in between; a newer SQLite may refuse none


def test_search_finds_while_tables_are_altered() -> None:
    record = indexed("彭李街道")
    ended = threading.Event()
    thread = threading.Thread(target=alter_tables, args=[ended])
    thread.start()
    try:
        refused = 0
        for _ in range(AT_MOST):
            refused += is_refused()
            assert matching("r彭李", 10) == [record.pk]
            if refused >= ENOUGH:
                break
    finally:
        ended.set()
        thread.join()


def alter_tables(ended: threading.Event) -> None:
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, timeout=20)
    while not ended.is_set():
        other.execute("CREATE TABLE altered (a)")
        other.execute("DROP TABLE altered")
    other.close()


def is_refused() -> bool:
    """Asks as one who does not ask again."""
    asking = sqlite3.connect(connection.settings_dict["NAME"], timeout=20)
    try:
        asking.execute("SELECT rowid FROM records_searchindex WHERE records_searchindex MATCH 'a'").fetchall()
    except sqlite3.OperationalError:
        return True
    finally:
        asking.close()
    return False
