"""Compression of textual answers: which encodings a client takes, a body in each, and the layer that applies them.

Pages in memory are compressed once for all their readers; all other textual answers pass `compress_answers`.
"""

import gzip
import re
from collections.abc import Callable
from functools import partial

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.cache import has_vary_header, patch_vary_headers

from .short_cache import lru_cache_of_short

# With a window of 64 KB, which holds a page, brotli takes half a millisecond for 25 KB where it took ten, and little
# memory; the result is no larger. Static files are compressed beforehand.
BROTLI_QUALITY = 9
BROTLI_WINDOW_BITS = 16
GZIP_LEVEL = 6
ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": partial(gzip.compress, compresslevel=GZIP_LEVEL, mtime=0),
    "br": partial(brotli.compress, quality=BROTLI_QUALITY, lgwin=BROTLI_WINDOW_BITS),
}
ENCODINGS = ("identity", *ENCODERS)  # the later the better
OFFERED = frozenset(ENCODINGS)
TEXTUAL_TYPE = re.compile(r"text/.+|application/(?:.+\+)?(?:json|xml|javascript)|image/svg\+xml")
MIN_COMPRESSED_BYTES = 500  # with its headers it fits one packet anyway
# Such an answer is for one client alone, or says that nobody may change it on its way.
NOT_TO_COMPRESS = {"private", "no-store", "no-transform"}


def is_compressible(body: bytes, content_type: str) -> bool:
    media_type = content_type.partition(";")[0].strip().lower()
    return len(body) >= MIN_COMPRESSED_BYTES and bool(TEXTUAL_TYPE.fullmatch(media_type))


def in_each_encoding(body: bytes, content_type: str) -> dict[str, bytes]:
    """Returns bodies by encoding; those that are no smaller are left out."""
    if not is_compressible(body, content_type):
        return {"identity": body}
    encoded = {name: encode(body) for name, encode in ENCODERS.items()}
    return {"identity": body} | {name: each for name, each in encoded.items() if len(each) < len(body)}


@lru_cache_of_short(maxsize=512)
def best_of(accepted: str, offered: frozenset[str]) -> str:
    """Returns the best of the encodings `offered` that this Accept-Encoding takes; identity where it takes none."""
    weights = dict(map(weighed, accepted.lower().split(",")))
    weight = {name: weights.get(name, weights.get("*", 0.0)) for name in ENCODINGS if name in offered}
    # Of those it likes as much, the last.
    best = max(weight, key=lambda name: (weight[name], ENCODINGS.index(name)), default="identity")
    return best if weight.get(best) else "identity"


def encoded_for(accepted: str, body: bytes, content_type: str) -> tuple[str, bytes]:
    """Returns the encoding chosen for this Accept-Encoding, and the body in it."""
    encoding = best_of(accepted, OFFERED) if is_compressible(body, content_type) else "identity"
    encoded = ENCODERS[encoding](body) if encoding in ENCODERS else body
    return (encoding, encoded) if len(encoded) < len(body) else ("identity", body)


def weighed(part: str) -> tuple[str, float]:
    """Returns ("gzip", 0.5) for "gzip;q=0.5"; a weight that is none counts as the full one."""
    name, _, weight = part.partition(";")
    try:
        return name.strip(), float(weight.strip().removeprefix("q=") or 1)
    except ValueError:
        return name.strip(), 1.0


# --- The layer ------------------------------------------------------------------------------------


def compress_answers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Compresses textual answers that hold no secret, as Django's middleware.

    A secret compressed together with what a visitor typed shows through the length of the answer (BREACH). Public
    answers hold none. Those that may hold one (a session, a token against forged forms, a visitor's own page) all
    say so in their headers, and go out uncompressed.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not may_be_encoded(response):
            return response
        weaken_tag(response)
        if response.status_code == 304:
            patch_vary_headers(response, ["Accept-Encoding"])
        elif is_compressible(response.content, response.get("Content-Type", "")):
            patch_vary_headers(response, ["Accept-Encoding"])
            encode(response, request.headers.get("Accept-Encoding", ""))
        return response

    return handle


def may_be_encoded(response: HttpResponse) -> bool:
    directives = {part.strip().lower() for part in response.get("Cache-Control", "").split(",")}
    return not (
        response.streaming
        or response.status_code == 206  # its range is one of the bytes as they are
        or response.has_header("Content-Encoding")
        or directives & NOT_TO_COMPRESS
        or response.cookies
        or has_vary_header(response, "Cookie")
    )


def weaken_tag(response: HttpResponse) -> None:
    """Says that the tag names what is said, not its bytes.

    That of an answer too short to compress too: a 304 does not tell what it stands for, and must bear the same tag.
    """
    tag = response.get("ETag", "")
    if tag and not tag.startswith("W/"):
        response["ETag"] = f"W/{tag}"


def encode(response: HttpResponse, accepted: str) -> None:
    encoding, body = encoded_for(accepted, response.content, response.get("Content-Type", ""))
    if encoding != "identity":
        response.content = body
        response["Content-Encoding"] = encoding
        response["Content-Length"] = str(len(body))
