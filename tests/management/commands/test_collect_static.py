"""The static files are collected anew while pages of the version before are still read."""

import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from records.management.commands.collect_static import KEPT_DAYS


@pytest.fixture
def sources(tmp_path: Path, settings: Any) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    settings.STATICFILES_DIRS = [folder]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "tests.static_files.UncompressedStaticFiles"}
    }
    return folder


def collected(settings: Any) -> set[Path]:
    return set(settings.STATIC_ROOT.glob("site.*.css"))


def test_files_that_older_pages_name_stay_until_those_are_forgotten(sources: Path, settings: Any) -> None:
    style = sources / "site.css"
    style.write_text("a{color:red}")
    call_command("collect_static", verbosity=0)
    (before,) = collected(settings)
    style.write_text("a{color:blue}")
    call_command("collect_static", verbosity=0)
    assert before in collected(settings)
    assert len(collected(settings)) == 2
    outlived = time.time() - (KEPT_DAYS + 1) * 24 * 3600
    os.utime(before, (outlived, outlived))
    call_command("collect_static", verbosity=0)
    assert before not in collected(settings)
    assert len(collected(settings)) == 1


def test_file_that_is_the_same_is_there_at_every_moment(
    sources: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (sources / "site.css").write_text("a{color:red}")
    call_command("collect_static", verbosity=0)
    (file,) = collected(settings)
    replace = Path.replace
    seen = []

    def look_and_replace(path: Path, place: Path) -> Path:
        seen.append(file.read_bytes())
        return replace(path, place)

    monkeypatch.setattr(Path, "replace", look_and_replace)
    call_command("collect_static", verbosity=0)
    assert set(seen) == {file.read_bytes()}
    assert not [path for path in settings.STATIC_ROOT.parent.iterdir() if path.name.startswith("static-")]
