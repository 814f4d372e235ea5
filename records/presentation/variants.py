"""Serves each public page in its variants: 简体 or 繁體, as it is or 长辈版. One page, one template, four addresses.

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
from django.utils.encoding import escape_uri_path
from django.utils.http import escape_leading_slashes

from records.models import Recipient
from records.utils.addresses import absolute, as_link, below_site

from .traditional import names_of, page_in_traditional

# Preformatted text (1), a tag (2), or the end of a line with the indent of the next.
TEMPLATE_LAYOUT = re.compile(
    r"(<pre\b.*?</pre>|<textarea\b.*?</textarea>)|(<[a-z][^<>]*>)|[ \t]*\n[ \t\n]*", re.DOTALL
)
LINE_END = re.compile(r"[ \t]*\n[ \t\n]*")


class Variant(NamedTuple):
    elder: bool = False
    traditional: bool = False

    @property
    def name(self) -> str:
        """Returns the namespace of its addresses, empty for the page as it is."""
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
    def in_traditional(self) -> "Variant":
        return Variant(traditional=True)

    @property
    def canonical(self) -> "Variant":
        """Returns the variant for search engines: 长辈版 holds nothing else than its page."""
        return self._replace(elder=False)

    def view_name(self, name: str) -> str:
        """Returns the name of a view in this variant, for reverse()."""
        return f"{self.name}:{name}" if self.name else name

    def form_of(self, link: str) -> str:
        """Returns the link to this variant of a page, by the link to the page as it is."""
        return f"{settings.SITE_PATH}{self.prefix}{below_site(link)}"

    def address_of(self, address: str) -> str:
        """Returns the address in this variant of the page at one of the site's addresses. An address without
        variants (a file, a feed, another site) stays as it is."""
        address = as_link(address)
        if not self.name or not address.startswith("/"):
            return address
        path, *rest = re.split(r"(?=[?#])", below_site(address), maxsplit=1)
        try:
            # Written by hand the last slash may be missing: Django sends it on to the address that has one.
            page = resolve(path if path.endswith("/") else f"{path}/")
            moved = reverse(self.view_name(page.view_name), args=page.args, kwargs=page.kwargs)
            return "".join([moved, *rest])
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
    """Reads the variant from the address; a form names in its query the one it was sent from, for its address is the
    same in all."""
    if request.method == "POST":
        return VARIANTS.get(request.GET.get("variant", ""), Variant())
    longest_first = reversed(VARIANTS.values())
    return next(variant for variant in longest_first if request.path_info.startswith(f"{variant.prefix}/"))


def own_address(request: HttpRequest) -> str:
    """Returns the address that all variants of the page share: that of the page as it is.

    Where no page is, anybody may have written it: it leads to no other site (//…) and names no other page (?, #).
    """
    path = request.path_info.removeprefix(variant_of(request).prefix)
    return settings.SITE_PATH + escape_leading_slashes(escape_uri_path(path))


def render_page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    about: Iterable[Recipient] = (),
    names: Iterable[str] = (),
    status: int | None = None,
) -> HttpResponse:
    """Renders the page in the variant asked for. Names of the recipients it is `about` keep their characters, as do
    `names`."""
    variant = variant_of(request)
    if linked_data := context.get("linked_data"):
        context["linked_data"] = in_variant(linked_data, variant)
    page = without_indents(render_to_string(template, context, request))
    if variant.traditional:
        page = page_in_traditional(page, names_of(about).union(names))
    return HttpResponse(page, status=status)


def in_variant(linked_data: dict[str, Any], variant: Variant) -> dict[str, Any]:
    """Returns a page's linked data for its variant; the records and recipients in it keep their one address."""
    link = linked_data["url"].removeprefix(settings.SITE_ORIGIN)
    return linked_data | {
        "url": absolute(variant.canonical.form_of(link)),
        "inLanguage": variant.language,
    }


def without_indents(page: str) -> str:
    """Returns the page without the indents of its templates, a twentieth of its compressed size, and each tag in one
    line. Preformatted text keeps its own."""
    return TEMPLATE_LAYOUT.sub(lambda found: found[1] or in_one_line(found[2] or "") or "\n", page)


def in_one_line(tag: str) -> str:
    return f"{LINE_END.sub(' ', tag[:-1]).rstrip()}>" if "\n" in tag else tag
