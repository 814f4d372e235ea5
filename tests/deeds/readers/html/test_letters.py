"""Letters of a page that are not read as they stand: struck, raised, pronounced, hidden, in a font of symbols."""

import pytest

from records.deeds import read_deeds
from tests.deeds.readers.html.web_pages import SENTENCE, codes, line, read, roles, texts


def styled(css: str, body: str) -> list[str]:
    return [each.text for each in read(body, f"<style>{css}</style>").lines]


def message(body: str, head: str = "") -> str:
    (only,) = read(body, head).messages
    return only.text


# Struck out


@pytest.mark.parametrize(
    ("body", "css"),
    [
        ("<p>走访居民<s>1300</s>1200户</p>", ""),
        ("<p>走访居民<strike>1300</strike>1200户</p>", ""),
        ("<p>走访居民<del>1300</del><ins>1200</ins>户</p>", ""),
        ('<p>走访居民<span style="text-decoration:line-through">1300</span>1200户</p>', ""),
        ('<p>走访居民<span style="text-decoration-line: underline line-through">1300</span>1200户</p>', ""),
        ("<p>走访居民<i class=gone>1300</i>1200户</p>", ".gone { text-decoration: line-through red }"),
        ("<p>走访居民<s>13<b>00</b></s>1200户</p>", ""),
    ],
)
def test_struck_text_is_left_out_and_told(body, css):
    source = read(body, f"<style>{css}</style>")
    assert [(each.text, each.look.role) for each in source.lines] == [
        ("走访居民1200户", "body"),
        ("1300", "boilerplate"),
    ]
    assert [(each.code, each.line) for each in source.messages] == [("struck-text", 1)]
    assert "1300" in "".join(source.messages[0].text.replace("”“", ""))


def test_struck_number_is_no_figure():
    page = (
        f"<h1>某某街道先进事迹材料</h1><p>{SENTENCE}</p><p>全年累计走访居民<s>1300</s>1200户，解决问题。</p>"
    )
    deeds = read_deeds(page.encode(), "a.html").deeds
    assert [figure.value for figure in deeds.figures] == [1200]
    assert "1300" in deeds.left_out


def test_change_that_a_page_shows_without_a_line_is_text():
    assert styled("del{text-decoration:none}", "<p>甲<del>乙</del></p>") == ["甲乙"]


def test_struck_words_of_a_cell_stand_behind_the_row():
    assert texts("<table><tr><td>走访<td><s>1300</s>1200户</table>") == ["走访\t1200户", "1300"]


# Raised and lowered


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ("植树10<sup>4</sup>株", "植树10⁴株"),
        ("植树10<sup><b>-4</b></sup>株", "植树10⁻⁴株"),
        ("走访1200<sup>1</sup>户", "走访1200¹户"),
        ('走访1200<sup><a href="#fn1">1</a></sup>户', "走访1200¹户"),
        ("走访1200<sup>[1]</sup>户", "走访1200[1]户"),
        ("减排CO<sub>2</sub>1500吨", "减排CO₂1500吨"),
        ('植树10<span style="vertical-align:super">4</span>株', "植树10⁴株"),
        ('植树10<span style="vertical-align: 0.5em">4</span>株', "植树10⁴株"),
        ('减排CO<span style="vertical-align:-30%">2</span>1500吨', "减排CO₂1500吨"),
        ('植树10<span style="position:relative;top:-4pt;mso-text-raise:4.0pt">4</span>株', "植树10⁴株"),
        ('植树10<span style="vertical-align:top;font-size:9px">4</span>株', "植树10⁴株"),
        ('植树10<span style="vertical-align: text-top; font-size: smaller">4</span>株', "植树10⁴株"),
        ('减排CO<span style="vertical-align:bottom;font-size:70%">2</span>1500吨', "减排CO₂1500吨"),
        ('在<span style="vertical-align:top">2018</span>年', "在2018年"),
        ('在<span style="vertical-align:middle">2018</span>年', "在2018年"),
        ('在<span style="vertical-align:1px">2018</span>年', "在2018年"),
        ("植树<math><msup><mn>10</mn><mn>4</mn></msup></math>株", "植树10⁴株"),
        ("减排<math><msub><mi>CO</mi><mn>2</mn></msub></math>", "减排CO₂"),
        ("占<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>", "占1/2"),
        ("约3<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>亩", "约3¹⁄₂亩"),
    ],
)
def test_raised_and_lowered_digits_are_no_digits_of_the_number_beside(body, seen):
    assert line(f"<p>{body}</p>").text == seen


