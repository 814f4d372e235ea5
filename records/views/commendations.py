"""A commendation: its decision and roll, what is found on the roll, and the roll on paper. And the list of all."""

import re
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode

from records.catalog import commendations as catalog
from records.catalog.roll_finding import MAX_FOUND, find
from records.catalog.rolls import Node, Path, Roll, Stretch, proposed_roll, roll_of
from records.http.page_cache import public_answer_by, public_page_by
from records.models import Commendation, CommendationVersion, DecisionSeal
from records.presentation import json_ld as linked_data
from records.presentation.rolls import parts, places_in
from records.presentation.trail import Step, Trail, to, to_commendation
from records.presentation.variants import render_page, variant_of
from records.search.canonical import MAX_QUERY_CHARACTERS, canonical

# A roll of no more stands whole on its page; of a longer one, so many are on a page of each heading.
NAMES_PER_PAGE = 150
# Headings that are listed on one page; where there are more, names are listed in their place.
MAX_HEADINGS = 200
NAMES_ON_PAPER = 20_000
COMMENDATIONS_PER_PAGE = 50


@public_page_by("in", "page")
def commendation(request: HttpRequest, commendation_id: int) -> HttpResponse:
    """Shows the decision with its roll, or what is proposed while it is in 公示; `?in=` is one heading of the roll."""
    found = public_commendation(commendation_id)
    states = list(
        CommendationVersion.objects.public().filter(commendation=found).values_list("state", flat=True)
    )
    had_notice = Commendation.State.NOTICE in states and not found.is_notice
    sealed = DecisionSeal.objects.filter(commendation=found).only("fingerprint").last()
    return decision_page(
        request, found, roll_of(found), versions=len(states), had_notice=had_notice, sealed=sealed
    )


@public_page_by("in", "page")
def notice(request: HttpRequest, commendation_id: int) -> HttpResponse:
    """Shows what stood in 公示, as it stood, after the decision was made."""
    found = public_commendation(commendation_id)
    if found.is_notice:
        return redirect(variant_of(request).view_name("commendation"), commendation_id)
    said = public_versions(found).filter(state=Commendation.State.NOTICE).last()
    if said is None:
        raise Http404
    return decision_page(request, found, proposed_roll(found), said=said, is_former_notice=True)


def public_commendation(commendation_id: int) -> Commendation:
    known = Commendation.objects.public().select_related("category", "attachment")
    return get_object_or_404(known, pk=commendation_id)


def public_versions(found: Commendation) -> Any:
    return CommendationVersion.objects.public().filter(commendation=found).select_related("attachment")


def decision_page(
    request: HttpRequest,
    found: Commendation,
    roll: Roll,
    *,
    said: CommendationVersion | None = None,
    is_former_notice: bool = False,
    versions: int = 0,
    had_notice: bool = False,
    sealed: DecisionSeal | None = None,
) -> HttpResponse:
    """Renders a page of the decision and its roll; `said` is what it said then, None what it says now."""
    path = asked_path(request, roll)
    own = reverse("commendation_notice" if is_former_notice else "commendation", args=[found.pk])
    listed = RollPage(request, roll, path, own)
    decision = said or found
    heading = path[-1] if path else decision.name or str(found)
    trail = trail_of(found, path, is_former_notice)
    context: dict[str, Any] = {
        "commendation": found,
        "decision": decision,
        "issuers": issuers_of(decision),
        "heading": heading,
        "path": path,
        "roll": roll.node(()),
        "node": roll.node(path),
        "is_notice": decision.state == Commendation.State.NOTICE,
        "is_former_notice": is_former_notice,
        "versions": versions,
        "had_notice": had_notice,
        "seal": sealed,
        "trail": trail,
        "linked_data": linked_data.commendation(found, decision, listed.address, roll.names, trail),
        **listed.context(),
    }
    names = [*path, *places_in(listed.stretches)]
    return render_page(request, "records/commendation.html", context, names=names)


def issuers_of(decision: Commendation | CommendationVersion) -> list[str]:
    return [body for body in map(str.strip, decision.issuer.split("、")) if body]


def asked_path(request: HttpRequest, roll: Roll) -> Path:
    """Raises Http404 for a heading that the roll does not have."""
    asked = request.GET.get("in", "")
    path = tuple(asked.split("/")) if asked else ()
    if path not in roll:
        raise Http404
    return path


