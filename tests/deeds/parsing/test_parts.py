"""A collection becomes as many records; one document that names others stays one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.deeds import DeedsError, Reading, read_deeds, read_parts
from records.deeds.source import LINE_END
from tests.deeds import strategies
from tests.deeds.test_lossless import check_marks, check_whole

PEOPLE = ["王样本", "李示例", "赵范文", "孙某某"]
# Of the one who is meant, and of nobody else.
PROSE = (
    "样本员{}，女，1970年3月出生，在样本社区工作二十年，走访居民三千户，把每一件小事都办好，得到大家的信任。"
)
LONG = "她每天清早走进社区，帮助老人买菜、取药，把各家的难处记在本子上，一件一件办好。"


def read(*lines: str) -> tuple[Reading, ...]:
    return read_parts("\n".join(lines).encode(), "汇编.txt")


def recipients(parts: tuple[Reading, ...]) -> list[str | None]:
    return [part.deeds.recipient.name for part in parts]


def collection(
    heading: str, *, front: tuple[str, ...] = ("样本省先进个人事迹汇编",), people=PEOPLE
) -> list[str]:
    """Makes a document with a heading over each one's text; {n} is counted from one, {name} is the person."""
    lines = list(front)
    for number, name in enumerate(people, 1):
        lines += [
            heading.format(n=number, name=name, cn="一二三四五六七八九"[number - 1]),
            f"{name}，女，1970年3月出生，样本社区书记。{LONG}",
            LONG,
        ]
    return lines


# --- What is cut ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heading",
    [
        "样本省样本市样本社区书记－{name}－全国示例先进工作者",
        "样本省样本市样本社区书记—{name}—全国示例先进工作者",
        "样本省样本市样本社区书记——{name}——全国示例先进工作者",
        "样本省样本市样本社区书记-{name}-全国示例先进工作者",
        "样本省样本市样本社区书记 – {name} – 全国示例先进工作者",
        "样本省样本市样本社区书记―{name}―全国示例先进工作者",
        "样本省样本市样本社区书记─{name}─全国示例先进工作者",
        "样本省样本市样本社区书记－－{name}－－全国示例先进工作者",
        "{cn}、样本社区书记－{name}－全国示例先进工作者",
        "{n}.样本社区书记－{name}－全国示例先进工作者",
        "样本社区书记－{name}－",
        "{name}－样本社区书记－全国示例先进工作者",
        "样本社区书记－{name}同志－全国示例先进工作者",
        "样本社区书记－{name}（女）－全国示例先进工作者",
        "样本社区（2011－2013年）书记－{name}－全国示例先进工作者",
        "中国－示例中心主任－{name}－全国示例先进工作者",
        "{name}",
        "{name}同志",
        "{cn}、{name}",
        "（{cn}）{name}",
        "{n}. {name}",
        "{n}．{name}",
        "{cn}、{name}（样本社区书记）",
        "{cn}、样本社区书记 {name}",
        "姓名：{name}",
        "{name} 样本社区书记",
        "【{name}】",
        "\u200b{name}\u200b同志先进事迹材料",
        "{name}先进事迹材料",
        "{name}同志先进事迹材料",
        "{name}同志先进事迹",
        "关于{name}同志的先进事迹材料",
        "第{cn}篇：{name}同志先进事迹材料",
        "第{n}篇 {name}事迹",
        "篇{cn}：{name}先进事迹",
        "样本社区书记{name}同志先进事迹材料",
        "扎根样本写春秋——记样本社区书记{name}",
        "扎根样本写春秋——{name}",
    ],
)
def test_a_collection_becomes_as_many_records(heading):
    parts = read(*collection(heading))
    assert recipients(parts) == PEOPLE
    assert [(part.part.number, part.part.of) for part in parts] == [(n, 4) for n in (1, 2, 3, 4)]


def test_paragraphs_that_present_somebody_begin_records():
    lines = [f"{name}，样本大学样本学院教授，{LONG}" for name in PEOPLE]
    assert recipients(read("样本大学的她们", *lines)) == PEOPLE


@pytest.mark.parametrize("number", ["{n}.", "{cn}、", "（{cn}）"])
def test_paragraphs_that_present_somebody_may_be_numbered(number):
    numbers = [number.format(n=n, cn="一二三四"[n - 1]) for n in (1, 2, 3, 4)]
    lines = [f"{mark}{name}，女，样本社区书记。{LONG}" for mark, name in zip(numbers, PEOPLE, strict=True)]
    assert recipients(read("样本社区的她们", *lines)) == PEOPLE


