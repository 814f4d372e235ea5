"""The index: of each published record the tokens that it has, and its canonical text.

SQLite keeps it as an FTS5 table, PostgreSQL as a table with a `tsvector` and a GIN index; both answer from the index
alone which records have tokens together. Which field a token stands in is its first letter, and what is filtered by
is a token too, so that each question is one combination of tokens. Positions are not kept: whether a phrase stands
in the text, the text says.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.db import OperationalError, connection
from django.db.backends.utils import CursorWrapper

from records.models.rules import MAX_ID

# A record's text in its fields: recipient, title, headings, measures, body, facts. They are stored in this order, and a
# new one at the end: a process that still runs the release before reads the others right.
FIELDS = "rthmbf"
# Behind them stands the token of its award, whose words are known elsewhere (see `awards`).
AWARD = "a"
STORED = FIELDS + AWARD
TABLE = "records_searchindex"
MATCHING = "records_matching"  # the function that PostgreSQL finds by
BETWEEN_FIELDS = "\x1e"  # no canonical text has it

# A combination of tokens: one, or ("all", parts), or ("any", parts).
TokenQuery = str | tuple[str, Sequence["TokenQuery"]]


class IndexEntry(NamedTuple):
    """A row: the canonical texts of the fields and the award, BETWEEN_FIELDS, and all tokens, a space between them."""

    record_id: int
    text: str
    tokens: str


def all_of(parts: Iterable[TokenQuery]) -> TokenQuery:
    return "all", list(parts)


def any_of(parts: Iterable[TokenQuery]) -> TokenQuery:
    return "any", list(parts)


# --- Asking -----------------------------------------------------------------------------------------


def matching(wanted: TokenQuery, limit: int, below: int | None = None) -> list[int]:
    """Returns the ids of the records that have the tokens, the highest first, `limit` of them, each below `below`.

    One query. SQLite reads its index in order, no further than is asked for; PostgreSQL, see `tables`.
    """
    end = MAX_ID if below is None else below
    if connection.vendor == "postgresql":
        sql = f"SELECT {MATCHING}(%s::tsquery, %s, %s, %s)"
        return list(asked(sql, [expression(wanted), limit, end, RECORDS_PER_BLOCK])[0][0])
    sql = f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT %s"
    return [pk for (pk,) in asked(sql, [expression(wanted), end, limit])]


def texts_matching(wanted: TokenQuery, limit: int) -> Iterator[tuple[int, dict[str, str]]]:
    """Yields what `texts_of` does of the records that have the tokens, the highest id first; one query."""
    if connection.vendor == "postgresql":
        ids = f"SELECT unnest({MATCHING}(%s::tsquery, %s, %s, %s))"
        sql = f"SELECT record_id, text FROM {TABLE} WHERE record_id IN ({ids}) ORDER BY record_id DESC"
        found = asked(sql, [expression(wanted), limit, MAX_ID, RECORDS_PER_BLOCK])
    else:
        sql = f"SELECT rowid, text FROM {TABLE} WHERE {TABLE} MATCH %s ORDER BY rowid DESC LIMIT %s"
        found = asked(sql, [expression(wanted), limit])
    return by_field(found)


def matching_in_turn(
    choices: Sequence[TokenQuery], limit: int, *, apart: bool = False
) -> Iterator[list[int]]:
    """Yields the ids that match each of these combinations, up to the first that has `limit` of them.

    PostgreSQL is asked once, unless `apart`, and yields all as one: the way there and back takes as long as finding a
    rare word.
    """
    if connection.vendor == "postgresql" and not apart:
        sql = f"SELECT {MATCHING}_in_turn(%s::text[], %s, %s)"
        yield list(asked(sql, [[expression(wanted) for wanted in choices], limit, RECORDS_PER_BLOCK])[0][0])
        return
    for wanted in choices:
        found = matching(wanted, limit)
        yield found
        if len(found) == limit:
            return


# Records entered one after the other share a token, so that of a word that many have the newest are found without the
# others. A block holds four times as many as are ever listed.
RECORDS_PER_BLOCK = 2**12


def block_token(record_id: int) -> str:
    return f"=b{record_id // RECORDS_PER_BLOCK}"


def name_token(name: str) -> str:
    """Stands for the whole name of a recipient, as `name_of` makes it."""
    return f"=n{name}"


def award_token(commendation_id: int) -> str:
    return f"=a{commendation_id}"


def texts_of(ids: Sequence[int]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yields (id, canonical texts by field, the award's token) of the records that are in the index."""
    sql = f"SELECT {key_column()}, text FROM {TABLE} WHERE {key_column()} IN ({id_list()})"
    return by_field(asked(sql, [id_list_parameter(ids)]))