def trail_of(found: Commendation, path: Path, is_former_notice: bool) -> Trail:
    further = [Step("公示", reverse("commendation_notice", args=[found.pk]))] if is_former_notice else []
    base = (further[0].address if further else found.get_absolute_url()) if path else ""
    for depth in range(1, len(path) + 1):
        further.append(Step(path[depth - 1], address_in(base, path[:depth])))
    return to_commendation(found, *further)


def address_in(base: str, path: Path) -> str:
    return f"{base}?{urlencode({'in': '/'.join(path)})}" if path else base


class RollPage:
    """Decides what of a roll stands on a page: all of a short one; of a long one its headings with their counts, and
    the names right under this one."""

    def __init__(self, request: HttpRequest, roll: Roll, path: Path, own: str) -> None:
        self.roll, self.path, self.own = roll, path, own
        self.variant = variant_of(request)
        children = roll.children(path)
        below = roll.below(path)
        is_whole = roll.node(path).names <= NAMES_PER_PAGE
        self.children = [] if is_whole or len(children) > MAX_HEADINGS else children
        self.blocks = [block for block in below if block.path == path] if self.children else below
        self.total = sum(block.names for block in self.blocks)
        self.pages = max(-(-self.total // NAMES_PER_PAGE), 1)
        self.number = asked_page(request, self.pages)
        self.stretches = self.stretches_on(NAMES_PER_PAGE)
        first = address_in(own, path)
        self.further = f"{first}{'&' if path else '?'}page="
        self.first = first
        self.address = f"{self.further}{self.number}" if self.number > 1 else first

    def stretches_on(self, names: int) -> list[Stretch]:
        start = (self.number - 1) * names
        return self.roll.stretches(self.blocks, start, min(start + names, self.total))

    def context(self) -> dict[str, Any]:
        previous = self.first if self.number == 2 else f"{self.further}{self.number - 1}"
        return {
            "index": self.index(),
            "parts": list(parts(self.roll, self.stretches, self.path, self.variant)),
            "number": self.number,
            "pages": self.pages,
            "previous": previous if self.number > 1 else "",
            "following": f"{self.further}{self.number + 1}" if self.number < self.pages else "",
            "address": self.address,
            "may_find": self.roll.names > NAMES_PER_PAGE // 10,
        }

    def index(self) -> list[dict[str, Any]]:
        """Lists the headings, each with those right below it while all fit on one page."""
        if self.number > 1:
            return []
        inside = {child.path: self.roll.children(child.path) for child in self.children}
        if len(self.children) + sum(map(len, inside.values())) > MAX_HEADINGS:
            inside = {}
        return [
            self.entry(child) | {"inside": [self.entry(one) for one in inside.get(child.path, [])]}
            for child in self.children
        ]

    def entry(self, node: Node) -> dict[str, Any]:
        return {"node": node, "address": address_in(self.own, node.path)}


def asked_page(request: HttpRequest, pages: int) -> int:
    """Raises Http404 for a page that is not there."""
    asked = request.GET.get("page", "1")
    if not re.fullmatch(r"[1-9][0-9]{0,6}", asked) or int(asked) > pages:
        raise Http404
    return int(asked)


# --- Finding a name, and the roll on paper -----------------------------------------------------------


@public_answer_by("q")
def find_on_roll(request: HttpRequest, commendation_id: int) -> HttpResponse:
    """Lists the names that have what was typed, each under its heading."""
    found = public_commendation(commendation_id)
    written = " ".join(request.GET.get("q", "")[:MAX_QUERY_CHARACTERS].split())
    roll = roll_of(found)
    words = canonical(written).replace("|", " ").split()
    listed = find(roll, words)
    if not listed.entries and words:
        listed = find(roll, written.split())  # a name may be written in characters that others stand for
    blocks = {block.group: block for block in reversed(roll.blocks)}
    own = reverse("commendation_find", args=[found.pk])
    stretches = [
        Stretch(blocks[entry.group_id], [entry], False)
        for entry in listed.entries
        if entry.group_id in blocks
    ]
    heading = f"“{written}”在名单里" if written else "在名单里查找"
    context = {
        "commendation": found,
        "heading": heading,
        "written": written,
        "found": [
            ("　".join(stretch.block.path), part.lines[0])
            for stretch, part in zip(stretches, parts(roll, stretches, (), variant_of(request)), strict=True)
        ],
        "has_more": listed.has_more,
        "most": MAX_FOUND,
        "trail": to_commendation(found, Step("在名单里查找", own)),
    }
    return render_page(request, "records/commendation_find.html", context, names=places_in(stretches))


@public_answer_by("page")
def roll_on_paper(request: HttpRequest, commendation_id: int) -> HttpResponse:
    """Shows the whole roll as it is printed: headings and names, in two columns."""
    found = public_commendation(commendation_id)
    roll = roll_of(found)
    pages = max(-(-roll.names // NAMES_ON_PAPER), 1)
    number = asked_page(request, pages)
    start = (number - 1) * NAMES_ON_PAPER
    stretches = roll.stretches(roll.blocks, start, min(start + NAMES_ON_PAPER, roll.names))
    own = reverse("commendation_print", args=[found.pk])
    context = {
        "commendation": found,
        "decision": found,
        "issuers": issuers_of(found),
        "roll": roll.node(()),
        "is_notice": found.is_notice,
        "parts": list(parts(roll, stretches, (), variant_of(request))),
        "number": number,
        "sheets": [(one, f"{own}?page={one}" if one > 1 else own) for one in range(1, pages + 1)],
        "address": f"{own}?page={number}" if number > 1 else own,
        "trail": to_commendation(found, Step("打印名单", own)),
    }
    return render_page(request, "records/commendation_print.html", context, names=places_in(stretches))


# --- All commendations ------------------------------------------------------------------------------


@public_page_by("issuer", "year", "page")
def commendations(request: HttpRequest) -> HttpResponse:
    """Lists all by year, or those of one conferring body or year."""
    every = catalog.commendations()
    issuer, year = request.GET.get("issuer", ""), request.GET.get("year", "")
    chosen = [
        one
        for one in every
        if (not issuer or issuer in one.issuers) and (not year or str(one.year or 0) == year)
    ]
    if (issuer or year) and not chosen:
        raise Http404
    paginator = Paginator(chosen, COMMENDATIONS_PER_PAGE)
    number = asked_page(request, paginator.num_pages)
    own = reverse("commendations")
    asked = {name: value for name, value in (("issuer", issuer), ("year", year)) if value}
    first = f"{own}?{urlencode(asked)}" if asked else own
    further = f"{first}{'&' if asked else '?'}page="
    heading = "".join([f"{issuer}的表彰" if issuer else "表彰", f"（{year}年）" if year else ""])
    trail = to(Step("表彰", own), *([Step(heading, first)] if asked else []))
    page = paginator.page(number)
    context = {
        "heading": heading,
        "page": page,
        "years": in_years(page.object_list),
        "issuers": narrowing(catalog.issuers_of(chosen), "issuer", asked),
        "chosen_year": year,
        "of_years": narrowing(catalog.years_of(chosen), "year", asked),
        "without": [
            (f"{value}年" if name == "year" else value, without(asked, name)) for name, value in asked.items()
        ],
        "first_page": first,
        "further_pages": further,
        "address": f"{further}{number}" if number > 1 else first,
        "trail": trail,
        "linked_data": linked_data.page(heading, first, trail),
    }
    return render_page(request, "records/commendations.html", context)


def in_years(listed: Any) -> list[tuple[int | None, list[Any]]]:
    found: dict[int | None, list[Any]] = {}
    for one in listed:
        found.setdefault(one.year, []).append(one)
    return list(found.items())


def narrowing(counts: list[tuple[Any, int]], name: str, asked: dict[str, str]) -> list[tuple[Any, int, str]]:
    """Returns what narrows the list down by this parameter, with addresses; nothing where one is chosen already."""
    if name in asked or len(counts) < 2:
        return []
    own = reverse("commendations")
    return [(value, count, f"{own}?{urlencode(asked | {name: value})}") for value, count in counts]


def without(asked: dict[str, str], name: str) -> str:
    left = {one: value for one, value in asked.items() if one != name}
    return reverse("commendations") + (f"?{urlencode(left)}" if left else "")
