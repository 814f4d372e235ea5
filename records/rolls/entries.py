"""Gathers the entries of a roll with their groups and messages, and what is left out of it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from .cells import Fields, quoted
from .document import Column, Entry, Kind, Message, Roll, Row
from .headings import Heading, Path, kind_of_words
from .marks import SIGNS_ONLY, footnotes_of, words_of
from .name_doubts import name_doubts, revoked_doubts
from .names import (
    Named,
    kind_by_look,
    kind_in_words,
    looks_like_person,
    name_of,
    named,
)
from .places import completed

MAX_LEFT_OUT = 300  # told one by one


class Gatherer:
    """Takes what is read in its order.

    `headings` are their groups and words by number and source, `header_kind` is what the header says of the names
    below it; `signs` stood behind names, `stars` are the words of footnotes by their sign.
    """

    def __init__(self, roll: Roll) -> None:
        self.roll = roll
        self.order = 0
        self.begin("", Path())
        self.stars: dict[str, str] = {}
        self.headings: dict[tuple[int, str], tuple[str, str]] = {}
        self.signs: set[str] = set()
        self.left_out = 0

    def begin(self, source: str, path: Path, signed: frozenset[int] = frozenset()) -> None:
        """Begins a table; `signed` are the numbers of its rows that say who signed it."""
        self.signed = signed
        self.source, self.path = source, path
        self.start = len(self.roll.rows)
        self.title_kind: Kind | None = None
        self.header_kind: Kind | None = None
        self.last_number = 0
        # The last line of running text that was one name with its post, and how far it is indented.
        self.wrapped = (0, 0)

    def say(self, message: Message) -> None:
        self.roll.messages.append(message)

    def is_footnote(self, text: str) -> bool:
        """Tells whether words say what a sign means: they say so themselves, or the sign stood behind a name."""
        return any(
            is_told or (sign in self.signs and not looks_like_person(name_of(words)))
            for sign, words, is_told in footnotes_of(text)
        )

    def leave_out(self, number: int, text: str, code: str) -> None:
        """Tells of words that are no entry, and keeps what a star leads to."""
        for sign, words, _ in footnotes_of(text):
            self.stars.setdefault(sign, words)
        self.left_out += 1
        if self.left_out <= MAX_LEFT_OUT:
            self.say(Message("info", code, f"第 {number} 行没有当作名单：{quoted(text)}", number))

    def take_title(self, number: int, text: str, count: int | None = None) -> None:
        """Leaves a title out, but for what it says of all below it."""
        self.title_kind = self.title_kind or kind_of_words(text)
        self.leave_out(number, text, "title")
        if count is not None:
            self.add_quota(number, count)

    def enter(self, number: int, heading: Heading) -> None:
        self.path.enter(heading)
        self.headings[number, self.source] = (self.path.group, heading.words)
        if heading.stated is not None:
            self.add_quota(number, heading.stated)

    def add_quota(self, number: int, count: int) -> None:
        group = self.path.group
        if self.roll.quotas.setdefault(group, count) != count:
            note = f"第 {number} 行写的是 {count}，上面同一标题写的是 {self.roll.quotas[group]}。请核对。"
            self.say(Message("warning", "quota-differs", note, number))

    def count_in(self, group: str) -> int:
        rows = self.roll.rows[self.start :]
        return sum(1 for row in rows if row.entry and row.entry.name and is_in(row.entry.group, group))

    def add_total(self, number: int, of: str, count: int | None, text: str) -> None:
        """Leaves a total out, and compares it with what was read."""
        self.leave_out(number, text, "total")
        if count is None:
            return
        here, in_table, in_all = self.count_in(self.path.group), self.count_in(""), self.order
        if here == 0:
            self.add_quota(number, count)
        elif count not in ((here, in_table) if of == "小计" else (here, in_table, in_all)):
            read = here if of == "小计" else in_table
            note = f"第 {number} 行写着“{quoted(text)}”，实际读到 {read} 个。请核对有没有缺漏。"
            self.say(Message("warning", "count-differs", note, number))

    def tell_missing_regions(self) -> None:
        """Tells rows without a region among others with one: cells that were merged are blank when they are pasted."""
        entries = [
            (row.number, row.entry) for row in self.roll.rows[self.start :] if row.entry and row.entry.name
        ]
        missing = [number for number, entry in entries if not entry.region]
        if 0 < len(missing) < len(entries):
            note = f"有 {len(missing)} 行没有地区，第一处是第 {missing[0]} 行。原来若是合并的单元格，请每行都填上。"
            self.say(Message("warning", "region-missing", note, missing[0]))

    def finish(self) -> None:
        """Tells what is known only at the end: footnotes, numbers that do not agree."""
        if self.left_out > MAX_LEFT_OUT:
            note = f"另有 {self.left_out - MAX_LEFT_OUT} 行没有当作名单。请对照原件核对。"
            self.say(Message("warning", "left-out", note))
        self.roll.rows = [with_footnotes(row, self.stars) for row in self.roll.rows]
        counts = Counter(row.entry.group for row in self.roll.rows if row.entry and row.entry.name)
        self.tell_empty_headings(set(counts))
        for group, quota in self.roll.quotas.items():
            read = sum(count for each, count in counts.items() if is_in(each, group))
            if read != quota:
                where = f"“{group}”" if group else "名单"
                note = f"{where}写明 {quota} 个，实际读到 {read} 个。请核对有没有缺漏或重复。"
                self.say(Message("warning", "quota-differs", note))

    def tell_empty_headings(self, groups: set[str]) -> None:
        above = {
            "/".join(parts[:end])
            for parts in (group.split("/") for group in groups)
            for end in range(len(parts) + 1)
        }
        for (number, _), (group, words) in self.headings.items():
            if group not in above:
                note = (
                    f"第 {number} 行读作标题“{quoted(words)}”，它下面没有读到名单。请核对它是不是一个名称。"
                )
                self.say(Message("warning", "heading-empty", note, number))

    # --- Entries ----------------------------------------------------------------------------------------

    def add(
        self,
        number: int,
        name: Named,
        post: str = "",
        fields: "Fields | None" = None,
    ) -> None:
        """Adds an entry, by what its own cells, the headings, the header and its look say of it."""
        fields = fields or Fields(self.path)
        messages, self.path.has_entries = fields.messages, True
        self.signs.add(name.notes.get("*", ""))
        for label, words in name.notes.items():
            fields.note(label, words)
        kind = (
            fields.kind
            or kind_of_words(fields.award)
            or self.path.kind
            or self.title_kind
            or self.header_kind
        )
        if not name.name:
            messages.append(Message("error", "no-name", "没有姓名（名称）。请补上，或删去这一行。", number))
        else:
            self.order += 1
            messages += name_doubts(name, kind, number)
            messages += revoked_doubts(name, fields.notes, number)
        region, provinces = completed(fields.region or self.path.region)
        if provinces:
            note = f"“{region}”在{'、'.join(provinces)}都有，没有说是哪一个。请写成“{provinces[0]}/{region}”的样子。"
            messages.append(Message("warning", "place-ambiguous", note, number))
        group = "/".join(filter(None, (self.path.group, fields.group)))
        entry = Entry(
            name.name,
            name.printed,
            kind or kind_by_look(name.name),
            " ".join(filter(None, (post, name.post))),
            region,
            fields.award,
            fields.year,
            group,
            self.order,
            fields.notes,
        )
        self.roll.rows.append(Row(self.source, number, entry, tuple(messages)))

    def continue_post(self, number: int, words: str) -> None:
        """Adds the rest of a post that goes on in the next line to the last entry, and tells it."""
        row = self.roll.rows[-1]
        if row.entry is not None:
            self.roll.rows[-1] = replace(row, entry=replace(row.entry, post=f"{row.entry.post}{words}"))
            note = f"第 {number} 行接在“{quoted(row.entry.name)}”的单位及职务后面：{quoted(words)}"
            self.say(Message("info", "line-joined", note, number))

    def add_unread(self, number: int, text: str) -> None:
        """Adds a row that is an error, and no entry: a roll that may lack some of its names is not saved in silence."""
        note = (
            f"第 {number} 行看不出是姓名还是标题，没有读入：{quoted(text)}。"
            "是名单的请改成表格再导入，不是的请从文件里删去。"
        )
        self.roll.rows.append(
            Row(self.source, number, None, (Message("error", "line-unread", note, number),))
        )

    def add_cells(self, number: int, cells: Iterable[tuple[Column, str]]) -> None:
        fields, name, posts = Fields(self.path), Named("", "", {}), {"unit": "", "post": ""}
        for column, cell in cells:
            text = cell.strip()
            if not text or column.field == "ignored":
                continue
            if column.field == "name":
                name = named(text)
            elif column.field in posts:
                posts[column.field] = " ".join(text.split("\n"))
            elif column.field == "order":
                self.take_number(number, column, text, fields)
            else:
                fields.take(number, column, text)
        unit, post = posts["unit"], posts["post"]
        self.add(number, name, post if post.startswith(unit) else f"{unit}{post}", fields)

    def take_number(self, number: int, column: Column, text: str, fields: "Fields") -> None:
        """Drops a running number, be it of the whole or of a group; another one is a note."""
        digits = text.rstrip(".．、 ")
        if not digits.isdecimal() or len(digits) > 7:
            fields.note(column.header, text)
            return
        value, last = int(digits), self.last_number
        self.last_number = value
        if value in (last + 1, 1):
            return
        fields.note(column.header, text)
        if last and value != last:
            note = f"序号从 {last} 到 {value}，不连续，可能少了或多了一行。请核对。"
            fields.messages.append(Message("warning", "number-gap", note, number))

    def add_written(self, number: int, columns: Sequence[Column], row: Sequence[str]) -> None:
        """Adds a row of a file that rolls.writing made, each cell as it is."""
        fields, texts = Fields(Path()), dict[str, str]()
        for at, column in enumerate(columns):
            cell = row[at] if at < len(row) else ""
            if column.field == "note" and cell:
                fields.note(column.header, cell)
            elif column.field == "year" and cell.strip():
                fields.take(number, column, cell)
            elif column.field != "order":
                texts[column.field] = cell
        plain = named_plainly(texts["name"])
        self.order += bool(plain.name)
        if not plain.name:
            note = "没有姓名（名称）。请补上，或删去这一行。"
            fields.messages.append(Message("error", "no-name", note, number))
        kind = kind_in_words(texts["kind"])
        if texts["kind"].strip() and kind is None:
            fields.note("类型", texts["kind"])
            note = f"类型“{quoted(texts['kind'])}”看不出是个人还是集体，已留空。请写“个人”或“集体”。"
            fields.messages.append(Message("warning", "kind-unknown", note, number))
        given = {each: texts[each] for each in ("post", "region", "award", "group")}
        fields.messages += revoked_doubts(plain, fields.notes, number)
        entry = Entry(
            plain.name, plain.printed, kind, year=fields.year, order=self.order, notes=fields.notes, **given
        )
        self.roll.rows.append(Row(self.source, number, entry, tuple(fields.messages)))


def named_plainly(cell: str) -> Named:
    return Named(name_of(cell), cell, {})


def is_in(group: str, above: str) -> bool:
    return not above or group == above or group.startswith(f"{above}/")


def with_footnotes(row: Row, stars: dict[str, str]) -> Row:
    """Returns the row with the words of the footnote to which its sign leads, or with a doubt where none says it."""
    sign = row.entry.notes.get("*", "") if row.entry else ""
    if row.entry is None or not SIGNS_ONLY.fullmatch(sign):
        return row
    if words := words_of(sign, stars):
        return replace(row, entry=replace(row.entry, notes={**row.entry.notes, "*": words}))
    note = f"“{quoted(row.entry.name)}”带有“{sign}”，名单里没有找到它的说明。请核对，把说明写进备注。"
    return replace(row, messages=(*row.messages, Message("warning", "mark-unexplained", note, row.number)))
