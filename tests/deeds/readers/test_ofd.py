"""OFD files: one made by easyofd 20260427 from pdf/letter.pdf, and small ones put together here."""

import io
import zipfile
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.deeds import DeedsError, Reading, read_deeds
from records.deeds.readers.ofd import steps
from tests.deeds.specimens import data, reading
from tests.deeds.test_lossless import check_marks, check_whole

NAME = 'xmlns:ofd="http://www.ofdspec.org/2016"'
LONG = "先请人写样本，再请人看样本，最后请大家用样本，用过以后再改样本。"


def text(content: str, left: float, top: float, size: float = 4, more: str = "", steps: str = "") -> str:
    delta = f'DeltaX="{steps}"' if steps else ""
    code = f'<ofd:TextCode X="0" Y="{size}" {delta}>{content}</ofd:TextCode>'
    box = f'Size="{size}" Boundary="{left} {top - size} 180 9"'
    return f'<ofd:TextObject ID="1" Font="1" {box} {more}>{code}</ofd:TextObject>'


def layer(*objects: str, before: str = "") -> str:
    content = f"<ofd:Content><ofd:Layer>{''.join(objects)}</ofd:Layer></ofd:Content>"
    return f"<ofd:Page {NAME}>{before}{content}</ofd:Page>"


def ofd(
    pages: Sequence[str],
    others: dict[str, str] | None = None,
    common: str = "",
    method: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    root = "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
    members = {
        "OFD.xml": f"<ofd:OFD {NAME}><ofd:DocBody>{root}</ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {NAME}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
        f"</ofd:PhysicalBox></ofd:PageArea>{common}</ofd:CommonData><ofd:Pages>"
        + "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
        + "</ofd:Pages></ofd:Document>",
        **{f"Doc_0/Pages/Page_{n}/Content.xml": page for n, page in enumerate(pages)},
        **(others or {}),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def read(*objects: str) -> Reading:
    return read_deeds(ofd([layer(*objects)]), "a.ofd")


def refusal(content: bytes) -> str:
    with pytest.raises(DeedsError) as caught:
        read_deeds(content, "a.ofd")
    assert caught.value.message.text.endswith("。")
    assert "Word 文件" not in caught.value.message.text
    return caught.value.message.code


def test_file_of_another_program_is_read_as_the_document_it_shows():
    found = reading("ofd/letter.ofd")
    assert found.deeds.title == "样本街道先进事迹材料"
    assert [section.title for section in found.deeds.sections] == ["写好样本", "看好样本"]
    assert [measure.marker for measure in found.deeds.sections[0].measures] == ["一是", "二是"]
    assert {"样本页眉", "— 1 —", "— 2 —"} <= set(found.deeds.left_out)
    check_whole(found)
    check_marks(found)


def test_text_is_read_by_its_place_whatever_its_order_in_the_file():
    found = read(text("二是看样本。", 30, 60), text(LONG, 30, 40), text("一是写样本。", 30, 50))
    assert found.text.splitlines() == [LONG, "一是写样本。", "二是看样本。"]


@pytest.mark.parametrize("ending", [".ofd", ".pdf", ".doc"])
def test_file_is_known_by_what_stands_in_it(ending):
    assert LONG in read_deeds(ofd([layer(text(LONG, 30, 40))]), f"a{ending}").text


def test_letters_of_one_line_in_objects_of_their_own_are_joined():
    assert read(*(text(each, 30 + 4 * n, 40) for n, each in enumerate(LONG))).text == LONG


@pytest.mark.parametrize(
    ("written", "most", "found"),
    [
        *(("g 3 5", 3, [5, 5, 5]), ("1 2 g 2 4", 9, [1, 2, 4, 4]), ("g 999999999 1", 4, [1, 1, 1, 1])),
        *(("g", 2, []), ("g x 2 3", 5, [3]), ("nan inf 1", 5, [0, 0, 1])),
    ],
)
def test_steps_between_letters_are_read_in_their_short_form_and_bounded(written, most, found):
    assert steps(written, most) == found


def test_letters_made_larger_by_a_matrix_are_larger():
    title = text("样本街道先进事迹材料", 60, 30, 4, 'CTM="2 0 0 2 0 0"')
    found = read(title, *(text(LONG, 30, 60 + 7 * n) for n in range(4)))
    assert found.deeds.title == "样本街道先进事迹材料"


def test_what_is_printed_on_every_page_by_a_template_is_left_out():
    template = '<ofd:TemplatePage ID="7" BaseLoc="Tpls/Tpl_0/Content.xml"/>'
    others = {"Doc_0/Tpls/Tpl_0/Content.xml": layer(text("样本街道文件汇编", 80, 12))}
    use = '<ofd:Template TemplateID="7"/>'
    pages = [layer(text(f"{n}样本街道先写样本。", 30, 40), before=use) for n in "甲乙"]
    found = read_deeds(ofd(pages, others, template), "a.ofd")
    assert found.deeds.left_out == ("样本街道文件汇编",)


def test_pictures_and_watermarks_are_told_or_left_out():
    turned = text("内部资料", 60, 100, 10, 'CTM="0.7 0.7 -0.7 0.7 0 0"')
    found = read(text(LONG, 30, 40), text(LONG, 30, 47), turned, "<ofd:ImageObject/>")
    assert "内部资料" in found.deeds.left_out
    assert "pictures-left" in {message.code for message in found.messages}


def test_scan_is_refused_with_its_number_of_pages():
    with pytest.raises(DeedsError, match="共 2 页") as caught:
        read_deeds(ofd([layer("<ofd:ImageObject/>")] * 2), "a.ofd")
    assert caught.value.message.code == "ofd-scanned"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (ofd([layer(text(LONG, 30, 40))])[:-50], "ofd-broken"),
        (ofd([layer(text(LONG, 30, 40))[:-9]]), "ofd-broken"),
        (ofd([]), "ofd-broken"),
        (ofd([], {"Doc_0/Document.xml": "<a/>"}), "ofd-broken"),
        (ofd([layer()], {"Encryptions.xml": "<a/>"}), "ofd-encrypted"),
        (ofd([layer(" " * 60_000_000)]), "ofd-bomb"),
        (ofd([layer("<a/>" * 500_000)], method=zipfile.ZIP_STORED), "too-large"),
        (ofd([layer(text("样" * 600_000, 30, 40))], method=zipfile.ZIP_STORED), "too-large"),
        (ofd([layer(text("样", 30, 40))] * 501), "too-large"),
        (ofd([f"<!DOCTYPE a>{layer()}"]), "ofd-unsafe"),
        (ofd([layer()], {"../a.xml": "<a/>"}), "ofd-unsafe"),
    ],
)
def test_what_is_no_sound_file_is_refused_with_advice(content, code):
    assert refusal(content) == code


WHOLE = data("ofd/letter.ofd")


@settings(max_examples=60)
@given(st.integers(0, len(WHOLE) - 4), st.binary(max_size=4))
def test_file_with_other_bytes_in_it_is_read_or_refused(at, other):
    try:
        found = read_deeds(WHOLE[:at] + other + WHOLE[at + len(other) :], "a.ofd")
    except DeedsError as error:
        assert error.message.text.endswith("。")  # noqa: PT017
    else:
        check_whole(found)
