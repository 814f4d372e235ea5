"""Finds the line above the running text that is the document's title."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from records.deeds.source import Line

from .awards import award_on_line, plain
from .line_kinds import (
    FILE_NAME,
    MAX_FORMED_CHARACTERS,
    OFFICIAL,
    PAGE_HEADING,
    is_boilerplate,
    is_formed,
    is_imprint,
    is_particular,
)
from .numerals import leading_mark
from .recipients.organizations import is_proper, is_unit, local, units
from .recipients.people import POST_END, at_end, is_name
from .recipients.words import BREAK

MAX_TITLE_CHARACTERS = 80
MIN_LIKENESS = 0.85  # of the characters in the same order: a slip of the pen in one of two titles
# Lines above the text among which the title is looked for: each is compared with each.
MAX_LINES_ABOVE = 60
NAMED_LIKE_FILE = 8  # points against a title
MIN_UNIT_CHARACTERS = 5  # 一名乡村 is none
PRAISED_POINTS = 3  # what words of praise weigh: a title with less may be anybody's
DEEDS = re.compile(r"事迹|先进典型|(?:申报|推荐|汇报|经验)材料|自查报告|风采|喜讯|喜报")
PRAISED = re.compile(
    r"荣?获|荣膺|荣登|荣立|上榜|入选|当选|(?:被|获)(?:授予|评为|评)|称号|祝贺|走近|(?:^|[—－丨|｜\s-])记|榜样|先锋|模范|标兵|楷模|最美|好人|[！!]"
)
MAX_SITE_NAME_CHARACTERS = 14
SITE = re.compile(
    r"网$|报纸?$|网站|门户|之窗|频道|论坛|首页|之家|俱乐部|热线|服务|版权|登录|注册|搜索|专题|栏目|资讯|.{0,6}建设$|公示公告|名单"
)
SPEECH = re.compile("(?:发言|讲话|演讲|致辞|事迹报告|汇报)(?:稿|材料)?$")
SUBTITLE = re.compile(r"^\s*(?:——|—|－－|－|--|–|-)\s*\S")
# A collection counts its documents: 第一篇：, 第3篇
COUNTED = re.compile(r"^第[一二三四五六七八九十\d]{1,3}篇[:：\s]\s*(?=\S)")
COUNTED_OFF = re.compile(r"第[一二三四五六七八九十\d]{1,3}篇$")
# Ret全国…: what is left of a command.
STRAY_LETTERS = re.compile(r"[A-Za-z]{1,6}(?=[\u4e00-\u9fff])")
VERB = re.compile(r"(?:荣?获|荣膺|荣登|荣立|入选|当选|被授予|被评为)")
HAN = re.compile(r"[\u4e00-\u9fff]")
# 某某某同志先进⏎事迹材料: the second line alone would head a page.
TORN = re.compile(
    r".*(?:同志|先进|典型|优秀|模范|标兵|集体|个人)\n"
    r"(?:先进|典型|优秀|模范|个人|主要)*事迹(?:材料|简介|介绍|汇报|展播)?"
)
# 关于表彰…⏎某某某的决定, 大山深处的⏎守望者
PAPER = "的(?:决定|通报|通知|意见|公告|公示)"
UNFINISHED = re.compile(rf".{{0,30}}关于(?!.*{PAPER}\n).*\n.*{PAPER}|.*[的和与及暨、]\n.*")
OFFICE_END = re.compile(
    "(?:中?共?党?(?:总?支部|委员会|委|工委|组)|[村居]委会|居民委员会|人民政府|政府|办事处)$"
)
COUPLET = re.compile(r"([\u4e00-\u9fff]{4,16})\n([\u4e00-\u9fff]{4,16})")


def title_key(text: str) -> str:
    """Returns the same for a title and its repetition with or without 材料."""
    return short_title_key(text) if len(text) <= 2 * MAX_TITLE_CHARACTERS else title_key_of(text)


def title_key_of(text: str) -> str:
    return re.sub(r"(?:材料|简介|介绍|第[一二三四五六七八九十\d]{1,3}篇)$", "", plain(COUNTED.sub("", text)))


# Each line above the text is compared with each; a long one is not kept.
short_title_key = lru_cache(maxsize=1024)(title_key_of)


def same_title(one: str, other: str) -> bool:
    """Allows small differences: some words more at one end, other punctuation, a character written otherwise."""
    a, b = title_key(one), title_key(other)
    shorter, longer = sorted((a, b), key=len)
    if not shorter:
        return False
    if shorter == longer or len(shorter) < 8:
        return shorter == longer
    more = len(longer) - len(shorter)
    if shorter in longer:
        return more <= 8
    return more <= 3 and SequenceMatcher(None, shorter, longer, autojunk=False).ratio() >= MIN_LIKENESS


def may_be_title(line: Line) -> bool:
    if line.look.role == "title":
        return True
    boilerplate = line.look.role not in ("body", "heading") or is_boilerplate(line.text)
    if line.text[-1] in "：:" or is_particular(line):  # 各单位：, 姓名：某某
        return False
    fits = len(line.text) <= longest_title(line.text) and len(plain(line.text)) >= 2
    return fits and not boilerplate and not PAGE_HEADING.fullmatch(COUNTED.sub("", line.text))


def longest_title(text: str) -> int:
    return MAX_FORMED_CHARACTERS if is_formed(text) else MAX_TITLE_CHARACTERS


def is_award_with_year(line: Line) -> bool:
    award = award_on_line(line.text)
    return award is not None and award.year is not None


Title = list[Line]


def find_title(head: Sequence[Line], below_it: Sequence[Line]) -> Title:
    """Returns the lines most like a title, empty where nothing is; of its repetitions the fullest wording.

    `head` stands above the running text, which begins with `below_it`.
    """
    told = told_in(below_it)
    candidates = list(titles_in(head[:MAX_LINES_ABOVE], told))
    below = dict(zip((line.start for line in head), head[1:], strict=False))
    texts = [whole(title) for title in candidates]
    scored = [
        (
            likeness(title, below.get(title[-1].start), texts)
            - NAMED_LIKE_FILE * named_like_file(head, title),
            title,
        )
        for title in candidates
    ]
    ranked = sorted(scored, key=lambda pair: pair[0], reverse=True)
    points, best = ranked[0] if ranked else (-1, [])
    if points < PRAISED_POINTS and names_strangers(best, told):
        others = [title for points, title in ranked[1:] if points > 0 and not names_strangers(title, told)]
        points, best = (1, others[0]) if others else (-1, [])
    if points < 0:
        return []
    same = [title for title in candidates if same_title(whole(title), whole(best))]
    return max(same, key=fullness, default=best)


def told_in(below: Sequence[Line]) -> str:
    return "".join(line.text for line in below[:MAX_LINES_ABOVE])


def names_strangers(title: Title, told: str) -> bool:
    """Tells whether a title is about an organization that the text never speaks of: a link to another article.

    One that closes with the name of whom the text tells says only where that person is.
    """
    text = whole([line for line in title if line is title[0] or not is_named_below(title[:1], line, told)])
    name = at_end(text, told)
    if name and name in told:
        return False
    named = [
        unit.name
        for unit in units(text)
        if is_proper(unit.name) and MIN_UNIT_CHARACTERS <= len(unit.name) < len(text) - 4
    ]
    return bool(named) and not any(unit in told or local(unit)[:4] in told for unit in named)


def named_like_file(head: Sequence[Line], title: Title) -> bool:
    """Tells whether the title is what the file is called, as collections of samples are."""
    stems = (found["stem"] for line in head if (found := FILE_NAME.fullmatch(line.text)))
    return any(same_title(whole(title), stem) for stem in stems)


def file_name_in(head: Sequence[Line]) -> tuple[Line, int] | None:
    """Returns the line with the file's name, where that tells of deeds, and where its suffix begins."""
    for line in head:
        found = FILE_NAME.fullmatch(line.text)
        if found and DEEDS.search(found["stem"]):
            return line, found.start("suffix")
    return None