def test_a_paragraph_of_the_same_person_goes_on_with_the_record():
    lines = [
        line
        for name in PEOPLE
        for line in (f"{name}，样本大学样本学院教授，{LONG}", LONG, f"{name}说：“{LONG}”")
    ]
    assert recipients(read("样本大学的她们", *lines)) == PEOPLE


def test_what_introduces_each_one_alike_goes_with_that_one():
    lines = [
        line
        for name in PEOPLE
        for line in (
            "她说：",
            f"{name[1]}的话，我一直记着，做人要正，做事要实！",
            "▲点击认识她",
            f"{name}，样本大学教授，{LONG}",
        )
    ]
    parts = read("样本大学的她们", *lines)
    assert recipients(parts) == PEOPLE
    assert all(f"{name[1]}的话" in part.text for name, part in zip(PEOPLE, parts, strict=True))


def test_the_second_of_a_pair_begins_no_record_where_records_are_introduced_alike():
    lines = [line for name in PEOPLE for line in ("▲点击认识她", f"{name}，样本大学教授，{LONG}")]
    assert recipients(read("样本大学的她们", *lines, f"孙又又，样本大学教授，{LONG}")) == PEOPLE


@pytest.mark.parametrize(
    "name", ["阿依样本", "古丽·样本", "买买提•样本示例", "那木示例样本", "欧阳样本", "王 样", "龘某某"]
)
def test_any_name_between_dashes_begins_a_record(name):
    people = ["王样本", "李示例", name]
    lines = [
        line
        for one in people
        for line in (f"样本公司经理－{one}－全国示例先进工作者", f"{one}，女，1970年出生。{LONG}")
    ]
    assert recipients(read("先进个人事迹", *lines)) == [
        one.replace(" ", "").replace("•", "·") for one in people
    ]


def test_a_line_without_the_award_begins_a_record_among_others():
    lines = collection("样本社区书记－{name}－全国示例先进工作者")
    lines[4] = "样本社区书记－李示例"
    assert recipients(read(*lines)) == PEOPLE


def test_a_line_written_otherwise_begins_a_record_among_others():
    lines = collection("样本社区书记－{name}－全国示例先进工作者")
    lines[4] = "样本社区书记李示例 全国示例先进工作者"
    assert recipients(read(*lines)) == PEOPLE


@pytest.mark.parametrize(
    "line",
    [
        "样本社区书记－李示例",
        "样本社区书记李示例－全国示例先进工作者",
        "样本社区书记 李示例 全国示例先进工作者",
    ],
)
@pytest.mark.parametrize("text", ["李示例", "李示例自2000年起在社区工作，", "样本社区书记，人们都说李示例"])
def test_a_dash_may_be_missing_among_others(line, text):
    lines = collection("样本社区书记－{name}－全国示例先进工作者")
    lines[4:6] = [line, text + LONG]
    assert recipients(read(*lines)) == PEOPLE


def test_a_surname_that_is_a_word_too_is_a_name():
    people = ["王样本", "李示例", "和范文"]
    lines = collection("样本社区书记－{name}－全国示例先进工作者", people=people)
    assert recipients(read(*lines)) == people


def test_a_line_of_any_length_may_begin_a_record():
    post = (
        "样本省样本市样本区样本街道样本社区党委书记、居委会主任，样本市样本志愿服务联合会理事长、" * 2
        + "样本员"
    )
    heading = f"{post}－{{name}}－全国示例先进工作者、全国示例优秀共产党员、全国示例三八红旗手"
    parts = read(*collection(heading))
    assert recipients(parts) == PEOPLE
    assert parts[1].deeds.title == heading.format(name="李示例")


def test_numbers_in_front_of_titles_are_left_out():
    parts = read(*collection("{cn}、样本社区书记－{name}－全国示例先进工作者"))
    assert parts[1].deeds.title == "样本社区书记－李示例－全国示例先进工作者"
    assert "二、" in parts[1].deeds.left_out


def test_one_who_is_not_named_in_the_text_has_a_record_too():
    lines = collection("样本社区书记－{name}－全国示例先进工作者")
    lines[5] = "样本社区书记，女，1970年3月出生。" + LONG
    assert recipients(read(*lines)) == PEOPLE


