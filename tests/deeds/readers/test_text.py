import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.deeds import DeedsError, read_deeds
from records.deeds.readers.candidates import ASSIGNED
from records.deeds.readers.encodings import decode
from tests.deeds import strategies

TEXT = "样本街道先进事迹材料\n\n样本街道辖4个社区，先后被评为省级示例街道。\n"
TRADITIONAL = "樣本街道先進事蹟材料\n\n這是一份樣本，讀者和編者都在看。\n"


def refusal(data: bytes, name: str = "a.txt") -> DeedsError:
    with pytest.raises(DeedsError) as caught:
        read_deeds(data, name)
    return caught.value


def code_of(data: bytes, name: str = "a.txt") -> str:
    message = refusal(data, name).message
    assert message.level == "error"
    assert message.text.endswith("。")
    return message.code


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"),
        codecs.BOM_UTF32_BE + TEXT.encode("utf-32-be"),
        TEXT.replace("\n", "\r\n").encode(),
    ],
)
def test_any_common_unicode_form_reads_the_same(data):
    reading = read_deeds(data, "a.txt")
    assert reading.deeds == read_deeds(TEXT.encode(), "a.txt").deeds
    assert "encoding-assumed" not in {message.code for message in reading.messages}


@pytest.mark.parametrize("encoding", ["gb18030", "gbk", "utf-16-le", "utf-16-be"])
def test_encoding_without_a_mark_is_recognized_and_said(encoding):
    reading = read_deeds(TEXT.encode(encoding), "a.txt")
    assert reading.deeds == read_deeds(TEXT.encode(), "a.txt").deeds
    assert reading.messages[0].code == "encoding-assumed"


@pytest.mark.parametrize("encoding", ["big5", "gb18030", "utf-16-le"])
def test_traditional_text_is_read_in_each_encoding(encoding):
    reading = read_deeds(TRADITIONAL.encode(encoding), "a.txt")
    assert reading.deeds.introduction == "這是一份樣本，讀者和編者都在看。"
    assert reading.messages[0].code == "encoding-assumed"


@pytest.mark.parametrize("text", ["樣本街道先進事蹟", "示例先進組織", "樣本醫院護士長先進事跡材料"])
@pytest.mark.parametrize("encoding", ["big5", "gb18030"])
def test_a_title_alone_is_enough_to_tell_big5_from_gb18030(text, encoding):
    assert decode(text.encode(encoding))[0] == text


@pytest.mark.parametrize("text", ["样本街道", "先进事迹", "甲县人民医院", "主要事迹", "立好样本定规矩"])
def test_a_few_characters_in_gbk_are_not_taken_for_big5(text):
    assert decode(text.encode("gbk"))[0] == text


def test_ascii_needs_no_guess():
    assert decode(b"sample 2019") == ("sample 2019", ())


def test_declared_encoding_is_believed_where_the_bytes_agree():
    assert decode("碁峰".encode("big5hkscs"), "big5hkscs") == ("碁峰", ())
    assert decode("碁峰".encode("gb18030"), "gb18030") == ("碁峰", ())


@pytest.mark.parametrize(
    ("written", "declared"), [("utf-8", "gb18030"), ("gb18030", "utf-8"), ("utf-8", "big5hkscs")]
)
def test_declared_encoding_that_gives_nonsense_is_not_believed(written, declared):
    text = "样本街道先进事迹" + "样本" * 3
    assert decode(text.encode(written), declared)[0] == text


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (codecs.BOM_UTF8, "empty"),
        ("\u3000 \r\n\t".encode(), "empty"),
        ("样\0本\0材\0料\0\x07a".encode(), "control-character"),
        (("样本" + "\0" * 90 + "材料").encode(), "control-character"),
        (b"\x07", "empty"),
        (b"\xff\xff\xff", "undecodable"),
        ("样\ud800本".encode("utf-8", "surrogatepass"), "undecodable"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8a\0", "undecodable"),
        (b"a" * (10 * 1024 * 1024 + 1), "too-large"),
    ],
)
def test_what_is_no_text_is_refused_with_advice(data, code):
    assert code_of(data) == code


def test_control_characters_of_what_is_no_text_are_named_by_their_line():
    assert refusal(("样本\n材料" + "\x07" * 9).encode()).message.line == 2


def test_bytes_that_are_no_text_are_named_by_their_line():
    message = refusal("样本\n样本\n".encode() + b"\xff\xff\xff").message
    assert message.line == 3
    assert "第 15 个字节" in message.text


LONG = TEXT + "一是把样本写清楚，请人来看。\n二是把样本查仔细，看过再改。\n"
AT = len("样本街道先进事迹材料\n\n样本街道辖".encode("gbk"))


def with_byte(byte: bytes, encoding: str = "gbk") -> bytes:
    data = LONG.encode(encoding)
    return data[:AT] + byte + data[AT:]


