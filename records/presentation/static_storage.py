"""The static files as they are served: our own style sheet in one piece, without comments; the scripts in two scripts.

What this costs is paid once, by collectstatic; a reader's first visit then fits into one round trip's window.
"""

import re
from fnmatch import fnmatch
from typing import Any

import rcssmin
import rjsmin
from django.core.files.base import ContentFile
from django.core.management import CommandError
from whitenoise.storage import CompressedManifestStaticFilesStorage

from records.presentation.traditional import to_traditional

SMALLER = {".js": rjsmin.jsmin, ".css": rcssmin.cssmin}
IMPORT = re.compile(r'@import "([^"]+)";')

Paths = dict[str, tuple[Any, str]]


class SmallerFiles:
    """Before a storage gives the collected files their hashed names. Those of packages lie in folders: they stay."""

    def post_process(self, paths: Paths, dry_run: bool = False, **options: Any) -> Any:
        for name in [] if dry_run else list(paths):
            stem, dot, kind = name.rpartition(".")
            if "/" in name or dot + kind not in SMALLER:
                continue
            text = read(paths[name])
            if kind == "css":
                text = self.joined(name, text, paths)
            text = SMALLER[dot + kind](text)
            paths[name] = self.put(name, text)
            if kind == "js":
                other = f"{stem}.hant.js"
                paths[other] = self.put(other, to_traditional(text, ()))
        yield from super().post_process(paths, dry_run, **options)  # type: ignore[misc]

    def joined(self: Any, name: str, text: str, paths: Paths) -> str:
        """Returns a style sheet with each part in the place of its import. The parts lie in a folder of its name and
        are taken out of what is published, for no page asks for them."""
        folder = name.removesuffix(".css")
        parts = {part: read(paths.pop(part)) for part in list(paths) if fnmatch(part, f"{folder}/*.css")}
        imported = IMPORT.findall(text)
        for part in imported:
            if part not in parts:
                raise CommandError(f"static/{name} 引用了 {part}，但没有文件 static/{part}。")
        for part in parts:
            if part not in imported:
                raise CommandError(f'static/{part} 没有列在 static/{name} 中，请加上：@import "{part}";')
            self.delete(part)
        return IMPORT.sub(lambda found: parts[found[1]], text)

    def put(self: Any, name: str, text: str) -> tuple[Any, str]:
        self.delete(name)
        return self, self.save(name, ContentFile(text.encode()))


def read(place: tuple[Any, str]) -> str:
    storage, path = place
    with storage.open(path) as file:
        return str(file.read().decode())


class StaticFiles(SmallerFiles, CompressedManifestStaticFilesStorage):
    """Hashed names, and each file also as gzip and brotli."""
