"""The words around a number: which of them name what it counts, and which only lead up to it."""

import re

HAN = r"\u4e00-\u9fff"
RUN_AFTER = re.compile(rf"[{HAN}A-Za-z]{{1,24}}")
RUN_BEFORE = re.compile(rf"[{HAN}A-Za-z]{{1,40}}$")
# With one of these behind it a verb is part of the noun: 受灾群众, 参保人员, 工作站.
HEADS = "户|人|者|群众|居民|村民|对象|家庭|项目|队|点|站|室|组|岗|单位|企业|对子|站点|会议|机制|制度|率|困难|问题"
# A noun behind a measure word ends where a verb, a preposition or a particle begins. Two characters at least come
# before the first group, so that 在职党员 and 进城务工人员 stay whole.
NOUN_END = re.compile(
    r"(?<=..)(?:到|赴|在|于|等|为|被|把|均|都|全部|也|已|将|从|向|对(?!象|口)|给|让|使|因|由|进(?=[入社村企校驻城])|深入|就业|就近|自愿|"
    r"主动|积极|分别|纷纷|全程|共同|累计|获得|获评|荣获|工作(?!人员|队|者|站|室|组|点)|担任|负责|从事|实现)|"
    rf"(?:参与|参加|加入|投身|奔赴|下沉|前往|来到|返回|驻村|驻扎|任职|挂职|进行|开展|担任|完成|设有|组成|建成|成立|建立|获批|签订|签约|通过|"
    rf"受益|受灾|受伤|脱贫|摘帽|落户|落地|入驻|投产|开工|竣工|考上|考入|住上|用上|喝上|走上|搬进|迁入|享受|接受|得到|受到|包保|结对|落实|"
    rf"提供|服务(?=群众|居民|企业|社区|百姓)|组织(?=群众|党员|居民|村民|学生|开展)|帮助|帮扶|走访|慰问|联系|捐款|捐赠|报名|提出|"
    rf"达到|超过|增加|减少|增长|下降|发展成|坚守|奋战|值守|轮流|昼夜|带头|带领)(?!{HEADS})|的"
)
CONJUNCTION = re.compile("(?:和|与|及|以及|并|、)$")
# Words that link a noun to its number and belong to neither.
LINK = re.compile(
    r"(?:分别|累计|总计|共计|合计|达到|超过|突破|增至|增加到|增长到|提高到|提升到|上升到|发展到|扩大到|减少到|下降到|降低到|降至|降到|"
    r"控制在|保持在|稳定在|约为|总数为|(?<![表传通到])达|(?<!行)为|(?<!但)是|(?<![国所民私公])有|(?<!公)共|(?<![临附最靠])近|"
    r"(?<![签节预])约|了|至|(?<![报签收看找])到|仅|就|高|多达|[ \u3000\xa0：:])+$"
)
# What only says that something is there; the noun follows.
STATING = re.compile(
    r".*(?:下辖|管辖|现有|共有|设有|建有|拥有|下设|(?:实现|完成)(?!率|度|量|值|情况)|其中(?=有|共有)有?|辖(?!区)|"
    r"(?<![国公私所民没享])有(?![机线效限关色害轨序])|(?<!公)共(?![产青享同建和治管计])|设(?![备施计立置]))"
)
# What was done belongs to the label: 新建居民安置楼, 选派机关党员干部.
DOING_WORDS = (
    "新建|改建|扩建|续建|建成|建立|修建|修缮|维修|改造|硬化|铺设|架设|安装|栽植|栽种|种植|养殖|绿化|流转|开发|选派|选拔|选配|培养|培训|"
    r"培育|发展(?=新?党员)|吸收|(?<![党会群团社])组织|帮助|帮扶|资助|救助|慰问|化解|调解|调处|排查|整改|查处|处理|受理|接待|制作发放|"
    r"印发|发放|张贴|悬挂|发表|出版|编写|撰写|投入|争取|筹措|筹集|募集|自筹|捐款|捐资|捐赠|出资|垫资|集资|减免|发放|吸纳|安置(?!楼|房|点|区|小区)|"
    r"招商|引进|吸引|签约|举办|开展|召开|组建|成立|创办|创建|建档|结对|联系|走访|办理|办结|解决|完成|新增|增加|减少|关闭|关停|拆除|清理|清运|"
    r"整治|取缔|撤并|淘汰|征收|转移|输送|介绍|推荐|服务|接诊|诊治|救治|抢救|献血|义诊|获得|荣获|获|搬迁|脱贫|购置|购买|添置|配备|设置|设立"
)
MEASURE_WORDS = "率|度|量|额|费|金|面积|收入|产值|总数|人数|户数|情况|工作|活动|力度|比例"
DOING = re.compile(rf".*?(?P<doing>(?:{DOING_WORDS})(?!{MEASURE_WORDS}))了?")
CAUSING = re.compile(
    rf".*(?:带领|带动|发动|动员|引导|鼓励|号召|组织|指导|协助|协调|推动)[{HAN}]{{1,8}}?(?=(?:{DOING_WORDS}))"
)
EACH = re.compile(rf"每[{HAN}]{{1,12}}$")
NEEDLESS = re.compile(r"^(?:现(?=主持|承担)|已经|已|累计|先后|目前|年内|共计|共(?!产|青|享)|全部|还|又|再|并|也)+")
# In a label, these say that a piece of a sentence was taken for a name.
BROKEN = re.compile(
    r"了|着(?!力)|把|被|让|将|从(?!业)|他(?<!其他)|她|我(?![国省市县镇乡区村])|你|这|那|使(?!用)|因|如果|虽|却|不仅|而|或|则|超过|达到|于|比|"
    r"^(?:和|与|及|对|向|给|由|以|为|经|按|即|个|名|是|到|占|也|都|就)|(?:和|与|及|的|年|月|日|第|每|以|为|地)$"
)
PLACE_WORDS = "内中里上前外下间时后"  # 356栋楼内: the number says where, not how many
NOT_COUNTED = frozenset("日夜 日子 昼夜 小时 工作日 月 春秋 寒暑 方面 人 字 点 分 步 台阶 平方 百分点 样 关口 层面".split())
CLAUSE_ENDS = "、，,；;。.：:！？!?()（）”’」』》】…— \t\u3000\xa0"
OPENERS = "、，,；;：:（(。！？!? \u3000\xa0"
MAX_LABEL = 16
MAX_UNCUT = 9  # a longer run of characters without a known end may hide a verb
ANY_DATE = re.compile(
    r"(?P<range>(?:19|20)\d\d\s*年?\s*[-－—–~～至到]+\s*)?(?P<year>(?:19|20)\d\d)\s*年(?:度|初|底|末|上半年|下半年|全年)?"
    r"(?:\d{1,2}(?P<months>[-－—至]\d{1,2})?月份?[底末初]?)?(?:\d{1,2}[日号])?|\d{1,2}[-－—至]\d{1,2}月份?"
)
# 2010年毕业后种植300亩: the year dates what came before.
AFTERWARDS = re.compile("以来|以后|之后|[起后前间]|至今|开始|期|毕业|参加|任|入党|出生")


