"""Whom a text may honor: a person it presents or returns to, and the organizations it speaks of."""

import re
from collections.abc import Iterator

from records.deeds.parsing.recipients.evidence import Proposal
from records.deeds.parsing.recipients.organizations import (
    SITUATED,
    Unit,
    awarded,
    fullest,
    hidden,
    is_proper,
    is_unit,
    paired,
    pieces,
    told_as,
    unit_in,
)
from records.deeds.parsing.recipients.people import (
    AGED,
    DOTTED,
    OF_ANY_FORM,
    POST_END,
    WINDOW,
    at_end,
    is_name,
    presented,
    somebody,
    told_of,
)
from records.deeds.parsing.recipients.surnames import NAME
from records.deeds.parsing.recipients.words import ADVERB, ADVERBS, SPEAKER

FORM = re.compile(
    r"(?:(?:单位|集体|组织)名称|(?:先进|优秀|申报|推荐|获奖|受表彰)(?:集体|单位))[:：]"
    r"[ \t]*(?P<name>[\u4e00-\u9fff]{3,40})"
)
SENTENCE_END = re.compile(r"[。！？!?\n]")
# A county or a city is honored itself only where the text says so: every organization has one in front.
PLACE = re.compile(f"(?P<name>[\u4e00-\u9fffA-Z]{{1,12}}?[县市区州旗盟])(?:{ADVERB})*$")
# What a text says a place or a body does; a place may be honored without a word that tells its kind: 甲陵通过…
DOES = "通过|积极|坚持|始终|大力|不断|着力|紧紧|紧扣|认真|扎实|深入|全面|牢固|充分|以(?=[“党建创服务])"
ACTS = re.compile(f"^\\s*(?P<name>[\u4e00-\u9fff]{{2,4}}?)(?:{DOES})", re.MULTILINE)
PLACE_ACTS = re.compile(
    f"(?:^|[。，,])(?P<name>[\u4e00-\u9fffA-Z]{{1,8}}?[县市区州旗盟])(?:{DOES})", re.MULTILINE
)
# Who gives honors is named before who receives them: 甲部公布…, 被甲部授予.
GIVES = re.compile(
    r"(?:日前|近日|最近|今天|昨日|正式|联合|办公厅|下文|发文|[\d年月日]){0,6}"
    r"(?:公布|通报|决定|授予|表彰|命名|印发|下发|发布|评选|揭晓|认定|追授|联合|组织开展|组织评)"
)
GIVER_BEHIND = re.compile("[被由经据受获]$")
# 样村书记说…: somebody of the village, and maybe anybody.
SOMEBODY = re.compile(
    "[\u4e00-\u9fff]{0,4}(?:书记|主任|(?<!党)员|[长民工师生警众属户]|干部|群众|负责人|代表)"
)
# Words of time, or of where the news comes from, that a sentence opens with.
OPENING = re.compile("(?:以来|年来|之际|期间|日前|获悉|消息|喜讯|[讯电])[，,：:\\s]*$")
# When and by whom a page was made: 2020-01-01 10:00 来源…
BYLINE = re.compile(
    r"^(?=[^\n。]{0,100}(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}:\d\d))[^\n。]{6,100}$", re.MULTILINE
)
NO_PLACE = re.compile(
    "[我他她它你您本该各全这那其们的一是来年月日]|近|多|只有|必须|要|应|中国|人民|干部|党员|群众|社会|工作|作为"
)
COUNTING = re.compile("[0-9]|[全各多几两三四五六七八九十](?:省|市|县|区|家|所|个)")
WITHIN = 600
MAX_PEOPLE = 3


def told(text: str, offices: frozenset[str]) -> Iterator[Proposal]:
    """Yields people and organizations that the text tells of, by every rule that finds somebody in it.

    `offices` are the last words of an office that tells of itself: 院, of 我院.
    """
    window = text[:WINDOW]
    yield from (Proposal(name, "person", evidence) for name, evidence in presented(window))
    yield from beginning(window)
    if name := somebody(window):
        yield Proposal(name, "person", "presented with a post")
    for place, name in enumerate(told_of(window)[:MAX_PEOPLE]):
        yield Proposal(name, "person", "told of" if place else "told of most")
    yield from of_units(text, offices)
    yield from of_places(text)


def of_units(text: str, offices: frozenset[str]) -> Iterator[Proposal]:
    """Yields the organization a form names, and those with a name of their own that something is said of, in full."""
    if form := FORM.search(text, 0, WITHIN):
        yield Proposal(form["name"], "organization", "a form names it")
    seen = BYLINE.sub(lambda found: "\0" * len(found[0]), text[:WITHIN])
    head = hidden(seen, within_names=True)
    first = True
    for unit in units_in(head):
        if offices and (office := the_office(unit, offices)):
            full = fullest(office, text)
            name = full if full.endswith(office) else office
            yield Proposal(name, "organization", "an office tells of itself")
            offices = frozenset()  # the first is meant
        if is_subject(unit, head, text):
            name = fullest(unit.name, text)
            yield Proposal(name, "organization", "spoken of first" if first else "spoken of")
            if awarded(unit, text):
                yield Proposal(name, "organization", "wins in the text")
            first = False


