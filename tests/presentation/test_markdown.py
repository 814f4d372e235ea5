"""The one Markdown converter, with honest texts, hostile ones, and nonsense."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.presentation import markdown as text
from records.presentation.markdown import to_html, to_plain

ALLOWED = {
    **{tag: set() for tag in text.TAGS},
    "a": {"href"},
    "img": {"src", "srcset", "sizes", "width", "height", "alt", "loading"},
    "figure": set(),
    "figcaption": set(),
    "ol": {"start"},
    "th": {"align"},
    "td": {"align"},
    "table": {"tabindex"},
}


class Strict(HTMLParser):
    """Fails on any tag, attribute or address that a text must not bring to a page."""

    def handle_starttag(self, tag, attrs):
        assert tag in ALLOWED, tag
        for name, value in attrs:
            assert name in ALLOWED[tag], (tag, name)
            if name == "href":
                assert urlsplit(value).scheme in {"", "http", "https", "mailto"}, value
            if name == "src":
                assert value.startswith("/media/"), value
                assert ".." not in value

    def handle_comment(self, data):
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def assert_harmless(html):
    parser = Strict()
    parser.feed(html)
    parser.close()


XSS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\n>alert(1)</script\n>",
    "<img src=x onerror=alert(1)>",
    '<img src="/media/a.png" onload="alert(1)">',
    "<body onload=alert(1)>",
    "<div onclick=alert(1) style='position:fixed'>字</div>",
    "<details open ontoggle=alert(1)>",
    "<svg onload=alert(1)><animate attributeName=href values=javascript:alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text y=20>字</text></a></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror=alert(1)&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='&lt;script&gt;alert(1)&lt;/script&gt;'></iframe>",
    "<object data='data:text/html,<script>alert(1)</script>'></object>",
    "<embed src=javascript:alert(1)>",
    "<style>@import 'javascript:alert(1)'; * {background:url(//evil.example)}</style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href=//evil.example/>",
    "<form action=javascript:alert(1)><button>字</button></form>",
    "<a href='javascript:alert(1)'>字</a>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?><!DOCTYPE html>",
    "<plaintext><xmp><listing>",
    "[字](javascript:alert(1))",
    "[字](JaVaScRiPt:alert(1))",
    "[字]( javascript:alert(1))",
    "[字](java\tscript:alert(1))",
    "[字](<java\nscript:alert(1)>)",
    "[字](\x01javascript:alert(1))",
    "[字](javascript&colon;alert(1))",
    "[字](&#106;&#97;vascript:alert(1))",
    "[字](&#x6A;avascript:alert(1))",
    "[字](\\javascript:alert(1))",
    "[字](vbscript:msgbox(1))",
    "[字](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[字](file:///etc/passwd)",
    "[字](view-source:javascript:alert(1))",
    "[字][一]\n\n[一]: javascript:alert(1)",
    '[字](http://a.example "a" onmouseover="alert(1)")',
    '[字](http://a.example"onmouseover="alert(1))',
    "[字](http://a.example '\"><script>alert(1)</script>')",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "![字](javascript:alert(1))",
    "![字](data:image/svg+xml;base64,PHN2Zz4=)",
    '![字" onerror="alert(1)](/media/a.png)',
    '![字](/media/a.png"onerror="alert(1))',
    "![字](//evil.example/media/a.png)",
    "![字](/media/../admin/logout/)",
    "![字](/media/%2e%2e/admin/logout/)",
    "![字](/media/a.png?x=1#y)",
    "![字][一]\n\n[一]: http://evil.example/a.png",
    "[![字](http://evil.example/a.png)](javascript:alert(1))",
    "`<script>alert(1)</script>`",
    "    <script>alert(1)</script>",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "a|b\n-|-\n<script>alert(1)</script>|<img src=x onerror=alert(1)>",
    "# <img src=x onerror=alert(1)> {#id onclick=alert(1)}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\x02wzxhzdk:0\x03<script>alert(1)</script>",
    "\x02klzzwxh:0000\x03<img src=x onerror=alert(1)>",
    "\ud83c<script>alert(1)</script>",
    "＜script＞alert(1)＜/script＞",
]


@pytest.mark.parametrize("hostile", XSS)
def test_hostile_text_brings_nothing_but_plain_formatting(hostile):
    assert_harmless(to_html(hostile))
    assert_harmless(to_html(f"> - 正文 **{hostile}**\n\n{hostile}"))


@pytest.mark.parametrize("hostile", [hostile for hostile in XSS if hostile.isprintable()])
def test_hostile_html_that_markdown_let_through_would_be_cleaned_all_the_same(hostile):
    assert_harmless(text.clean(hostile))


@given(st.text(max_size=300) | st.text("<>[]()!*_`#&;:/\\ \n\t-|=.1\"'a\0\ud800", max_size=300))
def test_any_text_becomes_harmless_html_and_never_an_error(written):
    assert_harmless(to_html(written))
    assert "\n" not in to_plain(written)


@pytest.mark.parametrize(
    "nested", ["> " * 5_000, "1. " * 5_000, "- " * 5_000, "*" * 5_000, "[" * 200 + "]" * 200]
)
def test_deeply_nested_text_is_shown(nested):
    html = to_html(nested + "正文")
    assert "正文" in html
    assert_harmless(html)


@pytest.mark.parametrize("mark", ["[", "`", "![", "[a](", "*", "_", "\n=", "[" + "a" * 900])
def test_text_that_would_take_long_is_shown_as_written(mark, monkeypatch):
    monkeypatch.setattr(text, "converter", lambda: pytest.fail("the slow converter was asked"))
    html = to_html(f"{mark * (90_000 // len(mark))}<b>")
    assert html.endswith("&lt;b&gt;</p>")


def test_very_long_text_is_shown_whole():
    html = to_html("字" * (text.MAX_CHARACTERS + 1))
    assert html == f"<p>{'字' * (text.MAX_CHARACTERS + 1)}</p>"


def test_long_honest_text_is_still_formatted():
    written = "\n\n".join(["一段话，其中有**重点**和[链接](https://example.org/)。"] * 300)
    assert to_html(written).count("<strong>重点</strong>") == 300


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("**“党建”**工作", "<p><strong>“党建”</strong>工作</p>"),
        ("# 一\n\n## 二\n\n#### 四", "<h4>一</h4>\n<h5>二</h5>\n<h6>四</h6>"),
        ("2. 一\n3. 二", '<ol start="2">\n<li>一</li>\n<li>二</li>\n</ol>'),
        ("[站内](/records/1/)", '<p><a href="/records/1/">站内</a></p>'),
        ("<https://example.org/>", '<p><a href="https://example.org/">https://example.org/</a></p>'),
        ("[TOC]", "<p>[TOC]</p>"),
        ("", ""),
    ],
)
def test_markdown_becomes_html(written, html):
    assert to_html(written) == html


@pytest.mark.parametrize(
    ("written", "levels"),
    [
        ("# 一\n\n# 二", [3, 3]),
        ("## 一\n\n#### 二\n\n# 三", [3, 4, 3]),
        ("# 一\n\n### 二\n\n## 三\n\n### 四", [3, 4, 4, 5]),
        ("\n\n".join("#" * level + " 题" for level in range(1, 7)), [3, 4, 5, 6, 6, 6]),
    ],
)
def test_headings_of_a_text_go_down_one_level_at_a_time(written, levels):
    assert [int(level) for level in re.findall(r"<h([1-6])>", to_html(written, top=3))] == levels
    assert [int(level) for level in re.findall(r"</h([1-6])>", to_html(written, top=3))] == levels


def test_table_keeps_its_alignment_without_a_style():
    html = to_html("项目|数\n:-|-:\n面积|34")
    assert '<td align="right">34</td>' in html
    assert "style" not in html


def test_picture_from_another_site_gives_way_to_its_description():
    assert to_html("前![奖牌](https://evil.example/a.png)后") == "<p>前奖牌后</p>"


@pytest.mark.parametrize(
    "written", [r"\*星号\*", "&lt;五大工程&gt;", "<五大工程>", r"\[1\]", r"\# 井号", "A&B"]
)
def test_marks_meant_as_text_show_as_text(written):
    meant = re.sub(r"\\(.)", r"\1", written).replace("&lt;", "<").replace("&gt;", ">")
    assert to_plain(written) == meant
    assert_harmless(to_html(written))


@pytest.mark.parametrize(
    "written", ["[注]: 见附件", "[注]:见附件", "[1]: https://a.example/x", "[a]: b (c)", "见[a][1]。"]
)
def test_lines_that_look_like_the_address_of_a_link_show_as_text(written):
    assert to_plain(f"前\n\n{written}\n\n[a]: 后") == f"前 {written} [a]: 后"


def test_nul_and_lone_surrogates_are_replaced():
    assert to_html("甲\0乙\ud800丙") == "<p>甲\ufffd乙\ufffd丙</p>"


def test_plain_text_joins_blocks_with_one_space():
    assert to_plain("# 标题\n\n第一段&amp;\n\n- 甲\n- **乙**") == "标题 第一段& 甲 乙"


# --- The short way for texts without marks --------------------------------------------------------

plain_texts = st.lists(
    st.text(
        st.sampled_from(
            "一是党建工作2011年１.15,;%/“党建”（三）、。·… é𠮷aZ\u3000\t\n-_*`[<&\\~#+=:|!'\"\x02"
        )
    ),
    max_size=3,
).flatmap(
    lambda texts: st.sampled_from(["\n\n", "\n", "\n　　", "\n    "]).map(lambda between: between.join(texts))
)


@given(plain_texts | st.from_regex(text.PLAIN_TEXT, fullmatch=True))
def test_short_way_leads_where_the_long_one_does(written: str) -> None:
    if text.is_plain(written):
        assert to_html(written) == text.clean(text.new_converter().convert(written))


@pytest.mark.parametrize(
    "written",
    [
        "一是抓党建。",
        "2011年，有 15.8 万人。",
        "“党建”（三）\n\n第二段，占50%。",
        "　　第一段。\n　　第二段。",
        "    第一段。\n\n\n    第二段。",
    ],
)
def test_most_texts_take_the_short_way(written: str) -> None:
    assert text.is_plain(written)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "1. 一",
        "　　1. 一",
        "一\n1. 二",
        "2011.",
        "一 ",
        "**一**",
        "a_b",
        "&amp;",
        "<b>",
        "\\*",
        "\x02",
    ],
)
def test_text_that_markdown_might_read_takes_the_long_way(written: str) -> None:
    assert not text.is_plain(written)


def test_converter_remembers_nothing_of_the_text_before() -> None:
    to_html("[一]: https://example.org/\n\n# 标题\n\n[一]")
    to_html(">" * 5000)
    assert to_html("[一]") == "<p>[一]</p>"
    assert to_html("# 标题") == "<h4>标题</h4>"
