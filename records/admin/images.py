"""Takes in pictures: judged by decoding them, and kept as nothing but pixels, with the words that go with them."""

import hashlib
import os
import re

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction

from records.deeds.formats.markdown import escape_line
from records.models import Edition, Picture
from records.utils.pictures import MAX_BYTES, narrowed, reencode, size_of

# An imported caption may be longer than the row has room for.
MAX_WORDS = {"alt": 300, "caption": 300, "credit": 100}
MARK_SHOWN_HEIGHT = 36  # pixels
MARK_MAX_BYTES = 6_000
ESCAPED_OR_BRACKET = re.compile(r"\\.|[\[\]]")


def store_picture(file: File, **words: str) -> Picture:
    """Returns its row, as `keep_picture` does. Raises PictureRefused."""
    return keep_picture(reencode(file.read(MAX_BYTES + 1)), **words)


def keep_picture(content: bytes, **words: str) -> Picture:
    """Returns the row of a picture that has been taken in. The name is made from its content: the same picture twice is
    one file and one row, where words that come later fill what was left blank."""
    name = f"{hashlib.sha256(content).hexdigest()[:32]}.webp"
    path = f"images/{name}"
    with transaction.atomic():
        Edition.lock_for_writing()
        if default_storage.exists(path):
            # As new: one that was left over is not swept while somebody is about to use it again.
            os.utime(default_storage.path(path))
        else:
            default_storage.save(path, ContentFile(content))
        return kept_row(name, size_of(content), words)


def kept_row(name: str, size: tuple[int, int], words: dict[str, str]) -> Picture:
    row = Picture.objects.filter(name=name).first() or Picture(name=name, width=size[0], height=size[1])
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


def store_mark(file: File) -> tuple[Picture, int]:
    """Returns the row of the picture made small enough for the head of every page, and its width there.

    Raises PictureRefused.
    """
    made = narrowed(file.read(MAX_BYTES + 1), MARK_SHOWN_HEIGHT * 4, MARK_MAX_BYTES)
    row = keep_picture(made, decorative="1")
    return row, max(1, min(round(row.width * MARK_SHOWN_HEIGHT / row.height), MARK_SHOWN_HEIGHT * 4))
