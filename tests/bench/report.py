"""Writes RESULTS.md from the figures kept."""

from collections.abc import Sequence
from pathlib import Path

from tests.bench.figures import Figure

RESULTS = Path(__file__).parent / "RESULTS.md"
HEADINGS = {
    "pages": "网页",
    "deployed": "照指南部署",
    "reading": "初次打开",
    "tributes": "致敬",
    "growth": "记录增多以后",
    "resources": "内存与启动",
    "postgresql": "PostgreSQL，多个进程",
}
SIGNS = {True: "✓", False: "✗", None: ""}
HEAD = """\
# 测量结果

由 `make bench` 写成，请勿手改。服务器固定在一个核心上，wrk 在另一个；比值的两边在同一次运行中轮流测量，取中位数。
PostgreSQL 一节没有固定核心：数据库、网站和 wrk 分用全部核心，所以只看比值。

机器：{machine}
"""
TABLE_HEAD = """
## {heading}

| 指标 | 结果 | 目标 | | 说明 | 日期 |
|---|---:|---:|---|---|---|
"""


def write(machine: str, figures: Sequence[Figure], file: Path = RESULTS) -> None:
    text = HEAD.format(machine=machine)
    for part, heading in HEADINGS.items():
        rows = [row(figure) for figure in figures if figure.part == part]
        if rows:
            text += TABLE_HEAD.format(heading=heading) + "".join(rows)
    file.write_text(text, encoding="utf-8")


def row(figure: Figure) -> str:
    cells = [figure.name, figure.shown, figure.target, SIGNS[figure.is_met], figure.told, figure.measured]
    return f"| {' | '.join(cells)} |\n"