def test_contents_above_are_left_out_of_all_records():
    front = ("先进事迹汇编", "目录", *(f"{name}同志先进事迹材料" for name in PEOPLE))
    parts = read(*collection("{name}同志先进事迹材料", front=front))
    assert recipients(parts) == PEOPLE
    assert parts[0].deeds.left_out[: len(front)] == front
    assert not parts[1].deeds.left_out


def test_long_contents_hide_no_title():
    people = [f"王样{letter}" for letter in "甲乙丙丁戊己庚辛壬癸" * 9]
    front = tuple(f"样本社区书记－{name}－全国示例先进工作者" for name in people)
    parts = read(*collection("第{n}篇：{name}同志先进事迹材料", front=front[:88], people=people[:4]))
    assert [part.deeds.title for part in parts] == [f"{name}同志先进事迹材料" for name in people[:4]]


def test_nobody_has_the_honors_of_another():
    lines = [
        line
        for name, award in zip(PEOPLE, "甲乙丙丁", strict=True)
        for line in (f"样本社区书记－{name}－示例{award}等先进工作者", f"{name}，女，1970年出生。{LONG}")
    ]
    parts = read("先进个人事迹", *lines)
    assert [[award.name for award in part.deeds.awards] for part in parts] == [
        [f"示例{award}等先进工作者"] for award in "甲乙丙丁"
    ]


def test_offices_have_their_collections_too():
    units = ["样本市样本派出所", "样本市示例中学", "样本市范文医院"]
    lines = [line for unit in units for line in (f"{unit}先进事迹材料", f"{unit}成立于1990年。{LONG}")]
    assert recipients(read("先进集体事迹汇编", *lines)) == units


def test_a_heading_over_several_records_belongs_to_none():
    lines = collection("样本社区书记－{name}－全国示例先进工作者")
    lines.insert(7, "示例省先进个人事迹")
    parts = read(*lines)
    assert recipients(parts) == PEOPLE
    assert parts[2].deeds.left_out == ("示例省先进个人事迹",)


def test_two_in_one_line_have_one_record_between_dashes():
    lines = collection("样本社区书记－{name}－全国示例先进工作者")
    lines[4] = "样本社区居民－李示例、赵示例－全国示例好人"
    assert [part.deeds.title for part in read(*lines)][1] == lines[4]


def test_a_list_of_hundreds_is_numbered_on():
    lines = collection("样本社区书记－{name}－全国示例先进工作者")
    for at, number in zip((1, 4, 7, 10), ("九十九", "一百", "一百零一", "一百二十三"), strict=True):
        lines[at] = f"{number}、{lines[at]}"
    assert [part.deeds.title for part in read(*lines)] == [lines[at].split("、")[1] for at in (1, 4, 7, 10)]


SHORT = "从业二十年，走访居民三千户。"


@pytest.mark.parametrize(
    "heading",
    [
        "{n}、{name}（女，纳西族，样本乡医生）",
        "{n}. {name}（样本镇党委书记）",
        "{n}.{name}（yàng běn）",
        "（{cn}）示例标兵  {name}",
        "{name} 样本村护林员",
        "{name} 女",
        "{n}.{name}",
        "{cn}、{name}，女，样本医院护士长",
        "{name}，样本村护林员",
        "{name}——样本村护林员",
        "【{name}】",
        "第{cn}名：{name}",
    ],
)
def test_a_list_of_names_is_cut_though_the_texts_do_not_name_them_again(heading):
    lines = ["样本省先进个人简要事迹"]
    for number, name in enumerate(PEOPLE, 1):
        lines += [heading.format(n=number, name=name, cn="一二三四"[number - 1]), SHORT]
    assert recipients(read(*lines)) == PEOPLE


def test_a_number_and_a_name_above_what_the_person_is_begin_a_record():
    lines = [
        line
        for n, name in enumerate(PEOPLE, 1)
        for line in (f"{n}.{name}", f"女，1976年生，样本居民。{SHORT}")
    ]
    assert recipients(read(*lines)) == PEOPLE


def test_two_in_a_list_are_cut_where_it_says_who_they_are():
    assert recipients(read("1.王样本（男，护林员）", SHORT, "2.李示例（女，教师）", SHORT)) == PEOPLE[:2]


