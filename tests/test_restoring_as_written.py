"""The steps of a restore, run by a shell as the guides write them; only what stands for a name is filled in."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pyrage
import pytest

from tests.faults import in_minutes
from tests.importing.running import DEEDS
from tests.processes import ROOT, environment, run

# Half a minute each, with backups and archives that tests of their own hold.
pytestmark = [pytest.mark.slow, in_minutes]

README = ROOT / "README.md"
GUIDE = ROOT / "honors_site" / "deploy" / "README.md"
# Programs of a server that a test has not got: each writes down how it was called, and `honors` does what it is told.
STUB = '#!/bin/sh\necho "$(basename "$0") $*" >> "$CALLED"\n'
STAND_INS = {"systemctl": STUB, "make": STUB, "honors": f'{STUB}exec "$@"\n'}


def steps(guide: Path, heading: str) -> str:
    """Returns the first block of commands below the heading."""
    below = guide.read_text(encoding="utf-8").partition(f"\n{heading}\n")[2]
    (commands,) = re.findall(r"^```(?:sh)?\n(.*?)^```$", below, re.MULTILINE | re.DOTALL)[:1]
    return str(commands)


def carry_out(tmp_path: Path, var: Path, commands: str, fill_in: dict[str, Path], **chosen: str) -> list[str]:
    """Runs the commands until one fails; returns how the stand-ins were called."""
    programs = tmp_path / "programs"
    programs.mkdir(exist_ok=True)
    for name, script in STAND_INS.items():
        (programs / name).write_text(script)
        (programs / name).chmod(0o755)
    for word, path in {".venv/bin/python": sys.executable, **fill_in}.items():
        commands = commands.replace(word, str(path))
    called = tmp_path / "called"
    called.write_text("")
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-e", "-c", commands],
        cwd=ROOT,
        env=environment(var, PATH=path, CALLED=str(called), **chosen),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return called.read_text().splitlines()


def manage(var: Path, *arguments: str, **chosen: str) -> str:
    done = run(var, "manage.py", *arguments, **chosen)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def new_site(var: Path) -> Path:
    """Makes one as `make prepare` does, but for the style sheets."""
    manage(var, "update_database")
    manage(var, "seed")
    return var


def public_rows(tmp_path: Path, var: Path, name: str) -> dict[str, bytes]:
    manage(var, "export_archive", str(tmp_path / name), "--without-site")
    return {path.name: path.read_bytes() for path in (tmp_path / name / "data").iterdir()}


def test_archive_of_a_site_is_read_into_another_by_the_steps_of_the_readme(tmp_path: Path) -> None:
    var, other = new_site(tmp_path / "var"), tmp_path / "another"
    manage(var, "collect_static")
    (tmp_path / "second.txt").write_text(DEEDS, encoding="utf-8")
    manage(var, "import_records", str(tmp_path / "second.txt"), "--publish")
    fill_in = {"新文件夹": other, "存档": tmp_path / "archive", "文件夹": tmp_path / "records"}
    called = carry_out(tmp_path, var, steps(README, "## 带走"), fill_in)
    assert called == [f"make run VAR={other}"]
    assert public_rows(tmp_path, other, "again") == public_rows(tmp_path, var, "once more")


def test_backup_is_restored_on_a_new_machine_by_the_steps_of_the_guide(tmp_path: Path) -> None:
    identity = pyrage.x25519.Identity.generate()
    (tmp_path / "identity").write_text(f"{identity}\n")
    var, shelf = new_site(tmp_path / "var"), tmp_path / "shelf"
    (backup,) = re.findall(r"`manage\.py (backup /var/backups/[^`]+)`", GUIDE.read_text(encoding="utf-8"))
    shelf.mkdir(mode=0o700)
    words = backup.replace("/var/backups/honors-record", str(shelf)).split()
    manage(var, *words, BACKUP_RECIPIENT=str(identity.to_public()))
    (made,) = (path.name for path in shelf.iterdir() if path.is_dir())
    machine = new_site(tmp_path / "new machine")
    fill_in = {
        "/var/backups/honors-record": shelf,
        "honors-某日": Path(made),
        "私钥文件": tmp_path / "identity",
    }
    called = carry_out(tmp_path, machine, steps(GUIDE, "### 恢复"), fill_in)
    assert [called[0], called[-1]] == ["systemctl stop honors-record", "systemctl start honors-record"]
    assert (machine / "secret_key").read_bytes() == (var / "secret_key").read_bytes()
    assert public_rows(tmp_path, machine, "there") == public_rows(tmp_path, var, "here")
