"""Deeds as .docx: the official layout, nothing of the record lost, and the same bytes every time."""

import re
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from docx import Document
from docx.shared import Mm, Pt
from hypothesis import given, settings
from PIL import Image

from records.deeds import read_deeds
from records.deeds.document import Award, Deeds, Figure, Measure, Recipient, Section
from records.deeds.formats.markdown import with_markdown_texts
from records.exporting.word import numeral, title_width, to_word
from records.presentation.markdown import to_plain
from tests.deeds import strategies
from tests.factories import make_picture

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DEEDS = Deeds(
    "样本街道党工委先进事迹材料",
    Recipient("样本街道党工委", "organization", "", "甲省/乙市"),
    (Award("示例先进组织", 2019, issuer="样本委"), Award("样本奖", holder="样本街道")),
    "样本街道有三个社区。",
    (
        Section(
            1, "先立样本", "导语在此。", (Measure(1, "一是", "写清楚。"), Measure(2, "二是", "查仔细。"))
        ),
        Section(2, "再有检查", "", (Measure(1, "一是", "天天查。"), Measure(2, "二是", "处处查。"))),
    ),
    "样本还要再立。",
    (
        Figure("面积", Decimal("15.8000"), "亩", as_of=2018, rank=2, rank_of=9),
        Figure("户数", Decimal(50), "户", approximate=True, series="样本组", place=(1, 2)),
    ),
    source="样本报",
    markup="markdown",
)


def opened(deeds):
    return Document(BytesIO(to_word(deeds)))


def written(text):
    """Returns the paragraphs that a Markdown text becomes, each with its style."""
    document = opened(Deeds(None, introduction=text, markup="markdown"))
    return [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs]


def runs(text):
    (paragraph,) = opened(Deeds(None, introduction=text, markup="markdown")).paragraphs
    return paragraph.runs


def characters(document):
    texts = document.element.body.iter(W + "t", W + "tab", W + "br")
    return "".join("".join(text.text or "" for text in texts).split())


def font_of(style):
    """Returns the East Asian font of a style, its own or that of the style it is based on."""
    found = style.element.find(f"{W}rPr/{W}rFonts")
    named = found.get(W + "eastAsia") if found is not None else None
    return named or (font_of(style.base_style) if style.base_style else "仿宋")


def test_paragraphs_stand_in_the_usual_order_with_their_styles():
    assert [
        (paragraph.style.name, paragraph.text) for paragraph in opened(DEEDS).paragraphs if paragraph.text
    ] == [
        ("Title", "样本街道党工委先进事迹材料"),
        ("受表彰对象和表彰", "样本街道党工委"),
        ("受表彰对象和表彰", "示例先进组织（2019年）"),
        ("Body Text", "样本街道有三个社区。"),
        ("Heading 1", "一、先立样本"),
        ("Body Text", "导语在此。"),
        ("Body Text", "一是写清楚。"),
        ("Body Text", "二是查仔细。"),
        ("Heading 1", "二、再有检查"),
        ("Body Text", "一是天天查。"),
        ("Body Text", "二是处处查。"),
        ("Body Text", "样本还要再立。"),
        ("Caption", "所获荣誉"),
        ("Caption", "主要数据"),
        ("材料来源", "来源：样本报"),
    ]


def test_tables_hold_honors_and_figures():
    honors, figures = (
        [[cell.text for cell in row.cells] for row in table.rows] for table in opened(DEEDS).tables
    )
    assert honors == [
        ["名称", "年份", "获得者", "授予机关"],
        ["示例先进组织", "2019年", "", "样本委"],
        ["样本奖", "", "样本街道", ""],
    ]
    assert figures == [
        ["名称", "数值", "说明"],
        ["面积", "15.8亩", "2018年；居第2位（共9个）"],
        ["样本组：户数", "50余户", "“先立样本”二是"],
    ]


def test_page_is_the_standards():
    (section,) = opened(DEEDS).sections
    sizes = [section.page_width, section.page_height, section.top_margin, section.bottom_margin]
    sizes += [section.left_margin, section.right_margin]
    for size, wanted in zip(sizes, [210, 297, 37, 35, 28, 26], strict=True):
        assert abs(size - Mm(wanted)) < Mm(0.1)


