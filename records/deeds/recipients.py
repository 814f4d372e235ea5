"""Who receives the honor, and where: from the title, confirmed by the text."""

import re

from .document import Recipient
from .honors import DASH

DEEDS_SUFFIX = re.compile(
    r"(?:的|先进|优秀|典型|模范|主要|感人|突出|个人|集体)*事迹(?:材料|简介|介绍|报告|综述)?$"
)
ORGANIZATION = re.compile(
    r".{1,60}(?:委|党组|总支|支部|街道|办事处|社区|居委会|[村镇乡县局厅处科室所站队院馆部]|公司|集团|厂|学校|大学|中学|小学|"
    r"幼儿园|中心|协会|学会|工作室|班组|支行|银行|机关|委员会|政府)"
)
HAN = "[\u4e00-\u9fff]"
# A place name, without the signs that the place has ended and an office or a sentence goes on.
NAME = "(?:(?![委省的是])[\u4e00-\u9fff])"
NEXT = "(?!政府|人民|党)"
PROVINCES = (
    "河北省|山西省|辽宁省|吉林省|黑龙江省|江苏省|浙江省|安徽省|福建省|江西省|山东省|河南省|湖北省|湖南省|广东省|海南省|四川省|贵州省|"
    "云南省|陕西省|甘肃省|青海省|台湾省|内蒙古自治区|广西壮族自治区|西藏自治区|宁夏回族自治区|新疆维吾尔自治区|"
    "北京市|天津市|上海市|重庆市|香港特别行政区|澳门特别行政区"
)
BELOW = (
    rf"({NEXT}{NAME}{{1,10}}?(?:市|自治州|地区|盟))?"
    rf"(?:({NEXT}{NAME}{{1,10}}?[区县市旗])({NEXT}{NAME}{{1,8}}?(?:街道|镇|乡|苏木))?)?"
)
REGION = re.compile(rf"({PROVINCES}){BELOW}")
# A province that list does not know is believed at the very start of a text only.
REGION_FIRST = re.compile(rf"\s*(?:中共)?((?:{PROVINCES})|{NAME}{{2}}省){BELOW}")


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


def person_at_end(words: str, text: str) -> str | None:
    """A name of two to four characters that closes `words` and that the text presents: 某某，女，…"""
    for size in (4, 3, 2):
        name = words[-size:]
        if re.fullmatch(HAN + "+", name) and re.search(rf"{name}(?:同志)?[，,]\s*[男女][，,。]", text):
            return name
    return None


def recipient_of(title: str | None, introduction: str, text: str) -> tuple[Recipient, bool]:
    """The recipient, and whether that is certain. What the title does not say stays None."""
    return told_by_title(title, introduction), True


def told_by_title(title: str | None, text: str) -> Recipient:
    if not title:
        return Recipient()
    region = region_of(title, text)
    parts = DASH.split(title)
    if len(parts) == 3 and re.fullmatch(HAN + "{2,4}", parts[1]):
        return Recipient(parts[1], "person", region=region)
    words = DEEDS_SUFFIX.sub("", title)
    named = words != title and len(words) >= 2
    words = words.removeprefix("关于").removeprefix("记")
    comrade = words.removesuffix("同志")
    person = person_at_end(comrade, text)
    if person or (comrade != words and re.fullmatch(HAN + "{2,4}", comrade)):
        return Recipient(person or comrade, "person", region=region)
    if ORGANIZATION.fullmatch(words):
        return Recipient(words, "organization", region=region)
    return Recipient(words if named else None, None, region=region)
