"""Walks along the whole chain and names the first line that does not fit the one before."""

from collections.abc import Callable
from typing import NamedTuple

from django.utils import timezone

from records.models import AuditCheck, AuditEntry, AuditHead, PrunedMonth
from records.models.audit import NO_HASH
from records.utils.daily import DailyWork

from .failures import failed_sign_ins
from .recording import logger

LINES_PER_FETCH = 2_000


class Finding(NamedTuple):
    """`broken` says where the chain is broken first, and how; blank where it is whole."""

    entries: int
    broken: str


class End(NamedTuple):
    """The end of a piece of the chain, to which the next line belongs."""

    number: int = 0
    hash: str = NO_HASH


Progress = Callable[[int], None]


def verify(progress: Progress = lambda done: None) -> Finding:
    """Walks along the chain, as long as it was when this began, and keeps what it found.

    It costs a reading of the whole log: about a minute of one processor for a million lines.
    """
    while True:
        pruned = PrunedMonth.objects.count()
        finding = walk(progress)
        # A month that was pruned meanwhile is no gap.
        if PrunedMonth.objects.count() == pruned:
            break
    found = {"finished_at": timezone.now(), "entries": finding.entries, "broken": finding.broken}
    AuditCheck.objects.update_or_create(defaults=found, pk=1)
    if finding.broken:
        logger.error("The audit log is broken: %s", finding.broken)
    return finding


def walk(progress: Progress) -> Finding:
    head = AuditHead.objects.get()
    end, broken = end_of_pruned()
    entries = 0
    if broken:
        return Finding(entries, broken)
    lines = AuditEntry.objects.filter(number__lte=head.number).order_by("number")
    for line in lines.iterator(LINES_PER_FETCH):
        if broken := misfit(line, end):
            return Finding(entries, broken)
        end, entries = End(line.number, line.hash), entries + 1
        if entries % LINES_PER_FETCH == 0:
            progress(entries)
    if end != End(head.number, head.hash):
        return Finding(entries, f"第 {end.number} 行之后缺到第 {head.number} 行")
    return Finding(entries, "")


def misfit(line: AuditEntry, end: End) -> str:
    if line.number != end.number + 1:
        return f"第 {end.number + 1} 行不见了"
    if line.previous != end.hash:
        return f"第 {line.number} 行接不上前一行"
    return "" if line.computed_hash() == line.hash else f"第 {line.number} 行被改过"


def end_of_pruned() -> tuple[End, str]:
    """Returns the last line of the months that were pruned, and the first of these that does not fit."""
    end, previous = End(), NO_HASH
    for month in PrunedMonth.objects.order_by("month"):
        fits = month.first_number == end.number + 1 and month.previous == previous
        if not fits or month.computed_hash() != month.hash:
            return end, f"已清理的 {month} 月的记载接不上"
        end, previous = End(month.last_number, month.last_hash), month.hash
    return end, ""


def claim_due() -> bool:
    failed_sign_ins.tell_due()
    return AuditCheck.claim_due()


daily = DailyWork("check of the audit log", claim_due, lambda: verify())


def last_check() -> AuditCheck:
    """Returns the last check. Where it is a day old, another is begun in the background, and not waited for."""
    failed_sign_ins.tell_due()
    last = AuditCheck.objects.first()
    if last is None or AuditCheck.objects.due().exists():
        daily.begin()
    return last or AuditCheck()
