"""The words of the genre that tell where a name begins and ends.

Patterns that are searched for begin with a plain character in every branch, and look back only behind it: the engine
then skips from candidate to candidate, some ten times faster.
"""

import re

HAN = r"\u4e00-\u9fff"


def words(text: str) -> list[str]:
    return text.split()


def either(*parts: str) -> str:
    return "|".join(parts)


def behind_two(word: str) -> str:
    """Returns the word, with what must follow it in parentheses, where two characters at least come before."""
    stem, mark, condition = word.partition("(")
    return f"{stem}(?<=..{stem}){mark}{condition}"


# With one of these behind it a verb is part of the noun: 受灾群众, 参保人员, 工作站.
HEADS = (
    "(?!户|人|者|群众|居民|村民|对象|家庭|项目|队|点|站|室|组|岗|单位|企业|对子|会议|机制|制度|率|困难|问题)"
)
# A noun behind a measure word ends where a verb, a preposition or a particle begins: 21名机关干部到村任职.
VERBS = words(
    "参与 参加 加入 投身 奔赴 下沉 前往 来到 返回 驻村 驻扎 带动 增收 致富 任职 挂职 进行 开展 担任 完成 设有 "
    "组成 建成 成立 建立 获批 签订 签约 通过 受益 受灾 受伤 脱贫 摘帽 落户 落地 入驻 投产 开工 竣工 完工 通车 "
    "考上 考入 住上 用上 喝上 走上 搬进 迁入 享受 接受 得到 受到 包保 结对 落实 提供 帮助 帮扶 走访 慰问 联系 "
    "捐款 捐赠 报名 提出 达到 超过 增加 减少 增长 下降 发展成 坚守 奋战 值守 轮流 昼夜 带头 带领 驰援 支援 "
    "一起 一道 一同 线上 线下 在线 组建 报到 确认 常(?=年|期|在) 志愿(?!者|服务|军|队|兵) 设(?=分|立|置|有)"
)
# Two characters at least come before these, so that 在职党员 and 进城务工人员 stay whole.
LATER = words(
    "到 赴 在 于 等 为 被 把 也 已 将 从 向 给 让 使 因 由 深入 就业 就近 自愿 主动 积极 分别 纷纷 全程 共同 "
    "累计 获得 获评 荣获 担任 负责 从事 实现 对(?![象口]) 进(?=[入社村企校驻城楼家小]) 送(?![货餐]) "
    "工作(?!人员|队|者|站|室|组|点)"
)
BEHIND_TWO = [behind_two(word) for word in LATER]
NOUN_END = re.compile(
    either(
        *(verb + HEADS for verb in VERBS),
        *BEHIND_TWO,
        *words("全部 均(?<=.均)(?![价衡值]) 都(?<=.都)(?!市) 受(?<=.受)(?![灾助益训伤害理])"),
        "服务(?=群众|居民|企业|社区|百姓)",
        "组织(?=群众|党员|居民|村民|学生|开展)",
        "的",
    )
)
# 群众120名参加, but not 8名参加培训的党员.
STARTS_ANEW = re.compile(
    rf"大关|(?:参加|参与|获得|荣获|受到|发放|用于){HEADS}(?:(?!的)[{HAN}]){{0,12}}(?![{HAN}])"
)
CONJUNCTION = re.compile("(?:和|与|及|以及|并|、)$")

