"""Says in Chinese what Django's admin has no Chinese for. A test goes through all pages and finds what is left."""

from typing import Any

from django.contrib.admin.templatetags import admin_list
from django.contrib.auth.models import Group, Permission, User
from django.core import validators
from django.forms import ChoiceField, ModelChoiceField, ModelMultipleChoiceField
from django.forms.formsets import BaseFormSet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.views.i18n import JavaScriptCatalog

# Of static/admin/js/SelectFilter2.js in Django 5.2.
IN_SCRIPTS = {
    'Choose %s by selecting them and then select the "Choose" arrow button.': "选中左边的%s，再按向右的箭头。",
    'Remove %s by selecting them and then select the "Remove" arrow button.': "选中右边的%s，再按向左的箭头。",
    "Choose all %s": "选用全部%s",
    "Remove all %s": "去掉全部%s",
    "Choose selected %s": "选用选中的%s",
    "Remove selected %s": "去掉选中的%s",
    "(click to clear)": "（点击清除）",
}
WORDS = {"add": "新增", "change": "修改", "delete": "删除", "view": "查看"}
# Rows that only join two others.
LINKS = (User.groups.through, User.user_permissions.through, Group.permissions.through)


# Where Django's own are clumsy, or speak of what only programmers know.
validators.ProhibitNullCharactersValidator.message = "文字里有看不见的空字符，请删去后重新输入。"
validators.MaxLengthValidator.message = "最多 %(limit_value)d 个字，现在有 %(show_value)d 个，请删短一些。"
validators.MinLengthValidator.message = "至少 %(limit_value)d 个字，现在只有 %(show_value)d 个。"
validators.MaxValueValidator.message = "请填不大于 %(limit_value)s 的数。"
validators.MinValueValidator.message = "请填不小于 %(limit_value)s 的数。"
NOT_THERE = "没有这一项，它可能刚被删除。请重新选择。"
for field in (ChoiceField, ModelChoiceField):
    field.default_error_messages["invalid_choice"] = NOT_THERE
ModelMultipleChoiceField.default_error_messages |= {
    "invalid_choice": NOT_THERE,
    "invalid_pk_value": NOT_THERE,
}
BaseFormSet.default_error_messages["missing_management_form"] = (
    "这一页没有完整地收到，所以没有保存。请再保存一次；还是这样，就先复制填写的文字，再重新打开这一页。"
)


class Catalog(JavaScriptCatalog):
    packages = ["django.contrib.admin"]

    def get_catalog(self) -> dict[str, Any]:
        catalog: dict[str, Any] = super().get_catalog()
        return IN_SCRIPTS | catalog


def script_words(request: HttpRequest, extra_context: Any = None) -> HttpResponseBase:
    return Catalog.as_view()(request)


def yes_or_no(value: bool | None) -> SafeString:
    """Takes the place of a picture that is read out as “True”."""
    if value is None:
        return format_html('<span class="quiet">{}</span>', "未知")
    return format_html('<span class="{}">{}</span>', "is-yes" if value else "quiet", "是" if value else "否")


# Both the lists and the pages that only show look it up there.
admin_list._boolean_icon = yes_or_no  # type: ignore[attr-defined]


def permission_label(permission: Permission) -> str:
    """Says what Django keeps as “Can add …”; those of our own are named in Chinese."""
    act, _, model = permission.codename.partition("_")
    kind = permission.content_type
    return f"{WORDS[act]}{kind.name}" if act in WORDS and model == kind.model else permission.name


def without_links(to_delete: list[Any], counts: dict[str, int]) -> tuple[list[Any], dict[str, int]]:
    """Leaves out of what will be deleted the rows that only join others, as “Group_permissions object (2)”."""
    names = tuple(f"{capfirst(link._meta.verbose_name)}: " for link in LINKS)
    plurals = {str(link._meta.verbose_name_plural) for link in LINKS}
    kept = {name: times for name, times in counts.items() if name not in plurals}
    return pruned(to_delete, names), kept


def pruned(listed: Any, names: tuple[str, ...]) -> Any:
    if isinstance(listed, list):
        return [left for one in listed if (left := pruned(one, names)) not in ("", [])]
    return "" if str(listed).startswith(names) else listed
