"""Manages staff accounts and groups on Django's own pages, where the login lock (django-axes) is lifted too.

Who may change accounts gives nobody more than he has himself (records/accounts/powers.py), and edits no permission of
his own. axes' and django-otp's own lists, in English and full of attempts and keys, stay out of the index.
"""

from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from axes.utils import reset
from django.apps import apps
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator

from records.accounts.names import staff_name
from records.accounts.powers import groups_within, is_within, permissions_of
from records.accounts.second_factor import reset_factors
from records.audit import Act, record_act
from records.audit.accounts import ACTED, acted_among
from records.models import StaffSession

from .chinese import permission_label, without_links
from .choices import ChosenRows
from .lists import ListAnswers
from .sign_in.confirming import confirmed

NOT_LISTED = (
    *(AccessAttempt, AccessFailureLog, AccessLog),
    *apps.get_app_config("otp_totp").get_models(),
    *apps.get_app_config("django_otp_webauthn").get_models(),
)
for model in (*NOT_LISTED, Group, User):
    if admin.site.is_registered(model):
        admin.site.unregister(model)

OWN_POWERS = ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")


class GivesWhatOneHas(ListAnswers):
    """Offers permissions and groups only as far as those of who gives them go."""

    def formfield_for_manytomany(self, db_field: Any, request: Any = None, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_manytomany(
            db_field, request, **{"form_class": ChosenRows, **kwargs}
        )
        if field is None:
            return field
        if db_field.name == "groups":
            field.queryset = groups_within(request.user)
        elif db_field.name in {"permissions", "user_permissions"}:
            mine = permissions_of(request.user).values("pk")
            field.queryset = field.queryset.filter(pk__in=mine, content_type__in=kinds_with_pages())
            field.label_from_instance = permission_label
        return field


def kinds_with_pages() -> list[ContentType]:
    """Permissions over any other kind give nobody anything."""
    models = [model for model in admin.site._registry if model._meta.app_label in {"records", "auth"}]
    return list(ContentType.objects.get_for_models(*models, for_concrete_models=False).values())


class KeepsWhoActed(admin.ModelAdmin):
    """Deletes no account that has acted, one or many, and says what to do instead."""

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, Any, list[Any]]:
        acted = acted_among(objs)
        others = [user for user in objs if user not in acted]
        to_delete, counts, lacking, protected = super().get_deleted_objects(others, request)
        to_delete, counts = without_links(to_delete, counts)
        return to_delete, counts, lacking, [*protected, *(f"{user}：{ACTED}" for user in acted)]


@admin.register(User)
class StaffAdmin(KeepsWhoActed, GivesWhatOneHas, UserAdmin):
    actions = ["unlock", "end_sessions", "reset_second_factor"]
    list_display = ("username", "name", "email", "is_active", "is_staff", "last_login")

    @admin.display(description="姓名", ordering="last_name")
    def name(self, user: User) -> str:
        return staff_name(user) if user.last_name or user.first_name else "—"

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Asks for 姓 before 名, which Django has the other way round."""
        names = ("first_name", "last_name", "email")
        return [
            (label, options | {"fields": ("last_name", "first_name", "email")})
            if options["fields"] == names
            else (label, options)
            for label, options in super().get_fieldsets(request, obj)
        ]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or obj == request.user or is_within(obj, request.user))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or (obj != request.user and is_within(obj, request.user)))

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        # When it was made and last used are facts, not choices.
        fields = [*super().get_readonly_fields(request, obj), "last_login", "date_joined"]
        if obj == request.user:
            return [*fields, *OWN_POWERS]
        return fields if request.user.is_superuser else [*fields, "is_superuser"]

    # What makes or takes away accounts asks for the password again, if it was typed long ago.

    @method_decorator(confirmed)  # type: ignore[arg-type]
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return super().changeform_view(request, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        view: Any = super().changelist_view
        return (confirmed(view) if request.method == "POST" else view)(request, *args, **kwargs)

    @method_decorator(confirmed)  # type: ignore[arg-type]
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Sets another's password. One's own takes the old one: a page left open would give the account away."""
        if self.get_object(request, unquote(id)) == request.user:  # " 2" and "+2" name account 2, too
            return HttpResponseRedirect(reverse("admin:password_change"))
        return super().user_change_password(request, id, form_url)

    def within(self, request: HttpRequest, chosen: QuerySet[User]) -> list[User]:
        """Returns those that the actor may act on, and tells of the others."""
        within = [user for user in chosen if is_within(user, request.user)]
        if len(within) < len(chosen):
            message = "权限比您大的用户没有改动。请由权限更大的管理员来做。"
            self.message_user(request, message, messages.WARNING)
        return within

    @admin.action(description="解除所选用户的登录锁定", permissions=["change"])
    def unlock(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in self.within(request, queryset):
            reset(username=user.get_username())
            record_act(Act.UNLOCKED, on=user)
            self.message_user(request, f"已解除锁定：{user}，现在可以重新登录。{lock_that_stays()}")

    @admin.action(description="结束所选用户的全部登录", permissions=["change"])
    def end_sessions(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in self.within(request, queryset):
            with transaction.atomic():
                ended = StaffSession.end_all(user)
                record_act(Act.SESSIONS_ENDED, on=user, detail=f"{ended} 处")
            if user == request.user:
                request.session.flush()  # or the message would be put into a session that is gone
            self.message_user(request, f"已结束 {user} 的 {ended} 处登录。")

    @admin.action(description="重置所选用户的第二重验证", permissions=["change"])
    def reset_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in self.within(request, queryset):
            if user == request.user:
                message = "自己的第二重验证请在“登录与安全”里改。"
                self.message_user(request, message, messages.WARNING)
                continue
            removed = reset_factors(user)
            self.message_user(request, f"已移除 {user} 的 {removed} 种第二重验证，请让本人重新登录并添加。")


def lock_that_stays() -> str:
    """Says what no administrator lifts: whose names were guessed at an address does not say who sits there."""
    minutes = settings.AXES_COOLOFF_TIME // timedelta(minutes=1)
    return f"同一网络地址对所有用户名共输错 {settings.GUESSES_PER_ADDRESS} 次的锁定不受影响，仍要等 {minutes} 分钟。"


@admin.register(Group)
class RoleAdmin(GivesWhatOneHas, GroupAdmin):
    """A group is changed by who has all its permissions and is no member: else members add to their own."""

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, Any, list[Any]]:
        to_delete, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return *without_links(to_delete, counts), lacking, protected

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or is_others(obj, request))

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or is_others(obj, request))


def is_others(group: Group, request: HttpRequest) -> bool:
    user: Any = request.user
    if user.is_superuser:
        return True
    return not user.groups.contains(group) and groups_within(user).contains(group)
