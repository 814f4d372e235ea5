"""Bytes → tables: knows a file by what stands in it, whatever it is called, and has it opened."""

import re
from pathlib import PurePath

from records.deeds.document import DeedsError
from records.deeds.readers import detection
from records.rolls.document import Message, RollRefused, Table

from . import delimited, documents, kept, workbooks

MEGABYTE = 1024 * 1024
MAX_FILE_BYTES = 50 * MEGABYTE
MAX_ROWS = 200_000
TEXT_RECOGNITION = "请先用文字识别软件（手机、WPS 都有）识别成表格或文字，核对后再导入。"
ADVICE = {
    "word-encrypted": "设有打开密码，读不了。请用 Excel 或 WPS 输入密码打开，取消密码，另存一份再导入。",
    "slides": "是演示文稿，不是名单。请把名单复制到 Excel 或 WPS 表格，存为 .xlsx 再导入。",
    "picture": f"是图片，读不出名单。{TEXT_RECOGNITION}",
    "archive": "是压缩包，不是名单。请先解压，再导入里面的文件。",
    "video": "是音频或视频，不是名单。请确认选对了文件。",
    "program": "是程序，不是名单。请确认选对了文件。",
}
SHEETS = (".xlsx", ".xlsm", ".xltx", ".xls", ".et", ".xlsb", ".ods", ".ots")
OLD_SHEET, OLD_WORD = "Book".encode("utf-16-le"), "WordDocument".encode("utf-16-le")
EXCEL_XML = re.compile(rb"Excel\.Sheet|schemas-microsoft-com:office:spreadsheet|opendocument\.spreadsheet")


def open_tables(data: bytes, name: str) -> list[Table]:
    """Raises RollRefused."""
    if not data.strip(b"\0\r\n\t "):
        raise RollRefused("文件是空的。请确认选对了文件。")
    if len(data) > MAX_FILE_BYTES:
        raise RollRefused(
            f"文件超过 {MAX_FILE_BYTES // MEGABYTE} MB，不像一份名单。请删去图片，或拆成几份再导入。"
        )
    try:
        tables = [table for table in opened(data, name) if table.rows]
    except DeedsError as error:
        raise RollRefused(str(error)) from error
    if not tables:
        raise RollRefused("文件里没有内容。请确认选对了文件。")
    if sum(len(table.rows) for table in tables) > MAX_ROWS:
        raise RollRefused(f"名单超过 {MAX_ROWS // 10_000} 万行。请拆成几份再导入。")
    return tables


def opened(data: bytes, name: str) -> list[Table]:
    kind, suffix = detection.kind_of(data), detection.suffix_of(name)
    if kind == "spreadsheet" or (kind == "old-word" and is_old_sheet(data, suffix)):
        return workbooks.tables(data, suffix)
    if kind == "archive" and suffix in SHEETS:
        raise RollRefused(workbooks.REFUSED["broken"])
    if kind in ADVICE:
        raise RollRefused(f"“{PurePath(name).name}”{ADVICE[kind]}")
    if EXCEL_XML.search(data, 0, 4096) and kind != "html":
        raise RollRefused("这是 XML 形式的表格，读不了。请用 Excel 或 WPS 打开，另存为 .xlsx 再导入。")
    if suffix == ".json" and kind in ("text", "json"):
        return kept.tables(data)
    if kind == "text" and suffix not in (".htm", ".html", ".mht", ".mhtml", ".md", ".markdown"):
        return delimited.tables(
            data, is_table=suffix in (".csv", ".tsv", *SHEETS), messages=differing(suffix)
        )
    return documents.tables(data, name)


def is_old_sheet(data: bytes, suffix: str) -> bool:
    """Knows .xls of Excel 5 and 95, whose stream is called Book, and what is left of one that was cut short."""
    return OLD_WORD not in data and (OLD_SHEET in data or suffix in SHEETS)


def differing(suffix: str) -> tuple[Message, ...]:
    if suffix not in SHEETS:
        return ()
    note = f"文件名以 {suffix} 结尾，内容其实是文字，已按文字（.csv）读取。"
    return (Message("info", "suffix-differs", note),)
