"""Letters that are not read as they stand: struck, raised, lowered, hidden, or in a font of symbols."""

import pytest

from records.deeds import read_deeds
from records.deeds.readers.docx import read
from tests.deeds.readers.docx.word_files import PROSE, codes, docx, p, r, style, t, table, texts

STRUCK = "<w:strike/>"


def raised(kind: str) -> str:
    return f'<w:vertAlign w:val="{kind}"/>'


# --- Struck out -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("run", "paragraph"),
    [
        (STRUCK, ""),
        ("<w:dstrike/>", ""),
        ('<w:strike w:val="1"/>', ""),
        ('<w:rStyle w:val="s"/>', ""),
        ('<w:rStyle w:val="s"/><w:b/>', ""),
    ],
)
def test_struck_text_is_left_out_and_told(run, paragraph):
    styles = style("base", "Base", "<w:rPr><w:strike/></w:rPr>", "character")
    styles += style("s", "S", '<w:basedOn w:val="base"/>', "character")
    source = read(docx(p("走访居民", paragraph, inside=r(t("1300"), run) + r(t("1200户"))), styles=styles))
    assert [(line.text, line.look.role) for line in source.lines] == [
        ("走访居民1200户", "body"),
        ("1300", "boilerplate"),
    ]
    assert codes(source) == {"struck-text": 1}
    assert "“1300”" in source.messages[0].text


def test_paragraph_struck_by_its_style_is_left_out():
    styles = style("s", "S", "<w:rPr><w:strike/></w:rPr>")
    source = read(docx(p("前") + p("作废一段", '<w:pStyle w:val="s"/>') + p("后"), styles=styles))
    assert [line.text for line in source.lines if line.look.role == "body"] == ["前", "后"]
    assert "“作废一段”" in source.messages[0].text


def test_letters_that_are_not_struck_any_more_are_text():
    styles = style("s", "S", "<w:rPr><w:strike/></w:rPr>")
    run = '<w:strike w:val="0"/>'
    assert read(docx(p("走访1200户", '<w:pStyle w:val="s"/>', run), styles=styles)).messages == ()


def test_struck_number_is_no_figure_and_stays_with_what_was_left_out():
    body = p("某某街道先进事迹材料") + p(PROSE)
    body += p("全年累计走访居民", inside=r(t("1300"), STRUCK) + r(t("1200户，解决问题。")))
    deeds = read_deeds(docx(body), "a.docx").deeds
    assert [(figure.value, figure.unit) for figure in deeds.figures] == [(1200, "户")]
    assert "1300" in deeds.left_out


def test_struck_words_of_a_cell_stand_behind_the_row():
    cell = p("走访", inside=r(t("1300"), STRUCK) + r(t("1200户")))
    assert texts(read(docx(table(["甲", cell])))) == ["甲\t走访1200户", "1300"]


def test_struck_pieces_of_a_paragraph_stay_apart():
    inside = r(t("13"), STRUCK) + r(t("00"), STRUCK) + r(t("，又")) + r(t("500"), STRUCK) + r(t("。"))
    assert texts(read(docx(p("前", inside=inside)))) == ["前，又。", "1300 500"]


# --- Raised and lowered -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "inside", "text"),
    [
        ("植树10", r(t("4"), raised("superscript")) + r(t("株")), "植树10⁴株"),
        ("植树10", r(t("−4"), raised("superscript")) + r(t("株")), "植树10⁻⁴株"),
        ("占地3km", r(t("２"), raised("superscript")), "占地3km²"),
        ("走访1200", r(t("1"), raised("superscript")) + r(t("户")), "走访1200¹户"),
        ("走访1200", r(t("[1]"), raised("superscript")) + r(t("户")), "走访1200[1]户"),
        ("走访1200", r(t("注"), raised("superscript")) + r(t("户")), "走访1200注户"),
        ("减排CO", r(t("2"), raised("subscript")) + r(t("1500吨")), "减排CO₂1500吨"),
        ("植树10", r(t("4"), '<w:position w:val="10"/>') + r(t("株")), "植树10⁴株"),
        ("减排CO", r(t("2"), '<w:position w:val="-6"/>') + r(t("1500吨")), "减排CO₂1500吨"),
        ("在", r(t("2018"), '<w:position w:val="2"/>') + r(t("年")), "在2018年"),
        ("植树10", r(t("4"), '<w:rStyle w:val="up"/>') + r(t("株")), "植树10⁴株"),
        ("植树10", r(t("4"), '<w:rStyle w:val="up"/>' + raised("baseline")) + r(t("株")), "植树104株"),
    ],
)
def test_raised_and_lowered_digits_are_no_digits_of_the_number_beside(before, inside, text):
    styles = style("up", "Up", f"<w:rPr>{raised('superscript')}</w:rPr>", "character")
    assert read(docx(p(before, inside=inside), styles=styles)).text == text


def test_paragraph_that_is_raised_as_a_whole_stays_as_it_is():
    assert read(docx(p("2018年", "", raised("superscript")))).text == "2018年"


