"""Decodes pictures that came from outside, one at a time, and keeps nothing of them but their pixels."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from .exceptions import UserFacingError

FORMATS = ["JPEG", "PNG", "WEBP"]
MAX_BYTES = 10 * 1024 * 1024
# Known before decoding. A JPEG is decoded at half, a quarter or an eighth of its size at once; where it comes in
# several passes all of them are held; of PNG and WebP each pixel is, WebP's four times over. So each of these takes
# up to 220 MB while it is decoded, and the threads of the server one after another.
MAX_PIXELS = {"JPEG": 50_000_000, "progressive JPEG": 24_000_000, "PNG": 20_000_000, "WEBP": 12_000_000}
# The page's column is 720 px wide; this is sharp on a screen of double density.
MAX_SIDE_PIXELS = 2_000
# Tried one after the other: the first is sharp, the last still good to look at in a small place.
NARROWED_QUALITIES = (75, 60, 45, 30, 15)
# What no quality makes small enough, as noise, loses pixels: a browser shows it as large as it was told.
SHRUNK_AT_A_TIME = 0.7
# Each scan of a progressive JPEG is a pass over all pixels, 30 ms that 42 bytes can ask for; programs write ten.
MAX_SCANS, SCAN_SIGN = 50, b"\xff\xda"
# One takes a second or two: so long may a queue of a dozen last. The thread that waits is kept from all else.
WAIT_SECONDS = 30.0

decoding = threading.Lock()


class PictureRefused(UserFacingError):
    """The picture itself is at fault."""


class PicturesBusy(PictureRefused):
    """Others are being decoded: the same picture will do later."""


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Waits for the picture that is being decoded in this process. Raises PicturesBusy."""
    if not decoding.acquire(timeout=WAIT_SECONDS):
        raise PicturesBusy("网站正在处理别的图片，这一张还没有保存。请过一分钟再上传一次。")
    try:
        yield
    finally:
        decoding.release()


def reencode(data: bytes) -> bytes:
    """Returns the picture as WebP, upright, without metadata, profile or further frames.

    Raises PictureRefused, and PicturesBusy where too many wait for their turn.
    """
    if len(data) > MAX_BYTES:
        raise PictureRefused(f"图片超过 {MAX_BYTES // 1024**2} MB。请缩小后再试。")
    with one_at_a_time(), refusals():
        return as_webp(pixels(data))


def narrowed(data: bytes, width: int, max_bytes: int) -> bytes:
    """Returns the picture as WebP no wider than this, within so many bytes whatever is on it.

    Raises PictureRefused, and PicturesBusy where too many wait for their turn.
    """
    with one_at_a_time(), refusals():
        narrow = pixels(data, width)
        for quality in NARROWED_QUALITIES:
            made = as_webp(narrow, quality)
            if len(made) <= max_bytes:
                return made
        while len(made) > max_bytes and min(narrow.size) > 1:
            narrow = narrow.resize([int(side * SHRUNK_AT_A_TIME) or 1 for side in narrow.size])
            made = as_webp(narrow, NARROWED_QUALITIES[-1])
        return made


def size_of(data: bytes) -> tuple[int, int]:
    """Returns width and height of a picture that is kept already; reads its head only."""
    with Image.open(BytesIO(data), formats=FORMATS) as opened:
        return opened.size


@contextmanager
def refusals() -> Iterator[None]:
    """Raises PictureRefused for whatever Pillow finds wrong."""
    try:
        yield
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        unknown = isinstance(error, UnidentifiedImageError)
        raise PictureRefused(
            "这不是 JPEG、PNG 或 WebP 图片。请换一个文件。" if unknown else too_large("PNG")
        ) from error
    except PictureRefused:
        raise
    except Exception as error:  # Pillow's decoders raise whatever a broken file leads them to
        raise PictureRefused("图片打不开，文件可能不完整。请重新导出后再试。") from error


def pixels(data: bytes, max_width: int = MAX_SIDE_PIXELS) -> Image.Image:
    with Image.open(BytesIO(data), formats=FORMATS) as opened:  # reads the head only
        kind = "progressive JPEG" if opened.info.get("progressive") else opened.format or ""
        if opened.width * opened.height > MAX_PIXELS[kind]:
            raise PictureRefused(too_large(kind))
        if kind == "progressive JPEG" and data.count(SCAN_SIGN) > MAX_SCANS:
            raise PictureRefused("图片的存法不正常，处理起来太久。请用看图软件另存为普通的 JPEG 再试。")
        shrink = MAX_SIDE_PIXELS / max(opened.size)
        opened.draft(None, (int(opened.width * shrink) or 1, int(opened.height * shrink) or 1))
        opened.thumbnail((max_width, MAX_SIDE_PIXELS))
        ImageOps.exif_transpose(opened, in_place=True)
        return opened.convert("RGBA" if opened.has_transparency_data else "RGB")


def as_webp(picture: Image.Image, quality: int = 85) -> bytes:
    picture.info.clear()  # Pillow would carry the color profile and the rest along
    made = BytesIO()
    picture.save(made, "WEBP", quality=quality)
    return made.getvalue()


def too_large(kind: str) -> str:
    return f"图片的像素太多（这种图片最多 {MAX_PIXELS[kind] // 10_000} 万）。请缩小尺寸后再试。"


def reencoded_once(data: bytes) -> bytes:
    """Does as `reencode`, and leaves as it is what can only have come of that: WebP loses a little each time.

    Raises PictureRefused.
    """
    made = reencode(data)
    return data if holds_nothing_but_pixels(data) else made


def holds_nothing_but_pixels(data: bytes) -> bool:
    """Tells whether this is WebP of our size, with no chunk that is not of the one frame, and nothing behind it."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or len(data) != int.from_bytes(data[4:8], "little") + 8:
        return False
    at = 12
    while at < len(data):
        if data[at : at + 4] not in (b"VP8 ", b"VP8L", b"VP8X", b"ALPH"):
            return False
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8 + size + size % 2
    with Image.open(BytesIO(data), formats=["WEBP"]) as opened:
        return at == len(data) and max(opened.size) <= MAX_SIDE_PIXELS
