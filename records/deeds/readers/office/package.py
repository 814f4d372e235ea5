"""The members of an office file, read with suspicion: nothing is unpacked to disk, and no size in it is believed.

Files that claim to be Word files and are none are refused, with what their owner can do. The pictures of a file are
taken as they are stored in it.
"""

import io
import posixpath
import re
import zipfile
from typing import TypeAlias

from lxml import etree

from records.deeds.document import DeedsError, Picture
from records.deeds.readers.encodings import refuse
from records.deeds.readers.photos import MAX_PICTURE_BYTES, MAX_PICTURES, is_shown

from . import safe_zip
from .blocks import Shot
from .safe_zip import Bounds, ZipFault

# lxml-stubs spells the element class so.
Element: TypeAlias = etree._Element

MEGABYTE = 1024 * 1024
MAX_FILE_BYTES = 50 * MEGABYTE
MAX_XML_BYTES = 16 * MEGABYTE
MAX_PICTURES_BYTES = 40 * MEGABYTE
# An XML tree takes up to 200 bytes for each element and each attribute, however short. Every element has a "<" and
# every attribute a "=". A report of 200,000 characters stays below this.
MAX_MARKUP_SIGNS = 400_000
MAX_NAME_CHARACTERS = 255
BOUNDS = Bounds(
    members=2000,
    directory_bytes=MEGABYTE,
    unpacked_bytes=400 * MEGABYTE,  # as the directory states it; never all read
    ratio=300,  # Deflate reaches 1032 : 1; text and its markup stay below 100 : 1
    harmless_bytes=MEGABYTE,
)
# In any encoding of one, two or four bytes a character.
DOCTYPE = re.compile(rb"<\0{0,3}!" + b"".join(rb"\0{0,3}" + bytes([each]) for each in b"DOCTYPE"))


class TooLarge(Exception):
    """A member that is larger than it may be."""


class Package:
    """Raises DeedsError for whatever is no sound office file."""

    def __init__(self, data: bytes) -> None:
        check_file(data)
        self.archive = opened(data)
        infos = self.archive.infolist()
        for info in infos:
            check_member(info)
        # Some programs of Windows write the names with their own mark between folders.
        self.members = {info.filename.replace("\\", "/").lower(): info for info in infos}
        if len(self.members) < len(infos):
            raise refuse("word-unsafe", f"文件里有同名的部分，不知道以哪一个为准。{SAVE_AS}")
        self.xml_left, self.markup_left, self.pictures_left = (
            MAX_XML_BYTES,
            MAX_MARKUP_SIGNS,
            MAX_PICTURES_BYTES,
        )

    def read(self, name: str, limit: int) -> bytes:
        """Raises KeyError, TooLarge or ZipFault."""
        info = self.members[name.lower()]
        if info.file_size > limit:
            raise TooLarge
        return safe_zip.content_of(self.archive, info)

    def xml(self, name: str) -> Element | None:
        """Returns the root of a part, None when there is none of that name."""
        if name.lower() not in self.members:
            return None
        try:
            data = self.read(name, self.xml_left)
        except TooLarge as error:
            raise refuse(
                "too-large",
                f"文件里的文字和格式太多，超过 {MAX_XML_BYTES // MEGABYTE} MB。请拆成几份再导入。",
            ) from error
        except ZipFault as error:
            raise broken() from error
        self.xml_left -= len(data)
        self.markup_left -= data.count(b"<") + data.count(b"=")
        if self.markup_left < 0:
            raise refuse("too-large", "文件里的格式太多，读起来会占满内存。请拆成几份再导入。")
        return self.parse(data)

    def parse(self, data: bytes) -> Element:
        return parse(data)

    def chunk(self, name: str) -> bytes:
        """Returns a whole file within the file, which counts as text. Raises KeyError, TooLarge or ZipFault."""
        data = self.read(name, self.xml_left)
        self.xml_left -= len(data)
        return data

    def picture(self, name: str) -> bytes:
        """Raises KeyError, TooLarge or ZipFault."""
        data = self.read(name, min(MAX_PICTURE_BYTES, self.pictures_left))
        self.pictures_left -= len(data)
        return data


