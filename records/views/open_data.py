"""Tells programs and people how to take the records along."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from records.api.contract import described_operations
from records.api.v1 import api
from records.exporting.certificate.making import unable
from records.http.page_cache import public_page
from records.presentation import json_ld as linked_data
from records.presentation.variants import render_page


@public_page
def open_data(request: HttpRequest) -> HttpResponse:
    """Shows every address of the interface with a form to try it, the files of a record, and what is promised."""
    heading = "开放数据"
    context: dict[str, Any] = {
        "operations": described_operations(api),
        "has_sheet": not unable(),
        "linked_data": linked_data.page(heading, reverse("open_data")),
    }
    return render_page(request, "records/open_data.html", context)


@public_page
def opensearch(request: HttpRequest) -> HttpResponse:
    """Lets a browser offer the site's search in its own address bar."""
    return render(
        request,
        "records/opensearch.xml",
        content_type="application/opensearchdescription+xml; charset=utf-8",
    )