def test_page_number_stands_between_dashes_outside_on_each_page():
    document = opened(DEEDS)
    assert document.settings.odd_and_even_pages_header_footer
    (section,) = document.sections
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        (paragraph,) = footer.paragraphs
        assert paragraph.text == "— 1 —"
        assert "PAGE" in paragraph._p.xml
        assert paragraph.style.paragraph_format.alignment.name == side.upper()


@pytest.mark.parametrize(
    ("style", "font", "size"),
    [
        ("Title", "方正小标宋简体", 22),
        ("Heading 1", "黑体", 16),
        ("Heading 2", "楷体", 16),
        ("Body Text", "仿宋", 16),
        ("Normal", "仿宋", 16),
    ],
)
def test_styles_name_the_usual_fonts_for_chinese(style, font, size):
    document = opened(DEEDS)
    found = document.styles[style]
    default = document.styles.element.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}sz").get(W + "val")
    assert font_of(found) == font
    assert (found.font.size or Pt(int(default) / 2)) == Pt(size)


def test_body_is_justified_indented_by_two_characters_on_exact_lines():
    document = opened(DEEDS)
    indent = document.styles["Body Text"].element.find(f"{W}pPr/{W}ind")
    assert indent.get(W + "firstLineChars") == "200"
    assert document.styles["Normal"].paragraph_format.alignment.name == "JUSTIFY"
    spacing = document.styles.element.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr/{W}spacing")
    assert (spacing.get(W + "line"), spacing.get(W + "lineRule")) == ("579", "exact")


def test_properties_name_the_title_and_invent_nothing():
    properties = opened(DEEDS).core_properties
    assert properties.title == DEEDS.title
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
    assert properties.created is None
    assert properties.modified is None


def test_same_deeds_make_the_same_bytes():
    assert to_word(DEEDS) == to_word(DEEDS)


def test_every_part_is_well_formed_and_of_no_date():
    with ZipFile(BytesIO(to_word(DEEDS))) as archive:
        assert archive.testzip() is None
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_unknown_is_left_out():
    assert [paragraph.text for paragraph in opened(Deeds(None)).paragraphs] == []
    assert not opened(Deeds("甲")).tables


def test_measure_without_marker_is_counted():
    deeds = Deeds(None, sections=(Section(1, None, "", (Measure(1, "", "甲。"), Measure(2, "", "乙。"))),))
    assert [paragraph.text for paragraph in opened(deeds).paragraphs] == ["（一）甲。", "（二）乙。"]


def test_section_that_brings_its_number_gets_no_second():
    deeds = Deeds(None, sections=(Section(1, "一、先立样本"), Section(2, None), Section(3, "再有检查")))
    assert [paragraph.text for paragraph in opened(deeds).paragraphs] == ["一、先立样本", "二、再有检查"]


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "100")]
)
def test_sections_are_counted_in_chinese(number, words):
    assert numeral(number) == words


# --- The title's lines ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "recipient", "width"),
    [
        ("样本街道先进事迹材料", Recipient("样本街道"), None),
        (
            "甲省乙市丙县样本街道样本社区党总支先进事迹材料",
            Recipient("甲省乙市丙县样本街道样本社区党总支"),
            17,
        ),
        ("关于样本街道样本社区先进集体若干做法和主要经验的材料", Recipient(), 13),
        ("甲" * 60, Recipient(), None),
    ],
)
def test_title_breaks_where_no_name_is_torn(title, recipient, width):
    assert title_width(title, recipient) == width


# --- Markdown ------------------------------------------------------------------------------------------


def test_bold_italic_and_code_are_runs_of_their_own():
    found = [
        (run.text, bool(run.bold), bool(run.italic), run.style.name) for run in runs("甲**乙**丙*丁*`戊`")
    ]
    assert found == [
        ("甲", False, False, "Default Paragraph Font"),
        ("乙", True, False, "Strong"),
        ("丙", False, False, "Default Paragraph Font"),
        ("丁", False, True, "Emphasis"),
        ("戊", False, False, "代码"),
    ]


def test_numbers_of_lists_are_typed_from_where_they_start():
    text = "3. 甲\n4. 乙\n\n    - 丙\n\n结尾。"
    assert written(text) == [
        ("List Paragraph", "3. 甲"),
        ("List Paragraph", "4. 乙"),
        ("List Paragraph", "• 丙"),
        ("Body Text", "结尾。"),
    ]


def test_headings_and_quotes_have_their_styles():
    assert written("# 小标题\n\n> 引文。") == [("Heading 2", "小标题"), ("Quote", "引文。")]


