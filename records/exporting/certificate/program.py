"""Runs as a program of its own: lays out one page of HTML as PDF/A, and signs it if told to.

The libraries take 175 MB and two seconds to load, which no process that serves the site should pay for. Nothing of the
site is imported. What is to be done comes as JSON by the standard input; the PDF leaves by the standard output. With
--check it only tells whether this machine has what it takes, without loading them.

It fetches nothing: a page says all of itself, and whatever address stands in it is refused.
"""

import ctypes
import ctypes.util
import io
import json
import logging
import resource
import sys
from typing import Any

MAX_MEMORY_BYTES = (
    1024 * 1024 * 1024
)  # of addresses; fonts of 50 MB are mapped, so that one page takes 370 MB
MAX_SECONDS = 30  # of processor time
LIBRARIES = ("gobject-2.0", "pango-1.0", "harfbuzz", "fontconfig", "pangoft2-1.0")
# Tried one after the other until all stands on one page.
SIZES = ("10pt", "9pt", "8pt", "7pt")
MISSING = ".notdef glyph"


class Failed(Exception):
    """Says by a word what the site then puts into a sentence."""


def bound() -> None:
    for limit, most in ((resource.RLIMIT_AS, MAX_MEMORY_BYTES), (resource.RLIMIT_CPU, MAX_SECONDS)):
        hard = resource.getrlimit(limit)[1]
        resource.setrlimit(limit, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


# --- Can it be done here? -----------------------------------------------------------------------------


def check() -> str:
    """Returns a word for what is missing, blank where nothing is."""
    for name in LIBRARIES:
        if not ctypes.util.find_library(name):
            return "no-pango"
    return "" if has_chinese_font() else "no-font"


def has_chinese_font() -> bool:
    fc = ctypes.CDLL(ctypes.util.find_library("fontconfig"))
    for function in (fc.FcNameParse, fc.FcObjectSetCreate, fc.FcFontList):
        function.restype = ctypes.c_void_p
    pattern, wanted = ctypes.c_void_p(fc.FcNameParse(b":lang=zh-cn")), ctypes.c_void_p(fc.FcObjectSetCreate())
    found = fc.FcFontList(None, pattern, wanted)
    # The first field of FcFontSet is the number of fonts in it.
    return bool(found) and ctypes.cast(found, ctypes.POINTER(ctypes.c_int))[0] > 0


# --- The page -----------------------------------------------------------------------------------------


class Missing(logging.Handler):
    """Hears which characters no font of this machine has."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if MISSING in (said := record.getMessage()):
            self.said.append(said)


def page(html: str) -> bytes:
    """Returns the PDF. Raises Failed where a character would be an empty box."""
    from weasyprint import CSS, HTML
    from weasyprint.urls import FatalURLFetchingError

    class Refused(FatalURLFetchingError):
        pass

    def fetch(url: str, *_: Any, **__: Any) -> Any:
        raise Refused(url)

    log, missing = logging.getLogger("weasyprint"), Missing()
    log.handlers = [missing]
    read = HTML(string=html, url_fetcher=fetch)
    # The order of the standard is kept: 3 for pages with files in them, u for texts that can be searched and copied.
    options: dict[str, Any] = {"pdf_variant": "pdf/a-3u", "pdf_tags": True, "custom_metadata": False}
    for size in SIZES:
        document = read.render(stylesheets=[CSS(string=f"html {{ font-size: {size} }}")], **options)
        if len(document.pages) == 1:
            break
    made: bytes = document.write_pdf(**options)
    if missing.said:
        raise Failed("no-glyph")
    return made


# --- Its signature ------------------------------------------------------------------------------------


def signed(pdf: bytes, certificate: str, passphrase: str, reason: str) -> bytes:
    """Returns the PDF with a signature that nobody sees on paper, and every reader shows. Raises Failed."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    signer = signers.SimpleSigner.load_pkcs12(certificate, passphrase=passphrase.encode() or None)
    if signer is None:
        raise Failed("no-key")
    meta = signers.PdfSignatureMetadata(
        field_name="Signature", reason=reason, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    made = io.BytesIO()
    signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), meta, signer, output=made)
    return made.getvalue()


def main() -> None:
    if "--check" in sys.argv:
        sys.stdout.write(check())
        return
    bound()
    asked = json.load(sys.stdin)
    try:
        made = page(asked["html"])
        if asked["certificate"]:
            made = signed(made, asked["certificate"], asked["passphrase"], asked["reason"])
    except Failed as failed:
        sys.stderr.write(f"\n{failed}")
        sys.exit(3)
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
