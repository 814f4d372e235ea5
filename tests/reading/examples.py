"""The documents with what a careful reader takes out of them, and the candidates for whom each honors."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from records.deeds.document import DeedsError, Reading
from records.deeds.parsing import pipeline
from records.deeds.parsing.layout import lay_out
from records.deeds.parsing.paragraphs import paragraphs_of
from records.deeds.parsing.recipients.choosing import REACH, Document
from records.deeds.parsing.recipients.evidence import Candidate
from records.deeds.parsing.sections import body_of
from records.deeds.readers.detection import format_of

SUFFIXES = (".txt", ".md", ".html", ".docx", ".pdf")


@dataclass(frozen=True, slots=True)
class Example:
    """`candidates` are all that any rule proposes, also where the title alone settles who is meant."""

    path: Path
    expected: dict[str, Any]
    candidates: tuple[Candidate, ...]

    @property
    def wanted(self) -> str | None:
        return self.expected.get("organization_or_person")

    def evidence_for(self, name: str | None) -> frozenset[str] | None:
        found = (each for each in self.candidates if each.name == name)
        return next((frozenset(each.evidence) for each in found), None)


def examples_in(folder: Path) -> Iterator[Example]:
    """Yields those of one record each, in the order of their names."""
    for expectation in sorted(folder.glob("*.expect.json")):
        stem = expectation.name.removesuffix(".expect.json")
        expected = json.loads(expectation.read_text(encoding="utf-8"))
        path = next((path for suffix in SUFFIXES if (path := folder / f"{stem}{suffix}").exists()), None)
        if path and "records" not in expected:
            yield Example(path, expected, candidates_of(path))


def candidates_of(path: Path) -> tuple[Candidate, ...]:
    """Returns nobody for a document that cannot be read, or that is one of the site's own forms."""
    data = path.read_bytes()
    try:
        source = format_of(data, path.name)[0].read(data)
    except DeedsError:
        return ()
    if isinstance(source, Reading):
        return ()
    paragraphs = paragraphs_of(source)
    layout = lay_out(paragraphs.lines)
    _, mentioned = pipeline.all_awards(layout, body_of(layout), paragraphs.text)
    holders = frozenset(award.holder for award in mentioned if award.holder)
    return tuple(Document(layout.headline, paragraphs.text[:REACH], holders).everybody())
