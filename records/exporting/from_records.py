"""Rows → deeds, to tell whether the site already says what a document says."""

from dataclasses import replace

from records.deeds import document
from records.deeds.document import Award, Deeds
from records.models import Measure, Recipient, Record


def says_all(record: Record, known: Deeds, deeds: Deeds) -> bool:
    """Whether the record, `known` as deeds, already says all that the deeds say."""
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
    """The record as deeds, as if it had been read from a document in the site's own form; at most seven queries."""
    recipient, commendation = record.recipient, record.commendation
    others = (
        Award(name, year, holder or None, issuer or None)
        for name, year, holder, issuer in recipient.distinctions.values_list(
            "name", "year", "holder", "issuer"
        )
    )
    sections, places = sections_of(record)
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
        sections=sections,
        closing=record.closing,
        figures=figures_of(record, places),
        source=record.source,
        markup="markdown",
    )


Places = dict[int, tuple[int, int]]  # of the measures, by id


def sections_of(record: Record) -> tuple[tuple[document.Section, ...], Places]:
    """Numbered anew: a section deleted outside the admin leaves a gap, and deeds count without one.

    Plain values: a record that an import finds unchanged costs a quarter less than with objects of the models.
    """
    measures: dict[int, list[tuple[int, str, str]]] = {}
    rows = Measure.objects.filter(section__record=record).order_by("number")
    for section, pk, marker, text in rows.values_list("section", "pk", "marker", "text"):
        measures.setdefault(section, []).append((pk, marker, text))
    sections, places = [], {}
    for number, (section, title, lead) in enumerate(record.sections.values_list("pk", "title", "lead"), 1):
        listed = measures.get(section, [])
        places.update({pk: (number, place) for place, (pk, _, _) in enumerate(listed, 1)})
        inside = (document.Measure(place, marker, text) for place, (_, marker, text) in enumerate(listed, 1))
        sections.append(document.Section(number, title or None, lead, tuple(inside)))
    return tuple(sections), places


def figures_of(record: Record, places: Places) -> tuple[document.Figure, ...]:
    rows = record.figures.values_list(
        "measure",
        "label",
        "value",
        "unit",
        "sentence",
        "as_of",
        "approximate",
        "series",
        "rank",
        "rank_of",
        "chart",
    )
    return tuple(
        document.Figure(
            label=label,
            value=value,
            unit=unit,
            sentence=sentence,
            as_of=as_of,
            approximate=approximate,
            series=series or None,
            rank=rank,
            rank_of=rank_of,
            chart=chart,
            place=places.get(measure) if measure else None,
        )
        for measure, label, value, unit, sentence, as_of, approximate, series, rank, rank_of, chart in rows
    )