def test_style_sheet_raises():
    css = ".u{vertical-align:super} sup{vertical-align:baseline;position:relative;top:-.5em}"
    assert styled(css, "<p>10<i class=u>4</i>，10<sup>5</sup></p>") == ["10⁴，10⁵"]


# Pronunciation and comments


@pytest.mark.parametrize(
    "ruby",
    [
        "<ruby>禤<rt>xuān</rt></ruby>某某",
        "<ruby>禤<rp>（</rp><rt>xuān</rt><rp>）</rp></ruby>某某",
        "<ruby><rb>禤</rb><rtc><rt>xuān</rt></rtc></ruby>某某",
        "<ruby>禤<rt>xu<b>ān</b></rt>某<rt>mǒu</rt></ruby>某",
    ],
)
def test_pronunciation_is_left_out_and_told(ruby):
    source = read(f"<p>{ruby}</p>")
    assert source.text == "禤某某"
    assert codes(source) == {"ruby"}


@pytest.mark.parametrize(
    "mark",
    [
        "<a class=msocomanchor href='#_msocom_1'>[A1]</a>",
        "<span class=MsoCommentReference><span style='font-size:8pt'><a class=msocomanchor>[A1]</a></span></span>",
        "<span style='mso-special-character:comment'>[A1]</span>",
    ],
)
def test_comments_of_word_are_left_out_and_told(mark):
    listed = "<div style='mso-element:comment-list'><div style='mso-element:comment'>[A1]请核实</div></div>"
    source = read(f"<p>正文{mark}在此</p>{listed}")
    assert source.text == "正文在此"
    assert [each.text for each in source.messages] == ["文件里有 1 条批注，没有导入。"]


# Symbols


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ("<font face=Wingdings>\uf0fe</font>党员", "☑党员"),
        ("<font face='Wingdings 2'>R</font>党员", "☑党员"),
        ("<span style='font-family:\"Wingdings 2\"'>\uf0a3</span>群众", "□群众"),
        ("<span style='font-family:Wingdings,serif'>\uf081</span>", "①"),
        ("<span style='font:12pt Webdings'>a</span>", "✓"),
        (
            "<span style='font-family:Wingdings'>l<span style='font:7.0pt \"Times New Roman\"'>&nbsp; a</span></span>",
            "● a",
        ),
        ("<span style='font-family:Symbol'>³</span>", "≥"),
        ("<font face=宋体>R</font>", "R"),
    ],
)
def test_symbols_are_the_characters_they_show(body, seen):
    assert line(f"<p>{body}</p>").text == seen


def test_symbol_that_nobody_knows_is_told():
    source = read("<p>前<font face='Wingdings 2'>\uf0ff</font></p>")
    assert (source.text, codes(source)) == ("前□", {"symbol"})


# Hidden


@pytest.mark.parametrize(
    ("css", "hidden"),
    [
        (".h{display:none}", "<i class=h>密</i>"),
        (".a, .h.b{display:none}", "<i class='b h'>密</i>"),
        ("#h{visibility:hidden}", "<i id=h>密</i>"),
        ("p i{opacity:0}", "<i>密</i>"),
        ("p > i:first-child{font-size:0}", "<i>密</i>"),
        ("i{text-indent:-9999px}", "<i>密</i>"),
        ("i{position:absolute;left:-9999px}", "<i>密</i>"),
        ("@media screen{.h{display:none}}", "<i class=h>密</i>"),
        ("/* .x{} */ @import 'a.css'; .h{display:none}", "<i class=h>密</i>"),
        (".h{display:none!important}", "<i class=h style='display:inline'>密</i>"),
        ("", "<i hidden>密</i>"),
        ("", "<i style='clip:rect(0,0,0,0);position:absolute'>密</i>"),
        ("", "<i style='clip:rect(1px 1px 1px 1px);position:fixed'>密</i>"),
        ("", "<i style='clip-path: inset(50%)'>密</i>"),
        ("", "<i style='clip-path: circle(0)'>密</i>"),
        (".sr-only{position:absolute;width:1px;height:1px;overflow:hidden}", "<i class=sr-only>密</i>"),
        ("", "<i style='color:red; display:none'>密</i>"),
        ("", "<i style='visibility:hidden'>密<b>密</b></i>"),
        ("", "<i style='font-size:1px'>密</i>"),
        (".h{font-size:.5pt}", "<i class=h>密</i>"),
        ("", "<i style='font-size:0px'>密<b style='font-size:2em'>密</b></i>"),
    ],
)
def test_hidden_text_is_left_out_and_told(css, hidden):
    source = read(f"<p>{hidden}前后</p>", f"<style>{css}</style>")
    assert source.text == "前后"
    assert codes(source) == {"hidden-text"}
    assert "“密”" in source.messages[0].text


