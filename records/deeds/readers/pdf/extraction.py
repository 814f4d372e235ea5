"""Runs as a program of its own: a PDF file comes in, its text with the place of each piece goes out as JSON.

A file that crashes the library, or makes it take memory or time without end, takes only this process along. Nothing of
the site is imported, so that it starts fast.
"""

import ctypes
import json
import math
import resource
import sys
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

MEGABYTE = 1024 * 1024
MAX_MEMORY_BYTES = 1024 * MEGABYTE
MAX_SECONDS = 10  # of processor time
MAX_PAGES = 500
MAX_CHARACTERS = 500_000
MAX_PICTURES_LOOKED_AT = 2000
MIN_GAP = 1.5  # behind so many letters' width something else begins
SPACE = 0.25
SAME_ROW = 0.45  # of a letter's height
MAX_REACH = 20  # points
NAME_BYTES = 128
BOLD_WEIGHT = 600


class Refused(Exception):
    """Says by a word why a file is not read."""


def bound() -> None:
    for limit, most in ((resource.RLIMIT_AS, MAX_MEMORY_BYTES), (resource.RLIMIT_CPU, MAX_SECONDS)):
        hard = resource.getrlimit(limit)[1]
        resource.setrlimit(limit, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


class Gap(NamedTuple):
    """A place in a piece, in front of that character, where something else may stand."""

    at: int
    left: float
    right: float


class Piece:
    """Characters of one look that stand side by side; x from the left, y from the top."""

    def __init__(self, look: "Look", left: float) -> None:
        self.look, self.left, self.right = look, left, left
        self.text: list[str] = []
        self.gaps: list[Gap] = []

    def takes(self, look: "Look", left: float) -> bool:
        """Tells whether a character that begins there goes on with this piece."""
        size = self.look.size
        if look.turned and look is self.look:
            return True
        same = look.face == self.look.face and look.bold == self.look.bold and look.turned == self.look.turned
        near = abs(look.base - self.look.base) < size * 0.2 and abs(look.size - size) < size * 0.05
        return same and near and -size * 0.5 < left - self.right < size * MIN_GAP

    def add(self, character: str, left: float, right: float) -> None:
        apart = left - self.right > self.look.size * SPACE
        if apart and self.text:
            self.gaps.append(Gap(len(self.text), self.right, left))
        if apart and self.text and self.text[-1].isascii() and character.isascii() and character != " ":
            self.text.append(" ")
        self.text.append(character)
        self.right = max(self.right, right)

    def cut(self, at: list["Gap"]) -> Iterator["Piece"]:
        """Yields the parts before, between and behind these gaps."""
        ends = [*((gap.at, gap.left) for gap in at), (len(self.text), self.right)]
        start, left = 0, self.left
        for (end, right), gap in zip(ends, [*at, None], strict=True):
            part = Piece(self.look, left)
            part.text, part.right = self.text[start:end], right
            yield part
            if gap:
                start, left = gap.at, gap.right

    def row(self) -> list[Any]:
        look = self.look
        numbers = [round(value, 2) for value in (self.left, self.right, look.base, look.size)]
        return [*numbers, look.bold, look.turned, look.face, "".join(self.text)]


class Look:
    """Size, base line and font of a text object."""

    def __init__(self, page: Any, index: int, height: float) -> None:
        matrix, x, y = pdfium.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetMatrix(page, index, matrix)
        pdfium.FPDFText_GetCharOrigin(page, index, x, y)
        self.base = height - y.value
        self.size = pdfium.FPDFText_GetFontSize(page, index) * (math.hypot(matrix.c, matrix.d) or 1) or 1.0
        self.turned = abs(matrix.b) > abs(matrix.a) * 0.1
        name, flags = ctypes.create_string_buffer(NAME_BYTES), ctypes.c_int()
        pdfium.FPDFText_GetFontInfo(page, index, name, NAME_BYTES, flags)
        self.face = name.value.decode("utf-8", "replace").partition("+")[2] or name.value.decode(
            "utf-8", "replace"
        )
        weight = pdfium.FPDFText_GetFontWeight(page, index)
        self.bold = weight >= BOLD_WEIGHT or "bold" in self.face.lower()


def characters(page: Any, count: int) -> Iterator[tuple[int, str]]:
    """Yields what the file itself writes, with its index; two halves of a character are one."""
    half = 0
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(page, index)
        if 0xD800 <= code < 0xDC00:
            half = code
        elif 0xDC00 <= code < 0xE000:
            if half:
                yield index, chr(0x10000 + (half - 0xD800) * 0x400 + code - 0xDC00)
            half = 0
        elif code >= 32 and code not in (0xFFFE, 0xFFFF) and pdfium.FPDFText_IsGenerated(page, index) != 1:
            yield index, chr(code)
        elif code == 0:
            yield index, "\ufffd"


def pieces(page: Any, count: int, height: float) -> list[Piece]:
    found: list[Piece] = []
    box, last, look = pdfium.FS_RECTF(), None, None
    for index, character in characters(page, count):
        owner = pdfium.FPDFText_GetTextObject(page, index)
        address = ctypes.cast(owner, ctypes.c_void_p).value
        if look is None or address is None or address != last:
            look, last = Look(page, index, height), address
        pdfium.FPDFText_GetLooseCharBox(page, index, box)
        if not found or not found[-1].takes(look, box.left):
            if character.isspace():
                continue
            found.append(Piece(look, box.left))
        found[-1].add(character, box.left, box.right)
    return found


def in_order(found: list[Piece]) -> Iterator[Piece]:
    """Yields the pieces, each cut where another stands in it: quotes of another font lie in the gaps of the text."""
    centers: dict[int, list[float]] = {}
    for piece in found:
        line = centers.setdefault(round(piece.look.base), [])
        line += [(part.left + part.right) / 2 for part in piece.cut(piece.gaps)]
    for line in centers.values():
        line.sort()
    for piece in found:
        yield from piece.cut([gap for gap in piece.gaps if is_filled(gap, piece, centers)])


def is_filled(gap: Gap, piece: Piece, centers: dict[int, list[float]]) -> bool:
    base, reach = round(piece.look.base), min(MAX_REACH, int(piece.look.size * SAME_ROW) + 1)
    for at in range(base - reach, base + reach + 1):
        line = centers.get(at, ())
        place = bisect_right(line, gap.left)
        if place < len(line) and line[place] < gap.right:
            return True
    return False


def pictures(page: Any) -> int:
    count = min(pdfium.FPDFPage_CountObjects(page), MAX_PICTURES_LOOKED_AT)
    objects = (pdfium.FPDFPage_GetObject(page, index) for index in range(count))
    return sum(pdfium.FPDFPageObj_GetType(each) == pdfium.FPDF_PAGEOBJ_IMAGE for each in objects)


def pages(data: bytes) -> Iterator[dict[str, Any]]:
    """Raises Refused, or the PdfiumError of a file that cannot be opened."""
    document = pypdfium2.PdfDocument(data)
    if len(document) > MAX_PAGES:
        raise Refused("many-pages")
    left = MAX_CHARACTERS
    for index in range(len(document)):
        page = document[index]
        width, height = page.get_size()
        text = page.get_textpage()
        count = text.count_chars()
        left -= count
        if left < 0:
            raise Refused("much-text")
        rows = [piece.row() for piece in in_order(pieces(text.raw, count, height))]
        yield {"width": width, "height": height, "pictures": pictures(page.raw), "pieces": rows}
        text.close()
        page.close()


def main() -> None:
    bound()
    try:
        answer: dict[str, Any] = {"pages": list(pages(sys.stdin.buffer.read()))}
    except Refused as refused:
        answer = {"refused": str(refused)}
    except MemoryError:
        answer = {"refused": "heavy"}
    except pypdfium2.PdfiumError as error:
        answer = {"refused": "encrypted" if "password" in str(error).lower() else "broken"}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