def test_each_line_is_a_paragraph_without_the_spaces_before_it():
    assert written("　　甲。\n　　乙。\n    丙。\n- 丁\n戊。") == [
        ("Body Text", "甲。"),
        ("Body Text", "乙。"),
        ("Body Text", "丙。"),
        ("List Paragraph", "• 丁"),
        ("Body Text", "戊。"),
    ]


def test_table_keeps_cells_and_their_sides():
    document = opened(Deeds(None, introduction="| 甲 | 乙 |\n|---|--:|\n| **1** | 2 |", markup="markdown"))
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["甲", "乙"], ["1", "2"]]
    assert table.rows[1].cells[1].paragraphs[0].alignment.name == "RIGHT"


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("/records/2/", "http://127.0.0.1:8000/records/2/"),
        ("https://example.org/甲%20", "https://example.org/%E7%94%B2%20"),
        ("mailto:a@example.org", "mailto:a@example.org"),
    ],
)
def test_link_leads_on_from_the_file(address, target):
    (paragraph,) = opened(Deeds(None, introduction=f"见[那里]({address})。", markup="markdown")).paragraphs
    (link,) = paragraph.hyperlinks
    assert (paragraph.text, link.text, link.address) == ("见那里。", "那里", target)


@pytest.mark.parametrize("address", ["#s1-m1", "records/2/", "http://[", "javascript:alert(1)"])
def test_address_that_leads_nowhere_from_a_file_is_no_link(address):
    (paragraph,) = opened(Deeds(None, introduction=f"见[举措]({address})。", markup="markdown")).paragraphs
    assert paragraph.hyperlinks == []
    assert "举措" in paragraph.text


def test_marker_runs_into_the_first_paragraph_and_stands_alone_before_a_list():
    measures = (Measure(1, "一是", "甲。\n\n乙。"), Measure(2, "二是", "- 丙"), Measure(3, "三是", ""))
    deeds = Deeds(None, sections=(Section(1, None, "", measures),), markup="markdown")
    assert [paragraph.text for paragraph in opened(deeds).paragraphs] == [
        "一是甲。",
        "乙。",
        "二是",
        "• 丙",
        "三是",
    ]


def store(name, size=(300, 200), mode="RGB"):
    content = BytesIO()
    Image.new(mode, size, (200, 0, 0, 90)[: len(mode)]).save(content, "WEBP")
    default_storage.save(name, ContentFile(content.getvalue()))


@pytest.mark.django_db
@pytest.mark.parametrize(("mode", "kind"), [("RGB", "image/jpeg"), ("RGBA", "image/png")])
def test_picture_of_the_site_is_embedded_with_its_description(mode, kind):
    store("images/a.webp", mode=mode)
    document = opened(
        Deeds(None, introduction="甲。\n\n![样本图](/media/images/a.webp)\n\n乙。", markup="markdown")
    )
    (shape,) = document.inline_shapes
    assert shape._inline.docPr.get("descr") == "样本图"
    assert [paragraph.style.name for paragraph in document.paragraphs] == ["Body Text", "图片", "Body Text"]
    images = [part.content_type for part in document.part.package.iter_parts() if "/media/" in part.partname]
    assert images == [kind]


@pytest.mark.django_db
def test_caption_and_credit_stand_under_the_picture():
    store("images/a.webp")
    make_picture("a.webp", alt="义诊的党员", caption="在广场上义诊", credit="张三")
    text = "![](/media/images/a.webp)\n\n乙。"
    document = opened(Deeds(None, introduction=text, markup="markdown"))
    (shape,) = document.inline_shapes
    assert shape._inline.docPr.get("descr") == "义诊的党员"
    assert [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs] == [
        ("图片", ""),
        ("图片题注", "在广场上义诊　摄影：张三"),
        ("Body Text", "乙。"),
    ]


@pytest.mark.django_db
def test_large_picture_fits_between_the_margins():
    store("images/a.webp", size=(2000, 1000))
    store("images/b.webp", size=(500, 2000))
    text = "![](/media/images/a.webp)\n\n![](/media/images/b.webp)"
    wide, high = opened(Deeds(None, introduction=text, markup="markdown")).inline_shapes
    assert wide.width == Mm(156)
    assert high.height <= Mm(180)


