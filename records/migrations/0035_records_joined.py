"""Two records that were found to be one honor: the address of the one that was withdrawn leads to the other."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("records", "0034_record_has_deeds")]

    operations = [
        migrations.AddField(
            model_name="record",
            name="joined_into",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="joined",
                to="records.record",
                verbose_name="并入的记录",
            ),
        ),
        migrations.RemoveConstraint(model_name="record", name="record_once_per_recipient_and_commendation"),
        migrations.AddConstraint(
            model_name="record",
            constraint=models.UniqueConstraint(
                condition=Q(joined_into__isnull=True),
                fields=["recipient", "commendation"],
                name="record_once_per_recipient_and_commendation",
                violation_error_message="这一对象的这项表彰已经有记录。",
            ),
        ),
        migrations.AddConstraint(
            model_name="record",
            constraint=models.CheckConstraint(
                condition=Q(joined_into__isnull=True) | Q(status="withdrawn") & ~Q(joined_into=F("id")),
                name="record_joined_into_another_is_withdrawn",
            ),
        ),
    ]
