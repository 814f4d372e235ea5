"""Every way to write characters: runs, fields, changes, text boxes, notes, tables."""

from typing import Any

import pytest

from records.deeds.readers.docx import read
from tests.deeds.readers.docx.word_files import (
    PROSE,
    codes,
    docx,
    members,
    numbered,
    numbering,
    p,
    packed,
    r,
    relation,
    root,
    style,
    t,
    table,
    texts,
)


def one(inside: str, **parts: Any) -> str:
    """The text of a single paragraph."""
    return read(docx(p("前", inside=inside), **parts)).text


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (r("<w:br/>" + t("后")), "前\n后"),
        (r("<w:cr/>" + t("后")), "前\n后"),
        (r("<w:tab/>" + t("后")), "前 后"),
        (r("<w:noBreakHyphen/>" + t("后")), "前-后"),
        (r("<w:softHyphen/>" + t("后")), "前后"),
        (r('<w:sym w:font="Wingdings" w:char="F0FE"/>'), "前☑"),
        (f'<w:hyperlink r:id="x">{r(t("链接"))}</w:hyperlink>', "前链接"),
        (f"<w:smartTag>{r(t('标记'))}</w:smartTag>", "前标记"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{r(t('控件'))}</w:sdtContent></w:sdt>", "前控件"),
        (f"<w:fldSimple>{r(t('域'))}</w:fldSimple>", "前域"),
        (f"<w:unknown>{r(t('不认识'))}</w:unknown>", "前不认识"),
        (r("<w:t>\n 后 \n</w:t>"), "前后"),
        (r(t("后\u2028另")), "前后\n另"),
    ],
)
def test_every_way_to_write_characters_is_read(inside, text):
    assert one(inside) == text


BEGIN, BETWEEN, END = (r(f'<w:fldChar w:fldCharType="{kind}"/>') for kind in ("begin", "separate", "end"))
CODE = r("<w:instrText>PAGE</w:instrText>")


def test_results_of_fields_are_text_and_codes_are_not():
    assert one(BEGIN + CODE + BETWEEN + r(t("果")) + END + r(t("后"))) == "前果后"


def test_field_within_the_code_of_a_field_is_code():
    assert one(BEGIN + BEGIN + CODE + BETWEEN + r(t("码")) + END + BETWEEN + r(t("果")) + END) == "前果"


def test_field_that_never_ends_hides_no_text():
    body = p(inside=BEGIN + CODE) + p("后", inside=BEGIN + CODE + BETWEEN + r(t("果")))
    assert read(docx(body)).text == "后果"


def test_unknown_symbol_is_shown_as_missing_and_said():
    source = read(docx(p("前", inside=r('<w:sym w:font="MT Extra" w:char="F021"/>'))))
    assert source.text == "前□"
    assert codes(source) == {"symbol": 1}


def test_pronunciation_is_left_out_and_said():
    ruby = f"<w:ruby><w:rt>{r(t('yang'))}</w:rt><w:rubyBase>{r(t('样'))}</w:rubyBase></w:ruby>"
    source = read(docx(p("前", inside=r(ruby))))
    assert source.text == "前样"
    assert codes(source) == {"ruby": 1}


def test_formula_keeps_its_characters_and_is_said():
    source = read(docx(p("前", inside="<m:oMath><m:r><m:t>x+1</m:t></m:r></m:oMath>")))
    assert source.text == "前x+1"
    assert codes(source) == {"formula": 1}


def test_invisible_control_characters_are_left_out_and_said():
    source = read(docx(p("前\x7f后\x80")))
    assert source.text == "前后"
    assert codes(source) == {"control-character": 1}


def test_strict_files_are_read():
    parts = members(p("样本"))
    strict = {
        name: data.replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        ).replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        for name, data in parts.items()
        if isinstance(data, str)
    }
    assert "purl" in strict["word/document.xml"]
    assert read(packed({**strict})).text == "样本"


# --- Tracked changes, hidden text -------------------------------------------------------------


def test_changes_are_read_as_accepted():
    gone = "<w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom>"
    come = f"<w:ins>{r(t('增'))}</w:ins><w:moveTo>{r(t('移来'))}</w:moveTo>"
    source = read(docx(p("前", inside=gone + come)))
    assert source.text == "前增移来"
    assert source.messages[0].text.startswith("文件里有 4 处修订")


def test_paragraph_whose_end_was_deleted_goes_on_in_the_next():
    mark = "<w:rPr><w:del/></w:rPr>"
    body = p("前", mark) + p("中", mark) + numbered("后") + p("完", mark)
    levels = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:lvlText w:val="%1."/></w:lvl>'
    assert read(docx(body, numbering=numbering(levels))).text == "1. 前中后\n完"


def test_deleted_rows_are_gone():
    kept, gone = table(["甲", "1"]), table(["乙", "2"]).replace("<w:tr>", "<w:tr><w:trPr><w:del/></w:trPr>")
    assert texts(read(docx(kept + gone))) == ["甲\t1"]


