"""Prepares the static files for serving: our own style sheets in one piece, without comments; each script in
simplified and in traditional characters.

The cost is paid once, by collectstatic; a reader's first visit then fits into one round trip's window.
"""

import re
from fnmatch import fnmatch
from typing import Any

import rcssmin
import rjsmin
from django.core.files.base import ContentFile
from django.core.management import CommandError
from whitenoise.storage import CompressedManifestStaticFilesStorage

from .traditional import to_traditional

IMPORT = re.compile(r'@import "([^"]+)";')
SPACE_TOKEN = re.compile(r"(--space-\d+):\s*([^;]+);")
USED_SPACE_TOKEN = re.compile(r"var\((--space-\d+)\)")

Paths = dict[str, tuple[Any, str]]


class MinifiedFiles:
    """Minifies the collected files before a storage gives them their hashed names. Those of packages lie in folders:
    they stay as they are."""

    def post_process(self, paths: Paths, dry_run: bool = False, **options: Any) -> Any:
        if not dry_run:
            own = [name for name in paths if "/" not in name]
            self.put_style_sheets(paths, [name for name in own if name.endswith(".css")])
            self.put_scripts(paths, [name for name in own if name.endswith(".js")])
        yield from super().post_process(paths, dry_run, **options)  # type: ignore[misc]

    def put_style_sheets(self, paths: Paths, names: list[str]) -> None:
        sheets = {name: self.joined(name, read(paths[name]), paths) for name in names}
        tokens = dict(token for sheet in sheets.values() for token in SPACE_TOKEN.findall(sheet))
        for name, sheet in sheets.items():
            paths[name] = self.put(name, rcssmin.cssmin(with_lengths(name, sheet, tokens)))

    def put_scripts(self, paths: Paths, names: list[str]) -> None:
        for name in names:
            script = rjsmin.jsmin(read(paths[name]))
            traditional = f"{name.removesuffix('.js')}.hant.js"
            paths[name] = self.put(name, script)
            paths[traditional] = self.put(traditional, to_traditional(script, ()))

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


def with_lengths(name: str, sheet: str, tokens: dict[str, str]) -> str:
    """Returns a style sheet with lengths in place of the spacing tokens. Nobody changes the tokens while a page is
    read, and by name they would cost eighty of the bytes that a first visit has."""

    def length(used: re.Match[str]) -> str:
        if used[1] not in tokens:
            raise CommandError(f"static/{name} 用了没有定义的间距 {used[1]}。")
        return tokens[used[1]]

    return USED_SPACE_TOKEN.sub(length, SPACE_TOKEN.sub("", sheet))


def read(source: tuple[Any, str]) -> str:
    storage, path = source
    with storage.open(path) as file:
        return str(file.read().decode())


class StaticFiles(MinifiedFiles, CompressedManifestStaticFilesStorage):
    """Gives the files hashed names, and keeps each also as gzip and brotli."""