# Words that link a noun to its number and belong to neither.
LINKING = r"分累总共合达超突增提上发扩减下降现已控保稳约为是有近了至到仅就高多均都 \u3000\xa0：:"
# One look at a character comes before all of them are tried: most begin none.
LINK = re.compile(
    rf"(?:(?=[{LINKING}])(?:分别|累计|总计|共计|合计|达到|超过|突破|增至|增加到|增长到|提高到|提升到|上升到|发展到|扩大到|扩展到|扩建到|扩至|延伸到|壮大到|攀升到|减少到|下降到|降低到|"
    r"降至|降到|(?:提升|提高|增加|增长|下降|降低|减少|上升|发展|扩大|扩展|扩建|攀升|延伸)至|现?已|控制在|保持在|稳定在|约为|(?<![表传通到])达|(?<!行)为|(?<!但)是|(?<![国所民私公])有|(?<!公)共|(?<![临附最靠])近|"
    r"(?<![签节预])约|了|至|(?<![报签收看找])到|仅|就|(?<![提增升新])高|多达|(?<![人户年平亩村月日])[均都]|"
    r"[ \u3000\xa0：:]))+$"
)
MAX_LINK_CHARACTERS = 12
# These only say that something is there; the noun follows.
STATING = re.compile(
    either(
        *words("下辖 管辖 现有 共有 设有 建有 拥有 下设 其中有 其中共有"),
        "实现(?!率|度|量|值|情况)",
        "完成(?!率|度|量|值|情况)",
        "辖(?!区)",
        "有(?<![国公私所民没享]有)(?![机线效限关色害轨序突])",
        "共(?<!公共)(?![产青享同建和治管计])",
        "设(?<![铺架建敷增开附创]设)(?![备施计立置])",
    )
)
# The deed belongs to the label: 新建居民安置楼, 选派机关党员干部.
DOING_WORDS = words(
    "制作发放 新建 改建 扩建 续建 建成 建立 建档 修建 修缮 维修 硬化 铺设 架设 安装 栽植 栽种 选派 选拔 选配 "
    "培养 吸收 帮助 资助 慰问 化解 排查 整改 查处 印发 发放 发表 张贴 悬挂 出版 编写 撰写 投入 争取 筹措 筹集 "
    "募集 自筹 捐款 捐资 出资 垫资 集资 减免 吸纳 吸引 招商 引进 举办 开展 开设 召开 组建 成立 创办 创建 走访 "
    "办结 解决 完成 新增 增加 减少 关闭 关停 拆除 清理 取缔 撤并 淘汰 征收 输送 介绍 推荐 推广 接诊 抢救 献血 "
    "义诊 获得 荣获 破获 抓获 查获 缴获 获(?<![俘斩捕收]获) 贷款 承包 拨款 疏散 选出 推选 评选 搬迁 脱贫 购置 "
    "联动 覆盖 挽救 救下 救回 营救 救援 攻克 攻破 聚集 汇聚 凝聚 签订 签署 指导 带领 照料 照顾 看望 赡养 关爱 资遣 "
    "收到 收集 征集 采集 摸排 排除 消除 整合 盘活 链接 对接 走进 深入 辐射 服务于 受益 创作 编制 制定 起草 研发 "
    "主持 承担 承办 主办 参与 申报 授权 获批 拿下 捧回 夺得 斩获 表彰 奖励 发动 动员 号召 邀请 聘请 招聘 录用 "
    "给付 兑现 追回 挽回 追缴 追讨 偿还 支付 补贴 节约 节省 创收 上缴 缴纳 销售 出售 采购 投放 播种 造林 补种 "
    "植树 架起 架通 打通 开通 接通 打井 挖掘 开挖 清淤 修复 加固 翻修 翻新 审理 审结 执结 侦破 侦办 受案 立案 "
    "购买 添置 配备 设置 设立 认领 惠及 转运 出动 收治 入驻 带动 疏通 打造 敷设 制作 印制 转正 "
    "建设(?<![\u4e00-\u9fff]建设)(?!用地) 发展(?=新?党员|了?$) 组织(?<![党会群团社]组织)"
)
# These make nouns as well: 种植大户, 服务中心, 污水处理厂.
DOING_OR_NAMING = words(
    "辅导 服务 种植 养殖 培训 培育 救助 救治 诊治 帮扶 调解 调处 处理 受理 接待 联系 绿化 开发 办理 转移 流转 改造 "
    "安置 结对 签约 捐赠 清运 整治"
)
NOMINAL = (
    "(?!业|户|大户|专业户|基地|园|场|厂|站|室|中心|员(?!工)|班|点|队|对象|示范|协会|合作社|机构|系统|设施|金|卡|带|区|委|"
    "医生|支付|小区|楼|房|等|专项)"
)
# 调解成功率, 投入资金总额: what was done names what is measured.
MEASURE = "(?!对象|奖|率|度|量|额|费|金|面积|收入|产值|总数|人数|户数|情况|工作|活动|力度|比例)"
ONE_DOING = either(
    *(word + MEASURE for word in DOING_WORDS), *(word + NOMINAL + MEASURE for word in DOING_OR_NAMING)
)
DOING = re.compile(ONE_DOING)
# Others were led to do it: 组织党员走访群众 is 走访群众.
CAUSING = re.compile(either(*words("带领 带动 发动 动员 引导 鼓励 号召 组织 指导 协助 协调 推动")))
MAX_CAUSE_CHARACTERS = 10
EACH = re.compile(rf"每[{HAN}]{{1,12}}$")

