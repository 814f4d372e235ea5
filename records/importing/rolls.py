"""Reads files of names as one roll, and says of each row what the site knows of it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from records.deeds import DeedsError
from records.models import Category, Commendation, Recipient, RollEntry
from records.publishing.rolls import SavedRoll, doubts, likely, parted, save_roll, told_group
from records.publishing.rolls.matching import matched
from records.publishing.rolls.saving import objections
from records.publishing.rolls.standing import Parted
from records.rolls import Entry, Message, Roll, RollRefused, Row, read_roll
from records.rolls.form import REVOKED
from records.utils.files import HashedFile, hashed

from .exceptions import refuse, unopened
from .files import is_folder, opened, shown

# A line of the file, as a refusal counts it; “已是名单第 3 名” is one of the roll on the site.
LINE = re.compile(r"(?<!已是)名单第 (\d+) 名|(?<=和)第 (\d+) 名")
# “全国劳动模范 2024” or “全国劳动模范（2024年）”; the year may be unknown.
NAMED = re.compile(r"(?P<name>.+?)\s*[（(]?\s*(?P<year>(?:19|20|21)\d\d)\s*年?度?\s*[）)]?")
MAX_PROPOSED = 3


class CommendationNotFound(Exception):
    """str() says in Chinese which there are."""


@dataclass(slots=True)
class ReadRoll:
    """The rows of all files in their order, counted through; `messages` are of no row, with their file."""

    rows: list[Row] = field(default_factory=list)
    quotas: dict[str, int] = field(default_factory=dict)
    messages: list[tuple[str, Message]] = field(default_factory=list)
    files: list[tuple[str, HashedFile]] = field(default_factory=list)

    @property
    def entries(self) -> list[Entry]:
        return [row.entry for row in self.rows if row.entry is not None and row.ok]

    @property
    def is_whole(self) -> bool:
        """Tells whether every row was read: a roll that lacks some of its names is none."""
        levels = [message.level for _, message in self.messages]
        return "error" not in levels and all(row.ok for row in self.rows)

    def add(self, roll: Roll, source: str, kind: Any) -> None:
        """Adds a file; `kind` is that of rows that do not say whether they are a person or an organization."""
        last = max((row.entry.order for row in self.rows if row.entry), default=0)
        for row in roll.rows:
            entry = row.entry
            if entry is not None:
                entry = replace(entry, order=last + entry.order, kind=entry.kind or kind)
                unknown = entry.kind is None and row.ok
                row = replace(row, entry=entry, messages=(*row.messages, *([NO_KIND] if unknown else [])))
            self.rows.append(row)
        for path, number in roll.quotas.items():
            self.quotas[path] = self.quotas.get(path, 0) + number
        self.messages += [(source, message) for message in roll.messages]

    def placed(self, text: str) -> str:
        """Names file and row where a refusal counts the names of the roll."""
        by_order = {row.entry.order: row for row in self.rows if row.entry}

        def place(found: re.Match[str]) -> str:
            row = by_order.get(int(found[1] or found[2]))
            return f"{row.source} 第 {row.number} 行（{found[0]}）" if row else found[0]

        return LINE.sub(place, text)


NO_KIND = Message(
    "error", "kind-missing", "看不出是个人还是集体。请在文件里加一列“类型”，写个人或集体，或加 --kind 说明。"
)


def read_files(paths: Iterable[Path], kind: str | None = None) -> ReadRoll:
    """Reads them; one that cannot be read is told as an error among the messages."""
    read = ReadRoll()
    for path in paths:
        try:
            file = hashed(bytes_of(path))
            read.add(read_roll(file.data, path.name), path.name, kind)
            read.files.append((path.name, file))
        except RollRefused as refused:
            read.messages.append((path.name, Message("error", "refused", str(refused))))
        except DeedsError as error:
            why = f"读不了：{error.message.text}"
            read.messages.append((shown(path), Message("error", error.message.code, why)))
    return read


def bytes_of(path: Path) -> bytes:
    """Raises DeedsError, which says in plain words why the file cannot be read."""
    if is_folder(path):
        raise refuse("no-file", "这是文件夹。请给出名单文件的路径；有几个文件的，一个一个写上。")
    with opened(path) as file:
        try:
            return file.read()
        except OSError as error:
            raise unopened(error) from error


# --- What the site knows ----------------------------------------------------------------------------


def with_remarks(
    read: ReadRoll, commendation: Commendation | None, same: Mapping[int, int], year: int | None = None
) -> list[Row]:
    """Adds to each row that it stands on the roll already, joins a record, or may be somebody on the site; and why the
    import would be refused, which makes it one that is not `ok`.

    None is a commendation that is yet to be made, of that `year`.
    """
    on_roll = parted(commendation, read.entries, dict.fromkeys(same, False))
    said = of_roll(on_roll, commendation, same) if commendation else dict[int, Message]()
    if commendation is None or not commendation.is_notice:
        for order, ones in likely(commendation, on_roll.new).items():
            if order not in same and order not in said:
                said[order] = Message("warning", "on-site", proposal(order, ones))
    refused = refusals_by_order(read, on_roll, commendation, same, year) if read.is_whole else {}
    rows = []
    for row in read.rows:
        order = row.entry.order if row.entry is not None and row.ok else 0
        told = refused.get(order) or [one for one in [said.get(order)] if one]
        more = (replace(message, row=row.number) for message in told)
        rows.append(replace(row, messages=(*row.messages, *more)) if told else row)
    return rows


def of_roll(on_roll: Parted, commendation: Commendation, same: Mapping[int, int]) -> dict[int, Message]:
    """Says what the roll's own lines and records tell of entries."""
    said = dict[int, Message]()
    for entry in on_roll.already:
        said[entry.order] = Message("info", "already-on-roll", "已在站上的名单里，不重复录入。")
    for entry, line in on_roll.regrouped:
        said[entry.order] = Message("warning", "other-group", told_group(line))
    if not commendation.is_notice:
        for order, home in matched(commendation, on_roll.new, same).homes.items():
            if home.record is not None:
                text = f"站上已有这项表彰的记录（编号 {home.record}），归入它。"
                said[order] = Message("info", "joins-record", text)
    for order, text in on_roll.elsewhere.items():
        said.setdefault(order, Message("warning", "name-on-roll-elsewhere", text))
    for order, text in doubts(commendation, on_roll, same).items():
        said[order] = Message("warning", "not-honored", text)
    return said


