"""Who of the staff has a record's page open."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0031_groups"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Presence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("page", models.BigIntegerField(verbose_name="网页")),
                ("is_left", models.BooleanField(default=False, verbose_name="已离开")),
                ("opened_at", models.DateTimeField(verbose_name="打开时间")),
                ("seen_at", models.DateTimeField(verbose_name="最近一次")),
                ("typed_at", models.DateTimeField(null=True, verbose_name="最近填写")),
                (
                    "record",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="records.record",
                        verbose_name="表彰记录",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="用户",
                    ),
                ),
            ],
            options={
                "verbose_name": "打开着的记录",
                "verbose_name_plural": "打开着的记录",
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("record", "user"), name="presence_once")],
            },
        ),
    ]
