"""Manages staff accounts on Django's own page, where the login lock (django-axes) is lifted too.

axes' own lists, in English and full of attempts, stay out of the index.
"""

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from axes.utils import reset
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest

for model in (AccessAttempt, AccessFailureLog, AccessLog, User):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


@admin.register(User)
class StaffAdmin(UserAdmin):
    actions = ["unlock"]

    @admin.action(description="解除所选用户的登录锁定", permissions=["change"])
    def unlock(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            reset(username=user.get_username())
        self.message_user(request, "已解除锁定，现在可以重新登录。")
