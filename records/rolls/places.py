"""Places of a roll: 山东省滨州市 → 山东省/滨州市, by the table of places; streets and villages are in no table."""

import re
from functools import lru_cache

from records.utils.divisions import COUNTRY, divisions

from .names import squeezed

SEPARATORS = re.compile(r"[/／\\>\-－—·\s,，]+")
LOCAL = re.compile("(?:街道|镇|乡|苏木|民族乡|村|社区|嘎查|居委会)$")
NOT_IN_TABLE = ("新疆生产建设兵团",)
# How offices write some of them besides.
ALSO = {
    "内蒙": "内蒙古自治区",
    "内蒙自治区": "内蒙古自治区",
    "广西自治区": "广西壮族自治区",
    "宁夏自治区": "宁夏回族自治区",
    "新疆自治区": "新疆维吾尔自治区",
    "兵团": "新疆生产建设兵团",
}
LETTERS_OF = """
京北京 津天津 沪上海 渝重庆 冀河北 晋山西 蒙内蒙古 辽辽宁 吉吉林 黑黑龙江 苏江苏 浙浙江 皖安徽 闽福建 赣江西 鲁山东
豫河南 鄂湖北 湘湖南 粤广东 桂广西 琼海南 川四川 蜀四川 黔贵州 贵贵州 滇云南 云云南 藏西藏 陕陕西 甘甘肃 青青海 宁宁夏
新新疆 港香港 澳澳门 台台湾
"""
LETTERS = {pair[0]: pair[1:] for pair in LETTERS_OF.split()}
LEVELS = tuple(
    map(
        re.compile,
        ("(?:省|自治区|兵团)$", "[市州盟]$", "(?<!社)[县区旗]$", "(?:街道|镇|乡|苏木)$", LOCAL.pattern),
    )
)
MAX_LENGTH = 40
LONGEST = 15


@lru_cache(maxsize=1)
def provinces() -> dict[str, str]:
    """Returns each name of a province, in full or short, with the full one."""
    found: dict[str, str] = {name: name for name in NOT_IN_TABLE} | ALSO
    codes: dict[int, str] = {}
    for form, code in divisions().provinces.items():
        if len(form) > len(codes.get(code, "")):
            codes[code] = form
    return found | {form: codes[code] for form, code in divisions().provinces.items()}


@lru_cache(maxsize=1)
def full_provinces() -> frozenset[str]:
    """Returns the full names: no place of another province begins with one, as it may with a short one (河南村)."""
    return frozenset(provinces().values())


@lru_cache(maxsize=1)
def names() -> frozenset[str]:
    """Returns the full names of all prefectures and counties, and such short ones as 滨州."""
    return frozenset(form for _, form in divisions().named)


@lru_cache(maxsize=4096)
def path_of(text: str) -> str:
    """Returns the path of a place that is known from its first part on; "" for what is none.

    A short province is written in full; other names stay as they are given.
    """
    text = LETTERS.get(text.strip(), text.strip())
    parts = [part for part in SEPARATORS.split(text) if part]
    if not parts or len(text) > MAX_LENGTH:
        return ""
    path: list[str] = []
    for part in [squeezed(text)] if len("".join(parts)) == len(squeezed(text)) else parts:
        rest = part
        while rest:
            step = next_step(rest, path)
            if not step:
                return ""
            rest = rest[len(step) :]
            path.append(provinces().get(step, step) if not path else step)
    return "/".join(path)


def next_step(rest: str, path: list[str]) -> str:
    """Returns the part of a text that names the next place."""
    if path and any(rest.startswith(name) for name in full_provinces()):
        return ""
    if path and LOCAL.search(rest) and not any(rest.startswith(name) for name in inside(path, rest)):
        return rest
    if not path:
        # The longest: 吉林市 and 海南州 begin with what is a province too.
        return next((cut for cut in cuts_of(rest) if cut in provinces() or cut in names()), "")
    return next(iter(inside(path, rest)), "")


def cuts_of(rest: str) -> list[str]:
    return [rest[:length] for length in range(min(len(rest), LONGEST), 1, -1)]


def inside(path: list[str], rest: str) -> list[str]:
    """Returns the parts at the head of a text that lie in the place of that path, the longest first."""
    codes = codes_of(path)
    return [cut for cut in cuts_of(rest) if any(code_in(code, cut) for code in codes)]


def code_in(code: int, name: str) -> int | None:
    return divisions().code_in(code, name) if code != COUNTRY else None


def codes_of(path: list[str]) -> list[int]:
    """Returns the code of a place, or of all that it may be where no province says which: 朝阳区."""
    if path[0] in provinces():
        code = divisions().code_of(path)
        return [code] if code else []
    codes = [code for province in set(divisions().provinces.values()) if (code := code_in(province, path[0]))]
    for name in path[1:]:
        codes = [below for code in codes if (below := code_in(code, name))]
    return codes


@lru_cache(maxsize=4096)
def completed(path: str) -> tuple[str, tuple[str, ...]]:
    """Returns the path of a place from its province down, in full names: 郑州 → 河南省/郑州市.

    Where it may lie in several provinces it stays as it is, and these come with it: 朝阳区.
    """
    parts = path.split("/")
    if parts[0] not in provinces():
        found = codes_of(parts)
        there = [code for code in found if code in divisions().full_names]
        named = [code for code in there if divisions().full_names[code] == parts[-1]]
        larger = [code for code in there if code % 100 == 0]
        likely = {code // 10_000 * 10_000 for code in named or larger or there or found}
        above = [names_of_provinces()[one] for one in sorted(likely)]
        if len(above) != 1:
            return path, tuple(above)
        parts = [*above, *parts]
    code: int | None = divisions().code_of(parts[:1])
    for at, name in enumerate(parts[1:], 1):
        code = divisions().code_in(code, name) if code else None
        if code is not None and (full := divisions().full_names.get(code)):
            parts[at] = full
    return "/".join(parts), ()


def names_of_provinces() -> dict[int, str]:
    return {code: provinces()[form] for form, code in divisions().provinces.items()}


def lies_in(above: str, words: str) -> bool:
    """Tells whether a place lies in that of a path: by its code, or where a table lacks one, by what it is called."""
    if is_province(words) or not above:
        return False
    if path_of(above) and path_of(words):
        return bool(path_of(f"{above}/{words}"))
    upper, lower = level_of(above), level_of(words)
    return upper is not None and lower is not None and upper < lower


def level_of(words: str) -> int | None:
    """Tells from its last word how large a place is, 0 a province; None for what is no place."""
    if is_province(words):
        return 0
    return next((level for level, ends in enumerate(LEVELS) if ends.search(words)), None)


def is_province(text: str) -> bool:
    return squeezed(text) in provinces()
