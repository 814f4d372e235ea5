"""RESULTS.md and the README's picture, both made from the figures kept."""

from collections.abc import Sequence
from pathlib import Path

from tests.bench.figures import Figure

RESULTS = Path(__file__).parent / "RESULTS.md"
HEADINGS = {
    "pages": "网页",
    "tributes": "致敬",
    "growth": "记录增多以后",
    "resources": "内存与启动",
    "postgresql": "PostgreSQL，多个进程",
}
SIGNS = {True: "✓", False: "✗", None: ""}


def write(machine: str, figures: Sequence[Figure], file: Path = RESULTS) -> None:
    lines = [
        "# 测量结果",
        "",
        "由 `make bench` 写成，请勿手改。服务器固定在一个核心上，wrk 在另一个；比值的两边在同一次运行中轮流测量，"
        "取中位数。PostgreSQL 一节没有固定核心。",
        "",
        f"机器：{machine}",
    ]
    for part, heading in HEADINGS.items():
        rows = [figure for figure in figures if figure.part == part]
        if rows:
            lines += [
                "",
                f"## {heading}",
                "",
                "| 指标 | 结果 | 目标 | | 说明 | 日期 |",
                "|---|---:|---:|---|---|---|",
            ]
            lines += [row(figure) for figure in rows]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def row(figure: Figure) -> str:
    cells = [figure.name, figure.shown, figure.target, SIGNS[figure.is_met], figure.told, figure.measured]
    return f"| {' | '.join(cells)} |"
