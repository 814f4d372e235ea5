"""Entries of feeds get ids that do not change with the site's address, also those that are public already."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.utils import timezone

ROWS_AT_ONCE = 500


def name_the_published(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """As `Record.name_for_feeds` does."""
    records = apps.get_model("records", "Record").objects.using(editor.connection.alias)
    unnamed = records.filter(published_at__isnull=False, feed_id="").only("published_at")
    chunk: list[Any] = []
    for record in named(unnamed.order_by("pk").iterator(ROWS_AT_ONCE)):
        chunk.append(record)
        if len(chunk) == ROWS_AT_ONCE:
            records.bulk_update(chunk, ["feed_id"])
            chunk = []
    records.bulk_update(chunk, ["feed_id"])


def named(records: Iterator[Any]) -> Iterator[Any]:
    host = urlsplit(settings.SITE_URL).hostname
    for record in records:
        day = timezone.localdate(record.published_at)
        record.feed_id = f"tag:{host},{day}:{settings.SITE_PATH}/records/{record.pk}/"
        yield record


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0019_spell_names"),
    ]

    operations = [
        migrations.AddField(
            model_name="record",
            name="feed_id",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                max_length=300,
                verbose_name="订阅中的编号",
            ),
        ),
        migrations.RunPython(name_the_published, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="record",
            constraint=models.UniqueConstraint(
                condition=models.Q(("feed_id", ""), _negated=True),
                fields=("feed_id",),
                name="record_feed_id_once",
            ),
        ),
    ]
