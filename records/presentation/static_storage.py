"""The static files as they are served: our own scripts and style sheet without comments, the scripts in two scripts.

What this costs is paid once, by collectstatic; a reader's first visit then fits into one round trip's window.
"""

from typing import Any

import rcssmin
import rjsmin
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

from records.presentation.traditional import to_traditional

SMALLER = {".js": rjsmin.jsmin, ".css": rcssmin.cssmin}


class SmallerFiles:
    """Before a storage gives the collected files their hashed names. Those of packages lie in folders: they stay."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Any:
        for name in [] if dry_run else list(paths):
            stem, dot, kind = name.rpartition(".")
            if "/" in name or dot + kind not in SMALLER:
                continue
            storage, path = paths[name]
            with storage.open(path) as file:
                text = SMALLER[dot + kind](file.read().decode())
            paths[name] = self.put(name, text)
            if kind == "js":
                other = f"{stem}.hant.js"
                paths[other] = self.put(other, to_traditional(text, ()))
        yield from super().post_process(paths, dry_run, **options)  # type: ignore[misc]

    def put(self: Any, name: str, text: str) -> tuple[Any, str]:
        self.delete(name)
        return self, self.save(name, ContentFile(text.encode()))


class StaticFiles(SmallerFiles, CompressedManifestStaticFilesStorage):
    """Hashed names, and each file also as gzip and brotli."""
