"""The index of people and that of organizations: all names by their 拼音, or those under one letter."""

import re
from collections.abc import Sequence
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from records.catalog import names
from records.catalog.names import Letter
from records.http.page_cache import public_content_by
from records.models import Recipient
from records.models.spelling import INITIALS, OTHERS
from records.presentation import json_ld as linked_data
from records.presentation.trail import Step, to
from records.presentation.variants import render_page

NAMES_PER_PAGE = 120
HEADINGS = {Recipient.Kind.PERSON: "人物", Recipient.Kind.ORGANIZATION: "单位"}


@public_content_by("initial", "page")
def people(request: HttpRequest) -> HttpResponse:
    return index_of(request, Recipient.Kind.PERSON)


@public_content_by("initial", "page")
def organizations(request: HttpRequest) -> HttpResponse:
    return index_of(request, Recipient.Kind.ORGANIZATION)


def index_of(request: HttpRequest, kind: Recipient.Kind) -> HttpResponse:
    """Shows a page of the index. How many there are is not counted: it would take longer than all else."""
    chosen = asked_letter(request, kind)
    number = asked_page(request)
    first = (number - 1) * NAMES_PER_PAGE
    found = names.names(kind, chosen.initial if chosen else "")
    listed = names.with_posts(list(found[first : first + NAMES_PER_PAGE + 1]))
    if not listed and (chosen or number > 1):
        raise Http404
    shown, address = listed[:NAMES_PER_PAGE], chosen.address if chosen else reverse(names.PAGES[kind])
    trail = to(
        Step(HEADINGS[kind], reverse(names.PAGES[kind])), *([Step(chosen.label, address)] if chosen else [])
    )
    further = f"{address}{'&' if chosen else '?'}page="
    here = f"{further}{number}" if number > 1 else address
    context = {
        "heading": HEADINGS[kind],
        "is_of_people": kind == Recipient.Kind.PERSON,
        "letters": names.letters()[kind],
        "chosen": chosen,
        "number": number,
        "groups": by_letter(kind, shown),
        "previous": (f"{further}{number - 1}" if number > 2 else address) if number > 1 else "",
        "following": f"{further}{number + 1}" if len(listed) > NAMES_PER_PAGE else "",
        "address": here,
        "trail": trail,
        "linked_data": linked_data.collection(trail[-1].name, here, shown, trail),
    }
    return render_page(request, "records/names.html", context, about=shown)


def asked_letter(request: HttpRequest, kind: Recipient.Kind) -> Letter | None:
    """Raises Http404 for what is no letter."""
    asked = request.GET.get("initial", "")
    initial = OTHERS if asked == "other" else asked
    if asked == OTHERS or initial not in ["", *INITIALS]:
        raise Http404
    return names.letter(kind, initial) if initial else None


def asked_page(request: HttpRequest) -> int:
    """Raises Http404 for what is no page."""
    asked = request.GET.get("page", "1")
    if not re.fullmatch(r"[1-9][0-9]{0,5}", asked):
        raise Http404
    return int(asked)


def by_letter(kind: Recipient.Kind, shown: Sequence[Recipient]) -> list[tuple[Letter, list[Recipient]]]:
    return [
        (names.letter(kind, initial), list(found))
        for initial, found in groupby(shown, key=lambda recipient: recipient.initial)
    ]
