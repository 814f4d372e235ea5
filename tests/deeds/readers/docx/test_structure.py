"""Paragraphs, cells and files that belong together, though the file keeps them apart."""

import pytest

from records.deeds import DeedsError, read_deeds
from records.deeds.readers.docx import read
from tests.deeds.readers.docx.word_files import (
    PROSE,
    codes,
    docx,
    looks,
    members,
    p,
    packed,
    r,
    relation,
    style,
    t,
    table,
    texts,
)

CENTERED, LARGE = '<w:jc w:val="center"/>', '<w:sz w:val="44"/>'
CONTROL = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"


# --- Titles and headings on several lines -----------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        p("样本街道", CENTERED, LARGE, r("<w:br/>" + t("先进事迹材料"), LARGE)),
        p("样本街道", CENTERED, LARGE) + p("先进事迹材料", CENTERED, LARGE),
        p("样本", CENTERED, LARGE) + p("街道", CENTERED, LARGE) + p("先进事迹材料", CENTERED, LARGE),
        p("样本街道", '<w:pStyle w:val="t"/>', "", r("<w:cr/>" + t("先进事迹材料"))),
        p("样本街道", '<w:pStyle w:val="t"/>') + p("先进事迹材料", '<w:pStyle w:val="t"/>'),
        p(" 样本街道 ", '<w:pStyle w:val="t"/>', "", r("<w:br/>") + r("<w:br/>" + t("\u3000先进事迹材料"))),
    ],
)
def test_title_on_several_lines_is_one(head):
    deeds = read_deeds(docx(head + p(PROSE), styles=style("t", "Title")), "a.docx").deeds
    assert deeds.title == "样本街道先进事迹材料"


def test_words_of_letters_keep_a_space_where_lines_are_joined():
    head = p("Sample", '<w:pStyle w:val="t"/>', "", r("<w:br/>" + t("Street")))
    assert read(docx(head + p(PROSE), styles=style("t", "Title"))).lines[0].text == "Sample Street"


@pytest.mark.parametrize("below", ["——记样本街道", "（2019年）", "－记样本员"])
def test_line_that_is_one_by_itself_stays_below_the_title(below):
    head = p("样本街道先进事迹", CENTERED, LARGE, r("<w:br/>" + t(below), LARGE))
    assert texts(read(docx(head + p(PROSE))))[:2] == ["样本街道先进事迹", below]


def test_two_whole_titles_stay_two():
    head = p("样本街道先进事迹材料", CENTERED, LARGE) + p("样本员先进事迹材料", CENTERED, LARGE)
    assert len(texts(read(docx(head + p(PROSE))))) == 3


@pytest.mark.parametrize(
    ("properties", "run"),
    [('<w:pStyle w:val="h"/>', ""), ('<w:outlineLvl w:val="0"/>', ""), (CENTERED, "<w:b/>")],
)
def test_heading_on_two_lines_is_one(properties, run):
    heading = p("第一部分", properties, run, r("<w:br/>" + t("先有样本"), run))
    source = read(docx(heading + p(PROSE), styles=style("h", "heading 1")))
    assert source.lines[0].text == "第一部分先有样本"


def test_lines_of_running_text_stay_lines():
    assert texts(read(docx(p("甲", inside=r("<w:br/>" + t("乙"))) + p(PROSE)))) == ["甲", "乙", PROSE]


def test_bold_is_counted_over_joined_lines():
    heading = p("甲", '<w:pStyle w:val="h"/>', "<w:b/>", r("<w:br/>" + t("乙"), "<w:b/>") + r(t("丙")))
    assert looks(read(docx(heading + p(PROSE), styles=style("h", "heading 1"))))["甲乙丙"].bold == 2


# --- Paragraphs that go on in the next --------------------------------------------------------


@pytest.mark.parametrize("kind", ["drop", "margin"])
def test_drop_cap_begins_its_paragraph(kind):
    frame = f'<w:framePr w:dropCap="{kind}" w:lines="3"/>'
    assert texts(read(docx(p("前") + p("样", frame) + p("本街道")))) == ["前", "样本街道"]


