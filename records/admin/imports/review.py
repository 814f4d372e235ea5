"""Puts one document under review: all its forms, the document beside them, and the deeds that they make."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import Any

from django.http import QueryDict

from records.deeds import DeedsError, Mark, document
from records.deeds.document import Deeds
from records.deeds.formats.json import from_json
from records.deeds.formats.markdown import escape_line
from records.deeds.source import line_starts
from records.models import ImportedDocument
from records.presentation.passages import place_of
from records.presentation.pictures import PictureRows
from records.publishing.pictures import markdown_of

from .annotated import ShownLine, shown_lines
from .doubts import Doubt, doubts_of
from .fields import (
    AwardFormSet,
    FigureRowFormSet,
    HeadForm,
    OfferForm,
    SectionFormSet,
    SuggestionFormSet,
)
from .initial import figures_of, head_of, measures_of, rows_of
from .rows import Origin, PartOfDocument, RowForm, RowFormSet, Shown
from .stored_readings import Origins, StoredPicture, StoredReading, load_reading, suggested_in

MAX_CHOICE_CHARACTERS = 16


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that no text holds yet. `markdown` is what is inserted; a picture may stand in a text already."""

    form: OfferForm
    shown: str
    markdown: str
    origin: str = ""
    picture: StoredPicture | None = None
    stands_in: str = ""
    doubts: Sequence[Doubt] = ()

    @property
    def is_open(self) -> bool:
        return any(not doubt.is_settled for doubt in self.doubts)


