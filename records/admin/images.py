"""Takes in pictures: judged by decoding them, and kept as nothing but pixels, with the words that go with them."""

from django.core.files.base import File

from records.models import Picture
from records.publishing.pictures import keep_picture
from records.utils.pictures import MAX_BYTES, narrowed, reencode

MARK_SHOWN_HEIGHT = 36  # pixels
MARK_MAX_BYTES = 6_000


def store_picture(file: File, **words: str) -> Picture:
    """Returns its row, as `keep_picture` does. Raises PictureRefused."""
    return keep_picture(reencode(file.read(MAX_BYTES + 1)), by=None, **words)


def store_mark(file: File) -> tuple[Picture, int]:
    """Returns the row of the picture made small enough for the head of every page, and its width there.

    Raises PictureRefused.
    """
    made = narrowed(file.read(MAX_BYTES + 1), MARK_SHOWN_HEIGHT * 4, MARK_MAX_BYTES)
    row = keep_picture(made, by=None, decorative="1")
    return row, max(1, min(round(row.width * MARK_SHOWN_HEIGHT / row.height), MARK_SHOWN_HEIGHT * 4))