def test_numbers_may_begin_again_below_the_heading_of_a_group():
    lines = ["一等奖获奖者事迹", "（一）示例标兵  王样本", SHORT, "（二）示例标兵  李示例", SHORT]
    parts = read(*lines, "二等奖获奖者事迹", "（一）示例能手  赵范文", SHORT)
    assert recipients(parts) == PEOPLE[:3]
    assert "二等奖获奖者事迹" in parts[2].deeds.left_out


@pytest.mark.parametrize("unit", ["样本乡青年突击队", "样本村党支部", "样本医院产科"])
def test_a_unit_among_people_has_a_record_too(unit):
    lines = [
        "先进典型简要事迹",
        "1、王样本（女，医生）",
        SHORT,
        "2、李示例（男，护林员）",
        SHORT,
        f"3、{unit}",
        "队员18人。",
    ]
    assert recipients(read(*lines)) == ["王样本", "李示例", unit]


def test_labels_in_front_of_paragraphs_begin_records():
    lines = [f"【先进个人】{name}，女，样本村村医。{SHORT}" for name in PEOPLE[:2]]
    assert recipients(read(*lines, f"【先进集体】样本县环卫所，清运垃圾6万吨。{SHORT}")) == [
        *PEOPLE[:2],
        "样本县环卫所",
    ]


def test_the_heading_of_a_group_may_be_a_word():
    lines = [
        "示例红旗手（集体）推荐对象事迹",
        "个人",
        f"一、王样本，女，样本医院护士长⏎{SHORT}",
        f"二、李示例，女，教师⏎{SHORT}",
    ]
    lines += ["集体", f"一、样本县妇幼保健院产科⏎{SHORT}"]
    parts = read(*"⏎".join(lines).split("⏎"))
    assert recipients(parts) == ["王样本", "李示例", "样本县妇幼保健院产科"]
    assert "集体" in parts[2].deeds.left_out


def test_pinyin_behind_a_name_hides_nobody():
    lines = [f"{name}，男，52岁，样本矿队长。{LONG}" for name in PEOPLE[:3]]
    lines[1] = lines[1].replace("，", "（shì lì），", 1)
    assert recipients(read("示例模范简介", *lines)) == PEOPLE[:3]


@pytest.mark.parametrize("mark", ["● ", "第{n}名：", "① "])
def test_signs_may_stand_in_front_of_names(mark):
    lines = [
        line
        for n, name in enumerate(PEOPLE, 1)
        for line in (f"{mark.format(n=n).replace('①', '①②③④'[n - 1])}{name}（女，医生）", SHORT)
    ]
    assert recipients(read("感动样本", *lines)) == PEOPLE


def test_each_label_with_a_name_begins_a_record():
    lines = [line for name in PEOPLE[:3] for line in (f"姓名：{name}", "性别：女", f"主要事迹：{SHORT}")]
    assert recipients(read("先进个人", *lines)) == PEOPLE[:3]


def test_a_name_of_another_form_among_names_begins_a_record_of_its_own():
    lines = ["感动样本", "1、王样本（女，医生）", SHORT, "2、李示例（男，教师）", SHORT, "3、样木古丽", SHORT]
    parts = read(*lines)
    assert [part.deeds.title for part in parts][2] == "样木古丽"
    assert recipients(parts)[:2] == PEOPLE[:2]


def test_paragraphs_that_begin_with_a_unit_are_records_among_those_of_people():
    lines = [f"{name}，女，样本乡医生。{SHORT}" for name in PEOPLE[:3]]
    parts = read("先进典型简介", *lines, f"样本乡青年突击队，队员18人。{SHORT}")
    assert recipients(parts) == [*PEOPLE[:3], "样本乡青年突击队"]


def test_paragraphs_of_a_name_with_its_post_in_brackets_are_records():
    lines = [f"{name}（护林员）：{SHORT}" for name in PEOPLE[:3]]
    assert recipients(read("感动样本", *lines)) == PEOPLE[:3]


def test_two_paragraphs_are_cut_where_the_title_tells_of_several():
    lines = [f"{name}，女，52岁，样本乡医生。{SHORT}" for name in PEOPLE[:2]]
    assert recipients(read("示例模范简介", *lines)) == PEOPLE[:2]


