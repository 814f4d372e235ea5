"""Turns Markdown into safe HTML: the one converter, for the page and for the editor's preview alike."""

import html
import re
import threading
from collections.abc import Callable
from xml.etree.ElementTree import Element

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString
from markdown import Markdown
from markdown.blockprocessors import ParagraphProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from records.utils.addresses import as_link

from .figures import with_pictures
from .paragraphs import lines_of, paragraphs
from .pictures import PictureRows, is_own_picture

# Python-Markdown takes time that grows with the square of some marks (100,000 times "[": an hour). An honest
# text of one measure stays far below; a text beyond is shown as it was written.
MAX_CHARACTERS = 100_000
MAX_MARK_COUNTS = {"\n": 3_000, "`": 1_000, "*": 4_000, "_": 4_000}
# Each "[" is followed to the end of its line in search of its "]": 5 million steps take half a second.
MAX_BRACKET_STEPS = 5_000_000

# C0 controls but tab and line feeds, and lone surrogates, which no UTF-8 can carry.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
BLOCKS = HEADINGS | {"p", "hr", "blockquote", "ul", "ol", "li"}
INLINE = {"strong", "em", "code", "a", "img"}
TABLE = {"table", "thead", "tbody", "tr", "th", "td"}
TAGS = BLOCKS | INLINE | TABLE
# Without "*" nh3 lets title and lang through on every tag.
ATTRIBUTES: dict[str, set[str]] = {
    "*": set(),
    "a": {"href"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
}
ALIGNMENT_VALUES = {"align": {"left", "center", "right"}}
# Tables wider than a phone are scrolled sideways; with a tab stop the keyboard can do it too.
FOCUSABLE = {"table": {"tabindex": "0"}}


def to_html(
    markdown: str,
    address_of: Callable[[str], str] = as_link,
    top: int = 4,
    pictures: PictureRows | None = None,
) -> SafeString:
    """Returns the HTML of a text an editor wrote, and never raises. Tags in it are text, so no word of it is lost.

    Its headings begin at the level `top`, one below the heading that it stands under; a picture of another site gives
    way to its alt text. Links lead where `address_of` says. A page of many texts hands in the `pictures` of them all.
    """
    if is_plain(markdown):
        return SafeString("\n".join(f"<p>{line}</p>" for line in lines_of(markdown)))
    text = UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", markdown)
    if is_too_much(text):
        return as_written(text)
    try:
        shown = with_levels_from(top, clean(converter().convert(text), address_of))
    except Exception:  # deep nesting ends in a RecursionError; whatever it is, the page must still be shown
        del thread_local.converter  # it may have stopped half-way
        return as_written(text)
    return with_pictures(shown, pictures or PictureRows((markdown,)))


def to_plain(markdown: str) -> str:
    """Returns the words alone on one line, for descriptions, feeds and data. Not HTML: escape it as any text.

    Only captions that the text itself gives are among them: none is looked up.
    """
    return " ".join(to_lines(markdown, PictureRows(())).split())


def to_lines(markdown: str, pictures: PictureRows | None = None) -> str:
    """Returns the words alone, each paragraph, item, heading and caption on lines of its own. Not HTML either."""
    if not markdown:  # as of most names on a roll
        return ""
    if is_plain(markdown):
        return "\n".join(lines_of(markdown))
    return html.unescape(nh3.clean(to_html(markdown, pictures=pictures), tags=set()))


# Lines of nothing but words and such punctuation as means nothing to Markdown or HTML. Most texts are of these, and
# take a hundredth of the time. A line that starts with a number and a full stop may be a list.
PLAIN_CHARACTER = r"[^\W_]|[，。、；：？！（）《》“”‘’—…·％,.;%/]"
PLAIN_LINE = rf"[ \u3000]*(?!\d+\.)(?:{PLAIN_CHARACTER})(?:(?:{PLAIN_CHARACTER}| )*(?:{PLAIN_CHARACTER}))?"
PLAIN_TEXT = re.compile(rf"{PLAIN_LINE}(?:\n+{PLAIN_LINE})*")


def is_plain(markdown: str) -> bool:
    """Tells whether Markdown would leave each line of the text as it is, one paragraph after the other."""
    return PLAIN_TEXT.fullmatch(markdown) is not None


def is_too_much(markdown: str) -> bool:
    return (
        len(markdown) > MAX_CHARACTERS
        or any(markdown.count(mark) > limit for mark, limit in MAX_MARK_COUNTS.items())
        or sum(len(part) * part.count("[") for part in markdown.split("\n")) > MAX_BRACKET_STEPS
    )


thread_local = threading.local()


def converter() -> Markdown:
    """Returns this thread's own converter: making one takes longer than converting. It keeps nothing of
    the text before."""
    if not hasattr(thread_local, "converter"):
        thread_local.converter = new_converter()
    return thread_local.converter.reset()


def new_converter() -> Markdown:
    converter = Markdown(
        extensions=["sane_lists", "tables"],
        extension_configs={
            "tables": {"use_align_attribute": True},  # the alternative is a style, which the CSP forbids
        },
    )
    # Tags stay text. Passing them on would drop words that look like one: <五大工程>.
    converter.preprocessors.deregister("html_block")
    converter.inlinePatterns.deregister("html")
    # Nor is a line the address of a link that stands elsewhere, which nobody would see: [注]: 见附件.
    converter.parser.blockprocessors.deregister("reference")
    # A line is a paragraph: no spaces before it make code of it, none below it a heading.
    converter.preprocessors.register(LinesApart(converter), "lines_apart", 10)
    converter.parser.blockprocessors.deregister("code")
    converter.parser.blockprocessors.deregister("setextheader")
    converter.parser.blockprocessors.register(LinesAsParagraphs(converter.parser), "paragraph", 10)
    # Last: addresses are final by then.
    converter.treeprocessors.register(ForeignPicturesToAltText(converter), "foreign_pictures", -1)
    return converter


class LinesApart(Preprocessor):
    """Parts the paragraphs by blank lines, which is what Python-Markdown tells them by."""

    def run(self, lines: list[str]) -> list[str]:
        return "\n\n".join(paragraphs("\n".join(lines))).split("\n")


class LinesAsParagraphs(ParagraphProcessor):
    """Makes paragraphs of lines that looked as if they belonged together, like those of a table, and are nothing."""

    def run(self, parent: Element, blocks: list[str]) -> None:
        for line in blocks.pop(0).split("\n"):
            super().run(parent, [line])


class ForeignPicturesToAltText(Treeprocessor):
    """Puts alt text in the place of pictures from other sites, which would learn from them who reads here."""

    def run(self, root: Element) -> None:
        for element in root.iter("img"):
            if not is_own_picture(element.get("src", "")):
                element.tag, element.text = "span", element.get("alt", "")


def clean(html_text: str, address_of: Callable[[str], str] = as_link) -> SafeString:
    def attribute(tag: str, name: str, value: str) -> str | None:
        if (tag, name) == ("a", "href"):
            return address_of(value)
        if (tag, name) == ("img", "src"):
            return as_link(value) if is_own_picture(value) else None
        return value

    return SafeString(
        nh3.clean(
            html_text,
            tags=TAGS,
            attributes=ATTRIBUTES,
            tag_attribute_values={"th": ALIGNMENT_VALUES, "td": ALIGNMENT_VALUES},
            set_tag_attribute_values=FOCUSABLE,
            attribute_filter=attribute,
            url_schemes={"http", "https", "mailto"},
            link_rel=None,  # only staff write links, none opens a window
        )
    )


HEADING = re.compile(r"<(/?)h([1-6])>")


def with_levels_from(top: int, html_text: SafeString) -> SafeString:
    """Numbers the headings anew: from `top`, each at most one level below the one before it, however they were written.

    Who reads by headings takes a level that is skipped for one that is missing.
    """
    above: list[str] = []  # those that the heading stands under, and itself, as they were written

    def numbered(found: re.Match[str]) -> str:
        end, written = found.groups()
        if not end:
            above[:] = [*(level for level in above if level < written), written]
        return f"<{end}h{min(top + len(above) - 1, 6)}>"

    return SafeString(HEADING.sub(numbered, html_text))


def as_written(text: str) -> SafeString:
    return SafeString("\n".join(f"<p>{escape(line)}</p>" for line in lines_of(text)))