def check_file(data: bytes) -> None:
    if not data:
        raise refuse("empty", "文件是空的。请确认选对了文件。")
    if len(data) > MAX_FILE_BYTES:
        text = f"文件超过 {MAX_FILE_BYTES // MEGABYTE} MB。请在 Word 或 WPS 里压缩图片，或拆成几份再导入。"
        raise refuse("too-large", text)
    if not data.startswith(b"PK"):
        raise not_word("别的格式的文件")


def opened(data: bytes) -> zipfile.ZipFile:
    try:
        return safe_zip.opened(io.BytesIO(data), BOUNDS)
    except OSError as error:
        raise broken() from error
    except ZipFault as error:
        match error.kind:
            case "many-members" | "large-directory":
                text = f"文件里有太多部分（超过 {BOUNDS.members} 个），没有读取。{SAVE_AS}"
                raise refuse("word-bomb", text) from error
            case "large":
                raise bomb() from error
        raise broken() from error


def bomb() -> Exception:
    return refuse("word-bomb", f"文件很小，展开后却大得不正常，没有读取。{SAVE_AS}")


def check_member(info: zipfile.ZipInfo) -> None:
    path = info.filename.replace("\\", "/")
    if safe_zip.is_outside(path) or ":" in path or len(path) > MAX_NAME_CHARACTERS:
        raise refuse("word-unsafe", f"文件里有指向别处的路径，可能被人改动过，没有读取。{SAVE_AS}")
    if safe_zip.is_encrypted(info):
        raise encrypted()
    if not safe_zip.is_bounded(info):
        raise broken("文件用了 Word 不用的压缩方法")
    if is_xml(path) and safe_zip.is_bomb(info, BOUNDS):
        raise bomb()


def is_xml(path: str) -> bool:
    return path.lower().endswith((".xml", ".rels"))


def parse(data: bytes) -> Element:
    """Raises DeedsError. Without a document type there are no entities, so nothing to fetch and nothing to expand.

    Should an odd encoding hide one from the search, the parser still fetches nothing and leaves entities as they are.
    """
    if DOCTYPE.search(data):
        raise unsafe_xml()
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise broken() from error
    return root


def unsafe_xml() -> Exception:
    return refuse(
        "word-unsafe", f"文件里带有 Word 不写的文档类型声明（DOCTYPE），可能被人改动过，没有读取。{SAVE_AS}"
    )


SAVE_AS = "请用 Word 或 WPS 打开，另存为新的 .docx 再导入。"


def not_word(kind: str) -> DeedsError:
    return refuse("not-word", f"这不是 Word 文件，而是{kind}，只是改了文件名。请找到原来的 Word 文件再导入。")


def encrypted() -> DeedsError:
    return refuse(
        "word-encrypted", "文件设有打开密码。请用 Word 或 WPS 打开，取消密码，另存为新的 .docx 再导入。"
    )


def broken(why: str = "文件已损坏或不完整，可能没有下载完") -> DeedsError:
    return refuse("word-broken", f"{why}。{SAVE_AS}")


# --- Pictures -------------------------------------------------------------------------------------------


class Album:
    """Pictures in order. A picture that stands in several places is read once; without a package there are none."""

    def __init__(self, package: Package | None) -> None:
        self.package = package
        self.pictures: list[Picture] = []
        self.read: dict[str, bytes | str] = {}  # the picture, or the code of what is wrong with it

    def add(self, shot: Shot, line: int, caption: str, aside: bool) -> str | None:
        """Answers the code of the message when the picture cannot be offered."""
        if len(self.pictures) >= MAX_PICTURES:
            return "too-many-pictures"
        if shot.member not in self.read:
            self.read[shot.member] = self.opened(shot.member)
        data = self.read[shot.member]
        if isinstance(data, str):
            return data
        name = posixpath.basename(shot.member)
        words = caption or shot.alt, shot.alt or caption
        self.pictures.append(Picture(name, data, line, *words, aside))
        return None

    def opened(self, member: str) -> bytes | str:
        if self.package is None:
            return "picture-broken"
        try:
            data = self.package.picture(member)
        except TooLarge:
            return "picture-too-large"
        except (KeyError, ZipFault):
            return "picture-broken"
        return data if is_shown(data) else "picture-format"
