"""The members of a .docx, read with suspicion: nothing is unpacked to disk, and no size in the file is believed."""

import io
import posixpath
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from records.deeds.readers.docx.kinds import SAVE_AS, broken, encrypted, not_word
from records.deeds.readers.docx.names import RELATION, STRICT, STRICT_PREFIX, Element
from records.deeds.readers.encodings import refuse
from records.deeds.readers.photos import MAX_PICTURE

MEGABYTE = 1024 * 1024
MAX_FILE = 50 * MEGABYTE
MAX_MEMBERS = 2000
MAX_UNPACKED = 400 * MEGABYTE  # as the directory states it; never all read
MAX_XML = 16 * MEGABYTE
MAX_ALL_PICTURES = 40 * MEGABYTE
# An XML tree takes up to 200 bytes for each element and each attribute, however short. Every element has a "<" and
# every attribute a "=". A report of 200,000 characters stays below this.
MAX_MARKUP = 400_000
# Deflate reaches 1032 : 1; text and its markup stay below 100 : 1.
MAX_RATIO = 300
SMALL = MEGABYTE
DIRECTORY_ENTRY = b"PK\x01\x02"
# In any encoding of one, two or four bytes a character.
DOCTYPE = re.compile(rb"<\0{0,3}!" + b"".join(rb"\0{0,3}" + bytes([each]) for each in b"DOCTYPE"))
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
    LookupError,
)


@dataclass(frozen=True, slots=True)
class Relation:
    """`target` is a member's name, or empty for what lies outside: that is never fetched."""

    kind: str
    target: str


class TooLarge(Exception):
    """A member that is larger than it may be."""


class Package:
    """Raises DeedsError for whatever is no sound .docx."""

    def __init__(self, data: bytes) -> None:
        check_file(data)
        try:
            self.archive = zipfile.ZipFile(io.BytesIO(data))
        except (*UNREADABLE, zipfile.LargeZipFile) as error:
            raise broken() from error
        infos = self.archive.infolist()
        for info in infos:
            check_member(info)
        if sum(info.file_size for info in infos) > MAX_UNPACKED:
            raise bomb()
        self.members = {info.filename.lower(): info for info in infos}
        if len(self.members) < len(infos):
            raise refuse("word-unsafe", f"文件里有同名的部分，不知道以哪一个为准。{SAVE_AS}")
        self.xml_left, self.markup_left, self.pictures_left = MAX_XML, MAX_MARKUP, MAX_ALL_PICTURES
        self.relations_of: dict[str, dict[str, Relation]] = {}

    def read(self, name: str, limit: int) -> bytes:
        """Raises KeyError, TooLarge, or one of UNREADABLE.

        No more is unpacked than the directory states; where that is a lie, the checksum is wrong.
        """
        info = self.members[name.lower()]
        if info.file_size > limit:
            raise TooLarge
        with self.archive.open(info) as member:
            return member.read(info.file_size + 1)

    def xml(self, name: str) -> Element | None:
        """The root of a part, None when there is none of that name."""
        if name.lower() not in self.members:
            return None
        try:
            data = self.read(name, self.xml_left)
        except TooLarge as error:
            raise refuse(
                "too-large", f"文件里的文字和格式太多，超过 {MAX_XML // MEGABYTE} MB。请拆成几份再导入。"
            ) from error
        except UNREADABLE as error:
            raise broken() from error
        self.xml_left -= len(data)
        self.markup_left -= data.count(b"<") + data.count(b"=")
        if self.markup_left < 0:
            raise refuse("too-large", "文件里的格式太多，读起来会占满内存。请拆成几份再导入。")
        return parse(data)

    def picture(self, name: str) -> bytes:
        """Raises TooLarge, or one of UNREADABLE (a KeyError, too, is a LookupError)."""
        data = self.read(name, min(MAX_PICTURE, self.pictures_left))
        self.pictures_left -= len(data)
        return data

    def relations(self, part: str) -> dict[str, Relation]:
        """What a part refers to, by id."""
        if part not in self.relations_of:
            folder, name = posixpath.split(part)
            root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
            found = [] if root is None else root.iter(RELATION)
            self.relations_of[part] = {each.get("Id") or "": relation(each, folder) for each in found}
        return self.relations_of[part]

    def main_part(self) -> str:
        """The part with the text."""
        kinds = {relation.kind: relation.target for relation in self.relations("").values()}
        name = kinds.get("officeDocument") or "word/document.xml"
        if name.lower() in self.members:
            return name
        if "mimetype" in self.members or any(each.startswith(("xl/", "ppt/")) for each in self.members):
            raise not_word("其他办公文件（表格、演示文稿或 ODF 文档）")
        raise not_word("压缩包") if "[content_types].xml" not in self.members else broken()

    def related(self, part: str, kind: str) -> str | None:
        """The member a part refers to for its styles, its numbering and so on."""
        found = (each.target for each in self.relations(part).values() if each.kind == kind and each.target)
        return next(found, None)


def bomb() -> Exception:
    return refuse("word-bomb", f"文件很小，展开后却大得不正常，没有读取。{SAVE_AS}")


def check_file(data: bytes) -> None:
    if not data:
        raise refuse("empty", "文件是空的。请确认选对了文件。")
    if len(data) > MAX_FILE:
        text = f"文件超过 {MAX_FILE // MEGABYTE} MB。请在 Word 或 WPS 里压缩图片，或拆成几份再导入。"
        raise refuse("too-large", text)
    if not data.startswith(b"PK"):
        raise not_word("别的格式的文件")
    # Before the directory is read: 100,000 members take zipfile seconds, whatever number the file states.
    if data.count(DIRECTORY_ENTRY) > MAX_MEMBERS:
        raise refuse("word-bomb", f"文件里有太多部分（超过 {MAX_MEMBERS} 个），没有读取。{SAVE_AS}")


def check_member(info: zipfile.ZipInfo) -> None:
    path = info.filename.replace("\\", "/")
    if path.startswith("/") or ".." in path.split("/") or ":" in path or len(path) > 255:
        raise refuse("word-unsafe", f"文件里有指向别处的路径，可能被人改动过，没有读取。{SAVE_AS}")
    if info.flag_bits & 1:
        raise encrypted()
    # Other methods may ask for gigabytes to unpack; Word writes these two.
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise broken("文件用了 Word 不用的压缩方法")
    if is_xml(path) and info.file_size > max(SMALL, MAX_RATIO * info.compress_size):
        raise bomb()


def is_xml(path: str) -> bool:
    return path.lower().endswith((".xml", ".rels"))


def parse(data: bytes) -> Element:
    """Raises DeedsError. Without a document type there are no entities, so nothing to fetch and nothing to expand.

    Should an odd encoding hide one from the search, the parser still fetches nothing and leaves entities as they are.
    """
    if DOCTYPE.search(data):
        raise unsafe_xml()
    if STRICT_PREFIX in data:
        for strict, name in STRICT:
            data = data.replace(strict, name[1:-1].encode())
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


def relation(element: Element, folder: str) -> Relation:
    kind = (element.get("Type") or "").rpartition("/")[2]
    target = element.get("Target") or ""
    if (element.get("TargetMode") or "").lower() == "external" or not target:
        return Relation(kind, "")
    return Relation(kind, posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/"))
