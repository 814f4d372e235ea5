"""Manages staff accounts on Django's own page, where the login lock (django-axes) is lifted too.

axes' own lists, in English and full of attempts, stay out of the index.
"""

from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from axes.utils import reset
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest

from records.audit import Act, record_act
from records.audit.accounts import ACTED, acted_among

for model in (AccessAttempt, AccessFailureLog, AccessLog, User):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


class KeepsWhoActed(admin.ModelAdmin):
    """Deletes no account that has acted, one or many, and says what to do instead."""

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, Any, list[Any]]:
        acted = acted_among(objs)
        others = [user for user in objs if user not in acted]
        to_delete, counts, lacking, protected = super().get_deleted_objects(others, request)
        return to_delete, counts, lacking, [*protected, *(f"{user}：{ACTED}" for user in acted)]


@admin.register(User)
class StaffAdmin(KeepsWhoActed, UserAdmin):
    actions = ["unlock"]

    @admin.action(description="解除所选用户的登录锁定", permissions=["change"])
    def unlock(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            reset(username=user.get_username())
            record_act(Act.UNLOCKED, on=user)
        self.message_user(request, "已解除锁定，现在可以重新登录。")
