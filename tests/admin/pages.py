"""The record's page as a browser posts it: opened from the site, changed as an editor would, sent."""

from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.urls import reverse

from records.models import Record

Row = dict[str, Any]


@dataclass
class Page:
    """Rows stand in the order of the page; each section holds its measures. `delete` ticks a row's 删除."""

    fields: Row
    sections: list[Row] = field(default_factory=list)
    figures: list[Row] = field(default_factory=list)
    record_id: int | None = None

    @property
    def address(self) -> str:
        if self.record_id is None:
            return reverse("admin:records_record_add")
        return reverse("admin:records_record_change", args=[self.record_id])

    def data(self) -> dict[str, str]:
        posted = {name: "" if value is None else str(value) for name, value in self.fields.items()}
        return posted | rows_data("sections", self.sections) | rows_data("figures", self.figures)

    def save(self, client: Client, **buttons: str) -> Any:
        return client.post(self.address, self.data() | (buttons or {"_continue": "1"}))


def opened(record: Record) -> Page:
    record = Record.objects.get(pk=record.pk)
    record = record.showing(record.edited)
    names = ["title", "introduction", "closing", "source", "source_link", "tributes_before", "revision"]
    fields = {name: getattr(record, name) for name in names}
    fields |= {"recipient": record.recipient_id, "commendation": record.commendation_id}
    sections = [
        {"id": section.pk, "title": section.title, "lead": section.lead, "measures": measures_of(section)}
        for section in record.edited.sections.all()
    ]
    columns = ["label", "value", "unit", "as_of", "series", "rank", "rank_of", "sentence", "is_key"]
    figures = [
        {"id": figure.pk, "measure": figure.measure_id, **{name: getattr(figure, name) for name in columns}}
        for figure in record.edited.figures.all()
    ]
    return Page(fields, sections, figures, record.pk)


def measures_of(section: Any) -> list[Row]:
    return [{"id": row.pk, "marker": row.marker, "text": row.text} for row in section.measures.all()]


def rows_data(prefix: str, rows: list[Row]) -> dict[str, str]:
    """Like nested_admin's script: stored rows have the first indexes, and every row its place."""
    places = {id(row): place for place, row in enumerate(rows)}
    stored = [row for row in rows if row.get("id") and not row.get("spliced")]
    new = [row for row in rows if not row.get("id") or row.get("spliced")]
    data = {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": str(len(stored))}
    for index, row in enumerate([*stored, *new]):
        data[f"{prefix}-{index}-number"] = str(row.get("place", places[id(row)]))
        for name, value in row.items():
            if name == "measures":
                data |= rows_data(f"{prefix}-{index}-measures", value)
            elif name == "delete":
                data[f"{prefix}-{index}-DELETE"] = "on"
            elif name not in {"place", "spliced"}:
                data[f"{prefix}-{index}-{name}"] = "" if value is None else str(value)
        if prefix == "sections" and "measures" not in row:
            data |= rows_data(f"{prefix}-{index}-measures", [])
    return data


def outline(record: Record) -> list[tuple[int, str, list[tuple[int, str]]]]:
    """Reads what is stored: (number, title, measures as (number, text)) of each section."""
    return [
        (section.number, section.title, [(row.number, row.text) for row in section.measures.all()])
        for section in Record.objects.get(pk=record.pk).edited.sections.all()
    ]
