"""The lines of a page: what a reader sees of it, once, with numbers, looks and tables."""

import pytest

from tests.deeds.readers.html.web_pages import SENTENCE, line, read, roles, texts

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
        ("<ruby>汉<rp>(</rp><rt>hàn</rt><rp>)</rp></ruby>", ["汉"]),
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
