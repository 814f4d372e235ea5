"""Which line is the title, and what stands around it."""

import pytest

from records.deeds import Reading, read_deeds

TEXT = "样本街道请人来写样本，写完请人来看，看完再请大家一起用，用完记下来存好。"


def read(*lines: str) -> Reading:
    return read_deeds("\n".join(lines).encode(), "a.txt")


def test_title_that_stands_several_times_is_kept_once_in_its_fullest_wording():
    found = read("样本街道先进事迹", "样本街道先进事迹材料", "2019-05-06", "样本街道先进事迹", TEXT)
    assert found.deeds.title == "样本街道先进事迹材料"
    assert found.deeds.left_out == ("样本街道先进事迹", "2019-05-06", "样本街道先进事迹")


def test_number_in_front_of_the_title_is_left_out():
    found = read("十七、样本街道先进事迹", TEXT)
    assert found.deeds.title == "样本街道先进事迹"
    assert found.deeds.left_out == ("十七、",)


def test_subtitle_stays_out_of_the_title_but_still_tells_the_recipient():
    found = read("写好每一份样本", "——记样本街道办事处", TEXT)
    assert found.deeds.title == "写好每一份样本"
    assert found.deeds.recipient.name == "样本街道办事处"
    assert found.deeds.left_out == ("——记样本街道办事处",)


def test_title_ends_where_its_dash_leads_on():
    found = read("人人都来写样本——", "样本街道获评示例省示例先进集体", TEXT)
    assert found.deeds.title == "人人都来写样本——样本街道获评示例省示例先进集体"


def test_title_broken_before_its_verb_is_joined():
    assert (
        read("热烈祝贺样本街道", "荣获示例省示例先进集体称号", TEXT).deeds.title
        == "热烈祝贺样本街道荣获示例省示例先进集体称号"
    )


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("某某某同志先进", "事迹材料"),
        ("样本街道某某某同志", "先进事迹"),
        ("关于表彰示例县优秀样本员", "某某某同志的决定"),
        ("示例县委关于授予某某某同志", "优秀样本员称号的通报"),
        ("大山深处的", "样本人"),
    ],
)
def test_title_broken_within_its_words_is_joined(above, below):
    assert read(above, below, TEXT).deeds.title == above + below


def test_two_even_lines_above_a_subtitle_are_one_title():
    found = read("让样本更好", "让样本更多", "——记示例省样本员某某某", TEXT)
    assert found.deeds.title == "让样本更好让样本更多"
    assert found.deeds.left_out == ("——记示例省样本员某某某",)


@pytest.mark.parametrize(
    "title", ["某某某同志先进事迹", "关于表彰某某某同志的决定", "样本街道的样本工作做得很好"]
)
def test_whole_title_does_not_go_on_in_a_name(title):
    assert read(title, "某某某", TEXT).deeds.title == title


def test_line_above_the_imprint_is_the_title_rather_than_the_name_of_the_site():
    found = read(
        "样本新闻网", "通知公告", "样本街道的样本工作做得好", "发布时间：2019-05-06 10:00 来源：样本报", TEXT
    )
    assert found.deeds.title == "样本街道的样本工作做得好"


@pytest.mark.parametrize(
    "title", ["样本员－样本街道主任－示例先进个人", "样本街道样本社区书记－甲样本－示例模范"]
)
def test_post_name_and_award_in_one_line_are_the_title(title):
    assert read("样本名单", title, TEXT).deeds.title == title


def test_link_to_another_article_above_the_text_is_no_title():
    found = read(
        "样本通讯", "样本义工队参与示例盛事 样本义工队支持百万人同行", "", "夫妇二人获示例奖。" + TEXT
    )
    assert found.deeds.title is None


def test_title_of_post_name_and_award_may_be_as_long_as_these_are():
    title = f"样本省{'样本市样本区' * 8}样本社区党委书记、居委会主任－李范例－{'、'.join(['全国示例模范先进个人'] * 6)}"
    assert len(title) > 110
    assert read(title, TEXT).deeds.title == title


def test_name_of_the_file_is_the_title_where_there_is_no_other():
    found = read("样本街道先进事迹材料.docx", TEXT)
    assert (found.deeds.title, found.deeds.left_out) == ("样本街道先进事迹材料", (".docx",))


def test_title_is_cleared_of_a_button_behind_it_and_letters_before_it():
    assert read("样本街道先进事迹 [复制链接]", TEXT).deeds.title == "样本街道先进事迹"
    assert read("Ret样本街道先进事迹", "样本街道先进事迹", TEXT).deeds.title == "样本街道先进事迹"


def test_slogan_in_quotes_with_a_subtitle_names_whom_it_is_about():
    found = read(
        "【示例栏目】“把每件小事办好”", "——记样本村党支部书记李范例", TEXT, "李范例很忙，李范例爱笑。"
    )
    assert found.deeds.title == "【示例栏目】“把每件小事办好”"
    assert (found.deeds.recipient.name, found.deeds.recipient.post) == ("李范例", "样本村党支部书记")


def test_document_on_a_single_line_is_cut_at_its_blanks():
    found = read(
        "2023年示例事迹.docx",
        " ".join(
            [
                "2023年示例事迹 第一篇:模范事迹 四十年如一日,样本路上的人",
                "李范例同志,今年64岁了,他修了一辈子样本路。" * 3,
                "一辈子修路人",
                TEXT * 3,
                "退休也要做奉献",
                TEXT * 3,
            ]
        ),
    )
    assert found.deeds.title == "四十年如一日,样本路上的人"
    assert [section.title for section in found.deeds.sections] == ["一辈子修路人", "退休也要做奉献"]


