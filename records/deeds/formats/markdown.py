"""Deeds ↔ the site's own Markdown file, which editors write by hand and exports write for them.

    ---
    title: 某单位先进事迹材料
    recipient: {name: 某单位, kind: organization, region: 某省/某市}
    awards:
    - {name: 某荣誉, year: 2011}          the first is the award of this page
    figures:
    - {label: 党员, value: 34, unit: 名, place: "1.2"}   place: section 1, measure 2
    source: 某报
    ---

    introduction, in any number of paragraphs

    ## section title                     a bare ## is a section without a title
    lead

    ### 一是                              the marker of a measure, its text below
    text

    ---                                  the closing follows, if there is one
    closing

All keys may be missing. A line of a text that looks like one of these marks is written with backslashes before
it: `\\## so` stays as it is, as in any Markdown; a real heading of that level inside a text is written `\\\\## so`,
and a line with two or more of its own gets one more. Every text thus has exactly one written form. Paragraphs that were
broken at a width are joined (line_ends.py). `left_out` is not written.
"""

import re
from dataclasses import dataclass, field, replace
from operator import is_not
from typing import Any

from records.deeds.document import Deeds, DeedsError, Measure, Message, Reading, Section
from records.deeds.fields import cached, fields_of

from .front_matter import mistake, read_head, write_head
from .line_ends import with_ends_kept, without_soft_ends

MARK = re.compile(r"(\\*)(#{2,3}(?!#)|---[ \t]*$)")

# --- Plain text → Markdown that shows the same characters, with as few escapes as that takes ------------
# Written for Python-Markdown with tables, sane_lists and toc. Each line but a row of a table becomes a paragraph of its
# own, which rules out what else needs two lines (underlined headings, lazy lists): line starts and inline marks remain.

# Always marks in Markdown, wherever they stand. A bracket matters only before "(": links and images need both.
# The pattern begins with a set of characters: that is the fastest to find.
INLINE = re.compile(r"[\\`*_\]](?:(?<!])|(?=\())")
# "<" may open a tag, "&" an entity; neither can take a backslash. html.parser reads "&#12" without a semicolon too.
HTML = re.compile(r"<|&(?=#|\w+;)")
ENTITIES = {"<": "&lt;", "&": "&amp;"}
# Headings, quotes, bullets, rules, link definitions and [TOC]; then "1. " as a list. A bullet needs its space.
LINE_START = re.compile(r"(?=[#>\[]|[+-][ \t]|(?:-[ ]{0,2}){3,}[ \t]*$)")
BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")
PIPE = "&#124;"  # the converter finds cells before it knows of backslashes
NUMBERED = re.compile(r"(\d+)(?=\.[ \t])")


def escape_line(line: str) -> str:
    marked = INLINE.sub(lambda mark: "\\" + mark[0], line.strip())
    marked = HTML.sub(lambda mark: ENTITIES[mark[0]], marked)
    if LINE_START.match(marked):
        return "\\" + marked
    return NUMBERED.sub(r"\1\\", marked, count=1) if NUMBERED.match(marked) else marked


def escape(text: str) -> str:
    """Returns each line as a paragraph, and the rows of a table as one: lines with tabs and no blank line between."""
    if "\t" not in text:
        return "\n\n".join(escape_line(line) for line in text.splitlines() if line.strip())
    blocks = BLANK_LINES.split("\n".join(text.splitlines()))
    return "\n\n".join(filter(None, map(escape_block, blocks)))


def escape_block(block: str) -> str:
    lines = [line for line in block.split("\n") if line.strip()]
    if not is_table(lines):
        return "\n\n".join(map(escape_line, lines))
    columns = lines[0].count("\t") + 1
    rows = [row_of_cells(line, columns) for line in lines]
    return "\n".join([rows[0], "|" + " --- |" * columns, *rows[1:]])


def is_table(lines: list[str]) -> bool:
    """Tells rows with the same number of cells; white space at the end of a text may be lost, and cells with it."""
    counts = [line.count("\t") for line in lines]
    return len(lines) > 1 and counts[0] > 0 and set(counts[:-1]) == {counts[0]} and counts[-1] <= counts[0]


def row_of_cells(line: str, columns: int) -> str:
    cells = line.split("\t")
    cells += [""] * (columns - len(cells))
    return f"| {' | '.join(escape_line(cell).replace('|', PIPE) for cell in cells)} |"


def with_markdown_texts(deeds: Deeds) -> Deeds:
    """Returns the same Deeds with texts in Markdown; plain texts are escaped to show literally."""
    if deeds.markup == "markdown":
        return deeds
    escaped: Deeds = with_passages_escaped(deeds)
    return replace(escaped, markup="markdown")


