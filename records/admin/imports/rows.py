"""Gives the forms of the review what they have in common: each field with where it was read and what is doubtful about
it, and rows in the order of the page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Field, Model
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet

from records.admin.editor import MarkdownArea, MarkdownText
from records.admin.parts import LAST_PLACE, Carried, whole_number

from .doubts import Doubt


def like(model: type[Model], name: str, **options: Any) -> forms.Field:
    """Makes the field as the record's own page has it: lengths, years and labels stay in one place."""
    field = model._meta.get_field(name)
    made = field.formfield(**options) if isinstance(field, Field) else None
    if made is None:
        raise TypeError(f"{name} cannot be edited")
    # Only a model's own form would ask these.
    made.validators += [rule for rule in field.validators if rule not in made.validators]  # type: ignore[union-attr]
    return made


def text_like(model: type[Model], name: str, **options: Any) -> forms.Field:
    return like(model, name, form_class=MarkdownText, widget=MarkdownArea(), **options)


class PlaceField(Carried):
    """Carries the row's place on the page. Seen only where no script moves the rows."""

    def __init__(self) -> None:
        super().__init__()
        self.widget = forms.NumberInput()


@dataclass(frozen=True, slots=True)
class Shown:
    """A field with the paths it was read from (joined by blanks), its first line there, and its doubts."""

    bound: BoundField
    paths: str
    line: int | None
    doubts: Sequence[Doubt]

    @property
    def is_open(self) -> bool:
        return any(not doubt.is_settled for doubt in self.doubts)


@dataclass(slots=True)
class Origin:
    """The line of each of the document's parts, and the messages no field has taken yet; both by path."""

    lines: dict[str, int]
    doubts: dict[str, list[Doubt]]

    def take(self, paths: Sequence[str]) -> list[Doubt]:
        return [doubt for path in paths for doubt in self.doubts.pop(path, [])]


class PartOfDocument(forms.Form):
    """`read_from` gives for each field the endings of the paths it was read from; "" is the row as a whole.

    The first of them is the field's own.
    """

    read_from: dict[str, tuple[str, ...]] = {}
    shown: list[Shown]

    def origins(self) -> list[str]:
        return [""]

    def locate(self, origin: Origin) -> None:
        self.shown = [self.located(name, endings, origin) for name, endings in self.read_from.items()]

    def located(self, name: str, endings: tuple[str, ...], origin: Origin) -> Shown:
        paths = [start + ending for start in self.origins() for ending in endings]
        doubts = origin.take(paths)
        bound = self[name]
        described = [doubt.anchor for doubt in doubts]
        described += [f"{bound.auto_id}_helptext"] if bound.help_text else []
        described += [f"{bound.auto_id}_error"] if bound.errors else []
        attrs = bound.field.widget.attrs
        attrs["data-paths"] = " ".join(paths)
        if described:
            attrs["aria-describedby"] = " ".join(described)
        own = (start + ending for start in self.origins() for ending in endings[:1])
        line = next((origin.lines[path] for path in own if path in origin.lines), None)
        return Shown(bound, " ".join(paths), line, doubts)


class RowForm(PartOfDocument):
    origin = Carried()
    place = PlaceField()

    def origins(self) -> list[str]:
        return str(self["origin"].value() or "").split()

    @property
    def is_deleted(self) -> bool:
        return bool(getattr(self, "cleaned_data", {}).get("DELETE"))

    @property
    def is_filled(self) -> bool:
        """Tells rows from those that were added and left empty, which are passed over."""
        return not self.empty_permitted or self.has_changed()

    @property
    def rank_on_page(self) -> int:
        found = whole_number(self["place"].value())
        return LAST_PLACE if found is None else found


class RowFormSet(BaseFormSet):
    """Keeps rows in the order of the page; `blank` stands for the number of a row that the script adds."""

    blank = "__row__"
    # Beyond any document that fits one form.
    max_num, absolute_max, min_num, extra = 2_000, 2_000, 0, 1
    can_order = False
    can_delete = can_delete_extra = True
    validate_max, validate_min = True, False
    renderer = None

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if index is not None and not self.is_bound:
            form.initial.setdefault("place", index + 1 if index < self.initial_form_count() else "")
            form.fields["place"].initial = form.initial["place"]

    @property
    def empty_form(self) -> Any:
        form = self.form(
            prefix=self.add_prefix(self.blank),
            empty_permitted=True,
            use_required_attribute=False,
            renderer=self.renderer,
        )
        self.add_fields(form, None)
        for part in (form, *getattr(form, "measures", ())):
            part.locate(Origin({}, {}))
        return form

    def in_order(self) -> list[Any]:
        return sorted(self.forms, key=lambda form: form.rank_on_page)

    def kept(self) -> Iterator[Any]:
        for form in self.in_order():
            if form.is_filled and not form.is_deleted:
                yield form