@pytest.mark.parametrize("sex", ["男", "女"])
@pytest.mark.parametrize("blank", [" ", "  ", "\u3000"])
def test_sex_behind_a_blank_is_no_part_of_a_name(sex, blank):
    lines = [f"{name}{blank}{sex}，1978年出生，中共党员，{LONG}" for name in PEOPLE[:3]]
    assert recipients(read("“最美样本”先进事迹", *lines)) == PEOPLE[:3]


# --- What is said of it ---------------------------------------------------------------------------------


def test_a_doubt_shows_where_the_file_was_cut():
    parts = read(*collection("{name}同志先进事迹材料"))
    (doubt,) = [message for part in parts for message in part.messages if message.code == "parts-cut"]
    assert "第 2 行 王样本、第 5 行 李示例" in doubt.text
    assert doubt.line == 2


def test_messages_name_the_lines_of_the_file():
    lines = collection("{name}同志先进事迹材料")
    lines += ["一是只有这一条。" + LONG]
    (message,) = [message for message in read(*lines)[3].messages if message.code == "lone-measure"]
    assert lines[(message.line or 0) - 1].startswith("一是")


def test_an_unsure_cut_gives_one_record_of_nobody_and_names_the_people():
    lines = [f"样本社区书记－{name}－全国示例先进工作者" for name in PEOPLE]
    (one,) = read("表彰名单", *lines, LONG)
    assert (one.deeds.recipient.name, one.deeds.recipient.kind, one.deeds.awards) == (None, None, ())
    (doubt,) = [message for message in one.messages if message.code == "several-people"]
    assert all(name in doubt.text for name in PEOPLE)
    assert not {"recipient-unsure", "award-unsure", "year-unknown"} & {
        message.code for message in one.messages
    }


@pytest.mark.parametrize(
    "lines",
    [
        ["示例模范", "助人为乐", f"王样本，女，村民。{SHORT}", "敬业奉献", f"李示例，男，工人。{SHORT}"],
        ["王样本同志事迹", SHORT, "李示例同志事迹", SHORT],
        ["样本县优秀教师", "1. 王样本", SHORT, "2. 李示例", SHORT],
        ["样本县优秀教师", "王样本", SHORT, "李示例", SHORT],
    ],
)
def test_two_are_not_pooled_in_silence(lines):
    (one,) = read(*lines)
    assert (one.deeds.recipient.name, one.deeds.awards) == (None, ())
    (doubt,) = [message for message in one.messages if message.code == "several-people"]
    assert "王样本" in doubt.text
    assert "李示例" in doubt.text


# --- What is not cut ------------------------------------------------------------------------------------

ONE = ["样本社区书记王样本同志先进事迹材料", f"王样本，女，1970年出生，样本社区书记。{LONG}"]
HELPED = "{}，男，1950年出生，是社区居民。王样本常去看他。" + LONG


def sections(heading: str, names: list[str], text: str) -> list[str]:
    pairs = [(heading.format(name, c="一二三四"[at]), text.format(name)) for at, name in enumerate(names)]
    return [line for pair in pairs for line in pair]


