"""Honors named in running text, in titles and on lines of their own."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from .document import Award, Span
from .prose import sentences, year_before

# What an award is called: a word of praise somewhere, and one who bears it, or a prize, at the end.
PRAISE = (
    "先进|优秀|模范|标兵|示范|文明|劳动|杰出|最美|十佳|红旗|五四|五一|三八|巾帼|道德|好人|特色|青年|工匠|"
    "能手|楷模|榜样|奖"
)
BEARER = (
    "组织|单位|集体|个人|工作者|模范|标兵|奖|奖章|奖状|奖项|称号|党员|干部|能手|工匠|楷模|榜样|社区|街道|支部|党委|工委|者|手|"
    "人物|家庭|青年|企业|企业家|[村县市区镇乡]|岗|号|榜|之星|师|护士|民警|职工|员"
)
AWARD_NAME = re.compile(rf"(?=.{{0,40}}(?:{PRAISE})).{{1,39}}(?:{BEARER})[”’》]?")
AWARD_LINE = re.compile(r"(.{3,40}?)\s*[(（]\s*((?:19|20)\d\d)\s*年?度?\s*[)）]")
YEAR_FIRST = re.compile(r"((?:19|20)\d\d)\s*年度?\s*(.{3,40})")

VERB = re.compile(
    r"被(?P<issuer>[^，,；;。：:！？!?被]{2,30}?)??(?P<passive>授予|评选为|评定为|评为|命名为|认定为|确定为|表彰为)|"
    r"荣获|荣膺|荣登|喜获|获评为?|获得|(?<![收斩缴捕])获(?![悉取知救利益])"
)
LIST_STOP = re.compile(r"[；;。！？!?]")
TAIL = re.compile(
    r"(?:等(?:多项|多个|一系列)?(?:光荣|荣誉)?(?:称号|荣誉|奖励|奖项|表彰)?|(?:光荣|荣誉)?称号|荣誉|表彰)(?=[，,]|$)"
)
LEADING = re.compile(r"^(?:带领|推动|指导|使|让)")
ADVERBS = re.compile(r"(?:先后|多次|连续|曾经|曾|还|也|又|均|都|并|再次|相继|近日|同时|历年|连年)+$")
# The page's own recipient, by another word.
PRONOUN = re.compile(r"[他她它其我](?:们|本人|个人)?|本人|自己|个人")
QUOTED = re.compile(r"“[^“”]*”|‘[^‘’]*’|《[^《》]*》|[(（][^()（）]*[)）]")
DASH = re.compile(r"\s*(?:－|—+|–|--)\s*")
MAX_NAME = 40
MAX_HOLDER = 20


def plain(text: str) -> str:
    """For comparison: compatibility forms folded, letters and digits only."""
    return "".join(ch for ch in unicodedata.normalize("NFKC", text) if ch.isalnum())


def bare(name: str) -> str:
    """Without the quotes that enclose a name as a whole."""
    enclosed = re.fullmatch(r"[“‘]([^“”‘’]*)[”’]", name)
    return (enclosed and enclosed[1].strip()) or name


def list_items(text: str) -> list[str]:
    """Cut at 、 and commas outside quotes and parentheses."""
    hidden = QUOTED.sub(lambda found: "\0" * len(found[0]), text)
    cuts = [-1, *(found.start() for found in re.finditer("[、，,]", hidden)), len(text)]
    return [text[left + 1 : right].strip().removeprefix("以及") for left, right in pairwise(cuts)]


def names_in(region: str, passive: bool) -> list[str]:
    """The awards listed behind a verb. 等荣誉称号 closes a list for certain; without it, a list ends at a comma."""
    region = LIST_STOP.split(region, maxsplit=1)[0]
    tail = TAIL.search(region)
    listed = region[: tail.start()] if tail else re.split("[，,]", region, maxsplit=1)[0]
    names = [item for item in list_items(listed) if 3 <= len(bare(item)) <= MAX_NAME]
    return [
        bare(item) for item in names if tail or passive or item != bare(item) or AWARD_NAME.fullmatch(item)
    ]


def holder_of(clause: str) -> str | None:
    holder = LEADING.sub("", ADVERBS.sub("", clause)).strip()
    known = 2 <= len(holder) <= MAX_HOLDER and not PRONOUN.fullmatch(holder) and not re.search(r"\d", holder)
    return holder if known else None


def awards_in(text: str, offset: int = 0) -> Iterator[Award]:
    """Awards of one paragraph that begins at `offset`."""
    for start, sentence in sentences(text):
        verbs = list(VERB.finditer(sentence))
        for verb, following in zip(verbs, [*verbs[1:], None], strict=False):
            region = sentence[verb.end() : following.start() if following else None]
            year, clause = year_before(sentence, verb.start())
            for name in names_in(region, bool(verb["passive"])):
                at = offset + start + sentence.index(name, verb.end())
                yield Award(name, year, holder_of(clause), verb["issuer"], Span(at, at + len(name)))


def award_on_line(line: str) -> Award | None:
    """A line that is nothing but an award: 全国先进基层党组织(2011年), 2011年度先进集体, or its name alone."""
    if named := AWARD_LINE.fullmatch(line):
        return Award(bare(named[1]), int(named[2]))
    if named := YEAR_FIRST.fullmatch(line):
        return Award(bare(named[2]), int(named[1])) if AWARD_NAME.fullmatch(named[2]) else None
    return Award(bare(line)) if AWARD_NAME.fullmatch(line) else None


def awards_in_title(title: str) -> list[Award]:
    """From "post－name－award", or from a headline that says who won what."""
    parts = DASH.split(title)
    if len(parts) == 3 and re.search(PRAISE, parts[2]):
        return [Award(bare(parts[2]))]
    return [replace(award, holder=None, span=None) for award in awards_in(title)]


def merged(awards: Iterable[Award], own: str | None) -> tuple[Award, ...]:
    """Each award once, in order; a repetition may still tell the year. The page's own holder need not be named."""
    found: dict[str, Award] = {}
    for award in awards:
        award = replace(award, holder=None) if award.holder == own else award
        key = plain(award.name)
        earlier = found.setdefault(key, award)
        if earlier.year is None and award.holder == earlier.holder:
            found[key] = replace(earlier, year=award.year)
    return tuple(found.values())
