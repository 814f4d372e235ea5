"""Web pages → Source: the text a reader sees, a block a line, and which of it is the page around the text."""

import re

from records.deeds.readers.encodings import MAX_BYTES
from records.deeds.readers.format import Format
from records.deeds.source import Source

from .page import check_size, declared_in, page_source
from .pictures import taken_out

MAX_HEAD_BYTES = 4096
START = re.compile(
    r"(?:<\?xml[^>]*+>|(?><!--.*?-->)|\s++)*+<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>])", re.I | re.S
)
TAG = re.compile(rb"<(?:[a-zA-Z][a-zA-Z0-9]*[\s/>]|!doctype)", re.I)


def read(data: bytes) -> Source:
    """Raises DeedsError, as all readers do."""
    check_size(data)
    page, parts = taken_out(data)
    return page_source(page, parts, declared_in(page))


def holds_tags(data: bytes) -> bool:
    page = data[:MAX_BYTES].replace(b"\0", b"") if b"\0" in data[:MAX_HEAD_BYTES] else data
    return TAG.search(page, 0, MAX_BYTES) is not None


FORMAT = Format("html", "网页", (".html", ".htm"), read, start=START, accepts=holds_tags)
