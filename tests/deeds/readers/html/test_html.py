"""Web pages as browsers, Word and LibreOffice save them: what a reader sees, once, and what of it is the text."""

import base64
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.deeds import DeedsError, Reading
from records.deeds.readers import html as web
from records.deeds.readers.html import mhtml
from records.deeds.readers.html.bounds import MAX_STEPS, Cost
from records.deeds.source import Line, Source
from tests.deeds import strategies
from tests.deeds.readers.test_text import code_of
from tests.deeds.specimens import data, reading

SENTENCE = "这是一句写来检验读取的样本，说得足够长，也有句号。"
DOT = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\0" * 600).decode()


def read(body: str, head: str = "") -> Source:
    return web.read(f"<html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>".encode())


def texts(body: str) -> list[str]:
    return [line.text for line in read(body).lines]


def line(body: str) -> Line:
    (only,) = read(body).lines
    return only


def roles(source: Source, role: str) -> list[str]:
    return [line.text for line in source.lines if line.look.role == role]


def codes(source: Source | Reading) -> set[str]:
    return {message.code for message in source.messages}


# What is seen


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ("<p>甲</p><p>乙</p>", ["甲", "乙"]),
        ("<p>甲<p>乙", ["甲", "乙"]),
        ("<div>甲<div>乙</div>丙</div>", ["甲", "乙", "丙"]),
        ("甲<br>乙<br/><br>丙", ["甲", "乙", "丙"]),
        ("<p>甲<span>乙</span><font>丙</font><sup>丁</sup></p>", ["甲乙丙丁"]),
        ("<p>a   b\t c</p>", ["a b c"]),
        ("<p>&nbsp;&nbsp;\u3000甲&nbsp; &nbsp;乙 </p>", ["甲 乙"]),
        ("<p>样本\n  街道</p>", ["样本街道"]),
        ("<p>sample\n  street</p>", ["sample street"]),
        ("<pre>甲  a\n乙</pre>", ["甲 a", "乙"]),
        ('<p style="white-space: pre-wrap">甲\n乙</p>', ["甲", "乙"]),
        ("<p>&lt;b&gt;&#26679;&#x672c;&amp;amp;</p>", ["<b>样本&amp;"]),
        ("<p>甲&#7;乙&#0;</p>", ["甲乙\ufffd"]),
        ("<p>甲&#x2028;乙&#133;丙</p>", ["甲 乙…丙"]),
        ("<p>甲&#xD800;乙</p>", ["甲\ufffd乙"]),
        ("<ruby>汉<rp>(</rp><rt>hàn</rt><rp>)</rp></ruby>", ["汉hàn"]),
        ('<span style="display:block">甲</span>乙', ["甲", "乙"]),
        ('<div style="display:inline">甲</div>乙', ["甲乙"]),
        ('<img alt="看不见" src="a.jpg">甲', ["甲"]),
        ("<p>甲<!-- 看不见 -->乙<script>看不见</script><style>看不见</style></p>", ["甲乙"]),
        ("<p hidden>看不见</p><p style='Display : NONE'>看不见</p>甲", ["甲"]),
        ("<template>看不见</template><noscript>看不见</noscript><dialog>看不见</dialog>甲", ["甲"]),
        ('<div style="visibility:hidden">脚本还没有揭开的正文</div>', ["脚本还没有揭开的正文"]),
        ("<svg><title>看不见</title><text>甲</text></svg>", ["甲"]),
    ],
)
def test_lines_are_what_a_browser_shows(body, seen):
    assert texts(body) == seen


def test_offsets_and_numbers_of_lines_count_in_the_text():
    source = read("<h1>样本</h1><p> 甲 </p><p> </p><p>乙</p>")
    assert source.text.splitlines() == ["样本", "甲", "乙"]
    assert [source.text[line.start : line.end] for line in source.lines] == ["样本", "甲", "乙"]


