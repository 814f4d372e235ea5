"""Files that are no sound .docx: refused with advice, at little cost, and never with any other error."""

import io
import random
import socket
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.deeds import DeedsError, read_deeds
from records.deeds.readers.docx import read
from records.deeds.readers.office import lines
from tests.deeds.readers.docx.word_files import (
    PNG,
    docx,
    level,
    members,
    numbered,
    numbering,
    p,
    packed,
    r,
    relation,
    root,
    style,
    t,
    table,
)

SPECIMENS = Path(__file__).parents[2] / "specimens" / "word"
MEGABYTE = 1024 * 1024
BODY = members(p("样本"))


def refusal(data: bytes) -> str:
    """The code of the error, once its message is known to give advice."""
    with pytest.raises(DeedsError) as caught:
        read(data)
    message = caught.value.message
    assert message.level == "error"
    assert message.text.endswith("。")
    assert "请" in message.text
    return message.code


def document(xml: bytes | str) -> bytes:
    return packed(BODY | {"word/document.xml": xml})


def patched(data: bytes, header: bytes, offset: int, value: int) -> bytes:
    """Overwrite two bytes in each header of that kind."""
    changed = bytearray(data)
    at = data.find(header)
    while at >= 0:
        struct.pack_into("<H", changed, at + offset, value)
        at = data.find(header, at + 4)
    return bytes(changed)


LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (docx(p(" ")), "empty"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "not-word"),
        (PNG, "not-word"),
        (b"%PDF-1.7", "not-word"),
        (b"{\\rtf1", "not-word"),
        (b"\xef\xbb\xbf<html>", "not-word"),
        ("样本".encode(), "not-word"),
        (packed({"a.txt": "样本"}), "not-word"),
        (packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}), "not-word"),
        (packed({"[Content_Types].xml": "<a/>", "xl/workbook.xml": "<a/>"}), "not-word"),
        (document(root("workbook", "")), "not-word"),
        (COMPOUND, "not-word"),
        (COMPOUND + "EncryptedPackage".encode("utf-16-le"), "not-word"),
        (patched(patched(packed(BODY), LOCAL, 6, 1), CENTRAL, 8, 1), "word-encrypted"),
        (packed(BODY)[:-40], "word-broken"),
        (packed(BODY)[:300], "word-broken"),
        (b"PK\x03\x04", "word-broken"),
        (packed({"[Content_Types].xml": "<a/>"}), "word-broken"),
        (document("<w:document"), "word-broken"),
        (document(""), "word-broken"),
        (document(root("document", "")), "word-broken"),
        (packed(BODY, zipfile.ZIP_LZMA), "word-broken"),
        (patched(packed(BODY), CENTRAL, 16, 4711), "word-broken"),  # the checksum
        (bytes(50 * MEGABYTE + 1), "too-large"),
        (document(root("document", "<w:body>" + "<w:p/>" * 500_001 + "</w:body>")), "word-bomb"),
        (packed(BODY | {"word/document.xml": " " * (17 * MEGABYTE)}, zipfile.ZIP_STORED), "too-large"),
        (packed(BODY | {"word/document.xml": "<w:p/>" * 500_001}, zipfile.ZIP_STORED), "too-large"),
    ],
)
def test_what_cannot_be_read_is_refused_with_advice(data, code):
    assert refusal(data) == code


@pytest.mark.parametrize(
    "name", ["../evil.xml", "word/../../evil.xml", "/etc/evil.xml", "C:\\evil.xml", "..\\evil.xml"]
)
def test_members_that_point_elsewhere_are_refused(name):
    assert refusal(packed(BODY | {name: "<a/>"})) == "word-unsafe"


def test_members_of_the_same_name_are_refused():
    twice = packed({"word/document.xml": "<a/>", "word/documenu.xml": "<a/>"}).replace(
        b"documenu", b"document"
    )
    assert refusal(twice) == "word-unsafe"


