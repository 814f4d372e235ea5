"""The words of awards, and those that look like it and are none."""

import re
import unicodedata

YEAR_DIGITS = r"(?:19|20)\d\d"
DASH = re.compile(r"\s*(?:－|—+|–|--)\s*")

BLANKS = re.compile(r"[ \u3000\t]+")
PARTING = re.compile(r"[－—–\- \u3000\t]")  # what DASH or BLANKS need
# What may stand between post and award: a name of any people.
NAME_BETWEEN = re.compile(r"[\u4e00-\u9fff·]{2,12}")


def three_parts(title: str) -> list[str]:
    """Returns post, name and award of a title that has dashes or blanks between them, [] where it has not."""
    # Every line is asked, and most have neither: one look instead of two splits.
    if not PARTING.search(title):
        return []
    parts = DASH.split(title)
    if len(parts) == 3 and 0 < len(parts[1].strip()) <= MAX_NAME_CHARACTERS and "。" not in title:
        return [part.strip() for part in parts]
    parts = BLANKS.split(title.strip())
    blank = len(parts) == 3 and len(parts[0]) > 3 and NAME_BETWEEN.fullmatch(parts[1]) and is_award(parts[2])
    return parts if blank and PRAISED.search(parts[2]) and not PRAISED.search(parts[1]) else []


PRAISE = (
    "先进|优秀|模范|标兵|示范|文明|劳动|劳模|杰出|最美|十[佳大强]|百[佳强优]|红旗|五四|五一|三八|巾帼|道德|好人|特色|青年|工匠|"
    "能手|楷模|榜样|奖|先锋|明星|之星|金牌|标杆|感动|拔尖|骨干|英才|英雄|卫士|模范|双拥|平安|和谐|卫生|生态|森林|绿[化色]|"
    "美丽|幸福|诚信|守合同|星级|重点|名优|名牌|龙头|大户|民主法治|历史文化|安全|爱国|教育基地|科技|园丁|新长征|"
    "等功|大功|嘉奖|五[好个]|减灾|优质|放心|满意|样板|标准化|特级|一级|规范化|学习型|创新|创业|致富|最佳|十星|突出|贡献|荣誉|友好|宜居|健康|志愿"
)
# The end of an award's name: its bearer, or the thing that is given.
BEARER = (
    "组织|单位|集体|个人|工作者|模范|标兵|奖|奖章|奖状|奖杯|奖项|称号|党员|干部|能手|工匠|楷模|榜样|社区|街道|支部|党委|工委|党组|"
    "者|手|人物|家庭|青年|企业|企业家|村|县|市|区|镇|乡|岗|号|榜|之星|师|护士|民警|警察|职工|员|之家|窗口|法院|检察院|派出所|所|站|"
    "明星|先锋|先锋队|基地|食堂|农民|农民工|骨干|教师|人才|大户|名师|英才|新秀|旗手|突击手|突击队|卫士|园丁|好人|医生|村镇|村庄|"
    "城市|产品|学校|幼儿园|医院|小组|班组|班级|班集体|团队|队|车间|校长|园长|书记|支书|班主任|队长|养路工|工人|矿工|员工|技工|社工|民工|护工|路工|电工|焊工|钳工|清洁工|环卫工|排头兵|标杆|司机|班长|所长|站长|女性|母亲|军嫂|村官|典型|校园|小区|楼院|连队|农场|驿站|代表|"
    "等功|大功|嘉奖|金奖|银奖|铜奖|金牌|市民|村民|志愿者|义工|妈妈|公仆|带头人|领头雁|人|家|户|劳模|英雄|军人|老兵|点|社|"
    "品牌|项目|线路|车组|机关|部门|系统|园区|景区|协会|商会|工会|团委|妇联|公司|厂|店|中心|窗口|教育家|专家|学者|媳妇|婆婆|少年|学生|"
    "好青年|人大代表|政协委员|法官|检察官|律师|调解员|驾驶员|驾驶人|红旗|品种|工程|案例|工作室|展厅|馆|院|班"
)
PROVINCE = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|"
    "云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
