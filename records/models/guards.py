"""Has the database itself refuse what nobody may do: to change a line of the audit log, or a version that was public.

Of the audit log only the pruning of old months is let through; of a public version only that it is withheld, or that
its texts are erased, which leaves its number and dates. And no version goes over to another record. Like the edition's
triggers the guards are made after migrations, and stand aside while tables are altered.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from .audit import AuditEntry, AuditHead, PrunedMonth
from .edition import run
from .figures import Figure
from .records import Record
from .rolls import CommendationVersion
from .transparency import DayTotals, DecisionSeal, LogHead, LogLeaf, NamesSeal, VersionSeal
from .versions import CONTENT, Measure, Section, Version

ENTRIES, HEAD, PRUNED = (model._meta.db_table for model in (AuditEntry, AuditHead, PrunedMonth))
RECORDS, VERSIONS, SECTIONS, MEASURES, FIGURES = (
    model._meta.db_table for model in (Record, Version, Section, Measure, Figure)
)
DECISIONS = CommendationVersion._meta.db_table
# A month may go when so many have ended since. AUDIT_MONTHS can only ask for more.
LEAST_MONTHS = settings.LEAST_AUDIT_MONTHS
LOG_REFUSAL = "the audit log is append-only"
PUBLIC_LOG, HEADS, SEALED, NAMED, DECIDED, TOTALS = (
    model._meta.db_table for model in (LogLeaf, LogHead, VersionSeal, NamesSeal, DecisionSeal, DayTotals)
)
SEAL_REFUSAL = "a version that was public cannot be changed"
PUBLIC_LOG_REFUSAL = "the public log only grows"
OWNER_REFUSAL = "a version belongs to its record"


class Rule(NamedTuple):
    """`refused` is a condition on OLD and NEW in words of the database."""

    table: str
    change: str
    refused: str
    refusal: str = LOG_REFUSAL
    state: str = "guarded"  # ends the trigger's name: a change may have two

    @property
    def trigger(self) -> str:
        return trigger_name(self.table, self.change, self.state)


# --- The audit log ----------------------------------------------------------------------------------

# A line comes after the last one. SQLite's INSERT OR REPLACE would put another in its place and fire no trigger of
# DELETE, so there the rows of the other tables are guarded the same way.
COMES_LATE = f"NEW.number <= (SELECT number FROM {HEAD})"
NOT_PRUNED = f"NOT EXISTS (SELECT 1 FROM {PRUNED} WHERE month = OLD.month)"
LOG = {
    "sqlite": [
        Rule(ENTRIES, "INSERT", COMES_LATE),
        Rule(ENTRIES, "UPDATE", "1"),
        Rule(ENTRIES, "DELETE", NOT_PRUNED),
        Rule(HEAD, "INSERT", f"EXISTS (SELECT 1 FROM {HEAD})"),
        Rule(HEAD, "UPDATE", "NEW.number <= OLD.number"),
        Rule(HEAD, "DELETE", "1"),
        Rule(
            PRUNED,
            "INSERT",
            f"NEW.month >= strftime('%Y-%m', 'now', 'start of month', '-{LEAST_MONTHS} months') "
            f"OR EXISTS (SELECT 1 FROM {PRUNED} WHERE month = NEW.month)",
        ),
        Rule(PRUNED, "UPDATE", "1"),
        Rule(PRUNED, "DELETE", "1"),
    ],
    "postgresql": [
        Rule(ENTRIES, "INSERT", COMES_LATE),
        Rule(ENTRIES, "UPDATE", "true"),
        Rule(ENTRIES, "DELETE", NOT_PRUNED),
        Rule(HEAD, "UPDATE", "NEW.number <= OLD.number"),
        Rule(HEAD, "DELETE", "true"),
        Rule(
            PRUNED,
            "INSERT",
            "NEW.month >= to_char(date_trunc('month', now() AT TIME ZONE 'UTC') "
            f"- interval '{LEAST_MONTHS} months', 'YYYY-MM')",
        ),
        Rule(PRUNED, "UPDATE", "true"),
        Rule(PRUNED, "DELETE", "true"),
    ],
}

# --- Versions ---------------------------------------------------------------------------------------

# On SQLite each rule looks, too, for what REPLACE would put aside: a row of the same id or number. On PostgreSQL
# nothing is put aside but by an UPDATE or DELETE.

# The clock itself: PostgreSQL's now() stands still within a transaction.
NOW = {"sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now')", "postgresql": "clock_timestamp()"}
DIFFERS = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}
MAY_FOLLOW = {"withheld_at", "withheld_reason", "erased_at", "erased_reason", "erased_hash"}


def seals(vendor: str) -> list[Rule]:
    """Lists the rules that keep a public version as it is, and all its rows."""
    now, differs = NOW[vendor], DIFFERS[vendor]
    columns = {field.name: field.column or field.name for field in Version._meta.concrete_fields}
    fixed = changed([columns[name] for name in columns.keys() - MAY_FOLLOW - {*CONTENT, "original"}], differs)
    # What it was read from may be handed in later, when it was not kept at the time; another it never becomes.
    original = columns["original"]
    reread = f"(OLD.{original} IS NOT NULL AND {changed([original], differs)})"
    content = f"({changed([columns[name] for name in CONTENT], differs)} OR {reread})"
    erasure = changed([columns[name] for name in MAY_FOLLOW if name.startswith("erased")], differs)
    erases = "(OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL)"
    replaces = vendor == "sqlite"  # as above
    same_number = "record_id = NEW.record_id AND number = NEW.number"
    in_the_way = f"EXISTS (SELECT 1 FROM {VERSIONS} WHERE ({{row}}) AND public_from <= {now})"
    taken = in_the_way.format(row=f"id = NEW.id OR {same_number}")
    number_taken = in_the_way.format(row=f"id <> OLD.id AND {same_number}")
    rewritten = f"OLD.public_from <= {now} AND ({fixed} OR ({content} OR {erasure}) AND NOT {erases})"
    rules = [
        *([(VERSIONS, "INSERT", taken)] if replaces else []),
        (VERSIONS, "UPDATE", f"{rewritten} OR {number_taken}" if replaces else rewritten),
        (VERSIONS, "DELETE", f"OLD.public_from <= {now}"),
    ]
    for table, version in (
        (SECTIONS, "{row}.version_id"),
        (MEASURES, f"(SELECT version_id FROM {SECTIONS} WHERE id = {{row}}.section_id)"),
        (FIGURES, "{row}.version_id"),
    ):
        sealed = f"EXISTS (SELECT 1 FROM {VERSIONS} WHERE id = {version} AND public_from <= {now}"
        was, will_be = sealed.format(row="OLD"), sealed.format(row="NEW")
        its_id = (
            f"EXISTS (SELECT 1 FROM {table} AS taken WHERE id = NEW.id AND {sealed.format(row='taken')}))"
        )
        joins = f"{will_be}) OR {its_id}" if replaces else f"{will_be})"
        rules += [
            (table, "INSERT", joins),
            (table, "UPDATE", f"{was}) OR {joins}"),
            (table, "DELETE", f"{was} AND erased_at IS NULL)"),
        ]
    # One of a commendation's page: nothing of it changes.
    same = "(id = NEW.id OR commendation_id = NEW.commendation_id AND number = NEW.number)"
    taken = f"EXISTS (SELECT 1 FROM {DECISIONS} WHERE {same} AND public_from <= {now})"
    rules += [
        *([(DECISIONS, "INSERT", taken)] if replaces else []),
        (DECISIONS, "UPDATE", f"OLD.public_from <= {now}"),
        (DECISIONS, "DELETE", f"OLD.public_from <= {now}"),
    ]
    return [Rule(*rule, SEAL_REFUSAL) for rule in rules]


def changed(columns: list[str], differs: str) -> str:
    return "(" + " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in sorted(columns)) + ")"


SEALS = {vendor: seals(vendor) for vendor in NOW}


def owners(vendor: str) -> list[Rule]:
    """Lists the rules that keep a version with its record, public or not.

    A record may name a version that is not there yet, as while an archive is read.
    """
    moved = changed(["id", "live_id", "working_id"], DIFFERS[vendor])
    foreign = (
        f"EXISTS (SELECT 1 FROM {VERSIONS} WHERE id IN (NEW.live_id, NEW.working_id) AND record_id <> NEW.id)"
    )
    rules = [
        (RECORDS, "INSERT", foreign),
        (RECORDS, "UPDATE", f"{moved} AND {foreign}"),
        (VERSIONS, "UPDATE", changed(["id", "record_id"], DIFFERS[vendor])),
    ]
    return [Rule(*rule, OWNER_REFUSAL, "owned") for rule in rules]


OWNERS = {vendor: owners(vendor) for vendor in NOW}

# --- The public log -----------------------------------------------------------------------------------


def public_log(vendor: str) -> list[Rule]:
    """Lists the rules that let the log only grow, and of a seal only be forgotten what an erased text would tell."""
    yes = "1" if vendor == "sqlite" else "true"
    differs = DIFFERS[vendor]
    follows = f'NEW."index" <> COALESCE((SELECT MAX("index") + 1 FROM {PUBLIC_LOG}), 0)'
    there = "EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})"
    forgotten = "NEW.salt = '' AND NEW.facts = ''"
    kept = changed(["version_id", "fingerprint"], differs)
    name_kept = changed(["id", "record_id", "number", "version", "fingerprint"], differs)
    decision_kept = changed(["id", "commendation_id", "number", "entry", "fingerprint"], differs)
    other_root = f"NEW.size = OLD.size AND NEW.root {differs} OLD.root"
    rules = [
        (PUBLIC_LOG, "INSERT", follows),
        (PUBLIC_LOG, "UPDATE", yes),
        (PUBLIC_LOG, "DELETE", yes),
        (HEADS, "UPDATE", f"OLD.stamp IS NOT NULL OR NEW.size < OLD.size OR {other_root}"),
        (HEADS, "DELETE", yes),
        (TOTALS, "UPDATE", yes),
        (TOTALS, "DELETE", yes),
        (SEALED, "UPDATE", f"{kept} OR NOT ({forgotten})"),
        (SEALED, "DELETE", yes),
        (NAMED, "UPDATE", f"{name_kept} OR NOT ({forgotten})"),
        (NAMED, "DELETE", yes),
        (DECIDED, "UPDATE", f"{decision_kept} OR NOT ({forgotten})"),
        (DECIDED, "DELETE", yes),
    ]
    if vendor == "sqlite":  # INSERT OR REPLACE, as above
        rules += [
            (table, "INSERT", there.format(table=table, key=key))
            for table, key in ((HEADS, "day"), (TOTALS, "date"), (SEALED, "version_id"), (NAMED, "id"))
        ]
        same = "id = NEW.id OR commendation_id = NEW.commendation_id AND number = NEW.number"
        rules.append((DECIDED, "INSERT", f"EXISTS (SELECT 1 FROM {DECIDED} WHERE {same})"))
    return [Rule(*rule, PUBLIC_LOG_REFUSAL) for rule in rules]


PUBLIC_LOGS = {vendor: public_log(vendor) for vendor in NOW}

# --- Making them ------------------------------------------------------------------------------------


def trigger_name(table: str, change: str, state: str = "guarded") -> str:
    return f"{table}_{change.lower()}_{state}"


def rules_of(vendor: str) -> list[Rule]:
    return [*LOG[vendor], *SEALS[vendor], *OWNERS[vendor], *PUBLIC_LOGS[vendor]]


def truncations(rules: list[Rule]) -> dict[str, str]:
    """Gives the refusal by table, for PostgreSQL, which empties a table without a look at its rows."""
    return {rule.table: rule.refusal for rule in rules if rule.change == "DELETE"}


def names(vendor: str) -> set[str]:
    rules = rules_of(vendor)
    emptied = truncations(rules) if vendor == "postgresql" else {}
    return {rule.trigger for rule in rules} | {trigger_name(table, "TRUNCATE") for table in emptied}


def sqlite_trigger(rule: Rule) -> str:
    """Gives the statement as SQLite keeps it, by which one of an earlier release is told."""
    return (
        f"CREATE TRIGGER {rule.trigger} BEFORE {rule.change} ON {rule.table} "
        f"WHEN {rule.refused} BEGIN SELECT RAISE(ABORT, '{rule.refusal}'); END"
    )


def sqlite_sql(rules: list[Rule], missing: set[str]) -> Iterator[str]:
    for rule in rules:
        if rule.trigger in missing:
            yield f"DROP TRIGGER IF EXISTS {rule.trigger}"
            yield sqlite_trigger(rule)


def postgresql_sql(rules: list[Rule], missing: set[str]) -> Iterator[str]:
    """Gives the functions anew, and the triggers that are missing: to make one again would wait for all who write."""
    for rule in rules:
        name, row = rule.trigger, "OLD" if rule.change == "DELETE" else "NEW"
        yield (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF {rule.refused} THEN {refuse(rule.refusal)}; END IF; RETURN {row}; END $$"
        )
        if name in missing:
            yield (
                f"CREATE TRIGGER {name} BEFORE {rule.change} ON {rule.table} "
                f"FOR EACH ROW EXECUTE FUNCTION {name}()"
            )
    for table, refusal in truncations(rules).items():
        name = trigger_name(table, "TRUNCATE")
        yield (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {refuse(refusal)}; END $$"
        )
        if name in missing:
            yield (
                f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
            )


def refuse(refusal: str) -> str:
    return f"RAISE EXCEPTION '{refusal}' USING ERRCODE = 'integrity_constraint_violation'"


def missing_guards(using: str = DEFAULT_DB_ALIAS) -> set[str]:
    """Names those that the database lacks, or has otherwise: without them lines could be changed."""
    chosen = connections[using]
    with chosen.cursor() as cursor:
        if chosen.vendor == "sqlite":
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")
            made = {sql for (sql,) in cursor.fetchall()}
            return {rule.trigger for rule in rules_of("sqlite") if sqlite_trigger(rule) not in made}
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
        return names(chosen.vendor) - {name for (name,) in cursor.fetchall()}


def drop_sql(chosen: BaseDatabaseWrapper) -> list[str]:
    if chosen.vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for name in sorted(names("sqlite"))]
    # The function of earlier releases, one for all tables, goes with its triggers.
    functions = [*names("postgresql"), "records_truncate_guarded"]
    return [f"DROP FUNCTION IF EXISTS {name}() CASCADE" for name in functions]


def drop_guards(using: str, plan: list[Any], **_: Any) -> None:
    """Clears the way for migrations, as `edition.stand_aside` does: PostgreSQL's stay, and guard meanwhile."""
    if plan and connections[using].vendor == "sqlite":
        run(connections[using], drop_sql(connections[using]))


def install_guards(using: str, **_: Any) -> None:
    """Makes the triggers and the end of the chain after migrations."""
    chosen = connections[using]
    existing = set(chosen.introspection.table_names())
    if HEAD not in existing:
        return  # migrated back to before there was a log
    if not AuditHead.objects.using(using).exists():
        AuditHead.objects.using(using).bulk_create([AuditHead()], ignore_conflicts=True)
    kept = [
        rule
        for rule in rules_of(chosen.vendor)
        if rule.table in existing and (rule.refusal == LOG_REFUSAL or VERSIONS in existing)
    ]
    made_by = sqlite_sql if chosen.vendor == "sqlite" else postgresql_sql
    run(chosen, list(made_by(kept, missing_guards(using))))
