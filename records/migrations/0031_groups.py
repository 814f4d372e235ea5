"""Ships the groups of an office: 录入 writes, 审核 approves, 发布 publishes, 管理 keeps accounts and settings, 审计 reads.

Who was in 编辑 is in 录入, and who was in 发布 is in 录入 too: nobody loses what he could do. A group that an operator has
changed stays as it is. 管理 may do all that the others may: nobody can put another into a group that may do more.
"""

from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations

MODELS = ("recipient", "organization", "person", "commendation")
READ = [f"view_{model}" for model in ("record", "category", *MODELS)]
WRITE = [*READ, *(f"{act}_{model}" for act in ("add", "change") for model in ("record", *MODELS))]
REVIEW = [*READ, "approve_version"]
PUBLISH = [
    *READ,
    "publish_record",
    "delete_record",
    *(f"{act}_category" for act in ("add", "change", "delete")),
    *(f"{act}_{model}" for act in ("change", "delete") for model in MODELS),
]
SETTINGS = [f"{act}_{model}" for act in ("view", "add", "change") for model in ("sitesettings", "sitepage")]
MANAGE = [
    *WRITE,
    *REVIEW,
    *PUBLISH,
    *SETTINGS,
    "delete_sitepage",
    "view_user",
    "add_user",
    "change_user",
    "view_group",
]
AUDIT = [*READ, "view_auditentry", "view_sitesettings", "view_sitepage", "view_user", "view_group"]
GROUPS = {"录入": WRITE, "审核": REVIEW, "发布": PUBLISH, "管理": MANAGE, "审计": AUDIT}
# What migrations gave to those that there were: a group of just that is one that no operator has changed.
SHIPPED_BEFORE = {
    "编辑": {*WRITE},
    "发布": {*WRITE, *PUBLISH},
    "管理": {*WRITE, *PUBLISH, "view_user", "add_user", "change_user", "view_group"},
    "审计": {"view_auditentry"},
}


def ship_groups(apps: Any, schema_editor: Any) -> None:
    for label in ("records", "auth"):
        # Django makes permissions only after the last migration; these are needed now.
        config = apps.get_app_config(label)
        config.models_module = getattr(config, "models_module", None) or True  # the stand-in here has none
        create_permissions(config, apps=apps, verbosity=0)
    groups = apps.get_model("auth", "Group").objects
    if not groups.filter(name="录入").exists():
        groups.filter(name="编辑").update(name="录入")
    keep_writers(groups)
    permissions = apps.get_model("auth", "Permission").objects
    for name, codenames in GROUPS.items():
        group, made = groups.get_or_create(name=name)
        if made or is_as_shipped(group):
            labels = ("records", "auth")
            group.permissions.set(
                permissions.filter(codename__in=codenames, content_type__app_label__in=labels)
            )


def keep_writers(groups: Any) -> None:
    publishers, writers = groups.filter(name="发布").first(), groups.filter(name="录入").first()
    if publishers and writers and is_as_shipped(publishers):
        writers.user_set.add(*publishers.user_set.all())


def is_as_shipped(group: Any) -> bool:
    held = set(group.permissions.values_list("codename", flat=True)) - {*SETTINGS, "delete_sitepage"}
    return held == SHIPPED_BEFORE.get("编辑" if group.name == "录入" else group.name)


class Migration(migrations.Migration):
    dependencies = [("records", "0030_versions")]
    operations = [migrations.RunPython(ship_groups, migrations.RunPython.noop)]