XXE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
LAUGHS = (
    "<!DOCTYPE a [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {b} '{('&' + a + ';') * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
REMOTE = '<!DOCTYPE a SYSTEM "http://images.example/a.dtd">'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
@pytest.mark.parametrize("doctype", [XXE, LAUGHS, REMOTE])
@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "_rels/.rels"])
def test_document_types_are_refused(doctype, encoding, part):
    xml = f'{doctype}<a xmlns="x">&x;&i;</a>'.encode(encoding)
    assert refusal(packed(members(p("样本"), styles=style("a", "a")) | {part: xml})) == "word-unsafe"


def test_nothing_is_ever_fetched(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    kinds = ("image", "styles", "numbering", "header", "attachedTemplate", "oleObject", "hyperlink")
    links = [relation(kind, kind, f"http://images.example/{kind}", "External") for kind in kinds]
    section = '<w:sectPr><w:headerReference r:id="header"/></w:sectPr>'
    source = read(docx(p("样本", section, inside=r('<a:blip r:link="image"/>')), *links))
    assert [message.code for message in source.messages] == ["remote-pictures"]


# --- Bombs ------------------------------------------------------------------------------------


def peak_of(data: bytes) -> int:
    """Bytes of memory that reading takes at most, beyond the file; what libxml2 takes is not seen."""
    tracemalloc.start()
    try:
        with pytest.raises(DeedsError):
            read(data)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def lying(data: bytes, size: int) -> bytes:
    """The directory states that each member unpacks to this size."""
    changed = bytearray(data)
    for header, offset in ((CENTRAL, 24), (LOCAL, 22)):
        at = data.find(header)
        while at >= 0:
            struct.pack_into("<I", changed, at + offset, size)
            at = data.find(header, at + 4)
    return bytes(changed)


@pytest.fixture(scope="module")
def bomb() -> bytes:
    """100 MB of nothing in 100 KB; more would only take longer to build."""
    return document(b" " * (100 * MEGABYTE))


def test_bomb_is_refused_by_its_directory(bomb):
    assert len(bomb) < MEGABYTE // 5
    assert refusal(bomb) == "word-bomb"
    assert peak_of(bomb) < MEGABYTE


def test_bomb_whose_directory_lies_is_not_unpacked(bomb):
    assert refusal(lying(bomb, 5000)) == "word-broken"
    assert peak_of(lying(bomb, 5000)) < MEGABYTE


def test_bomb_of_many_members_is_refused_before_they_are_listed():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(3000):
            archive.writestr(f"word/{number}.xml", b"")
    assert refusal(buffer.getvalue()) == "word-bomb"
    assert peak_of(buffer.getvalue()) < MEGABYTE


def test_pictures_shown_often_are_kept_once_in_memory():
    pictures = {f"word/media/{number}.png": PNG + bytes(9 * MEGABYTE) for number in range(2)}
    links = [relation(f"i{number}", "image", f"media/{number % 2}.png") for number in range(100)]
    body = p("样本") + "".join(p(inside=r(f'<a:blip r:embed="i{number}"/>')) for number in range(100))
    tracemalloc.start()
    source = read(docx(body, *links, files=pictures))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(source.pictures) == 100
    assert peak < 60 * MEGABYTE


def test_numbers_cannot_make_a_small_file_long(monkeypatch):
    monkeypatch.setattr(lines, "MAX_TEXT_CHARACTERS", 5000)
    assert (
        refusal(docx(numbered("样") * 20, numbering=numbering(level(0, "decimal", "字" * 255))))
        == "too-large"
    )


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize(
    "nested",
    [
        "<w:sdt>" * 200 + p("样本") + "</w:sdt>" * 200,
        "<w:tbl><w:tr><w:tc>" * 80 + p("样本") + "</w:tc></w:tr></w:tbl>" * 80,
        "<w:p><w:r><w:txbxContent>" * 80 + p("样本") + "</w:txbxContent></w:r></w:p>" * 80,
    ],
)
def test_deep_nesting_is_read_or_refused(nested):
    try:
        assert read(docx(nested)).text == "样本"
    except DeedsError as error:
        assert error.message.code == "word-broken"  # noqa: PT017  (either is fine, anything else is not)


def test_endless_nesting_is_refused():
    assert refusal(docx("<w:sdt>" * 5000 + "</w:sdt>" * 5000)) == "word-broken"


def test_styles_and_lists_that_stand_on_themselves_are_read():
    styles = style("a", "a", '<w:basedOn w:val="b"/>') + style("b", "b", '<w:basedOn w:val="a"/>')
    linked = '<w:numStyleLink w:val="a"/>'
    assert (
        read(docx(p("样本", '<w:pStyle w:val="a"/>'), styles=styles, numbering=numbering(linked))).text
        == "样本"
    )


# --- Whatever happens to a file ---------------------------------------------------------------

REAL = (SPECIMENS / "parts.docx").read_bytes()


def reads_or_refuses(data: bytes) -> None:
    try:
        read_deeds(data, "a.docx")
    except DeedsError as error:
        assert error.message.text  # noqa: PT017  (any other exception fails the test)


@given(st.integers(0, len(REAL) - 1))
def test_truncated_file_is_refused(end):
    assert refusal(REAL[:end])


@given(st.integers(0, len(REAL) - 1), st.binary(min_size=1, max_size=8))
def test_damaged_file_is_read_or_refused(at, junk):
    reads_or_refuses(REAL[:at] + junk + REAL[at + len(junk) :])


PARTS = unpacked(REAL)
VALUES = ["", "-1", "0", "999999999999999999999", "abc", "样本", "1e9", "%1%9", "true", "../../x", "\u2028"]


@given(
    st.sampled_from([name for name in PARTS if name.endswith((".xml", ".rels"))]),
    st.randoms(use_true_random=False),
)
def test_damaged_part_is_read_or_refused(name, chance: random.Random):
    """Attributes with nonsense, elements cut out or doubled: as XML it stays sound more often than not."""
    pieces = PARTS[name].decode().split('"')
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(pieces))
        if at % 2 and "://" not in pieces[at]:
            pieces[at] = chance.choice(VALUES)
    tags = '"'.join(pieces).split("<")
    for _ in range(chance.randint(0, 2)):
        at = chance.randrange(1, len(tags))
        tags[at : at + 1] = [tags[at]] * chance.choice([0, 2])
    reads_or_refuses(packed({**PARTS, name: "<".join(tags)}))


