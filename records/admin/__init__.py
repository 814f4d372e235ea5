"""Lets staff edit: Django's stock admin with one page for a whole record."""

from . import (
    accounts,
    audit_log,
    commendations,
    imports,
    own_site,
    pictures,
    recipients,
    records,
    rolls,
    site,
    words,
)

__all__ = [
    "accounts",
    "audit_log",
    "commendations",
    "imports",
    "own_site",
    "pictures",
    "recipients",
    "records",
    "rolls",
    "site",
    "words",
]
