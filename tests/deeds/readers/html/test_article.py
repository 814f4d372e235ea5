"""The text of a page and its title, told from the boilerplate around them."""

import pytest

from records.deeds import read_deeds
from records.deeds.readers import html as web
from tests.deeds.readers.html.web_pages import SENTENCE, codes, read, roles
from tests.deeds.specimens import data, reading

# Text and page


def test_government_page_is_told_from_its_text():
    source = web.read(data("web/cms_gbk.html"))
    assert roles(source, "title") == ["样本街道先进事迹材料"]
    boilerplate = roles(source, "boilerplate")
    for words in [
        "首页",
        "当前位置",
        "栏目列表",
        "分享到",
        "打印本页",
        "上一篇",
        "下一篇",
        "相关新闻",
        "版权所有",
    ]:
        assert any(words in text for text in boilerplate)
    assert "脚本里的字" not in source.text
    assert "请打开脚本" not in source.text
    assert [text[:6] for text in roles(source, "body")[1:]] == [
        "样本街道是为",
        "立好样本定规",
        "测试要先有样",
        "存好样本备查",
        "样本要长久保",
    ]


def test_government_page_reads_as_a_document():
    found = reading("web/cms_gbk.html")
    assert found.deeds.title == "样本街道先进事迹材料"
    assert [section.title for section in found.deeds.sections] == ["立好样本定规矩", "存好样本备查考"]
    assert len(found.deeds.sections[0].measures) == 3
    assert found.deeds.introduction.startswith("样本街道是为测试写的")
    assert codes(found) >= {"remote-pictures"}
    assert "encoding-assumed" not in codes(found)


def test_page_of_tables_and_open_tags_reads_as_a_document():
    found = reading("web/tables_gb2312.htm")
    assert found.deeds.title == "样本卫生院先进事迹"
    assert [section.title for section in found.deeds.sections] == ["看病先看样本", "查房也查规矩"]
    assert found.deeds.awards[0].year == 2019
    assert "工作动态" in found.deeds.left_out


def test_links_beside_the_text_are_boilerplate_though_nothing_is_named():
    source = web.read(data("web/tables_gb2312.htm"))
    assert roles(source, "boilerplate") == ["首页 | 机构设置 | 先进典型", "通知公告", "工作动态"]


def test_page_that_a_script_would_uncover_is_read():
    source = web.read(data("web/wechat.html"))
    assert roles(source, "title") == ["记样本村医"]
    assert roles(source, "boilerplate") == ["阅读原文 阅读 100"]
    assert "扫一扫" not in source.text


def test_page_of_libreoffice_keeps_headings_numbers_and_tables():
    source = web.read(data("web/libreoffice.html"))
    assert roles(source, "heading") == ["立好样本定规矩", "存好样本备查考"]
    assert [each.text for each in source.lines if each.look.number] == [
        "1. 写下规矩",
        "2. 照着检查",
        "3. 定期复查",
    ]
    assert roles(source, "table") == ["年份\t示例荣誉", "2019年\t样本先进集体"]
    assert roles(source, "boilerplate") == []


@pytest.mark.parametrize(
    "boilerplate",
    [
        "<nav>甲县</nav>",
        "<footer>甲县</footer>",
        "<button>甲县</button>",
        "<select><option>甲县</select>",
        '<div role="navigation">甲县</div>',
        '<div class="crumbs">甲县</div>',
        '<div id="bdshare">甲县</div>',
        '<p class="prev-next">甲县</p>',
        '<ul class="siteMenu"><li>甲县</ul>',
    ],
)
def test_boilerplate_is_known_by_its_element_or_name(boilerplate):
    source = read(f"<h1>样本</h1><p>{SENTENCE}</p>{boilerplate}")
    assert roles(source, "boilerplate") == ["甲县"]


@pytest.mark.parametrize("name", ["nav", "header", "position", "tools", "top"])
def test_sentences_are_never_boilerplate_by_a_name(name):
    source = read(f'<div class="{name}"><p>{SENTENCE}</p></div><p>{SENTENCE * 9}</p><p>{SENTENCE}</p>')
    assert roles(source, "boilerplate") == []


def test_form_around_the_whole_page_is_not_boilerplate():
    assert roles(read(f"<form><h1>样本</h1><p>{SENTENCE}</p></form>"), "boilerplate") == []


