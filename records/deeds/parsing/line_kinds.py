"""Knows by its look and its words what a line is: prose, a heading, a caption, boilerplate, somebody's particulars."""

import re
from functools import lru_cache

from records.deeds.source import Line

from .awards import three_parts
from .boilerplate import is_boilerplate
from .numerals import leading_mark
from .paragraphs import ends_sentence

MAX_HEADING_CHARACTERS = 30
# Of post－name－award: posts and several awards take their room.
MAX_FORMED_CHARACTERS = 300
# A longer line is prose even without a full stop: copies from web pages are often cut off.
MAX_SHORT_CHARACTERS = 60
LABEL = re.compile(r"([【\[]?[\u4e00-\u9fff]{2,8}[】\]]?)\s*[:：]\s*")
# A person's particulars and a page's, which head no section.
PARTICULARS = re.compile(
    r"[【\[]?(?:姓名|性别|民族|出生(?:年月|日期)?|年龄|籍贯|学历|文化程度|职务|职称|(?:工作|所在|推荐)?单位|政治面貌|电话|地址|时间|日期|来源|作者|编辑|备注|附|注|答|问|记者|拟授奖项|拟授称号|推荐称号|申报称号|联系人|联系电话|例如|如下|"
    r".{0,4}(?:说|道|称|表示|认为|写道|指出|强调|感慨|告诉|回忆|(?<!经验)(?<!情况)介绍))[】\]]?"
)
# Short lines that are sentences without their full stop, and those that stand below a picture.
SENTENCE = re.compile(
    r"^(?:[他她它我你这那图有]|让我们|[—－-]|今天|（.*）$|\(.*\)$)|荣获|获得|被授予|被评为|[~～]$"
)
CAPTION = re.compile(
    r"(?:现场|合影|留影|掠影|一角|场景|画面|全景|外景|证书|奖牌|照片|名单|一览)$|"
    r"(?:支部|党委|工委|总支|委员会|办公室|公司|集团|医院|学校|学院|工作室|大队|中队)$"
)


def is_formed(text: str) -> bool:
    """Tells whether a line has the three parts post－name－award: such a title may be longer than others."""
    return len(text) <= MAX_FORMED_CHARACTERS and bool(three_parts(text))


def is_prose(line: Line) -> bool:
    """Tells whether a line is running text; of a long one its look alone decides.

    Several steps ask about each line, so what the words of short ones say is remembered.
    """
    if line.look.role in ("boilerplate", "caption", "title") or is_styled(line):
        return False
    return len(line.text) > MAX_FORMED_CHARACTERS or is_prose_by_its_words(line.text)


@lru_cache(maxsize=4096)
def is_prose_by_its_words(text: str) -> bool:
    if is_boilerplate(text) or is_formed(text):
        return False
    leads_on = text[-1] in "：:" and "，" in text and len(text) > MAX_HEADING_CHARACTERS  # …，公示如下：
    if len(text) > MAX_SHORT_CHARACTERS or "。" in text or ends_sentence(text) or leads_on:
        return True
    mark = leading_mark(text)
    return mark is not None and mark.kind in ("一是", "第一", "其一")


def is_styled(line: Line) -> bool:
    """Tells whether the document itself calls a line a heading; some give a whole paragraph such a style."""
    return line.look.role == "heading" and len(line.text) <= MAX_SHORT_CHARACTERS


def is_boilerplate_line(line: Line) -> bool:
    return line.look.role in ("boilerplate", "caption") or is_boilerplate(line.text)


def is_short(line: Line, max_characters: int = MAX_HEADING_CHARACTERS) -> bool:
    """Tells whether a line may be a title of its own by its looks alone."""
    text = line.text
    if len(text) > max_characters or text[-1] in "，,、—-" or is_boilerplate_line(line):
        return False
    return sum(map(str.isalnum, text)) >= 2


def is_heading(line: Line) -> bool:
    if not is_short(line) or line.text[-1] in "：:" or is_prose(line):
        return False
    return not ("\t" in line.text or SENTENCE.search(line.text) or CAPTION.search(line.text))


def is_caption(line: Line) -> bool:
    """Knows a place, a group or a thing named alone on a line: what a picture showed that is gone."""
    if line.look.role != "body" or line.look.bold or not is_short(line) or is_prose(line):
        return False
    return leading_mark(line.text) is None and CAPTION.search(line.text) is not None


def is_particular(line: Line) -> bool:
    label = LABEL.match(line.text)
    return label is not None and PARTICULARS.fullmatch(label[1]) is not None
