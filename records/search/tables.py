"""Makes, completes, swaps and drops the table that the index is, of each database's own kind."""

from django.db import connection, transaction

from .index import MATCHING, MAX_ID, TABLE

ASIDE, OLD = f"{TABLE}_aside", f"{TABLE}_old"
RECORDS, LINES, PICTURES = "records_record", "records_indexedrecord", "records_shownpicture"


def create(table: str = TABLE) -> None:
    if connection.vendor == "postgresql":
        run(
            f"CREATE TABLE {table} (record_id bigint PRIMARY KEY, text text NOT NULL, tokens tsvector NOT NULL)",
            # Beside the row, unpacked: it is short to go through, and a text is read at once.
            f"ALTER TABLE {table} ALTER text SET STORAGE EXTERNAL, ALTER tokens SET STORAGE EXTERNAL",
        )
    else:
        # `ascii` takes the tokens as they are. detail=none: which records have a token, and nothing more of it.
        run(
            f"CREATE VIRTUAL TABLE {table} USING fts5"
            "(text UNINDEXED, tokens, tokenize=\"ascii tokenchars '.='\", detail=none)",
            # So many bytes of memory are filled before a transaction writes any of the index. By default it is a
            # megabyte, that of 200 records, and building takes half as long again.
            f"INSERT INTO {table} ({table}, rank) VALUES ('hashsize', {64 * 1024**2})",
        )


# Measured: a record that matches takes 0.9 µs, one that is in a block 0.3; a find in two blocks stands for half of it.
MATCH_TO_SCAN_COST_RATIO = 1.35


def install_matching() -> None:
    """Installs the functions by which PostgreSQL finds: `matching` and `matching_in_turn` of the index call them."""
    if connection.vendor == "postgresql":
        run(matching_function(), matching_in_turn_function())


def matching_function() -> str:
    """Returns the SQL of the function for one combination of tokens.

    It looks in the last two blocks first, of which the last may have just begun. Where there are too few, their number
    tells in how many blocks there should be enough; and where reading that many would take longer than reading all that
    match, it reads these.

    All that match are found in the GIN index and sorted. Left to itself, PostgreSQL would go through the table, or take
    the records one by one, the highest first, and unpack the tokens of each: the setting and the sum keep it from that.
    """
    found = (
        f"found := ARRAY(SELECT record_id FROM {TABLE} WHERE tokens @@ ({{}}) AND record_id + 0 < beyond"
        " ORDER BY record_id + 0 DESC LIMIT most);"
    )
    in_blocks = (
        "SELECT string_agg('''=b' || number || '''', ' | ')::tsquery INTO newest"
        " FROM generate_series(last - blocks + 1, last) number;"
        f"{found.format('newest && wanted')}"
        "IF cardinality(found) = most THEN RETURN found; END IF;"
    )
    return (
        f"CREATE OR REPLACE FUNCTION {MATCHING}(wanted tsquery, most int, beyond bigint, block bigint)"
        " RETURNS bigint[] LANGUAGE plpgsql STABLE SET enable_seqscan = off SET jit = off AS $$"
        " DECLARE last bigint; blocks bigint; newest tsquery; found bigint[]; BEGIN"
        f" SELECT coalesce(least(max(record_id), beyond - 1), 0) / block INTO last FROM {TABLE};"
        f" blocks := least(2, last + 1); {in_blocks}"
        " IF blocks > last THEN RETURN found; END IF;"  # that was all
        " IF cardinality(found) > 0 THEN"
        "   blocks := ceil(blocks * most * 1.2 / cardinality(found));"
        f"  IF blocks < last AND blocks * block < cardinality(found) * last * {MATCH_TO_SCAN_COST_RATIO}"
        f" THEN {in_blocks} END IF;"
        f" END IF; {found.format('wanted')} RETURN found; END $$"
    )


def matching_in_turn_function() -> str:
    """Returns the SQL of the function for several, one after the other."""
    return (
        f"CREATE OR REPLACE FUNCTION {MATCHING}_in_turn(choices text[], most int, block bigint)"
        " RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$"
        " DECLARE wanted tsquery; matched bigint[]; found bigint[] := '{}'; BEGIN"
        " FOREACH wanted IN ARRAY choices::tsquery[] LOOP"
        f"  matched := {MATCHING}(wanted, most, {MAX_ID}, block); found := found || matched;"
        "  EXIT WHEN cardinality(matched) = most;"
        " END LOOP; RETURN found; END $$"
    )


def complete(table: str = TABLE) -> None:
    """Makes it quick to ask, when its rows are in it."""
    if connection.vendor == "postgresql":
        # New rows wait in a list that every question goes through, so it is kept short.
        run(f"CREATE INDEX {table}_tokens ON {table} USING gin (tokens) WITH (gin_pending_list_limit = 256)")
    else:
        merge(table)


