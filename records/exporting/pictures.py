"""Converts pictures of the site to a form that Word shows: it knows no WebP."""

from io import BytesIO

from django.conf import settings
from django.core.files.storage import default_storage
from docx.shared import Length, Mm, Pt
from PIL import Image

from records.presentation.pictures import is_own_picture

# The room between the margins of the page, in height less a caption.
MAX_WIDTH, MAX_HEIGHT = Mm(156), Mm(180)
PIXEL_LENGTH = Pt(0.75)


def picture_for_word(address: str) -> tuple[BytesIO, Length] | None:
    """Returns a JPEG, or PNG where it is transparent, and its width on the page; None if there is no such picture."""
    if not is_own_picture(address):
        return None
    try:
        with (
            default_storage.open(address.removeprefix(settings.MEDIA_URL)) as file,
            Image.open(file) as opened,
        ):
            transparent = opened.has_transparency_data
            pixels = opened.convert("RGBA" if transparent else "RGB")
    except (OSError, ValueError, Image.DecompressionBombError):  # gone, or no picture any more
        return None
    pixels.info.clear()
    converted = BytesIO()
    pixels.save(converted, "PNG" if transparent else "JPEG", quality=90)
    converted.seek(0)
    return converted, width_on_page(*pixels.size)


def width_on_page(width: int, height: int) -> Length:
    return Length(min(width * PIXEL_LENGTH, MAX_WIDTH, MAX_HEIGHT * width // height))
