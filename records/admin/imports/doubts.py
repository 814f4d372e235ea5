"""Lists what is doubtful about a document under review: said in reading it, or found by the checks in its texts.

An editor who has looked at one ticks it; that is kept with the reading, and nobody is led there again.
"""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import blake2s

from records.checks.running import find_lost_figures, in_deeds, listed_words, messages_of
from records.checks.texts import texts_of
from records.deeds.document import Message
from records.publishing.existing_rows import held_against_rolls

from .stored_readings import Origins, StoredReading

DOUBTFUL = ("warning", "error")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A message as the page shows it; `anchor` is the id that a field is described by."""

    anchor: str
    message: Message
    is_settled: bool = False

    @property
    def key(self) -> str:
        return key_of(self.message)

    @property
    def is_doubtful(self) -> bool:
        return self.message.level in DOUBTFUL


def key_of(message: Message) -> str:
    """Names a message by what it says of which part: the same one is known again when the page is opened anew."""
    said = f"{message.code} {message.path} {message.text}"
    return blake2s(said.encode(), digest_size=8).hexdigest()


def doubts_of(stored: StoredReading, settled: Container[str]) -> list[Doubt]:
    """Lists what was said in reading, what the checks find in the texts as they are stored now, and what the roll of
    the award says otherwise.
    """
    messages = [*stored.messages, *found_by_checks(stored), *found_on_roll(stored)]
    return [
        Doubt(f"note-{number}", message, key_of(message) in settled)
        for number, message in enumerate(messages, 1)
    ]


def found_by_checks(stored: StoredReading) -> Iterator[Message]:
    found = [*in_deeds(stored.deeds, listed_words()), *find_lost_figures(texts_of(stored.deeds))]
    for message in messages_of(found):
        yield replace(message, path=origin_path(message.path or "", stored.origins))


def found_on_roll(stored: StoredReading) -> Iterator[Message]:
    [(refused, absent)] = held_against_rolls([stored.deeds])
    if refused:
        yield Message("warning", "roll-differs", refused)
    if absent:
        yield Message("warning", "not-on-roll", absent)


def origin_path(path: str, origins: Origins) -> str:
    """Returns the path under which the text was read, by which doubts are named; "" for what the editor added."""
    match path.split("."):
        case ["sections", section, "measures", measure, name]:
            origin = origins.measures[int(section) - 1][int(measure) - 1]
        case ["sections", section, name]:
            origin = origins.sections[int(section) - 1]
        case ["figures", figure, name]:
            origin = origins.figures[int(figure) - 1]
        case _:
            return path
    return f"{origin.split()[0]}.{name}" if origin else ""


def left_open(messages: Iterable[Message], settled: Container[str]) -> list[Message]:
    """Keeps what somebody should still look at."""
    return [one for one in messages if one.level in DOUBTFUL and key_of(one) not in settled]
