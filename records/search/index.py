"""The index: of each published record the tokens that it has, and its canonical text.

SQLite keeps it as an FTS5 table, PostgreSQL as a table with a `tsvector` and a GIN index; both answer from the index
alone which records have tokens together. Which field a token stands in is its first letter, and what is filtered by
is a token too, so that each question is one combination of tokens. Positions are not kept: whether a phrase stands
in the text, the text says.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.db import connection, transaction

# A record's text in five fields, from the one that weighs most to the least.
FIELDS = "rthmb"  # recipient, title, headings, measures, body
TABLE = "records_searchindex"
ASIDE = "records_searchindex_aside"
OLD = "records_searchindex_old"
BETWEEN_FIELDS = "\x1e"  # no canonical text has it

# A combination of tokens: one, or ("all", parts), or ("any", parts).
Wanted = str | tuple[str, Sequence["Wanted"]]


class Entry(NamedTuple):
    """A row: the canonical texts of the fields, BETWEEN_FIELDS, and all tokens, a space between them."""

    record_id: int
    text: str
    tokens: str


def all_of(parts: Iterable[Wanted]) -> Wanted:
    return "all", list(parts)


def any_of(parts: Iterable[Wanted]) -> Wanted:
    return "any", list(parts)


# --- Asking -----------------------------------------------------------------------------------------


BEYOND_ALL = 2**63 - 1


def matching(wanted: Wanted, most: int, below: int | None = None) -> list[int]:
    """The ids of the records that have the tokens, the highest first, at most so many, each below `below`.

    One query. SQLite reads its index in order, no further than is asked for; for PostgreSQL see `install_matching`.
    """
    end = BEYOND_ALL if below is None else below
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"SELECT {MATCHING}(%s::tsquery, %s, %s, %s)", [expression(wanted), most, end, BLOCK]
            )
            return list(cursor.fetchone()[0])
        sql = f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT %s"
        cursor.execute(sql, [expression(wanted), end, most])
        return [pk for (pk,) in cursor.fetchall()]


def matching_in_turn(choices: Sequence[Wanted], most: int) -> Iterator[list[int]]:
    """What matches each of these combinations, up to the first that so many match.

    PostgreSQL is asked once: the way there and back takes as long as finding a rare word.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            written = [expression(wanted) for wanted in choices]
            cursor.execute(f"SELECT {MATCHING}_in_turn(%s::text[], %s, %s)", [written, most, BLOCK])
            yield list(cursor.fetchone()[0])
        return
    for wanted in choices:
        found = matching(wanted, most)
        yield found
        if len(found) == most:
            return


# Records entered one after the other share a token, so that of a word that many have the newest are found without the
# others. A block holds four times as many as are ever listed.
BLOCK = 2**12


def block_token(record_id: int) -> str:
    return f"=b{record_id // BLOCK}"


