"""The files that records and rolls were read from are kept, each once, and a version says which it was read from."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def original(related_name: str, **options: Any) -> Any:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name=related_name,
        to="records.attachment",
        verbose_name="原件",
        **options,
    )


OPTIONAL: dict[str, Any] = {"blank": True, "editable": False, "null": True}


class Migration(migrations.Migration):
    dependencies = [("records", "0037_public_log")]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="shown_since",
            field=models.DateTimeField(verbose_name="公开原件的时间", **OPTIONAL),
        ),
        migrations.AddField(
            model_name="importeddocument", name="original", field=original("documents", **OPTIONAL)
        ),
        migrations.AddField(
            model_name="importeddocument",
            name="read_as",
            field=models.JSONField(verbose_name="读出时的指纹", **OPTIONAL),
        ),
        migrations.AddField(model_name="version", name="original", field=original("versions", **OPTIONAL)),
        migrations.CreateModel(
            name="RollFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=500, verbose_name="文件名")),
                ("original", original("roll_files")),
                (
                    "roll_import",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="records.rollimport",
                        verbose_name="名单导入",
                    ),
                ),
            ],
            options={
                "verbose_name": "名单原件",
                "verbose_name_plural": "名单原件",
                "default_permissions": (),
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="OriginalCheck",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(
                        default=1, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("started_at", models.DateTimeField(null=True, verbose_name="开始时间")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="完成时间")),
                ("files", models.PositiveBigIntegerField(default=0, verbose_name="原件")),
                ("bytes", models.PositiveBigIntegerField(default=0, verbose_name="字节")),
                ("lost", models.PositiveBigIntegerField(default=0, verbose_name="缺失的原件")),
            ],
            options={
                "verbose_name": "原件清点",
                "verbose_name_plural": "原件清点",
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="original_check_is_one_row")
                ],
            },
        ),
    ]
