"""Names of organizations: told by the unit they end with; the text may know a fuller name than the title.

And where the recipient is: province, city, county and town, as deep as the document names them in one go.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from records.deeds.parsing.recipients.words import ADVERBS, AWARD_VERB, BREAK, any_of

UNITS = (
    "党支部 党总支 总支 党委 党工委 工委 党组 党小组 工会 团委 团支部 妇联 居委会 居民委员会 村委会 "
    "村民委员会 管委会 委员会 社区 街道办事处 街道办 街道 办事处 村 镇 乡 派出所 厅 中心 公司 集团 "
    "合作社 信用社 供销社 协会 学会 商会 联合会 联盟 厂 法庭 校 大学 中学 小学 幼儿园 图书馆 博物馆 纪念馆 "
    "档案馆 文化馆 科技馆 体育馆 美术馆 展览馆 "
    "银行 支行 分行 车间 酒店 宾馆 超市 农场 林场 牧场 班组 团队 政府 食堂 窗口 基地 驿站 工段 "
    "科室 教研组 课题组 项目组 工作组 开发区 苏木 嘎查 "
    "居民区 小区 园区 监区 校区 工区 支部 纪委 监委 关工委 卫健委 发改委 政法委 残联 文联 工商联 红十字会 "
    "基金会 理事会 机场 市场 电厂 煤矿 药店 书店 养殖场 小组 机组 人民法庭 审判庭"
)
# 好处, 格局, 带队 and 干部 are no units, nor is what goes on: 所在, 科技.
UNITS_GUARDED = {
    "所": "(?<![之各])所(?![在有属需长谓以能])",
    "局": "(?<![结格布])局(?!面)",
    "处": "(?<![好之益处深])处(?![于理在处])",
    "科": "科(?![技学研普])",
    "站": "站(?!在)",
    "院": "(?<![出入住转])院(?!士)",
    "班": "(?<![上值接])班(?!子)",
    "队": "(?<![部带归])队(?!伍)",
    "部": "(?<![干全内东西南北中])部(?![分门署队委])",
    "室": "(?<![教卧居])室(?![内外友])",
    "机": "机关(?!干)",
}
UNIT = any_of(UNITS, UNITS_GUARDED)
# 局长 and 村民 are no units.
# Never what a name begins with.
ASIDE = "(?<=[\u4e00-\u9fff])[\\1\\3\\5][\u4e00-\u9fff]{1,10}[\\2\\4\\6](?=[\u4e00-\u9fff])"
ASIDE_BEHIND = re.compile(r"^[\1\3][\u4e00-\u9fff]{1,10}[\2\4]")
NAMED = re.compile(rf"(?:[\u4e00-\u9fffA-Za-z0-9·*＊×]|{ASIDE}){{1,40}}{UNIT}(?![长民里口容庄级两织])")
# 甲乡党委、政府 are honored as one.
PARTNER = re.compile(
    r"、(?:[省市县区旗镇乡村]|街道)?(?:(?:人民)?政府|街道办事处|办事处|街道办|村委会|村民委员会|居委会|居民委员会|管委会|工会|行政)"
)
PARTY = re.compile("(?:委|支部|总支)$")
# 299个调解委员会 are not one.
COUNTED = re.compile(r"\d+[余多]?[个家支所座批名]")
END = re.compile(rf"{UNIT}$")
# What runs into a name without a break: 第一篇, 我校, 和某村 (but 和平区).
LEADING = re.compile(
    r"(?:\d+|[一二三四五六七八九十]+是|第[一二三四五六七八九十\d]+[章节篇批届次]|我[省市县区镇乡村校院局所厂](?!委)|"
    r"欢迎光临|关于|热烈|图为|与|和(?![平县顺田龙谐])|而|但|这个|这支|一个)+"
)
# What remains of a name without these is what is its own.
GENERIC = re.compile(
    rf"{UNIT}|(?<![\u4e00-\u9fff])[我本该]|[省市县区州乡镇村街道全各上下级总分大小两内外]|第[一二三四五六七八九十]|"
    r"基层|(?<![\u4e00-\u9fff])城市|城乡|治理|综合|志愿|便民|有关|相关|所在|人民|公安|国税|地税|税务|司法|检察|交通|教育|党群|服务|社会|工作|组织|宣传|中共|中国|中央|国家|全国|"
    r"办税|农村|办公|管理|领导|先进|优秀|模范|文明|示范|部门|单位|党员|干部|企业|行政|自然|辖区|美丽|和谐|平安|智慧|绿色|宜居"
)
# 市样本局 is 甲乙市样本局: a headline leaves out which.
LEVELS = "省市县区州旗镇乡"
FRONT = re.compile("(?:[省市州县区旗镇乡村局处厂院校委部系]|街道|社区|公司|集团|[银支分]行)$")
PLACE = re.compile(r"^.*(?:[省市州县镇乡]|(?<!社)区|街道)[)）]?(?=.{3})")
SITUATED = re.compile("位于|地处|坐落|隶属|成立于|成立|始建|现有|共有|下辖|辖")
UNIT_WITHIN = re.compile(f"{UNIT}|材料|事迹")
# No name reaches over its end; those without the character looked for need no closer look.
CLAUSE = re.compile("[^，,。；;！!？?：:\\s]+")
MAX_PLACE = 12
MAX_NAME = 40
FULLER_WITHIN = 1000
QUOTED = re.compile(
    r"“[^“”\n]{0,40}”|\"[^\"\n]{0,40}\"|‘[^‘’\n]{0,40}’|《[^《》\n]{0,60}》|（[^（）()\n]{0,40}[)）]|\([^（）()\n]{0,40}[)）]|"
    r"【[^【】\n]{0,30}】"
)
# An aside within a name belongs to it: 样本劳模(职工)工作室. Its brackets are kept as characters of their own.
WITHIN = re.compile(
    r"[（(](?<=[\u4e00-\u9fff].)(?<![讯电摄].)(?![^）)]*(?:记者|通讯员|简称|化名|[左右图]))[\u4e00-\u9fff]{1,10}[)）](?=[\u4e00-\u9fff])"
)
NICKNAME = re.compile(r"“(?<=[\u4e00-\u9fff].)[\u4e00-\u9fff]{1,8}”(?=[\u4e00-\u9fff])")
KEPT = str.maketrans("()（）“”", "\1\2\3\4\5\6")
SHOWN = str.maketrans("\1\2\3\4\5\6", "()（）“”")
BRACKETS = frozenset("()（）“”")


@dataclass(frozen=True, slots=True)
class Unit:
    """`rest` is what stands between the name and the next break; `start` and `end` are offsets."""

    name: str
    start: int
    end: int
    rest: str


def keep(found: re.Match[str]) -> str:
    return found[0].translate(KEPT)


def hidden(text: str, *, within_names: bool = False) -> str:
    """Names of awards and asides out of sight; the offsets stay. `within_names` keeps what a name may hold."""
    if within_names:
        text = NICKNAME.sub(keep, WITHIN.sub(keep, text))
    return QUOTED.sub(lambda found: "\0" * len(found[0]), text)


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """What stands between breaks, with its offset."""
    start = 0
    for found in BREAK.finditer(text):
        if found.start() > start:
            yield start, text[start : found.start()]
        start = found.end()
    if start < len(text):
        yield start, text[start:]


def unit_in(start: int, piece: str) -> Unit | None:
    if COUNTED.match(piece):
        return None
    lead = LEADING.match(piece)
    skipped = lead.end() if lead else 0
    found = NAMED.match(piece, skipped)
    if not found or len(found[0]) > MAX_NAME:
        return None
    rest = ASIDE_BEHIND.sub("", piece[found.end() :])
    return Unit(found[0].translate(SHOWN), start + skipped, start + len(piece) - len(rest), rest)


def paired(unit: Unit, text: str) -> Unit:
    """With the office the text names beside the party's: 甲乡党委、政府."""
    found = PARTNER.match(text, unit.end) if not unit.rest and PARTY.search(unit.name) else None
    return Unit(unit.name + found[0], unit.start, found.end(), "") if found else unit