NEEDLESS = re.compile(
    "^(?:现(?![代场金状任职实象在行货房成])|现在的?|如今|迄今|至今|今年|去年|全年|其中(?:包括|包含|有|含)?|含(?=[^量金水])|已经|已|累计|先后|目前|年内|共计|共(?!产|青|享)|全部|还|又|再|并|也|已办(?!理|结)|"
    "我们?(?:[省市县镇乡区村院校厂局所站队]|社区|街道|公司|单位|支部|党委|(?=全)))+"
)
# In a label, these say that a piece of a sentence was taken for a name; with what they begin is asked first.
BREAKING = (
    "了着把被让将从他她我你这那使因如虽却不而或则超达于比的其和与"
    "及对向给由以为经按即个名是到占也都就出年月日第每"
)
BROKEN = re.compile(
    f"(?=[{BREAKING}])(?:了|着(?!力)|把|被(?!困|征|拆|服务)|让|将|从(?!业)|他(?<!其他)|她|我(?![国省市县镇乡区村])|你|这|那|使(?!用)|因|如果|虽|却|不仅|而|或|"
    "则(?<![规原准]则)|超过|达到|于|比(?![例重赛率值])|"
    "^(?:的|其(?!他|中|余)|和|与|及|对|向|给(?!付)|由|以|为|经|按|即|个|名(?![医师校企牌优老贵茶])|是|到|占|也|都|就)|(?:和|与|(?<![惠普涉])及|的|(?<![支输演付])出|年|月|(?<!党)日|第|每[亩人户吨斤米天次]?|以|为)$)"
)
PLACE_WORDS = "内中里上前外下间时后"  # 356栋楼内: the number says where, not how many
NOT_COUNTED = words(
    "日夜 日子 昼夜 小时 工作日 月 春秋 寒暑 方面 人 字 点 分 步 台阶 平方 百分点 样 关口 层面"
)
# Verbs that say nothing without their object, and averages of something unsaid.
OBJECTLESS = tuple(words("解决 帮助 开展 完成 建立 成立 获得 增加 减少 新增 设置 设立 处理 配备 需要 只有"))
NAMELESS = words(
    "中级 高级 初级 正高级 副高级 正高 副高 组织 服务 联系 发展 获 人均 户均 村均 年均 平均 亩均 其中"
)
UNFIT = frozenset(NOT_COUNTED + NAMELESS)
# With its subject cut off, 实现收入 or 共有资产 names nothing in particular.
GENERIC = frozenset(words("收入 总收入 产值 总产值 利润 资产 投资 资金 支出 面积 人口 税收 销售额 增收"))
# The share of what: 覆盖率98%, but not 医疗98%.
SHARED = re.compile("(?:率|度|额|量|值|数|比例|比重|占比|面积|收入|收益|学历|人口|产业|占.+)$")

ANY_DATE = re.compile(
    r"(?P<range>(?:19|20)\d\d\s*年?\s*[-－—–~～至到]+\s*)?"
    r"(?P<year>(?:19|20)\d\d)\s*年(?:度|初|底|末|上半年|下半年|全年)?"
    r"(?:\d{1,2}(?:[-－—至]\d{1,2})?月份?[底末初]?)?(?:\d{1,2}[日号])?|\d{1,2}[-－—至]\d{1,2}月份?"
)
# 2010年毕业后种植300亩: the year dates what came before.
AFTERWARDS = re.compile("以来|以后|之后|[起后前间]|至今|开始|期|毕业|参加|任|入党|出生")
CLAUSE_ENDS = "、，,；;。.：:！？!?()（）”’」』》】…— \t\u3000\xa0"
OPENERS = "、，,；;：:（(。！？!? \u3000\xa0"
QUOTES = "“‘《「『"