@pytest.mark.django_db
@pytest.mark.parametrize("content", [None, b"no picture"])
def test_picture_that_is_not_there_leaves_its_description(content):
    if content:
        default_storage.save("images/a.webp", ContentFile(content))
    assert written("甲![样本图](/media/images/a.webp)") == [("Body Text", "甲（图片：样本图）")]


# --- Any texts ------------------------------------------------------------------------------


@settings(max_examples=60)
@given(strategies.deeds())
def test_any_deeds_make_a_document_with_all_their_characters(deeds):
    deeds = with_markdown_texts(deeds)
    document = opened(deeds)
    content = characters(document)
    for text in filter(None, [deeds.title, *(section.title for section in deeds.sections)]):
        assert printed(text) in content
    for text in all_texts(deeds):
        for word in re.findall(r"[一-龥]+", to_plain(text)):
            assert word in content


@pytest.mark.parametrize("text", ["> " * 300 + "甲", "\n".join("    " * n + "- 甲" for n in range(150))])
def test_text_nested_deeper_than_a_page_is_wide_is_not_lost(text):
    assert "".join(words for _, words in written(text)).count("甲") == text.count("甲")


def all_texts(deeds):
    yield deeds.introduction
    yield deeds.closing
    for section in deeds.sections:
        yield from (section.lead, *(measure.text for measure in section.measures))


def printed(text):
    return "".join(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "\ufffd", text).split())


def test_plain_texts_are_shown_as_they_are_written():
    assert opened(Deeds(None, introduction="*1年* <b>")).paragraphs[0].text == "*1年* <b>"


def test_our_own_reader_finds_title_sections_and_measures():
    found = read_deeds(to_word(DEEDS), "a.docx").deeds
    assert found.title == DEEDS.title
    assert found.awards[0] == replace(DEEDS.awards[0], issuer=found.awards[0].issuer)
    assert found.introduction == DEEDS.introduction
    assert [(section.title, section.lead) for section in found.sections] == [
        (section.title, section.lead) for section in DEEDS.sections
    ]
    measures = [
        [(measure.marker, measure.text) for measure in section.measures] for section in found.sections
    ]
    assert measures == [
        [(measure.marker, measure.text) for measure in section.measures] for section in DEEDS.sections
    ]
    assert found.closing == DEEDS.closing


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["cover", "portrait"])
def test_picture_of_the_record_stands_at_the_head_with_caption_and_credit(place):
    store("images/a.webp")
    make_picture("a.webp", alt="张三在车间", caption="张三", credit="李四")
    address = "/media/images/a.webp"
    deeds = Deeds(
        "样本",
        Recipient("张三", "person", portrait=address if place == "portrait" else ""),
        introduction="样本。",
        markup="markdown",
        cover=address if place == "cover" else "",
    )
    document = opened(deeds)
    (shape,) = document.inline_shapes
    assert shape._inline.docPr.get("descr") == "张三在车间"
    texts = [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs]
    assert texts[-3:] == [("图片", ""), ("图片题注", "张三　摄影：李四"), ("Body Text", "样本。")]


def test_post_stands_under_the_name_and_summary_under_the_award():
    deeds = replace(
        DEEDS,
        recipient=replace(DEEDS.recipient, post="样本厂工人"),
        summary="一句话。",
        introduction="样本。",
    )
    lines = [paragraph.text for paragraph in opened(deeds).paragraphs]
    assert lines[1:5] == ["样本街道党工委", "样本厂工人", "示例先进组织（2019年）", "一句话。"]


def test_our_own_reader_takes_the_summary_for_what_it_is():
    written = replace(DEEDS, summary="三十年走遍一片林子，没有让一场火烧起来。")
    reading = read_deeds(to_word(written), "a.docx")
    assert reading.deeds.summary == written.summary
    assert reading.deeds.introduction == DEEDS.introduction
    assert "summary" in [mark.path for mark in reading.marks]


def test_second_line_that_is_marked_as_the_summary_stays_in_the_text():
    document = opened(replace(DEEDS, summary="一句话。"))
    document.paragraphs[-1].insert_paragraph_before("再有一句话，也标成了介绍。", style="一句话介绍")
    saved = BytesIO()
    document.save(saved)
    found = read_deeds(saved.getvalue(), "a.docx").deeds
    assert found.summary == "一句话。"
    assert "再有一句话，也标成了介绍。" in "".join([*all_texts(found), *found.left_out])
