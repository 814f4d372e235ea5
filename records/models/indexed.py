from django.db import models

from .recipients import Recipient
from .records import Record


class IndexedRecordQuerySet(models.QuerySet["IndexedRecord"]):
    def public(self) -> "IndexedRecordQuerySet":
        """Leaves out those set for an hour to come, which are in the index already: published() holds the rest."""
        return self.exclude(pk__in=list(Record.objects.scheduled().values_list("pk", flat=True)))


class IndexedRecord(models.Model):
    """查找的一行: the columns that published records are filtered and counted by, a line of the search index.

    `records.search` alone writes it. The words stand in a table that each database has of its own kind
    (`records.search.index`). Triggers remove both with the record, so that no way of deleting one can forget to.
    """

    is_public_content = False

    record = models.OneToOneField(
        Record, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="indexed"
    )
    category = models.ForeignKey(
        "records.Category", models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    recipient = models.ForeignKey(
        Recipient, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    year = models.PositiveSmallIntegerField(null=True)
    kind = models.CharField(max_length=12, choices=Recipient.Kind.choices)
    region = models.CharField(max_length=200)
    # The state of public content it was indexed in: what a rebuilding index has missed is above its own.
    edition = models.PositiveBigIntegerField()

    objects = IndexedRecordQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["category", "-record"], name="indexed_by_category"),
            models.Index(fields=["recipient", "-record"], name="indexed_by_recipient"),
            models.Index(fields=["year", "-record"], name="indexed_by_year"),
            models.Index(fields=["kind", "-record"], name="indexed_by_kind"),
            models.Index(fields=["region", "-record"], name="indexed_by_region"),
            models.Index(fields=["edition"], name="indexed_since"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id}"