def texts_of(ids: Sequence[int]) -> Iterator[tuple[int, list[str]]]:
    """(id, canonical texts by field) of the records that are in the index."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key()}, text FROM {TABLE} WHERE {key()} IN ({listed()})", [as_list(ids)])
        for record_id, text in cursor.fetchall():
            yield record_id, text.split(BETWEEN_FIELDS)


def key() -> str:
    return "record_id" if connection.vendor == "postgresql" else "rowid"


def listed() -> str:
    """A list of ids as one parameter: how many parameters a statement may have differs."""
    is_postgresql = connection.vendor == "postgresql"
    return "SELECT unnest(%s::bigint[])" if is_postgresql else "SELECT value FROM json_each(%s)"


def as_list(ids: Sequence[int]) -> list[int] | str:
    return list(ids) if connection.vendor == "postgresql" else f"[{','.join(map(str, ids))}]"


def expression(wanted: Wanted) -> str:
    """In the language of FTS5, or of tsquery. Tokens have no quotes in them."""
    is_postgresql = connection.vendor == "postgresql"
    words = {"all": " & ", "any": " | "} if is_postgresql else {"all": " AND ", "any": " OR "}
    quote = "'" if is_postgresql else '"'

    def written(part: Wanted) -> str:
        if isinstance(part, str):
            return f"{quote}{part}{quote}"
        how, parts = part
        return written(parts[0]) if len(parts) == 1 else f"({words[how].join(map(written, parts))})"

    return written(wanted)


# --- Writing ----------------------------------------------------------------------------------------


def order_of_writing() -> str:
    """Of many records. FTS5 wants the lowest first; PostgreSQL sorts what it finds, the highest first, and is a quarter
    faster where it lies so."""
    return "-pk" if connection.vendor == "postgresql" else "pk"


def put(entries: Sequence[Entry], table: str = TABLE) -> None:
    """In place of what the index had of these records."""
    if connection.vendor == "postgresql":
        sql = (
            f"INSERT INTO {table} (record_id, text, tokens)"
            " VALUES (%s, %s, array_to_tsvector(string_to_array(%s, ' '))) ON CONFLICT (record_id)"
            " DO UPDATE SET text = EXCLUDED.text, tokens = EXCLUDED.tokens"
        )
    else:
        remove([entry.record_id for entry in entries], table)
        sql = f"INSERT INTO {table} (rowid, text, tokens) VALUES (%s, %s, %s)"
    write(sql, entries)


def remove(ids: Iterable[int], table: str = TABLE) -> None:
    write(f"DELETE FROM {table} WHERE {key()} = %s", [(record_id,) for record_id in ids])


def write(sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


# --- The tables -------------------------------------------------------------------------------------

RECORDS, LINES = "records_record", "records_indexedrecord"


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


MATCHING = "records_matching"
# Measured: a record that matches takes 0.9 µs, one that is in a block 0.3; a find in two blocks stands for half of it.
DEARER = 1.35


def install_matching() -> None:
    """How PostgreSQL finds: in the last two blocks first, of which the last may have just begun. Where there are too
    few, their number tells in how many blocks there should be enough; and where reading that many would take longer
    than reading all that match, it reads these.

    All that match are found in the GIN index and sorted. Left to itself, PostgreSQL would go through the table, or take
    the records one by one, the highest first, and unpack the tokens of each: the setting and the sum keep it from that.
    """
    if connection.vendor != "postgresql":
        return
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
    run(
        f"CREATE OR REPLACE FUNCTION {MATCHING}(wanted tsquery, most int, beyond bigint, block bigint)"
        " RETURNS bigint[] LANGUAGE plpgsql STABLE SET enable_seqscan = off SET jit = off AS $$"
        " DECLARE last bigint; blocks bigint; newest tsquery; found bigint[]; BEGIN"
        f" SELECT coalesce(least(max(record_id), beyond - 1), 0) / block INTO last FROM {TABLE};"
        f" blocks := least(2, last + 1); {in_blocks}"
        " IF blocks > last THEN RETURN found; END IF;"  # that was all
        " IF cardinality(found) > 0 THEN"
        "   blocks := ceil(blocks * most * 1.2 / cardinality(found));"
        f"  IF blocks < last AND blocks * block < cardinality(found) * last * {DEARER} THEN {in_blocks} END IF;"
        f" END IF; {found.format('wanted')} RETURN found; END $$",
        f"CREATE OR REPLACE FUNCTION {MATCHING}_in_turn(choices text[], most int, block bigint)"
        " RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$"
        " DECLARE wanted tsquery; matched bigint[]; found bigint[] := '{}'; BEGIN"
        " FOREACH wanted IN ARRAY choices::tsquery[] LOOP"
        f"  matched := {MATCHING}(wanted, most, {BEYOND_ALL}, block); found := found || matched;"
        "  EXIT WHEN cardinality(matched) = most;"
        " END LOOP; RETURN found; END $$",
    )


def complete(table: str = TABLE) -> None:
    """When its rows are in it: what makes it quick to ask."""
    if connection.vendor == "postgresql":
        # New rows wait in a list that every question goes through, so it is kept short.
        run(f"CREATE INDEX {table}_tokens ON {table} USING gin (tokens) WITH (gin_pending_list_limit = 256)")
    else:
        merge(table)


MERGED_AT_ONCE = 2_000  # pages, in a fifth of a second, while which others wait


def merge(table: str) -> None:
    """FTS5 keeps apart what each transaction wrote, and asks each: of a million records in one piece two words are
    found in a third of the time. Below zero it is told to begin, then to go on until it changes nothing.
    """
    pages = -MERGED_AT_ONCE
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT total_changes()")
            (before,) = cursor.fetchone()
            cursor.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', %s)", [pages])
            cursor.execute("SELECT total_changes()")
            (after,) = cursor.fetchone()
        if after - before < 2:
            return
        pages = MERGED_AT_ONCE


def drop(table: str) -> None:
    if connection.vendor == "sqlite":
        empty(table)
    run(f"DROP TABLE IF EXISTS {table}")


# Rows of each of the tables that FTS5 keeps an index in; a fifth of a second.
EMPTIED_AT_ONCE = {"content": 1_000, "data": 5_000}
LAST_NEEDED = 10  # `data` begins with what FTS5 opens its index by


def empty(table: str) -> None:
    """SQLite frees each page of a table that it drops, and nobody writes meanwhile: for minutes, of a million records.
    So the rows go first, some at a time. Deleted from the index itself, each would be looked up by all its tokens.
    """
    known = connection.introspection.table_names()
    for part, most in EMPTIED_AT_ONCE.items():
        name, gone = f"{table}_{part}", 1 if f"{table}_{part}" in known else 0
        while gone:
            some = f"SELECT id FROM {name} WHERE id > {LAST_NEEDED if part == 'data' else 0} LIMIT {most}"
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {name} WHERE id IN ({some})")
                gone = cursor.rowcount


def install_triggers() -> None:
    """With a record its line goes, with a line its words; with all lines at once, as tests do, all words."""
    if connection.vendor == "postgresql":
        run(
            "CREATE OR REPLACE FUNCTION records_leave_search() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF TG_TABLE_NAME = '{RECORDS}' THEN DELETE FROM {LINES} WHERE record_id = OLD.id;"
            f" ELSIF TG_OP = 'DELETE' THEN DELETE FROM {TABLE} WHERE record_id = OLD.record_id;"
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
            f" BEGIN DELETE FROM {TABLE} WHERE rowid = OLD.record_id; END",
        )


def swap() -> None:
    """The index built aside takes the place of the old one. Call inside a transaction, and drop OLD after it."""
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
