"""One page that tells of a run: it stands alone, so that it can be mailed and kept."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from records.deeds import Message
from records.presentation.site import site_name
from records.utils.addresses import absolute
from records.utils.files import atomic_file

from .saving import Result
from .tally import OUTCOMES, ImportTally

# A document that is no deeds document at all can have thousands.
MAX_MESSAGES = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the page for each document; nothing of its text is kept."""

    name: str
    outcome: str
    is_uncertain: bool
    title: str
    recipient: str
    award: str
    sections: int
    measures: int
    figures: int
    messages: tuple[Message, ...]
    more_messages: int
    record: int | None
    is_public: bool

    @property
    def outcome_name(self) -> str:
        return OUTCOMES[self.outcome]

    @property
    def was_read(self) -> bool:
        return self.outcome in {"read", "created", "filled", "replaced", "unchanged"} or bool(self.title)

    @property
    def address(self) -> str:
        return absolute(reverse("record", args=[self.record]))

    @property
    def admin_address(self) -> str:
        return absolute(reverse("admin:records_record_change", args=[self.record]))


def row_of(result: Result) -> Row:
    deeds = result.deeds
    award = deeds.awards[0] if deeds and deeds.awards else None
    return Row(
        name=result.label,
        outcome=result.outcome,
        is_uncertain=result.is_uncertain,
        title=(deeds and deeds.title) or "",
        recipient=(deeds and deeds.recipient.name) or "",
        award=f"{award.name}（{award.year}年）" if award and award.year else award.name if award else "",
        sections=len(deeds.sections) if deeds else 0,
        measures=sum(len(section.measures) for section in deeds.sections) if deeds else 0,
        figures=len(deeds.figures) if deeds else 0,
        messages=result.messages[:MAX_MESSAGES],
        more_messages=max(0, len(result.messages) - MAX_MESSAGES),
        record=result.record.pk if result.record else None,
        is_public=bool(result.record and result.record.is_public),
    )


class Report:
    """Raises OSError where it cannot be written: at once, not after an hour's work."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows: list[Row] = []
        with atomic_file(path, replace=False):
            pass

    def add(self, result: Result) -> None:
        self.rows.append(row_of(result))

    def write(self, tally: ImportTally, *, dry_run: bool, finished: bool) -> None:
        context = {
            "rows": self.rows,
            "documents": tally.documents,
            "totals": [(key, name, tally.times[key]) for key, name in OUTCOMES.items() if tally.times[key]],
            "dry_run": dry_run,
            "finished": finished,
            "now": timezone.now(),
            "site_name": site_name(),
            "site_address": settings.SITE_URL,
        }
        with atomic_file(self.path) as file:
            file.write(render_to_string("imports/report.html", context).encode())
