"""The index: of each published record the tokens that it has, and its canonical text.

SQLite keeps it as an FTS5 table, PostgreSQL as a table with a `tsvector` and a GIN index; both answer from the index
alone which records have tokens together. Which field a token stands in is its first letter, and what is filtered by
is a token too, so that each question is one combination of tokens. Positions are not kept: whether a phrase stands
in the text, the text says.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import connection, transaction

# A record's text in five fields, from the one that weighs most to the least.
FIELDS = "rthmb"  # recipient, title, headings, measures, body
TABLE = "records_searchindex"
ASIDE = "records_searchindex_aside"
BETWEEN_FIELDS = "\x1e"  # no canonical text has it

# A combination of tokens: one, or ("all", parts), or ("any", parts).
Wanted = str | tuple[str, Sequence["Wanted"]]


class Entry(NamedTuple):
    """Canonical texts, one a field, and the tokens that stand for what is filtered by."""

    record_id: int
    texts: Sequence[str]
    tokens: set[str]


def all_of(parts: Iterable[Wanted]) -> Wanted:
    return "all", list(parts)


def any_of(parts: Iterable[Wanted]) -> Wanted:
    return "any", list(parts)


# --- Asking -----------------------------------------------------------------------------------------


@contextmanager
def questions() -> Iterator[None]:
    """Around those that belong together. PostgreSQL is told how to answer them once for all."""
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic():
        run("SET LOCAL enable_seqscan = off; SET LOCAL jit = off")
        yield


def matching(wanted: Wanted, most: int, below: int | None = None) -> list[int]:
    """The ids of the records that have the tokens, the highest first, at most so many, each below `below`.

    Ask inside `questions`.
    """
    if connection.vendor != "postgresql":
        return ids_with(wanted, most, below)
    newest = ids_with(all_of([any_of(newest_blocks(below)), wanted]), most, below)
    return newest if len(newest) == most else ids_with(wanted, most, below)


def ids_with(wanted: Wanted, most: int, below: int | None) -> list[int]:
    """SQLite reads its index in order, no further than is asked for.

    PostgreSQL finds all that match and sorts them. Left to itself, it would take the records one by one, the highest
    first, and unpack the tokens of each: the sum keeps it from that.
    """
    is_postgresql = connection.vendor == "postgresql"
    fits = "tokens @@ %s::tsquery" if is_postgresql else f"{TABLE} MATCH %s"
    order = f"{key()} + 0" if is_postgresql else key()
    bound = "" if below is None else f"AND {order} < %s"
    asked: list[str | int] = [expression(wanted), *([] if below is None else [below]), most]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {key()} FROM {TABLE} WHERE {fits} {bound} ORDER BY {order} DESC LIMIT %s", asked
        )
        return [pk for (pk,) in cursor.fetchall()]


# Records entered one after the other share a token, so that of a word that many have the newest are found without the
# others. A block holds eight times as many as are ever listed.
BLOCK = 2**14


def block_token(record_id: int) -> str:
    return f"=b{record_id // BLOCK}"


def newest_blocks(below: int | None) -> list[str]:
    """The last two below `below`, of which the last may have just begun."""
    last = highest_id() if below is None else below - 1
    return list(dict.fromkeys([block_token(last), block_token(max(last - BLOCK, 0))]))


def highest_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(record_id), 0) FROM {TABLE}")
        return int(cursor.fetchone()[0])


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


def put(entries: Iterable[Entry], table: str = TABLE) -> None:
    """In place of what the index had of these records."""
    rows = [(entry.record_id, BETWEEN_FIELDS.join(entry.texts), entry.tokens) for entry in entries]
    if connection.vendor == "postgresql":
        sql = (
            f"INSERT INTO {table} (record_id, text, tokens) VALUES (%s, %s, array_to_tsvector(%s)) ON CONFLICT"
            " (record_id) DO UPDATE SET text = EXCLUDED.text, tokens = EXCLUDED.tokens"
        )
        write(sql, [(record_id, text, list(tokens)) for record_id, text, tokens in rows])
    else:
        remove([record_id for record_id, _, _ in rows], table)
        sql = f"INSERT INTO {table} (rowid, text, tokens) VALUES (%s, %s, %s)"
        write(sql, [(record_id, text, " ".join(tokens)) for record_id, text, tokens in rows])


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
            "(text UNINDEXED, tokens, tokenize=\"ascii tokenchars '.='\", detail=none)"
        )


def add_gin(table: str = TABLE) -> None:
    """New rows wait in a list that every question goes through, so it is kept short."""
    if connection.vendor == "postgresql":
        run(f"CREATE INDEX {table}_tokens ON {table} USING gin (tokens) WITH (gin_pending_list_limit = 256)")


def drop(table: str = TABLE) -> None:
    run(f"DROP TABLE IF EXISTS {table}")


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
    """The index built aside takes the place of the old one. Call inside a transaction."""
    if connection.vendor == "postgresql":
        drop()
        run(
            f"ALTER TABLE {ASIDE} RENAME TO {TABLE}",
            f"ALTER INDEX {ASIDE}_pkey RENAME TO {TABLE}_pkey",
            f"ALTER INDEX {ASIDE}_tokens RENAME TO {TABLE}_tokens",
        )
    else:
        # SQLite renames no table while a trigger speaks of one that is not there.
        run(f"DROP TRIGGER IF EXISTS {LINES}_leaves_search")
        drop()
        run(f"ALTER TABLE {ASIDE} RENAME TO {TABLE}")
        install_triggers()