def units(text: str, holding: str = "") -> Iterator[Unit]:
    """Units of a text; `holding` are characters that a name must have to be worth the look.

    Few clauses have them all, and to cut the others into pieces took half the time. Brackets may be hidden there.
    """
    first, needed = holding[:1], frozenset(holding) - BRACKETS
    for clause in CLAUSE.finditer(text):
        words = clause[0]
        if first in words and all(character in words for character in needed):
            for start, piece in pieces(words):
                if first in piece and (unit := unit_in(clause.start() + start, piece)):
                    yield paired(unit, text)


def is_proper(name: str, least: int = 2) -> bool:
    """Not 市总工会 or 社区党委, which every place has: `least` characters are its own."""
    return len(GENERIC.sub("", name)) >= least


def is_unit(name: str) -> bool:
    return bool(END.search(name))


def holds(longer: str, shorter: str) -> bool:
    """Whether the characters of an abbreviation follow one another in a name: 样乡法院, 样乡县人民法院."""
    characters = iter(longer)
    return all(character in characters for character in shorter)


def awarded(unit: Unit, text: str) -> bool:
    return ADVERBS.fullmatch(unit.rest) is not None and AWARD_VERB.match(text, unit.end) is not None


def extends(unit: Unit, title: str, text: str) -> bool:
    """Whether the text's name is the title's in full: with its place in front, or without what a headline drops."""
    if len(unit.name) <= len(title):
        return False
    if is_introduced(unit, title, text):
        return True
    if not holds(unit.name, title):
        return False
    front = unit.name.removesuffix(title)
    if front != unit.name:
        return FRONT.search(front) is not None or (title[0] in LEVELS and is_place(front))
    same_start = unit.name[0] == title[0]
    return same_start and (unit.name[-2:] == title[-2:] or not is_unit(title) or awarded(unit, text))


