"""The container's image has all that its commands read: they run on a folder of exactly its files."""

import re
import shutil
from pathlib import Path

import pytest

from records.backup import contents
from records.backup.postgresql import site_database
from records.backup.shelf import Shelf
from tests.backup.sites import BackedUpSite
from tests.processes import ROOT, run

CONTAINERFILE = ROOT / "honors_site" / "deploy" / "Containerfile"


def copied() -> list[str]:
    """Returns what of the code is copied into the image."""
    lines = re.findall(r"^COPY (?!--from)(.+) \S+$", CONTAINERFILE.read_text(encoding="utf-8"), re.MULTILINE)
    return [name for line in lines for name in line.split()]


def let_in() -> set[str]:
    """Returns what the ignore file lets through to the build; all else stays outside."""
    lines = (ROOT / ".containerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in lines
    return {line.removeprefix("!") for line in lines if line.startswith("!")}


@pytest.fixture
def image(tmp_path: Path) -> Path:
    folder = tmp_path / "image"
    folder.mkdir()
    for name in copied():
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name)  # with what is compiled: no time is spent on it again
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


def test_all_that_the_image_copies_is_let_into_its_build() -> None:
    assert copied()
    assert set(copied()) <= let_in()


def test_container_backs_its_database_up_before_it_updates_it(site: BackedUpSite, image: Path) -> None:
    site.become_older()
    done = run(site.var, "manage.py", "update_database", code=image, DATABASE_URL=site_database().address)
    assert done.returncode == 0, done.stderr
    assert Shelf(site.var / contents.BACKUPS).backups()


def test_container_makes_and_proves_a_backup(site: BackedUpSite, image: Path) -> None:
    command = ["backup", str(site.shelf), "--verify"]
    done = run(site.var, "manage.py", *command, code=image, DATABASE_URL=site_database().address)
    assert done.returncode == 0, done.stderr
    assert site.backups


def test_container_has_a_place_of_its_user_for_backups() -> None:
    text = CONTAINERFILE.read_text(encoding="utf-8")
    (made,) = re.findall(r"install -d -o honors -g honors -m 700 (.+)$", text, re.MULTILINE)
    assert "/var/backups/honors-record" in made.split()
