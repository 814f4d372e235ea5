"""Lines that are no entry: titles, headings with the numbers they state, totals, footnotes, sentences."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from records.deeds.characters import folded
from records.deeds.parsing.numerals import quantity
from records.deeds.parsing.recipients.organizations import is_unit

from .document import Kind
from .names import looks_like_person, looks_like_unit, squeezed
from .places import lies_in, path_of

DIGITS = r"\d{1,6}|[一二三四五六七八九十百千零〇两]{1,8}"
UNITS = "名|个|人|位|家|支|户|项"
COUNT = re.compile(
    rf"[\s:：,，]*[（(\[【]?\s*(?:以上|总?共计?|合计|总计|计)?\s*(?P<count>{DIGITS})\s*(?:{UNITS})\s*[)）\]】]?\s*[:：]?$"
)
IN_BRACKETS = re.compile(
    rf"[（(\[【]\s*(?:总?共计?|合计|总计|计)?\s*(?P<count>{DIGITS})\s*(?:{UNITS})\s*[)）\]】]"
)
COUNT_ALONE = re.compile(
    rf"[（(\[【]?\s*(?:以上|全部)?(?:总?共计?|合计|总计|计|总数)\s*[:：]?\s*(?P<count>{DIGITS})\s*(?:{UNITS})?"
    r"\s*(?:[，,；;、].{1,30})?[)）\]】。]?"
)
TOTAL = re.compile(r"(?P<of>合\s*计|总\s*计|小\s*计|共\s*计|总\s*数|总人数)\s*[:：]?")
NUMBERED = (
    ("chapter", re.compile(r"第[一二三四五六七八九十]+(?:部分|篇|章|批)\s*[、:：]?\s*")),
    ("numeral", re.compile(r"[一二三四五六七八九十]{1,3}[、.．]\s*")),
    ("bracketed", re.compile(r"[（(][一二三四五六七八九十]{1,3}[)）]\s*、?")),
)
LISTED = re.compile(r"(?:\d{1,5}\s*[、.．)）](?!\d)|[（(]\d{1,5}[)）]|[①-⑳●•·■◆▪—-])\s*")
TITLE = re.compile(r"(?:名单|一览表|名册|花名册|汇总表|登记表|统计表|公示表|人选表)(?:公示)?$")
ATTACHMENT = re.compile(r"附\s*(?:件|表|录)?\s*[一二三四五六七八九十\d]{0,3}\s*[:：]?")
DECISION = re.compile(
    r"关于.{2,60}的(?:决定|通知|通报|公告|公示|命令)|.{0,12}[〔\[（(]\d{4}[〕\])）]\s*\d+\s*号"
)
NOTE = re.compile(
    r"(?:备?\s*注|说\s*明|附\s*注|排名说明)\s*\d{0,2}\s*[:：、.]|[（(]?.{0,6}(?:排名不分先后|不分先后|姓氏笔[画划]|按.{1,12}(?:排序|排列|为序)|"
    r"名单.{0,8}(?:排序|为序)).{0,12}$|\*[^*]{2,}\*$"
)
# Whom to ask, and how the document ends: 联系人：王处长, 抄送：…, 2024-05-01, （盖章）.
CONTACT = re.compile(
    r"[（(【]?\s*(?:联\s*系\s*(?:人员?|电\s*话|方\s*式|地\s*址)|(?:咨询|监督|举报|联络|办公|固定|受理|公示|公开)?电\s*话|联络人|手\s*机|"
    r"传\s*真|邮\s*编|邮政编码|电子(?:邮[箱件]|信箱)|邮\s*箱|E-?mail|(?:通[讯信]|单位|邮寄|办公)?地\s*址|附\s*件|抄\s*[送报]|[主报印]\s*[送发]|"
    r"(?:填[表报写]|制[表作]|审[核批定]|经办|复核|校[对核])(?:人员?|单位|日期|时间)|落\s*款|(?:公示|公示起止)(?:时间|期限))"
    r"\s*[\d一二三四五六七八九十]{0,2}\s*(?:[及和与、/]\s*(?:电\s*话|手\s*机|联系(?:电话|方式)|传\s*真|邮\s*箱|地\s*址))?"
    r"(?:\s*[:：]|\s+\S|\s*[\d（(+])",
    re.IGNORECASE,
)
SEAL = re.compile(r".{0,40}[（(【\[]\s*(?:盖|加盖|公|印)\s*(?:单位)?\s*(?:公?章|印)?\s*[)）】\]].{0,30}")
DATE = re.compile(
    r"[（(]?\s*[\d一二三四五六七八九〇○Ｏ零]{4}\s*(?:年\s*[\d一二三四五六七八九十]{1,3}\s*月(?:.{1,4}日)?|"
    r"[-./]\s*\d{1,2}\s*[-./]\s*\d{1,2}(?:\s+00:00:00)?)\s*(?:印发)?\s*[)）]?"
)
SIGNER = re.compile("(?:政府|委员会|委|[部厅局署处]|办公室|总工会|联合会|妇联|党组|协会|院)$")
COLON = re.compile("[:：]")
PROSE = re.compile("。|[！？；]$")
MAX_HEADING_CHARACTERS = 40
MAX_NOTE_CHARACTERS = 1000
MAX_ROWS_AT_END = 12
MAX_LINE_CHARACTERS = 200  # with numbers and blanks
SYSTEM = re.compile(
    "(?:系统|直属机关|国家机关|省直机关|市直机关|部门|战线|部队|武警|解放军|兵团|组别|行业|领域|片区|赛区|口)$|[组类]$"
)
# These say by themselves who is honored; those of the second row only with an honor: 企业 may be a heading of people.
PERSON_WORDS = re.compile(
    "个人|党员|工作者|劳动模范|劳模|标兵|人物|能手|工匠|英雄|功臣|道德模范|红旗手|奖章|先锋人|好人|辅导员|志愿者|青年岗位|"
    "人选|之星|卫士|[男女]同志"
)
PERSON_WORDS_HONORED = re.compile("教师|医师|医生|护士|民警|战士|干部|书记|同志|学生")
UNIT_WORDS = re.compile(
    "集体|党组织|基层组织|组织奖|先锋号|文明号|奖状|红旗团|文明(?:城市|村镇|社区|校园|家庭|单位)|[先优].{1,4}单位|"
    "模范单位|标兵单位"
)
UNIT_WORDS_HONORED = re.compile(
    "单位|党支部|党委(?!书记)|班组|团队|企业|科室|村镇?$|社区$|窗口$|家庭$|学校|医院"
)
BOTH = re.compile("[和与及、/／]")
# 一等奖, 小学组金奖: which prize, of the kind or place above.
GRADE = re.compile(
    r"(?:.{1,8}[组类])?(?:[特一二三四五六]等奖|[金银铜]奖|(?:优秀|优胜|提名|入围|鼓励|特别)奖)"
)
HONORED = re.compile(
    "先进|优秀|模范|劳模|标兵|杰出|十佳|最美|荣誉|奖[章状]?|红旗|文明|功臣|英雄|能手|工匠|先锋|称号|突出贡献|好人"
)
STYLES = ("title", "chapter", "numeral", "bracketed", "kind", "place", "grade")
Style = Literal["title", "chapter", "numeral", "bracketed", "kind", "place", "grade"]


class Heading(NamedTuple):
    """`words` are without its number and count; `stated` is the number that it states."""

    words: str
    style: Style
    stated: int | None = None
    sure: bool = True


@dataclass(slots=True)
class Path:
    """The headings under which the next entry stands; a heading ends all that are of its own style or lie in it."""

    base: tuple[str, ...] = ()
    open: list[Heading] = field(default_factory=list)
    has_entries: bool = False  # right below the last heading

    def enter(self, heading: Heading) -> None:
        if heading.style == "place":
            same = self.first_outside(heading)
        else:
            same = next((at for at, each in enumerate(self.open) if each.style == heading.style), None)
        if heading.style in ("title", "chapter"):
            same = min([at for at, each in enumerate(self.open) if rank(each) >= rank(heading)], default=same)
        if same is None and heading.style == "kind" and self.has_entries:
            # Entries of a place have no kind of their own, so that the kind now named is not one of that place.
            same = next((at for at, each in enumerate(self.open) if each.style == "place"), None)
        if same is not None:
            del self.open[same:]
        self.open.append(heading)
        self.has_entries = False

    def first_outside(self, heading: Heading) -> int | None:
        """Returns the first heading of a place in which the one now named does not lie."""
        base = len(self.base)
        return next(
            (
                at
                for at, each in enumerate(self.open)
                if each.style == "place" and not lies_in(self.place_of(base + at + 1), heading.words)
            ),
            None,
        )

    def place_of(self, count: int) -> str:
        """Returns the place that the first of the headings name, or the words of the last where no table has it."""
        words = self.words[:count]
        return place_in(words) if path_of(words[-1]) else words[-1]

    @property
    def words(self) -> tuple[str, ...]:
        return (*self.base, *(heading.words.replace("/", "／") for heading in self.open))

    @property
    def group(self) -> str:
        return "/".join(self.words)

    @property
    def kind(self) -> Kind | None:
        """Returns what the nearest heading says of those below it."""
        return next((kind for words in reversed(self.words) if (kind := kind_of_words(words))), None)

    @property
    def region(self) -> str:
        """Returns the place that the headings name: 山东省, and below it 滨州市."""
        return place_in(self.words)


def place_in(headings: tuple[str, ...]) -> str:
    found = ""
    for words in headings:
        place = path_of(words)
        found = (path_of(f"{found}/{words}") or place) if found and place else place or found
    return found


def rank(heading: Heading) -> int:
    return STYLES.index(heading.style)


def kind_of_words(words: str) -> Kind | None:
    """Tells what 先进个人, 先进基层党组织, 英雄集体 … are; nothing where words speak of both or of neither."""
    text = folded(squeezed(words))
    person, unit = last_end(PERSON_WORDS, text), last_end(UNIT_WORDS, text)
    if not person and not unit and HONORED.search(text):
        person, unit = last_end(PERSON_WORDS_HONORED, text), last_end(UNIT_WORDS_HONORED, text)
    if person == unit or (person and unit and BOTH.search(text)):
        return None
    return "person" if person > unit else "organization"


def last_end(words: re.Pattern[str], text: str) -> int:
    return max((found.end() for found in words.finditer(text)), default=0)


def counted(digits: str) -> int | None:
    """Reads 12 and 十二; None for what is no number (十余)."""
    value = quantity(digits)
    return None if value is None else int(value)


def heading_of(line: str) -> Heading | None:
    """Reads a line as a heading; None for what is none. `sure` is False where the words alone look like one."""
    text = line.strip().rstrip(":：").strip()
    if len(text) > MAX_LINE_CHARACTERS:
        return None
    style: Style | None = None
    for each, pattern in NUMBERED:
        if found := pattern.match(text):
            style, text = each, text[found.end() :]  # type: ignore[assignment]
            break
    found = COUNT.search(text)
    bare = text[: found.start()].strip() if found else text
    count = counted(found["count"]) if found and bare else None
    end = TITLE.search(folded(squeezed(bare)))
    words = squeezed(bare)[: end.start() if end else None].strip("：: ") or squeezed(bare)
    words = words.strip("【】[]《》〈〉—-=*") or words
    if not words or len(words) > MAX_HEADING_CHARACTERS or PROSE.search(words):
        return None
    if end:
        return Heading(words, "title", count)
    if style:
        return Heading(words, style, count, sure=not looks_like_unit(words) or count is not None)
    return heading_by_words(words, count)


def heading_by_words(words: str, count: int | None) -> Heading | None:
    if GRADE.fullmatch(words):
        return Heading(words, "grade", count)
    if is_kind(words) and not is_kind(COLON.split(words)[0] if COLON.search(words) else ""):
        return Heading(words, "kind", count, sure=count is not None or not looks_like_work(words))
    if count is not None:
        return Heading(words, "place", count)
    if path_of(words) or SYSTEM.search(words):
        return Heading(words, "place", None, sure=False)
    return None


def is_kind(words: str) -> bool:
    """Tells 先进个人 from other words; 先进个人：张三 is it with names behind."""
    return bool(kind_of_words(words) and HONORED.search(folded(words))) and not looks_like_person(words)


def looks_like_work(words: str) -> bool:
    """Tells whether a unit stands in front of the honor, and words may as well name one: 某厂先进班组."""
    honor = HONORED.search(words)
    return looks_like_unit(words) and honor is not None and is_unit(words[: honor.start()])


def is_title(line: str) -> bool:
    text = folded(squeezed(line[: MAX_LINE_CHARACTERS + 1]))
    if len(text) > MAX_LINE_CHARACTERS:
        return False
    return bool(TITLE.search(COUNT.sub("", text)) or ATTACHMENT.fullmatch(text) or DECISION.fullmatch(text))


def is_note(line: str) -> bool:
    return bool(NOTE.match(line.strip()[:MAX_NOTE_CHARACTERS]))


def is_ending(line: str) -> bool:
    """Tells what is no part of a roll, though it holds words like names: whom to ask, enclosures, a date, a seal."""
    text = line.strip()[:MAX_NOTE_CHARACTERS]
    if DATE.fullmatch(text) or SEAL.fullmatch(text):
        return True
    return (
        bool(CONTACT.match(text)) and not is_title(text) and not TITLE.search(squeezed(COUNT.sub("", text)))
    )


def signed_rows(numbers: Sequence[int], rows: Sequence[Sequence[str]]) -> frozenset[int]:
    """Returns the row of whoever signed, right above the date at the end: 样本省人民政府."""
    lines = [" ".join(cell.strip() for cell in row if cell.strip()) for row in rows[-MAX_ROWS_AT_END:]]
    is_dated = False
    for number, line in zip(reversed(numbers[-MAX_ROWS_AT_END:]), reversed(lines), strict=True):
        if not line or is_ending(line) or is_note(line):
            is_dated = is_dated or bool(DATE.fullmatch(line))
            continue
        return frozenset([number] if is_dated and SIGNER.search(squeezed(line)) else [])
    return frozenset()


def is_prose(line: str) -> bool:
    return bool(PROSE.search(line.strip().rstrip("）)”")))


def total_in(cells: list[str]) -> tuple[str, int | None] | None:
    """Reads a row of a total: what it is of (合计, 小计 …) and the number it states."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled:
        return None
    if len(filled) == 1 and (found := COUNT_ALONE.fullmatch(filled[0])):
        return "共", counted(found["count"])
    found = next((found for cell in filled[:2] if (found := TOTAL.match(cell))), None)
    if found is None or looks_like_person(squeezed(filled[0])):
        return None
    rest = " ".join(filled)
    numbers = re.findall(r"\d{1,6}", rest)
    if len(re.sub(r"[\d\s:：名个人位家，,共计总合小数（）()]", "", rest)) > len(found["of"]) + 4:
        return None
    return squeezed(found["of"]), int(numbers[-1]) if numbers else None
