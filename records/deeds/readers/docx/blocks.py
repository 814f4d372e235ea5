"""What the walk through a document hands on: its paragraphs and table rows, not yet cut into lines."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from records.deeds.readers.docx.numbering import NO_NUMBER, Number
from records.deeds.readers.docx.styles import Letters, Shape
from records.deeds.source import Role


@dataclass(slots=True)
class Run:
    text: str
    letters: Letters


@dataclass(slots=True)
class Shot:
    """A picture where it stands: the member that holds it, and its alternative text."""

    member: str
    caption: str = ""


@dataclass(slots=True)
class Block:
    """A paragraph, or a row of a table. `aside`: it stood in a text box or a note, and was put behind its paragraph.

    `notices` counts, by the code of its message, what could not be handed on.
    """

    shape: Shape
    role: Role = "body"
    aside: bool = False
    number: Number = NO_NUMBER
    runs: list[Run] = field(default_factory=list)
    shots: list[Shot] = field(default_factory=list)
    notices: dict[str, int] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not (self.runs or self.shots or self.notices or self.number.text)

    def notice(self, code: str, count: int = 1) -> None:
        if count:
            self.notices[code] = self.notices.get(code, 0) + count

    def notice_all(self, counts: Mapping[str, int]) -> None:
        for code, count in counts.items():
            self.notice(code, count)

    @property
    def content(self) -> str:
        """The text without its number."""
        return "".join(run.text for run in self.runs).strip()