# Lists


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ("<ol><li>甲<li>乙</ol>", ["1. 甲", "2. 乙"]),
        ("<ol start=3><li>甲<li value=7>乙<li>丙</ol>", ["3. 甲", "7. 乙", "8. 丙"]),
        ("<ol reversed><li>甲<li>乙</ol>", ["2. 甲", "1. 乙"]),
        ("<ol reversed start=9><li>甲<li>乙</ol>", ["9. 甲", "8. 乙"]),
        ("<ol type=a start=26><li>甲<li>乙</ol>", ["z. 甲", "aa. 乙"]),
        ("<ol type=I><li>甲<li type=i>乙</ol>", ["I. 甲", "ii. 乙"]),
        ("<ol start=-1><li>甲<li>乙<li>丙</ol>", ["-1. 甲", "0. 乙", "1. 丙"]),
        ('<ol style="list-style-type:cjk-ideographic" start=10><li>甲<li>乙</ol>', ["十、甲", "十一、乙"]),
        ('<ol style="list-style: simp-chinese-informal inside"><li>甲</ol>', ["一、甲"]),
        ('<ol style="list-style-type:simp-chinese-formal"><li>甲</ol>', ["壹、甲"]),
        ('<ol style="list-style-type:none"><li>甲</ol>', ["甲"]),
        ('<ul style="list-style-type:decimal"><li>甲</ul>', ["1. 甲"]),
        ("<ul><li>甲</ul><li>乙", ["甲", "乙"]),
        ("<ol><li>甲<ol type=A><li>乙</ol><li>丙</ol>", ["1. 甲", "A. 乙", "2. 丙"]),
        ("<ol><li><ol><li>甲</ol></ol>", ["1. 1. 甲"]),
        ("<ol><li><p>甲</p><p>乙</p><li>丙</ol>", ["1. 甲", "乙", "2. 丙"]),
        ("<ol><li><li>甲</ol>", ["2. 甲"]),
        ("<ol start=x><li value=y>甲</ol>", ["1. 甲"]),
    ],
)
def test_items_carry_the_numbers_a_browser_shows(body, seen):
    assert texts(body) == seen


@pytest.mark.parametrize(("style", "length"), [("decimal", 2), ("cjk-ideographic", 2), ("disc", 0)])
def test_automatic_number_is_told_from_the_text(style, length):
    assert line(f'<ol style="list-style-type:{style}"><li>甲</ol>').look.number == length


# Looks


@pytest.mark.parametrize(
    ("body", "bold"),
    [
        ("<b>甲乙</b>", 2),
        ("<p><strong>甲</strong>乙丙</p>", 1),
        ("<p>甲<b>乙</b></p>", 0),
        ("<p> <b>一是</b> <b>样本。</b>正文</p>", 6),
        ('<p style="font-weight:700">甲<span style="font-weight:normal">乙</span></p>', 1),
        ("<ol><li><b>甲</b>乙</ol>", 4),
        ("<ol><li>甲<b>乙</b></ol>", 0),
    ],
)
def test_bold_is_counted_from_the_start_of_the_line(body, bold):
    assert line(body).look.bold == bold


def test_headings_have_their_level():
    source = read("<h2>样本标题</h2><h3>第二<br>行</h3>")
    assert [(each.look.role, each.look.level) for each in source.lines] == [
        ("heading", 2),
        ("heading", 3),
        ("heading", 3),
    ]


def test_row_of_data_is_one_line():
    source = read("<table><caption>表</caption><tr><th>年份<th>荣誉<tr><td>2019<td><p>样本</p></table>")
    assert [each.text for each in source.lines] == ["表", "年份\t荣誉", "2019\t样本"]
    assert roles(source, "table") == ["年份\t荣誉", "2019\t样本"]
    assert roles(source, "caption") == ["表"]


@pytest.mark.parametrize(
    "body",
    [
        "<table><tr><td>甲<td><p>乙</p><p>丙</p></table>",
        f"<table><tr><td>甲<td>{SENTENCE * 5}</table>",
        "<table><tr><td>甲</td></tr><tr><td>乙</td></tr></table>",
    ],
)
def test_table_that_only_lays_out_gives_its_paragraphs(body):
    assert roles(read(body), "table") == []


def test_row_that_holds_boilerplate_is_no_data():
    source = read("<table><tr><td><div class=nav>甲县</div><td><p>样本</table>" + f"<p>{SENTENCE}</p>")
    assert roles(source, "boilerplate") == ["甲县"]
    assert roles(source, "table") == []


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


# Pictures


def test_picture_inside_the_page_is_kept_with_its_place_and_words():
    figure = f'<figure><img src="data:image/png;base64,{DOT}"><figcaption>样本图</figcaption></figure>'
    source = read(f'<p>甲</p>{figure}<p>乙<img alt="替代" src="data:image/png;base64,{DOT}">丙</p>')
    assert [(p.name, p.line, p.caption) for p in source.pictures] == [
        ("1.png", 1, "样本图"),
        ("2.png", 3, "替代"),
    ]
    assert source.pictures[0].data.startswith(b"\x89PNG")
    assert codes(source) == set()


def test_picture_elsewhere_is_counted_and_never_fetched():
    source = read('<p>甲</p><img src="http://192.0.2.1/a.jpg"><img src="a_files/b.png"><img>')
    assert source.pictures == ()
    assert "2 张图片" in source.messages[0].text