def test_heading_in_the_header_of_an_article_is_its_title():
    source = read(f"<article><header><h1>样本材料</h1></header><p>{SENTENCE}</p></article>")
    assert roles(source, "title") == ["样本材料"]
    assert roles(source, "boilerplate") == []


@pytest.mark.parametrize(
    "head",
    [
        "<h1>样本材料</h1><h2>记一份样本</h2>",
        "<h2>样本材料</h2>",
        "<h1>甲县样本网</h1><div class=article-title>样本材料</div>",
    ],
)
def test_title_is_the_heading_above_the_text(head):
    source = read(f"{head}<div class=content><p>{SENTENCE}</p></div>")
    assert roles(source, "title") == ["样本材料"]


def test_section_heading_on_top_of_the_text_is_not_its_title():
    source = read(f"<p>样本材料</p><div class=content><h2>立好样本</h2><p>{SENTENCE}</p></div>")
    assert roles(source, "title") == []


def test_sentences_beside_the_named_text_stay():
    source = read(
        f'<div class="content"><p>{SENTENCE * 20}</p></div><p>{SENTENCE}</p><p>短的一句。</p><p>页脚</p>'
    )
    assert roles(source, "boilerplate") == ["页脚"]


def test_page_without_sentences_is_left_to_the_rules_for_text():
    assert roles(read("<div class=content>样本</div><p>甲</p><p>乙</p>"), "boilerplate") == []


# The name of the page


def test_page_name_is_not_said_twice():
    source = read(f"<h1>样本材料</h1><p>{SENTENCE}</p>", "<title>样本材料_甲县样本网</title>")
    assert roles(source, "title") == ["样本材料"]
    assert "甲县样本网" not in source.text


def test_page_name_is_the_title_where_no_line_shows_it():
    source = read(f"<p>{SENTENCE}</p>", "<title>样本材料 - 甲县样本网</title>")
    assert roles(source, "title") == ["样本材料"]
    assert source.lines[0].text == "样本材料"


@pytest.mark.parametrize("name", ["", "无标题文档", "Untitled Document", "样本.doc"])
def test_page_name_that_says_nothing_is_not_shown(name):
    assert len(read("<p>甲</p>", f"<title>{name}</title>").lines) == 1


@pytest.mark.parametrize("name", ["甲县新闻网", "甲县人民政府", "甲县日报", "通知公告"])
@pytest.mark.parametrize(
    "line", ["<p align=center><b>{}</b></p>", "<table><tr><td><b>{}</b></td></tr></table>", "<p>{}</p>"]
)
def test_page_called_like_its_site_leaves_the_title_to_its_lines(name, line):
    page = f"<title>{name}</title>{line.format('样本街道先进事迹')}<p>{SENTENCE}</p>"
    found = read_deeds(f"<html>{page}</html>".encode(), "a.html")
    assert found.deeds.title == "样本街道先进事迹"
    assert found.deeds.left_out == (name,)


@pytest.mark.parametrize(
    "line", ["<p align=center>{}</p>", "<center>{}</center>", "<p style='text-align:center'><b>{}</b></p>"]
)
def test_line_in_the_middle_is_the_title_rather_than_the_name_of_the_page(line):
    source = read(f"{line.format('大山里的样本人')}<p>{SENTENCE}</p>", "<title>甲县先锋</title>")
    assert roles(source, "boilerplate") == ["甲县先锋"]


@pytest.mark.parametrize("line", ["（2019年5月）", "2019年", f"样本</p><p align=center>{SENTENCE}"])
def test_name_of_the_page_stays_the_title_where_no_other_stands_in_the_middle(line):
    source = read(f"<p align=center>{line}</p><p>{SENTENCE}</p>", "<title>甲县先锋</title>")
    assert roles(source, "title") == ["甲县先锋"]


@pytest.mark.parametrize("body", ["{}", "<main>{}</main>", "<div class=content>{}</div>"])
def test_heading_of_the_text_is_the_title_and_that_of_the_site_is_not(body):
    text = body.format(f"<h2>样本街道先进事迹</h2><p>{SENTENCE}</p>")
    source = read(f"<header><h1>甲县政府网站</h1></header>{text}", "<title>甲县政府网站</title>")
    assert roles(source, "title") == ["样本街道先进事迹"]
    assert roles(source, "boilerplate") == ["甲县政府网站"]
