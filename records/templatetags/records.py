import json
from itertools import pairwise
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from records.models import Recipient
from records.text import to_html, to_plain

register = template.Library()

# What could end a script element or start a comment in it, in the form JSON has for it.
ESCAPES = {ord(mark): f"\\u{ord(mark):04X}" for mark in "<>&\u2028\u2029"}


@register.filter
def markdown(text: str) -> SafeString:
    return to_html(text)


@register.filter
def plain(text: str) -> str:
    return to_plain(text)


@register.filter
def broken_at_names(title: str, recipient: Recipient) -> SafeString:
    """The title with places to break before each part of the recipient's region, so that no name is torn.

    Chinese breaks anywhere and the style sheet knows no names; the record does.
    """
    starts = {title.find(name) for name in [*recipient.places, "先进事迹"]} - {-1, 0}
    cuts = [0, *sorted(starts), len(title)]
    return format_html_join(mark_safe("<wbr>"), "{}", ((title[a:b],) for a, b in pairwise(cuts)))


@register.simple_tag
def json_ld(thing: dict[str, Any]) -> SafeString:
    """A data block: browsers run nothing in it, so the content security policy lets it stand inline."""
    data = mark_safe(json.dumps(thing, ensure_ascii=False).translate(ESCAPES))  # noqa: S308 — escaped above
    return format_html('<script type="application/ld+json">{}</script>', data)
