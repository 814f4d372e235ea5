"""Gives the checks all that a record says: the one place that knows where its texts are kept."""

from dataclasses import dataclass

from records.deeds.document import Deeds, Section
from records.exporting.from_records import texts_and_figures
from records.models import Record
from records.presentation.passages import passages_in_order

from .finding import HasText, Text


@dataclass(frozen=True)
class RecordTexts:
    """`record` is None for deeds that are no record yet."""

    texts: tuple[HasText, ...]
    deeds: Deeds
    record: Record | None = None

    @property
    def sections(self) -> tuple[Section, ...]:
        return self.deeds.sections

    def at(self, path: str) -> str | None:
        return next((one.text for one in self.texts if one.path == path), None)


def texts_of(record: Record | Deeds) -> RecordTexts:
    """Returns the texts in their order, in three queries; of deeds at hand, in none."""
    if isinstance(record, Deeds):
        return texts_in(record, record.recipient.post or "")
    return texts_in(texts_and_figures(record), record.post, record)


def texts_in(deeds: Deeds, post: str, record: Record | None = None) -> RecordTexts:
    texts: list[HasText] = [*passages_in_order(deeds)]
    texts += [Text("summary", deeds.summary), Text("post", post)]
    # A sentence that a figure keeps is public too, and stays when the text is mended.
    texts += [
        Text(f"figures.{number}.sentence", figure.sentence) for number, figure in enumerate(deeds.figures, 1)
    ]
    return RecordTexts(tuple(texts), deeds, record)
