"""Word files, web pages and whatever else deeds are read from → tables, through the readers of deeds.

The rows of a document's tables and the lines between them come in their order: headings of groups stand there.
"""

from records.deeds.document import Reading
from records.deeds.readers.detection import source_of
from records.deeds.source import Line
from records.rolls.document import Message, RollRefused, Table


def tables(data: bytes, name: str) -> list[Table]:
    """Raises DeedsError, or RollRefused."""
    source = source_of(data, name)
    if isinstance(source, Reading):
        raise RollRefused("这是一份事迹材料，不是名单。请从“导入材料”导入。")
    lines = [line for line in source.lines if line.look.role != "boilerplate"]
    in_tables = any(line.look.table and line.look.columns for line in lines)
    left_out = [
        Message(
            "info", "left-out", f"没有当作名单的内容（网页导航、页眉页脚等）：{line.text[:60]}", line.number
        )
        for line in source.lines
        if line.look.role == "boilerplate" and any(map(str.isalpha, line.text))
    ]
    messages = [Message(each.level, each.code, each.text, each.line) for each in source.messages]
    return [
        Table(
            "",
            [cells_of(line) if in_tables else [line.text] for line in lines],
            [line.number for line in lines],
            running=not in_tables,
            lines=frozenset(line.number for line in lines if in_tables and not line.look.columns),
            messages=(*messages, *left_out),
        )
    ]


def cells_of(line: Line) -> list[str]:
    if not line.look.columns:
        return [line.text]
    cells = line.text.split("\t")
    placed = [""] * (line.look.columns[-1] + 1)
    for column, cell in zip(line.look.columns, cells, strict=False):
        placed[column] = cell.strip()
    return placed
