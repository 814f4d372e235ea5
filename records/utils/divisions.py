"""The official order of places: by their codes (国标代码, GB/T 2260), from 北京市 to 澳门特别行政区.

The table is the one that python-stdnum carries, of names that are no more too. It ends with the counties: streets and
villages have no code in it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from importlib import resources
from typing import NamedTuple

COUNTRY = 0  # in which the provinces are
# Behind all that have a code.
WITHOUT_CODE = 10**6
STILL = 9999
PROVINCE = re.compile(r'(\d\d) province="([^"]+)"')
COUNTY = re.compile(r'  (\d{4}) county="([^"]+)"')
NAME = re.compile(r"(?:\[\d*-(\d*)\])?([^,\[]+)")  # [1992-1999]滨州地区
# The table has some names in 繁體.
SIMPLIFIED = str.maketrans("別區門達嶺員會", "别区门达岭员会")

NATIONS = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|"
    "柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|"
    "塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各"
)
KINDS = "特别行政区|自治区|自治州|自治县|自治旗|地区|省|市|州|盟|县|区|旗"
# What a short form leaves out of a name, of which two characters stay: 滨州 is one, and 单县 has none.
LEFT_OUT = re.compile(rf"(?<=..)(?:(?:(?:{NATIONS})族?)+自治[区州县]|{KINDS})$")
AUTONOMOUS = re.compile("自治([州县旗])$")


class Division(NamedTuple):
    last_year: int  # until which it had the name
    code: int  # six digits

    @property
    def is_prefecture(self) -> bool:
        return self.code % 100 == 0


class Divisions:
    def __init__(self, lines: Sequence[str]) -> None:
        self.provinces: dict[str, int] = {}
        self.named: dict[tuple[int, str], list[Division]] = defaultdict(list)
        province = 0
        for line in lines:
            if found := PROVINCE.match(line):
                province = int(found[1])
                forms = forms_of(found[2].translate(SIMPLIFIED))
                self.provinces.update(dict.fromkeys(forms, province * 10_000))
            elif found := COUNTY.match(line):
                self.add(province, int(found[1]), found[2].translate(SIMPLIFIED))
        for divisions in self.named.values():
            # A short form is rather of what there is still, and rather of the larger: 朝阳 of 朝阳市, not 朝阳县.
            divisions.sort(key=lambda one: (-one.last_year, not one.is_prefecture, one.code))

    def add(self, province: int, rest: int, names: str) -> None:
        for last_year, name in NAME.findall(names):
            division = Division(int(last_year or STILL), province * 10_000 + rest)
            for form in forms_of(name):
                self.named[province, form].append(division)

    @cached_property
    def full_names(self) -> dict[int, str]:
        """Gives the name of each place there is still, by its code."""
        names: dict[int, str] = {}
        for (_, form), divisions in self.named.items():
            for one in divisions:
                if one.last_year == STILL and len(form) > len(names.get(one.code, "")):
                    names[one.code] = form
        return names

    def code_of(self, path: Sequence[str]) -> int | None:
        """Returns the code of a place by the names from the province down, in full or short."""
        code: int | None = COUNTRY
        for name in path:
            code = self.code_in(code, name)
        return code or None

    def code_in(self, above: int | None, name: str) -> int | None:
        """Finds the code of the place of that name in the place with that code; in a county none is known."""
        if above is None or above % 100:
            return None
        if above == COUNTRY:
            return next((self.provinces[form] for form in forms_of(name) if form in self.provinces), None)
        return next(
            (
                division.code
                for form in forms_of(name)
                for division in self.named.get((above // 10_000, form), ())
                if division.code != above and (above % 10_000 == 0 or division.code // 100 == above // 100)
            ),
            None,
        )


def forms_of(name: str) -> dict[str, None]:
    """Returns the name and its short forms, the name first: 湘西土家族苗族自治州, 湘西, 湘西州."""
    short = LEFT_OUT.sub("", name)
    kind = AUTONOMOUS.search(name)
    return dict.fromkeys([name, short, f"{short}{kind[1]}"] if kind else [name, short])


@lru_cache(maxsize=1)
def divisions() -> Divisions:
    """Reads the table when first needed: it takes some hundredths of a second."""
    return Divisions(
        resources.files("stdnum.cn").joinpath("loc.dat").read_text(encoding="utf-8").splitlines()
    )


def official_order(path: Sequence[str]) -> int:
    """Returns where a place stands among others of its level, those without a code at the end."""
    code = divisions().code_of(path)
    return WITHOUT_CODE if code is None else code


def official_orders(paths: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], int]:
    """Returns the same of many places, among them all that these lie in: of a million each by the one it lies in."""
    known, codes = divisions(), dict[tuple[str, ...], int | None]({(): COUNTRY})
    for path in sorted(paths, key=len):
        codes[path] = known.code_in(codes[path[:-1]], path[-1])
    return {path: WITHOUT_CODE if code is None else code for path, code in codes.items()}
