"""Describes pages in the words of schema.org, as plain dictionaries for JSON-LD."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from records.models import Recipient, Record

from .markdown import to_plain
from .passages import PassageKind, passages

Thing = dict[str, Any]
SCHEMA_ORG = "https://schema.org"
PROV = "http://www.w3.org/ns/prov#"
MAX_DESCRIPTION_CHARACTERS = 200


def absolute(path: str) -> str:
    return settings.SITE_URL + path


def site() -> Thing:
    return {
        "@context": SCHEMA_ORG,
        "@type": "WebSite",
        "name": settings.SITE_NAME,
        "url": absolute("/"),
        "inLanguage": "zh-Hans",
    }


def page(name: str, path: str) -> Thing:
    return {
        "@context": SCHEMA_ORG,
        "@type": "WebPage",
        "name": name,
        "url": absolute(path),
        "inLanguage": "zh-Hans",
        "isPartOf": {"@type": "WebSite", "name": settings.SITE_NAME, "url": absolute("/")},
    }


def collection(name: str, path: str, records: Iterable[Record]) -> Thing:
    items = [
        {
            "@type": "ListItem",
            "position": position,
            "url": absolute(record.get_absolute_url()),
            "name": record.title,
        }
        for position, record in enumerate(records, 1)
    ]
    return page(name, path) | {
        "@type": "CollectionPage",
        "mainEntity": {"@type": "ItemList", "itemListElement": items},
    }


def recipient(honored: Recipient, award: str) -> Thing:
    """Describes only what is known: an empty field is left out, never an empty string."""
    thing: Thing = {
        "@type": "Organization" if honored.kind == Recipient.Kind.ORGANIZATION else "Person",
        "name": honored.name,
        "url": absolute(honored.get_absolute_url()),
        # A distinction that somebody else holds is not claimed for this recipient.
        "award": [award, *(str(honor) for honor in honored.distinctions.all() if not honor.holder)],
    }
    if honored.short_name:
        thing["alternateName"] = honored.short_name
    if honored.region:
        thing["address"] = {"@type": "PostalAddress", "streetAddress": "".join(honored.places)}
    return thing


def article(record: Record) -> Thing:
    """Describes the award page."""
    thing = page(record.title, record.get_absolute_url()) | {
        "@type": "Article",
        "headline": record.title,
        "description": to_plain(record.introduction)[:MAX_DESCRIPTION_CHARACTERS],
        "about": recipient(record.recipient, str(record.commendation)),
        "articleSection": [section.title for section in record.sections.all() if section.title],
        "dateModified": record.updated_at.isoformat(timespec="seconds"),
        "isAccessibleForFree": True,
    }
    if record.published_at:
        thing["datePublished"] = record.published_at.isoformat(timespec="seconds")
    return thing


def article_with_provenance(record: Record) -> Thing:
    """Describes the record for its own file: as on its page, with the text, and in W3C PROV where it came from and how
    it changed."""
    thing = article(record)
    body = [passage.line for passage in passages(record) if passage.kind != PassageKind.TITLE]
    provenance: Thing = {
        "@context": [SCHEMA_ORG, {"prov": PROV}],
        "@id": thing["url"],
        "@type": ["Article", "prov:Entity"],
        "identifier": record.pk,
        "version": record.version,
        "articleBody": "\n\n".join(filter(None, body)),
        "prov:generatedAtTime": record.updated_at.isoformat(),
        "prov:wasGeneratedBy": activities(record),
    }
    if operator := settings.OPERATOR.operator_name:
        provenance["prov:wasAttributedTo"] = {"@type": ["Organization", "prov:Agent"], "name": operator}
    if record.source or record.source_link:
        source = {"@type": "prov:Entity", "name": record.source, "url": record.source_link}
        provenance["prov:hadPrimarySource"] = {name: value for name, value in source.items() if value}
    return thing | provenance


def activities(record: Record) -> list[Thing]:
    moments = [("录入", record.created_at), ("发布", record.published_at), ("最后修改", record.updated_at)]
    return [
        {"@type": "prov:Activity", "name": name, "prov:endedAtTime": moment.isoformat()}
        for name, moment in moments
        if moment
    ]
