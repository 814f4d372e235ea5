"""Sets up the Markdown editor: markdownx's, started by static/admin_records/editor.js when one comes to type."""

from typing import Any

from django import forms
from markdownx.widgets import AdminMarkdownxWidget

ONE_LINE_ONE_PARAGRAPH = "回车一次就另起一段；段首的空格不用打，网页会自己空两格。"


class MarkdownArea(AdminMarkdownxWidget):
    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        # Marked as started: markdownx's script leaves it alone until ours removes the mark.
        super().__init__({"data-markdownx-init": "", "rows": 4, **(attrs or {})})

    class Media:
        # Ours first: it takes markdownx's start into its own hands.
        js = [
            "admin_records/editor.js",
            "admin_records/toolbar.js",
            "admin_records/findings.js",
            "admin_records/moving.js",
            "markdownx/js/markdownx.min.js",
        ]
        css = {
            "all": ["admin_records/editor.css", "admin_records/findings.css", "admin_records/differences.css"]
        }


class MarkdownText(forms.CharField):
    """Keeps line feeds alone: browsers post carriage returns with them, and every text would count as changed."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")
