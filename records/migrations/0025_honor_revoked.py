"""A record may say that its honor was revoked; the counts of a commendation tell how many."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0024_choose_key_figures"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="record",
            name="record_by_commendation",
        ),
        migrations.AddField(
            model_name="record",
            name="revocation_decision",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=200, verbose_name="撤销决定"
            ),
        ),
        migrations.AddField(
            model_name="record",
            name="revocation_number",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=100, verbose_name="撤销文号"
            ),
        ),
        migrations.AddField(
            model_name="record",
            name="revocation_reason",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=500, verbose_name="撤销原因"
            ),
        ),
        migrations.AddField(
            model_name="record",
            name="revoked_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="称号撤销日期"),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                fields=["commendation", "status", "-published_at", "-id", "tributes_before", "revoked_on"],
                name="record_by_commendation",
            ),
        ),
        migrations.AddConstraint(
            model_name="record",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("revocation_decision", ""),
                        ("revocation_number", ""),
                        ("revocation_reason", ""),
                        ("revoked_on__isnull", True),
                    ),
                    models.Q(
                        ("revoked_on__isnull", False), models.Q(("revocation_reason", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="record_revocation_says_why",
            ),
        ),
    ]
