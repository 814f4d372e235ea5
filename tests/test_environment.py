"""The variables that an operator may set are declared in one place, and decide no test."""

import json
from pathlib import Path

import pytest

from honors_site.environment import VARIABLES
from tests.processes import run

ASKED = """
import environ, json, os

class Recorder(dict):
    def __getitem__(self, name):
        asked.add(name)
        return super().__getitem__(name)

asked = set()
environ.Env.ENVIRON = Recorder(os.environ)
import honors_site.settings
print(json.dumps(sorted(asked)))
"""
LEFT = """
import json, os, shutil
os.environ.pop("PYTEST_XDIST_WORKER", None)
from tests import conftest
shutil.rmtree(os.environ["VAR"])
print(json.dumps({name: os.environ[name] for name in conftest.VARIABLES if name in os.environ}))
"""


def test_the_settings_ask_for_the_declared_variables_and_no_others(tmp_path: Path) -> None:
    done = run(tmp_path, "-c", ASKED, DATABASE_URL="sqlite:///:memory:")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == sorted(VARIABLES)


def test_tests_keep_nothing_of_what_the_operator_has_set_but_the_database(tmp_path: Path) -> None:
    done = run(tmp_path, "-c", LEFT, **dict.fromkeys(VARIABLES, "set"))
    assert done.returncode == 0, done.stderr
    left = json.loads(done.stdout)
    assert left.pop("VAR") != "set"
    assert left == {"DATABASE_URL": "set"}


@pytest.mark.parametrize(
    ("name", "wrong", "said"),
    [
        ("STAFF_IDLE_MINUTES", "0", "STAFF_IDLE_MINUTES 至少是 1"),
        ("STAFF_IDLE_MINUTES", "-5", "STAFF_IDLE_MINUTES 至少是 1"),
        ("PORT", "0", "PORT 至少是 1"),
        ("PROXY_HOPS", "-1", "PROXY_HOPS 至少是 0"),
        ("PAGES_MEMORY_MB", "-1", "PAGES_MEMORY_MB 至少是 0"),
        ("TRIBUTES_PER_NETWORK", "0", "TRIBUTES_PER_NETWORK 至少是 1"),
        ("AUDIT_MONTHS", "5", "AUDIT_MONTHS 至少是 6：法律要求"),
    ],
)
def test_a_number_that_nobody_could_work_with_stops_the_start(
    tmp_path: Path, name: str, wrong: str, said: str
) -> None:
    done = run(tmp_path, "-c", "import honors_site.settings", **{name: wrong})
    assert done.returncode != 0
    assert said in done.stderr
    assert f"现在是 {wrong}。" in done.stderr


@pytest.mark.parametrize("token", ["口令", "two words", "é"])
def test_token_that_no_header_could_bear_is_refused(tmp_path: Path, token: str) -> None:
    done = run(tmp_path, "-c", "import honors_site.settings", MONITOR_TOKEN=token)
    assert done.returncode == 1
    assert "MONITOR_TOKEN" in done.stderr


def test_command_of_blanks_is_none(tmp_path: Path) -> None:
    asked = "import honors_site.settings as s; print(repr(s.PURGE_COMMAND))"
    assert run(tmp_path, "-c", asked, PURGE_COMMAND="   ").stdout == "''\n"
