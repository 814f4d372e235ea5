"""One number in each of the formats that Word knows, as Word writes it."""

import pytest

from records.deeds.readers.office.number_formats import shown


@pytest.mark.parametrize(
    ("kind", "number", "text"),
    [
        ("decimal", 12, "12"),
        ("decimalZero", 7, "07"),
        ("decimalFullWidth", 12, "１２"),
        ("decimalEnclosedCircleChinese", 3, "③"),
        ("decimalEnclosedCircle", 21, "21"),
        ("decimalEnclosedParen", 2, "⑵"),
        ("chineseCounting", 10, "十"),
        ("chineseCounting", 21, "二十一"),
        ("chineseCounting", 101, "一〇一"),
        ("chineseCountingThousand", 11, "十一"),
        ("chineseCountingThousand", 101, "一百零一"),
        ("chineseCountingThousand", 110, "一百一十"),
        ("chineseCountingThousand", 1001, "一千零一"),
        ("chineseCountingThousand", 10000, "10000"),
        ("chineseLegalSimplified", 12, "壹拾贰"),
        ("ideographLegalTraditional", 3, "參"),
        ("japaneseCounting", 111, "百十一"),
        ("taiwaneseCounting", 15, "十五"),
        ("taiwaneseCountingThousand", 15, "十五"),
        ("ideographDigital", 20, "二〇"),
        ("ideographTraditional", 2, "乙"),
        ("ideographTraditional", 11, "11"),
        ("ideographZodiac", 12, "亥"),
        ("ideographEnclosedCircle", 1, "㊀"),
        ("upperLetter", 28, "BB"),
        ("lowerLetter", 26, "z"),
        ("upperLetter", 2**31 - 1, "2147483647"),
        ("upperRoman", 1994, "MCMXCIV"),
        ("lowerRoman", 4, "iv"),
        ("upperRoman", 0, "0"),
        ("numberInDash", 1, "- 1 -"),
        ("decimalZero3", 7, "007"),
        ("ordinal", 1, "1st"),
        ("ordinal", 12, "12th"),
        ("ordinal", 23, "23rd"),
        ("cardinalText", 21, "Twenty-one"),
        ("cardinalText", 100, "100"),
        ("ordinalText", 1, "First"),
        ("ordinalText", 20, "Twentieth"),
        ("ordinalText", 42, "Forty-second"),
        ("ordinalText", 104, "104th"),
        ("hex", 31, "1F"),
        ("chicago", 2, "†"),
        ("chicago", 5, "**"),
        ("ideographZodiacTraditional", 13, "丙子"),
        ("ideographZodiacTraditional", 61, "61"),
        ("japaneseLegal", 12, "壱拾弐"),
        ("none", 5, ""),
        ("korean", 5, "5"),
    ],
)
def test_numbers_are_written_in_their_format(kind, number, text):
    assert shown(number, kind) == text
