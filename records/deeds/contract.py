"""The JSON form of a reading that `import_records --json` prints, one object a line."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from .document import Award, Deeds, Figure, Message, Section


def number(value: Decimal) -> int | float:
    """JSON has no decimals: whole numbers stay whole, others take the nearest double, which prints as written."""
    return int(value) if value == value.to_integral_value() else float(value)


def award_json(award: Award) -> dict[str, Any]:
    return {"name": award.name, "year": award.year, "holder": award.holder}


def section_json(section: Section) -> dict[str, Any]:
    return {
        "number": section.number,
        "title": section.title,
        "lead": section.lead,
        "measures": [{"number": m.number, "marker": m.marker, "text": m.text} for m in section.measures],
    }


def figure_json(figure: Figure) -> dict[str, Any]:
    return {
        "label": figure.label,
        "value": number(figure.value),
        "unit": figure.unit,
        "sentence": figure.sentence,
    }


def record_json(deeds: Deeds) -> dict[str, Any]:
    return {
        "title": deeds.title,
        "recipient": {"name": deeds.recipient.name, "kind": deeds.recipient.kind},
        "awards": [award_json(award) for award in deeds.awards],
        "introduction": deeds.introduction,
        "sections": [section_json(section) for section in deeds.sections],
        "closing": deeds.closing,
        "figures": [figure_json(figure) for figure in deeds.figures],
        "left_out": list(deeds.left_out),
    }


def message_json(message: Message) -> dict[str, Any]:
    return {"level": message.level, "code": message.code, "text": message.text, "line": message.line}


def as_json(source: str, deeds: Deeds | None, messages: Sequence[Message]) -> dict[str, Any]:
    """`deeds` is None for a document that could not be read: `ok` is then false and there is no `record`."""
    answer: dict[str, Any] = {"source": source, "ok": deeds is not None}
    if deeds is not None:
        answer["record"] = record_json(deeds)
    return answer | {"messages": [message_json(message) for message in messages]}
