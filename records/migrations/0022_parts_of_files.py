"""The place of an imported document: its file in the batch, and which part of the file it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0021_site_settings"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="importeddocument",
            options={
                "default_permissions": (),
                "ordering": ["file", "part", "id"],
                "verbose_name": "导入的材料",
                "verbose_name_plural": "导入的材料",
            },
        ),
        migrations.AddField(
            model_name="importeddocument",
            name="file",
            field=models.PositiveIntegerField(db_default=0, default=0, verbose_name="第几个文件"),
        ),
        migrations.AddField(
            model_name="importeddocument",
            name="part",
            field=models.PositiveIntegerField(db_default=1, default=1, verbose_name="第几份"),
        ),
        migrations.AddField(
            model_name="importeddocument",
            name="parts",
            field=models.PositiveIntegerField(db_default=1, default=1, verbose_name="共几份"),
        ),
        migrations.AddConstraint(
            model_name="importeddocument",
            constraint=models.CheckConstraint(
                condition=models.Q(("part__gte", 1), ("part__lte", models.F("parts"))),
                name="imported_document_part_of_parts",
            ),
        ),
    ]
