"""Hands a kept file out to staff as it came."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import FileResponse, HttpResponseBase
from django.shortcuts import redirect

from records.catalog.attachments import open_attachment
from records.http.middleware import SANDBOXED
from records.models import Attachment
from records.publishing.originals import file_name

LOST = "“{}”不在 VAR/originals 里：从存档读入的网站不带不公开的原件；不然请管理员从备份恢复。"


def download(request: HttpRequest, file: Attachment, name: str, back: Any) -> HttpResponseBase:
    """Hands the file out as it came, never to be opened in the site's own name; goes `back` where it is lost."""
    try:
        opened = open_attachment(file)
    except FileNotFoundError:
        messages.error(request, LOST.format(name))
        return redirect(back)
    answer = FileResponse(opened, as_attachment=True, filename=file_name(name), content_type=file.media_type)
    for header, value in SANDBOXED.items():
        answer[header] = value
    return answer
