"""The edition (版次): one integer for the whole site that rises with any change to public content.

Triggers raise it, in the transaction of the change, so that neither the admin, a command, a shell nor a bulk
update can forget to. Cost: one more row updated per changed row on SQLite, per statement on PostgreSQL.
"""

from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CheckConstraint, F, Q


class Edition(models.Model):
    is_public_content = False

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    number = models.PositiveBigIntegerField("版次", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "版次"
        constraints = [CheckConstraint(name="edition_is_one_row", condition=Q(id=1))]

    def __str__(self) -> str:
        return f"第 {self.number} 版"

    @classmethod
    def lock_for_writing(cls) -> None:
        """Lets nobody else change public content until the transaction ends.

        The triggers lock the edition at the end of each change. A writer that locks other rows too takes it
        first, or two could wait for each other for ever (PostgreSQL; SQLite has one writer anyway).
        """
        cls.objects.select_for_update().first()

    @classmethod
    def current(cls) -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT number FROM {cls._meta.db_table}")
            return int(cursor.fetchone()[0])

    @classmethod
    def bump(cls, using: str = DEFAULT_DB_ALIAS) -> None:
        """Raises it by hand, where the public sees a change that no trigger does."""
        cls.objects.using(using).update(number=F("number") + 1)


def is_public_content(model: type[models.Model]) -> bool:
    """Tells whether the public sees the model's rows, as the model itself says.

    Raises TypeError for one that says nothing: nobody would notice that its pages stay stale.
    """
    stated = getattr(model, "is_public_content", None)
    if stated is None:
        raise TypeError(f"{model.__name__} must say is_public_content = True or False: are its rows public?")
    return bool(stated)


def public_tables() -> list[str]:
    """Names the tables whose changes the public sees, in the order of the models."""
    kept = apps.get_app_config("records").get_models(include_auto_created=True)
    return [model._meta.db_table for model in kept if not model._meta.proxy and is_public_content(model)]


def sqlite_triggers(table: str) -> list[tuple[str, str]]:
    """Gives (name, statement) pairs: SQLite wants a trigger for each kind of change."""
    return [
        (
            f"{table}_{change.lower()}_raises_edition",
            f"CREATE TRIGGER IF NOT EXISTS {table}_{change.lower()}_raises_edition AFTER {change} ON {table} "
            "BEGIN UPDATE records_edition SET number = number + 1; END",
        )
        for change in ("INSERT", "UPDATE", "DELETE")
    ]


def triggers_of(table: str, connection: BaseDatabaseWrapper) -> set[str]:
    if connection.vendor == "sqlite":
        return {name for name, _ in sqlite_triggers(table)}
    return {f"{table}_raises_edition"}


def missing_triggers(using: str = DEFAULT_DB_ALIAS) -> set[str]:
    """Names those that the database lacks, as after migrations that failed: changes would not be seen then."""
    chosen = connections[using]
    wanted = {name for table in public_tables() for name in triggers_of(table, chosen)}
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if chosen.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with chosen.cursor() as cursor:
        cursor.execute(query)
        return wanted - {name for (name,) in cursor.fetchall()}


def install_sql(connection: BaseDatabaseWrapper, tables: list[str]) -> list[str]:
    if connection.vendor == "sqlite":
        return [statement for table in tables for _, statement in sqlite_triggers(table)]
    return [
        "CREATE OR REPLACE FUNCTION records_raise_edition() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN UPDATE records_edition SET number = number + 1; RETURN NULL; END $$",
        *(
            f"CREATE TRIGGER {table}_raises_edition AFTER INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION records_raise_edition()"
            for table in tables
        ),
    ]


def run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


# --- While a site that is served is migrated --------------------------------------------------------

# A statement that waits for a lock of PostgreSQL lets nobody pass, reader or not, so it gives up in time; migrated
# again in a quieter moment it goes on where it stopped.
LOCK_WAIT_SECONDS = 3


def stand_aside(using: str, plan: list[Any], **_: Any) -> None:
    """Clears the way for migrations.

    SQLite rebuilds a table to alter it, and triggers would be in the way. PostgreSQL alters it as it is: there they
    stay, and so does what they promise to the processes that serve meanwhile.
    """
    chosen = connections[using]
    if not plan:
        return
    if chosen.vendor == "sqlite":
        names = [name for table in public_tables() for name, _ in sqlite_triggers(table)]
        run(chosen, [f"DROP TRIGGER IF EXISTS {name}" for name in names])
    else:
        run(chosen, [f"SET lock_timeout = '{LOCK_WAIT_SECONDS}s'"])


def install_triggers(using: str, plan: list[Any] | None = None, **_: Any) -> None:
    """Makes the missing triggers and the one row after migrations; a migration with a plan is itself a change."""
    chosen = connections[using]
    existing = chosen.introspection.table_names()
    if Edition._meta.db_table not in existing:
        return  # migrated back to nothing
    Edition.objects.using(using).bulk_create([Edition()], ignore_conflicts=True)
    missing = missing_triggers(using)
    # Migrated back to an earlier state, the database has no table of a model that came later.
    tables = [
        table for table in public_tables() if table in existing and triggers_of(table, chosen) & missing
    ]
    run(chosen, install_sql(chosen, tables))
    if plan or tables:
        # Behind the triggers: what changed without one shows now, and what changes from here on has one.
        Edition.bump(using)
    if plan and chosen.vendor == "postgresql":
        run(chosen, ["RESET lock_timeout"])
