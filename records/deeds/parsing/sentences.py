"""Sentences, their clauses, and the years that date what they tell: shared by the readers of awards and figures.

An award is dated by its clause, by the clause before, or by the award before it in the same sentence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# A sentence takes its closing quotes along. Longer ones are no sentences but lists or damage: they are read in parts,
# so that nothing copies or scans them again for every number they hold.
MAX_SENTENCE_CHARACTERS = 1000
MAX_CLAUSE_CHARACTERS = 120
SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]*[”’」』）)]*")
CLAUSE_END = re.compile(r"[，,；;。：:！？!?\n]")
# Where a sentence that is too long may be cut: 1,200 is one number.
PAUSE = re.compile(r"[，；;、：]|,(?!\d)|[^\d\s](?=\s)")
NUMBERS = "0123456789０１２３４５６７８９.,．，零〇一二三四五六七八九十百千万亿两"
OPENING_YEAR = r"(?:截至|截止|到)?\s*((?:19|20)\d\d)\s*年(?:度|初|底|末|上半年|下半年)?"
LEADING_DATE = re.compile(OPENING_YEAR + r"(?:\d{1,2}月份?[底末初]?)?(?:\d{1,2}[日号])?(?!以来|[起后前至])")


def sentences_with(text: str, holding: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Yields offset and text of the few sentences that hold something, which is looked for once in the whole text."""
    found = holding.search(text)
    for start, end in bounds(text):
        if not found:
            return
        if found.start() < end:
            part = text[start:end]
            yield end - len(part.lstrip()), part.strip()
            found = holding.search(text, end)


def bounds(text: str) -> Iterator[tuple[int, int]]:
    """Yields start and end of each sentence; one too long is cut between clauses, or anywhere if it has none."""
    for found in SENTENCE.finditer(text):
        start, end = found.span()
        while end - start > MAX_SENTENCE_CHARACTERS:
            cut = last_pause(text, start, start + MAX_SENTENCE_CHARACTERS)
            yield start, cut
            start = cut
        yield start, end


def last_pause(text: str, start: int, end: int) -> int:
    """Finds where to cut between `start` and `end`, never within a number."""
    pauses = [found.end() for found in PAUSE.finditer(text, start, end)]
    if pauses:
        return pauses[-1]
    whole = len(text[start:end].rstrip(NUMBERS))
    return start + whole if whole else end


def leading_year(clause: str) -> tuple[int | None, str]:
    """Returns the year a clause opens with, and the clause without its date. 2013年以来 dates nothing."""
    clause = clause.strip()
    found = LEADING_DATE.match(clause)
    return (int(found[1]), clause[found.end() :].strip()) if found else (None, clause)


def clause_before(text: str, end: int) -> tuple[int, str]:
    """Finds where the clause that reaches up to `end` begins, and its text, within MAX_CLAUSE_CHARACTERS."""
    window = max(0, end - MAX_CLAUSE_CHARACTERS)
    clause = CLAUSE_END.split(text[window:end])[-1]
    return end - len(clause), clause


def year_before(text: str, end: int) -> tuple[int | None, str]:
    """Returns the year that dates what stands at `end`, and the clause up to there without that date."""
    return year_of_clause(text, *clause_before(text, end))


def year_of_clause(text: str, start: int, clause: str) -> tuple[int | None, str]:
    """Returns the year at the head of a clause, or alone in the clause before; the clause without it."""
    year, rest = leading_year(clause)
    if year is None and start:
        earlier, left = leading_year(clause_before(text, start - 1)[1])
        year = None if left else earlier
    return year, rest


# --- The year of an award -------------------------------------------------------------------------------

YEAR = r"(?:(?:19|20)\d\d|(?<!\d)[089]\d)"
DATE = re.compile(
    rf"(?<![\d－—~至-])(?P<years>{YEAR}\s*(?:年度?)?(?:\s*[、和及与,]\s*{YEAR}\s*(?:年度?)?)*)(?<=年|度)"
    r"(?:\s*\d{0,2}\s*月份?)?(?:\s*\d{1,2}\s*[日号])?(?:上半年|下半年|[初底末]|[春夏秋冬][天季]?)?(?P<open>\s*(?:以来|[起后前至到]|开始|[-—~－～]))?"
)
RANGE = re.compile(rf"(?:在|于)?{YEAR}\s*(?:年度?)?\s*[-—~至到－～–]\s*(?:{YEAR}|\d\d)\s*年?度?[，,]?")
LEAD = re.compile(r"^(?:[\s▲△◎·•★◆●■]|截至|截止|尤其是?|特别是?|其中|并且?|又|而|曾|先后|于|在|到|这是)*")
# Words that say the honor was given more than once, or not when its neighbour was.
UNDATED = re.compile(
    r"连续|多次|先后|历年|每年|年年|多年|近年|至今|以来|[X×x*＊]+年|\d[xX*＊]+年|去年|今年|前年|次年|翌年|曾|期间|^年"
)
SETTING = re.compile(r"(?:在|于).*(?:中|上|里|下|时|间|际|会|活动|基础)")
FEAST = re.compile('[“"]?(?:\0{2}|七一|八一|五一|五四|三八|十一|国庆|建党|春节|教师|护士|记者)[^，,]{0,10}')
MONTH = re.compile(r"\s*(\d{1,2})月(?:\d{1,2}日)?")
YEAR_AND_MONTH = re.compile(r"((?:19|20)\d\d)年(\d{1,2})月")
MAX_BEFORE_CHARACTERS = 400
PLACE = re.compile(r"在[^，。]{2,24}")
MAX_SETTINGS = 2
SAME_YEAR = re.compile(r"^(?:并?[于在]?)?(?:同年|当年)(?:\d{1,2}月)?(?:\d{1,2}日)?")
ADVERBS = re.compile(
    r"(?:先后|多次|曾多次|曾经|曾|还|也|又|均|都|并且?|再次|相继|近日|日前|同时|历年|连年|年年|每年|光荣|一举|成功|分别|"
    r"近年来|多年来|期间|此后|后来|最终|最后|已经?|共|累计|被|于|就|更是?|且|"
    r"(?:至今)?(?:已)?连续(?:[\d一二三四五六七八九十两数多几]+[年次届个]+)?(?:度)?(?:年度)?|[\d一二三四五六七八九十两数多几]+[次度])+$"
)
# A sentence that begins with a month tells what happened then; only how somebody's life went on is another matter.
OPENING_DATE = re.compile(r"\s*(?P<year>(?:19|20)\d\d)年\d{1,2}月(?:\d{1,2}[日号])?[，,](?P<rest>[^。；;]*)$")
ANOTHER_DATE = re.compile(r"\d年|[去今前次翌同当]年|以来|后来|此后|年来")
BIOGRAPHY = re.compile(
    r"参加工作|入党|入伍|参军|出?生|毕业|进入|担任|调[入任到往]|来到|开始|创办|成立|上任|任"
)


