"""The versions of a record that the public has read: their list, each as it was, and what two of them differ in."""

from http import HTTPStatus
from itertools import zip_longest

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from records.http.page_cache import public_page
from records.models import Record, Version
from records.presentation.differences import changed, differences
from records.presentation.trail import Step, to_record
from records.presentation.variants import render_page

from .records import award_page, withdrawn


@public_page
def versions(request: HttpRequest, record_id: int) -> HttpResponse:
    """Lists them with their dates and what was said of each correction. Of a withdrawn record it shows none."""
    record = public_record(record_id)
    if record is None:
        return withdrawn(request, record_id)
    listed = list(record.versions.public().order_by("-number"))
    context = {
        "record": record,
        # Each with the one before it; the first has none.
        "versions": list(zip_longest(listed, listed[1:])),
        "trail": [*to_record(record), Step("各个版本", request.path)],
    }
    return not_indexed(render_page(request, "records/versions.html", context, about=[record.recipient]))


@public_page
def version(request: HttpRequest, record_id: int, number: int) -> HttpResponse:
    record = public_record(record_id)
    if record is None:
        return withdrawn(request, record_id)
    chosen = public_version(record, number)
    if chosen.is_withheld:
        return withheld(request, record, chosen)
    return not_indexed(award_page(request, record.showing(chosen), version=chosen))


@public_page
def version_difference(request: HttpRequest, record_id: int, first: int, second: int) -> HttpResponse:
    record = public_record(record_id)
    if record is None:
        return withdrawn(request, record_id)
    chosen = [public_version(record, number) for number in (first, second)]
    for one in chosen:
        if one.is_withheld:
            return withheld(request, record, one)
    found = differences(*(record.showing(one) for one in chosen))
    context = {
        "record": record,
        "before": chosen[0],
        "after": chosen[1],
        "differences": changed(found),
        "unchanged": len(found) - len(changed(found)),
        "trail": [*to_record(record), Step("各个版本", request.path)],
    }
    page = render_page(request, "records/version_difference.html", context, about=[record.recipient])
    return not_indexed(page)


def public_record(record_id: int) -> Record | None:
    return Record.objects.published().with_names().filter(pk=record_id).first()


def public_version(record: Record, number: int) -> Version:
    return get_object_or_404(record.versions.public().whole(), number=number)


def withheld(request: HttpRequest, record: Record, chosen: Version) -> HttpResponse:
    """Says why the version is not shown, in its place."""
    context = {"record": record, "version": chosen}
    page = render_page(
        request, "records/version_withheld.html", context, about=[record.recipient], status=HTTPStatus.GONE
    )
    return not_indexed(page)


def not_indexed(page: HttpResponse) -> HttpResponse:
    """Leaves search engines the newest text alone."""
    page["X-Robots-Tag"] = "noindex"
    return page