ONE_DOCUMENT = {
    "a title said twice": [ONE[0], *ONE, LONG],
    "links below": [*ONE, "相关阅读", *(f"{name}同志先进事迹材料" for name in PEOPLE[1:])],
    "a link and a breadcrumb": ["首页－新闻－正文", *ONE, "上一篇：李示例同志先进事迹材料"],
    "sections are who was helped": [*ONE, *sections("{}", PEOPLE[1:], HELPED)],
    "numbered sections are who was helped": [*ONE, *sections("{c}、{}", PEOPLE[1:], HELPED)],
    "paragraphs begin with who was helped": [*ONE[1:], *(HELPED.format(name) for name in PEOPLE[1:])],
    "sections are departments": [
        "样本医院：扬帆",
        f"样本医院近日传来喜讯。{LONG}",
        *sections("{}", ["呼吸内科", "普外科", "骨 科", "产 科"], "本科现有床位94张。" + LONG),
    ],
    "headings that look like names": [
        *ONE,
        *sections("{}", ["高度负责", "平凡岗位", "安全第一", "关爱老人"], LONG),
    ],
    "numbered headings that look like names": [
        *ONE,
        *sections("{c}、{}", ["时光无声", "石榴花开", "金杯银杯"], "{}，大家都说好。" + LONG),
    ],
    "headings in three parts": [
        *ONE,
        *sections(
            "{}", ["不忘初心－牢记使命－勇毅前行", "学习－实践－提高", "心系群众－服务社区－建设家园"], LONG
        ),
    ],
    "cases": ["样本村的故事", *sections("{c}.{}", ["样本村", "示例村", "范文村"], "{}位于样本市。" + LONG)],
    "a group": [
        "样本市样本派出所先进事迹材料",
        f"样本市样本派出所现有民警三人。{LONG}样本市样本派出所多次立功。",
        *(f"{name}，男，样本派出所民警，{LONG}" for name in PEOPLE),
    ],
    "people of numbered sections": [
        "建设美好样本",
        "一、样本有人写",
        *(f"{name}，样本社区书记，{LONG}" for name in PEOPLE),
        "二、样本有人用",
        LONG,
    ],
    "a couple": [
        "样本市好人王样本、李示例夫妇",
        *(f"{name}，样本村村民，{LONG}" for name in PEOPLE[:2]),
    ],
    "people speak": ["样本社区的一天", LONG, *(f"{name}说：“{LONG}”" for name in PEOPLE)],
    "comments": [*ONE, "评论", *sections("{}", PEOPLE[1:], "说得真好。")],
    "numbered headings that begin like surnames": [
        "样本街道抓党建促发展",
        *sections("{c}、{}", ["强基础", "严管理", "高标准"], LONG),
    ],
    "numbered departments": [
        "样本医院先进科室事迹简介",
        *sections("{c}、{}", ["呼吸内科", "普外科", "骨科"], LONG),
    ],
    "a unit with a list of its people below": [
        "样本派出所先进事迹材料",
        f"样本派出所现有民警三人。{LONG}样本派出所多次立功。",
        *sections("{c}、{}（男，民警）", PEOPLE[1:], SHORT),
    ],
    "a person with a list of those who were helped": [
        *ONE,
        *sections("{c}、{}（女，居民）", PEOPLE[1:], SHORT),
    ],
    "one who helps another, below a slogan": [
        "用心照亮回家的路",
        f"王样本，女，1970年出生，样本社区书记。{LONG}",
        f"李示例，男，80岁，居民。王样本常去看他。{SHORT}",
    ],
    "one who helps another, called by surname": [
        "用心照亮回家的路",
        f"王样本，女，1970年出生，样本学校教师。{LONG}",
        f"李示例，男，11岁，学生。王老师常去看他。{SHORT}",
    ],
    "one who helps a list of people, below a slogan": [
        "用心照亮回家的路",
        f"王样本，女，1970年出生，样本社区书记。{SHORT}",
        *sections("{c}、{}（女，80岁）", PEOPLE[1:], "她常去看望，送去饭菜。" + LONG),
    ],
    "headings like surnames below the name of an honor": [
        "样本县先进党支部",
        *sections("{}", ["强基础", "严管理", "高标准"], LONG),
    ],
    "a team and a list of its members, below a slogan": [
        "洪水中的样本旗帜",
        "样本乡青年突击队成立于2010年，队员3人。",
        *sections("{c}、{}（男，队员）", PEOPLE[1:], LONG),
    ],
    "a form with the name of whoever recommends": [
        "姓名：王样本",
        f"主要事迹：{LONG}",
        "推荐人",
        "姓名：李示例",
        "电话：12345678",
    ],
    "numbered headings like surnames below the name of an honor": [
        "样本县优秀教师",
        *sections("{c}、{}", ["高标准", "严要求"], LONG),
    ],
    "a section about oneself": [
        *ONE,
        *sections("{}", ["王样本的故事", "王样本的心愿"], "王样本，一个好人。" + LONG),
    ],
}


@pytest.mark.parametrize("lines", ONE_DOCUMENT.values(), ids=ONE_DOCUMENT.keys())
def test_one_document_stays_one(lines):
    (one,) = read(*lines)
    assert "several-people" not in {message.code for message in one.messages}
    assert one.deeds == read_deeds("\n".join(lines).encode(), "a.txt").deeds


# --- For any text ---------------------------------------------------------------------------------------

