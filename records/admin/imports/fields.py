"""Makes the record editable: one form for what there is once, and one a row for honors, sections, measures, figures."""

from collections.abc import Sequence
from typing import Any

from django import forms

from records.admin.editor import MarkdownText
from records.admin.parts import Carried, MeasureSelect
from records.deeds import document
from records.models import Distinction, Figure, Measure, Recipient, Section, Version

from .rows import PartOfDocument, RowForm, RowFormSet, Shown, like, text_like

# Beyond, a page is slow: 200 figures with 250 measures each are 50,000 options.
MAX_CHOICES = 3_000


class HeadForm(PartOfDocument):
    """Has the fields that there are once. Blank is allowed until the record is made; `needed` are those it needs."""

    revision = Carried()
    title = like(Version, "title", required=False, widget=forms.TextInput({"class": "vTextField"}))
    name = like(Recipient, "name", required=False, label="受表彰对象全称", help_text="")
    kind = like(Recipient, "kind", required=False)
    region = like(Recipient, "region")
    short_name = like(Recipient, "short_name", help_text="")
    post = like(Version, "post", help_text="")
    summary = like(Version, "summary")
    introduction = text_like(Version, "introduction")
    closing = text_like(Version, "closing")
    source = like(Version, "source")

    read_from = {
        "title": ("title",),
        "name": ("recipient.name", "recipient"),
        "kind": ("recipient.kind",),
        "region": ("recipient.region",),
        "short_name": ("recipient.short_name",),
        "post": ("recipient.post", "post"),
        "summary": ("summary",),
        "introduction": ("introduction",),
        "closing": ("closing",),
        "source": ("source",),
    }
    needed = {"title": "请填写标题。", "name": "请填写受表彰对象。", "kind": "请选定是集体还是个人。"}

    # Where they stand on the page: before, above and behind the sections.
    opening, ending = ("introduction",), ("closing", "source")

    @property
    def shown_about(self) -> list[Shown]:
        return [one for one in self.shown if one.bound.name not in (*self.opening, *self.ending)]

    @property
    def shown_opening(self) -> list[Shown]:
        return [one for one in self.shown if one.bound.name in self.opening]

    @property
    def shown_ending(self) -> list[Shown]:
        return [one for one in self.shown if one.bound.name in self.ending]

    @property
    def texts(self) -> list[str]:
        """Names the fields that take several paragraphs."""
        return [name for name, field in self.fields.items() if isinstance(field, MarkdownText)]

    def refuse_blanks(self) -> None:
        for name, message in self.needed.items():
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, message)


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
    is_key = like(Figure, "is_key", help_text="")
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
        "is_key": (".is_key", ""),
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
        names = [name for name in FigureForm.read_from if name != "of"]
        return document.Figure(**{name: self.cleaned_data[name] for name in names}, place=place)


class SuggestionForm(FigureForm):
    """Is taken into the record only where an editor says so."""

    taken = forms.BooleanField(label="收入", required=False)

    read_from = {"taken": ()} | FigureForm.read_from


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


class SuggestionFormSet(FigureRowFormSet):
    form = SuggestionForm
    extra = 0


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
