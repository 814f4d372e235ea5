from typing import Any

import django.db.models.functions.text
from django.db import migrations, models


def make_the_key_the_table(apps: Any, schema_editor: Any) -> None:
    """SQLite keeps rows by a number of their own, and the key beside them once more: half of this table's room."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE records_textsample")
        schema_editor.execute(
            "CREATE TABLE records_textsample (sample bigint NOT NULL,"
            " record_id bigint unsigned NOT NULL CHECK (record_id >= 0),"
            " PRIMARY KEY (sample, record_id)) WITHOUT ROWID"
        )


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0038_originals"),
    ]

    operations = [
        migrations.CreateModel(
            name="TextSample",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "sample",
                        "record_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("sample", models.BigIntegerField(verbose_name="取样")),
                ("record_id", models.PositiveBigIntegerField(verbose_name="表彰记录")),
            ],
            options={
                "verbose_name": "文字的取样",
                "verbose_name_plural": "文字的取样",
                "default_permissions": (),
            },
        ),
        migrations.RunPython(make_the_key_the_table, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="logleaf",
            index=models.Index(
                django.db.models.functions.text.Substr("entry", 38, 16), name="log_leaf_by_fingerprint"
            ),
        ),
    ]
