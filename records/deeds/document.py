"""The value objects between documents and the database: neutral, immutable, without Django.

Texts tidy themselves when a value is built, so that equal content is equal whatever editor wrote it: only "\\n" ends
a line, and no blank line stands first or last. One-line values (titles, names, labels) lose line ends and outer
white space. White space is all that is ever dropped. Broken invariants raise ValueError with a sentence in Chinese,
fit to be shown to the editor whose file caused it. Spans take no part in comparison.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import blake2s
from itertools import dropwhile
from typing import Any, Literal, NamedTuple

from .fields import Paragraphs, PictureAddress, cached, fields_of

FINGERPRINT_BYTES = 4


def one_line(value: str) -> str:
    return " ".join(value.splitlines()).strip()


def tidy(value: str) -> str:
    """Keeps inner lines as they are: in Markdown, spaces at a line's start or end carry meaning."""
    return "\n".join(dropwhile(is_blank, value.rstrip().splitlines()))


def is_blank(line: str) -> bool:
    return not line.strip()


def known_line(value: str | None) -> str | None:
    return one_line(value or "") or None


@cached
def tidied(cls: type) -> tuple[tuple[str, Callable[[Any], object], str | None], ...]:
    """Lists each text field with what tidies it, and what it is where there is no text."""
    line: dict[bool, tuple[Callable[[Any], object], str | None]]
    line = {True: (known_line, None), False: (one_line, "")}
    return tuple(
        (field.name, *((tidy, "") if field.kind == "paragraphs" else line[field.is_optional]))
        for field in fields_of(cls)
        if field.kind in ("line", "paragraphs", "picture")
    )


class Value:
    """Tidies the texts of a frozen value while it is built, then has it checked."""

    __slots__ = ()

    def __post_init__(self) -> None:
        for name, tidy_up, blank in tidied(type(self)):
            value = getattr(self, name)
            # Half of the texts are not there; most others are tidy, and come back as they are.
            if value != blank and (found := tidy_up(value)) is not value:
                object.__setattr__(self, name, found)
        self.check()

    def check(self) -> None:
        """Raises ValueError where an invariant is broken."""


def require(holds: bool, text: str) -> None:
    if not holds:
        raise ValueError(text)


def is_year(year: int | None) -> bool:
    return year is None or 1000 <= year <= 9999


class Span(NamedTuple):
    """Character offsets into the decoded text, end excluded."""

    start: int
    end: int


class Mark(NamedTuple):
    """The place in the document that a value comes from.

    `path` names the value, counted from 1 as people count: title, recipient, awards.2, introduction,
    sections.1.title, sections.1.lead, sections.1.measures.2.marker, sections.1.measures.2.text, closing, figures.3,
    left_out.4. A text of several paragraphs has a mark for each.
    """

    path: str
    span: Span


@dataclass(frozen=True, slots=True)
class Message:
    """`path` names the value that is in doubt, as in Mark."""

    level: Literal["info", "warning", "error"]
    code: str
    text: str
    line: int | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the document, as it was stored there; `line` is the line it stands behind, 0 above all.

    `aside`: it stands in the margin of the pages, outside the text.
    """

    name: str
    data: bytes = field(repr=False)
    line: int = 0
    caption: str = ""
    alt: str = ""
    aside: bool = False


# No UserFacingError: it carries a Message with code and line, and deeds/ imports nothing that stands on its own line
# of the house (utils/).
class DeedsError(Exception):
    """A document that cannot be read; the message tells its owner what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.text)
        self.message = message


@dataclass(frozen=True, slots=True)
class Award(Value):
    """An honor by name. `holder` is None when the page's own recipient holds it, or the document does not say."""

    name: str
    year: int | None = None
    holder: str | None = None
    issuer: str | None = None
    span: Span | None = field(default=None, compare=False)

    def check(self) -> None:
        require(bool(self.name), "荣誉要有名称")
        require(is_year(self.year), "年份要写成四位数字")


def digits(value: Decimal) -> str:
    """Drops trailing zeros, which say nothing: a database hands out 34 as 34.0000."""
    written = format(value, "f")
    return written.rstrip("0").rstrip(".") if "." in written else written


# So many stand at the head of a record at most.
MAX_KEY_FIGURES = 6
CHARTS = ("bars", "parts", "none")

# Every database keeps so many exactly, together with four decimal places; larger amounts are written in 万 or 亿.
MAX_WHOLE_DIGITS = 11


# Of so many figures none pays for the making of these.
TOO_LARGE = f"数值要写成普通的数字，整数部分不超过 {MAX_WHOLE_DIGITS} 位"
UNKNOWN_CHART = f"图的画法（chart）要写成 {'、'.join(CHARTS)} 之一，或者留空"


def is_storable(value: Decimal) -> bool:
    return value.is_finite() and value.adjusted() < MAX_WHOLE_DIGITS and value.adjusted() >= -20