def with_passages_escaped(value: Any) -> Any:
    """Returns the value itself where its fields stay the same, as in most texts: few hold anything to escape."""
    changed: dict[str, Any] = {}
    for name, is_text in fields_with_paragraphs(type(value)):
        old = getattr(value, name)
        new = escape(old) if is_text else tuple(map(with_passages_escaped, old))
        if new != old if is_text else any(map(is_not, new, old)):
            changed[name] = new
    return replace(value, **changed) if changed else value


@cached
def fields_with_paragraphs(cls: Any) -> tuple[tuple[str, bool], ...]:
    """Lists the fields that are passages, and those that may hold parts with some."""
    return tuple(
        (field.name, field.kind == "paragraphs")
        for field in fields_of(cls)
        if field.kind == "paragraphs" or (field.kind == "parts" and fields_with_paragraphs(field.holds))
    )


def quoted(text: str) -> str:
    """Escapes ends of lines, and marks at their start: 0 backslashes before one become 2, 1 stays, k become k + 1."""

    def line(content: str) -> str:
        mark = MARK.match(content)
        if not mark or len(mark[1]) == 1:
            return content
        return ("\\" if mark[1] else "\\\\") + content

    return "\n".join(line(content) for content in with_ends_kept(text).split("\n"))


def unquoted(content: str) -> str:
    mark = MARK.match(content)
    if not mark or len(mark[1]) < 2:
        return content
    return content[2:] if len(mark[1]) == 2 else content[1:]


def to_markdown(deeds: Deeds) -> str:
    deeds = with_markdown_texts(deeds)
    blocks = [f"---\n{write_head(deeds)}---", quoted(deeds.introduction)]
    for section in deeds.sections:
        blocks += [f"## {section.title or ''}".rstrip(), quoted(section.lead)]
        for measure in section.measures:
            blocks += [f"### {measure.marker}".rstrip(), quoted(measure.text)]
    if deeds.closing:
        blocks += ["---", quoted(deeds.closing)]
    return "\n\n".join(block for block in blocks if block) + "\n"


@dataclass
class HeadedLines:
    """A heading of the body with the lines under it; the introduction has level 0, the closing level 1."""

    level: int
    heading: str = ""
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return without_soft_ends("\n".join(self.lines))


def parts(lines: list[str], first: int) -> list[HeadedLines]:
    """Cuts the body at its marks; `first` is the number of its first line in the file."""
    found = [HeadedLines(0)]
    for number, line in enumerate(lines, start=first):
        mark = MARK.match(line)
        if not mark or mark[1]:
            found[-1].lines.append(unquoted(line))
            continue
        if found[-1].level == 1:
            raise mistake(
                number, "结尾之后不能再有章节、举措或 ---。请把结尾移到最后；文中的横线请写成 \\---。"
            )
        level = 1 if mark[2].startswith("-") else len(mark[2])
        if level == 3 and len(found) == 1:
            raise mistake(number, "举措前面要先有一行“## 章节标题”（没有标题就只写 ##）。")
        found.append(HeadedLines(level, line[mark.end() :] if level > 1 else ""))
    return found


def sections_of(found: list[HeadedLines]) -> tuple[Section, ...]:
    groups: list[tuple[HeadedLines, list[Measure]]] = []
    for part in found:
        if part.level == 2:
            groups.append((part, []))
        elif part.level == 3:
            measures = groups[-1][1]
            measures.append(Measure(len(measures) + 1, part.heading, part.text))
    return tuple(
        Section(number, part.heading, part.text, tuple(measures))
        for number, (part, measures) in enumerate(groups, start=1)
    )


def from_markdown(text: str) -> Reading:
    """Raises DeedsError naming the line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    rules = [i for i, line in enumerate(lines) if line.rstrip() == "---"][:2]
    if len(rules) < 2 or rules[0] != 0:
        raise mistake(1, "文件第一行应是 ---，接着是标题等说明，再用一行 --- 隔开正文。")
    head = read_head("\n".join(lines[1 : rules[1]]))
    found = parts(lines[rules[1] + 1 :], rules[1] + 2)
    closing = found[-1].text if found[-1].level == 1 else ""
    body: dict[str, Any] = {"introduction": found[0].text, "closing": closing, "sections": sections_of(found)}
    try:
        deeds = Deeds(**head, **body, markup="markdown")
    except ValueError as error:
        raise DeedsError(Message("error", "markdown-form", f"{error}。请改好再试。")) from None
    from records.deeds.parsing.doubts import gaps, noted

    notice = lines[1].removeprefix("# ") if lines[1].startswith("# ") else ""
    return Reading(deeds, (*gaps(deeds), *noted(notice)), text)
