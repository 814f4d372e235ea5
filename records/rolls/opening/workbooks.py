"""Spreadsheets → tables, through a process of its own, with what a spreadsheet hides or keeps beside its cells."""

import io
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from records.deeds.readers.office import safe_zip
from records.deeds.readers.office.safe_zip import Bounds, ZipFault
from records.rolls.document import Message, RollRefused, Table

from .shared import SharedWords

PROGRAM = Path(__file__).with_name("extraction.py")
MEGABYTE = 1024 * 1024
MAX_SECONDS = 60  # by the clock
MAX_TOLD = 10
BOUNDS = Bounds(
    members=5000,
    directory_bytes=2 * MEGABYTE,
    unpacked_bytes=400 * MEGABYTE,  # a hundred thousand rows are some 50 MB
    ratio=300,  # Deflate reaches 1032 : 1; rows of a sheet stay below 100 : 1
    harmless_bytes=20 * MEGABYTE,
)
SAVE_ANEW = "请用 Excel 或 WPS 打开，把名单复制到新的表格，存为 .xlsx 再导入。"
REFUSED = {
    "encrypted": "表格设有打开密码，读不了。请用 Excel 或 WPS 输入密码打开，取消密码，另存一份再导入。",
    "broken": f"表格已损坏或不完整，可能没有传完。请重新取得文件；能打开时，{SAVE_ANEW}",
    "archive": "这是压缩包，不是名单。请先解压，再导入里面的文件。",
    "many": "名单超过 20 万行，或者有五百万格。请拆成几份再导入。",
    "heavy": f"表格读起来要占用异常多的时间或内存，没有读完：可能有单元格落在很远的行或列。{SAVE_ANEW}",
    "unsafe": f"表格很小，解开后却异常地大，没有读取。{SAVE_ANEW}",
}
BESIDE = (
    (re.compile("xl/vbaProject|Basic/"), "macros", "表格带有宏，没有运行，只读了单元格。"),
    (
        re.compile(r"xl/(?:threadedC|c)omments"),
        "comments",
        "表格里有批注，批注没有读取。需要时请写进“备注”列。",
    ),
    (
        re.compile(r"xl/drawings/drawing|Pictures/"),
        "pictures",
        "表格里有图片或文本框，里面的字没有读取。请对照原件。",
    ),
    (re.compile("xl/externalLinks/"), "links", "有的单元格取自别的文件，读的是上次保存时的值。"),
)
UNKNOWN = {
    is_old: f"{name}看不出有没有隐藏的行和列，也看不出公式有没有算好，全部照存下的读了。请核对，或另存为 .xlsx 再导入。"
    for is_old, name in ((True, "旧版表格（.xls）"), (False, "这种表格"))
}
MACROS_OF_OLD = "_VBA_PROJECT".encode("utf-16-le")
SIGNATURE_OF_OLD = b"\xd0\xcf\x11\xe0"


def tables(data: bytes, suffix: str) -> list[Table]:
    """Raises RollRefused."""
    messages = [*beside(data), *differing(data, suffix)]
    with tempfile.TemporaryFile() as answer, tempfile.NamedTemporaryFile(suffix=suffix_for(data)) as file:
        file.write(data)
        file.flush()
        extract(file.name, answer)
        found = tables_from(answer, data.startswith(SIGNATURE_OF_OLD))
    for table in [table for table in found if table.rows][:1]:
        table.messages = (*messages, *table.messages)
    return found


def beside(data: bytes) -> list[Message]:
    """Holds the file to bounds, and tells what it keeps beside its cells. Raises RollRefused."""
    if not data.startswith(b"PK"):
        found = MACROS_OF_OLD in data
        return [Message("info", BESIDE[0][1], BESIDE[0][2])] if found else []
    try:
        infos = safe_zip.opened(io.BytesIO(data), BOUNDS).infolist()
    except ZipFault as fault:
        raise RollRefused(REFUSED["broken" if fault.kind == "broken" else "unsafe"]) from fault
    for info in infos:
        if safe_zip.is_encrypted(info):
            raise RollRefused(REFUSED["encrypted"])
        if safe_zip.is_bomb(info, BOUNDS) or not safe_zip.is_bounded(info):
            raise RollRefused(REFUSED["unsafe"])
    names = [info.filename.replace("\\", "/") for info in infos]
    if not any(name == "content.xml" or name.startswith("xl/workbook.") for name in names):
        # One that only holds spreadsheets has the signs of one, where they are not packed.
        raise RollRefused(REFUSED["archive"])
    return [Message("info", code, text) for sign, code, text in BESIDE if any(map(sign.match, names))]


