"""Serves the page where a roll is handed in, as a file or pasted from a spreadsheet."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_protect

from records.admin.lists import ListAnswers
from records.admin.parts import whole_number
from records.deeds import DeedsError
from records.http.body_limit import takes_bodies_of
from records.importing.bounded import ReadersBusy
from records.importing.bounded_rolls import read_bounded
from records.importing.files import printable
from records.models import Commendation
from records.models.rules import CONTROL
from records.publishing.decisions import may_change

from .waiting import MAX_BYTES, MB, NotKept, Waiting, keep

ACCEPTED = (".xlsx", ".xls", ".et", ".ods", ".csv", ".tsv", ".docx", ".doc", ".wps", ".pdf", ".txt", ".json")
FORM_OVERHEAD_BYTES = 3 * MB
TOO_LARGE = f"文件超过 {MAX_BYTES // MB} MB，还没有读。请删去图片，或请管理员用命令 import_roll 导入。"
TOO_LONG = "粘贴的内容太长，还没有读。请存成表格文件（.xlsx）上传。"
PASTED = "粘贴的名单"


class UploadForm(forms.Form):
    commendation = forms.ModelChoiceField(
        Commendation.objects.select_related("category"),
        label="哪一次表彰",
        error_messages={"required": "请选择这份名单是哪一次表彰的。"},
        help_text="没有的，请先在“表彰（届次）”里新增。",
    )
    file = forms.FileField(
        label="名单文件",
        required=False,
        allow_empty_file=True,  # the reader says what is wrong with it
        widget=forms.FileInput({"accept": ",".join(ACCEPTED)}),
    )
    text = forms.CharField(
        label="或者从 Excel、WPS 表格里复制，粘贴在这里",
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 10, "wrap": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        given = [bool(cleaned.get("file")), bool(cleaned.get("text", "").strip())]
        if not any(given):
            raise forms.ValidationError("请选择文件，或粘贴名单。")
        if all(given):
            raise forms.ValidationError("选了文件，又粘贴了名单，不知道要哪一样。请去掉一样。")
        if cleaned.get("file") and cleaned["file"].size > MAX_BYTES:
            self.add_error("file", TOO_LARGE)
        return cleaned


class UploadPage(ListAnswers):
    @takes_bodies_of(2**62)  # it has a bound of its own, below
    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """Applies bounds first: to find the token, the check against forgery would read all that was sent."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if (whole_number(request.headers.get("content-length")) or 0) > MAX_BYTES + FORM_OVERHEAD_BYTES:
            return self.upload_page(request, refused_form(request, TOO_LARGE))
        try:
            request.FILES  # noqa: B018  (reading it reads the form)
        except RequestDataTooBig:
            return self.upload_page(request, refused_form(request, TOO_LONG))
        answer: HttpResponse = csrf_protect(self.handle_upload)(request)
        return answer

    def handle_upload(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return self.upload_page(request, UploadForm(initial=asked_for(request)))
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid() and (waiting := self.taken_in(request, form)):
            return HttpResponseRedirect(reverse("admin:records_rollimport_look", args=[waiting.token]))
        return self.upload_page(request, form)

    def taken_in(self, request: HttpRequest, form: UploadForm) -> Waiting | None:
        """Reads it once before it is kept: what cannot be read is told here, where another file is chosen."""
        by: Any = request.user
        commendation, file = form.cleaned_data["commendation"], form.cleaned_data["file"]
        if commendation.is_notice and not may_change(commendation, by):
            form.add_error("commendation", "这项表彰的公示是公开的，名单要由有发布权限的人导入。")
            return None
        data = file.read() if file else CONTROL.sub("", form.cleaned_data["text"]).encode()
        name = printable(file.name) if file else PASTED
        try:
            read_bounded(data, name, pasted=not file, layouts=None)
            return keep(data, user=by.pk, commendation=commendation.pk, name=name, pasted=not file)
        except (DeedsError, ReadersBusy, NotKept) as error:
            form.add_error("file" if file else "text", str(error))
            return None

    def upload_page(self, request: HttpRequest, form: UploadForm) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": "导入名单",
            "opts": self.opts,
            "form": form,
            "accepted": ACCEPTED,
            "most_megabytes": MAX_BYTES // MB,
        }
        return TemplateResponse(request, "admin/rolls/upload.html", context)


def asked_for(request: HttpRequest) -> dict[str, Any]:
    return {"commendation": whole_number(request.GET.get("commendation"))}


def refused_form(request: HttpRequest, message: str) -> UploadForm:
    form = UploadForm({}, initial=asked_for(request))
    form.errors.clear()
    form.add_error(None, message)
    return form
