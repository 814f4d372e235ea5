"""Rows of cells: which are a form, and which a page shows as a table.

A form of recommendation (推荐审批表) says who it is for and which award, holds the deeds, and the opinions on it. Cells
of a row are parted by tabs, as every reader of tables hands them on; a form typed as text has colons. A label alone on
its line or in its cell is followed by what belongs to it, up to the next label.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Literal, NamedTuple

from records.deeds.document import Award
from records.deeds.source import Line

from .awards.lists import ListedAward, dated_name
from .awards.vocabulary import may_be_award
from .line_kinds import is_boilerplate_line

PERSON = "姓名|被推荐人|推荐人选|申报人|候选人姓名"
UNIT = (
    "单位名称|集体名称|推荐集体|推荐单位名称|组织名称|单位(?:集体)?全称|班组名称|团队名称|被推荐(?:单位|集体)|"
    "申报集体|候选集体"
)
SEAT = "(?:工作|所在)?单位"
POST = "职务|职称|职务职称|职务级别|单位及职务|工作单位及职务|工作单位和职务|单位职务"
DEEDS = "(?:主要|先进|典型|突出|简要|个人|集体)*事迹(?:材料|简介|摘要|介绍|简述|概述)?"
AWARD = "(?:拟?推荐|拟?授予?|申报|申请)(?:荣誉)?(?:称号|奖项|项目|荣誉称号|荣誉)(?:名称)?|荣誉称号|称号|奖项"
OPINION = "[\u4e00-\u9fff（）()、]{0,14}(?:意见|审批|审核|盖章|公示情况|推荐理由)"
PARTICULAR = (
    "性别|民族|籍贯|出生(?:年月|日期)?|年龄|学历|文化程度|学位|政治面貌|党派|入党时间|参加工作时间|工作时间|身份证号码?|身份证|手机|电话|"
    "联系(?:电话|方式|人)|通讯地址|地址|邮编|邮箱|照片|负责人|人数|单位性质|所属行业|行业|备注|序号|填表(?:时间|日期|人)|"
    "(?:主要|个人|工作)?简历|类别|级别"
)
HONORS = (
    "(?:主要|曾|近年|历年)?(?:获奖|奖惩|受奖|荣誉)(?:及?荣誉)?(?:情况|经历)|(?:曾|所|主要)?获(?:得)?奖项|"
    "(?:曾|所|主要|以往|近年)?(?:获得?|受)?(?:过)?(?:何种|的)?(?:奖励|荣誉|表彰)(?:称号)?(?:情况)?|"
    "何时何地(?:曾)?受过?何种(?:奖励|表彰)(?:奖励)?"
)
KINDS = {
    "person": PERSON,
    "unit": UNIT,
    "seat": SEAT,
    "post": POST,
    "deeds": DEEDS,
    "award": AWARD,
    "opinion": OPINION,
    "particular": PARTICULAR,
    "honors": HONORS,
}
LABEL = re.compile("|".join(f"(?P<{kind}>{words})" for kind, words in KINDS.items()))
TITLE = re.compile(
    r"(?P<award>\S.{2,40}?)(?:候选人|候选集体|推荐对象|人选|对象)?(?:推荐|申报|审批|登记|呈报|评选|评审|审核|备案|申请)+表(?:[（(].{1,12}[)）])?"
)
# A label with its colon, at the head of a cell or behind a blank or a stop; its characters may be set apart.
WITH_COLON = re.compile(
    r"(?:^|(?<=[\s；;，,、|｜]))(?P<label>[^\s:：；;，,|｜]{2,16}|[\u4e00-\u9fff](?:\s+[\u4e00-\u9fff]){1,6})\s*[:：]\s*"
)
HINT = re.compile(r"[（(][^（()）]*[)）]$")  # 主要事迹（不超过500字）
QUOTED = re.compile('[“"「『][^“”"「」『』]+[”"」』]')
WINNING = re.compile("获|评[为选]|授予|荣立|当选|入选")
LISTED = re.compile("[^；;。\t]+")
BLANKS = re.compile(r"\s+")
MIN_LABELS = 3
MAX_LINES_ABOVE = 3  # a title and the like, above a head of labels
MAX_ROW_CHARACTERS = 200  # with a name
MAX_CELL_CHARACTERS = 60  # of a label with all its blanks and hints
MAX_LABEL_CHARACTERS = 20
RUNNING = ("deeds", "honors", "opinion")
STOPS = " \u3000；;，,、|｜"


@dataclass
class Form:
    """`deeds` are the places of the deeds: a line and where in it they begin; all else is left out."""

    name: str = ""
    kind: Literal["person", "organization"] = "person"
    posts: list[str] = field(default_factory=list)
    award: Award | None = None
    title: Line | None = None
    deeds: dict[int, int] = field(default_factory=dict)
    honors: dict[int, int] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)  # with labels
    labels: int = 0

    @property
    def is_one(self) -> bool:
        return bool(self.name and self.deeds) and self.labels >= MIN_LABELS

    def is_head(self, lines: Sequence[Line]) -> bool:
        """Tells whether these are labels in a row above ordinary deeds: 姓名：…, 单位：…, 职务：…"""
        together = bool(self.rows) and self.rows[-1] - self.rows[0] < len(self.rows)
        above = lines[: self.rows[0]] if self.rows else ()
        on_top = len(above) <= MAX_LINES_ABOVE and not any("。" in line.text for line in above)
        return bool(self.name) and self.labels >= MIN_LABELS and together and on_top

    @property
    def post(self) -> str:
        return " ".join(self.posts)


def form_in(lines: Sequence[Line]) -> Form | None:
    """Reads a form; None where the document is none."""
    form = Form()
    under = ""
    for index, line in enumerate(lines):
        cells = list(cells_of(line))
        first = kind_of(cells[0][0]) if cells else ""
        if first:
            form.rows.append(index)
            under = take_row(form, index, cells)
        elif under == "deeds":
            form.deeds[index] = 0
        elif under == "honors":
            form.honors[index] = 0
        # A title ends with 表 or an aside behind it: most lines are asked no more than for that character.
        elif not form.labels and "表" in line.text and (found := TITLE.fullmatch(line.text.strip())):
            form.title, form.award = line, award_of(found["award"])
    return form if form.is_one or (form.is_head(lines) and not form.deeds) else None


class Head(NamedTuple):
    """The line at which a form begins, its title or its first label, and whom it names."""

    line: int
    name: str
    is_of_person: bool
    has_title: bool


def heads_of_forms(lines: Sequence[Line]) -> list[Head]:
    """Returns the heads of several forms in a row; nothing where one of them has no deeds of its own."""
    heads: list[Head] = []
    told: set[int] = set()
    start, has_title = -1, False  # of the form whose name is still to come
    for index, line in enumerate(lines):
        if len(line.text) > MAX_ROW_CHARACTERS:
            continue
        if "表" in line.text and TITLE.fullmatch(line.text):
            start, has_title = index, True
        elif "\t" in line.text or ":" in line.text or "：" in line.text or kind_of(line.text):
            cells = [cell for cell, _ in cells_of(line)]
            if named := named_in(cells):
                heads.append(Head(start if start >= 0 else index, *named, has_title))
                start, has_title = -1, False
            elif heads and "deeds" in map(kind_of, cells):
                told.add(len(heads))
    return heads if len(heads) > 1 and len(told) == len(heads) else []


def listed_in_table(lines: Sequence[Line]) -> list[tuple[int, str]]:
    """Returns the rows, with their names, of a table that tells of several people: 姓名, 单位, 主要事迹."""
    for index, line in enumerate(lines):
        kinds = [kind_of(cell) for cell in line.text.split("\t")] if "\t" in line.text else []
        names = [place for place, kind in enumerate(kinds) if kind in ("person", "unit")]
        if names and "deeds" in kinds and all(kinds):
            below = ((at, lines[at].text.split("\t")) for at in range(index + 1, len(lines)))
            return [(at, cells[names[0]].strip()) for at, cells in below if len(cells) == len(kinds)]
    return []


def named_in(cells: Sequence[str]) -> tuple[str, bool] | None:
    """Returns whom a row names, and whether that is a person."""
    for label, value in pairwise(cells):
        kind = kind_of(label)
        if kind in ("person", "unit") and value and not kind_of(value):
            return BLANKS.sub("", value), kind == "person"
    return None


def cells_of(line: Line) -> Iterator[tuple[str, int]]:
    """Yields the cells of a row, each with its place in the line; what has colons yields labels and values."""
    start = 0
    for cell in line.text.split("\t"):
        yield from ((part.strip(), start + at) for part, at in parted(cell))
        start += len(cell) + 1


def parted(cell: str) -> Iterator[tuple[str, int]]:
    """Yields the labels of a cell (姓名：某某　性别：女) and their values; the whole where it begins with none.

    What stands behind the label of deeds, honors or an opinion is running text, in which nothing is a label.
    """
    if ":" not in cell and "：" not in cell:
        yield cell, 0
        return
    at, kind = 0, ""
    for found in WITH_COLON.finditer(cell):
        label = kind_of(found["label"])
        if not label or kind in RUNNING or (not kind and cell[: found.start()].strip()):
            continue
        if kind:
            yield cell[at : found.start()].rstrip(STOPS), at
        yield found["label"], found.start()
        at, kind = found.end(), label
    yield cell[at:], at


def kind_of(cell: str) -> str:
    """Returns what a cell is the label of, "" where it is none."""
    return kind_of_words(cell) if len(cell) <= MAX_CELL_CHARACTERS else ""


@lru_cache(maxsize=4096)  # forms in a row and a form alone ask about the same lines
def kind_of_words(cell: str) -> str:
    words = "".join(cell.split()).rstrip(":：")
    if words.endswith(("）", ")")) and not LABEL.fullmatch(words):
        words = HINT.sub("", words)
    found = LABEL.fullmatch(words) if len(words) <= MAX_LABEL_CHARACTERS else None
    return (found.lastgroup or "") if found else ""


def take_row(form: Form, index: int, cells: Sequence[tuple[str, int]]) -> str:
    """Takes the labels of a row with what stands behind them; returns what the lines below belong to."""
    kind = ""
    for cell, start in cells:
        if found := kind_of(cell):
            kind, form.labels = found, form.labels + 1
        elif cell and kind:
            take(form, kind, cell, index, start)
    return kind


def take(form: Form, kind: str, value: str, index: int, start: int) -> None:
    if kind in ("person", "unit") and not form.name:
        form.name = BLANKS.sub("", value) if kind == "person" else value
        form.kind = "person" if kind == "person" else "organization"
    elif kind == "seat":
        form.posts.insert(0, value)
    elif kind == "post":
        form.posts.append(value)
    elif kind == "award" and form.award is None:
        form.award = award_of(value)
    elif kind == "honors":
        form.honors.setdefault(index, start)
    elif kind == "deeds":
        form.deeds.setdefault(index, start)


def award_of(words: str) -> Award | None:
    named = dated_name(words, ListedAward(0, len(words)))
    name = words[named.start : named.end].strip()
    if QUOTED.fullmatch(name):
        name = name[1:-1]
    return Award(name, named.year) if may_be_award(name) else None


def honors_in(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Yields where honors stand that a form says were won before: each by itself where they are only listed."""
    if WINNING.search(text, start):
        yield start, len(text)
        return
    for found in LISTED.finditer(text, start):
        yield found.span()


