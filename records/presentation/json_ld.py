"""Describes pages in the words of schema.org, as plain dictionaries for JSON-LD."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.urls import reverse

from records.models import Commendation, CommendationVersion, Picture, Recipient, Record
from records.utils.addresses import absolute

from .markdown import to_plain
from .passages import PassageKind, in_a_sentence, passages
from .site import data_license, publisher_name, site_name
from .trail import Trail

Thing = dict[str, Any]
SCHEMA_ORG = "https://schema.org"
MOMENT = {"@type": "xsd:dateTime"}
PROVENANCE_CONTEXT = {
    "@vocab": f"{SCHEMA_ORG}/",
    "prov": "http://www.w3.org/ns/prov#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "url": {"@type": "@id"},
    "datePublished": MOMENT,
    "dateModified": MOMENT,
    "prov:generatedAtTime": MOMENT,
    "prov:endedAtTime": MOMENT,
}
MAX_DESCRIPTION_CHARACTERS = 200


def site() -> Thing:
    return {
        "@context": SCHEMA_ORG,
        "@type": "WebSite",
        "name": site_name(),
        "url": absolute(reverse("home")),
        "inLanguage": "zh-Hans",
    }


def licensed() -> Thing:
    stated = data_license()
    return {"license": stated.link or stated.name} if stated else {}


def publisher() -> Thing:
    return {"@type": "Organization", "name": publisher_name(), "url": absolute(reverse("home"))}


def page(name: str, path: str, trail: Trail | None = None) -> Thing:
    described: Thing = {
        "@context": SCHEMA_ORG,
        "@type": "WebPage",
        "name": name,
        "url": absolute(path),
        "inLanguage": "zh-Hans",
        "isPartOf": {"@type": "WebSite", "name": site_name(), "url": absolute(reverse("home"))},
        **licensed(),
    }
    return described | ({"breadcrumb": breadcrumb(trail)} if trail else {})


def breadcrumb(trail: Trail) -> Thing:
    steps = [
        {"@type": "ListItem", "position": position, "name": step.name, "item": absolute(step.address)}
        for position, step in enumerate(trail, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": steps}


def collection(
    name: str,
    path: str,
    listed: Iterable[Record | Recipient],
    trail: Trail | None = None,
    shown: Picture | None = None,
) -> Thing:
    items = [
        {
            "@type": "ListItem",
            "position": position,
            "url": absolute(one.get_absolute_url()),
            "name": str(one),
        }
        for position, one in enumerate(listed, 1)
    ]
    collected = page(name, path, trail) | {
        "@type": "CollectionPage",
        "mainEntity": {"@type": "ItemList", "itemListElement": items},
    }
    return collected | ({"image": image(shown)} if shown else {})


def commendation(
    of: Commendation,
    said: Commendation | CommendationVersion,
    path: str,
    names: int,
    trail: Trail,
) -> Thing:
    """Describes the page of a decision and its roll; what is only proposed claims no award for anybody."""
    decision: Thing = {"@type": "CreativeWork", "name": said.name or str(of), "genre": "表彰决定"}
    if said.state == Commendation.State.NOTICE:
        decision |= {"genre": "表彰公示", "creativeWorkStatus": "公示，尚未表彰"}
    if said.document_number:
        decision["identifier"] = said.document_number
    if said.decided_on:
        decision["datePublished"] = str(said.decided_on)
    if said.link:
        decision["sameAs"] = said.link
    bodies = [body for body in map(str.strip, said.issuer.split("、")) if body]
    if bodies:
        decision["author"] = [{"@type": "Organization", "name": body} for body in bodies]
    listed = {"@type": "ItemList", "name": f"{of}名单", "numberOfItems": names}
    return page(said.name or str(of), path, trail) | {
        "@type": "CollectionPage",
        "about": decision,
        "mainEntity": listed,
    }


def recipient(honored: Recipient, award: str) -> Thing:
    """Describes only what is known: an empty field is left out, never an empty string. `award` is empty where it was
    revoked: nothing may claim it any more."""
    thing: Thing = {
        "@type": "Organization" if honored.kind == Recipient.Kind.ORGANIZATION else "Person",
        "name": honored.name,
        "url": absolute(honored.get_absolute_url()),
        # A distinction that somebody else holds is not claimed for this recipient.
        "award": [
            *filter(None, [award]),
            *(str(honor) for honor in honored.distinctions.all() if not honor.holder),
        ],
    }
    if honored.short_name:
        thing["alternateName"] = honored.short_name
    if honored.died:
        thing["deathDate"] = str(honored.died)
    if honored.portrait:
        thing["image"] = absolute(honored.portrait.address)
    if honored.region:
        thing["address"] = {"@type": "PostalAddress", "streetAddress": "".join(honored.places)}
    return thing


def image(shown: Picture) -> Thing:
    thing: Thing = {
        "@type": "ImageObject",
        "url": absolute(shown.address),
        "width": shown.width,
        "height": shown.height,
    }
    words = {"caption": shown.caption or shown.alt, "creditText": shown.credit}
    return thing | {name: value for name, value in words.items() if value}


def article(record: Record) -> Thing:
    """Describes the award page."""
    thing = page(record.title, record.get_absolute_url()) | {
        "@type": "Article",
        "headline": record.title,
        "description": to_plain(record.introduction)[:MAX_DESCRIPTION_CHARACTERS] or in_a_sentence(record),
        "author": publisher(),
        "publisher": publisher(),
        "about": recipient(record.recipient, "" if record.is_revoked else str(record.commendation)),
        "dateModified": record.updated_at.isoformat(timespec="seconds"),
    }
    if titles := [section.title for section in record.sections.all() if section.title]:
        thing["articleSection"] = titles
    if record.is_revoked:
        thing["creativeWorkStatus"] = "称号已撤销"
        thing["description"] = record.revocation
    if record.published_at:
        thing["datePublished"] = record.published_at.isoformat(timespec="seconds")
    if record.picture:
        thing["image"] = image(record.picture)
    return thing


def article_with_provenance(record: Record) -> Thing:
    """Describes the record for its own file: as on its page, with the text, and in W3C PROV where it came from and how
    it changed. It is read without fetching anything: the words of schema.org are in the context itself."""
    thing = article(record)
    body = [passage.line for passage in passages(record) if passage.kind != PassageKind.TITLE]
    provenance: Thing = {
        "@context": PROVENANCE_CONTEXT,
        "@id": thing["url"],
        "@type": ["Article", "prov:Entity"],
        "about": {"@id": thing["about"]["url"]} | thing["about"],
        "identifier": record.pk,
        "version": record.content.number,
        "articleBody": "\n\n".join(filter(None, body)) or in_a_sentence(record),
        **made_by_the_last(thing["url"], changes(record)),
    }
    if operator := settings.OPERATOR.operator_name:
        provenance["prov:wasAttributedTo"] = {
            "@id": absolute(f"{reverse('home')}#operator"),
            "@type": ["Organization", "prov:Agent"],
            "name": operator,
        }
    if record.source or record.source_link:
        address = record.source_link or f"{thing['url']}#source"  # tools of PROV read no entity without
        source = {"@id": address, "@type": "prov:Entity", "name": record.source, "url": record.source_link}
        provenance["prov:hadPrimarySource"] = {name: value for name, value in source.items() if value}
    return thing | provenance


class Change(NamedTuple):
    anchor: str
    name: str
    moment: datetime


def changes(record: Record) -> list[Change]:
    """Returns what is known of how the record came to be as it is, the first change first."""
    found = [Change("entered", "录入", record.created_at)]
    if record.published_at:
        found.append(Change("published", "发布", record.published_at))
    if record.updated_at > found[-1].moment:
        found.append(Change("modified", "修改", record.updated_at))
    return found


def made_by_the_last(address: str, made_by: list[Change]) -> Thing:
    """Says of an entity that the last of the changes made it, out of what those before had made."""
    *earlier, last = made_by
    moment = last.moment.isoformat(timespec="seconds")
    activity = {
        "@id": f"{address}#{last.anchor}",
        "@type": "prov:Activity",
        "name": last.name,
        "prov:endedAtTime": moment,
    }
    made: Thing = {"prov:generatedAtTime": moment, "prov:wasGeneratedBy": activity}
    if earlier:
        before = {"@id": f"{address}#as-{earlier[-1].anchor}", "@type": "prov:Entity"}
        made["prov:wasRevisionOf"] = before | made_by_the_last(address, earlier)
    return made