def fullness(title: Title) -> tuple[bool, bool, int]:
    """Prefers the longest wording, but not for a number behind it or for letters that a converter left before it."""
    text = whole(title)
    return not COUNTED_OFF.search(text), not STRAY_LETTERS.match(text), len(text)


def titles_in(head: Sequence[Line], told: str) -> Iterator[Title]:
    """Yields lines that may be titles, those that go on in the next line together with it."""
    title: Title = []
    for line, below in zip(head, [*head[1:], None], strict=False):
        if (
            title
            and (continues(title[-1], line, below) or is_named_below(title, line, told))
            and len(whole(title) + line.text) <= MAX_TITLE_CHARACTERS
        ):
            title.append(line)
            continue
        if title:
            yield title
        title = [line] if may_be_title(line) else []
    if title:
        yield title


def continues(above: Line, line: Line, below: Line | None) -> bool:
    if TORN.fullmatch(f"{above.text}\n{line.text}"):
        return above.look.role == line.look.role
    return may_be_title(line) and (goes_on(above, line) or is_couplet(above, line, below))


def goes_on(above: Line, below: Line) -> bool:
    """Tells whether a dash or a verb goes on with the line above; an award line is whole in itself."""
    if is_award_with_year(above) or is_award_with_year(below):
        return False
    both = above.look.role == below.look.role
    return both and bool(
        above.text.endswith(("——", "—", "－"))
        or SUBTITLE.match(below.text)
        or VERB.match(below.text)
        or UNFINISHED.fullmatch(f"{above.text}\n{below.text}")
    )


