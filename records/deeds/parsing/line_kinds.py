"""Knows by its look and its words what a line is: boilerplate, prose, a heading, a caption, somebody's particulars.

Boilerplate is what a web page puts around a text: navigation, counters, captions, file names, bylines. It stands on
lines of its own, but for `tail_start`. A line wrongly called so is kept in `left_out`, where an editor finds it; a line
wrongly taken for text stands on the page for all to see.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from records.deeds.source import Line

from .awards import three_parts
from .numerals import leading_mark
from .paragraphs import ends_sentence

# --- Boilerplate, by its words ----------------------------------------------------------------------------

MAX_BOILERPLATE_CHARACTERS = 100
MAX_DISCLAIMER_CHARACTERS = 300
MIN_MENU_WORDS = 6  # in a row

WHEN = (
    r"(?:\d{4}\s*[.\-/年]\s*\d{1,2}\s*[.\-/月]\s*\d{1,2}日?|\d{1,2}[.\-/]\d{1,2}[.\-/]\d{4})"
    r"(?:\s*\d\d?:\d\d(?::\d\d)?)?"
)
SUFFIX = r"\.(?:jpe?g|png|gif|bmp|webp|docx?|wps|pdf|xlsx?|rar|zip|mp4)"
# Words on which a reader clicks; a line of nothing else is boilerplate.
BUTTON = (
    r"手机版|电脑版|移动版|(?:网站)?首\s?页|返回(?:首页|顶部|列表|上一?页)?|打印(?:本页|本文|文章)?|关闭(?:窗口|本页|此页)?|登录|注册|"
    r"收藏(?:本页)?|表彰分类|分享(?:到)?|微信|微博|QQ空间|朋友圈|扫一扫.{0,12}|点赞|评论|举报|纠错|复制链接|"
    r"字(?:号|体)|大|中|小|特大|默认|A[-+]|繁体|简体|无障碍(?:浏览|阅读)?|长者(?:版|助手)|听(?:新闻|全文)|语音播报|"
    r"阅读原文|.{0,6}内容阅读|下载(?:附件)?|(?:点击)?展开(?:全文)?|收起|查看(?:全文|更多)|更多|视频|图集|专题|温馨提示|"
    r"新闻(?:中心|动态|资讯)?|通知公告|党建(?:工作|园地|之窗)|政务公开|信息公开|联系我们|网站地图|设为首页|加入收藏|"
    r"只看楼主|楼主|回复|[^，。；：\s]{2,14}(?:新闻)?正文|正文"
)
# These stand before a colon where a page tells of itself.
PAGE_LABEL = (
    r"(?:稿件|信息|文章)?来源|(?:文章)?作者|(?:责任|网络)?编辑|责编|校对|[初复终]?审核?|审稿|总?监制|发布[者人]|录入者?|供稿(?:单位)?|撰稿|撰文|"
    r"通讯员|摄影?|(?:发布|发稿|发表|更新|添加)?(?:时间|日期)|发布(?:机构|单位)|图[/、]?文|文[/、]?图|文字|图片|图源|制图|类型|类别|(?:所属)?栏目|"
    r"分类|标签|关键[词字]|字号|字体|(?:点击|浏览|阅读|访问|评论|转发)(?:数|率|量|次数)?|次数|人气|索引号|文号|附件|地址|电话|联系人|联系电话|联系方式|传真|邮编|邮箱|"
    r"技术支持|[主承]办单位|网站标识码|微信号|微信公众号|投稿(?:邮箱)?|(?:网站)?客服|版权申诉(?:邮箱)?|(?:链接)?地址|本文标题"
)
CREDIT = rf"(?:{PAGE_LABEL}|记者)\s*[:：/ \u3000]\s*[^，。！？:：]{{0,30}}"
REPORTED = r"[^（()）]{0,12}(?:记者|通讯员|报道组|供稿|摄影?)\s*[^，。！？（()）]{0,30}"

PATTERNS = {
    # Possessive: a line of a hundred buttons and one other word would be tried in all ways to cut it.
    "buttons": rf"(?:[\[【(（]?(?>{BUTTON})[\]】)）]?[\s|｜/·>»:：、]*)++",
    "bracketed buttons": r"(?:\[[^\[\]]*\]\s*){2,}",
    "breadcrumb": (
        r"(?:.{0,12}您(?:现)?在.{0,6}|(?:您|你)?(?:的|所在的?|现在的?)?(?:当前)?)位置(?:是)?\s*[:：>\-].*|◎?\s*当前位置.*|"
        r"(?:网站)?首页\s*(?:[>›»/]|-{1,2}|—).*|.{1,20}(?:\s*[>›»]{1,2}\s*[^>›»]{0,20}){2,}"
    ),
    "neighbors": (
        r"[上下]一[篇页条则]\s*(?:[:：].*|.{0,30})|(?:相关|热门|推荐|精彩|最新)(?:链接|阅读|新闻|推荐|文章|专题|资讯|内容|信息|附件).*|"
        r"(?:全部|我要|网友|发表|最新)评论.*"
    ),
    "rights": r"(?:版权所有|Copyright|©).*|.*(?:ICP备|公网安备).*",
    "label": rf"[【\[（(]?\s*(?:{PAGE_LABEL})\s*[:：]\s*[^。！？]*",
    "date": rf"(?:[^，。；：\s]{{0,20}}\s+)?{WHEN}(?:\s?[^\s，。；]{{0,8}}|\s.{{0,60}})",
    "newspaper": (
        r"第\s*[A-Z]?\d+\s*版.*|[A-Z\d]+版[:：].*|"
        r"[^，。；！？\s]{2,14}(?:(?:新闻|信息|政府|门户|在线|党建|先锋|文明)网|论坛|日报|晚报|频道)(?:\s*[-—|·].{0,20})?"
    ),
    "aside": r"[（(][^（()）。]{2,40}。?[)）]",
    "byline": (
        r"[文图摄]\s*[|｜]\s*[^，。]{1,30}|"
        rf"[（(【\[]\s*(?:{CREDIT}|{REPORTED})[)）】\]]|"
        rf"(?:[^，。；：！？\s]{{0,12}}(?:记者|通讯员)|{CREDIT})(?:\s+[\u4e00-\u9fff·]{{1,5}}){{1,6}}"
    ),
    "counter": (
        r"已有.{0,12}人(?:致敬|点赞|浏览|阅读|献花)|"
        r"(?:浏览|阅读|点击|点赞|评论|转发)(?:量|数|次数)?\s*[:：(（]?\s*\d+\s*[)）]?次?"
    ),
    "caption": (
        r"(?:[上下左右题插配附]?图(?:为|是|[:：]|[一二三四五六七八九\d]{1,2}\s*[:：])|▲|△|▼).*|"
        r".+(?:资料图片?|\s[摄摂]影?)[)）]?|.+[（(][^（()）]{1,15}摄影?[)）]|.*[↓▼]{2,}"
    ),
    "file name": rf"\S[^。！？]*{SUFFIX}|https?://\S+|www\.\S+",
    "signs": r"[-—=_*·.…\s]{3,}|\d{1,3}\s*/\s*\d{1,3}|[\d \-+()]{5,}|[\x20-\x7e]{1,100}",
}
ANY_PATTERN = re.compile("|".join(PATTERNS.values()), re.IGNORECASE)
LABELS = re.compile(rf"(?:{PAGE_LABEL})\s*[:：]")
DATED = re.compile(WHEN)
DISCLAIMER = re.compile(
    r"(?:.{0,60}由会员分享|(?:参考)?答案(?:说明|解析)?[:：]|(?:以上|本文|上述).{0,12}仅供(?:参考|学习)|小编.{0,12}(?:整理|推荐|收集|带来|分享|精心)|.{0,20}(?:欢迎|希望).{0,12}(?:阅读|参考|借鉴|下载|对你有|对您有)|特别声明|特别提示|免责声明|版权声明|声明[:：]|Notice:|本站.{0,12}(?:内容|文章|信息)|(?:如需)?转载.{0,6}注明|未经.{0,8}授权|"
    r".{0,10}以上内容.{0,30}上传|(?:网友)?评论仅供|扫描二维码|微信.{0,4}扫一扫)"
)
PAGE_HEADING = re.compile(
    r"(?:主要|先进|典型|优秀|模范|感人|个人|集体)*事迹(?:材料|简介|介绍|内容)?[:：]?|正文|内容简介|[（(]?摘要[)）]?"
)
FILE_NAME = re.compile(rf"(?P<stem>\S[^。！？/\\]{{3,80}}?)(?P<suffix>{SUFFIX})", re.IGNORECASE)
# Boilerplate behind the end of a sentence reaches to the end of its line. Its end comes first, and not as what stands
# before: a search for one of a few characters is the fastest.
TAIL = re.compile(
    rf"[。！？!?”…](?P<tail>\s*(?:[（(【\[]\s*(?:(?:{PAGE_LABEL}|记者)\s*[:：/ \u3000]|"
    r"[^（()。]{0,12}(?:记者|通讯员|报道组|供稿|图源|[图文摄])[\s:：/])|"
    rf"(?:{PAGE_LABEL})\s*[:：]|打印|关闭|返回(?:首页|顶部|列表|上)|分享到|收藏|点赞|[上下]一[篇页条]|阅读原文|展开全文|查看更多|"
    rf"(?=[^\s。！？]{{1,60}}{SUFFIX}$))[^。！？]*)$",
    re.IGNORECASE,
)
MAX_TAIL_CHARACTERS = 160


def is_boilerplate(text: str) -> bool:
    return len(text) <= MAX_DISCLAIMER_CHARACTERS and is_boilerplate_by_its_words(text)


# 转发：某部关于…的通知 is a title, though 转发 is also what counters count.
OFFICIAL = re.compile(
    r"关于[^。！？]{2,60}的(?:决定|通报|通知|命令|公告|公示|通告|请示|报告|意见|函)(?:（.{1,20}）)?$"
)


@lru_cache(maxsize=4096)  # several rules ask about the same line; a long one is not kept
def is_boilerplate_by_its_words(text: str) -> bool:
    if OFFICIAL.search(text):
        return False
    if len(text) <= MAX_BOILERPLATE_CHARACTERS and (
        ANY_PATTERN.fullmatch(text) or is_imprint(text) or is_menu(text)
    ):
        return True
    return DISCLAIMER.match(text) is not None


def is_imprint(text: str) -> bool:
    """Knows a line of where and when a page appeared: 发布时间:2019-05-06 09:00 浏览量:"""
    if len(text) > MAX_BOILERPLATE_CHARACTERS or "。" in text or "！" in text:
        return False
    labels, dated = len(LABELS.findall(text)), DATED.search(text) is not None
    empty = text[-1] in ":：" and len(re.findall("[:：]", text)) > 1
    scraps = dated and "，" not in text and len(text.split()) >= MIN_MENU_WORDS - 1
    named = labels == 1 and (dated or LABELS.match(text) is not None)
    return labels > 1 or empty or scraps or named or (dated and len(text) <= 20)


def is_menu(text: str) -> bool:
    words = re.split(r"[\s|｜]+", text)
    return (
        len(words) >= MIN_MENU_WORDS and "。" not in text and "，" not in text and max(map(len, words)) <= 12
    )


# A button of a forum behind the title: … [复制链接]
BUTTON_TAIL = re.compile(rf"\s*[\[【](?:{BUTTON})[\]】]\s*$")


def tail_start(text: str) -> int:
    """Finds where boilerplate glued to the end of a line begins; its length where there is none."""
    if text[-1:] in "]】" and (button := BUTTON_TAIL.search(text, max(0, len(text) - 16))):
        return button.start()
    # No tail ends a sentence, but most lines do: they are not searched.
    if text.endswith(("。", "！", "？")):
        return len(text)
    found = TAIL.search(text, max(0, len(text) - MAX_TAIL_CHARACTERS - 1))
    return found.start("tail") if found else len(text)


# --- What else a line is ---------------------------------------------------------------------------------

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


DEEDS_ENDS = ("事迹", "材料", "简介", "介绍")
# However long the slogan in front is: …初心使命——某街道先进事迹材料
CALLED_DEEDS = re.compile(
    r"[^。！？!?：:]{60,}(?:先进|典型|优秀|模范|主要|感人|个人|集体)事迹(?:材料|简介|介绍)?"
)


def is_formed(text: str) -> bool:
    """Tells whether a line has the three parts post－name－award, or ends with what it is: such a title may be long."""
    if len(text) > MAX_FORMED_CHARACTERS:
        return False
    called = text.endswith(DEEDS_ENDS) and CALLED_DEEDS.fullmatch(text) is not None
    return called or bool(three_parts(text))


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


# --- Above the text ---------------------------------------------------------------------------------------

# What a periodical prints above each page, and titles of its other articles in a row, which no sentence is.
ISSUE = re.compile(r"第[ \u3000]?[\d〇零一二三四五六七八九十百 \u3000]{1,16}[期辑](?=[)）]?(?:\s|$))")
OTHER_TITLES = re.compile(r"[^，,。；;：:！!？?\s]{6,}(?:[ \u3000]+[^，,。；;：:！!？?\s]{6,})+")
MAX_LINES_BELOW_ISSUE, MAX_RUNNING_HEAD_CHARACTERS = 3, 80


def is_running_head(lines: Sequence[Line], index: int) -> bool:
    """Tells whether a line names the issue of a periodical, or below such a line titles of other articles."""
    text = lines[index].text
    if len(text) > MAX_RUNNING_HEAD_CHARACTERS:
        return False
    if ISSUE.search(text):
        return True
    above = lines[max(0, index - MAX_LINES_BELOW_ISSUE) : index]
    return OTHER_TITLES.fullmatch(text) is not None and any(ISSUE.search(line.text) for line in above)
