from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import AbstractBaseUser

from records.models import Record

Staff = AbstractBaseUser | None


def note(record: Record, by: Staff, what: str) -> None:
    """Writes into the record's history in the admin; a command has no member of staff to name."""
    if by is not None:
        LogEntry.objects.log_actions(by.pk, [record], CHANGE, change_message=what, single_object=True)
