"""OFD files (GB/T 33190), the page format of Chinese offices → Source: text with its place, as in a PDF file."""

import math
import posixpath
from collections.abc import Iterator

from records.deeds.document import DeedsError
from records.deeds.source import Source

from . import printed
from .encodings import CONTROL, refuse
from .format import Format
from .office.package import SAVE_AS, Element, Package
from .printed.lines import Piece, PrintedPage

POINTS = 72 / 25.4  # in a millimeter
MAX_PAGES = 500
MAX_CHARACTERS = 500_000
BOLD_WEIGHT = 600
MAX_NUMBER, MAX_NUMBERS = 1e12, 8
A4 = (0.0, 0.0, 210.0, 297.0)
ADVICE = "请找它的 Word 原件；没有原件时，在 OFD 阅读器里另存为 PDF，或把文字复制到 .docx 再导入。"
Matrix = tuple[float, float, float, float, float, float]
UPRIGHT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def read(data: bytes) -> Source:
    """Raises DeedsError with what the file's owner can do."""
    try:
        pages = list(Pages(Package(data)))
    except DeedsError as error:
        raise in_words_of_ofd(error) from error
    if not any(page.pieces for page in pages):
        advice = "请先用文字识别软件（手机、WPS 都有）识别成文字，核对后存为 .docx 或 .txt 再导入。"
        raise refuse("ofd-scanned", f"OFD 里没有文字（共 {len(pages)} 页），是扫描件或图片。{advice}")
    return printed.source(pages, "OFD")


def in_words_of_ofd(error: DeedsError) -> DeedsError:
    """Returns what the shared bounds of office files say, which speak of Word."""
    message = error.message
    text = message.text.replace(SAVE_AS, ADVICE).replace("Word 文件", "OFD 文件").replace(" Word ", " OFD ")
    return refuse(message.code.replace("word", "ofd"), text, message.line)


def broken(why: str = "文件已损坏或不完整，可能没有下载完") -> DeedsError:
    return refuse("ofd-broken", f"{why}。{ADVICE}")


def local(element: Element) -> str:
    """Returns the name without its namespace: programs do not agree about that."""
    return str(element.tag).rpartition("}")[2]


def below(element: Element | None, *names: str) -> Iterator[Element]:
    """Yields the elements of these names, wherever they stand."""
    return iter(()) if element is None else (each for each in element.iter() if local(each) in names)


def number(text: str | None, default: float = 0.0) -> float:
    try:
        found = float(text or "")
    except ValueError:
        return default
    return found if abs(found) < MAX_NUMBER else default  # "inf" and "nan" are numbers, too


def numbers(text: str | None) -> list[float]:
    """Reads the few numbers of a box or a matrix."""
    return [number(each) for each in (text or "").split(maxsplit=MAX_NUMBERS)[:MAX_NUMBERS]]


def steps(text: str | None, most: int) -> list[float]:
    """Reads how far each character stands from the one before; "g 3 5" says 5 three times."""
    found: list[float] = []
    parts = iter((text or "").split())
    for part in parts:
        if part == "g":
            count = max(0, min(int(number(next(parts, ""))), most))
            found += [number(next(parts, ""))] * count
        else:
            found.append(number(part))
        if len(found) >= most:
            break
    return found[:most]


