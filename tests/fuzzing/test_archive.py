"""Archives from anywhere: read whole, or refused in words with nothing left behind."""

import hashlib
import os
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from records.archive.contents import TABLES
from tests.archive.archives import archive, content, empty_the_site, pictured_record
from tests.fuzzing import fuzzed, mutating

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


WAYS = ["damage", "damage", "damage", "repeat", "link", "hard link", "pipe", "folder", "remove"]


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    pictured_record()
    folder = archive(tmp_path / "sound", "--without-site")
    empty_the_site()
    return folder


def summed_anew(folder: Path) -> None:
    """As somebody does who wants it read."""
    names = [name for name in sorted(content(folder)) if name != "SHA256SUMS"]
    lines = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    put(folder / "SHA256SUMS", "".join(lines).encode())


def put(path: Path, written: bytes) -> None:
    """Writes a file in place of what is there: never through a link, which may lead out of the archive."""
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    path.unlink(missing_ok=True)
    path.write_bytes(written)


def spoil(data: st.DataObject, folder: Path) -> None:
    """Changes one file, or puts something else in its place."""
    name = data.draw(st.sampled_from(sorted(content(folder))))
    path = folder / name
    match data.draw(st.sampled_from(WAYS)):
        case "damage":
            put(path, data.draw(mutating.damaged(path.read_bytes())))
        case "repeat":
            put(path, path.read_bytes() * 2)
        case "link":
            path.unlink()
            outside = str(folder.with_name("outside"))
            path.symlink_to(data.draw(st.sampled_from([outside, "..", ".", name, "/dev/zero"])))
        case "hard link":
            other = folder.with_name("elsewhere")
            other.write_bytes(path.read_bytes())
            path.unlink()
            os.link(other, path)
        case "pipe":
            path.unlink()
            os.mkfifo(path)
        case "folder":
            path.unlink()
            path.mkdir()
        case "remove":
            path.unlink()


@given(data=st.data())
@fuzzed(25)
def test_an_archive_is_read_whole_or_refused_with_nothing_left_behind(
    sound: Path, settings: object, data: st.DataObject
) -> None:
    folder, outside = sound.with_name("spoiled"), sound.with_name("outside")
    shutil.copytree(sound, folder)
    outside.write_text("别处的文件")
    media = Path(settings.MEDIA_ROOT)  # type: ignore[attr-defined]
    try:
        for _ in range(data.draw(st.integers(1, 2))):
            spoil(data, folder)
        if data.draw(st.booleans()):
            summed_anew(folder)
        call_command("import_archive", folder)
    except CommandError:
        assert not any(model._default_manager.exists() for model in TABLES)
        assert not list(media.rglob("*.*"))
    else:
        empty_the_site()
    finally:
        assert outside.read_text() == "别处的文件"
        shutil.rmtree(folder)
        folder.with_name("elsewhere").unlink(missing_ok=True)
