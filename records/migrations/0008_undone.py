"""A batch is undone: in the admin, in the code and in its rows."""

from collections.abc import Callable

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import CheckConstraint, Q

STATES = ["waiting", "created", "replaced", "unchanged", "set_aside", "failed"]


def rename(before: str, after: str) -> migrations.RunPython:
    def change(old: str, new: str) -> Callable[[StateApps, BaseDatabaseSchemaEditor], None]:
        def run(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
            documents = apps.get_model("records", "ImportedDocument").objects.using(editor.connection.alias)
            documents.filter(state=old).update(state=new)

        return run

    return migrations.RunPython(change(before, after), change(after, before))


def known(*states: str) -> CheckConstraint:
    return CheckConstraint(name="imported_document_state_known", condition=Q(state__in=[*STATES, *states]))


class Migration(migrations.Migration):
    dependencies = [("records", "0007_what_changed_in_order")]

    operations = [
        migrations.RenameField("importbatch", "taken_back_at", "undone_at"),
        migrations.RemoveConstraint("importeddocument", "imported_document_state_known"),
        rename("taken_back", "undone"),
        migrations.AlterField(
            "importeddocument",
            "state",
            models.CharField(
                "状态",
                max_length=12,
                choices=[
                    ("waiting", "待核对"),
                    ("created", "已录入"),
                    ("replaced", "已替换"),
                    ("unchanged", "未变"),
                    ("set_aside", "已放弃"),
                    ("failed", "读取失败"),
                    ("undone", "已撤销"),
                ],
            ),
        ),
        migrations.AddConstraint("importeddocument", known("undone")),
    ]