def test_pictures_of_the_page_around_the_text_do_not_count():
    source = read(
        f"<p>甲县</p><img src=logo.png><p>乙</p><h1>样本</h1><div class=content><p>{SENTENCE}</p></div>"
    )
    assert source.messages == ()


@pytest.mark.parametrize("address", ["data:image/svg+xml;base64," + DOT, "data:text/html," + "x" * 300])
def test_what_is_no_photo_is_not_kept_as_a_picture(address):
    source = read(f'<p>甲</p><img src="{address}">')
    assert source.pictures == ()
    assert codes(source) == {"picture-skipped"}


def test_pictures_are_capped():
    source = read("<p>甲</p>" + f'<img src="data:image/png;base64,{DOT}">' * 103)
    assert len(source.pictures) == 100
    assert "3 张图片" in source.messages[0].text


def test_single_file_page_brings_its_pictures():
    page = "<h1>样本材料</h1><p>甲<img src='img/1.png'><img src='cid:two'></p>"
    parts = [
        (
            "Content-Type: text/html; charset=gb2312\nContent-Location: http://a.cn/b/c.html",
            page.encode("gb18030"),
            "8bit",
        ),
        ("Content-Type: image/png\nContent-Location: http://a.cn/b/img/1.png", DOT.encode(), "base64"),
        ("Content-Type: image/png\nContent-ID: <two>", DOT.encode(), "base64"),
    ]
    message = b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n'
    for headers, body, way in parts:
        message += f"--x\n{headers}\nContent-Transfer-Encoding: {way}\n\n".encode() + body + b"\n"
    source = mhtml.read(message + b"--x--\n")
    assert [each.text for each in source.lines] == ["样本材料", "甲"]
    assert [picture.line for picture in source.pictures] == [2, 2]


@pytest.mark.parametrize(
    "message", [b"", b"MIME-Version: 1.0\n\n", b"Content-Type: multipart/related; boundary=x\n\n--x"]
)
def test_single_file_page_without_a_page_is_refused(message):
    with pytest.raises(DeedsError, match="单个文件的网页"):
        mhtml.read(message)


@pytest.mark.parametrize("repeated", ["--x\n", 'Content-Type: multipart/mixed; boundary="x"\n\n--x\n'])
def test_single_file_page_of_countless_parts_is_refused(repeated):
    message = 'Content-Type: multipart/related; boundary="x"\n\n' + repeated * 3000
    assert code_of(message.encode(), "a.mht") == "page-broken"


# Encodings


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5", "utf-16"])
def test_page_is_read_in_the_encoding_it_names(encoding):
    name = {"gb18030": "gb2312"}.get(encoding, encoding)
    page = f'<html><meta http-equiv="Content-Type" content="text/html; charset={name}"><p>樣本'
    source = web.read(page.encode(encoding))
    assert source.text == "樣本"
    assert source.messages == ()


def test_page_that_names_a_western_encoding_is_read_as_chinese():
    assert web.read("<meta charset=iso-8859-1><p>样本街道".encode("gbk")).text == "样本街道"


# Bad input


@pytest.mark.parametrize(
    "page_data", [b"", b"<html></html>", "<script>样本</script>".encode(), b"<p>&nbsp;</p>"]
)
def test_page_without_words_is_refused(page_data):
    assert code_of(page_data, "a.html") == "empty"


@pytest.mark.parametrize(
    "start",
    [
        "<div>",
        "<ul><li>",
        "<b>",
        "<table><tr><td>",
        "<svg><g>",
        "<div><table></div></table>",
        "<i a=1>x<p>",
        "<x>",
    ],
)
def test_page_nested_beyond_reason_is_refused_before_it_is_parsed(start):
    assert code_of((start * 30_000 + "样本").encode(), "a.html") == "page-too-complex"


def test_elements_that_every_paragraph_would_make_anew_are_refused():
    fonts = "".join(f"<p><font size={i}>样" for i in range(2000))
    assert code_of(fonts.encode(), "a.html") == "page-too-complex"


def test_countless_tags_are_refused():
    assert code_of(b"<br>" * 300_000, "a.html") == "page-too-complex"


def test_countless_open_brackets_are_refused():
    assert code_of(b"<p>" + b"<" * 2_000_000, "a.html") == "page-too-complex"


def test_tag_with_countless_attributes_is_refused():
    attributes = " ".join(f"a{i}=1" for i in range(50_000))
    assert code_of(f"<p {attributes}>样本".encode(), "a.html") == "page-too-complex"