def noun_after(sentence: str, end: int) -> str:
    """The noun behind a measure word, or nothing where its end is not plain."""
    found = RUN_AFTER.match(sentence, end)
    if not found:
        return ""
    run, after = found[0], sentence[found.end() : found.end() + 1]
    stop = NOUN_END.search(run)
    if stop and stop[0] == "的":
        return ""
    if stop:
        return CONJUNCTION.sub("", run[: stop.start()])
    joined = CONJUNCTION.search(run)
    broken = len(run) > MAX_UNCUT or after in "“‘《「『" and after or (after.isdigit() and not joined)
    return "" if broken else CONJUNCTION.sub("", run)


def cut_date(text: str) -> tuple[str, str, int | None]:
    """What stands before the last date of a text, what behind it, and its year where it is one year."""
    dates = list(ANY_DATE.finditer(text)) if any(ch.isdigit() for ch in text) else []
    if not dates:
        return "", text, None
    last = dates[-1]
    year = int(last["year"]) if last["year"] and not last["range"] else None
    return text[: last.start()], text[last.end() :], year


def phrase_before(text: str) -> tuple[str, bool]:
    """The last run of characters that a text ends with, without linking words, and whether it begins where it should."""
    text = re.sub(r"[（(][^()（）]{0,20}[)）]$", "", LINK.sub("", text))
    found = RUN_BEFORE.search(text)
    if not found:
        return "", True
    whole = not found.start() or text[found.start() - 1] in OPENERS
    return LINK.sub("", found[0]), whole


def noun_before(phrase: str, share: bool = False) -> str:
    """The label in the words before a number; in 调解成功率 and the like, what was done is part of the name."""
    phrase = STATING.sub("", phrase)
    if share:
        return phrase
    phrase = CAUSING.sub("", phrase)
    done = DOING.match(phrase)
    return phrase[done.start("doing") :] if done and done.end() < len(phrase) else phrase


def doing_before(phrase: str) -> str:
    """每名干部联系 + 3个 + 村: the whole phrase; 从机关选派 + 3名 + 干部: the verb alone; else nothing."""
    each = EACH.search(phrase)
    if each:
        return each[0]
    done = list(DOING.finditer(phrase))
    return done[-1]["doing"] if done and done[-1].end() == len(phrase) else ""


def fitting(label: str, shortest: int = 2) -> str | None:
    """The label, or None where it would not stand on its own."""
    label = NEEDLESS.sub("", label.strip())
    fits = shortest <= len(label) <= MAX_LABEL and label[-1] not in PLACE_WORDS and label not in NOT_COUNTED
    return label if fits and not BROKEN.search(label) else None
