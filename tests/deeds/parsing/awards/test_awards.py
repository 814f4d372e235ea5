import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.deeds import read_deeds
from records.deeds.document import Award, Deeds, Recipient
from records.deeds.parsing.awards import award_on_line, awards_in, awards_in_caption, awards_in_title, merged


def read(title: str, text: str = "这是引言。", *more: str) -> Deeds:
    return read_deeds("\n".join([title, *more, text]).encode(), "a.txt").deeds


def named_in(text: str) -> list[Award]:
    """Awards of a document whose own award stands below the title."""
    return list(read("样本街道先进事迹材料", text, "示例先进集体（2019年）").awards[1:])


@pytest.mark.parametrize(
    ("line", "award"),
    [
        ("示例先进集体(2019年)", Award("示例先进集体", 2019)),
        ("示例先进集体（2019 年度）", Award("示例先进集体", 2019)),
        ("2019年度示例先进集体", Award("示例先进集体", 2019)),
        ("“示例先进集体”", Award("示例先进集体")),
    ],
)
def test_award_stands_on_a_line_below_the_title(line, award):
    assert read("样本街道先进事迹材料", "这是引言。", line).awards == (award,)


def test_award_of_unknown_year_is_asked_for_with_its_line():
    found = read_deeds("样本街道先进事迹材料\n示例先进集体\n这是引言。".encode(), "a.txt")
    asked = [(message.code, message.line) for message in found.messages if message.code == "year-unknown"]
    assert asked == [("year-unknown", 2)]


def test_list_of_honors_ends_with_its_closing_words_or_the_sentence():
    assert [
        a.name
        for a in named_in(
            "街道荣获甲级文明单位、示例先进集体二等奖，乙级示范单位等荣誉称号，随后做了别的事。"
        )
    ] == [
        "甲级文明单位",
        "示例先进集体二等奖",
        "乙级示范单位",
    ]
    assert [a.name for a in named_in("街道荣获甲级文明单位，随后、又做了别的事。")] == ["甲级文明单位"]


def test_year_belongs_to_an_honor_only_where_it_dates_its_clause():
    assert [(a.name, a.year) for a in named_in("2017年，街道荣获示例文明单位称号。")] == [
        ("示例文明单位", 2017)
    ]
    assert [(a.name, a.year) for a in named_in("2017年5月荣获示例文明单位称号。")] == [("示例文明单位", 2017)]
    assert [a.year for a in named_in("2017年以来荣获示例文明单位称号。")] == [None]
    assert [a.year for a in named_in("2017年成立小组，工作扎实，荣获示例文明单位称号。")] == [None]


def test_holder_and_issuer_are_named_where_the_sentence_does():
    award = named_in("社区党委还先后被样本市委、市政府授予“五样”党委称号。")[0]
    assert (award.name, award.holder, award.issuer) == ("“五样”党委", "社区党委", "样本市委、市政府")


@pytest.mark.parametrize("text", ["她多次荣获示例先进个人称号。", "由于工作出色，多次荣获示例先进个人称号。"])
def test_pronouns_and_bare_adverbs_are_no_holders(text):
    assert named_in(text)[0].holder is None


@pytest.mark.parametrize(
    "text", ["招商引资获得新突破。", "居民获得感增强。", "大家收获了经验。", "为员工获得机会创造条件。"]
)
def test_gains_that_are_no_honors_are_left_alone(text):
    assert named_in(text) == []


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2021年春，街道荣获示例文明单位称号。", 2021),
        ("2010年，街道成立小组。同年，荣获示例文明单位称号。", 2010),
        ("2010年建成新楼，同年荣获示例文明单位称号。", 2010),
        ("民國111年，街道荣获示例文明单位称号。", 2022),
        ("民国99年街道荣获示例文明单位称号。", 2010),
        ("2019年2月20日，样本部发布街道的事迹，授予街道“示例文明单位”称号。", 2019),
        ("2019年2月参加工作，街道把他留下，荣获示例文明单位称号。", None),
        ("2011—2013年度，街道荣获示例文明单位称号。", None),
    ],
)
def test_year_is_read_however_it_is_written(text, year):
    assert [(a.name, a.year) for a in named_in(text)] == [("示例文明单位", year)]