# With these words an award's name begins anew.
LEVEL = (
    rf"(?:全国|国家级?|中国|中华|全[省市区县镇乡校州]|[省市区县镇乡校州部厅][级直]|(?:{PROVINCE})[省市]?|(?:(?![获评被授荣了为的她他又再])[\u4e00-\u9fff]){{2,3}}[省市县州](?!委|政府|局|长)|"
    rf"第[一二三四五六七八九十百\d]{{1,4}}[届批]|首[届批]|[省市区县州](?=劳|优秀|先进|道德|三八|五一|五四|十[佳大]|最美|文明|模范))"
)
PRAISED = re.compile(PRAISE)
OF_LEVEL = re.compile(f"[“《]?{LEVEL}")
ENDS = tuple(BEARER.split("|"))
LAST = frozenset(end[-1] for end in ENDS)  # asked first: most lines end otherwise
# Of some level and without praise: an authority or a place.
BODIES = ("会", "公司", "部门", "团委", "妇联", "院", "校", "厂", "镇", "乡", "县", "市", "村")
MAX_NAME_CHARACTERS = 40

# Gains, grades, posts, papers and talk: never an award, whatever verb stands before.
NO_AWARD = re.compile(
    r"学位|学历|专利|职称|资格|证书|军衔|驾照|贷款|资金|补助|补贴|收入|机会|效益|成绩|成果$|经验|[好佳]评$|赞誉|美誉|肯定|支持|"
    r"^提名(?!奖)|^(?:国家|[省市县区镇级])+(?:集体|个人)?$|进行|涌现|以“|唯一|第一[个家名]|一个|目前|号召|以.{1,4}为|共有|\d人|他们|她们|我们|成为|取得|通过|开展|领奖|颁奖|名单|揭晓|上榜|获奖|表彰|候选|副?教授$|工程师$|医师$|"
    r"^(?:[初中高]教)?[一二三高初中]级$|两优一先|培养对象|人才(?:工程|库|计划|项目)|^国家级(?:高层次)?人才$|高层次.{0,8}人才$|工程”?$|的$|工伤|软弱涣散|贫困[户村县]$|[一二三]类$|冠名|审批|许可|授权|立项|荣誉$|称号$|"
    r"(?:最高|这[一些项个]|此|该|上述|以上|多项|各[项种类级]|一系列).{0,6}(?:荣誉|奖项?|称号)$"
)
# So many of them: no name.
COUNTED = re.compile(
    r"(?:[\d一二三四五六七八九十百两数多余几○〇]|近)+\s*(?:多|余)?(?:项|个|次|人|名|枚|篇|家|位|件|块|张|面|户|.{0,2}[以之][上内])(?!级|美|牌|优|佳|村)"
)
# So many others have it: tells the year of an award known from elsewhere, and is none of the recipient's.
MANY_OTHERS = re.compile(
    r"(?:^|[有的等内将]|全[国省市区县])(?:[2-9]|\d{2,}|[二三四五六七八九十百千两数多几]+)余?多?(?:个|名|人|家|位|集体|单位)"
)
BARE_PRIZE = re.compile(
    r"(?:[特一二三四]等|[金银铜优大])奖项?|第[一二三四五\d]+名|[金银铜]牌|[冠亚季]军|奖[项励牌]?"
)
POST = re.compile(r"(?:代表|委员|主[任席]|书记|[村会社组]长|理事|院士|常委|会员|学员|成员|顾问)$")
WORTHY_POST = re.compile(r"优秀|先进|模范|最美|十佳|百佳|好书记|好支书|杰出|劳动")

# Titles that people bear; one stands in front of their name: 全国劳动模范某某同志先进事迹
BORNE = (
    r"劳动模范|劳模|道德模范(?:[(（]?提名奖?[)）]?)?|先进工作者|优秀共产党员|优秀党务工作者|三八红旗手(?:标兵)?|五一劳动奖章|五四奖章|先进个人|"
    r"人民满意的公务员|标兵|楷模|工匠|好人|能手|最美[^，。：:—－\s]{0,8}?(?:者|员|工|师|生|士|警|人|家|书记|干部|志愿者)|十[佳大][^，。：:—－\s]{0,8}?(?:者|员|工|师|生|士|警|人|家|农民|书记)|"
    r"奖|奖章|先进基层党组织|先进集体|先进单位|文明单位|红旗集体|巾帼文明岗|青年文明号|工人先锋号"
)


