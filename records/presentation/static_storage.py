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

IMPORT = re.compile(r'@import "([^"]+)";')
STEP = re.compile(r"(--space-\d+):\s*([^;]+);")
USED_STEP = re.compile(r"var\((--space-\d+)\)")

Paths = dict[str, tuple[Any, str]]


class SmallerFiles:
    """Before a storage gives the collected files their hashed names. Those of packages lie in folders: they stay."""

    def post_process(self, paths: Paths, dry_run: bool = False, **options: Any) -> Any:
        if not dry_run:
            own = [name for name in paths if "/" not in name]
            self.put_sheets(paths, [name for name in own if name.endswith(".css")])
            self.put_scripts(paths, [name for name in own if name.endswith(".js")])
        yield from super().post_process(paths, dry_run, **options)  # type: ignore[misc]

    def put_sheets(self, paths: Paths, names: list[str]) -> None:
        sheets = {name: self.joined(name, read(paths[name]), paths) for name in names}
        steps = dict(step for sheet in sheets.values() for step in STEP.findall(sheet))
        for name, sheet in sheets.items():
            paths[name] = self.put(name, rcssmin.cssmin(with_lengths(name, sheet, steps)))

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


def with_lengths(name: str, sheet: str, steps: dict[str, str]) -> str:
    """Returns a style sheet with lengths in place of the steps of spacing. Nobody changes these while a page is read,
    and by name they would cost eighty of the bytes that a first visit has."""

    def length(used: re.Match[str]) -> str:
        if used[1] not in steps:
            raise CommandError(f"static/{name} 用了没有定义的间距 {used[1]}。")
        return steps[used[1]]

    return USED_STEP.sub(length, STEP.sub("", sheet))


def read(place: tuple[Any, str]) -> str:
    storage, path = place
    with storage.open(path) as file:
        return str(file.read().decode())


class StaticFiles(SmallerFiles, CompressedManifestStaticFilesStorage):
    """Hashed names, and each file also as gzip and brotli."""
