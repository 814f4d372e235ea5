"""Keeps the figures that runs measure, with their targets, from run to run in one file."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

RESULTS = Path(__file__).parent / "results.json"


@dataclass(frozen=True, slots=True)
class Figure:
    part: str
    name: str
    value: float  # the amount that the target bounds: a ratio, milliseconds, megabytes
    unit: str
    told: str  # the numbers behind it, in words
    least: float | None = None  # the target, where more is better
    most: float | None = None  # and where less is
    peer: str = ""  # whose value is 1, where ours is a multiple of it
    measured: str = field(default_factory=lambda: date.today().isoformat())

    @property
    def is_met(self) -> bool | None:
        """Returns None where there is no target."""
        if self.least is not None:
            return self.value >= self.least
        return self.value <= self.most if self.most is not None else None

    @property
    def target(self) -> str:
        if self.least is not None:
            return f"≥ {self.least:g}{self.unit}"
        return f"≤ {self.most:g}{self.unit}" if self.most is not None else "—"

    @property
    def shown(self) -> str:
        digits = 2 if self.unit == "×" and self.value < 10 else 1
        return f"{self.value:.{digits}f}{self.unit}"


def kept(file: Path = RESULTS) -> tuple[str, list[Figure]]:
    """Reads the machine and all figures of earlier runs."""
    if not file.exists():
        return "", []
    found = json.loads(file.read_text(encoding="utf-8"))
    return found["machine"], [Figure(**figure) for figure in found["figures"]]


def keep(machine: str, measured: Iterable[Figure], file: Path = RESULTS) -> list[Figure]:
    """Writes and returns all figures, new ones in place of earlier ones of their part. Another machine begins anew."""
    before_on, before = kept(file)
    new = list(measured)
    parts = {figure.part for figure in new}
    figures = [figure for figure in before if before_on == machine and figure.part not in parts] + new
    content = {"machine": machine, "figures": [asdict(figure) for figure in figures]}
    file.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return figures