@pytest.mark.parametrize("text", ["李样本两度荣获示例先进个人称号。", "李样本先后三次荣获示例先进个人称号。"])
def test_how_often_somebody_won_is_no_part_of_the_name(text):
    deeds = read("样本街道先进事迹材料", text, "示例先进集体（2019年）")
    assert [(a.name, a.holder) for a in deeds.awards[1:]] == [("示例先进个人", "李样本")]


@pytest.mark.parametrize("text", ["她这次荣获示例先进个人称号。", "现场为荣获示例先进个人的李样本颁奖。"])
def test_words_before_the_verb_that_name_nobody_are_no_holder(text):
    assert [(a.name, a.holder) for a in named_in(text)] == [("示例先进个人", None)]


def test_several_awards_behind_a_name_in_the_title_are_several():
    deeds = read("样本社区书记－李样本－全国示例先进工作者、全国示例红旗手、示例二十大代表", "李样本很忙。")
    assert [a.name for a in deeds.awards] == ["全国示例先进工作者", "全国示例红旗手"]


def test_several_awards_in_front_of_a_name_are_several():
    deeds = read("全国先进工作者、全国三八红旗手李样本先进事迹", "李样本很忙，李样本爱笑。")
    assert [a.name for a in deeds.awards] == ["全国先进工作者", "全国三八红旗手"]


def test_word_for_an_honor_within_the_quotes_is_no_part_of_its_name():
    assert [a.name for a in named_in("街道被授予“样本省示例能手荣誉称号”。")] == ["样本省示例能手"]


def test_awards_that_share_a_word_at_the_end_are_several():
    text = "街道还受到样本市集体三等功和个人三等功的嘉奖。"
    assert [a.name for a in named_in(text)] == ["样本市集体三等功", "个人三等功"]


def test_headline_with_a_verb_is_no_award_by_itself():
    deeds = read("全国一千多名先进人物 节日前夕获“五一”劳动奖章", "样本社讯，样本很多。" * 3)
    assert [a.name for a in deeds.awards] == ["“五一”劳动奖章"]


def test_award_that_stands_behind_a_comma_has_the_year_in_front_of_it():
    assert [(a.name, a.year) for a in named_in("李样本，样本厂工人，2024年度全国三八红旗手。")] == [
        ("全国三八红旗手", 2024)
    ]


@pytest.mark.parametrize("found", ["赫然在列", "榜上有名", "位列其中"])
def test_winner_among_so_many_has_the_award_of_so_many(found):
    text = (
        "会上，100名党员“示例优秀党员”、300个基层党组织“示例先进基层党组织”受到表彰。\n"
        f"这300个基层党组织中，样本镇党委{found}！"
    )
    assert [award.name for award in read("样本镇长脸了", text).awards] == ["示例先进基层党组织"]


def test_winner_among_others_has_no_award_by_their_number():
    text = "会上，300个基层党组织“示例先进基层党组织”受到表彰。\n样本镇党委在这500个组织中努力工作。"
    assert read("样本镇长脸了", text).awards == ()


@pytest.mark.parametrize("years", ["2017—2019年度", "2017至2019年度", "2017-2019年", "2017～19年度"])
def test_award_of_several_years_takes_no_year_from_the_award_before(years):
    found = named_in(f"2015年荣获甲级文明单位，{years}获评乙级示范单位。")
    assert [(a.name, a.year) for a in found] == [("甲级文明单位", 2015), ("乙级示范单位", None)]


@pytest.mark.parametrize(
    "text",
    [
        "2021年春，她又获省三八红旗手。",
        "街道参与防疫，2021年获评市抗疫先进个人。",
        "2021年，再被评为县先进工作者。",
    ],
)
def test_verb_before_a_level_is_no_part_of_the_name(text):
    found = named_in(text)
    assert [a.name[0] for a in found] in (["省"], ["市"], ["县"])
    assert found[0].year == 2021


