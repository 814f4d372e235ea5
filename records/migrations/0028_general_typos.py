"""The list of words begins with typos that are right nowhere; the office adds its own in the admin, and deletes these.

Behind “|” stand longer words that contain one and are right.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TYPOS = """
布署 部署 | 发布署 公布署 颁布署 宣布署
按装 安装 | 按装配 按装修 按装机 按装备 按装载 按装箱 按装订 按装卸 按装饰 按装置 按装束 按装运
渡假 度假 | 引渡假
欢渡 欢度 | 喜欢渡
己经 已经 | 自己经 知己经 利己经 异己经 律己经
松驰 松弛 | 松驰骋 松驰援 松驰名
竟争 竞争 | 究竟争 毕竟争 竟争先 竟争相 竟争取 竟争论 竟争吵 竟争抢
幅射 辐射 | 幅射击 幅射箭
脉博 脉搏 | 脉博大
坐谈会 座谈会
急燥 急躁
烦燥 烦躁
暴燥 暴躁
浮燥 浮躁
寒喧 寒暄
震憾 震撼
粗旷 粗犷
精萃 精粹
针贬 针砭
沉缅 沉湎
杀戳 杀戮
膺品 赝品
弦律 旋律
水笼头 水龙头
再接再励 再接再厉
再接再历 再接再厉
一如继往 一如既往
迫不急待 迫不及待
默守成规 墨守成规
甘败下风 甘拜下风
谈笑风声 谈笑风生
走头无路 走投无路
穿流不息 川流不息
自立更生 自力更生
克苦耐劳 刻苦耐劳
克苦钻研 刻苦钻研
人才汇萃 人才荟萃
出奇不意 出其不意
声名雀起 声名鹊起
一愁莫展 一筹莫展
金榜提名 金榜题名
天翻地复 天翻地覆
融汇贯通 融会贯通
变本加利 变本加厉
全神灌注 全神贯注
责无旁代 责无旁贷
义不容词 义不容辞
百废待新 百废待兴
因地治宜 因地制宜
相辅相承 相辅相成
一脉相成 一脉相承
在所不息 在所不惜
再所不惜 在所不惜
无微不致 无微不至
持之以衡 持之以恒
当之无魄 当之无愧
勤勤肯肯 勤勤恳恳
孜孜不卷 孜孜不倦
呕心呖血 呕心沥血
费寝忘食 废寝忘食
脍灸人口 脍炙人口
不径而走 不胫而走
趋之若骛 趋之若鹜
悬梁刺骨 悬梁刺股
同仇敌慨 同仇敌忾
萎糜不振 萎靡不振
有口皆杯 有口皆碑
鼎立相助 鼎力相助
蛛丝蚂迹 蛛丝马迹
"""


def add_typos(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    words = apps.get_model("records", "ListedWord").objects.using(editor.connection.alias)
    rows = []
    for line in TYPOS.split("\n"):
        typo, _, within = line.partition("|")
        if typo.strip():
            wrong, right = typo.split()
            rows.append(words.model(wrong=wrong, right=right, within=within.strip()))
    words.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0027_words_and_passed_findings"),
    ]

    operations = [migrations.RunPython(add_typos, migrations.RunPython.noop)]