def test_drop_cap_without_a_paragraph_is_one():
    frame = '<w:framePr w:dropCap="drop"/>'
    assert texts(read(docx(table([p("样", frame), "本"]) + p("后", frame)))) == ["样\t本", "后"]


def test_other_frames_are_paragraphs():
    assert texts(read(docx(p("样本", '<w:framePr w:w="2000"/>') + p("街道")))) == ["样本", "街道"]


@pytest.mark.parametrize("mark", ["<w:vanish/><w:specVanish/>", "<w:specVanish/>", "<w:vanish/>"])
def test_heading_runs_into_its_paragraph_where_its_end_is_hidden(mark):
    body = p("先有样本。", f"<w:rPr>{mark}</w:rPr>", "<w:b/>") + p("样本街道的正文。") + p(PROSE)
    source = read(docx(body))
    assert texts(source)[0] == "先有样本。样本街道的正文。"
    assert source.lines[0].look.bold == 5


# --- What asks to be filled in ----------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        p("前", inside=CONTROL.format(r(t("单击此处输入")))),
        p("前") + CONTROL.format(p("单击此处输入")),
        table(["前", CONTROL.format(r(t("单击此处输入"))).join(("<w:p>", "</w:p>"))]),
        "<w:tbl><w:tr><w:tc>"
        + p("前")
        + "</w:tc>"
        + CONTROL.format(f"<w:tc>{p('单击此处输入')}</w:tc>")
        + "</w:tr></w:tbl>",
    ],
)
def test_placeholder_is_left_out_and_told(body):
    source = read(docx(body))
    assert source.text == "前"
    assert list(codes(source)) == ["placeholder"]
    assert "6 个字" in source.messages[0].text


def test_control_that_was_filled_in_is_text():
    control = CONTROL.format(r(t("样本"))).replace("<w:showingPlcHdr/>", '<w:showingPlcHdr w:val="0"/>')
    assert read(docx(p("前", inside=control))).text == "前样本"


# --- Merged cells -----------------------------------------------------------------------------


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def rows(*each: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in each)}</w:tbl>"


TOP, ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def test_merged_cell_stands_in_each_of_its_rows():
    grid = rows(
        cell("党建", TOP) + cell("甲"),
        cell("", ON) + cell("乙"),
        cell("", ON) + cell("丙"),
        cell("民生") + cell("丁"),
    )
    assert texts(read(docx(grid))) == ["党建\t甲", "党建\t乙", "党建\t丙", "民生\t丁"]


def test_merged_cell_is_found_by_its_column():
    wide = '<w:gridSpan w:val="2"/>'
    grid = rows(cell("甲", wide) + cell("合计", TOP), cell("乙") + cell("丙") + cell("", ON))
    assert texts(read(docx(grid))) == ["甲\t合计", "乙\t丙\t合计"]


def test_rows_may_begin_late():
    late = '<w:trPr><w:gridBefore w:val="1"/></w:trPr>'
    grid = rows(cell("甲") + cell("合计", TOP) + cell("1"), late + cell("", ON) + cell("2"))
    assert texts(read(docx(grid))) == ["甲\t合计\t1", "合计\t2"]


def test_merged_cell_that_continues_nothing_is_empty():
    assert texts(read(docx(rows(cell("", ON) + cell("甲") + cell("乙"))))) == ["甲\t乙"]


def test_running_text_of_a_merged_cell_stands_once():
    grid = rows(cell(PROSE * 5, TOP) + cell("甲"), cell("", ON) + cell("乙"))
    assert "".join(texts(read(docx(grid)))).count(PROSE * 5) == 1


def test_heads_of_running_text_stand_once():
    grid = rows(cell("事迹", TOP) + cell(PROSE * 5), cell("", ON) + cell(PROSE * 5))
    assert texts(read(docx(grid))).count("事迹") == 1


# --- Files within the file, and odd packages --------------------------------------------------

