"""Makes answers of rows. Callers have at hand what is shown: nothing here asks the database, but whether the public may
read an original, where an editor lets it."""

from typing import Any

from django.urls import reverse

from records.catalog.attachments import is_shown
from records.catalog.rolls import Roll, Stretch
from records.exporting.record_files import MEDIA_TYPES
from records.models import Category, Commendation, Figure, Measure, Picture, Recipient, Record, Section
from records.models.recipients import places_of
from records.presentation.pictures import with_absolute_pictures
from records.search.results import Hit
from records.utils.addresses import absolute

from . import schemas


def null_if_blank(text: str) -> str | None:
    return text or None


def text_or_null(markdown: str) -> str | None:
    return with_absolute_pictures(markdown) or None


def picture(shown: Picture | None) -> schemas.PictureSummary | None:
    if shown is None:
        return None
    return schemas.PictureSummary(
        url=absolute(shown.address),
        width=shown.width,
        height=shown.height,
        alt=null_if_blank(shown.alt),
        caption=null_if_blank(shown.caption),
        credit=null_if_blank(shown.credit),
    )


def recipient_fields(recipient: Recipient) -> dict[str, Any]:
    return {
        "id": recipient.pk,
        "url": absolute(recipient.get_absolute_url()),
        "kind": recipient.kind,
        "name": recipient.name,
        "short_name": null_if_blank(recipient.short_name),
        "region": recipient.places,
        "portrait": picture(recipient.portrait),
    }


def category(node: Category) -> schemas.CategorySummary:
    """Takes a node of the public tree."""
    return schemas.CategorySummary(
        id=node.pk,
        url=absolute(node.get_absolute_url()),
        name=node.name,
        parent=node.parent_id,
        path=list(node.path),
        description=null_if_blank(node.description),
        records=node.record_count,
    )


def commendation_fields(commendation: Commendation) -> dict[str, Any]:
    return {
        "id": commendation.pk,
        "name": str(commendation),
        "category": commendation.category_id,
        "year": commendation.year,
        "issuer": null_if_blank(commendation.issuer),
        "document_number": null_if_blank(commendation.document_number),
        "decided_on": commendation.decided_on,
        "link": null_if_blank(commendation.link),
    }


def counted_commendation(commendation: Commendation, records: int) -> dict[str, Any]:
    return commendation_fields(commendation) | {
        "state": "notice" if commendation.is_notice else "decided",
        "records": records,
        "decision": null_if_blank(commendation.name),
        "url": absolute(commendation.get_absolute_url()),
    }


def commendation_detail(one: Commendation, roll: Roll, records: int) -> schemas.CommendationDetail:
    return schemas.CommendationDetail(
        **counted_commendation(one, records),
        issuers=one.issuers,
        text=text_or_null(one.text),
        attachment=attachment(one),
        quota=one.quota,
        notice_from=one.notice_from,
        notice_until=one.notice_until,
        objections=null_if_blank(one.objections) if one.is_notice else None,
        names=roll.names,
        groups=[
            schemas.RollGroupSummary(path=list(block.path), names=block.names, quota=block.quota)
            for block in roll.blocks
            if block.path and not block.is_of_records
        ],
    )


def attachment(one: Commendation) -> schemas.AttachmentSummary | None:
    if one.attachment is None:
        return None
    return schemas.AttachmentSummary(
        url=absolute(reverse("commendation_attachment", args=[one.pk])),
        name=one.attachment.name,
        size=one.attachment.size,
        sha256=one.attachment.sha256,
    )


def roll_lines(stretches: list[Stretch], first: int) -> list[schemas.RollLine]:
    lines = [
        (stretch.block.path if not stretch.block.is_of_records else (), entry)
        for stretch in stretches
        for entry in stretch.entries
    ]
    return [
        schemas.RollLine(
            order=order,
            name=entry.shown_name,
            kind="person" if entry.kind == Recipient.Kind.PERSON else "organization",
            post=null_if_blank(entry.post),
            region=places_of(entry.region),
            award=null_if_blank(entry.award),
            group=list(path),
            record=entry.record_id,
            revoked=bool(entry.record_id and entry.record and entry.record.is_revoked),
        )
        for order, (path, entry) in enumerate(lines, first)
    ]


