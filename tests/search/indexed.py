"""Records that are in the index, texts of many kinds, and what may be typed to find them."""

from typing import Any

from records.models import Record
from records.search.canonical import Query
from records.search.finding import Matches
from records.search.reindexing import reindex
from tests.factories import make_measure, make_recipient, make_record, make_section

TEXTS = [
    "党建工作抓得实，党员带头，群众满意。",
    "抓党 建：党风建设。",
    "王伟同志在欧阳修小学。",
    "买买提·艾山和𠮷田一起，走访1,234户。",
    "建党九十年，2011年GDP增长98.5%。",
    "黨建工作。ＧＤＰ。",
]
TYPED = """
党建 建党 党 王伟 欧阳修 欧阳 买买提艾山 买买提·艾山 𠮷 𠮷田 1234户 gdp GDP增长 11 2011年 98.5 党建工作 工作党建
党员带头群众 (党建) 党建* NEAR(党建) -党建
""".split()  # noqa: SIM905
TYPED += ["党建 群众", '"抓党建"']


def indexed(recipient: str = "样例单位", title: str = "样例", *, measure: str = "", **fields: Any) -> Record:
    region = str(fields.pop("region", ""))
    record = make_record(recipient=make_recipient(recipient, region=region), title=title, **fields)
    heading, lead = str(fields.get("heading", "")), str(fields.get("lead", ""))
    section = make_section(record, title=heading, lead=lead)
    if measure:
        make_measure(section, text=measure)
    reindex([record.pk])
    return record


def ids_of(typed: str) -> list[int]:
    return Matches(Query(typed)).ids