@pytest.mark.parametrize(
    "data",
    [
        with_byte(b"\xff"),
        with_byte(b"\x80\xff"),
        LONG.encode("big5", "ignore") + b"\n" + TRADITIONAL.encode("big5") + b"\xff",
        LONG.encode()[:-2],
        LONG.encode()[:-3] + b"\n",
        codecs.BOM_UTF8 + LONG.encode()[:-2],
        codecs.BOM_UTF16_LE + LONG.encode("utf-16-le") + b"\x2d",
        LONG.encode()[:60] + LONG.encode()[61:],
        f"<html><meta charset=gbk><p>{LONG}</p></html>".encode("gbk").replace(b"\xa3\xac", b"\xff", 1),
    ],
)
def test_bytes_that_cannot_be_read_are_shown_and_told_with_their_line(data):
    reading = read_deeds(data, "a.html" if data.startswith(b"<") else "a.txt")
    assert "\ufffd" in reading.text
    assert [message.line for message in reading.messages if message.code == "bytes-unread"] == [
        reading.text[: reading.text.index("\ufffd")].count("\n") + 1
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("control", ["\0", "\x07", "\0\0", "\x1b", "\x7f"])
def test_control_characters_within_a_text_are_left_out_and_told_with_their_line(encoding, control):
    reading = read_deeds(LONG.replace("省级", f"省{control}级").encode(encoding), "a.txt")
    assert reading.text == LONG
    told = [(m.level, m.line) for m in reading.messages if m.code == "control-character"]
    assert told == [("warning", 3)]


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_control_character_of_a_short_text_is_told_too(encoding):
    text, (*_, message) = decode("样本\n材料\0a".encode(encoding))
    assert (text, message.code, message.line) == ("样本\n材料a", "control-character", 2)


TAIL = "三是把尾声写完整，这是另一个人后来补上的几句。\n四是再看一遍。\n"


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (LONG.encode() + TAIL.encode("gbk"), "第 6 到 7 行按 GB18030"),
        (codecs.BOM_UTF8 + LONG.encode() + TAIL.encode("gbk"), "第 6 到 7 行按 GB18030"),
        (LONG.encode() + TAIL.encode("gbk") + LONG.encode(), "第 6 到 7 行按 GB18030"),
        (TAIL.encode("gbk") + LONG.encode(), "第 1 到 2 行按 GB18030"),
        (LONG.rstrip().encode() + TAIL.encode("gbk"), "第 5 到 6 行按 GB18030"),
        (LONG.encode().replace(b"\n", b"\r\n") + TAIL.encode("gbk"), "第 6 到 7 行按 GB18030"),
        ((LONG * 400).encode() + TAIL.encode("gbk"), "第 2001 到 2002 行按 GB18030"),
        (LONG.encode() + ("樣本街道的讀者看過，編者也看過。\n").encode("big5"), "第 6 行按 Big5"),
    ],
)
def test_text_of_two_encodings_is_read_by_lines_and_told(data, lines):
    text, (message,) = decode(data)
    assert "\ufffd" not in text
    assert "样本街道辖4个社区" in text
    assert "三是把尾声写完整" in text or "編者也看過" in text
    assert (message.code, message.level) == ("encodings-mixed", "warning")
    assert lines in message.text
    assert str(message.line) == lines.split()[1]


@pytest.mark.parametrize(
    "data",
    [
        LONG.encode("gbk"),
        LONG.encode("gbk") + "路\n".encode("gbk") * 20,
        (LONG * 50).encode("gbk") + b"\xff",
        LONG.encode()[:60] + LONG.encode()[61:],
        LONG.encode() + b"\xff\xfe\n",
        TRADITIONAL.encode("big5") * 3,
    ],
)
def test_text_of_one_encoding_is_not_taken_for_two(data):
    _, messages = decode(data)
    assert "encodings-mixed" not in {message.code for message in messages}


def test_what_windows_writes_for_the_euro_in_gbk_is_read_as_one():
    reading = read_deeds(with_byte(b"\x80"), "a.txt")
    assert "辖€4个社区" in reading.text
    assert "bytes-unread" not in {message.code for message in reading.messages}


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16"])
@pytest.mark.parametrize("padding", ["\x1a", "\0" * 40, "\0\x1a\r\n", "\r\n\x1a\0"])
def test_what_fills_up_a_file_behind_its_text_is_no_part_of_it(encoding, padding):
    reading = read_deeds((LONG + padding).encode(encoding), "a.txt")
    assert reading.text.strip() == LONG.strip()


@pytest.mark.parametrize(
    ("code", "character"),
    [
        ("FE59", "龴"),
        ("FE61", "龵"),
        ("FE7E", "龹"),
        ("FEA0", "龻"),
        ("A6D9", "︐"),
        ("A6F3", "︙"),
        ("A8BC", "ḿ"),
        ("FE51", "𠂇"),
    ],
)
def test_characters_of_the_newest_gb18030_are_public_ones(code, character):
    data = LONG.encode("gb18030") + bytes.fromhex(code)
    assert read_deeds(data, "a.txt").text.endswith(character)


@given(strategies.document, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030"]))
def test_any_text_comes_back_from_any_encoding_that_names_itself(text, encoding):
    data = text.encode(encoding)
    declared = "gb18030" if encoding == "gb18030" else None
    private = encoding == "gb18030" and any(ord(character) in ASSIGNED for character in text)
    if text.strip() and not text.startswith("\ufeff") and not private:
        assert decode(data, declared)[0] == text


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    try:
        text, _ = decode(data)
    except DeedsError as error:
        assert error.message.text.endswith("。")  # noqa: PT017
    else:
        assert text.strip()
