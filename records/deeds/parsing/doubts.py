"""Says what an editor must look at: gaps to fill in, and doubts about what was read, each once, with line and value.

A gap is no doubt: nothing that was read may be wrong. Unknown stays unknown; it is said, not guessed.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import Literal, NamedTuple

from records.deeds.characters import folded
from records.deeds.document import Award, Deeds, Message, digits

from .awards.vocabulary import PROVINCE
from .codes import AWARD_BY_HEADING, AWARD_UNSURE, NEEDED
from .figures.finding import Found
from .forms import MAX_COLUMNS, MAX_ROWS
from .paragraphs import Paragraphs
from .recipients.choosing import Choice
from .sections import Layout, MeasuredSection, Piece

SENTENCE_ENDS, PRONOUNS = "。！？!?\n", ("她", "他")
LEVELS = (
    re.compile("[“《]?(?:第.{1,3}届)?(?:全国|国家|中国|中华|中央)"),
    re.compile(f"[“《]?(?:全?省|省级|{PROVINCE})"),
)
MAX_SHOWN_CHARACTERS = 40  # of a line that a message quotes
MAX_EXAMPLES = 5  # in one message
# Said one by one: an editor who has more of them looks at all of it anyway.
MAX_DOUBTS_OF_A_KIND = 20


class AwardSource(NamedTuple):
    """The source of the award of a page: its head, the heading of the collection it is from, or the text alone.

    In a part of a collection the text has to say more: there, many honors are told in passing.
    """

    kind: Literal["head", "heading", "doubtful heading", "text", "text of a part", "other title"]
    heading: str = ""
    first: Award | None = None  # as the rules read it: its span counts in their text


def doubts(
    deeds: Deeds,
    layout: Layout,
    parts: Sequence[MeasuredSection],
    paragraphs: Paragraphs,
    found: Found,
    *,
    said: AwardSource,
    choice: Choice,
) -> tuple[Message, ...]:
    """Collects doubts of every kind. `found` tells of numbers that became no figure; `said`: what names the
    award of this page."""
    title_line = paragraphs.line_at(layout.title[0].start) if layout.title else None
    award_line = layout.awards[0][0].number if layout.awards else None
    return (
        *gaps(deeds, title_line, award_line),
        *about_left_out(layout, paragraphs),
        *about_recipient(choice, title_line),
        *about_awards(deeds, said, paragraphs),
        *about_headings(layout, parts, paragraphs),
        *islice(about_lists(parts, paragraphs), MAX_DOUBTS_OF_A_KIND),
        *about_figures(paragraphs, found),
    )


def about_recipient(choice: Choice, line: int | None) -> Iterator[Message]:
    if choice.recipient.name and not choice.certain:
        best, *other = choice.rivals
        note = f"受表彰对象“{best}”是从文字推断的。请核对名称。"
        if other:
            note = f"受表彰对象可能是“{best}”，也可能是“{other[0]}”，暂取前者。请核对。"
        yield Message("warning", "recipient-unsure", note, line, "recipient.name")


def about_left_out(layout: Layout, paragraphs: Paragraphs) -> Iterator[Message]:
    if layout.is_foreign:
        note = "这份材料主要不是中文。全文都已放进页面，名称、荣誉和数据没有识别。请核对并补充。"
        yield Message("warning", "other-language", note)
    places = {piece.start: number for number, piece in enumerate(layout.left_out, start=1)}
    for piece in layout.strays[:MAX_DOUBTS_OF_A_KIND]:
        shown = (
            f"{piece.text[:MAX_SHOWN_CHARACTERS]}……" if len(piece.text) > MAX_SHOWN_CHARACTERS else piece.text
        )
        note = f"这一行没有放进正文：“{shown}”。如果是事迹，请放回正文。"
        path = f"left_out.{places[piece.start]}" if piece.start in places else None
        yield Message("warning", "left-out", note, paragraphs.line_at(piece.start), path)
    yield from islice(about_tables(layout, paragraphs), MAX_DOUBTS_OF_A_KIND)


def about_tables(layout: Layout, paragraphs: Paragraphs) -> Iterator[Message]:
    for row in layout.large_tables:
        most = f"{MAX_ROWS} 行、{MAX_COLUMNS} 列"
        note = f"从这一行起的表格太大（最多 {most}），没有排成表格，各行照文字放入。请核对。"
        yield Message("warning", "table-too-large", note, paragraphs.line_at(row.start))
    first: dict[int, tuple[int, Piece]] = {}
    for number, piece in enumerate(layout.left_out, start=1):
        if piece.row:
            first.setdefault(piece.row.table, (number, piece))
    for number, piece in first.values():
        note = "从这一行起的表格在正文之外，没有放进正文。如果是事迹，请放回正文。"
        line = paragraphs.line_at(piece.start)
        yield Message("warning", "table-left-out", note, line, f"left_out.{number}")


def is_ambiguous(deeds: Deeds) -> bool:
    """Tells whether more than one award may be the one of this page."""
    own = [award for award in deeds.awards if award.holder is None or award.holder == deeds.recipient.name]
    levels = [level_of(award.name) for award in own]
    highest = bool(own) and deeds.awards[0] is own[0] and all(level > levels[0] for level in levels[1:])
    return not highest


def level_of(award: str) -> int:
    """Returns 0 for an award of the whole country, 1 for one of a province, 2 for others and those that do not say."""
    return next((level for level, sign in enumerate(LEVELS) if sign.match(award)), len(LEVELS))


def is_told_plainly(award: Award | None, recipient: str, text: str) -> bool:
    """Tells whether a text says that its recipient has the award: where it presents them, or with the year."""
    if not award or not award.span or award.holder or not recipient:
        return False
    start = max(text.rfind(end, 0, award.span.start) for end in SENTENCE_ENDS) + 1
    sentence = text[start : award.span.start].strip()
    presents = sentence.startswith(recipient) and text.find(recipient) >= start
    return presents or (award.year is not None and (recipient in sentence or sentence.startswith(PRONOUNS)))


def is_in_doubt(deeds: Deeds, said: AwardSource, paragraphs: Paragraphs) -> bool:
    recipient = folded(deeds.recipient.name or "")
    if said.kind == "text of a part":
        return is_ambiguous(deeds) or not is_told_plainly(said.first, recipient, paragraphs.text)
    return said.kind == "other title" or (said.kind == "text" and is_ambiguous(deeds))


def about_awards(deeds: Deeds, said: AwardSource, paragraphs: Paragraphs) -> Iterator[Message]:
    name = deeds.awards[0].name if deeds.awards else ""
    if name and said.heading:
        sure = said.kind == "heading"
        note = f"这一份没有写明表彰，按汇编的标题“{said.heading}”记为“{name}”。"
        note += "" if sure else "标题没有写明级别、届次或年份，请核对。"
        if sure:
            yield Message("info", AWARD_BY_HEADING, note, path="awards.1.name")
        else:
            yield Message("warning", AWARD_UNSURE, note, path="awards.1.name")
    elif name and is_in_doubt(deeds, said, paragraphs):
        note = f"标题和标题下方没有写明本页的表彰，暂以正文提到的“{name}”为本页表彰。请核对。"
        yield Message("warning", AWARD_UNSURE, note, path="awards.1.name")
    undated = [award.name for award in deeds.awards[1:] if award.year is None]
    if undated:
        more = f"等 {len(undated)} 项。" if undated[MAX_EXAMPLES:] else "。"
        note = f"以下荣誉没有写明年份，页面上不显示年份：{'、'.join(undated[:MAX_EXAMPLES])}{more}"
        yield Message("info", "other-years-unknown", note)


def about_headings(
    layout: Layout, parts: Sequence[MeasuredSection], paragraphs: Paragraphs
) -> Iterator[Message]:
    titles = [(number, part.title[0]) for number, part in enumerate(parts, start=1) if part.title]
    if not titles:
        return
    first, title = titles[0]
    line, path = paragraphs.line_at(title.start), f"sections.{first}.title"
    if layout.unsure:
        shown = "、".join(f"“{title.text}”" for _, title in titles[:MAX_EXAMPLES])
        note = f"章节标题没有序号或标记，按短句的样子认出：{shown}。请核对是不是标题。"
        yield Message("warning", "heading-unsure", note, line, path)
    numbers = [draft.number for draft in layout.drafts if draft.number is not None]
    if any(later != number + 1 for number, later in pairwise(numbers)):
        note = "章节的序号不连续，可能有遗漏或写错。请对照原文核对。"
        yield Message("warning", "numbers-missing", note, line, path)


def about_lists(parts: Sequence[MeasuredSection], paragraphs: Paragraphs) -> Iterator[Message]:
    for number, part in enumerate(parts, start=1):
        if not part.items:
            continue
        first = part.items[0].marker
        line = paragraphs.line_at(first.start)
        path = f"sections.{number}.measures.1.marker"
        if len(part.items) == 1:
            note = f"只找到“{first.text}”，没有下一条。请核对这一段是不是举措。"
            yield Message("info", "lone-measure", note, line, path)
        elif part.gap:
            note = "举措的序号不连续，可能有遗漏或写错。请对照原文核对。"
            yield Message("warning", "numbers-missing", note, line, path)


def about_figures(paragraphs: Paragraphs, found: Found) -> Iterator[Message]:
    passed, suggested = found.passed, found.suggested
    if suggested:
        names = "、".join(f"{one.label}{digits(one.value)}{one.unit}" for one in suggested[:MAX_EXAMPLES])
        more = f"等 {len(suggested)} 项" if len(suggested) > MAX_EXAMPLES else ""
        note = f"这些数字的名称拿不准，未列入数据：{names}{more}。核对时可以勾选收入。"
        yield Message("info", "figure-doubtful", note)
    if passed:
        shown = "、".join(paragraphs.text[span.start : span.end] for span in passed[:MAX_EXAMPLES])
        more = f"等 {len(passed)} 处" if len(passed) > MAX_EXAMPLES else ""
        note = f"没能判断这些数字说的是什么，未列入数据：{shown}{more}。需要时请手工添加。"
        yield Message("info", "figure-unnamed", note, paragraphs.line_at(passed[0].start))


# --- Gaps -----------------------------------------------------------------------------------------------


def lacking(messages: Iterable[Message]) -> tuple[str, ...]:
    """Returns what a record still lacks before it can be saved."""
    return tuple(NEEDED[message.code] for message in messages if message.code in NEEDED)


def noted(notice: str) -> tuple[Message, ...]:
    """Tells what an exported file says beside its deeds, as that the honor was revoked: nothing of it is saved."""
    text = f"文件上注明：{notice}。保存的记录里没有这一句，需要的话请在导入以后登记。"
    return (Message("warning", "notice", text.replace("。。", "。")),) if notice else ()


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
