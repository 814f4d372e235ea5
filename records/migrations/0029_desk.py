"""The office's desk: who has a record in hand, why it came back, and what waits for review, found by an index."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

ROWS_AT_ONCE = 500
# Of a step that somebody else took, and which changed no text.
NOT_WRITTEN = ("发布", "定于", "撤回", "退回草稿", "撤销称号", "恢复称号")


def take_from_history(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Takes the one who saved it last, as far as the admin's own history tells."""
    alias = editor.connection.alias
    entries = apps.get_model("admin", "LogEntry").objects.using(alias)
    handling = apps.get_model("records", "Handling").objects.using(alias)
    records = set(apps.get_model("records", "Record").objects.using(alias).values_list("pk", flat=True))
    of_records = entries.filter(content_type__app_label="records", content_type__model="record")
    told = of_records.order_by("pk").values_list("object_id", "user_id", "change_message")
    last = {int(pk): user for pk, user, message in told.iterator() if not message.startswith(NOT_WRITTEN)}
    rows = [handling.model(record_id=pk, by_id=user) for pk, user in last.items() if pk in records]
    handling.bulk_create(rows, batch_size=ROWS_AT_ONCE)


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0028_general_typos"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Handling",
            fields=[
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="handling",
                        serialize=False,
                        to="records.record",
                        verbose_name="表彰记录",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经手人",
                    ),
                ),
                (
                    "return_reason",
                    models.CharField(blank=True, max_length=500, verbose_name="退回原因"),
                ),
                (
                    "returned_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="退回者",
                    ),
                ),
                ("returned_at", models.DateTimeField(null=True, verbose_name="退回时间")),
            ],
            options={
                "verbose_name": "经手情况",
                "verbose_name_plural": "经手情况",
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("returned_at__isnull", False)),
                        fields=["by", "-returned_at"],
                        name="handling_returned",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("return_reason", ""), ("returned_at__isnull", True))
                        | models.Q(
                            models.Q(("return_reason", ""), _negated=True), ("returned_at__isnull", False)
                        ),
                        name="handling_returned_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="importeddocument",
            index=models.Index(fields=["state", "batch"], name="imported_document_by_state"),
        ),
        migrations.RunPython(take_from_history, migrations.RunPython.noop),
    ]
