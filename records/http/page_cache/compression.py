"""Which encodings a browser takes, and a body in each of them."""

import gzip
from functools import lru_cache

import brotli

ENCODINGS = ("identity", "gzip", "br")  # the later the better
# With a window of 64 KB, which holds a page, brotli takes half a millisecond for 25 KB where it took ten, and little
# memory; the result is no larger. Static files are compressed beforehand.
BROTLI_QUALITY = 9
BROTLI_WINDOW = 16  # its size is a power of two
GZIP_LEVEL = 6
COMPRESSIBLE = ("text/", "application/json", "application/xml", "application/atom+xml", "image/svg+xml")
MIN_COMPRESSED_BYTES = 500  # bytes: with its headers it fits one packet anyway


def in_each_encoding(body: bytes, content_type: str) -> dict[str, bytes]:
    """By encoding; those that do not make the body smaller are left out."""
    if len(body) < MIN_COMPRESSED_BYTES or not content_type.startswith(COMPRESSIBLE):
        return {"identity": body}
    made = {
        "gzip": gzip.compress(body, GZIP_LEVEL, mtime=0),
        "br": brotli.compress(body, quality=BROTLI_QUALITY, lgwin=BROTLI_WINDOW),
    }
    return {"identity": body} | {name: each for name, each in made.items() if len(each) < len(body)}


@lru_cache(maxsize=512)
def best_of(accepted: str, offered: frozenset[str]) -> str:
    """The best of the encodings `offered` that this Accept-Encoding takes; identity where it takes none."""
    weights = dict(map(weighed, accepted.lower().split(",")))
    taken = [name for name in ENCODINGS if name in offered and weights.get(name, weights.get("*", 0.0)) > 0]
    return taken[-1] if taken else "identity"


def weighed(part: str) -> tuple[str, float]:
    """("gzip", 0.5) from "gzip;q=0.5"; a weight that is none counts as the full one."""
    name, _, weight = part.partition(";")
    try:
        return name.strip(), float(weight.strip().removeprefix("q=") or 1)
    except ValueError:
        return name.strip(), 1.0
