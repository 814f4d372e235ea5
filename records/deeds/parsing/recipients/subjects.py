"""The organization a text speaks of, where its title names none."""

import re
from collections.abc import Iterator

from records.deeds.parsing.recipients.organizations import (
    SITUATED,
    Unit,
    awarded,
    fullest,
    is_proper,
    is_unit,
    paired,
    pieces,
    told_as,
    unit_in,
)
from records.deeds.parsing.recipients.words import ADVERB, ADVERBS, SPEAKER, hidden

FORM = re.compile(r"(?:单位|集体|组织)名称[:：][ \t]*(?P<name>[\u4e00-\u9fff]{3,40})")
SENTENCE_END = re.compile(r"[。！？!?\n]")
# A county or a city is honored itself only where the text says so: every organization has one in front.
PLACE = re.compile(f"(?P<name>[\u4e00-\u9fff]{{1,12}}?[县市区州旗盟])(?:{ADVERB})*$")
# Who gives honors is named before who receives them: 甲部公布…, 被甲部授予.
GIVES = re.compile(
    r"(?:日前|近日|最近|今天|昨日|正式|联合|办公厅|下文|发文|[\d年月日]){0,6}"
    r"(?:公布|通报|决定|授予|表彰|命名|印发|下发|发布|评选|揭晓|认定|追授|联合|组织开展|组织评)"
)
GIVER_BEHIND = re.compile("[被由经据受获]$")
# 样村书记说…: somebody of the village, and maybe anybody.
SOMEBODY = re.compile("[\u4e00-\u9fff]{0,4}(?:书记|主任|[长员民工师生警众属户]|干部|群众|负责人|代表)")
# Words of time, or of where the news comes from, that a sentence opens with.
OPENING = re.compile("(?:以来|年来|之际|期间|日前|获悉|消息|喜讯|[讯电])[，,：:\\s]*$")
# When and by whom a page was made: 2020-01-01 10:00 来源…
BYLINE = re.compile(
    r"^(?=[^\n。]{0,100}(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}:\d\d))[^\n。]{6,100}$", re.MULTILINE
)
WITHIN = 600


def subject_of(text: str) -> str | None:
    """The organization a form names, or the first with a name of its own that something is said of, in full."""
    if form := FORM.search(text, 0, WITHIN):
        return form["name"]
    seen = BYLINE.sub(lambda found: "\0" * len(found[0]), text[:WITHIN])
    head = hidden(seen, within_names=True)
    name = next((unit.name for unit in candidates(head) if is_subject(unit, head, text)), None)
    return fullest(name, text) if name else None


def candidates(head: str) -> Iterator[Unit]:
    for start, piece in pieces(head):
        unit = unit_in(start, piece)
        if unit:
            yield paired(unit, head)
        elif place := PLACE.match(piece):
            yield Unit(place["name"], start, start + place.end("name"), piece[place.end("name") :])


def is_subject(unit: Unit, head: str, text: str) -> bool:
    if not is_proper(unit.name) or head.startswith(("的", "\n"), unit.end) or is_giver(unit, head):
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
