"""After each test of publishing: the log says of every record and commendation that it knows what the public sees."""

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _log_says_what_the_public_sees(request: pytest.FixtureRequest) -> Iterator[None]:
    has_database = "db" in request.fixturenames or request.node.get_closest_marker("django_db")
    if has_database:
        request.getfixturevalue("db")
    yield
    if not has_database:
        return
    from django.db import DatabaseError
    from django.db.transaction import TransactionManagementError

    from records.models import Commendation, LoggedCommendation, LoggedRecord, Record
    from records.transparency.canonical import is_said
    from records.transparency.decisions import newest_seals
    from records.transparency.log import differs

    try:
        told = LoggedRecord.objects.in_bulk()
    except (DatabaseError, TransactionManagementError):
        return  # the test ended with a statement that the database refused
    records = Record.objects.filter(pk__in=told).select_related("live")
    assert [record for record in records if differs(record, told[record.pk])] == []
    known = LoggedCommendation.objects.filter(is_public=True).values_list("pk", flat=True)
    public = Commendation.objects.public().filter(pk__in=known)
    seals = newest_seals(known)
    assert [row for row in public if not is_said(seals[row.pk], row)] == []
