import codecs

import pytest

from records.deeds import DeedsError, read_deeds

TEXT = "样本街道先进事迹材料\n\n样本街道辖4个社区，先后被评为省级示例街道。\n"


def code_of(data: bytes, name: str = "a.txt") -> str:
    with pytest.raises(DeedsError) as caught:
        read_deeds(data, name)
    assert caught.value.message.level == "error"
    assert caught.value.message.text.endswith("。")
    return caught.value.message.code


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.replace("\n", "\r\n").encode(),
    ],
)
def test_any_common_unicode_form_reads_the_same(data):
    reading = read_deeds(data, "a.txt")
    assert reading.deeds == read_deeds(TEXT.encode(), "a.txt").deeds
    assert "encoding-assumed" not in {message.code for message in reading.messages}


def test_gb18030_is_read_and_said():
    reading = read_deeds(TEXT.encode("gb18030"), "a.txt")
    assert reading.deeds.title == "样本街道先进事迹材料"
    assert reading.messages[0].code == "encoding-assumed"


def test_big5_is_told_from_gb18030():
    reading = read_deeds("樣本街道先進事蹟材料\n\n這是一份樣本，讀者和編者都在看。\n".encode("big5"), "a.txt")
    assert reading.deeds.introduction == "這是一份樣本，讀者和編者都在看。"
    assert reading.messages[0].code == "encoding-assumed"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        ("\u3000 \r\n\t".encode(), "empty"),
        ("样本\0材料".encode(), "control-character"),
        ("样本\n材料\x07".encode(), "control-character"),
        ("a材料".encode("utf-16-le"), "control-character"),
        (b"\xff\xff\xff", "undecodable"),
        (b"a" * (10 * 1024 * 1024 + 1), "too-large"),
    ],
)
def test_what_is_no_text_is_refused_with_advice(data, code):
    assert code_of(data) == code


def test_control_character_is_named_by_its_line():
    with pytest.raises(DeedsError) as caught:
        read_deeds("样本\n材料\x07".encode(), "a.txt")
    assert caught.value.message.line == 2


@pytest.mark.parametrize("name", ["a.docx", "a.html", "a.zip", "a", "a.txt.exe"])
def test_other_suffixes_are_refused_by_name(name):
    assert code_of(TEXT.encode(), name) == "unknown-suffix"


def test_suffix_may_be_in_capitals():
    assert read_deeds(TEXT.encode(), "A.TXT").deeds.title
