"""Collects the static files for a site that may be serving: none that a page names is ever missing."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.management.commands import collectstatic
from django.utils.module_loading import import_string

# So long pages of the version before may lie in caches, and ask for its files.
KEPT_DAYS = 30


class Command(collectstatic.Command):
    help = "收集样式和脚本文件。网站可以正在运行：旧网页用到的文件再留三十天。"

    def add_arguments(self, parser: Any) -> None:
        """Takes none: what Django's own command may leave out, a site needs."""

    def handle(self, **options: Any) -> None:
        root = Path(settings.STATIC_ROOT)
        root.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix="static-", dir=root.parent) as folder:
            self.storage = import_string(settings.STORAGES["staticfiles"]["BACKEND"])(location=folder)
            chosen = {
                "interactive": False,
                "post_process": True,
                "clear": False,
                "link": False,
                "dry_run": False,
            }
            super().handle(**options | chosen | {"ignore_patterns": [], "use_default_ignore_patterns": True})
            publish(Path(folder), root)


def publish(folder: Path, root: Path) -> None:
    """Moves the files into place, each at once, and last the manifest that names them; then removes those outlived."""
    manifest = folder / "staticfiles.json"
    fresh = sorted(path for path in folder.rglob("*") if path.is_file() and path != manifest)
    for path in [*fresh, manifest]:
        place = root / path.relative_to(folder)
        place.parent.mkdir(parents=True, exist_ok=True)
        path.replace(place)
    for path in root.rglob("*"):
        if path.is_file() and path.stat().st_mtime < time.time() - KEPT_DAYS * 24 * 3600:
            path.unlink()
