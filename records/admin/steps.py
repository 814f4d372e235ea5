"""The forms of the steps of a record: each asks what the step needs to know, and takes it."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError

from records.models import Record, Version
from records.presentation.passages import passages, place_of
from records.publishing import (
    approve,
    cancel_schedule,
    correct,
    discard_version,
    publish,
    reschedule,
    restore_honor,
    return_to_draft,
    revoke_honor,
    submit_for_review,
    withdraw,
)
from records.publishing.changing import MAX_REASON_CHARACTERS

from .days import DayField, HourField
from .parts import Carried

MAX_NOTE_CHARACTERS = Version._meta.get_field("note").max_length or 0


def reason_field(label: str, help_text: str, *, lacking: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=MAX_REASON_CHARACTERS,
        widget=forms.Textarea({"rows": 3, "cols": 60}),
        help_text=help_text,
        error_messages={"required": lacking},
    )


class StepForm(forms.Form):
    """Asks what a step needs to know, and takes it."""

    revision = Carried()
    step, done = "", ""
    # Said above the fields: what will be, or be no more.
    about = ""

    def about_record(self, record: Record) -> None:
        """Fits the form to the record that it is about."""

    def carry_out(self, record: Record, by: Any) -> None:
        raise NotImplementedError


class PublishForm(StepForm):
    step, done = "发布", "已发布"
    at = HourField(
        label="发布时间",
        required=False,
        help_text="留空立即发布；填将来的时间，到时自动公开。",
    )

    def carry_out(self, record: Record, by: Any) -> None:
        publish(record, by=by, at=self.cleaned_data["at"])


class PublishNowForm(StepForm):
    """Asks of a record that is set for an hour to come."""

    step, done = "立即发布", "已发布"
    about = "不等定好的时间，现在就公开。"

    def carry_out(self, record: Record, by: Any) -> None:
        publish(record, by=by)


class RescheduleForm(StepForm):
    step, done = "改时间", "已改时间"
    at = HourField(label="新的发布时间", help_text="填将来的时间，到时自动公开。")

    def carry_out(self, record: Record, by: Any) -> None:
        reschedule(record, by=by, at=self.cleaned_data["at"])


class CancelScheduleForm(StepForm):
    step, done = "取消定时", "已取消定时"
    about = "到时不再自动公开，记录回到待审核。"

    def carry_out(self, record: Record, by: Any) -> None:
        cancel_schedule(record, by=by)


class TellingForm(StepForm):
    """Asks what is to be said to the public of a correction."""

    note = forms.CharField(
        label="更正说明",
        max_length=MAX_NOTE_CHARACTERS,
        required=False,
        widget=forms.Textarea({"rows": 2, "cols": 60}),
        help_text="公众在“各个版本”里看到：改了什么，为什么。如：三是的户数由 1200 更正为 1300。",
    )
    is_trivial = forms.BooleanField(
        label="细小改动", required=False, help_text="错字、标点一类，不写说明；改动的地方公众同样看得到。"
    )

    def about_record(self, record: Record) -> None:
        version = record.edited
        self.initial = {**self.initial, "note": version.note, "is_trivial": version.is_trivial}
        self.is_correction = record.live is not None
        if not self.is_correction:
            del self.fields["note"], self.fields["is_trivial"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.is_correction and not (cleaned.get("note", "").strip() or cleaned.get("is_trivial")):
            self.add_error("note", ValidationError("请写更正说明；只是错字、标点一类的，请勾选“细小改动”。"))
        return cleaned

    @property
    def told(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"note_to_public": data.get("note", ""), "is_trivial": data.get("is_trivial", False)}


class SubmitForm(TellingForm):
    step, done = "送审", "已送审"
    about = "审核通过之前，公众看到的不变。"

    def carry_out(self, record: Record, by: Any) -> None:
        submit_for_review(record, by=by, **self.told)


class CorrectForm(TellingForm):
    step, done = "公布修改", "已公布修改"
    about = "公众马上看到改过的一版；改前的一版留在“各个版本”里。"

    def carry_out(self, record: Record, by: Any) -> None:
        correct(record, by=by, **self.told)


class RepublishForm(TellingForm):
    """Asks of a withdrawn record whose text was changed."""

    step, done = "重新发布", "已重新发布"
    about = "公众在原来的网址看到改过的一版；撤回前的一版留在“各个版本”里。"

    def carry_out(self, record: Record, by: Any) -> None:
        publish(record, by=by, **self.told)


class ApproveForm(StepForm):
    step, done = "审核通过", "已审核通过"

    def carry_out(self, record: Record, by: Any) -> None:
        approve(record, by=by)


class DiscardForm(StepForm):
    step, done = "放弃修改", "已放弃修改"
    about = "没有公布的修改全部丢弃，公众看到的不变。这一步不能撤销。"

    def carry_out(self, record: Record, by: Any) -> None:
        discard_version(record, by=by)


class ReturnForm(StepForm):
    step, done = "退回草稿", "已退回草稿"
    path = forms.ChoiceField(label="说的是", required=False, help_text="原因会显示在这一处旁边。")
    reason = reason_field(
        "退回原因",
        "经手人会在后台首页和这条记录的编辑页上看到它。",
        lacking="请写明退回原因，经手人会看到它。",
    )

    def carry_out(self, record: Record, by: Any) -> None:
        return_to_draft(record, by=by, reason=self.cleaned_data["reason"], path=self.cleaned_data["path"])

    def about_record(self, record: Record) -> None:
        texts = passages(record.showing(record.edited))
        places = [(one.path, f"{place_of(one.path)}　{one.text[:20]}") for one in texts if one.text]
        self.fields["path"].choices = [("", "整篇"), *places]  # type: ignore[attr-defined]


class WithdrawForm(StepForm):
    step, done = "撤回", "已撤回"
    reason = reason_field(
        "撤回原因", "会显示在原来的网页上。", lacking="请写明撤回原因，它会显示在原来的网页上。"
    )

    def carry_out(self, record: Record, by: Any) -> None:
        withdraw(record, by=by, reason=self.cleaned_data["reason"])


class RevokeForm(StepForm):
    step, done = "撤销称号", "已撤销称号"
    on = DayField(
        label="撤销日期",
        help_text="决定撤销这项称号的日期。",
        error_messages={"required": "请填写撤销日期，它会显示在网页上。"},
    )
    decision = forms.CharField(
        label="撤销决定",
        max_length=200,
        required=False,
        widget=AdminTextInputWidget,
        help_text="依据哪一份决定；不清楚就留空。",
    )
    number = forms.CharField(
        label="文号",
        max_length=100,
        required=False,
        widget=AdminTextInputWidget,
        help_text="该决定的文号；没有就留空。",
    )
    reason = reason_field(
        "撤销原因",
        "会显示在网页上。网页会保留，标明“称号已撤销”，不再接受致敬。",
        lacking="请写明撤销称号的原因，它会显示在网页上。",
    )

    def carry_out(self, record: Record, by: Any) -> None:
        told = {name: self.cleaned_data[name] for name in ("on", "decision", "number", "reason")}
        revoke_honor(record, by=by, **told)


class RestoreHonorForm(StepForm):
    step, done = "恢复称号", "已恢复称号"
    reason = reason_field(
        "恢复原因", "不会显示在网页上，只记入审计日志。", lacking="请写明为什么恢复称号，它会记入审计日志。"
    )

    def carry_out(self, record: Record, by: Any) -> None:
        restore_honor(record, by=by, reason=self.cleaned_data["reason"])


# By the name of the page; “publish” is another form for what is set for an hour to come.
PAGES: dict[str, type[StepForm]] = {
    "submit": SubmitForm,
    "approve": ApproveForm,
    "correct": CorrectForm,
    "discard": DiscardForm,
    "publish": PublishForm,
    "withdraw": WithdrawForm,
    "reschedule": RescheduleForm,
    "cancel_schedule": CancelScheduleForm,
    "return_to_draft": ReturnForm,
    "revoke": RevokeForm,
    "restore_honor": RestoreHonorForm,
}


def form_for(step: str, record: Record) -> type[StepForm]:
    """Returns what a step asks of this record."""
    if step == "publish" and record.is_scheduled:
        return PublishNowForm
    if step == "publish" and record.live and record.working:
        return RepublishForm
    return PAGES[step]
