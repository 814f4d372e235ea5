"""Importing as a browser does it: documents handed in, a review opened, its form changed and sent."""

from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

from records.models import ImportBatch, ImportedDocument

STREET = """样本街道先进事迹材料
全国示例先进组织（2019年）
样本街道辖4个社区，先后被评为样本文明单位。
立好样本定规矩
测试要先有样本。一是写清楚读取规则。每名读者核对2个段落。二是安排专人检查，选派了6名人员。
用好样本看效果
样本要有结果。一是标题读得准。二是举措分得开。
已有Loading人致敬
"""
LONG = "她每天清早走进社区，帮助老人买菜、取药，把各家的难处记在本子上，一件一件办好。"
COLLECTION = "\n".join(
    f"样本社区书记－{name}－2019年全国示例先进工作者\n{name}，女，1970年出生。{LONG}\n{LONG}"
    for name in ("王样本", "李示例", "赵范文")
)


def hand_in(client: Client, *files: tuple[str, bytes], text: str = "", name: str = "") -> Any:
    uploads = [SimpleUploadedFile(file, data) for file, data in files]
    return client.post(
        reverse("admin:records_importbatch_add"), {"documents": uploads, "text": text, "name": name}
    )


def handed_in(client: Client, *texts: str) -> list[ImportedDocument]:
    files = [(f"材料{number}.txt", text.encode()) for number, text in enumerate(texts, 1)]
    assert hand_in(client, *files).status_code == 302
    return list(ImportBatch.objects.latest("pk").documents.all())


@dataclass
class ReviewPage:
    """`data` is what the form holds when it is opened; a test changes it as an editor would."""

    row: ImportedDocument
    data: dict[str, Any]
    content: str

    def send(self, client: Client, button: str = "_save") -> Any:
        return client.post(address(self.row), self.data | {button: "1"})

    def field(self, value: str) -> str:
        """The name of the one field that holds this value."""
        (name,) = [name for name, held in self.data.items() if held == value]
        return name


def doubting(
    row: ImportedDocument, *doubts: tuple[str, str | None], level: str = "warning"
) -> ImportedDocument:
    """Has the reading say these doubts and no others: each its text, and the path it is about."""
    messages = [{"level": level, "code": "x", "text": text, "line": 2, "path": path} for text, path in doubts]
    row.reading = (row.reading or {}) | {"messages": messages}
    row.save()
    return row


def address(row: ImportedDocument) -> str:
    return reverse("admin:records_importbatch_document", args=[row.pk])


def opened(client: Client, row: ImportedDocument) -> ReviewPage:
    response = client.get(address(row))
    assert response.status_code == 200
    content = response.content.decode()
    return ReviewPage(row, form_data(content), content)


def form_data(content: str) -> dict[str, Any]:
    form = LexborHTMLParser(content).css_first("#record_form")
    assert form is not None
    found: dict[str, Any] = {}
    for field in form.css("input, textarea, select"):
        name, kind = field.attributes.get("name") or "", field.attributes.get("type")
        if not name or "__" in name or kind == "submit":
            continue
        if kind in {"checkbox", "radio"}:
            if "checked" in field.attributes:
                found[name] = field.attributes.get("value") or "on"
        elif field.tag == "select":
            chosen = field.css_first("option[selected]")
            found[name] = (chosen.attributes.get("value") if chosen else "") or ""
        elif field.tag == "textarea":
            found[name] = field.text().removeprefix("\n")
        else:
            found[name] = field.attributes.get("value") or ""
    return found
