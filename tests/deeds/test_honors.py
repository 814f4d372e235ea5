import pytest

from records.deeds import read_deeds
from records.deeds.document import Award, Deeds, Recipient


def read(title: str, text: str = "这是引言。", *more: str) -> Deeds:
    return read_deeds("\n".join([title, *more, text]).encode(), "a.txt").deeds


def told(text: str) -> list[Award]:
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
        for a in told("街道荣获甲级文明单位、示例先进集体二等奖，乙级示范单位等荣誉称号，随后做了别的事。")
    ] == [
        "甲级文明单位",
        "示例先进集体二等奖",
        "乙级示范单位",
    ]
    assert [a.name for a in told("街道荣获甲级文明单位，随后、又做了别的事。")] == ["甲级文明单位"]


def test_year_belongs_to_an_honor_only_where_it_dates_its_clause():
    assert [(a.name, a.year) for a in told("2017年，街道荣获示例文明单位称号。")] == [("示例文明单位", 2017)]
    assert [(a.name, a.year) for a in told("2017年5月荣获示例文明单位称号。")] == [("示例文明单位", 2017)]
    assert [a.year for a in told("2017年以来荣获示例文明单位称号。")] == [None]
    assert [a.year for a in told("2017年成立小组，工作扎实，荣获示例文明单位称号。")] == [None]


def test_holder_and_issuer_are_named_where_the_sentence_does():
    award = told("社区党委还先后被样本市委、市政府授予“五样”党委称号。")[0]
    assert (award.name, award.holder, award.issuer) == ("“五样”党委", "社区党委", "样本市委、市政府")


@pytest.mark.parametrize("text", ["她多次荣获示例先进个人称号。", "由于工作出色，多次荣获示例先进个人称号。"])
def test_pronouns_and_bare_adverbs_are_no_holders(text):
    assert told(text)[0].holder is None


@pytest.mark.parametrize(
    "text", ["招商引资获得新突破。", "居民获得感增强。", "大家收获了经验。", "为员工获得机会创造条件。"]
)
def test_gains_that_are_no_honors_are_left_alone(text):
    assert told(text) == []


def test_repetition_of_the_award_only_adds_its_year():
    deeds = read("样本县教师－张样本－全国示例优秀教师", "2020年，张样本荣获全国示例优秀教师称号。")
    assert deeds.awards == (Award("全国示例优秀教师", 2020),)


def test_award_taken_from_prose_alone_is_doubted():
    found = read_deeds("样本街道先进事迹材料\n街道荣获示例文明单位称号。".encode(), "a.txt")
    assert "award-unsure" in {message.code for message in found.messages}


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