@pytest.mark.parametrize(
    ("css", "shown"),
    [
        ("@media print{.h{display:none}}", "<i class=h>见</i>"),
        ("@media (max-width:600px){.h{display:none}}", "<i class=h>见</i>"),
        (".h:hover{display:none}", "<i class=h>见</i>"),
        (".h::before{display:none}", "<i class=h>见</i>"),
        (".t{display:none} .t.on{display:inline}", "<i class='t on'>见</i>"),
        (".t.on{display:inline} .t{display:none}", "<i class='t on'>见</i>"),
        (".h{display:none}", "<i class=h style='display:inline'>见</i>"),
        (".h{visibility:hidden} b{visibility:visible}", "<i class=h><b>见</b></i>"),
        ("", "<i style='clip:rect(0,0,0,0)'>见</i>"),
        ("", "<i style='clip:rect(0,9px,9px,0);position:absolute'>见</i>"),
        ("", "<i style='clip-path:inset(5%)'>见</i>"),
        ("", "<i style='position:absolute;overflow:hidden;width:100px'>见</i>"),
        ("", "<i style='font-size:.8em'>见</i>"),
        (".h{font-size:1px} b{font-size:14px}", "<i class=h><b>见</b></i>"),
        (".h{font-size:0} b{font-size:14px}", "<i class=h><b>见</b></i>"),
        (".h{", "<i class=h>见</i>"),
        ("} .g{display:none}", "<i class=h>见</i>"),
    ],
)
def test_text_that_is_seen_after_all_is_text(css, shown):
    source = read(f"<p>{shown}前后</p>", f"<style>{css}</style>")
    assert (source.text, source.messages) == ("见前后", ())


def test_style_sheet_for_paper_says_nothing_of_the_screen():
    assert read("<p class=h>见</p>", "<style media=print>.h{display:none}</style>").text == "见"


def test_scripts_and_styles_are_no_hidden_text():
    assert (
        read("<p>前<script>x</script><span style='display:none'><style>y</style></span></p>").messages == ()
    )


@pytest.mark.parametrize(
    "page",
    [
        f"<p>题目</p><div style='visibility:hidden;opacity:0'>{SENTENCE * 10}</div>",
        f"<style>body{{display:none!important}}</style><p>{SENTENCE}</p>",
        f"<style>.fade{{opacity:0}}</style><p class=fade>{SENTENCE}</p>",
    ],
)
def test_page_whose_text_waits_for_a_script_is_read_and_told(page):
    source = read(page)
    assert SENTENCE in source.text
    assert "uncovered" in codes(source)


def test_text_named_as_such_is_read_before_a_script_uncovers_it():
    page = f"<h1>题目</h1><div id=js_content style='visibility:hidden'><p>{SENTENCE}</p></div>"
    assert roles(read(page), "body") == [SENTENCE]


def test_list_without_numbers_on_the_screen_has_none():
    assert styled("ol{list-style:none}", "<ol><li>甲</ol>") == ["甲"]
    assert styled("ol{list-style-type:cjk-ideographic}", "<ol><li>甲</ol>") == ["一、甲"]


# Words that a style sheet adds


