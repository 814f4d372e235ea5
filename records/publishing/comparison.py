"""Rows → deeds, to tell whether the site already says what a document says."""

from dataclasses import replace

from records.deeds import document
from records.deeds.document import Award, Deeds
from records.models import Figure, Recipient, Record, Section


def holds(record: Record, deeds: Deeds) -> bool:
    """Whether the site already says all that the deeds say."""
    known = deeds_of(record)
    honors = {(award.name, award.year) for award in known.awards}
    year = deeds.awards[0].year
    if year is not None and year != record.commendation.year:
        return False
    unsaid = [award for award in deeds.awards[1:] if (award.name, award.year) not in honors]
    # Recipient and award were matched before; honors may come from other records; chrome is not kept.
    alike = replace(
        deeds,
        recipient=known.recipient,
        awards=known.awards,
        source=deeds.source or known.source,
        left_out=(),
    )
    return not unsaid and known == alike


def deeds_of(record: Record) -> Deeds:
    """The record as deeds, as if it had been read from a document in the site's own form."""
    recipient, commendation = record.recipient, record.commendation
    # Numbered anew: a section deleted outside the admin leaves a gap, and deeds count without one.
    sections = record.sections.prefetch_related("measures")
    places = {
        measure.pk: (number, place)
        for number, section in enumerate(sections, 1)
        for place, measure in enumerate(section.measures.all(), 1)
    }
    others = (
        Award(honor.name, honor.year, honor.holder or None, honor.issuer or None)
        for honor in recipient.distinctions.all()
    )
    return Deeds(
        title=record.title,
        recipient=document.Recipient(
            recipient.name,
            "person" if recipient.kind == Recipient.Kind.PERSON else "organization",
            recipient.short_name,
            recipient.region,
        ),
        awards=(
            Award(commendation.category.name, commendation.year, issuer=commendation.issuer or None),
            *others,
        ),
        introduction=record.introduction,
        sections=tuple(section_of(number, section) for number, section in enumerate(sections, 1)),
        closing=record.closing,
        figures=tuple(figure_of(figure, places) for figure in record.figures.all()),
        source=record.source,
        markup="markdown",
    )


def section_of(number: int, section: Section) -> document.Section:
    measures = tuple(
        document.Measure(place, measure.marker, measure.text)
        for place, measure in enumerate(section.measures.all(), 1)
    )
    return document.Section(number, section.title or None, section.lead, measures)


def figure_of(figure: Figure, places: dict[int, tuple[int, int]]) -> document.Figure:
    return document.Figure(
        label=figure.label,
        value=figure.value,
        unit=figure.unit,
        sentence=figure.sentence,
        as_of=figure.as_of,
        approximate=figure.approximate,
        series=figure.series or None,
        rank=figure.rank,
        rank_of=figure.rank_of,
        place=places.get(figure.measure_id) if figure.measure_id else None,
    )
