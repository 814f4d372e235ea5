"""Who receives the honor, and where: candidates of many rules, weighed together; the best is taken.

A candidate comes from the title (titles.py) or from the text (texts.py). What speaks for it is a row of the table of
weights, which `make read-report` fits and shows for each document.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from records.deeds.document import Recipient
from records.deeds.parsing.recipients.evidence import (
    AHEAD,
    CERTAIN,
    SETTLED,
    WEIGHTS,
    Candidate,
    Proposal,
)
from records.deeds.parsing.recipients.organizations import is_unit, region_of, told_as
from records.deeds.parsing.recipients.people import POSTED_AT_END, at_end, post_of, spoken_of
from records.deeds.parsing.recipients.texts import told
from records.deeds.parsing.recipients.titles import asks_for_a_person, titled

SHORT = re.compile(r"[（(](?:以下)?简称[:：]?\s*[“\"‘]?([\u4e00-\u9fffA-Za-z0-9]{2,20})[”\"’]?[)）]")
REACH = 6000  # characters that are looked at; whoever is honored is named long before
TIMES = ((3, "told three times"), (6, "told six times"))
# An office that tells of itself: 我院先后荣获… It looks back last, as in organizations.py.
ITSELF = re.compile(
    r"[我本](?<![\u4e00-\u9fff]本)(院|局|校|镇|乡|村|街道|社区|公司|厂|所|支部|单位|站|队|中心|会)(?!长)"
)
MIN_TIMES_ITSELF = 2
MIN_POST_CHARACTERS = 3
# What the text says right behind a name tells where that begins, too.
PRESENTING = {"presented with sex, birth or post", "presented with a post", "introduced by name"}
# L市, **街道, 某某村: a document hides the name of whom it is about, and hardly that of somebody else alone.
# It begins with one set of characters: a search for those is many times as fast.
MASKED = re.compile(
    r"[A-Z*＊×x某](?:(?<=(?<![A-Za-z])[A-Z])|(?<=[*＊×])[*＊×]+|(?<=[Xx])[Xx]+|(?<=某)某?)"
    r"(?:街道(?:办事处)?|社区|公司|集团|学校|[大中小]学|医院|法院|检察院|支部|[省市县区州旗镇乡村局厂院所站])"
)
# What these verbs have in common with one another (选树立) is looked at again.
HELD_UP = re.compile("(?=(?:宣传|选树|推出|树立|学习)([^。\\n]*))")
MAX_BEFORE_EXAMPLE = 80
BESIDE = "、和及与"


class Weighed(NamedTuple):
    points: int
    candidate: Candidate


class Choice(NamedTuple):
    """`weighed` are all candidates, the best first; it is the recipient, unless all speaks against it."""

    recipient: Recipient
    certain: bool
    weighed: tuple[Weighed, ...]

    @property
    def rivals(self) -> tuple[str, ...]:
        """The names of the best two, where it is not certain which is meant."""
        best = [each.candidate.name for each in self.weighed[:2] if each.points >= 0]
        return () if self.certain else tuple(best)


def recipient_of(
    title: str | None,
    introduction: str,
    text: str,
    holders: Iterable[str] = (),
    known: Candidate | None = None,
) -> Choice:
    """Chooses the recipient; what neither title nor text says stays None.

    `holders` are the names of those of whom the text says that they won something; `known` is whom a form or
    this part of a collection names.
    """
    text = text[:REACH]
    weighed = Document(title or "", text, frozenset(holders)).weighed()
    region = region_of(title or "", introduction)
    if known:
        post = next((each.candidate.post for each in weighed if each.candidate.name == known.name), "")
        return Choice(recipient_as(replace(known, post=known.post or post), region, text), True, weighed)
    if not weighed or weighed[0].points < 0:
        return Choice(Recipient(region=region), True, weighed)
    points, best = weighed[0]
    second = weighed[1].points if len(weighed) > 1 else 0
    certain = points >= CERTAIN and points - second >= AHEAD
    return Choice(recipient_as(best, region, text), certain, weighed)


def recipient_as(chosen: Candidate, region: str, text: str) -> Recipient:
    post = (chosen.post or post_of(chosen.name, text)) if chosen.kind == "person" else ""
    return Recipient(chosen.name, chosen.kind, short_name_of(chosen.name, text), region, post)


def named_for_sure(title: str, text: str) -> str | None:
    """Returns whom a title names by its own evidence, if that is enough to believe it."""
    document = Document(title, text[:REACH], frozenset())
    weighed = weigh(document.candidates(document.by_title))
    return weighed[0].candidate.name if weighed and weighed[0].points >= CERTAIN else None


class Document:
    """What the candidates of one document are held against."""

    def __init__(self, title: str, text: str, holders: frozenset[str]) -> None:
        self.title, self.text, self.holders = title, text, holders
        offices = ITSELF.findall(text)
        self.offices = frozenset(offices if len(offices) >= MIN_TIMES_ITSELF else ())
        self.asks_for_a_person = asks_for_a_person(title)
        masked = set(MASKED.findall(f"{title}\n{text}"))
        self.masked = masked.pop() if len(masked) == 1 else ""

    def weighed(self) -> tuple[Weighed, ...]:
        """Weighs all candidates; where the title alone settles it the text is not asked for others."""
        weighed = weigh(self.candidates(self.by_title))
        if weighed and weighed[0].points >= SETTLED:
            return weighed
        return weigh(self.everybody())

    def by_honors(self) -> Iterator[Proposal]:
        """Yields whom the text says that something was given to: 授予样本小学教师某某“…”称号."""
        for holder in sorted(self.holders):
            name = None if is_unit(holder) else at_end(holder, self.text)
            if not name and (posted := POSTED_AT_END.search(holder)):
                name = posted["name"]
            post = holder.removesuffix(name) if name else ""
            if name and len(post) > MIN_POST_CHARACTERS:
                yield Proposal(name, "person", "holds an award", post)

    @cached_property
    def by_title(self) -> list[Proposal]:
        return list(titled(self.title, self.text)) if self.title else []

    def everybody(self) -> list[Candidate]:
        found = self.candidates([*self.by_title, *self.by_honors(), *told(self.text, self.offices)])
        if len(found) == 1 and self.text.count(found[0].name) > 1:
            found[0].evidence.add("told again, and nobody else is")
        return found

    def candidates(self, proposed: Iterable[Proposal]) -> list[Candidate]:
        """Returns who is proposed, each with all the evidence."""
        found = without_tails(gathered(proposed), self.text)
        for each in found:
            each.evidence.update(self.circumstances(each))
            if "title names a unit" in each.evidence and not self.tells_of(each, found):
                each.evidence.add("only the title has it")
        return found

    def tells_of(self, each: Candidate, found: list[Candidate]) -> bool:
        """Whether the text names what a title names, by that name or by a shorter one: 样本街道, of 样本街道办事处."""
        shorter = any(other is not each and other.name in each.name for other in found)
        return shorter or self.text.count(each.name) > self.title.count(each.name)

    def circumstances(self, each: Candidate) -> Iterator[str]:
        """Yields what speaks for or against a candidate whatever rule proposed it."""
        is_person = each.kind == "person"
        times = spoken_of(each.name, self.text) if is_person else told_as(each.name, self.text)
        yield from (evidence for least, evidence in TIMES if times >= least)
        if self.text.lstrip().startswith(each.name):
            yield "begins the text"
        if f"\n{self.text}".count(f"\n{each.name}") > 1:
            yield "begins paragraphs"
        if not is_person and self.masked and each.name.startswith(self.masked):
            yield "the only name masked"
        if each.name in self.holders:
            yield "holds an award"
        if self.asks_for_a_person and each.kind == "organization":
            yield "the title asks for a person"
        if self.offices and is_person:
            yield "an office tells of a person"
        if is_person and named_beside_others(each.name, self.text):
            yield "named beside others"
        if is_person and held_up(each.name, self.text):
            yield "held up as an example"


def gathered(proposals: Iterable[Proposal]) -> list[Candidate]:
    """Returns each name once, in the order of the rules that found it first."""
    found: dict[str, Candidate] = {}
    for proposal in proposals:
        known = found.setdefault(proposal.name, Candidate(proposal.name, proposal.kind))
        known.kind = known.kind or proposal.kind
        known.post = known.post or proposal.post
        known.evidence.add(proposal.evidence)
    return list(found.values())


def without_tails(found: list[Candidate], text: str) -> list[Candidate]:
    """Joins what is only the end of a name, or a name with words around it, with whom the text presents by that name.

    卓嘎 is no name where the text has only 次仁卓嘎; nor is 优秀教师次仁卓嘎同志.
    """
    for presented in [each for each in found if each.kind == "person" and each.evidence & PRESENTING]:
        name = presented.name
        for other in found:
            tail = (
                other.kind == "person"
                and name.endswith(other.name)
                and text.count(other.name) == text.count(name)
            )
            around = other.kind is None and other.name.removesuffix("同志").endswith(name)
            if other is not presented and (tail or around):
                presented.evidence |= other.evidence
                presented.post = presented.post or other.post
                other.evidence.clear()
    return [each for each in found if each.evidence]


def named_beside_others(name: str, text: str) -> bool:
    """Tells whether at least half of the times somebody is one of several: 甲、乙和丙参加."""
    times = text.count(name)
    return 0 < times <= 2 * beside_others(name, text)


def beside_others(name: str, text: str) -> int:
    """Counts the times; what stands between two names counts for the first of them."""
    times = done = 0
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        if at > done and text[at - 1] in BESIDE:
            times, done = times + 1, end
        elif text[end : end + 1] and text[end] in BESIDE:
            times, done = times + 1, end + 1
        at = text.find(name, max(done, at + 1))
    return times


def held_up(name: str, text: str) -> bool:
    """Tells whether others are to learn from somebody: 树立某某为榜样."""
    reach = MAX_BEFORE_EXAMPLE + len(name)
    return name in text and any(name in found[1][:reach] for found in HELD_UP.finditer(text))


def weigh(found: Iterable[Candidate]) -> tuple[Weighed, ...]:
    points = (Weighed(sum(WEIGHTS[row] for row in each.evidence), each) for each in found)
    return tuple(sorted(points, key=lambda weighed: weighed.points, reverse=True))


def short_name_of(name: str, text: str) -> str:
    """From 某某局（以下简称“某局”）, wherever the name stands."""
    if "简称" not in text:
        return ""
    return next((found[1] for found in SHORT.finditer(text) if text.endswith(name, 0, found.start())), "")
