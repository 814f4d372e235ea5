"""Refuses a form that was opened before someone else saved, and says what is different on the site."""

import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.forms.models import construct_instance, model_to_dict
from django.utils import timezone

from records.accounts.names import staff_name
from records.models import Figure, Measure, Record, Section
from records.models.versions import CONTENT
from records.presentation.passages import gist
from records.presentation.pieces import Piece, pieces_of

from .parts import Carried, PartForm, PartFormSet, carry, whole_number

KINDS = {Section: "章节", Measure: "举措", Figure: "数据"}


@dataclass(frozen=True, slots=True)
class Difference:
    """Both texts whole; a row that only one side has is told in `note` instead."""

    where: str
    stored: str = ""
    typed: str = ""
    note: str = ""

    @property
    def sides(self) -> tuple[list[Piece], list[Piece]]:
        return pieces_of(self.stored, self.typed)


class RecordForm(forms.ModelForm):
    """Edits a record together with the version that is being written; its page adds the fields of the version."""

    revision = Carried()
    is_stale = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A copy: what is typed is not what the record says before it is saved.
        self.version = copy.copy(self.instance.edited)
        if self.version.erased_at is not None:  # what is typed becomes the next
            self.version.erased_at, self.version.erased_reason, self.version.erased_hash = None, "", ""
        said = {
            name: value for name, value in model_to_dict(self.version, CONTENT).items() if name in self.fields
        }
        self.initial = {**said, **self.initial, "revision": self.instance.revision}
        if "summary" in self.fields:  # what lists show as long as none is written
            self.fields["summary"].widget.attrs["placeholder"] = gist(self.instance.showing(self.version))

    def is_multipart(self) -> bool:
        # Chinese text takes three bytes a character this way, nine the other; Django refuses forms above 2.5 MB.
        return True

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        typed = [name for name in CONTENT if name in self.cleaned_data]
        construct_instance(self, self.version, typed)
        try:
            self.version.full_clean(
                exclude={"record", "number", *(set(CONTENT) - {*typed})}, validate_unique=False
            )
        except ValidationError as error:
            self._update_errors(error)  # type: ignore[attr-defined]

    @property
    def has_new_text(self) -> bool:
        return any(name in CONTENT for name in self.changed_data)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        stored: Record = self.instance
        if stored.pk and whole_number(self["revision"].data) != stored.revision:
            self.is_stale = True
            # The next save is deliberate: the editor has been told.
            carry(self, "revision", stored.revision)
            raise ValidationError(refusal(stored))
        return cleaned


def refusal(record: Record) -> str:
    return (
        f"您打开这一页之后，{who_saved(record)}保存过这条记录，所以您的修改还没有保存。"
        "您填写的内容都还在下面。请对照下列不同之处；再点一次“保存”，就以您填写的为准。"
    )


def who_saved(record: Record) -> str:
    entry = (
        LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(Record), object_id=str(record.pk)
        )
        .select_related("user")
        .order_by("-action_time")
        .first()
    )
    changed = max(record.updated_at, record.edited.written_at)
    when = f"{timezone.localtime(changed):%Y年%-m月%-d日 %H:%M}"
    # Commands leave no entry: then nobody's name is known.
    if entry is None or entry.action_time < changed:
        return f"有人（{when}）"
    return f"{staff_name(entry.user)}（{when}）"


def differences(form: RecordForm, formsets: Iterable[PartFormSet]) -> list[Difference]:
    """Lists differences; `formsets` are the record's own: sections, in whose forms the measures are, and figures."""
    found = list(of_fields(form, ""))
    for formset in formsets:
        found += of_rows(formset)
        for model, unclaimed in {formset.model: formset.unclaimed, **nested_unclaimed(formset)}.items():
            found += [Difference(f"{KINDS[model]}“{row}”", note=ADDED) for row in unclaimed.values()]
    return found


ADDED = "是别人新增的，这一页上没有。保存后它仍在，排在最后。"
DELETED = "已被别人删除，您填写的内容还在下面。保存后会重新建立；不再需要就请移除。"


def nested_unclaimed(formset: PartFormSet) -> dict[Any, dict[int, Any]]:
    children = [child for form in formset.forms for child in form.children]
    return {child.model: child.unclaimed for child in children[:1]}


def of_rows(formset: PartFormSet) -> Iterator[Difference]:
    for number, form in enumerate(formset.kept(), 1):
        where = f"{KINDS[formset.model]} {number}"
        if form.is_lost:
            yield Difference(where, note=DELETED)
        elif form.instance.pk is not None:
            yield from of_fields(form, f"{where}：")
        for child in form.children:
            for difference in of_rows(child):
                yield Difference(
                    f"{where} › {difference.where}", difference.stored, difference.typed, difference.note
                )


def of_fields(form: PartForm | RecordForm, where: str) -> Iterator[Difference]:
    for name in form.changed_data:
        field = form.fields[name]
        stored = shown(field, form.get_initial_for_field(field, name))
        typed = shown(field, form[name].data)
        yield Difference(f"{where}{field.label or name}", stored, typed)


def shown(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.BooleanField):
        return "是" if value else "否"
    if isinstance(field, forms.ModelChoiceField):
        chosen = field.queryset.filter(pk=whole_number(value)).first() if field.queryset is not None else None
        return str(chosen or "")
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        return {str(pk): str(label) for pk, label in choices}.get(str(value or ""), "已不在站上的举措")
    return "" if value is None else str(value).replace("\r\n", "\n").strip()
