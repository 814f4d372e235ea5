"""Tells the log what the pages of commendations say: each change of a decision, in the transaction of the change."""

import secrets
from collections.abc import Collection, Iterable, Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery

from records.models import Commendation, DecisionSeal, Edition, LoggedCommendation, Record, RollGroup
from records.models.commendations import CommendationQuerySet

from .canonical import decision_form, decision_of, fingerprint, is_said
from .entering import Told, add, written

COMMENDATIONS_AT_ONCE = 500


def tell_of_decisions(ids: Iterable[int]) -> None:
    """Tells what the pages of these commendations say otherwise than the log last said, and whether they are there;
    what a page says is sealed on the way. The caller holds the edition's lock.
    """
    listed = sorted(set(ids))
    for start in range(0, len(listed), COMMENDATIONS_AT_ONCE):
        tell_of_some(listed[start : start + COMMENDATIONS_AT_ONCE])


def tell_of_some(ids: Sequence[int]) -> None:
    known = LoggedCommendation.objects.in_bulk(ids)
    public = {row.pk: row for row in with_numbers(Commendation.objects.public().filter(pk__in=ids))}
    last = newest_seals(known)
    new = {
        pk: seal_of(row, known[pk].decision + 1 if pk in known else 1)
        for pk, row in public.items()
        if pk not in last or not is_said(last[pk], row)
    }
    shown = [new.get(pk) or last[pk] for pk in public if pk in new or not known[pk].is_public]
    gone = [before for pk, before in known.items() if before.is_public and pk not in public]
    if not shown and not gone:
        return
    first = add([*map(decided, shown), *({"kind": "hidden", "commendation": one.pk} for one in gone)])
    for index, seal in enumerate(shown, first):
        if seal.commendation_id in new:
            seal.entry = index
    DecisionSeal.objects.bulk_create(new.values())
    LoggedCommendation.objects.bulk_create(
        [
            *(state_of(seal.commendation_id, seal.number, is_public=True) for seal in shown),
            *(state_of(before.pk, before.decision, is_public=False) for before in gone),
        ],
        update_conflicts=True,
        unique_fields=["commendation_id"],
        update_fields=["decision", "is_public"],
    )


def state_of(commendation: int, decision: int, *, is_public: bool) -> LoggedCommendation:
    return LoggedCommendation(commendation_id=commendation, decision=decision, is_public=is_public)


def with_numbers(rows: CommendationQuerySet) -> list[Commendation]:
    """Reads them with the numbers of all their groups: one query for these."""
    read = list(rows.select_related("category", "attachment"))
    groups = RollGroup.objects.filter(commendation__in=read).exclude(quota=None).order_by("position", "pk")
    stated: dict[int, list[str]] = {row.pk: [] for row in read}
    for pk, path, quota in groups.values_list("commendation", "path", "quota"):
        stated[pk].append(f"{path}：{quota}")
    for row in read:
        row.numbers = "\n".join(stated[row.pk])
    return read


def newest_seals(ids: Iterable[int]) -> dict[int, DecisionSeal]:
    """Returns the last of each of these commendations that has one."""
    told = LoggedCommendation.objects.filter(pk=OuterRef("commendation")).values("decision")
    last = DecisionSeal.objects.filter(commendation__in=list(ids), number=Subquery(told))
    return {seal.commendation_id: seal for seal in last}


def seal_of(commendation: Commendation, number: int) -> DecisionSeal:
    facts = written(decision_of(commendation))
    seal = DecisionSeal(commendation=commendation, number=number, salt=secrets.token_hex(16), facts=facts)
    seal.fingerprint = fingerprint(decision_form(seal))
    return seal


def decided(seal: DecisionSeal) -> Told:
    return {
        "kind": "decided",
        "commendation": seal.commendation_id,
        "decision": seal.number,
        "hash": seal.fingerprint,
    }


def replayed_decisions(told: Iterable[Told]) -> list[LoggedCommendation]:
    """Returns what the log said last of each commendation, from all its entries."""
    found: dict[int, LoggedCommendation] = {}
    for one in told:
        if one["kind"] == "decided":
            pk = one["commendation"]
            found[pk] = state_of(pk, one["decision"], is_public=True)
        elif one["kind"] == "hidden":
            found[one["commendation"]].is_public = False
    return list(found.values())


# --- Pages that come and go ---------------------------------------------------------------------------


def tell_of_changed_pages(records: Collection[Record]) -> None:
    """Tells of the commendations whose page came with these records, or went with the last of them; one query where
    there is none."""
    shown = {record.commendation_id for record in records if record.is_public}
    left = {record.commendation_id for record in records if not record.is_public}
    if not records:
        return
    known = LoggedCommendation.objects.filter(pk__in=shown | left, is_public=True)
    logged = set(known.values_list("pk", flat=True))
    tell_of_decisions((shown - logged) | (left & logged))


def tell_of_due_pages() -> bool:
    """Tells of those that came or went and nobody told: a 公示 begins at midnight, a record moves to another
    commendation, and before there was a log all were there. What pages say is not compared: a text that was changed
    past the site is never sealed by itself. Returns whether there may be more.
    """
    known = LoggedCommendation.objects.filter(is_public=True)
    public = Commendation.objects.public()
    came = public.exclude(Exists(known.filter(pk=OuterRef("pk")))).order_by("pk")
    went = known.exclude(Exists(public.filter(pk=OuterRef("pk")))).order_by("pk")
    ids = [
        pk for rows in (came, went) for pk in rows.values_list("pk", flat=True)[: COMMENDATIONS_AT_ONCE + 1]
    ]
    if ids:
        with transaction.atomic():
            Edition.lock_for_writing()
            tell_of_decisions(ids[:COMMENDATIONS_AT_ONCE])
    return len(ids) > COMMENDATIONS_AT_ONCE
