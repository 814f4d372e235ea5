"""The first sentences of an answer: what a reader learns who reads no further."""

from collections.abc import Iterator

from django.utils import timezone

from .answering import Answer, Found
from .cited import Citation

TOO_SHORT = "字太少，看不出是哪里的话。请至少贴一句。"
WARNING = "先请注意：数据库里的文字与公开日志不符，不能作数。"
NOT_KNOWN = "这里没有这些文字。"


def summary(answer: Answer, others: int = 0) -> str:
    """Says it in words; `others` counts what is other in a file and no text."""
    return said(answer) + (f"文字以外还有 {others} 处不同。" if others else "")


def said(answer: Answer) -> str:
    if answer.is_too_short:
        return TOO_SHORT
    if answer.is_empty:
        return f"{NOT_KNOWN}其中的指纹列在下面。" if answer.fingerprints else NOT_KNOWN
    if answer.not_vouched_for:
        return f"{WARNING}{''.join(sentences(answer))}"
    return "".join(sentences(answer))


def sentences(answer: Answer) -> Iterator[str]:
    if len(answer.found) == 1:
        yield of_one(answer.found[0])
    elif answer.found:
        yield of_several(answer.found)
    if answer.hidden:
        yield of_hidden(answer)
    if answer.cited and not (answer.found or answer.hidden):
        yield of_cited(answer.cited)
    if answer.unknown and not answer.is_empty:
        yield f"另有 {len(answer.unknown)} 段这里没有。"


def of_one(found: Found) -> str:
    what = f"《{found.record.showing(found.version).title}》{found.version.name}"
    differing = found.number_of_differences
    if differing:
        return f"与{what}有 {differing} 处不同。{standing(found)}"
    if found.outdated:
        return f"与{what}一字不差；其中 {len(found.outdated)} 段后来更正过。"
    how = "全文一致" if found.is_whole else "一致"
    return f"与{what}{how}，一字不差。{standing(found)}"


def of_cited(cited: list[Citation]) -> str:
    """Says what a citation leads to where it is all that is told."""
    one = cited[0]
    if len(cited) > 1 or one.version is None:
        return "其中的网址指向下面的记录；除了网址，没有与它相同的文字。"
    title = one.record.showing(one.version).title
    what = f"引的是《{title}》{one.version.name}{'的' if one.passage else ''}{one.place}。"
    if one.version.pk == one.record.live_id:
        return f"{what}这是现在公布的一版。"
    if not one.passage:
        return f"{what}这不是现在公布的一版。"
    kind = one.now.kind if one.now else "removed"
    later = {
        "changed": "后来更正过",
        "removed": "现在公布的一版没有这一条",
        "moved": "现在移到了别处，文字没有改",
    }
    return f"{what}这不是现在公布的一版；这一条{later.get(kind, '此后没有改过')}。"


def standing(found: Found) -> str:
    if not found.is_newest:
        return "这不是现在公布的一版。"
    since = found.version.public_from
    return f"这是现在公布的一版，自 {timezone.localdate(since):%Y-%m-%d} 起公布。" if since else ""


def of_several(found: list[Found]) -> str:
    differing = sum(one.number_of_differences for one in found)
    outdated = sum(len(one.outdated) for one in found)
    how = f"共有 {differing} 处不同" if differing else "都一字不差"
    later = f"；其中 {outdated} 段后来更正过" if outdated else ""
    return f"有 {len(found)} 条记录的文字，{how}{later}。"


def of_hidden(answer: Answer) -> str:
    only = "这些文字" if not answer.found else "其中有的文字"
    withdrawn = any(one.version is None for one in answer.hidden)
    return f"{only}属于一条已经撤回的记录。" if withdrawn else f"{only}属于一个不再公开的版本。"
