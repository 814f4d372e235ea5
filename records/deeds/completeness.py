"""Says what an editor must still fill in. Unknown stays unknown; it is said, not guessed.

A gap is no doubt: nothing that was read may be wrong.
"""

from collections.abc import Iterable

from .document import Deeds, Message

# Without these there is no record; by the codes of their messages.
NEEDED = {
    "no-title": "标题",
    "no-recipient": "受表彰对象",
    "kind-unknown": "集体还是个人",
    "no-award": "表彰",
}


def lacking(messages: Iterable[Message]) -> tuple[str, ...]:
    """Returns what a record still lacks before it can be saved."""
    return tuple(NEEDED[message.code] for message in messages if message.code in NEEDED)


def gaps(deeds: Deeds, title_line: int | None = None, award_line: int | None = None) -> tuple[Message, ...]:
    found = []
    if not deeds.title:
        found.append(Message("info", "no-title", "没有找到标题。请在发布前填写标题。", title_line, "title"))
    if not deeds.recipient.name:
        text = "没能认出受表彰的集体或个人。请填写受表彰对象。"
        found.append(Message("info", "no-recipient", text, title_line, "recipient.name"))
    elif not deeds.recipient.kind:
        text = f"不能确定“{deeds.recipient.name}”是集体还是个人。请选定。"
        found.append(Message("info", "kind-unknown", text, title_line, "recipient.kind"))
    if not deeds.awards:
        text = "没有找到表彰名称。请填写表彰分类和年份。"
        found.append(Message("info", "no-award", text, title_line, "awards.1.name"))
    elif deeds.awards[0].year is None:
        text = f"没有写明“{deeds.awards[0].name}”是哪一年的。请填写年份。"
        found.append(Message("info", "year-unknown", text, award_line, "awards.1.year"))
    if not deeds.sections:
        text = "没有章节标题，也没有“一是、二是”，全文放在引言里。"
        found.append(Message("info", "no-sections", text))
    return tuple(found)
