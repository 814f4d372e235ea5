"""Answers the editor while one types: the preview of a text, and a place for a picture.

markdownx's script reads an answer's body whatever its status, so refusals are HTML and JSON that it can show.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from records.audit import Act, record_act
from records.http.body_limit import takes_bodies_of
from records.presentation.markdown import to_html
from records.presentation.pictures import pictures_for_staff
from records.publishing.pictures import markdown_of
from records.utils.pictures import MAX_BYTES

from .pictures import NewPictureForm

# Twice what is formatted: a text beyond that is no measure of any record.
MAX_PREVIEWED_CHARACTERS = 200_000
NOT_ALLOWED = "登录已经失效，或者没有编辑表彰记录的权限。请在新窗口登录后再试，已填写的内容还在。"


def may_edit(request: HttpRequest) -> bool:
    user = request.user
    return (
        user.is_active
        and user.is_staff
        and (user.has_perm("records.change_record") or user.has_perm("records.add_record"))
    )


@never_cache
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    content = request.POST.get("content", "")
    if not may_edit(request):
        return refusal(NOT_ALLOWED, 403)
    if len(content) > MAX_PREVIEWED_CHARACTERS:
        return refusal(f"正文超过 {MAX_PREVIEWED_CHARACTERS // 10_000} 万字，无法预览。", 413)
    return HttpResponse(pictures_for_staff(to_html(content)))


def refusal(message: str, status: int) -> HttpResponse:
    return HttpResponse(format_html("<p>{}</p>", message), status=status)


@takes_bodies_of(4 * MAX_BYTES)  # a picture somewhat too large is refused in words
@never_cache
@require_POST
def upload(request: HttpRequest) -> JsonResponse:
    """Stores a picture: `image_code` is what the editor inserts, `error` what static/admin_records/editor.js shows."""
    if not may_edit(request):
        return JsonResponse({"error": NOT_ALLOWED}, status=403)
    form = NewPictureForm(request.POST, request.FILES)
    if form.is_valid():
        return JsonResponse({"image_code": stored(form, request.user)})
    if form.has_error("image", "busy"):
        return JsonResponse({"error": first_error(form)}, status=503, headers={"Retry-After": "60"})
    return JsonResponse({"error": first_error(form)}, status=400)


def stored(form: NewPictureForm, by: Any) -> str:
    """Returns what shows the picture in the text."""
    kept = form.keep(by)
    record_act(Act.UPLOADED, on=kept, detail=f"{form.files['image'].name} → {kept.in_texts}")  # type: ignore[union-attr]
    return markdown_of(kept.in_texts, kept, form.cleaned_data["alt"], form.cleaned_data["caption"])


def first_error(form: NewPictureForm) -> str:
    """Names the file's fault first: without a picture its words are of no use."""
    return next(str(error) for name in ("image", *form.errors) for error in form.errors.get(name, ()))