class Review:
    """`data` is what was posted, None where the page is opened."""

    lacks_award = False
    misplaced = False

    def __init__(self, row: ImportedDocument, data: QueryDict | None = None) -> None:
        self.row, self.stored = row, load_reading(row)
        self.settled = self.stored.settled if data is None else tuple(data.getlist("settled"))
        deeds, origins = self.stored.deeds, self.stored.origins
        self.head = HeadForm(data, initial=head_of(deeds) | {"revision": row.revision})
        self.awards = AwardFormSet(data, prefix="awards", initial=rows_of(deeds.awards, origins.awards))
        self.sections = SectionFormSet(
            data,
            prefix="sections",
            initial=rows_of(deeds.sections, origins.sections),
            measures=measures_of(deeds, origins),
        )
        choices = list(self.measure_choices())
        figures = figures_of(deeds.figures, origins.figures)
        self.figures = FigureRowFormSet(data, prefix="figures", initial=figures, measures=choices)
        suggested = figures_of(self.stored.suggested, origins.suggested)
        self.suggested = SuggestionFormSet(data, prefix="suggested", initial=suggested, measures=choices)
        self.left_out = list(self.lines_left_out(data))
        self.pictures = list(self.offered_pictures(data))
        self.locate()

    # --- Shown on the page -----------------------------------------------------------------------------

    def measure_choices(self) -> Iterator[tuple[str, str]]:
        for number, section in enumerate(self.sections.in_order(), 1):
            for place, measure in enumerate(section.measures.in_order(), 1):
                text = str(measure["text"].value() or "")
                if text:
                    yield (
                        measure.prefix,
                        f"{number}.{place} {measure['marker'].value()}{text[:MAX_CHOICE_CHARACTERS]}",
                    )

    @cached_property
    def text_choices(self) -> list[tuple[str, str]]:
        leads = [
            (f"{section.prefix}-lead", f"第 {number} 章导语")
            for number, section in enumerate(self.sections.in_order(), 1)
            if not section.empty_permitted
        ]
        first, *others = ((name, str(self.head.fields[name].label)) for name in self.head.texts)
        return [first, *leads, *others]

    def lines_left_out(self, data: Mapping[str, Any] | None) -> Iterator[Offer]:
        pairs = zip(self.stored.deeds.left_out, self.stored.origins.left_out, strict=True)
        for number, (line, origin) in enumerate(pairs):
            form = OfferForm(data, prefix=f"left_out-{number}", choices=self.text_choices)
            yield Offer(form, line, escape_line(line), origin)

    def offered_pictures(self, data: Mapping[str, Any] | None) -> Iterator[Offer]:
        rows = PictureRows(tuple(picture.address for picture in self.stored.pictures))
        for number, picture in enumerate(self.stored.pictures):
            form = OfferForm(data, prefix=f"pictures-{number}", choices=self.text_choices)
            row = rows.at(picture.address)
            markdown = markdown_of(picture.address, row, picture.alt, picture.caption)
            stands_in = place_of(picture.place)
            yield Offer(form, picture.caption or picture.alt, markdown, picture=picture, stands_in=stands_in)

    def locate(self) -> None:
        """Gives each field its lines and doubts; what no field takes stands above them all."""
        self.origin = Origin(first_lines(self.row.text, self.stored.marks, self.stored.part.first_line), {})
        doubts = doubts_of(self.stored, self.settled)
        for doubt in doubts:
            self.origin.doubts.setdefault(doubt.message.path or "", []).append(doubt)
        for form in self.forms():
            form.locate(self.origin)
        self.left_out = [replace(one, doubts=self.origin.take([one.origin])) for one in self.left_out]
        left = {doubt.anchor for remaining in self.origin.doubts.values() for doubt in remaining}
        self.general_doubts = [doubt for doubt in doubts if doubt.anchor in left]
        self.settled = tuple({doubt.key for doubt in doubts if doubt.is_settled})

    @property
    def asks_about_left_out(self) -> bool:
        return any(offer.is_open for offer in self.left_out)

    def open_places(self) -> list[str]:
        """Lists what an editor has to look at still, by its id, in the order of the page."""
        general = [one.anchor for one in self.general_doubts if one.is_doubtful and not one.is_settled]
        offers = [str(one.form["into"].auto_id) for one in self.left_out if one.is_open]
        above = chain(self.head.shown_about, shown_in(self.awards), self.head.shown_opening)
        sections = chain.from_iterable(
            chain(section.shown, shown_in(section.measures)) for section in self.sections.in_order()
        )
        below = chain(shown_in(self.figures), shown_in(self.suggested))
        return [
            *general,
            *ids_of_open(chain(above, sections, self.head.shown_ending)),
            *offers,
            *ids_of_open(below),
        ]

    def forms(self) -> Iterator[PartOfDocument]:
        yield self.head
        for formset in (self.awards, self.sections, self.figures, self.suggested):
            yield from formset.forms
        for section in self.sections.forms:
            yield from section.measures.forms

    def lines(self) -> list[ShownLine]:
        addresses: dict[str, str] = {}
        for form in self.forms():
            for shown in form.shown:
                for path in shown.paths.split():
                    addresses.setdefault(path, f"#{shown.bound.auto_id}")
        for offer in self.left_out:
            addresses[offer.origin] = f"#{offer.form['into'].auto_id}"
        return shown_lines(self.row.text, self.stored.marks, addresses, self.stored.part.first_line)

    # --- Made of the page's forms ----------------------------------------------------------------------

    def is_valid(self) -> bool:
        offers = [offer.form for offer in (*self.left_out, *self.pictures)]
        parts: tuple[Any, ...] = (
            self.head,
            self.awards,
            self.sections,
            self.figures,
            self.suggested,
            *offers,
        )
        return all(part.is_valid() for part in parts) and self.all_is_placed() and self.can_be_kept()

    def all_is_placed(self) -> bool:
        """Refuses a line put into a section that goes: it would be in no text, nor among the lines left out."""
        texts = {*self.head.texts, *(f"{section.prefix}-lead" for section in self.sections.kept())}
        for offer in (*self.left_out, *self.pictures):
            if offer.form.cleaned_data["into"] not in {"", *texts}:
                offer.form.add_error("into", "所选的章节要移除。请另选一处，或不放入。")
                self.misplaced = True
        return not self.misplaced

    def can_be_kept(self) -> bool:
        """Holds the deeds to the rules of a file, as they will be when read back: no control characters."""
        try:
            stored = self.corrected().as_json()
            from_json(stored["deeds"])
            suggested_in(stored)
        except (DeedsError, ValueError) as refused:
            self.head.add_error(None, str(refused))
            return False
        return True

    def is_complete(self) -> bool:
        """Tells whether a record can be made: ask after is_valid."""
        self.head.refuse_blanks()
        self.lacks_award = not any(True for _ in self.awards.kept())
        return not self.head.errors and not self.lacks_award

    def corrected(self) -> StoredReading:
        """Returns what was typed, in the order of the page. Call after is_valid."""
        sections = list(self.sections.kept())
        measures = [list(section.measures.kept()) for section in sections]
        figures, suggested = self.figures_taken()
        remaining = [offer for offer in self.left_out if not self.is_placed(offer)]
        origins = Origins(
            awards=[origin_of(form) for form in self.awards.kept()],
            sections=[origin_of(form) for form in sections],
            measures=[[origin_of(form) for form in of_section] for of_section in measures],
            figures=[origin_of(form) for form in figures],
            suggested=[origin_of(form) for form in suggested],
            left_out=[offer.origin for offer in remaining],
        )
        places = places_of(measures)
        return replace(
            self.stored,
            deeds=self.deeds(sections, measures, figures, remaining),
            origins=origins,
            suggested=tuple(form.value_at(places.get(form.cleaned_data["of"])) for form in suggested),
            settled=self.settled,
        )

    def figures_taken(self) -> tuple[list[Any], list[Any]]:
        """Returns the rows of figures that the record gets, and those that stay suggestions."""
        taken: list[Any] = list(self.figures.kept())
        left: list[Any] = []
        for form in self.suggested.kept():
            (taken if form.cleaned_data["taken"] else left).append(form)
        return taken, left

    def deeds(
        self,
        sections: list[Any],
        measures: list[list[Any]],
        figures: list[Any],
        remaining: list[Offer],
    ) -> Deeds:
        read = self.head.cleaned_data
        places = places_of(measures)
        kind: Any = read["kind"] or None
        return Deeds(
            title=read["title"],
            recipient=document.Recipient(
                read["name"],
                kind,
                read["short_name"],
                read["region"],
                read["post"],
                self.stored.deeds.recipient.portrait,
            ),
            awards=tuple(form.value() for form in self.awards.kept()),
            sections=tuple(
                self.section(number, form, rows)
                for number, (form, rows) in enumerate(zip(sections, measures, strict=True), 1)
            ),
            **{name: self.with_offers(read[name], name) for name in self.head.texts},
            figures=tuple(form.value_at(places.get(form.cleaned_data["of"])) for form in figures),
            left_out=tuple(offer.shown for offer in remaining),
            summary=read["summary"],
            cover=self.stored.deeds.cover,
            source=read["source"],
            markup="markdown",
        )

    def section(self, number: int, form: Any, rows: list[Any]) -> document.Section:
        read = form.cleaned_data
        measures = tuple(
            document.Measure(place, row.cleaned_data["marker"], row.cleaned_data["text"])
            for place, row in enumerate(rows, 1)
        )
        lead = self.with_offers(read.get("lead", ""), f"{form.prefix}-lead")
        return document.Section(number, read.get("title", ""), lead, measures)

    def with_offers(self, text: str, name: str) -> str:
        """Returns the text, and behind it what was chosen for it."""
        chosen = [
            offer.markdown
            for offer in (*self.left_out, *self.pictures)
            if offer.form.cleaned_data["into"] == name
        ]
        return "\n\n".join(filter(None, [text, *chosen]))

    def is_placed(self, offer: Offer) -> bool:
        return bool(offer.form.cleaned_data["into"] or offer.form.cleaned_data["done"])


def shown_in(rows: RowFormSet) -> Iterator[Shown]:
    return chain.from_iterable(form.shown for form in rows.in_order())


def ids_of_open(places: Iterable[Shown]) -> Iterator[str]:
    return (str(place.bound.auto_id) for place in places if place.is_open)


def places_of(measures: list[list[Any]]) -> dict[str, tuple[int, int]]:
    """Maps the prefix of each measure's form to its place in the record."""
    return {
        form.prefix: (number, place)
        for number, of_section in enumerate(measures, 1)
        for place, form in enumerate(of_section, 1)
    }


def origin_of(form: RowForm) -> str:
    return " ".join(form.origins())


def first_lines(text: str, marks: tuple[Mark, ...], first: int) -> dict[str, int]:
    starts = line_starts(text)
    found: dict[str, int] = {}
    for mark in marks:
        found.setdefault(mark.path, first - 1 + bisect_right(starts, mark.span.start))
    return found
