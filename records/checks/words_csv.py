"""Writes the office's list of words as a table for a spreadsheet, and reads it back."""

import csv as plain_csv
import io
from collections.abc import Iterable

from defusedcsv import csv  # type: ignore[import-untyped]
from django.core.exceptions import ValidationError

from records.models import ListedWord
from records.utils.exceptions import UserFacingError

COLUMNS = {"要找的词": "wrong", "改成": "right", "说明": "note", "除外": "within"}
MAX_ROWS, MAX_BYTES, MAX_TOLD = 5_000, 1024 * 1024, 10
# Written before a cell that a spreadsheet would take for a formula.
GUARD, GUARDED = "'", "=+-@%|\t"


class WordsRefused(UserFacingError):
    """The table was not taken in, no row of it."""


def written(words: Iterable[ListedWord]) -> bytes:
    """Returns CSV that Excel opens as it is."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([getattr(word, name) for name in COLUMNS.values()] for word in words)
    return text.getvalue().encode("utf-8-sig")


def read(data: bytes) -> list[ListedWord]:
    """Returns the words, those on the list already as they are to be. Raises WordsRefused with the bad lines."""
    known = {word.wrong: word for word in ListedWord.objects.all()}
    rows, faults, lines = [], [], dict[str, int]()
    for line, cells in rows_of(decoded(data)):
        row = known.get(cells["wrong"]) or ListedWord()
        for name, cell in cells.items():
            setattr(row, name, cell)
        fault = fault_of(row)
        if not fault and row.wrong in lines:
            fault = f"“{row.wrong}”在第 {lines[row.wrong]} 行已经有了。"
        lines.setdefault(row.wrong, line)
        faults += [f"第 {line} 行：{fault}"] if fault else []
        rows.append(row)
    if faults:
        more = f" 还有 {len(faults) - MAX_TOLD} 行不对。" if len(faults) > MAX_TOLD else ""
        raise WordsRefused(f"没有读入。{' '.join(faults[:MAX_TOLD])}{more}")
    return rows


def decoded(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise WordsRefused("文件太大，最多 1 MB。")
    for encoding in ("utf-8-sig", "gb18030"):  # Excel in Chinese saves the latter
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise WordsRefused("不是文字的表格。请在电子表格软件里另存为 CSV（UTF-8）。")


def rows_of(text: str) -> Iterable[tuple[int, dict[str, str]]]:
    """Yields each row with its line in the file; columns are known by their heads, in any order."""
    reader = plain_csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        heads = [head.strip() for head in next(reader, [])]
        if "要找的词" not in heads:
            raise WordsRefused(f"第 1 行要写各列的名称：{'、'.join(COLUMNS)}。")
        for count, row in enumerate(reader, 1):
            if count > MAX_ROWS:
                raise WordsRefused(f"最多 {MAX_ROWS} 个词。")
            if any(cell.strip() for cell in row):
                cells = dict(zip(heads, map(bare, row), strict=False))
                yield reader.line_num, {name: cells.get(head, "") for head, name in COLUMNS.items()}
    except plain_csv.Error as error:
        raise WordsRefused(f"第 {reader.line_num} 行读不出来，引号可能没有配对。") from error


def bare(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if cell.startswith(GUARD) and cell[1:2] and cell[1] in GUARDED else cell


def fault_of(row: ListedWord) -> str:
    """Says what is wrong with the row, as its form would, and in which column."""
    if not row.wrong:
        return "请填写要找的词。"
    try:
        row.full_clean(validate_unique=False)
    except ValidationError as error:
        labels = {name: f"{label}：" for label, name in COLUMNS.items()}
        return " ".join(
            f"{labels.get(name, '')}{' '.join(said)}" for name, said in error.message_dict.items()
        )
    return ""
