"""The parts of a .docx, which name each other by relations."""

import posixpath
from dataclasses import dataclass
from urllib.parse import unquote

from records.deeds.readers.office.exceptions import broken, not_word
from records.deeds.readers.office.package import Element, Package

from .names import RELATION, STRICT, STRICT_PREFIX


@dataclass(frozen=True, slots=True)
class Relation:
    """`target` is a member's name, or empty for what lies outside: that is never fetched."""

    kind: str
    target: str


class WordPackage(Package):
    """Raises DeedsError for whatever is no sound .docx."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.depth = 0  # of a file within a file
        self.relations_of: dict[str, dict[str, Relation]] = {}

    def parse(self, data: bytes) -> Element:
        if STRICT_PREFIX in data:
            for strict, name in STRICT:
                data = data.replace(strict, name[1:-1].encode())
        return super().parse(data)

    def relations(self, part: str) -> dict[str, Relation]:
        """Returns what a part refers to, by id."""
        if part not in self.relations_of:
            folder, name = posixpath.split(part)
            root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
            found = [] if root is None else root.iter(RELATION)
            self.relations_of[part] = {each.get("Id") or "": relation(each, folder) for each in found}
        return self.relations_of[part]

    def main_part(self) -> str:
        """Returns the part with the text."""
        kinds = {relation.kind: relation.target for relation in self.relations("").values()}
        name = kinds.get("officeDocument") or "word/document.xml"
        if name.lower() in self.members:
            return name
        if "mimetype" in self.members or any(each.startswith(("xl/", "ppt/")) for each in self.members):
            raise not_word("其他办公文件（表格、演示文稿或 ODF 文档）")
        raise not_word("压缩包") if "[content_types].xml" not in self.members else broken()

    def inner(self, data: bytes) -> "WordPackage":
        """Opens a file within this one; both share the bounds of one."""
        inner = WordPackage(data)
        inner.depth = self.depth + 1
        inner.xml_left, inner.markup_left = self.xml_left, self.markup_left
        return inner

    def related(self, part: str, kind: str) -> str | None:
        """Returns the member a part refers to for its styles, its numbering and so on."""
        found = (each.target for each in self.relations(part).values() if each.kind == kind and each.target)
        return next(found, None)


def relation(element: Element, folder: str) -> Relation:
    kind = (element.get("Type") or "").rpartition("/")[2]
    target = (element.get("Target") or "").replace("\\", "/")
    if (element.get("TargetMode") or "").lower() == "external" or not target:
        return Relation(kind, "")
    return Relation(kind, posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/"))
