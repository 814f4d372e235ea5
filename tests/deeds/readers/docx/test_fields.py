"""Fields: those that draw from a code and keep no text, and those that make a table of contents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.deeds import read_deeds
from records.deeds.readers.docx import read
from records.deeds.readers.docx.fields import equation
from tests.deeds.readers.docx.word_files import PROSE, codes, docx, escape, p, r, style, t

SEPARATE = r('<w:fldChar w:fldCharType="separate"/>')
END = r('<w:fldChar w:fldCharType="end"/>')
PHONETIC = r'EQ \* jc2 \* "Font:宋体" \* hps10 \o\ad(\s\up 9(xuān),禤)'


def begin(code: str, form: str = "") -> str:
    start = f'<w:fldChar w:fldCharType="begin">{form}</w:fldChar>'
    return r(start) + r(f"<w:instrText>{escape(code)}</w:instrText>")


def field(code: str, result: str = "") -> str:
    return begin(code) + (SEPARATE + r(t(result)) if result else "") + END


# --- EQ ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code",
    [
        PHONETIC,
        r"EQ \o\al(\s\up 9(xuān),禤)",
        r"eq \o\ac(\s\up8(xu\,ān);禤)",
        r"EQ \* jc0 \o(\s\up 11(ㄒㄩㄢ),禤)",
    ],
)
def test_character_with_its_pronunciation_is_read(code):
    source = read(docx(p(inside=field(code) + r(t("某某先进事迹材料")))))
    assert source.text == "禤某某先进事迹材料"
    assert codes(source) == {"ruby": 1}


def test_name_with_its_pronunciation_stands_in_the_title():
    title = p("", '<w:jc w:val="center"/>', inside=field(PHONETIC) + r(t("某某先进事迹材料")))
    assert read_deeds(docx(title + p(PROSE)), "a.docx").deeds.title == "禤某某先进事迹材料"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (r"EQ \o\ac(○,1)", "①"),
        (r"EQ \o\ac(〇,20)", "⑳"),
        (r"EQ \o\ac(○,25)", "㉕"),
        (r"EQ \o\ac(○,50)", "㊿"),
        (r"EQ \o\ac(○,51)", "（51）"),
        (r"EQ \o\ac(○,十)", "㊉"),
        (r"EQ \o\ac(○,禤)", "禤"),
        (r"EQ \o\ac(□,√)", "☑"),
        (r"EQ \f(1,2)", "1/2"),
        (r"EQ \f(1;2)", "1/2"),
        (r"EQ \f(a+b,2)", "(a+b)/2"),
        (r"EQ \r(3,8)", "³√8"),
        (r"EQ \r(2)", "√2"),
        (r"EQ \x(合格)", "合格"),
        (r"EQ \x\to\bo(5)", "5"),
        (r"EQ \b(甲)", "(甲)"),
        (r"EQ \b\bc\[(甲)", "[甲]"),
        (r"EQ \b\lc\{(甲)", "{甲"),
        (r"EQ 10\s\up8(4)株", "10⁴株"),
        (r"EQ CO\s\do4(2)", "CO₂"),
        (r"EQ \a\ac(样本局,样本办)", "样本局 样本办"),
        (r"EQ \f(\r(2),3)", "(√2)/3"),
        (r"EQ \f(1\,200,3)", "(1,200)/3"),
        ("EQ ((甲", "((甲"),
    ],
)
def test_what_an_equation_draws_is_read_and_told(code, text):
    source = read(docx(p("前", inside=field(code))))
    assert source.text == f"前{text}"
    assert codes(source) == {"equation": 1}


def test_fraction_behind_a_digit_makes_no_other_number():
    assert read(docx(p("约3", inside=field(r"EQ \f(1,2)") + r(t("亩"))))).text == "约3¹⁄₂亩"


def test_equation_of_several_runs_and_with_another_field_inside_is_read_once():
    inner = r('<w:fldChar w:fldCharType="begin"/>') + r("<w:instrText>=2+3</w:instrText>") + SEPARATE
    inside = begin(r"EQ \o\ac(○,") + inner + r(t("5")) + END + r("<w:instrText>)</w:instrText>") + END
    assert read(docx(p("前", inside=inside + r(t("后"))))).text == "前⑤后"


def test_simple_field_that_draws_is_read():
    inside = r'<w:fldSimple w:instr="EQ \o\ac(○,3)"/>'
    assert read(docx(p("前", inside=inside))).text == "前③"


@given(st.text(st.sampled_from(list("\\oacsupfrbx(),; 12某{[")), max_size=60))
def test_any_code_is_read(code):
    assert isinstance(equation(f"EQ {code}", "").text, str)


def test_deep_code_is_read():
    assert "1" in equation("EQ " + r"\f(" * 3000 + "1" + ")" * 3000, "").text


# --- Other fields without a result ------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "code", "text"),
    [
        ('<w:checkBox><w:checked w:val="1"/></w:checkBox>', "FORMCHECKBOX", "☑"),
        ('<w:checkBox><w:default w:val="0"/></w:checkBox>', "FORMCHECKBOX", "□"),
        ('<w:checkBox><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox>', "FORMCHECKBOX", "□"),
        (
            '<w:ddList><w:result w:val="1"/><w:listEntry w:val="男"/><w:listEntry w:val="女"/></w:ddList>',
            "FORMDROPDOWN",
            "女",
        ),
    ],
)
def test_form_shows_what_was_chosen(form, code, text):
    inside = begin(code, f"<w:ffData>{form}</w:ffData>") + END
    assert read(docx(p("前", inside=inside))).text == f"前{text}"


@pytest.mark.parametrize(
    ("code", "text"),
    [(r"SYMBOL 254 \f Wingdings \s 12", "☑"), (r'SYMBOL 0x52 \f "Wingdings 2"', "☑"), ("SYMBOL 97", "α")],
)
def test_symbol_field_is_read(code, text):
    assert read(docx(p("前", inside=field(code)))).text == f"前{text}"


@pytest.mark.parametrize("code", ["LISTNUM", r"AUTONUM \* Arabic", "= 3 + 4", "REF 书签"])
def test_field_without_a_result_is_told(code):
    assert codes(read(docx(p("前", inside=field(code))))) == {"field": 1}


@pytest.mark.parametrize("code", ["TC 目录项", "XE 索引项", "PAGE", "HYPERLINK x"])
def test_field_that_shows_nothing_is_not_told(code):
    assert read(docx(p("前", inside=field(code)))).messages == ()


@pytest.mark.parametrize(
    "code", [r'DATE \@ "yyyy年M月d日"', "CREATEDATE", r"TIME \@ yyyy", r"SAVEDATE \* MERGEFORMAT"]
)
def test_date_is_the_one_that_the_file_keeps(code):
    source = read(docx(p("截至", inside=field(code, "2023年5月1日") + r(t("，服务居民。")))))
    assert source.text == "截至2023年5月1日，服务居民。"
    assert source.messages == ()


@pytest.mark.parametrize("name", ["yearLong", "yearShort", "monthLong", "monthShort", "dayLong", "dayShort"])
def test_date_that_word_writes_anew_each_time_is_told_with_its_line(name):
    source = read(docx(p("样本") + p("截至", inside=r(f"<w:{name}/>") + r(t("，服务居民。")))))
    assert source.text.splitlines()[1] == "截至，服务居民。"
    assert [(message.code, message.line) for message in source.messages] == [("field", 2)]


@pytest.mark.parametrize("code", ["DATE", r'DATE \@ "yyyy年"', "SAVEDATE"])
def test_date_of_which_the_file_keeps_nothing_is_told(code):
    assert codes(read(docx(p("截至", inside=field(code))))) == {"field": 1}


# --- Contents ---------------------------------------------------------------------------------

ENTRIES = p(inside=begin(r"TOC \o 1-3") + SEPARATE + r(t("一、先有样本")) + field("PAGEREF _T1", "1"))
ENTRIES += p("二、再有检查 2")
CONTROL = (
    '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    "<w:sdtContent>{}</w:sdtContent></w:sdt>"
)
TEXT = p("一、先有样本") + p(PROSE) + p("二、再有检查") + p(PROSE)


@pytest.mark.parametrize(
    "contents",
    [
        p("目录") + ENTRIES + p(inside=END),
        p("目　录", '<w:jc w:val="center"/>') + CONTROL.format(p("一、先有样本 1") + p("二、再有检查 2")),
        CONTROL.format(p("目录") + ENTRIES + p(inside=END)),
        p("目 次")
        + p("一、先有样本 1", '<w:pStyle w:val="x"/>')
        + p("二、再有检查 2", '<w:pStyle w:val="x"/>'),
    ],
)
def test_table_of_contents_makes_no_sections(contents):
    body = p("样本街道先进事迹材料") + contents + TEXT
    deeds = read_deeds(docx(body, styles=style("x", "toc 1")), "a.docx").deeds
    assert [section.title for section in deeds.sections] == ["先有样本", "再有检查"]
    assert [line for line in deeds.left_out if "先有" in line or "目" in line][1].startswith("一、先有样本")


def test_text_behind_the_end_of_contents_in_their_last_paragraph_is_text():
    source = read(docx(ENTRIES + p(inside=END + r(t("正文从这里开始"))) + p(PROSE)))
    assert [line.look.role for line in source.lines] == ["boilerplate", "boilerplate", "body", "body"]


def test_contents_that_never_end_hide_no_text():
    assert {line.look.role for line in read(docx(ENTRIES + TEXT)).lines} == {"body"}


def test_sentence_written_into_the_contents_is_text():
    source = read(docx(CONTROL.format(p("一、先有样本 1") + p(PROSE)) + TEXT))
    assert [line.look.role for line in source.lines][:2] == ["boilerplate", "body"]
