"""Reads a canonical form that is not the one that was published: its texts, to be compared like any other, and all
else that is other in it than in the version that it says it is."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from records.deeds.document import Deeds
from records.models import Record, Version, VersionSeal
from records.presentation.differences import changed, differences
from records.presentation.markdown import to_lines
from records.transparency.canonical import sealed_form

from .index import NO_PICTURES

MOST_TOLD = 20
MOST_NUMBER = 2**31 - 1  # that every database takes
MOST_SHOWN = 60  # characters of a value
# What is not compared as text.
LABELS = {
    "public_from": "公布时间",
    "note": "更正说明",
    "recipient": "受表彰对象",
    "award": "表彰",
    "post": "职务、单位",
    "source": "材料来源",
    "source_link": "来源链接",
    "cover": "题图",
    "original": "材料原件的校验值",
    "figures": "数据",
    "salt": "随机数",
}
IN_FILES = {"figure", "post", "source"}  # as differences name them
IN_FIGURE = {
    "label": "名称",
    "value": "数值",
    "unit": "单位",
    "as_of": "年份",
    "approximate": "是否约数",
    "series": "数列",
    "rank": "位次",
    "rank_of": "总数",
    "place": "所属的举措",
    "chart": "画法",
    "is_key": "是否关键数据",
    "sentence": "原句",
    "name": "名称",
    "kind": "种类",
    "region": "所在地",
    "year": "年份",
}


@dataclass(slots=True)
class Other:
    """Holds one thing that is other, and no text."""

    place: str
    published: str
    given: str


def texts_in(said: dict[str, Any]) -> Iterator[str]:
    """Yields the texts of a canonical form, whoever wrote it: what is no text in it is passed over."""
    for marker, text, is_markdown in raw_texts(said):
        yield f"{marker}{to_lines(text, NO_PICTURES) if is_markdown else text}"


def raw_texts(said: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """Yields the marker before each text, the text, and whether that is Markdown."""
    yield "", text_at(said, "title"), False
    yield "", text_at(said, "summary"), False
    yield "", text_at(said, "introduction"), True
    for section in members(said.get("sections")):
        yield "", text_at(section, "title"), False
        yield "", text_at(section, "lead"), True
        for measure in members(section.get("measures")):
            yield text_at(measure, "marker"), text_at(measure, "text"), True
    yield "", text_at(said, "closing"), True


def text_at(said: dict[str, Any], name: str) -> str:
    value = said.get(name)
    return value if isinstance(value, str) else ""


def members(value: Any) -> Iterator[dict[str, Any]]:
    yield from (one for one in (value if isinstance(value, list) else []) if isinstance(one, dict))


def others_in(said: dict[str, Any]) -> list[Other]:
    """Lists what is other than in the version whose numbers it has; nothing where the public may not read that one."""
    record, number = said.get("record"), said.get("version")
    if not (isinstance(record, int) and isinstance(number, int) and min(record, number) > 0):
        return []
    if max(record, number) > MOST_NUMBER:
        return []
    shown = Version.objects.public().filter(record=record, number=number)
    version = shown.whole().select_related("record").first()
    seal = VersionSeal.objects.filter(version=version).exclude(salt="").first() if version else None
    if version is None or seal is None or version.is_withheld or not version.record.is_public:
        return []
    seal.version = version
    published = json.loads(sealed_form(seal))
    found = [
        other
        for name, label in LABELS.items()
        for other in compared(label, published.get(name), said.get(name))
    ]
    return found[:MOST_TOLD]


def others_in_deeds(deeds: Deeds, record: Record, version: Version) -> list[Other]:
    """Lists what is other in a record's file than in the version, where it is compared as no text."""
    found = []
    for one in changed(differences(record.showing(version), deeds)):
        if any(part and part.group in IN_FILES for part in (one.before, one.after)):
            before, after = (part.text if part else "" for part in (one.before, one.after))
            found.append(Other(one.label, written(before), written(after)))
    return found[:MOST_TOLD]


def compared(place: str, published: Any, given: Any) -> Iterator[Other]:
    if type(published) is type(given) and published == given:
        return
    if isinstance(published, dict) and isinstance(given, dict):
        for name in (name for name in published if name != "number"):
            yield from compared(f"{place}的{IN_FIGURE.get(name, name)}", published[name], given.get(name))
    elif isinstance(published, list) and isinstance(given, list) and len(published) == len(given):
        for number, (one, other) in enumerate(zip(published, given, strict=True), 1):
            yield from compared(f"{place} {number} ", one, other)
    else:
        yield Other(place.replace("  ", " "), written(published), written(given))


def written(value: Any) -> str:
    match value:
        case list() | dict():
            return f"{len(value)} 项"
        case None | "":
            return "没有"
        case bool():
            return "是" if value else "否"
    text = f"{value}"
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}……"
