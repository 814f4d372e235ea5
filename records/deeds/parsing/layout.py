"""Paragraphs → title, award lines, introduction and titled sections, and what belongs to none of them.

Every line goes to exactly one place; lines are cut at most, never rewritten: that is what keeps all text.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from records.deeds.source import Line

from .awards import award_on_line
from .forms import Form, form_in, honors_in, with_shown_tables
from .headings import find_headings, label_of
from .line_kinds import (
    FILE_NAME,
    PAGE_HEADING,
    is_boilerplate,
    is_boilerplate_line,
    is_caption,
    is_heading,
    is_particular,
    is_prose,
    is_running_head,
    is_styled,
    tail_start,
)
from .numerals import leading_mark
from .paragraphs import ends_sentence
from .sections import Draft, Layout, cut, leave_out, spread, whole, without_page_numbers
from .titles import (
    COUNTED,
    MAX_TITLE_CHARACTERS,
    SUBTITLE,
    Title,
    file_name_in,
    find_title,
    is_subtitle,
    may_be_title,
    same_title,
    told_in,
)

STRAY = re.compile(r"[?？\ufffd]+\s*(?=[^?？\s])")
# A converter leaves such behind the last full stop of a text: 犍).
TRAILING_JUNK = re.compile(r"(?<=[。！？!?])\s*([^。！？!?”’」』）)\s][^。！？!?\s]{0,2})$")

# An amount, an award, a clause.
TELLS = re.compile(
    r"\d[\d,.]*[余多]?[万千百亿]?[个名人户件次起项场元亩家条台套位份卷篇期所间公平里米吨%％]|荣?获|[被获]?评为|授予|当选|入选|[，；][^，；]"
)
# Of a document in another language: lines that are looked at, and letters without which there is no telling.
MAX_LINES_ASKED, MIN_FOREIGN_LETTERS, MAX_FOREIGN_TITLE = 200, 80, 160
MAX_CHARACTERS_ASKED = 2000
HAN = re.compile("[\u3400-\u9fff]+")
MAX_LINES_ABOVE_TABLE = 2
ANY_ROW = "·\t·"  # what a row is to the lines around it
MENU = re.compile(
    r"\S\s*[|›»>·]\s*\S[^|›»>·]*[|›»>·]|^(?:Home|Share|Print|Tweet|Menu|Search|Login|Skip to)\b.{0,30}$"
)


def lay_out(lines: Sequence[Line]) -> Layout:
    layout = Layout()
    marked = next((line for line in lines if line.look.role == "summary"), None)
    layout.summary = cut(marked, 0) if marked else []
    lines = with_shown_tables([line for line in lines if line is not marked], layout.large_tables)
    if is_foreign(lines):
        return lay_out_foreign(layout, lines)
    form = form_in(lines)
    if form and form.deeds:
        return lay_out_form(layout, form, lines)
    if form:
        lines = without_head(layout, form, lines)
    lines = without_page_numbers(layout, spread(lines))
    lines = [trimmed(layout, line) for line in lines]
    start, end = bounds(lines)
    title = find_title(lines[:start], lines[start:]) or headline(lines, start)
    take_title(layout, title or file_name(lines[:start]), told_in(lines[start:]))
    start += start < len(lines) and lines[start] in title
    start = first_table(lines, title, first_heading(lines, title, start))
    start = sort_head(layout, lines, start)
    body = [line for line in lines[start:end] if not left_out_of_body(layout, line)]
    sort_body(layout, without_trailing_junk(layout, body))
    for line in lines[end:]:
        if not in_title(layout, line):
            leave_out(layout, line, is_known=is_boilerplate_line(line))
    layout.left_out.sort(key=lambda piece: piece.start)
    return layout


def without_head(layout: Layout, form: Form, lines: Sequence[Line]) -> list[Line]:
    """Leaves out the labels above ordinary deeds, which say whom these are about."""
    layout.form = form
    for index in form.rows:
        leave_out(layout, lines[index], is_known=True)
    if form.award:
        layout.awards.append((lines[form.rows[0]], form.award))
    return [line for index, line in enumerate(lines) if index not in form.rows]


def lay_out_form(layout: Layout, form: Form, lines: Sequence[Line]) -> Layout:
    """Takes the deeds out of a form; particulars and the opinions of offices are no deeds."""
    layout.form = form
    layout.honors = [
        piece
        for index, start in form.honors.items()
        for span in honors_in(lines[index].text, start)
        for piece in cut(lines[index], *span)
    ]
    body: list[Line] = []
    for index, line in enumerate(lines):
        start = form.deeds.get(index)
        if line is form.title:
            layout.title = cut(line, 0)
        elif start is None:
            layout.left_out += cut(line, 0)
        else:
            layout.left_out += cut(line, 0, start)
            body += [Line(piece.text, line.number, piece.start, line.look) for piece in cut(line, start)]
    if form.award and form.title:
        layout.awards.append((form.title, form.award))
    sort_body(layout, [replace(line, look=replace(line.look, role="body")) for line in body])
    layout.left_out.sort(key=lambda piece: piece.start)
    return layout


def is_foreign(lines: Sequence[Line]) -> bool:
    """Tells whether the document is hardly in Chinese at all."""
    text = "".join(line.text for line in lines[:MAX_LINES_ASKED])[:MAX_CHARACTERS_ASKED]
    # A Chinese text has enough in its first few hundred characters; the rest is not counted then.
    if han_in(text[: MAX_CHARACTERS_ASKED // 5]) * 10 >= len(text):
        return False
    han = han_in(text)
    letters = sum(map(str.isalpha, text)) if han * 10 < len(text) else 0
    return letters >= MIN_FOREIGN_LETTERS and han * 10 < letters


def han_in(text: str) -> int:
    return sum(map(len, HAN.findall(text)))


def lay_out_foreign(layout: Layout, lines: Sequence[Line]) -> Layout:
    """Keeps all of a text in another language: a title, the headings the document itself calls so, and the rest."""
    layout.is_foreign = True
    title = title_of_foreign(lines)
    layout.title = cut(title, 0) if title else []
    rest = [line for line in lines if line is not title]
    known = [
        line
        for line in rest
        if line.look.role in ("boilerplate", "caption", "note") or MENU.search(line.text)
    ]
    for line in known:
        leave_out(layout, line, is_known=True)
    body = [line for line in rest if line not in known]
    for line in body:
        if line.look.role == "heading":
            layout.drafts.append(Draft(cut(line, 0)))
        else:
            layout.drafts[-1].paragraphs += whole(line)
    return layout


def title_of_foreign(lines: Sequence[Line]) -> Line | None:
    """Returns the line called so, or the first that is neither a sentence nor a menu."""
    called = next((line for line in lines if line.look.role == "title"), None)
    first = next(
        (line for line in lines if not MENU.search(line.text) and line.look.role != "boilerplate"), None
    )
    is_title = first is not None and len(first.text) <= MAX_FOREIGN_TITLE and first.text[-1] not in ".;,"
    return called or (first if is_title else None)


def file_name(head: Sequence[Line]) -> Title:
    found = file_name_in(head)
    return [found[0]] if found else []


def trimmed(layout: Layout, line: Line) -> Line:
    """Returns the line without boilerplate glued to its end, and without what a lost blank left at its beginning."""
    if line.look.table or is_boilerplate(line.text):
        return line
    stray = STRAY.match(line.text)
    start, end = stray.end() if stray else 0, tail_start(line.text)
    if start == 0 and end == len(line.text):
        return line
    rest = cut(line, start, end)
    if not rest:
        return line
    layout.left_out += cut(line, 0, start) + cut(line, end)
    return Line(rest[0].text, line.number, rest[0].start, line.look)


def bounds(lines: Sequence[Line]) -> tuple[int, int]:
    """Finds where the running text begins and ends: from the first prose or numbered heading to the last."""

    def is_text(line: Line) -> bool:
        return is_prose(line) or is_numbered(line) or is_styled(line)

    starts = (i for i, line in enumerate(lines) if is_prose(line) or opens_list(lines, i))
    start = next(starts, len(lines))
    ends = (i for i in range(len(lines) - 1, start - 1, -1) if is_text(lines[i]) or tells(lines[i]))
    return start, with_tables(lines, next(ends, start - 1) + 1)


def with_tables(lines: Sequence[Line], end: int) -> int:
    """Returns where the text ends with the tables right below it, each under a line or two that name it."""
    while (row := next((i for i in reach(lines, end) if lines[i].look.table), None)) is not None:
        end = row + 1
    return end


def reach(lines: Sequence[Line], end: int) -> range:
    return range(end, min(end + MAX_LINES_ABOVE_TABLE + 1, len(lines)))


def tells(line: Line) -> bool:
    """Tells whether a line without its full stop says something: that is no date, name or seal below the text."""
    return TELLS.search(line.text) is not None and not is_boilerplate_line(line) and not is_caption(line)


def is_numbered(line: Line) -> bool:
    return leading_mark(line.text) is not None and not is_boilerplate_line(line) and line.look.role != "title"


def opens_list(lines: Sequence[Line], index: int) -> bool:
    """Tells whether a numbered line opens the text: number one, or one below a title (三、 of a text cut off)."""
    mark = leading_mark(lines[index].text)
    if mark is None or not is_numbered(lines[index]):
        return False
    return mark.number == 1 or (mark.kind == "一、" and any(map(may_be_title, lines[:index])))


def headline(lines: Sequence[Line], start: int) -> Title:
    """Finds a title that ends like a sentence (喜讯！…获奖！), where it stands alone at the very top."""
    first = next((line for line in lines[: start + 1] if not is_boilerplate_line(line)), None)
    if first is None or first is not (lines[start] if start < len(lines) else None):
        return []
    below = next((line for line in lines[start + 1 :] if not is_boilerplate_line(line)), None)
    lone = (
        len(first.text) <= MAX_TITLE_CHARACTERS // 2 and first.text[-1] in "！!？?" and "。" not in first.text
    )
    return [first] if lone and below and len(below.text) > len(first.text) else []


def take_title(layout: Layout, title: Title, told: str) -> None:
    """Takes the lines of the title; a number in front (十七、, 第一篇：) and a subtitle (——记某某) stay out."""
    for line in title:
        start = number_end(line) if line is title[0] else 0
        below = is_subtitle(title, line, told)
        suffix = FILE_NAME.fullmatch(line.text)
        end = suffix.start("suffix") if suffix else len(line.text)
        layout.left_out += cut(line, 0, start) + cut(line, end)
        (layout.subtitle if below else layout.title).extend(cut(line, start, end))
    layout.left_out += layout.subtitle


def first_heading(lines: Sequence[Line], title: Title, start: int) -> int:
    """Finds where the text begins: with headings the document names as such, if they stand between title and prose."""
    top = title[-1].start if title else -1
    headings = (i for i, line in enumerate(lines[:start]) if line.look.role == "heading" and line.start > top)
    return next(headings, start)


def first_table(lines: Sequence[Line], title: Title, start: int) -> int:
    """Finds where the text begins: with a table right below the title, unless it lists honors."""
    top = title[-1].start if title else len(lines)
    rows = [i for i, line in enumerate(lines[:start]) if line.look.table and line.start > top]
    honors = any(award_on_line(lines[i].text) for i in rows)
    return rows[0] if rows and title and not honors else start


def number_end(title: Line) -> int:
    if counted := COUNTED.match(title.text):
        return counted.end()
    mark = leading_mark(title.text)
    return mark.end if mark and mark.kind in ("一、", "（一）", "1.") else 0


def titles_again(layout: Layout, line: Line) -> bool:
    """Tells whether the title stands here again, with its subtitle or without."""
    if not layout.title or in_title(layout, line) or len(line.text) > MAX_TITLE_CHARACTERS:
        return False
    return any(same_title(line.text, text) for text in {layout.title[0].text, layout.headline})


def in_title(layout: Layout, line: Line) -> bool:
    return any(line.start <= piece.start < line.end for piece in (*layout.title, *layout.subtitle))


def left_out_of_body(layout: Layout, line: Line) -> bool:
    if in_title(layout, line):
        return True
    out = not line.look.table and (
        is_boilerplate_line(line)
        or line.look.role == "note"
        or is_caption(line)
        or titles_again(layout, line)
    )
    layout.left_out += cut(line, 0) if out else []
    return out


def sort_head(layout: Layout, lines: Sequence[Line], start: int) -> int:
    """Sorts the lines above the running text; returns where it begins: the last may be a section's title."""
    last = start - 1
    for index, line in enumerate(lines[:start]):
        if in_title(layout, line):
            continue
        boilerplate = is_boilerplate_line(line) or titles_again(layout, line)
        award = None if boilerplate else award_on_line(line.text)
        if award:
            layout.awards.append((line, award))
        elif index == last and not boilerplate and opens_section(lines, index):
            return last
        known = boilerplate or award is not None or is_running_head(lines, index)
        leave_out(layout, line, is_known=known)
    return start