@pytest.mark.parametrize(
    "text",
    [
        "所长鲍样本曾获示例人民满意公务员称号。",
        "所长鲍样本个人荣获示例人民满意公务员称号。",
        "老党员鲍样本，带徒弟9名，荣获示例人民满意公务员称号。",
        "鲍样本，样本镇人，荣获示例人民满意公务员称号。",
    ],
)
def test_unit_does_not_take_the_honors_of_its_people(text):
    (award,) = named_in(text)
    assert (award.holder or "").endswith("鲍样本")


def test_award_of_the_page_is_one_of_the_recipient_itself():
    deeds = read(
        "样本街道先进事迹",
        "老党员鲍样本，带徒弟9名，荣获示例技术能手称号。",
        "样本街道荣获示例先进集体称号。",
    )
    assert [(a.name, a.holder) for a in deeds.awards] == [
        ("示例先进集体", None),
        ("示例技术能手", "老党员鲍样本"),
    ]


@pytest.mark.parametrize("label", ["拟授奖项", "荣誉称号", "申报项目", "拟推荐称号"])
def test_label_in_front_of_an_award_is_no_part_of_its_name(label):
    assert (
        read("李样本先进事迹", "李样本很忙，李样本爱笑。", f"{label}：样本县劳动模范").awards[0].name
        == "样本县劳动模范"
    )


def test_nomination_is_no_award():
    assert named_in("街道曾获提名全国道德模范。") == []


@pytest.mark.parametrize(
    "text",
    [
        "2022年，街道曾入选“样本好人榜”。",
        "2022年“七一”前夕，街道被评为示例先进组织。",
        "2022年教师节期间，街道被评为示例先进组织。",
    ],
)
def test_year_that_stands_alone_in_front_dates_the_award(text):
    assert [a.year for a in named_in(text)] == [2022]


@pytest.mark.parametrize(
    "title",
    [
        "样本村嘎查达　斯琴高娃　全国三八红旗手",
        "样本医院护士长 单雪 省优秀护士",
        "样本厂焊工－李样本－全国劳动模范",
    ],
)
def test_post_name_and_award_may_have_blanks_between_them(title):
    deeds = read(title, "事情很多，一件一件做好。")
    assert deeds.title == title
    assert deeds.awards[0].name in title[-8:]
    assert deeds.recipient.kind == "person"
    assert title.startswith(deeds.recipient.post or "?")


def test_award_in_a_subtitle_stands_beside_a_slogan_of_any_words():
    title = "“只要需要，我就干下去”——全国“最美示例工作者”、样本社区主任阿样·本例的故事"
    deeds = read(title, "阿样·本例很忙，阿样·本例爱笑。")
    assert [a.name for a in deeds.awards] == ["最美示例工作者"]


def test_repetition_of_the_award_only_adds_its_year():
    deeds = read("样本县教师－张样本－全国示例优秀教师", "2020年，张样本荣获全国示例优秀教师称号。")
    assert deeds.awards == (Award("全国示例优秀教师", 2020),)


def test_one_of_several_awards_of_prose_is_doubted_as_the_page_s():
    text = "街道荣获示例文明单位、示例先进集体称号。"
    found = read_deeds(f"样本街道先进事迹材料\n{text}".encode(), "a.txt")
    assert "award-unsure" in {message.code for message in found.messages}


@pytest.mark.parametrize(
    ("text", "doubted"),
    [
        ("街道荣获示例文明单位称号。", False),
        ("街道荣获全国文明单位、省级文明单位、县先进单位称号。", False),
        ("街道荣获省级文明单位、全国文明单位称号。", True),
        ("街道荣获全国文明单位、全国先进单位称号。", True),
    ],
)
def test_award_that_is_the_only_one_or_the_highest_by_far_is_the_page_s(text, doubted):
    found = read_deeds(f"样本街道先进事迹材料\n{text}".encode(), "a.txt")
    assert ("award-unsure" in {message.code for message in found.messages}) is doubted


def test_award_whose_words_the_title_has_in_another_order_is_the_page_s():
    found = read_deeds(
        "样本最美人物——李样本\n李样本获先进个人和“最美样本人物”奖章。李样本很忙。".encode(), "a.txt"
    )
    assert found.deeds.awards[0].name == "“最美样本人物”奖章"
    assert "award-unsure" not in {message.code for message in found.messages}


