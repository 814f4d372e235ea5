"""Compares what the page of a commendation said in two versions, fact with fact."""

from collections.abc import Iterator
from datetime import date

from django.utils.formats import date_format

from records.models import CommendationVersion

from .differences import Difference, Part, compared, readable

DECISION = (
    "title",
    "state",
    "name",
    "issuer",
    "decided_on",
    "document_number",
    "quota",
    "numbers",
    "link",
    "attachment",
)
ORDER = (*DECISION, "notice_from", "notice_until", "objections", "text")
LABELS = {field.name: str(field.verbose_name) for field in CommendationVersion._meta.concrete_fields}


def decision_differences(before: CommendationVersion, after: CommendationVersion) -> list[Difference]:
    """Lists every fact that one of them has, in the order of the page; of one that was not kept yet, nothing."""
    old, new = ({part.path: part for part in parts_of(one)} for one in (before, after))
    if not (before.title and after.title):
        for name in ("title", "numbers"):
            old.pop(name, None)
            new.pop(name, None)
    return [compared(old.get(name), new.get(name), set()) for name in ORDER if name in old or name in new]


def parts_of(version: CommendationVersion) -> Iterator[Part]:
    for name in ORDER:
        if said := said_of(version, name):
            yield Part(name, name, LABELS[name], said)


def said_of(version: CommendationVersion, name: str) -> str:
    value = getattr(version, name)
    if name == "state":
        return version.get_state_display()
    if name == "attachment":
        return f"{value.name}（SHA-256 {value.sha256}）" if value else ""
    if isinstance(value, date):
        return date_format(value, "Y年n月j日")
    if name == "text":
        return readable(value)
    return "" if value is None else str(value)