def is_subtitle(title: Title, line: Line, told: str) -> bool:
    """Tells whether a line of the title is one by itself, that says whom or what this is about."""
    if line is title[0]:
        return False
    named = not continues(title[0], line, None) and is_named_below(title[:1], line, told)
    return named or SUBTITLE.match(line.text) is not None


def is_named_below(title: Title, line: Line, told: str) -> bool:
    """Tells whether a line says whom the title right above it is about, and the title does not."""
    return (
        len(title) == 1
        and may_be_title(line)
        and names_whom(line.text, told)
        and not names_whom(title[0].text, told)
        and not is_award_with_year(title[0])
    )


def names_whom(text: str, told: str) -> bool:
    """Tells whether a line is nothing but whom the text returns to: somebody, with a post in front, or a unit."""
    words = "".join(text.split())
    if BREAK.search(words):
        return False
    name = at_end(words, told)
    if name and name in told:
        post = words.removesuffix(name)
        return not post or POST_END.search(post) is not None
    own = OFFICE_END.sub("", local(words))
    return is_unit(words) and is_proper(own, 1) and told.count(own) > 1


def is_couplet(above: Line, below: Line, subtitle: Line | None) -> bool:
    """Tells whether two lines of one length are a title together: a subtitle stands right below them."""
    lines = COUPLET.fullmatch(f"{above.text}\n{below.text}")
    couplet = lines is not None and len(lines[1]) == len(lines[2]) and lines[1] != lines[2]
    return couplet and subtitle is not None and SUBTITLE.match(subtitle.text) is not None


def is_of_author(text: str) -> bool:
    """Tells whether a line is a unit and somebody of it: 样本小学　李范例."""
    parts = text.split()
    return len(parts) == 2 and is_name(parts[1]) and len(parts[0]) > 2 and is_unit(parts[0])


def opens_numbering(line: Line) -> bool:
    """Tells whether a title begins with 一、 or the like: that would begin a list, so it heads a section."""
    mark = leading_mark(line.text)
    return mark is not None and mark.number == 1


def whole(title: Title) -> str:
    return "".join(line.text for line in title)


def likeness(title: Title, below: Line | None, texts: Sequence[str]) -> int:
    """Weighs how much speaks for these lines being the title; below 0 they are none."""
    line, text = title[0], whole(title)
    han = len(HAN.findall(text))
    again = sum(same_title(text, other) for other in texts) > 1
    part = not again and any(len(other) > len(text) + 1 and plain(text) in plain(other) for other in texts)
    evidence = (
        (line.look.role == "title", 12),
        (line.look.role == "heading" and line.look.level == 1, 6),
        (opens_numbering(line), -8),
        (bool(DEEDS.search(text)), 6),
        (is_formed(text), 6),
        (bool(OFFICIAL.search(text)), 6),
        (bool(SPEECH.search(text)), 3),
        (is_of_author(text), -6),
        (bool(PRAISED.search(text)), 3),
        (below is not None and is_imprint(below.text), 4),
        (again and han >= 6, 2),
        (8 <= han <= 45, 2),
        (han < 4, -1),
        (han < 2, -8),
        (part, -3),
        (len(title) == 1 and is_award_with_year(line), -8),
        (bool(SUBTITLE.match(text)), -4),
        (han <= MAX_SITE_NAME_CHARACTERS and bool(SITE.search(text)), -4),
    )
    return sum(points for holds, points in evidence if holds)
