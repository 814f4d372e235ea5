"""Makes the roles 编辑, 发布 and 管理, each the one before it and more. Operators change them as they like."""

from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations

READ = [
    "view_record",
    "view_category",
    "view_commendation",
    "view_recipient",
    "view_organization",
    "view_person",
]
EDIT = [
    *READ,
    *(f"{act}_{model}" for act in ("add", "change") for model in ("record", "commendation", "recipient")),
    *(f"{act}_{model}" for act in ("add", "change") for model in ("organization", "person")),
]
PUBLISH = [
    *EDIT,
    "publish_record",
    "delete_record",
    *(f"{act}_category" for act in ("add", "change", "delete")),
    *(f"delete_{model}" for model in ("commendation", "recipient", "organization", "person")),
]
ROLES = {
    "编辑": EDIT,
    "发布": PUBLISH,
    "管理": [*PUBLISH, "view_user", "add_user", "change_user", "view_group"],
}


def make_roles(apps: Any, schema_editor: Any) -> None:
    """Leaves a group that stands already under such a name as it is."""
    for label in ("records", "auth"):
        # Django makes permissions only after the last migration; these are needed now.
        config = apps.get_app_config(label)
        config.models_module = getattr(config, "models_module", None) or True  # the stand-in here has none
        create_permissions(config, apps=apps, verbosity=0)
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for name, codenames in ROLES.items():
        group, made = Group.objects.get_or_create(name=name)
        if made:
            labels = ("records", "auth")
            group.permissions.set(
                Permission.objects.filter(codename__in=codenames, content_type__app_label__in=labels)
            )


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0010_audit_log"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