@pytest.mark.parametrize(
    ("css", "body", "seen"),
    [
        (
            "body{counter-reset:s} h2{counter-increment:s} h2::before{content:'第' counter(s,cjk-ideographic) '部分 '}",
            "<h2>甲</h2><p>文</p><h2>乙</h2>",
            ["第一部分 甲", "文", "第二部分 乙"],
        ),
        (
            "ol{counter-reset:i;list-style:none} li::before{counter-increment:i;content:counters(i,'.') ' '}",
            "<ol><li>甲<ol><li>子</ol><li>乙</ol>",
            ["1 甲", "1.1 子", "2 乙"],
        ),
        (
            "p{counter-increment:p 5} p:before{content:counter(p,upper-roman) '. '}",
            "<p>甲<p>乙",
            ["V. 甲", "X. 乙"],
        ),
        (".n::before{content:'注：'}", "<p class=n>甲</p>", ["注：甲"]),
        (".n::after{content:'\\4ebf\\5143'}", "<p>2.5<i class=n></i>，甲</p>", ["2.5亿元，甲"]),
        (".n::after{content:attr(data-unit)}", "<p>1200<i class=n data-unit=户></i></p>", ["1200户"]),
        (".n::before{content:'»'}", "<p class=n>甲</p>", ["甲"]),
        (".n::before{content:'\\e602'}", "<p class=n>甲</p>", ["甲"]),
    ],
)
def test_words_of_a_style_sheet_are_read(css, body, seen):
    assert styled(css, body) == seen


def test_counted_number_is_told_from_the_text():
    css = (
        "<style>li{counter-increment:i} ol{list-style:none} li::before{content:'（' counter(i) '）'}</style>"
    )
    (only,) = read("<ol><li>甲</ol>", css).lines
    assert only.look.number == 3


# Fields of forms


@pytest.mark.parametrize(
    "field", ["<input value=320>", "<input type=TEXT value=' 320 '>", "<input type=number value=320>"]
)
def test_what_is_filled_in_within_a_line_is_text(field):
    assert texts(f"<p>走访{field}户。</p>") == ["走访320户。"]
    assert texts(f"<p>{field}户走访到了。</p>") == ["320户走访到了。"]
    assert texts(f"<table><tr><td>户数<td>{field}</table>") == ["户数\t320"]


def test_field_by_itself_is_part_of_the_page_around_the_text():
    assert roles(read("<p>走访居民。</p><div><input value=关键字></div>"), "boilerplate") == ["关键字"]


@pytest.mark.parametrize("field", ["<input type=hidden value=密>", "<input type=submit value=密>", "<input>"])
def test_button_or_hidden_value_is_no_text(field):
    assert texts(f"<p>走访{field}居民。</p>") == ["走访居民。"]


# Without a color that is seen


@pytest.mark.parametrize(
    ("css", "body"),
    [
        ("", '<p>走访<span style="color:#fff">13</span>1200户</p>'),
        ("", '<p>走访<span style="color: White ">13</span>1200户</p>'),
        ("", '<p>走访<font color="#FFFFFF">13</font>1200户</p>'),
        ("", '<p>走访<span style="color:rgb(255, 255, 255)">1<b>3</b></span>1200户</p>'),
        ("", '<p>走访<span style="color:transparent">13</span>1200户</p>'),
        ("", '<p>走访<span style="color:rgba(0,0,0,0)">13</span>1200户</p>'),
        (".w{color:#fefefe}", "<p>走访<i class=w>13</i>1200户</p>"),
        ("", '<table bgcolor="#ffffff"><tr><td>走访<font color=white>13</font>1200户</table>'),
    ],
)
def test_white_letters_on_white_are_left_out_and_told(css: str, body: str) -> None:
    source = read(body, f"<style>{css}</style>")
    assert source.text == "走访1200户"
    assert codes(source) == {"hidden-text"}


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", '<p style="background:#c00"><span style="color:#fff">走访1200户</span></p>'),
        ("", '<table bgcolor="#cc0000"><tr><td><font color="#ffffff">走访1200户</font></table>'),
        ("", '<table background="red.gif"><tr><td><font color="#ffffff">走访1200户</font></table>'),
        ("<style>.t{background-color:#900}.t b{color:white}</style>", "<div class=t><b>走访1200户</b></div>"),
        ("<link rel=stylesheet href=a.css>", '<p><span style="color:#fff">走访1200户</span></p>'),
        ("", '<p style="color:#fff"><span style="color:#333">走访1200户</span></p>'),
        ("", '<div style="position:absolute"><p style="color:#fff">走访1200户</p></div>'),
        ("", '<p><span style="color:#f00">走访1200户</span></p>'),
        ("", '<p><span style="color:rgba(0,0,0,.8)">走访1200户</span></p>'),
    ],
)
def test_letters_are_read_where_something_may_stand_behind_them(head: str, body: str) -> None:
    source = read(body, head)
    assert source.text == "走访1200户"
    assert not source.messages


