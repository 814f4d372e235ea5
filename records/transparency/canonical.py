"""The canonical form of a version, JSON by RFC 8785: its fingerprint is the SHA-256. README.md tells what it holds.

What it holds may never change for a version that is sealed: another form would be another schema.
"""

import hashlib
import json
from datetime import UTC
from decimal import Decimal
from typing import Any

import rfc8785

from records.models import Commendation, DecisionSeal, NamesSeal, Record, Version, VersionSeal
from records.models.rolls import facts_of as facts_on_page
from records.models.versions import TEXTS

SCHEMA = "honors-record/version/1"
NAMES_SCHEMA = "honors-record/names/1"
DECISION_SCHEMA = "honors-record/decision/1"
DATES = ("decided_on", "notice_from", "notice_until")
MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"


def canonical(value: Any) -> bytes:
    written: bytes = rfc8785.dumps(value)
    return written


def facts_of(version: Version, record: Record) -> dict[str, Any]:
    """Returns what may be another later while the version stays: names that are corrected, a file that is found."""
    original = version.original.sha256 if version.original else None
    return {"original": original, **names_of(record)}


def names_of(record: Record) -> dict[str, Any]:
    """Returns who was honored for what, as the page says it today."""
    recipient, commendation = record.recipient, record.commendation
    return {
        "recipient": {"name": recipient.name, "kind": recipient.kind, "region": recipient.region},
        "award": {"name": commendation.category.name, "year": commendation.year},
    }


def names_form(seal: NamesSeal) -> bytes:
    """Returns the canonical form of names that were corrected; blank ones are erased and have none."""
    return canonical(
        {
            "schema": NAMES_SCHEMA,
            "salt": seal.salt,
            "record": seal.record_id,
            "names": seal.number,
            **json.loads(seal.facts),
        }
    )


def decision_of(commendation: Commendation) -> dict[str, Any]:
    """Returns all that its page says of the decision today."""
    said = facts_on_page(commendation)
    for one in ("title", "issuer", "attachment_id"):
        del said[one]
    dates = {name: said[name].isoformat() for name in DATES if said[name]}
    return {
        "award": {"name": commendation.category.name, "year": commendation.year},
        "issuers": commendation.issuers,
        "attachment": commendation.attachment.sha256 if commendation.attachment else None,
        **said,
        **dates,
    }


def decision_form(seal: DecisionSeal) -> bytes:
    """Returns the canonical form of a decision; blank ones are erased and have none."""
    return canonical(
        {
            "schema": DECISION_SCHEMA,
            "salt": seal.salt,
            "commendation": seal.commendation_id,
            "decision": seal.number,
            **json.loads(seal.facts),
        }
    )


def is_said(seal: DecisionSeal, commendation: Commendation) -> bool:
    """Tells whether the page says today what was sealed."""
    return bool(seal.facts) and json.loads(seal.facts) == decision_of(commendation)


def form_of(version: Version, salt: str, facts: dict[str, Any]) -> bytes:
    """Returns the canonical form of a version that is `whole()`."""
    return canonical(
        {
            "schema": SCHEMA,
            "salt": salt,
            "record": version.record_id,
            "version": version.number,
            "public_from": moment_of(version),
            "note": version.note,
            **facts,
            **{name: getattr(version, name) for name in TEXTS},
            "cover": version.cover.name if version.cover else None,
            "sections": [
                {
                    "number": section.number,
                    "title": section.title,
                    "lead": section.lead,
                    "measures": [
                        {"number": measure.number, "marker": measure.marker, "text": measure.text}
                        for measure in section.measures.all()
                    ],
                }
                for section in version.sections.all()
            ],
            "figures": figures_of(version),
        }
    )


def moment_of(version: Version) -> str:
    if version.public_from is None:
        raise ValueError("a version that was never public has no canonical form")
    return version.public_from.astimezone(UTC).strftime(MOMENT)


def figures_of(version: Version) -> list[dict[str, Any]]:
    places = {
        measure.pk: (section.number, measure.number)
        for section in version.sections.all()
        for measure in section.measures.all()
    }
    return [
        {
            "number": figure.number,
            "label": figure.label,
            "value": plain(figure.value),
            "unit": figure.unit,
            "as_of": figure.as_of,
            "approximate": figure.approximate,
            "series": figure.series,
            "rank": figure.rank,
            "rank_of": figure.rank_of,
            "place": list(places[figure.measure_id]) if figure.measure_id in places else None,
            "chart": figure.chart,
            "is_key": figure.is_key,
            "sentence": figure.sentence,
        }
        for figure in version.figures.all()
    ]


def plain(value: Decimal) -> str:
    """Writes a number without an exponent and without zeros at the end, whatever database it comes from."""
    digits = f"{Decimal(value):f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def sealed_form(seal: VersionSeal) -> bytes:
    """Makes the canonical form anew from the rows of the version; that it is the sealed one, the caller checks."""
    return form_of(seal.version, seal.salt, json.loads(seal.facts))


def fingerprint(form: bytes) -> str:
    return hashlib.sha256(form).hexdigest()


def sm3(form: bytes) -> str | None:
    """Returns the SM3 digest (GB/T 32905) in hexadecimal; None where this Python's OpenSSL lacks it."""
    return hashlib.new("sm3", form).hexdigest() if "sm3" in hashlib.algorithms_available else None
