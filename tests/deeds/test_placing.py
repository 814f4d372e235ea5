"""Pictures stay where they stood: each is a paragraph behind the one it stands behind in the document."""

import pytest

from records.deeds import Reading, read_deeds, read_parts
from records.deeds.document import Deeds
from records.deeds.formats.markdown import with_markdown_texts
from records.deeds.placing import Place, places, with_pictures
from tests.deeds.readers.docx.test_pictures import image, picture
from tests.deeds.readers.docx.word_files import NAMESPACES, PNG, RELATIONS, docx, p, relation
from tests.deeds.readers.docx.word_files import table as word_table
from tests.deeds.readers.html.web_pages import DOT

TITLE = "样本街道先进事迹材料"
TEXT = "样本街道请人来写样本，写完请人来看，看完再请大家一起用，用完记下来存好。"
PICTURE = object()
CENTERED = '<w:jc w:val="center"/>'
SHOWN = "[图]"
W, R, A, WP = (NAMESPACES[prefix] for prefix in ("w", "r", "a", "wp"))


def word(*parts: object) -> Reading:
    body = "".join(p(inside=picture("a")) if part is PICTURE else p(str(part)) for part in parts)
    return of_word(body)


def of_word(body: str) -> Reading:
    return read_deeds(docx(body, image("a", "a.png"), files={"word/a.png": PNG}), "a.docx")


def page(*parts: object) -> Reading:
    img = f"<p><img src='data:image/png;base64,{DOT}'></p>"
    return of_page("".join(img if part is PICTURE else f"<p>{part}</p>" for part in parts))


def of_page(body: str) -> Reading:
    return read_deeds(f"<html><body>{body}</body></html>".encode(), "a.html")


def shown(found: Reading) -> Deeds:
    """The deeds with a sign for each picture, as if the site had kept them."""
    placed = [(place, SHOWN) for place in places(found, found.pictures) if place]
    return with_pictures(with_markdown_texts(found.deeds), placed)


both = pytest.mark.parametrize("read", [word, page])


@both
def test_picture_of_the_introduction_stays_between_its_paragraphs(read):
    assert shown(read(TITLE, TEXT, PICTURE, TEXT)).introduction == f"{TEXT}\n\n{SHOWN}\n\n{TEXT}"


@both
def test_picture_below_the_title_begins_the_introduction(read):
    assert shown(read(TITLE, PICTURE, TEXT)).introduction == f"{SHOWN}\n\n{TEXT}"


@both
def test_picture_of_a_measure_stays_in_it(read):
    deeds = shown(read(TITLE, "一、写好样本", f"一是先写。{TEXT}", PICTURE, f"二是再看。{TEXT}"))
    first, second = deeds.sections[0].measures
    assert first.text == f"先写。{TEXT}\n\n{SHOWN}"
    assert second.text == f"再看。{TEXT}"


@both
def test_picture_between_sections_ends_the_first(read):
    deeds = shown(read(TITLE, TEXT, "一、写好样本", TEXT, PICTURE, "二、用好样本", TEXT))
    assert [section.lead for section in deeds.sections] == [f"{TEXT}\n\n{SHOWN}", TEXT]


@both
def test_picture_below_a_heading_begins_its_section(read):
    deeds = shown(read(TITLE, TEXT, "一、写好样本", PICTURE, TEXT, "二、用好样本", TEXT))
    assert [section.lead for section in deeds.sections] == [f"{SHOWN}\n\n{TEXT}", TEXT]


@both
def test_two_pictures_in_a_row_keep_their_order(read):
    found = read(TITLE, TEXT, PICTURE, PICTURE, TEXT)
    assert places(found, found.pictures) == [Place("introduction", 1)] * 2
    assert shown(found).introduction == f"{TEXT}\n\n{SHOWN}\n\n{SHOWN}\n\n{TEXT}"


@both
def test_picture_at_the_end_of_the_text_stays_there(read):
    assert shown(read(TITLE, TEXT, PICTURE)).introduction == f"{TEXT}\n\n{SHOWN}"


def test_picture_behind_what_is_left_out_at_the_end_has_no_place():
    found = word(TITLE, TEXT, "已有Loading人致敬", PICTURE)
    assert places(found, found.pictures) == [None]


@both
def test_caption_leaves_the_text_and_is_told(read):
    found = read(TITLE, TEXT, PICTURE, "图为王某某走访居民。", TEXT)
    assert (found.pictures[0].caption, found.pictures[0].alt) == ("图为王某某走访居民。",) * 2
    assert shown(found).introduction == f"{TEXT}\n\n{SHOWN}\n\n{TEXT}"
    assert found.deeds.left_out == ("图为王某某走访居民。",)


