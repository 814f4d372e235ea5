"""Keeps pictures that have been taken in: their file, and the row with their words. Finds those that deeds name."""

import hashlib
import os
import re
from dataclasses import replace

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from records.deeds.document import Deeds
from records.deeds.formats.markdown import escape_line
from records.models import Edition, Picture, ShownPicture
from records.presentation.pictures import PictureRows
from records.utils.pictures import size_of

from .changing import Staff, may_publish

# An imported caption may be longer than the row has room for.
MAX_WORDS = {"alt": 300, "caption": 300, "credit": 100}
ESCAPED_OR_BRACKET = re.compile(r"\\.|[\[\]]")


def keep_picture(content: bytes, *, by: Staff, **words: str) -> Picture:
    """Returns the row of a picture that has been taken in. The name is made from its content: the same picture twice is
    one file and one row, where words that come later fill what was left blank: those of one that the public sees only
    where `by` may publish."""
    name = file_name(content)
    path = f"images/{name}"
    with transaction.atomic():
        Edition.lock_for_writing()
        if default_storage.exists(path):
            # As new: one that was left over is not swept while somebody is about to use it again.
            os.utime(default_storage.path(path))
        else:
            default_storage.save(path, ContentFile(content))
        return kept_row(name, size_of(content), words, by)


def file_name(content: bytes) -> str:
    return f"{hashlib.sha256(content).hexdigest()[:32]}.webp"


def kept_row(name: str, size: tuple[int, int], words: dict[str, str], by: Staff) -> Picture:
    row = Picture.objects.filter(name=name).first() or Picture(name=name, width=size[0], height=size[1])
    if row.pk and not may_publish(by) and ShownPicture.objects.is_public(name):
        return row
    for field, most in MAX_WORDS.items():
        setattr(row, field, getattr(row, field) or words.get(field, "")[:most])
    row.decorative = not row.alt and (row.decorative or bool(words.get("decorative")))
    row.save()
    return row


def markdown_of(address: str, picture: Picture | None, alt: str = "", caption: str = "") -> str:
    """Returns what shows the picture in a text: its own words go without saying, others stand in the text."""
    if picture and alt == picture.alt:
        alt = ""
    if picture and caption == picture.caption:
        caption = ""
    title = f' "{escape_words(caption).replace(chr(34), "”")}"' if caption else ""
    return f"![{escape_words(alt)}]({address}{title})"


def escape_words(words: str) -> str:
    """Escapes a bracket that would end them; those that look like a link are escaped already."""
    return ESCAPED_OR_BRACKET.sub(lambda found: found[0].rjust(2, "\\"), escape_line(words))


def picture_at(address: str) -> Picture | None:
    """Returns the row of the site's own picture at that address; asks the database only for what may be one."""
    return PictureRows((address,)).at(address)


def with_pictures_of_site(deeds: Deeds) -> Deeds:
    """Drops the cover and portrait that the site does not have: a file of another site's names them in vain."""
    if not (deeds.cover or deeds.recipient.portrait):  # as most: they need not be built anew
        return deeds
    cover, portrait = (
        picture.in_texts if (picture := picture_at(address)) else ""
        for address in (deeds.cover, deeds.recipient.portrait)
    )
    return replace(deeds, cover=cover, recipient=replace(deeds.recipient, portrait=portrait))
