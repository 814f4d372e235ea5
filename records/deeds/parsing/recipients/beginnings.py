"""Whom a text begins with, and couples: people who are told by where they stand, whatever they are called."""

import re
from collections.abc import Iterator

from records.deeds.parsing.recipients.evidence import Proposal
from records.deeds.parsing.recipients.people import AGED, DOTTED, POST_END, at_end, is_name
from records.deeds.parsing.recipients.surnames import NAME

ANY_NAME = rf"(?:{DOTTED}|[\u4e00-\u9fff]{{2,8}})"
LABEL = re.compile(rf"^姓\s*名\s*[:：]\s*(?P<name>{ANY_NAME})\s*$", re.MULTILINE)
# Sex right behind the words that a line begins with: they are a name, of whatever form.
WITH_SEX = re.compile(
    rf"(?:[我她他]叫|[我她他]是)?(?P<name>{ANY_NAME})(?:[（(][^（）()\n]{{1,20}}[)）])?"
    r"(?:[，,]\s*|[ \u3000]+)[男女](?=[，,。；;])"
)
WITH_AGE = re.compile(rf"(?P<words>[\u4e00-\u9fff]{{2,16}}?)(?:同志)?[，,](?:{AGED})")
WITH_POST = re.compile(
    rf"(?P<name>{DOTTED}|{NAME})(?:同志)?[，,](?:现任|时任|现为|系|是)?(?P<post>[^，,。；;\n]{{3,40}})[，,。；;]"
)
# Who is honored together: 王某某、李某某夫妇.
TOGETHER = re.compile(
    rf"(?P<one>[\u4e00-\u9fff·]{{2,30}})[、和与](?P<other>{ANY_NAME}?)(?P<both>夫妇|夫妻|伉俪)"
)
MAX_CHARACTERS = 10  # of the first of two


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
    """Returns the name alone: 王某某, of 样本厂工人王某某."""
    name = at_end(words, text)
    return name if name and POST_END.search(words.removesuffix(name)) else words


def couple(title: str, text: str) -> Iterator[Proposal]:
    """Yields the couple that a title names: neither of them alone is honored."""
    for found in TOGETHER.finditer(title):
        below = text.replace(found[0], "")
        one = first_of(found["one"], below)
        if one and (is_name(found["other"]) or found["other"] in below):
            name = one + title[found.end("one") : found.end()]
            yield Proposal(name, None, "title names a couple")


def first_of(words: str, text: str) -> str:
    """Returns the name at the end of what stands before the other's: the longest that the text has elsewhere."""
    for size in range(min(MAX_CHARACTERS, len(words)), 1, -1):
        name = words[-size:]
        if re.search(rf"(?<![\u4e00-\u9fff]){re.escape(name)}(?=[和与，,（(])", text):
            return name
    return at_end(words, text) or ""
