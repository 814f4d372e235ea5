"""Gives a record to read in a real browser, and a page that notes all complaints of a reader's browser."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page

if TYPE_CHECKING:
    from records.models import Record


@pytest.fixture(autouse=True)
def _rows_seen_by_the_server(transactional_db: None) -> None:
    """Commits the rows: the server answers from a thread of its own, which sees committed rows only."""


@pytest.fixture
def record(transactional_db: None) -> "Record":
    """Returns a record with all that makes a page wide: names and words without a break, long numbers, a table in
    the text."""
    # Not at the top: this file is read before Django is set up.
    from records.search.reindexing import reindex
    from tests.factories import make_figure, make_measure, make_recipient, make_section, make_whole_record

    made = make_whole_record(
        title="名称很长的样例单位党支部委员会先进事迹材料" * 2
        + "OneWordOfLatinLettersThatNowhereOffersABreak",
        recipient=make_recipient(
            "名称很长的样例单位" * 4, region="样例自治区/样例自治州/样例自治县/样例街道"
        ),
        introduction="引言中有 https://example.org/" + "a" * 80 + " 这样的地址。",
    )
    section = make_section(made, 4, title="十二个字的标题用来检查换行")
    table = "| 年份 | 数量 | 说明 |\n|---|---|---|\n| 2010 | 12 | 说明文字比较长的一格 |"
    measure = make_measure(section, 1, text=f"有表格的举措。见下表。\n\n{table}")
    for number, series in ((90, ""), (91, "样例数列"), (92, "样例数列")):
        make_figure(
            made,
            number,
            measure=measure,
            label="名称比较长的样例数据",
            value="1234567890.5",
            unit="万元",
            as_of=2010,
            rank=2,
            rank_of=92,
            series=series,
        )
    reindex([made.pk])
    return made


@pytest.fixture
def address(live_server: Any, record: "Record") -> str:
    return live_server.url + record.get_absolute_url()


@pytest.fixture
def reader(page: Page, live_server: Any) -> Iterator[Page]:
    """Yields a page whose test fails on any console error (the CSP reports there) and any request to another site."""
    complaints: list[str] = []
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None,
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda request: None if request.url.startswith(live_server.url) else complaints.append(request.url),
    )
    yield page
    assert complaints == []
