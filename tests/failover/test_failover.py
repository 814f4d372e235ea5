"""The quick form of `make failover`: one primary is killed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.failover import isolation
from tests.faults import in_minutes
from tests.lacking import lacking
from tests.processes import ROOT

pytestmark = [pytest.mark.slow, in_minutes]


def test_cluster_whose_primary_is_killed_has_lost_no_tribute_and_no_reader(tmp_path: Path) -> None:
    if reason := isolation.reason_against():
        lacking(reason) if os.geteuid() == 0 else pytest.skip(reason)
    done = subprocess.run(
        [sys.executable, "-m", "tests.failover", "--times", "1", "--only", "killed", "--logs", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-5000:]
    (result,) = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert result["acknowledged"] > 0
    assert (result["lost"], result["double"], result["split"], result["pages_failed"]) == (0, 0, 0, 0)
    assert result["pages_kept"] > 0