@dataclass(frozen=True, slots=True)
class Figure(Value):
    """A number with its unit. `place` is (section number, measure number), None for the record as a whole.

    `chart` is how the figure, or the series it begins, is drawn: one of CHARTS, or empty for what suits it.
    `is_key` is of the few that stand for the record, at its head.
    """

    label: str
    value: Decimal
    unit: str
    sentence: str = ""
    as_of: int | None = None
    approximate: bool = False
    series: str | None = None
    rank: int | None = None
    rank_of: int | None = None
    place: tuple[int, int] | None = None
    chart: str = ""
    is_key: bool = False
    span: Span | None = field(default=None, compare=False)

    def check(self) -> None:
        require(bool(self.label), "数据要有名称")
        require(bool(self.unit), "数据要有单位")
        require(is_storable(self.value), TOO_LARGE)
        require(is_year(self.as_of), "数据的年份要写成四位数字")
        require(self.rank is None or self.rank >= 1, "位次要从 1 数起")
        require(self.rank_of is None or self.rank is not None, "写了位次的总数，也要写位次")
        require(self.rank_of is None or self.rank_of >= (self.rank or 1), "位次不能大于总数")
        require(not self.chart or self.chart in CHARTS, UNKNOWN_CHART)


@dataclass(frozen=True, slots=True)
class Measure(Value):
    """`marker` is verbatim (一是) and no part of `text`."""

    number: int
    marker: str = ""
    text: Paragraphs = ""
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Section(Value):
    number: int
    title: str | None = None
    lead: Paragraphs = ""
    measures: tuple[Measure, ...] = ()
    span: Span | None = field(default=None, compare=False)

    def check(self) -> None:
        in_order = [measure.number for measure in self.measures] == list(range(1, len(self.measures) + 1))
        require(in_order, "举措的序号要从 1 起连续")


@dataclass(frozen=True, slots=True)
class Recipient(Value):
    """`region` is a path: 山东省/滨州市/滨城区/彭李街道, empty when unknown; `post` what a person was when honored."""

    name: str | None = None
    kind: Literal["organization", "person"] | None = None
    short_name: str = ""
    region: str = ""
    post: str | None = None
    portrait: PictureAddress = ""


@dataclass(frozen=True, slots=True)
class Deeds(Value):
    """A whole deeds document. The first award is the award of this page.

    Title, introduction, section titles, leads, markers, measure texts, closing and `left_out` (every other line,
    without its outer white space) together hold each character of the document once, white space aside. Awards,
    recipient, summary and figures are copies. `markup` says how texts are to be read; titles, names and labels are
    plain always. In a plain text each line is a paragraph, but for tables: their rows are lines without a blank one
    between, their cells parted by tabs.
    """

    title: str | None = None
    recipient: Recipient = Recipient()
    awards: tuple[Award, ...] = ()
    introduction: Paragraphs = ""
    sections: tuple[Section, ...] = ()
    closing: Paragraphs = ""
    figures: tuple[Figure, ...] = ()
    left_out: tuple[str, ...] = ()
    source: str = ""
    markup: Literal["plain", "markdown"] = "plain"
    summary: str = ""
    cover: PictureAddress = ""

    def check(self) -> None:
        in_order = [section.number for section in self.sections] == list(range(1, len(self.sections) + 1))
        require(in_order, "章节的序号要从 1 起连续")
        places = {
            (section.number, measure.number) for section in self.sections for measure in section.measures
        }
        for figure in self.figures:
            if figure.place and figure.place not in places:
                place = "{}.{}".format(*figure.place)
                raise ValueError(f"数据“{figure.label}”指向的举措 {place} 不存在")

    def fingerprints(self) -> dict[str, str]:
        """Returns a few hexadecimal digits for each text that is there, by its path as in Mark.

        They are no proof: they tell an editor, without the texts, that a reader of another release reads otherwise.
        """
        return {
            path: blake2s(text.encode(), digest_size=FINGERPRINT_BYTES).hexdigest()
            for path, text in self.texts()
            if text
        }

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yields the texts that a page shows, each with its path; a measure's with its marker."""
        yield "title", self.title or ""
        yield "introduction", self.introduction
        for section in self.sections:
            place = f"sections.{section.number}"
            yield f"{place}.title", section.title or ""
            yield f"{place}.lead", section.lead
            for measure in section.measures:
                yield f"{place}.measures.{measure.number}.text", f"{measure.marker}{measure.text}"
        yield "closing", self.closing


@dataclass(frozen=True, slots=True)
class Part:
    """The place of a record in its file, and all else that reading its text again takes.

    `first_line` is the file's line with which its text begins; `front` counts characters at its start that belong to
    no record: a collection's title, its contents. `name` is that of a person, where the cut itself tells it;
    `heading` is the line above that names the award of all of them, if one does; `titled` says that the first line
    behind the front is the title. `looks` of lines are kept as their values, by the file's line; a JSON file is one
    record and can't be cut. `said` counts the messages that the file itself gave rise to, which come first.
    """

    number: int = 1
    of: int = 1
    first_line: int = 1
    front: int = 0
    name: str = ""
    heading: str = ""
    titled: bool = False
    looks: Mapping[int, tuple[Any, ...]] = field(default_factory=dict, repr=False)
    can_be_cut: bool = False
    said: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """The outcome of reading a document, or a part of it, with the text that spans count in; lines are the file's.

    `suggested` are figures whose label may be none: only an editor takes them into the record.

    `marking` finds the marks when somebody asks for them: only a review does, and they are dozens a document.
    """

    deeds: Deeds
    messages: tuple[Message, ...] = ()
    text: str = ""
    pictures: tuple[Picture, ...] = ()
    marking: Callable[[], Iterable[Mark]] = field(default=tuple, compare=False, repr=False)
    part: Part = field(default=Part(), compare=False)
    suggested: tuple[Figure, ...] = ()

    @property
    def marks(self) -> tuple[Mark, ...]:
        return tuple(self.marking())
