"""Finds what each number of a sentence measures: label and year, or nothing where its words do not say.

A figure of the record is told from a number that only happens to have words beside it. A name that is no noun phrase,
or one that leaves open what was counted, makes a suggestion: an editor may take it, nobody else does.
"""

import re

from .label_words import (
    MAX_LABEL_CHARACTERS,
    completed,
    cut_date,
    doing_before,
    fitting,
    noun_after,
    noun_before,
    phrase_before,
    stated,
    unlinked,
)
from .units import NOTHING, RANK, Name, PlacedAmount
from .vocabulary import CLAUSE_ENDS, DOING, GENERIC, SHARED, STATING

# 生产总值实现667亿元
ACHIEVED = re.compile(r"(?<=..)(?:实现|完成|占比|占)了?$")
SHARES = ("%", "％", "‰", "个百分点", "倍")
# 医疗98%, 公司1.3亿: of what?
NEEDING_MEASURE = (*SHARES, "万", "亿")
# 在4个社区工作, 这3条铁规.
BY_THE_WAY = ("在", "从", "于", "这", "那")
HELD_AT = ("控制在", "保持在", "稳定在")
# 获省级文明村等12项荣誉: what was won is said before the list.
WON = re.compile("获得?|荣获|取得|斩获|夺得|赢得|捧回")
# A noun without a number of its own may come between: 主持课题2项、市级课题1项.
LISTED = re.compile("[^，,。；;、：:]{0,8}、[^，,。；;、：:]{0,10}$")
HONORS = re.compile("(?:荣誉|奖项|奖|称号|奖励|表彰|专利|证书|成果|奖牌|金牌)$")
# Behind these a noun only says whom something was done to: 对200名学生进行 ….
CONCERNING = re.compile(
    "(?:[把将跟让使按被距]|(?<![核结应校反])对|(?<!参)与|(?<![共合])同|(?<![定方])向|(?<![供发送])给|(?<!行)为|(?<!自)由|以|(?<![成造])就)$"
)
FORMER = re.compile(r"(?P<subject>.*?)(?:由|从)(?:最初|原来|原先|过去|当初|当时|开始|起初|以前)?的?")
RISEN = re.compile(
    r"[,，]?(?:逐步|迅速|快速|一举)?(?:增加|增长|提高|提升|上升|发展|扩大|增|升|下降|减少|降低|降|缩短|跃升)(?:到|至|为)了?"
    r"(?P<now>(?:\d{4}年(?:底|末)?|现在|目前|如今)?的?)"
)
GROWTH = re.compile(
    r"(?P<subject>.*?)(?P<growth>(?:同比|环比|[比较](?:上年|去年|前年|(?:19|20)\d\d年)(?:同期|[底末])?|年均|年平均|平均|实际)*"
    r"(?:增长|增加|增幅|提高|提升|上升|下降|减少|降低|下滑|降幅))"
)
GROWTH_LINK = re.compile(r"(?:了|达到|达|为|约|近|超过)+$")
SHARE = re.compile(r"(?P<subject>.*?)占(?P<whole>[^占地用]{2,12}?)的?")
# A rank may come between: 收入3亿元，居全市第二位，同比增长12%.
GAP = re.compile(rf"[,，、（(]?\s*(?:(?:{RANK.pattern})[,，]?)?\s*")
# 全村458户1400口人: households and the people in them.
PEOPLE = ("人", "口人", "人口")
EXTENTS = ("亩", "公顷", "公里", "平方米", "吨", "公斤")
# Said of a number that is aimed at, and of one that was once.
NOT_NOW = re.compile(
    "力争|预计|计划(?!生育|[内外])|拟(?![定制])|确保|[要将须应](?:达|超|实现|完成)|要$|当初|当年|原来|原先|过去|曾经|以前|最初"
)
ASIDE = ("在", "从", "由", "为", "对", "向", "把", "将", "与")


def former(place: PlacedAmount) -> Name | None:
    """Names 由2010年的3亿元 (增加到 …) by its year: without one, what was cannot be told from what is."""
    if "由" not in place.lead and "从" not in place.lead:
        return None
    head, rest, year = cut_date(place.lead)
    bare = year is not None and not rest.strip("的 ")
    found = FORMER.fullmatch(head if bare else rest)
    if not found:
        return None
    if not RISEN.match(place.sentence, place.amount.end):
        return NOTHING
    phrase, whole = phrase_before(found["subject"])
    subject = fitting(stated(phrase)) if whole else None
    return Name(subject if bare else None, year if bare else None, subject)


def present(place: PlacedAmount) -> Name | None:
    """Names 增加到2015年的9.2亿元 by the subject of the number before it, (由3亿元)."""
    if not place.before or not place.earlier.subject:
        return None
    found = RISEN.fullmatch(place.sentence, place.before.end, place.amount.start)
    if not found:
        return None
    subject = place.earlier.subject
    return Name(subject, place.year(cut_date(found["now"])[2], ""), subject)


