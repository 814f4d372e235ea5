"""Says what was changed: the values of an object by the names that people read, before and after."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import ForeignKey, Model

from records.models import Commendation, Figure, Recipient, Record, RollGroup
from records.models.versions import CONTENT
from records.presentation.passages import passages

from .recording import Changes

Values = dict[str, Any]
# Of no meaning to a reader, or told otherwise.
OWN_AFFAIRS = {
    "id",
    "created_at",
    "updated_at",
    "revision",
    "initial",
    "pinyin",
    "live",
    "working",
    "has_deeds",
}
PARTS_OF_VERSIONS = [
    f"{version}__{rows}" for version in ("live", "working") for rows in ("sections__measures", "figures")
]


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """Returns (before, after) of each value that is not the same; None stands for what was not there."""
    return {
        name: (before.get(name), after.get(name))
        for name in {**before, **after}
        if before.get(name) != after.get(name)
    }


def field_values(row: Model, left_out: Collection[str] = OWN_AFFAIRS) -> Values:
    """Returns the value of each field by its Chinese name; a row that is pointed to by its name and number."""
    found: Values = {}
    for field in row._meta.concrete_fields:
        if field.name in left_out:
            continue
        value = field.value_from_object(row)
        if isinstance(field, ForeignKey):
            value = f"{getattr(row, field.name)}（{value}）" if value is not None else None
        elif field.choices and value:
            value = str(dict(field.flatchoices).get(value, value))
        elif isinstance(value, Decimal):
            value = f"{value.normalize():f}"  # 34, not 34.0000
        found[str(field.verbose_name)] = value
    return found


def recipient_values(recipient: Recipient) -> Values:
    honors = recipient.distinctions.order_by("position", "pk")
    fields = ["name", "year", "issuer", "holder"]
    former = "、".join(map(str, recipient.former_names.all()))
    return (
        field_values(recipient)
        | ({"曾用名": former} if former else {})
        | {
            f"其他荣誉 {number}": "，".join(str(value) for name in fields if (value := getattr(honor, name)))
            for number, honor in enumerate(honors, 1)
        }
    )


def commendation_values(commendation: Commendation) -> Values:
    groups = {f"分组“{group.path}”": quota_of(group) for group in commendation.groups.all()}
    return field_values(commendation) | groups


def quota_of(group: RollGroup) -> str:
    return "没有名额" if group.quota is None else f"名额 {group.quota}"


def record_values(pk: int) -> Values:
    """Returns all that the editor's page of a record says, as it stands in the database: its fields, and each passage
    and figure of the version that is being written, or else of the public one."""
    return values_of_records([pk])[pk]


def values_of_records(ids: Collection[int]) -> dict[int, Values]:
    """Returns the same of many records by their ids, in as many queries as of one."""
    found = Record.objects.with_names().with_versions().prefetch_related(*PARTS_OF_VERSIONS).in_bulk(ids)
    return {pk: said_by(record) for pk, record in found.items()}


def said_by(record: Record) -> Values:
    version = record.edited
    record = record.showing(version)
    not_texts = {field.name for field in version._meta.concrete_fields} - {*CONTENT}
    found = field_values(version, not_texts) | field_values(record)
    for passage in passages(record):
        if passage.section or passage.path not in {"title", "introduction", "closing"}:
            found[place_of(passage)] = passage.marker + passage.text
    places = {
        measure.pk: f"第 {section.number} 章第 {measure.number} 条"
        for section in record.sections.all()
        for measure in section.measures.all()
    }
    for figure in record.figures.all():
        found[f"数据 {figure.number}"] = figure_line(figure, places.get(figure.measure_id or 0, ""))
    return {name: value for name, value in found.items() if value not in ("", None)}


def place_of(passage: Any) -> str:
    """Names a passage by its place: 第 1 章标题, 第 1 章导语, 第 1 章第 2 条."""
    if passage.measure:
        return f"第 {passage.section} 章第 {passage.measure} 条"
    return f"第 {passage.section} 章{'标题' if passage.path.endswith('.title') else '导语'}"


def figure_line(figure: Figure, place: str) -> str:
    values = field_values(figure, {*OWN_AFFAIRS, "version", "copied_from", "number", "measure"}) | {
        "所属举措": place
    }
    told = {name: "是" if value is True else value for name, value in values.items()}
    return "；".join(f"{name}：{value}" for name, value in told.items() if value not in ("", None, False))


def values_of(row: Model) -> Values:
    """Returns what a page of the admin edits: the row with its parts."""
    if isinstance(row, Record):
        return record_values(row.pk)
    if isinstance(row, Commendation):
        return commendation_values(row)
    return recipient_values(row) if isinstance(row, Recipient) else field_values(row)
