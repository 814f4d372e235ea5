"""Shows what the operator has made of the site: pages of its own, and the style sheet in its color."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from records.http.page_cache import public_for_good, public_page
from records.models import SitePage
from records.presentation import json_ld as linked_data
from records.presentation.accent import in_color, is_sealed, sheet_text
from records.presentation.markdown import to_plain
from records.presentation.variants import render_page

MAX_DESCRIPTION_CHARACTERS = 120


@public_page
def site_page(request: HttpRequest, page_id: int) -> HttpResponse:
    shown = get_object_or_404(SitePage.objects.public(), pk=page_id)
    context = {
        "shown": shown,
        "summary": to_plain(shown.text)[:MAX_DESCRIPTION_CHARACTERS],
        "linked_data": linked_data.page(shown.title, shown.get_absolute_url()),
    }
    return render_page(request, "records/site_page.html", context)


@public_for_good
def style(request: HttpRequest, sheet: str, color: str, seal: str) -> HttpResponse:
    """Serves the site's style sheet in a color that was once set."""
    if not is_sealed(sheet, f"#{color}", seal):
        raise Http404
    try:
        text = in_color(sheet_text(sheet), f"#{color}")
    except OSError as gone:
        raise Http404 from gone
    return HttpResponse(text, content_type="text/css; charset=utf-8")
