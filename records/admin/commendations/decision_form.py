"""Asks for what a decision says; of one whose page is public, also for the note that the public reads of a change."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from records.models import Commendation
from records.publishing import PublishingRefused
from records.publishing.attachments import MAX_BYTES, MB, refuse_unfit
from records.publishing.decisions import MAX_NOTE_CHARACTERS
from records.publishing.group_numbers import as_stated
from records.publishing.proposals import waiting_change

AWARD = ["category", "year"]
DECISION = ["name", "issuer", "decided_on", "document_number", "link", "text", "quota"]
ORIGINAL = ["new_original", "no_original"]


def asks_numbers(row: Commendation) -> bool:
    """Tells whether the numbers of its groups are written as one text, which is reviewed, and not each by itself."""
    is_seen = bool(settings.REVIEW_STEPS and row.pk) and (row.is_notice or row.is_public)
    return is_seen and row.groups.exists()


class DecisionForm(forms.ModelForm):
    new_original = forms.FileField(
        label="上传原件",
        required=False,
        help_text=f"签发的决定，PDF，最多 {MAX_BYTES // MB} MB。按原样保存，一个字节也不改。",
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )
    no_original = forms.BooleanField(label="去掉原件", required=False)
    note = forms.CharField(
        label="更正说明",
        required=False,
        max_length=MAX_NOTE_CHARACTERS,
        widget=forms.Textarea({"rows": 2, "cols": 60}),
        help_text="公众在“各个版本”里看到：改了什么，为什么。改了决定或原件才要写。",
    )

    numbers = forms.CharField(
        label="分组与名额",
        required=False,
        widget=forms.Textarea({"rows": 6, "cols": 60}),
        help_text="决定写明的各组名额，一行一组，如：先进个人/北京市：12。分组照名单，没有写明的不写。",
    )

    original: tuple[str, bytes] | None = None

    class Meta:
        model = Commendation
        fields = (*AWARD, *DECISION)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if note := vars(self.instance).get("waiting_note"):
            self.initial["note"] = note
        if asks_numbers(self.instance):
            self.initial["numbers"] = self.instance.numbers
        else:
            del self.fields["numbers"]

    def clean_new_original(self) -> UploadedFile | None:
        file: UploadedFile | None = self.cleaned_data["new_original"]
        if file:
            name, data = str(file.name), file.read(MAX_BYTES + 1)
            try:
                refuse_unfit(name, data)
            except PublishingRefused as refused:
                raise forms.ValidationError(str(refused)) from refused
            self.original = name, data
        return file

    def clean_numbers(self) -> str:
        text: str = self.cleaned_data["numbers"]
        try:
            return as_stated(self.instance, text)
        except PublishingRefused as refused:
            raise forms.ValidationError(str(refused)) from refused

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("new_original") and cleaned.get("no_original"):
            self.add_error("no_original", "又上传、又去掉，不知道要哪一样。请只选一样。")
        change = waiting_change(self.instance) if self.instance.pk and settings.REVIEW_STEPS else None
        if change is not None and change.step != change.Step.CHANGE:
            raise forms.ValidationError(
                f"这项表彰有“{change.get_step_display()}”等着审核。请先审核、退回或撤回它，再改决定。"
            )
        changes_page = {*DECISION, *ORIGINAL, "numbers"} & {*self.changed_data}
        is_told = bool(cleaned.get("note", "").strip())
        if changes_page and not is_told and self.instance.pk and self.instance.is_public:
            self.add_error("note", "这项表彰的网页是公开的。请写一句更正说明：改了什么，为什么。")
        return cleaned
