"""Bytes → Source, or deeds at once where a form of the site's own says itself what is what."""

from records.deeds.formats import json, markdown

from . import docx, html, pdf, text
from .format import Format
from .html import mhtml

# In the order in which people read of them. A new format is a module with its FORMAT, and a word here.
FORMATS: tuple[Format, ...] = tuple(
    module.FORMAT for module in (text, docx, pdf, html, mhtml, markdown, json)
)
