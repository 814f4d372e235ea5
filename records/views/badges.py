"""Serves honors as Open Badges, the list of those that are revoked, and who issues them."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from records.api.contract import gone
from records.http.page_cache import open_to_all, public_content_by
from records.models import Record, VersionSeal
from records.transparency import badges

from .transparency import PLAIN

TYPE = "application/vc"
REVOKED = "称号已撤销，不再出具凭证。已经出具的，核对时会显示已撤销。\n"


def written(document: dict[str, Any], content_type: str = TYPE) -> HttpResponse:
    return HttpResponse(json.dumps(document, ensure_ascii=False, indent=2) + "\n", content_type=content_type)


@open_to_all
@public_content_by()
def badge(request: HttpRequest, record_id: int) -> HttpResponse:
    found = Record.objects.published().whole().filter(pk=record_id).first()
    if found is None:
        return gone(record_id)
    if found.is_revoked:
        return HttpResponse(REVOKED, content_type=PLAIN, status=410)
    seal = get_object_or_404(VersionSeal, version=found.live_id)  # told within seconds of its publication
    response = written(badges.badge(found, seal.fingerprint))
    response["Content-Disposition"] = f'attachment; filename="badge-{record_id}.json"'
    return response


@open_to_all
@public_content_by()
def status(request: HttpRequest, number: int) -> HttpResponse:
    document = badges.status_list(number, timezone.now())
    if document is None:
        raise Http404
    return written(document)


@open_to_all
@public_content_by()
def issuer(request: HttpRequest) -> HttpResponse:
    return written(badges.issuer(), "application/json")