def test_numbers_of_previewed_pages_are_no_list():
    page = "样本街道请人来写样本，写完请人来看" * 14
    found = read("样本街道先进事迹", f"1、{page}了", f"2、解{page}他", f"3、们{TEXT}")
    assert found.deeds.sections == ()
    assert found.deeds.left_out == ("1、", "2、", "3、")


def test_list_whose_items_lack_their_full_stops_stays_a_list():
    found = read("样本街道先进事迹", "1、走访居民" * 2, "2、写好样本", "3、请人来看", TEXT)
    assert [measure.marker for measure in found.deeds.sections[0].measures] == ["1、", "2、", "3、"]


@pytest.mark.parametrize("call", ["各中小学校：", "局属各单位：", "各党支部：", "尊敬的各位领导："])
def test_salutation_is_neither_title_nor_recipient(call):
    found = read(
        "关于表彰李范例同志的通报", call, "经研究，授予样本小学教师李范例“示例教师”称号。" + TEXT
    ).deeds
    assert found.title == "关于表彰李范例同志的通报"
    assert (found.recipient.name, found.awards[0].name) == ("李范例", "示例教师")


@pytest.mark.parametrize(
    "title",
    [
        "转发：样本部关于学习宣传李范例同志先进事迹的通知",
        "样本局关于推荐李范例同志为示例模范候选人的公示",
        "关于表彰示例教师的决定",
    ],
)
def test_title_of_an_official_paper_is_the_title(title):
    text = "根据样本部通知要求，经民主推荐，拟推荐李范例同志为示例模范候选人，现将其主要事迹公示如下："
    found = read(title, text, "李范例很忙，李范例爱笑。").deeds
    assert found.title == title
    assert text in found.introduction


def test_speech_has_its_title_and_not_its_speaker():
    assert read("在样本大会上的发言", "样本小学　李范例", TEXT).deeds.title == "在样本大会上的发言"


def test_few_words_that_end_like_a_place_are_a_title_all_the_same():
    assert read("一名乡村邮递员的三十年", TEXT).deeds.title == "一名乡村邮递员的三十年"


@pytest.mark.parametrize(
    "last", ["2022年被评为全国示例模范", "追回损失83万元", "她调解矛盾41起，大家都说好", "走访居民320户"]
)
def test_last_line_without_a_full_stop_stays_text(last):
    found = read("样本街道先进事迹", TEXT, last).deeds
    assert last in found.introduction
    assert found.left_out == ()


@pytest.mark.parametrize("last", ["样本街道办事处", "2023年9月8日", "李范例", "附件：李范例先进事迹"])
def test_seal_date_and_name_below_the_text_are_left_out(last):
    assert read("样本街道先进事迹", TEXT, last).deeds.left_out == (last,)


def test_text_without_title_has_none():
    found = read(TEXT, TEXT)
    assert found.deeds.title is None
    assert "no-title" in {message.code for message in found.messages}


def test_title_repeated_with_a_slip_of_the_pen_stands_once():
    found = read("样本市样本区样本街道党工委先进事迹材料", "样本市样本区样本街道党工委先进事迹材枓", TEXT)
    assert found.deeds.title == "样本市样本区样本街道党工委先进事迹材料"
    assert found.deeds.introduction == TEXT


def test_a_count_without_a_title_behind_it_is_kept_once():
    page = "<html><body><h1>第一篇：</h1><p>样本街道的正文写在这里，够长够普通。</p></body></html>"
    deeds = read_deeds(page.encode(), "a.html").deeds
    whole = [deeds.title or "", deeds.introduction, *deeds.left_out, *(s.title or "" for s in deeds.sections)]
    assert "".join(whole).count("第一篇") == 1


ABOUT = "李范例很忙。丁香村变了样，丁香村的人都说李范例好，李范例只是笑笑，说该做的事还有很多。"


@pytest.mark.parametrize(
    ("below", "name", "post"),
    [
        ("甲县公安局刑侦大队大队长李范例", "李范例", "甲县公安局刑侦大队大队长"),
        ("甲县公安局刑侦大队大队长　李范例", "李范例", "甲县公安局刑侦大队大队长"),
        ("——甲县公安局刑侦大队大队长李范例", "李范例", "甲县公安局刑侦大队大队长"),
        ("李范例", "李范例", None),
        ("乙省甲市丁香村", "乙省甲市丁香村", None),
    ],
)
def test_line_below_a_slogan_says_whom_it_is_about(below, name, post):
    deeds = read("金色盾牌铸忠诚", below, ABOUT).deeds
    assert (deeds.title, deeds.recipient.name, deeds.recipient.post) == ("金色盾牌铸忠诚", name, post)
    assert deeds.left_out == (below,)


@pytest.mark.parametrize("below", ["甲县日报", "乙市总工会", "王试笔"])
def test_line_below_a_slogan_that_the_text_does_not_return_to_names_nobody(below):
    assert read("金色盾牌铸忠诚谱新篇", below, ABOUT).deeds.recipient.name in ("李范例", "丁香村")


def test_title_with_slogans_of_any_length_is_a_title():
    slogans = "以样本引领治理，以样本服务万家，" * 5 + "以样本诠释初心——"
    deeds = read(f"{slogans}样本区样本街道先进事迹材料", TEXT).deeds
    assert (deeds.title, deeds.recipient.name) == (f"{slogans}样本区样本街道先进事迹材料", "样本区样本街道")
    assert read(f"{slogans}我们看了样本街道的先进事迹材料。", TEXT).deeds.title is None
