"""What each number of a sentence measures: label and year, or nothing where the words beside it do not say."""

import re
from dataclasses import dataclass

from ..prose import clause_before, year_before
from .units import Amount
from .words import (
    AFTERWARDS,
    CLAUSE_ENDS,
    DOING,
    cut_date,
    doing_before,
    fitting,
    noun_after,
    noun_before,
    phrase_before,
)

SHARES = ("%", "％", "‰", "个百分点", "倍")
# 在4个社区工作, 这3条铁规, 对200名学生进行: a number by the way.
BY_THE_WAY = ("在", "从", "于", "这", "那")
CONCERNING = ("对", "把", "将", "与", "同", "跟", "向", "给", "为", "让", "使", "由", "按", "以", "被", "距", "距离", "相距")
FORMER = re.compile(r"(?P<subject>.*?)(?:由|从)(?:最初|原来|原先|过去|当初|当时|开始|起初)?的?$")
RISEN = re.compile(
    r"[,，]?(?:逐步|迅速|快速)?(?:增加|增长|提高|提升|上升|发展|扩大|增|升|下降|减少|降低|降|缩短|跃升)(?:到|至|为)了?(?:\d{4}年?(?:底|末)?的?|(?:现在|目前|如今)的?)?"
)
GROWTH = re.compile(
    r"(?P<subject>.*?)(?P<growth>(?:同比|环比|[比较](?:上年|去年|前年|(?:19|20)\d\d年)(?:同期|[底末])?|年均|年平均|平均|实际)*"
    r"(?:增长|增加|增幅|提高|提升|上升|下降|减少|降低|下滑|降幅))$"
)
GROWTH_LINK = re.compile(r"(?:了|达到|达|为|约|近|超过)*$")
SHARE = re.compile(r"(?P<subject>.*?)占(?P<whole>[^占地用]{2,12}?)的?$")
GAP = re.compile(r"[,，、（(]?\s*$")
# 全村458户1400口人: households and people say themselves what they count.
PEOPLE = ("户", "人", "口")


@dataclass(frozen=True, slots=True)
class Name:
    """`subject` is the label without its growth, for what goes on about it."""

    label: str | None
    year: int | None = None
    subject: str | None = None


NOTHING = Name(None)


@dataclass(frozen=True, slots=True)
class Place:
    """A number where it stands: its clause up to it, and the number before."""

    sentence: str
    amount: Amount
    before: Amount | None
    earlier: Name

    @property
    def lead(self) -> str:
        """The clause up to the number, as far as no other number and no 、 comes between."""
        start, _ = clause_before(self.sentence, self.amount.start)
        start = max(start, self.before.end if self.before else 0)
        comma = self.sentence.rfind("、", start, self.amount.start)
        return self.sentence[max(start, comma + 1) : self.amount.start].strip()

    @property
    def glued(self) -> bool:
        """Whether the words before the number follow another number and may belong to that one."""
        return bool(self.before) and self.sentence.endswith(self.lead, self.before.end, self.amount.start) and (
            self.amount.start - self.before.end == len(self.lead)
        )

    @property
    def next_to(self) -> bool:
        """Whether nothing but the lead and a comma part this number from the one before."""
        if not self.before:
            return False
        gap = self.sentence[self.before.end : self.amount.start].removesuffix(self.lead)
        return GAP.fullmatch(gap) is not None

    @property
    def ends(self) -> bool:
        return not self.sentence[self.amount.end : self.amount.end + 1].strip(CLAUSE_ENDS)


def dated(place: Place, own: int | None, phrase: str) -> int | None:
    """The year of a number: right before its name, or at the head of its clause."""
    if own:
        return None if AFTERWARDS.search(phrase) else own
    year, rest = year_before(place.sentence, place.amount.start)
    return None if year is None or AFTERWARDS.search(rest) else year
