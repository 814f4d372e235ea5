"""Adds lines to the audit log, in the transaction of the act: neither is there without the other.

The end of the chain is locked until that transaction ends. So an act is recorded last, when all that it locks is
locked (the edition first of all): two who act at once then wait for each other in the same order.
"""

import json
import logging
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache, partial
from typing import Any, NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.db import connections, transaction
from django.db.models import Model
from django.utils import timezone

from records.models.audit import Act, AuditEntry, AuditHead

from .actors import Actor, current_actor

logger = logging.getLogger("records.audit")

# [before, after] by field; None stands for what was not there.
Changes = Mapping[str, tuple[Any, Any]]
# In the log, which others read too, names and addresses of these are masked: a password may have been typed as name.
MASKED = {Act.SIGN_IN_FAILED, Act.SIGN_IN_FAILURES_COUNTED, Act.LOCKED}

# Controls beyond ASCII, ends of lines, and signs that turn the direction of what follows. JSON takes all of them raw.
UNSEEN = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


class Subject(NamedTuple):
    """Names an object, as it was when that was asked: a deleted one has no id any more."""

    type: str = ""
    id: str = ""
    text: str = ""


def subject_of(row: Model) -> Subject:
    return Subject(row._meta.label_lower, str(row.pk), str(row))


def record_act(
    act: Act,
    *,
    on: Model | Subject | None = None,
    changes: Changes | None = None,
    detail: str = "",
    by: AbstractBaseUser | None = None,
    who: str = "",
) -> AuditEntry:
    """Adds one line; call it last in the transaction of the act.

    `changes` holds (before, after) by field. `by` is the account that acts where the request does not know it (or
    not yet); `who` names one without an account, as a refused sign-in does. Outside a transaction the line is one
    of its own, as it must be for what was refused.
    """
    return add_lines([new_line(act, on=on, changes=changes, detail=detail, by=by, who=who)])[0]


def new_line(
    act: Act,
    *,
    on: Model | Subject | None = None,
    changes: Changes | None = None,
    detail: str = "",
    by: AbstractBaseUser | None = None,
    who: str = "",
    actor: Actor | None = None,
) -> AuditEntry:
    """Makes a line that `add_lines` gives its place, for those who have many."""
    actor = actor or current_actor(by)
    subject = on if isinstance(on, Subject) else subject_of(on) if on is not None else Subject()
    return AuditEntry(
        act=act.value,
        user=actor.user,
        who=fitting("who", who or actor.who),
        command=fitting("command", actor.command),
        address=fitting("address", actor.address),
        request_id=fitting("request_id", actor.request_id),
        object_type=fitting("object_type", subject.type),
        object_id=fitting("object_id", subject.id),
        object_text=fitting("object_text", subject.text),
        changes=json.dumps(plain(changes), ensure_ascii=False) if changes else "",
        detail=storable(detail),
    )


@transaction.atomic(savepoint=False)
def add_lines(lines: Sequence[AuditEntry]) -> Sequence[AuditEntry]:
    """Chains the lines to the last one, in their order, and stores them: three statements for all."""
    if not lines:
        return lines
    head = AuditHead.objects.select_for_update().get()
    for line in lines:
        # Asked behind the lock: time goes the way of the numbers, unless the clock is set back.
        line.at = timezone.now()
        line.month = head.month = max(head.month, f"{timezone.localtime(line.at):%Y-%m}")
        line.number, line.previous = head.number + 1, head.hash
        line.hash = line.computed_hash()
        head.number, head.hash = line.number, line.hash
    AuditEntry.objects.bulk_create(lines)
    head.save()
    transaction.on_commit(partial(write_to_log, lines))
    return lines


def tell_migrated(using: str, plan: Sequence[Any] | None = None, **_: Any) -> None:
    """Writes what migrations were applied, or taken back to; the log itself may be gone then."""
    if plan and AuditEntry._meta.db_table in connections[using].introspection.table_names():
        record_act(Act.MIGRATED, detail=" ".join(f"{migration}" for migration, _ in plan))


# --- Values that every database keeps as they are ------------------------------------------------------


def plain(value: Any) -> Any:
    """Turns a value into one that JSON has; what it has none for becomes text."""
    if isinstance(value, Mapping):
        return {storable(str(name)): plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(one) for one in value]
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, datetime) and value.tzinfo:
        value = timezone.localtime(value)
    return storable(value.isoformat() if isinstance(value, date) else str(value))


def storable(text: str) -> str:
    """Takes out what PostgreSQL cannot store: NUL, and halves of surrogate pairs."""
    return text.replace("\0", "�").encode("utf-8", "replace").decode("utf-8")


def fitting(field: str, text: str) -> str:
    return storable(text)[: longest(field)]


@cache
def longest(field: str) -> int:
    most: int = AuditEntry._meta.get_field(field).max_length  # type: ignore[union-attr, assignment]
    return most


# --- The second copy ------------------------------------------------------------------------------------


def write_to_log(lines: Sequence[AuditEntry]) -> None:
    for line in lines:
        logger.info(json_line(masked(line)))


def json_line(line: dict[str, Any]) -> str:
    """Writes JSON that stays one line wherever it is shown: what would break or turn it is escaped."""
    return UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(line, ensure_ascii=False))


def masked(line: AuditEntry) -> dict[str, Any]:
    shown = line.as_json()
    if line.act in MASKED:
        shown |= {"who": mask(line.who), "address": mask(line.address), "object_text": mask(line.object_text)}
        shown["detail"] = ""
    return shown


def mask(text: str) -> str:
    return f"{text[:1]}***" if text else ""
