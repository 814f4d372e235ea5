"""Finds personal data in a text: numbers of identity cards, telephones and bank cards, addresses, names of children.

Each is told from what looks like it (order numbers, years, amounts) by its check digits, by the plans of the countries
or by the words beside it; see tests/checks/made_up.py. What is put in their place is written with ×: Markdown would
take * for a mark.
"""

import re
from collections.abc import Iterator
from datetime import date

from phonenumbers import PhoneNumberMatcher, PhoneNumberType, number_type
from stdnum import luhn
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from records.deeds.parsing.numerals import NUMERALS

from .children import children_in, reduced
from .finding import Hit, text_check

# One character for one: spans stay.
HALF_WIDTH = str.maketrans("０１２３４５６７８９－—　（）", "0123456789-- ()")
LONG_NUMBER = re.compile(r"\d[\d \-－—()（）]{5,}[\dXx]")
FULL_WIDTH = re.compile("[０-９－—\u3000（）]")
MASK = "×"


def half_width(text: str) -> str:
    """Returns the text as long as it was, with digits and what stands among them in ASCII."""
    return text.translate(HALF_WIDTH) if FULL_WIDTH.search(text) else text


# --- Numbers ----------------------------------------------------------------------------------------

IDENTITY = re.compile(r"(?<![\dA-Za-z])[1-9]\d{5}[ -]?\d{8}[ -]?\d{3}[\dXx](?![\dA-Za-z])")
DIGITS_OF_IDENTITY, FIRST_BIRTH = 18, 1900
PROVINCES = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91")
# Without check digits, as issued until 1999: only where the text says what it is.
OLD_IDENTITY = re.compile(r"身份证[^\d，。；\n]{0,8}(?P<number>[1-9]\d{14})(?!\d)")
CARD = re.compile(r"(?<![\dA-Za-z])(?:\d{16,19}|\d{4}(?:[ -]\d{4}){3}(?:[ -]\d{1,3})?)(?![\dA-Za-z])")
# UnionPay, Visa, Mastercard, JCB, and what 工商银行 once issued.
CARD_BEGINS = re.compile(r"62|4|5[1-5]|35|9558")
# A mobile number, one with the code of its area, either of them with that of the country.
WHOLE = re.compile(r"1\d{10}|0\d{9,11}|(?:00)?86\d{10,12}")
LOCAL = re.compile(
    r"(?:电话|联系方式|座机|号码)[号码为是：: ]{0,4}(?P<number>[2-8]\d{6,7})(?![\d\-]|\s*[元万亿])"
)
PERSONAL_TYPES = {
    PhoneNumberType.MOBILE,
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,
}
# What a number counts, or is the number of: then it is nobody's telephone.
COUNTED = re.compile(r"\.\d|[A-Za-z]|\s*(?:余|多)?(?:[元万亿人户件条个次份株吨亩平米公千斤度票%％]|立方)")
OF_THINGS = re.compile(
    r"(?:订单|编号|单号|文号|证号|批号|账号|帐号|流水|序列|代码|条码|货号|档号|档案|专利|备案|登记|发票|合同|工单|案件|"
    r"No\.?|№)[^，。；！？\n\d]{0,8}$"
)


@text_check("id-number", "身份证号码", must=True, signs=LONG_NUMBER.search)
def find_identity_numbers(text: str) -> Iterator[Hit]:
    plain = half_width(text)
    for found in IDENTITY.finditer(plain):
        if is_identity(found[0]):
            yield Hit(*found.span(), "是身份证号码，不能公开。", masked(found[0], 6, 0))
    for found in OLD_IDENTITY.finditer(plain):
        yield Hit(*found.span("number"), "是身份证号码，不能公开。", masked(found["number"], 6, 0))


def is_identity(written: str) -> bool:
    """Tells it by the check digit, the date of birth and the province. Codes of counties change too often."""
    number = re.sub("[ -]", "", written).upper()
    if len(number) != DIGITS_OF_IDENTITY or not PROVINCES.match(number):
        return False
    try:
        born = ric.get_birth_date(number)
    except ValidationError:
        return False
    return FIRST_BIRTH <= born.year <= date.today().year and ric.calc_check_digit(number) == number[-1]


@text_check("bank-card", "银行卡号", must=True, signs=LONG_NUMBER.search)
def find_bank_cards(text: str) -> Iterator[Hit]:
    plain = half_width(text)
    for found in CARD.finditer(plain):
        digits = re.sub("[ -]", "", found[0])
        is_card = CARD_BEGINS.match(digits) and not is_of_things(plain, found.start())
        if is_card and luhn.is_valid(digits) and not is_identity(digits):
            yield Hit(*found.span(), "像是银行卡号，不能公开。", masked(found[0], 4, 4))


@text_check("phone-number", "电话号码", must=True, signs=LONG_NUMBER.search)
def find_telephones(text: str) -> Iterator[Hit]:
    plain = half_width(text)
    spans = [found.span("number") for found in LOCAL.finditer(plain)]
    for run in LONG_NUMBER.finditer(plain):
        if is_of_things(plain, run.start()) or (run[0].isdecimal() and not WHOLE.fullmatch(run[0])):
            continue  # looked at closely, each takes a third of a millisecond
        first = max(run.start() - 1, 0)  # a plus may stand there
        for match in PhoneNumberMatcher(plain[first : run.end() + 1], "CN"):
            start, end = first + match.start, first + match.end
            is_free = not any(known < end and start < other for known, other in spans)
            is_other = is_of_things(plain, start) or COUNTED.match(plain, end)
            if is_free and not is_other and number_type(match.number) in PERSONAL_TYPES:
                spans.append((start, end))
    for start, end in sorted(spans):
        reason = "是电话号码。个人的号码不能公开；本单位对外的电话，请写明理由后略过。"
        yield Hit(start, end, reason, masked(text[start:end], 3, 4))


