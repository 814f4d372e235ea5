"""Words behind numbers, and numbers in digits alone: what those need who read no documents."""

import re

# Behind these a noun says what is counted: 6个社区, 34名党员.
COUNTED = (
    "个|名|位|户|家|项|件|台|套|栋|幢|座|间|所|处|条|篇|份|场|期|起|例|本|册|辆|支|批|对|只|头|株|棵|盏|口|块|片|宗|"
    "笔|组|类|款|张|幅|封|艘|架|枚|根|节|堂|道|面|次"
)
# These stand for themselves; what is measured is said before them.
MEASURED = (
    "个百分点|个工作日|个小时|平方公里|平方千米|平方米|立方米|平米|公顷|亩|公里|千米|米|公斤|千克|斤|吨|美元|欧元|港元|元|小时|"
    "千瓦时|千瓦|兆瓦|㎡|批次|人次|户次|件次|场次|台次|车次|人口|口人|人|字|倍|%|％|‰"
)
DIGITS_ALONE = re.compile(r"\d{1,3}(?:[,，]\d{3}){1,4}|\d{1,12}(?:[.．]\d{1,4})?")
