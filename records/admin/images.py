"""Takes in pictures: judged by decoding them, and kept as nothing but pixels."""

import hashlib
import os
from io import BytesIO
from typing import IO

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from PIL import Image, ImageOps, UnidentifiedImageError

from records.utils.exceptions import UserFacingError

FORMATS = ["JPEG", "PNG", "WEBP"]
MAX_BYTES = 10 * 1024 * 1024
# Known before decoding. 40 million pixels take 160 MB while they are decoded.
MAX_PIXELS = 40_000_000
# The page's column is 720 px wide; this is sharp on a screen of double density.
MAX_SIDE_PIXELS = 2_000


class PictureRefused(UserFacingError):
    pass


def store_picture(picture: File) -> str:
    """Returns its address. The name is made from its content: the same picture twice is one file."""
    if (picture.size or 0) > MAX_BYTES:
        raise PictureRefused(f"图片超过 {MAX_BYTES // 1024**2} MB。请缩小后再试。")
    content = reencode(picture)
    name = f"images/{hashlib.sha256(content).hexdigest()[:32]}.webp"
    if default_storage.exists(name):
        # As new: one that was left over is not swept while somebody is about to use it again.
        os.utime(default_storage.path(name))
    else:
        name = default_storage.save(name, ContentFile(content))
    return default_storage.url(name)


def reencode(source: File | IO[bytes]) -> bytes:
    """Returns the picture as WebP, upright, without metadata, profile or further frames. Raises PictureRefused."""
    try:
        return as_webp(pixels(source))
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        unknown = isinstance(error, UnidentifiedImageError)
        raise PictureRefused(
            "这不是 JPEG、PNG 或 WebP 图片。请换一个文件。" if unknown else too_large()
        ) from error
    except PictureRefused:
        raise
    except Exception as error:  # Pillow's decoders raise whatever a broken file leads them to
        raise PictureRefused("图片打不开，文件可能不完整。请重新导出后再试。") from error


def pixels(source: File | IO[bytes]) -> Image.Image:
    with Image.open(source, formats=FORMATS) as opened:  # reads the head only
        if opened.width * opened.height > MAX_PIXELS:
            raise PictureRefused(too_large())
        upright = ImageOps.exif_transpose(opened)
        upright.thumbnail((MAX_SIDE_PIXELS, MAX_SIDE_PIXELS))
        return upright.convert("RGBA" if upright.has_transparency_data else "RGB")


def as_webp(picture: Image.Image) -> bytes:
    picture.info.clear()  # Pillow would carry the color profile and the rest along
    made = BytesIO()
    picture.save(made, "WEBP", quality=85)
    return made.getvalue()


def too_large() -> str:
    return f"图片的像素太多（最多 {MAX_PIXELS // 10_000} 万）。请缩小尺寸后再试。"
