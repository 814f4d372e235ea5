"""Has the database itself refuse every change of the audit log but a new line, and the pruning of old months.

Like the edition's triggers they are made after migrations, and stand aside while tables are altered.
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from .audit import AuditEntry, AuditHead, PrunedMonth
from .edition import run

ENTRIES, HEAD, PRUNED = (model._meta.db_table for model in (AuditEntry, AuditHead, PrunedMonth))
# A month may go when so many have ended since. AUDIT_MONTHS can only ask for more.
LEAST_MONTHS = settings.LEAST_AUDIT_MONTHS
REFUSAL = "the audit log is append-only"

# A line comes after the last one. SQLite's INSERT OR REPLACE would put another in its place and fire no trigger of
# DELETE, so there the rows of the other tables are guarded the same way.
COMES_LATE = f"NEW.number <= (SELECT number FROM {HEAD})"

# (table, change, when it is refused), in words of each database.
SQLITE_RULES = [
    (ENTRIES, "INSERT", COMES_LATE),
    (ENTRIES, "UPDATE", "1"),
    (ENTRIES, "DELETE", f"NOT EXISTS (SELECT 1 FROM {PRUNED} WHERE month = OLD.month)"),
    (HEAD, "INSERT", f"EXISTS (SELECT 1 FROM {HEAD})"),
    (HEAD, "UPDATE", "NEW.number <= OLD.number"),
    (HEAD, "DELETE", "1"),
    (
        *(PRUNED, "INSERT"),
        f"NEW.month >= strftime('%Y-%m', 'now', 'start of month', '-{LEAST_MONTHS} months') "
        f"OR EXISTS (SELECT 1 FROM {PRUNED} WHERE month = NEW.month)",
    ),
    (PRUNED, "UPDATE", "1"),
    (PRUNED, "DELETE", "1"),
]
POSTGRESQL_RULES = [
    (ENTRIES, "INSERT", COMES_LATE),
    (ENTRIES, "UPDATE", "true"),
    (ENTRIES, "DELETE", f"NOT EXISTS (SELECT 1 FROM {PRUNED} WHERE month = OLD.month)"),
    (HEAD, "UPDATE", "NEW.number <= OLD.number"),
    (HEAD, "DELETE", "true"),
    (
        *(PRUNED, "INSERT"),
        "NEW.month >= to_char(date_trunc('month', now() AT TIME ZONE 'UTC') "
        f"- interval '{LEAST_MONTHS} months', 'YYYY-MM')",
    ),
    (PRUNED, "UPDATE", "true"),
    (PRUNED, "DELETE", "true"),
]


def trigger_name(table: str, change: str) -> str:
    return f"{table}_{change.lower()}_guarded"


def names(vendor: str) -> set[str]:
    if vendor == "sqlite":
        return {trigger_name(table, change) for table, change, _ in SQLITE_RULES}
    truncated = {trigger_name(table, "TRUNCATE") for table in (ENTRIES, HEAD, PRUNED)}
    return truncated | {trigger_name(table, change) for table, change, _ in POSTGRESQL_RULES}


def sqlite_sql() -> Iterator[str]:
    for table, change, refused in SQLITE_RULES:
        yield (
            f"CREATE TRIGGER IF NOT EXISTS {trigger_name(table, change)} BEFORE {change} ON {table} "
            f"WHEN {refused} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )


def postgresql_sql(missing: set[str]) -> Iterator[str]:
    """Gives the functions anew, and the triggers that are missing: to make one again would wait for all who write."""
    refuse = f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'"
    for table, change, refused in POSTGRESQL_RULES:
        name, row = trigger_name(table, change), "OLD" if change == "DELETE" else "NEW"
        yield (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF {refused} THEN {refuse}; END IF; RETURN {row}; END $$"
        )
        if name in missing:
            yield f"CREATE TRIGGER {name} BEFORE {change} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    yield (
        "CREATE OR REPLACE FUNCTION records_truncate_guarded() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {refuse}; END $$"
    )
    for table in (ENTRIES, HEAD, PRUNED):
        name = trigger_name(table, "TRUNCATE")
        if name in missing:
            yield (
                f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION records_truncate_guarded()"
            )


def missing_guards(using: str = DEFAULT_DB_ALIAS) -> set[str]:
    """Names those that the database lacks: without them lines could be changed."""
    chosen = connections[using]
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if chosen.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    )
    with chosen.cursor() as cursor:
        cursor.execute(query)
        return names(chosen.vendor) - {name for (name,) in cursor.fetchall()}


def drop_sql(chosen: BaseDatabaseWrapper) -> list[str]:
    if chosen.vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for name in sorted(names("sqlite"))]
    functions = [trigger_name(table, change) for table, change, _ in POSTGRESQL_RULES]
    return [f"DROP FUNCTION IF EXISTS {name}() CASCADE" for name in (*functions, "records_truncate_guarded")]


def drop_guards(using: str, plan: list[Any], **_: Any) -> None:
    """Clears the way for migrations, as `edition.stand_aside` does: PostgreSQL's stay, and guard meanwhile."""
    if plan and connections[using].vendor == "sqlite":
        run(connections[using], drop_sql(connections[using]))


def install_guards(using: str, **_: Any) -> None:
    """Makes the triggers and the end of the chain after migrations."""
    chosen = connections[using]
    if not {ENTRIES, HEAD, PRUNED} <= set(chosen.introspection.table_names()):
        return  # migrated back to before there was a log
    if not AuditHead.objects.using(using).exists():
        AuditHead.objects.using(using).bulk_create([AuditHead()], ignore_conflicts=True)
    statements = sqlite_sql() if chosen.vendor == "sqlite" else postgresql_sql(missing_guards(using))
    run(chosen, list(statements))
