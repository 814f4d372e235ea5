"""Hears of what becomes of accounts and groups, wherever it is done: on a page, by a command, in a shell.

Signals tell of it, so nobody needs to remember to. Cost: one query more for each account that is saved.
"""

from collections.abc import Iterable
from typing import Any

from axes.signals import user_locked_out
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models import Model, ProtectedError
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from django.http import HttpRequest

from records.http.client_address import client_address
from records.models import AuditEntry, ImportBatch
from records.models.audit import Act

from .comparing import difference, field_values
from .failures import failed_sign_ins
from .recording import record_act, subject_of

# Never the password, nor the moment of the last sign-in, which has lines of its own.
LEFT_OUT = {"id", "password", "last_login"}
# Of each relation its two sides: how the manager is named, and what it is called.
RELATIONS: dict[Any, tuple[tuple[str, str], tuple[str, str]]] = {
    User.groups.through: (("groups", "所属组"), ("user_set", "成员")),
    User.user_permissions.through: (("user_permissions", "用户权限"), ("user_set", "有此权限的用户")),
    Group.permissions.through: (("permissions", "权限"), ("group_set", "有此权限的组")),
}
ACTED = "这个账号有过操作，不能删除，否则日志里的人就无从查起。请改为停用：打开账号，取消“有效”，再保存。"


def has_acted(user: Any) -> bool:
    return (
        AuditEntry.objects.filter(user=user).exists()
        or LogEntry.objects.filter(user=user).exists()
        or ImportBatch.objects.filter(by=user).exists()
    )


# --- Signing in and out -------------------------------------------------------------------------------


@receiver(user_logged_in)
def signed_in(sender: Any, user: Any, **_: Any) -> None:
    failed_sign_ins.tell_due()
    record_act(Act.SIGNED_IN, by=user)


@receiver(user_logged_out)
def signed_out(sender: Any, user: Any, **_: Any) -> None:
    if user is not None:
        record_act(Act.SIGNED_OUT, by=user)


@receiver(user_login_failed)
def sign_in_failed(
    sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any
) -> None:
    name = str(credentials.get("username") or "")
    address = client_address(request) if request else ""
    failed_sign_ins.add(name, address, is_locked=is_locked_already(request))


@receiver(user_locked_out)
def locked_out(sender: Any, request: Any, username: str, **_: Any) -> None:
    """Hears of it once, before it hears of the guess with which the lock falls."""
    request.lock_fell = True
    record_act(Act.LOCKED, who=username or "", detail="登录失败的次数太多，暂时锁定。")


def is_locked_already(request: HttpRequest | None) -> bool:
    """Tells whether the password was not looked at any more."""
    return getattr(request, "axes_locked_out", False) and not getattr(request, "lock_fell", False)


# --- Accounts and groups ------------------------------------------------------------------------------


@receiver(pre_save, sender=User)
@receiver(pre_save, sender=Group)
def before_saving(sender: type[Model], instance: Any, update_fields: Any = None, **_: Any) -> None:
    instance.audited_before, instance.could_sign_in = {}, None
    if instance.pk and set(update_fields or ()) != {"last_login"}:
        stored: Any = sender._default_manager.filter(pk=instance.pk).first()
        instance.audited_before = field_values(stored, LEFT_OUT) if stored else {}
        instance.could_sign_in = has_password(stored)


@receiver(post_save, sender=User)
@receiver(post_save, sender=Group)
def after_saving(
    sender: type[Model], instance: Any, created: bool, update_fields: Any = None, **_: Any
) -> None:
    if set(update_fields or ()) == {"last_login"}:
        return
    changes = difference(instance.audited_before, field_values(instance, LEFT_OUT))
    if created:
        record_act(Act.ADDED, on=instance, changes=changes)
        return
    if changes:
        record_act(Act.CHANGED, on=instance, changes=changes)
    # Set by set_password() alone: a hash that is only renewed at a sign-in is no change.
    if getattr(instance, "_password", None) is not None:
        record_act(Act.PASSWORD_CHANGED, on=instance)
    elif instance.could_sign_in and not has_password(instance):
        record_act(Act.PASSWORD_CHANGED, on=instance, detail="停用密码：不能再用密码登录。")


def has_password(account: Any) -> bool:
    return isinstance(account, User) and account.has_usable_password()


@receiver(m2m_changed)
def relation_changed(
    sender: type[Model], instance: Any, action: str, reverse: bool = False, **_: Any
) -> None:
    if sender not in RELATIONS:
        return
    manager, label = RELATIONS[sender][reverse]
    now = sorted(map(name_of, getattr(instance, manager).all()))
    if action.startswith("pre_"):
        instance.audited_members = now
    elif changes := difference({label: instance.audited_members}, {label: now}):
        record_act(Act.CHANGED, on=instance, changes=changes)


def name_of(row: Model) -> str:
    if isinstance(row, Permission):
        return f"{row.content_type.app_label}.{row.codename}"
    return str(row)


@receiver(pre_delete, sender=User)
def refuse_deletion(sender: Any, instance: User, **_: Any) -> None:
    """Raises ProtectedError for one that has acted. What the database's own keys refuse, a cascade would let go."""
    if has_acted(instance):
        raise ProtectedError(ACTED, {instance})


@receiver(pre_delete, sender=User)
@receiver(pre_delete, sender=Group)
def before_deleting(sender: type[Model], instance: Any, **_: Any) -> None:
    """Remembers what goes with it: no signal tells of members and permissions that a deletion takes along."""
    instance.audited_before = field_values(instance, LEFT_OUT)
    for through, sides in RELATIONS.items():
        for field, (manager, label) in zip(through_fields(through), sides, strict=True):
            if field == sender:
                members = sorted(map(name_of, getattr(instance, manager).all()))
                instance.audited_before |= {label: members} if members else {}


def through_fields(through: Any) -> list[type[Model]]:
    """Names the two models that a relation joins, from the one that has the field to the other."""
    return [field.related_model for field in through._meta.concrete_fields if field.is_relation]


@receiver(post_delete, sender=User)
@receiver(post_delete, sender=Group)
def after_deleting(sender: Any, instance: Any, **_: Any) -> None:
    record_act(Act.DELETED, on=subject_of(instance), changes=difference(instance.audited_before, {}))


def acted_among(users: Iterable[User]) -> list[User]:
    return [user for user in users if has_acted(user)]