def differing(data: bytes, suffix: str) -> list[Message]:
    """Tells where the name says otherwise than the content."""
    is_old = data.startswith(SIGNATURE_OF_OLD)
    if suffix in (
        (".xls", ".et", ".xlt") if is_old else (".xlsx", ".xlsm", ".xltx", ".xlsb", ".ods", ".ots")
    ):
        return []
    named = f"文件名以 {suffix} 结尾" if suffix else "文件名没有后缀"
    return [Message("info", "suffix-differs", f"{named}，内容其实是电子表格，已按电子表格读取。")]


def suffix_for(data: bytes) -> str:
    """Returns the suffix by which calamine chooses its reader; left to guess, it does not tell of a password."""
    if data.startswith(SIGNATURE_OF_OLD):
        return ".xls"
    return ".ods" if b"opendocument" in data[:100] else ".xlsb" if b"xl/workbook.bin" in data else ".xlsx"


def extract(path: str, answer: Any) -> None:
    """Has the cells written to a file by a process that bounds itself. Raises RollRefused."""
    try:
        subprocess.run(  # noqa: S603  (this Python, on a file of the site's own)
            [sys.executable, "-I", str(PROGRAM), path],
            stdin=subprocess.DEVNULL,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            timeout=MAX_SECONDS,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise RollRefused(REFUSED["heavy"]) from error
    answer.seek(0)


def tables_from(answer: Iterable[bytes], is_old: bool) -> list[Table]:
    found: list[Table] = []
    heads: list[dict[str, Any]] = []
    whole: list[set[int]] = []
    shared = SharedWords()
    for line in answer:
        value = json.loads(line)
        if isinstance(value, str):
            raise RollRefused(REFUSED[value])
        if isinstance(value, dict):
            found.append(Table(value["sheet"], [], [], hidden=value["hidden"]))
            heads.append(value)
            whole.append(set())
            continue
        number, row, is_whole = value
        found[-1].rows.append(shared.row(row))
        found[-1].numbers.append(number)
        if is_whole:
            whole[-1].add(number)
    filled = sum(1 for table in found if table.rows)
    for table, head, rows in zip(found, heads, whole, strict=True):
        table.whole = frozenset(rows)
        table.messages = tuple(told(table, head))
        table.name = table.name if filled > 1 else ""
    if filled and not all(head["known"] for head in heads):
        table = next(table for table in found if table.rows)
        table.messages = (*table.messages, Message("info", "hidden-unknown", UNKNOWN[is_old]))
    return found


# --- Told of a sheet ------------------------------------------------------------------------------------


def told(table: Table, head: dict[str, Any]) -> Iterable[Message]:
    sheet = f"工作表“{table.name}”"
    if table.hidden:
        yield Message("warning", "hidden-sheet", f"{sheet}是隐藏的，也读了。不该公布的请删去再导入。")
    if rows := within(head["rows"], table.numbers):
        note = f"{sheet}有 {len(rows)} 行是隐藏的，也读了：第 {listed(rows)} 行。不该公布的请删去再导入。"
        yield Message("warning", "hidden-rows", note, rows[0])
    if columns := hidden_columns(table, head["columns"]):
        note = f"{sheet}的 {'、'.join(columns)} 列是隐藏的，也读了。不该公布的请删去再导入。"
        yield Message("warning", "hidden-columns", note)
    count, places = head["errors"]
    if count:
        note = f"{sheet}有 {count} 个单元格的公式出错，读作空白：{'、'.join(places)}。请改正再导入。"
        yield Message("warning", "formula-errors", note)
    count, places = head["uncomputed"]
    if count:
        note = f"{sheet}有 {count} 个公式没有存下结果，读作空白：{'、'.join(places)}。请用 Excel 打开，保存一次再导入。"
        yield Message("warning", "formulas-uncomputed", note)


def within(spans: Sequence[Sequence[int]], numbers: Sequence[int]) -> list[int]:
    """Returns the numbers of rows that lie in one of the spans, which are sorted and count from 0."""
    found, at = [], 0
    for number in numbers:
        while at < len(spans) and spans[at][1] < number - 1:
            at += 1
        if at == len(spans):
            break
        if spans[at][0] <= number - 1:
            found.append(number)
    return found


def hidden_columns(table: Table, spans: Sequence[Sequence[int]]) -> list[str]:
    columns = {column for first, last in spans for column in range(first, min(last + 1, table.width))}
    filled = (
        column
        for column in sorted(columns)
        if any(row[column].strip() for row in table.rows if column < len(row))
    )
    return [letters(column) for column in filled]


def listed(numbers: Sequence[int]) -> str:
    shown = "、".join(map(str, numbers[:MAX_TOLD]))
    return f"{shown} 等" if len(numbers) > MAX_TOLD else shown


def letters(column: int) -> str:
    """Returns the name of a column as a spreadsheet shows it: A, B, … AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