@pytest.mark.parametrize(
    ("title", "text", "name", "kind"),
    [
        ("样本街道先进事迹材料", "这是引言。", "样本街道", "organization"),
        ("关于样本社区党委的先进事迹", "这是引言。", "样本社区党委", "organization"),
        ("样本劳模创新工作室", "这是引言。", "样本劳模创新工作室", "organization"),
        ("张样本同志先进事迹材料", "这是引言。", "张样本", "person"),
        ("样本社区书记张样本先进事迹", "张样本，女，社区书记。", "张样本", "person"),
        ("样本县教师－张样本－全国示例优秀教师", "这是引言。", "张样本", "person"),
        ("样本事迹材料", "这是引言。", "样本", None),
        ("一份样本", "这是引言。", None, None),
    ],
)
def test_recipient_is_what_the_title_says_and_no_more(title, text, name, kind):
    recipient = read(title, text).recipient
    assert (recipient.name, recipient.kind) == (name, kind)


@pytest.mark.parametrize(
    ("title", "text", "region"),
    [
        ("山东省样本市样本区样本街道先进事迹材料", "这是引言。", "山东省/样本市/样本区/样本街道"),
        ("中共北京市样本区委先进事迹材料", "这是引言。", "北京市/样本区"),
        ("样本街道先进事迹材料", "样本街道在山东省样本市样本县样本镇一带。", "山东省/样本市/样本县/样本镇"),
        ("样本街道先进事迹材料", "样本街道荣获山东省文明城市称号。", ""),
        ("山东省样本市先进事迹材料", "河南省样本市样本区样本街道与之相邻。", "山东省/样本市"),
    ],
)
def test_region_is_an_unbroken_path_or_nothing(title, text, region):
    assert read(title, text).recipient.region == region


def test_recipient_of_an_untitled_document_is_unknown():
    assert read_deeds("这是一段没有标题的正文。".encode(), "a.txt").deeds.recipient == Recipient()


def names(text: str) -> list[str]:
    return [award.name for award in awards_in(text)]


def dated(text: str) -> list[tuple[str, int | None]]:
    return [(award.name, award.year) for award in awards_in(text)]


def held(text: str) -> list[tuple[str, str | None]]:
    return [(award.name, award.holder) for award in awards_in(text)]


@pytest.mark.parametrize(
    "text",
    [
        "社区没有获得全国文明社区称号。",
        "社区正在争创全国文明社区，力争获得省级文明社区称号。",
        "社区已申报获评省级文明社区。",
        "他先后培养出3名全国劳动模范。",
        "他当选为甲省人大代表。",
        "张样本获得学士学位，2005年获得高级工程师职称。",
        "他被大家称为“活样本”，享有“最美样本”美誉。",
        "今年，社区开展“最美家庭”评选活动，评选出“最美家庭”20户。",
        "获得“优秀学员”称号的居民可以兑换积分。",
        "这是全国总工会授予的最高荣誉。",
        "先后获得国家、省、市级荣誉50余项。",
        "公司是全国最大的样本企业。",
        "曾入选甲省样本人才培养对象、甲省青年岗位能手。",
    ],
)
def test_hopes_posts_gains_and_contests_are_no_honors(text):
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("社区荣获“甲级社区”“乙级社区”“丙级社区”等称号。", ["甲级社区", "乙级社区", "丙级社区"]),
        ("他荣获“甲县优秀党员、先进个人”称号。", ["甲县优秀党员", "先进个人"]),
        ('他荣获"甲县优秀党员""先进个人"等称号。', ["甲县优秀党员", "先进个人"]),
        ("他荣获「甲县优秀党员」。", ["甲县优秀党员"]),
        ("他荣获甲县先进工作者和乙县劳动模范的光荣称号。", ["甲县先进工作者", "乙县劳动模范"]),
        ("镇上荣获“五样”党委称号、“全国‘样本’先进镇”称号。", ["“五样”党委", "全国‘样本’先进镇"]),
        ("荣立甲市公安局个人二等功1次，个人三等功4次。", ["甲市公安局个人二等功", "个人三等功"]),
        ("获省样本奖一、二等奖。", ["省样本奖一、二等奖"]),
        ("先后获得市、省级“样本文明岗”。", ["市、省级“样本文明岗”"]),
        (
            "他获得甲县样本奖；第五届乙省五四奖章提名奖；丙省最佳样本奖等一系列荣誉。",
            ["甲县样本奖", "第五届乙省五四奖章提名奖", "丙省最佳样本奖"],
        ),
        ("他被评为四年一次的安全标兵。", ["安全标兵"]),
        ("获得甲市“最美样本人”的司机张样本上台。", ["甲市“最美样本人”"]),
        ("他所得荣誉称号很多：“甲市劳动模范”“乙省劳动模范”……", ["甲市劳动模范", "乙省劳动模范"]),
        ("镇里荣获全国和谐社区建设示范社区称号。", ["全国和谐社区建设示范社区"]),
        ("张样本，中共党员，全国劳动模范、全国三八红旗手，现任班长。", ["全国劳动模范", "全国三八红旗手"]),
        ("她是全国样本大会代表、全国三八红旗手。", ["全国三八红旗手"]),
        ("荣获甲市总工会授予的“工人先锋号”称号。", ["工人先锋号"]),
        ("甲部公布第二批国家样本示范村名单，样本村榜上有名。", ["第二批国家样本示范村"]),
        ("全国文明村", ["全国文明村"]),
    ],
)
def test_each_honor_of_a_list_stands_by_itself(text, found):
    assert names(text) == found