def opens_section(lines: Sequence[Line], index: int) -> bool:
    """Tells whether a short line right above the text is a section's title: others must have such titles too."""
    line = lines[index]
    if PAGE_HEADING.fullmatch(line.text) or SUBTITLE.match(line.text) or is_particular(line):
        return False
    if label_of(line):
        return any(map(label_of, lines[index + 1 :]))
    if not is_heading(line):
        return False
    later = range(index + 2, len(lines) - 1)
    return any(is_heading(lines[i]) and is_prose(lines[i + 1]) for i in later)


def without_trailing_junk(layout: Layout, body: list[Line]) -> list[Line]:
    """Returns the last line without what a converter left behind its end."""
    last = body[-1] if body else None
    is_row = last is not None and last.look.table
    trailing_junk = (
        TRAILING_JUNK.search(last.text, max(0, len(last.text) - 8)) if last and not is_row else None
    )
    if not last or not trailing_junk or ends_sentence(last.text):
        return body
    layout.left_out += cut(last, trailing_junk.start(1))
    return [
        *body[:-1],
        Line(last.text[: trailing_junk.start(1)].rstrip(), last.number, last.start, last.look),
    ]


def sort_body(layout: Layout, body: Sequence[Line]) -> None:
    """Gathers paragraphs under their headings; none of them is a row of a table."""
    found = find_headings([replace(line, text=ANY_ROW) if line.look.table else line for line in body])
    headings, layout.unsure = found.headings, found.unsure
    for index, line in enumerate(body):
        heading = headings.get(index)
        following = body[index + 1] if index + 1 < len(body) else None
        if heading:
            layout.left_out += cut(line, 0, heading.start) + cut(line, heading.end, heading.rest)
            mark = leading_mark(line.text)
            title, rest = cut(line, heading.start, heading.end), cut(line, heading.rest)
            layout.drafts.append(Draft(title, rest, mark.number if mark else None))
        elif PAGE_HEADING.fullmatch(line.text) and not (following and is_prose(following)):
            layout.left_out += cut(line, 0)
        else:
            layout.drafts[-1].paragraphs += whole(line)
