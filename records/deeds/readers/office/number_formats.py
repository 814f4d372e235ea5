"""Writes automatic numbers. Beyond a format's range Word goes on in Arabic digits, and so do we."""

from collections.abc import Callable

DIGITS = "〇一二三四五六七八九"
LEGAL = ("零壹贰叁肆伍陆柒捌玖", "拾佰仟")
LEGAL_JAPANESE = ("零壱弐参四五六七八九", "拾百千")
LEGAL_TRADITIONAL = ("零壹貳參肆伍陸柒捌玖", "拾佰仟")
ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)
MAX_LETTERS = 780  # Word writes 27 as AA, 53 as AAA, and so on thirty times


def spelled(number: int, digits: str = "零" + DIGITS[1:], tens: str = "十百千") -> str:
    """Spells 101 as 一百零一, with the given digits; numbers beyond 9999 stay Arabic."""
    if number > 9999:
        return str(number)
    text, gap = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit:
            text += (digits[0] if gap and text else "") + digits[digit] + (tens[power - 1] if power else "")
        gap = not digit
    return text


def counting(number: int) -> str:
    """Spells 101 as 一百零一, but 11 as 十一."""
    text = spelled(number)
    return text[1:] if 10 <= number <= 19 else text


def japanese(number: int) -> str:
    """Spells 111 as 百十一: no 一 but for ones."""
    text = spelled(number).replace("零", "")
    return text.replace("一千", "千").replace("一百", "百").replace("一十", "十") if number <= 9999 else text


def digital(number: int) -> str:
    """Writes 101 as 一〇一."""
    return "".join(DIGITS[int(digit)] for digit in str(number))


def until_hundred(number: int) -> str:
    """Spells up to 九十九, then writes 一〇〇."""
    return counting(number) if number < 100 else digital(number)


def roman(number: int) -> str:
    if number > 3999:
        return str(number)
    text = ""
    for worth, letters in ROMAN:
        text += letters * (number // worth)
        number %= worth
    return text


def letter(number: int) -> str:
    if number > MAX_LETTERS:
        return str(number)
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def row(characters: str) -> Callable[[int], str]:
    return lambda number: characters[number - 1] if number <= len(characters) else str(number)


def full_width(number: int) -> str:
    return "".join(chr(ord("０") + int(digit)) for digit in str(number))


STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
ONES = [
    *(
        "Zero",
        "One",
        "Two",
        "Three",
        "Four",
        "Five",
        "Six",
        "Seven",
        "Eight",
        "Nine",
        "Ten",
        "Eleven",
        "Twelve",
    ),
    *("Thirteen", "Fourteen", "Fifteen", "Sixteen", "Seventeen", "Eighteen", "Nineteen"),
]
TENS = ["Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety"]
ORDINALS = {
    "One": "First",
    "Two": "Second",
    "Three": "Third",
    "Five": "Fifth",
    "Eight": "Eighth",
    "Nine": "Ninth",
    "Twelve": "Twelfth",
}
NOTE_SIGNS = "*†‡§"


def zodiac(number: int) -> str:
    """Counts the sixty pairs of stem and branch: 甲子, 乙丑."""
    return STEMS[(number - 1) % 10] + BRANCHES[(number - 1) % 12] if number <= 60 else str(number)


def english(number: int) -> str:
    if number >= 100:
        return str(number)
    if number < 20:
        return ONES[number]
    ones = number % 10
    return TENS[number // 10 - 2] + (f"-{ONES[ones].lower()}" if ones else "")


def english_ordinal(number: int) -> str:
    """Writes First, Twentieth, Twenty-first; from 100 on in digits."""
    if number >= 100:
        return ordinal(number)
    head, hyphen, last = english(number).rpartition("-")
    word = ORDINALS.get(last.title()) or (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")
    return head + hyphen + (word.lower() if hyphen else word)


def ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def note_sign(number: int) -> str:
    if number > MAX_LETTERS:
        return str(number)
    return NOTE_SIGNS[(number - 1) % 4] * ((number - 1) // 4 + 1)


def padded(digits: int) -> Callable[[int], str]:
    return lambda number: f"{number:0{digits}}"


CIRCLED = row("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": padded(2),
    "decimalZero2": padded(2),
    "decimalZero3": padded(3),
    "decimalZero4": padded(4),
    "decimalZero5": padded(5),
    "ordinal": ordinal,
    "cardinalText": english,
    "ordinalText": english_ordinal,
    "hex": lambda number: f"{number:X}",
    "chicago": note_sign,
    "decimalFullWidth": full_width,
    "decimalFullWidth2": full_width,
    "decimalEnclosedCircle": CIRCLED,
    "decimalEnclosedCircleChinese": CIRCLED,
    "decimalEnclosedFullstop": row("⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"),
    "decimalEnclosedParen": row("⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"),
    "numberInDash": lambda number: f"- {number} -",
    "chineseCounting": until_hundred,
    "chineseCountingThousand": counting,
    "chineseLegalSimplified": lambda number: spelled(number, *LEGAL),
    "ideographLegalTraditional": lambda number: spelled(number, *LEGAL_TRADITIONAL),
    "taiwaneseCounting": until_hundred,
    "taiwaneseCountingThousand": counting,
    "taiwaneseDigital": digital,
    "ideographDigital": digital,
    "japaneseCounting": japanese,
    "japaneseDigitalTenThousand": digital,
    "ideographTraditional": row(STEMS),
    "ideographZodiac": row(BRANCHES),
    "ideographZodiacTraditional": zodiac,
    "japaneseLegal": lambda number: spelled(number, *LEGAL_JAPANESE),
    "ideographEnclosedCircle": row("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"),
    "upperLetter": letter,
    "lowerLetter": lambda number: letter(number).lower(),
    "upperRoman": roman,
    "lowerRoman": lambda number: roman(number).lower(),
    "none": lambda number: "",
}


def shown(number: int, kind: str) -> str:
    """Writes a number in Word's format; zero has no letter and no Roman form: Arabic digits serve."""
    write = FORMATS.get(kind, str)
    return write(number) if number > 0 or kind in ("none", "decimalZero") else str(number)
