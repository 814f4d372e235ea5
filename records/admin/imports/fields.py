"""Makes the record editable: one form a row, each field with where it was read and what is doubtful about it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Field, Model
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet

from records.admin.editor import MarkdownArea, MarkdownText
from records.admin.parts import LAST_PLACE, Carried, MeasureSelect, whole_number
from records.deeds import document
from records.models import Distinction, Figure, Measure, Recipient, Record, Section

# Beyond, a page is slow: 200 figures with 250 measures each are 50,000 options.
MAX_CHOICES = 3_000


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
class Doubt:
    """A message as the page shows it; `anchor` is the id that a field is described by."""

    anchor: str
    message: document.Message


@dataclass(frozen=True, slots=True)
class Shown:
    """A field with the paths it was read from (joined by blanks), its first line there, and its doubts."""

    bound: BoundField
    paths: str
    line: int | None
    doubts: Sequence[Doubt]


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
        own = (start + endings[0] for start in self.origins())
        line = next((origin.lines[path] for path in own if path in origin.lines), None)
        return Shown(bound, " ".join(paths), line, doubts)


class HeadForm(PartOfDocument):
    """Has the fields that there are once. Blank is allowed until the record is made; `needed` are those it needs."""

    version = Carried()
    title = like(Record, "title", required=False, widget=forms.TextInput({"class": "vTextField"}))
    name = like(Recipient, "name", required=False, label="受表彰对象全称", help_text="")
    kind = like(Recipient, "kind", required=False)
    region = like(Recipient, "region")
    short_name = like(Recipient, "short_name", help_text="")
    post = like(Record, "post", help_text="")
    summary = like(Record, "summary")
    introduction = text_like(Record, "introduction")
    closing = text_like(Record, "closing")
    source = like(Record, "source")

    read_from = {
        "title": ("title",),
        "name": ("recipient.name", "recipient"),
        "kind": ("recipient.kind",),
        "region": ("recipient.region",),
        "short_name": ("recipient.short_name",),
        "post": ("recipient.post",),
        "summary": ("summary",),
        "introduction": ("introduction",),
        "closing": ("closing",),
        "source": ("source",),
    }
    needed = {"title": "请填写标题。", "name": "请填写受表彰对象。", "kind": "请选定是集体还是个人。"}

    @property
    def texts(self) -> list[str]:
        """Names the fields that take several paragraphs."""
        return [name for name, field in self.fields.items() if isinstance(field, MarkdownText)]

    def refuse_blanks(self) -> None:
        for name, message in self.needed.items():
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, message)


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


class AwardForm(RowForm):
    name = like(Distinction, "name")
    year = like(Distinction, "year", help_text="")
    holder = like(Distinction, "holder", help_text="")
    issuer = like(Distinction, "issuer")

    read_from = {
        "name": ("", ".name"),
        "year": (".year", ""),
        "holder": (".holder", ""),
        "issuer": (".issuer", ""),
    }

    # A row for what was not found: doubts about that stand here.
    missing = ""

    def origins(self) -> list[str]:
        return super().origins() or self.missing.split()

    def value(self) -> document.Award:
        read = self.cleaned_data
        return document.Award(read["name"], read["year"], read["holder"], read["issuer"])


class MeasureForm(RowForm):
    marker = like(Measure, "marker", help_text="")
    text = text_like(Measure, "text")

    read_from = {"marker": (".marker",), "text": (".text", "")}


class MeasureFormSet(RowFormSet):
    form = MeasureForm
    # A measure stands within a section, whose blank has a name of its own.
    blank = "__measure__"


class SectionForm(RowForm):
    title = like(Section, "title")
    lead = text_like(Section, "lead")

    read_from = {"title": (".title", ""), "lead": (".lead",)}
    measures: MeasureFormSet

    @property
    def is_filled(self) -> bool:
        return super().is_filled or any(True for _ in self.measures.kept())

    def is_valid(self) -> bool:
        return super().is_valid() and (self.is_deleted or self.measures.is_valid())


class SectionFormSet(RowFormSet):
    form = SectionForm

    def __init__(self, *args: Any, measures: Sequence[list[dict[str, Any]]] = (), **kwargs: Any) -> None:
        self.measures = measures
        super().__init__(*args, **kwargs)

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        known = index is not None and index < len(self.measures)
        form.measures = MeasureFormSet(
            self.data if self.is_bound and index is not None else None,
            prefix=f"{form.prefix}-measures",
            initial=self.measures[index] if known and index is not None else None,
        )


class FigureForm(RowForm):
    label = like(Figure, "label")
    value = like(Figure, "value")
    unit = like(Figure, "unit")
    approximate = like(Figure, "approximate", help_text="")
    as_of = like(Figure, "as_of")
    series = like(Figure, "series", help_text="")
    rank = like(Figure, "rank")
    rank_of = like(Figure, "rank_of")
    chart = like(Figure, "chart", help_text="")
    of = forms.ChoiceField(label="所属举措", required=False)
    sentence = like(Figure, "sentence", widget=forms.Textarea({"rows": 2}))

    read_from = {
        "label": ("", ".label"),
        "value": (".value", ""),
        "unit": (".unit", ""),
        "approximate": (".approximate", ""),
        "as_of": (".as_of", ""),
        "series": (".series", ""),
        "rank": (".rank", ""),
        "rank_of": (".rank_of", ""),
        "chart": (".chart", ""),
        "of": (".place", ""),
        "sentence": (".sentence", ""),
    }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                self.value_at(None)
            except ValueError as error:
                self.add_error(None, f"{error}。")
        return cleaned

    def value_at(self, place: tuple[int, int] | None) -> document.Figure:
        names = [name for name in self.read_from if name != "of"]
        return document.Figure(**{name: self.cleaned_data[name] for name in names}, place=place)


class FigureRowFormSet(RowFormSet):
    """`measures` are (prefix, label) of the rows that a figure may belong to.

    Where that makes many choices, they stand once on the page and the script fills them in.
    """

    form = FigureForm

    def __init__(self, *args: Any, measures: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        self.choices = [("", "整篇"), *measures]
        super().__init__(*args, **kwargs)

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        field = form.fields["of"]
        if len(self.choices) * self.total_form_count() > MAX_CHOICES:
            field.widget = MeasureSelect()
        field.choices = self.choices


class AwardFormSet(RowFormSet):
    form = AwardForm

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.missing = f"awards.{index + 1}" if index is not None else ""


class OfferForm(forms.Form):
    """A line that was left out, or a picture: into which text it goes. `done` where the script has put it there."""

    into = forms.ChoiceField(label="放入", required=False)
    done = Carried()

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = [("", "不放入"), *choices]  # type: ignore[attr-defined]