# --- Symbols ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("font", "code", "sign"),
    [
        ("Wingdings 2", "F052", "☑"),
        ("Wingdings 2", "F0A3", "□"),
        ("Wingdings 2", "F050", "✓"),
        ("Wingdings 2", "F06A", "①"),
        ("Wingdings", "F081", "①"),
        ("Wingdings", "F083", "③"),
        ("Wingdings", "F08C", "❶"),
        ("Wingdings", "F0A8", "□"),
        ("Wingdings", "F0FE", "☑"),
        ("Wingdings", "00FE", "☑"),
        ("Wingdings 3", "F07D", "🞂"),
        ("Webdings", "F061", "✓"),
        ("Webdings", "F063", "□"),
        ("Symbol", "F0B3", "≥"),
        ("Symbol", "F061", "α"),
        ("宋体", "2460", "①"),
    ],
)
def test_symbols_are_the_characters_they_show(font, code, sign):
    inside = r(f'<w:sym w:font="{font}" w:char="{code}"/>')
    source = read(docx(p("前", inside=inside)))
    assert source.text == f"前{sign}"
    assert source.messages == ()


@pytest.mark.parametrize(
    ("font", "letters", "shown"),
    [
        ("Wingdings 2", "R党员", "☑党员"),
        ("Wingdings 2", "\uf0a3群众", "□群众"),
        ("Wingdings", "\uf081\uf082", "①②"),
        ("Webdings", "a", "✓"),
        ("Symbol", "\uf0b3", "≥"),
        ("Times New Roman", "R", "R"),
    ],
)
def test_letters_in_a_font_of_symbols_are_what_it_shows(font, letters, shown):
    styles = style("s", "S", f'<w:rPr><w:rFonts w:hAnsi="{font}"/></w:rPr>', "character")
    for run in (f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>', '<w:rStyle w:val="s"/>'):
        assert read(docx(p("前", inside=r(t(letters), run)), styles=styles)).text == f"前{shown}"


@pytest.mark.parametrize("font", ["MT Extra", "Wingdings 2", "Wingdings 3"])
def test_symbol_that_nobody_knows_is_told(font):
    source = read(docx(p("前", inside=r(f'<w:sym w:font="{font}" w:char="F0FF"/>'))))
    assert source.text == "前□"
    assert codes(source) == {"symbol": 1}


# --- Hidden -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("run", "inside"),
    [
        ("<w:vanish/>", t("看不见")),
        ('<w:rStyle w:val="h"/>', t("看不见")),
        ("<w:vanish/>", f"<w:pict><w:txbxContent>{p('看不见')}</w:txbxContent></w:pict>"),
    ],
)
def test_hidden_text_is_quoted(run, inside):
    styles = style("h", "H", "<w:rPr><w:vanish/></w:rPr>", "character")
    source = read(docx(p("前", inside=r(inside, run)), styles=styles))
    assert source.text == "前"
    assert "3 个字：“看不见”" in source.messages[0].text


WHITE = '<w:color w:val="FFFFFF"/>'
DARK = '<w:shd w:val="clear" w:fill="000000"/>'


@pytest.mark.parametrize(
    "run",
    [
        WHITE,
        WHITE + '<w:shd w:val="clear" w:color="auto" w:fill="auto"/>',
        '<w:color w:val="ffffff"/>',
        '<w:sz w:val="2"/>',
    ],
)
def test_letters_that_cannot_be_seen_on_paper_are_left_out_and_told(run):
    source = read(docx(p("走访居民", inside=r(t("1300"), run) + r(t("1200户")))))
    assert source.text == "走访居民1200户"
    assert codes(source) == {"hidden-text": 1}


@pytest.mark.parametrize(
    "body",
    [
        p("见", run=WHITE + DARK),
        p("见", run=WHITE + '<w:highlight w:val="red"/>'),
        p("见", properties=DARK, run=WHITE),
        p("见", properties='<w:pStyle w:val="d"/>', run=WHITE),
        table([p("见", run=WHITE)]),
        p(inside=r(f"<w:pict><w:txbxContent>{p('见', run=WHITE)}</w:txbxContent></w:pict>")),
        p("见", run='<w:sz w:val="10"/>'),
    ],
)
def test_white_letters_upon_a_color_are_text(body):
    dark = style("d", "Dark", f"<w:pPr>{DARK}</w:pPr>")
    assert texts(read(docx(body, styles=dark))) == ["见"]


def test_long_words_and_many_are_quoted_in_part():
    body = "".join(p(f"前{number}", inside=r(t("看不见" * 10), "<w:vanish/>")) for number in range(9))
    (message,) = read(docx(body)).messages
    assert message.text.count("“") == 5
    assert message.text.endswith("…”等），没有导入。")


@pytest.mark.parametrize("style", ["CommentReference", "a9"])
def test_printed_mark_of_a_comment_is_no_text(style):
    named = '<w:style w:type="character" w:styleId="a9"><w:name w:val="annotation reference"/></w:style>'
    mark = r(t("[A1]"), f'<w:rStyle w:val="{style}"/>')
    source = read(docx(p("化解矛盾41起", inside=mark + r(t("。"))), styles=named))
    assert texts(source) == ["化解矛盾41起。"]
    assert codes(source)["comments"] == 1


def test_words_in_the_style_of_a_comment_are_text():
    words = r(t("走访320户"), '<w:rStyle w:val="CommentReference"/>')
    assert texts(read(docx(p("化解矛盾，", inside=words)))) == ["化解矛盾，走访320户"]
