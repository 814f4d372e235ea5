"""Reads from the name and the attributes of an element what it holds."""

import re
from typing import NamedTuple

from .declarations import PRESERVED, Declarations, decoration, raised_by, word


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


UNREAD = words(
    "script style template head noscript title link meta base datalist iframe noembed noframes audio video canvas "
    "dialog rp param source track area input desc metadata annotation annotation-xml"
)
BLOCKS = words(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup html legend li listing main menu nav ol optgroup "
    "option p plaintext pre search section select summary table tbody td textarea tfoot th thead tr ul xmp "
    "ucapcontent"
)
LISTS = {"ol", "ul", "menu", "dir"}
# What stands in such a field is part of the text.
FIELDS = {"", "text", "number", "tel", "email", "url", "date", "month", "time", "search"}
PRE = {"pre", "textarea", "xmp", "listing", "plaintext"}
BOLD = {"b", "strong"}
CAPTIONS = {"figcaption", "caption"}
STRUCK = {"s", "strike", "del"}
RAISED = {"sup": 1, "sub": -1}
PRONOUNCED = {"rt", "rtc"}
LEVELS = {f"h{level}": level for level in range(1, 7)}

WEIGHT = re.compile(r"bold|bolder|[1-9]00|normal|lighter", re.I)

Attributes = dict[str, str | None]

# Boilerplate by its element; by the role it has for screen readers; by the names that content systems give it.
BOILERPLATE_TAGS = words("nav aside button select header form search menu footer")
BOILERPLATE_ROLES = words(
    "navigation banner contentinfo complementary search menu menubar toolbar button dialog"
)
MAIN_TAGS = words("main article")
# These hold sentences too: 版权所有，不得转载。
WORDY_TAGS = words("nav aside footer")
WORDY = re.compile(
    r"footer|copyright|banquan|sidebar|sidenav|comment|pinglun|related|xgwz|xgxw|xgyd|recommend|tuijian|friendlink|"
    r"youlian|share|fenxiang|(?<![a-z])foot(?![a-z])"
)
BOILERPLATE = re.compile(
    r"crumb|weizhi|dqwz|wzlj|toolbar|pagination|pagebar|navbar|navigation|prevnext|shangxia|qrcode|erweima|searchbox|"
    r"topbar|daohang|caidan|backtop|gotop|(?<![a-z])(?:nav|menu|position|location|tools?|print|dayin|prev|next|pager|"
    r"side|banner|logo|search|login|header|top|links?|sxp|ewm)(?![a-z])"
)
TAGS_WITH_HINTS = BOILERPLATE_TAGS | MAIN_TAGS
MAIN = re.compile(
    r"trs_?editor|(?<![a-z])(?:zoom|zoomcon|article|main|content|text|detail|details|con|nr|neirong|zhengwen|zw|wenzhang|"
    r"editor|story|post|entry)(?![a-z])|"
    r"ucapcontent|pages_content|vsb_content|v_news_content|articlebody|wp_articlecontent|js_content|rich_media_content|"
    r"(?:article|news|main|info|detail|page|post|entry|text|view|show|wz|xl|bt)[-_]?(?:content|text|body|con|txt|nr|main|detail)|"
    r"content[-_]?(?:text|body|main|txt|con|box|detail|article|news)"
)
TITLE = re.compile(r"title(?![a-z])|biaoti|(?<![a-z])(?:tit|bt|headline)(?![a-z])")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def is_hidden(attributes: Attributes, css: Declarations) -> bool:
    """Tells whether an element is not shown at all, whatever stands in it."""
    return word(css, "display") == "none" or ("hidden" in attributes and "display" not in css)


def is_block(tag: str, css: Declarations) -> bool:
    display = word(css, "display")
    if not display or tag in ("td", "th", "tr"):
        return tag in BLOCKS
    return not display.startswith(("inline", "contents", "ruby"))


def names_of(attributes: Attributes) -> str:
    """Returns the element's class and id in small letters, CamelCase taken apart."""
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return CAMEL.sub("-", names).lower() if len(names) > 1 else ""


class Hints(NamedTuple):
    """Hints of what an element may be; the text in it decides. `wordy` boilerplate may hold a sentence or two."""

    boilerplate: bool = False
    wordy: bool = False
    main: bool = False
    title: bool = False


NO_HINTS = Hints()


def hints_of(tag: str, attributes: Attributes) -> Hints:
    role, names = attributes.get("role") or "", names_of(attributes)
    if not names and not role and tag not in TAGS_WITH_HINTS:
        return NO_HINTS
    wordy = tag in WORDY_TAGS or WORDY.search(names) is not None
    return Hints(
        wordy
        or tag in BOILERPLATE_TAGS
        or role in BOILERPLATE_ROLES
        or BOILERPLATE.search(names) is not None,
        wordy,
        tag in MAIN_TAGS or role in MAIN_TAGS or MAIN.search(names) is not None,
        TITLE.search(names) is not None,
    )


def weight_of(tag: str, css: Declarations, inherited: bool) -> bool:
    weight = word(css, "font-weight")
    if weight and WEIGHT.fullmatch(weight):
        return weight in ("bold", "bolder") or weight[0] in "6789"
    return inherited or tag in BOLD


def is_centered(tag: str, attributes: Attributes, css: Declarations, inherited: bool) -> bool:
    """Tells whether lines stand in the middle; a table begins anew."""
    align = word(css, "text-align") or (attributes.get("align") or "").strip().lower()
    if align and tag != "table":
        return "center" in align
    return tag == "center" or (inherited and tag != "table")


def keeps_lines(tag: str, css: Declarations, inherited: bool) -> bool:
    """Tells whether a line end in the file is a line end on the screen."""
    space = word(css, "white-space")
    if space in ("normal", "nowrap") or space in PRESERVED:
        return space in PRESERVED
    return inherited or tag in PRE


def is_comment(tag: str, attributes: Attributes, css: Declarations) -> bool:
    """Knows the mark [A1] of a comment, and the list of comments that Word puts below a page."""
    element = word(css, "mso-element")
    names = (attributes.get("class") or "").lower()
    return (
        element in ("comment-list", "comment")
        or word(css, "mso-special-character") == "comment"
        or (tag in ("a", "span") and ("msocomanchor" in names or "msocommentreference" in names))
    )


def is_struck(tag: str, css: Declarations, inherited: bool) -> bool:
    line = decoration(css).lower()
    return inherited or "line-through" in line or (tag in STRUCK and not line)


def raised(tag: str, css: Declarations, block: bool, inherited: int) -> int:
    if block:
        return inherited
    return raised_by(css, RAISED.get(tag, inherited))


def is_in_page(tag: str, attributes: Attributes) -> bool:
    """Tells whether a link leads to another place of its page, as those of a table of contents do."""
    target = attributes.get("href") or ""
    return tag == "a" and len(target) > 1 and target.startswith("#")


def is_entry_of_contents(attributes: Attributes) -> bool:
    return (attributes.get("class") or "").lower().startswith("msotoc")
