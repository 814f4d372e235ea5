"""Real files, damaged as transport, disks and attackers damage them."""

import io
import zipfile
import zlib

from hypothesis import strategies as st

from tests.deeds.specimens import data
from tests.pictures import picture

DOCUMENTS = {
    "街道.txt": data("street.txt"),
    "样本.md": data("seed.md"),
    "清单.docx": data("word/lists.docx"),
    "粘贴.docx": data("word/pasted.docx"),
    "公文.pdf": data("pdf/letter.pdf"),
    "公文.ofd": data("ofd/letter.ofd"),
    "网页.html": b"<html><body><article><h1>\xe6\xa0\xb7</h1><p>" + b"a<b><i>" * 30 + b"</article>",
    "数据.json": b'{"title": "a", "sections": [{"title": "b", "measures": [{"text": "c"}]}]}',
}
PICTURES = {
    "a.png": picture("PNG", (80, 60), "RGBA"),
    "b.png": picture("PNG", (80, 60), "P"),
    "a.jpg": picture("JPEG", (80, 60)),
    "b.jpg": picture("JPEG", (80, 60), progressive=True),
    "a.webp": picture("WEBP", (80, 60)),
    "b.webp": picture("WEBP", (80, 60), "RGBA", lossless=True),
}
NAMES = ["a.doc", "a/../b.txt", "\u202e.txt", "a" * 300 + ".txt", "a.html", ".zip"]
SPLICED = [
    b"\0",
    b"\xff",
    b"\xff\xff\xff\xff",
    b"\0\0\0\0",
    b"<",
    b'"',
    b"PK\3\4",
    b"\xff\xda",
    b"%",
    b"[" * 500,
]


@st.composite
def damaged(draw: st.DrawFn, content: bytes) -> bytes:
    """Cuts, overwrites, repeats and splices, up to five times."""
    for _ in range(draw(st.integers(0, 5))):
        at = draw(st.integers(0, max(0, len(content) - 1)))
        length = draw(st.integers(0, 64))
        part = draw(
            st.sampled_from(SPLICED) | st.binary(max_size=8) | st.just(content[at : at + length] * 20)
        )
        match draw(st.sampled_from(["overwrite", "insert", "remove", "cut"])):
            case "overwrite":
                content = content[:at] + part + content[at + len(part) :]
            case "insert":
                content = content[:at] + part + content[at:]
            case "remove":
                content = content[:at] + content[at + length :]
            case "cut":
                content = content[:at]
    return content


@st.composite
def repacked(draw: st.DrawFn, content: bytes) -> bytes:
    """Damages one member of an office file, which stays a sound .zip: a damaged .zip alone is soon refused."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    chosen = draw(st.sampled_from(sorted(members)))
    return packed(members | {chosen: draw(damaged(members[chosen]))})


def packed(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, bytes]:
    name = draw(st.sampled_from(sorted(DOCUMENTS)))
    content = DOCUMENTS[name]
    inside = name.endswith(".docx") and draw(st.booleans())
    content = draw(repacked(content) if inside else damaged(content))
    match draw(st.integers(0, 5)):
        case 0:
            name = draw(st.sampled_from(NAMES))
        case 1:
            name, content = (
                "一批.zip",
                draw(damaged(packed({name: content, "../b.txt": content, "c/图.png": b"x"}))),
            )
    return name, content


@st.composite
def pictures(draw: st.DrawFn) -> tuple[str, bytes]:
    name = draw(st.sampled_from(sorted(PICTURES)))
    content = draw(damaged(PICTURES[name]))
    return name, with_sound_sums(content) if name.endswith(".png") and draw(st.booleans()) else content


def with_sound_sums(png: bytes) -> bytes:
    """Makes the checksums of its chunks right again, so that the decoder gets to see what is wrong in them."""
    made, at = png[:8], 8
    while at + 12 <= len(png):
        size = int.from_bytes(png[at : at + 4], "big")
        chunk = png[at + 4 : at + 8 + size]
        made += png[at : at + 4] + chunk + zlib.crc32(chunk).to_bytes(4, "big")
        at += 12 + size
    return made + png[at:]
