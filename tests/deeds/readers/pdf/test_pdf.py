"""PDF files as other programs print them, and the refusals of those that cannot be read."""

import json
import subprocess
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.deeds import DeedsError, Reading, read_deeds
from tests.deeds.specimens import FOLDER
from tests.deeds.test_lossless import check_marks, check_whole
from tests.lacking import program

from .pdf_files import PICTURE, lines, packed, page, pdf, stream, written

PARAGRAPH = (
    "先请人写样本，再请人看样本，最后请大家用样本，用过以后再改样本，改好以后再请人看一遍，看完了存起来备查。"
)
HTML = f"""<!DOCTYPE html><meta charset=utf-8><style>
body {{ font-size: 12pt }} h1 {{ text-align: center }} p {{ text-indent: 2em; margin: 0 }} .columns {{ columns: 2 }}
</style><h1>样本街道先进事迹材料</h1><p>样本街道辖4个社区，做法如下。{PARAGRAPH}</p><div class=columns>
<p>一是写样本。{PARAGRAPH}{PARAGRAPH}</p><p>二是看样本。{PARAGRAPH}{PARAGRAPH}</p><p>三是用样本。{PARAGRAPH}</p>
</div><p>样本街道还会写得更好。</p>"""


def read(*pages: bytes) -> Reading:
    return read_deeds(pdf(*pages), "a.pdf")


