"""Commands on a database without the site's tables, or with none at all, say what to do."""

import sys
from pathlib import Path

import pytest

from tests.processes import run

pytestmark = pytest.mark.slow

COMMANDS = [
    ["import_archive", "{folder}"],
    ["export_archive", "{folder}", "--without-site"],
    ["export_records", "{folder}"],
    ["verify_tributes"],
    ["rebuild_search"],
    ["seed"],
]
EVERY_COMMAND = f"""
import django
from django.core.management import CommandError, call_command
django.setup()
for name, *arguments in {COMMANDS!r}:
    try:
        call_command(name, *(one.format(folder="FOLDER") for one in arguments))
    except CommandError as error:
        print(name, error)
"""


def told(var: Path, folder: Path, **chosen: str) -> list[str]:
    """What each command says; a traceback would end this."""
    code = EVERY_COMMAND.replace("FOLDER", str(folder))
    done = run(var, "-c", code, DJANGO_SETTINGS_MODULE="honors_site.settings", **chosen)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def an_archive(folder: Path) -> Path:
    """Sound as far as it goes before the tables are asked."""
    folder.mkdir()
    return folder


def test_commands_before_migrate_name_it(tmp_path: Path) -> None:
    lines = told(tmp_path / "var", an_archive(tmp_path / "folder"))
    assert [line.split()[0] for line in lines] == [name for name, *_ in COMMANDS]
    assert all("请先运行 manage.py migrate" in line for line in lines), lines


@pytest.mark.skipif(sys.platform == "win32", reason="PostgreSQL is asked at a port where nobody is")
def test_commands_without_a_database_say_so(tmp_path: Path) -> None:
    address = "postgres://nobody@127.0.0.1:9/nothing"
    lines = told(tmp_path / "var", an_archive(tmp_path / "folder"), DATABASE_URL=address)
    assert [line.split()[0] for line in lines if "连不上数据库" in line] == [name for name, *_ in COMMANDS], (
        lines
    )
