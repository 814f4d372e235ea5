"""Pictures of the site in a form that Word shows: it knows no WebP."""

from io import BytesIO

from django.conf import settings
from django.core.files.storage import default_storage
from docx.shared import Length, Mm, Pt
from PIL import Image

from records.presentation.markdown import is_own_picture

# Between the margins of the page, the height with room for a caption.
WIDEST, HIGHEST = Mm(156), Mm(180)
PIXEL = Pt(0.75)


def picture(address: str) -> tuple[BytesIO, Length] | None:
    """JPEG, or PNG where it is see-through, and the width it is shown in. None if there is no such picture."""
    if not is_own_picture(address):
        return None
    try:
        with (
            default_storage.open(address.removeprefix(settings.MEDIA_URL)) as file,
            Image.open(file) as opened,
        ):
            see_through = opened.has_transparency_data
            pixels = opened.convert("RGBA" if see_through else "RGB")
    except (OSError, ValueError, Image.DecompressionBombError):  # gone, or no picture any more
        return None
    pixels.info.clear()
    made = BytesIO()
    pixels.save(made, "PNG" if see_through else "JPEG", quality=90)
    made.seek(0)
    return made, shown_width(*pixels.size)


def shown_width(width: int, height: int) -> Length:
    return Length(min(width * PIXEL, WIDEST, HIGHEST * width // height))