def revocation(record: Record) -> schemas.Revocation | None:
    if record.revoked_on is None:
        return None
    return schemas.Revocation(
        revoked_on=record.revoked_on,
        decision=null_if_blank(record.revocation_decision),
        document_number=null_if_blank(record.revocation_number),
        reason=record.revocation_reason,
    )


def record_fields(record: Record) -> dict[str, Any]:
    return {
        "id": record.pk,
        "url": absolute(record.get_absolute_url()),
        "title": record.title,
        "summary": null_if_blank(record.summary),
        "post": null_if_blank(record.post),
        "cover": picture(record.cover),
        "recipient": recipient_fields(record.recipient),
        "commendation": commendation_fields(record.commendation),
        "revocation": revocation(record),
        "published_at": record.published_at,
        "updated_at": record.updated_at,
    }


def record_summary(record: Record) -> schemas.RecordSummary:
    return schemas.RecordSummary(**record_fields(record))


def hit(found: Hit) -> schemas.SearchHit:
    shown = None
    if found.excerpt:
        address = absolute(found.excerpt.address)
        shown = schemas.SearchExcerpt(url=address, label=found.excerpt.label, html=found.excerpt.text)
    return schemas.SearchHit(**record_fields(found.record), excerpt=shown)


def record_detail(record: Record, tributes: int) -> schemas.RecordDetail:
    """Takes a record that was loaded `whole()`."""
    sections = list(record.sections.all())
    places = {
        measure.pk: (section.number, measure.number)
        for section in sections
        for measure in section.measures.all()
    }
    return schemas.RecordDetail(
        **record_fields(record),
        introduction=text_or_null(record.introduction),
        sections=[section_text(record, section) for section in sections],
        closing=text_or_null(record.closing),
        figures=[figure(one, places) for one in record.figures.all()],
        source=null_if_blank(record.source),
        source_link=null_if_blank(record.source_link),
        original=original(record),
        tributes=tributes,
        formats=formats(record),
    )


def original(record: Record) -> schemas.OriginalSummary | None:
    kept = record.original
    if kept is None:
        return None
    if not is_shown(kept):
        return schemas.OriginalSummary(sha256=kept.sha256, url=None, name=None, size=None)
    address = absolute(reverse("record_original", args=[record.pk]))
    return schemas.OriginalSummary(sha256=kept.sha256, url=address, name=kept.name, size=kept.size)


def formats(record: Record) -> dict[str, str]:
    return {name: absolute(reverse("record_file", args=[record.pk, name])) for name in MEDIA_TYPES}


def section_text(record: Record, section: Section) -> schemas.SectionText:
    address = f"{absolute(record.get_absolute_url())}#{section.anchor}"
    return schemas.SectionText(
        number=section.number,
        url=address,
        title=null_if_blank(section.title),
        lead=text_or_null(section.lead),
        measures=[measure_text(address, measure) for measure in section.measures.all()],
    )


def measure_text(section_address: str, measure: Measure) -> schemas.MeasureText:
    return schemas.MeasureText(
        number=measure.number,
        url=f"{section_address}-m{measure.number}",
        marker=null_if_blank(measure.marker),
        text=with_absolute_pictures(measure.text),
    )


def figure(one: Figure, places: dict[int, tuple[int, int]]) -> schemas.FigureSummary:
    return schemas.FigureSummary(
        label=one.label,
        value=one.value.normalize(),
        unit=one.unit,
        approximate=one.approximate,
        as_of=one.as_of,
        series=null_if_blank(one.series),
        rank=one.rank,
        rank_of=one.rank_of,
        is_key=one.is_key,
        sentence=null_if_blank(one.sentence),
        place=places.get(one.measure_id) if one.measure_id else None,
    )


def recipient_detail(recipient: Recipient, records: list[Record]) -> schemas.RecipientDetail:
    return schemas.RecipientDetail(
        **recipient_fields(recipient),
        former_names=[
            schemas.FormerNameSummary(name=former.name, until=former.until)
            for former in recipient.former_names.all()
        ],
        died=recipient.died,
        introduction=text_or_null(recipient.introduction),
        distinctions=[
            schemas.DistinctionSummary(
                name=honor.name,
                year=honor.year,
                issuer=null_if_blank(honor.issuer),
                holder=null_if_blank(honor.holder),
            )
            for honor in recipient.distinctions.all()
        ],
        records=[record_summary(record) for record in records],
    )
