"""Words that end a name: what stands between two of them is cut out of a sentence and looked at alone."""

import re
from collections.abc import Mapping
from types import MappingProxyType

NONE: Mapping[str, str] = MappingProxyType({})


def any_of(words: str, guarded: Mapping[str, str] = NONE) -> str:
    """A pattern for words set apart by spaces, longest first, and for patterns by the character they begin with.

    One look at a character comes before all of them are tried: most begin none, and there are many.
    """
    listed = sorted(words.split(), key=len, reverse=True)
    first = "".join(sorted({word[0] for word in listed} | set(guarded)))
    return f"(?=[{first}])(?:{'|'.join([*listed, *guarded.values()])})"


WON = (
    "荣获 荣膺 荣立 荣登 荣列 荣评 喜获 喜摘 摘得 斩获 捧得 捧回 获选 获评 获得 获赞 获颁 获批 获殊荣 "
    "获此殊荣 再获 当选 入选 上榜 入围 榜上有名 蝉联 跻身 晋级 被授予 被评为 被评选为 被评定为 被命名为 "
    "载誉 凯旋 被认定为 被确定为 被确认为 赫然在列 被表彰 被推荐 位列其中 名列其中 位居其中 脱颖而出"
)
WON_ALONE = {"获": "获(?![嘉得鹿])"}
AWARDED = any_of(WON, WON_ALONE)
# What a name does not hold and a sentence about its bearer does.
SAID = (
    "的 近日 日前 近期 目前 今年 去年 当天 昨日 近年 同时 其中 此外 随后 以来 期间 年来 有幸 成功 先后 位于 "
    "地处 坐落 始终 坚持 积极 充分 认真 紧紧 紧扣 紧盯 围绕 立足 不断 深入 大力 努力 全面 全力 通过 按照 根据 "
    "结合 依托 利用 主动 多措 高度重视 牢固 严格 切实 着力 推动 推进 打造 开展 召开 举行 举办 成为 作为 创建 "
    "创新开 提升 提高 加强 强化 增强 建立 健全 取得 涌现 隶属 下设 下辖 辖 现有 现任 成立 多年来 近年来 长期 一直 "
    "自觉 凭借 秉承 秉持 牢记 充满 注重 重视 高举 立志 致力 扎实 扎根 用心 探索 实施 落实 实现 带领 团结 发扬 "
    "发挥 弘扬 践行 履行 担任 进驻 共有 拥有 授予 表彰 决定 公布 走进 走近 来到 看到 得到 祝贺 恭喜 喜讯 喜报 "
    "捷报 通报 参加 还 也 了 着 到 并 被 是 在 把 由 以 等 该 叫 勇于 善于 敢于 处于 基于 关于 甘于 "
    "解决 破解 构建 营造 深化 忠于 限于 共建 共创 共筑 争创 喜看 情系 心系"
)
# Single characters stand in names as well: 将乐县, 和平区, 向阳村 are why those are missing here.
GUARDED = {
    "光": "光荣(?!获)",
    "对": "对(?!外)",
    "使": "(?<![大天])使(?!馆)",
    "看": "看(?!守|护)",
    "用": "用(?=[自一情爱汗真生行实脚双])",
    "给": "给(?!排|水)",
    "让": "让(?!胡路)",
    # A headline that ran into the text.
    "事": "事迹材料(?=[\u4e00-\u9fff])",
    "为": "为(?!民)",
    "从": "从(?!化|江)",
    "自": "自(?=成立|建|20|19)",
    "记": "(?<![书登])记(?!者)",
    # Two parts of one field stand in names: 文化与样本科. Two organizations do not.
    "与": "与(?:(?<=[村社区镇乡县市局厂院站所校队部司会组委室]与)|(?<=[大中小]学与)|(?!"
    "[\u4e00-\u9fff]{2,8}?[科室部局厅所站院队会]|[\u4e00-\u9fff]{2,8}?(?:中心|车间)))",
}
# Two signs make a name unknown: ***街道, ××村.
BREAK = re.compile(
    r"[^\u4e00-\u9fffA-Za-z0-9·*＊×\1-\6]+|(?<![*＊×])[*＊×](?![*＊×])|(?=\d)\d+[年月日]|"
    + any_of(f"{WON} {SAID}", WON_ALONE | GUARDED)
)
# What stands between a name and what is said of its bearer.
ADVERB = (
    r"有幸|光荣(?!获)|成功|先后|曾经?|再次|再度|多次|首次|一举|双双|连续[\u4e00-\u9fff\d]{1,4}[次年届]|"
    "[又再也均已现共]"
)
ADVERBS = re.compile(f"(?:{ADVERB})*$")
AWARD_VERB = re.compile(
    rf"(?:{ADVERB})*(?:{AWARDED}|被.{{1,30}}?(?:授予|评为|命名为|认定为|评选为|推荐|表彰))"
)
# Who wrote or sent a text is not who it honors.
SPEAKER = re.compile(
    r"(?:记者|通讯员|作者|编辑|责编|供稿|摄影|文字|来源|编审|审核|校对|投稿|[文图摄讯])[\s:：/|]*"
    r"(?:[\u4e00-\u9fff·]{2,4}[、 \u3000])*$"
)
# So many characters in front of a name tell it: several may be named.
SPEAKER_REACH = 24
