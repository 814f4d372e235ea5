"""Shows what the page of a commendation said before: its versions, and what two of them differ in.

The signed original of the decision is served here too.
"""

from itertools import zip_longest

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from records.http.page_cache import public_answer_by, public_page
from records.models import Commendation, CommendationVersion
from records.presentation.decisions import decision_differences
from records.presentation.differences import changed
from records.presentation.trail import Step, to_commendation
from records.presentation.variants import render_page

from .attachments import as_it_came
from .commendations import issuers_of, public_commendation, public_versions
from .versions import not_indexed


@public_page
def versions(request: HttpRequest, commendation_id: int) -> HttpResponse:
    found = public_commendation(commendation_id)
    listed = list(public_versions(found).order_by("-number"))
    if not listed:
        raise Http404
    context = {
        "commendation": found,
        "versions": list(zip_longest(listed, listed[1:])),
        "trail": to_commendation(found, Step("各个版本", request.path)),
    }
    return not_indexed(render_page(request, "records/commendation_versions.html", context))


@public_page
def version(request: HttpRequest, commendation_id: int, number: int) -> HttpResponse:
    """Shows what the page said; the roll is shown with what it says now."""
    found = public_commendation(commendation_id)
    chosen = public_version(found, number)
    newest = public_versions(found).last()
    context = {
        "commendation": found,
        "decision": chosen,
        "version": chosen,
        "is_newest": chosen == newest,
        "newest": newest,
        "issuers": issuers_of(chosen),
        "heading": chosen.name or str(found),
        "is_notice": chosen.state == Commendation.State.NOTICE,
        "trail": to_commendation(found, Step("各个版本", request.path)),
    }
    return not_indexed(render_page(request, "records/commendation_version.html", context))


@public_page
def version_difference(request: HttpRequest, commendation_id: int, first: int, second: int) -> HttpResponse:
    found = public_commendation(commendation_id)
    before, after = (public_version(found, number) for number in (first, second))
    differences = decision_differences(before, after)
    context = {
        "commendation": found,
        "before": before,
        "after": after,
        "differences": changed(differences),
        "unchanged": len(differences) - len(changed(differences)),
        "trail": to_commendation(found, Step("各个版本", request.path)),
    }
    return not_indexed(render_page(request, "records/commendation_difference.html", context))


def public_version(found: Commendation, number: int) -> CommendationVersion:
    chosen: CommendationVersion = get_object_or_404(public_versions(found), number=number)
    return chosen


@public_answer_by("version")
def attachment(request: HttpRequest, commendation_id: int) -> HttpResponse:
    """Serves the signed original of the decision, or with `?version=` the one that an earlier version names."""
    found = public_commendation(commendation_id)
    asked = request.GET.get("version", "")
    row = found.attachment
    if asked:
        if not asked.isascii() or not asked.isdigit() or len(asked) > 6:
            raise Http404
        row = public_version(found, int(asked)).attachment
    if row is None:
        raise Http404
    return as_it_came(row)


def is_named_in_public(address: str) -> bool:
    """Tells whether the text of a public decision, or of a version of one, shows the picture at this address."""
    public = Commendation.objects.public()
    said = Q(text__contains=address) | Q(
        pk__in=CommendationVersion.objects.public().filter(text__contains=address).values("commendation")
    )
    return public.filter(said).exists()