PAGE = "<html><body><h1>样本街道</h1><p><b>一是</b>正文的句子。</p></body></html>"


@pytest.mark.parametrize(
    ("name", "content", "lines"),
    [
        ("chunk.html", PAGE, ["样本街道", "一是正文的句子。"]),
        ("chunk.dat", PAGE, ["样本街道", "一是正文的句子。"]),
        ("chunk.htm", "<p>样本</p>", ["样本"]),
        ("chunk.txt", "样本街道\n正文的句子。", ["样本街道", "正文的句子。"]),
        ("chunk.docx", docx(p("样本街道") + p("正文的句子。")), ["样本街道", "正文的句子。"]),
        (
            "chunk.mht",
            "Content-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n<p>page",
            ["page"],
        ),
    ],
)
def test_file_within_the_file_is_read(name, content, lines):
    body = '<w:altChunk r:id="x"/>'
    data = docx(body, relation("x", "aFChunk", name), files={f"word/{name}": content})
    assert texts(read(data)) == lines


def test_file_within_the_file_keeps_its_looks():
    data = docx('<w:altChunk r:id="x"/>', relation("x", "aFChunk", "c.html"), files={"word/c.html": PAGE})
    found = looks(read(data))
    assert (found["样本街道"].role, found["样本街道"].level) == ("heading", 1)
    assert found["一是正文的句子。"].bold == 2


@pytest.mark.parametrize("content", ["{\\rtf1 x}", "\0\1\2", b"PK\x03\x04"])
def test_file_within_the_file_that_cannot_be_read_is_told(content):
    link = relation("x", "aFChunk", "c.rtf")
    source = read(docx(p("前") + '<w:altChunk r:id="x"/>', link, files={"word/c.rtf": content}))
    assert (source.text, list(codes(source))) == ("前", ["embedded-file"])
    with pytest.raises(DeedsError, match="嵌入"):
        read(docx('<w:altChunk r:id="x"/>', link, files={"word/c.rtf": content}))


def test_file_that_holds_files_without_end_is_read_or_told():
    data = docx(p("底"))
    for _ in range(6):
        data = docx(
            p("层") + '<w:altChunk r:id="x"/>',
            relation("x", "aFChunk", "c.docx"),
            files={"word/c.docx": data},
        )
    assert list(codes(read(data))) == ["embedded-file"]


def test_pictures_of_a_file_within_the_file_are_told():
    inner = docx(p("样本", inside=r('<a:blip r:embed="i"/>')), relation("i", "image", "media/1.png"))
    data = docx('<w:altChunk r:id="x"/>', relation("x", "aFChunk", "c.docx"), files={"word/c.docx": inner})
    assert codes(read(data)) == {"embedded-picture": 1}


@pytest.mark.parametrize("target", ["word/document.xml", "word\\document.xml", "/word\\document.xml"])
def test_members_named_with_backslashes_are_read(target):
    parts = members(p("样本", '<w:pStyle w:val="h"/>') + p(PROSE), styles=style("h", "heading 1"))
    parts["_rels/.rels"] = str(parts["_rels/.rels"]).replace("word/document.xml", target)
    data = packed({name.replace("/", "\\"): content for name, content in parts.items()})
    assert looks(read(data))["样本"].role == "heading"
    assert "样本" in read_deeds(data, "a.docx").text


@pytest.mark.parametrize(
    "branch",
    [
        f"<mc:Choice>{r(t('后'))}</mc:Choice>",
        f"<mc:Fallback>{r(t('后'))}</mc:Fallback>",
        "<mc:Choice><m:oMath><m:r><m:t>后</m:t></m:r></m:oMath></mc:Choice>",
        '<mc:Choice><w:sym w:font="宋体" w:char="540E"/></mc:Choice>',
    ],
)
def test_lone_alternative_is_read(branch):
    assert read(docx(p("前", inside=f"<mc:AlternateContent>{branch}</mc:AlternateContent>"))).text == "前后"