ANY_COLLECTION = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *PEOPLE,
                *(f"{name}同志先进事迹材料" for name in PEOPLE),
                *(f"样本社区书记－{name}－全国示例先进工作者" for name in PEOPLE),
                *(f"{name}，女，1970年出生，样本社区书记。{LONG}" for name in PEOPLE),
                "第一篇：",
                "第二篇：甲",
                "她说：",
                "",
                "\x0c",
                "一是写。二是查。",
                LONG,
            ]
        ),
        st.sampled_from(strategies.GENRE),
        st.text(st.characters(exclude_categories=["Cs", "Cc", "Co"]), max_size=20),
    ),
    max_size=40,
).map("\n".join)


def read_any(text: str) -> tuple[Reading, ...]:
    """Reads a text as all its records; none come of one that holds nothing."""
    try:
        return read_parts(text.encode(), "a.txt")
    except DeedsError as error:
        assert error.message.code == "empty"  # noqa: PT017  (anything else is a refusal of a readable text)
        return ()


@given(ANY_COLLECTION)
def test_parts_hold_every_character_once(text):
    parts = read_any(text)
    if parts:
        assert "".join(part.text for part in parts) == read_deeds(text.encode(), "a.txt").text
    for part in parts:
        check_whole(part)
        check_marks(part)


@given(ANY_COLLECTION)
def test_parts_are_numbered_and_follow_one_another(text):
    parts = read_any(text)
    assert [(part.part.number, part.part.of) for part in parts] == [
        (number, len(parts)) for number in range(1, len(parts) + 1)
    ]
    above = 0
    for part in parts:
        assert part.part.first_line == above + 1
        above += len(LINE_END.findall(part.text))


@given(ANY_COLLECTION)
def test_messages_name_lines_that_the_file_has(text):
    parts = read_any(text)
    lines = 1 + sum(len(LINE_END.findall(part.text)) for part in parts)
    assert all(1 <= message.line <= lines for part in parts for message in part.messages if message.line)


@given(strategies.any_document)
def test_any_text_is_cut_without_loss(text):
    parts = read_any(text)
    assert not parts or "".join(part.text for part in parts) == read_deeds(text.encode(), "a.txt").text


@given(strategies.web_page)
def test_any_page_is_cut_without_loss(page_and_text):
    html, _ = page_and_text
    try:
        parts = read_parts(html.encode(), "a.html")
    except DeedsError:
        return
    for part in parts:
        check_whole(part)
        check_marks(part)


# --- Forms in a row -------------------------------------------------------------------------------------


@pytest.mark.parametrize("title", ["全国示例模范推荐审批表", ""])
@pytest.mark.parametrize(
    "head",
    [
        ("姓名\t{}\t性别\t女", "单位\t样本社区"),
        ("姓 名：{}　性 别：女", "单位：样本社区"),
        ("性别\t女\t姓名\t{}", "单位\t样本社区"),
    ],
)
def test_forms_in_a_row_are_as_many_records(title, head):
    lines = [
        line.format(name)
        for name in PEOPLE
        for line in (title, *head, f"主要事迹\t{LONG}{name}荣获样本县优秀工人称号。", "推荐单位意见\t同意")
        if line
    ]
    parts = read(*lines)
    assert recipients(parts) == PEOPLE
    assert {part.deeds.recipient.post for part in parts} == {"样本社区"}
    own = ["全国示例模范"] if title else []
    assert all([one.name for one in part.deeds.awards] == [*own, "样本县优秀工人"] for part in parts)


def test_a_form_that_names_others_stays_one():
    lines = [
        "全国示例模范推荐审批表",
        "姓名\t王样本\t性别\t女",
        f"主要事迹\t{LONG}",
        "家庭成员",
        "姓名\t李示例\t关系\t父女",
    ]
    assert recipients(read(*lines)) == ["王样本"]


@pytest.mark.parametrize("head", ["序号\t姓名\t单位\t主要事迹", "姓名\t职务\t先进事迹（300字以内）"])
def test_a_table_of_people_and_their_deeds_pools_nothing(head):
    cells = {"序号": "1", "单位": "样本社区", "职务": "书记"}
    rows = [
        "\t".join(
            cells.get(label, name if label == "姓名" else f"{LONG}{name}荣获样本县优秀工人称号。")
            for label in head.split("\t")
        )
        for name in PEOPLE
    ]
    (whole,) = read("先进个人事迹一览表", head, *rows)
    assert (whole.deeds.recipient.name, whole.deeds.awards) == (None, ())
    assert "several-people" in {message.code for message in whole.messages}
