"""Older office files, converted by LibreOffice 7.4 from letter.fodt, which was written by hand for these tests."""

import functools
import http.server
import os
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from records.deeds import DeedsError, Reading, read_deeds
from records.deeds.readers import converted
from tests.deeds.readers.docx.word_files import PNG, packed
from tests.deeds.specimens import data
from tests.deeds.test_lossless import check_marks, check_whole
from tests.lacking import program

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
PARAGRAPH = "样本街道先写样本，写好了再看。"


@pytest.fixture
def office() -> str:
    return program("soffice", "libreoffice-writer-nogui")


@functools.cache
def letter(suffix: str) -> Reading:
    kept = ".doc" if suffix == ".wps" else suffix
    return read_deeds(data(f"office/letter{kept}"), f"a{suffix}")


def refusal(content: bytes, name: str) -> str:
    with pytest.raises(DeedsError) as caught:
        read_deeds(content, name)
    assert caught.value.message.text.endswith("。")
    assert "请" in caught.value.message.text
    return caught.value.message.code


def flat(inside: str) -> bytes:
    names = {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
        "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
        "xlink": "http://www.w3.org/1999/xlink",
    }
    declared = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in names.items())
    kind = 'office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text"'
    body = f"<office:body><office:text><text:p>{PARAGRAPH}</text:p>{inside}</office:text></office:body>"
    return f'<?xml version="1.0" encoding="UTF-8"?><office:document {declared} {kind}>{body}</office:document>'.encode()


def picture(address: str) -> str:
    frame = 'text:anchor-type="as-char" svg:width="2cm" svg:height="2cm"'
    image = (
        f'<draw:image xlink:href="{address}" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/>'
    )
    return f"<text:p><draw:frame {frame}>{image}</draw:frame></text:p>"


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("suffix", [".doc", ".wps", ".rtf", ".odt", ".fodt"])
def test_older_office_file_is_read_as_the_word_file_it_becomes(suffix):
    found = letter(suffix)
    assert found.deeds.title == "样本街道先进事迹材料"
    assert [section.title for section in found.deeds.sections] == ["写好样本", "看好样本"]
    assert [measure.marker for measure in found.deeds.sections[0].measures] == ["一是", "二是"]
    assert "样本页眉" in found.deeds.left_out
    assert "converted" in {message.code for message in found.messages}
    check_whole(found)
    check_marks(found)


@pytest.mark.usefixtures("office")
def test_xml_of_word_2003_is_read():
    name = "http://schemas.microsoft.com/office/word/2003/wordml"
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in (PARAGRAPH, PARAGRAPH))
    xml = f'<w:wordDocument xmlns:w="{name}"><w:body>{body}</w:body></w:wordDocument>'
    head = '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>'
    assert read_deeds((head + xml).encode(), "a.doc").text == f"{PARAGRAPH}\n{PARAGRAPH}"


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine, and what it was asked for."""
    paths: list[str] = []

    class Server(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

        do_OPTIONS = do_HEAD = do_PROPFIND = do_GET

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", paths
        server.shutdown()


@pytest.mark.usefixtures("office")
def test_nothing_is_fetched_that_a_file_links_to(asked, tmp_path):
    address, paths = asked
    (tmp_path / "a.png").write_bytes(PNG)
    found = read_deeds(flat(picture(f"{address}/a.png") + picture((tmp_path / "a.png").as_uri())), "a.fodt")
    assert not paths
    assert not found.pictures
    assert "remote-pictures" in {message.code for message in found.messages}


@pytest.mark.usefixtures("office")
def test_no_file_of_the_machine_is_drawn_in(tmp_path):
    (tmp_path / "a.txt").write_text("不该读到的字。", encoding="utf-8")
    source = f'<text:section-source xlink:href="{(tmp_path / "a.txt").as_uri()}"/>'
    found = read_deeds(
        flat(f'<text:section text:name="a">{source}<text:p>旧的字。</text:p></text:section>'), "a.fodt"
    )
    assert "不该读到的字" not in found.text


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (OLE + "WordDocument".encode("utf-16-le") + b"\0" * 500, "a.doc", "old-word"),
        (data("office/letter.doc")[:3000], "a.wps", "old-word"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "a.doc", "word-xml"),
    ],
)
def test_what_libreoffice_cannot_open_is_refused(content, name, code):
    assert refusal(content, name) == code


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    "content", [b"{\\rtf1 " + b"{" * 300_000, data("office/letter.rtf")[:4000], b"{\\rtf1 }"]
)
def test_damaged_rtf_is_read_or_refused(content):
    try:
        check_whole(read_deeds(content, "a.rtf"))
    except DeedsError as error:
        assert error.message.code in ("rtf", "empty")  # noqa: PT017


def test_bombs_are_known_before_anything_is_started():
    members = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": b" " * 200_000_000}
    assert refusal(packed(members), "a.odt") == "word-bomb"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (flat("")[:-30], "word-broken"),
        (flat("").replace(b"?>", b"?><!DOCTYPE a [<!ENTITY b 'c'>]>", 1), "word-unsafe"),
        (flat("<text:p/>" * 500_000), "too-large"),
    ],
)
def test_xml_that_is_not_sound_is_refused_before_anything_is_started(content, code):
    assert refusal(content, "a.fodt") == code


def test_cut_off_odt_is_refused_before_anything_is_started():
    assert refusal(data("office/letter.odt")[:-200], "a.odt") == "word-broken"


def test_word_file_with_a_password_is_refused_as_such():
    head = b"\xec\xa5\xc1\0" + b"\0" * 7 + b"\x01" + b"\0" * 500
    assert refusal(OLE + head + "WordDocument".encode("utf-16-le"), "a.doc") == "word-encrypted"


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (data("office/letter.doc"), "样本.doc", "old-word"),
        (data("office/letter.rtf"), "样本.rtf", "rtf"),
        (data("office/letter.odt"), "样本.odt", "word-xml"),
    ],
)
def test_without_libreoffice_its_owner_is_told_how_to_convert_it(content, name, code, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DeedsError, match=r"另存为 \.docx") as caught:
        read_deeds(content, name)
    assert caught.value.message.code == code
    assert "soffice" not in caught.value.message.text


@pytest.mark.usefixtures("office")
def test_conversion_that_takes_too_long_is_ended_with_all_its_processes(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", f"{tmp_path}")  # other tests convert at the same time
    monkeypatch.setattr(converted, "MAX_SECONDS", 0.3)
    assert refusal(data("office/letter.doc"), "a.doc") == "old-word"
    running = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if readable(path)]
    assert not [command for command in running if f"{tmp_path}".encode() in command]


def readable(path: Path) -> bool:
    try:
        return bool(path.read_bytes()) and path.parent.name != str(os.getpid())
    except OSError:
        return False
