"""Word files for tests, part by part: what LibreOffice cannot write, and what nobody should."""

import io
import zipfile
from collections.abc import Iterable
from xml.sax.saxutils import escape

from records.deeds.source import Look, Source

TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": OFFICE,
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
}
DECLARED = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in NAMESPACES.items())
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
PROSE = "样本街道的正文写在这里，够长够普通。" * 3
PARTS = ("styles", "numbering", "footnotes", "endnotes", "comments")


def root(tag: str, content: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{tag} {DECLARED}>{content}</w:{tag}>'


def p(text: str = "", properties: str = "", run: str = "", inside: str = "") -> str:
    """A paragraph; `run` holds the properties of its letters, `inside` what stands behind its text."""
    letters = f"<w:r><w:rPr>{run}</w:rPr>{t(text)}</w:r>" if text else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{letters}{inside}</w:p>"


def t(text: str) -> str:
    return f'<w:t xml:space="preserve">{escape(text)}</w:t>'


def r(content: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr>{content}</w:r>"


def numbered(text: str, level: int = 0, number: int = 1) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def level(index: int, kind: str, pattern: str, extra: str = "", start: int = 1) -> str:
    """A list level, its elements in the order Word wants."""
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>{extra}'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


def numbering(*levels: str, nums: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{nums}'


def style(key: str, name: str, content: str = "", kind: str = "paragraph") -> str:
    return f'<w:style w:type="{kind}" w:styleId="{key}"><w:name w:val="{name}"/>{content}</w:style>'


def table(*rows: Iterable[str]) -> str:
    """Cells hold paragraphs; a plain text becomes one."""
    cells = (
        "".join(f"<w:tc>{cell if cell.startswith('<') else p(cell)}</w:tc>" for cell in row) for row in rows
    )
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def relation(key: str, kind: str, target: str, mode: str = "Internal") -> str:
    return f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="{mode}"/>'


def relations(*each: str) -> str:
    return f'<Relationships xmlns="{RELATIONS}">{"".join(each)}</Relationships>'


def members(body: str, *more: str, **parts: str) -> dict[str, str | bytes]:
    """A package by member; `parts` by their kind (styles="…"), `more` are relations of the document."""
    named = {kind: content for kind, content in parts.items() if kind in PARTS}
    links = [relation(kind, kind, f"{kind}.xml") for kind in named]
    return {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"/>',
        "_rels/.rels": relations(relation("main", "officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": relations(*links, *more),
        "word/document.xml": root("document", f"<w:body>{body}</w:body>"),
        **{f"word/{kind}.xml": root(kind, content) for kind, content in named.items()},
    }


def packed(content: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def docx(body: str, *more: str, files: dict[str, str | bytes] | None = None, **parts: str) -> bytes:
    return packed(members(body, *more, **parts) | (files or {}))


def texts(source: Source) -> list[str]:
    return [line.text for line in source.lines]


def looks(source: Source) -> dict[str, Look]:
    return {line.text: line.look for line in source.lines}


def codes(source: Source) -> dict[str, int | None]:
    """The line of each message by its code."""
    return {message.code: message.line for message in source.messages}
