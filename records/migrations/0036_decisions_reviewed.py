"""What waits to be approved of a commendation, with who wrote and who approved it; its versions keep the award too."""

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0035_records_joined"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="commendationversion",
            name="numbers",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="分组与名额"),
        ),
        migrations.AddField(
            model_name="commendationversion",
            name="title",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=120, verbose_name="届次"
            ),
        ),
        migrations.CreateModel(
            name="DecisionChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[("change", "修改决定"), ("confer", "作出表彰决定"), ("publish", "公布名单")],
                        max_length=8,
                        verbose_name="步骤",
                    ),
                ),
                (
                    "given",
                    models.JSONField(
                        default=dict,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="内容",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="更正说明")),
                ("submitted_at", models.DateTimeField(verbose_name="送审时间")),
                ("return_reason", models.CharField(blank=True, max_length=500, verbose_name="退回原因")),
                ("returned_at", models.DateTimeField(null=True, verbose_name="退回时间")),
                (
                    "attachment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.attachment",
                        verbose_name="决定原件",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出者",
                    ),
                ),
                (
                    "commendation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="waiting_change",
                        to="records.commendation",
                        verbose_name="表彰（届次）",
                    ),
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
            ],
            options={
                "verbose_name": "待审核的决定",
                "verbose_name_plural": "待审核的决定",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="DecisionSignature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="姓名")),
                ("step", models.PositiveSmallIntegerField(default=0, verbose_name="步骤")),
                ("seen", models.CharField(blank=True, max_length=64)),
                ("signed_at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signatures",
                        to="records.decisionchange",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "决定的签署",
                "verbose_name_plural": "决定的签署",
                "ordering": ["step", "signed_at"],
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="decisionchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("step__in", ["change", "confer", "publish"])),
                name="decision_change_step_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="decisionchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("return_reason", ""), ("returned_at__isnull", True)),
                    models.Q(models.Q(("return_reason", ""), _negated=True), ("returned_at__isnull", False)),
                    _connector="OR",
                ),
                name="decision_change_returned_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="decisionsignature",
            constraint=models.UniqueConstraint(
                fields=("change", "user"), name="decision_signature_once_per_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="decisionsignature",
            constraint=models.UniqueConstraint(
                condition=models.Q(("step__gte", 1)),
                fields=("change", "step"),
                name="decision_signature_once_per_step",
            ),
        ),
        migrations.AddConstraint(
            model_name="decisionsignature",
            constraint=models.CheckConstraint(
                condition=models.Q(("step__lte", 3)), name="decision_signature_step_known"
            ),
        ),
    ]
