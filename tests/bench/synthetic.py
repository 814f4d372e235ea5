"""Invents deeds documents of 2,000 characters, each different, the same for the same number."""

import io
import random

from docx import Document

LENGTH = 2000
NUMERALS = "一二三四五六七八九十"
PLACES = "甲乙丙丁戊己庚辛壬癸"
HEADINGS = ["夯实样例基础", "健全样例制度", "办好样例实事", "带强样例队伍", "擦亮样例招牌", "汇聚样例力量"]
OPENINGS = ["建立台账", "联系群众", "开展走访", "组织培训", "公开事项", "设立窗口", "结对帮扶", "定期回访"]
COUNTED = [
    "先后选派{}名样例人员到各组任检查员",
    "每季度集中核对{}件样例事项并当场答复",
    "建成样例服务站{}个",
    "样例事项办结率达到{}%",
    "为{}户样例家庭送去所需物品",
]
TOLD = [
    "各组轮流值守，做到有人问、有人管、有人答",
    "把听来的意见记在本上，把办完的事情贴在墙上",
    "办得好不好，由来办事的人说了算",
    "材料随到随收，结果当面告知，疑难之处请老同志一起商量",
    "年初定下的事情，年底逐条对照，没有办成的说明原因",
]


def text(number: int) -> str:
    """Returns a text as copied from a page: a title, the award, an introduction and four sections of measures."""
    chance = random.Random(number)
    name = f"样例省{place(chance)}市{place(chance)}区第{number}街道工委"
    year = 2001 + 5 * chance.randrange(5)  # as such honors are given: every few years
    lines = [
        f"{name}先进事迹材料",
        f"样例先进单位{chance.randrange(20)}({year}年)",
        f"第{number}街道地处样例区，面积{chance.randrange(5, 90)}平方公里，有{chance.randrange(3, 30)}个社区。"
        f"近年来，第{number}街道先后被评为样例文明单位、样例平安单位。",
    ]
    for heading in chance.sample(HEADINGS, 4):
        lines += [heading, section(chance, 420)]
    return fill("\n\n".join(lines), chance)


def place(chance: random.Random) -> str:
    return "".join(chance.sample(PLACES, 2))


def section(chance: random.Random, length: int) -> str:
    parts = ["样例街道重视这项工作。"]
    for numeral, opening in zip(NUMERALS[:4], chance.sample(OPENINGS, 4), strict=True):
        parts.append(f"{numeral}是{opening}。{sentences(chance, length // 4 - 6)}")
    return "".join(parts)


def sentences(chance: random.Random, length: int) -> str:
    made = ""
    while len(made) < length:
        told = chance.choice(TOLD if made else COUNTED)
        made += told.format(chance.randrange(2, 100)) + "。"
    return made


def fill(made: str, chance: random.Random) -> str:
    """Brings the text to exactly LENGTH characters: with a paragraph more, or the last sentences less."""
    longer = made + sentences(chance, LENGTH)
    return longer[: LENGTH - 1] + "。"


def word(number: int) -> bytes:
    """Returns the same text as a Word file."""
    file = io.BytesIO()
    document = Document()
    title, *paragraphs = text(number).split("\n\n")
    document.add_heading(title, 0)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(file)
    return file.getvalue()