@dataclass(frozen=True, slots=True)
class Dated:
    """`years` is empty where none is said; `subject` is the clause up to the verb without date and adverbs."""

    years: tuple[int, ...]
    subject: str
    start: int
    own: bool
    undated: bool = False


def year_of_month(text: str, start: int) -> int | None:
    """Returns the year of 9月，荣获…: of the date named last before, if that names a month no later than this one."""
    for begin in (start, clause_before(text, start - 1)[0] if start else 0):
        if month := MONTH.match(text, begin):
            dates = list(YEAR_AND_MONTH.finditer(text, max(0, begin - MAX_BEFORE_CHARACTERS), begin))
            later = dates and int(dates[-1][2]) <= int(month[1])
            return int(dates[-1][1]) if later else None
    return None


def full_year(digits: str) -> int:
    year = int(digits)
    return year if year > 100 else year + (1900 if year >= 80 else 2000)


def years_of(date: re.Match[str]) -> tuple[int, ...]:
    return () if date["open"] else tuple(map(full_year, re.findall(r"\d{4}|\d\d", date["years"])))


def subject_of(clause: str) -> str:
    return ADVERBS.sub("", clause.strip()).strip()


def date_in(clause: str) -> tuple[tuple[int, ...], str, bool]:
    """Returns the years, the clause without its date, and whether a date was found at all."""
    clause = LEAD.sub("", ADVERBS.sub("", clause.strip()))
    if ranged := RANGE.match(clause):  # of no single year, nor of that of the award before
        return (), subject_of(clause[ranged.end() :]), True
    found = list(DATE.finditer(clause))
    for date in found[::-1] if found and not clause[found[-1].end() :].strip() else found:
        before, behind = clause[: date.start()], clause[date.end() :].strip("，, ")
        near = not LEAD.sub("", before) or not behind or SETTING.fullmatch(behind)
        if near and "以来" not in behind:
            return years_of(date), subject_of(before.rstrip("于在 ")) or subject_of(behind), True
    return (), subject_of(clause), bool(found)


def dated(text: str, end: int) -> Dated:
    """Finds when what stands at `end` was given, by its own clause or the one before."""
    start, clause = clause_before(text, end)
    years, subject, found = date_in(clause)
    undated = UNDATED.search(clause) is not None
    if not found and (not undated or not UNDATED.search(clause.replace("曾", ""))):
        years = year_of_setting(text, start) or year_of_opening(text, start)
    return Dated(years, subject, start, found, undated)


def year_of_opening(text: str, start: int) -> tuple[int, ...]:
    """Reads the month that the sentence begins with: 2019年2月20日，某部发布事迹，授予…"""
    opening = OPENING_DATE.match(text[:start])
    if not opening or ANOTHER_DATE.search(opening["rest"]) or BIOGRAPHY.search(opening["rest"]):
        return ()
    return (int(opening["year"]),)


def year_of_setting(text: str, start: int) -> tuple[int, ...]:
    """Reads the clauses that only say when and where: 2019年9月25日，在北京，某人被授予…"""
    for _ in range(MAX_SETTINGS):
        if not start or text[start - 1] in "；;":
            return ()
        start, clause = clause_before(text, start - 1)
        if years := date_of_setting(clause):
            return years
        if not PLACE.fullmatch(clause.strip()):
            return ()
    return ()


def date_of_setting(clause: str) -> tuple[int, ...]:
    """Returns the year of a clause that is nothing but a date, or a date and an occasion: 2010年在技能大赛中."""
    clause = LEAD.sub("", clause.strip())
    date = DATE.match(clause)
    if not date:
        return ()
    behind = clause[date.end() :].strip()
    return years_of(date) if not behind or SETTING.fullmatch(behind) or FEAST.fullmatch(behind) else ()
