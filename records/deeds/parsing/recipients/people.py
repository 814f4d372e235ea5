"""Names of people: told by a surname, by how a text presents somebody, and by how often it returns to them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from records.deeds.parsing.recipients.words import BREAK, SPEAKER

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚"
    "卢姜崔钟谭陆汪范金石廖贾夏韦傅付方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常"
    "温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂"
    "成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫"
    "费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠"
    "惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺盘满闻位厉伊仝郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿狄平计"
    "索宣晋相初云容来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾"
    "戎勾茅利於呼居揭尉冶斯元束檀衣展阴昝智幸奉植富尧藏"
)
COMPOUND = "欧阳|上官|司马|诸葛|司徒|皇甫|尉迟|公孙|慕容|令狐|夏侯|宇文|轩辕|端木|司空|钟离|呼延|澹台"
# Characters hardly ever given as a name, and common where one ends and the sentence goes on.
NOT_GIVEN = (
    "的了是在不人说与被把让从对也都还又就很及等以了着过你我他她它们这那哪其某该个位些为于向省市县区镇乡街村社"
    "局厅处科部所院校厂队班组站党委员会者曾获先"
)
# Words and beginnings of words that look like a name.
WORD_LIST = (
    "文明 文化 文艺 安全 安置 安排 安心 平安 平凡 平均 平台 平时 高度 高质 高效 高标 高新 高举 高级 高校 高擎 "
    "方面 方便 方式 方法 时代 时刻 时间 时期 全国 全省 全市 全县 全区 全镇 全乡 全村 全体 全年 全力 全面 全心 "
    "全程 全球 公司 公安 公路 公共 公里 公交 公益 公民 农村 农民 农业 农户 农家 成立 成为 成功 成绩 成果 成效 "
    "成本 成长 成员 应对 应急 应用 应该 关心 关爱 关注 关于 关键 关系 关怀 解决 解放 解读 管理 管护 计划 计生 "
    "查处 查找 宣传 宣讲 宣布 支部 支持 支援 支书 项目 荣誉 荣获 荣立 常年 常态 常常 车间 车辆 车队 路线 路灯 "
    "连续 连云 连队 连接 明确 明显 明白 明年 原则 原来 原有 原因 原本 相关 相继 相互 相比 云南 云计 容易 容貌 "
    "来到 来自 来源 来信 智慧 智能 强化 强调 强大 强烈 强国 满意 满足 满腔 任务 任职 任何 任劳 任期 包括 包村 "
    "包保 包联 万元 万里 万人 万户 安徽 江苏 江西 江南 江北 浙江 河南 湖南 海南 云贵 山东 广东 宁夏 甘肃 吉林 "
    "金融 金牌 金额 金秋 金色 石油 石材 白天 白衣 白色 黄金 黄河 黄色 马上 马路 高山 高原 高温 高铁 高峰 高速 "
    "高尚 高龄 高血 高兴 阳光 易地 易迁 党员 党建 党的 党委 党组 党总 党群 党政 党史 党小 党务 党性 党支 施工 "
    "施肥 温暖 温馨 温度 温室 康复 健康 余名 余人 余户 余元 余万 余亩 何况 何时 于是 于此 何以 武装 武警 武汉 "
    "武术 汤圆 居民 居家 居住 居委 公认 公开 公正 公平 公告 公示 公仆 元旦 元宵 元素 单位 单独 单纯 单身 商业 "
    "商务 商户 商场 商品 师生 师傅 师德 师资 路上 路面 时任 时光 景区 景象 景观 边境 边疆 边远 边界 海外 海洋 "
    "海关 花园 花卉 花钱 强军 强农 游客 游览 古稀 古镇 古城 古代 吉祥 冷静 冷库 冷链 严格 严重 严肃 严谨 严峻 "
    "严控 严打 严守 左右 向上 向前 向着 向往 常委 常务 常住 常抓 常见 常规 温情 温柔 舒适 舒心 祝贺 祝愿 幸福 "
    "幸运 智力 富裕 富民 富有 展示 展现 展开 展览 战斗 战略 战士 战友 战胜 战疫 战场 危险 危重 危房 危机 印发 "
    "印象 印刷 利用 利益 修建 修复 修订 修缮 况且 那时 那些 那么 那天 那年 普遍 普法 普通 普及 都是 都有 都会 "
    "都市 索道 丰富 丰收 丰硕 班子 班长 班级 班组 官兵 官方 封闭 谈到 谈及 谈话 查看 巡查 巩固 麻烦 荣幸 闻名 "
    "位于 位居 位列 权益 权威 权利 花费 盖房 练就 支付 支撑 支柱 初心 初步 初期 初级 初中 申报 申请 申办 章程 "
    "聂耳 童年 凌晨 季度 单亲 游泳 蓝天 蓝图 解答 解除 解难 解困 解释 时常 时候 时下 农闲 农药 农技 简单 简介 "
    "简称 简历 简化 麦收 麦田 景点 党中 党课 费用 费心 卫生 卫健 卫星 席位 米饭 宗旨 全部 全员 全职 全新 全局 "
    "全方 全科 全长 全家 全覆 全天 全身 全院 全校 全厂 雷厉 雷锋 严于 夏季 夏天 秋季 秋天 温泉 毛病 武器 江河 "
    "江山 林业 林区 林场 林木 田间 田地 田园 方案 方针 方向 方言 钱财 白发 白血 牛羊 牛奶 "
    "马克思 马列"
)
WORDS = frozenset(WORD_LIST.split())
GIVEN = rf"(?:(?![{NOT_GIVEN}])[\u4e00-\u9fff])"
NAME = rf"(?:(?:{COMPOUND}){GIVEN}{{1,2}}|[{SURNAMES}]{GIVEN}{{1,2}})"
# 阿某·某某
DOTTED = r"[\u4e00-\u9fff]{1,6}·[\u4e00-\u9fff]{1,8}"
WHOLE = re.compile(f"{NAME}|{DOTTED}")
HAN = re.compile("[\u4e00-\u9fff]")
# What a person is called by: 张书记 is no name, and what stands before or behind such a word may be one.
TITLE_WORDS = (
    "同志|老师|教授|医生|大夫|护士长|护士|先生|女士|书记|师傅|校长|院长|所长|队长|法官|警官|主任|厂长|村长|局长|镇长|"
    "经理|老汉|老人|大爷|大妈|大姐|大叔|阿姨|奶奶|爷爷|叔叔"
)
ENDS_AS_ADDRESS = re.compile(rf"(?:{TITLE_WORDS})$")
# 张某，女，汉族，…: what follows the name is a person's own.
OWN = (
    r"[男女](?=[，,。\s])|(?:19|20)\d\d年(?:\d+月)?(?:出?生|参加|进入|毕业)|现任|现年|生于|中共(?:正式)?党员|共产党员|"
    r"[\u4e00-\u9fff]{1,3}族[，,]|[\u4e00-\u9fff]{2,20}(?:村民|职工|工人|教师|医师|民警)[。，,]"
)
ADDRESS = f"(?:{TITLE_WORDS})?"
# What is said of a person alone, with or without a comma: 张某今年60岁, 张某生前是…
AGED = (
    r"(?:今年|现年|年近|年仅|年过)?[\d一二三四五六七八九十]{1,3}岁|(?:今年|现年|年近|年仅|年过)[\d一二三四五六七八九]|生前|出生于|"
    r"(?:于)?(?:19|20)\d\d年(?:\d+月)?(?:出?生|参加工作|入党|入伍|参军|毕业)"
)
PRESENTED = re.compile(
    rf"(?:^|[。，,;；:：\s!！“是—-])(?P<name>{DOTTED}|{NAME}){ADDRESS}(?:[，,]\s*(?:{OWN})|[，,]?(?:{AGED}))",
    re.MULTILINE,
)
RECORDED = re.compile(
    rf"记(?<![^\s—－–\-追]记)(?!者)[^\n，。,]{{0,40}}?(?P<name>{NAME})(?:同志)?(?:的?先进事迹)?\s*$",
    re.MULTILINE,
)
# A description that stands before a name ends so: 样本公司驾驶员某某.
POSTED = "(?<=[员师长手人工生士民警匠户机干记任医嫂妈爹倌匠])"
INTRODUCED = re.compile(
    rf"(?=[岁就名我叫说提姓他她])(?:岁的|就是|名叫|名字叫|[我他她]叫|叫做|说起|提起|姓名[:：])\s*"
    rf"(?:[\u4e00-\u9fff\d]{{0,20}}?(?:的|{POSTED}))?(?P<name>{NAME})(?=[，,。、！!？?”\s是]|同志|老师|医生|师傅)"
)
# Whatever follows, if the text returns to the name.
OF_AGE = re.compile(f"岁的(?P<name>{NAME})")
# 她就是样本园的老师,某某。
THERE_STANDS = re.compile(
    f"(?:就是|便是|正是|这位)[^。，,！!？?\n]{{2,30}}[，,—](?P<name>{NAME})(?=[。！!，,])"
)
# Names of other peoples begin with no surname: only a sentence that says what somebody is makes sure, and only
# where the text returns to the name.
IS_SOMEBODY = re.compile(
    r"(?:^|(?<=[。！？!?”\s]))(?P<name>(?![他她我这那本该此其])[\u4e00-\u9fff]{3,7}?)(?:同志)?是[^。，,\n]{2,40}"
    r"(?:主任|书记|委员|社长|会长|队长|站长|所长|校长|院长|经理|教师|医生|医师|护士|民警|工人|农民|牧民|村民|职工|司机|驾驶员|调解员|护林员|负责人)(?=[，,。、])",
    re.MULTILINE,
)
LEAST_RETURNS = 3
WAYS_TO_PRESENT = (
    (PRESENTED, 1, "presented with sex, birth or post"),
    (RECORDED, 1, "a line says 记某某"),
    (INTRODUCED, 1, "introduced by name"),
    (THERE_STANDS, 1, "introduced by name"),
    (OF_AGE, 2, "named with an age"),
)
# What a text says first in a clause is what it speaks of; a name at a line's start may be a heading.
# All behind one look at the character: most are no surname.
BEHIND = "\\s。，,;；:：、！!？?“”(（|—的说"
POST = (
    "(?<=书记|主任|[院校局所队厂镇乡村会站科处部班组]长|经理|教师|职工|工人|村民|民警|司机|医生|医师|技师|护士|员工|代表|能手|模范|标兵|大户|法官)|"
    "(?<=负责人|驾驶员|理事长|护士长|工程师|检察官)"
)
OPENS = re.compile(rf"(?=[{SURNAMES}{COMPOUND}])(?:(?<![^{BEHIND}])|(?P<post>{POST}))(?P<name>{NAME})")
# Who stands at the beginning of a line, and something is said of: 张某是…
BEGINS = re.compile(f"^(?P<name>{NAME})(?=[是，,在从])", re.MULTILINE)
# Whoever speaks, attends or fetches a prize for others does so by office.
IN_OFFICE = re.compile(
    r"(?:同志)?(?:等)?(?:作为[^。，,]{0,20}代表|代表[^。，,]{0,12}(?:领|上台|上主席台|接受|参加|出席|发言|致)|上台|领奖|出席|主持|讲话|致辞|指出|强调|要求|调研|视察|一行)"
)
CALLED_AFTER = re.compile("同志|老师|医生|护士长|师傅|教授|大夫|老人")
# Behind a name, these say that somebody or something else is spoken of; one in five may be chance.
ANOTHER = re.compile("[县乡镇村山河市区路街港湖]|思想|理论|主义|精神|总书记|主席|副?总理")
WINDOW = 2000
FIRST = 150  # characters: whom the first sentence speaks of, the text is about


def is_name(words: str) -> bool:
    return bool(WHOLE.fullmatch(words)) and not ({words, words[:2]} & WORDS or ENDS_AS_ADDRESS.search(words))


def sized(name: str, text: str) -> str:
    """With the character the text always has behind the first two, or without one that only follows once: 张样荣获."""
    if len(name) != 3 or name[:2] in WORDS or "·" in name or re.match(COMPOUND, name):
        return name
    short, long = text.count(name[:2]), text.count(name)
    return name if long * 2 > short or not is_name(name[:2]) else name[:2]


def at_end(words: str, text: str) -> str | None:
    """The name that closes a description: 样本工匠某某. Three characters before two, unless the text knows better."""
    if "·" in words and is_name(words):
        return words
    for size in (4, 3, 2):
        name = words[-size:]
        if len(name) < size or not is_name(name) or (size == 4 and not re.match(COMPOUND, name)):
            continue
        if size == 3 and is_name(name[1:]) and text.count(name[1:]) > 1.5 * text.count(name):
            continue
        return name
    return None


def presented(text: str) -> Iterator[tuple[str, str]]:
    """Yields whom the text introduces, with the row of the table of weights that says how."""
    for pattern, least, evidence in WAYS_TO_PRESENT:
        for found in pattern.finditer(text):
            name = sized(found["name"], text)
            asked = 2 if pattern is INTRODUCED and len(name) == 2 else least
            if is_name(name) and text.count(name) >= asked:
                yield name, evidence
                break


def somebody(text: str) -> str | None:
    """Returns a name of whatever form of which the text says what it is, and that it returns to."""
    for found in IS_SOMEBODY.finditer(text):
        name = found["name"]
        if (
            text.count(name) >= LEAST_RETURNS
            and stands_alone(name, text)
            and not re.search(f"[{NOT_GIVEN}]", name)
        ):
            return name
    return None


def spoken_of(name: str, text: str) -> int:
    """How often a text returns to somebody: by name, or as 李老师 or 老李."""
    compound = re.match(COMPOUND, name)
    surname = compound[0] if compound else name[0]
    addressed = re.findall(rf"{surname}(?:{TITLE_WORDS})|老{surname}", text)
    return text.count(name) + len(addressed)


def stands_alone(name: str, text: str, *, posted: bool = False) -> bool:
    """Part of a longer word always has the same neighbor: 丁方物流, 高样三中. A place is no person, nor is 某某思想.

    `posted` names stand behind a post, which may well be always the same.
    """
    at = [found.start() for found in re.finditer(re.escape(name), text)]
    before = {text[start - 1 : start] for start in at}
    behind = [following(text, start + len(name)) for start in at]
    others = sum(ANOTHER.match(text, start + len(name)) is not None for start in at)
    return others * 5 <= len(at) and (posted or is_mixed(before)) and is_mixed(set(behind))


def following(text: str, at: int) -> str:
    """The next character, unless a name may well end here: 某某同志, 某某荣获."""
    return "" if CALLED_AFTER.match(text, at) or BREAK.match(text, at) else text[at : at + 1]


def is_mixed(neighbors: set[str]) -> bool:
    return len(neighbors) > 1 or not HAN.match("".join(neighbors))


def called(text: str) -> Counter[str]:
    """How often a text speaks of 某某同志."""
    names = (
        at_end(text[max(0, call.start() - 4) : call.start()], text) for call in CALLED_AFTER.finditer(text)
    )
    return Counter(name for name in names if name)


def openings(text: str, known: Iterable[str]) -> Counter[str]:
    """How often a text begins a clause with a name.

    Two characters are easily a word (高三, 司法): they need a post in front at least once, or to be `known`.
    """
    found: Counter[str] = Counter()
    marked = set(known)
    for opening in OPENS.finditer(text):
        name = sized(opening["name"], text)
        if name[:2] in WORDS or IN_OFFICE.match(text, opening.start("name") + len(name)):
            continue
        if SPEAKER.search(text[max(0, opening.start() - 6) : opening.start("name")]):
            continue
        found[name] += 1
        if opening["post"] is not None:
            marked.add(name)
    return Counter({name: times for name, times in found.items() if len(name) > 2 or name in marked})


def told_of(text: str) -> list[str]:
    """Lists whom the text returns to again and again, most first; to begin a paragraph counts twice."""
    comrades = called(text)
    names = openings(text, comrades) + comrades
    first = spoken_of_first(text)
    often = (name for name in names if (name in first or text.count(name) > 1) and is_name(name))
    told = {name: times for name in often if (times := spoken_of(name, text)) > 1}

    def is_returned_to(name: str) -> bool:
        addressed = told[name] > text.count(name)
        returns = (names[name] > 1 or addressed) and (told[name] > 2 or comrades[name] > 1)
        return (returns or name in first) and stands_alone(name, text, posted=name in first)

    order = sorted(told, key=lambda name: (told[name] + text.count("\n" + name), name), reverse=True)
    return [name for name in order if is_returned_to(name)]


def spoken_of_first(text: str) -> set[str]:
    """Whom the first sentence presents with a post, or begins with."""
    posted = {found["name"] for found in OPENS.finditer(text, 0, FIRST) if found["post"] is not None}
    return posted | {found["name"] for found in BEGINS.finditer(text, 0, FIRST)}


# What somebody is when honored: 现任某村党支部书记; 某某，某厂焊工，…; 某某是某厂的一名焊工。
POST_NOW = re.compile(r"(?:现任|时任|现为|任现职)(?P<post>[^，。；;\n]{3,60})")
LEADS_ON = re.compile(r"(?:同志|老师|医生)?(?:[，,:：]|是|为)\s*(?P<clauses>[^。；;\n]{3,200})")
POST_END = re.compile(
    "(?:书记|主任|委员|代表|经理|董事长|负责人|干部|主席|理事|专家|研究员|工程师|法官|检察官|护林员|医[生师]|护士|教[师授]|[校院所局处科队站厂社班团部村镇乡会]长|"
    "(?<!党)员|师|工人|职工|农民|牧民|村民|民警|司机|[焊钳车电瓦木][工]|技师|匠|创始人|带头人)$"
)
ONE_OF = re.compile(r"(?:的)?一[名位个](?=\S)|^(?:是|为|系)")
MAX_POST_CHARACTERS = 60


def post_of(name: str, text: str) -> str:
    """Returns the post that the text gives where it presents somebody, "" where it gives none."""
    window = text[:WINDOW]
    for found in re.finditer(re.escape(name), window):
        told = LEADS_ON.match(window, found.end())
        if not told:
            continue
        if now := POST_NOW.search(told["clauses"]):
            return now["post"].strip()
        clauses = (
            ONE_OF.sub("", clause).strip() for clause in re.split("[，,]", told["clauses"])[:MAX_CLAUSES]
        )
        if post := next((clause for clause in clauses if is_post(clause)), ""):
            return post
    return ""


def is_post(clause: str) -> bool:
    return (
        4 <= len(clause) <= MAX_POST_CHARACTERS
        and POST_END.search(clause) is not None
        and not NO_POST.search(clause)
    )


NO_POST = re.compile(
    r"平凡|普通|[他她它我你]|中共|党员|团员|[男女]|出生|汉族|获|优秀|先进|模范|标兵|大学(?:本科|专科|文化|学历|毕业|$)|学历|文化|多年|一直|曾"
)
MAX_CLAUSES = 8
