"""Signs behind names (张三*, 李四①) and the footnotes that say what they mean: 注：*为追授, 带“*”者为追授."""

import re

SIGNS = "*＊※★☆△▲†‡①-⑳¹²³"
# To begin anew at each of many signs would take the square of their number.
SIGN = rf"(?<![{SIGNS}])[{SIGNS}]+"
SIGNS_ONLY = re.compile(SIGN)
BEHIND = re.compile(rf"(?<!\s)\s*(?P<star>{SIGN})\s*$")
# A number in a circle in front is one of a list.
BEFORE = re.compile(r"^(?P<star>[*＊※★☆△▲†‡]+)\s*")
LEAD = r"[（(\[【\s]*(?P<lead>(?:备?\s*注|说\s*明|附\s*注)\s*\d{0,2}\s*[:：、.]?\s*)?"
CARRIED = (
    r"(?P<carried>(?:凡是?|其中|(?:本?(?:名单|表))[中内上]?)?(?:姓名|名字|名称)?[前后上旁]?[面边]?"
    r"(?:带有?|标有?|标注|打|加注?|注有?|有)?)"
)
MEANS = r"(?:号|标志|标记|标识|符号|的|者|人员|同志|个人|单位|集体)*\s*(?:均|都|皆)?\s*(?:[为系是指:：]|表示|代表)*"
FOOTNOTE = re.compile(
    rf"{LEAD}{CARRIED}\s*[“\"'‘「]?(?P<star>{SIGN})[”\"'’」]?\s*(?P<means>{MEANS})\s*(?P<words>[^*＊※]{{2,}})"
)
# Of what may follow a sign this alone makes a footnote: ★个人 is a heading, and a number in a circle begins a list.
TOLD = re.compile("[号者为系是]|表示|代表")
NUMBERS = re.compile("[①-⑳¹²³]")
PARTS = re.compile(r"[，,；;。]\s*")
ENDS = " :：。；;，,）)】]"
MAX_CHARACTERS = 300


def normal(sign: str) -> str:
    return sign.replace("＊", "*")


def without_mark(text: str) -> tuple[str, str]:
    """Returns the words of a name, and the sign in front or behind it; a sign alone is no mark."""
    found = BEHIND.search(text) or BEFORE.search(text)
    rest = f"{text[: found.start()]}{text[found.end() :]}".strip() if found else ""
    return (rest, normal(found["star"])) if found and rest else (text, "")


def footnotes_of(text: str) -> list[tuple[str, str, bool]]:
    """Returns sign and words of each footnote of a line, and whether it says itself that it is one: 注, 带…号者."""
    found: list[tuple[str, str, bool]] = []
    for part in PARTS.split(" ".join(text[:MAX_CHARACTERS].split())):
        if note := FOOTNOTE.fullmatch(part):
            says = TOLD.search(note["means"]) and not NUMBERS.match(note["star"])
            is_told = bool(note["lead"] or note["carried"] or says) or any(led for *_, led in found)
            found.append((normal(note["star"]), note["words"].strip(ENDS), is_told))
        elif not found:
            return []
        elif part.strip(ENDS):
            sign, words, led = found[-1]
            found[-1] = (sign, f"{words}，{part.strip(ENDS)}", led)
    return found


def words_of(sign: str, footnotes: dict[str, str]) -> str:
    """Returns what a sign means, or each of several together; "" where no footnote says it."""
    return footnotes.get(sign) or "，".join(footnotes[each] for each in sign if each in footnotes)
