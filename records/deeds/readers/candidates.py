"""Bytes as the text of one encoding, and how likely it is that they are one: Chinese has its common characters."""

import re

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


def commonness(text: str) -> float:
    """Returns the share of very common characters among those that are not ASCII, 1 where there are none."""
    foreign = [character for character in text[:MAX_SAMPLE_CHARACTERS] if character > "\x7f"]
    return sum(map(COMMON.__contains__, foreign)) / len(foreign) if foreign else 1
