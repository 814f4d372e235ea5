"""Says how the given documents are read and why: `make read-report`.

For each document the candidates for whom it honors with the evidence that decided, then the scores of all, by the
shipped table of weights and by one fitted without the document that is read, and how many modules a Word file passes.
DEEDS_FOLDER names the documents' folder.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from records.deeds import DeedsError, read_parts
from records.deeds.formats.json import as_json
from records.deeds.parsing.recipients import choosing as recipients
from records.deeds.parsing.recipients.evidence import WEIGHTS

from .examples import Example, examples_in
from .figures import show_figures
from .fitting import best_of, fitted, points, without_each
from .modules import given_as_word, most_passed

FOLDER = Path(os.environ.get("DEEDS_FOLDER") or Path(__file__).parents[3] / "shared" / "deeds")
SHOWN = 3  # candidates of each document


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--figures", type=int, metavar="N", help="only print so many figures with their sentences"
    )
    parser.add_argument("--fit", action="store_true", help="print the table of weights, fitted anew")
    chosen = parser.parse_args()
    if not (FOLDER / "score.py").exists():
        sys.exit(f"No documents in {FOLDER}; name their folder in DEEDS_FOLDER.")
    console = Console(width=140, highlight=False)
    if chosen.figures:
        show_figures(FOLDER, chosen.figures, console)
        return
    examples = list(examples_in(FOLDER))
    for example in examples:
        show(example, console)
    if chosen.fit:
        for row, weight in fitted(examples, WEIGHTS).items():
            console.print(f"{row}: {weight}" + (f"  (now {WEIGHTS[row]})" if weight != WEIGHTS[row] else ""))
    console.print("[bold]By the table as it is:[/]", scored({}))
    console.print("[bold]Each by a table fitted without it:[/]", scored(without_each(examples)))
    console.print("[bold]Modules a .docx passes:[/]", most_passed(given_as_word(FOLDER)))


def show(example: Example, console: Console) -> None:
    ranked = sorted(example.candidates, key=lambda each: points(WEIGHTS, each.evidence), reverse=True)
    sign = "[green]✓[/]" if best_of(example, WEIGHTS) == example.wanted else "[red]✗[/]"
    console.print(f"{sign} [bold]{example.path.name}[/]: {escape(str(example.wanted))}")
    for each in ranked[:SHOWN]:
        evidence = ", ".join(
            f"{row} {WEIGHTS[row]:+}" for row in sorted(each.evidence, key=WEIGHTS.__getitem__)
        )
        console.print(f"    {points(WEIGHTS, each.evidence):>3.0f} {escape(each.name)}: {escape(evidence)}")


def scored(tables: Mapping[str, Mapping[str, int]]) -> str:
    """Reads all documents, each by its table or by the shipped one; returns the last line of score.py."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "read.jsonl"
        with output.open("w", encoding="utf-8") as rows:
            for path in documents():
                with weighing_by(tables.get(path.name, WEIGHTS)):
                    for row in lines_of(path):
                        rows.write(f"{row}\n")
        command = [sys.executable, f"{FOLDER / 'score.py'}", f"{FOLDER}", f"{output}", "--all"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[-1]


def documents() -> Iterator[Path]:
    for path in sorted(FOLDER.iterdir()):
        if path.with_name(f"{path.stem}.expect.json").exists() and path.suffix != ".seen":
            yield path


def lines_of(path: Path) -> Iterator[str]:
    try:
        readings = read_parts(path.read_bytes(), path.name)
    except DeedsError as error:
        yield json.dumps(as_json(path.name, None, (error.message,)), ensure_ascii=False)
        return
    for reading in readings:
        yield json.dumps(as_json(path.name, reading.deeds, reading.messages), ensure_ascii=False)


@contextmanager
def weighing_by(table: Mapping[str, int]) -> Iterator[None]:
    shipped = recipients.WEIGHTS
    recipients.WEIGHTS = table  # type: ignore[assignment]
    try:
        yield
    finally:
        recipients.WEIGHTS = shipped


if __name__ == "__main__":
    main()
