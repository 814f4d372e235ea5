"""The pictures of a file, as they are stored in it."""

import posixpath

from records.deeds.document import Picture
from records.deeds.readers.photos import MAX_PICTURES, is_shown

from .blocks import Shot
from .package import Package, TooLarge
from .safe_zip import ZipFault


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
