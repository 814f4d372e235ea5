"""Bytes → text."""

import codecs
import re

from records.deeds.document import DeedsError, Message
from records.deeds.source import LINE_END

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
# Anything below a space that is not white space, DEL, and the C1 range but for NEL, which ends a line.
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
# A Chinese text is made of these; bytes wrongly taken for UTF-16 give other scripts and private characters too.
PLAUSIBLE = re.compile(r"[\t\n\r -~\xa0·–-…′-※①-⒛─-◿⺀-〿一-鿿！-￥]")


def refuse(code: str, text: str, line: int | None = None) -> DeedsError:
    return DeedsError(Message("error", code, text, line))


def decode(data: bytes, declared: str | None = None) -> tuple[str, tuple[Message, ...]]:
    """Decodes a text; `declared`, an encoding that the document itself names, is believed if the bytes agree.

    Raises DeedsError for what is too large, empty, not text, or holds control characters.
    """
    if len(data) > MAX_BYTES:
        raise refuse(
            "too-large",
            f"文字超过 {MAX_BYTES // 1024 // 1024} MB，不像一份材料。请确认选对了文件，或拆成几份再导入。",
        )
    text, encoding, assumed = decoded(data, declared)
    if not text.strip():
        raise refuse("empty", "文件里没有文字。请确认选对了文件。")
    if control := CONTROL.search(text):
        line = line_at(text, control.start())
        raise refuse(
            "control-character",
            f"第 {line} 行有看不见的控制字符，文件可能不是纯文本。请在编辑器里另存为 UTF-8 纯文本再导入。",
            line,
        )
    if assumed:
        note = f"文件不是 UTF-8 编码，已按 {SHOWN[encoding]} 读取。请核对文字有没有乱码。"
        return text, (Message("info", "encoding-assumed", note),)
    return text, ()


def line_at(text: str, offset: int) -> int:
    return len(LINE_END.findall(text, 0, offset)) + 1


def attempt(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def decoded(data: bytes, declared: str | None) -> tuple[str, str, bool]:
    """Returns the text, its encoding, and whether that was a guess. A byte order mark is taken at its word."""
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return marked(data[len(bom) :], encoding), encoding, False
    text = attempt(data, "utf-8")
    clear = [(text, "utf-8")] if text is not None and "\0" not in text else []
    if declared and (named := attempt(data, declared)) is not None and "\0" not in named:
        clear = likelier([(named, declared), *clear])
    if clear:
        return *clear[0], False
    if found := guess(data):
        return *found, True
    if text is not None:
        return text, "utf-8", False
    raise undecodable(data, max(("utf-8", *LEGACY), key=lambda encoding: readable(data, encoding)))


def likelier(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Puts the likeliest first. Saving a page anew may leave the old name of its encoding standing in it."""
    return sorted(found, key=lambda each: commonness(each[0]), reverse=True) if len(found) > 1 else found


def marked(data: bytes, encoding: str) -> str:
    text = attempt(data, encoding)
    if text is None:
        raise undecodable(data, encoding)
    return text


def guess(data: bytes) -> tuple[str, str] | None:
    """Returns the likeliest of the encodings that carry no mark of their own, or None."""
    wide = UTF_16 if len(data) % 2 == 0 else ()
    tried = [(attempt(data, encoding), encoding) for encoding in (*LEGACY, *wide)]
    found = [
        (text, encoding)
        for text, encoding in tried
        if text and "\0" not in text and (encoding in LEGACY or is_plausible(text))
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
