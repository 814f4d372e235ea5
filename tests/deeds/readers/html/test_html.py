"""Web pages as browsers, Word and LibreOffice save them, in any encoding, and whatever the page."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.deeds import DeedsError
from records.deeds.readers import html as web
from records.deeds.readers.html import mhtml
from records.deeds.readers.office.symbols import SUPERSCRIPT, WIDE
from tests.deeds import strategies
from tests.deeds.readers.html.web_pages import read

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


def raised(text: str) -> str:
    """As <sup> shows it: digits there are other characters."""
    return "".join(text.translate(WIDE).translate(SUPERSCRIPT).replace("n", "ⁿ").split())


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
    assert Counter(raised(found)) == Counter(raised(visible))
    assert Counter("".join(source.text.split())) == Counter(
        "".join("".join(each.text for each in source.lines).split())
    )


tags = st.sampled_from(
    [
        *INLINE,
        *BLOCK,
        *TABLES,
        *UNSEEN,
        "svg",
        "math",
        "select",
        "option",
        "textarea",
        "button",
        "ruby",
        "rt",
        "s",
        "sub",
        "mfrac",
    ]
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
