"""Makes a record of some paragraphs, and asks /verify/ about them as a reader does."""

import re
from html import unescape
from typing import Any

from django.test import Client

from records import publishing
from records.models import Measure, Record
from records.publishing.versions import begin_version
from tests.factories import make_measure, make_record, make_section

TITLE = "样例社区党委先进事迹"
INTRODUCTION = "样例社区党委把台账建在楼道里，听来的意见当天登记，办完的事情贴在墙上，由居民评价好不好。"
FIRST = (
    "建立样例台账。各组轮流值守，全年走访样例家庭1200户，答复样例事项340件，办得好不好由来办事的人说了算。"
)
SECOND = "开设夜间课堂。请退休教师每周三晚上讲课，三年里没有停过一次，听课的人从七个变成了一百二十个。"
CLOSING = "楼道里的那块黑板还在，字每天都换。"


def make(title: str = TITLE, first: str = FIRST) -> Record:
    record = make_record("draft", title=title, introduction=INTRODUCTION, closing=CLOSING)
    section = make_section(record, title="把事情办在楼道里")
    make_measure(section, 1, text=first)
    make_measure(section, 2, text=SECOND)
    return record


def published(title: str = TITLE) -> Record:
    record = make(title)
    publishing.publish(record, by=None)
    return record


def correct(record: Record) -> Record:
    """Publishes a second version, in which a number of the first measure is another."""
    begin_version(record)
    measure = Measure.objects.get(section__version__working_of=record, number=1)
    measure.text = FIRST.replace("1200", "1300")
    measure.save()
    publishing.correct(record, by=None, note_to_public="户数有误，已更正。")
    return record


def page(response: Any) -> str:
    return re.sub(r"\s+", " ", unescape(response.content.decode()))


def told(client: Client, text: str, status: int = 200, **more: Any) -> str:
    response = client.post("/verify/", {"text": text, **more})
    assert response.status_code == status, response
    assert response["Cache-Control"].startswith("max-age=0") or "no-store" in response["Cache-Control"]
    return page(response)


def summary(shown: str) -> str:
    found = re.search(r'class="lede verify-summary">(.*?)</p>', shown)
    assert found, shown
    return found[1].strip()
