"""Shows, beside the lines of the import command, progress while it works and tables at the end."""

from typing import TextIO

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from .tally import MAX_NAMED, OUTCOMES, ImportTally

# Where nobody sees how wide the screen is: in a log.
LOG_WIDTH = 120
LISTS = {"failed": "失败的", "uncertain": "有待核对的", "skipped": "略过的"}


def progress_on(stream: TextIO) -> Progress:
    """Shows a bar on a terminal, nothing elsewhere. Until the total is known it only shows that work goes on."""
    console = Console(file=stream)
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


def tables(tally: ImportTally, *, colored: bool) -> str:
    width = None if colored else LOG_WIDTH
    console = Console(force_terminal=colored, width=width)
    with console.capture() as captured:
        console.print(totals(tally))
        for key, title in LISTS.items():
            if tally.times[key]:
                console.print(listed(tally, key, title))
    return captured.get().rstrip()


def totals(tally: ImportTally) -> Table:
    table = Table(title=f"共 {tally.documents:,} 份材料", title_justify="left")
    table.add_column("结果")
    table.add_column("份数", justify="right")
    for key, name in OUTCOMES.items():
        if tally.times[key] or key in {"read", "failed"}:
            table.add_row(
                name,
                f"{tally.times[key]:,}",
                style="red" if tally.times["failed"] and key == "failed" else "",
            )
    return table


def listed(tally: ImportTally, key: str, title: str) -> Table:
    table = Table(title=title, title_justify="left", show_lines=True)
    table.add_column("文件", overflow="fold", ratio=2)
    table.add_column("原因" if key != "uncertain" else "请核对", overflow="fold", ratio=3)
    for name, why in tally.named[key]:
        table.add_row(Text(name), Text(why))
    if tally.times[key] > MAX_NAMED[key]:
        rest = tally.times[key] - MAX_NAMED[key]
        table.add_row(Text("……"), Text(f"还有 {rest:,} 份。其余见 --report 写出的报告。"))
    return table
