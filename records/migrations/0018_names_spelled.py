"""Recipients get the 拼音 of their names, by which they are indexed."""

from django.db import migrations, models

import records.models.spelling


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0014_pictures_and_posts"),
    ]

    operations = [
        migrations.AddField(
            model_name="recipient",
            name="initial",
            field=records.models.spelling.SpelledField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                max_length=2,
                serialize=False,
                verbose_name="首字母",
            ),
        ),
        migrations.AddField(
            model_name="recipient",
            name="pinyin",
            field=records.models.spelling.SpelledField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                max_length=100,
                serialize=False,
                verbose_name="拼音",
            ),
        ),
        migrations.AddIndex(
            model_name="recipient",
            index=models.Index(fields=["kind", "initial", "pinyin", "id"], name="recipient_by_pinyin"),
        ),
    ]
