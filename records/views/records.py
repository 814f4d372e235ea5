"""One record: its award page, the preview for staff, and its files for other programs.

The files are /records/1.json, .md, .txt, .jsonld, .ris, .csl.json. A program that asks for the award page with an
`Accept` that prefers one of these is sent on to it.
"""

from http import HTTPStatus

from django.contrib.admin.views.decorators import staff_member_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from records import tributes
from records.api.contract import gone
from records.audit import Act, record_act
from records.catalog.attachments import is_shown
from records.catalog.related import Related, related_and_honors
from records.deeds.document import MAX_KEY_FIGURES
from records.exporting import ExportRefused
from records.exporting.certificate.making import unable
from records.exporting.record_files import MEDIA_TYPES, REFERENCE_TYPES, SERIALIZERS
from records.http.page_cache import (
    OPEN_TO_ALL,
    open_to_all,
    public_answer_by,
    public_negotiated_page,
    public_page,
)
from records.models import Figure, Record, RollGroup, Version
from records.presentation import json_ld as linked_data
from records.presentation.passages import picture_rows
from records.presentation.pictures import pictures_for_staff
from records.presentation.trail import to_record
from records.presentation.variants import render_page, variant_of
from records.search.likewise import likewise
from records.utils.addresses import absolute

from .attachments import as_it_came

ALL_TYPES = MEDIA_TYPES | REFERENCE_TYPES
FILE_NAMES = {media_type: name for name, media_type in ALL_TYPES.items()}


@public_negotiated_page(*FILE_NAMES)
def record(request: HttpRequest, record_id: int) -> HttpResponse:
    if elsewhere := redirected_to_file(request, record_id):
        return elsewhere
    found = Record.objects.published().whole().filter(pk=record_id).first()
    if found is None:
        return withdrawn(request, record_id)
    return award_page(request, found)


def award_page(
    request: HttpRequest, shown: Record, *, preview: bool = False, version: Version | None = None
) -> HttpResponse:
    """Shows a record: as the public reads it, as it will be (`preview`), or as an earlier `version` of it was."""
    key_figures, other_figures = figures_of_all(shown)
    bare = is_bare(shown)
    others: list[Related] = []
    honors: list[Record] = []
    if not (preview or version):
        others, honors = related_and_honors(shown, likewise(shown), with_honors=bare)
    context = {
        "record": shown,
        "preview": preview,
        "version": version,
        "key_figures": key_figures,
        "other_figures": other_figures,
        "related": others,
        "bare": bare,
        "other_honors": honors,
        "in_group": group_of(shown),
        "contents": [section for section in shown.sections.all() if section.title],
        "pictures": picture_rows(shown),
        "files": MEDIA_TYPES,
        "has_sheet": not (preview or version) and not unable(),
        "count": tributes.count(shown),
        "original_is_shown": not (preview or version) and is_shown(shown.original),
        "seal": None if preview else getattr(shown.content, "seal", None),
        "trail": to_record(shown),
        "linked_data": None if version else linked_data.article(shown),
    }
    about = [shown.recipient, *(other.record.recipient for other in others)]
    return render_page(request, "records/record.html", context, about=about)


def figures_of_all(record: Record) -> tuple[list[Figure], list[Figure]]:
    """Returns the key figures, which follow the introduction, and the others of the record as a whole.

    Those of a measure are shown with it, be they key figures or not.
    """
    figures = list(record.figures.all())
    key = [figure for figure in figures if figure.is_key][:MAX_KEY_FIGURES]
    return key, [figure for figure in figures if figure.measure_id is None and figure not in key]


def is_bare(record: Record) -> bool:
    """Tells of a record loaded whole that nothing is there of its deeds yet: it is a name on a roll."""
    said = (record.introduction, record.closing)
    return not (any(said) or record.sections.all() or record.figures.all())


def group_of(record: Record) -> RollGroup | None:
    """Returns the heading of the roll that the name stands under."""
    entry = getattr(record, "roll_entry", None)
    return entry.group if entry else None


def withdrawn(request: HttpRequest, record_id: int) -> HttpResponse:
    """Answers 410 saying when and why, or 404 where nothing was ever public."""
    gone = get_object_or_404(Record.objects.withdrawn().with_names(), pk=record_id)
    if gone.joined_into_id:
        return redirect(variant_of(request).view_name("record"), gone.joined_into_id, permanent=True)
    context = {"record": gone}
    return render_page(
        request, "records/withdrawn.html", context, about=[gone.recipient], status=HTTPStatus.GONE
    )


@never_cache
@staff_member_required
@require_safe
def record_preview(request: HttpRequest, record_id: int) -> HttpResponse:
    """Shows the award page of a record in any status to staff who may see it in the admin."""
    if not request.user.has_perm("records.view_record"):
        raise Http404
    record = get_object_or_404(Record.objects.whole(), pk=record_id)
    written = Version.objects.whole().filter(working_of=record).first()
    shown = record.showing(written) if written else record
    response = award_page(request, shown, preview=True)
    response.content = pictures_for_staff(response.content.decode())
    if written or not shown.is_public:
        record_act(Act.VIEWED, on=shown, detail="预览")
    response["X-Robots-Tag"] = "noindex"
    return response


@public_answer_by()
def record_original(request: HttpRequest, record_id: int) -> HttpResponse:
    """Serves the file that the record was read from, where an editor lets the public read it."""
    rows = Record.objects.published().select_related("live__original")
    original = get_object_or_404(rows, pk=record_id).original
    if original is None or not is_shown(original):
        raise Http404
    return as_it_came(original)


# --- Files ------------------------------------------------------------------------------------------


def redirected_to_file(request: HttpRequest, record_id: int) -> HttpResponse | None:
    """Sends on to the record in the form that `Accept` prefers; None where that is the web page."""
    preferred = request.get_preferred_type(["text/html", *FILE_NAMES])
    if preferred not in FILE_NAMES:
        return None
    there = redirect("record_file", record_id, FILE_NAMES[preferred])
    there.status_code = HTTPStatus.SEE_OTHER
    for header, value in OPEN_TO_ALL.items():  # else a script of another site cannot follow
        there[header] = value
    patch_vary_headers(there, ["Accept"])
    return there


@open_to_all
@public_page
def record_file(request: HttpRequest, record_id: int, name: str) -> HttpResponse:
    found = Record.objects.published().whole().filter(pk=record_id).first()
    if found is None:
        return gone(record_id) if "json" in name else withdrawn(request, record_id)
    content_type = f"{ALL_TYPES[name]}; charset=utf-8"
    try:
        response = HttpResponse(SERIALIZERS[name](found), content_type=content_type)
    except ExportRefused as refused:
        plain = "text/plain; charset=utf-8"
        return HttpResponse(f"{refused}\n", content_type=plain, status=HTTPStatus.NOT_IMPLEMENTED)
    address = absolute(found.get_absolute_url())
    response["Link"] = f'<{address}>; rel="canonical"; type="text/html"'
    return response
