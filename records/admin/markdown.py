"""Answers the editor while one types: the preview of a text, and a place for a picture.

markdownx's script reads an answer's body whatever its status, so refusals are HTML and JSON that it can show.
"""

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from records.audit import Act, record_act
from records.http.body_limit import takes_bodies_of
from records.presentation.markdown import pictures_for_staff, to_html
from records.utils.pictures import MAX_BYTES, PictureRefused, PicturesBusy

from .images import store_picture

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
    picture = request.FILES.get("image")
    if not isinstance(picture, UploadedFile):
        return JsonResponse({"error": "没有收到图片，请重新选择。"}, status=400)
    try:
        address = store_picture(picture)
    except PicturesBusy as busy:
        return JsonResponse({"error": str(busy)}, status=503, headers={"Retry-After": "60"})
    except PictureRefused as refused:
        return JsonResponse({"error": str(refused)}, status=400)
    record_act(Act.UPLOADED, detail=f"{picture.name} → {address}")
    return JsonResponse({"image_code": f"![]({address})"})
