"""Shows the parts of a record on its page: sections, their measures, and figures, as rows in forms.

A row is known by its id alone. Wherever on the page it was dragged, and whatever became of it meanwhile on the
site, what was typed into it is kept: a row that someone else deleted is simply made anew.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from nested_admin.formsets import NestedInlineFormSet

from records.models import Measure
from records.models.rules import MAX_ID

# Where a row stands whose place was not posted, or is no number.
LAST_PLACE = 10**9


class Carried(forms.CharField):
    """Holds what the page itself carries along (ids, places, the revision): never a change, never an error."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


def whole_number(value: Any) -> int | None:
    """Returns the number that a carried field holds, None for anything else that was posted."""
    try:
        number = int(value)
    except (TypeError, ValueError):
        return None
    return number if 0 <= number <= MAX_ID else None


def carry(form: forms.BaseForm, name: str, value: object) -> None:
    """Puts another value into a form that goes back to the editor."""
    data = QueryDict(mutable=True)
    data.update(form.data)
    data[form.add_prefix(name)] = str(value)
    form.data = data


class PartForm(forms.ModelForm):
    """`number` is the row's place on the page, from 0 on; saving.py makes the stored numbers of the places."""

    number = Carried()
    parent_before: int | None = None
    has_lost_its_number = False  # of a figure: its text does not say it

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["number"] = self.instance.number
        # Taken now: what is posted may leave the row without what its name is made of.
        self.stored_as = str(self.instance) if self.instance.pk else ""

    def _get_validation_exclusions(self) -> set[str]:
        # The choice was made from the record's own measures: no need to ask the database about each once more.
        return {*super()._get_validation_exclusions(), "measure"}  # type: ignore[misc]

    def _post_clean(self) -> None:
        # An unchanged part was valid when it was stored; the constraints cost three statements each.
        if self.instance.pk is None or self.has_changed():
            super()._post_clean()  # type: ignore[misc]

    @property
    def place(self) -> int:
        found = whole_number(self["number"].value())
        return LAST_PLACE if found is None else found

    @property
    def children(self) -> list["PartFormSet"]:
        return getattr(self, "nested_formsets", [])

    @property
    def is_deleted(self) -> bool:
        return bool(getattr(self, "cleaned_data", {}).get("DELETE"))

    @property
    def is_filled(self) -> bool:
        """Tells rows from those added and left empty; a section may consist of its measures alone."""
        filled = self.instance.pk is not None or self.has_changed() or self.is_lost
        return filled or any(form.is_filled for formset in self.children for form in formset.forms)

    @property
    def is_lost(self) -> bool:
        """Tells whether the row was on the page when it was opened, and is no longer on the site."""
        return self.is_bound and self.instance.pk is None and whole_number(self["id"].data) is not None


class PartFormSet(NestedInlineFormSet):
    """Holds the rows of one parent. As posted, a row may come from any parent of the same record."""

    # The stored rows that no form has claimed yet, by id; shared by all formsets of their kind. A page that shows the
    # public version has other ids than the copy that somebody has begun meanwhile: `moved` leads from one to the other.
    unclaimed: dict[int, Any]
    moved: dict[int, int]
    forms: list[PartForm]

    def get_queryset(self) -> QuerySet[Any] | list[Model]:
        # The admin zips this with the first forms to render them again. A row that is gone must not cut the list.
        return [form.instance for form in self.initial_forms] if self.is_bound else super().get_queryset()

    def _existing_object(self, pk: Any) -> Model | None:
        return self.unclaimed.pop(self.moved.get(pk, pk), None)

    def _construct_form(self, i: int, **kwargs: Any) -> PartForm:
        # A stored row dragged into a section that is new comes without being counted as initial.
        if self.is_bound and i >= self.initial_form_count():
            kwargs["instance"] = self._existing_object(
                whole_number(self.data.get(f"{self.add_prefix(i)}-id"))
            )
        form: PartForm = super()._construct_form(i, **kwargs)
        form.fields["id"].required = False
        return form

    def add_fields(self, form: PartForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["id"] = Carried()  # Django's own field asks the database about every row
        form.initial["id"] = form.instance.pk
        form.parent_before = getattr(form.instance, self.fk.attname)
        del form.fields[self.fk.name]  # the parent is where the row stands; what was posted may be gone

    def is_valid(self) -> bool:
        # Blanks in a section that goes need not be filled in first.
        parent = getattr(self, "parent_form", None)
        return (parent is not None and parent.is_deleted) or super().is_valid()

    def kept(self) -> Iterator[PartForm]:
        """Gives the rows to be stored, in the order of the page."""
        for form in sorted(self.forms, key=lambda form: form.place):
            if form.is_filled and not form.is_deleted:
                yield form

    def dropped(self) -> Iterator[PartForm]:
        return (form for form in self.forms if form.is_deleted and form.instance.pk is not None)


class MeasureSelect(forms.Select):
    """Shows the chosen measure only; the script adds the others, which stand once on the page, when it is opened.

    250 figures with 250 measures each to choose from would be 62,500 options to send.
    """

    def __init__(self) -> None:
        super().__init__(attrs={"data-choices": "measure-choices"})

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        every = self.choices
        self.choices = [choice for choice in every if str(choice[0]) in {"", *value}]
        try:
            return super().optgroups(name, value, attrs)
        finally:
            self.choices = every


class FigureFormSet(PartFormSet):
    def add_fields(self, form: PartForm, index: int | None) -> None:
        super().add_fields(form, index)
        if form.instance.pk:
            form.initial["value"] = Decimal(f"{form.instance.value.normalize():f}")  # 34, not 34.0000
        # One query for all rows, where a field for models would take two for each.
        form.fields["measure"] = forms.TypedChoiceField(
            label="所属举措",
            help_text="“整篇”的数据列在事迹之后。",
            required=False,
            choices=self.measure_choices,
            coerce=self.measure,
            empty_value=None,
            widget=MeasureSelect(),
        )

    @cached_property
    def measures(self) -> dict[int, Measure]:
        of_version = Measure.objects.filter(section__version_id=self.instance.pk).select_related("section")
        return {measure.pk: measure for measure in of_version.order_by("section__number", "number")}

    @cached_property
    def copies(self) -> dict[int | None, Measure]:
        return {measure.copied_from: measure for measure in self.measures.values()}

    @cached_property
    def measure_choices(self) -> list[tuple[int | str, str]]:
        return [
            ("", "整篇"),
            *((pk, f"{measure.section.number}.{measure}") for pk, measure in self.measures.items()),
        ]

    def measure(self, pk: str) -> Measure:
        found = self.measures.get(int(pk)) or self.copies.get(int(pk))
        if found is None:
            raise ValueError(pk)
        return found