def test_honors_glued_together_are_split_where_a_level_begins():
    assert names("社区荣获全国样本友好型社区甲乙市文明社区等称号。") == [
        "全国样本友好型社区",
        "甲乙市文明社区",
    ]
    assert names("社区荣获全国样本示范单位示范区称号。") == ["全国样本示范单位示范区"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "2016年被评为甲市劳动模范，2020年荣获全国劳动模范称号。",
            [("甲市劳动模范", 2016), ("全国劳动模范", 2020)],
        ),
        (
            "2012年，市总工会评选她为“五一先锋”，团委授予她“青年标兵”。",
            [("五一先锋", 2012), ("青年标兵", 2012)],
        ),
        ("2012年获得甲市先进个人；多次被评为优秀党员。", [("甲市先进个人", 2012), ("优秀党员", None)]),
        ("2012年获得甲市先进个人，多次被评为优秀党员。", [("甲市先进个人", 2012), ("优秀党员", None)]),
        ("他于2022年3月荣获甲市先进个人。", [("甲市先进个人", 2022)]),
        ("2010年在样本大赛中，被评为甲市先进个人。", [("甲市先进个人", 2010)]),
        ("2019年9月，在甲城，张样本被授予“全国模范个人”称号。", [("全国模范个人", 2019)]),
        ("2019年6月去世；9月，被追授“全国模范个人”称号。", [("全国模范个人", 2019)]),
        ("2019年6月去世；3月，被追授“全国模范个人”称号。", [("全国模范个人", None)]),
        ("2016年5月荣登样本好人榜。同年被评为甲县道德模范。", [("样本好人榜", 2016), ("甲县道德模范", 2016)]),
        ("2016年、2018年两次被评为优秀党员。", [("优秀党员", 2016), ("优秀党员", 2018)]),
        (
            "2012、2015年分别被评为甲县劳动模范、甲市劳动模范。",
            [("甲县劳动模范", 2012), ("甲市劳动模范", 2015)],
        ),
        (
            "2012、2015年被评为甲县劳动模范、先进个人、优秀党员。",
            [(n, None) for n in ("甲县劳动模范", "先进个人", "优秀党员")],
        ),
        ("03、05年两次被评为全国优秀队长。", [("全国优秀队长", 2003), ("全国优秀队长", 2005)]),
        (
            "一九八四年被评为甲县劳动模范，二〇一一年获省优秀教师称号。",
            [("甲县劳动模范", 1984), ("省优秀教师", 2011)],
        ),
        ("*1年被评为甲县劳动模范，20**年获省优秀教师称号。", [("甲县劳动模范", None), ("省优秀教师", None)]),
        ("2008年至2012年连续五年被评为甲县先进工作者。", [("甲县先进工作者", None)]),
        ("获评“2020年度全国十佳样本”。", [("全国十佳样本", 2020)]),
        ("他被评为2011-2013年度甲校优秀党员。", [("甲校优秀党员", None)]),
        ("荣获2019年度、2020年度优秀员工。", [("优秀员工", 2019), ("优秀员工", 2020)]),
        (
            "荣获全国五一劳动奖章（2012年）、全国劳动模范（2015年）。",
            [("全国五一劳动奖章", 2012), ("全国劳动模范", 2015)],
        ),
        ("2022年3月获评2021年度甲省“标杆支部”。", [("甲省“标杆支部”", 2022)]),
        (
            "所获奖项：2018年全国先进班组；2019年全国工人先锋号。",
            [("全国先进班组", 2018), ("全国工人先锋号", 2019)],
        ),
    ],
)
def test_year_is_the_honors_own_or_its_neighbours_or_unknown(text, found):
    assert dated(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("其所在班组获“全国工人先锋号”称号。", [("全国工人先锋号", "其所在班组")]),
        (
            "所带班级获校级先进班集体，本人获优秀班主任。",
            [("校级先进班集体", "所带班级"), ("优秀班主任", None)],
        ),
        ("县总工会授予张样本同志“五一先锋”称号。", [("五一先锋", "张样本")]),
        (
            "村党支部被评为先进党支部，并荣获全国文明村。",
            [("先进党支部", "村党支部"), ("全国文明村", "村党支部")],
        ),
    ],
)
def test_holder_is_who_received_it(text, found):
    assert held(text) == found


