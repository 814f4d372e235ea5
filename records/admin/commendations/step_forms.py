"""The forms of the steps of a commendation: each asks what the step needs to know, and takes it."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminTextInputWidget
from django.utils import timezone

from records.admin.days import DayField
from records.models import Commendation, Record
from records.publishing.decisions import (
    MAX_NOTE_CHARACTERS,
    begin_notice,
    cancel_notice,
    chinese,
    extend_notice,
)
from records.publishing.rolls import publish_roll
from records.publishing.workdays import MAX_WORKING_DAYS

MAX_CONTACT_CHARACTERS = Commendation._meta.get_field("objections").max_length or 0
MAX_LISTED = 20


HANDED_IN = "已送审，通过以后才生效，公众看到的不变。"


class StepForm(forms.Form):
    """Asks what a step needs to know, and takes it; `carry_out` says what was done."""

    step = ""

    def __init__(self, *args: Any, commendation: Commendation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commendation = commendation

    @property
    def about(self) -> list[str]:
        """Lists what is said above the fields: what will be, or be no more."""
        return []

    def carry_out(self, commendation: Commendation, by: Any) -> str:
        raise NotImplementedError


class EndingForm(StepForm):
    """Asks when a notice ends, in either of two ways."""

    working_days = forms.IntegerField(
        label="公示多少个工作日",
        required=False,
        min_value=1,
        max_value=MAX_WORKING_DAYS,
        help_text="从公示开始那天算起，那天是工作日就算第一天。节假日和调休按国务院的安排。",
    )
    until = DayField(label="或者公示到哪一天", required=False, help_text="含这一天。两样填一样。")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        fields = ("working_days", "until")
        if not any(name in self.errors for name in fields):
            if not any(cleaned.get(name) for name in fields):
                self.add_error("working_days", "请填工作日数，或者截止日期。")
            if all(cleaned.get(name) for name in fields):
                self.add_error("until", "工作日数和截止日期只填一样。")
        return cleaned

    @property
    def ending(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("working_days", "until")}


class BeginNoticeForm(EndingForm):
    step = "开始公示"
    start = DayField(label="公示开始", help_text="从这天零时起，公众看得到。")
    objections = forms.CharField(
        label="受理异议的联系方式",
        max_length=MAX_CONTACT_CHARACTERS,
        widget=forms.Textarea({"rows": 2, "cols": 60}),
        help_text="显示在公示页上：受理的单位、电话、邮箱、地址。",
        error_messages={"required": "请写明受理异议的联系方式，它会显示在公示页上。"},
    )
    field_order = ("start", "working_days", "until", "objections")

    def __init__(self, *args: Any, commendation: Commendation, **kwargs: Any) -> None:
        super().__init__(*args, commendation=commendation, **kwargs)
        start: date = commendation.notice_from or timezone.localdate()
        self.initial = {
            **self.initial,
            "start": start,
            "until": commendation.notice_until,
            "objections": commendation.objections,
        }

    @property
    def about(self) -> list[str]:
        return [
            "公示期间，名单上的人是拟表彰的对象：有公示页，不计入受表彰的数目，不接受致敬。",
            "名单在开始公示以后导入；要先核对好再公开，请把开始的日期定在以后。",
        ]

    def carry_out(self, commendation: Commendation, by: Any) -> str:
        told = {name: self.cleaned_data[name] for name in ("start", "objections")}
        begin_notice(commendation, by=by, **told, **self.ending)
        if settings.REVIEW_STEPS:
            return HANDED_IN
        return f"公示从 {spoken(commendation.notice_from)}开始，到 {spoken(commendation.notice_until)}截止。"


class ExtendNoticeForm(EndingForm):
    step = "延长公示"
    note = forms.CharField(
        label="延长的原因",
        max_length=MAX_NOTE_CHARACTERS,
        widget=forms.Textarea({"rows": 2, "cols": 60}),
        help_text="公众在“各个版本”里看到。",
        error_messages={"required": "请写明延长的原因，公众看得到。"},
    )

    @property
    def about(self) -> list[str]:
        row = self.commendation
        return [
            f"现在是 {spoken(row.notice_from)}至 {spoken(row.notice_until)}。工作日数是从开始那天算起的总数。"
        ]

    def carry_out(self, commendation: Commendation, by: Any) -> str:
        extend_notice(commendation, by=by, note=self.cleaned_data["note"], **self.ending)
        if settings.REVIEW_STEPS:
            return HANDED_IN
        return f"公示延长到 {spoken(commendation.notice_until)}。"


class CancelNoticeForm(StepForm):
    step = "取消公示"

    @property
    def about(self) -> list[str]:
        return ["公示还没有开始，取消以后公众什么也看不到。要重新公示，再开始一次。"]

    def carry_out(self, commendation: Commendation, by: Any) -> str:
        cancel_notice(commendation, by=by)
        return "公示取消了。"


class PublishRollForm(StepForm):
    step = "公布名单"

    @property
    def about(self) -> list[str]:
        if self.commendation.is_notice:
            unseen = self.commendation.entries.unseen()
            return [f"名单上有 {unseen.count()} 名录入以后还没有公开。公开以后，公示页上看得到。"]
        drafts = self.commendation.records.with_names().filter(
            status__in=[Record.Status.DRAFT, Record.Status.REVIEW]
        )
        count = drafts.count()
        names = "、".join(f"{record.recipient}" for record in drafts[:MAX_LISTED])
        return [
            f"名单上有 {count} 条还是草稿：{names}{'等' if count > MAX_LISTED else ''}。",
            "公布以后，每个名字有自己的网页；还没有事迹材料的，网页上写明“事迹材料尚未收录”。",
        ]

    def carry_out(self, commendation: Commendation, by: Any) -> str:
        published = publish_roll(commendation, by=by)
        if settings.REVIEW_STEPS:
            return HANDED_IN
        return f"公布了 {published} 条。"


def spoken(day: date | None) -> str:
    return f"{chinese(day)} " if day else "（没有定） "


def line(label: str, most: int, help_text: str = "", **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, help_text=help_text, widget=AdminTextInputWidget, **options
    )


PAGES: dict[str, type[StepForm]] = {
    "begin_notice": BeginNoticeForm,
    "extend_notice": ExtendNoticeForm,
    "cancel_notice": CancelNoticeForm,
    "publish_roll": PublishRollForm,
}