class Pages:
    """The pages of all documents in a file, in order."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.left = MAX_CHARACTERS
        self.fonts: dict[str, tuple[str, bool]] = {}
        self.templates: dict[str, str] = {}

    def __iter__(self) -> Iterator[PrintedPage]:
        count = 0
        root = self.package.xml("OFD.xml")
        if any("encrypt" in name for name in self.package.members):
            raise refuse("ofd-encrypted", f"OFD 加了密，读不了。请取消加密，另存一份再导入。{ADVICE}")
        for each in below(root, "DocRoot"):
            name = member(each.text or "", "")
            document = self.package.xml(name)
            if document is None:
                raise broken()
            self.learn(document, name)
            for page in below(document, "Page"):
                count += 1
                if count > MAX_PAGES:
                    raise refuse("too-large", f"OFD 超过 {MAX_PAGES} 页，不像一份材料。请拆成几份再导入。")
                yield self.page(document, member(page.get("BaseLoc") or "", name))
        if not count:
            raise broken("文件里没有页面，可能已损坏或不完整")

    def learn(self, document: Element, name: str) -> None:
        """Notes fonts and templates of a document, by their ids."""
        self.templates = {
            each.get("ID") or "": member(each.get("BaseLoc") or "", name)
            for each in below(document, "TemplatePage")
        }
        self.fonts = {}
        for each in below(document, "PublicRes", "DocumentRes"):
            for font in below(self.package.xml(member(each.text or "", name)), "Font"):
                is_bold = (font.get("Bold") or "").lower() == "true"
                self.fonts[font.get("ID") or ""] = (font.get("FontName") or "", is_bold)

    def page(self, document: Element, name: str) -> PrintedPage:
        root = self.package.xml(name)
        if root is None:
            raise broken("有的页面不在文件里，可能没有下载完")
        used = (self.templates.get(each.get("TemplateID") or "") for each in below(root, "Template"))
        parts = [root, *(part for each in used if each and (part := self.package.xml(each)) is not None)]
        boxes = [box for each in (root, document) for box in map(box_of, below(each, "PhysicalBox")) if box]
        left, top = boxes[0][:2] if boxes else A4[:2]
        pieces = [
            piece
            for part in parts
            for text in below(part, "TextObject")
            for piece in self.pieces(text, left, top)
        ]
        pictures = sum(1 for part in parts for _ in below(part, "ImageObject"))
        width, height = page_size(boxes, pieces)
        return PrintedPage(width, height, pieces, pictures)

    def pieces(self, text: Element, left: float, top: float) -> Iterator[Piece]:
        """Yields what one object shows: each of its codes begins anew."""
        face, bold = self.fonts.get(text.get("Font") or "", ("", False))
        bold = bold or number(text.get("Weight")) >= BOLD_WEIGHT
        size = number(text.get("Size") or text.get("size")) or 1.0
        matrix = numbers(text.get("CTM"))
        a, b, c, d, e, f = matrix if len(matrix) == len(UPRIGHT) else UPRIGHT
        x, y = (*numbers(text.get("Boundary")), 0.0, 0.0)[:2]
        for code in below(text, "TextCode"):
            content = self.content(code)
            if not content:
                continue
            start, base = number(code.get("X")), number(code.get("Y"), size)
            most = len(content) - 1
            across, down = steps(code.get("DeltaX"), most), steps(code.get("DeltaY"), most)
            length = (sum(across) or size * advance(content[:-1])) + size * advance(content[-1])
            left_edge = (x + a * start + c * base + e - left) * POINTS
            yield Piece(
                content,
                left_edge,
                left_edge + length * (math.hypot(a, b) or 1.0) * POINTS,
                (y + b * start + d * base + f - top) * POINTS,
                size * (math.hypot(c, d) or 1.0) * POINTS,
                bold,
                abs(b) > abs(a) * 0.1 or any(down),
                face,
            )

    def content(self, code: Element) -> str:
        """Raises DeedsError where it comes to too much."""
        content = CONTROL.sub("", " ".join((code.text or "").splitlines())).strip()
        self.left -= len(content)
        if self.left < 0:
            raise refuse("too-large", "OFD 里的文字太多，不像一份材料。请拆成几份再导入。")
        return content


def box_of(element: Element) -> list[float]:
    """Returns left, top, width and height in millimeters, nothing for what is no box."""
    found = numbers(element.text)
    return found if len(found) == len(A4) and min(found[2:]) > 0 else []


def page_size(boxes: list[list[float]], pieces: list[Piece]) -> tuple[float, float]:
    """Returns the smallest box that holds the text: some programs write the page's own in another unit."""
    right, bottom = max((p.right for p in pieces), default=0.0), max((p.base for p in pieces), default=0.0)
    sizes = [(width * POINTS, height * POINTS) for _, _, width, height in boxes or [list(A4)]]
    return min((size for size in sizes if size[0] >= right and size[1] >= bottom), default=max(sizes))


def advance(text: str) -> float:
    """Returns how wide a text is where the file does not say, in letters' heights."""
    return sum(0.5 if character.isascii() else 1.0 for character in text)


def member(name: str, beside: str) -> str:
    """Returns a member's name, which may be written from the root or from the file that names it."""
    path = name.strip().replace("\\", "/")
    folder = "" if path.startswith("/") else posixpath.dirname(beside)
    return posixpath.normpath(posixpath.join(folder, path.lstrip("/")))


FORMAT = Format("ofd", "OFD 文件", (".ofd",), read, zip_sign=b"OFD.xml")
