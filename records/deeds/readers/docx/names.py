"""Names and attributes in the XML of Word files."""

from records.deeds.readers.office.package import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
V = "{urn:schemas-microsoft-com:vml}"
OFFICE = "{urn:schemas-microsoft-com:office:office}"
SYMBOL = "{http://schemas.microsoft.com/office/word/2015/wordml/symex}symEx"
SYMBOL_CODE = "{http://schemas.microsoft.com/office/word/2015/wordml/symex}char"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

# "Strict" files, as Word can save them, differ in their namespaces only.
STRICT_PREFIX = b"http://purl.oclc.org/ooxml/"
STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", R),
    (b"http://purl.oclc.org/ooxml/drawingml/main", A),
    (b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing", WP),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", M),
)
MAX_INTEGER = 2**31 - 1


def value(element: Element | None, name: str = "val") -> str:
    """Returns an attribute of Word's own namespace, empty when it is missing."""
    return "" if element is None else element.get(W + name) or ""


def integer(element: Element | None, name: str = "val") -> int | None:
    """Returns None for what is no sensible number: files are patched by all sorts of programs."""
    try:
        number = int(value(element, name)[:12])
    except ValueError:
        return None
    return number if abs(number) <= MAX_INTEGER else None


def is_on(element: Element) -> bool:
    """Reads a switch; <w:b/> alone means yes."""
    return (value(element) or "1") not in {"0", "false", "off", "none"}
