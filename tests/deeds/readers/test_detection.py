"""The kind of a file, whatever its name says."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.deeds import SUFFIXES, DeedsError, read_deeds
from records.deeds.readers.detection import kind_of
from records.deeds.readers.registry import FORMATS
from tests.deeds.readers.test_text import TEXT, code_of

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
PAGE = "<!DOCTYPE html><html><head><meta charset=utf-8></head><p>样本街道先进事迹材料</p><p>样本街道辖4个社区。</p>"
MHTML = (
    "From: <Saved by Blink>\r\nSubject: sample\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----sample"\r\n\r\n'
    "------sample\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    f"{PAGE}\r\n------sample--\r\n"
)


def zipped(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "application/vnd.oasis.opendocument.text" if name == "mimetype" else "x")
    return file.getvalue()


def stream(name: str) -> bytes:
    return OLE + name.encode("utf-16-le") + b"\0" * 100


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (stream("EncryptedPackage"), "word-encrypted"),
        (stream("Workbook"), "spreadsheet"),
        (stream("PowerPoint Document"), "slides"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "picture"),
        (b"\x89PNG\r\n\x1a\n\0", "picture"),
        (b"GIF89a\1\0", "picture"),
        (b"%PDF-1.7\n", "pdf-broken"),
        (b"\x1f\x8b\x08\0", "archive"),
        (b"Rar!\x1a\x07\x01\0", "archive"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "archive"),
        (b"BM\x36\0\0\0", "picture"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "picture"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "video"),
        (b"\0\0\0\x1cftypheic", "picture"),
        (b"\0\0\0\x20ftypisom", "video"),
        (b"MZ\x90\0\x03\0", "program"),
        (zipped("a.txt"), "archive"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "spreadsheet"),
        (zipped("[Content_Types].xml", "ppt/presentation.xml"), "slides"),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.doc", "a.md", "a.bin", "a"])
def test_what_cannot_be_read_is_named_whatever_the_file_is_called(data, code, name):
    assert code_of(data, name) == code


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (stream("WordDocument"), "old-word"),
        (OLE, "old-word"),
        (b"{\\rtf1\\ansi \\u26679?}", "rtf"),
        (zipped("mimetype", "content.xml"), "word-xml"),
        (
            zipped("mimetype", "content.xml").replace(b"opendocument.text", b"opendocument.spreadsheet"),
            "spreadsheet",
        ),
        (
            zipped("mimetype", "content.xml").replace(b"opendocument.text", b"opendocument.presentation"),
            "slides",
        ),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>', "word-xml"),
        (b'<?xml version="1.0"?><office:document/>', "word-xml"),
    ],
)
def test_older_office_files_are_known_by_their_bytes(data, kind):
    assert kind_of(data) == kind


@pytest.mark.parametrize("name", ["a.doc", "a.wps", "a.txt", "a.docx", "a.asp", "a"])
@pytest.mark.parametrize("data", [PAGE.encode(), b"\xef\xbb\xbf \n" + PAGE.encode(), MHTML.encode()])
def test_page_under_another_name_is_read_as_the_page_it_is(data, name):
    reading = read_deeds(data, name)
    assert reading.deeds.title == "样本街道先进事迹材料"
    assert reading.deeds.introduction == "样本街道辖4个社区。"
    assert reading.messages[0].code == "suffix-differs"


@pytest.mark.parametrize("name", ["a.html", "a.mht", "a.doc", "a.docx"])
def test_plain_text_under_a_document_name_keeps_its_lines(name):
    reading = read_deeds(TEXT.encode(), name)
    assert reading.deeds.title == "样本街道先进事迹材料"
    assert reading.messages[0].code == "suffix-differs"


@pytest.mark.parametrize(
    ("data", "name"), [(TEXT.encode(), "A.TXT"), (PAGE.encode(), "A.HTM"), (MHTML.encode(), "a.mht")]
)
def test_true_suffix_in_any_case_is_not_remarked_upon(data, name):
    assert "suffix-differs" not in {message.code for message in read_deeds(data, name).messages}


@pytest.mark.parametrize("name", ["a.zip", "a", "a.txt.exe", "a.exe", "a.text"])
def test_text_under_a_name_that_promises_none_is_refused(name):
    assert code_of(TEXT.encode(), name) == "unknown-suffix"


@pytest.mark.parametrize("start", ["MZ样本", "ID3样本", "BM样本", "RIFF样本"])
def test_text_that_begins_like_a_program_is_still_text(start):
    assert start in read_deeds((start + TEXT).encode(), "a.txt").text


def test_tags_in_a_text_file_are_text():
    assert "<b>样本</b>" in read_deeds(("<b>样本</b>\n" + TEXT).encode(), "a.txt").text


@pytest.mark.parametrize("length", [0, 30, 200])
def test_word_file_cut_short_is_refused_as_one(length):
    data = zipped("[Content_Types].xml", "word/document.xml")[:length]
    assert code_of(data, "a.docx") == ("word-broken" if length > 3 else "empty")


def test_no_suffix_belongs_to_two_formats():
    suffixes = [suffix for format in FORMATS for suffix in format.suffixes]
    assert sorted(set(suffixes)) == sorted(suffixes)


@pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.kind)
def test_each_format_can_be_known_by_what_stands_in_it_or_by_its_suffix(format):
    by_streams = format.kind == "old-word"
    assert by_streams or format.signature or format.zip_sign or format.start or format.is_plain


@given(st.binary(max_size=300), st.sampled_from(["a" + suffix for suffix in SUFFIXES]))
def test_any_bytes_under_any_name_are_read_or_refused(data, name):
    try:
        reading = read_deeds(data, name)
    except DeedsError as error:
        assert error.message.text.endswith("。")  # noqa: PT017
    else:
        assert reading.text.strip()
