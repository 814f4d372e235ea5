"""The answer with a kept file, for every address that serves one."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from records.catalog.attachments import open_attachment
from records.http.middleware import SANDBOXED
from records.models import Attachment


def as_it_came(row: Attachment) -> HttpResponse:
    """Answers with the whole of it, at most fifty megabytes: a file read bit by bit would hold a thread."""
    try:
        with open_attachment(row) as file:
            content = file.read()
    except FileNotFoundError as error:
        raise Http404 from error
    headers = SANDBOXED | {"Content-Disposition": content_disposition_header(True, row.name) or "attachment"}
    return HttpResponse(content, content_type=row.media_type, headers=headers)
