"""Lists all texts of a record in order: files, the search index, excerpts and comparisons are made from this list."""

import re
from collections.abc import Iterable, Iterator
from enum import Enum, auto
from typing import Any, NamedTuple

from django.db.models import Manager, Q

from records.deeds.document import Deeds
from records.models import Picture, Record, Version

from .markdown import to_lines, to_plain
from .paragraphs import paragraphs
from .pictures import PictureRows, names_without_words, picture_names

# A list shows so much of a record; a sentence that goes on is cut at its last clause before.
MAX_GIST_CHARACTERS = 90
# So much of an introduction is looked through for its first sentence.
MAX_OPENING_CHARACTERS = 600
SENTENCE = re.compile(r".*?[。！？](?:[”’」』）]*)")
CLAUSE_ENDS = "，；：。、"
# Of the texts that a record has once.
NAMES = {
    "title": "标题",
    "summary": "一句话介绍",
    "post": "职务、单位",
    "introduction": "引言",
    "closing": "结语",
    "source_link": "来源链接",
}


class PassageKind(Enum):
    TITLE = auto()
    HEADING = auto()
    MEASURE = auto()
    PROSE = auto()


class Passage(NamedTuple):
    """Holds one text and its place. A title and a heading are plain text, all else is Markdown.

    `path` names the text as `Mark.path` does: title, introduction, sections.1.title, sections.1.lead,
    sections.1.measures.2.text, closing. `label` says in Chinese where it stands, blank in a section without a title.
    """

    kind: PassageKind
    path: str
    label: str
    text: str
    section: int = 0  # 0: belongs to the record itself
    measure: int = 0
    marker: str = ""
    pictures: PictureRows | None = None  # of all texts of the record

    @property
    def anchor(self) -> str:
        """Returns the fragment of the award page's address; blank above all sections, and for the closing."""
        return (
            f"s{self.section}-m{self.measure}" if self.measure else f"s{self.section}" if self.section else ""
        )

    @property
    def words(self) -> str:
        """Returns the text without Markdown, its paragraphs on lines of their own."""
        is_plain = self.kind in (PassageKind.TITLE, PassageKind.HEADING)
        return self.text if is_plain else to_lines(self.text, self.pictures)

    @property
    def line(self) -> str:
        """Returns the words behind their marker, as a reader meets them."""
        return self.marker + self.words


def passages(record: Record | Deeds) -> Iterator[Passage]:
    """Yields every text, empty ones too.

    A record that was loaded with its sections and measures costs no query, but one for the words of pictures where
    texts show any.
    """
    found = list(passages_in_order(record))
    pictures = PictureRows(tuple(passage.text for passage in found))
    return (passage._replace(pictures=pictures) for passage in found)


def passages_in_order(record: Record | Deeds) -> Iterator[Passage]:
    yield Passage(PassageKind.TITLE, "title", NAMES["title"], record.title or "")
    yield Passage(PassageKind.PROSE, "introduction", NAMES["introduction"], record.introduction)
    for section in members(record.sections):
        yield from passages_of_section(section)
    yield Passage(PassageKind.PROSE, "closing", NAMES["closing"], record.closing)


def passages_of_section(section: Any) -> Iterator[Passage]:
    number, title = section.number, section.title or ""
    path = f"sections.{number}"
    yield Passage(PassageKind.HEADING, f"{path}.title", title, title, number)
    yield Passage(PassageKind.PROSE, f"{path}.lead", title, section.lead, number)
    for measure in members(section.measures):
        label = "　".join(filter(None, [title, measure.marker]))
        place = f"{path}.measures.{measure.number}.text"
        yield Passage(PassageKind.MEASURE, place, label, measure.text, number, measure.number, measure.marker)


def place_of(path: str) -> str:
    """Names the text at this path as an editor's page does; "" for none."""
    match path.split("."):
        case ["sections", section, "measures", measure, _]:
            return f"第 {section} 章举措 {measure}"
        case ["sections", section, "title"]:
            return f"第 {section} 章标题"
        case ["sections", section, "lead"]:
            return f"第 {section} 章导语"
        case ["sections", section]:
            return f"第 {section} 章"
        case ["figures", figure, *_]:
            return f"数据 {figure}"
    return NAMES.get(path, "")


def picture_rows(record: Record) -> PictureRows:
    """Returns the pictures that the record's texts show, for a page of them all."""
    return PictureRows(tuple(passage.text for passage in passages_in_order(record)))


def gist(record: Record) -> str:
    """Returns one plain sentence about the record: its summary, or the first sentence of its introduction."""
    if record.summary:
        return record.summary
    plain = to_plain(next(iter(paragraphs(record.introduction[:MAX_OPENING_CHARACTERS])), ""))
    found = SENTENCE.match(plain)
    sentence = found[0] if found else plain
    if len(sentence) <= MAX_GIST_CHARACTERS:
        return sentence
    shortened = sentence[:MAX_GIST_CHARACTERS]
    cut = max(shortened.rfind(mark) for mark in CLAUSE_ENDS)
    return f"{shortened[:cut] if cut > 0 else shortened}……"


def in_a_sentence(record: Record) -> str:
    """Tells what the record is about, also of one whose deeds are not there yet."""
    who = f"{record.recipient.name}（{record.post}）" if record.post else record.recipient.name
    return gist(record) or f"{who}，{record.commendation}。"


def pictures(record: Record) -> set[str]:
    """Names the pictures that are shown because this record is public: by its texts, or on its recipient's page."""
    texts = [*(passage.text for passage in passages(record)), record.recipient.introduction]
    chosen = {picture.name for picture in (record.cover, record.recipient.portrait) if picture}
    return chosen.union(*map(picture_names, texts))


def pictures_of_all_versions(record: Record) -> set[str]:
    """Names those that its earlier versions show, too, as far as the public may read them; a few queries where there
    are any."""
    if record.content.number == 1:
        return pictures(
            record
        )  # a queryset without rows costs a third of the time that indexing a name takes
    earlier = Version.objects.shown().filter(record=record).exclude(pk=record.content.pk).whole()
    return pictures(record).union(*(pictures(record.showing(version)) for version in earlier))


def undescribed(record: Record, said: Deeds | None = None) -> list[Picture]:
    """Finds the pictures that the record shows and of which nobody has said what is on them.

    `said` are its texts where they are at hand: without them they are read again.
    """
    texts = [*(passage.text for passage in passages_in_order(said or record)), record.recipient.introduction]
    names = set().union(*map(names_without_words, texts))
    chosen = {picture.pk for picture in (record.cover, record.recipient.portrait) if picture}
    shown = Picture.objects.filter(Q(name__in=names) | Q(pk__in=chosen))
    return [picture for picture in shown if not picture.is_described]


def members(rows: Any) -> Iterable[Any]:
    """Returns the rows of a relation, or the values of a tuple."""
    return rows.all() if isinstance(rows, Manager) else rows
