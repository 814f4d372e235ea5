"""The layout of a table: told by its header, be it of one line or two; without one, by what its columns hold."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

from records.deeds.characters import folded
from records.deeds.parsing.forms import kind_of

from .document import Column, Field, Kind, Layout, Table
from .form import columns_of, is_written_header
from .headings import kind_of_words
from .names import NATION, SEX, is_post_alone, looks_like_person, looks_like_unit, name_of, squeezed
from .places import path_of

UNIT = "单位名称|单位全称|单位"  # who is honored, or where a person works
FIELD_WORDS: tuple[tuple[Field, str], ...] = (
    ("source", "(?:推荐|报送|申报|选送|上报|推选|提名)(?:单位|地区|省份|部门|渠道|机构|省市)?"),
    (
        "name",
        "姓名|名字|名称|全称|姓名或名称|姓名名称|名称姓名|姓名或单位名称|姓名单位名称|人员姓名|人员名单|名单|"
        "(?:获奖|获评|受?表彰|拟表彰|被表彰|先进|优秀|推荐|入选|当选|模范|授予)*(?:个人|集体|单位|组织|对象|人员|人选|人物|党组织|基层党组织|"
        "党支部|党员|班组|团队|企业|者)(?:姓名|名称|全称|名单)?|(?:支部|党组织|组织|集体|班组|团队|企业|学校|项目|家庭|村|社区)(?:名称|全称)",
    ),
    (
        "unit",
        "(?:工作|所在|所属|任职|现工作|原工作)单位(?:名称|全称)?|所在部门|部门|所在党组织|工作部门|学院|所在学校",
    ),
    (
        "post",
        "职务|职称|现任职务|职务职称|职称职务|职务或职称|职务级别|职级|岗位|工作岗位|身份|职业|职务岗位|"
        "(?:所在|工作|现)?单位(?:名称)?[及和与、/]?职[务称](?:职称)?|单位职务|工作单位职务|简介",
    ),
    ("kind", "类型|对象类型|对象类别|表彰类型|个人集体|个人或集体"),
    (
        "region",
        "省份?|省市区?|省区市|省自治区直辖市|地区|所在地区?|所属地区|地市州?|地州市|市州|市地|区县|县市区|市县区?|区市县|市区县?|县区|旗县区?|县旗|设区市|地级市|县级市|市|县|区|省市|行政区划?|所在省份?|所属省份?|地域|城市",
    ),
    (
        "award",
        "(?:授予|获得?|拟授予?|表彰)?(?:荣誉)?(?:称号|奖项|荣誉|奖励|奖章)(?:名称)?|表彰(?:名称|项目|类别)|荣誉名称|获奖名称|奖励名称|奖项类别|获奖情况",
    ),
    ("year", "(?:表彰|获奖|授予|获评|评选|所属)?(?:年度|年份)|年|届次|(?:表彰|获奖|授予|获评)时间"),
    ("group", "分组|组别|所在标题|界别|系统|战线|所在系统|所属系统"),
    ("order", "序号?|编号|号|排序|顺序|序列|名次"),
    (
        "note",
        "性别|民族|备注|出生年月日?|年龄|籍贯|政治面貌|学历|学位|文化程度|身份证号码?|(?:联系|手机)?电话号?码?|说明|简要事迹|主要事迹|事迹|"
        "入党时间|参加工作时间|证书编号|级别|类别|行业|所属行业",
    ),
)
WORDS = tuple((field, re.compile(words)) for field, words in FIELD_WORDS)
BRACKETED = re.compile(r"[（(\[【][^）)\]】]*[)）\]】]$")
SIGNS = re.compile(r"[\s:：*＊、/／\\（）()\[\]]")
OF_PERSON = re.compile("姓名|名字")
MAX_HEADER_CHARACTERS = 20
MAX_ROWS_ABOVE = 40
SAMPLED_ROWS = 200
MOST, SOME = 0.6, 0.2
YEAR = re.compile(r"(?:1[89]|20)\d\d(?:年度?)?")
DIGITS = re.compile(r"\d{1,6}")
SHARES_TEXT = 0.3


@lru_cache(maxsize=2048)
def field_of(cell: str) -> Field | None:
    """Returns what a cell is the header of, None where it is none."""
    text = folded(squeezed(cell)) if len(cell) < 2 * MAX_HEADER_CHARACTERS else ""
    if not text or len(text) > MAX_HEADER_CHARACTERS or text.isdecimal():
        return None
    for form in dict.fromkeys((SIGNS.sub("", text), SIGNS.sub("", BRACKETED.sub("", text)))):
        if re.fullmatch(UNIT, form):
            return "unit"
        if found := next((field for field, words in WORDS if words.fullmatch(form)), None):
            return found
    return "note" if kind_of(text) in ("particular", "deeds", "honors", "opinion") else None


def guess_layout(table: Table) -> Layout:
    """Tells what the columns hold; `guessed` where no header says so."""
    if table.running:
        return Layout(first=table.numbers[0] if table.numbers else 1)
    if table.rows and is_written_header(table.rows[0]):
        first = table.numbers[0]
        return Layout(columns_of(table.rows[0]), (first,), first + 1, written=True)
    at = header_at(table)
    return by_content(table) if at is None else by_header(table, at)


def guess_layouts(tables: Sequence[Table]) -> list[Layout]:
    """Guesses all of a file; a sheet without names (填表说明) beside one with a header has none of its columns read."""
    found = [guess_layout(table) for table in tables]
    if not any(is_told(layout) for layout in found):
        return found
    return [
        without_names(layout) if layout.guessed and not holds_names(table, layout) else layout
        for table, layout in zip(tables, found, strict=True)
    ]


def is_told(layout: Layout) -> bool:
    """Tells whether a header says where the names are."""
    return not layout.guessed and any(column.field == "name" for column in layout.columns)


def without_names(layout: Layout) -> Layout:
    return replace(layout, columns=tuple(Column("ignored", column.header) for column in layout.columns))


def holds_names(table: Table, layout: Layout) -> bool:
    """Tells whether some of what would be names look like people or units."""
    at = next(at for at, column in enumerate(layout.columns) if column.field == "name")
    values = [
        name_of(row[at].strip()) for row in table.rows[:SAMPLED_ROWS] if at < len(row) and row[at].strip()
    ]
    return sum(looks_like_person(value) or looks_like_unit(value) for value in values) >= len(values) * SOME


# --- By a header ----------------------------------------------------------------------------------------


def fields_in(row: Sequence[str]) -> list[Field]:
    return [field for cell in row if (field := field_of(cell))]


def is_header(row: Sequence[str]) -> bool:
    """Tells whether most cells of a row are headers, and one of them that of the names."""
    filled = [cell for cell in row if cell.strip()]
    fields = fields_in(filled)
    names = {"name", "unit"}.intersection(fields)
    return (
        bool(names)
        and len(fields) * 2 > len(filled)
        and (len(filled) > 1 or folded(squeezed(filled[0])) in ALONE)
    )


# A table of one column has a header only where its word says so: 先进集体 alone is a heading.
ALONE = ("姓名", "名称", "单位名称", "集体名称", "组织名称", "个人姓名", "单位全称")


def header_at(table: Table) -> int | None:
    """Returns the index of the first row of the header."""
    for index, row in enumerate(table.rows[:MAX_ROWS_ABOVE]):
        if is_header(row):
            return index
        below = table.rows[index + 1] if index + 1 < len(table.rows) else []
        # 序号 | 基本情况 | over 姓名 | 性别: neither line need be one by itself.
        if len(fields_in(row)) > 0 and is_second_line(row, below) and is_header(united(row, below)):
            return index
    return None


def by_header(table: Table, at: int) -> Layout:
    header, below = table.rows[at], table.rows[at + 1] if at + 1 < len(table.rows) else []
    count = 1
    if is_second_line(header, below):
        header, count = united(header, below), 2
    last = at + count - 1
    return Layout(
        columns_by_header(header, table.width), tuple(table.numbers[at : last + 1]), table.numbers[last] + 1
    )


def is_second_line(above: Sequence[str], below: Sequence[str]) -> bool:
    """Tells whether the row below is a header too: all its words are, but for those of cells that reach over both."""
    own = [
        cell
        for column, cell in enumerate(below)
        if cell.strip() and (column >= len(above) or cell != above[column])
    ]
    return (
        bool(own)
        and all(map(field_of, own))
        and any(field_of(cell) != "name" or len(own) > 1 for cell in own)
    )


def united(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """Returns the words of the lower line, and of the upper one where there are none below, or where the lower one only
    says that it is its name: 工作单位 over 名称."""
    width = max(len(above), len(below))
    lower, upper = ([*row, *[""] * (width - len(row))] for row in (below, above))
    return [
        other if not one.strip() or (squeezed(one) in ("名称", "全称") and field_of(other) == "unit") else one
        for one, other in zip(lower, upper, strict=True)
    ]


def columns_by_header(header: Sequence[str], width: int) -> tuple[Column, ...]:
    """Returns the columns; a field that comes again, elsewhere than in a second block of the same, is a note."""
    cells = [squeezed(cell) for cell in header] + [""] * (width - len(header))
    fields: list[Field] = [field_of(cell) or "note" for cell in cells]
    if "name" not in fields:
        fields = [
            "name" if field == "unit" and re.fullmatch(UNIT, SIGNS.sub("", folded(cells[at]))) else field
            for at, field in enumerate(fields)
        ]
    if "name" not in fields and "unit" in fields:
        fields[fields.index("unit")] = "name"
    size = block_size(cells)
    seen: set[Field] = set()
    columns: list[Column] = []
    for at, (field, cell) in enumerate(zip(fields, cells, strict=True)):
        if size and at % size == 0:
            seen.clear()
        again = field in seen and field not in ("note", "ignored")
        # 省份 and 市县 are a region together; two columns of one name are not.
        if again and not (field == "region" and cell not in cells[:at]):
            field = "note"
        seen.add(field)
        columns.append(Column(field, cell or column_name(at)))
    return tuple(columns)


def block_size(cells: Sequence[str]) -> int:
    """Returns after how many columns the same headers come again (姓名 单位 姓名 单位), 0 where they don't."""
    width = len(cells)
    sizes = (size for size in range(1, width // 2 + 1) if width % size == 0)
    return next(
        (size for size in sizes if cells[0] and all(cells[at] == cells[at % size] for at in range(width))), 0
    )


def column_name(at: int) -> str:
    return f"第 {at + 1} 列"


def kind_by_header(columns: Sequence[Column]) -> Kind | None:
    """Tells what 姓名 and 先进集体名称 say of all names below them."""
    header = folded(next((column.header for column in columns if column.field == "name"), ""))
    kind = kind_of_words(header)
    is_unit = "单位" in header or "集体" in header or "组织" in header
    return (
        None
        if OF_PERSON.search(header) and is_unit
        else kind or ("person" if OF_PERSON.search(header) else None)
    )


# --- By content -----------------------------------------------------------------------------------------

Test = Callable[[str], object]
CONTENTS: tuple[tuple[Field, str, Test], ...] = (
    ("order", "序号", DIGITS.fullmatch),
    ("year", "年度", YEAR.fullmatch),
    ("note", "性别", SEX.fullmatch),
    ("note", "民族", NATION.fullmatch),
    ("region", "地区", path_of),
)


def by_content(table: Table) -> Layout:
    """Takes for names the columns of people, or else the first of units, or of any text."""
    width = table.width
    parted = [row for row in table.rows if sum(map(bool, map(str.strip, row))) > 1]
    sample = (parted if width > 1 and parted else table.rows)[:SAMPLED_ROWS]
    values = [
        [squeezed(row[at]) for row in sample if at < len(row) and row[at].strip()] for at in range(width)
    ]
    people = [at for at in range(width) if share(values[at], is_person)]
    names = (
        people if len(people) > 1 and all(at in people for at in range(width) if values[at]) else people[:1]
    )
    fields: dict[int, Column] = {at: Column("name", "姓名") for at in names}
    for at in range(width):
        if at not in fields and (found := by_test(values[at])):
            fields[at] = found
    rest = [at for at in range(width) if at not in fields and values[at]]
    if not names and rest:
        name = max(rest, key=lambda at: (share(values[at], looks_like_unit), -at))
        fields[name] = Column("name", "名称")
        rest.remove(name)
    if rest and len(names) < 2:
        fields |= posts_of({at: values[at] for at in rest})
    columns = tuple(fields.get(at, Column("note", column_name(at))) for at in range(width))
    first = next((number for row, number in zip(table.rows, table.numbers, strict=True) if row in sample), 1)
    return Layout(columns, (), first if width > 1 else (table.numbers or [1])[0], guessed=True)


def posts_of(values: dict[int, list[str]]) -> dict[int, Column]:
    """Takes the longest of columns for unit and post, or for the unit where another holds posts: 局长."""
    longest = max(values, key=lambda at: sum(map(len, values[at])))
    post = next((at for at in values if at != longest and share(values[at], is_post_alone)), None)
    if post is None:
        return {longest: Column("post", "单位及职务")}
    return {longest: Column("unit", "单位"), post: Column("post", "职务")}


def is_person(value: str) -> bool:
    return looks_like_person(name_of(value))


def share(values: Sequence[str], test: Test) -> bool:
    return bool(values) and Counter(bool(test(value)) for value in values)[True] >= len(values) * MOST


def by_test(values: Sequence[str]) -> Column | None:
    if not values:
        return None
    return next(
        (
            Column(field, header)
            for field, header, test in CONTENTS[::1]
            if share(values, test) and not (field == "order" and share(values, YEAR.fullmatch))
        ),
        None,
    )
