"""Writes small PDF files: text at its place, in a font that the reader has to bring itself."""

import zlib
from collections.abc import Sequence

A4 = (595, 842)
Text = tuple[float, float, float, str]  # from the left, from the top, size, text


def stream(content: bytes, extra: str = "") -> bytes:
    return f"<< /Length {len(content)} {extra} >>\nstream\n".encode() + content + b"\nendstream"


def shown(text: Text) -> str:
    left, top, size, content = text
    code = content.encode("utf-16-be").hex()
    return f"BT /F1 {size} Tf {left} {A4[1] - top} Td <{code}> Tj ET\n"


def page(texts: Sequence[Text], before: str = "") -> bytes:
    return stream(before.encode() + "".join(map(shown, texts)).encode())


def pdf(*pages: bytes, resources: str = "") -> bytes:
    """`pages` are content streams."""
    kids = " ".join(f"{6 + 2 * index} 0 R" for index in range(len(pages)))
    font = "/Font << /F1 3 0 R >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H"
        b" /DescendantFonts [4 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor 5 0 R >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /Ascent 880 /Descent -120"
        b" /FontBBox [0 -120 1000 880] /StemV 80 /ItalicAngle 0 /CapHeight 700 >>",
    ]
    for index, content in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {A4[0]} {A4[1]}] /Contents {7 + 2 * index} 0 R"
            f" /Resources << {font} {resources} >> >>".encode()
        )
        objects.append(content)
    return written(objects)


def written(objects: Sequence[bytes]) -> bytes:
    found, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(found))
        found += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(places) + 1} /Root 1 0 R >>\n"
    return found + f"{end}startxref\n{len(found)}\n%%EOF\n".encode()


def packed(content: bytes) -> bytes:
    return stream(zlib.compress(content, 9), "/Filter /FlateDecode")


def lines(
    texts: Sequence[str], left: float = 80, top: float = 100, size: float = 12, step: float = 20
) -> list[Text]:
    return [(left, top + step * index, size, text) for index, text in enumerate(texts)]


# A picture of one dot, drawn inline.
PICTURE = "q 100 0 0 100 100 400 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x00 EI Q\n"
