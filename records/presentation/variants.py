"""The variants each public page is read in: 简体 or 繁體, as it is or 长辈版. One page, one template, four addresses.

A variant is a prefix of the address, so that any cache may keep it, and every link on its pages leads on in the same
variant, by the tag `page` and the filter `in_variant`: so a reader without scripts keeps the choice, with no cookie.
"""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, Resolver404, URLPattern, include, path, resolve, reverse

from records.models import Recipient
from records.presentation.traditional import names_of, page_in_traditional


class Variant(NamedTuple):
    elder: bool = False
    traditional: bool = False

    @property
    def name(self) -> str:
        """The namespace of its addresses; empty for the page as it is."""
        return "-".join(["hant"] * self.traditional + ["elder"] * self.elder)

    @property
    def prefix(self) -> str:
        return "/zh-hant" * self.traditional + "/elder" * self.elder

    @property
    def language(self) -> str:
        return "zh-Hant" if self.traditional else "zh-Hans"

    @property
    def with_other_script(self) -> "Variant":
        return self._replace(traditional=not self.traditional)

    @property
    def with_other_size(self) -> "Variant":
        return self._replace(elder=not self.elder)

    @property
    def canonical(self) -> "Variant":
        """What search engines are told of: 长辈版 holds nothing else than its page."""
        return self._replace(elder=False)

    def view(self, name: str) -> str:
        """The name of a view in this variant, for reverse()."""
        return f"{self.name}:{name}" if self.name else name

    def of(self, address: str) -> str:
        """Returns where the page at one of the site's addresses stands in this variant. An address that has no variants
        (a file, a feed, another site) stays as it is."""
        if not self.name or not address.startswith("/"):
            return address
        path, *rest = re.split(r"(?=[?#])", address, maxsplit=1)
        try:
            page = resolve(path)
            return "".join([reverse(self.view(page.view_name), args=page.args, kwargs=page.kwargs), *rest])
        except (Resolver404, NoReverseMatch):
            return address


VARIANTS = {
    variant.name: variant for variant in (Variant(), Variant(True), Variant(False, True), Variant(True, True))
}


def in_every_variant(pages: list[URLPattern]) -> list[Any]:
    others = [
        path(f"{variant.prefix[1:]}/", include((pages, name))) for name, variant in VARIANTS.items() if name
    ]
    return [*others, *pages]


def variant_of(request: HttpRequest) -> Variant:
    """By the address; a form names in its query the variant it was sent from, for it has one address in all."""
    if request.method == "POST":
        return VARIANTS.get(request.GET.get("variant", ""), Variant())
    longest_first = reversed(VARIANTS.values())
    return next(variant for variant in longest_first if request.path.startswith(f"{variant.prefix}/"))


def render_page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    about: Iterable[Recipient] = (),
    names: Iterable[str] = (),
    status: int | None = None,
) -> HttpResponse:
    """The page in the variant asked for. Of those it is `about` the names keep their characters, as do `names`."""
    variant = variant_of(request)
    if described := context.get("linked_data"):
        context["linked_data"] = in_variant(described, variant)
    page = without_indents(render_to_string(template, context, request))
    if variant.traditional:
        page = page_in_traditional(page, names_of(about).union(names))
    return HttpResponse(page, status=status)


def in_variant(described: dict[str, Any], variant: Variant) -> dict[str, Any]:
    """Linked data of a page, said of its variant; what the page tells of keeps its one address."""
    path = described["url"].removeprefix(settings.SITE_URL)
    return described | {
        "url": settings.SITE_URL + variant.canonical.prefix + path,
        "inLanguage": variant.language,
    }


def without_indents(page: str) -> str:
    """Returns the page without the indents of its templates, a twentieth of its compressed size, and each tag in one
    line. Preformatted text keeps its own."""
    return LAYOUT.sub(lambda found: found[1] or LINE_END.sub(" ", found[2] or "") or "\n", page)


LAYOUT = re.compile(
    r"(<pre\b.*?</pre>|<textarea\b.*?</textarea>)|(<[a-z][^<>]*>)|[ \t]*\n[ \t\n]*", re.DOTALL
)
LINE_END = re.compile(r"[ \t]*\n[ \t\n]*")
