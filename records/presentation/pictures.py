"""Draws kept pictures in the widths that screens need, each made when it is first asked for."""

import logging
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from records.models import Picture
from records.models.pictures import PICTURES_ADDRESS
from records.utils.addresses import absolute
from records.utils.pictures import narrowed as made_narrower

# Pixels, and the bytes that a picture may take: with one of the narrowest a first visit stays within 40 KB.
MAX_BYTES = {480: 24_000, 960: 80_000}
WIDTH = "|".join(
    map(str, MAX_BYTES)
)  # in addresses: no others can be asked for, so that their number is bounded
PICTURE_NAME = r"\w{1,90}\.(?:webp|png|jpe?g)"
_OWN = rf"(?:{re.escape(settings.SITE_PATH)})?{PICTURES_ADDRESS}"
OWN_PICTURE = re.compile(rf"{_OWN}({PICTURE_NAME})")
WORDLESS = re.compile(rf"!\[\s*\]\(\s*{_OWN}({PICTURE_NAME})")
LINKED_PICTURE = re.compile(rf"(?<=[(<\s]){_OWN}")
IN_ANY_WIDTH = re.compile(rf"{_OWN}((?:[0-9]+/)?{PICTURE_NAME})")
SOURCES = re.compile(r'\bsrc(?:set)?="[^"]*"')

# Where nothing is said, a picture may be as wide as the column of text.
IN_COLUMN = "(min-width: 48em) 45rem, 100vw"

logger = logging.getLogger(__name__)


# --- As files -------------------------------------------------------------------------------------


def stored(name: str) -> bytes:
    """Returns the picture as it is kept. Raises OSError where it is lost."""
    with default_storage.open(f"images/{name}") as file:
        return file.read()


def stored_size(name: str) -> int | None:
    """Returns its bytes; None where it is lost."""
    try:
        return default_storage.size(f"images/{name}")
    except OSError:
        return None


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


# --- In texts --------------------------------------------------------------------------------------


def is_own_picture(address: str) -> bool:
    return OWN_PICTURE.fullmatch(address) is not None


def picture_names(text: str) -> set[str]:
    """Finds the names of the site's own pictures that the text names: Markdown, or JSON with Markdown in it."""
    return set(OWN_PICTURE.findall(text.replace("\\", "")))  # Markdown may write "_" as "\_"


def names_without_words(text: str) -> set[str]:
    """Finds the names of those of which the Markdown does not say what is on them."""
    return set(WORDLESS.findall(text.replace("\\", "")))


def with_absolute_pictures(markdown: str) -> str:
    """Returns Markdown that shows the site's own pictures wherever it is read."""
    return LINKED_PICTURE.sub(absolute(f"{settings.MEDIA_URL}images/"), markdown)


def pictures_for_staff(page: str) -> str:
    """Returns HTML whose pictures are asked for where staff see them, be they public or not."""
    return SOURCES.sub(lambda source: address_for_staff(source[0]), page)


def address_for_staff(pictures: str) -> str:
    """Returns the address, or several in one text, as staff ask for them."""
    folder = reverse("admin:picture", args=["0.webp"]).removesuffix("0.webp")
    return IN_ANY_WIDTH.sub(rf"{folder}\1", pictures)


@dataclass(frozen=True)
class PictureRows:
    """Finds the rows of the pictures that texts name: those of them all with one query, when the first is asked for."""

    texts: tuple[str, ...]

    @cached_property
    def rows(self) -> dict[str, Picture]:
        names = set().union(*map(picture_names, self.texts))
        return {row.name: row for row in Picture.objects.filter(name__in=names)} if names else {}

    def at(self, address: str) -> Picture | None:
        """Returns the row of one of the site's own pictures; None where it has none, as in an old archive."""
        found = OWN_PICTURE.fullmatch(address)
        return self.rows.get(found[1]) if found else None


# --- In pages -------------------------------------------------------------------------------------


def srcset(picture: Picture) -> str:
    """Names the widths that a browser may choose from, the full one last; nothing where there is but one."""
    folder, _, name = picture.address.rpartition("/")
    narrower = [f"{folder}/{width}/{name} {width}w" for width in MAX_BYTES if width < picture.width]
    return ", ".join([*narrower, f"{picture.address} {picture.width}w"]) if narrower else ""


def img(
    picture: Picture, sizes: str = IN_COLUMN, *, css: str = "", eager: bool = False, alt: str = ""
) -> SafeString:
    """Returns the picture as an element that takes its place before it has come.

    `sizes` says how wide it will be, as in HTML; an `eager` one stands in the first screen. `alt` are words of the
    place itself, and win over the picture's own.
    """
    return format_html(
        '<img{} src="{}"{} width="{}" height="{}" alt="{}" {}>',
        format_html(' class="{}"', css) if css else "",
        picture.address,
        format_html(' srcset="{}" sizes="{}"', widths, sizes) if (widths := srcset(picture)) else "",
        picture.width,
        picture.height,
        alt or picture.alt,
        SafeString('fetchpriority="high"' if eager else 'loading="lazy"'),
    )
