"""Says before documents come in what this machine cannot read of them."""

from typing import Any

from django.core.checks import CheckMessage, Info


def check_for_office(**_: Any) -> list[CheckMessage]:
    """Says that LibreOffice is missing, which is no fault: its files are then refused with advice."""
    from records.deeds.readers import converted

    if converted.program():
        return []
    suffixes = "、".join(suffix for format in converted.FORMATS for suffix in format.suffixes)
    text = f"没有找到 LibreOffice（soffice），{suffixes} 文件要先另存为 .docx 才能导入。"
    hint = "要直接读它们，请安装：apt-get install libreoffice-writer-nogui。"
    return [Info(text, hint=hint, id="importing.I001")]
