"""The versions each public page is read in: 简体 or 繁體, as it is or 长辈版. One page, one template, four addresses.

A version is a prefix of the address, so that any cache may keep it, and every link on its pages leads on in the same
version: that is how a reader without scripts keeps the choice, with no cookie.
"""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, include, path

from records.models import Recipient
from records.presentation.traditional import names_of, page_in_traditional


class Version(NamedTuple):
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
    def with_other_script(self) -> "Version":
        return self._replace(traditional=not self.traditional)

    @property
    def with_other_size(self) -> "Version":
        return self._replace(elder=not self.elder)

    @property
    def canonical(self) -> "Version":
        """What search engines are told of: 长辈版 holds nothing else than its page."""
        return self._replace(elder=False)

    def view(self, name: str) -> str:
        """The name of a view in this version, for reverse()."""
        return f"{self.name}:{name}" if self.name else name


VERSIONS = {
    version.name: version for version in (Version(), Version(True), Version(False, True), Version(True, True))
}


def in_every_version(pages: list[URLPattern]) -> list[Any]:
    others = [
        path(f"{version.prefix[1:]}/", include((pages, name))) for name, version in VERSIONS.items() if name
    ]
    return [*others, *pages]


def version_of(request: HttpRequest) -> Version:
    """By the address; a form names in its query the version it was sent from, for it has one address in all."""
    if request.method == "POST":
        return VERSIONS.get(request.GET.get("version", ""), Version())
    longest_first = reversed(VERSIONS.values())
    return next(version for version in longest_first if request.path.startswith(f"{version.prefix}/"))


def show(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    about: Iterable[Recipient] = (),
    names: Iterable[str] = (),
    status: int | None = None,
) -> HttpResponse:
    """The page in the version asked for. Of those it is `about` the names keep their characters, as do `names`."""
    version = version_of(request)
    if described := context.get("linked_data"):
        context["linked_data"] = in_version(described, version)
    page = without_indents(render_to_string(template, context, request))
    if version.prefix:
        page = LINK.sub(rf"\1{version.prefix}\2", page)
    if version.traditional:
        page = page_in_traditional(page, names_of(about).union(names))
    return HttpResponse(page, status=status)


def in_version(described: dict[str, Any], version: Version) -> dict[str, Any]:
    """Linked data of a page, said of its version; what the page tells of keeps its one address."""
    path = described["url"].removeprefix(settings.SITE_URL)
    return described | {
        "url": settings.SITE_URL + version.canonical.prefix + path,
        "inLanguage": version.language,
    }


def without_indents(page: str) -> str:
    """The indents of the templates are a twentieth of a compressed page. Preformatted text keeps its own."""
    return INDENT.sub(lambda found: found[1] or "\n", page)


INDENT = re.compile(r"(<pre\b.*?</pre>|<textarea\b.*?</textarea>)|[ \t]*\n[ \t\n]*", re.DOTALL)

# A link to a page of ours, but not one that leads to another version (it names its hreflang).
LINK = re.compile(
    r'(<a\b(?![^>]* hreflang=)[^>]* href=")'
    r'((?:/(?:records|categories|years|recipients|places|search|open-data|about)/[^"]*|/)")'
)
