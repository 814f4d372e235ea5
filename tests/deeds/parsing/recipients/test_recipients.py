"""Whom a document honors. All people and places are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.deeds import read_deeds
from records.deeds.document import Recipient
from records.deeds.parsing.recipients.choosing import recipient_of
from tests.deeds.strategies import GENRE


def found(title: str | None, *lines: str) -> Recipient:
    return recipient_of(title, "\n".join(lines), "\n".join([title or "", *lines])).recipient


def named(title: str | None, *lines: str) -> tuple[str | None, str | None]:
    recipient = found(title, *lines)
    return recipient.name, recipient.kind


def certain(title: str | None, *lines: str) -> bool:
    return recipient_of(title, "\n".join(lines), "\n".join([title or "", *lines])).certain


ABOUT_LI = ("李范例是样本厂工人。多年来,李范例扎根一线。", "工友都说李范例好。")


@pytest.mark.parametrize(
    "title",
    [
        "甲县样本厂工人－李范例－全国示例模范",
        "李范例同志先进事迹材料",
        "关于李范例同志的先进事迹",
        "样本厂工人李范例先进事迹",
        "样本厂李范例荣获“全国示例模范”称号",
        "喜报!我厂李范例师傅光荣当选全国示例模范",
        "平凡岗位写春秋——记全国示例模范、样本厂工人李范例",
        "守护一方——追记样本厂工人李范例",
        "李范例:扎根一线三十年",
        "最美工人李范例——让机器唱起歌来",
        "李范例 我爱我的机器",
        "“示例楷模”李范例的故事",
        "示例楷模——李范例",
    ],
)
def test_person_is_found_in_every_form_of_title_without_post_or_address(title):
    assert named(title, *ABOUT_LI) == ("李范例", "person")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("甲县乙镇丙村党支部先进事迹材料", "甲县乙镇丙村党支部"),
        ("丙村党支部荣获“示例党组织”称号", "丙村党支部"),
        ("热烈祝贺丙村党支部荣获示例党组织称号", "丙村党支部"),
        ("高举旗帜——记“示例党组织”丙村党支部", "丙村党支部"),
        ("丙村党支部:党建引领聚合力", "丙村党支部"),
        ("丙村党支部创建示例党组织自查报告", "丙村党支部"),
        ("示例先进党组织——丙村党支部", "丙村党支部"),
        ("“丙心”调解室", "“丙心”调解室"),
        ("丙村:一个示例村的新路", "丙村"),
    ],
)
def test_organization_is_found_in_every_form_of_title(title, name):
    assert named(title, f"近年来,{name}有了新气象。") == (name, "organization")


@pytest.mark.parametrize(
    ("title", "line", "name"),
    [
        ("丁香社区获示例单位表彰", "近年来,高新区丁香社区认真工作。", "高新区丁香社区"),
        ("丁香供电所获示例单位称号", "近日,甲县供电公司丁香供电所荣获示例单位。", "甲县供电公司丁香供电所"),
        ("丁香法院喜获示例法院称号", "近年来,丁香县人民法院坚持创新。", "丁香县人民法院"),
        ("丁香公路局获示例之家", "近日,丁香市公路管理局工会被授予示例之家。", "丁香市公路管理局工会"),
        ("丁香物流荣获示例奖状", "会上,丁香物流荣获示例奖状。", "丁香物流"),
        ("丁香社区获示例单位表彰", "高新区丁香社区人防工作站抓得紧。", "高新区丁香社区"),
        ("甲市丁香税务局获示例单位称号", "丁香区税务局荣获示例单位称号。", "甲市丁香税务局"),
    ],
)
def test_fuller_name_in_the_text_completes_the_name_in_the_title(title, line, name):
    assert named(title, line) == (name, "organization")


@pytest.mark.parametrize(
    "lines",
    [
        ("李范例,女,1979年7月生,样本医院护士。",),
        ("他就是样本厂的李范例。",),
        ("今年48岁的李范例,一直在样本厂工作。",),
        ("样本厂驻地", *ABOUT_LI),
        ("李范例同志很忙。大家都向李范例同志学习。",),
        ("我叫李范例,今年入厂。",),
        ("姓名:李范例", "性别:女"),
        ("记样本厂工人李范例",),
    ],
)
def test_person_is_found_where_only_the_text_presents_somebody(lines):
    assert named(None, *lines) == ("李范例", "person")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("甲市乙区丁香社区2001年建成,有居民3000人。", "甲市乙区丁香社区"),
        ("近年来,甲县丁香村党支部勇于担当,主动作为。", "甲县丁香村党支部"),
        ("2011年,丁香司法所以队伍建设为根本。", "丁香司法所"),
        ("丁香镇位于甲县北部。", "丁香镇"),
        ("传来喜讯,甲县丁香街道居民委员会上榜示例集体。", "甲县丁香街道居民委员会"),
        ("单位名称:甲县丁香医院", "甲县丁香医院"),
    ],
)
def test_organization_is_found_where_only_the_text_speaks_of_it(line, name):
    assert named(None, line) == (name, "organization")


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("围绕中心工作 谱写示例新篇", "我局认真工作,我局干部团结一致。"),
        (None, "我镇召开会议,我镇干部参加。"),
        ("党支部先进事迹材料", "支部现有党员30名。"),
        ("党支部书记事迹材料", "他是丁香村人,丁香村位于甲县。"),
        ("教师个人先进事迹材料", "■■■同志热爱教育,在丁香中学任教。"),
        (None, "市总工会召开大会,公布名单。"),
    ],
)
def test_recipient_that_is_not_named_stays_unknown(title, line):
    assert named(title, line) == (None, None)


def test_person_of_a_group_of_people_is_looked_for_in_the_text_alone():
    assert named("优秀党员先进事迹", "丁香村位于甲县。", *ABOUT_LI) == ("李范例", "person")


def test_leader_who_speaks_once_is_not_honored_in_place_of_the_village():
    lines = ("丁香村位于甲县北部。", "丁香村书记李范例说,丁香村变了。")
    assert named(None, *lines) == ("丁香村", "organization")


def test_unit_in_a_slogan_is_not_honored():
    assert named("喜看新村", "丁香村位于甲县北部。") == ("丁香村", "organization")
    assert named("共建平安社区", "平安社区靠大家,平安社区为大家。") == (None, None)


def test_thinker_whose_thought_is_studied_is_not_honored():
    lines = ("李范例思想,大家学。李范例思想,大家讲。李范例思想,大家用。", "丁香村位于甲县北部。")
    assert named("丁香花开", *lines) == ("丁香村", "organization")


def test_reporter_is_not_honored():
    lines = ("记者 王试笔 王试笔", "丁香村位于甲县北部。(通讯员 王试笔 摄)")
    assert named("丁香花开", *lines) == ("丁香村", "organization")


@pytest.mark.parametrize(
    ("title", "text", "name"),
    [
        ("工匠陆样先进事迹", "陆样荣获奖章。陆样从不叫苦,工友信任陆样。", "陆样"),
        ("工匠陆样本先进事迹", "陆样本荣获奖章。陆样本从不叫苦,工友信任陆样本。", "陆样本"),
        ("护士欧阳样本先进事迹", "欧阳样本荣获奖章。欧阳样本从不叫苦。", "欧阳样本"),
        ("阿样·本例同志先进事迹", "阿样·本例,男。", "阿样·本例"),
        ("喜报!杨光荣获示例能手称号", "杨光,男,1980年生。杨光爱钻研,师傅夸杨光。", "杨光"),
    ],
)
def test_names_end_where_the_text_says_they_end(title, text, name):
    assert named(title, text) == (name, "person")


@pytest.mark.parametrize(
    "title", ["丁高样三中荣获示例学校称号", "安全生产先进单位丁香厂", "文明村丁香村:和谐之路"]
)
def test_words_that_begin_like_a_name_are_no_people(title):
    assert named(title, f"{title}。", "安全生产,文明村镇。")[1] == "organization"


@pytest.mark.parametrize(
    ("title", "line", "name"),
    [
        ("李范例劳模(职工)创新工作室", "李范例劳模(职工)创新工作室有15人。", "李范例劳模(职工)创新工作室"),
        (None, "甲县“丁香”志愿者协会成立于2014年。", "甲县“丁香”志愿者协会"),
        (None, "我院样本与示例医学科获奖。甲市医院样本与示例医学科有60人。", "甲市医院样本与示例医学科"),
        (None, "乙区丁香街道样本路55弄居民区曾是示例社区。", "乙区丁香街道样本路55弄居民区"),
        (None, "今年以来,甲县丁香乡党委、政府高度重视。", "甲县丁香乡党委、政府"),
        ("丁香厂铸造与样本车间获奖", "丁香厂铸造与样本车间有30人。", "丁香厂铸造与样本车间"),
        (
            "甲区(样本镇)丁香社区搭起连心桥",
            "甲区(样本镇)丁香社区创新方法。丁香社区很好。",
            "甲区(样本镇)丁香社区",
        ),
    ],
)
def test_brackets_nicknames_numbers_and_conjunctions_stay_in_a_name(title, line, name):
    assert named(title, line) == (name, "organization")


@pytest.mark.parametrize(
    ("title", "line", "name"),
    [
        ("市样本局获示例单位称号", "近日,丁香市样本局获示例单位称号。", "丁香市样本局"),
        (None, "299个调解委员会获奖。丁香镇调解委员会位列其中。", "丁香镇调解委员会"),
        (
            None,
            "丁香交警大队一中队榜上有名。交通警察支队丁香大队一中队成立于1996年。",
            "交通警察支队丁香大队一中队",
        ),
    ],
)
def test_front_that_every_place_has_is_completed_by_the_place(title, line, name):
    assert named(title, line) == (name, "organization")


@pytest.mark.parametrize(
    "line",
    [
        "样本部公布名单,丁香社区榜上有名。",
        "丁香社区被样本部授予示例社区称号。",
        "本帖最后由 样本大队 于 2014-1-8 09:02 编辑\n近日,丁香社区榜上有名。",
        "样本法院日前通报表彰一批集体,丁香社区位列其中。",
    ],
)
def test_who_gives_an_honor_or_made_the_page_does_not_receive_it(line):
    assert named(None, line) == ("丁香社区", "organization")


def test_county_is_honored_and_not_whoever_fetches_its_prize():
    lines = (
        "丁香县被样本委授予示例县称号。丁香县委书记李范例作为单位代表上台领奖。李范例代表全县参加大会。",
    )
    assert named(None, *lines) == ("丁香县", "organization")


def test_county_in_front_of_somebody_is_not_honored():
    assert named(None, "样本路在丁香县。丁香县有条样本路。") == (None, None)


@pytest.mark.parametrize(
    "line",
    [
        "甲县样本局关工委副主任李范例老师,退休后很忙。李老师热心。李老师常来。",
        "县医院主任医师李范例医生从医30年。李医生常说,病人最大。",
        "李范例老人今年82岁。李范例退休后植树。",
        "她叫李范例,是一名教师。",
        "他就是公交公司3路车驾驶员李范例。",
        "李范例同志生前是样本局局长。",
        "今年45岁的李范例家住镇上。李范例每天出车。",
        "李范例是样本厂工人。李范例很忙。",
        "说起村医李范例,大家都夸。李范例行医30年。",
    ],
)
def test_person_is_found_in_every_way_of_presenting_somebody(line):
    assert named("平凡的坚守", line) == ("李范例", "person")


def test_name_that_ends_like_a_word_of_sharing_is_whole():
    line = "2015年4月,张大同获五一示例奖章。张大同很忙。"
    assert named("张大同先进事迹", line) == ("张大同", "person")


@pytest.mark.parametrize(
    "line",
    ["李范例同志是样本厂的一名工人。", "李范例同志是样本厂焊工。李范例很忙。", "李范例是样本厂焊工,很忙。"],
)
def test_sentence_that_says_who_somebody_is_presents_that_person(line):
    assert named("平凡的坚守", line, "李范例爱学习,李范例肯吃苦。") == ("李范例", "person")


@pytest.mark.parametrize(
    "name",
    ["格日乐图雅布", "阿样·本例", "样力亚", "玛依拉尔", "李 例"],
    ids=["six", "dotted", "three", "four", "spaced"],
)
@pytest.mark.parametrize("dash", ["－", "——", "—", "--"])
def test_name_of_any_people_is_read_between_post_and_award(name, dash):
    title = dash.join(("样本公司总经理", name, "全国示例模范"))
    assert named(title, "样本公司在甲县。样本公司很大。样本公司有30人。") == (name, "person")


def test_name_of_another_people_is_read_where_the_text_says_who_it_is():
    lines = ("格日乐图是样本村人民调解委员会主任,很忙。", "牧民信格日乐图。", "格日乐图已调解百起。")
    assert named(None, *lines) == ("格日乐图", "person")


OTHERS = ["次样卓例", "白玛样例", "乌兰样例", "阿依样例"]


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize(
    "title",
    [
        "格桑花开——记样本区优秀教师{}",
        "样本区优秀教师{}同志先进事迹材料",
        "优秀教师{}荣获全国示例教师称号",
        "格桑花开",
    ],
)
def test_name_of_another_people_is_read_whole(title, name):
    line = f"{name},女,藏族,1980年生,样本小学教师。二十年来,{name}教过1200名学生。"
    assert named(title.format(name), line) == (name, "person")
    assert certain(title.format(name), line)


@pytest.mark.parametrize("name", ["次样卓例", "王样本"])
def test_post_in_front_of_who_is_presented_is_no_part_of_the_name(name):
    line = f"护士长{name},女,藏族,1980年生,很忙。二十年来,{name}护理过1200名病人。"
    assert named("格桑花开", line) == (name, "person")


def test_office_that_holds_up_somebody_as_an_example_is_honored_itself():
    lines = (
        "近年来,丁香区检察院坚持创新。我院荣获示例集体称号。我院的做法是:",
        "我院重点宣传“示例标兵”李范例同志的先进事迹。李范例同志很忙。大家都学李范例。",
    )
    assert named("以榜样的力量示例", *lines) == ("丁香区检察院", "organization")


def test_department_of_an_office_that_tells_of_itself_is_not_honored():
    lines = (
        "近日,丁香市第一医院样本科、示例科被确认为示例专科。",
        "“我院样本科很忙。”院长说。我院的样本科很大。丁香市第一医院有900张床。",
    )
    assert named("风劲好扬帆", *lines) == ("丁香市第一医院", "organization")


def test_somebody_who_is_always_one_of_several_gives_way_to_who_held_the_event():
    lines = (
        "3月20日,丁香学院党员分享会举行。副书记李范例、教师王试笔参加。李范例和王试笔颁奖。",
        "丁香学院的党员李范例、王试笔讲话。丁香学院很大。",
    )
    assert named("来听听讲述", *lines) == ("丁香学院", "organization")


def test_group_is_honored_under_the_name_that_is_the_title():
    lines = ("2019年,样本部发布样本榜样优秀群体的事迹。", "样本榜样优秀群体有50人。")
    assert named("样本榜样优秀群体", *lines) == ("样本榜样优秀群体", "organization")


def test_name_that_was_masked_is_kept_as_it_stands():
    line = "近日,***街道被样本委命名为示例单位。"
    assert named("花香满***——***街道创建示例单位纪实", line) == ("***街道", "organization")


def test_collection_is_not_the_one_it_is_about():
    lines = ("李范例,6岁学艺,10岁进厂。", "李范例进了样本厂。", "李范例带领样本队荣获示例队称号。")
    assert named("全国著名劳模先进事迹", *lines) == ("李范例", "person")


@pytest.mark.parametrize(
    ("line", "name"), [("丁市积极发挥党组织作用。", "丁市"), ("甲陵通过健全标准,实现目标。", "甲陵")]
)
def test_place_that_acts_is_the_best_guess_and_doubted(line, name):
    assert named(None, line) == (name, "organization")
    assert not certain(None, line)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("L市积极发挥党组织作用。", "L市"),
        ("为解决难题，Q县大力发展产业。", "Q县"),
        ("近年来，**街道坚持服务群众。**街道有三个网格。", "**街道"),
        ("某某村位于县城北部。某某村很大。", "某某村"),
    ],
)
def test_the_only_name_that_is_masked_is_whom_it_is_about(line, name):
    assert named(None, line) == (name, "organization")
    assert certain(None, line)


@pytest.mark.parametrize(
    "line",
    [
        "L市积极发挥党组织作用，M市也来学习。",
        "L市积极发挥党组织作用，**街道很大。",
        "X县不断发展产业，某某村很大。",
    ],
)
def test_one_of_several_masked_names_is_doubted(line):
    assert not certain(None, line)


@pytest.mark.parametrize(
    "words",
    [
        "学院副书记李范例、教师王试笔参加。\n李范例叮嘱大家努力。",
        "学院副书记李范例、教师王试笔参加。\n李范例和王试笔为在活动中表现优异的同学颁奖。",
        "学院副书记李范例、教师王试笔参加。\n李范例鼓励大家努力。\n审核：王试笔、李范例",
        "学院副书记李范例、教师王试笔参加。\n李范例勉励同学。\n责编：张样本 李范例",
    ],
)
def test_who_exhorts_presents_prizes_or_signs_a_page_is_not_whom_it_is_about(words):
    lines = ("3月20日，丁香学院党员分享会举行。丁香学院的党员很多。", *words.split("\n"), "丁香学院很大。")
    assert named("来听听讲述", *lines) == ("丁香学院", "organization")
    assert certain("来听听讲述", *lines)


@pytest.mark.parametrize(
    ("title", "line", "post"),
    [
        ("甲县丙村党支部书记、村主任－李范例－示例模范", "李范例很忙。", "甲县丙村党支部书记、村主任"),
        ("十三、甲县丙村党支部书记－李范例－示例模范", "李范例很忙。", "甲县丙村党支部书记"),
        ("样本厂工人李范例先进事迹", "李范例很忙。李范例爱学习。", "样本厂工人"),
        ("平凡的坚守", "李范例,男,1970年生,中共党员,现任丙村党支部书记。", "丙村党支部书记"),
        ("平凡的坚守", "李范例,男,汉族,样本厂焊接车间焊工。李范例很忙。", "样本厂焊接车间焊工"),
        ("平凡的坚守", "李范例是样本厂的一名驾驶员。李范例很忙。", "样本厂驾驶员"),
        ("关于追授李范例同志“示例民警”称号的命令", "李范例从警13年。", None),
        ("示例模范李范例先进事迹", "李范例很忙,李范例是个平凡的护士。", None),
        ("丙村党支部先进事迹", "丙村党支部书记李范例很忙。", None),
        ("最美护士李范例：爱", "李范例，样本医院护士长，从业19年。李范例很忙。", "样本医院护士长"),
        ("最美护士李范例：爱", "李范例现为样本医院内科护士长。李范例很忙。", "样本医院内科护士长"),
        ("最美护士李范例：爱", "李范例，女，任样本局养护股股长，很忙。", "样本局养护股股长"),
        ("最美护士李范例：爱", "李范例，女，任劳任怨的一名护士，很忙。", None),
        ("最美护士李范例：爱", "样本医院护士长李范例很忙。李范例爱学习。", "样本医院护士长"),
        ("最美护士李范例：爱", "记者采访了样本医院护士长李范例。李范例很忙。", None),
        ("示例劳模李范例", "全国劳动模范李范例很忙。李范例爱学习。", None),
    ],
)
def test_post_is_what_the_document_says_somebody_is(title, line, post):
    assert found(title, line).post == post


def test_doubt_names_the_best_two():
    lines = ("丁香村位于甲县北部。丁香村很大。", "李范例同志很忙。大家都向李范例同志学习。")
    doubted = read_deeds("\n".join(lines).encode(), "a.txt").messages
    (text,) = [message.text for message in doubted if message.code == "recipient-unsure"]
    assert "可能是“李范例”，也可能是“丁香村”" in text


def test_award_in_front_of_a_name_is_not_part_of_it():
    lines = ("丁香医院样本科有32人。", "丁香医院样本科很忙。")
    assert named("显风采——记全国示例岗丁香医院样本科", *lines) == ("丁香医院样本科", "organization")


def test_place_in_front_of_an_office_is_no_person():
    line = "平样山市统计局获奖。平样山市很大,平样山市很美。"
    assert named("平样山市统计局荣获示例集体称号", line) == ("平样山市统计局", "organization")


def test_passer_by_whose_age_is_told_is_not_honored():
    assert named(None, "80多岁的李范例老人哭了。") == (None, None)


def test_short_name_is_the_one_the_document_gives():
    line = "近日,甲县丁香税务局(以下简称“丁香税务”)荣获示例单位称号。"
    assert found("甲县丁香税务局荣获示例单位称号", line).short_name == "丁香税务"
    assert found("甲县丁香税务局荣获示例单位称号", "近日,甲县丁香税务局受奖。").short_name == ""


def test_name_that_title_and_text_agree_on_is_certain():
    assert certain("样本厂李范例荣获“全国示例模范”称号", *ABOUT_LI)
    assert certain("丁香村荣获示例村称号", "丁香村位于甲县北部。")


def test_name_that_only_the_text_tells_is_uncertain():
    assert not certain("喜看新村", "丁香村位于甲县北部。")
    assert not certain(None, "近年来,丁香村党支部勇于担当。")


def test_the_only_one_whom_a_text_without_title_keeps_telling_of_is_certain():
    assert certain(None, "近年来,丁香村党支部勇于担当。", "丁香村党支部以两条街为中心,共建一个网格。")


@given(
    st.one_of(st.none(), st.sampled_from(GENRE), st.text(max_size=60)),
    st.lists(st.one_of(st.sampled_from(GENRE), st.text(max_size=80)), max_size=12),
)
def test_a_name_is_always_words_of_the_document(title, lines):
    recipient = found(title, *lines)
    whole = "\n".join([title or "", *lines])
    assert recipient.name is None or recipient.name in whole or recipient.name in " ".join(whole.splitlines())
