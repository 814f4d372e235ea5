"""Pictures get words and sizes of their own: a row for each file that is kept already, so that none lacks its size."""

import re
from contextlib import suppress
from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from PIL import Image

KEPT = re.compile(r"\w{1,90}\.(?:webp|png|jpe?g)")


def add_kept_files(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Reads only the head of each file; one that is no picture is passed over: no page could show it."""
    pictures = apps.get_model("records", "Picture").objects.using(editor.connection.alias)
    found = []
    for path in sorted((Path(settings.MEDIA_ROOT) / "images").glob("*")):
        with suppress(OSError, ValueError, Image.DecompressionBombError):
            if KEPT.fullmatch(path.name):
                with Image.open(path) as opened:
                    found.append(pictures.model(name=path.name, width=opened.width, height=opened.height))
    pictures.bulk_create(found, batch_size=400, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0013_category_filed"),
    ]

    operations = [
        migrations.AddField(
            model_name="record",
            name="post",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="受表彰时的职务和单位，照决定或材料所写；集体不填。",
                max_length=200,
                verbose_name="职务、单位",
            ),
        ),
        migrations.AddField(
            model_name="record",
            name="summary",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="列表和页首显示；留空则取引言的第一句。",
                max_length=200,
                verbose_name="一句话介绍",
            ),
        ),
        migrations.CreateModel(
            name="Picture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(editable=False, max_length=100, unique=True, verbose_name="文件")),
                ("width", models.PositiveIntegerField(editable=False, verbose_name="宽")),
                ("height", models.PositiveIntegerField(editable=False, verbose_name="高")),
                (
                    "alt",
                    models.CharField(
                        blank=True,
                        help_text="给看不见图片的读者：图上有什么。如：社区党员在广场上为居民义诊。",
                        max_length=300,
                        verbose_name="替代文字",
                    ),
                ),
                (
                    "decorative",
                    models.BooleanField(
                        default=False,
                        help_text="图上没有读者需要知道的内容，朗读时略过。",
                        verbose_name="仅作装饰",
                    ),
                ),
                (
                    "caption",
                    models.CharField(
                        blank=True, help_text="显示在图片下面；可不填。", max_length=300, verbose_name="图注"
                    ),
                ),
                (
                    "credit",
                    models.CharField(
                        blank=True, help_text="可不填。", max_length=100, verbose_name="摄影（作者、来源）"
                    ),
                ),
                ("added_at", models.DateTimeField(auto_now_add=True, verbose_name="录入时间")),
            ],
            options={
                "verbose_name": "图片",
                "verbose_name_plural": "图片",
                "ordering": ["-added_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="picture_name_not_blank",
                        violation_error_message="请填写文件。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("height__gte", 1), ("width__gte", 1)), name="picture_has_a_size"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decorative", False), ("alt", ""), _connector="OR"),
                        name="picture_decorative_without_alt",
                        violation_error_message="仅作装饰的图片不写替代文字。请删去文字，或者取消“仅作装饰”。",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="recipient",
            name="portrait",
            field=models.ForeignKey(
                blank=True,
                help_text="人物的照片，单位的标志或外景；没有时显示一枚徽记。",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="records.picture",
                verbose_name="肖像或标志",
            ),
        ),
        migrations.AddField(
            model_name="record",
            name="cover",
            field=models.ForeignKey(
                blank=True,
                help_text="显示在页首和列表里；可不填。",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="records.picture",
                verbose_name="题图",
            ),
        ),
        migrations.RunPython(add_kept_files, migrations.RunPython.noop),
    ]
