"""Compares two versions of a record, or it with a document, part with part."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from heapq import nlargest, nsmallest
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from rapidfuzz import fuzz

from records.deeds import document
from records.deeds.document import Deeds, digits
from records.models import Record

from .paragraphs import paragraphs
from .passages import members
from .pieces import Piece, pieces_of

Kind = Literal["same", "changed", "added", "removed", "moved"]
# Texts alike by so much (of 100) are one that was rewritten; below, one went and another came.
ALIKE = 55
CHOSEN_PAIRS = 64
# In Markdown, as texts name a picture of the site: told by its words and the beginning of its name.
PICTURE = re.compile(r"!\[([^\]\n]*)\]\([^)\s]*/images/(\w{6})[\w.]*\)")
LABELS = {
    "title": "标题",
    "summary": "一句话介绍",
    "post": "职务、单位",
    "cover": "题图",
    "introduction": "引言",
    "closing": "结语",
    "source": "材料来源",
    "source_link": "来源链接",
}
MARKDOWN = {"introduction", "closing"}


class Part(NamedTuple):
    """One text of a version. `origin` is the row that it was copied from, `group` what it can be the same as.

    Of a document, which has no rows, `row` is its number.
    """

    group: str
    path: str
    label: str
    text: str
    row: int = 0
    origin: int | None = None
    section: int = 0  # the row of the section that it stands in


@dataclass(frozen=True, slots=True)
class Difference:
    """Tells what became of one part. `before` is None for what is new, `after` for what is gone."""

    kind: Kind
    before: Part | None
    after: Part | None
    old: Sequence[Piece] = field(default_factory=tuple)
    new: Sequence[Piece] = field(default_factory=tuple)
    was_moved: bool = False

    @property
    def label(self) -> str:
        part = self.after or self.before
        return part.label if part else ""

    @property
    def words(self) -> str:
        """Says what became of it, for those who do not see colors."""
        moved = f"从{self.before.label}移来" if self.was_moved and self.before else ""
        said = {"changed": "有改动", "added": "新增", "removed": "删除", "moved": "", "same": ""}[self.kind]
        return "，".join(filter(None, [moved, said]))


def differences(before: Record | Deeds, after: Record | Deeds) -> list[Difference]:
    """Lists every part of both in the order of the later one; what is gone stands where it stood.

    A record that was loaded whole costs no query. Deeds have Markdown texts, as records have.
    """
    old, new = list(parts_of(before)), list(parts_of(after))
    pairs = matched(old, new)
    moved = moved_parts(pairs, old, new)
    return [compared(one, other, moved) for one, other in in_order(old, new, pairs)]


def changed(found: Sequence[Difference]) -> list[Difference]:
    return [one for one in found if one.kind != "same"]


# --- The parts of a version -------------------------------------------------------------------------


def parts_of(record: Record | Deeds) -> Iterator[Part]:
    for name in ("title", "summary", "post", "cover", "introduction"):
        yield Part(name, name, LABELS[name], text_of(record, name))
    for section in members(record.sections):
        own, path, place = ids(section), f"sections.{section.number}", f"第 {section.number} 章"
        yield Part("heading", f"{path}.title", f"{place}标题", section.title or "", *own)
        yield Part("lead", f"{path}.lead", f"{place}导语", readable(section.lead), *own)
        for measure in members(section.measures):
            where = f"{path}.measures.{measure.number}.text"
            text = f"{measure.marker}{'　' if measure.marker else ''}{readable(measure.text)}"
            yield Part("measure", where, f"{place}第 {measure.number} 条", text, *ids(measure), own[0])
    for name in ("closing", "source", "source_link"):
        yield Part(name, name, LABELS[name], text_of(record, name))
    for number, figure in enumerate(members(record.figures), 1):
        path, label = f"figures.{number}", f"数据 {number}"
        yield Part("figure", path, label, figure_text(figure), *ids(figure, number))


def ids(part: Any, number: int = 0) -> tuple[int, int | None]:
    row: int = getattr(part, "pk", 0) or number or part.number
    return row, getattr(part, "copied_from", None)


def text_of(record: Record | Deeds, name: str) -> str:
    if isinstance(record, Deeds):
        said = {"post": record.recipient.post, "source_link": "", "cover": record.cover.rpartition("/")[2]}
        text = str((said[name] if name in said else getattr(record, name)) or "")
    elif name == "cover":
        text = f"{record.cover}（{record.cover.name}）" if record.cover else ""
    else:
        text = str(getattr(record, name))
    return readable(text) if name in MARKDOWN else text


def readable(markdown: str) -> str:
    """Returns the text with its paragraphs apart: how far they stood from each other is no difference to a reader."""
    text = "\n\n".join(paragraphs(markdown))
    return PICTURE.sub(r"［图片 \2：\1］", text)


def figure_text(figure: Any) -> str:
    amount = f"{digits(figure.value)}{'余' if figure.approximate else ''}"
    rank = f"第 {figure.rank} 位" if figure.rank else ""
    among = f"（共 {figure.rank_of}）" if figure.rank_of else ""
    year = f"{figure.as_of} 年" if figure.as_of else ""
    section, measure = measure_of(figure) or (0, 0)
    place = f"属于第 {section} 章第 {measure} 条" if section else ""
    key = "关键数据" if figure.is_key else ""
    said = [f"{figure.label} {amount}{figure.unit}", year, figure.series or "", rank + among, place, key]
    return "，".join(filter(None, said)) + (f"。{figure.sentence}" if figure.sentence else "")


def measure_of(figure: Any) -> tuple[int, int] | None:
    if isinstance(figure, document.Figure):
        return figure.place
    return (figure.measure.section.number, figure.measure.number) if figure.measure else None


# --- Which is which ---------------------------------------------------------------------------------

Pairs = dict[str, Part]  # the earlier part by the path of the later one


def matched(old: Sequence[Part], new: Sequence[Part]) -> Pairs:
    """Pairs parts by the row that one was copied from, else by equal words, else by likeness, closest first."""
    pairs: Pairs = {}
    left = {part.path: part for part in old}
    for find in (by_row, by_words, by_likeness):
        for part, other in find([part for part in new if part.path not in pairs], list(left.values())):
            if part.path not in pairs and other.path in left:
                pairs[part.path] = left.pop(other.path)
    return pairs


def by_row(new: Sequence[Part], old: Sequence[Part]) -> Iterator[tuple[Part, Part]]:
    rows = {(part.group, part.row): part for part in old if part.row}
    copies = {(part.group, part.origin): part for part in old if part.origin}
    once = {part.group: part for part in old if not part.row}
    for part in new:
        other = once.get(part.group) if not part.row else rows.get((part.group, part.origin or 0))
        # Both are copies of one: versions that are not next to each other.
        other = other or (copies.get((part.group, part.origin)) if part.origin else None)
        if other:
            yield part, other


def by_words(new: Sequence[Part], old: Sequence[Part]) -> Iterator[tuple[Part, Part]]:
    known: dict[tuple[str, str], list[Part]] = {}
    for part in old:
        known.setdefault((part.group, part.text), []).append(part)
    for part in new:
        same = known.get((part.group, part.text))
        if same and part.text:
            yield part, same.pop(0)


def by_likeness(new: Sequence[Part], old: Sequence[Part]) -> Iterator[tuple[Part, Part]]:
    found = []
    for group in ("heading", "lead", "measure", "figure"):
        ours, theirs = ([part for part in side if part.group == group] for side in (new, old))
        if ours and theirs:
            sketches = [sketch(part.text) for part in theirs]
            for place, part in enumerate(ours):
                for at in most_in_common(sketch(part.text), sketches):
                    score = fuzz.ratio(part.text, theirs[at].text, score_cutoff=ALIKE)
                    found += [(-score, place, at, part, theirs[at])] if score else []
    for _, _, _, part, other in sorted(found, key=lambda one: one[:3]):
        yield part, other


def sketch(text: str) -> frozenset[int]:
    """Chooses some of the pairs of characters in a text: alike texts have many of their chosen ones in common.

    To compare each whole text with each other one takes five seconds for 250 of 1,500 characters.
    """
    mixed = {(ord(one) * 65_599 + ord(other)) * 2_654_435_761 & 0xFFFFFFFF for one, other in pairwise(text)}
    return frozenset(nsmallest(CHOSEN_PAIRS, mixed))


def most_in_common(ours: frozenset[int], theirs: Sequence[frozenset[int]]) -> list[int]:
    """Returns the places of the three that have most in common with it."""
    common = ((len(ours & other), -place) for place, other in enumerate(theirs))
    return [-place for shared, place in nlargest(3, common) if shared]


def moved_parts(pairs: Pairs, old: Sequence[Part], new: Sequence[Part]) -> set[str]:
    """Finds the fewest parts that must have moved: those outside the longest run that kept its order, and those that
    stand in another section now."""
    places = {part.path: place for place, part in enumerate(old)}
    moved: set[str] = set()
    sections = {
        part.row: pairs[part.path].row for part in new if part.group == "heading" and part.path in pairs
    }
    for group in ("heading", "measure", "figure"):
        listed = [part for part in new if part.group == group and part.path in pairs]
        stayed = longest_run([places[pairs[part.path].path] for part in listed])
        moved |= {part.path for place, part in enumerate(listed) if place not in stayed}
        if group == "measure":
            moved |= {
                part.path
                for part in listed
                if sections.get(part.section) not in {None, pairs[part.path].section}
            }
    return moved


def longest_run(numbers: Sequence[int]) -> set[int]:
    """Returns the places of the longest increasing run of the numbers, which need not stand side by side."""
    ends: list[int] = []  # place of the smallest end of a run of each length
    before: dict[int, int | None] = {}
    for place, number in enumerate(numbers):
        length = next((at for at, end in enumerate(ends) if numbers[end] >= number), len(ends))
        before[place] = ends[length - 1] if length else None
        ends[length : length + 1] = [place]
    run, at = set(), ends[-1] if ends else None
    while at is not None:
        run.add(at)
        at = before[at]
    return run


def in_order(
    old: Sequence[Part], new: Sequence[Part], pairs: Pairs
) -> Iterator[tuple[Part | None, Part | None]]:
    """Yields pairs in the order of the later version, and each part that is gone behind the one it stood behind."""
    kept = {other.path: path for path, other in pairs.items()}
    gone: dict[str, list[Part]] = {}
    last = ""
    for part in old:
        if part.path in kept:
            last = kept[part.path]
        else:
            gone.setdefault(last, []).append(part)
    yield from ((part, None) for part in gone.get("", []))
    for part in new:
        yield pairs.get(part.path), part
        yield from ((other, None) for other in gone.get(part.path, []))


# --- What differs -----------------------------------------------------------------------------------


def compared(before: Part | None, after: Part | None, moved: set[str]) -> Difference:
    if before is None or after is None:
        part = before or after
        if part is None or not part.text:  # an empty lead that came or went with its section
            return Difference("same", before, after)
        pieces = [Piece(part.text, True)]
        return (
            Difference("removed", before, None, pieces)
            if before
            else Difference("added", None, after, (), pieces)
        )
    was_moved = after.path in moved
    if before.text == after.text:
        return Difference("moved" if was_moved else "same", before, after, was_moved=was_moved)
    return Difference("changed", before, after, *pieces_of(before.text, after.text), was_moved)