def refusal(data: bytes) -> str:
    with pytest.raises(DeedsError) as caught:
        read_deeds(data, "a.pdf")
    assert caught.value.message.text.endswith("。")
    return caught.value.message.code


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    """A web page with two columns, printed by Chromium."""
    folder = tmp_path_factory.mktemp("printed")
    (folder / "a.html").write_text(HTML, encoding="utf-8")
    browser = program("chromium-headless-shell", "chromium-headless-shell")
    command = [
        browser,
        "--no-sandbox",
        "--headless",
        f"--print-to-pdf={folder / 'a.pdf'}",
        str(folder / "a.html"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return read_deeds((folder / "a.pdf").read_bytes(), "a.pdf")


def converted(source: Path, folder: Path, way: str = "pdf") -> bytes:
    """What LibreOffice makes of a file."""
    office = program("soffice", "libreoffice-writer-nogui")
    profile = f"-env:UserInstallation=file://{folder}/profile"
    subprocess.run(
        [office, profile, "--headless", "--convert-to", way, "--outdir", str(folder), str(source)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return (folder / f"{source.stem}.pdf").read_bytes()


def test_columns_of_a_printed_page_are_read_one_after_the_other(printed):
    (section,) = printed.deeds.sections
    assert printed.deeds.title == "样本街道先进事迹材料"
    assert printed.deeds.introduction == f"样本街道辖4个社区，做法如下。{PARAGRAPH}"
    assert [measure.text for measure in section.measures] == [
        f"写样本。{PARAGRAPH}{PARAGRAPH}",
        f"看样本。{PARAGRAPH}{PARAGRAPH}",
        f"用样本。{PARAGRAPH}",
    ]
    assert printed.deeds.closing == "样本街道还会写得更好。"


def test_what_a_browser_prints_around_a_page_is_left_out(printed):
    assert any("a.html" in text for text in printed.deeds.left_out)
    check_whole(printed)
    check_marks(printed)


def test_document_printed_by_libreoffice_reads_like_the_word_file_it_was(tmp_path):
    found = read_deeds(converted(FOLDER / "word" / "lists.docx", tmp_path), "a.pdf")
    word = read_deeds((FOLDER / "word" / "lists.docx").read_bytes(), "a.docx")
    assert [section.title for section in found.deeds.sections] == [
        section.title for section in word.deeds.sections
    ]
    assert "".join(found.text.split()) == "".join(word.text.split())


def drawn_apart(parts: list[str], quotes: str, top: float = 100) -> str:
    """Draws a line as LibreOffice does: the text with room for its quotes, and the quotes behind it in another go."""
    text = " -1000 ".join(f"<{part.encode('utf-16-be').hex()}>" for part in parts)
    places, left = [], 80.0
    for part in parts[:-1]:
        left += 12 * len(part)
        places.append(left)
        left += 12
    signs = " ".join(
        f"BT /F1 12 Tf {place} {842 - top} Td <{sign.encode('utf-16-be').hex()}> Tj ET"
        for place, sign in zip(places, quotes, strict=True)
    )
    return f"BT /F1 12 Tf 80 {842 - top} Td [{text}] TJ ET {signs}\n"


@pytest.mark.parametrize(
    ("parts", "quotes", "line"),
    [
        (["立足于", "服务与发展", "并重"], "“”", "立足于“服务与发展”并重"),
        (["荣获", "先进组织", "、", "示例单位", "称号"], "“”“”", "荣获“先进组织”、“示例单位”称号"),
        (["党员之", "家", "在样本街道"], "“”", "党员之“家”在样本街道"),
    ],
)
def test_quotes_drawn_after_the_text_stand_where_they_are_seen(parts, quotes, line):
    assert (
        read(page(lines([PARAGRAPH[:30]], top=140), drawn_apart(parts, quotes))).text.splitlines()[0] == line
    )


def test_text_of_an_office_printed_by_libreoffice_is_the_text_it_was(tmp_path):
    document = docx.Document()
    for text in (
        "样本街道先进事迹材料",
        "样本街道荣获“示例先进组织”、“示例平安单位”、“示例文明单位”称号,覆盖率分别达到了98%、98%、98%和90%。"
        * 4,
        f"一是建好“样本之“家””。{PARAGRAPH}二是实行“月观摩、季总结”制。{PARAGRAPH}",
    ):
        document.add_paragraph(text)
    document.save(f"{tmp_path}/a.docx")
    found = read_deeds(converted(tmp_path / "a.docx", tmp_path), "a.pdf").deeds
    word = read_deeds((tmp_path / "a.docx").read_bytes(), "a.docx").deeds
    assert (found.title, found.introduction, found.sections) == (word.title, word.introduction, word.sections)


def test_file_with_a_password_is_refused(tmp_path):
    options = {
        "EncryptFile": {"type": "boolean", "value": "true"},
        "DocumentOpenPassword": {"type": "string", "value": "sample"},
    }
    way = f"pdf:writer_pdf_Export:{json.dumps(options)}"
    assert refusal(converted(FOLDER / "word" / "lists.docx", tmp_path, way)) == "pdf-encrypted"


def test_scan_is_refused_with_its_number_of_pages():
    data = pdf(stream(PICTURE.encode("latin-1")), stream(PICTURE.encode("latin-1")))
    with pytest.raises(DeedsError, match="共 2 页") as caught:
        read_deeds(data, "a.pdf")
    assert caught.value.message.code == "pdf-scanned"


def test_pictures_and_pages_that_are_only_pictures_are_told():
    found = read(
        page(lines(["样本街道先写样本。"]), PICTURE.replace("\x00", "x")), stream(PICTURE.encode("latin-1"))
    )
    told = {message.code: message.text for message in found.messages}
    assert "2 张图片" in told["pictures-left"]
    assert "第 2 页" in told["pages-scanned"]


def test_turned_text_is_left_out():
    watermark = f"BT /F1 40 Tf 0.7 0.7 -0.7 0.7 200 300 Tm <{'内部资料'.encode('utf-16-be').hex()}> Tj ET\n"
    found = read(page(lines(["样本街道先写样本。", "再看样本。"]), watermark))
    assert "内部资料" in found.deeds.left_out


@pytest.mark.parametrize("count", [600, 2000])
def test_file_of_too_many_pages_is_refused(count):
    assert refusal(pdf(*[page(lines(["样本"]))] * count)) == "too-large"


def test_file_of_too_much_text_is_refused():
    assert (
        refusal(pdf(packed(b"BT /F1 12 Tf 80 700 Td " + b"<6837672c>Tj " * 260_000 + b"ET"))) == "too-large"
    )


def test_file_that_unpacks_to_gigabytes_is_refused():
    assert refusal(pdf(packed(b" " * 400_000_000))) in ("pdf-bomb", "pdf-scanned")


def test_forms_inside_forms_without_end_are_refused():
    form = "/XObject << /X 8 0 R >>"
    loop = stream(b"/X Do /X Do", f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << {form} >>")
    data = pdf(stream(b"/X Do"), resources=form)
    end = data.index(b"xref")
    assert refusal(data[:end] + b"8 0 obj\n" + loop + b"\nendobj\n" + data[end:]) in (
        "pdf-bomb",
        "pdf-scanned",
        "pdf-broken",
    )


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\0" * 500, written([b"<< /Type /Catalog >>"])]
)
def test_what_is_no_whole_file_is_refused(data):
    assert refusal(data) in ("pdf-broken", "pdf-scanned")


WHOLE = pdf(page(lines(["样本街道先进事迹材料", "样本街道辖4个社区。", "一是写样本。", "二是看样本。"])))


@settings(max_examples=15)
@given(st.integers(10, len(WHOLE) - 1))
def test_file_cut_short_is_read_or_refused(length):
    try:
        reading = read_deeds(WHOLE[:length], "a.pdf")
    except DeedsError as error:
        assert error.message.code in ("pdf-broken", "pdf-scanned")  # noqa: PT017
    else:
        check_whole(reading)


@settings(max_examples=15)
@given(st.integers(9, len(WHOLE) - 1), st.binary(min_size=1, max_size=4))
def test_file_with_other_bytes_in_it_is_read_or_refused(at, other):
    try:
        reading = read_deeds(WHOLE[:at] + other + WHOLE[at + len(other) :], "a.pdf")
    except DeedsError as error:
        assert error.message.code.startswith(("pdf-", "too-"))  # noqa: PT017
    else:
        check_whole(reading)
