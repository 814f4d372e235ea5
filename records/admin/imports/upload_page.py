"""Serves the page where documents are handed in."""

from itertools import chain
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_protect

from records.admin.parts import whole_number
from records.http.body_limit import takes_bodies_of
from records.models import ImportBatch

from .intake import MAX_BYTES, MAX_DOCUMENTS, MB, UploadRefused, accepted, from_files, pasted, take_in

# Django stops reading a form behind so many files.
MAX_FILES = min(MAX_DOCUMENTS, settings.DATA_UPLOAD_MAX_NUMBER_FILES or MAX_DOCUMENTS)
# The rest of a form beside its files.
FORM_OVERHEAD_BYTES = 3 * MB
TOO_LARGE = (
    f"这次上传超过 {MAX_BYTES // MB} MB，还没有导入。请分几次上传；更多的请管理员用命令 import_records 导入。"
)
TOO_MANY = (
    f"这次选了 {MAX_FILES} 个以上的文件，还没有导入。请分几次上传，"
    "或压缩成一个 .zip；更多的请管理员用命令 import_records 导入。"
)
TOO_LONG = "粘贴的文字太长，还没有导入。请存成文件（.txt）上传。"


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFiles(forms.FileField):
    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        return [super(ManyFiles, self).clean(file, initial) for file in data or []]


class UploadForm(forms.Form):
    documents = ManyFiles(
        label="选择文件",
        required=False,
        allow_empty_file=True,  # the reader says what is wrong with it, beside the other documents
        widget=ManyFilesInput({"data-most-files": MAX_FILES, "data-most-bytes": MAX_BYTES}),
    )
    text = forms.CharField(
        label="或者粘贴文字", required=False, strip=False, widget=forms.Textarea({"rows": 12})
    )
    name = forms.CharField(
        label="给粘贴的文字起个名字",
        required=False,
        max_length=200,
        widget=forms.TextInput({"class": "vTextField"}),
        help_text="可不填，只为在列表中认出它。",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["documents"].widget.attrs["accept"] = ",".join(accepted())

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("documents") and not cleaned.get("text", "").strip():
            raise forms.ValidationError("请选择文件，或粘贴文字。")
        return cleaned


class UploadPage(admin.ModelAdmin):
    @takes_bodies_of(2**62)  # it has a bound of its own, below
    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """Applies bounds first: to find the token, the check against forgery would read all that was sent."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if (whole_number(request.headers.get("content-length")) or 0) > MAX_BYTES + FORM_OVERHEAD_BYTES:
            return self.upload_page(request, refused_form(TOO_LARGE))
        try:
            request.FILES  # noqa: B018  (reading it reads the form)
        except TooManyFilesSent:
            return self.upload_page(request, refused_form(TOO_MANY))
        except RequestDataTooBig:
            return self.upload_page(request, refused_form(TOO_LONG))
        answer: HttpResponse = csrf_protect(self.handle_upload)(request)
        return answer

    def handle_upload(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method != "POST" or not form.is_valid():
            return self.upload_page(request, form)
        text, name = form.cleaned_data["text"], form.cleaned_data["name"].strip()
        incoming = chain(
            from_files(form.cleaned_data["documents"]), [pasted(text, name)] if text.strip() else []
        )
        try:
            batch = take_in(incoming, request.user)
        except UploadRefused as refused:
            form.add_error(None, str(refused))
            return self.upload_page(request, form)
        return HttpResponseRedirect(first_address(batch))

    def upload_page(self, request: HttpRequest, form: UploadForm) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": "导入事迹材料",
            "opts": self.opts,
            "form": form,
            "accepted": accepted(),
            "most_files": MAX_FILES,
            "most_documents": MAX_DOCUMENTS,
            "most_megabytes": MAX_BYTES // MB,
        }
        return TemplateResponse(request, "admin/imports/upload.html", context)


def first_address(batch: ImportBatch) -> str:
    """Leads straight to the review of a single document; of several, and of one that was not read, to their list."""
    if only := batch.only_document:
        return reverse("admin:records_importbatch_document", args=[only.pk])
    return reverse("admin:records_importbatch_change", args=[batch.pk])


def refused_form(message: str) -> UploadForm:
    form = UploadForm({})
    form.errors.clear()
    form.add_error(None, message)
    return form
