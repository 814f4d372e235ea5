"""Writes tables for a spreadsheet: the records, and their figures."""

import io
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from defusedcsv import csv  # type: ignore[import-untyped]
from django.urls import reverse
from django.utils import timezone

from records import tributes
from records.models import Figure, Record
from records.utils.addresses import absolute

from .contents import ROWS_PER_FETCH

Row = TypeVar("Row")
Column = tuple[str, Callable[[Row], Any]]

RECORD_COLUMNS: tuple[Column[Record], ...] = (
    ("编号", lambda record: record.pk),
    ("标题", lambda record: record.title),
    ("对象", lambda record: record.recipient.name),
    ("职务、单位", lambda record: record.post),
    ("类别", lambda record: record.recipient.get_kind_display()),
    ("所在地", lambda record: "/".join(record.recipient.places)),
    ("表彰", lambda record: record.commendation.category.name),
    ("年份", lambda record: record.commendation.year),
    ("授予机关", lambda record: record.commendation.issuer),
    ("称号已撤销", lambda record: record.revocation),
    ("一句话介绍", lambda record: record.summary),
    ("发布时间", lambda record: local(record.published_at)),
    ("最后修改", lambda record: local(record.updated_at)),
    ("致敬数", tributes.count),
    ("网址", lambda record: absolute(record.get_absolute_url())),
)
FIGURE_COLUMNS: tuple[Column[Figure], ...] = (
    ("记录编号", lambda figure: figure.version.record_id),
    ("记录标题", lambda figure: figure.version.title),
    ("章节", lambda figure: figure.measure.section.title if figure.measure else ""),
    ("举措", lambda figure: str(figure.measure or "")),
    ("名称", lambda figure: figure.label),
    ("数值", lambda figure: figure.value.normalize()),
    ("单位", lambda figure: figure.unit),
    ("约数", lambda figure: "是" if figure.approximate else ""),
    ("年份", lambda figure: figure.as_of),
    ("数列", lambda figure: figure.series),
    ("位次", lambda figure: figure.rank),
    ("位次总数", lambda figure: figure.rank_of),
    ("关键数据", lambda figure: "是" if figure.is_key else ""),
    ("出处原句", lambda figure: figure.sentence),
    ("网址", lambda figure: address_of(figure)),
)


def records_table() -> bytes:
    records = Record.objects.published().with_names().order_by("pk")
    return table(RECORD_COLUMNS, records.iterator(ROWS_PER_FETCH))


def figures_table() -> bytes:
    live = Record.objects.published().values("live")
    shown = (
        Figure.objects.filter(version__in=live).select_related("version", "measure__section").order_by("pk")
    )
    return table(FIGURE_COLUMNS, shown.iterator(ROWS_PER_FETCH))


def address_of(figure: Figure) -> str:
    page = absolute(reverse("record", args=[figure.version.record_id]))
    return f"{page}#{figure.measure.anchor}" if figure.measure else page


def local(moment: datetime | None) -> str:
    """Returns the time at the site as Excel reads one: it takes an offset or a T for words."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}" if moment else ""


# Signs that begin a formula, or that a spreadsheet drops in front of one. Of OWASP's list defusedcsv knows those of
# ASCII that are seen: = + - @, and | and % besides.
FORMULA_SIGNS = ("\t", "\r", "\n", "＝", "＋", "－", "＠")


def table(columns: Sequence[Column[Row]], rows: Iterable[Row]) -> bytes:
    """Writes CSV, with a mark at its beginning by which Excel knows UTF-8."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(title for title, _ in columns)
    writer.writerows([cell(value_of(row)) for _, value_of in columns] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def cell(value: Any) -> Any:
    """Completes what defusedcsv does, which puts an apostrophe before a text that a spreadsheet would compute."""
    if isinstance(value, str) and value.startswith(FORMULA_SIGNS):
        return f"'{value}"
    return f"{value:f}" if isinstance(value, Decimal) else value
