"""Text → Deeds: the layout's paragraphs are cut into leads, measures and closing; awards and figures are copied out."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .document import Award, Deeds, Figure, Measure, Message, Reading, Section, Span
from .figures import figures_in
from .gaps import gaps
from .honors import awards_in, awards_in_title, merged
from .layout import Draft, Layout, lay_out
from .numerals import measure_marks
from .recipients import recipient_of
from .source import Line, Source, line_starts

MAX_FIGURES = 200
MAX_AWARDS = 200
MAX_PASSED = 5000
SHOWN = 5  # examples named in one message


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, or the part of one that a mark cut off."""

    text: str
    start: int

    @property
    def span(self) -> Span:
        return Span(self.start, self.start + len(self.text))


@dataclass
class Item:
    """A measure while its paragraphs are gathered."""

    marker: Piece
    pieces: list[Piece] = field(default_factory=list)


@dataclass
class Part:
    """A section cut into lead and measures, still with offsets."""

    title: Line | None
    lead: list[Piece] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    led_in: bool = False  # the last paragraph of the lead and the first measure share a line


def piece(text: str, start: int) -> list[Piece]:
    """One piece without outer white space, or none."""
    content = text.strip()
    return [Piece(content, start + len(text) - len(text.lstrip()))] if content else []


def joined(pieces: Sequence[Piece]) -> str:
    return "\n\n".join(piece.text for piece in pieces)


def cut(draft: Draft) -> Part:
    """Cut at the marks that count 一是, 二是, 三是 …; a new list begins at 一是 behind a full stop."""
    part, count = Part(draft.title), 0
    for line in draft.paragraphs:
        target, done = part.items[-1].pieces if part.items else part.lead, 0
        for mark in measure_marks(line.text):
            if mark.number != count + 1 and not (mark.number == 1 and mark.strong):
                continue
            count = mark.number
            target += piece(line.text[done : mark.start], line.start + done)
            part.led_in = part.led_in or (not part.items and mark.start > 0)
            part.items.append(Item(Piece(line.text[mark.start : mark.end], line.start + mark.start)))
            target, done = part.items[-1].pieces, mark.end
        target += piece(line.text[done:], line.start + done)
    return part


def untitled(part: Part) -> tuple[list[Piece], list[Part]]:
    """Introduction, and a section without title if there are measures before the first heading.

    Whole paragraphs before the measures introduce the record; what stands in the first measure's own paragraph
    leads in to the measures, unless there is no other introduction.
    """
    if not part.items:
        return part.lead, []
    if part.led_in and len(part.lead) > 1:
        return part.lead[:-1], [Part(None, part.lead[-1:], part.items)]
    return part.lead, [Part(None, [], part.items)]


def take_closing(parts: Sequence[Part]) -> list[Piece]:
    """Paragraphs behind the last measure close the deeds where no other measure runs over several paragraphs."""
    items = [item for part in parts for item in part.items]
    if not parts or not parts[-1].items or any(len(item.pieces) > 1 for item in items[:-1]):
        return []
    last = items[-1].pieces
    closing = last[1:]
    del last[1:]
    return closing


def section_of(number: int, part: Part) -> Section:
    measures = tuple(
        Measure(n, item.marker.text, joined(item.pieces), span_of([item.marker, *item.pieces]))
        for n, item in enumerate(part.items, start=1)
    )
    heading = [Piece(part.title.text, part.title.start)] if part.title else []
    everything = [*heading, *part.lead, *(p for item in part.items for p in [item.marker, *item.pieces])]
    title = part.title.text if part.title else None
    return Section(number, title, joined(part.lead), measures, span_of(everything))


def span_of(pieces: Sequence[Piece]) -> Span:
    return Span(pieces[0].start, pieces[-1].span.end)


