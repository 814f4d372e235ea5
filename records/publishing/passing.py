"""Lets pass what a check has found, with the reason: it does not come back while the words are the same."""

from django.db import transaction

from records.audit import Act, record_act
from records.checks.finding import Finding
from records.checks.personal import masked
from records.checks.running import LABELS
from records.models import PassedFinding, Record
from records.models.checks import MAX_REASON_CHARACTERS
from records.presentation.passages import place_of

from .exceptions import PublishingRefused
from .status import Staff

MAX_WORDS = 60


@transaction.atomic
def pass_finding(record: Record, found: Finding, *, by: Staff, reason: str) -> None:
    """Keeps who let it pass, and why. The words are kept as others may read them, in the audit log too."""
    reason = " ".join(reason.split())
    if not reason:
        raise PublishingRefused("请写明为什么可以略过。")
    if len(reason) > MAX_REASON_CHARACTERS:
        raise PublishingRefused(f"理由最多 {MAX_REASON_CHARACTERS} 字，现在是 {len(reason)} 字。")
    kept = {
        "check_code": found.check,
        "path": found.path[:100],
        "words": shown(found),
        "reason": reason,
        "by": by,
    }
    _, new = PassedFinding.objects.get_or_create(record=record, key=found.key, defaults=kept)
    if new:
        where = f"{place_of(found.path)}{LABELS[found.check]}“{kept['words']}”"
        record_act(Act.FINDING_PASSED, on=record, by=by, detail=f"{where}：{reason}")


def shown(found: Finding) -> str:
    """Returns the words; of personal data only as much as tells one from another."""
    if not found.must:
        return found.words[:MAX_WORDS]
    return masked(found.words[:MAX_WORDS], *((3, 2) if found.words[:1].isdigit() else (1, 0)))


@transaction.atomic
def take_back_pass(record: Record, passed: int | None, *, by: Staff) -> None:
    """Has the finding come back. One that is gone already is no error."""
    row = PassedFinding.objects.select_for_update().filter(record=record, pk=passed or 0).first()
    if row:
        row.delete()
        detail = f"{place_of(row.path)}{LABELS.get(row.check_code, '')}“{row.words}”"
        record_act(Act.FINDING_TAKEN_BACK, on=record, by=by, detail=detail)
