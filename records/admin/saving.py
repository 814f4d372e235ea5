"""Writes sections, measures and figures as the page has them, in one transaction, numbered 1, 2, 3 …

Numbers are unique within a parent and SQLite checks that row by row, so all stand aside first and take their
places last. Cost: two statements a table beside the rows that changed.
"""

from collections.abc import Iterable
from itertools import count
from typing import Any

from django.db.models import F, Model, QuerySet

from records.models import Figure, Measure, Section, Version
from records.publishing.versions import Copied

from .parts import PartForm, PartFormSet

# Stored rows stand at ASIDE_OFFSET + number, saved ones from 2 * ASIDE_OFFSET on: all below the column's 2**31.
ASIDE_OFFSET = 10**9


def save_parts(version: Version, formsets: list[PartFormSet]) -> None:
    """Saves all parts; call inside a transaction.

    Leaves new_objects, changed_objects and deleted_objects for the history.
    """
    forget_changes(formsets)
    sections = of(Section, formsets)
    measures = [formset for formset in of(Measure, formsets) if not formset.parent_form.is_deleted]
    figures = of(Figure, formsets)
    stored = stored_parts(version)
    for rows in stored.values():
        rows.update(number=F("number") + ASIDE_OFFSET)
    aside = count(2 * ASIDE_OFFSET)
    # Measures leave a section before it is deleted with what remains in it.
    store_all(sections, aside)
    store_all(measures, aside)
    drop_all(measures)
    drop_all(sections)
    for formset in figures:
        forget_lost_measures(formset)
    store_all(figures, aside)
    drop_all(figures)
    renumber(stored[Section], sections)
    renumber(stored[Measure], measures)
    renumber(stored[Figure], figures)


def forget_changes(formsets: Iterable[PartFormSet]) -> None:
    for formset in formsets:
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []


def is_changed(formsets: Iterable[PartFormSet]) -> bool:
    """Tells whether the page has rows that are new, changed, deleted, or stand elsewhere than they are stored."""
    return any(
        form.instance.pk is None or form.has_changed() or form.parent_before != formset.instance.pk
        for formset in formsets
        for form in formset.kept()
    ) or any(any(formset.dropped()) or not in_order(formset) for formset in formsets)


def in_order(formset: PartFormSet) -> bool:
    numbers = [form.instance.number for form in formset.kept()]
    return numbers == sorted(numbers)


def move_to_copy(formsets: Iterable[PartFormSet], version: Version, copied: Copied) -> None:
    """Has the rows of a page that showed the public version stand for their copies in the one that was begun of it."""
    listed = list(formsets)
    rows = {
        id(form.instance): form.instance for formset in listed for form in formset.forms if form.instance.pk
    }
    for row in rows.values():
        row.copied_from, row.pk = row.pk, copied[type(row)][row.pk]
        if isinstance(row, Measure):
            row.section_id = copied[Section].get(row.section_id, row.section_id)
        else:
            row.version = version
    for formset in listed:
        if isinstance(formset.instance, Version):
            formset.instance = version
        for form in formset.forms:
            if form.parent_before is not None:
                form.parent_before = parents(formset, copied).get(form.parent_before, version.pk)
            if isinstance(form.instance, Figure):
                form.instance.measure_id = copied[Measure].get(form.instance.measure_id or 0)


def parents(formset: PartFormSet, copied: Copied) -> dict[int, int]:
    return copied[Section] if formset.model is Measure else {}


def of(model: type[Model], formsets: list[PartFormSet]) -> list[PartFormSet]:
    return [formset for formset in formsets if formset.model is model]


def stored_parts(version: Version) -> dict[type[Model], QuerySet[Any]]:
    return {
        Section: Section.objects.filter(version=version),
        Measure: Measure.objects.filter(section__version=version),
        Figure: Figure.objects.filter(version=version),
    }


def store_all(formsets: Iterable[PartFormSet], aside: Iterable[int]) -> None:
    numbers = iter(aside)
    for formset in formsets:
        for form in formset.kept():
            store(formset, form, next(numbers))


def store(formset: PartFormSet, form: PartForm, number: int) -> None:
    """Saves the row if it is new, changed, or came from elsewhere."""
    row = form.instance
    if row.pk is None:
        formset.new_objects.append(row)
    elif form.has_changed() or form.parent_before != formset.instance.pk:
        formset.changed_objects.append((row, form.changed_data))
    else:
        return
    setattr(row, formset.fk.name, formset.instance)
    row.number = number
    row.save()


def drop_all(formsets: Iterable[PartFormSet]) -> None:
    for formset in formsets:
        for form in formset.dropped():
            formset.deleted_objects.append(form.instance)
            type(form.instance).objects.filter(pk=form.instance.pk).delete()


def forget_lost_measures(formset: PartFormSet) -> None:
    """Clears the choice of a measure that this very save deletes."""
    left = set(Measure.objects.filter(section__version=formset.instance).values_list("pk", flat=True))
    for form in formset.kept():
        if form.instance.measure_id not in left:
            form.instance.measure = None


def renumber(rows: QuerySet[Any], formsets: Iterable[PartFormSet]) -> None:
    """Numbers in the order of the page; rows the page did not have (someone else's) follow in their old order."""
    shown = {form.instance.pk: form.instance for formset in formsets for form in formset.kept()}
    places = {pk: place for place, pk in enumerate(shown)}
    numbers: dict[int, count[int]] = {}
    ordered = sorted(rows.order_by("number"), key=lambda row: places.get(row.pk, len(places)))
    for row in ordered:
        parent = row.section_id if isinstance(row, Measure) else row.version_id
        row.number = next(numbers.setdefault(parent, count(1)))
        if row.pk in shown:  # by its number the history names it
            shown[row.pk].number = row.number
    rows.model._default_manager.bulk_update(ordered, ["number"])
