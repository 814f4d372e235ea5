"""Tells which migrations wait: those that the code has and the database has not applied."""

from functools import cache

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

Name = tuple[str, str]  # app and migration


@cache
def migrations_of_the_code() -> frozenset[Name]:
    """Returns all of them, read from disk once: /readyz asks each time, and anyone may ask it."""
    return frozenset(MigrationLoader(None).graph.nodes)


def applied_migrations() -> set[Name]:
    """Raises DatabaseError. A database without tables has applied none."""
    return set(MigrationRecorder(connection).applied_migrations())


def waiting_migrations() -> frozenset[Name]:
    """Raises DatabaseError."""
    return migrations_of_the_code() - applied_migrations()
