"""Bytes → text."""

import codecs
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from records.deeds.document import DeedsError, Message
from records.deeds.source import line_at

from .candidates import MAX_SAMPLE_CHARACTERS, UNREAD, UNREAD_END, attempt, commonness, lenient
from .mixed import Piece, mixed

MAX_BYTES = 10 * 1024 * 1024
# UTF-32 first: its mark begins with that of UTF-16.
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
UTF_16 = ("utf-16-le", "utf-16-be")
# Big5 as browsers know it. Detectors take short GBK for Korean, and nearly all bytes decode as GB18030.
LEGACY = ("gb18030", "big5hkscs")
# So many control characters may be in any text, or one among so many others.
FEW_CONTROLS, MIN_CHARACTERS_PER_CONTROL = 4, 10
MAX_PIECES_SAID = 5
SHOWN = {"big5hkscs": "Big5", "gb18030": "GB18030", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
# Anything below a space that is not white space, DEL, and the C1 range but for NEL, which ends a line.
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
# A Chinese text is made of these; bytes wrongly taken for UTF-16 give other scripts and private characters too.
PLAUSIBLE = re.compile(r"[\t\n\r -~\xa0·–-…′-※①-⒛─-◿⺀-〿一-鿿！-￥]")


def refuse(code: str, text: str, line: int | None = None) -> DeedsError:
    return DeedsError(Message("error", code, text, line))


class Decoded(NamedTuple):
    """`text` holds lone surrogates for the bytes that cannot be read; `assumed`: the encoding is a guess.

    `pieces` are those of a text of several encodings, in order.
    """

    text: str
    encoding: str
    assumed: bool = False
    pieces: tuple[Piece, ...] = ()


def decode(
    data: bytes, declared: str | None = None, most: int | None = None
) -> tuple[str, tuple[Message, ...]]:
    """Decodes a text; `declared`, an encoding that the document itself names, is believed if the bytes agree.

    A few bytes that cannot be read become �, and a few control characters are left out: both are told. Raises
    DeedsError for what is too large, empty or not text.
    """
    most = MAX_BYTES if most is None else most
    if len(data) > most:
        raise refuse(
            "too-large",
            f"文字超过 {most // 1024 // 1024} MB，不像一份材料。请确认选对了文件，或拆成几份再导入。",
        )
    found = decoded(data, declared)
    if not found.text.strip():
        raise refuse("empty", "文件里没有文字。请确认选对了文件。")
    text, places = marked_unread(found.text)
    messages = []
    if found.assumed:
        note = f"文件不是 UTF-8 编码，已按 {SHOWN[found.encoding]} 读取。请核对文字有没有乱码。"
        messages.append(Message("info", "encoding-assumed", note))
    if found.pieces:
        messages.append(told_apart(found.pieces))
    if places:
        messages.append(unread(text, places))
    if CONTROL.search(text):
        text, told = without_controls(text)
        messages.append(told)
    return text, tuple(messages)


def without_controls(text: str) -> tuple[str, Message]:
    """Leaves out what no editor shows; what is full of it is no text."""
    first = next(CONTROL.finditer(text))
    line = line_at(text, first.start())
    rest, count = CONTROL.subn("", text)
    if not are_few(count, len(text)):
        raise refuse(
            "control-character",
            f"从第 {line} 行起有 {count} 个看不见的控制字符，文件可能不是纯文本。"
            "请在编辑器里另存为 UTF-8 纯文本再导入。",
            line,
        )
    if not rest.strip():
        raise refuse("empty", "文件里没有文字。请确认选对了文件。")
    note = f"从第 {line} 行起有 {count} 个看不见的控制字符，没有导入。那里可能缺了字，请对照原件核对。"
    return rest, Message("warning", "control-character", note, line)


def are_few(count: int, characters: int) -> bool:
    return count <= FEW_CONTROLS or count * MIN_CHARACTERS_PER_CONTROL <= characters


def told_apart(pieces: Sequence[Piece]) -> Message:
    """Says which lines were read in which encoding."""
    text = "".join(piece.text for piece in pieces)
    said, at, first = [], 0, 0
    for piece in pieces:
        start, end = line_at(text, at), line_at(text, at + len(piece.text.rstrip("\r\n")))
        at += len(piece.text)
        if piece.encoding != "utf-8":
            first = first or start
            lines = f"第 {start} 行" if start == end else f"第 {start} 到 {end} 行"
            said.append(f"{lines}按 {SHOWN[piece.encoding]} 读取")
    more = f"等 {len(said)} 处" if len(said) > MAX_PIECES_SAID else ""
    shown = "，".join(said[:MAX_PIECES_SAID])
    note = f"文件里混有不同的编码：{shown}{more}，其余按 UTF-8 读取。请核对文字有没有乱码。"
    return Message("warning", "encodings-mixed", note, first)


def marked_unread(text: str) -> tuple[str, list[int]]:
    """Returns the text with � for what cannot be read, and where."""
    places: list[int] = []
    if is_encodable(text):
        return text, places
    pieces, at, length = [], 0, 0
    for found in UNREAD.finditer(text):
        pieces += [text[at : found.start()], "\ufffd"]
        length += found.start() - at
        places.append(length)
        length, at = length + 1, found.end()
    return ("".join([*pieces, text[at:]]) if places else text), places


def is_encodable(text: str) -> bool:
    """Tells that no lone surrogate is in a text, ten times faster than a search for them would."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def unread(text: str, places: list[int]) -> Message:
    note = f"有 {len(places)} 处字节读不出文字，已写成“�”，文件可能没有传完或被改动过。请对照原件补上。"
    return Message("warning", "bytes-unread", note, line_at(text, places[0]))


def placed(message: Message, shown: str) -> Message:
    """Returns the message with its line in what is shown of the text that was decoded."""
    at = shown.find("\ufffd") if message.code == "bytes-unread" else -1
    return replace(message, line=None if at < 0 else line_at(shown, at))


def decoded(data: bytes, declared: str | None) -> Decoded:
    """Takes a byte order mark at its word."""
    for bom, encoding in BOMS:
        if data.startswith(bom):
            rest = data[len(bom) :]
            parted = in_pieces(rest) if encoding == "utf-8" else None
            return parted or Decoded(marked(rest, encoding), encoding)
    text = attempt(data, "utf-8")
    clear = [(text, "utf-8")] if text is not None and "\0" not in text else []
    if declared and (named := attempt(data, declared)) is not None and "\0" not in named:
        clear = likelier([(named, declared), *clear])
    if clear:
        return Decoded(*clear[0])
    if text is None and (parted := in_pieces(data)):
        return parted
    if found := guess(data, declared):
        return Decoded(*found, assumed=found[1] not in ("utf-8", declared))
    if text is not None:
        return Decoded(text, "utf-8")
    raise undecodable(data, max(("utf-8", *LEGACY), key=lambda encoding: readable(data, encoding)))


def in_pieces(data: bytes) -> Decoded | None:
    pieces = mixed(data)
    return Decoded("".join(piece.text for piece in pieces), "utf-8", pieces=pieces) if pieces else None


def likelier(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Puts the likeliest first. Saving a page anew may leave the old name of its encoding standing in it."""
    return sorted(found, key=lambda each: commonness(each[0]), reverse=True) if len(found) > 1 else found


def marked(data: bytes, encoding: str) -> str:
    """Decodes what a mark names; the last character may be cut off."""
    text = attempt(data, encoding)
    if text is None and encoding == "utf-8":
        text = lenient(data, encoding)
    width = int(encoding[4:6]) // 8 if encoding != "utf-8" else 1
    if text is None and len(data) % width:
        whole = attempt(data[: len(data) // width * width], encoding)
        text = None if whole is None else whole + UNREAD_END
    if text is None:
        raise undecodable(data, encoding)
    return text


def guess(data: bytes, declared: str | None = None) -> tuple[str, str] | None:
    """Returns the likeliest of the encodings that carry no mark of their own, or None.

    One that reads all comes before one that does not, if both are as likely.
    """
    wide = UTF_16 if len(data) % 2 == 0 else ()
    tried = [(attempt(data, encoding), encoding) for encoding in (*LEGACY, *wide)]
    failed = dict.fromkeys(("utf-8", declared or "utf-8", *(each for text, each in tried if text is None)))
    tried += [(lenient(data, encoding), encoding) for encoding in failed if encoding not in UTF_16]
    found = [
        (text, encoding)
        for text, encoding in tried
        if text and are_few(text.count("\0"), len(text)) and (encoding not in UTF_16 or is_plausible(text))
    ]
    return max(found, key=lambda each: commonness(each[0]), default=None)


def is_plausible(text: str) -> bool:
    sample = text[:MAX_SAMPLE_CHARACTERS]
    return len(PLAUSIBLE.sub("", sample)) * 20 <= len(sample)


def readable(data: bytes, encoding: str) -> int:
    """Counts how many bytes decode before the first that does not."""
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start
    return len(data)


def undecodable(data: bytes, encoding: str) -> DeedsError:
    offset = readable(data, encoding)
    line = line_at(data[:offset].decode(encoding), offset)
    return refuse(
        "undecodable",
        f"认不出文件的文字编码：第 {line} 行（第 {offset + 1} 个字节）附近读不出文字。"
        "请在编辑器里另存为 UTF-8 纯文本再导入。",
        line,
    )