def test_honors_of_many_others_only_tell_the_year():
    others = awards_in("30个单位被授予“2017年甲市劳动奖状”、40人被授予“2017年甲市劳动奖章”。")
    own = [*awards_in_title("热烈祝贺样本公司荣获甲市劳动奖状荣誉称号"), *others]
    assert merged(own, "样本公司") == (Award("甲市劳动奖状", 2017),)


def test_headline_and_text_call_the_award_by_names_of_their_own():
    def both(title: str, text: str) -> list[Award]:
        return list(merged([*awards_in_title(title), *awards_in(text)], "样本社区"))

    assert both("样本社区获全省样本工作先进单位表彰", "样本社区被授予“全省基层样本工作先进单位”称号。") == [
        Award("全省基层样本工作先进单位")
    ]
    assert len(both("样本社区获全国劳动模范", "样本社区获全国交通运输系统劳动模范。")) == 2


def test_one_honor_in_two_years_is_two():
    assert merged([Award("优秀党员", 2016), Award("优秀党员", 2018)], None) == (
        Award("优秀党员", 2016),
        Award("优秀党员", 2018),
    )


def test_same_honor_of_two_holders_is_two():
    both = (Award("优秀党员", None, "甲某"), Award("优秀党员", None, "乙某"))
    assert merged(both, None) == both


@pytest.mark.parametrize("holder", ["张样本", "司机张样本", "甲厂技师张样本"])
def test_own_holder_by_a_longer_name_is_not_named(holder):
    assert merged([Award("优秀党员", None, holder)], "张样本") == (Award("优秀党员"),)


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("喜讯｜样本社区获评“全国样本自治组织”", [("全国样本自治组织", None)]),
        ("喜报：张样本光荣当选“2017全国最美教师”", [("全国最美教师", 2017)]),
        ("样本法院当选“全国优秀法院” 为我省唯一", [("全国优秀法院", None)]),
        ("——记“全国优秀共产党员”、样本村书记张样本", [("全国优秀共产党员", None)]),
        ("扎根基层——记市劳动模范张样本", [("市劳动模范", None)]),
        ("全国劳动模范张样本同志先进事迹", [("全国劳动模范", None)]),
        ("2016年全国样本贡献奖——张样本", [("全国样本贡献奖", 2016)]),
        ("《全国最美教师》张样本", [("全国最美教师", None)]),
        ("样本公司：样本集团“五好”示范支部称号花落样本", [("样本集团“五好”示范支部", None)]),
        ("样本社区创建全国文明社区汇报材料", []),
        ("样本所力荐申报“市级文明单位”", []),
        ("张样本晋级“甲省最美教师”评选60强", []),
        ("优秀共产党员事迹材料", []),
        ("张样本：车间里的“大国工匠”", []),
        ("群众身边的“最美警察”", []),
        ("先进基层党组织事迹材料", []),
    ],
)
def test_title_names_the_award_of_its_page_or_none(title, found):
    assert [(award.name, award.year) for award in awards_in_title(title)] == found


