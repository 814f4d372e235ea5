"""Writes tables for a spreadsheet: the records, and their figures."""

import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from defusedcsv import csv  # type: ignore[import-untyped]
from django.conf import settings

from records import tributes
from records.models import Figure, Record

from .contents import ROWS_PER_FETCH, rows_of

RECORD_COLUMNS = "编号 标题 对象 类别 所在地 表彰 年份 授予机关 发布时间 最后修改 致敬数 网址".split()  # noqa: SIM905
FIGURE_COLUMNS = "记录编号 名称 数值 单位 约数 年份 数列 位次 位次总数 出处原句".split()  # noqa: SIM905


def record_lines() -> Iterator[Sequence[Any]]:
    for record in Record.objects.published().with_names().order_by("pk").iterator(ROWS_PER_FETCH):
        recipient, commendation = record.recipient, record.commendation
        yield [
            record.pk,
            record.title,
            recipient.name,
            recipient.get_kind_display(),
            "/".join(recipient.places),
            commendation.category.name,
            commendation.year,
            commendation.issuer,
            record.published_at.isoformat() if record.published_at else "",
            record.updated_at.isoformat(),
            tributes.count(record),
            settings.SITE_URL + record.get_absolute_url(),
        ]


def figure_lines() -> Iterator[Sequence[Any]]:
    figures: Iterable[Figure] = rows_of(Figure)  # type: ignore[assignment]
    for figure in figures:
        yield [
            figure.record_id,
            figure.label,
            figure.value.normalize(),
            figure.unit,
            "是" if figure.approximate else "",
            figure.as_of,
            figure.series,
            figure.rank,
            figure.rank_of,
            figure.sentence,
        ]


# Signs that begin a formula, or that a spreadsheet drops in front of one. Of OWASP's list defusedcsv knows those of
# ASCII that are seen: = + - @, and | and % besides.
FORMULA_SIGNS = ("\t", "\r", "\n", "＝", "＋", "－", "＠")


def table(columns: Sequence[str], lines: Iterable[Sequence[Any]]) -> bytes:
    """Writes CSV, with a mark at its beginning by which Excel knows UTF-8."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(columns)
    writer.writerows([cell(value) for value in line] for line in lines)
    return written.getvalue().encode("utf-8-sig")


def cell(value: Any) -> Any:
    """Completes what defusedcsv does, which puts an apostrophe before a text that a spreadsheet would compute."""
    if isinstance(value, str) and value.startswith(FORMULA_SIGNS):
        return f"'{value}"
    return f"{value:f}" if isinstance(value, Decimal) else value