def the_office(unit: Unit, offices: frozenset[str]) -> str | None:
    """Returns the unit up to the word by which an office tells of itself: 甲医院, of 甲医院样本科 and 我院."""
    ends = [at + len(office) for office in offices if (at := unit.name.find(office, 2)) > 0]
    name = unit.name[: min(ends)] if ends else ""
    return name if name and is_unit(name) and is_proper(name, 1) and not COUNTING.search(name) else None


def of_places(text: str) -> Iterator[Proposal]:
    """Yields a place of which the text says at once what it does; whether it is honored itself is never sure."""
    first = ACTS.match(text.lstrip()[:WITHIN])
    if first and is_proper(first["name"]) and not NO_PLACE.search(first["name"]):
        yield Proposal(first["name"], "organization", "the text opens with what it does")
    place = PLACE_ACTS.search(text, 0, WITHIN)
    if place and len(place["name"]) > 1 and not NO_PLACE.search(place["name"]):
        yield Proposal(place["name"], "organization", "a place that acts")


def units_in(head: str) -> Iterator[Unit]:
    for start, piece in pieces(head):
        unit = unit_in(start, piece)
        if unit:
            yield paired(unit, head)
        elif place := PLACE.match(piece):
            yield Unit(place["name"], start, start + place.end("name"), piece[place.end("name") :])


def is_subject(unit: Unit, head: str, text: str) -> bool:
    if unit.name[0] in "各全" or not is_proper(unit.name):  # 各中小学校
        return False
    if head.startswith(("的", "\n"), unit.end) or is_giver(unit, head):
        return False
    before = head[max(0, unit.start - 6) : unit.start]
    if SPEAKER.search(before) and not OPENING.search(before):
        return False
    won = awarded(unit, text)
    if won or not is_unit(unit.name):
        return won
    return is_spoken_of(unit, head, text)


def is_spoken_of(unit: Unit, head: str, text: str) -> bool:
    again = told_as(unit.name, text) > 1
    first = opens_sentence(head, unit.start)
    if not ADVERBS.fullmatch(unit.rest):
        often = text.count(unit.name) > 2
        return (often or (again and first)) and not SOMEBODY.match(unit.rest)
    return again or first or bool(SITUATED.match(text, unit.end))


def is_giver(unit: Unit, head: str) -> bool:
    gives = not unit.rest and GIVES.match(head, unit.end)
    return bool(gives or GIVER_BEHIND.search(head[max(0, unit.start - 1) : unit.start]))


def opens_sentence(head: str, start: int) -> bool:
    """At its beginning, or behind words of time: 近年来，…"""
    before = SENTENCE_END.split(head[max(0, start - 30) : start])[-1]
    if "、" in before:
        return False
    return OPENING.search(before) is not None or len(re.findall("[\u4e00-\u9fff]", before)) <= 6


# --- Whom a text begins with, whatever they are called --------------------------------------------------

LABEL = re.compile(rf"^姓\s*名\s*[:：]\s*(?P<name>{OF_ANY_FORM})\s*$", re.MULTILINE)
# Sex right behind the words that a line begins with: they are a name, of whatever form.
WITH_SEX = re.compile(
    rf"(?:[我她他]叫|[我她他]是)?(?P<name>{OF_ANY_FORM})(?:[（(][^（）()\n]{{1,20}}[)）])?"
    r"(?:[，,]\s*|[ \u3000]+)[男女](?=[，,。；;])"
)
WITH_AGE = re.compile(rf"(?P<words>[\u4e00-\u9fff]{{2,16}}?)(?:同志)?[，,](?:{AGED})")
WITH_POST = re.compile(
    rf"(?P<name>{DOTTED}|{NAME})(?:同志)?[，,](?:现任|时任|现为|系|是)?(?P<post>[^，,。；;\n]{{3,40}})[，,。；;]"
)


def beginning(text: str) -> Iterator[Proposal]:
    """Yields whom a label names, and whom the first sentence presents right at its beginning."""
    if label := LABEL.search(text):
        yield Proposal(label["name"], "person", "introduced by name")
    first = next((line.strip() for line in text.splitlines() if "。" in line), "")
    if found := WITH_SEX.match(first):
        own = without_post(found["name"].removesuffix("同志"), text)
        yield Proposal(own, "person", "presented with sex, birth or post")
    elif (found := WITH_AGE.match(first)) and (name := at_end(found["words"], text)):
        yield Proposal(name, "person", "presented with sex, birth or post")
    elif (found := WITH_POST.match(first)) and is_name(found["name"]) and POST_END.search(found["post"]):
        yield Proposal(found["name"], "person", "presented with a post")


def without_post(words: str, text: str) -> str:
    """Returns the name alone: 王某某, of 样本厂工人王某某; 次仁某某, of 护士长次仁某某, where the text says so."""
    name = at_end(words, text)
    if name and POST_END.search(words.removesuffix(name)):
        return name
    rests = (words[at:] for at in range(2, len(words) - 1) if POST_END.search(words[:at]))
    return next((rest for rest in rests if text.count(rest) > text.count(words)), words)
