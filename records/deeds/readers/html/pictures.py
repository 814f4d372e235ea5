"""The pictures that a page brings along: in its addresses, or as parts of a single-file page. None is ever fetched."""

import binascii
import re
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from urllib.parse import unquote_to_bytes, urljoin

from records.deeds.document import Message, Picture
from records.deeds.readers.photos import (
    CAPTION,
    MAX_PICTURE_BYTES,
    MAX_PICTURES,
    alternative_text,
    is_shown,
)

from .entered import Image
from .lines import PageLine

MIN_PICTURE_BYTES = 200  # less is an invisible dot that keeps distance
SUFFIXES = {
    "image/jpeg": ".jpg",
    "image/jpg": ".jpg",
    "image/pjpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
}
DATA = re.compile(r"data:([\w.+/-]*)((?:;[\w.=-]*)*),", re.I)
# Long addresses are taken out before a page is decoded and parsed: pictures are most of such a file.
EMBEDDED = re.compile(rb"""(?<=["'(=])data:([\w.+/-]+);base64,([A-Za-z0-9+/=]{512,})""")

Parts = Mapping[str, tuple[str, bytes]]


def taken_out(data: bytes) -> tuple[bytes, dict[str, tuple[str, bytes]]]:
    """Returns the page without its embedded pictures, and those by the address that stands in their place."""
    parts: dict[str, tuple[str, bytes]] = {}

    def place(found: re.Match[bytes]) -> bytes:
        name = f"picture:{len(parts)}"
        parts[name] = (found[1].decode("ascii").lower(), decoded(found[2]))
        return name.encode()

    return EMBEDDED.sub(place, data), parts


def decoded(content: bytes) -> bytes:
    """Decodes Base64; of anything else comes nothing."""
    try:
        return binascii.a2b_base64(content)
    except binascii.Error:
        return b""


def content_of(source: str, parts: Parts, base: str) -> tuple[str, bytes] | None:
    """Returns the media type and the bytes; None for what is not in the file."""
    if source in parts:
        return parts[source]
    if found := DATA.match(source):
        rest = source[found.end() :]
        is_base64 = ";base64" in found[2].lower()
        return found[1].lower(), decoded(rest.encode("ascii", "ignore")) if is_base64 else unquote_to_bytes(
            rest
        )
    return parts.get(joined(base, source))


def joined(base: str, source: str) -> str:
    try:
        return urljoin(base, source)
    except ValueError:
        return source


def pictures_of(
    images: Sequence[Image], parts: Parts, base: str
) -> tuple[tuple[Picture, ...], tuple[Message, ...]]:
    pictures: list[Picture] = []
    remote = skipped = 0
    for image in images:
        source = (image.attributes.get("src") or "").strip()
        content = content_of(source, parts, base)
        if content is None:
            remote += bool(source)
        elif len(content[1]) < MIN_PICTURE_BYTES:
            remote += any(image.attributes.get(name) for name in ("data-src", "data-original"))
        elif not is_offered(content) or len(pictures) >= MAX_PICTURES:
            skipped += 1
        else:
            alt = alternative_text(image.attributes.get("alt") or "")
            name = f"{len(pictures) + 1}{SUFFIXES[content[0]]}"
            words = image.caption or alt, alt or image.caption
            pictures.append(Picture(name, content[1], image.line, *words))
    return tuple(pictures), tuple(messages(remote, skipped))


def take_captions(images: Sequence[Image], lines: Sequence[PageLine]) -> None:
    """Gives pictures without a caption the line below that reads like one; it is a line of the text no more."""
    for image, below in zip_longest(images, images[1:]):
        if image.caption or image.line >= len(lines) or (below and below.line == image.line):
            continue
        line = lines[image.line]
        if line.role == "body" and CAPTION.fullmatch(line.text):
            image.caption, line.role = line.text, "caption"


def is_offered(content: tuple[str, bytes]) -> bool:
    kind, data = content
    return kind in SUFFIXES and is_shown(data) and len(data) <= MAX_PICTURE_BYTES


def messages(remote: int, skipped: int) -> list[Message]:
    found = []
    if remote:
        text = (
            f"网页里有 {remote} 张图片不在文件中，没有导入，也不会从网上下载。需要时请另存图片，再手工添加。"
        )
        found.append(Message("info", "remote-pictures", text))
    if skipped:
        text = (
            f"有 {skipped} 张图片没有导入：只收 JPEG、PNG 和 WebP，"
            f"每张不超过 {MAX_PICTURE_BYTES // 1024 // 1024} MB，最多 {MAX_PICTURES} 张。需要时请手工添加。"
        )
        found.append(Message("info", "picture-skipped", text))
    return found