def by_field(found: Iterable[tuple[Any, ...]]) -> Iterator[tuple[int, dict[str, str]]]:
    for record_id, text in found:
        yield record_id, dict(zip(STORED, text.split(BETWEEN_FIELDS), strict=False))


def is_of_an_earlier_release() -> bool:
    """Tells whether its rows lack a field: until it is rebuilt some words are not found."""
    row = asked(f"SELECT text FROM {TABLE} LIMIT 1", [])
    return bool(row) and row[0][0].count(BETWEEN_FIELDS) + 1 != len(STORED)


NOT_OPENED = "vtable constructor failed"


def asked(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Returns the rows.

    While another process alters any table, as an upgrade or a rebuilding of the index does, FTS5 sometimes cannot open
    its own (a thousand alterations a second: one question in thirty). It always can where the schema stands still, so
    it is asked again in a transaction that has begun to read; two statements more, therefore not at once.
    """
    with connection.cursor() as cursor:
        try:
            return rows(cursor, sql, parameters)
        except OperationalError as error:
            if connection.in_atomic_block or NOT_OPENED not in str(error):
                raise
        cursor.execute("BEGIN")  # atomic() would wait for whoever writes
        try:
            rows(cursor, "SELECT 1 FROM sqlite_master LIMIT 1")
            return rows(cursor, sql, parameters)
        finally:
            cursor.execute("ROLLBACK")


def rows(cursor: CursorWrapper, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    cursor.execute(sql, parameters)
    return list(cursor.fetchall())


def key_column() -> str:
    return "record_id" if connection.vendor == "postgresql" else "rowid"


def id_list() -> str:
    """Returns the SQL of a list of ids as one parameter: how many parameters a statement may have differs."""
    is_postgresql = connection.vendor == "postgresql"
    return "SELECT unnest(%s::bigint[])" if is_postgresql else "SELECT value FROM json_each(%s)"


def id_list_parameter(ids: Sequence[int]) -> list[int] | str:
    return list(ids) if connection.vendor == "postgresql" else f"[{','.join(map(str, ids))}]"


def expression(wanted: TokenQuery) -> str:
    """Writes it in the language of FTS5, or of tsquery. Tokens have no quotes in them."""
    is_postgresql = connection.vendor == "postgresql"
    words = {"all": " & ", "any": " | "} if is_postgresql else {"all": " AND ", "any": " OR "}
    quote = "'" if is_postgresql else '"'

    def written(part: TokenQuery) -> str:
        if isinstance(part, str):
            return f"{quote}{part}{quote}"
        how, parts = part
        return written(parts[0]) if len(parts) == 1 else f"({words[how].join(map(written, parts))})"

    return written(wanted)


# --- Writing ----------------------------------------------------------------------------------------


def order_of_writing() -> str:
    """Tells how to sort many records that are written at once.

    FTS5 wants the lowest first; PostgreSQL sorts what it finds, the highest first, and is a quarter faster where it
    lies so.
    """
    return "-pk" if connection.vendor == "postgresql" else "pk"


def put(entries: Sequence[IndexEntry], table: str = TABLE) -> None:
    """Writes them in place of what the index had of these records."""
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
    write(f"DELETE FROM {table} WHERE {key_column()} = %s", [(record_id,) for record_id in ids])


def write(sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)
