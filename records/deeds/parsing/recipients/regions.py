"""Where the recipient is: province, city, county and town, as deep as the document names them in one go."""

import re

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