@both
def test_picture_at_the_end_has_a_place_though_its_caption_is_left_out(read):
    found = read(TITLE, TEXT, TEXT, PICTURE, "▲王某某走访居民", PICTURE)
    assert places(found, found.pictures) == [Place("introduction", 2)] * 2


@both
def test_picture_without_caption_takes_none_from_the_text(read):
    found = read(TITLE, TEXT, PICTURE, TEXT)
    assert (found.pictures[0].caption, found.pictures[0].alt) == ("", "")
    assert found.deeds.left_out == ()


def test_short_line_in_the_middle_is_a_caption():
    body = (
        p(TITLE)
        + p(TEXT)
        + p(inside=picture("a"), properties=CENTERED)
        + p("王某某走访居民", CENTERED)
        + p(TEXT)
    )
    assert of_word(body).pictures[0].caption == "王某某走访居民"


@pytest.mark.parametrize("line", ["一、写好样本", "（一）写好样本", "写好样本：", "走访居民，写好样本。"])
def test_heading_or_sentence_in_the_middle_is_none(line):
    body = p(TITLE) + p(TEXT) + p(inside=picture("a"), properties=CENTERED) + p(line, CENTERED) + p(TEXT)
    assert of_word(body).pictures[0].caption == ""


def test_alternative_text_of_the_document_goes_before_the_caption():
    (found,) = of_word(p(TITLE) + p(TEXT) + p(inside=picture("a", "一人敲门")) + p("图1 走访")).pictures
    assert (found.caption, found.alt) == ("图1 走访", "一人敲门")
    img = f"<figure><img alt='一人敲门' src='data:image/png;base64,{DOT}'><figcaption>走访</figcaption></figure>"
    (found,) = of_page(f"<h1>{TITLE}</h1><p>{TEXT}</p>{img}<p>{TEXT}</p>").pictures
    assert (found.caption, found.alt) == ("走访", "一人敲门")


@pytest.mark.parametrize("name", ["IMG_0012.JPG", "C:\\图\\1", "图片包含 人 自动生成的说明"])
def test_name_of_a_file_is_no_alternative_text(name):
    img = f"<p><img alt='{name}' src='data:image/png;base64,{DOT}'></p>"
    assert of_page(f"<h1>{TITLE}</h1><p>{TEXT}</p>{img}<p>{TEXT}</p>").pictures[0].alt == ""


def test_picture_in_a_table_stands_behind_it():
    grid = word_table(["甲", p("1", inside=picture("a"))], ["乙", "2"])
    deeds = shown(of_word(p(TITLE) + p(TEXT) + grid + p(TEXT)))
    assert deeds.introduction == f"{TEXT}\n\n| 甲 | 1 |\n| --- | --- |\n| 乙 | 2 |\n\n{SHOWN}\n\n{TEXT}"


def test_picture_of_a_part_stands_in_that_part():
    people = [
        (f"样本社区书记－{name}－2019年全国示例先进工作者", f"{name}，女，1970年出生。{TEXT}", PICTURE, TEXT)
        for name in ("王样本", "李示例", "赵范文")
    ]
    lines = [line for person in people for line in person]
    body = "".join(p(inside=picture("a")) if line is PICTURE else p(str(line)) for line in lines)
    found = read_parts(docx(body, image("a", "a.png"), files={"word/a.png": PNG}), "a.docx")
    assert [places(part, part.pictures) for part in found] == [[Place("introduction", 1)]] * 3


def test_picture_in_a_header_is_no_picture_of_the_text():
    header = (
        f'<w:hdr xmlns:w="{W}" xmlns:r="{R}" xmlns:a="{A}" xmlns:wp="{WP}">{p(inside=picture("a"))}</w:hdr>'
    )
    body = p(TITLE) + p(TEXT) + '<w:sectPr><w:headerReference w:type="default" r:id="h"/></w:sectPr>'
    links = f'<Relationships xmlns="{RELATIONS}">{image("a", "a.png")}</Relationships>'
    files = {"word/header1.xml": header, "word/_rels/header1.xml.rels": links, "word/a.png": PNG}
    found = read_deeds(docx(body, relation("h", "header", "header1.xml"), files=files), "a.docx")
    assert [each.aside for each in found.pictures] == [True]
    assert places(found, found.pictures) == [None]


def test_place_beyond_a_text_is_its_end():
    deeds = Deeds(introduction="甲", markup="markdown")
    assert with_pictures(deeds, [(Place("introduction", 7), SHOWN)]).introduction == f"甲\n\n{SHOWN}"
