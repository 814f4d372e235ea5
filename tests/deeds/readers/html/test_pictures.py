"""The pictures of a page, and the page that brings them along in one file."""

import pytest

from records.deeds import DeedsError
from records.deeds.readers.html import mhtml
from tests.deeds.readers.html.web_pages import DOT, SENTENCE, codes, read
from tests.deeds.readers.test_text import code_of


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
