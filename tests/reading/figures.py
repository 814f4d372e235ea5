"""Prints figures with their sentences, for a second reader to judge: label, value and unit."""

import random
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from records.deeds import DeedsError, read_parts
from records.deeds.document import Figure, digits

SEED = 20111


def show_figures(folder: Path, number: int, console: Console) -> None:
    """Draws from all figures of the given documents, always the same ones while these and the rules are the same."""
    found = [(path.name, figure) for path in sorted(folder.glob("*.*")) for figure in figures_of(path)]
    drawn = random.Random(SEED).sample(found, min(number, len(found)))
    for place, (name, figure) in enumerate(sorted(drawn, key=lambda pair: pair[0]), 1):
        about = "约" if figure.approximate else ""
        shown = f"{figure.label} = {about}{digits(figure.value)}{figure.unit}"
        console.print(f"{place:>3} [bold]{escape(shown)}[/]  {name}\n    {escape(figure.sentence)}")
    console.print(f"{len(drawn)} of {len(found)} figures")


def figures_of(path: Path) -> tuple[Figure, ...]:
    if path.suffix in (".seen", ".json", ".py") or path.name == "README.md":
        return ()
    try:
        readings = read_parts(path.read_bytes(), path.name)
    except DeedsError:
        return ()
    return tuple(figure for reading in readings for figure in reading.deeds.figures)
