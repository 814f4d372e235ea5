"""Hands in rolls as an editor would, and presses the buttons of the page that shows how they were read."""

from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from records.models import Commendation

ADD = "/admin/records/rollimport/add/"
ROLL = """序号,姓名,工作单位,职务,地区,备注
1,张三,样例厂,工人,山东省滨州市,男
2,李四,样例小学,教师,山东省济南市,女
"""


class Fields(HTMLParser):
    """Gathers what a browser would post of the page's forms, buttons left out."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "select":
            self.select = given["name"]
            self.values.setdefault(self.select, [])
        elif tag == "option" and self.select and ("selected" in given or not self.values[self.select]):
            self.values[self.select] = [given["value"]]
        elif tag == "input" and given.get("type") not in ("submit", "checkbox") and "name" in given:
            self.values.setdefault(given["name"], []).append(given.get("value", ""))
        elif tag == "input" and given.get("type") == "checkbox" and "checked" in given:
            self.values.setdefault(given["name"], []).append("on")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""


@dataclass
class Looked:
    """The page that shows how a roll was read."""

    client: Client
    address: str
    page: str

    def press(self, button: str, **chosen: Any) -> "Looked":
        fields = Fields()
        fields.feed(self.page)
        values = {name: value for name, value in fields.values.items() if name != "csrfmiddlewaretoken"}
        given = {name: value for name, value in (values | chosen).items() if value is not None}
        answer = self.client.post(self.address, given | {button: chosen.get(button, "1")}, follow=True)
        address = answer.redirect_chain[-1][0] if answer.redirect_chain else self.address
        return Looked(self.client, address, answer.content.decode())


def hand_in(
    client: Client, commendation: Commendation, roll: str | bytes = ROLL, name: str = "名单.csv"
) -> Looked:
    data = roll.encode() if isinstance(roll, str) else roll
    given = {"commendation": commendation.pk, "file": SimpleUploadedFile(name, data)}
    return looked(client, given)


def paste(client: Client, commendation: Commendation, text: str) -> Looked:
    return looked(client, {"commendation": commendation.pk, "text": text})


def looked(client: Client, given: dict[str, Any]) -> Looked:
    answer = client.post(ADD, given, follow=True)
    address = answer.redirect_chain[-1][0] if answer.redirect_chain else ADD
    return Looked(client, address, answer.content.decode())
