"""Draws kept pictures in the widths that screens need, each made when it is first asked for."""

import logging
import os
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils.html import format_html
from django.utils.safestring import SafeString

from records.models import Picture
from records.utils.pictures import narrowed as made_narrower

# Pixels, and the bytes that a picture may take: with one of the narrowest a first visit stays within 40 KB.
MAX_BYTES = {480: 24_000, 960: 80_000}
WIDTH = "|".join(
    map(str, MAX_BYTES)
)  # in addresses: no others can be asked for, so that their number is bounded
# Where nothing is said, a picture may be as wide as the column of text.
IN_COLUMN = "(min-width: 48em) 45rem, 100vw"

logger = logging.getLogger(__name__)


# --- As files -------------------------------------------------------------------------------------


def stored(name: str) -> bytes:
    """Returns the picture as it is kept. Raises OSError where it is lost."""
    with default_storage.open(f"images/{name}") as file:
        return file.read()


def narrowed(name: str, width: int) -> bytes:
    """Returns the picture no wider than this. Raises OSError where it is lost, PictureRefused and PicturesBusy."""
    path = narrowed_path(name, width)
    with suppress(FileNotFoundError):
        return path.read_bytes()
    made = made_narrower(stored(name), width, MAX_BYTES[width])
    try:
        keep(path, made)
    except OSError as error:  # a full disk: readers still see it
        logger.warning("Picture %s is made anew each time, for it can't be kept: %s", path, error)
    return made


def narrowed_path(name: str, width: int) -> Path:
    return Path(settings.NARROWED_ROOT) / str(width) / name


def keep(path: Path, content: bytes) -> None:
    """Writes the file whole or not at all, whoever else writes the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.replace(path)


def forget_narrowed(name: str) -> None:
    for width in MAX_BYTES:
        narrowed_path(name, width).unlink(missing_ok=True)


# --- In pages -------------------------------------------------------------------------------------


def srcset(picture: Picture) -> str:
    """Names the widths that a browser may choose from; the full one last."""
    folder, _, name = picture.address.rpartition("/")
    widths = [f"{folder}/{width}/{name} {width}w" for width in MAX_BYTES if width < picture.width]
    return ", ".join([*widths, f"{picture.address} {picture.width}w"])


def img(
    picture: Picture, sizes: str = IN_COLUMN, *, css: str = "", eager: bool = False, alt: str = ""
) -> SafeString:
    """Returns the picture as an element that takes its place before it has come.

    `sizes` says how wide it will be, as in HTML; an `eager` one stands in the first screen. `alt` are words of the
    place itself, and win over the picture's own.
    """
    return format_html(
        '<img{} src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}" {}>',
        format_html(' class="{}"', css) if css else "",
        picture.address,
        srcset(picture),
        sizes,
        picture.width,
        picture.height,
        alt or picture.alt,
        SafeString('fetchpriority="high"' if eager else 'loading="lazy"'),
    )
