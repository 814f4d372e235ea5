"""Tables: a row is a line, unless the table only lays out running text."""

from collections.abc import Iterator, Sequence

from .blocks import NO_NUMBER, PLAIN, Block, Letters, Number, Run

Row = list[tuple[int, list[Block]]]  # cells, each with its column

MIN_PROSE_CHARACTERS = 60  # of a paragraph of running text, where a cell holds several
MIN_LONE_PROSE_CHARACTERS = 200  # and where it holds this one


def own(cell: Sequence[Block]) -> list[Block]:
    """Returns what the cell itself holds, without notes and text boxes."""
    return [block for block in cell if not block.aside and block.content]


def is_running_text(cell: Sequence[Block]) -> bool:
    """Knows whole paragraphs, as the big cell of an application form holds them, or a table in the table."""
    blocks = own(cell)
    texts = [block.content for block in blocks]
    prose = any("。" in text or len(text) > MIN_PROSE_CHARACTERS for text in texts)
    nested = any(block.role == "table" for block in blocks)
    return (
        nested or (len(blocks) > 1 and prose) or max(map(len, texts), default=0) > MIN_LONE_PROSE_CHARACTERS
    )


def lines_of(grid: Sequence[Row], table: int) -> Iterator[Block]:
    """Yields the blocks of a table; what stands in text boxes and notes comes behind its row.

    Where all rows have as many cells, these are the columns: programs let their edges differ by a hair.
    """
    counts = {len(row) for row in grid if row}
    in_columns = max(counts, default=0) > 1
    for row in filter(None, grid):
        cells = [cell for _, cell in row]
        blocks = [block for cell in cells for block in cell]
        if in_columns and not any(is_running_text(cell) for cell in cells):
            columns = range(len(row)) if len(counts) == 1 else [column for column, _ in row]
            yield joined(cells, columns, table)
            yield from (block for block in blocks if block.aside)
        else:
            yield from (block for block in blocks if not block.again)


def words_again(cell: Sequence[Block]) -> str:
    """Returns the words of a merged cell, which stand in each of its rows; a text that runs on stands once."""
    return "" if is_running_text(cell) else cell_text(cell)


def again(words: str) -> list[Block]:
    return [Block(PLAIN, again=True, runs=[Run(words, Letters())])] if words else []


def cell_text(cell: Sequence[Block]) -> str:
    texts = (block.number.text + block.number.gap + block.content for block in cell if not block.aside)
    return " ".join(" ".join(texts).split())


def joined(row: Sequence[Sequence[Block]], columns: Sequence[int], table: int) -> Block:
    """Joins cells side by side, at least one. A number at the row's very start stays an automatic number."""
    mine = [block for cell in row for block in cell if not block.aside]
    # Honors and figures below the text, as the site's own Word files have them, are no text.
    is_of_facts = any(block.shape.kind == "facts" for block in mine)
    made = Block(PLAIN, role="boilerplate" if is_of_facts else "table", table=table)
    for block in mine:
        made.shots += block.shots
        made.take_notices(block)
    if mine and row[0] and row[0][0] is mine[0]:
        made.number, mine[0].number = mine[0].number, NO_NUMBER
    texts = [cell_text(cell) for cell in row]
    if not texts[0]:  # the cell that counts the rows holds nothing but its number
        made.number = Number(made.number.text, "\t")
    filled = zip(columns, [made.number.text + texts[0], *texts[1:]], strict=True)
    made.columns = tuple(column for column, text in filled if text) if len(texts) > 1 else ()
    made.runs = [Run("\t".join(texts), Letters())]
    return made