def carried_on(place: PlacedAmount, addition: str) -> Name:
    """Names the growth of what was named right before: 收入3亿元，同比增长12%."""
    subject = place.earlier.subject
    if not subject or not GAP.fullmatch(place.gap):
        return NOTHING
    return Name(subject.removeprefix("其中") + addition, place.earlier.year, subject)


def growth(place: PlacedAmount) -> Name | None:
    found = GROWTH.fullmatch(GROWTH_LINK.sub("", place.lead)) if place.ends else None
    if not found:
        return None
    return compared(place, found["subject"], found["growth"])


def share(place: PlacedAmount) -> Name | None:
    of_what = place.ends and place.amount.unit in SHARES
    found = SHARE.fullmatch(unlinked(place.lead)) if of_what else None
    return compared(place, found["subject"], "占" + found["whole"]) if found else None


def compared(place: PlacedAmount, about: str, addition: str) -> Name:
    if not about:
        return carried_on(place, addition)
    _, rest, own = cut_date(about)
    phrase, whole = phrase_before(rest)
    subject = fitting(stated(phrase)) if whole else None
    if not subject or len(subject + addition) > MAX_LABEL_CHARACTERS:
        return NOTHING
    return Name(subject + addition, place.year(own, rest), subject)


def counted(place: PlacedAmount) -> Name | None:
    """Names a number by the noun behind its measure word, with what was done to it: 21名机关党员干部."""
    noun = noun_at(place)
    if noun is None:
        return None
    if place.lead.endswith((*BY_THE_WAY, "的")) or CONCERNING.match(place.lead, len(place.lead) - 1):
        return NOTHING
    _, rest, own = cut_date(place.lead)
    phrase = phrase_before(rest)[0]
    if aside(phrase) or not fitting(noun, 1):
        return NOTHING
    doing = doing_before(phrase) or carried_doing(place) or won(place, noun)
    label = fitting(doing + noun, 1) if doing else fitting(noun, 1)
    if not label:
        return NOTHING
    sure = not is_doubtful(place, label, "" if doing else noun)
    return Name(completed(label, place), place.year(own, rest), label, doing=doing, sure=sure)


def carried_doing(place: PlacedAmount) -> str:
    """Returns what was done to the things before, in a list of the same kind: 帮助8名残疾人、60名老人."""
    if not place.before or not place.earlier.doing or place.before.unit != place.amount.unit:
        return ""
    between = place.sentence[place.before.end : place.amount.start]
    return place.earlier.doing if LISTED.match(between) and not DOING.search(between) else ""


def won(place: PlacedAmount, noun: str) -> str:
    found = WON.search(place.clause) if place.lead.endswith("等") and HONORS.search(noun) else None
    return "获" if found else ""


def noun_at(place: PlacedAmount) -> str | None:
    """Returns the noun behind the number, empty where its end is not plain; None where the unit takes none."""
    if place.ends:
        return None
    noun = noun_after(place.sentence, place.amount.end)
    if place.amount.unit.endswith(EXTENTS):  # 1400亩水田
        end = place.amount.end + len(noun)
        closed = not place.sentence[end : end + 1].strip(CLAUSE_ENDS)
        return noun if closed and 2 <= len(noun) <= 4 else None
    return noun if place.amount.counted else None


def series_of(place: PlacedAmount) -> str | None:
    """Finds 五项参保率 in 五项参保率分别为养老98%、医疗97%."""
    head = place.clause.rpartition("分别")[0]
    series = fitting(phrase_before(cut_date(head)[1])[0])
    return series if series and SHARED.search(series) else None


def aside(phrase: str) -> bool:
    """Tells 在全市, which says only where, from 在全市建成, which says what was done."""
    return phrase.startswith(ASIDE) and not DOING.search(phrase)


def people(place: PlacedAmount) -> Name:
    """Names people after their households: in 458户、1400人 the second number counts the same place."""
    households = place.before and place.before.unit == "户" and place.amount.unit.endswith(PEOPLE)
    subject = place.earlier.subject
    if not households or not subject or not GAP.fullmatch(place.gap):
        return NOTHING
    return Name(completed(subject, place), place.earlier.year, subject)


def measured(place: PlacedAmount) -> Name:
    """Names a number that ends its clause by the words before it: 面积34平方公里."""
    if not place.ends or (place.lead.endswith(BY_THE_WAY) and not place.lead.endswith(HELD_AT)):
        return NOTHING
    _, rest, own = cut_date(ACHIEVED.sub("", place.lead))
    phrase, whole = phrase_before(rest)
    if not phrase:
        return people(place)
    label = stated(phrase) if place.amount.unit in SHARES else noun_before(phrase)
    # Behind another number, or behind digits and quotes, only a verb makes a new beginning.
    torn = not whole or (place.before is not None and not place.gap)
    if aside(phrase) or (torn and ("的" in label or (label == phrase and not DOING.match(phrase)))):
        return NOTHING
    if label in GENERIC and place.gap == "、":  # 栽种果树300株、面积40亩: of what was said before
        return NOTHING
    name, series = fitting(label), None
    if place.listed:
        series = series_of(place)
        name = name if series else None
    elif name and place.amount.unit in NEEDING_MEASURE and not SHARED.search(name):
        return NOTHING
    if not name or series:
        return Name(name, place.year(own, rest), name, series)
    begun = DOING.match(name)
    doing = begun[0] if begun else carried_doing(place)
    whole_name = name if begun else fitting(doing + name) or name
    sure = not is_doubtful(place, name)
    return Name(completed(whole_name, place), place.year(own, rest), name, doing=doing, sure=sure)


