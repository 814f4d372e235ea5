"""Bytes → Source, or deeds at once where a form of the site's own says itself what is what."""

from records.deeds.formats import json

from . import converted, docx, html, markdown, ofd, pdf, text
from .format import Format
from .html import mhtml

# In the order in which people read of them. A new format is a module with its FORMAT, and a word here.
FORMATS: tuple[Format, ...] = (
    *(module.FORMAT for module in (text, docx, pdf, ofd)),
    *converted.FORMATS,
    *(module.FORMAT for module in (html, mhtml, markdown, json)),
)