# --- Tables that are shown ------------------------------------------------------------------------------

# A page shows no more; a larger one stays lines of text.
MAX_ROWS, MAX_COLUMNS = 500, 30
MIN_PROSE_CHARACTERS = 60  # of a cell


def with_shown_tables(lines: Sequence[Line], too_large: list[Line]) -> Sequence[Line]:
    """Returns the lines; what is no table that a page shows is none any more. `too_large` takes first rows."""
    if not any(line.look.table for line in lines):
        return lines
    found: list[Line] = []
    for table, group in groupby(lines, key=table_of):
        rows = list(group)
        found += sorted_rows(rows, too_large) if table else map(without_table, rows)
    return found


def table_of(line: Line) -> int:
    return line.look.table if line.look.role in ("table", "body") else 0


def without_table(line: Line) -> Line:
    return replace(line, look=replace(line.look, table=0, columns=())) if line.look.table else line


def sorted_rows(rows: Sequence[Line], too_large: list[Line]) -> Iterator[Line]:
    """Takes rows of one cell off above and below: what is said of the table, or laid out with it."""
    parted = [index for index, row in enumerate(rows) if columns_of(row)]
    start, end = (parted[0], parted[-1] + 1) if parted else (0, 0)
    inner = rows[start:end]
    shown = has_columns(inner) and not is_form(inner) and not lays_out_text(inner)
    if shown and is_too_large(inner):
        too_large.append(inner[0])
        shown = False
    yield from map(without_table, rows[:start])
    yield from inner if shown else map(without_table, inner)
    yield from map(without_table, rows[end:])


def has_columns(rows: Sequence[Line]) -> bool:
    return sum(map(bool, map(columns_of, rows))) > 1 and any(len(columns_of(row)) > 1 for row in rows)


def columns_of(row: Line) -> tuple[int, ...]:
    return row.look.columns


def lays_out_text(rows: Sequence[Line]) -> bool:
    """Tells whether most cells hold sentences that stand side by side."""
    cells = [cell for row in rows for cell in row.text.split("\t") if cell]
    return sum(len(cell) > MIN_PROSE_CHARACTERS and "。" in cell for cell in cells) * 2 > len(cells)


def is_form(rows: Sequence[Line]) -> bool:
    """Knows a form, which has labels in most rows and not in the first alone, and the furniture of a page."""
    labeled = sum(any(kind_of(cell) for cell, _ in cells_of(row)) for row in rows[1:])
    furniture = sum(map(is_boilerplate_line, rows))
    return labeled * 2 >= len(rows) - 1 or furniture * 2 >= len(rows)


def is_too_large(rows: Sequence[Line]) -> bool:
    columns = {column for row in rows for column in columns_of(row)}
    return len(rows) > MAX_ROWS or len(columns) > MAX_COLUMNS
