"""Pictures are public where a published record shows them: rows for those that do already, so that none disappears."""

import re
from collections.abc import Iterator

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import CheckConstraint, Q, UniqueConstraint

FOLDER = "/media/images/"
NAMED = re.compile(rf"{FOLDER}(\w{{1,90}}\.(?:webp|png|jpe?g))")
# Model, the way from it to the record, its texts.
TEXTS = [
    ("Record", "", ["introduction", "closing"]),
    ("Section", "record__", ["lead"]),
    ("Measure", "section__record__", ["text"]),
]


def fill(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    using = editor.connection.alias
    shown = apps.get_model("records", "ShownPicture").objects.using(using)
    rows = {
        (record, name)
        for record, text in public_texts(apps, using)
        for name in NAMED.findall(text.replace("\\", ""))
    }
    shown.bulk_create(
        [shown.model(record_id=record, name=name) for record, name in sorted(rows)], batch_size=400
    )


def public_texts(apps: StateApps, using: str) -> Iterator[tuple[int, str]]:
    """Yields (record's id, text) of each text that names a picture."""
    for name, record, fields in TEXTS:
        public = (
            apps.get_model("records", name).objects.using(using).filter(**{f"{record}status": "published"})
        )
        for field in fields:
            named = public.order_by().filter(**{f"{field}__contains": FOLDER})
            yield from named.values_list(f"{record}id", field).iterator()
    recipients = apps.get_model("records", "Recipient").objects.using(using).order_by()
    named = recipients.filter(records__status="published", introduction__contains=FOLDER)
    yield from named.values_list("records__id", "introduction").iterator()


class Migration(migrations.Migration):
    dependencies = [("records", "0008_undone")]

    operations = [
        migrations.CreateModel(
            name="PictureCheck",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(
                        default=1, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("started_at", models.DateTimeField("开始时间", null=True)),
                ("finished_at", models.DateTimeField("完成时间", null=True)),
                ("files", models.PositiveBigIntegerField("图片", default=0)),
                ("bytes", models.PositiveBigIntegerField("字节", default=0)),
                ("unused", models.PositiveBigIntegerField("没有用到的图片", default=0)),
                ("unused_bytes", models.PositiveBigIntegerField("没有用到的字节", default=0)),
            ],
            options={
                "verbose_name": "图片清点",
                "verbose_name_plural": "图片清点",
                "constraints": [CheckConstraint(condition=Q(id=1), name="picture_check_is_one_row")],
            },
        ),
        migrations.CreateModel(
            name="ShownPicture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                (
                    "record",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="shown_pictures",
                        to="records.record",
                    ),
                ),
            ],
            options={
                "constraints": [
                    UniqueConstraint(fields=("name", "record"), name="shown_picture_once_per_record")
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
