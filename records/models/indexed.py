from django.db import models
from django.db.models import UniqueConstraint

from .pictures import MAX_NAME_CHARACTERS
from .recipients import Recipient
from .records import Record

RECORDS_PER_QUERY = 100


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


class ShownPictureQuerySet(models.QuerySet["ShownPicture"]):
    def is_public(self, name: str) -> bool:
        """Tells whether a record that the public sees shows the picture; by ids, however many records there are."""
        ids = list(self.filter(name=name).order_by("-record").values_list("record", flat=True))
        dates = Record.objects.only("status", "published_at")
        return any(
            dates.public_among(ids[first : first + RECORDS_PER_QUERY])
            for first in range(0, len(ids), RECORDS_PER_QUERY)
        )


class ShownPicture(models.Model):
    """公开的图片: one picture that a published record shows, or its recipient's page, which is public with it.

    `records.search.reindexing` writes it beside the search index, in the transaction that changes the record; a trigger
    removes it with the record's line there.
    """

    is_public_content = False

    record = models.ForeignKey(Record, models.DO_NOTHING, db_constraint=False, related_name="shown_pictures")
    name = models.CharField(max_length=MAX_NAME_CHARACTERS)

    objects = ShownPictureQuerySet.as_manager()

    class Meta:
        constraints = [UniqueConstraint(fields=["name", "record"], name="shown_picture_once_per_record")]

    def __str__(self) -> str:
        return self.name
