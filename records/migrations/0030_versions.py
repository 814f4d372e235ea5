"""What a record says is a version: the texts of today become version 1, and rows of records rows of versions.

Version 1 takes the id of its record. So the columns that named the record name the version, and not one of the rows
of sections and figures, of which there may be millions, is written anew.
"""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.core.management.color import no_style
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

NAMES = ["title", "post", "summary", "cover_id", "introduction", "closing", "source", "source_link"]
TEXTS = ", ".join(NAMES)
CHOSEN = "SELECT COALESCE(live_id, working_id) FROM records_record"


def number_texts(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Copies the texts of each record into its version 1, which the public has read since the record was published."""
    check_at_once(editor)
    editor.execute(
        f"INSERT INTO records_version (id, record_id, number, {TEXTS}, written_at, public_from, note, is_trivial, "
        "withheld_reason, erased_reason, erased_hash) "
        f"SELECT id, id, 1, {TEXTS}, updated_at, published_at, '', {false(editor)}, '', '', '' FROM records_record"
    )
    editor.execute("UPDATE records_record SET live_id = id WHERE published_at IS NOT NULL")
    editor.execute("UPDATE records_record SET working_id = id WHERE published_at IS NULL")
    editor.execute(
        "UPDATE records_version SET submitted_at = written_at "
        "WHERE id IN (SELECT id FROM records_record WHERE status = 'review')"
    )
    version = apps.get_model("records", "Version")
    for statement in editor.connection.ops.sequence_reset_sql(no_style(), [version]):
        editor.execute(statement)


def rows_back(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Keeps of each record the version that it shows, and gives that the number of the record again."""
    if editor.connection.vendor == "postgresql":
        unseal(editor)
        editor.execute("SET CONSTRAINTS ALL DEFERRED")
    gone = f"version_id NOT IN ({CHOSEN})"
    editor.execute("DELETE FROM records_signature")
    editor.execute(f"DELETE FROM records_figure WHERE {gone}")
    editor.execute(
        f"DELETE FROM records_measure WHERE section_id IN (SELECT id FROM records_section WHERE {gone})"
    )
    editor.execute(f"DELETE FROM records_section WHERE {gone}")
    editor.execute(
        "UPDATE records_record SET working_id = NULL WHERE live_id IS NOT NULL AND working_id IS NOT NULL"
    )
    editor.execute(f"DELETE FROM records_version WHERE id NOT IN ({CHOSEN})")
    # Below zero first: the number of one record may be that of another one's version.
    number = "SELECT record_id FROM records_version WHERE id"
    editor.execute(f"UPDATE records_section SET version_id = -({number} = version_id)")
    editor.execute(f"UPDATE records_figure SET version_id = -({number} = version_id)")
    editor.execute("UPDATE records_version SET id = -record_id")
    editor.execute("UPDATE records_section SET version_id = -version_id")
    editor.execute("UPDATE records_figure SET version_id = -version_id")
    editor.execute("UPDATE records_version SET id = -id")
    for name in ("live_id", "working_id"):
        editor.execute(f"UPDATE records_record SET {name} = -id WHERE {name} IS NOT NULL")
        editor.execute(f"UPDATE records_record SET {name} = id WHERE {name} IS NOT NULL")
    check_at_once(editor)


def unseal(editor: BaseDatabaseSchemaEditor) -> None:
    """Takes off the guards of public versions, which stand while PostgreSQL is migrated and ask for the table of them."""
    for table in ("version", "section", "measure", "figure"):
        for change in ("insert", "update", "delete", "truncate"):
            editor.execute(f"DROP FUNCTION IF EXISTS records_{table}_{change}_guarded() CASCADE")
    for owned in ("record_insert", "record_update", "version_update"):
        editor.execute(f"DROP FUNCTION IF EXISTS records_{owned}_owned() CASCADE")


def texts_back(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for name in NAMES:
        editor.execute(
            f"UPDATE records_record SET {name} = "
            f"(SELECT {name} FROM records_version WHERE id = COALESCE(live_id, working_id))"
        )
    check_at_once(editor)
    editor.execute("UPDATE records_record SET live_id = NULL, working_id = NULL")
    editor.execute("DELETE FROM records_signature")
    editor.execute("DELETE FROM records_version")


def check_at_once(editor: BaseDatabaseSchemaEditor) -> None:
    """Has PostgreSQL check references now: it alters no table while checks of it wait for the end."""
    if editor.connection.vendor == "postgresql":
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def false(editor: BaseDatabaseSchemaEditor) -> str:
    return "false" if editor.connection.vendor == "postgresql" else "0"


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0029_desk"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Version",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="records.record",
                        verbose_name="表彰记录",
                    ),
                ),
                (
                    "number",
                    models.PositiveIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)], verbose_name="序号"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                (
                    "post",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="受表彰时的职务和单位，照决定或材料所写；集体不填。",
                        max_length=200,
                        verbose_name="职务、单位",
                    ),
                ),
                (
                    "summary",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="列表和页首显示；留空则取引言的第一句。",
                        max_length=200,
                        verbose_name="一句话介绍",
                    ),
                ),
                (
                    "cover",
                    models.ForeignKey(
                        blank=True,
                        help_text="显示在页首和列表里；可不填。",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="records.picture",
                        verbose_name="题图",
                    ),
                ),
                ("introduction", models.TextField(blank=True, verbose_name="引言")),
                ("closing", models.TextField(blank=True, verbose_name="结语")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="材料来源")),
                (
                    "source_link",
                    models.CharField(
                        blank=True,
                        max_length=500,
                        validators=[django.core.validators.URLValidator(["http", "https"])],
                        verbose_name="来源链接",
                    ),
                ),
                ("written_at", models.DateTimeField(auto_now=True, verbose_name="最后修改")),
                (
                    "submitted_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="送审时间"),
                ),
                (
                    "steps",
                    models.PositiveSmallIntegerField(
                        blank=True, editable=False, null=True, verbose_name="审核级数"
                    ),
                ),
                (
                    "public_from",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="公开时间"),
                ),
                (
                    "note",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="更正说明"),
                ),
                ("is_trivial", models.BooleanField(default=False, editable=False, verbose_name="细小改动")),
                (
                    "withheld_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="停止公开的时间"
                    ),
                ),
                (
                    "withheld_reason",
                    models.CharField(
                        blank=True, editable=False, max_length=500, verbose_name="停止公开的原因"
                    ),
                ),
                (
                    "erased_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="清除文字的时间"
                    ),
                ),
                (
                    "erased_reason",
                    models.CharField(
                        blank=True, editable=False, max_length=500, verbose_name="清除文字的原因"
                    ),
                ),
                (
                    "erased_hash",
                    models.CharField(blank=True, editable=False, max_length=64, verbose_name="原文的校验值"),
                ),
            ],
            options={
                "verbose_name": "版本",
                "verbose_name_plural": "版本",
                "ordering": ["number"],
                "permissions": [("approve_version", "可以审核版本")],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signatures",
                        to="records.version",
                        verbose_name="版本",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="姓名")),
                (
                    "step",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="0：编写；1 至 3：第几级审核。", verbose_name="步骤"
                    ),
                ),
                ("signed_at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
            ],
            options={
                "verbose_name": "签署",
                "verbose_name_plural": "签署",
                "ordering": ["step", "signed_at"],
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="handling",
            name="return_path",
            field=models.CharField(blank=True, default="", max_length=100),
        ),
        migrations.AddField(
            model_name="record",
            name="live",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="live_of",
                to="records.version",
                verbose_name="公开的版本",
            ),
        ),
        migrations.AddField(
            model_name="record",
            name="working",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="working_of",
                to="records.version",
                verbose_name="编写中的版本",
            ),
        ),
        migrations.RemoveConstraint(model_name="figure", name="figure_number_once_per_record"),
        migrations.RemoveConstraint(model_name="section", name="section_number_once_per_record"),
        migrations.RemoveConstraint(model_name="record", name="record_title_not_blank"),
        migrations.RemoveConstraint(model_name="record", name="record_status_and_dates_agree"),
        migrations.RenameField(model_name="section", old_name="record", new_name="version"),
        migrations.RenameField(model_name="figure", old_name="record", new_name="version"),
        migrations.RenameField(model_name="record", old_name="version", new_name="revision"),
        migrations.RenameField(
            model_name="importeddocument", old_name="record_version", new_name="record_revision"
        ),
        migrations.RenameField(model_name="importeddocument", old_name="version", new_name="revision"),
        migrations.RunPython(number_texts, texts_back),
        migrations.AlterField(
            model_name="section",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="sections",
                to="records.version",
                verbose_name="版本",
            ),
        ),
        migrations.AlterField(
            model_name="figure",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="figures",
                to="records.version",
                verbose_name="版本",
            ),
        ),
        # Migrated back, the column stands there again before its words do.
        migrations.AlterField(
            model_name="record",
            name="title",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="标题"),
        ),
        migrations.RemoveField(model_name="record", name="title"),
        migrations.RemoveField(model_name="record", name="post"),
        migrations.RemoveField(model_name="record", name="summary"),
        migrations.RemoveField(model_name="record", name="cover"),
        migrations.RemoveField(model_name="record", name="introduction"),
        migrations.RemoveField(model_name="record", name="closing"),
        migrations.RemoveField(model_name="record", name="source"),
        migrations.RemoveField(model_name="record", name="source_link"),
        migrations.AddField(
            model_name="section",
            name="copied_from",
            field=models.PositiveBigIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="measure",
            name="copied_from",
            field=models.PositiveBigIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="figure",
            name="copied_from",
            field=models.PositiveBigIntegerField(editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.UniqueConstraint(
                fields=("version", "number"), name="figure_number_once_per_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="record",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("live__isnull", True),
                        ("published_at__isnull", True),
                        ("status__in", ["draft", "review"]),
                        ("withdrawal_reason", ""),
                        ("withdrawn_at__isnull", True),
                    ),
                    models.Q(
                        ("live__isnull", False),
                        ("published_at__isnull", False),
                        ("status", "published"),
                        ("withdrawal_reason", ""),
                        ("withdrawn_at__isnull", True),
                    ),
                    models.Q(
                        ("live__isnull", False),
                        ("published_at__isnull", False),
                        ("status", "withdrawn"),
                        ("withdrawn_at__isnull", False),
                        models.Q(("withdrawal_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="record_status_and_dates_agree",
            ),
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.UniqueConstraint(
                fields=("version", "number"), name="section_number_once_per_version"
            ),
        ),
        migrations.AddIndex(
            model_name="version",
            index=models.Index(
                condition=models.Q(("public_from__isnull", True), ("submitted_at__isnull", False)),
                fields=["submitted_at"],
                name="version_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)),
                name="version_number_positive",
                violation_error_message="序号从 1 开始。",
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.UniqueConstraint(
                fields=("record", "number"), name="version_number_once_per_record"
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("title", ""), _negated=True), ("erased_at__isnull", False), _connector="OR"
                ),
                name="version_title_not_blank",
                violation_error_message="请填写标题。",
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.CheckConstraint(
                condition=models.Q(("steps__isnull", True), ("steps__lte", 3), _connector="OR"),
                name="version_steps_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withheld_at__isnull", True), ("withheld_reason", "")),
                    models.Q(
                        ("public_from__isnull", False),
                        ("withheld_at__isnull", False),
                        models.Q(("withheld_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="version_withheld_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("erased_at__isnull", True), ("erased_hash", ""), ("erased_reason", "")),
                    models.Q(
                        ("closing", ""),
                        ("cover__isnull", True),
                        ("erased_at__isnull", False),
                        ("introduction", ""),
                        ("post", ""),
                        ("public_from__isnull", False),
                        ("source", ""),
                        ("source_link", ""),
                        ("summary", ""),
                        ("title", ""),
                        models.Q(("erased_reason", ""), _negated=True),
                        models.Q(("erased_hash", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="version_erased_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.UniqueConstraint(
                fields=("version", "user"), name="signature_once_per_version_and_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.UniqueConstraint(
                condition=models.Q(("step__gte", 1)),
                fields=("version", "step"),
                name="signature_once_per_step",
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.CheckConstraint(
                condition=models.Q(("step__lte", 3)), name="signature_step_known"
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, rows_back),
    ]