def is_of_things(text: str, at: int) -> bool:
    """Tells whether the words before say that the number is an order's or a file's."""
    return OF_THINGS.search(text[max(at - 14, 0) : at]) is not None


def masked(number: str, first: int, last: int) -> str:
    """Returns the number without separators, its middle hidden."""
    signs = "".join(sign for sign in number if sign.isalnum())
    last = min(last, max(len(signs) - first - 1, 0))  # something is hidden always
    hidden = max(len(signs) - first - last, 1)
    return f"{signs[:first]}{MASK * hidden}{signs[len(signs) - last :]}"


# --- Addresses --------------------------------------------------------------------------------------

NUMBER = rf"(?:\d{{1,4}}|[{NUMERALS}]{{1,4}})"
BUILDING = "(?:号楼|栋|幢|座)"
ESTATE = "(?:小区|花园|家园|新村|公寓|社区|大院|苑|里)"
ROOM = re.compile(
    rf"(?:{NUMBER}号院?(?!楼))?{NUMBER}{BUILDING}\s?(?:{NUMBER}单元\s?)?{NUMBER}层?(?:{NUMBER})?[室户](?!外|内|型)"
    rf"|(?:{NUMBER}号院?(?!楼))?(?:{NUMBER}{BUILDING}\s?)?{NUMBER}单元\s?(?:{NUMBER}楼)?{NUMBER}[室号]"
    rf"|(?:{NUMBER}号院?(?!楼))?(?:{NUMBER}{BUILDING}\s?)?{NUMBER}单元\s?\d{{3,4}}(?![\d户人个项元])"
    rf"|(?<=[路街巷道弄同]){NUMBER}号(?:院|附{NUMBER}号)?[ ]?\d{{2,4}}室"
    rf"|{NUMBER}{BUILDING}[ ]?\d{{1,2}}-\d{{3,4}}(?!\d|年)"
    rf"|(?<=[区园村寓院苑里])\d{{1,3}}-\d{{1,2}}-\d{{3,4}}(?!\d|年)"
)
# The number of a house, where the text says that somebody lives there.
HOME = re.compile(
    r"(?:家住|现住|住在|住于|居住在|居住于|住址|家庭地址|户籍地|家在|家址)[^，。；！？\n]{0,30}?"
    rf"(?P<number>(?:{NUMBER}(?:号楼?|组|巷|栋|幢|单元|室|户))+(?:{NUMBER}室?)?)(?!线|召|文)"
)
DOOR = re.compile(
    rf"(?<=[\u4e00-\u9fff])(?<=[路街巷弄道])(?:{NUMBER}段)?(?P<number>{NUMBER}号(?:院|附{NUMBER}号)?)(?![楼线文令\d])"
    rf"|(?<=胡同)(?P<lane>{NUMBER}号(?:院)?)(?![楼线文令\d])"
)


# The patterns cost ten times as much as these, without which they find nothing.
ROOM_SIGN = re.compile(rf"[\d{NUMERALS}](?:[室户栋幢座]|单元|号楼|层)|\d-\d|[路街巷道弄同]{NUMBER}号")
HOME_SIGNS = ("住", "址", "户籍", "家在")
DOOR_SIGN = re.compile(rf"[路街巷弄道段同][\d{NUMERALS}]")
# A text without any of these has no address below the street; with one of them it costs more to tell.
HOUSE_SIGNS = ("单元", "号", "室", "栋", "幢", "座", "住", "址", "家在", "户籍", "-", "－", "—")


@text_check("address", "住址", must=True, signs=HOUSE_SIGNS)
def find_addresses(text: str) -> Iterator[Hit]:
    """Finds what stands below the street, which is what goes. An office's number is only to be looked at."""
    plain = half_width(text)
    taken: list[tuple[int, int]] = []
    rooms = ROOM.finditer(plain) if ROOM_SIGN.search(plain) else ()
    homes = HOME.finditer(plain) if any(sign in plain for sign in HOME_SIGNS) else ()
    for found in (*rooms, *homes):
        span = found.span("number") if "number" in found.groupdict() else found.span()
        if not any(start < span[1] and span[0] < end for start, end in taken):
            taken.append(span)
            yield Hit(span[0], span[1], "是住址中街道以下的部分，不能公开。", "")
    for found in DOOR.finditer(plain) if DOOR_SIGN.search(plain) else ():
        start, end = found.span("number") if found["number"] else found.span("lane")
        if not any(first < end and start < last for first, last in taken):
            yield Hit(start, end, "是门牌号。个人的住址只写到街道；单位的地址可以略过。", "", must=False)


# --- Children ---------------------------------------------------------------------------------------


@text_check("child-name", "孩子的全名", must=True, signs=("岁",))
def find_children(text: str) -> Iterator[Hit]:
    for start, end, age in children_in(half_width(text)):
        reason = f"像是 {age} 岁孩子的全名。未满 14 岁的，不公开全名。"
        yield Hit(start, end, reason, reduced(text[start:end]))
