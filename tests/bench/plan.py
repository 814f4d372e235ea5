from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Plan:
    """Says how much is measured: `runs` of each load, of so many seconds; state lies in `folder`, on a real disk."""

    folder: Path
    runs: int
    seconds: float
    quick: bool
    postgresql: str  # a server on which a database may be made, or nothing
