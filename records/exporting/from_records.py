"""Rows → deeds, to tell whether the site already says what a document says."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

from records.deeds import document
from records.deeds.document import Award, Deeds
from records.deeds.fields import columns
from records.models import Measure, Recipient, Record

Part = TypeVar("Part", bound=document.Value)


def says_all(record: Record, known: Deeds, deeds: Deeds) -> bool:
    """Tells whether the record, `known` as deeds, already says all that the deeds say."""
    honors = {(award.name, award.year) for award in known.awards}
    year = deeds.awards[0].year
    if year is not None and year != record.commendation.year:
        return False
    unsaid = [award for award in deeds.awards[1:] if (award.name, award.year) not in honors]
    # Recipient and award were matched before; honors may come from other records; boilerplate is not kept.
    whole = with_what_is_kept(known, deeds)
    alike = replace(
        whole,
        recipient=replace(
            known.recipient,
            post=whole.recipient.post,
            portrait=deeds.recipient.portrait or known.recipient.portrait,
        ),
        awards=known.awards,
        source=deeds.source or known.source,
        left_out=(),
    )
    return not unsaid and known == alike


def with_what_is_kept(known: Deeds, deeds: Deeds) -> Deeds:
    """Returns the deeds with what a record that they replace keeps where they say nothing."""
    return replace(
        deeds,
        recipient=replace(deeds.recipient, post=deeds.recipient.post or known.recipient.post),
        summary=deeds.summary or known.summary,
        cover=deeds.cover or known.cover,
    )


def deeds_of(record: Record) -> Deeds:
    """Returns the record as if it had been read from a document in the site's own form; at most seven queries."""
    recipient, commendation = record.recipient, record.commendation
    others = (built(Award, row) for row in recipient.distinctions.values_list(*columns(Award)))
    sections, places = sections_of(record)
    return Deeds(
        **{name: getattr(record, name) for name in columns(Deeds)},
        recipient=document.Recipient(
            kind="person" if recipient.kind == Recipient.Kind.PERSON else "organization",
            post=record.post,
            portrait=recipient.portrait.in_texts if recipient.portrait else "",
            **{name: getattr(recipient, name) for name in columns(document.Recipient) if name != "post"},
        ),
        awards=(
            Award(commendation.category.name, commendation.year, issuer=commendation.issuer or None),
            *others,
        ),
        cover=record.cover.in_texts if record.cover else "",
        sections=sections,
        figures=figures_of(record, places),
        markup="markdown",
    )


def texts_and_figures(record: Record) -> Deeds:
    """Returns what figures are held against, in four queries: the texts of the record and the figures themselves."""
    sections, places = sections_of(record)
    texts = {name: getattr(record, name) for name in columns(Deeds)}
    return Deeds(**texts, sections=sections, figures=figures_of(record, places), markup="markdown")


def built(cls: type[Part], row: Sequence[Any], **others: Any) -> Part:
    """Builds a part of deeds from its row, whose values are in the order of `columns(cls)`."""
    return cls(**dict(zip(columns(cls), row, strict=True)) | others)


Places = dict[int, tuple[int, int]]  # of the measures, by id


def sections_of(record: Record) -> tuple[tuple[document.Section, ...], Places]:
    """Numbers anew: a section deleted outside the admin leaves a gap, and deeds count without one.

    Plain values: a record that an import finds unchanged costs a quarter less than with objects of the models.
    """
    measures: dict[int, list[Sequence[Any]]] = {}
    rows = Measure.objects.filter(section__version=record.content).order_by("number")
    for section, *row in rows.values_list("section", "pk", *columns(document.Measure)):
        measures.setdefault(section, []).append(row)
    sections, places = [], {}
    section_rows = record.content.sections.values_list("pk", *columns(document.Section))
    for number, (section, *row) in enumerate(section_rows, 1):
        inside = []
        for place, (pk, *measure) in enumerate(measures.get(section, []), 1):
            places[pk] = (number, place)
            inside.append(built(document.Measure, measure, number=place))
        sections.append(built(document.Section, row, number=number, measures=tuple(inside)))
    return tuple(sections), places


def figures_of(record: Record, places: Places) -> tuple[document.Figure, ...]:
    rows = record.content.figures.values_list("measure", *columns(document.Figure))
    return tuple(
        built(document.Figure, row, place=places.get(measure) if measure else None) for measure, *row in rows
    )