def test_text_hidden_by_its_style_is_left_out_and_said():
    styles = style("h", "Hidden", "<w:rPr><w:vanish/></w:rPr>")
    source = read(docx(p("前") + p("看不见", '<w:pStyle w:val="h"/>') + p("后"), styles=styles))
    assert source.text == "前\n后"
    assert "3 个字" in source.messages[0].text


# --- Text boxes, notes, alternatives ----------------------------------------------------------

BOX = "<w:drawing><a:graphic><wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx></a:graphic></w:drawing>"
OLD_BOX = "<w:pict><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict>"


@pytest.mark.parametrize("box", [BOX, OLD_BOX])
def test_text_box_stands_behind_its_paragraph(box):
    assert texts(read(docx(p("前", inside=r(box.format(p("盒") + p("子"))) + r(t("后")))))) == [
        "前后",
        "盒",
        "子",
    ]


def test_text_box_written_in_two_ways_is_read_once():
    both = (
        f'<mc:AlternateContent><mc:Choice Requires="wps">{BOX.format(p("盒"))}</mc:Choice>'
        f"<mc:Fallback>{OLD_BOX.format(p('盒'))}</mc:Fallback></mc:AlternateContent>"
    )
    assert texts(read(docx(p("前", inside=r(both))))) == ["前", "盒"]


def test_fallback_is_read_where_the_choice_says_nothing():
    both = (
        f'<mc:AlternateContent><mc:Choice Requires="new"><new/></mc:Choice>'
        f"<mc:Fallback>{OLD_BOX.format(p('盒'))}</mc:Fallback></mc:AlternateContent>"
    )
    assert texts(read(docx(p("前", inside=r(both))))) == ["前", "盒"]


def test_word_art_is_text():
    art = '<w:pict><v:shape><v:textpath string="样本大字"/></v:shape></w:pict>'
    assert texts(read(docx(p("前", inside=r(art))))) == ["前", "样本大字"]


def test_text_of_shapes_is_text():
    shape = "<w:drawing><a:p><a:r><a:t>图形里</a:t></a:r><a:r><a:t>的字</a:t></a:r></a:p></w:drawing>"
    assert texts(read(docx(p("前", inside=r(shape))))) == ["前", "图形里的字"]


def test_note_without_reference_is_not_read_and_one_with_two_is_read_once():
    notes = f'<w:footnote w:id="2">{p("甲注")}</w:footnote><w:footnote w:id="3">{p("乙注")}</w:footnote>'
    reference = r('<w:footnoteReference w:id="2"/>')
    source = read(docx(p("前", inside=reference) + p("后", inside=reference), footnotes=notes))
    assert texts(source) == ["前", "甲注", "后"]


def test_embedded_files_and_charts_are_said():
    source = read(docx(p("前", inside=r("<w:drawing><c:chart/></w:drawing>")) + "<w:altChunk/>"))
    assert {m.code: m.level for m in source.messages} == {"diagram": "warning", "embedded-file": "warning"}


def test_headers_are_read_once_however_many_sections_share_them():
    section = '<w:sectPr><w:headerReference r:id="h"/><w:footerReference r:id="f"/></w:sectPr>'
    files = {"word/h.xml": root("hdr", p("样本局")), "word/f.xml": root("ftr", p("样本局"))}
    links = relation("h", "header", "h.xml"), relation("f", "footer", "f.xml")
    source = read(docx(p("前", section) + p("后") + section, *links, files=files))
    assert texts(source) == ["前", "后", "样本局"]


# --- Tables -----------------------------------------------------------------------------------


def test_row_is_a_line_of_cells():
    source = read(docx(table(["姓名", "张样本"], ["单位", p("样本") + p("街道")])))
    assert texts(source) == ["姓名\t张样本", "单位\t样本 街道"]
    assert {line.look.role for line in source.lines} == {"table"}


def test_table_of_one_column_is_running_text():
    source = read(docx(table([p("样本标题", '<w:jc w:val="center"/>', '<w:sz w:val="44"/>') + p(PROSE)])))
    assert [line.look.role for line in source.lines] == ["title", "body"]


def test_form_keeps_short_rows_and_frees_long_texts():
    source = read(docx(table(["姓名", "张样本"], ["事迹", p("一是" + PROSE) + p("二是" + PROSE)])))
    assert [line.look.role for line in source.lines] == ["table", "body", "body", "body"]
    assert texts(source)[1] == "事迹"


def test_table_in_a_table_keeps_its_rows():
    assert texts(read(docx(table(["外", table(["甲", "1"], ["乙", "2"])])))) == ["外", "甲\t1", "乙\t2"]


def test_notes_of_a_table_stand_behind_the_row():
    cell = p("甲", inside=r('<w:footnoteReference w:id="2"/>'))
    source = read(docx(table([cell, "1"]), footnotes=f'<w:footnote w:id="2">{p("注")}</w:footnote>'))
    assert [(line.text, line.look.role) for line in source.lines] == [("甲\t1", "table"), ("注", "note")]


def test_rows_without_cells_are_no_lines():
    assert texts(read(docx(table(["甲", "1"], [])))) == ["甲\t1"]