def name_of(place: PlacedAmount) -> Name:
    if not place.amount.sure or NOT_NOW.search(place.lead):
        return NOTHING
    for reader in (former, present, growth, share, counted):
        name = reader(place)
        if name:
            return name
    return measured(place)


# --- Names that may be none -----------------------------------------------------------------------------

# Words of a clause, in what should be a name.
CLAUSAL = re.compile(
    "已|正在|曾(?!孙)|仅|不(?![动良安])|没|能(?![力源量手耗])|供(?![应水电热暖养销货给气])|让|如今|现在|当时|时候|最多|最少|最后|"
    "一天|一次|每次|免费|自己|大家|大概|为了|因为|所(?=[有在做需])|又|再(?![生就教])"
)
# At the end of a name these are verbs whose object is missing: 最多的一天接, 免费停.
VERB_AT_END = re.compile(
    "[接停走跑打送拿讲说吃修教帮找给写看听问去住坐站用叫想做扩占]$|(?<![主承开创包自])办$"
)
# Neither what the record did nor what it has, but a bound, an extreme, or one of many.
ASIDE_REMARK = re.compile(
    "最多|最少|最高(?!法|检|人民)|最大|最长|最低(?!生活|保障)|高峰|一度|至少|其中一|"
    "有一次|有时|每次|单日|当天|一天"
)
TIMES = ("小时", "个小时", "工作日", "个工作日", "字", "倍")
TIME_NAMES = re.compile("(?:时间|时长|时数|工时|学时|课时|服务|培训|飞行|值班|劳动|字数|文字|文稿)$")
# 如今东院已扩至2000平米: of what?
WIDENED = re.compile("扩(?:大|展|建)?(?:到|至|为)")
AREAS = ("平方米", "平米", "平方公里", "亩", "公顷", "㎡")
PER_HEAD = re.compile("每(?![年月天日周季晚个学期]|个月)|平均|人均|户均|村均|亩均")

# What stands before a measure word where the noun behind it needs no verb: 现有, 下辖, 其中.
SAYING = re.compile("(?:有|辖|辖区|设|设立|设置|分|包括|包含|含|其中|共|共计|合计|计|达|是|为|成|起)了?$")
# 全村, 我市, 该社区: whose they are, instead of a verb.
WHOSE = re.compile(
    "^(?:全|本|该|各|其)|(?:村|区|县|市|省|镇|乡|街道|社区|公司|集团|学校|医院|单位|机构|企业|院|科|室|部|站|所|队|班|家|目前|现在)$"
)
# What follows says it of some of them only: 3名医师被聘为教授.
OF_SOME = re.compile(r"(?:、\d{1,4}[^，,。；;、\d]{1,12}?)?(?:被|为|是|成为|获|因|考|入选|当选|成长)")
# 78家企业、2万余名员工的管家: the numbers describe something else.
DESCRIBING = re.compile(r"(?:、\d[^，,。；;、]{1,12}|[一-龥]{0,4})的(?!增长|比例|目标)")


def is_doubtful(place: PlacedAmount, label: str, noun: str = "") -> bool:
    """Tells whether a label is less than a name; `noun` is what the measure word counts, where that is all there is."""
    if CLAUSAL.search(label) or ASIDE_REMARK.search(place.lead):
        return True
    return is_unsaid(place, noun) if noun else is_unfit(place, label)


def is_unfit(place: PlacedAmount, label: str) -> bool:
    """Judges the words before a number that ends its clause."""
    unit = place.amount.unit
    if VERB_AT_END.search(label):
        return True
    if unit in TIMES and not (TIME_NAMES.search(label) or SHARED.search(label)):
        return True
    if unit.endswith(AREAS) and WIDENED.search(place.lead) and not SHARED.search(label):
        return True
    return bool(PER_HEAD.search(place.lead)) and not PER_HEAD.search(label)


def is_unsaid(place: PlacedAmount, noun: str) -> bool:
    """Judges a noun that nothing is said to have been done to: there are so many of them, or some do something."""
    follows = place.amount.end + len(noun)
    if DESCRIBING.match(place.sentence, follows):
        return True
    before = place.lead.rstrip("近约逾超 ")
    if SAYING.search(before) or STATING.search(before):
        return False
    if before and not WHOSE.search(before):
        listed = before.endswith(("、", "和", "及", "与")) and place.before is not None
        return not (listed and place.earlier.sure)
    return OF_SOME.match(place.sentence, follows) is not None
