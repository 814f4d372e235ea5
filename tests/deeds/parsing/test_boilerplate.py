"""Lines that belong to the page and not to the deeds."""

import pytest

from records.deeds import read_deeds

TITLE = "样本街道先进事迹材料"
TEXT = "样本街道请人来写样本，写完请人来看，看完再请大家一起用，用完记下来存好。"


@pytest.mark.parametrize(
    "line",
    [
        "首页 > 新闻中心 > 样本动态 > 正文",
        "您现在的位置：首页>>样本专题",
        "当前位置：样本网 - 样本栏目",
        "【字体：大 中 小】",
        "[打印] [关闭] [收藏]",
        "打印本页 关闭窗口",
        "发布时间：2019-05-06 10:00　来源：样本报　作者：样本员　浏览：123次",
        "2019年05月06日 10:00 样本网",
        "点击数：1024",
        "（责任编辑：样本员）",
        "（通讯员 样本员）",
        "图为样本街道的样本。",
        "▲样本街道的样本墙",
        "微信图片_20190506.jpg",
        "分享到：微信 微博",
        "上一篇：没有了",
        "相关阅读",
        "《样本事迹(15篇).docx》由会员分享，可在线阅读，更多请在样本网站上搜索。",
        "参考答案说明：（1）本题分别按照开头、主体展开。（2）主体从六个方面撰写。",
        "以上内容仅供参考。",
        "小编为大家整理了样本事迹，希望对你有帮助！",
        "(正在蓬勃发展的样本镇。)",
        "版权所有：样本市样本区样本街道",
        "样ICP备00000000号",
        "已有3人致敬",
        "扫一扫在手机打开当前页",
        "免责声明：本文内容仅供参考。",
    ],
)
def test_page_boilerplate_never_gets_into_the_text(line):
    found = read_deeds("\n".join([TITLE, line, TEXT, line, TEXT, line]).encode(), "a.txt").deeds
    assert found.left_out == (line,) * 3
    assert found.introduction == f"{TEXT}\n\n{TEXT}"


@pytest.mark.parametrize(
    "tail",
    [
        "（责任编辑：样本员）",
        "来源：样本报",
        "打印 关闭",
        "样本.jpg",
        "(样本报记者 样本员)",
        "上一篇：样本二",
    ],
)
def test_boilerplate_glued_to_the_end_of_a_line_is_cut_off(tail):
    found = read_deeds("\n".join([TITLE, TEXT, TEXT + tail]).encode(), "a.txt").deeds
    assert found.left_out == (tail,)
    assert found.introduction == f"{TEXT}\n\n{TEXT}"


@pytest.mark.parametrize("trailing_junk", ["犍)", "辫s", "|"])
def test_what_a_converter_left_behind_the_last_stop_is_cut_off(trailing_junk):
    found = read_deeds("\n".join([TITLE, TEXT, TEXT + trailing_junk]).encode(), "a.txt").deeds
    assert found.left_out == (trailing_junk,)


@pytest.mark.parametrize(
    "line",
    [
        "来源于群众、服务群众，样本街道一直这样做。",
        "2019年5月6日，样本街道请人来写样本，写完请人来看。",
        "首页上写着样本街道的样本，大家都来看，看了都说写得清楚。",
        "记者来到样本街道，看见大家都在写样本，写得都很认真。",
    ],
)
def test_sentences_that_use_such_words_stay(line):
    assert line in read_deeds("\n".join([TITLE, TEXT, line]).encode(), "a.txt").deeds.introduction


def test_a_sign_right_before_boilerplate_is_kept_once():
    assert read_deeds("？上一篇".encode(), "a.txt").deeds.left_out == ("？上一篇",)


def test_what_is_left_out_keeps_the_order_of_the_document():
    prose = "样本街道请人来写样本，写完请人来看，看完再请大家一起用。"
    found = read_deeds(f"首页\n样本街道先进事迹材料\n{prose}打印 关闭\n上一篇".encode(), "a.txt")
    assert found.deeds.left_out == ("首页", "打印 关闭", "上一篇")