@dataclass(frozen=True, slots=True)
class Body:
    """The running text in order, each piece with the measure it belongs to."""

    introduction: list[Piece]
    parts: list[Part]
    closing: list[Piece]

    def prose(self) -> Iterator[Piece]:
        """What speaks of the recipient as a whole: everything but the measures."""
        yield from self.introduction
        for part in self.parts:
            yield from part.lead
        yield from self.closing

    def placed(self) -> Iterator[tuple[Piece, tuple[int, int] | None]]:
        yield from ((piece, None) for piece in self.introduction)
        for s, part in enumerate(self.parts, start=1):
            yield from ((piece, None) for piece in part.lead)
            for m, item in enumerate(part.items, start=1):
                yield from ((piece, (s, m)) for piece in item.pieces)
        yield from ((piece, None) for piece in self.closing)


def body_of(layout: Layout) -> Body:
    introduction, parts = untitled(cut(layout.drafts[0]))
    parts += [cut(draft) for draft in layout.drafts[1:]]
    return Body(introduction, parts, take_closing(parts))


def all_figures(body: Body) -> tuple[tuple[Figure, ...], list[Span]]:
    """The first MAX_FIGURES: deeds hold dozens, and each carries a copy of its sentence into the head of the file."""
    figures: list[Figure] = []
    passed: list[Span] = []
    for piece, place in body.placed():
        found, unnamed = figures_in(piece.text, piece.start, place)
        figures += found
        passed += unnamed
        if len(figures) >= MAX_FIGURES or len(passed) >= MAX_PASSED:
            break
    return tuple(figures[:MAX_FIGURES]), passed


def own_awards(layout: Layout) -> list[Award]:
    titled = awards_in_title(layout.title.text) if layout.title else []
    return [award for _, award in layout.awards] + titled


def doubts(text: str, body: Body, passed: Sequence[Span]) -> Iterator[Message]:
    """What was read, but an editor should look at."""
    starts = line_starts(text)
    for part in body.parts:
        if len(part.items) == 1:
            line = bisect_right(starts, part.items[0].marker.start)
            note = "只找到“一是”，没有“二是”。请核对这一段是不是举措。"
            yield Message("warning", "lone-measure", note, line)
    if passed:
        shown = "、".join(text[span.start : span.end] for span in passed[:SHOWN])
        more = f"等 {len(passed)} 处" if len(passed) > SHOWN else ""
        note = f"没能判断这些数字说的是什么，未列入数据：{shown}{more}。需要时请手工添加。"
        yield Message("info", "figure-unnamed", note, bisect_right(starts, passed[0].start))


def award_doubts(awards: Sequence[Award], own: Sequence[Award]) -> Iterator[Message]:
    if awards and not own:
        note = f"标题和标题下方没有写明本页的表彰，暂以正文提到的“{awards[0].name}”为本页表彰。请核对。"
        yield Message("warning", "award-unsure", note)
    undated = [award.name for award in awards[1:] if award.year is None]
    if undated:
        note = f"以下荣誉没有写明年份，页面上不显示年份：{'、'.join(undated[:SHOWN])}"
        yield Message(
            "info", "other-years-unknown", note + (f"等 {len(undated)} 项。" if undated[SHOWN:] else "。")
        )


def read_source(source: Source) -> Reading:
    layout = lay_out(source.lines)
    body = body_of(layout)
    introduction = joined(body.introduction)
    title = layout.title.text if layout.title else None
    recipient = recipient_of(title, introduction)
    figures, passed = all_figures(body)
    own = own_awards(layout)
    told = [award for piece in body.prose() for award in awards_in(piece.text, piece.start)]
    awards = merged([*own, *told], recipient.name)[:MAX_AWARDS]
    deeds = Deeds(
        title,
        recipient,
        awards,
        introduction,
        tuple(section_of(number, part) for number, part in enumerate(body.parts, start=1)),
        joined(body.closing),
        figures,
        tuple(line.text for line in layout.left_out),
    )
    award_line = layout.awards[0][0].number if layout.awards else None
    title_line = layout.title.number if layout.title else None
    doubtful = [*award_doubts(awards, own), *doubts(source.text, body, passed)]
    messages = (*source.messages, *gaps(deeds, title_line, award_line), *doubtful)
    return Reading(deeds, messages, source.text, pictures=source.pictures)
