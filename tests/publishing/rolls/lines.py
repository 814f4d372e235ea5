"""Entries of a roll for tests, with what none of them is about left out."""

from typing import Any

from django.contrib.auth.models import Permission, User

from records.models import Commendation, RollEntry
from records.publishing.rolls import SavedRoll, save_roll
from records.rolls.document import Entry


def person(name: str, post: str = "", order: int = 1, **fields: Any) -> Entry:
    given: dict[str, Any] = {"printed": name, "kind": "person", "post": post, "order": order} | fields
    return Entry(name, **given)


def organization(name: str, order: int = 1, **fields: Any) -> Entry:
    return person(name, order=order, **{"kind": "organization"} | fields)


def saved(commendation: Commendation, *entries: Entry, by: Any = None, **how: Any) -> SavedRoll:
    return save_roll(commendation, entries, by=by, **{"name": "名单.xlsx"} | how)


def names(commendation: Commendation) -> list[str]:
    return list(RollEntry.objects.filter(commendation=commendation).values_list("name", flat=True))


def account(*rights: str) -> User:
    user = User.objects.create_user("-".join(["editor", *rights]), last_name="张", first_name="三")
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return User.objects.get(pk=user.pk)
