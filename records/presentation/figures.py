"""Gives the pictures in a text their size, and their captions."""

import html
import re

from django.utils.html import format_html
from django.utils.safestring import SafeString

from records.models import Picture

from .pictures import PictureRows, img

# As nh3 writes them.
IMAGE = r'<img(?: [a-z]+="[^"]*")*>'
ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
# A paragraph of nothing else; with several, each is a figure.
PARAGRAPH = re.compile(rf"<p>\s*({IMAGE}(?:\s*{IMAGE})*)\s*</p>")
ANY_IMAGE = re.compile(IMAGE)


def with_pictures(page: SafeString, pictures: PictureRows) -> SafeString:
    """Returns clean HTML with its pictures as they are shown. Words of the text win over those of the picture's row:
    what stands in the brackets over its alternative text, the title over its caption."""
    if "<img" not in page:
        return page
    alone = PARAGRAPH.sub(lambda found: "\n".join(figures(found[1], pictures)), page)
    return SafeString(ANY_IMAGE.sub(lambda found: in_line(found[0], pictures), alone))


def figures(images: str, pictures: PictureRows) -> list[SafeString]:
    return [figure(attributes(image), pictures) for image in ANY_IMAGE.findall(images)]


def attributes(image: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in ATTRIBUTE.findall(image)}


def figure(written: dict[str, str], pictures: PictureRows) -> SafeString:
    row = pictures.at(written["src"])
    words = caption(written.get("title", ""), row)
    below = format_html("<figcaption>{}</figcaption>\n", words) if words else ""
    return format_html("<figure>\n{}\n{}</figure>", shown(written, row), below)


def in_line(image: str, pictures: PictureRows) -> str:
    """Returns a picture among words. Its caption takes lines of its own: a paragraph can hold no figure."""
    written = attributes(image)
    if "loading" in written:  # of a figure
        return image
    row = pictures.at(written["src"])
    words = caption(written.get("title", ""), row)
    below = format_html("\n<small>{}</small>\n", words) if words else ""
    return format_html("{}{}", shown(written, row), below)


def shown(written: dict[str, str], row: Picture | None) -> SafeString:
    if row is not None:
        return img(row, alt=written.get("alt", ""))
    return format_html('<img src="{}" alt="{}" loading="lazy">', written["src"], written.get("alt", ""))


def caption(written: str, row: Picture | None) -> str:
    """Returns what stands under a picture: the words of the text, or its own, and who made it."""
    own, credit = (row.caption, row.credit_line) if row else ("", "")
    return "　".join(filter(None, [written or own, credit]))
