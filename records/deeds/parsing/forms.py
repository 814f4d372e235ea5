"""A form of recommendation (推荐审批表): who it is for and which award, the deeds in it, and the opinions on it.

Cells of a row are parted by tabs, as every reader of tables hands them on; a form typed as text has colons. A label
alone on its line or in its cell is followed by what belongs to it, up to the next label.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from records.deeds.document import Award
from records.deeds.parsing.awards.lists import ListedAward, dated_name
from records.deeds.parsing.awards.vocabulary import may_be_award
from records.deeds.source import Line

PERSON = "姓名|被推荐人|推荐人选|申报人|候选人姓名"
UNIT = "单位名称|集体名称|推荐集体|推荐单位名称|组织名称|单位(?:集体)?全称|班组名称"
POST = "职务|职称|职务职称|职务级别|工作单位|所在单位|单位|单位及职务|工作单位及职务|工作单位和职务|单位职务"
DEEDS = "(?:主要|先进|典型|突出|简要|个人|集体)*事迹(?:材料|简介|摘要|介绍|简述|概述)?"
AWARD = "(?:拟?推荐|拟?授予?|申报|申请)(?:荣誉)?(?:称号|奖项|项目|荣誉称号|荣誉)(?:名称)?|荣誉称号|称号|奖项"
OPINION = "[\u4e00-\u9fff（）()、]{0,14}(?:意见|审批|审核|盖章|公示情况|推荐理由)"
PARTICULAR = (
    "性别|民族|籍贯|出生(?:年月|日期)?|年龄|学历|文化程度|学位|政治面貌|党派|入党时间|参加工作时间|工作时间|身份证号码?|身份证|手机|电话|"
    "联系(?:电话|方式|人)|通讯地址|地址|邮编|邮箱|照片|负责人|人数|单位性质|所属行业|行业|备注|序号|填表(?:时间|日期|人)|"
    "(?:主要|个人|工作)?简历|奖惩情况|类别|级别"
)
HONORS = (
    "(?:曾|所|主要|以往|近年)?(?:获得?|受)?(?:过)?(?:何种|的)?(?:奖励|荣誉|表彰)(?:称号)?(?:情况)?|"
    "何时何地(?:曾)?受过?何种(?:奖励|表彰)(?:奖励)?"
)
KINDS = {
    "person": PERSON,
    "unit": UNIT,
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
WITH_COLON = re.compile(r"(?P<label>[^:：\t]{2,16})[:：]\s*(?P<value>.*)")
BLANKS = re.compile(r"\s+")
MIN_LABELS = 3
MAX_LINES_ABOVE = 3  # a title and the like, above a head of labels
MAX_LABEL_CHARACTERS = 20


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
        elif not form.labels and (found := TITLE.fullmatch(line.text.strip())):
            form.title, form.award = line, award_of(found["award"])
    return form if form.is_one or (form.is_head(lines) and not form.deeds) else None


def cells_of(line: Line) -> Iterator[tuple[str, int]]:
    """Yields the cells of a row, or label and value of a line with a colon, each with its place in the line."""
    colon = WITH_COLON.fullmatch(line.text)
    if "\t" not in line.text and colon and kind_of(colon["label"]):
        yield colon["label"], 0
        yield colon["value"], colon.start("value")
        return
    start = 0
    for cell in line.text.split("\t"):
        yield cell.strip(), start
        start += len(cell) + 1


def kind_of(cell: str) -> str:
    """Returns what a cell is the label of, "" where it is none."""
    words = BLANKS.sub("", cell).rstrip(":：")
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
    return Award(name, named.year) if may_be_award(name) else None