SIGNS = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """Prepares for comparison: compatibility forms folded, letters and digits only."""
    same = unicodedata.normalize("NFKC", text)
    # Most hold no signs, which is seen in a fifth of the time.
    return same if same.isalnum() else SIGNS.sub("", same)


def may_be_award(name: str) -> bool:
    """Suffices where the text says itself that an honor follows."""
    held = (
        3 <= len(name) <= MAX_NAME_CHARACTERS
        and len(name.splitlines()) == 1
        and not NO_AWARD.search(name)
        and not COUNTED.match(name)
    )
    if not held or BARE_PRIZE.fullmatch(name):
        return False
    return not POST.search(name) or WORTHY_POST.search(name) is not None


def ends_as_award(name: str) -> bool:
    name = name.rstrip("”’》）)")
    return name[-1:] in LAST and name.endswith(ENDS)


def is_praised(name: str) -> bool:
    """Asks for a word of praise somewhere, and one who bears it, or a prize, at the end."""
    return ends_as_award(name) and PRAISED.search(name) is not None and may_be_award(name)


def is_award(name: str) -> bool:
    """Judges by its own words alone: praised, or of a level that names such things: 全国, 第五届."""
    if not ends_as_award(name):
        return False
    if not PRAISED.search(name) and (not OF_LEVEL.match(name) or name.endswith(BODIES)):
        return False
    return may_be_award(name)


def is_of_level(name: str) -> bool:
    return OF_LEVEL.match(name) is not None and is_praised(name)


# --- A passage as the rules read it: one character for one, so that offsets hold -------------------------

QUOTES = str.maketrans("「」﹁﹂〝〞＂『』", '“”“”“”"‘’')
UNUSUAL = re.compile('[「」﹁﹂〝〞＂『』"]')
HAN_YEAR = re.compile(r"(?:一九|二[〇零○O0])[〇零○O0一二三四五六七八九]{2}(?=年)")
FIGURES = str.maketrans("〇零○O一二三四五六七八九", "0000123456789")
# Taiwan counts from 1911: 民国111年 is 2022.
ROC_YEAR = re.compile(r"民[国國](?P<roc>\d{2,3})(?=年)")
# 一、二等奖 and 市、省级: their 、 parts no awards.
JOINED = re.compile(
    r"(?:[特一二三四]、)+[一二三四]等|"
    r"(?:[省市区县镇]、)+(?=[省市区县镇](?:“|优秀|先进|劳模|劳动|文明|模范|三八|五一|青年))|"
    r"(?:(?:国家|自治区|[省市区县局矿校镇乡])级?、)+(?=(?:自治区|[省市区县局矿校镇乡])级)"
)
OPENING = re.compile("[“‘《(（]")
HIDDEN = re.compile(
    r"(?<=“)[^“”]*(?=”)|(?<=‘)[^‘’]*(?=’)|(?<=《)[^《》]*(?=》)|(?<=[(（])[^()（）]*(?=[)）])"
)


def paired(text: str) -> str:
    """Turns straight quotes into pairs: they open and close in turn, unless one of them is missing."""
    if text.count('"') % 2 or '"' not in text:
        return text
    opening, *others = text.split('"')
    return opening + "".join(("“" if i % 2 == 0 else "”") + part for i, part in enumerate(others))


def legible(text: str) -> str:
    if UNUSUAL.search(text):
        text = paired(text.translate(QUOTES))
    if "民" in text:
        text = ROC_YEAR.sub(of_our_era, text)
    return HAN_YEAR.sub(lambda found: found[0].translate(FIGURES), text)


def of_our_era(found: re.Match[str]) -> str:
    """Writes the year in as many characters as it had."""
    return f"{1911 + int(found['roc']):>{len(found[0])}}"


def covered(text: str) -> str:
    """Blanks what stands inside quotes, titles and parentheses, so that cuts fall outside of them."""
    if OPENING.search(text):
        text = HIDDEN.sub(blank, text)
    return JOINED.sub(blank, text) if "、" in text else text


def blank(found: re.Match[str]) -> str:
    return "\0" * len(found[0])
