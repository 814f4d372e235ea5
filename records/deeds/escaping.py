"""Plain text → Markdown that shows the same characters, with as few escapes as that takes.

Written for Python-Markdown with tables, sane_lists and toc. Each line becomes a paragraph of its own, which
rules out whatever needs two lines (tables, underlined headings, lazy lists): line starts and inline marks remain.
"""

import re

# Always marks in Markdown, wherever they stand. A bracket matters only before "(": links and images need both.
# What is searched for begins with a set of characters: that is the fastest to find.
INLINE = re.compile(r"[\\`*_\]](?:(?<!])|(?=\())")
# "<" may open a tag, "&" an entity; neither can take a backslash. html.parser reads "&#12" without a semicolon too.
HTML = re.compile(r"<|&(?=#|\w+;)")
ENTITIES = {"<": "&lt;", "&": "&amp;"}
# Headings, quotes, bullets, rules, link definitions and [TOC]; then "1. " as a list. A bullet needs its space.
LINE_START = re.compile(r"(?=[#>\[]|[+-][ \t]|(?:-[ ]{0,2}){3,}[ \t]*$)")
NUMBERED = re.compile(r"(\d+)(?=\.[ \t])")


def escape_line(line: str) -> str:
    marked = INLINE.sub(lambda mark: "\\" + mark[0], line.strip())
    marked = HTML.sub(lambda mark: ENTITIES[mark[0]], marked)
    if LINE_START.match(marked):
        return "\\" + marked
    return NUMBERED.sub(r"\1\\", marked, count=1) if NUMBERED.match(marked) else marked


def escape(text: str) -> str:
    return "\n\n".join(escape_line(line) for line in text.splitlines() if line.strip())
