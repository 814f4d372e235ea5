"""The look that a word processor or a web page gives a line counts for more than its words."""

from records.deeds import Reading
from records.deeds.parsing.pipeline import read_source
from records.deeds.source import Look, Source, split_lines

TEXT = "样本街道请人来写样本，写完请人来看，看完再请大家一起用，用完记下来存好。"
HEADING, DEEPER = Look("heading", 1), Look("heading", 2)


def read(*lines: tuple[str, Look] | str) -> Reading:
    pairs = [(line, Look()) if isinstance(line, str) else line for line in lines]
    text = "\n".join(content for content, _ in pairs)
    looks = {number: look for number, (_, look) in enumerate(pairs, start=1)}
    return read_source(Source(text, tuple(split_lines(text, looks))))


def titles(found: Reading) -> list[str | None]:
    return [section.title for section in found.deeds.sections]


def test_title_style_wins_over_words():
    found = read("样本办公室关于事迹材料的说明", ("写好样本的人们", Look("title")), TEXT)
    assert found.deeds.title == "写好样本的人们"


def test_heading_styles_make_sections():
    found = read(
        ("样本", Look("title")),
        TEXT,
        ("做法很多，效果很好，大家都说好的样本", HEADING),
        TEXT,
        ("用", HEADING),
        TEXT,
    )
    assert titles(found) == ["做法很多，效果很好，大家都说好的样本", "用"]


def test_sections_are_the_outermost_headings_and_keep_the_deeper_ones_in_their_text():
    found = read(
        ("样本", Look("title")), ("立", HEADING), ("写", DEEPER), TEXT, ("用", HEADING), ("看", DEEPER), TEXT
    )
    assert titles(found) == ["立", "用"]
    assert found.deeds.sections[0].lead == f"写\n\n{TEXT}"


def test_heading_styles_without_a_title_leave_no_title():
    found = read(("一、立好样本", HEADING), TEXT, ("二、用好样本", HEADING), TEXT)
    assert found.deeds.title is None
    assert titles(found) == ["立好样本", "用好样本"]


def test_bold_lines_are_headings():
    found = read("样本街道先进事迹", TEXT, ("立好样本", Look(bold=4)), TEXT, ("用好样本", Look(bold=4)), TEXT)
    assert titles(found) == ["立好样本", "用好样本"]


def test_bold_words_that_open_paragraphs_are_headings():
    found = read(
        "样本街道先进事迹", TEXT, ("立好样本。" + TEXT, Look(bold=5)), ("用好样本。" + TEXT, Look(bold=5))
    )
    assert titles(found) == ["立好样本", "用好样本"]
    assert found.deeds.sections[0].lead == TEXT


def test_page_boilerplate_and_notes_stay_out_of_the_text():
    found = read(
        ("样本", Look("title")), TEXT, ("看了都说好", Look("boilerplate")), ("样本墙", Look("caption")), TEXT
    )
    assert found.deeds.left_out == ("看了都说好", "样本墙")
    assert found.deeds.introduction == f"{TEXT}\n\n{TEXT}"


def test_automatic_numbers_count_like_typed_ones():
    look = Look(number=2)
    found = read("样本街道先进事迹", TEXT, ("一、" + TEXT * 2, look), ("二、" + TEXT * 2, look))
    assert [measure.marker for measure in found.deeds.sections[0].measures] == ["一、", "二、"]


def test_whole_paragraph_in_a_heading_style_is_text():
    found = read(("样本", Look("title")), (TEXT * 2, HEADING), ("立好样本", HEADING), TEXT)
    assert titles(found) == ["立好样本"]
    assert found.deeds.introduction == TEXT * 2
