"""Bytes → text."""

import codecs
import re
from dataclasses import replace
from typing import NamedTuple

from records.deeds.document import DeedsError, Message
from records.deeds.source import line_at

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
SHOWN = {"big5hkscs": "Big5", "gb18030": "GB18030", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
# The characters that make up most of any Chinese text, simplified and traditional. Bytes read in the wrong encoding
# give few of them, so the encoding that gives the most has it.
COMMON = frozenset(
    "的一是不了在有人我他这這中大来來上个個国國和地到以说說时時要就出会會可也你对對生能而子那得于於着著下自之年过"
    "過发發后後作里裡用道行所然家种種事成方多经經么麼去法学學如都同现現当當没沒动動面起看定天分还還进進好小部其些"
    "主样樣理心她本前开開但因只从從想实實日军軍者意无無力它与與长長把机機十民第公此已工使情明性知全三又关關点點正"
    "业業外将將两兩高间間由问問很最重并並物手应應战戰向头頭文体體政美相见見被利什二等产產或新己制身果加西斯月话話"
    "合回特代内內信表化老给給世位次度门門任常先海通教儿兒原东東声聲提立及比员員解水名真论論处處走义義各入几幾口认"
    "認条條平系气氣题題活四五六七八九百千万萬数數区區县縣市省乡鄉镇鎮村街社党黨委组組织織团團队隊群众眾服务務干幹"
    "优優秀模范範材料迹蹟荣榮誉譽彰授予称稱号號总總书書记記支建设設基层層程师師医醫院校农農企技术術管安为為件办辦"
    "志，。、；：“”（）《》！？·　"
)
MAX_SAMPLE_CHARACTERS = 20_000  # these decide
# What GB 18030-2022 gives its own places in Unicode (and one that the edition of 2005 did, and six beyond U+FFFF);
# Python goes by the edition of 2000, which had none for them.
ASSIGNED = dict(
    zip(
        (
            *(*range(0xE78D, 0xE797), 0xE7C7, 0xE816, 0xE817, 0xE818, 0xE81E, 0xE826, 0xE82B),
            *(0xE82C, 0xE831, 0xE832, 0xE83B, 0xE843, 0xE854, 0xE855, 0xE864),
        ),
        "︐︒︑︓︔︕︖︗︘︙ḿ𠂇𠂉𠃌龴龵龶龷𡗗龸𢦏龹龺𤇾龻",
        strict=True,
    )
)
PRIVATE_SIGN = re.compile(f"[{''.join(map(chr, ASSIGNED))}]")
# Old editors end a file with 0x1A, old disks fill it up with NULs.
PADDING = re.compile(r"[\x00\x1a]")
# A byte that belongs to no character, as Python hands it on where asked to; several in a row are one place.
UNREAD = re.compile("[\udc80-\udcff]+")
UNREAD_END = "\udcff"
EURO = "\udc80"  # 0x80, by which Windows means € in GBK
MIN_CHARACTERS_PER_PLACE = 10  # for each place that cannot be read, or it is no text in that encoding
MIN_COMMONNESS = 0.1  # where not all can be read; Chinese text has 0.3 and more
# Anything below a space that is not white space, DEL, and the C1 range but for NEL, which ends a line.
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
# A Chinese text is made of these; bytes wrongly taken for UTF-16 give other scripts and private characters too.
PLAUSIBLE = re.compile(r"[\t\n\r -~\xa0·–-…′-※①-⒛─-◿⺀-〿一-鿿！-￥]")


def refuse(code: str, text: str, line: int | None = None) -> DeedsError:
    return DeedsError(Message("error", code, text, line))


class Decoded(NamedTuple):
    """`text` holds lone surrogates for the bytes that cannot be read; `assumed`: the encoding is a guess."""

    text: str
    encoding: str
    assumed: bool = False


def decode(data: bytes, declared: str | None = None) -> tuple[str, tuple[Message, ...]]:
    """Decodes a text; `declared`, an encoding that the document itself names, is believed if the bytes agree.

    A few bytes that cannot be read become �, and are told. Raises DeedsError for what is too large, empty, not text,
    or holds control characters.
    """
    if len(data) > MAX_BYTES:
        raise refuse(
            "too-large",
            f"文字超过 {MAX_BYTES // 1024 // 1024} MB，不像一份材料。请确认选对了文件，或拆成几份再导入。",
        )
    found = decoded(data, declared)
    if not found.text.strip():
        raise refuse("empty", "文件里没有文字。请确认选对了文件。")
    text, places = marked_unread(found.text)
    if control := CONTROL.search(text):
        line = line_at(text, control.start())
        raise refuse(
            "control-character",
            f"第 {line} 行有看不见的控制字符，文件可能不是纯文本。请在编辑器里另存为 UTF-8 纯文本再导入。",
            line,
        )
    messages = []
    if found.assumed:
        note = f"文件不是 UTF-8 编码，已按 {SHOWN[found.encoding]} 读取。请核对文字有没有乱码。"
        messages.append(Message("info", "encoding-assumed", note))
    if places:
        messages.append(unread(text, places))
    return text, tuple(messages)


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


def attempt(data: bytes, encoding: str, errors: str = "strict") -> str | None:
    """Returns the text without what fills up the file behind it."""
    try:
        text = data.decode(encoding, errors)
    except UnicodeDecodeError:
        return None
    if encoding == "gb18030" and PRIVATE_SIGN.search(text):
        text = text.translate(ASSIGNED)
    content = text.rstrip("\0\x1a \t\r\n")
    return content if PADDING.search(text, len(content)) else text


def lenient(data: bytes, encoding: str) -> str | None:
    """Returns the text with lone surrogates for bytes that cannot be read, None for too many of them."""
    text = attempt(data, encoding, "surrogateescape")
    if text is None:
        return None
    if encoding == "gb18030":
        text = text.replace(EURO, "€")
    places = sum(1 for _ in UNREAD.finditer(text))
    likely = commonness(UNREAD.sub("", text[:MAX_SAMPLE_CHARACTERS])) >= MIN_COMMONNESS
    return text if likely and places * MIN_CHARACTERS_PER_PLACE <= len(text) else None


def decoded(data: bytes, declared: str | None) -> Decoded:
    """Takes a byte order mark at its word."""
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return Decoded(marked(data[len(bom) :], encoding), encoding)
    text = attempt(data, "utf-8")
    clear = [(text, "utf-8")] if text is not None and "\0" not in text else []
    if declared and (named := attempt(data, declared)) is not None and "\0" not in named:
        clear = likelier([(named, declared), *clear])
    if clear:
        return Decoded(*clear[0])
    if found := guess(data, declared):
        return Decoded(*found, assumed=found[1] not in ("utf-8", declared))
    if text is not None:
        return Decoded(text, "utf-8")
    raise undecodable(data, max(("utf-8", *LEGACY), key=lambda encoding: readable(data, encoding)))


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
        if text and "\0" not in text and (encoding not in UTF_16 or is_plausible(text))
    ]
    return max(found, key=lambda each: commonness(each[0]), default=None)


def is_plausible(text: str) -> bool:
    sample = text[:MAX_SAMPLE_CHARACTERS]
    return len(PLAUSIBLE.sub("", sample)) * 20 <= len(sample)


def commonness(text: str) -> float:
    """Returns the share of very common characters among those that are not ASCII, 1 where there are none."""
    foreign = [character for character in text[:MAX_SAMPLE_CHARACTERS] if character > "\x7f"]
    return sum(map(COMMON.__contains__, foreign)) / len(foreign) if foreign else 1


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
