"""Key figures are chosen."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0022_parts_of_files"),
    ]

    operations = [
        migrations.AddField(
            model_name="figure",
            name="is_key",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="显示在事迹开头，选 3 至 6 项。",
                verbose_name="关键数据",
            ),
        ),
        migrations.AlterField(
            model_name="figure",
            name="measure",
            field=models.ForeignKey(
                blank=True,
                help_text="留空则是整篇的数据。",
                null=True,
                on_delete=models.deletion.SET_NULL,
                related_name="figures",
                to="records.measure",
                verbose_name="所属举措",
            ),
        ),
    ]
