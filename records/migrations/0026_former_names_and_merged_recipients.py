"""Recipients have former names, a year of death, and may have been merged."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0025_honor_revoked"),
    ]

    operations = [
        migrations.CreateModel(
            name="FormerName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="曾用名")),
                (
                    "until",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="不清楚就留空。",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1900),
                            django.core.validators.MaxValueValidator(2200),
                        ],
                        verbose_name="用到哪一年",
                    ),
                ),
            ],
            options={
                "verbose_name": "曾用名",
                "verbose_name_plural": "曾用名",
                "ordering": ["-until", "-id"],
            },
        ),
        migrations.CreateModel(
            name="MergedRecipient",
            fields=[
                (
                    "id",
                    models.PositiveBigIntegerField(primary_key=True, serialize=False, verbose_name="原编号"),
                ),
                ("merged_at", models.DateTimeField(auto_now_add=True, verbose_name="合并时间")),
            ],
            options={
                "verbose_name": "合并的对象",
                "verbose_name_plural": "合并的对象",
            },
        ),
        migrations.AddField(
            model_name="recipient",
            name="died",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="已故的人填写，如：2001。不清楚或健在就留空。",
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1900),
                    django.core.validators.MaxValueValidator(2200),
                ],
                verbose_name="去世年份",
            ),
        ),
        migrations.AddConstraint(
            model_name="recipient",
            constraint=models.CheckConstraint(
                condition=models.Q(("died__isnull", True), ("died__range", (1900, 2200)), _connector="OR"),
                name="recipient_died_between_1900_and_2200",
                violation_error_message="年份应在 1900 与 2200 之间；不清楚就留空。",
            ),
        ),
        migrations.AddConstraint(
            model_name="recipient",
            constraint=models.CheckConstraint(
                condition=models.Q(("died__isnull", True), ("kind", "person"), _connector="OR"),
                name="recipient_died_as_a_person",
                violation_error_message="只有个人才有去世年份。",
            ),
        ),
        migrations.AddField(
            model_name="formername",
            name="recipient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="former_names",
                to="records.recipient",
                verbose_name="受表彰对象",
            ),
        ),
        migrations.AddField(
            model_name="mergedrecipient",
            name="into",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="merged",
                to="records.recipient",
                verbose_name="并入",
            ),
        ),
        migrations.AddIndex(
            model_name="formername",
            index=models.Index(fields=["name"], name="former_name_by_name"),
        ),
        migrations.AddConstraint(
            model_name="formername",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True),
                name="former_name_name_not_blank",
                violation_error_message="请填写曾用名。",
            ),
        ),
        migrations.AddConstraint(
            model_name="formername",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__isnull", True), ("until__range", (1900, 2200)), _connector="OR"),
                name="former_name_until_between_1900_and_2200",
                violation_error_message="年份应在 1900 与 2200 之间；不清楚就留空。",
            ),
        ),
        migrations.AddConstraint(
            model_name="formername",
            constraint=models.UniqueConstraint(
                fields=("recipient", "name"),
                name="former_name_once",
                violation_error_message="这个曾用名已经列出。",
            ),
        ),
        migrations.AddConstraint(
            model_name="mergedrecipient",
            constraint=models.CheckConstraint(
                condition=models.Q(("id", models.F("into")), _negated=True),
                name="recipient_merged_into_another",
            ),
        ),
    ]
