"""Writes deeds as files: the site's own Markdown and JSON, which read back equal, and Word in the usual official
layout."""

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, Literal

import records.deeds
from records.deeds import DeedsError
from records.deeds.document import Deeds
from records.deeds.formats.json import NOTICE, to_json
from records.deeds.formats.markdown import to_markdown
from records.deeds.readers.encodings import CONTROL
from records.utils.exceptions import UserFacingError

Format = Literal["md", "json", "docx"]
FENCE = "---\n"  # before and behind the head of a Markdown file


class ExportRefused(UserFacingError):
    pass


def export(deeds: Deeds, format: Format, notice: str = "") -> bytes:
    """Returns a file; the same deeds make the same bytes. Raises ExportRefused for texts that no file of that
    format can hold.

    `notice` is one line for whoever opens the file, as that the honor was revoked. It is no part of the deeds; who
    reads the file is told of it.
    """
    return FORMATS[format](without_controls(deeds), " ".join(without_controls(notice).split()))


def without_controls(part: Any) -> Any:
    """Drops what no file carries from texts that were kept before saving dropped it."""
    if isinstance(part, str):
        return CONTROL.sub("", part)
    if isinstance(part, tuple):
        return tuple(map(without_controls, part))
    if not is_dataclass(part) or isinstance(part, type):
        return part
    found = {field.name: getattr(part, field.name) for field in fields(part)}
    cleaned = {name: without_controls(value) for name, value in found.items()}
    return part if cleaned == found else replace(part, **cleaned)


def markdown_file(deeds: Deeds, notice: str = "") -> bytes:
    written = to_markdown(deeds)
    if notice:  # a comment in the head, where one looks first
        rest = written.removeprefix(FENCE) if written.startswith(FENCE) else FENCE + written
        written = f"{FENCE}# {notice}\n{rest}"
    return read_back(written.encode(), "md", deeds)


def json_file(deeds: Deeds, notice: str = "") -> bytes:
    told = {NOTICE: notice} if notice else {}
    written = json.dumps(told | to_json(deeds), ensure_ascii=False, indent=2) + "\n"
    return read_back(written.encode(), "json", deeds)


def word_file(deeds: Deeds, notice: str = "") -> bytes:
    # Not at the top: the writer of Word files takes some ten megabytes in every process, and few ever write one.
    from .word import to_word

    return to_word(deeds, notice)


def read_back(data: bytes, format: Format, deeds: Deeds) -> bytes:
    """Proves the file before it is handed out. Cost: some ten milliseconds for a long record."""
    try:
        found = records.deeds.read_deeds(data, f"record.{format}").deeds
    except DeedsError as error:
        raise ExportRefused(f"写成 .{format} 后读不回来：{error}请在后台改好这条记录再导出。") from error
    if found != deeds:
        raise ExportRefused(f"写成 .{format} 后读回来与原记录不同，没有写出。请检查正文里有没有特殊字符。")
    return data


FORMATS: dict[Format, Callable[[Deeds, str], bytes]] = {
    "md": markdown_file,
    "json": json_file,
    "docx": word_file,
}

__all__ = ["FORMATS", "ExportRefused", "Format", "export"]
