"""Pictures: kept as they are stored, offered with their captions, never fetched."""

import pytest

from records.deeds import DeedsError
from records.deeds.readers.docx import read
from tests.deeds.readers.docx.word_files import PNG, codes, docx, p, r, relation


def picture(key: str, descr: str = "") -> str:
    return r(f'<w:drawing><wp:docPr descr="{descr}"/><a:blip r:embed="{key}"/></w:drawing>')


def image(key: str, target: str, mode: str = "Internal") -> str:
    return relation(key, "image", target, mode)


def test_pictures_come_in_order_with_their_descriptions():
    body = p("前", inside=picture("b", "样本说明")) + p("后", inside=picture("a", "C:\\样本\\1.jpg"))
    files = {"word/media/1.png": PNG, "word/media/2.png": PNG + b"2"}
    links = image("a", "media/1.png"), image("b", "/word/media/2.png")
    found = read(docx(body, *links, files=files)).pictures
    assert [(each.name, each.line, each.caption) for each in found] == [
        ("2.png", 1, "样本说明"),
        ("1.png", 2, ""),
    ]


def test_caption_without_style_is_known_below_its_picture():
    body = p("前") + p(inside=picture("a", "说明")) + p("图1 样本方块") + p("图2 后面没有图。")
    source = read(docx(body, image("a", "media/1.png"), files={"word/media/1.png": PNG}))
    assert [line.look.role for line in source.lines] == ["body", "caption", "body"]
    assert [(each.line, each.caption) for each in source.pictures] == [(1, "图1 样本方块")]


def test_pictures_elsewhere_are_counted_and_never_fetched():
    linked = r('<w:pict><v:imagedata src="http://images.example/2.png"/></w:pict>')
    body = p("前", inside=picture("a") + linked)
    source = read(docx(body, image("a", "http://images.example/1.png", "External")))
    assert not source.pictures
    assert source.messages[0].text.startswith("有 2 张图片不在文件里")


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"word/media/1.png": b"\x01\x00\x00\x00emf"}, "picture-format"),
        ({}, "picture-broken"),
        ({"word/media/1.png": PNG + bytes(10 * 1024 * 1024)}, "picture-too-large"),
    ],
)
def test_picture_that_cannot_be_offered_is_said(files, code):
    source = read(docx(p("前", inside=picture("a")), image("a", "media/1.png"), files=files))
    assert not source.pictures
    assert codes(source) == {code: 1}


def test_no_more_than_a_hundred_pictures_are_offered():
    source = read(docx(p("前", inside=picture("a") * 102), image("a", "a.png"), files={"word/a.png": PNG}))
    assert len(source.pictures) == 100
    assert "后面 2 张" in source.messages[0].text


def test_file_of_pictures_alone_is_refused_with_advice():
    with pytest.raises(DeedsError, match="扫描件"):
        read(docx(p(inside=picture("a")), image("a", "a.png"), files={"word/a.png": PNG}))