def test_file_name_of_a_picture_tells_an_award_and_other_lines_do_not():
    text = "2020年12月，张样本荣获“全国样本先进个人”称号"
    assert list(awards_in_caption(text + ".jpg")) == [Award("全国样本先进个人", 2020, "张样本")]
    assert list(awards_in_caption("▲" + text)) == [Award("全国样本先进个人", 2020, "张样本")]
    assert list(awards_in_caption(text)) == []


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("全国先进基层党组织 2024", "全国先进基层党组织"),
        ("全国先进基层党组织　2024年", "全国先进基层党组织"),
        ("“最美示例工人” 2024年度", "最美示例工人"),
    ],
)
def test_line_may_have_the_year_behind_a_space(line, name):
    assert award_on_line(line) == Award(name, 2024)


@pytest.mark.parametrize(
    "line",
    [
        "样本街道工作总结 2024",
        "荣获全国劳动模范 2024",
        "样本村 2024年",
        "领奖",
        "当前位置－文明荣誉榜",
        "欢送张样本进京领奖",
        "样本市样本合作社",
        "从“甲”到“省劳模”",
        "“ ”(2019年)",
    ],
)
def test_line_of_another_kind_is_no_award(line):
    assert award_on_line(line) is None


def test_sentence_of_any_length_is_read():
    text = "样" * 2000 + "，社区荣获" + "、".join(f"甲市样本先进{n}号" for n in range(90)) + "等称号。"
    assert len(names(text)) > 80


WORDS = st.sampled_from(
    [
        *'获被授评为记是的了等“”"‘’《》（）、，；。\n\u2028\x1f 年号',
        *("荣获", "授予", "称号", "2019", "二〇一一年", "2016年、2018年", "9月", "同年", "第五届"),
        *("“ ”(2019年)", "全国劳动模范", "先进个人", "名单", "榜上有名", "一、二等奖", "市、省级", ".jpg"),
    ]
)


@given(st.lists(WORDS | st.text(max_size=3), max_size=40).map("".join))
def test_any_text_is_read_and_every_name_stands_where_its_span_says(text):
    for award in [*awards_in(text, 7), *awards_in_caption(text, 7)]:
        assert text[award.span.start - 7 : award.span.end - 7] == award.name
    merged([*awards_in_title(text), *awards_in(text)], "样本社区")
    award_on_line(text)


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("全国优秀样本工作者", "全国抗疫优秀样本工作者"),
        ("样本省示范先进工作者", "样本省示范扶贫先进工作者"),
        ("全国样本示例劳动模范", "全国样本系统示例劳动模范"),
    ],
)
def test_award_for_an_occasion_or_of_a_branch_is_another_one(head, told):
    deeds = read(f"样本县教师－张样本－{head}", f"张样本荣获{told}称号。")
    assert [award.name for award in deeds.awards] == [head, told]


@pytest.mark.parametrize(
    "words", ["获国家级人才称号", "入选国家海外高层次青年人才项目", "获评样本省高层次C类人才"]
)
def test_programme_of_talents_is_no_award(words):
    assert not read("样本学院李样本", f"李样本，样本学院教授，{words}。李样本很忙。").awards


def test_whom_it_is_given_to_is_no_part_of_an_award():
    deeds = read("样本社区李样本", "2020年样本会授予她城乡社区抗疫巾帼先锋称号。")
    assert [award.name for award in deeds.awards] == ["城乡社区抗疫巾帼先锋"]