# --- All characters, once ---------------------------------------------------------------------

words = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=8)
runs = words.map(lambda text: r(t(text)))
leaves = (
    words.map(p)
    | words.map(lambda text: numbered(text, 0))
    | st.lists(runs, max_size=3).map(lambda all: p(inside="".join(all)))
)


def containers(blocks):
    several = st.lists(blocks, min_size=1, max_size=3).map("".join)
    return (
        st.lists(several, min_size=1, max_size=3).map(lambda cells: table(cells))
        | several.map(lambda inner: f"<w:sdt><w:sdtContent>{inner}</w:sdtContent></w:sdt>")
        | several.map(
            lambda inner: p("框", inside=r(f"<w:pict><w:txbxContent>{inner}</w:txbxContent></w:pict>"))
        )
    )


bodies = st.lists(st.recursive(leaves, containers, max_leaves=8), min_size=1, max_size=5).map("".join)


@given(bodies)
def test_all_characters_come_back_once_and_in_lines(body):
    source = read(docx(p("首") + body, numbering=numbering(level(0, "decimal", "%1."))))
    numbers = sorted("".join(line.text[: line.look.number] for line in source.lines))
    written = "首" + "".join(
        piece.split("</w:t>")[0] for piece in body.split('<w:t xml:space="preserve">')[1:]
    )
    for escaped, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        written = written.replace(escaped, character)
    found = sorted("".join(source.text.split()))
    assert [each for each in found if each not in "0123456789."] == [
        each for each in sorted("".join(written.split())) if each not in "0123456789."
    ]
    assert len(found) >= len("".join(written.split())) + len(numbers)
    assert all(source.text[line.start : line.end] == line.text for line in source.lines)
    assert all(line.look.bold <= len(line.text) >= line.look.number for line in source.lines)