def refusals_by_order(
    read: ReadRoll,
    on_roll: Parted,
    commendation: Commendation | None,
    same: Mapping[int, int],
    year: int | None,
) -> dict[int, list[Message]]:
    """Says what the import would be refused for; what is of no row is added to the messages."""
    found: dict[int, list[Message]] = defaultdict(list)
    for code, text in objections(commendation, read.entries, on_roll, same, year):
        orders = {int(one or other) for one, other in LINE.findall(text)}
        for order in orders:
            found[order].append(Message("error", code, read.placed(text)))
        if not orders:
            read.messages.append((", ".join(name for name, _ in read.files), Message("error", code, text)))
    return found


def proposal(order: int, ones: Sequence[Recipient]) -> str:
    named = "、".join(
        f"{one.name}（{'，'.join(filter(None, [''.join(one.places), f'编号 {one.pk}']))}）"
        for one in ones[:MAX_PROPOSED]
    )
    more = f"等 {len(ones)} 个" if len(ones) > MAX_PROPOSED else ""
    return f"站上已有同名的受表彰对象：{named}{more}。是同一个的，加 --same {order}={ones[0].pk}；不写就当作另一个。"


def find_commendation(written: str) -> Commendation | None:
    """Finds it by its id, or by category and year; None for one that is named plainly and not there.

    Raises CommendationNotFound for what names none.
    """
    known = Commendation.objects.select_related("category")
    if written.isdecimal() and len(written) < 10:
        found = known.filter(pk=int(written)).first()
        if found is None:
            raise CommendationNotFound(f"没有编号 {written} 的表彰届次。编号是届次网页地址里的数字。")
        return found
    name, year = named(written)
    if year is None:
        of_category = list(known.filter(category__name=name))
        if len(of_category) == 1:
            return of_category[0]
        years = "、".join(str(one.year or "年份不明") for one in of_category)
        raise CommendationNotFound(
            f"“{name}”有几个届次（{years}）。请写明年份，如：“{name} 2024”。"
            if of_category
            else f"没有找到“{written}”。请写届次的编号，或名称和年份，如：“{written} 2024”。"
        )
    return known.filter(category__name=name, year=year).first()


def named(written: str) -> tuple[str, int | None]:
    """Splits “名称 年份”; without a year all of it is the name."""
    found = NAMED.fullmatch(written.strip())
    return (found["name"].strip(), int(found["year"])) if found else (written.strip(), None)


def create_commendation(written: str) -> Commendation:
    """Adds the commendation, with its category where that is new too: not filed yet, as those of documents."""
    name, year = named(written)
    category, _ = Category.objects.get_or_create(name=name, defaults={"filed": False})
    return Commendation.objects.create(category=category, year=year)


def save(
    read: ReadRoll, commendation: Commendation, name: str, same: Mapping[int, int], *, publish: bool
) -> SavedRoll:
    return save_roll(
        commendation,
        read.entries,
        by=None,
        name=name,
        quotas=read.quotas,
        same=same,
        publish_now=publish,
        files=read.files,
    )


# --- Out --------------------------------------------------------------------------------------------


def entries_of(commendation: Commendation) -> list[Entry]:
    """Returns the names that stand on the roll, in its order, as a file has them."""
    lines = RollEntry.objects.filter(commendation=commendation).standing().select_related("group", "record")
    found = []
    for order, line in enumerate(lines.order_by("position", "pk"), 1):
        kind: Any = line.kind
        group = line.group.path if line.group else ""
        revoked_on = line.record.revoked_on if line.record else None
        notes = {**line.notes, REVOKED: f"{revoked_on:%Y-%m-%d}"} if revoked_on else line.notes
        found.append(
            Entry(
                line.name,
                line.shown_name,
                kind,
                line.post,
                line.region,
                line.award,
                commendation.year,
                group,
                order,
                notes,
            )
        )
    return found
