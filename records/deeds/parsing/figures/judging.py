"""Tells a figure of the record from a number that only happens to have words beside it.

A name that is no noun phrase, or one that leaves open what was counted, makes a suggestion: an editor may take it,
nobody else does.
"""

import re

from .placing import PlacedAmount
from .vocabulary import SHARED, STATING

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
