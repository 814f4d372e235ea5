"""schema.org descriptions of pages, as plain dictionaries for JSON-LD."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from records.models import Recipient, Record

from .markdown import to_plain
from .passages import Kind, passages

Thing = dict[str, Any]
CONTEXT = "https://schema.org"
PROV = "http://www.w3.org/ns/prov#"


def address(path: str) -> str:
    return settings.SITE_URL + path


def site() -> Thing:
    return {
        "@context": CONTEXT,
        "@type": "WebSite",
        "name": settings.SITE_NAME,
        "url": address("/"),
        "inLanguage": "zh-Hans",
    }


def page(name: str, path: str) -> Thing:
    return {
        "@context": CONTEXT,
        "@type": "WebPage",
        "name": name,
        "url": address(path),
        "inLanguage": "zh-Hans",
        "isPartOf": {"@type": "WebSite", "name": settings.SITE_NAME, "url": address("/")},
    }


def collection(name: str, path: str, records: Iterable[Record]) -> Thing:
    items = [
        {
            "@type": "ListItem",
            "position": position,
            "url": address(record.get_absolute_url()),
            "name": record.title,
        }
        for position, record in enumerate(records, 1)
    ]
    return page(name, path) | {
        "@type": "CollectionPage",
        "mainEntity": {"@type": "ItemList", "itemListElement": items},
    }


def recipient(honored: Recipient, award: str) -> Thing:
    """Only what is known: an empty field is left out, never an empty string."""
    thing: Thing = {
        "@type": "Organization" if honored.kind == Recipient.Kind.ORGANIZATION else "Person",
        "name": honored.name,
        "url": address(honored.get_absolute_url()),
        # What another name holds is not said of this one.
        "award": [award, *(str(honor) for honor in honored.distinctions.all() if not honor.holder)],
    }
    if honored.short_name:
        thing["alternateName"] = honored.short_name
    if honored.region:
        thing["address"] = {"@type": "PostalAddress", "streetAddress": "".join(honored.places)}
    return thing


def whole(shown: Record) -> Thing:
    """The record's own file: what its page tells, the text, and in W3C PROV where it came from and how it changed."""
    described = record(shown)
    body = [passage.line for passage in passages(shown) if passage.kind != Kind.TITLE]
    told: Thing = {
        "@context": [CONTEXT, {"prov": PROV}],
        "@id": described["url"],
        "@type": ["Article", "prov:Entity"],
        "identifier": shown.pk,
        "version": shown.version,
        "articleBody": "\n\n".join(filter(None, body)),
        "prov:generatedAtTime": shown.updated_at.isoformat(),
        "prov:wasGeneratedBy": activities(shown),
    }
    if operator := settings.OPERATOR.operator_name:
        told["prov:wasAttributedTo"] = {"@type": ["Organization", "prov:Agent"], "name": operator}
    if shown.source or shown.source_link:
        source = {"@type": "prov:Entity", "name": shown.source, "url": shown.source_link}
        told["prov:hadPrimarySource"] = {name: value for name, value in source.items() if value}
    return described | told


def activities(shown: Record) -> list[Thing]:
    moments = [("录入", shown.created_at), ("发布", shown.published_at), ("最后修改", shown.updated_at)]
    return [
        {"@type": "prov:Activity", "name": name, "prov:endedAtTime": moment.isoformat()}
        for name, moment in moments
        if moment
    ]


def record(shown: Record) -> Thing:
    described = page(shown.title, shown.get_absolute_url()) | {
        "@type": "Article",
        "headline": shown.title,
        "description": to_plain(shown.introduction)[:200],
        "about": recipient(shown.recipient, str(shown.commendation)),
        "articleSection": [section.title for section in shown.sections.all() if section.title],
        "dateModified": shown.updated_at.isoformat(timespec="seconds"),
        "isAccessibleForFree": True,
    }
    if shown.published_at:
        described["datePublished"] = shown.published_at.isoformat(timespec="seconds")
    return described