@pytest.mark.parametrize(
    "body",
    ["<p>样" * 50_000, "<div>样</div>" * 50_000, "<" * 900_000, "&lt;" * 200_000, "<p>样" + "\n" * 1_000_000 + "本",
     f'<p title="{"x" * 1_000_000}">样', "<div>" * 5000 + "样" + "</div>" * 5000, "样<!--" * 100_000],
)  # fmt: skip
def test_odd_pages_are_read_without_recursion(body):
    assert read(body).lines


def test_page_beyond_the_limit_is_refused():
    assert code_of(b"<p>" + b"a" * (10 * 1024 * 1024), "a.html") == "too-large"


@pytest.mark.parametrize("unit", ["<p>样本</p>", "<div><b>样本</b></div>", "<p>样本", "<tr><td>样本<td>样本"])
def test_work_grows_as_the_page_does(unit):
    def steps(times: int) -> int:
        cost = Cost()
        for tag in web.bounds.TOKEN.finditer(unit * times):
            (cost.end if tag["end"] else cost.start)(tag["name"])
            cost.count(tag["rest"])
        return cost.steps

    assert steps(2000) <= 2 * steps(1000) + 10 < MAX_STEPS


# Whatever the page

INLINE = ["span", "b", "strong", "a", "font", "em", "sup", "code", "u", "custom-tag"]
BLOCK = [
    "div",
    "p",
    "section",
    "h1",
    "h4",
    "ul",
    "ol",
    "li",
    "blockquote",
    "center",
    "article",
    "nav",
    "footer",
    "form",
]
TABLES = ["table", "tr", "td", "th", "tbody", "caption"]
UNSEEN = ["script", "style", "template", "noscript", "dialog"]
NAMES = [
    "",
    " class=content",
    " id=zoom",
    " class='top nav'",
    " class=title",
    " style='display:block'",
    " hidden=x"[:0],
]

escaped = strategies.word.map(
    lambda text: (text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"), text)
)
unseen = st.tuples(st.sampled_from(UNSEEN), strategies.word).map(
    lambda pair: (f"<{pair[0]}>{pair[1].replace('<', '')}</{pair[0]}>", "")
)


def wrapped(children: st.SearchStrategy[tuple[str, str]]) -> st.SearchStrategy[tuple[str, str]]:
    tag = st.sampled_from(INLINE + BLOCK + TABLES)
    return st.tuples(tag, st.sampled_from(NAMES), st.booleans(), st.lists(children, max_size=4)).map(
        lambda made: (
            f"<{made[0]}{made[1]}>"
            + "".join(html for html, _ in made[3])
            + (f"</{made[0]}>" if made[2] else ""),
            "".join(text for _, text in made[3]),
        )
    )


def tabled(children: st.SearchStrategy[tuple[str, str]]) -> st.SearchStrategy[tuple[str, str]]:
    rows = st.lists(st.lists(children, min_size=1, max_size=3), min_size=1, max_size=3)
    return rows.map(
        lambda made: (
            f"<table>{''.join('<tr>' + ''.join(f'<td>{html}</td>' for html, _ in row) for row in made)}</table>",
            "".join(text for row in made for _, text in row),
        )
    )


trees = st.recursive(
    escaped | unseen | st.sampled_from([("<br>", ""), ("<!-- x -->", ""), ("<hr>", "")]), wrapped
)


@given(st.lists(trees, max_size=6))
def test_every_visible_character_comes_back_once(parts):
    body, visible = "".join(html for html, _ in parts), "".join(text for _, text in parts)
    try:
        source = read(body)
    except DeedsError as error:
        assert error.message.code == "empty"  # noqa: PT017
        assert not visible.strip()
        return
    found = "".join(each.text[each.look.number :] for each in source.lines)
    assert Counter("".join(found.split())) == Counter("".join(visible.split()))
    assert Counter("".join(source.text.split())) == Counter(
        "".join("".join(each.text for each in source.lines).split())
    )


tags = st.sampled_from(
    [*INLINE, *BLOCK, *TABLES, *UNSEEN, "svg", "math", "select", "option", "textarea", "button", "ruby"]
)
soup = st.lists(
    tags.map(lambda tag: f"<{tag}>")
    | tags.map(lambda tag: f"</{tag}>")
    | strategies.word
    | st.sampled_from(NAMES),
    max_size=40,
).map("".join)


@given(soup)
def test_any_soup_of_tags_is_read_or_refused(text):
    try:
        source = web.read(text.encode())
    except DeedsError as error:
        assert error.message.text.endswith("。")  # noqa: PT017
    else:
        assert source.text.strip()


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content):
    for read_page in (web.read, mhtml.read):
        try:
            assert read_page(b"Content-Type: multipart/related; boundary=x\n\n" + content).text.strip()
        except DeedsError as error:
            assert error.message.text.endswith("。")  # noqa: PT017
