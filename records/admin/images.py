"""Takes in pictures: judged by decoding them, and kept as nothing but pixels, with the words that go with them."""

import re

from django.core.files.base import File

from records.deeds.formats.markdown import escape_line
from records.models import Picture
from records.publishing.pictures import keep_picture
from records.utils.pictures import MAX_BYTES, narrowed, reencode

MARK_SHOWN_HEIGHT = 36  # pixels
MARK_MAX_BYTES = 6_000
ESCAPED_OR_BRACKET = re.compile(r"\\.|[\[\]]")


def store_picture(file: File, **words: str) -> Picture:
    """Returns its row, as `keep_picture` does. Raises PictureRefused."""
    return keep_picture(reencode(file.read(MAX_BYTES + 1)), **words)


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