# From right to left


@pytest.mark.parametrize(
    ("body", "css"),
    [
        ('<p>电话<bdo dir="rtl">8-765</bdo>号</p>', ""),
        ("<p>电话<bdo dir=RTL>8<b>-7</b>65</bdo>号</p>", ""),
        ('<p>电话<span style="direction:rtl;unicode-bidi:bidi-override">8-765</span>号</p>', ""),
        ("<p>电话<i class=x>8-765</i>号</p>", ".x{unicode-bidi:isolate-override;direction:rtl}"),
    ],
)
def test_letters_that_run_from_the_right_are_read_as_they_are_seen(body, css):
    source = read(body, f"<style>{css}</style>")
    assert [each.text for each in source.lines] == ["电话567-8号"]
    assert [(each.code, each.line) for each in source.messages] == [("direction", 1)]


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ("<bdo dir=rtl>）本样（</bdo>", "）样本（"),
        ("<bdo dir=rtl>丙<bdo dir=ltr>12</bdo>甲</bdo>", "甲12丙"),
        ("<bdo dir=rtl>丙<bdo dir=rtl>乙</bdo>甲</bdo>", "甲乙丙"),
        ("<p style='unicode-bidi:bidi-override;direction:rtl'>事迹本样</p>", "样本迹事"),
        ("<bdo dir=rtl>本样<br>二第</bdo>后", "样本\n第二后"),
    ],
)
def test_what_runs_from_the_right_may_hold_more(body, seen):
    assert texts(body) == seen.split("\n")


@pytest.mark.parametrize(
    "body",
    [
        "<p dir=rtl>样本街道</p>",
        "<p style='direction:rtl'>样本街道</p>",
        "<bdo dir=ltr>样本街道</bdo>",
        "<bdo>样本街道</bdo>",
    ],
)
def test_chinese_of_a_page_that_runs_from_the_right_stays_as_it_is(body):
    source = read(body)
    assert [each.text for each in source.lines] == ["样本街道"]
    assert not source.messages


# Markers that a style sheet writes


@pytest.mark.parametrize(
    ("css", "found"),
    [
        ("li::marker{content:'第' counter(list-item) '，'}", ["第1，甲", "第2，乙"]),
        ("li::marker{content:'（' counter(list-item,cjk-ideographic) '）'}", ["（一）甲", "（二）乙"]),
        (
            "ol{counter-reset:i 4} li{counter-increment:i} li::marker{content:counter(i) '、'}",
            ["5、甲", "6、乙"],
        ),
        ("li::marker{content:''}", ["甲", "乙"]),
        ("li::marker{content:none}", ["甲", "乙"]),
        ("li::marker{content:'» '}", ["甲", "乙"]),
        ("li::marker{content:normal;color:red}", ["1. 甲", "2. 乙"]),
        ("li::marker{color:red}", ["1. 甲", "2. 乙"]),
    ],
)
def test_marker_is_the_one_that_a_style_sheet_writes(css, found):
    assert [each.replace(" ", "") for each in styled(css, "<ol><li>甲<li>乙</ol>")] == [
        each.replace(" ", "") for each in found
    ]


def test_marker_of_a_style_sheet_goes_on_from_the_start_of_the_list():
    css = "li::marker{content:'第' counter(list-item) '，'}"
    assert (
        "".join(styled(css, "<ol start=3><li>甲<li value=9>乙<li>丙</ol>")).replace(" ", "")
        == "第3，甲第9，乙第10，丙"
    )
