import json
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode

import segno
from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from records.catalog.places import place_address
from records.models import Measure, Picture, Recipient, Record
from records.presentation import charts
from records.presentation.line_breaks import around_names, unbroken, unbroken_html
from records.presentation.markdown import to_html, to_plain
from records.presentation.navigation import Link, further_links, links
from records.presentation.passages import gist, in_a_sentence
from records.presentation.pictures import IN_COLUMN, address_for_staff, img
from records.presentation.traditional import names_of, to_traditional
from records.presentation.variants import Variant
from records.utils.addresses import absolute

register = template.Library()

DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
QUOTES = "“”‘’「」『』《》〈〉（）()\"'"

# Characters that could end a script element or start a comment in it, as JSON escapes them.
SCRIPT_ESCAPES = {ord(mark): f"\\u{ord(mark):04X}" for mark in "<>&\u2028\u2029"}


@register.simple_tag(takes_context=True)
def prose(context: Context, markdown: str, below: int) -> SafeString:
    """Returns the text as HTML: its headings begin one level below the heading over it, its links lead on in the page's
    variant."""
    html = to_html(markdown, context["variant"].address_of, below + 1, context.get("pictures"))
    return unbroken_html(html, context.get("record"))


@register.filter
def in_variant(address: str, variant: Variant) -> str:
    return variant.address_of(address)


@register.filter
def form_in(link: str, variant: Variant) -> str:
    """Returns the link to the form that a page of ours has in the variant, also of a page that is not there."""
    return variant.form_of(link)


@register.simple_tag(takes_context=True)
def page(context: Context, name: str, *args: Any) -> str:
    """Returns the address of the page of that name, as `url` does, in the variant that is being read."""
    return reverse(context["variant"].view_name(name), args=args)


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> list[Link]:
    return links(context["variant"], context["request"].path)


@register.simple_tag
def picture(shown: Picture, sizes: str = IN_COLUMN, css: str = "", eager: bool = False) -> SafeString:
    """Returns the picture, which takes its place at once and comes when it is scrolled to, or first of all if `eager`.

    `sizes` is how wide it will be, as in HTML: a browser then chooses the file.
    """
    return img(shown, sizes, css=css, eager=eager)


@register.simple_tag(takes_context=True)
def seal(context: Context, recipient: Recipient) -> SafeString:
    """Returns the seal that stands where there is no picture: the first character of the name, as a stamp has it.

    The style sheet draws it, so that it is no word of the page: neither searched for, nor read aloud, nor copied.
    """
    name = str(recipient)
    if context["variant"].traditional:
        name = to_traditional(name, names_of([recipient]))
    return format_html('<span class="seal" data-seal="{}"></span>', name.lstrip(QUOTES)[:1] or name[:1])


@register.simple_tag(takes_context=True)
def further_pages(context: Context) -> list[Link]:
    return list(further_links(context["variant"], context["request"].path))


@register.filter
def in_fours(digits: str) -> str:
    """Returns digits in groups of four, as people read and compare them."""
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


@register.filter
def with_whole_dates(text: str) -> SafeString:
    """Returns a text, escaped, in which no line tears a date."""
    return mark_safe(DATE.sub(r'<span class="held">\g<0></span>', escape(text)))  # noqa: S308


@register.filter
def for_staff(picture: str) -> str:
    return address_for_staff(picture)


@register.filter
def plain(text: str) -> str:
    return to_plain(text)


register.filter("around_names", around_names)
register.filter("unbroken", unbroken)
register.filter("gist", gist)
register.filter("in_a_sentence", in_a_sentence)
register.filter("in_series", charts.series_of)
register.filter("rank_strip", charts.rank_strip)


@register.filter
def address_of(places: Sequence[str], depth: int) -> str:
    """Returns the address of the place that the first `depth` names of a region lead to."""
    return place_address(places[:depth])


@register.simple_tag
def json_ld(thing: dict[str, Any]) -> SafeString:
    """Returns a data block: browsers run nothing in it, so the content security policy lets it stand inline."""
    data = mark_safe(json.dumps(thing, ensure_ascii=False, separators=(",", ":")).translate(SCRIPT_ESCAPES))  # noqa: S308 — escaped above
    return format_html('<script type="application/ld+json">{}</script>', data)


@register.simple_tag
def correction(record: Record, measure: Measure) -> str:
    """Returns the address of a message to the office that names the measure; its sender fills in the rest."""
    part = f"{measure.section} {measure.marker or measure.number}"
    place = absolute(f"{record.get_absolute_url()}#{measure.anchor}")
    body = f"网页：{place}\n有误的地方：\n应当改为：\n依据：\n"
    asked = urlencode({"subject": f"纠错：{record}，{part}", "body": body}, quote_via=quote)
    return f"mailto:{settings.OPERATOR.corrections_email}?{asked}"


@register.simple_tag
@lru_cache(maxsize=1024)
def qr_code(origin: str, link: str) -> SafeString:
    """Returns the address as a picture for a phone's camera. Its margin of four modules is the style sheet's."""
    code = segno.make(origin + link, micro=False, error="m")
    picture = code.svg_inline(omitsize=True, border=0, svgclass=None, lineclass=None)
    return mark_safe(picture.replace("<svg ", '<svg role="img" aria-label="本页网址的二维码" ', 1))  # noqa: S308 — digits
