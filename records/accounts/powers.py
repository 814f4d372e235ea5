"""Compares accounts by what they may do: nobody gives, or takes over, more than he has himself."""

from typing import Any

from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q, QuerySet


def permissions_of(account: Any) -> QuerySet[Permission]:
    """Returns all that the account may do, or could do as soon as it is active again."""
    everything = Permission.objects.all()
    if account.is_superuser:
        return everything
    held = Q(pk__in=account.user_permissions.values("pk")) | Q(group__in=account.groups.all())
    return everything.filter(pk__in=Permission.objects.filter(held).values("pk"))


def is_within(account: User, actor: Any) -> bool:
    """Tells whether the actor may do all that the account may."""
    if actor.is_superuser:
        return True
    beyond = permissions_of(account).exclude(pk__in=permissions_of(actor).values("pk"))
    return not account.is_superuser and not beyond.exists()


def groups_within(actor: Any) -> QuerySet[Group]:
    """Returns the groups that the actor may put others into."""
    beyond = Permission.objects.exclude(pk__in=permissions_of(actor).values("pk"))
    return Group.objects.exclude(permissions__in=beyond)