MAX_PAGES_MERGED = 2_000  # at once, in a fifth of a second, while which others wait


def merge(table: str) -> None:
    """Merges the parts of the index.

    FTS5 keeps apart what each transaction wrote, and asks each: of a million records in one piece two words are found
    in a third of the time. Below zero it is told to begin, then to go on until it changes nothing.
    """
    pages = -MAX_PAGES_MERGED
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT total_changes()")
            (before,) = cursor.fetchone()
            cursor.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', %s)", [pages])
            cursor.execute("SELECT total_changes()")
            (after,) = cursor.fetchone()
        if after - before < 2:
            return
        pages = MAX_PAGES_MERGED


def drop(table: str) -> None:
    if connection.vendor == "sqlite":
        empty(table)
    run(f"DROP TABLE IF EXISTS {table}")


# At once, of each of the tables that FTS5 keeps an index in; a fifth of a second.
MAX_ROWS_EMPTIED = {"content": 1_000, "data": 5_000}
LAST_HEADER_ID = 10  # `data` begins with the rows that FTS5 opens its index by


def empty(table: str) -> None:
    """Deletes its rows.

    SQLite frees each page of a table that it drops, and nobody writes meanwhile: for minutes, of a million records. So
    the rows go first, some at a time. Deleted from the index itself, each would be looked up by all its tokens.
    """
    known = connection.introspection.table_names()
    for part, limit in MAX_ROWS_EMPTIED.items():
        name, gone = f"{table}_{part}", 1 if f"{table}_{part}" in known else 0
        while gone:
            some = f"SELECT id FROM {name} WHERE id > {LAST_HEADER_ID if part == 'data' else 0} LIMIT {limit}"
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {name} WHERE id IN ({some})")
                gone = cursor.rowcount


def install_triggers() -> None:
    """Removes with a record its line, with a line its words and pictures; with all lines, as tests do, all words."""
    if connection.vendor == "postgresql":
        run(
            "CREATE OR REPLACE FUNCTION records_leave_search() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF TG_TABLE_NAME = '{RECORDS}' THEN DELETE FROM {LINES} WHERE record_id = OLD.id;"
            f" ELSIF TG_OP = 'DELETE' THEN DELETE FROM {TABLE} WHERE record_id = OLD.record_id;"
            f" DELETE FROM {PICTURES} WHERE record_id = OLD.record_id;"
            f" ELSE TRUNCATE {TABLE}; END IF; RETURN NULL; END $$",
            f"CREATE OR REPLACE TRIGGER {RECORDS}_leaves_search AFTER DELETE ON {RECORDS}"
            " FOR EACH ROW EXECUTE FUNCTION records_leave_search()",
            f"CREATE OR REPLACE TRIGGER {LINES}_leaves_search AFTER DELETE ON {LINES}"
            " FOR EACH ROW EXECUTE FUNCTION records_leave_search()",
            f"CREATE OR REPLACE TRIGGER {LINES}_all_leave_search AFTER TRUNCATE ON {LINES}"
            " FOR EACH STATEMENT EXECUTE FUNCTION records_leave_search()",
        )
    else:
        run(
            f"CREATE TRIGGER IF NOT EXISTS {RECORDS}_leaves_search AFTER DELETE ON {RECORDS}"
            f" BEGIN DELETE FROM {LINES} WHERE record_id = OLD.id; END",
            f"CREATE TRIGGER IF NOT EXISTS {LINES}_leaves_search AFTER DELETE ON {LINES}"
            f" BEGIN DELETE FROM {TABLE} WHERE rowid = OLD.record_id;"
            f" DELETE FROM {PICTURES} WHERE record_id = OLD.record_id; END",
        )


def drop_triggers() -> None:
    """Clears the way for migrations: SQLite alters no table while a trigger speaks of one that it is making anew."""
    if connection.vendor == "sqlite":
        run(*(f"DROP TRIGGER IF EXISTS {table}_leaves_search" for table in (RECORDS, LINES)))


def swap() -> None:
    """Puts the index built aside in the place of the old one. Call inside a transaction, and drop OLD after it."""
    if connection.vendor == "postgresql":
        run(
            f"DROP TABLE IF EXISTS {TABLE}",
            f"ALTER TABLE {ASIDE} RENAME TO {TABLE}",
            f"ALTER INDEX {ASIDE}_pkey RENAME TO {TABLE}_pkey",
            f"ALTER INDEX {ASIDE}_tokens RENAME TO {TABLE}_tokens",
        )
    else:
        # SQLite renames no table while a trigger speaks of one that is not there.
        run(f"DROP TRIGGER IF EXISTS {LINES}_leaves_search")
        if TABLE in connection.introspection.table_names():
            run(f"ALTER TABLE {TABLE} RENAME TO {OLD}")
        run(f"ALTER TABLE {ASIDE} RENAME TO {TABLE}")
        install_triggers()


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