def is_place(front: str) -> bool:
    """Whether nothing but a place can stand there."""
    return 1 < len(front) <= MAX_PLACE and not UNIT_WITHIN.search(front)


def is_introduced(unit: Unit, title: str, text: str) -> bool:
    """Whether the text begins to tell of it, by a name that has the other's characters in an order of its own:
    乙县交警大队一中队, 交通警察支队乙县大队一中队."""
    alike = unit.name[-3:] == title[-3:] and not Counter(title) - Counter(unit.name)
    return alike and not unit.rest and SITUATED.match(text, unit.end) is not None


def clipped(unit: Unit, title: str) -> Unit:
    """Without what goes on behind the title's own name: 丁区样本社区人防工作站."""
    at = unit.name.find(title)
    if at < 0 or not is_unit(title):
        return unit
    end = at + len(title)
    return Unit(unit.name[:end], unit.start, unit.start + end, unit.name[end:] + unit.rest)


def told_as(name: str, text: str) -> int:
    """How often the text speaks of it, by its name without the places above it where that is its own."""
    short = local(name)
    return text.count(short if is_proper(short) else name)


def fullest(title: str, text: str) -> str:
    """The longest name in the first paragraphs that is the title's in full, or the title's own."""
    names = [title]
    for unit in units(hidden(text[:FULLER_WITHIN], within_names=True), title):
        both = (unit,) if awarded(unit, text) else (clipped(unit, title),)
        names += [each.name for each in both if extends(each, title, text)]
    return max(names, key=len)


def local(name: str) -> str:
    """What the place calls it, without the places above it."""
    return PLACE.sub("", name)


# --- Where it is ----------------------------------------------------------------------------------------

# A place name, without the signs that the place has ended and an office or a sentence goes on.
PLACE_NAME = "(?:(?![委省的是])[\u4e00-\u9fff])"
NEXT = "(?!政府|人民|党)"
PROVINCES = (
    "河北省|山西省|辽宁省|吉林省|黑龙江省|江苏省|浙江省|安徽省|福建省|江西省|山东省|河南省|湖北省|湖南省|广东省|海南省|四川省|贵州省|"
    "云南省|陕西省|甘肃省|青海省|台湾省|内蒙古自治区|广西壮族自治区|西藏自治区|宁夏回族自治区|新疆维吾尔自治区|"
    "北京市|天津市|上海市|重庆市|香港特别行政区|澳门特别行政区"
)
BELOW = (
    rf"({NEXT}{PLACE_NAME}{{1,10}}?(?:市|自治州|地区|盟))?"
    rf"(?:({NEXT}{PLACE_NAME}{{1,10}}?[区县市旗])({NEXT}{PLACE_NAME}{{1,8}}?(?:街道|镇|乡|苏木))?)?"
)
REGION = re.compile(rf"({PROVINCES}){BELOW}")
# A province that list does not know is believed at the very start of a text only.
REGION_FIRST = re.compile(rf"\s*(?:中共)?((?:{PROVINCES})|{PLACE_NAME}{{2}}省){BELOW}")


def region_path(text: str) -> list[str]:
    """[province, city, county, town], as deep as they follow one another. Mid-text, two levels are no proof:
    山东省文明城市 is an honor."""
    first = REGION_FIRST.match(text)
    found = first or REGION.search(text)
    levels = [level for level in found.groups() if level] if found else []
    return levels if len(levels) >= (2 if first else 3) else []


def region_of(title: str, introduction: str) -> str:
    """The deeper of both paths, if they agree."""
    titled, told = region_path(title), region_path(introduction[:2000])
    agree = all(a == b for a, b in zip(titled, told, strict=False))
    return "/".join(told if agree and len(told) > len(titled) else titled)
